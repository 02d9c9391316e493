"""Time series: windows, splits in time, scaling without leakage, baselines, and three real series.

A series is (T,) or (T, D), oldest value first. Order matters: split first, fit the scaler on the training part alone,
then cut windows from each part.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, as_floats, as_number, as_values, check_fits, shown


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
