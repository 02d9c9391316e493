"""Exercises of lesson 03 (hold a value with a gate): how long a memory lasts."""

from lstm_helpers.exercises.hidden import gate
from lstm_helpers.exercises.kinds import Function, Mistake

HALF_LIFE = Function(
    name="half_life",
    lesson=3,
    minutes=4,
    prompt="After how many steps has a memory that is multiplied by f at every step fallen to half?",
    stub='''
def half_life(f):
    """Steps until f · f · f … has reached 1/2, not rounded.
    f in (0, 1), a number or an array -> the same shape."""
    return ...                                   # your line
''',
    solution="""
def half_life(f):
    return np.log(0.5) / np.log(f)
""",
    cases=lambda rng: [(gate(rng, 5),), (gate(rng, 2, 3),), (0.99,)],
    mistakes=(
        Mistake(
            {"np.log(0.5) / np.log(f)": "np.log(f) / np.log(0.5)"},
            "You divided the other way round, which counts how many halvings one step brings; the half-life is its "
            "reciprocal, so f near 1 gives many steps.",
        ),
        Mistake(
            {"np.log(0.5)": "np.log(2)"},
            "You took the logarithm of 2; the memory falls to 0.5, whose logarithm is negative as log f is, so "
            "the number of steps is positive.",
        ),
        Mistake(
            {"np.log(0.5) / np.log(f)": "0.5 / f"},
            "You divided 0.5 by f, which undoes one step; the steps multiply, so their number is an exponent "
            "and needs logarithms: f**n = 0.5.",
        ),
        Mistake(
            {"np.log(0.5) / np.log(f)": "0.5 / (1 - f)"},
            "You counted as if every step took away the same amount, 1 − f; each step takes a share of what is "
            "left, so the fall is f**n and n a ratio of logarithms.",
        ),
        Mistake(
            {"np.log(0.5) / np.log(f)": "1 / (1 - f)"},
            "You gave 1 / (1 − f), the mean life, after which 1/e is left when f is near 1; the half-life asks for "
            "1/2, so the logarithm of 0.5 comes in.",
        ),
        Mistake(
            {"np.log(0.5)": "-1"},
            "You found where the memory has fallen to 1/e (log 1/e = −1); one half was asked for, whose logarithm "
            "is log 0.5.",
        ),
        Mistake(
            {"np.log(0.5) / np.log(f)": "0.5 ** f"},
            "You raised 0.5 to the power f; the unknown is the exponent of f, so f**n = 0.5 has to be solved for n.",
        ),
        Mistake(
            {"np.log(0.5) / np.log(f)": "0.7 / (1 - f)"},
            "You used the approximation for f near 1; at f = 0.5 it gives 1.4 instead of 1.",
        ),
        Mistake(
            {"np.log(0.5) / np.log(f)": "np.ceil(np.log(0.5) / np.log(f))"},
            "A fraction of a step is allowed; do not round.",
        ),
        Mistake(
            """
import math
def half_life(f):
    return math.log(0.5) / math.log(f)
""",
            "math.log takes one number; np.log takes arrays.",
        ),
    ),
    variants=(
        """
def half_life(f):
    return -np.log(2.0) / np.log(f)
""",
        """
def half_life(f):
    return 1 / -np.log2(f)
""",
        """
import math
def half_life(f):
    f = np.asarray(f)
    return np.array([math.log(0.5, v) for v in f.ravel()]).reshape(f.shape)
""",
    ),
    hints=(
        "After n steps the factor is f**n. Write down what it should equal.",
        "Take the logarithm of both sides of f**n = 0.5, and solve for n.",
        "n = log 0.5 / log f. Any base of the logarithm will do, as long as it is the same one twice.",
    ),
    fact="A forget gate at 0.99 halves a memory in 69 steps, one at 0.999 in 693: near 1, every further 9 buys ten "
    "times the memory.",
    why="f**n = 1/2 means n · log f = log 1/2. Both logarithms are negative, so n is positive.",
    questions=(
        "What is the half-life at f = 1, and what does the formula give?",
        "How long does a gate with a forget bias of 1 (f = 0.73) remember?",
    ),
)

EXERCISES = [HALF_LIFE]
