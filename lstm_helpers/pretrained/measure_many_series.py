"""Forecast nine series by one model for all, or by one for each: temperature, dew point and pressure at three airports.

    python -m lstm_helpers.pretrained.measure_many_series         under three minutes on one core

At each of eight hours of the year all models learn from the days before it, and then forecast six hours ahead, at every
hour of the next week. Errors are in what the series usually changes by within an hour.
"""

import json
from time import process_time

import numpy as np

from lstm_helpers.data import weather
from lstm_helpers.pretrained import FOLDER, PASTS, SEEDS
from lstm_helpers.training import fit, init_model, predict
from lstm_helpers.training.optimizers import Adam

LAGS, AHEAD, WEEK, ORIGINS = 24, 6, 168, 8
"""Hours that are read, hours that are forecast, hours for which a model is used, and how often it is fitted anew."""


def readings():
    """Return the hours of the nine series, (T, 9)."""
    values = weather.airport_weather().values[:, :, :3]
    return values.reshape(len(values), -1)


def origins(T):
    """Return the hours at which models are fitted anew: evenly spread, the first with two months before it."""
    return np.linspace(60 * 24, T - WEEK - AHEAD, ORIGINS).astype(int)


def windows(series, first, last, unit):
    """Return (x, y) of the hours first … last − 1: what is known before each, (N, 24, 3), and what came, (N, 6)."""
    hours = np.arange(first, last)[:, None]
    at, before = hours + np.arange(-LAGS, 0), series[hours - 1]
    angle = 2 * np.pi * (at % 24) / 24
    x = np.stack([(series[at] - before) / (3 * unit), np.sin(angle), np.cos(angle)], axis=-1)
    return x, (series[hours + np.arange(AHEAD)] - before) / (3 * unit)


def cut(values, k, days):
    """Return one (unit, learn, validate, asked) a series; all but ``asked`` end before hour k."""
    found = []
    for series in values.T:
        begin, held_out = k - days * 24, k - days * 24 // 5
        unit = np.abs(np.diff(series[begin:k])).mean()
        end = k - AHEAD + 1
        spans = (begin + LAGS, held_out), (held_out, end), (k, k + WEEK)
        found.append((unit, *(windows(series, *span, unit) for span in spans)))
    return found


def with_name(x, n):
    """Return windows that also say of which series they are, (N, 24, 12)."""
    which = np.broadcast_to(np.eye(9)[n], (*x.shape[:2], 9))
    return np.concatenate([x, which], axis=-1)


def lstm(learn, validate, asked, seed, units, epochs=60):
    """Return the forecasts of a network that learns until the last fifth of its past no longer gets better."""
    rng = np.random.default_rng(seed)
    how = {"epochs": epochs, "patience": 6, "batch_size": 64, "optimizer": Adam(5e-3), "clip": 1.0}
    model = init_model(learn[0].shape[-1], units, AHEAD, rng)
    return predict(fit(model, *learn, rng=rng, validation=validate, progress=False, **how)[0], asked)


def line(pairs, asked):
    """Return the forecasts of a linear model by least squares, from all that the networks learn and validate with."""
    x, y = (np.concatenate(part) for part in zip(*pairs, strict=True))
    weights, *_ = np.linalg.lstsq(design(x), y, rcond=None)
    return design(asked) @ weights


def design(x):
    """Return the last day, the time of its last hour, and 1."""
    return np.concatenate([x[:, :, 0], x[:, -1, 1:3], np.ones((len(x), 1))], axis=1)


def plain(parts):
    """Return {model: forecasts of what needs no seed, (9, 168, 6)}, in three units."""
    asked = [part[3][0] for part in parts]
    everything = [pair for part in parts for pair in part[1:3]]
    yesterday = [x[:, :AHEAD, 0] for x in asked]  # of the 24 hours read, those at the same time of the day
    return {
        "unchanged": np.zeros((len(parts), WEEK, AHEAD)),
        "as yesterday": np.stack(yesterday),
        "linear, one for each": np.stack([line(part[1:3], part[3][0]) for part in parts]),
        "linear, one for all": np.stack([line(everything, x) for x in asked]),
    }


def learned(parts, seed, epochs=60):
    """Return {model: forecasts of the networks}; the one for all is told which series it reads."""
    each = [lstm(*part[1:3], part[3][0], seed, 12, epochs) for part in parts]
    x, y = [], []
    for stage in (1, 2, 3):
        x.append(np.concatenate([with_name(part[stage][0], n) for n, part in enumerate(parts)]))
        y.append(np.concatenate([part[stage][1] for part in parts]))
    one = lstm((x[0], y[0]), (x[1], y[1]), x[2], seed, 24, epochs)
    return {"LSTM, one for each": np.stack(each), "LSTM, one for all": one.reshape(len(parts), WEEK, AHEAD)}


def errors(parts, forecasts):
    """Return the mean absolute error of each day of the week, (7,), in units."""
    came = np.stack([part[3][1] for part in parts])
    return 3 * np.abs(came - forecasts).mean(axis=(0, 2)).reshape(7, 24).mean(axis=1)


def measure(days):
    """Return {model: errors of every day, a list of 56 a seed; one list where there is nothing to draw}."""
    values, found = readings(), {}
    for k in origins(len(values)):
        parts = cut(values, k, days)
        rows = [(name, 0, made) for name, made in plain(parts).items()]
        rows += [(name, n, made) for n, seed in enumerate(SEEDS) for name, made in learned(parts, seed).items()]
        for name, n, made in rows:
            found.setdefault(name, {}).setdefault(n, []).extend(errors(parts, made).round(4).tolist())
        print(days, k, flush=True)
    return {name: list(seeds.values()) for name, seeds in found.items()}


def main():
    """Measure everything, and write the file."""
    begun = process_time()
    found = {"daily": {str(days): measure(days) for days in PASTS}}
    found["cpu_seconds"] = round(process_time() - begun)
    (FOLDER / "many_series.json").write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
