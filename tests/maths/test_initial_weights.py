"""How weights start: what is orthogonal keeps lengths, and Glorot's draw fills its limits evenly."""

import math

import numpy as np
import pytest

from lstm_helpers.maths.initial_weights import glorot, orthogonal


@pytest.mark.parametrize("shape", [(6, 6), (4, 12), (12, 4)])
def test_an_orthogonal_matrix_keeps_lengths(shape):
    Q = orthogonal(np.random.default_rng(0), shape)
    small = Q @ Q.T if shape[0] <= shape[1] else Q.T @ Q
    np.testing.assert_allclose(small, np.eye(min(shape)), atol=1e-12)


def test_glorot_stays_within_its_limit_and_fills_it():
    W = glorot(np.random.default_rng(0), (200, 100))
    limit = math.sqrt(6 / 300)
    assert 0.99 * limit < np.abs(W).max() <= limit
    assert abs(W.var() - limit**2 / 3) < 0.02 * limit**2
