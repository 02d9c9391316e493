"""Exercises of lesson 09 (move to Keras): scaling, splitting and judging forecasts."""

import numpy as np

from lstm_helpers.exercises.hidden import draw
from lstm_helpers.exercises.kinds import Function, Mistake, Number


def _shuffled(got, want):
    """Are these the values of the whole series, on some scale, in another order?"""
    if any(key not in want or leaf.dtype.kind != "f" or leaf.shape != want[key].shape for key, leaf in got.items()):
        return False
    for case in {case for case, _ in got}:
        a, b = (np.concatenate([leaf for (n, _), leaf in leaves.items() if n == case]) for leaves in (got, want))
        a, b = ((values - values.min()) / (np.ptp(values) or 1) for values in (a, b))
        if np.allclose(a, b) or not np.allclose(np.sort(a), np.sort(b)):
            return False
    return True


SCALE_SPLIT = Function(
    name="scale_split",
    lesson=9,
    minutes=6,
    prompt="Split a series in time, and scale both parts with what may be known: the training part's range.",
    stub='''
def scale_split(series, share):
    """The first `share` of the series for training, the rest for testing,
    scaled so that the training part runs from 0 to 1.
    series (T,), share between 0 and 1 -> train, test."""
    return ...                                   # your lines; return train, test
''',
    solution="""
def scale_split(series, share):
    n = int(share * len(series))
    low, high = series[:n].min(), series[:n].max()
    scaled = (series - low) / (high - low)
    return scaled[:n], scaled[n:]
""",
    outputs="train test",
    cases=lambda rng: [
        (np.linspace(-1, 3, 20) + draw(rng, 20), 0.75),
        (5.0 - np.linspace(0, 4, 13) + draw(rng, 13), 0.6),
    ],
    mistakes=(
        Mistake(
            {"series[:n]": "series"},
            "You took the range of the whole series; the test part is the future, so its extremes may not be known.",
        ),
        Mistake(
            {"series[:n]": "series[n:]"},
            "You took the range of the test part; the training part is what may be known.",
        ),
        Mistake(
            {"scaled[n:]": "(series[n:] - series[n:].min()) / np.ptp(series[n:])"},
            "You scaled the test part with a range of its own; the same value would then mean two things to the "
            "model, so one scale serves both.",
        ),
        Mistake(
            {"int(share * len(series))": "len(series) - int(share * len(series))"},
            "You exchanged the shares; `share` is the training part's.",
        ),
        Mistake(
            {"scaled[:n], scaled[n:]": "scaled[n:], scaled[:n]"},
            "You exchanged the parts; the past trains, the future tests.",
        ),
        Mistake(
            {"(series - low) / (high - low)": "(series - series[:n].mean()) / series[:n].std()"},
            "You standardised, which is fine in itself; here the training part is to run from 0 to 1.",
        ),
        Mistake(
            {"scaled[n:]": "series[n:]"}, "You left the test part unscaled; the model has learned the scaled values."
        ),
        Mistake(
            {"(series - low) / (high - low)": "np.clip((series - low) / (high - low), 0, 1)"},
            "You cut the test part off at 0 and 1; a future beyond the known range is real, so it stays.",
        ),
        Mistake(
            {" / (high - low)": " / high"},
            "You divided by the largest value; the range is high − low, so the training part ends at 1.",
        ),
    ),
    probes=(Mistake(_shuffled, "You shuffled; the training part has to come before the test part."),),
    variants=(
        """
def scale_split(series, share):
    train, test = np.split(np.asarray(series), [int(len(series) * share)])
    return (train - train.min()) / np.ptp(train), (test - train.min()) / np.ptp(train)
""",
        """
def scale_split(series, share):
    k = int(share * len(series))
    low, high = min(series[:k]), max(series[:k])
    scale = lambda part: np.array([(value - low) / (high - low) for value in part])
    return scale(series[:k]), scale(series[k:])
""",
    ),
    hints=(
        "First the cut, then the scale: what comes after the cut is the future.",
        "low and high of the training part alone; the same two numbers for both parts.",
    ),
    fact="The test part may leave 0 … 1, and should: on a rising series that is the very thing a model has to cope "
    "with.",
    why="Anything that is computed from data and used by the model is training, scaling too.",
    questions=("On which series does fitting the scaler before the split change nothing?",),
)

SKILL = Function(
    name="skill",
    lesson=9,
    minutes=3,
    prompt="How much better than a baseline is a model? 1 is perfect, 0 no better, below 0 worse.",
    stub='''
def skill(error, baseline_error):
    """The share of the baseline's error that the model takes away.
    Two mean squared errors -> a number up to 1."""
    return ...                                   # your line
''',
    solution="""
def skill(error, baseline_error):
    return 1 - error / baseline_error
""",
    cases=lambda rng: [(0.2, 0.8), (3.0, 2.0), (0.7, 0.3), (0.05, 0.4)],
    mistakes=(
        Mistake(
            {"1 - error": "error"},
            "You returned the share of the error that is *left*; the skill is what is taken away, so better is higher.",
        ),
        Mistake(
            {"1 - error / baseline_error": "baseline_error / error"},
            "You returned how many times the baseline's error is larger; the skill is a share, so a perfect "
            "model has 1.",
        ),
        Mistake(
            {"1 - error / baseline_error": "baseline_error - error"},
            "You returned the difference; divide by the baseline's error, so that units drop out.",
        ),
        Mistake(
            {"error / baseline_error": "baseline_error / error"},
            "You turned the quotient round; the baseline is what the error is compared with, so it stands below.",
        ),
        Mistake({"1 - error": "1 + error"}, "You added; an error as large as the baseline's has to give 0."),
        Mistake(
            {"error / baseline_error": "(error / baseline_error)**0.5"},
            "You took the root; the skill compares mean squared errors as they are.",
        ),
    ),
    variants=(
        """
def skill(error, baseline_error):
    return (baseline_error - error) / baseline_error
""",
        """
def skill(error, baseline_error):
    return np.subtract(1.0, np.divide(error, baseline_error))
""",
    ),
    hints=(
        "What has to come out if both errors are equal? And if the model's is zero?",
        "error / baseline_error is the share that is left.",
    ),
    fact="A skill below zero is common: many published forecasts of prices would not beat “the same as yesterday”.",
    why="error / baseline is the share that is left; one minus that is the share taken away.",
    questions=("Which baseline is fair for a series with a yearly season?",),
)

UNSCALE = Function(
    name="unscale",
    lesson=9,
    minutes=3,
    prompt="Undo the min–max scaling, so that a forecast has its unit again.",
    stub='''
def unscale(scaled, low, high):
    """The values that were scaled by (value − low) / (high − low).
    Any shape -> the same shape."""
    return ...                                   # your line
''',
    solution="""
def unscale(scaled, low, high):
    return low + scaled * (high - low)
""",
    cases=lambda rng: [(draw(rng, 4, 1), -3.0, 5.0), (draw(rng, 6), 10.0, 12.5)],
    mistakes=(
        Mistake({"low + scaled": "scaled"}, "You left out low; a scaled 0 stands for the lowest value."),
        Mistake({"low + scaled": "high + scaled"}, "You began at high; a scaled 0 stands for the *lowest* value."),
        Mistake(
            {"(high - low)": "high"},
            "You multiplied by high; a scaled 1 stands for high, so the factor is the range, high − low.",
        ),
        Mistake(
            {"scaled * (high - low)": "scaled / (high - low)"},
            "You divided by the range once more; scaling divided, so undoing it multiplies.",
        ),
        Mistake(
            {"low + scaled * (high - low)": "(low + scaled) * (high - low)"},
            "You added low first; scaling took it off first, so it is put back last.",
        ),
        Mistake(
            {"low + scaled * (high - low)": "(scaled - low) / (high - low)"},
            "You scaled once more; the way back multiplies and then adds.",
        ),
    ),
    variants=(
        """
def unscale(scaled, low, high):
    return scaled * high + (1 - scaled) * low
""",
        """
def unscale(scaled, low, high):
    return np.multiply(scaled, high - low) + low
""",
    ),
    hints=("What should 0 become? And 1?", "The last thing that scaling did is undone first."),
    fact="An error is unscaled by the range alone, and a squared error by its square: low drops out.",
    why="Scaling: minus low, then divided by the range. Back: times the range, then plus low.",
    questions=("What does a mean squared error of 0.0001 mean in degrees, if the range is 40 degrees?",),
)

WHICH_NEXT = Number(
    name="which_next",
    lesson=9,
    minutes=4,
    prompt="A series has 1,000 values, numbered 0 to 999; windows hold 10 values. How many windows have a value after "
    "them? And to forecast the first value that is not there yet: its number, and the first and last number of "
    "the window you need?",
    solution={"windows": 990, "forecast": 1000, "first": 990, "last": 999},
    tolerance=1e-9,
    mistakes=(
        Mistake(
            {"windows": 989},
            "You lost one window, as the lesson this course grew from does; a series of T values has T − 10 "
            "windows with a value after them.",
        ),
        Mistake({"windows": 991}, "You counted the last window too; nothing comes after it, so it has no target."),
        Mistake(
            {"forecast": 999},
            "You “forecast” a value that the series already holds; numbers end at 999, so the next one is 1000.",
        ),
        Mistake({"forecast": 1001}, "You skipped one; the values are numbered from 0, so 1,000 of them end at 999."),
        Mistake({"first": 989}, "You began one too early; 10 values that end at 999 begin at 990."),
        Mistake({"first": 991}, "You began one too late; from 990 to 999 there are 10 values."),
        Mistake(
            {"last": 998},
            "You stopped one short; the newest value there is has the number 999, and no reason to be left out.",
        ),
    ),
    hints=(
        "Try it small: 5 values, numbered 0 to 4, windows of 2.",
        "The window that forecasts the future is the newest one: it ends with the last value there is.",
    ),
    fact="It is the one window that no training example could use, since its target does not exist yet.",
    why="990 windows have a target; the one that starts at 990 and ends at 999 has none, and is the one to ask.",
    questions=("Which windows would be asked for the value after that, 1001?",),
)

EXERCISES = [SCALE_SPLIT, SKILL, UNSCALE, WHICH_NEXT]
