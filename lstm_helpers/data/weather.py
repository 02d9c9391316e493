"""The weather at New York's three airports, hour by hour through 2013; and faults planted in a series, with the truth.

The readings are real, and three of them impossible. The planted faults are made: nobody has labelled when a sensor of
these stations was at fault.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_flag, as_floats, as_number, as_rng
from lstm_helpers.data_sets import FOLDER

AIRPORTS = ("EWR", "JFK", "LGA")
"""Newark, Kennedy, LaGuardia."""
VARIABLES = ("temperature", "dew point", "pressure", "wind")
UNITS = ("°C", "°C", "hPa", "m/s")
IMPOSSIBLE = (("JFK", "temperature", 3068), ("JFK", "dew point", 3068), ("EWR", "wind", 1010))
"""Readings that cannot be, with their hours: −10.5 °C in a May night between two of 14 °C, and a wind of 469 m/s."""
FAULTS = {"stuck": 12, "spike": 1, "drift": 24, "noise": 12, "clock": 24}
"""What `plant_faults` plants, and for how many steps."""
NOTHING = -32768


class Weather(NamedTuple):
    """``values`` (T, 3 of `AIRPORTS`, 4 of `VARIABLES`), ``times`` (T,) as datetime64 in UTC, and ``known``, of bool.

    ``known`` has the shape of the values, and is False where a value is carried on from the hours before.
    """

    values: np.ndarray
    times: np.ndarray
    known: np.ndarray


class Faulty(NamedTuple):
    """``values`` (T,) with faults; ``kinds`` (T,) of str, "" where there is none; ``starts`` (N,), first steps."""

    values: np.ndarray
    kinds: np.ndarray
    starts: np.ndarray


def airport_weather(mended=True):
    """Return the `Weather` of 2013: 8,730 hours.

    Parameters
    ----------
    mended : bool
        Put the last known value in place of what is missing (nothing later is looked at) and of the readings in
        `IMPOSSIBLE`. With False, NaN stands where nothing was reported, and the impossible stays as it came.

    Examples
    --------
    >>> airport_weather().values[0, 1].tolist()
    [3.9, -3.3, 1012.6, 5.7]
    """
    values, times = _stored()
    values = values.copy()
    if as_flag("mended", mended):
        for airport, variable, hour in IMPOSSIBLE:
            values[hour, AIRPORTS.index(airport), VARIABLES.index(variable)] = np.nan
    known = np.isfinite(values)
    if mended:
        last = np.maximum.accumulate(np.where(known, np.arange(len(values))[:, None, None], 0), axis=0)
        values = np.take_along_axis(values, last, axis=0)
    return Weather(values, times, known)


def plant_faults(series, rng, each=4, size=6.0, first=48, apart=48):
    """Return a `Faulty` series: ``each`` faults of every kind of `FAULTS`, at places and in an order that are drawn.

    stuck
        Every value is the last one before it.
    spike
        One value is ``size`` too high or too low.
    drift
        An error grows evenly to ``size``, up or down, and is gone.
    noise
        A loose contact: normal noise with a standard deviation of a quarter of ``size``.
    clock
        The clock jumps: what is reported was so eight steps before.

    Parameters
    ----------
    series : array_like (T,)
    rng : numpy.random.Generator
    each : int
    size : float
        In the series' unit.
    first, apart : int
        How many steps at least lie before the first fault, and between two.

    Raises
    ------
    ValueError
        The series is too short for so many faults.

    Examples
    --------
    >>> faulty = plant_faults(np.zeros(400), np.random.default_rng(0), each=1)
    >>> faulty.kinds[faulty.starts].tolist()
    ['drift', 'clock', 'noise', 'stuck', 'spike']
    """
    values, rng = as_floats("series", series, ("time",), dtype=np.float64).copy(), as_rng("rng", rng)
    each, first, apart = as_count("each", each), as_count("first", first, 8), as_count("apart", apart)
    size = as_number("size", size, "a number above 0", above=0)
    kinds, starts = _places(len(values), rng, each, first, apart)
    named, sound = np.full(len(values), "", dtype="U5"), values.copy()
    for kind, start in zip(kinds, starts, strict=True):
        at = slice(start, start + FAULTS[kind])
        values[at] = _fault(kind, sound, at, size, rng)
        named[at] = kind
    return Faulty(values, named, starts)


def _places(T, rng, each, first, apart):
    """Kinds in a drawn order, and where they start: what time is left over is shared out at random."""
    least = first + each * (sum(FAULTS.values()) + apart * len(FAULTS))
    if least > T:
        raise ValueError(
            f"series holds {T} value(s): first {first}, each {each} and apart {apart} need {least}; lower them."
        )
    kinds = rng.permutation(np.repeat(tuple(FAULTS), each))
    lengths = np.array([FAULTS[kind] + apart for kind in kinds])
    spare = T - least
    gaps = np.sort(rng.integers(spare + 1, size=len(kinds)))
    return kinds.tolist(), first + gaps + np.append(0, np.cumsum(lengths)[:-1])


def _fault(kind, sound, at, size, rng):
    """What is reported instead of ``sound[at]``."""
    steps, sign = at.stop - at.start, rng.choice([-1, 1])
    return {
        "stuck": np.full(steps, sound[at.start - 1]),
        "spike": sound[at] + sign * size,
        "drift": sound[at] + sign * size * np.arange(1, steps + 1) / steps,
        "noise": sound[at] + rng.normal(0, size / 4, steps),
        "clock": sound[at.start - 8 : at.stop - 8],
    }[kind]


@cache
def _stored():
    with np.load(FOLDER / "airport_weather.npz", allow_pickle=False) as file:
        tenths = file["tenths"]
    values = np.where(tenths == NOTHING, np.nan, tenths / 10)
    return values, np.datetime64("2013-01-01T06") + np.arange(len(values))
