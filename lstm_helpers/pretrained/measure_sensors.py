"""Let the error of a forecast raise the alarm, and a rule on the variance; store how loud both were, with five seeds.

    python -m lstm_helpers.pretrained.measure_sensors              under a minute on one core

Each seed plants other faults in Kennedy's temperature and trains another LSTM. From the first 181 days the forecasts
are learned, without faults; on the next 90 a threshold is chosen; on the last 90 the alarms are judged, day by day.
"""

import json
from functools import cache
from time import process_time

import numpy as np

from lstm_helpers.data import weather
from lstm_helpers.maths.forecasting import alarm_threshold, precision_recall
from lstm_helpers.pretrained import FAULTS, FOLDER, RULES, SEEDS
from lstm_helpers.training import fit, init_model, predict
from lstm_helpers.training.optimizers import Adam

TRAIN, STRETCH, LAGS, UNITS, EACH, DAY, SPAN = 4344, 2160, 48, 16, 3, 24, 6
"""Hours to learn from, hours of each stretch after them, hours that a forecast reads, units, faults of a kind in a
stretch, hours of a day, hours of the variance: of 6, 12 and 24 the best where it is judged, so chosen in its favour."""
STRETCHES = ((TRAIN, TRAIN + STRETCH), (TRAIN + STRETCH, TRAIN + 2 * STRETCH))
"""First hour and end of that on which the threshold is chosen, and that on which it is judged."""


@cache
def readings():
    """Return (Kennedy's temperature, the other two airports', (T, 2)), in °C."""
    temperatures = weather.airport_weather().values[:, :, 0]
    return temperatures[:, 1], temperatures[:, [0, 2]]


@cache
def scale():
    """Return what errors are measured in: thrice the standard deviation of an hour's change while learning, in °C."""
    return 3 * float(np.std(np.diff(readings()[0][:TRAIN])))


def windows(own, others, first):
    """Return (x, y): what is read before each hour from the 49th on, (N, 48, 5), and what came then, (N, 1).

    Temperatures are given relative to the last one at Kennedy, so that no season is out of range; ``first`` is the hour
    of the year at which ``own`` and ``others`` begin.
    """
    at = np.arange(LAGS, len(own))[:, None] + np.arange(-LAGS, 0)  # (N, 48)
    last = own[at[:, -1:]]
    angle = 2 * np.pi * ((at + first) % DAY) / DAY
    columns = [own[at] - last, *(others[at, n] - last for n in (0, 1))]
    x = np.stack([column / scale() for column in columns] + [np.sin(angle), np.cos(angle)], axis=-1)
    return x, (own[LAGS:, None] - last) / scale()


@cache
def lstm(seed, epochs=40):
    """Return a model that forecasts the next hour; its training ends when its last weeks no longer get better."""
    own, others = readings()
    x, y = windows(own[:TRAIN], others[:TRAIN], 0)
    rng, cut = np.random.default_rng(seed), round(0.85 * len(x))
    how = {"epochs": epochs, "patience": 8, "batch_size": 64, "optimizer": Adam(3e-3), "clip": 1.0}
    model = init_model(x.shape[-1], UNITS, 1, rng)
    return fit(model, x[:cut], y[:cut], rng=rng, validation=(x[cut:], y[cut:]), progress=False, **how)[0]


@cache
def line():
    """Return the weights of a linear forecast that reads the same, by least squares."""
    own, others = readings()
    x, y = windows(own[:TRAIN], others[:TRAIN], 0)
    return np.linalg.lstsq(design(x), y, rcond=None)[0]


def design(x):
    """Return what the linear forecast reads: all temperatures, the time of the last hour, 1."""
    return np.concatenate([x[:, :, :3].reshape(len(x), -1), x[:, -1, 3:], np.ones((len(x), 1))], axis=1)


def errors(seed, own, others, first):
    """Return {rule: by how much the forecast of each hour from the 49th on was wrong, (N,)}, in °C."""
    x, y = windows(own, others, first)
    made = {"LSTM": predict(lstm(seed), x), "linear": design(x) @ line(), "unchanged": 0 * y}
    return {name: scale() * np.abs(forecast - y)[:, 0] for name, forecast in made.items()}


def log_variance(own, span=SPAN):
    """Return the logarithm of the variance of the last ``span`` hours up to each hour from the 49th on."""
    return np.log(np.lib.stride_tricks.sliding_window_view(own, span).var(axis=1) + 0.01)[LAGS - span + 1 :]


def unusual(own, span=SPAN):
    """Return by how many standard deviations that is above or below what it was while learning."""
    usual = log_variance(readings()[0][:TRAIN], span)
    found = np.abs(log_variance(own, span) - usual.mean()) / usual.std()
    return found.round(5)  # equal hours are equally loud, whatever the order of a sum


@cache
def loud(seed):
    """Return (LSTM, variance): the scores that one hour in a thousand reaches while learning."""
    own, others = readings()
    error = errors(seed, own[:TRAIN], others[:TRAIN], 0)["LSTM"]
    return np.quantile(error, 0.999), np.quantile(unusual(own[:TRAIN]), 0.999)


def scores(seed, own, others, first):
    """Return {rule of `RULES`: how unusual each hour from the 49th on is, (N,)}; nothing after that hour is read."""
    found = errors(seed, own, others, first) | {"variance": unusual(own)}
    error, spread = loud(seed)
    both = np.maximum(found["LSTM"] / error, found["variance"] / spread)
    return {name: (found | {"LSTM or variance": both})[name] for name in RULES}


def planted(seed, stretch):
    """Return (faulty temperatures of a stretch and of the 48 hours before it, the other airports', the first hour)."""
    begin, end = STRETCHES[stretch]
    own, others = (series[begin - LAGS : end] for series in readings())
    faulty = weather.plant_faults(own, np.random.default_rng([seed, stretch]), each=EACH)
    return faulty._replace(values=faulty.values.round(1)), others, begin - LAGS


def measure(seed):
    """Return (readings, kinds as numbers, scores) of one seed: (2, 2160), (2, 2160), (rules, 2, 2160)."""
    found = []
    for stretch in (0, 1):
        faulty, others, first = planted(seed, stretch)
        heard = scores(seed, faulty.values, others, first)
        kinds = [("", *FAULTS).index(kind) for kind in faulty.kinds[LAGS:]]
        found.append((faulty.values[LAGS:], kinds, [heard[name] for name in RULES]))
    values, kinds, heard = zip(*found, strict=True)
    return np.array(values, np.float32), np.array(kinds, np.int8), np.array(heard, np.float32).swapaxes(0, 1)


def by_day(score, kinds):
    """Return (the loudest hour of each day, 1 where a day holds a fault)."""
    return score.reshape(-1, DAY).max(axis=1), (kinds.reshape(-1, DAY) > 0).any(axis=1).astype(int)


def judge(score, kinds):
    """Return what the alarms of one rule and seed are worth: the threshold comes from the first stretch alone.

    ``score`` and ``kinds`` are (2, 2160). A fault is found if an hour of it is as loud as the threshold, and the delay
    counts the hours before.
    """
    score = score.astype(float)
    threshold = alarm_threshold(*by_day(score[0], kinds[0]))
    days, events = by_day(score[1], kinds[1])
    precision, recall = precision_recall((days >= threshold).astype(int), events)
    found, delays = {kind: [] for kind in FAULTS}, []
    for start in np.flatnonzero((kinds[1] > 0) & (np.append(0, kinds[1][:-1]) == 0)):
        kind = FAULTS[kinds[1][start] - 1]
        heard = np.flatnonzero(score[1][start : start + weather.FAULTS[kind]] >= threshold)
        found[kind].append(int(len(heard) > 0))
        delays += [int(n) for n in heard[:1]]
    shares = {kind: float(np.mean(hits)) for kind, hits in found.items() if hits}
    return {"threshold": threshold, "precision": precision, "recall": recall, "found": shares, "delays": delays}


def real_fault(seed):
    """Return how often louder than one hour in a thousand the impossible reading of May is: (LSTM, variance)."""
    raw = weather.airport_weather(mended=False).values[:, 1, 0]
    own, others = readings()
    at = weather.IMPOSSIBLE[0][2]
    seen = np.append(own[at - LAGS : at], raw[at])
    heard = scores(seed, seen, others[at - LAGS : at + 1], at - LAGS)
    return [
        float(f"{heard[name][-1] / usual:.3g}") for name, usual in zip(("LSTM", "variance"), loud(seed), strict=True)
    ]


def over_seeds(heard, kinds):
    """Return what is stored of one rule, from scores and kinds (seeds, 2, 2160): {what: a list over the seeds}."""
    rows = [judge(score, kind) for score, kind in zip(heard, kinds, strict=True)]
    table = {key: [round(row[key], 3) for row in rows] for key in ("threshold", "precision", "recall")}
    found = {kind: [round(row["found"][kind], 3) for row in rows] for kind in FAULTS}
    return table | {"found": found, "delays": [row["delays"] for row in rows]}


def variances(span):
    """Return the scores of another span, (seeds, 2, 2160)."""
    found = [[unusual(planted(seed, part)[0].values, span) for part in (0, 1)] for seed in SEEDS]
    return np.array(found, np.float32)


def main():
    """Measure everything, and write both files."""
    begun = process_time()
    values, kinds, heard = (np.array(part) for part in zip(*map(measure, SEEDS), strict=True))
    np.savez_compressed(FOLDER / "sensors.npz", values=values, kinds=kinds, scores=heard)
    found = {"rules": {name: over_seeds(heard[:, n], kinds) for n, name in enumerate(RULES)}}
    found["spans"] = {str(span): over_seeds(variances(span), kinds) for span in (6, 12, 24)}
    found["impossible_reading"] = [real_fault(seed) for seed in SEEDS]
    found["cpu_seconds"] = round(process_time() - begun)
    (FOLDER / "sensors.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
