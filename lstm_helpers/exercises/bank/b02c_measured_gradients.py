"""Exercises of lesson 02 (watch gradients vanish): a gradient by measurement, and why it vanishes."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Choice, Function, Mistake

NUMERIC_GRADIENT = Function(
    name="numeric_gradient",
    lesson=2,
    minutes=8,
    prompt="Prove a gradient by measuring it: move each entry a little up and down and see how far f moves.",
    stub='''
def numeric_gradient(f, x, eps=1e-5):
    """The slope of the number f(x) along every entry of x, by central differences of
    half-width eps -> like x."""
    return ...                          # your lines; leave the array x as you found it
''',
    solution="""
def numeric_gradient(f, x, eps=1e-5):
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        raised, lowered = x.copy(), x.copy()
        raised[place] += eps
        lowered[place] -= eps
        gradient[place] = (f(raised) - f(lowered)) / (2 * eps)
    return gradient
""",  # the package's own also checks what comes
    cases=lambda rng: [
        (lambda a: float(np.sum(a**3 * np.arange(1, 7).reshape(2, 3)) + a[0, 1] * a[1, 2]), draw(rng, 2, 3), 1e-2),
        (lambda a: float(np.sum(np.exp(a)) * a[0]), draw(rng, 4), 1e-3),
    ],
    mistakes=(
        Mistake(
            {"f(lowered)": "f(x)", "(2 * eps)": "eps"},
            "You took the difference to one side; measured up *and* down the error shrinks with eps² instead of eps.",
        ),
        Mistake(
            {"(2 * eps)": "eps"},
            "You divided by eps; between up and down lie two of them, so 2 · eps belongs there.",
        ),
        Mistake(
            {"f(raised) - f(lowered)": "f(lowered) - f(raised)"},
            "You subtracted the other way round; the slope is up minus down, so a rising f has a positive one.",
        ),
        Mistake(
            {" / (2 * eps)": ""},
            "You returned the difference itself; the slope is the difference divided by the way, 2 · eps.",
        ),
        Mistake(
            {"raised, lowered = x.copy(), x.copy()": "raised = lowered = x"},
            "You moved the array itself: up and down are then one and the same; each needs a copy.",
        ),
        Mistake(
            {"[place] += eps": "[:] += eps", "[place] -= eps": "[:] -= eps"},
            "You moved all entries at once; one at a time is moved, so each gets a slope of its own.",
        ),
        Mistake(
            """
def numeric_gradient(f, x, eps=1e-5):
    return (f(x + eps) - f(x - eps)) / (2 * eps)
""",
            "You moved all entries together; move one at a time, and you get one slope for each.",
        ),
        Mistake(
            """
def numeric_gradient(f, x, eps=1e-5):
    slopes = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += eps
        up = f(x)
        x[place] -= 2 * eps
        slopes[place] = (up - f(x)) / (2 * eps)
    return slopes
""",
            "You left entries of x moved; put each back before you go on.",
        ),
        Mistake(
            {"/ (2 * eps)": "/ 2 * eps"},
            "You wrote / 2 * eps, which divides by 2 and then multiplies by eps; parentheses hold 2 * eps together.",
        ),
        Mistake(
            {"f(lowered)": "f(x)"},
            "You took the difference to one side, but divided by both; either f(lowered) belongs there, or a "
            "single eps.",
        ),
        Mistake(
            {"+= eps": "*= 1 + eps", "-= eps": "*= 1 - eps"},
            "You moved each entry by a share of itself; the same eps is added to each, so one divisor fits all.",
        ),
    ),
    variants=(
        """
def numeric_gradient(f, a, eps=1e-5):
    slopes = np.empty(a.shape)
    for place in np.ndindex(*a.shape):
        old = a[place]
        a[place] = old + eps
        up = f(a)
        a[place] = old - eps
        slopes[place] = (up - f(a)) / eps / 2
        a[place] = old
    return slopes
""",
        """
def numeric_gradient(f, a, eps=1e-5):
    moves = eps * np.eye(a.size).reshape(-1, *a.shape)
    return np.array([(f(a + move) - f(a - move)) / (2 * eps) for move in moves]).reshape(a.shape)
""",
    ),
    hints=(
        "Take one entry. How do you measure a slope with two calls of f?",
        "Copy the array, move that entry by +eps in one copy and −eps in the other.",
        "The slope is (f(raised) − f(lowered)) / (2 · eps); np.ndindex(x.shape) runs over all places.",
    ),
    fact="Central differences are out by eps² times the third derivative, and by rounding over eps: in float64 the "
    "two meet near eps = 1e-5.",
    why="f(a + eps) − f(a − eps) = 2 · eps · f′ + O(eps³): the even terms cancel.",
    equivalents={
        "gradient = np.ones_like(x)": "every entry is written afterwards",
        "for place in np.ndindex(gradient.shape):": "gradient has the shape of x",
    },
    questions=(
        "Why not make eps as small as possible?",
        "How many calls of f does a model with a million weights need?",
    ),
)

WHY_VANISH = Choice(
    name="why_vanish",
    lesson=2,
    minutes=4,
    prompt="A plain RNN's loss looks at its last state alone. Its gradient with respect to an input 100 steps earlier "
    "is 1e-15. Why?",
    options={
        "a": "Floats can't hold smaller numbers, so the rounding errors of 100 steps have eaten it",
        "b": "It is a product of 100 Jacobians that mostly shrink what passes, so it falls exponentially",
        "c": "It is a sum over 100 steps in which positive and negative terms cancel",
        "d": "The learning rate is too small for such a long sequence",
        "e": "tanh is at most 1, so the state, and with it the gradient, is bounded",
    },
    solution="b",
    mistakes=(
        Mistake(
            "a",
            "You blamed rounding; float64 reaches down to 1e-308, so 1e-15 is far from its end, and the "
            "same value comes out in exact arithmetic.",
        ),
        Mistake(
            "c",
            "You blamed cancelling; only one path leads from that input to the last state, straight through "
            "every state between, and along a path the chain rule multiplies.",
        ),
        Mistake(
            "d",
            "You blamed the learning rate; it multiplies the gradient afterwards, so it can't change "
            "how the gradient falls with the lag.",
        ),
        Mistake(
            "e",
            "You blamed the bound of tanh; a bounded state can have any slope, and with a large W_h the same "
            "RNN explodes. What counts is the slope at each step.",
        ),
    ),
    hints=(
        "How does one step change the gradient that passes through it?",
        "By one Jacobian, (1 − h²) · W_h transposed. And 100 steps?",
        "0.7 to the power 100 is 3e-16.",
    ),
    fact="If the Jacobians mostly stretch, the gradient explodes instead. To stay alive for 100 steps each factor has "
    "to be near 1: this is what the LSTM's cell makes possible.",
    why="The chain rule multiplies one Jacobian per step. A product of many factors below 1 falls exponentially, "
    "whatever the task.",
    questions=("What changes if the activation is the identity and W_h orthogonal?",),
)

EXERCISES = [NUMERIC_GRADIENT, WHY_VANISH]
