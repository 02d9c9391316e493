"""Exercises of lesson 04 (step through a cell): the two states."""

from lstm_helpers.exercises.hidden import SIZES, draw, gate
from lstm_helpers.exercises.kinds import Function, Mistake

CELL_UPDATE = Function(
    name="cell_update",
    lesson=4,
    minutes=4,
    prompt="Write equation (6): what the cell holds after this step.",
    stub='''
def cell_update(f, i, g, c_prev):
    """What the cell holds after this step.  f, i, g, c_prev (B, H) -> (B, H)."""
    return ...                                   # your line
''',
    solution="""
def cell_update(f, i, g, c_prev):
    return f * c_prev + i * g
""",
    cases=lambda rng: [
        (gate(rng, B, H), gate(rng, B, H), draw(rng, B, H), draw(rng, B, H, scale=1.5)) for B, T, D, H in SIZES
    ],
    mistakes=(
        Mistake(
            {"f * c_prev + i * g": "i * c_prev + f * g"},
            "You exchanged f and i; f is the share of the old memory that is kept, i the share of the candidate "
            "that is written.",
        ),
        Mistake(
            {"f * c_prev": "(1 - f) * c_prev"},
            "You kept the share 1 − f; f is the share that is *kept*, so f = 1 holds the memory unchanged.",
        ),
        Mistake(
            {"i * g": "(1 - f) * g"},
            "You wrote the share 1 − f, which is a cell with coupled gates, correct in itself; this one has an "
            "input gate of its own, so it can keep and write at the same time.",
        ),
        Mistake(
            {"f * c_prev": "c_prev"},
            "You kept the whole memory; the forget gate multiplies c_prev, so a memory can also fade.",
        ),
        Mistake(
            {"i * g": "g"},
            "You wrote the whole candidate; the input gate multiplies g, so a cell can refuse to write.",
        ),
        Mistake({"i * g": "i"}, "You wrote the input gate itself; i is only the share, and what is written is i · g."),
        Mistake({" + i * g": ""}, "You only forgot; the new part i · g is added, so something can enter the memory."),
        Mistake(
            {"f * c_prev + ": ""},
            "You only wrote; the kept part f · c_prev is added, so the cell remembers at all.",
        ),
        Mistake(
            {"f * c_prev + i * g": "np.tanh(f * c_prev + i * g)"},
            "You squashed the cell state; c_t stays as it is, and tanh comes only on the way out to h_t, so "
            "the memory's path through time has no squashing in it.",
        ),
        Mistake({"+ i": "- i"}, "You subtracted the new part; it is added, and g itself can be negative."),
        Mistake(
            {"f * c_prev + i * g": "f @ c_prev.T + i @ g.T"},
            "You used matrix products; gates act on each memory by itself, so the products are entry by entry (*).",
        ),
    ),
    variants=(
        """
def cell_update(f, i, g, c_prev):
    return np.add(np.multiply(i, g), np.multiply(f, c_prev))
""",
        """
def cell_update(f, i, g, c_prev):
    return np.einsum('kbh,kbh->bh', np.stack([f, i]), np.stack([c_prev, g]))
""",
        """
def cell_update(f, i, g, c_prev):
    c_t = np.empty_like(c_prev)
    for place in np.ndindex(*c_t.shape):
        c_t[place] = f[place] * c_prev[place] + i[place] * g[place]
    return c_t
""",
    ),
    hints=(
        "Two parts are added: what is kept of the old memory, and what is written anew.",
        "Kept is f times c_prev. Written is i times g.",
        "f * c_prev + i * g, entry by entry.",
    ),
    fact="The derivative of c_t with respect to c_{t−1} along this line is f and nothing else: no matrix, no "
    "squashing. That is the open path through time that lesson 06 follows backwards.",
    why="Equation (6): c_t = f · c_{t−1} + i · g. A sum, not a replacement: this is what lets an LSTM hold on.",
    questions=(
        "How large can c_t grow after T steps?",
        "What does the cell do when f = 1 and i = 0 for a thousand steps?",
    ),
)

HIDDEN_FROM_CELL = Function(
    name="hidden_from_cell",
    lesson=4,
    minutes=3,
    prompt="Write equation (7): what the cell shows of its memory.",
    stub='''
def hidden_from_cell(o, c_t):
    """What the cell shows of its memory.  o, c_t (B, H) -> h_t (B, H)."""
    return ...                                   # your line
''',
    solution="""
def hidden_from_cell(o, c_t):
    return o * np.tanh(c_t)
""",
    cases=lambda rng: [(gate(rng, B, H), draw(rng, B, H, scale=2.0)) for B, T, D, H in SIZES],
    mistakes=(
        Mistake(
            {"np.tanh(c_t)": "c_t"},
            "You showed the cell state as it is; it passes through tanh first, so h_t stays between −1 and 1 "
            "however far the memory has climbed.",
        ),
        Mistake(
            {"np.tanh(c_t)": "sigmoid(c_t)"},
            "You squashed the cell state with a sigmoid; tanh belongs there, so a negative memory shows as negative.",
        ),
        Mistake(
            {"o * np.tanh(c_t)": "np.tanh(o * c_t)"},
            "You multiplied by the gate before tanh; it comes after, so o is the share of the squashed memory "
            "that is shown.",
        ),
        Mistake(
            {"o * ": ""},
            "You showed the whole memory; the output gate multiplies it, so a cell can hold without showing.",
        ),
        Mistake(
            {"o * np": "np.tanh(o) * np"},
            "You squashed the output gate once more; o is a share already, so it multiplies as it stands.",
        ),
        Mistake(
            {"o * np.tanh(c_t)": "o + np.tanh(c_t)"},
            "You added the gate; a gate multiplies, so o = 0 shows nothing.",
        ),
        Mistake({"o * ": "(1 - o) * "}, "You showed the share 1 − o; o is the share that is *shown*."),
    ),
    variants=(
        """
def hidden_from_cell(o, c_t):
    return np.multiply(np.tanh(c_t), o)
""",
        """
def hidden_from_cell(o, c_t):
    return o * (2 * sigmoid(2 * c_t) - 1)
""",
        """
def hidden_from_cell(o, c_t):
    up, down = np.exp(c_t), np.exp(-c_t)
    return o * (up - down) / (up + down)
""",
    ),
    hints=(
        "First squash the memory, then let the gate decide how much of it is shown.",
        "The squashing is tanh: a memory may be negative.",
        "o * np.tanh(c_t).",
    ),
    fact="Greff et al. (2015) took out one part of the LSTM at a time: this tanh and the forget gate were the two "
    "that it could least do without.",
    why="Equation (7): h_t = o · tanh(c_t). The memory c_t is private; h_t is what the readout, the next layer and "
    "the next step see.",
    questions=("When would a cell hold something and not show it?",),
)

EXERCISES = [CELL_UPDATE, HIDDEN_FROM_CELL]
