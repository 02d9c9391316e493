"""Exercises of lesson 05 (run whole sequences): the loss, and the parameters before training."""

from lstm_helpers.exercises.hidden import SIZES, draw
from lstm_helpers.exercises.kinds import Function, Mistake

MSE = Function(
    name="mse",
    lesson=5,
    minutes=4,
    prompt="Write the mean squared error so that predictions (N, 1) and targets (N,) are compared one by one.",
    stub='''
def mse(prediction, target):
    """The mean squared error of as many predictions as targets,
    of whatever shapes -> a number."""
    return ...                                   # your line
''',
    solution="""
def mse(prediction, target):
    error = np.ravel(prediction) - np.ravel(target)
    return np.mean(error**2)
""",
    cases=lambda rng: (
        [(draw(rng, B, 1), draw(rng, B)) for B, T, D, H in SIZES]
        + [(draw(rng, 3, 5), draw(rng, 3, 5)), (draw(rng, 4, 2, 1), draw(rng, 4, 2, 1))]
    ),
    mistakes=(
        Mistake(
            {"np.ravel(prediction) - np.ravel(target)": "prediction - target"},
            "You subtracted (N,) from (N, 1); NumPy broadcasts that to (N, N), every prediction against every "
            "target, so the loss is not zero even for perfect answers.",
        ),
        Mistake(
            {"np.mean(": "np.sum("},
            "You summed; the mean divides by the number of answers, so losses of different data can be compared.",
        ),
        Mistake(
            {"error**2": "np.abs(error)"},
            "You averaged the sizes of the errors, which is the mean absolute error; here they are squared, so "
            "large ones weigh more.",
        ),
        Mistake(
            {"error**2)": "error)**2"},
            "You squared the mean; square each error first, so errors up and down do not cancel.",
        ),
        Mistake(
            {"np.mean(error**2)": "np.sqrt(np.mean(error**2))"},
            "You took the root, which gives the root mean square; the mean squared error has no root.",
        ),
        Mistake(
            {"np.mean(error**2)": "np.mean(error**2) / 2"},
            "You halved it; some texts do so that the derivative looks neater, but the mean squared error has no half.",
        ),
        Mistake(
            {"- np.ravel": "+ np.ravel"},
            "You added predictions and targets; the error is their difference.",
        ),
        Mistake(
            {"**2": ""},
            "You averaged the errors without a square; errors up and down then cancel, so each is squared first.",
        ),
    ),
    variants=(
        """
def mse(prediction, target):
    p, y = np.asarray(prediction).reshape(-1), np.asarray(target).reshape(-1)
    return sum((a - b) ** 2 for a, b in zip(p, y)) / len(p)
""",
        """
def mse(prediction, target):
    d = np.reshape(prediction, np.shape(target)) - target
    return np.vdot(d, d) / d.size
""",
    ),
    hints=(
        "Print (prediction - target).shape for shapes (5, 1) and (5,). What did NumPy do?",
        "np.ravel makes any array a list of its entries, in order.",
    ),
    fact="Keras's own mean squared error handles (N, 1) against (N,); the trap is NumPy's, and every hand-written "
    "loss's.",
    why="Bring both to one axis first. Then subtract, square, average.",
    questions=("What does the broadcast version return for perfect predictions of a series with variance 1?",),
)

LSTM_PARAM_COUNT = Function(
    name="lstm_param_count",
    lesson=5,
    minutes=4,
    prompt="How many numbers does an LSTM layer learn? Write the formula.",
    stub='''
def lstm_param_count(D, H):
    """The number of parameters of one layer:
    D input features, H hidden units -> a whole number."""
    return ...                                   # your line
''',
    solution="""
def lstm_param_count(D, H):
    return 4 * H * (D + H + 1)
""",
    cases=lambda rng: [(1, 50), (12, 128), (128, 128), (3, 7)],
    mistakes=(
        Mistake(
            {"(D + H + 1)": "(D + H)"},
            "You left the biases out; each of the four parts has one bias per unit, so 4H more are learned.",
        ),
        Mistake(
            {"(D + H + 1)": "(D + H + 2)"},
            "You counted two biases; that is PyTorch's layout, while Keras and this course have one.",
        ),
        Mistake(
            {"4 * H * (D + H + 1)": "4 * H * (D + H) + 4"},
            "You gave each of the four parts one bias; every unit has a bias of its own in each part, so "
            "there are 4H of them.",
        ),
        Mistake(
            {"4 * H": "3 * H"},
            "You counted three parts; there are three gates *and* the candidate, so the factor is 4 (3 would "
            "be a GRU).",
        ),
        Mistake({"4 * H": "H"}, "You counted one part; a plain RNN has that many, and an LSTM four times as many."),
        Mistake(
            {"4 * H * (D + H + 1)": "4 * (D + H + 1)"},
            "You counted one unit; each of the H units has weights and biases of its own.",
        ),
        Mistake(
            {"(D + H + 1)": "(D + 1)"},
            "You left the recurrent weights out; every unit looks at all H hidden units, so W_h has H · 4H entries.",
        ),
        Mistake(
            {"4 * H * (D + H + 1)": "4 * D * (D + H + 1)"},
            "You exchanged D and H; there is one set of weights for each hidden unit, not for each feature.",
        ),
    ),
    variants=(
        """
def lstm_param_count(D, H):
    W_x, W_h, b = D * 4 * H, H * 4 * H, 4 * H
    return W_x + W_h + b
""",
        """
def lstm_param_count(D, H):
    return sum(H * (D + H) + H for part in "ifgo")
""",
    ),
    hints=(
        "W_x is (D, 4H), W_h is (H, 4H), b is (4H,). How many entries has each?",
        "4HD + 4H² + 4H, and 4H can be taken out.",
    ),
    fact="Twice the units are nearly four times the parameters, and the length of the sequence does not appear at all.",
    why="Three arrays: D · 4H + H · 4H + 4H = 4H (D + H + 1).",
    questions=("Which D and H give the same number for an LSTM and for a GRU, 3H (D + H + 1)?",),
)

FORGET_BIAS = Function(
    name="forget_bias",
    lesson=5,
    minutes=4,
    prompt="Make the bias vector of a fresh LSTM: zero everywhere, except that the forget gates get a value.",
    stub='''
def forget_bias(H, value):
    """The biases of H units, in the order i, f, g, o, with the forget gates' at value
    -> (4H,)."""
    return ...                                   # your lines
''',
    solution="""
def forget_bias(H, value):
    b = np.zeros(4 * H)
    b[H:2 * H] = value
    return b
""",
    cases=lambda rng: [(3, 1.0), (5, 2.5), (2, -0.5)],
    mistakes=(
        Mistake(
            {"b[H:2 * H]": "b[:H]"},
            "You set the first block, which is the input gate's; the order is i, f, g, o, so the forget "
            "gate's block is the second.",
        ),
        Mistake(
            {"b[H:2 * H]": "b[2 * H:3 * H]"},
            "You set the third block, which is the candidate's; the forget gate's is the second.",
        ),
        Mistake(
            {"b[H:2 * H]": "b[3 * H:]"},
            "You set the last block, which is the output gate's; the forget gate's is the second.",
        ),
        Mistake(
            {"b[H:2 * H]": "b[:]"},
            "You set all biases; the others stay at zero, so the other gates begin half open.",
        ),
        Mistake(
            {"b[H:2 * H]": "b[1::4]"},
            "You set every fourth entry; the parts stand in blocks of H, one after the other, and are not interleaved.",
        ),
        Mistake(
            {"b[H:2 * H]": "b[H]"},
            "You set the bias of one unit; every unit has a forget gate, so H entries are set.",
        ),
        Mistake(
            {"return b": "return b.reshape(4, H)"},
            "You returned (4, H); the bias is one vector of 4H entries, so it can be added to z.",
        ),
    ),
    variants=(
        """
def forget_bias(H, value):
    return np.repeat([0.0, value, 0.0, 0.0], H)
""",
        """
def forget_bias(H, value):
    return np.concatenate([np.zeros(H), np.full(H, value), np.zeros(2 * H)])
""",
    ),
    hints=(
        "The four parts are blocks of H entries, in the order i, f, g, o. Where does the second begin and end?",
        "b[H:2 * H] = value.",
    ),
    fact="At 0 a cell loses half of its memory at each step; Keras starts at 1, after Jozefowicz et al. (2015).",
    why="The second of four blocks of H entries is the forget gate's.",
    questions=("Which value gives a half-life of 100 steps?",),
)

EXERCISES = [MSE, LSTM_PARAM_COUNT, FORGET_BIAS]
