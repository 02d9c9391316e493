"""Choose the next class from a model's chances: temperature, top-k, top-p, and the draw itself."""

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_number, as_rng


def temperature(logits, tau):
    """Return softmax(logits / tau), probabilities in the shape of ``logits`` (…, K).

    Parameters
    ----------
    logits : array_like (…, K)
        Unscaled log-probabilities, such as a readout gives.
    tau : float
        Above zero. Below 1 the likely become likelier still, at 1 nothing changes, above 1 all become more alike.

    Examples
    --------
    >>> temperature([0.0, 1.0], 0.01).round(3).tolist(), temperature([0.0, 1.0], 100.0).round(2).tolist()
    ([0.0, 1.0], [0.5, 0.5])
    """
    logits = as_floats("logits", logits, None)
    tau = as_number("tau", tau, "a number above 0, e.g. 0.7", above=0)
    if not logits.ndim or not logits.shape[-1]:
        raise ValueError(f"logits has shape {logits.shape}: expected one number per class in its last axis.")
    with np.errstate(over="ignore", under="ignore"):  # −inf, of which exp is 0
        e = np.exp((logits - logits.max(axis=-1, keepdims=True)) / tau)
    return e / e.sum(axis=-1, keepdims=True)


def top_k(p, k):
    """Return the probabilities (…, K) with all but the ``k`` largest set to zero, scaled to sum to 1 again.

    >>> top_k([0.5, 0.3, 0.2], 2).round(3).tolist()
    [0.625, 0.375, 0.0]
    """
    p = check_probabilities("p", p)
    k = as_count("k", k)
    order = np.argsort(-p, axis=-1, kind="stable")
    kept = np.zeros(p.shape, bool)
    np.put_along_axis(kept, order[..., :k], True, axis=-1)
    return _renormalised(p, kept)


def top_p(p, mass):
    """Return the probabilities with all but the smallest set of classes that holds ``mass`` of them set to zero.

    The class with which the sum reaches ``mass`` belongs to the set, so that one class at least is left (nucleus
    sampling, Holtzman et al. 2020).

    Parameters
    ----------
    p : array_like (…, K)
        Probabilities.
    mass : float
        Above 0 and at most 1.

    Examples
    --------
    >>> top_p([0.5, 0.3, 0.2], 0.7).round(3).tolist()
    [0.625, 0.375, 0.0]
    """
    p = check_probabilities("p", p)
    mass = as_number("mass", mass, "a share above 0 and at most 1, e.g. 0.9", above=0, most=1)
    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)
    before = np.cumsum(ranked, axis=-1) - ranked
    kept = np.zeros(p.shape, bool)
    np.put_along_axis(kept, order, before < mass - 1e-12, axis=-1)
    return _renormalised(p, kept)


def draw(p, rng):
    """Return a class drawn with the probabilities ``p`` (K,), an int.

    >>> draw([0.0, 1.0, 0.0], np.random.default_rng(0))
    1
    """
    p = check_probabilities("p", p)
    if p.ndim != 1:
        raise ValueError(f"p has shape {p.shape}: expected the probabilities of one draw, (K,).")
    edges = np.cumsum(p)
    at = np.searchsorted(edges, as_rng("rng", rng).random() * edges[-1], side="right")
    return int(min(at, np.flatnonzero(p)[-1]))


def check_probabilities(name, p):
    """Return ``p`` as float64 rows that sum to 1; `TypeError` or `ValueError` names it otherwise."""
    p = as_floats(name, p, None).astype(np.float64)
    if not p.ndim or not p.shape[-1]:
        raise ValueError(f"{name} has shape {p.shape}: expected one probability per class in its last axis.")
    if (p < 0).any() or not np.allclose(p.sum(axis=-1), 1, atol=1e-4):
        raise ValueError(f"{name} must hold probabilities: 0 or more, and summing to 1 over the last axis.")
    return p


def _renormalised(p, kept):
    p = np.where(kept, p, 0)
    return p / p.sum(axis=-1, keepdims=True)
