"""Exercises of lesson 06 (send the gradient back): one step."""

from typing import NamedTuple

import numpy as np

from lstm_helpers.exercises.hidden import SIZES, draw, gate
from lstm_helpers.exercises.kinds import Function, Mistake


class Step(NamedTuple):
    """The gates of a step, as the learner gets them."""

    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray


def _step(rng, B, H):
    return Step(gate(rng, B, H), gate(rng, B, H), np.tanh(draw(rng, B, H)), gate(rng, B, H))


LSTM_STEP_BACKWARD = Function(
    name="lstm_step_backward",
    lesson=6,
    minutes=12,
    prompt="Send the gradient back through one step: equations (8) to (11), and dc_prev. (12) and (13) come next.",
    stub='''
def lstm_step_backward(step, c_prev, c_t, dh_t, dc_t):
    """One step back.  step.i, .f, .g, .o, and c_prev, c_t, dh_t, dc_t: all (B, H);
    dc_t is what came from later
    -> dz (B, 4H) in the order i, f, g, o, and dc_prev (B, H)."""
    return ...                                   # your lines; return dz, dc_prev
''',
    solution="""
def lstm_step_backward(step, c_prev, c_t, dh_t, dc_t):
    i, f, g, o = step
    tanh_c = np.tanh(c_t)
    do = dh_t * tanh_c
    dc_t = dc_t + dh_t * o * (1 - tanh_c**2)
    df, di, dg, dc_prev = dc_t * c_prev, dc_t * g, dc_t * i, dc_t * f
    dz = [di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)]
    return np.hstack(dz), dc_prev
""",
    outputs="dz dc_prev",
    cases=lambda rng: [
        (_step(rng, B, H), draw(rng, B, H), draw(rng, B, H), draw(rng, B, H), draw(rng, B, H)) for B, T, D, H in SIZES
    ],
    mistakes=(
        Mistake(
            {"dc_t = dc_t + dh_t": "dc_t = dh_t"},
            "You dropped what came along the cell state from later steps; c_t is used twice, so its two "
            "gradients add. Without it nothing travels far back.",
        ),
        Mistake(
            {"dh_t * o * (1 - tanh_c**2)": "dh_t * o"},
            "You left out the slope of tanh in (9); the gradient passes through tanh(c_t), so it is "
            "multiplied by 1 − tanh².",
        ),
        Mistake(
            {"dh_t * o * (1 - tanh_c**2)": "dh_t * (1 - tanh_c**2)"},
            "You left out the output gate in (9); h_t = o · tanh(c_t), so a shut output gate lets no gradient in.",
        ),
        Mistake(
            {"(1 - tanh_c**2)": "(1 - c_t**2)"},
            "You squared c_t itself; the slope of tanh is 1 − tanh(c_t)², written with its value.",
        ),
        Mistake(
            {"dc_t * f\n": "dc_t\n"},
            "You handed dc_t on whole; the old memory was multiplied by f, so its gradient is, too.",
        ),
        Mistake(
            {"dc_t * c_prev": "dc_t * c_t"},
            "You gave the forget gate the new memory; f was multiplied by c_prev, so this is its factor.",
        ),
        Mistake(
            {"dc_t * g, dc_t * i,": "dc_t * i, dc_t * g,"},
            "You exchanged the factors of i and g; each is multiplied by its neighbour, so di gets g and dg gets i.",
        ),
        Mistake(
            {"do = dh_t * tanh_c": "do = dh_t * c_t"},
            "You gave the output gate c_t; it was multiplied by tanh(c_t), so this is its factor.",
        ),
        Mistake(
            {"dg * (1 - g**2)": "dg * g * (1 - g)"},
            "You used the sigmoid's slope for the candidate; it came out of a tanh, so the slope is 1 − g².",
        ),
        Mistake(
            {"return np.hstack(dz)": "return np.hstack([di, df, dg, do])"},
            "You stopped before the squashing functions; dz belongs to the pre-activations, so each part is "
            "multiplied by its slope.",
        ),
        Mistake(
            {"[di * i * (1 - i), df * f * (1 - f),": "[df * f * (1 - f), di * i * (1 - i),"},
            "You put the forget gate first; the order is i, f, g, o, so dz fits W_x and W_h.",
        ),
        Mistake(
            {"(1 - g**2)": "(1 - np.tanh(g)**2)"},
            "You took tanh of g again; g is tanh's *value* already, so the slope is 1 − g².",
        ),
        Mistake(
            {
                "[di * i * (1 - i), df * f * (1 - f),": "[di * s(i) * (1 - s(i)), df * s(f) * (1 - s(f)),",
                "do * o * (1 - o)]": "do * s(o) * (1 - s(o))]",
                "tanh_c = np": "s, tanh_c = sigmoid, np",
            },
            "You squashed the gates again before you took the slope; i, f and o are the sigmoid's *values* already, so "
            "the slope is i (1 − i).",
        ),
        Mistake(
            {"(1 - tanh_c**2)": "(1 - np.tanh(tanh_c) ** 2)"},
            "You took tanh of tanh(c_t) in (9); the slope is 1 − tanh²(c_t), and tanh(c_t) is there already.",
        ),
        Mistake(
            {"dc_t = dc_t +": "early, dc_t = dc_t * f, dc_t +", "dz), dc_prev": "dz), early"},
            "You handed on dc_t before (9) had completed it; what arrives through h_t travels back along c as "
            "well, so the complete dc_t is multiplied by f.",
        ),
        Mistake(
            {"dg * (1 - g**2), do * o * (1 - o)]": "do * o * (1 - o), dg * (1 - g**2)]"},
            "You put the output gate before the candidate; the order is i, f, g, o, so dz fits W_x and W_h.",
        ),
    ),
    variants=(
        """
def lstm_step_backward(step, c_prev, c_t, dh_t, dc_t):
    t = np.tanh(c_t)
    total = dc_t + dh_t * step.o / np.cosh(c_t) ** 2
    parts = (total * step.g * step.i * (1 - step.i), total * c_prev * step.f * (1 - step.f),
             total * step.i * (1 - step.g) * (1 + step.g), dh_t * t * step.o * (1 - step.o))
    return np.concatenate(parts, axis=1), step.f * total
""",
        """
def lstm_step_backward(step, c_prev, c_t, dh_t, dc_t):
    B, H = c_t.shape
    dz, dc_prev = np.zeros((B, 4, H)), np.zeros((B, H))
    for n in range(B):
        for k in range(H):
            i, f, g, o = (gate[n, k] for gate in step)
            th = np.tanh(c_t[n, k])
            dc = dc_t[n, k] + dh_t[n, k] * o * (1 - th * th)
            dz[n, :, k] = (dc * g * (i - i * i), dc * c_prev[n, k] * (f - f * f), dc * i * (1 - g * g),
                           dh_t[n, k] * th * (o - o * o))
            dc_prev[n, k] = dc * f
    return dz.reshape(B, 4 * H), dc_prev
""",
    ),
    hints=(
        "Start at the end: h_t = o · tanh(c_t) uses two things, o and c_t. What does each get of dh_t?",
        "Then c_t = f · c_prev + i · g: each of the four gets dc_t times its neighbour.",
        "Last the squashing: a sigmoid with value s has the slope s (1 − s), a tanh with value g the slope 1 − g².",
        "dc_t has to be complete, dc_t + dh_t · o · (1 − tanh²), before anything else uses it.",
    ),
    fact="Along c the gradient is multiplied by f alone: no matrix, no squashing. That one product is the reason for "
    "the whole architecture.",
    why="Equations (8) to (11), last used first. Where a quantity was used twice, as c_t, its gradients add.",
    questions=(
        "Which of these lines makes the gradient vanish when f is near 0, and is that a defect?",
        "What changes for coupled gates, i = 1 − f?",
    ),
)

EXERCISES = [LSTM_STEP_BACKWARD]
