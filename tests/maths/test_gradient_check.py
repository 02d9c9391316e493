"""What judges the gradients is itself judged: by a known slope, and by two arrays at known distance."""

import numpy as np

from lstm_helpers.maths.gradient_check import numeric_gradient, relative_error


def test_the_numeric_gradient_of_a_known_function():
    x = np.random.default_rng(0).standard_normal((2, 3))
    np.testing.assert_allclose(numeric_gradient(lambda v: np.sum(v**3), x), 3 * x**2, rtol=1e-8)


def test_the_numeric_gradient_leaves_its_argument_alone():
    x = np.ones((2, 2))
    numeric_gradient(np.sum, x)
    np.testing.assert_array_equal(x, np.ones((2, 2)))


def test_the_relative_error_is_taken_relative_to_the_largest_entries():
    assert relative_error(np.zeros(3), np.zeros(3)) == 0
    assert relative_error(np.array([1.0, 0.0]), np.array([1.0, 1e-9])) < 1e-8
    assert relative_error(np.array([1.0]), np.array([-1.0])) > 0.9
