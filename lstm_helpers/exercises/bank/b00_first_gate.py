"""Exercises of lesson 00 (start here)."""

from lstm_helpers.exercises.hidden import SIZES, draw, gate
from lstm_helpers.exercises.kinds import Function, Mistake

KEEP = Function(
    name="keep",
    lesson=0,
    minutes=2,
    prompt="A forget gate that stands at f lets through that share of a memory c. What is left of the memory?",
    stub='''
def keep(f, c):
    """What is left of the memory c when the forget gate stands at f:
    all of it at f = 1, nothing at f = 0."""
    return ...                                   # your line
''',
    solution="""
def keep(f, c):
    return f * c
""",
    cases=lambda rng: [(gate(rng, B, H), draw(rng, B, H)) for B, T, D, H in SIZES] + [(0.25, -0.8)],
    mistakes=(
        Mistake(
            {"f * c": "(1 - f) * c"},
            "You returned what is forgotten; f is the share that is *kept*, so f = 1 leaves the memory as it is.",
        ),
        Mistake({"f * c": "c"}, "You kept the whole memory; the gate multiplies it, so f = 0 leaves nothing."),
        Mistake({"f * c": "f"}, "You returned the gate; what is left is that share *of the memory*, f times c."),
        Mistake({"f * c": "f + c"}, "You added the gate to the memory; a gate multiplies, so f = 0 leaves nothing."),
        Mistake(
            {"f * c": "c / f"},
            "You divided by the gate, which makes the memory larger; a gate multiplies, so "
            "less than everything is left.",
        ),
        Mistake({"f * c": "c - f"}, "You subtracted the gate from the memory; a gate multiplies, so a share is left."),
    ),
    variants=(
        """
def keep(f, c):
    return np.multiply(c, f)
""",
        """
def keep(f, c):
    return c - (1 - f) * c
""",
    ),
    hints=("A gate at 0.25 leaves a quarter of the memory. How do you take a quarter of a number?", "Multiply: f * c."),
    fact="This product is all that a forget gate does. Held at 0.99 it leaves half of a memory after 69 steps.",
    why="A gate is a share between 0 and 1, and a share of something is a product.",
    questions=("What does the memory do under f = 0.5, step after step?",),
)

EXERCISES = [KEEP]
