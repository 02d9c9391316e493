"""What judges a gradient: central differences, and how far two arrays are apart. All of it in float64."""

import numpy as np

from lstm_helpers.arrays import as_floats, as_function, as_number, shown
from lstm_helpers.maths.parameters import check_params


def numeric_gradient(f, x, eps=1e-5):
    """Return the gradient of ``f`` at ``x`` by central differences, float64 of the shape of ``x``.

    The error is about ``eps`` squared. It costs two calls an entry, which makes it a judge and no method of training.

    Parameters
    ----------
    f : callable
        Takes a float64 array like ``x`` and returns a number. Of what is computed in single precision seven digits
        are left, and nothing of their difference: such a number is refused.
    x : array_like of real numbers, of any shape
        Whole numbers and single precision become float64 first.
    eps : float
        How far each entry is moved up and down; times its size, where that is larger than 1.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came, what was expected and what to try.

    Examples
    --------
    >>> numeric_gradient(lambda x: float(np.sum(x**3)), [1, 2]).round(6).tolist()
    [3.0, 12.0]
    """
    x = as_floats("x", x, None, dtype=np.float64)
    as_function("f", f, "lambda x: float(np.sum(x**2))")
    eps = as_number("eps", eps, "a number above zero, e.g. 1e-5", above=0)
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        raised, lowered = x.copy(), x.copy()
        move = eps * max(1.0, abs(float(x[place])))
        raised[place] += move
        lowered[place] -= move
        between = float(raised[place]) - float(lowered[place])  # 2 · eps, as float64 holds it
        if not between:
            raise ValueError(f"eps is {eps:g}, which is lost beside x = {x[place]:g}: expected more, e.g. 1e-5.")
        gradient[place] = (_value(f, raised) - _value(f, lowered)) / between
    return gradient


def numeric_gradients(f, params, eps=1e-5):
    """Return the gradient of ``f(params)`` for every array of a cell's parameters, by central differences.

    As `numeric_gradient`, with parameters in place of ``x``: ``f`` gets them in float64.
    """
    params = type(params)(*(as_floats("params", array, None, dtype=np.float64) for array in check_params(params)[0]))
    as_function("f", f, "lambda params: …")

    def along(name):
        return numeric_gradient(lambda array: f(params._replace(**{name: array})), getattr(params, name), eps)

    return type(params)(*map(along, params._fields))


def relative_error(a, b):
    """Return the largest difference between two arrays, as a share of the largest |a| + |b|; 0 for two zeros.

    Where either holds NaN or an infinity it is NaN, which is below no limit: nothing is equal to what is no number.

    >>> relative_error(np.array([1.0, 2.0]), np.array([1.0, 2.0])), relative_error(1.0, -1.0)
    (0.0, 1.0)
    >>> relative_error([1.0, np.nan], [1.0, np.nan])
    nan
    """
    a, b = (as_floats(name, value, None, finite=False, dtype=np.float64) for name, value in (("a", a), ("b", b)))
    if a.shape != b.shape:
        raise ValueError(f"a has shape {a.shape} and b {b.shape}: expected two arrays of one shape.")
    largest = max(np.abs(a).max(), np.abs(b).max())
    if not np.isfinite(largest):
        return float("nan")
    if largest == 0:
        return 0.0
    a, b = a / largest, b / largest  # sums of huge numbers would be infinite
    return float(np.max(np.abs(a - b)) / np.max(np.abs(a) + np.abs(b)))


def _value(f, x):
    """What ``f`` makes of an array, a float."""
    value = f(x)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (np.float16, np.float32)):
        raise TypeError(f"f returned {type(value).__name__}: differences need float64, so let f compute in it.")
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"f returned {shown(value)}: expected one real number, e.g. float(np.sum(…)).")
    return float(value)
