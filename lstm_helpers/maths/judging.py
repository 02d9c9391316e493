"""How far a verdict can be trusted: intervals by resampling, and chances beside what came of them."""

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_number, as_rng


def interval(values, rng, level=0.95, draws=2000):
    """Return (low, high): where the mean of ``values`` would lie had other cases been drawn (bootstrap, Efron 1979).

    Parameters
    ----------
    values : array_like (N,)
        One number per case, e.g. 1 where a model was right; or by how much one model was better than another on the
        *same* case, whose interval is the one that decides between the two.
    rng : numpy.random.Generator
    level : float
        The share of resampled means that lie inside.
    draws : int

    Examples
    --------
    >>> low, high = interval([0.0, 1.0] * 50, np.random.default_rng(0))
    >>> bool(0.38 < low < 0.42 and 0.58 < high < 0.62)
    True
    """
    values, rng = as_floats("values", values, ("cases",)), as_rng("rng", rng)
    as_number("level", level, "a share between 0 and 1", above=0, below=1)
    means = [values[rng.integers(len(values), size=len(values))].mean() for _ in range(as_count("draws", draws))]
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def reliability(p, y, bins=10):
    """Return (mean chance, share that came true, share of all cases), each (K,), of the parts that have cases.

    Parameters
    ----------
    p : array_like (N,)
        Chances, 0 to 1; the unit interval is cut into ``bins`` equal parts.
    y : array_like (N,)
        1 where it came true, 0 where not.

    Examples
    --------
    >>> mean, came, share = reliability([0.1, 0.2, 0.9, 0.9], [0, 1, 1, 1], bins=2)
    >>> mean.round(2).tolist(), came.tolist(), share.tolist()
    ([0.15, 0.9], [0.5, 1.0], [0.5, 0.5])
    """
    p = as_floats("p", p, ("cases",))
    y = as_floats("y", y, ("cases",), sizes={"cases": len(p)})
    if p.min() < 0 or p.max() > 1:
        raise ValueError(f"p runs from {p.min():g} to {p.max():g}: expected chances, 0 to 1.")
    if not np.isin(y, (0, 1)).all():
        raise ValueError("y must be 1 (it came true) or 0 (it did not).")
    bins = as_count("bins", bins)
    place = np.minimum((p * bins).astype(int), bins - 1)
    n = np.bincount(place, minlength=bins)
    some = n > 0
    return (
        np.bincount(place, p, bins)[some] / n[some],
        np.bincount(place, y, bins)[some] / n[some],
        n[some] / len(p),
    )


def calibration_error(p, y, bins=10):
    """Return the expected calibration error: the mean gap of `reliability`, weighted by cases (Guo et al. 2017).

    >>> round(calibration_error([0.1, 0.2, 0.9, 0.9], [0, 1, 1, 1], bins=2), 3)
    0.225
    """
    mean, came, share = reliability(p, y, bins)
    return float(np.sum(share * np.abs(mean - came)))
