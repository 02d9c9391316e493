"""What the hidden inputs are drawn from: sizes that differ from one another, and nothing that is zero."""

import numpy as np

from lstm_helpers.maths.cells import LSTMParams, RNNParams

SIZES = ((3, 6, 2, 4), (4, 3, 5, 2))  # (B, T, D, H), pairwise different; the second case is of other sizes


def draw(rng, *shape, scale=0.8):
    """Normal values, of this shape."""
    return scale * rng.standard_normal(shape)


def gate(rng, *shape):
    """Values in (0.1, 0.9), as a gate's, of this shape."""
    return rng.uniform(0.1, 0.9, shape)


def rnn_params(rng, D, H):
    """`RNNParams` with biases that are not zero and no symmetry."""
    return RNNParams(draw(rng, D, H), draw(rng, H, H), draw(rng, H))


def lstm_params(rng, D, H):
    """`LSTMParams` with biases that are not zero and no symmetry."""
    return LSTMParams(draw(rng, D, 4 * H), draw(rng, H, 4 * H), draw(rng, 4 * H))


def sequences(rng, B, T, D):
    """Values (B, T, D)."""
    return np.ascontiguousarray(draw(rng, B, T, D, scale=1.0))
