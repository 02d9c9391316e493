"""What judges a gradient: central differences, and how far two arrays are apart."""

import numpy as np

from lstm_helpers.arrays import as_floats


def numeric_gradient(f, x, eps=1e-5):
    """Return the gradient of ``f`` at ``x`` by central differences, an array like ``x``.

    ``f`` takes an array and returns a number; in float64 the error is about ``eps`` squared. It costs two calls an
    entry, which makes it a judge and no method of training.

    >>> numeric_gradient(lambda x: float(np.sum(x**3)), np.array([1.0, 2.0])).round(6).tolist()
    [3.0, 12.0]
    """
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        raised, lowered = x.copy(), x.copy()
        raised[place] += eps
        lowered[place] -= eps
        gradient[place] = (f(raised) - f(lowered)) / (2 * eps)
    return gradient


def numeric_gradients(f, params, eps=1e-5):
    """Return the gradient of ``f(params)`` for every array of a NamedTuple of parameters, by central differences."""
    return type(params)(
        *(
            numeric_gradient(lambda array, name=name: f(params._replace(**{name: array})), getattr(params, name), eps)
            for name in params._fields
        )
    )


def relative_error(a, b):
    """Return the largest difference between two arrays, as a share of the largest |a| + |b|; 0 for two zeros.

    >>> relative_error(np.array([1.0, 2.0]), np.array([1.0, 2.0])), relative_error(1.0, -1.0)
    (0.0, 1.0)
    """
    a, b = as_floats("a", a, None, finite=False), as_floats("b", b, None, finite=False)
    if a.shape != b.shape:
        raise ValueError(f"a has shape {a.shape} and b {b.shape}: expected two arrays of one shape.")
    scale = np.max(np.abs(a) + np.abs(b))
    return float(np.max(np.abs(a - b)) / scale) if scale > 0 else 0.0
