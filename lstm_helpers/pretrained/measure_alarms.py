"""Measure two more parts of lesson 16, five seeds each: many series at once, and the error of a forecast as an alarm.

    python -m lstm_helpers.pretrained.measure_alarms             half a minute on one core

`forecast_parts.json`: under ``many``, mean absolute errors of next month's growth of the jobs in 14 industries, by
what is usual for each, fitted anew every six months, ten times. Under ``alarms``, precision and recall on the last
year of a temperature with made faults, values that jump; models are fitted anew every 91 days, thresholds chosen in
the year before.
"""

import json
from time import process_time

import numpy as np

from lstm_helpers.data import series
from lstm_helpers.maths import forecasting
from lstm_helpers.pretrained import FOLDER, measure_forecasts
from lstm_helpers.training import predict

SEEDS, LENGTH, FIRST, REFIT = 5, 12, 60, 6
YEAR = 364


def growth():
    """Return the monthly growth of the jobs in each industry, in per cent, (T, S)."""
    return 100 * np.diff(np.log(series.employment()[1]), axis=0)


def windows(z, days):
    """Return the months before each of some days, as one series after the other, (S · days, length)."""
    x = z[days[:, None] + np.arange(-LENGTH, 0)]  # (days, length, S)
    return x.transpose(2, 0, 1).reshape(-1, LENGTH)


def linear(x, y, asked, rng):
    """Forecast by least squares on the last three months."""
    design = [np.column_stack([rows[:, -3:], np.ones(len(rows))]) for rows in (x, asked)]
    weights, *_ = np.linalg.lstsq(design[0], y, rcond=None)
    return design[1] @ weights


def lstm(x, y, asked, rng):
    """Forecast by a network; one series has few windows, so it is read more often."""
    model = measure_forecasts.network(x[..., None], y[:, None], None, rng, epochs=10 if len(x) > 200 else 40)
    return predict(model, asked[..., None])[:, 0]


def forecast(g, model, together, seed=0):
    """Forecast g[60:], (T − 60, S), by one model for all series ``together`` or by one for each."""
    rng, found = np.random.default_rng(seed), []
    for k in range(FIRST, len(g), REFIT):
        mean, size = g[:k].mean(axis=0), g[:k].std(axis=0)
        z = (g - mean) / size
        learn, asked = np.arange(LENGTH, k), np.arange(k, min(k + REFIT, len(g)))
        groups = [np.arange(g.shape[1])] if together else np.arange(g.shape[1])[:, None]
        said = [model(windows(z[:, s], learn), z[learn][:, s].T.ravel(), windows(z[:, s], asked), rng) for s in groups]
        found.append(np.concatenate(said).reshape(g.shape[1], -1).T * size + mean)
    return np.concatenate(found)


def many():
    """Return {model: errors of each seed}, each an error by how much a series changes from month to month."""
    g = growth()
    usual = np.abs(np.diff(g[:FIRST], axis=0)).mean(axis=0)

    def error(found):
        return round(float((np.abs(g[FIRST:] - found) / usual).mean()), 4)

    year = np.stack([g[k - LENGTH : k].mean(axis=0) for k in range(FIRST, len(g))])
    found = {"as last month": [error(g[FIRST - 1 : -1])], "mean of a year": [error(year)]}
    for name, model, seeds in (("linear", linear, 1), ("LSTM", lstm, SEEDS)):
        for kind, together in (("one for each", False), ("one for all", True)):
            found[f"{name}, {kind}"] = [error(forecast(g, model, together, seed)) for seed in range(seeds)]
    return found


def scores(y, seed):
    """Return {rule: how odd each of the last two years' days is}, by two rules, a linear model and a network."""
    last = len(y)
    turns = [(a, min(a + 91, last)) for a in range(last - 2 * YEAR, last, 91)]
    curve = series.unusual(y[:, None], turns[0][0]).curve
    odd = y - curve[:last]
    rows = measure_forecasts.lagged(odd[:, None], 7)
    by_linear = [measure_forecasts.least_squares(rows, odd, a, b) for a, b in turns]
    by_lstm = [measure_forecasts.lstm(odd[:, None], odd, a, b, seed, 14, 10, relative=False) for a, b in turns]
    three = np.lib.stride_tricks.sliding_window_view(y, 3)[-2 * YEAR :]
    asked = odd[turns[0][0] :]
    return {
        "variance of three days": three.var(axis=1),
        "change since yesterday": np.abs(np.diff(y))[-2 * YEAR :],
        "linear forecast": np.abs(asked - np.concatenate(by_linear)),
        "LSTM forecast": np.abs(asked - np.concatenate(by_lstm)),
    }


def alarms():
    """Return {rule: [precision and recall of values that jump, share of days found on which one sticks], …} by draw."""
    found = {}
    for seed in range(SEEDS):
        y, event = series.with_faults(series.seattle().values[:, 0], np.random.default_rng(seed), every=14)
        event = event[-2 * YEAR :]
        sticks = event & (np.append(False, event[:-1]) | np.append(event[1:], False))
        jumps = event & ~sticks
        for name, score in scores(y, seed).items():
            alarm = score[YEAR:] >= forecasting.alarm_threshold(score[:YEAR], jumps[:YEAR])
            row = [*forecasting.precision_recall(alarm, jumps[YEAR:]), float(alarm[sticks[YEAR:]].mean())]
            found.setdefault(name, []).append([round(value, 4) for value in row])
    return found


def main(folder=FOLDER):
    """Measure both, and write the file."""
    begun = process_time()
    found = {"many": many(), "alarms": alarms(), "cpu_seconds": round(process_time() - begun)}
    (folder / "forecast_parts.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
