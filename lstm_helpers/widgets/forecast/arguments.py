"""What a Forecast Lab is made from, checked: a series, origins, stored forecasts, times, and what each model reads."""

import re
from itertools import pairwise

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_labels, as_number, as_sequence, as_text, shown

MOST_POINTS = 5_000
MOST_MODELS = 6
MOST_HORIZON = 30
MOST_QUANTILES = 9
MOST_NUMBERS = 250_000  # of all forecasts together: two megabytes, which a page can carry
LARGEST = 1e100  # so that no difference overflows
LONGEST_NAME = 40
ALL = "all"

_DATE = re.compile(r"\d{4}-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?)?")
_EVERY = {1: "minute", 60: "hour", 24 * 60: "day", 7 * 24 * 60: "week"}  # minutes
_EVERY_MONTHS = {1: "month", 3: "quarter", 12: "year"}


def as_series(y):
    """Return the series (T,) in float64; `ValueError` for too many values, or for such as overflow."""
    y = _as_numbers("y", y, ("time",))
    if not 2 <= len(y) <= MOST_POINTS:
        raise ValueError(f"y holds {len(y)} value(s): expected 2 to {MOST_POINTS:,}; cut the part that is shown.")
    return y


def as_origins(origins, T):
    """Return the origins, numbers of known values, as a list of ints that rise from 1 or more to T or less."""
    hint = "whole numbers that rise, e.g. range(300, 360): origin k knows y[:k]"
    found = as_sequence("origins", origins, hint)
    if not found:
        raise ValueError(f"origins is empty: expected {hint}.")
    found = [as_count(f"origins[{n}]", k, 1, T) for n, k in enumerate(found)]
    for n, (a, b) in enumerate(pairwise(found)):
        if a >= b:
            raise ValueError(f"origins are out of order: origins[{n + 1}] is {b}, after {a}; sort them, each once.")
    return found


def as_quantiles(quantiles):
    """Return the quantiles as a tuple that rises and holds 0.5, the median."""
    found = as_sequence("quantiles", quantiles, "numbers between 0 and 1, e.g. (0.1, 0.5, 0.9)")
    if len(found) > MOST_QUANTILES:
        raise ValueError(f"quantiles holds {len(found)} numbers: expected at most {MOST_QUANTILES}.")
    found = tuple(
        as_number(f"quantiles[{n}]", q, "a number between 0 and 1", above=0, below=1) for n, q in enumerate(found)
    )
    found = tuple(0.5 if abs(q - 0.5) < 1e-9 else q for q in found)
    if 0.5 not in found or any(a >= b for a, b in pairwise(found)):
        raise ValueError(f"quantiles are {shown(found)}: expected numbers that rise, with 0.5 for the median.")
    return found


def as_forecasts(forecasts, origins, quantiles):
    """Return ``{name: (origins, horizon, quantiles)}`` in float64, one to six models that look equally far ahead."""
    expected = "a dict of one to six models, e.g. {'persistence': array (origins, horizon, quantiles)}"
    if not isinstance(forecasts, dict):
        raise TypeError(f"forecasts is {shown(forecasts)}: expected {expected}.")
    if not 1 <= len(forecasts) <= MOST_MODELS:
        raise ValueError(f"forecasts holds {len(forecasts)} models: expected {expected}.")
    found, sizes = {}, {"origins": origins, "quantiles": quantiles}
    for name, values in forecasts.items():
        name = _as_name(name)
        values = _as_numbers(f"forecasts[{name!r}]", values, ("origins", "horizon", "quantiles"), sizes)
        sizes["horizon"] = values.shape[1]
        _check_order(name, values)
        found[name] = values
    if sizes["horizon"] > MOST_HORIZON:
        raise ValueError(f"forecasts look {sizes['horizon']} steps ahead: expected at most {MOST_HORIZON}.")
    count = sum(values.size for values in found.values())
    if count > MOST_NUMBERS:
        raise ValueError(
            f"forecasts hold {count:,} numbers, and a page can carry {MOST_NUMBERS:,}: pass fewer origins, such as "
            "every second one."
        )
    return found


def as_reads(reads, names):
    """Return ``{name: steps or "all"}`` for the models of which it is said how much of the past they read."""
    expected = "a dict of steps, e.g. {'LSTM': 30, 'climatology': 'all'}"
    if reads is None:
        return {}
    if not isinstance(reads, dict):
        raise TypeError(f"reads is {shown(reads)}: expected {expected}.")
    for name in reads:
        if not isinstance(name, str) or name not in names:
            raise ValueError(f"reads names {shown(name)}: expected one of {', '.join(map(repr, names))}.")
    return {
        str(name): ALL if isinstance(steps, str) and steps == ALL else as_count(f"reads[{name!r}]", steps, 0)
        for name, steps in reads.items()
    }


def as_times(times, T):
    """Return (times, whether they are dates, how far apart): ISO dates, or labels as they are; (None, …) for None."""
    if times is None:
        return None, False, "step"
    labels = as_labels("times", times, T)
    dates = _dates(labels)
    if dates is None:
        return list(labels), False, "step"
    if np.isnat(dates).any() or (np.diff(dates) <= np.timedelta64(0)).any():
        raise ValueError("times do not rise from date to date: sort the series, and leave no date out or in twice.")
    if not np.datetime64("0001") <= dates[0] <= dates[-1] < np.datetime64("9000"):
        raise ValueError("times lie before the year 1 or after the year 8999: pass the dates of the series.")
    months = dates.astype("datetime64[M]")
    if (months.astype(dates.dtype) == dates).all() and len(set(np.diff(months).astype(int))) == 1:
        return months.astype(str).tolist(), True, _EVERY_MONTHS.get(int(np.diff(months)[0].astype(int)), "step")
    gaps = set(np.diff(dates).astype(int).tolist())
    every = _EVERY.get(gaps.pop(), "step") if len(gaps) == 1 else "step"
    days = dates.astype("datetime64[D]")
    return (days if (days == dates).all() else dates).astype(str).tolist(), True, every


def as_names(hidden, names):
    """Return the names of models that are ticked off as a list, each once."""
    found = as_sequence("hidden", hidden, f"names of models, e.g. [{names[0]!r}]")
    for name in found:
        if not isinstance(name, str) or name not in names:
            raise ValueError(f"hidden holds {shown(name)}: expected any of {', '.join(map(repr, names))}.")
    return list(dict.fromkeys(map(str, found)))


def _as_numbers(name, value, axes, sizes=None):
    array = as_floats(name, value, axes, sizes=sizes, dtype=np.float64)
    if np.abs(array).max() > LARGEST:
        raise ValueError(f"{name} holds {np.abs(array).max():.3g}: scale it down, to at most {LARGEST:g}.")
    return array


def _as_name(name):
    name = as_text("the name of a model in forecasts", name, example="'LSTM'")
    if len(name) > LONGEST_NAME or not name.strip() or not name.isprintable():
        raise ValueError(f"forecasts names a model {shown(name)}: expected 1 to {LONGEST_NAME} letters on one line.")
    return name


def _check_order(name, values):
    wrong = np.argwhere(np.diff(values, axis=-1) < 0)
    if len(wrong):
        origin, lead, q = wrong[0]
        low, high = values[origin, lead, q : q + 2]
        raise ValueError(
            f"forecasts[{name!r}] has quantiles that cross, first at [{origin}, {lead}]: {low:g} stands before "
            f"{high:g}. Sort them: numpy.sort(array, axis=-1)."
        )


def _dates(labels):
    """Labels as dates, to the minute, where all of them are dates; else None."""
    dates = [label.partition(".")[0] for label in labels]
    if not all(_DATE.fullmatch(date) or date == "NaT" for date in dates):
        return None
    try:
        return np.array(dates, "datetime64[m]")
    except ValueError:
        return None
