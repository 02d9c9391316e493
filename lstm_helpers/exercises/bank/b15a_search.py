"""Exercises of lesson 15 (tune and transfer): which settings to try, and what the best of them is worth."""

import numpy as np

from lstm_helpers.exercises.kinds import Function, Mistake, Number

LOG_UNIFORM = Function(
    name="log_uniform",
    lesson=15,
    minutes=4,
    prompt="Draw learning rates so that every power of ten gets its fair share.",
    stub='''
def log_uniform(u, low, high):
    """Numbers from low to high whose *logarithm* is spread evenly.
    u (N,): drawn evenly between 0 and 1; u = 0 stands for low, 1 for high,
    and the larger u is, the larger the number.  0 < low < high."""
    return ...                                   # your line
''',
    solution="""
def log_uniform(u, low, high):
    return np.exp(np.log(low) + u * (np.log(high) - np.log(low)))
""",
    cases=lambda rng: [(rng.random(8), 1e-4, 0.5), (rng.random(11), 0.02, 30.0), (rng.random(5), 2.0, 60.0)],
    mistakes=(
        Mistake(
            {"np.exp(np.log(low) + u * (np.log(high) - np.log(low)))": "low + u * (high - low)"},
            "You drew evenly between low and high; nine of ten numbers then lie in the largest decade, so it is the "
            "*logarithm* that is drawn evenly.",
        ),
        Mistake(
            {
                "np.exp(np.log(low) + u * (np.log(high) - np.log(low)))": "np.log(low) "
                "+ u * (np.log(high) - np.log(low))"
            },
            "You returned the logarithms; np.exp makes numbers between low and high of them.",
        ),
        Mistake(
            {"np.log(low) + u * (np.log(high) - np.log(low))": "low + u * (high - low)"},
            "You drew evenly between low and high and then took np.exp; the logarithms of the two bounds are missing.",
        ),
        Mistake(
            {"np.exp(np.log(low) + u * (np.log(high) - np.log(low)))": "10 ** (low + u * (high - low))"},
            "You took low and high for exponents; they are the numbers themselves, so their logarithms come first.",
        ),
        Mistake(
            {"np.exp(np.log(low) + u * (np.log(high) - np.log(low)))": "np.log(low + u * (high - low))"},
            "You drew evenly between low and high and took the logarithm of that; it is the logarithm that is drawn "
            "evenly, and np.exp comes last.",
        ),
        Mistake(
            {"np.exp(np.log(low)": "10 ** (np.log(low)"},
            "You took natural logarithms and a power of ten; np.exp undoes np.log, and 10 ** undoes np.log10.",
        ),
        Mistake(
            {"np.log(": "np.log10("},
            "You took logarithms to base 10 and undid them with np.exp; a power of ten undoes np.log10.",
        ),
        Mistake(
            {"np.log(low) + u * (np.log(high) - np.log(low))": "np.log(high) + u * (np.log(low) - np.log(high))"},
            "You ran from high down to low; u = 0 stands for low.",
        ),
        Mistake(
            {"(np.log(high) - np.log(low))": "np.log(high)"},
            "You multiplied u with the logarithm of high; it is the *distance* of the two logarithms that u is a share "
            "of.",
        ),
        Mistake(
            {"np.exp(np.log(low) + u * (np.log(high) - np.log(low)))": "np.exp(u * np.log(high))"},
            "You began at exp(0) = 1; where u is 0 the number is low.",
        ),
        Mistake(
            {"(np.log(high) - np.log(low))": "np.log(high - low)"},
            "You took the logarithm of the difference; it is the difference of the logarithms, log(high / low).",
        ),
        Mistake(
            {"np.log(low) + u *": "u *"},
            "You left out where to begin; low · (high/low)^u begins at low, yours begins at 1.",
        ),
        Mistake(
            {"np.exp(np.log(low)": "low + np.exp(np.log(low)"},
            "You added low once more; with its logarithm inside, the numbers begin at low already.",
        ),
        Mistake(
            {
                "np.exp(np.log(low) + u * (np.log(high) - np.log(low)))": "10 ** np.round(np.log10(low) "
                "+ u * (np.log10(high) - np.log10(low)))"
            },
            "You kept the powers of ten alone; between two of them lie rates that are worth a trial too.",
        ),
        Mistake(
            {"np.exp(np.log(low) + u * (np.log(high) - np.log(low)))": "np.geomspace(low, high, len(u))"},
            "You spaced the numbers evenly, which is a grid; where they lie is to be decided by u.",
        ),
    ),
    variants=(
        """
def log_uniform(u, low, high):
    return low * (high / low) ** u
""",
        """
def log_uniform(u, low, high):
    a, b = np.log10(low), np.log10(high)
    return 10 ** (a + (b - a) * u)
""",
        """
def log_uniform(u, low, high):
    return np.array([low ** (1 - each) * high**each for each in u])
""",
    ),
    hints=(
        "From 0.001 to 0.01 and from 0.01 to 0.1 are equally long on a log scale.",
        "Go from log(low) to log(high), evenly: log(low) + u · (log(high) − log(low)).",
        "np.exp undoes np.log.",
    ),
    fact="Between 0.0001 and 1 an even draw is below 0.01 once in a hundred times, this one every other time.",
    why="What matters is by how many times a rate is larger: 0.001 and 0.002 are as far apart as 0.1 and 0.2.",
    questions=(
        "Which other settings would you draw like this, and which not?",
        "What is the middle of 0.0001 and 1 on this scale?",
    ),
)


GRID_OR_RANDOM = Number(
    name="grid_or_random",
    lesson=15,
    minutes=5,
    prompt="Nine trainings, two settings: the rate matters, the other one does not. How many different rates does a "
    "3 × 3 grid try, and how many do nine random trials? Say that any rate in the best tenth would do. What "
    "is the chance that at least one of nine random trials has such a rate? And how many trials does it take for a "
    "chance of at least 95 %?",
    solution={"rates of the grid": 3, "rates at random": 9, "chance": 1 - 0.9**9, "trials": 29},
    mistakes=(
        Mistake(
            {"rates of the grid": 9},
            "You counted trials; a grid tries each of its three rates three times, with another value of what does not "
            "matter.",
        ),
        Mistake(
            {"rates of the grid": 1},
            "You counted one rate; a 3 × 3 grid has three values on each of its two axes.",
        ),
        Mistake(
            {"rates at random": 3},
            "You gave random trials the grid's three rates; every trial draws a rate of its own.",
        ),
        Mistake(
            {"chance": 0.9},
            "You added nine tenths; two trials may both lie in the best tenth, so take 1 minus the chance that *all* "
            "miss it.",
        ),
        Mistake(
            {"chance": 0.9**9},
            "You gave the chance that all nine miss (as it happens, also that of exactly one hit); at least one "
            "hits in all other cases.",
        ),
        Mistake(
            {"chance": 100 * (1 - 0.9**9)},
            "You gave per cent; a chance lies between 0 and 1.",
        ),
        Mistake({"chance": 0.1}, "You gave the chance of a single trial; there are nine of them."),
        Mistake(
            {"chance": 0.1**9},
            "You gave the chance that all nine hit; one is enough.",
        ),
        Mistake(
            {"trials": 28},
            "You rounded down; 28 trials reach 94.8 %, and the 29th takes the chance above 95 %.",
        ),
        Mistake(
            {"trials": np.log(0.05) / np.log(0.9)},
            "You found where 0.9 to the power of n is 0.05; trials are whole, so round it *up*.",
        ),
        Mistake(
            {"trials": 10},
            "You took one over a tenth; ten trials hit with a chance of 65 %, since several of them may miss together.",
        ),
        Mistake(
            {"trials": 9.5},
            "You divided 0.95 by a tenth; chances of hitting do not add up, it is those of missing that multiply.",
        ),
    ),
    hints=(
        "Project the grid onto the axis of the rate: which of its nine points fall on one another?",
        "All nine miss the best tenth with the chance 0.9 to the power of nine.",
        "0.9 to the power of n is to be at most 0.05: n is at least log 0.05 / log 0.9.",
    ),
    fact="However many other settings there are: 29 random trials are enough for the one that matters.",
    why="Each random trial is a new draw on *every* axis; a grid spends its trials on repeating values.",
    questions=(
        "And if both settings matter, and the best tenth of each is needed?",
        "When would you prefer a grid all the same?",
    ),
)


BEST_OF_N = Function(
    name="best_of_n",
    lesson=15,
    minutes=6,
    prompt="The winner's curse: of n trials the best on validation is kept. What did it promise, and what is it worth?",
    stub='''
def best_of_n(validation, test, n):
    """(promised (R,), worth (R,)) of the winner of each of R searches.
    The winner: of the first n trials of a search the one whose validation
    error is lowest.  promised: its validation error;  worth: its test error.
    validation, test (R, N): errors of the same N trials of R searches."""
    return ...                                   # your lines
''',
    solution="""
def best_of_n(validation, test, n):
    rows = np.arange(len(validation))
    winner = validation[:, :n].argmin(axis=1)
    return validation[rows, winner], test[rows, winner]
""",
    cases=lambda rng: [
        (rng.uniform(0.1, 0.9, (5, 8)), rng.uniform(0.1, 0.9, (5, 8)), 4),
        (rng.uniform(0.1, 0.9, (7, 6)), rng.uniform(0.1, 0.9, (7, 6)), 3),
        (rng.uniform(0.1, 0.9, (4, 9)), rng.uniform(0.1, 0.9, (4, 9)), 8),
    ],
    outputs="promised worth",
    mistakes=(
        Mistake(
            {"test[rows, winner]": "test[:, :n].min(axis=1)"},
            "You took the lowest test error; nobody may choose by the test set, so the worth is the test error of the "
            "trial that *validation* chose.",
        ),
        Mistake(
            {"winner = validation[": "winner = test["},
            "You chose the winner by the test error; then that is no test any more. Validation chooses, the test tells "
            "what the choice is worth.",
        ),
        Mistake({"argmin": "argmax"}, "You kept the worst trial; these are errors, so the lowest one wins."),
        Mistake(
            {"validation[:, :n]": "validation"},
            "You searched all N trials; only the first n of each search have been tried.",
        ),
        Mistake(
            {"validation[:, :n]": "validation[:, : n - 1]"},
            "You left out the last of the n trials; `:n` takes the places 0 to n − 1.",
        ),
        Mistake(
            {"validation[:, :n]": "validation[:, : n + 1]"},
            "You tried one too many; `:n` takes the places 0 to n − 1, which are n trials.",
        ),
        Mistake(
            {
                "return validation[rows, winner], test[rows, winner]": "return test[rows, winner], "
                "validation[rows, winner]"
            },
            "You returned the worth first; what was promised comes first.",
        ),
        Mistake(
            {
                "validation[:, :n].argmin(axis=1)": "validation[:n].argmin(axis=0)",
                "np.arange(len(validation))": "np.arange(validation.shape[1])",
                "return validation[rows, winner], test[rows, winner]": "return validation[winner, rows], "
                "test[winner, rows]",
            },
            "You looked for the best *search* at each trial; rows are searches, and the winner is the best trial of "
            "its row: axis 1.",
        ),
        Mistake(
            {"np.arange(len(validation))": "np.arange(len(validation[:n]))", "validation[:, :n]": "validation[:n]"},
            "You took the first n *searches*; the trials are the second axis: validation[:, :n].",
        ),
        Mistake(
            {"return validation[rows, winner], test": "return winner, test"},
            "You returned the place of the winner; what it promised is its validation error.",
        ),
        Mistake(
            {"validation[rows, winner], test[rows, winner]": "validation[:, winner], test[:, winner]"},
            "You took every winner's place from every search; pair each search with its own: validation[rows, winner].",
        ),
        Mistake(
            {
                "validation[rows, winner], test[rows, winner]": "validation[rows, winner].mean(), "
                "test[rows, winner].mean()"
            },
            "You averaged over the searches; one number for each search is asked for.",
        ),
        Mistake(
            {"test[rows, winner]": "test[:, :n].mean(axis=1)"},
            "You took the mean test error of all n trials; the worth is that of the winner alone.",
        ),
        Mistake(
            {"return validation[rows, winner], test": "return validation[:, :n].mean(axis=1), test"},
            "You took the mean validation error of all n trials; the promise is that of the winner alone.",
        ),
        Mistake(
            {
                "winner = validation[:, :n].argmin(axis=1)": "winner = np.full(len(rows), "
                "validation[:, :n].mean(axis=0).argmin())"
            },
            "You chose one place for all searches; each search has trials of its own, and a winner of its own.",
        ),
        Mistake(
            {"test[rows, winner]": "test[rows, winner] - validation[rows, winner]"},
            "You returned by how much the promise was broken; the test error itself is asked for.",
        ),
    ),
    variants=(
        """
def best_of_n(validation, test, n):
    promised, worth = [], []
    for v, t in zip(validation, test):
        k = min(range(n), key=lambda k: v[k])
        promised.append(v[k])
        worth.append(t[k])
    return np.array(promised), np.array(worth)
""",
        """
def best_of_n(validation, test, n):
    winner = np.argmin(validation[:, :n], axis=1)[:, None]
    pick = lambda errors: np.take_along_axis(errors, winner, axis=1)[:, 0]
    return pick(validation), pick(test)
""",
        """
def best_of_n(validation, test, n):
    tried = validation[:, :n]
    promised = tried.min(axis=1)
    return promised, (test[:, :n] * (tried == promised[:, None])).sum(axis=1)
""",
    ),
    equivalents={"rows = np.arange(len(test))": "a row for each search in either array"},
    hints=(
        "argmin gives the *place* of the lowest error, along the axis of the trials.",
        "Two arrays of places take one entry from each row: validation[rows, winner], rows = np.arange(R).",
        "Take both errors at the same places.",
    ),
    fact="Where all trials are equally good, more of them make the promise better and leave the worth as it is.",
    why="The lowest of n validation errors is low by merit and by luck, and luck does not come along to the test set.",
    questions=(
        "What makes the curse smaller: more trials, or more validation examples?",
        "If you now choose among winners by their test errors, what is the test error of the best one worth?",
    ),
)


SUCCESSIVE_HALVING = Function(
    name="successive_halving",
    lesson=15,
    minutes=9,
    prompt="Train all settings for a while, drop the worse half, train on: which setting wins, and how long did each "
    "train?",
    stub='''
def successive_halving(curves, rungs):
    """(best, epochs (N,)): the number of the setting that wins, and for how
    many epochs each setting was trained.
    curves (N, E): curves[k, e] is the error of setting k after epoch e + 1;
    rungs: after how many epochs settings are dropped, e.g. [1, 2, 4].
    At each rung the better half of those that are left goes on (of five:
    three). Those that stay are trained all E epochs; the best then wins."""
    return ...                                   # your lines
''',
    solution="""
def successive_halving(curves, rungs):
    N, E = curves.shape
    left, epochs = np.arange(N), np.full(N, E)
    for rung in rungs:
        ranked = left[np.argsort(curves[left, rung - 1])]
        half = (len(ranked) + 1) // 2
        epochs[ranked[half:]] = rung
        left = ranked[:half]
    return left[np.argmin(curves[left, -1])], epochs
""",
    cases=lambda rng: [
        (rng.uniform(0.1, 0.9, (9, 5)), [1, 3]),
        (rng.uniform(0.1, 0.9, (14, 9)), [1, 2, 4]),
        (rng.uniform(0.1, 0.9, (11, 6)), [2, 5]),
        (rng.uniform(0.1, 0.9, (6, 4)), [2]),
    ],
    outputs="best epochs",
    mistakes=(
        Mistake(
            {"curves[left, rung - 1]": "curves[left, -1]"},
            "You dropped by the error at the end, which nobody knows at a rung; it is the error *after that many* "
            "epochs that counts.",
        ),
        Mistake(
            {"curves[left, rung - 1]": "curves[left, rung]"},
            "You looked one epoch ahead; the error after epoch e stands at the place e − 1.",
        ),
        Mistake(
            {"np.argsort(curves[left, rung - 1])": "np.argsort(-curves[left, rung - 1])"},
            "You dropped the better half; these are errors, so the low ones go on.",
        ),
        Mistake(
            {"(len(ranked) + 1) // 2": "len(ranked) // 2"},
            "You rounded the half down; of five settings three go on.",
        ),
        Mistake(
            {"left[np.argmin(curves[left, -1])]": "np.argmin(curves[:, -1])"},
            "You let settings win that had been dropped; nobody trained them to the end.",
        ),
        Mistake(
            {"left[np.argmin(curves[left, -1])]": "np.argmin(curves[left, -1])"},
            "You returned the place among those that are left; the *number* of the setting is left[place].",
        ),
        Mistake(
            {"left[np.argmin(curves[left, -1])]": "left[0]"},
            "You took the best at the last rung; those that stay are trained to the end, and the best *then* wins.",
        ),
        Mistake(
            {
                "np.full(N, E)": "np.zeros(N, int)",
                "epochs[ranked[half:]] = rung": "epochs[ranked] += rung",
                "    return left[": "    epochs[left] += E\n    return left[",
            },
            "You added the rungs up; a rung counts epochs from the beginning, so a setting that is dropped at 3 has 3.",
        ),
        Mistake(
            {"        epochs[ranked[half:]] = rung\n": ""},
            "You left every setting at E epochs; one that is dropped at a rung stops there.",
        ),
        Mistake(
            {"np.full(N, E)": "np.zeros(N, int)"},
            "You gave no epochs to those that stay; they are trained all E of them.",
        ),
        Mistake(
            {"np.full(N, E)": "np.full(N, rungs[-1])"},
            "You stopped at the last rung; those that stay are trained all E epochs.",
        ),
        Mistake(
            {"np.argsort(curves[left, rung - 1])": "np.argsort(curves[left, :rung].min(axis=1))"},
            "You ranked by the best error so far; what counts is the error at the rung.",
        ),
        Mistake(
            {"(len(ranked) + 1) // 2": "round(len(ranked) / 2)"},
            "You used `round`, which turns 2.5 into 2, the even number; of five settings three go on: (n + 1) // 2.",
        ),
        Mistake(
            {"return left[np.argmin(curves[left, -1])]": "return curves[left, -1].min()"},
            "You returned the error of the winner; its number is asked for.",
        ),
        Mistake(
            {"return left[np.argmin(curves[left, -1])], epochs": "return epochs, left[np.argmin(curves[left, -1])]"},
            "You returned the epochs first; the winner comes first.",
        ),
        Mistake(
            {"left[np.argsort(curves[left, rung - 1])]": "np.argsort(curves[left, rung - 1])"},
            "You took places among those that are left for their numbers; left[places] are the settings.",
        ),
    ),
    variants=(
        """
def successive_halving(curves, rungs):
    left, epochs = list(range(len(curves))), [curves.shape[1]] * len(curves)
    for rung in rungs:
        left.sort(key=lambda k: curves[k, rung - 1])
        keep = -(-len(left) // 2)
        for k in left[keep:]:
            epochs[k] = rung
        left = left[:keep]
    return min(left, key=lambda k: curves[k, -1]), np.array(epochs)
""",
        """
def successive_halving(curves, rungs):
    alive, epochs = np.ones(len(curves), bool), np.zeros(len(curves), int)
    for rung in rungs:
        epochs[alive] = rung
        at = curves[alive, rung - 1]
        line = np.sort(at)[int(np.ceil(len(at) / 2)) - 1]
        alive = alive & (curves[:, rung - 1] <= line)
    epochs[alive] = curves.shape[1]
    return np.where(alive, curves[:, -1], np.inf).argmin(), epochs
""",
        """
def successive_halving(curves, rungs):
    left = np.arange(curves.shape[0])
    epochs = np.zeros(curves.shape[0], int)
    before = 0
    for rung in [*rungs, curves.shape[1]]:
        epochs[left] += rung - before
        before = rung
        ranked = left[curves[left, rung - 1].argsort()]
        left = ranked[: (len(ranked) + 1) // 2]
    return ranked[0], epochs
""",
    ),
    equivalents={
        "half = (len(left) + 1) // 2": "ranked holds the same settings",
        "return ranked[np.argmin(curves[left, -1])], epochs": "those that are left stand in front",
    },
    hints=(
        "Keep an array of the numbers that are left, at first np.arange(N).",
        "left[np.argsort(curves[left, rung − 1])] sorts them by their error at the rung.",
        "(n + 1) // 2 is half of n, rounded up. What comes behind is dropped: its epochs are the rung.",
        "At the end, the best of those that are left: left[np.argmin(…)].",
    ),
    fact="With 16 settings, 8 epochs and the rungs 1, 2, 4 it trains 40 epochs in place of 128.",
    why="What is not spent on the worse half pays for trying more settings; a late starter is the price.",
    questions=(
        "Which setting does this drop, although it would have won?",
        "What would you change if learning curves cross often?",
    ),
)

EXERCISES = [LOG_UNIFORM, GRID_OR_RANDOM, BEST_OF_N, SUCCESSIVE_HALVING]
