"""Exercises of lesson 01 (give a network a memory): the sigmoid, and one step."""

import numpy as np

from lstm_helpers.exercises.hidden import SIZES, draw, rnn_params
from lstm_helpers.exercises.kinds import Function, Mistake

_HALF_TANH = "0.5 * (1.0 + np.tanh(0.5 * z))"
SIGMOID = Function(
    name="sigmoid",
    lesson=1,
    minutes=5,
    prompt="Write the sigmoid, 1 / (1 + exp(−z)), so it does not overflow at any z.",
    stub='''
def sigmoid(z):
    """1 / (1 + exp(−z)) for every entry of the array z, from 0 to 1, without overflow:
    z = −1000 is allowed."""
    return ...                                   # your line
''',
    solution="lstm_helpers.maths.cells:sigmoid",
    # what overflows, and where, tells the formulas apart: first nowhere, then at +1000 only, then at −1000
    cases=lambda rng: [
        (draw(rng, 3, 4),),
        (np.array([-3.0, -0.5, 0.0, 0.7, 4.0, 1000.0]),),
        (np.array([-1000.0, -3.0, 1000.0]),),
    ],
    mistakes=(
        Mistake(
            {_HALF_TANH: "1 / (1 + np.exp(-z))"},
            "You wrote the formula as it stands, and np.exp(−z) overflows at large negative z; tanh has the same "
            "shape and never overflows.",
        ),
        Mistake(
            {_HALF_TANH: "np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))"},
            "np.exp(z) overflows at large positive z. An np.where around it does not help: it computes both "
            "branches for every entry, the one that is not used as well. Index with a mask, or use tanh.",
        ),
        Mistake(
            {_HALF_TANH: "1 / (1 + np.exp(z))"},
            "You left out the minus: with exp(z) the curve falls, and it overflows at large positive z besides.",
        ),
        Mistake(
            {_HALF_TANH: "1 / (1 + np.exp(-z)) if z >= 0 else np.exp(z) / (1 + np.exp(z))"},
            "`if` asks about one number, and z is an array: look for an expression that serves every entry at once.",
        ),
        Mistake({"0.5 * z": "z"}, "You put z itself into tanh; the sigmoid is half as steep, so z / 2 belongs there."),
        Mistake(
            {"1.0 + ": ""},
            "You returned half a tanh, in (−0.5, 0.5); adding 1 before halving lifts it, so it lies in (0, 1).",
        ),
        Mistake(
            {"0.5 * (": "("},
            "You did not halve the sum; 1 + tanh lies in (0, 2), so a factor 1/2 brings it into (0, 1).",
        ),
        Mistake({"0.5 * z": "-0.5 * z"}, "You turned the sign of z; the sigmoid rises, so a large z opens a gate."),
        Mistake(
            {_HALF_TANH: "np.tanh(z)"},
            "You returned tanh, which runs from −1 to 1; the sigmoid runs from 0 to 1, so it can be read as a share.",
        ),
        Mistake(
            {_HALF_TANH: "np.clip(0.5 + 0.25 * z, 0, 1)"},
            "You drew a straight line between 0 and 1; the sigmoid bends, so it never quite reaches either end.",
        ),
        Mistake(
            {_HALF_TANH: "1 / (1 + np.exp(-np.abs(z)))"},
            "You avoided the overflow with |z|, but kept its result for negative z as well; there the sigmoid is "
            "one minus that.",
        ),
        Mistake(
            {_HALF_TANH: "np.where(z > 0, 1.0, 0.0)"},
            "You returned a step from 0 to 1; the sigmoid passes smoothly through 1/2, so it has a slope to "
            "learn from.",
        ),
    ),
    variants=(
        """
def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))
""",
        """
def sigmoid(z):
    return np.exp(-np.logaddexp(0.0, -z))
""",
        """
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))
""",
    ),
    hints=(
        "At which z does np.exp(−z) overflow? What is the sigmoid there?",
        "tanh has the same shape, runs from −1 to 1 and never overflows. How do you bring (−1, 1) to (0, 1)?",
        "(1 + tanh(z / 2)) / 2 is the same function, and never overflows.",
    ),
    fact="exp overflows beyond 709 in float64 and beyond 88 in float32; inputs that nobody scaled get there at once.",
    why="tanh(z / 2) = (1 − exp(−z)) / (1 + exp(−z)). Add 1 and halve: 1 / (1 + exp(−z)).",
    questions=("What is the slope of the sigmoid at 0? And of tanh?", "Why is a step function no use as a gate?"),
)

_RNN = "np.tanh(x_t @ params.W_x + h_prev @ params.W_h + params.b)"

RNN_STEP = Function(
    name="rnn_step",
    lesson=1,
    minutes=5,
    prompt="Write one step of a plain RNN: the new state from the input, the old state and a bias.",
    stub='''
def rnn_step(params, x_t, h_prev):
    """The new state, in (−1, 1).  params.W_x (D, H), .W_h (H, H), .b (H,);
    x_t (B, D), h_prev (B, H) -> (B, H)."""
    return ...                                   # your line
''',
    solution="lstm_helpers.maths.cells:rnn_step",
    cases=lambda rng: [(rnn_params(rng, D, H), draw(rng, B, D), draw(rng, B, H)) for B, T, D, H in SIZES],
    mistakes=(
        Mistake(
            {"np.tanh(": "("},
            "You returned the sum itself; the state passes through tanh, so it stays between −1 and 1 however "
            "long the sequence is.",
        ),
        Mistake(
            {_RNN: f"0.5 + 0.5 * {_RNN.replace('tanh(', 'tanh(0.5 * (')})"},
            "You squashed the state with a sigmoid; this RNN uses tanh, so a state can also be negative.",
        ),
        Mistake(
            {" + params.b": ""},
            "You left the bias out; b is added to the sum, so each unit has a level of its own.",
        ),
        Mistake(
            {"x_t @ params.W_x + ": ""},
            "You left the input out; the new state is made from x_t and h_prev, so something new can enter.",
        ),
        Mistake(
            {" + h_prev @ params.W_h": ""},
            "You left the old state out; without h_prev the network has no memory, and each step starts anew.",
        ),
        Mistake(
            {"h_prev @ params.W_h": "h_prev"},
            "You added the old state as it is; it goes through W_h first, so every unit can look at every other.",
        ),
        Mistake(
            {"h_prev @ params.W_h": "h_prev @ params.W_h.T"},
            "You transposed W_h; states are rows here, so the product is h_prev @ W_h as it stands.",
        ),
        Mistake({"+ params.b": "- params.b"}, "You subtracted the bias; it is added."),
        Mistake(
            {_RNN: _RNN.replace(" + params.b)", ") + params.b")},
            "You added the bias after tanh; it belongs inside, so the state stays between −1 and 1.",
        ),
        Mistake(
            {_RNN: f"h_prev + {_RNN}"},
            "You added the old state to the new one; a plain RNN replaces its state at every step. (An LSTM's cell "
            "adds: keep the thought.)",
        ),
    ),
    variants=(
        """
def rnn_step(params, x_t, h_prev):
    W_x, W_h, b = params
    return np.tanh(np.hstack([h_prev, x_t]) @ np.vstack([W_h, W_x]) + b)
""",
        """
def rnn_step(params, x_t, h_prev):
    z = np.einsum("bd,dh->bh", x_t, params.W_x) + np.einsum("bk,kh->bh", h_prev, params.W_h) + params.b
    return (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)
""",
        """
def rnn_step(params, x_t, h_prev):
    rows = []
    for x, h in zip(x_t, h_prev):
        rows.append([np.tanh(x @ params.W_x[:, k] + h @ params.W_h[:, k] + params.b[k]) for k in range(len(params.b))])
    return rows
""",
    ),
    hints=(
        "Two things come in, x_t and h_prev; each has a matrix.",
        "x_t is (B, D) and W_x (D, H): which product gives (B, H)?",
        "np.tanh(x_t @ params.W_x + h_prev @ params.W_h + params.b)",
    ),
    fact="Elman wrote this down in 1990. Everything the network knows about the past is in the H numbers of h_prev.",
    why="A weighted sum of what is read now and what was kept, squashed so that it can't grow without end.",
    questions=("How many numbers does this layer learn for D = 3 and H = 5?", "What is h_t if all weights are zero?"),
)

EXERCISES = [SIGMOID, RNN_STEP]
