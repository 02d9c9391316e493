"""Exercises of lesson 07 (train it from scratch): reading a training, and making it fast."""

from lstm_helpers.exercises.hidden import SIZES, lstm_params
from lstm_helpers.exercises.kinds import Choice, Function, Mistake

LEARNING_CURVE = Choice(
    name="learning_curve",
    lesson=7,
    minutes=5,
    prompt='Four training curves of a network with enough units. Which is the first thing to do about each: "flat" '
    '(at the error of guessing, from the start), "NaN" (falls, then jumps to NaN), "noisy" (falls, then '
    'jumps about one level), "parted" (training falls, validation rises again)?',
    options={
        "a": "clip the gradient, or lower the learning rate",
        "b": "let the learning rate decay, or use larger batches",
        "c": "keep training, or give each weight a step of its own (Adam)",
        "d": "stop early, or use dropout or more data",
    },
    solution={"flat": "c", "NaN": "a", "noisy": "b", "parted": "d"},
    mistakes=(
        Mistake(
            {"flat": "a"},
            "You made the steps of a flat curve smaller; it does not move as it is, so larger steps, or one "
            "for each weight, are what it needs.",
        ),
        Mistake(
            {"flat": "b"},
            "You let the rate of a flat curve decay; its steps are too small as it is, so smaller ones keep "
            "it where it stands.",
        ),
        Mistake(
            {"flat": "d"},
            "You treated a flat curve as overfitting; it has not learned anything yet that could be too much.",
        ),
        Mistake(
            {"NaN": "b"},
            "You waited for the rate to decay; a NaN never comes back, so the one huge gradient has to be "
            "clipped before.",
        ),
        Mistake(
            {"NaN": "c"},
            "You kept training after a NaN; every weight is NaN then, so nothing can be learned any more.",
        ),
        Mistake(
            {"noisy": "a"},
            "You clipped a noisy curve; its steps are of ordinary size, and what makes them disagree is the small "
            "batch, so averaging or smaller steps at the end help.",
        ),
        Mistake(
            {"noisy": "c"},
            "You kept training a noisy curve; its steps do not shrink, so it would go on jumping about the same level.",
        ),
        Mistake(
            {"noisy": "d"},
            "You treated noise as overfitting; both losses jump about the same level, so the steps are too "
            "large for the last bit.",
        ),
        Mistake(
            {"parted": "a"},
            "You clipped the gradient; the steps are fine, since the training loss falls, and what is learned is "
            "the examples by heart.",
        ),
        Mistake(
            {"parted": "c"},
            "You kept training; validation is rising, so every further step makes it worse on new data.",
        ),
        Mistake(
            {"parted": "b"},
            "You let the rate decay; the training loss is falling well, and the gap to validation is what has to "
            "be closed.",
        ),
    ),
    hints=(
        "Ask first: does it move at all? If not, the steps are too small for what it hears.",
        "One batch with a gradient hundreds of times the usual is enough for a NaN.",
        "Training and validation parting is the one that has nothing to do with the steps.",
    ),
    fact="A plateau at exactly the error of guessing is typical of long lags: the adding problem leaves it suddenly, "
    "after thousands of sequences.",
    why="Flat: bigger or individual steps. NaN: clip. Noise at the end: smaller steps. Validation rising: stop.",
    questions=("Which of the four can you tell from the training loss alone?",),
)

BATCH_SIZE = Choice(
    name="batch_size",
    lesson=7,
    minutes=4,
    prompt="You go from batches of 32 to batches of 128, and see as many sequences in all as before. What becomes of "
    "the number of steps, of the noise of each gradient (its spread), and of the time for one step of a small "
    "network on short sequences?",
    options={"a": "a quarter", "b": "half", "c": "more, but less than three times", "d": "four times as much"},
    solution={"steps": "a", "noise": "b", "time": "c"},
    mistakes=(
        Mistake(
            {"steps": "c"},
            "You took more steps; each step now uses four times as many sequences, so the same sequences make "
            "a quarter of the steps.",
        ),
        Mistake({"steps": "d"}, "You multiplied the steps; with the sequences fixed, larger batches mean fewer steps."),
        Mistake(
            {"noise": "a"},
            "You divided the noise by four; the spread of a mean of n independent values falls like 1/√n, so "
            "four times as many halve it.",
        ),
        Mistake(
            {"noise": "c"},
            "You made the gradient noisier; it is a mean over the batch, so it gets more exact with more examples.",
        ),
        Mistake(
            {"time": "d"},
            "You multiplied the time; a small network spends it on starting operations, so 128 sequences at "
            "once cost far less than four times 32.",
        ),
        Mistake({"time": "a"}, "You divided the time; a step has more to compute than before, never less."),
    ),
    hints=(
        "Sequences = steps × batch size.",
        "The spread of a mean of n values falls like 1/√n.",
        "Part of a step's time goes into starting operations, however large the batch; the rest grows with it. What "
        "does that say about four times as many sequences?",
    ),
    fact="That is why large batches look fast in sequences per second and slow in loss per sequence.",
    why="A quarter of the steps, half of the noise, less than three times the time: fewer but better-informed moves.",
    questions=("With which batch size would you begin on a machine with two cores, and why?",),
)

READABLE_TO_FUSED = Function(
    name="readable_to_fused",
    lesson=7,
    minutes=7,
    prompt="Build the one matrix of the fused version: [h, x, 1] @ W gives all pre-activations at once, those of the "
    "three gates halved, so a single tanh serves: sigmoid(z) = (1 + tanh(z / 2)) / 2.",
    stub='''
def readable_to_fused(params):
    """W_h, W_x and b on top of one another, the columns of i, f and o halved.
    params.W_x (D, 4H), .W_h (H, 4H), .b (4H,) in the order i, f, g, o -> (H + D + 1, 4H)."""
    return ...                                   # your lines
''',
    solution="""
def readable_to_fused(params):
    W = np.vstack([params.W_h, params.W_x, params.b])
    half = np.repeat([0.5, 0.5, 1.0, 0.5], len(params.W_h))
    return W * half
""",
    cases=lambda rng: [(lstm_params(rng, D, H),) for B, T, D, H in SIZES],
    mistakes=(
        Mistake(
            {"params.W_h, params.W_x, params.b": "params.W_x, params.W_h, params.b"},
            "You put W_x on top; the buffer holds h first, [h, x, 1], so its rows meet the right weights.",
        ),
        Mistake(
            {"W * half": "W"},
            "You halved nothing; the gates' columns carry z / 2, so one tanh serves gates and candidate alike.",
        ),
        Mistake(
            {"[0.5, 0.5, 1.0, 0.5]": "[0.5, 0.5, 0.5, 0.5]"},
            "You halved the candidate as well; it *is* a tanh, so its column stays.",
        ),
        Mistake(
            {"[0.5, 0.5, 1.0, 0.5]": "[0.5, 0.5, 0.5, 1.0]"},
            "You halved the candidate and left the output gate; the order is i, f, g, o, so the third block stays.",
        ),
        Mistake(
            {"[0.5, 0.5, 1.0, 0.5]": "[2.0, 2.0, 1.0, 2.0]"},
            "You doubled; sigmoid(z) = (1 + tanh(z / 2)) / 2 needs z / 2.",
        ),
        Mistake(
            {"params.W_h, params.W_x, params.b])": "params.W_h, params.W_x])"},
            "You left the bias out; the 1 at the end of [h, x, 1] picks it up, so no addition is needed.",
        ),
        Mistake(
            {"np.repeat(": "np.tile("},
            "You alternated the factors column by column; each part is a *block* of H columns.",
        ),
        Mistake(
            {"W * half": "np.vstack([(W * half)[:-1], W[-1:]])"},
            "You left the bias whole; it is part of z, so it is halved with the rest.",
        ),
    ),
    variants=(
        """
def readable_to_fused(params):
    D, H = len(params.W_x), len(params.W_h)
    W = np.empty((H + D + 1, 4 * H))
    W[:H], W[H:H + D], W[-1] = params.W_h, params.W_x, params.b
    for part in (0, 1, 3):
        W[:, part * H:(part + 1) * H] /= 2
    return W
""",
        """
def readable_to_fused(params):
    W = np.concatenate([params.W_h, params.W_x, params.b[None]])
    i, f, g, o = np.split(W, 4, axis=1)
    return np.hstack([i / 2, f / 2, g, o / 2])
""",
    ),
    hints=(
        "np.vstack puts matrices on top of one another, and takes a vector as one row.",
        "Which three of the four blocks i, f, g, o go through a sigmoid?",
        "np.repeat([0.5, 0.5, 1.0, 0.5], H) has one factor for each of the 4H columns.",
    ),
    fact="Halving is exact in floating point, so the fused forward pass loses nothing by it.",
    why="One product per step, and one tanh for everything: afterwards the gates are (1 + t) / 2, which is two cheap "
    "lines.",
    questions=("What has to be done to dz on the way back, since the gates' columns were halved?",),
)

EXERCISES = [LEARNING_CURVE, BATCH_SIZE, READABLE_TO_FUSED]
