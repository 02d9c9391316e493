"""Time series: windows, splits in time, scaling without leakage, baselines, and five real series.

A series is (T,) or (T, D), oldest value first. Order matters: split first, fit the scaler on the training part alone,
then cut windows from each part.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, as_floats, as_number, as_rng, as_values, check_fits, shown
from lstm_helpers.data_sets import FOLDER


def make_windows(series, length, horizon=1):
    """Return every window of ``length`` values, and the value ``horizon`` steps after each.

    Parameters
    ----------
    series : array_like (T,) or (T, D)
    length : int
    horizon : int
        1 for the very next value.

    Returns
    -------
    x : (N, length, D), with N = T − length − horizon + 1
    y : (N, D)

    Raises
    ------
    ValueError
        The series is too short for one window.

    Examples
    --------
    >>> x, y = make_windows([1, 2, 3, 4, 5], length=3)
    >>> x[..., 0].tolist(), y[:, 0].tolist()
    ([[1.0, 2.0, 3.0], [2.0, 3.0, 4.0]], [4.0, 5.0])
    """
    series = _columns("series", series)
    length, horizon = as_count("length", length), as_count("horizon", horizon)
    N = len(series) - length - horizon + 1
    if N < 1:
        raise ValueError(
            f"series holds {len(series)} value(s): expected at least {length + horizon}, "
            f"for a window of length {length} and the value at horizon {horizon} after it."
        )
    check_fits(windows=N, length=length, features=series.shape[1])
    x = series[np.arange(N)[:, None] + np.arange(length)]  # (N, length, D)
    return x, series[length + horizon - 1 :]


def split_in_time(series, *shares, context=0):
    """Cut a series into consecutive parts, the oldest first, and return them as a list.

    Parameters
    ----------
    series : array_like (T,) or (T, D)
    *shares : float
        The share of each part but the last, which takes what is left: ``0.8`` gives training and test,
        ``0.7, 0.15`` training, validation and test.
    context : int
        Put this many of the preceding values before each later part, so that with ``context=length`` its first
        window is followed by the part's first value. Those values are inputs only; no target is shared.

    Examples
    --------
    >>> [part.tolist() for part in split_in_time(np.arange(10.0), 0.5, 0.3)]
    [[0.0, 1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0], [8.0, 9.0]]
    >>> [part.tolist() for part in split_in_time(np.arange(5.0), 0.6, context=2)]
    [[0.0, 1.0, 2.0], [1.0, 2.0, 3.0, 4.0]]
    """
    series = as_values("series", series)
    if series.ndim not in (1, 2):
        raise ValueError(f"series has shape {series.shape}: expected (T,) or (T, D).")
    context = as_count("context", context, 0)
    shares = tuple(
        as_number(f"shares[{n}]", share, "a number between 0 and 1", above=0, below=1) for n, share in enumerate(shares)
    )
    if not shares or sum(shares) >= 1:
        raise ValueError(f"shares are {shares}: expected numbers above zero whose sum is less than 1, e.g. 0.7, 0.15.")
    cuts = [0, *(round(len(series) * share) for share in np.cumsum(shares)), len(series)]
    if min(np.diff(cuts)) < 1 or context > cuts[1]:
        raise ValueError(
            f"series holds {len(series)} value(s): too few for the parts {shares} with a context of {context}."
        )
    return [series[max(a - context, 0) : b] for a, b in pairwise(cuts)]


def fit_scaler(train, kind="standard"):
    """Return a scikit-learn scaler that has seen ``train`` and nothing else; use it through `scale` and `unscale`.

    Parameters
    ----------
    train : array_like (T,) or (T, D)
        The training part alone: a scaler that has seen the test part has told the model about the future.
    kind : {"standard", "minmax"}
        To mean 0 and standard deviation 1, or to 0…1.

    Examples
    --------
    >>> scaler = fit_scaler([0.0, 5.0, 10.0], "minmax")
    >>> scale(scaler, [5.0, 20.0]).tolist(), unscale(scaler, [0.5, 2.0]).tolist()
    ([0.5, 2.0], [5.0, 20.0])
    """
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    kinds = {"standard": StandardScaler, "minmax": MinMaxScaler}
    return kinds[as_choice("kind", kind, tuple(kinds))]().fit(_columns("train", train))


def scale(scaler, values):
    """Return ``values`` of any shape (…,) or (…, D) in the scaler's units."""
    return _in_columns("transform", scaler, values)


def unscale(scaler, values):
    """Return scaled ``values`` of any shape (…,) or (…, D) in their own units again."""
    return _in_columns("inverse_transform", scaler, values)


def persistence(x):
    """Return the last value of each window, (N, D): the forecast that nothing changes."""
    return _windows("x", x)[:, -1]


def seasonal_naive(x, period):
    """Return the value one ``period`` before the next one, (N, D): the forecast that this season equals the last.

    >>> seasonal_naive(np.array([[[10.0], [20.0], [30.0]]]), period=3).tolist()
    [[10.0]]
    """
    x, period = _windows("x", x), as_count("period", period)
    if period > x.shape[1]:
        raise ValueError(f"period is {period}, but the windows hold {x.shape[1]} steps: cut longer windows.")
    return x[:, -period]


def linear_lags(x_train, y_train, x, lags=None):
    """Return the forecast, (N, O), of a linear model of the last ``lags`` values, fitted by least squares.

    Parameters
    ----------
    x_train : (M, length, D)
    y_train : (M, O)
    x : (N, length, D)
        What to forecast from.
    lags : int, optional
        How many of the last steps the model sees; all of them by default.

    Examples
    --------
    A sine obeys s[t+1] = 2 cos(ω) s[t] − s[t−1], so two lags forecast it exactly.

    >>> x, y = make_windows(np.sin(0.3 * np.arange(50)), 10)
    >>> bool(np.allclose(linear_lags(x[:20], y[:20], x[20:], lags=2), y[20:]))
    True
    """
    x_train = _windows("x_train", x_train)
    M, length, D = x_train.shape
    y_train = as_floats("y_train", y_train, ("windows", "outputs"), hint="Use y_train[:, None].")
    x = _windows("x", x)
    if len(y_train) != M or x.shape[1:] != (length, D):
        raise ValueError(
            f"x_train has shape {x_train.shape}, y_train {y_train.shape} and x {x.shape}: expected as many rows in "
            "y_train as in x_train, and windows of one length and one number of features."
        )
    lags = x.shape[1] if lags is None else as_count("lags", lags)
    if lags > x.shape[1]:
        raise ValueError(f"lags is {lags}, but the windows hold {x.shape[1]} steps: cut longer windows.")

    def design(windows):
        flat = windows[:, -lags:].reshape(len(windows), -1)
        return np.concatenate([flat, np.ones((len(windows), 1))], axis=1)

    coefficients, *_ = np.linalg.lstsq(design(x_train), y_train, rcond=None)
    return design(x) @ coefficients


def skill(error, baseline_error):
    """Return 1 − error / baseline's error: 1 is perfect, 0 as good as the baseline, below 0 worse than it.

    >>> skill(0.5, 2.0)
    0.75
    """
    error = as_number("error", error, "an error, 0 or more", least=0)
    baseline_error = as_number("baseline_error", baseline_error, "an error above 0", above=0)
    found = 1 - error / baseline_error
    if not np.isfinite(found):
        raise ValueError(f"baseline_error is {baseline_error:g}: too small to compare an error of {error:g} with.")
    return found


class RealSeries(NamedTuple):
    """A measured series: ``values`` (T,), ``times`` (T,) as dates or years, what they are, and the season's length."""

    values: np.ndarray
    times: np.ndarray
    title: str
    unit: str
    period: int


def co2():
    """Return the weekly carbon dioxide in the air above Mauna Loa, 1958–2001, in parts per million.

    Weeks without a measurement keep the last known value: interpolation would look into the future.
    """
    from statsmodels.datasets import co2

    frame = co2.load_pandas().data
    return RealSeries(frame["co2"].ffill().to_numpy(float), frame.index.to_numpy(), "CO₂ above Mauna Loa", "ppm", 52)


def sunspots():
    """Return the yearly number of sunspots, 1700–2008; its cycle of about 11 years is not of constant length."""
    from statsmodels.datasets import sunspots

    frame = sunspots.load_pandas().data
    return RealSeries(
        frame["SUNACTIVITY"].to_numpy(float), frame["YEAR"].to_numpy(int), "Sunspots", "sunspots a year", 11
    )


def sea_surface_temperature():
    """Return the monthly sea-surface temperature of the tropical Pacific, 1950–2010, in degrees Celsius."""
    from statsmodels.datasets import elnino

    frame = elnino.load_pandas().data
    values = frame.drop(columns="YEAR").to_numpy(float).ravel()
    months = np.datetime64(int(frame["YEAR"].iloc[0]) - 1970, "Y").astype("datetime64[M]") + np.arange(len(values))
    return RealSeries(values, months, "Sea-surface temperature of the tropical Pacific", "°C", 12)


class Quotes(NamedTuple):
    """Daily prices: ``times`` (T,) as dates, ``high``, ``low`` and ``close`` (T,)."""

    times: np.ndarray
    high: np.ndarray
    low: np.ndarray
    close: np.ndarray

    @property
    def returns(self):
        """(T,): the change since the day before, 100 times the logarithm of the ratio; 0 on the first day."""
        return np.append(0.0, 100 * np.diff(np.log(self.close)))

    @property
    def log_variance(self):
        """(T,): the logarithm of the variance that each day's highest and lowest price tell (Parkinson 1980)."""
        return np.log(np.log(self.high / self.low) ** 2 / (4 * np.log(2)))


def sp500():
    """Return the daily `Quotes` of the S&P 500, 1999–2018, from the package arch, which brings them along."""
    from arch.data import sp500

    frame = sp500.load()
    high, low, close = (frame[name].to_numpy(float) for name in ("High", "Low", "Close"))
    return Quotes(frame.index.to_numpy().astype("datetime64[D]"), high, low, close)


class Weather(NamedTuple):
    """Days in a row: ``times`` (T,) as dates, ``values`` (T, 4), and ``names``, what each column is."""

    times: np.ndarray
    values: np.ndarray
    names: tuple


def seattle():
    """Return the daily `Weather` of Seattle, 2012–2015: highest and lowest temperature, precipitation, wind.

    Their origin is told in `lstm_helpers/data_sets/README.md`.
    """
    lines = (FOLDER / "weather.csv").read_text(encoding="ascii").splitlines()
    names, rows = lines[0].split(","), [line.split(",") for line in lines[1:]]
    times = np.array([row[0] for row in rows], "datetime64[D]")
    return Weather(times, np.array([row[1:] for row in rows], float), tuple(names[1:]))


def employment():
    """Return (months (T,), jobs (T, 14) in thousands, names) of 14 industries of the United States, 2006–2015."""
    lines = [line.split(",") for line in (FOLDER / "employment.csv").read_text(encoding="ascii").splitlines()]
    months = np.array([line[0] for line in lines[1:]], "datetime64[M]")
    return months, np.array([line[1:] for line in lines[1:]], float), tuple(lines[0][1:])


class Unusual(NamedTuple):
    """What is unusual for the day: ``columns`` (T, D + 2), the season's ``curve`` (T + ahead,), ``size``, a number."""

    columns: np.ndarray
    curve: np.ndarray
    size: float


def unusual(values, known, ahead=0, period=365.25):
    """Return the `Unusual` of columns, measured on the first ``known`` rows alone.

    Of the first column the season's curve is taken away, one pair of sine and cosine, and what is left divided by
    its usual ``size``. The others get mean 0 and standard deviation 1. Sine and cosine of the season stand behind.

    Parameters
    ----------
    values : array_like (T, D)
    known : int
        2 to T.
    ahead : int
        How many steps beyond the end the curve goes on.
    period : float
        Rows in a season.

    Raises
    ------
    ValueError
        A column does not change in the first ``known`` rows.
    """
    values = as_floats("values", values, ("time", "features"), dtype=np.float64)
    T = len(values)
    known, ahead = as_count("known", known, 2, T), as_count("ahead", ahead, 0)
    period = as_number("period", period, "a number above 1", above=1)
    check_fits(ahead=T + ahead)
    angle = 2 * np.pi * np.arange(T + ahead) / period
    season = np.column_stack([np.ones(T + ahead), np.sin(angle), np.cos(angle)])
    weights, *_ = np.linalg.lstsq(season[:known], values[:known, 0], rcond=None)
    curve = season @ weights
    left = values[:, 0] - curve[:T]
    sizes = np.append(left[:known].std(), values[:known, 1:].std(axis=0))
    if not (sizes > 1e-12).all() or not np.isfinite(sizes).all():
        raise ValueError(f"values do not change in the first {known} rows of every column: known must be larger.")
    others = (values[:, 1:] - values[:known, 1:].mean(axis=0)) / sizes[1:]
    return Unusual(np.column_stack([left / sizes[0], others, season[:T, 1:]]), curve, float(sizes[0]))


def with_faults(y, rng, every=18, size=8.0):
    """Return (y with faults, event (T,) of bool): what a failing sensor would have written, so that we know where.

    Two kinds take turns: one value is off by ``size``, up or down; the same value is written for five steps.

    Parameters
    ----------
    y : array_like (T,)
    rng : numpy.random.Generator
    every : int
        Steps from one fault to the next, at the mean; 12 or more.
    size : float

    Examples
    --------
    >>> y, event = with_faults(np.arange(60.0), np.random.default_rng(0), every=20)
    >>> bool((y[~event] == np.arange(60.0)[~event]).all()), int(event.sum())
    (True, 6)
    """
    y, rng = as_floats("y", y, ("time",), dtype=np.float64).copy(), as_rng("rng", rng)
    every, size = as_count("every", every, 12), as_number("size", size, "a number above 0", above=0)
    event, starts = np.zeros(len(y), bool), np.arange(every // 2, len(y) - 6, every)
    for n, start in enumerate(starts + rng.integers(-3, 4, len(starts))):
        if n % 2:
            y[start + 1 : start + 5] = y[start]
            event[start + 1 : start + 5] = True
        else:
            y[start] += size * rng.choice([-1, 1])
            event[start] = True
    return y, event


def _columns(name, series):
    """(T, D) from (T,) or (T, D)."""
    series = as_floats(name, series, None)
    return as_floats(
        name, series[:, None] if series.ndim == 1 else series, ("time", "features"), hint="A series is (T,) or (T, D)."
    )


def _windows(name, x):
    return as_floats(name, x, ("windows", "time", "features"), hint="make_windows cuts them.")


def _in_columns(transform, scaler, values):
    if not hasattr(scaler, "inverse_transform") or not hasattr(scaler, "n_features_in_"):
        raise TypeError(f"scaler is {shown(scaler)}: expected what fit_scaler returned.")
    values = as_floats("values", values, None, finite=False)
    D = scaler.n_features_in_
    if D > 1 and values.shape[-1:] != (D,):
        raise ValueError(f"values has shape {values.shape}: expected {D} features along the last axis, as when fitted.")
    return getattr(scaler, transform)(values.reshape(-1, D)).reshape(values.shape)
