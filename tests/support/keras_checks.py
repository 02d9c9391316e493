"""What the tests of Keras models share: inputs, weights that tell gates apart, and how far two numbers may differ.

A Trace is computed in float64 from weights that Keras holds in float32, so both agree to 1e-6: states lie in (−1, 1),
and float32 keeps seven digits of them.
"""

import numpy as np

BOUND = 1e-6


def drawn(*shape):
    return np.random.default_rng(0).standard_normal(shape).astype(np.float32)


def check_equal(ours, theirs):
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < BOUND


def lively(keras, model):
    """Biases of all sizes, so that a trace with mixed-up gates could not pass."""
    rng = np.random.default_rng(1)
    for weight in model.trainable_weights:
        if len(weight.shape) == 1:
            weight.assign(rng.standard_normal(weight.shape))
    return model
