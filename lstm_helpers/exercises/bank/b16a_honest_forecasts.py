"""Exercises of lesson 16 (forecast a real series): what a forecast may know, and what it has to beat."""

import numpy as np

from lstm_helpers.exercises.kinds import FindBugs, Function, Mistake


def walk(rng, T):
    """A series whose level wanders, so that neighbours resemble each other."""
    return 5 + np.cumsum(rng.normal(0.3, 1.0, T))


LAG_TRAP = Function(
    name="lag_trap",
    lesson=16,
    minutes=6,
    prompt="A forecast follows a price so closely that it looks perfect. Is it the price of yesterday? Compare it with "
    "the values that came before.",
    stub='''
def lag_trap(y, forecast, most):
    """(lag, error (most + 1,)): error[k] is the mean squared difference
    between forecast[t] and the value k steps earlier, y[t - k], for
    k = 0, 1, ..., most; lag is the k at which it is smallest.
    Every k is judged by the same moments: t = most, ..., T - 1.
    y, forecast (T,): forecast[t] was made for y[t]."""
    return ...                                   # your lines
''',
    solution="""
def lag_trap(y, forecast, most):
    T = len(y)
    error = [np.mean((forecast[most:] - y[most - k : T - k]) ** 2) for k in range(most + 1)]
    return np.argmin(error), np.array(error)
""",
    cases=lambda rng: [
        (y := walk(rng, 30), np.append(y[0], y[:-1]) + draw_small(rng, 30), 4),
        (y := walk(rng, 23), np.append(y[:2], y[:-2]) + draw_small(rng, 23), 5),
        (y := walk(rng, 17), y + draw_small(rng, 17), 3),
    ],
    outputs="lag error",
    mistakes=(
        Mistake(
            {"y[most - k : T - k]": "y[most:]"},
            "You compared with the present value at every k; at lag k it is the value k steps *earlier*, y[t − k].",
        ),
        Mistake(
            {"forecast[most:] - y[most - k : T - k]": "forecast[most - k : T - k] - y[most:]"},
            "You moved the forecast back in place of the series; forecast[t] goes with y[t − k].",
        ),
        Mistake(
            {"range(most + 1)": "range(most)"},
            "You stopped before the largest lag; `range(most + 1)` ends with most.",
        ),
        Mistake(
            {"range(most + 1)": "range(1, most + 1)"},
            "You left out lag 0; the honest comparison, with the value that the forecast was made for, comes first.",
        ),
        Mistake(
            {"np.argmin(error)": "np.min(error)"},
            "You returned the smallest error; asked for is the lag at which it is found.",
        ),
        Mistake(
            {"np.argmin(error)": "np.argmin(error[1:]) + 1"},
            "You looked for the lag among 1, 2, … alone; k = 0 counts as well, and a good forecast has its smallest "
            "error there.",
        ),
        Mistake(
            {"np.argmin(error)": "np.argmax(error)"},
            "You took the lag of the largest error; the forecast lies where its error is *smallest*.",
        ),
        Mistake(
            {"forecast[most:] - y[most - k : T - k]": "forecast[k:] - y[: T - k]"},
            "You judged each lag by other moments; take t = most, …, T − 1 for all of them, so that the errors can be "
            "compared.",
        ),
        Mistake(
            {
                "np.mean((forecast[most:] - y[most - k : T - k]) ** 2)": "np.mean(np.abs(forecast[most:] "
                "- y[most - k : T - k]))"
            },
            "You took the absolute differences; it is their squares that are averaged.",
        ),
        Mistake(
            {"np.mean((": "np.sum(("},
            "You added the squares; their mean does not depend on the length of the series.",
        ),
        Mistake(
            {" ** 2)": ")"},
            "You did not square the differences; above and below cancel out.",
        ),
        Mistake(
            {
                "np.mean((forecast[most:] - y[most - k : T - k]) ** 2)": "np.sqrt(np.mean((forecast[most:] "
                "- y[most - k : T - k]) ** 2))"
            },
            "You took the root of the mean; the mean squared difference itself is asked for.",
        ),
        Mistake(
            {
                "np.mean((forecast[most:] - y[most - k : T - k]) ** 2)": "np.corrcoef(forecast[most:], "
                "y[most - k : T - k])[0, 1]"
            },
            "You took the correlation, which a forecast of twice the size passes too; the mean squared difference is "
            "asked for.",
        ),
        Mistake(
            {"return np.argmin(error), np.array(error)": "return np.array(error), np.argmin(error)"},
            "You returned the errors first; the lag comes first.",
        ),
        Mistake(
            {"np.mean((forecast[most:] - y[most - k : T - k]) ** 2)": "np.mean((forecast - np.roll(y, k)) ** 2)"},
            "You let the series run round in a circle: np.roll puts its last values in front of its first ones. Leave "
            "the first `most` moments out instead.",
        ),
        Mistake(
            {"y[most - k : T - k]": "np.append(y[most + k :], np.full(k, y[-1]))"},
            "You compared with *later* values; y[t − k] lies k steps earlier.",
        ),
    ),
    variants=(
        """
def lag_trap(y, forecast, most):
    error = np.zeros(most + 1)
    for k in range(most + 1):
        squares = [(forecast[t] - y[t - k]) ** 2 for t in range(most, len(y))]
        error[k] = sum(squares) / len(squares)
    return int(error.argmin()), error
""",
        """
def lag_trap(y, forecast, most):
    windows = np.lib.stride_tricks.sliding_window_view(y, most + 1)[:, ::-1]
    error = ((forecast[most:, None] - windows) ** 2).mean(axis=0)
    return error.argmin(), error
""",
        """
def lag_trap(y, forecast, most):
    t = np.arange(most, len(y))
    error = np.array([np.square(forecast[t] - y[t - k]).mean() for k in range(most + 1)])
    return list(error).index(min(error)), error
""",
    ),
    equivalents={"T = len(forecast)": "both have T values"},
    hints=(
        "With t = np.arange(most, len(y)), the values k steps earlier are y[t − k].",
        "One mean for each k, in a list; np.argmin gives the place of the smallest.",
    ),
    fact="A model that has learned to repeat the last value has its smallest error at lag 1, however good it looks.",
    why="Drawn over a year, a shift by one day is thinner than the line. The error at each lag shows it.",
    questions=(
        "What does a forecast look like whose smallest error is at lag 0?",
        "Of what series is the lag of one step the best that anybody can do?",
    ),
)


def draw_small(rng, T):
    """What keeps the error at the right lag from being zero."""
    return 0.2 * rng.standard_normal(T)


ROLLING_ORIGIN = Function(
    name="rolling_origin",
    lesson=16,
    minutes=6,
    prompt="Stand at one moment after the other, and forecast from there. Which moments are they, and what came after "
    "each?",
    stub='''
def rolling_origin(y, first, horizon, step):
    """(origins (O,), after (O, horizon)).
    At an origin k the values y[0], ..., y[k - 1] are known.
    The origins are first, first + step, ... as long as all `horizon`
    values that follow are there; after[n] holds these values.  y (T,)"""
    return ...                                   # your lines
''',
    solution="""
def rolling_origin(y, first, horizon, step):
    origins = np.arange(first, len(y) - horizon + 1, step)
    return origins, y[origins[:, None] + np.arange(horizon)]
""",
    cases=lambda rng: [
        (walk(rng, 22), 6, 4, 5),
        (walk(rng, 18), 3, 3, 4),
        (walk(rng, 15), 7, 3, 1),
        (walk(rng, 16), 4, 5, 7),
    ],
    outputs="origins after",
    mistakes=(
        Mistake(
            {"len(y) - horizon + 1": "len(y) - horizon"},
            "You left out the last origin; at k = T − horizon exactly `horizon` values follow, so it counts.",
        ),
        Mistake(
            {"len(y) - horizon + 1": "len(y)"},
            "You kept origins after which too little follows; the last one is T − horizon.",
        ),
        Mistake(
            {"np.arange(first, len(y) - horizon + 1, step)": "np.arange(first, len(y) - horizon + 1)"},
            "You stood at every moment; from one origin to the next it is `step` values.",
        ),
        Mistake(
            {"np.arange(first, len(y) - horizon + 1, step)": "np.arange(first, len(y) - horizon + 1, horizon)"},
            "You moved on by the horizon; it is `step` values from one origin to the next, and forecasts may overlap.",
        ),
        Mistake(
            {"np.arange(first,": "np.arange(0,"},
            "You began at 0, where nothing is known; the first origin is `first`.",
        ),
        Mistake(
            {"np.arange(horizon)": "np.arange(1, horizon + 1)"},
            "You left out y[k]; at the origin k it is the first value that is *not* known.",
        ),
        Mistake(
            {"np.arange(horizon)": "(np.arange(horizon) - 1)"},
            "You let the forecast begin with y[k − 1], which is known already; the first one after the origin is y[k].",
        ),
        Mistake(
            {"np.arange(horizon)": "np.arange(horizon + 1)"},
            "You took one value too many after each origin; `horizon` of them are judged.",
        ),
        Mistake(
            {"y[origins[:, None] + np.arange(horizon)]": "y[origins + np.arange(horizon)[:, None]]"},
            "Your array has a column for each origin; it is to have a *row* for each.",
        ),
        Mistake(
            {"y[origins[:, None] + np.arange(horizon)]": "y[origins[:, None] - horizon + np.arange(horizon)]"},
            "You returned what came *before* each origin; asked for is what came after.",
        ),
        Mistake(
            {"y[origins[:, None] + np.arange(horizon)]": "y[origins + horizon - 1]"},
            "You kept the last value of each stretch; all `horizon` of them are asked for.",
        ),
        Mistake(
            {
                "return origins, y[origins[:, None] + np.arange(horizon)]": "return y[origins[:, None] "
                "+ np.arange(horizon)], origins"
            },
            "You returned the values first; the origins come first.",
        ),
        Mistake(
            {"y[origins[:, None] + np.arange(horizon)]": "y[origins[:, None] + [horizon - 1]]"},
            "Each row of yours holds the last value of its stretch alone; all `horizon` values belong there.",
        ),
        Mistake(
            {"np.arange(first,": "np.arange(first - 1,"},
            "You began one origin too early; at k = first the first `first` values are known.",
        ),
        Mistake(
            {"np.arange(horizon)": "(np.arange(horizon) * step)"},
            "You took every step-th value after an origin; the values that follow one another are judged, `step` only "
            "leads to the next origin.",
        ),
    ),
    variants=(
        """
def rolling_origin(y, first, horizon, step):
    origins, after, k = [], [], first
    while k + horizon <= len(y):
        origins.append(k)
        after.append(y[k : k + horizon])
        k += step
    return np.array(origins), np.array(after)
""",
        """
def rolling_origin(y, first, horizon, step):
    windows = np.lib.stride_tricks.sliding_window_view(y, horizon)
    return np.arange(len(windows))[first::step], windows[first::step]
""",
        """
def rolling_origin(y, first, horizon, step):
    origins = [k for k in range(first, len(y), step) if len(y) - k >= horizon]
    return origins, np.stack([y[k : k + horizon] for k in origins])
""",
    ),
    hints=(
        "The last origin is the one after which exactly `horizon` values are left: k = T − horizon.",
        "np.arange stops *before* its second number.",
        "A column of origins plus a row 0 … horizon − 1 gives all places at once.",
    ),
    fact="Where step is smaller than horizon the forecasts overlap: their errors resemble each other, and count for "
    "fewer than they are.",
    why="Each origin plays the same scene: this much is known, that came. No value before it is judged.",
    questions=(
        "Why should the model be fitted anew at each origin, and what does it cost to do without?",
        "How many independent forecasts are there in a year of daily origins with a horizon of thirty?",
    ),
)


NO_PEEK = FindBugs(
    name="no_peek",
    lesson=16,
    minutes=6,
    prompt="This program forecasts tomorrow's temperature, and its error is too good to be true. Three of its lines "
    "let it see what it could not know. Answer with their numbers, for example {1, 5, 9}.",
    options={
        1: "y = smooth(y, width=7)                       # each value becomes the mean of the 3 before and after it",
        2: "part = int(0.8 * len(y))                     # the first four fifths are for training",
        3: "low, high = y.min(), y.max()",
        4: "scaled = (y - low) / (high - low)",
        5: "x = np.stack([scaled[t - 30 : t] for t in range(30, len(y))])          # the 30 values before t",
        6: "target = scaled[30:]                         # the value at t",
        7: "model = fit(x[: part - 30], target[: part - 30])",
        8: "epochs = best_epoch(model, x[part - 30 :], target[part - 30 :])",
        9: "model = fit(x[: part - 30], target[: part - 30], epochs=epochs)",
        10: "error = np.abs(predict(model, x[part - 30 :]) - target[part - 30 :]).mean() * (high - low)",
    },
    solution={1, 3, 8},
    defects=(
        "Line 1 smooths with values that come later: the input of today holds three days of the future. Smooth with "
        "what came before alone, or not at all.",
        "Line 3 takes the extremes of the whole series, the test's included; low and high have to come from the first "
        "`part` values.",
        "Line 8 chooses the epoch by the test part, which line 10 then judges by; that choice needs a stretch of its "
        "own, before the test.",
    ),
    mistakes=(
        Mistake({2: True}, "Line 2 is sound: the series is cut in time, the past before the future."),
        Mistake({4: True}, "Line 4 is sound given the right low and high: it only changes the unit."),
        Mistake({5: True}, "Line 5 is sound: `t - 30 : t` ends before t, so the target is not among the inputs."),
        Mistake({6: True}, "Line 6 is sound: the value at t belongs to the 30 before it, and is not one of them."),
        Mistake({7: True}, "Line 7 is sound: the first part − 30 targets lie before the cut."),
        Mistake({9: True}, "Line 9 is sound: it trains on what lies before the cut alone."),
        Mistake(
            {10: True},
            "Line 10 is sound: it judges by what lies after the cut, and (high − low) brings the degrees back.",
        ),
    ),
    probes=(
        Mistake(lambda got, want: len(got) == len(want), "Every line you named is a defect; there are 3 of them."),
    ),
    hints=(
        "Ask of each line: would it give the same numbers for the past if the last fifth were different?",
        "One line looks ahead a few days, one over the whole series, and one chooses by what it is judged by.",
    ),
    fact="The test that finds all such lines is short: change the future, and see whether anything before it moves.",
    why="Lines 1, 3 and 8: the smoothing, the scale and the choice of the epoch each use values that came later.",
    questions=(
        "Which of the three would hurt most on a series that keeps rising?",
        "Where would you take the stretch from by which the epoch is chosen?",
    ),
)


BEATS_PERSISTENCE = Function(
    name="beats_persistence",
    lesson=16,
    minutes=6,
    prompt="By how much is a forecast better than saying that nothing will change?",
    stub='''
def beats_persistence(y, forecast, horizon):
    """The skill: 1 - (mean squared error of the forecast) / (that of
    persistence), over all moments t at which persistence has an answer.
    forecast[t] was made for y[t], `horizon` steps before it; persistence
    says at that moment that y[t] will be what was last known.
    y, forecast (T,) -> a number: 1 perfect, 0 no better, below 0 worse"""
    return ...                                   # your lines
''',
    solution="""
def beats_persistence(y, forecast, horizon):
    error = np.mean((forecast[horizon:] - y[horizon:]) ** 2)
    naive = np.mean((y[:-horizon] - y[horizon:]) ** 2)
    return 1 - error / naive
""",
    cases=lambda rng: [
        (y := walk(rng, 26), y + rng.normal(0.1, 0.9, 26), 3),
        (y := walk(rng, 19), y + rng.normal(0.2, 1.5, 19), 2),
        (y := walk(rng, 31), y + rng.normal(-0.3, 2.5, 31), 5),
    ],
    mistakes=(
        Mistake(
            {"error / naive": "naive / error"},
            "You divided persistence's error by the forecast's; the forecast's stands above the line.",
        ),
        Mistake(
            {"return 1 - error / naive": "return error / naive"},
            "You returned the ratio; the skill is 1 minus it, so that more is better.",
        ),
        Mistake(
            {"return 1 - error / naive": "return naive - error"},
            "You returned a difference, which has the unit of y squared; the skill is a share: 1 − error / naive.",
        ),
        Mistake(
            {"return 1 - error / naive": "return error / naive - 1"},
            "You returned the skill with the other sign; above 0 means better than persistence.",
        ),
        Mistake(
            {"(y[:-horizon] - y[horizon:])": "(y[horizon - 1 : -1] - y[horizon:])"},
            "Your persistence knew the value one step before; a forecast made `horizon` steps ahead has to be compared "
            "with what was known *then*, y[t − horizon].",
        ),
        Mistake(
            {
                "(forecast[horizon:] - y[horizon:])": "(forecast[1:] - y[1:])",
                "(y[:-horizon] - y[horizon:])": "(y[:-1] - y[1:])",
            },
            "You set persistence one step back; the forecast was made `horizon` steps before, when y[t − horizon] was "
            "the last known value.",
        ),
        Mistake(
            {"forecast[horizon:] - y[horizon:]": "forecast - y"},
            "You judged the two by other moments; leave the first `horizon` values out of the forecast's error as "
            "well.",
        ),
        Mistake(
            {"(forecast[horizon:] - y[horizon:])": "(forecast[:-horizon] - y[horizon:])"},
            "You moved the forecast; forecast[t] was made *for* y[t], so both stand at the same place.",
        ),
        Mistake(
            {"(y[:-horizon] - y[horizon:])": "(y.mean() - y[horizon:])"},
            "You compared with the mean, which nobody knew at the time either; persistence says y[t − horizon].",
        ),
        Mistake(
            {"(y[:-horizon] - y[horizon:])": "(forecast[:-horizon] - y[horizon:])"},
            "You took an old forecast for persistence; persistence is the last *value* that was known.",
        ),
        Mistake(
            {
                "np.mean((forecast[horizon:] - y[horizon:]) ** 2)": "np.mean(np.abs(forecast[horizon:] - y[horizon:]))",
                "np.mean((y[:-horizon] - y[horizon:]) ** 2)": "np.mean(np.abs(y[:-horizon] - y[horizon:]))",
            },
            "You took absolute errors; this skill compares mean *squared* errors.",
        ),
        Mistake(
            {"error / naive": "np.sqrt(error / naive)"},
            "You took the root of the ratio; the two mean squared errors are divided as they are.",
        ),
        Mistake(
            {"return 1 - error / naive": "return 100 * (1 - error / naive)"},
            "You returned per cent; the skill is a share, 1 at most.",
        ),
        Mistake(
            {"return 1 - error / naive": "return error < naive"},
            "You said whether it is better; by how much is asked for.",
        ),
        Mistake(
            {
                "naive = np.mean((y[:-horizon] - y[horizon:]) ** 2)": "naive = np.mean((forecast[horizon:] "
                "- y[:-horizon]) ** 2)"
            },
            "You compared persistence with the forecast; both are compared with what came, y[t].",
        ),
        Mistake(
            {
                "1 - error / naive": "1 - np.mean(((forecast[horizon:] - y[horizon:]) / (y[:-horizon] "
                "- y[horizon:])) ** 2)"
            },
            "You divided moment by moment; first take the two means, then divide, or a day on which nothing changed "
            "decides everything.",
        ),
    ),
    variants=(
        """
def beats_persistence(y, forecast, horizon):
    mine = naive = 0.0
    for t in range(horizon, len(y)):
        mine += (y[t] - forecast[t]) ** 2
        naive += (y[t] - y[t - horizon]) ** 2
    return 1 - mine / naive
""",
        """
def beats_persistence(y, forecast, horizon):
    t = np.arange(horizon, len(y))
    off = np.stack([forecast[t], y[t - horizon]]) - y[t]
    mine, naive = np.square(off).sum(axis=1)
    return (naive - mine) / naive
""",
        """
def beats_persistence(y, forecast, horizon):
    mse = lambda a, b: np.average((a - b) ** 2)
    return 1.0 - mse(y[horizon:], forecast[horizon:]) / mse(y[horizon:], y[: len(y) - horizon])
""",
    ),
    hints=(
        "What was last known when forecast[t] was made? y[t − horizon].",
        "Both errors over t = horizon, …, T − 1: y[horizon:] against y[:-horizon].",
        "1 − error / naive.",
    ),
    fact="For a price the skill over a day is about 0 whatever one tries; below 0 is as common as above.",
    why="An error alone says nothing: a degree is much in one place and little in another. Persistence is the unit.",
    questions=(
        "Which baseline would you take for a series with a strong season?",
        "What would the skill be of a forecast that is always y[t − horizon]?",
    ),
)

EXERCISES = [LAG_TRAP, ROLLING_ORIGIN, NO_PEEK, BEATS_PERSISTENCE]
