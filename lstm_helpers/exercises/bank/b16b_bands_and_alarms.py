"""Exercises of lesson 16 (forecast a real series): a band around a forecast, and when to raise an alarm."""

import numpy as np

from lstm_helpers.exercises.kinds import Function, Mistake

QUANTILE_LOSS = Function(
    name="quantile_loss",
    lesson=16,
    minutes=6,
    prompt="A forecast that is to be too low nine times in ten and too high once: what should each of the two cost?",
    stub='''
def quantile_loss(y, forecast, q):
    """The loss of each forecast of the quantile q, of the shape of y:
    q for each unit by which the forecast was too low,
    1 - q for each unit by which it was too high.
    y, forecast (N,): what came, what was forecast;  0 < q < 1"""
    return ...                                   # your line
''',
    solution="""
def quantile_loss(y, forecast, q):
    return np.maximum(q * (y - forecast), (q - 1) * (y - forecast))
""",
    cases=lambda rng: [
        (rng.normal(2, 1, 9), rng.normal(2.3, 1, 9), 0.9),
        (rng.normal(-1, 2, 7), rng.normal(-1, 2, 7), 0.2),
        (rng.normal(0, 1, 6), rng.normal(0, 1, 6), 0.35),
    ],
    mistakes=(
        Mistake(
            {"q * (y - forecast), (q - 1) * (y - forecast)": "q * (forecast - y), (q - 1) * (forecast - y)"},
            "You exchanged the two sides; q is paid where the forecast was too *low*, where y − forecast is positive.",
        ),
        Mistake(
            {"np.maximum(q * (y - forecast), (q - 1) * (y - forecast))": "np.abs(y - forecast)"},
            "You made both sides cost the same; that leads to the median, whatever q is.",
        ),
        Mistake(
            {"np.maximum(q * (y - forecast), (q - 1) * (y - forecast))": "q * np.abs(y - forecast)"},
            "You multiplied both sides by q; too high costs 1 − q.",
        ),
        Mistake(
            {"np.maximum(": "np.minimum("},
            "You took the smaller of the two, which is never above 0; a loss is the larger one.",
        ),
        Mistake(
            {"(q - 1) * (y": "(1 - q) * (y"},
            "You made the loss of a forecast that is too high negative; y − forecast is below 0 there, so it takes "
            "q − 1.",
        ),
        Mistake(
            {
                "np.maximum(q * (y - forecast), (q - 1) * (y - forecast))": "np.mean(np.maximum(q * (y - forecast), "
                "(q - 1) * (y - forecast)))"
            },
            "You averaged; the loss of *each* forecast is asked for.",
        ),
        Mistake(
            {"np.maximum(q * (y - forecast), (q - 1) * (y - forecast))": "q * np.maximum(y - forecast, 0)"},
            "You let a forecast that is too high cost nothing; then the highest one would win.",
        ),
        Mistake(
            {"np.maximum(q * (y - forecast), (q - 1) * (y - forecast))": "(1 - q) * np.maximum(forecast - y, 0)"},
            "You let a forecast that is too low cost nothing; then the lowest one would win.",
        ),
        Mistake(
            {
                "np.maximum(q * (y - forecast), (q - 1) * (y - forecast))": "np.where(y > forecast, q, 1 - q) "
                "* (y - forecast) ** 2"
            },
            "You squared the distances; that leads to an expectile. A quantile needs the distances themselves.",
        ),
        Mistake(
            {"np.maximum(q * (y - forecast), (q - 1) * (y - forecast))": "np.where(y > forecast, q, 1 - q)"},
            "You counted the sides; each is multiplied by how far off the forecast was.",
        ),
        Mistake(
            {
                "np.maximum(q * (y - forecast), (q - 1) * (y - forecast))": "2 * np.maximum(q * (y - forecast), "
                "(q - 1) * (y - forecast))"
            },
            "You doubled the loss, as some do so that q = 0.5 gives the absolute error; here it is q a unit, and half "
            "of that error.",
        ),
        Mistake(
            {"np.maximum(q * (y - forecast), (q - 1) * (y - forecast))": "np.abs(np.quantile(y, q) - forecast)"},
            "You compared with the quantile of what came; the loss compares with each value, and finds the quantile "
            "only on average.",
        ),
    ),
    variants=(
        """
def quantile_loss(y, forecast, q):
    return np.where(y >= forecast, q * (y - forecast), (1 - q) * (forecast - y))
""",
        """
def quantile_loss(y, forecast, q):
    off = y - forecast
    return off * (q - (off < 0))
""",
        """
def quantile_loss(y, forecast, q):
    loss = np.empty(len(y))
    for n in range(len(y)):
        too_low = y[n] - forecast[n]
        loss[n] = q * too_low if too_low > 0 else (q - 1) * too_low
    return loss
""",
        """
def quantile_loss(y, forecast, q):
    return np.abs(y - forecast) / 2 + (q - 0.5) * (y - forecast)
""",
    ),
    hints=(
        "y − forecast is positive where the forecast was too low.",
        "Two lines through 0: q · (y − forecast), and (q − 1) · (y − forecast). Which one is above 0 where?",
        "np.maximum of the two.",
    ),
    fact="It has no unit of its own: the loss is in degrees, dollars or whatever y is in.",
    why="Move a forecast up a little: it saves q where it was too low and costs 1 − q where it was too high. Both "
    "balance where a share q of all values lies below.",
    questions=(
        "What is the loss at q = 0.5 half of?",
        "Which q would you forecast if a shortage costs nine times as much as a surplus?",
    ),
)


COVERAGE = Function(
    name="coverage",
    lesson=16,
    minutes=5,
    prompt="A band is said to hold four values in five. Does it, and how wide is it?",
    stub='''
def coverage(y, low, high):
    """(inside, above, width): the share of values in their band, its edges
    included; the share above their band; the band's mean width.
    y, low, high (N, horizon): what came, and the band for it"""
    return ...                                   # your lines
''',
    solution="""
def coverage(y, low, high):
    inside = (low <= y) & (y <= high)
    return np.mean(inside), np.mean(y > high), np.mean(high - low)
""",
    cases=lambda rng: [
        band(rng, 6, 4),
        band(rng, 3, 7),
        band(rng, 5, 2),
    ],
    outputs="inside above width",
    mistakes=(
        Mistake(
            {"(low <= y) & (y <= high)": "(low < y) & (y < high)"},
            "You left the edges out; a value on the edge of its band counts as inside.",
        ),
        Mistake(
            {"(low <= y) & (y <= high)": "(low <= y) & (y < high)"},
            "You left the upper edge out; a value on the edge of its band counts as inside.",
        ),
        Mistake(
            {"(low <= y) & (y <= high)": "(low < y) & (y <= high)"},
            "You left the lower edge out; a value on the edge of its band counts as inside.",
        ),
        Mistake(
            {"(low <= y) & (y <= high)": "(low <= y) | (y <= high)"},
            "You asked for one of the two edges, which every value keeps; inside means above the one *and* below the "
            "other.",
        ),
        Mistake(
            {"inside = (low <= y) & (y <= high)": "inside = low <= y"},
            "You looked at the lower edge alone; a value above the band is outside too.",
        ),
        Mistake(
            {"inside = (low <= y) & (y <= high)": "inside = y <= high"},
            "You looked at the upper edge alone; a value below the band is outside too.",
        ),
        Mistake(
            {"np.mean(inside)": "1 - np.mean(inside)"},
            "You counted what lies outside; the coverage is the share inside.",
        ),
        Mistake(
            {"np.mean(inside)": "np.sum(inside)"},
            "You counted the values inside; their *share* is asked for.",
        ),
        Mistake(
            {"y > high": "y < low"},
            "You counted the values below their band; asked for is the share above.",
        ),
        Mistake(
            {"y > high": "y >= high"},
            "You counted the values on the upper edge as above; they are inside.",
        ),
        Mistake(
            {"np.mean(y > high)": "1 - np.mean(inside)"},
            "You counted all that lies outside; the values below the band are not above it.",
        ),
        Mistake(
            {"high - low": "low - high"},
            "You subtracted the upper edge from the lower; a width is positive: high − low.",
        ),
        Mistake(
            {"np.mean(high - low)": "np.median(high - low)"},
            "You took the median width; its mean is asked for.",
        ),
        Mistake(
            {"np.mean(high - low)": "np.mean(high - low) / 2"},
            "You took half the width, from the middle to an edge; the whole band is asked for.",
        ),
        Mistake(
            {"inside = (low <= y) & (y <= high)": "inside = ((low <= y) & (y <= high)).all(axis=1)"},
            "You asked whether whole rows stayed inside; each value of each row counts by itself.",
        ),
        Mistake(
            {"inside = (low <= y) & (y <= high)": "inside = (low.min() <= y) & (y <= high.max())"},
            "You made one band for all; each value has its own.",
        ),
    ),
    variants=(
        """
def coverage(y, low, high):
    above, below = np.mean(y > high), np.mean(y < low)
    return 1 - above - below, above, high.mean() - low.mean()
""",
        """
def coverage(y, low, high):
    count = above = width = 0
    for value, a, b in zip(y.ravel(), low.ravel(), high.ravel()):
        count += a <= value <= b
        above += value > b
        width += b - a
    return count / y.size, above / y.size, width / y.size
""",
        """
def coverage(y, low, high):
    return np.mean(np.clip(y, low, high) == y), (y > high).sum() / y.size, np.average(high - low)
""",
    ),
    hints=(
        "A comparison gives True and False, and their mean is a share.",
        "Two conditions at once: (low <= y) & (y <= high), with the brackets.",
    ),
    fact="A band from the coldest to the hottest day ever holds every value, and says nothing: look at both numbers.",
    why="Coverage says whether the band is honest, the width what it is worth, and the share above on which side it "
    "errs.",
    questions=(
        "Which band would you rather have: 80 % and 10 degrees wide, or 78 % and 6?",
        "What does it mean if above and below differ much?",
    ),
)


def band(rng, N, horizon):
    """Values, and bands around them, some of whose edges lie exactly on the value."""
    y, width = rng.normal(0, 1, (N, horizon)), rng.uniform(0.5, 1.5, (N, horizon))
    low = rng.normal(-0.7, 0.4, (N, horizon))
    high = low + width
    low[0, 0], high[-1, -1] = y[0, 0], y[-1, -1]
    high[-1, 0] = y[-1, 0]
    high[0, 0], low[-1, [0, -1]] = low[0, 0] + 1, high[-1, [0, -1]] - 1
    return y, low, high


ALARM_THRESHOLD = Function(
    name="alarm_threshold",
    lesson=16,
    minutes=8,
    prompt="From which size on should the error of a forecast raise an alarm? Try every size on a stretch whose faults "
    "are known.",
    stub='''
def alarm_threshold(score, event):
    """(threshold, F1): an alarm is raised where score >= threshold.
    Tried is every score that occurs; kept the threshold of the largest
    F1 = 2 * hits / (alarms + events), and of equal ones the highest.
    hits: alarms at which there was an event.
    score (N,);  event (N,): True where there was one, at least once"""
    return ...                                   # your lines
''',
    solution="""
def alarm_threshold(score, event):
    best = 0
    for level in np.unique(score):
        alarm = score >= level
        f1 = 2 * np.sum(alarm & event) / (np.sum(alarm) + np.sum(event))
        if f1 >= best:
            threshold, best = level, f1
    return threshold, best
""",
    cases=lambda rng: [
        alarms(rng, 24),
        alarms(rng, 31),
        alarms(rng, 40),
        (np.array([0.9, 0.5, 0.5, 0.2, 0.7, 0.1]), np.array([1, 0, 1, 0, 0, 0], bool)),
        (np.array([0.9, 0.8, 0.2, 0.4, 0.3, 0.1]), np.array([1, 0, 1, 1, 0, 0], bool)),
    ],
    outputs="threshold F1",
    mistakes=(
        Mistake(
            {"score >= level": "score > level"},
            "You raised no alarm at the threshold itself; there one is raised, score >= threshold.",
        ),
        Mistake(
            {"score >= level": "score <= level"},
            "You raised the alarm where the score is *small*; a large error of the forecast is what is suspicious.",
        ),
        Mistake(
            {"f1 >= best": "f1 > best"},
            "You kept the lowest of equally good thresholds; the highest one raises the fewest alarms.",
        ),
        Mistake(
            {"2 * np.sum(alarm & event) / (np.sum(alarm) + np.sum(event))": "np.sum(alarm & event) / np.sum(event)"},
            "You took the recall; an alarm that never stops finds every event, so the alarms have to count as well.",
        ),
        Mistake(
            {"2 * np.sum(alarm & event) / (np.sum(alarm) + np.sum(event))": "np.sum(alarm & event) / np.sum(alarm)"},
            "You took the precision; a single alarm that is right would do, so the events have to count as well.",
        ),
        Mistake(
            {"2 * np.sum(alarm & event) / (np.sum(alarm) + np.sum(event))": "np.mean(alarm == event)"},
            "You took the share of right verdicts; where events are rare, never raising an alarm is right nearly "
            "always.",
        ),
        Mistake(
            {
                "2 * np.sum(alarm & event) / (np.sum(alarm) + np.sum(event))": "(np.mean(event[alarm]) "
                "+ np.mean(alarm[event])) / 2"
            },
            "You took the ordinary mean of precision and recall; F1 is their harmonic mean, "
            "2 · hits / (alarms + events).",
        ),
        Mistake(
            {"2 * np.sum(alarm & event)": "np.sum(alarm & event)"},
            "You forgot the 2; without it a perfect alarm has an F1 of one half.",
        ),
        Mistake(
            {"alarm & event": "alarm | event"},
            "You counted alarms *or* events as hits; a hit is both at once.",
        ),
        Mistake(
            {"np.sum(alarm & event)": "np.sum(alarm & ~event)"},
            "You counted the false alarms; hits are alarms at which there was an event.",
        ),
        Mistake(
            {"return threshold, best": "return best, threshold"},
            "You returned F1 first; the threshold comes first.",
        ),
        Mistake(
            {"np.unique(score)": "np.unique(score[event])[:1]"},
            "You took the smallest score of an event, which misses none; try every score, since a missed event may "
            "save many false alarms.",
        ),
        Mistake(
            {
                "best = 0": "best = -1",
                "np.unique(score)": "np.unique(score)[::-1]",
                "if f1 >= best:\n    ": "if f1 <= best:\n            break\n",
            },
            "You stopped at the first threshold that is no better; F1 may fall and rise again, so try every score.",
        ),
        Mistake(
            {"np.unique(score)": "np.linspace(score.min(), score.max(), 11)"},
            "You tried eleven evenly spaced levels; the best one may lie between two of them, so try every score that "
            "occurs.",
        ),
        Mistake(
            {"(np.sum(alarm) + np.sum(event))": "np.sum(alarm | event)"},
            "You divided by the moments at which there was an alarm or an event; F1 divides by the alarms *plus* the "
            "events, so that a hit counts twice below, as above.",
        ),
        Mistake(
            {"np.sum(alarm & event) / (np.sum(alarm) + np.sum(event))": "np.sum(alarm & event) / len(score)"},
            "You divided by the number of moments; F1 divides by alarms plus events.",
        ),
    ),
    variants=(
        """
def alarm_threshold(score, event):
    f1 = {}
    for level in set(score):
        alarm = score >= level
        hits = (alarm * event).sum()
        precision, recall = hits / alarm.sum(), hits / event.sum()
        f1[level] = 2 * precision * recall / (precision + recall) if hits else 0.0
    threshold = max(f1, key=lambda level: (round(f1[level], 12), level))
    return threshold, f1[threshold]
""",
        """
def alarm_threshold(score, event):
    levels = np.sort(np.unique(score))[::-1]
    alarm = score[None] >= levels[:, None]
    f1 = 2 * (alarm & event).sum(axis=1) / (alarm.sum(axis=1) + event.sum())
    return levels[f1.argmax()], f1.max()
""",
        """
def alarm_threshold(score, event):
    best, threshold = 0.0, np.max(score)
    for level in sorted(score, reverse=True):
        hits = sum(1 for s, e in zip(score, event) if s >= level and e)
        f1 = 2 * hits / (sum(score >= level) + sum(event))
        if f1 > best:
            best, threshold = f1, level
    return threshold, best
""",
    ),
    equivalents={"best = -1": "the F1 of the first level is above either"},
    hints=(
        "np.unique(score) holds every size that occurs, rising.",
        "alarm = score >= level; hits are where both are True: np.sum(alarm & event).",
        "Going upwards, `>=` keeps the last of equally good thresholds, the highest.",
    ),
    fact="Chosen like this, F1 is too good on the stretch it was chosen on: judge the threshold on another.",
    why="A threshold trades missed events for false alarms; F1 is one price for both, and seldom the one you pay.",
    questions=(
        "A missed fault costs a hundred false alarms: what would you maximise in place of F1?",
        "An event lasts ten steps, and the alarm comes at the third. Is that a hit?",
    ),
)


def alarms(rng, N):
    """Scores that are larger on average where there was an event; some of them are equal."""
    event = rng.random(N) < 0.3
    event[:2] = True, False
    return np.round(rng.gamma(2.0, 1.0, N) + 1.5 * event, 1), event


EXERCISES = [QUANTILE_LOSS, COVERAGE, ALARM_THRESHOLD]
