"""Exercises of lesson 04 (step through a cell): the three gates and the candidate."""

from lstm_helpers.exercises.hidden import SIZES, draw, lstm_params
from lstm_helpers.exercises.kinds import Function, Mistake

_GATE = {
    "cases": lambda rng: [
        (draw(rng, B, D), draw(rng, B, H), draw(rng, D, H), draw(rng, H, H), draw(rng, H)) for B, T, D, H in SIZES
    ],
}


def _affine_mistakes(what):
    """What may befall x_t @ W_x + h_prev @ W_h + b anywhere; ``what`` is being computed."""
    return (
        Mistake(
            {" + b)": ")"},
            f"You left the bias out; {what} adds b, so it has a level of its own before anything is read.",
        ),
        Mistake(
            {"x_t @ W_x +": ""},
            f"You left the input out; {what} looks at x_t as well as at h_prev, so what is read now can change it.",
        ),
        Mistake(
            {"h_prev @ W_h +": ""},
            f"You left the previous hidden state out; {what} looks at h_prev as well as "
            "at x_t, so the past can change it.",
        ),
        Mistake(
            {"h_prev @ W_h": "h_prev @ W_h.T"},
            "You transposed W_h; states are rows here, so the product is h_prev @ W_h as it stands.",
        ),
        Mistake({"+ b": "- b"}, f"You subtracted the bias; {what} adds it."),
        Mistake(
            {"h_prev @ W_h": "h_prev * W_h[0]"},
            "You multiplied h_prev entry by entry; every unit looks at all "
            "hidden units, so a matrix product (@) belongs there.",
        ),
    )


FORGET_GATE = Function(
    name="forget_gate",
    lesson=4,
    minutes=5,
    prompt="Write the forget gate: how much of each memory to keep, from the input, the previous hidden state and a "
    "bias.",
    stub='''
def forget_gate(x_t, h_prev, W_x, W_h, b):
    """How much of each memory to keep, in (0, 1).
    x_t (B, D), h_prev (B, H), W_x (D, H), W_h (H, H), b (H,) -> (B, H)."""
    return ...                                   # your line
''',
    solution="""
def forget_gate(x_t, h_prev, W_x, W_h, b):
    return sigmoid(x_t @ W_x + h_prev @ W_h + b)
""",
    mistakes=(
        Mistake(
            {"sigmoid(": "np.tanh("},
            "You squashed the gate with tanh; a gate uses a sigmoid, so it lies between 0 (forget) and 1 "
            "(keep) and never turns a memory's sign.",
        ),
        Mistake(
            {"sigmoid(": "("},
            "You returned the sum itself; a gate passes it through a sigmoid, so it is a share between 0 and 1.",
        ),
        Mistake(
            {"sigmoid(x_t @ W_x + h_prev @ W_h + b)": "1 - sigmoid(x_t @ W_x + h_prev @ W_h + b)"},
            "You returned the share that is forgotten; f is the share that is *kept*, so f = 1 holds a memory "
            "unchanged.",
        ),
        *_affine_mistakes("the gate"),
        Mistake(
            {"sigmoid(x_t @ W_x + h_prev @ W_h + b)": "sigmoid(x_t @ W_x + h_prev @ W_h) + b"},
            "You added the bias after the sigmoid; it belongs inside, so the gate stays between 0 and 1.",
        ),
    ),
    variants=(
        """
def forget_gate(x_t, h_prev, W_x, W_h, b):
    return 1 / (1 + np.exp(-(np.hstack([x_t, h_prev]) @ np.vstack([W_x, W_h]) + b)))
""",
        """
def forget_gate(x_t, h_prev, W_x, W_h, b):
    z = np.einsum('bd,dh->bh', x_t, W_x) + np.einsum('bk,kh->bh', h_prev, W_h) + b
    return np.exp(z) / (np.exp(z) + 1)
""",
        """
def forget_gate(x_t, h_prev, W_x, W_h, b):
    f = np.zeros_like(h_prev)
    for n in range(len(x_t)):
        for k in range(len(b)):
            f[n, k] = sigmoid(x_t[n] @ W_x[:, k] + h_prev[n] @ W_h[:, k] + b[k])
    return f
""",
    ),
    hints=(
        "A gate is a share: first a weighted sum of everything it looks at, then a squashing into (0, 1).",
        "It looks at two things, x_t and h_prev, each with a matrix of its own, and adds b.",
        "The squashing is sigmoid; the sum is x_t @ W_x + h_prev @ W_h + b.",
    ),
    fact="The 1997 LSTM had no forget gate: its cell could only add. Gers, Schmidhuber & Cummins brought it in 2000, "
    "and Greff et al. (2015) found it one of the two parts an LSTM can least do without.",
    why="Equation (3): f = σ(x_t W_x + h_{t−1} W_h + b). Each of the H memories gets a share of its own, decided by "
    "everything the cell sees.",
    questions=("What is f when all weights are zero and b is 3?", "Why may each memory have its own share to keep?"),
    **_GATE,
    needs="from lstm_helpers.maths.cells import sigmoid",
)

CANDIDATE = Function(
    name="candidate",
    lesson=4,
    minutes=4,
    prompt="Write the candidate: what could be written into each memory, in (−1, 1).",
    stub='''
def candidate(x_t, h_prev, W_x, W_h, b):
    """What could be written, in (−1, 1).
    x_t (B, D), h_prev (B, H), W_x (D, H), W_h (H, H), b (H,) -> (B, H)."""
    return ...                                   # your line
''',
    solution="""
def candidate(x_t, h_prev, W_x, W_h, b):
    return np.tanh(x_t @ W_x + h_prev @ W_h + b)
""",
    mistakes=(
        Mistake(
            {"np.tanh(": "sigmoid("},
            "You squashed the candidate with a sigmoid; the candidate uses tanh, so it can also push a memory down.",
        ),
        Mistake(
            {"np.tanh(": "("},
            "You returned the sum itself; the candidate passes it through tanh, so one step can't write more "
            "than 1 into a memory.",
        ),
        Mistake(
            {"np.tanh(": "np.tan("},
            "You used tan, the tangent of an angle; the candidate uses tanh, which stays between −1 and 1.",
        ),
        Mistake(
            {"np.tanh(": "-1 + 2 * sigmoid("},
            "You stretched the sigmoid without its 2z, which gives tanh(z / 2); the candidate uses tanh(z) = "
            "2σ(2z) − 1, so the sum is doubled first.",
        ),
        *_affine_mistakes("the candidate"),
        Mistake(
            {"np.tanh(x_t @ W_x + h_prev @ W_h + b)": "np.tanh(x_t @ W_x + h_prev @ W_h) + b"},
            "You added the bias after tanh; it belongs inside, so the candidate stays between −1 and 1.",
        ),
    ),
    variants=(
        """
def candidate(x_t, h_prev, W_x, W_h, b):
    return np.tanh(np.concatenate([h_prev, x_t], axis=1) @ np.concatenate([W_h, W_x]) + b)
""",
        """
def candidate(x_t, h_prev, W_x, W_h, b):
    z = b + np.einsum('bd,dh->bh', x_t, W_x) + h_prev.dot(W_h)
    return 2 * sigmoid(2 * z) - 1
""",
        """
def candidate(x_t, h_prev, W_x, W_h, b):
    return np.array([np.tanh(W_x.T @ x + W_h.T @ h + b) for x, h in zip(x_t, h_prev)])
""",
    ),
    hints=(
        "The sum is the same as for a gate. What differs is the range.",
        "A memory must be able to go up and down: the range is (−1, 1).",
        "np.tanh of x_t @ W_x + h_prev @ W_h + b.",
    ),
    fact="tanh(z) = 2σ(2z) − 1: it is the same curve as the gate's, stretched. The fused LSTM of lesson 07 uses this "
    "to compute all four with one call.",
    why="Equation (4): g = tanh(x_t W_x + h_{t−1} W_h + b). With a sigmoid every write would be positive, and a "
    "memory could only climb.",
    questions=("What would a memory do over a long sequence if g were never negative?",),
    **_GATE,
)

INPUT_OUTPUT_GATES = Function(
    name="input_output_gates",
    lesson=4,
    minutes=6,
    prompt="The four parts stand side by side in W_x, W_h and b, in the order i, f, g, o. Compute the input gate and "
    "the output gate.",
    stub='''
def input_output_gates(params, x_t, h_prev):
    """The input and the output gate.  params.W_x (D, 4H), .W_h (H, 4H), .b (4H,) in the
    order i, f, g, o; x_t (B, D), h_prev (B, H) -> i, o, each (B, H)."""
    return ...                                   # your lines; return i, o
''',
    solution="""
def input_output_gates(params, x_t, h_prev):
    H = h_prev.shape[1]
    z = x_t @ params.W_x + h_prev @ params.W_h + params.b
    i = sigmoid(z[:, :H])
    o = sigmoid(z[:, 3 * H:])
    return i, o
""",
    needs="from lstm_helpers.maths.cells import sigmoid",
    outputs="i o",
    cases=lambda rng: [(lstm_params(rng, D, H), draw(rng, B, D), draw(rng, B, H)) for B, T, D, H in SIZES],
    mistakes=(
        Mistake({"return i, o": "return o, i"}, "You returned o before i; the order asked for is i, o."),
        Mistake(
            {"z[:, :H]": "z[:, H:2 * H]"},
            "You took the second quarter for the input gate; that is the forget gate, and i stands first in i, f, "
            "g, o.",
        ),
        Mistake(
            {"z[:, 3 * H:]": "z[:, 2 * H:3 * H]"},
            "You took the third quarter for the output gate; that is the candidate, and o stands last in i, f, g, o.",
        ),
        Mistake(
            {"z[:, 3 * H:]": "z[:, H:2 * H]"},
            "You took the second quarter for the output gate; that is the forget gate, and o stands last in i, f, "
            "g, o.",
        ),
        Mistake(
            {"i = sigmoid(": "i = np.tanh("},
            "You squashed the input gate with tanh; a gate uses a sigmoid, so it is a share between 0 and 1.",
        ),
        Mistake(
            {"o = sigmoid(": "o = np.tanh("},
            "You squashed the output gate with tanh; a gate uses a sigmoid, so it is a share between 0 and 1.",
        ),
        Mistake(
            {" + params.b": ""},
            "You left the bias out; every gate adds its quarter of b, so it has a level of its own.",
        ),
        Mistake(
            {" + h_prev @ params.W_h": ""},
            "You left the previous hidden state out; the gates look at h_prev as well as at x_t.",
        ),
        Mistake(
            {"z[:, :H]": "z[:, ::4]", "z[:, 3 * H:]": "z[:, 3::4]"},
            "You took every fourth column; the parts stand in blocks of H columns, so i is the first block "
            "and o the last.",
        ),
    ),
    variants=(
        """
def input_output_gates(params, x_t, h_prev):
    z = np.hstack([x_t, h_prev]) @ np.vstack([params.W_x, params.W_h]) + params.b
    i, _, _, o = np.split(1 / (1 + np.exp(-z)), 4, axis=1)
    return i, o
""",
        """
def input_output_gates(params, x_t, h_prev):
    W_x, W_h, b = params
    H = len(W_h)
    gates = []
    for part in (slice(0, H), slice(3 * H, 4 * H)):
        gates.append(sigmoid(x_t @ W_x[:, part] + h_prev @ W_h[:, part] + b[part]))
    return gates
""",
    ),
    hints=(
        "Compute all pre-activations at once, z (B, 4H), and then take out the two blocks you need.",
        "H is h_prev.shape[1]. The blocks are `z[:, :H]`, `z[:, H:2*H]`, `z[:, 2*H:3*H]`, `z[:, 3*H:]`: i, f, g, o.",
        "i is sigmoid of the first block, o is sigmoid of the last.",
    ),
    fact='Keras keeps its weights in this very order (it calls g "c"), so the arrays of a Keras LSTM load here '
    "unchanged. PyTorch uses the same order, with two biases.",
    why="One matrix product serves all four parts; which block is which is a convention, and i, f, g, o is Keras's.",
    questions=(
        "Why is one product of width 4H faster than four of width H?",
        "What would you see if two of the blocks were exchanged in a model that is then trained from scratch?",
    ),
)

EXERCISES = [FORGET_GATE, CANDIDATE, INPUT_OUTPUT_GATES]
