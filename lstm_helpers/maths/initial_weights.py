"""How weight matrices start: evenly drawn, Glorot-uniform, orthogonal, or the identity."""

import numpy as np

from lstm_helpers.arrays import as_choice


def uniform(rng, shape, limit):
    """Return values drawn evenly from (−limit, limit)."""
    return rng.uniform(-limit, limit, shape)


def glorot(rng, shape):
    """Return values drawn evenly from ±√(6 / (rows + columns)) (Glorot & Bengio 2010)."""
    return uniform(rng, shape, np.sqrt(6.0 / sum(shape)))


def orthogonal(rng, shape, gain=1.0):
    """Return ``gain`` times a matrix whose rows or columns, whichever are fewer, are orthonormal (Saxe et al. 2014)."""
    rows, columns = shape
    q, r = np.linalg.qr(rng.standard_normal((max(shape), min(shape))))
    q = q * np.sign(np.diag(r))
    return gain * (q if rows >= columns else q.T)


def recurrent_matrix(kind, rng, H, K=1):
    """Return W_h (H, K·H): ``kind`` is drawn over the whole matrix, but the identity once a pre-activation."""
    kind = as_choice("recurrent", kind, ("orthogonal", "glorot", "identity"))
    if kind == "orthogonal":
        return orthogonal(rng, (H, K * H))
    if kind == "glorot":
        return glorot(rng, (H, K * H))
    return np.tile(np.eye(H), K)
