"""Exercises of lesson 10 (stack layers): layer and batch normalisation."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Function, Mistake

NORM_WHICH_AXIS = Function(
    name="norm_which_axis",
    lesson=10,
    minutes=5,
    prompt="Normalise hidden states (B, T, H) to mean 0 and standard deviation 1 in two ways: as layer normalisation "
    "does, and as batch normalisation does while training.",
    stub='''
def norm_which_axis(h):
    """Layer norm: every state by itself, over its units. Batch norm: every unit by
    itself, over batch and time.
    Mean 0 and standard deviation 1 (no ε).
    h (B, T, H) -> layer_normed, batch_normed, each (B, T, H)."""
    return ...                                   # your lines; return both
''',
    solution="""
def norm_which_axis(h):
    by_state = (h - h.mean(axis=2, keepdims=True)) / h.std(axis=2, keepdims=True)
    by_unit = (h - h.mean(axis=(0, 1))) / h.std(axis=(0, 1))
    return by_state, by_unit
""",
    outputs="layer batch",
    cases=lambda rng: [(draw(rng, 3, 5, 4) + draw(rng, 4),), (draw(rng, 4, 2, 6) * np.arange(1, 7),)],
    mistakes=(
        Mistake(
            {"return by_state, by_unit": "return by_unit, by_state"},
            "You exchanged the two; layer norm looks at one state at a time, batch norm at one unit at a time.",
        ),
        Mistake(
            {"axis=2": "axis=(1, 2)"},
            "You let layer norm look over time as well; it normalises each step by itself, so it needs no other step.",
        ),
        Mistake(
            {"axis=(0, 1)": "axis=0"},
            "You let batch norm look over the batch alone; Keras takes batch and time together, so a unit "
            "has one mean.",
        ),
        Mistake(
            {"axis=(0, 1)": "axis=1, keepdims=True"},
            "You normalised over time for each example; batch norm takes batch and time together.",
        ),
        Mistake(
            {"h.std(axis=2, keepdims=True)": "h.var(axis=2, keepdims=True)"},
            "You divided by the variance in layer norm; the standard deviation is its root.",
        ),
        Mistake(
            {"h.std(axis=(0, 1))": "h.var(axis=(0, 1))"},
            "You divided by the variance in batch norm; the standard deviation is its root.",
        ),
        Mistake(
            {" / h.std(axis=2, keepdims=True)": ""},
            "You took off the mean alone in layer norm; a standard deviation of 1 is asked for as well.",
        ),
        Mistake(
            {" / h.std(axis=(0, 1))": ""},
            "You took off the mean alone in batch norm; a standard deviation of 1 is asked for as well.",
        ),
        Mistake(
            {"(h - h.mean(axis=2, keepdims=True))": "h"},
            "You did not subtract the mean in layer norm; mean 0 is asked for.",
        ),
        Mistake(
            {"(h - h.mean(axis=(0, 1)))": "h"}, "You did not subtract the mean in batch norm; mean 0 is asked for."
        ),
        Mistake(
            {"axis=(0, 1)": ""},
            "You normalised everything together; batch norm gives each unit a mean and a standard deviation of "
            "its own.",
        ),
    ),
    variants=(
        """
def norm_which_axis(h):
    flat = h.reshape(-1, h.shape[-1])
    layer = ((flat.T - flat.mean(1)) / flat.std(1)).T
    batch = (flat - flat.mean(0)) / flat.std(0)
    return layer.reshape(h.shape), batch.reshape(h.shape)
""",
        """
def norm_which_axis(h):
    layer, batch = np.empty_like(h), np.empty_like(h)
    for n in range(len(h)):
        for t in range(h.shape[1]):
            layer[n, t] = (h[n, t] - h[n, t].mean()) / h[n, t].std()
    for u in range(h.shape[2]):
        batch[..., u] = (h[..., u] - h[..., u].mean()) / h[..., u].std()
    return layer, batch
""",
    ),
    hints=(
        "Layer norm: the mean of the H numbers of one state; axis 2, keepdims=True.",
        "Batch norm: one mean for each unit; axes 0 and 1 together.",
    ),
    fact="Batch norm needs a batch, and keeps running means for later; layer norm treats a single sequence as it "
    "treats a thousand.",
    why="The question is what a number is compared with: the other units of its state, or the same unit elsewhere.",
    questions=("Which of the two gives another answer when the batch is shuffled with other sequences?",),
)

EXERCISES = [NORM_WHICH_AXIS]
