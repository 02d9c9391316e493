"""Exercises of lesson 13 (judge a review): where to draw the line, and whether a chance can be believed."""

import numpy as np

from lstm_helpers.exercises.kinds import Function, Mistake

THRESHOLD_AND_COST = Function(
    name="threshold_and_cost",
    lesson=13,
    minutes=6,
    prompt="A complaint that is missed costs more than a false alarm. From which chance on is it cheaper to act?",
    stub='''
def threshold_and_cost(p, y, missed, alarm):
    """(threshold, cost): act where p is at least the threshold.
    The threshold is the one that is cheapest if the chances are right;
    the cost is the mean over all cases when one acts by it.
    p (N,): the chance that a case is a complaint;  y (N,): 1 where it was.
    missed: what a complaint costs that nobody acts on;
    alarm: what it costs to act where there is none.  Hits cost nothing."""
    return ...                                   # your lines
''',
    solution="""
def threshold_and_cost(p, y, missed, alarm):
    threshold = alarm / (alarm + missed)
    act = p >= threshold
    return threshold, np.mean(missed * (y == 1) * ~act + alarm * (y == 0) * act)
""",
    cases=lambda rng: [
        (rng.uniform(0.02, 0.98, 40), rng.integers(2, size=40), 10.0, 1.0),
        (rng.uniform(0.02, 0.98, 30), rng.integers(2, size=30), 2.0, 3.0),
        (np.array([0.2, 0.3, 0.6, 0.1]), np.array([1, 0, 1, 1]), 4.0, 1.0),
    ],
    mistakes=(
        Mistake(
            {"alarm / (alarm + missed)": "missed / (alarm + missed)"},
            "You took missed / (alarm + missed); the dearer it is to miss one, the *lower* the chance at which to act.",
        ),
        Mistake(
            {"alarm / (alarm + missed)": "0.5"},
            "You drew the line at one half; that is right only when both cost the same.",
        ),
        Mistake(
            {"alarm / (alarm + missed)": "alarm / missed"},
            "You divided by what a miss costs; acting pays where (1 − p)·alarm < p·missed: hence the sum.",
        ),
        Mistake(
            {"missed * (y == 1) * ~act + alarm * (y == 0) * act": "missed * (y == 0) * act + alarm * (y == 1) * ~act"},
            "You exchanged the prices: a complaint without action costs `missed`, an action without complaint `alarm`.",
        ),
        Mistake(
            {"missed * (y == 1) * ~act + alarm * (y == 0) * act": "(act != y)"},
            "You counted errors; each kind has its own price.",
        ),
        Mistake({"np.mean(": "np.sum("}, "You added the cost of all cases; the cost *per case* is their mean."),
        Mistake(
            {"p >= threshold": "p > threshold"}, "You left out the cases that lie on the threshold; there one acts."
        ),
        Mistake(
            {"missed * (y == 1) * ~act + alarm": "alarm"},
            "You forgot the complaints that were missed.",
        ),
        Mistake(
            {"alarm * (y == 0) * act": "alarm * act"},
            "You charged every action; only one where there was no complaint costs `alarm`.",
        ),
        Mistake(
            {"missed * (y == 1) * ~act + alarm * (y == 0) * act": "missed * p * ~act + alarm * (1 - p) * act"},
            "You added up what the chances promise; what the cases did cost depends on y.",
        ),
        Mistake(
            {
                "return threshold, np.mean(missed * (y == 1) * ~act + alarm * (y == 0) * act)": "return threshold, "
                "missed * np.mean(~act[y == 1]) + alarm * np.mean(act[y == 0])"
            },
            "You divided the missed by the complaints and the alarms by the others; the cost per case divides both by "
            "all cases.",
        ),
        Mistake(
            {
                "return threshold, np.mean(": "return np.mean(",
                "alarm * (y == 0) * act)": "alarm * (y == 0) * act), threshold",
            },
            "You returned the cost first; the threshold comes first.",
        ),
    ),
    variants=(
        """
def threshold_and_cost(p, y, missed, alarm):
    line = 1 / (1 + missed / alarm)
    cost = 0.0
    for chance, truth in zip(p, y):
        if chance >= line and not truth:
            cost += alarm
        elif chance < line and truth:
            cost += missed
    return line, cost / len(p)
""",
        """
def threshold_and_cost(p, y, missed, alarm):
    line = alarm / (alarm + missed)
    return line, np.where(p >= line, alarm * (1 - y), missed * y).mean()
""",
    ),
    hints=(
        "For a case with the chance p: what does acting cost on average, and what does waiting?",
        "Acting costs (1 − p)·alarm, waiting p·missed. Where are they equal?",
    ),
    outputs="threshold cost",
    fact="A miss that costs nine alarms puts the line at 0.1: right above it, nine actions in ten are false alarms.",
    why="At the threshold both choices cost the same on average; above it waiting is dearer.",
    questions=("What if the chances are too sure of themselves?", "When would you rather ask a person?"),
)


CALIBRATION = Function(
    name="calibration",
    lesson=13,
    minutes=7,
    prompt="Of the sentences to which a model gave a chance near 0.8, are eight in ten praise? Measure the mean gap.",
    stub='''
def calibration(p, y, bins):
    """The expected calibration error, a number.
    Cut 0…1 into `bins` parts of equal width. In each part compare the
    mean chance with the share of praise; average these gaps (without
    sign), each weighted by how many of all cases lie in its part.
    p (N,): the chance of praise, 0 <= p < 1;  y (N,): 1 where it was."""
    return ...                                   # your lines
''',
    solution="""
def calibration(p, y, bins):
    place, error = (p * bins).astype(int), 0.0
    for k in range(bins):
        inside = place == k
        if inside.any():
            error += inside.mean() * np.abs(p[inside].mean() - y[inside].mean())
    return error
""",
    cases=lambda rng: [
        (rng.uniform(0, 0.999, 60), rng.integers(2, size=60), 5),
        (rng.beta(0.5, 0.7, 80) * 0.999, rng.integers(2, size=80), 4),
        (np.array([0.12, 0.17, 0.93, 0.97, 0.86]), np.array([0, 1, 1, 1, 0]), 10),
    ],
    mistakes=(
        Mistake(
            {"np.abs(p[inside].mean() - y[inside].mean())": "(p[inside].mean() - y[inside].mean())"},
            "You let gaps cancel: a part that is too sure and one that is not sure enough are two faults, not none.",
        ),
        Mistake(
            {"inside.mean() * np.abs": "np.abs", "return error": "return error / bins"},
            "You gave every part the same weight; a part with three cases counts as one with three hundred.",
        ),
        Mistake(
            {
                "error = (p * bins).astype(int), 0.0": "error, parts = (p * bins).astype(int), 0.0, 0",
                "error += inside.mean() * np.abs": "parts += 1\n            error += np.abs",
                "return error": "return error / parts",
            },
            "You averaged over the parts in which a chance lies; each part counts by how many cases lie in it.",
        ),
        Mistake(
            {"inside.mean() * np.abs": "np.abs"},
            "You added the gaps without their weights: the share of all cases that lie in each part.",
        ),
        Mistake(
            {"p[inside].mean() - y[inside].mean()": "(k + 0.5) / bins - y[inside].mean()"},
            "You took the middle of each part for the mean chance; the cases in it may lie anywhere.",
        ),
        Mistake(
            {"np.abs(p[inside].mean() - y[inside].mean())": "np.abs(p - y)[inside].mean()"},
            "You compared each chance with its own outcome; no honest chance of 0.8 survives that. Means are compared.",
        ),
        Mistake(
            {"y[inside].mean()": "((p > 0.5) == y)[inside].mean()"},
            "You compared the chance of praise with how often the model was right; its partner is the share of praise.",
        ),
        Mistake(
            {
                "    place": "    y = (p > 0.5) == y\n    p = np.maximum(p, 1 - p)\n    place",
            },
            "You measured how sure the model was of its own verdict; here the chance of *praise* is compared with the "
            "share of praise.",
        ),
        Mistake(
            "def calibration(p, y, bins):\n    return abs(p.mean() - y.mean())\n",
            "You compared the two means over all cases, where gaps cancel; each part has a gap of its own.",
        ),
    ),
    variants=(
        """
def calibration(p, y, bins):
    place = np.floor(np.asarray(p) * bins).astype(int)
    n = np.bincount(place, minlength=bins)
    gap = np.bincount(place, p, bins) - np.bincount(place, y, bins)
    return np.sum(np.abs(gap)) / n.sum()
""",
        """
def calibration(p, y, bins):
    total = 0.0
    for k in range(bins):
        part = [(a, b) for a, b in zip(p, y) if int(a * bins) == k]
        total += abs(sum(a - b for a, b in part))
    return total / len(p)
""",
    ),
    hints=(
        "Which part does a chance lie in? int(p * bins).",
        "In a part: inside.mean() is its share of all cases, p[inside].mean() the mean chance.",
        "Skip the parts in which no chance lies.",
    ),
    fact="A model that always says 0.5 is perfectly calibrated on balanced data, and useless: look at both.",
    why="A chance is a promise about many cases, and only many cases can keep or break it.",
    questions=("Can a model be right more often and be worse calibrated?", "What does dividing all logits by two do?"),
)

EXERCISES = [THRESHOLD_AND_COST, CALIBRATION]
