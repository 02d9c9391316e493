"""Exercises of lesson 08 (read a trained LSTM)."""

import numpy as np

from lstm_helpers.exercises.hidden import SIZES, draw
from lstm_helpers.exercises.kinds import Choice, Function, Mistake
from lstm_helpers.maths.cells import GRUParams

WHICH_UNIT_COUNTS = Function(
    name="which_unit_counts",
    lesson=8,
    minutes=6,
    prompt="Find the unit whose cell state follows the depth most closely, upwards or downwards.",
    stub='''
def which_unit_counts(c, depth):
    """The number of the unit whose cell state has the largest |correlation|
    with the depth, over all steps.
    c (B, T, H), depth (B, T) -> a whole number from 0 to H − 1."""
    return ...                                   # your lines
''',
    solution="""
def which_unit_counts(c, depth):
    r = [np.corrcoef(c[:, :, u].ravel(), depth.ravel())[0, 1] for u in range(c.shape[2])]
    return np.argmax(np.abs(r))
""",
    cases=lambda rng: [_counters(rng, *size) for size in ((6, 30, 5, 3), (4, 40, 7, 1), (5, 25, 4, 0), (3, 50, 6, 4))],
    mistakes=(
        Mistake(
            {"np.abs(r)": "r"},
            "You looked for the largest correlation; a unit may count downwards, so its *size* decides.",
        ),
        Mistake(
            {"np.argmax": "np.argmin"},
            "You took the unit that follows the depth least; the largest |correlation| is asked for.",
        ),
        Mistake(
            {"np.corrcoef(c[:, :, u].ravel(), depth.ravel())[0, 1]": "np.mean(c[:, :, u] * depth)"},
            "You multiplied and averaged; a unit that is large all the time would win, so the correlation, "
            "which takes level and scale out, is the measure.",
        ),
        Mistake(
            {"np.corrcoef(c[:, :, u].ravel(), depth.ravel())[0, 1]": "np.std(c[:, :, u])"},
            "You took the unit that moves most; moving a lot is not moving with the depth.",
        ),
        Mistake(
            {"np.corrcoef(": "np.cov("},
            "You left out the division by the two spreads; a unit with large values wins then.",
        ),
        Mistake(
            {"c[:, :, u].ravel(), depth.ravel()": "c[0, :, u], depth[0]"},
            "You looked at one sequence; on a single one another unit may go along by chance, so all of them count.",
        ),
        Mistake(
            {"np.argmax(": "np.max("},
            "You returned the correlation; the *number* of the unit is asked for.",
        ),
    ),
    variants=(
        """
def which_unit_counts(c, depth):
    best, found = -1.0, None
    d = (depth - depth.mean()) / depth.std()
    for u in range(c.shape[-1]):
        v = c[..., u]
        r = abs(np.mean((v - v.mean()) / v.std() * d))
        if r > best:
            best, found = r, u
    return found
""",
        """
def which_unit_counts(c, depth):
    flat = np.column_stack([c.reshape(-1, c.shape[-1]), depth.reshape(-1)])
    return int(np.abs(np.corrcoef(flat.T)[-1, :-1]).argmax())
""",
    ),
    hints=(
        "np.corrcoef(a, b)[0, 1] is the correlation of two lists of numbers: make both one-dimensional with ravel().",
        "A unit that counts downwards has a correlation near −1.",
        "np.argmax(np.abs(r)) is the number of the entry of largest size.",
    ),
    fact="Correlation does not see scale, zero or sign, in all of which a network is free. Nor does it see whether "
    "anything depends on the unit: that takes an ablation.",
    why="One correlation for each unit, over every step of every sequence; the largest in size wins.",
    questions=("How would you find a unit that is *on* inside brackets, but does not count?",),
)


def _counters(rng, B, T, H, unit):
    """(c, depth): one unit goes with the depth, upside down; another is large, a third moves most, others are noise."""
    depth = np.abs(np.cumsum(rng.integers(-1, 2, (B, T)), axis=1)).astype(float)
    c = rng.standard_normal((B, T, H))
    c[:, :, unit] = 0.3 - 0.05 * depth + 0.01 * rng.standard_normal((B, T))
    c[:, :, (unit + 1) % H] = 12.0 + 0.3 * rng.standard_normal((B, T))
    c[:, :, (unit + 2) % H] = 0.6 * depth + 6.0 * rng.standard_normal((B, T))
    c[0, :, (unit + 3) % H] = 2.0 * depth[0]
    return c, depth


PREDICT_ABLATION = Choice(
    name="predict_ablation",
    lesson=8,
    minutes=5,
    prompt="The network of this lesson adds two marked numbers out of forty. What does forcing a gate of all units do "
    'to it: "i shut" (i = 0), "i open" (i = 1), "f shut" (f = 0), "f frozen" (at its average)?',
    options={
        "a": "next to nothing",
        "b": "it answers exactly the same whatever it reads",
        "c": "every step is written, marked or not, and drowns the two that count",
        "d": "it knows the last step, and hardly anything else",
    },
    solution={"i shut": "b", "i open": "c", "f shut": "d", "f frozen": "a"},
    mistakes=(
        Mistake(
            {"i shut": "d"},
            "You let a cell without an input gate see the last step; nothing is ever written, so its memory "
            "stays at zero and the answer is constant.",
        ),
        Mistake(
            {"i shut": "a"},
            "You shut the input gate without harm; nothing is written any more, so there is nothing to add.",
        ),
        Mistake(
            {"i open": "a"},
            "You opened the input gate without harm; it is what tells marked numbers from others, so now all "
            "of them are written, and the two that count drown.",
        ),
        Mistake(
            {"i open": "b"},
            "You made i = 1 deaf; every candidate is written, so the answer still moves a little with what is "
            "read, though nobody could find the two marked numbers in it.",
        ),
        Mistake(
            {"f shut": "b"},
            "You made f = 0 deaf; the last step is still written, so the answer depends on it, and on "
            "hardly anything else: a trace comes through h.",
        ),
        Mistake({"f shut": "c"}, "You let f = 0 add; it drops what was there at every step, so nothing adds up."),
        Mistake(
            {"f frozen": "d"},
            "You let a frozen forget gate forget; its average is near 1 for the units that remember, so they "
            "go on remembering.",
        ),
        Mistake(
            {"f frozen": "c"},
            "You let a frozen forget gate write; what is written is decided by the input gate, so it still "
            "tells marked from unmarked.",
        ),
    ),
    hints=(
        "Put the forced value into c_t = f · c_{t−1} + i · g and read the equation.",
        "Which gate tells a marked number from the others?",
        "An average of a gate that is nearly always open is nearly open.",
    ),
    fact="In the bracket reader of lesson 00, freezing the forget gate makes it miss the inside of the brackets.",
    why="i = 0: c stays 0. i = 1: every candidate is written, and the marked ones drown. f = 0: the last step, and a "
    "trace through h. f at its average: still a long memory.",
    questions=("What would freezing the forget gate do to the counting network?",),
)

GRU_STEP = Function(
    name="gru_step",
    lesson=8,
    minutes=8,
    prompt="One step of a GRU, as above: the reset gate acts on h_prev before the product.",
    stub='''
def gru_step(params, x_t, h_prev):
    """One step.  params.W_x (D, 3H), .W_h (H, 3H), .b (3H,) in the order z, r, g;
    x_t (B, D), h_prev (B, H) -> z, r, g, h_t, each (B, H)."""
    return ...                                   # your lines; return z, r, g, h_t
''',
    solution="""
def gru_step(params, x_t, h_prev):
    W_z, W_r, W_g = np.split(params.W_h, 3, axis=1)
    x_z, x_r, x_g = np.split(x_t @ params.W_x + params.b, 3, axis=1)
    z, r = sigmoid(x_z + h_prev @ W_z), sigmoid(x_r + h_prev @ W_r)
    g = np.tanh(x_g + (r * h_prev) @ W_g)
    return z, r, g, z * h_prev + (1 - z) * g
""",
    needs="from lstm_helpers.maths.cells import sigmoid",
    outputs="z r g h_t",
    cases=lambda rng: [
        (GRUParams(draw(rng, D, 3 * H), draw(rng, H, 3 * H), draw(rng, 3 * H)), draw(rng, B, D), draw(rng, B, H))
        for B, T, D, H in SIZES
    ],
    mistakes=(
        Mistake(
            {"z * h_prev + (1 - z) * g": "(1 - z) * h_prev + z * g"},
            "You exchanged z and 1 − z, which is the other convention in use; here z is the share of the old state "
            "that is kept.",
        ),
        Mistake(
            {"z * h_prev + (1 - z) * g": "z * h_prev + g"},
            "You added the whole candidate; what is kept and what is written share one gate, so they sum to 1.",
        ),
        Mistake(
            {"(r * h_prev) @ W_g": "r * (h_prev @ W_g)"},
            "You reset after the product, which is Keras's default and correct in itself; here the gate acts on "
            "h_prev first.",
        ),
        Mistake(
            {"(r * h_prev) @ W_g": "h_prev @ W_g"},
            "You left the reset gate out of the candidate; it decides how much of the past the candidate sees.",
        ),
        Mistake(
            {"np.tanh(x_g": "sigmoid(x_g"},
            "You squashed the candidate with a sigmoid; it uses tanh, so it can be negative.",
        ),
        Mistake(
            {"W_z, W_r, W_g": "W_r, W_z, W_g", "x_z, x_r, x_g": "x_r, x_z, x_g"},
            "You read the blocks in the order r, z, g; here they stand as z, r, g.",
        ),
        Mistake({" + params.b": ""}, "You left the bias out; each of the three parts adds its own."),
        Mistake(
            {"(r * h_prev)": "(z * h_prev)"},
            "You used the update gate to reset; r decides what the candidate sees, z what is kept.",
        ),
        Mistake({"return z, r, g, ": "return "}, "You returned one array; four are asked for: z, r, g, h_t."),
    ),
    variants=(
        """
def gru_step(params, x_t, h_prev):
    H = h_prev.shape[1]
    a = x_t @ params.W_x + params.b
    z = sigmoid(a[:, :H] + h_prev @ params.W_h[:, :H])
    r = sigmoid(a[:, H:2 * H] + h_prev @ params.W_h[:, H:2 * H])
    g = np.tanh(a[:, 2 * H:] + (r * h_prev) @ params.W_h[:, 2 * H:])
    return z, r, g, g + z * (h_prev - g)
""",
        """
def gru_step(params, x_t, h_prev):
    B, H = h_prev.shape
    out = np.empty((4, B, H))
    for n in range(B):
        a = np.einsum("d,dk->k", x_t[n], params.W_x) + params.b
        both = a[:2 * H] + h_prev[n] @ params.W_h[:, :2 * H]
        z, r = sigmoid(both).reshape(2, H)
        g = np.tanh(a[2 * H:] + (r * h_prev[n]) @ params.W_h[:, 2 * H:])
        out[:, n] = z, r, g, z * h_prev[n] + (1 - z) * g
    return tuple(out)
""",
    ),
    hints=(
        "z and r are gates like those you know, each with its block of W_x, W_h and b.",
        "The candidate needs r first: tanh(x W_xg + (r · h_prev) W_hg + b_g).",
        "h_t mixes old and new: z · h_prev + (1 − z) · g.",
    ),
    fact="A GRU has 3H (D + H + 1) parameters, a quarter fewer than an LSTM of the same width, and no private memory: "
    "what it remembers, it shows.",
    why="Two gates, one candidate, one mixture. There is no cell state, and so no output gate.",
    questions=(
        "Which setting of z and r makes a GRU a plain RNN?",
        "Can a GRU count without limit? Look at the last line.",
    ),
)

EXERCISES = [WHICH_UNIT_COUNTS, PREDICT_ABLATION, GRU_STEP]
