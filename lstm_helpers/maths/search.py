"""Search for good settings: draw them on a log scale, drop the worse half early, ask what the best of n is worth.

To keep the best of n settings is to keep a lucky one: the error by which it was chosen is lower than what it is worth,
and the more so the larger n is (the winner's curse). Only examples that had no say in the choice tell its worth.

Shapes: R searches, N trials (settings that are tried), E epochs.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_number, as_rng, as_sequence, check_fits


class Winners(NamedTuple):
    """What the best trial of each search came to: ``chosen`` (R,) its number, ``validation`` (R,), ``test`` (R,)."""

    chosen: np.ndarray
    validation: np.ndarray
    test: np.ndarray


class Halving(NamedTuple):
    """What successive halving gave: ``best``, the number of a setting, and ``epochs`` (N,) that each was trained."""

    best: int
    epochs: np.ndarray


def log_uniform(rng, low, high, size):
    """Return ``size`` numbers from ``low`` to ``high``, as many in every decade: their logarithm is uniform.

    Parameters
    ----------
    rng : numpy.random.Generator
    low, high : float
        Above 0, and ``high`` above ``low``.
    size : int

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.

    Examples
    --------
    >>> rates = log_uniform(np.random.default_rng(0), 1e-4, 1.0, 1000)
    >>> bool(230 < np.sum(rates < 1e-3) < 270)          # a quarter of them in the first of four decades
    True
    """
    rng, size = as_rng("rng", rng), as_count("size", size)
    check_fits(size=size)
    low = as_number("low", low, "a finite number above 0", above=0)
    high = as_number("high", high, f"a finite number above low, {low:g}", above=low)
    with np.errstate(over="ignore"):  # by a rounding error, at the largest number there is
        drawn = np.exp(rng.uniform(np.log(low), np.log(high), size))
    return np.clip(drawn, low, high)


def best_of_n(validation, test, n):
    """Return `Winners`: in each search the one of the first n trials whose validation error is lowest.

    Parameters
    ----------
    validation, test : array_like (R, N)
        The errors of the same N trials of R searches, on two sets of examples.
    n : int
        1 to N. Of equal errors the first one wins.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.

    Examples
    --------
    >>> winners = best_of_n([[0.3, 0.1, 0.2]], [[0.3, 0.25, 0.2]], n=3)
    >>> winners.validation.tolist(), winners.test.tolist()            # promised 0.1, and worth 0.25
    ([0.1], [0.25])
    """
    validation = as_floats("validation", validation, ("searches", "trials"))
    R, N = validation.shape
    test = as_floats("test for this validation", test, ("searches", "trials"), sizes={"searches": R, "trials": N})
    n = as_count("n", n, 1, N)
    rows, chosen = np.arange(R), validation[:, :n].argmin(axis=1)
    return Winners(chosen, validation[rows, chosen], test[rows, chosen])


def successive_halving(curves, rungs):
    """Train every setting for a while, drop the worse half, train the others on, and so forth: return `Halving`.

    After each rung the better half of the settings that are left goes on, the larger half where their number is odd.
    What is left after the last rung is trained to the end, and the best of it is taken (Jamieson & Talwalkar 2016).

    Parameters
    ----------
    curves : array_like (N, E)
        The error of every setting after each epoch; only what would have been trained is looked at.
    rungs : sequence of int
        After how many epochs settings are dropped: 1 to E, ascending.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.

    Examples
    --------
    >>> halving = successive_halving([[9, 8, 7], [5, 4, 3], [8, 2, 1], [6, 5, 4]], rungs=[1, 2])
    >>> halving.best, halving.epochs.tolist()       # the third would have won, and began too slowly
    (1, [1, 3, 1, 2])
    """
    curves = as_floats("curves", curves, ("settings", "epochs"))
    N, E = curves.shape
    left, epochs = np.arange(N), np.full(N, E)
    for rung in _check_rungs(rungs, E):
        ranked = left[curves[left, rung - 1].argsort(kind="stable")]
        half = (len(ranked) + 1) // 2
        left, dropped = ranked[:half], ranked[half:]
        epochs[dropped] = rung
    return Halving(int(left[curves[left, -1].argmin()]), epochs)


def _check_rungs(rungs, E):
    rungs = as_sequence("rungs", rungs, f"whole numbers from 1 to {E}, ascending, e.g. [1, 2]")
    found = [as_count(f"rungs[{k}]", rung, 1, E) for k, rung in enumerate(rungs)]
    if any(b <= a for a, b in pairwise(found)):
        raise ValueError(f"rungs is {found}: expected them ascending.")
    return found
