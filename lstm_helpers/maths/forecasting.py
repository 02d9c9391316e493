"""Forecasts by rolling origin, the plain models that every network has to beat, and how forecasts are judged.

An **origin** k is a moment at which k values are known: ``y[:k]``, oldest first. A forecast made there is of ``y[k]``,
``y[k + 1]``, …, and every model here is fitted anew at each origin, from ``y[:k]`` alone.

Shapes: T values, O origins, H steps ahead (the horizon), Q quantiles. Forecasts are (O, H, Q).
Source: Hyndman & Athanasopoulos, *Forecasting: principles and practice* (3rd edition, 2021), sections 5.2, 5.9, 5.10.
"""

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_number, as_rng, as_sequence

QUANTILES = (0.1, 0.5, 0.9)
"""A band that should hold four values of five, and its middle."""


def rolling_origins(T, first, horizon, step=1):
    """Return the origins, an array (O,): first, first + step, … as long as ``horizon`` values follow of T.

    >>> rolling_origins(T=10, first=4, horizon=2, step=3).tolist()
    [4, 7]
    """
    horizon, step = as_count("horizon", horizon), as_count("step", step)
    T = as_count("T", T)
    first = as_count("first", first)
    if first + horizon > T:
        raise ValueError(f"first is {first} and horizon {horizon}, but T is {T}: too few follow; choose less.")
    return np.arange(first, T - horizon + 1, step)


def values_after(y, origins, horizon):
    """Return what came after each origin, (O, H).

    >>> values_after([1, 2, 3, 4, 5], [2, 3], horizon=2).tolist()
    [[3.0, 4.0], [4.0, 5.0]]
    """
    y, horizon = as_floats("y", y, ("time",)), as_count("horizon", horizon)
    if horizon >= len(y):
        raise ValueError(f"horizon is {horizon}, but y holds {len(y)} value(s): choose less.")
    origins = _as_origins(origins, 1, len(y) - horizon, f"horizon {horizon}")
    return y[origins[:, None] + np.arange(horizon)]


def _as_origins(origins, least, most, of):
    """Origins as an array (O,) of whole numbers; ``of`` says what bounds them."""
    if most < least:
        raise ValueError(f"y holds too few values for {of}: the first origin would be {least}, and the last {most}.")
    found = as_sequence("origins", origins, "whole numbers, one an origin; rolling_origins makes them")
    if not found:
        raise ValueError("origins is empty: pass at least one origin.")
    found = np.array([as_count(f"origins[{n}]", k) for n, k in enumerate(found)])
    for n in np.flatnonzero((found < least) | (found > most))[:1]:
        raise ValueError(f"origins[{n}] is {found[n]}: expected {least} to {most} for {of}.")
    return found


def quantile_loss(y, forecast, q):
    """Return the loss of each forecast of the quantile q: q a unit too low, 1 − q a unit too high (Koenker 1978).

    Its mean is least where a share q of all values lies below the forecast. At q = 0.5 it is half the absolute error.

    Parameters
    ----------
    y : array_like (…,)
        What came.
    forecast : array_like (…,)
        Of the same shape.
    q : float
        Above 0 and below 1.

    Examples
    --------
    >>> quantile_loss([5.0, 5.0], [3.0, 6.0], q=0.9).round(3).tolist()
    [1.8, 0.1]
    """
    y = as_floats("y", y, None)
    forecast = _alike("forecast", forecast, y, "y")
    q = as_number("q", q, "a share between 0 and 1", above=0, below=1)
    return np.maximum(q * (y - forecast), (q - 1) * (y - forecast))


def pinball(y, forecasts, quantiles=QUANTILES):
    """Return the mean quantile loss over everything, a number: the lower, the better the band (Gneiting 2007).

    Parameters
    ----------
    y : array_like (…,)
    forecasts : array_like (…, Q)
        One axis more than y: the quantiles.
    quantiles : sequence of float

    Examples
    --------
    >>> round(pinball([5.0, 5.0], [[3.0, 8.0], [4.0, 5.0]], quantiles=(0.5, 0.9)), 3)     # 1 + 0.3 + 0.5 + 0, by 4
    0.45
    """
    y, quantiles = as_floats("y", y, None), _as_quantiles(quantiles)
    forecasts = as_floats("forecasts", forecasts, None)
    if forecasts.shape != (*y.shape, len(quantiles)):
        raise ValueError(
            f"forecasts has shape {forecasts.shape} and y {y.shape}: expected {(*y.shape, len(quantiles))}, with the "
            f"{len(quantiles)} quantiles last."
        )
    return float(np.mean([quantile_loss(y, forecasts[..., n], q) for n, q in enumerate(quantiles)]))


def coverage(y, low, high):
    """Return the share of values that lie in their band, its edges included.

    >>> coverage([1.0, 2.0, 3.0, 9.0], low=[0, 2, 4, 0], high=[5, 5, 5, 5])
    0.5
    """
    y = as_floats("y", y, None)
    low, high = _alike("low", low, y, "y"), _alike("high", high, y, "y")
    if (low > high).any():
        raise ValueError("low is above high at some places: exchange them, or sort the quantiles.")
    return float(np.mean((low <= y) & (y <= high)))


def ewma(series, decay=0.94):
    """Return the exponentially weighted mean of all values up to each one, (T,): the forecast of the next.

    Each value counts ``decay`` times as much as the one after it; the first mean is the first value. 0.94 is what
    RiskMetrics (J. P. Morgan 1996) took for daily variances.

    >>> ewma([4.0, 0.0, 0.0], decay=0.5).tolist()
    [4.0, 2.0, 1.0]
    """
    series = as_floats("series", series, ("time",))
    decay = as_number("decay", decay, "a share, 0 or more and less than 1", least=0, below=1)
    level = np.empty_like(series)
    level[0] = series[0]
    for t in range(1, len(series)):
        level[t] = decay * level[t - 1] + (1 - decay) * series[t]
    return level


def har(series, days=(1, 5, 22)):
    """Return the means over the last day, week and month up to each moment (Corsi 2009), (T − longest + 1, spans).

    The first row is what is known after as many values as the longest span has.

    Parameters
    ----------
    series : array_like (T,)
    days : sequence of int
        The spans; trading days by default.

    Examples
    --------
    >>> har([1.0, 2.0, 3.0, 4.0], days=(1, 3)).tolist()
    [[3.0, 2.0], [4.0, 3.0]]
    """
    series = as_floats("series", series, ("time",))
    found = as_sequence("days", days, "whole numbers, e.g. (1, 5, 22)")
    if not found:
        raise ValueError("days is empty: pass at least one span.")
    days = [as_count(f"days[{n}]", span, 1, len(series)) for n, span in enumerate(found)]
    T = len(series) - max(days) + 1
    spans = [np.lib.stride_tricks.sliding_window_view(series, span)[-T:].mean(axis=1) for span in days]
    return np.stack(spans, axis=1)


def persistence(y, origins, horizon, quantiles=QUANTILES):
    """Forecast that nothing changes, with the quantiles of all changes so far around it, (O, H, Q).

    Parameters
    ----------
    y : array_like (T,)
    origins : sequence of int
    horizon : int
    quantiles : sequence of float

    Examples
    --------
    >>> persistence([1, 3, 2, 4, 3, 5], [5], horizon=2, quantiles=[0.5]).tolist()    # changes: 2, −1, 2, −1
    [[[3.5], [4.0]]]
    """
    y, origins, horizon, quantiles = _checked(y, origins, horizon, quantiles)
    changes = [[y[h:k] - y[: k - h] for h in range(1, horizon + 1)] for k in origins]
    around = np.array([[np.quantile(change, quantiles) for change in row] for row in changes])
    return y[origins - 1][:, None, None] + around


def climatology(y, origins, horizon, period, quantiles=QUANTILES, around=10):
    """Forecast what this time of the year has brought so far, (O, H, Q).

    Parameters
    ----------
    y, origins, horizon, quantiles
        As in `persistence`; y[:k] must hold a season before the first origin.
    period : float
        Values in a season, 365.25 for days.
    around : float
        How many values earlier or later in the season still count as this time of the year.

    Examples
    --------
    >>> climatology([1, 5, 9, 3, 7, 9], [6], horizon=2, period=3, quantiles=[0.5], around=0).tolist()
    [[[2.0], [6.0]]]
    """
    period = as_number("period", period, "a number above 1", above=1)
    around = as_number("around", around, "a number, 0 or more", least=0)
    y, origins, horizon, quantiles = _checked(
        y, origins, horizon, quantiles, int(np.ceil(period)), f"period {period:g}"
    )
    found = np.empty((len(origins), horizon, len(quantiles)))
    for n, k in enumerate(origins):
        for h in range(horizon):
            apart = (np.arange(k) - (k + h)) % period
            near = np.minimum(apart, period - apart) <= around + 0.5
            found[n, h] = np.quantile(y[:k][near], quantiles)
    return found


def damped_persistence(y, origins, horizon, period=None, quantiles=QUANTILES):
    """Forecast that what is unusual today fades: towards the season's curve, or the mean without ``period``.

    How fast it fades is fitted for each step ahead; parameters and result are those of `linear_autoregression`, of
    which it is the case of one lag.
    """
    return linear_autoregression(y, origins, horizon, 1, period, quantiles)


def linear_autoregression(y, origins, horizon, lags, period=None, quantiles=QUANTILES, harmonics=2):
    """Forecast by least squares on the last values, for each step ahead by itself, (O, H, Q).

    The band is made of the residuals' quantiles: how far off the fitted model was on the past.

    Parameters
    ----------
    y, origins, horizon, quantiles
        As in `persistence`.
    lags : int
        How many of the last values are read.
    period : float, optional
        Values in a season, for which ``harmonics`` pairs of sine and cosine are added.
    harmonics : int

    Examples
    --------
    A sine obeys s[t+1] = 2 cos(ω) s[t] − s[t−1], so two lags forecast it exactly.

    >>> y = np.sin(0.3 * np.arange(60))
    >>> bool(np.allclose(linear_autoregression(y, [50], 5, lags=2, quantiles=[0.5])[0, :, 0], y[50:55]))
    True
    """
    lags, harmonics = as_count("lags", lags), as_count("harmonics", harmonics)
    if period is not None:
        period = as_number("period", period, "a number above 1, or None", above=1)
    columns = lags + 1 + (2 * harmonics if period else 0)
    horizon = as_count("horizon", horizon)
    y, origins, horizon, quantiles = _checked(
        y,
        origins,
        horizon,
        quantiles,
        least=2 * columns + lags + horizon,
        of=f"lags {lags}, harmonics {harmonics} and horizon {horizon}",
    )
    found = np.empty((len(origins), horizon, len(quantiles)))
    for n, k in enumerate(origins):
        for h in range(horizon):
            design = _design(y[:k], lags, h, period, harmonics)
            known, target = design[: len(design) - h - 1], y[lags + h : k]
            weights, *_ = np.linalg.lstsq(known, target, rcond=None)
            found[n, h] = design[-1] @ weights + np.quantile(target - known @ weights, quantiles)
    return found


def block_interval(values, rng, block, level=0.95, draws=2000):
    """Return (low, high): where the mean of ``values`` would lie in another stretch of time like this one.

    Neighbours in time resemble each other, so whole blocks are drawn, and the end joined to the beginning (circular
    block bootstrap, Politis & Romano 1992). `judging.interval` draws single cases, and is too sure here.

    Parameters
    ----------
    values : array_like (T,)
        In order of time; e.g. by how much one model was better than another at each origin.
    rng : numpy.random.Generator
    block : int
        The length of a block: longer than neighbours resemble each other, 1 to T.
    level : float
    draws : int

    Examples
    --------
    >>> waves = np.sin(np.arange(200) / 10)
    >>> low, high = block_interval(waves, np.random.default_rng(0), block=40)
    >>> bool(low < waves.mean() < high)
    True
    """
    values, rng = as_floats("values", values, ("time",)), as_rng("rng", rng)
    T = len(values)
    block, draws = as_count("block", block, 1, T), as_count("draws", draws)
    level = as_number("level", level, "a share between 0 and 1", above=0, below=1)
    count = -(-T // block)
    means = []
    for _ in range(draws):
        starts = rng.integers(T, size=count)
        means.append(values[(starts[:, None] + np.arange(block)).ravel()[:T] % T].mean())
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def precision_recall(alarm, event):
    """Return (share of alarms at which there was something, share of events that raised one); 0 where there is none.

    Parameters
    ----------
    alarm, event : array_like (N,)
        1 or True, and 0 or False.

    Examples
    --------
    >>> precision_recall([1, 1, 0, 0], [1, 0, 1, 0])
    (0.5, 0.5)
    """
    alarm = _yes_or_no("alarm", alarm)
    event = _yes_or_no("event for this alarm", event, len(alarm))
    hits = np.sum(alarm & event)
    return float(hits / max(alarm.sum(), 1)), float(hits / max(event.sum(), 1))


def alarm_threshold(score, event):
    """Return the score from which on an alarm pays most: the one of largest F1, and of equal ones the highest.

    F1 is 2 · precision · recall / (precision + recall). The alarm is raised where a score is at least the threshold.
    Choose it on one part of the data, and judge it on another.

    Parameters
    ----------
    score : array_like (N,)
    event : array_like (N,)
        1 where something was, 0 where not; at least one 1.

    Examples
    --------
    >>> alarm_threshold([0.1, 0.4, 0.3, 0.9], [0, 1, 0, 1])
    0.4
    """
    score = as_floats("score", score, ("cases",))
    event = _yes_or_no("event for this score", event, len(score))
    if not event.any():
        raise ValueError("event holds no 1: a threshold cannot be chosen where there was nothing to find.")
    order = np.argsort(-score, kind="stable")
    hits, alarms = np.cumsum(event[order]), np.arange(1, len(score) + 1)
    last = np.append(np.diff(score[order]) != 0, True)  # equal scores raise the alarm together
    f1 = np.where(last, 2 * hits / (alarms + event.sum()), -1)
    return float(score[order][f1.argmax()])


def _as_quantiles(quantiles):
    """Return quantiles as a tuple of rising floats between 0 and 1; `TypeError`, `ValueError`."""
    found = as_sequence("quantiles", quantiles, "shares between 0 and 1, rising, e.g. (0.1, 0.5, 0.9)")
    found = tuple(
        as_number(f"quantiles[{n}]", q, "a share between 0 and 1", above=0, below=1) for n, q in enumerate(found)
    )
    if not found or (np.diff(found) <= 0).any():
        raise ValueError(f"quantiles is {found}: expected at least one, rising, e.g. (0.1, 0.5, 0.9).")
    return found


def _checked(y, origins, horizon, quantiles, least=None, of=""):
    """The arguments that all models share; an origin knows at least ``least`` values, or ``horizon`` + 1."""
    y, horizon = as_floats("y", y, ("time",), dtype=np.float64), as_count("horizon", horizon)
    least, of = horizon + 1 if least is None else least, of or f"horizon {horizon}"
    if least > len(y):
        raise ValueError(f"y holds {len(y)} value(s): {of} need at least {least} before the first forecast.")
    return y, _as_origins(origins, least, len(y), of), horizon, _as_quantiles(quantiles)


def _design(y, lags, h, period, harmonics):
    """One row for each moment with ``lags`` values behind it, the last one the origin: lags, 1, the target's season."""
    windows = np.lib.stride_tricks.sliding_window_view(y, lags)
    when = np.arange(lags, len(y) + 1) + h
    columns = [windows, np.ones((len(when), 1))]
    if period:
        angle = 2 * np.pi * np.outer(when / period, np.arange(1, harmonics + 1))
        columns += [np.sin(angle), np.cos(angle)]
    return np.concatenate(columns, axis=1)


def _alike(name, value, other, of):
    value = as_floats(name, value, None)
    if value.shape != other.shape:
        raise ValueError(f"{name} has shape {value.shape}: expected that of {of}, {other.shape}.")
    return value


def _yes_or_no(name, value, cases=None):
    value = as_floats(name, value, ("cases",), sizes={} if cases is None else {"cases": cases})
    if not np.isin(value, (0, 1)).all():
        raise ValueError(f"{name} must hold 1 or True (there was one) and 0 or False (there was none).")
    return value.astype(bool)
