"""How far off a prediction is, and in which direction to move it: each loss returns (loss, gradient).

The loss is a mean, so it does not depend on how many sequences stand in the batch. The gradient has the shape and
type of the prediction and starts the backward pass. Cross-entropies take *logits*, the readout's raw numbers, and
are stable at any size: nothing is exponentiated that is greater than zero.
"""

from math import prod

import numpy as np

from lstm_helpers.arrays import as_floats
from lstm_helpers.maths.cells import sigmoid


def squared_error(prediction, target, weights=None):
    """Return the mean squared error and its gradient.

    Parameters
    ----------
    prediction : ndarray (…, O)
    target : array_like of the same shape
        Another shape is refused: (N, 1) minus (N,) would be an (N, N) matrix, and its mean means nothing.
    weights : array_like, optional
        The shape of ``prediction`` or that shape without its last axis: a mask (True counts, False does not), or how
        much each entry counts. The loss is the weighted mean.

    Returns
    -------
    loss : float
    gradient : ndarray, shape and type of ``prediction``

    Raises
    ------
    ValueError
        Shapes that differ, or weights that are negative or all zero.

    Examples
    --------
    >>> loss, gradient = squared_error(np.array([[1.0], [3.0]]), np.array([[1.0], [1.0]]))
    >>> loss, gradient.ravel().tolist()
    (2.0, [0.0, 2.0])
    """
    prediction = _predicted("prediction", prediction)
    target = _same_shape("prediction", prediction, target)
    share = _shares(weights, prediction.shape)
    error = prediction - target
    return float(np.sum(share * error * error)), _as(prediction, 2 * share * error)


def sigmoid_cross_entropy(logits, target, weights=None):
    """Return the mean of −[y log p + (1 − y) log(1 − p)] for p = sigmoid(logit), and its gradient (p − y) a share.

    Parameters
    ----------
    logits : ndarray (…, O)
        One logit for each yes-or-no question.
    target : array_like of the same shape, between 0 and 1
    weights : array_like, optional
        As for `squared_error`.

    Returns
    -------
    loss : float
        In nats. Knowing nothing costs log 2.
    gradient : ndarray, shape and type of ``logits``

    Raises
    ------
    ValueError
        Shapes that differ, targets outside 0 to 1, or weights that are negative or all zero.

    Examples
    --------
    >>> loss, _ = sigmoid_cross_entropy(np.zeros((4, 1)), np.array([[0], [1], [1], [0]]))
    >>> bool(np.isclose(loss, np.log(2)))
    True
    """
    logits = _predicted("logits", logits)
    y = _same_shape("logits", logits, target)
    if (y < 0).any() or (y > 1).any():
        raise ValueError(f"target runs from {y.min():g} to {y.max():g}: expected 0 (no) to 1 (yes) for each logit.")
    share = _shares(weights, logits.shape)
    # −y log p − (1 − y) log(1 − p) = log(1 + e^z) − y z, whose exponential must not grow with |z|
    each = np.maximum(logits, 0) - y * logits + np.log1p(np.exp(-np.abs(logits)))
    return float(np.sum(share * each)), _as(logits, share * (sigmoid(logits) - y))


def softmax_cross_entropy(logits, target, weights=None):
    """Return the mean of −log p[right class] for p = softmax(logits), and its gradient (p − y) a share.

    Parameters
    ----------
    logits : ndarray (…, K)
        One logit for each of K classes, of which one is right.
    target : array_like
        Class numbers 0 to K − 1, shape (…), or one probability a class, shape (…, K).
    weights : array_like (…), optional
        A mask (True counts, False does not), or how much each position counts.

    Returns
    -------
    loss : float
        In nats. Knowing nothing costs log K.
    gradient : ndarray, shape and type of ``logits``

    Raises
    ------
    TypeError
        Class numbers that are not whole numbers.
    ValueError
        Shapes that do not fit, classes outside 0 to K − 1, or weights that are negative or all zero.

    Examples
    --------
    >>> loss, _ = softmax_cross_entropy(np.zeros((5, 3)), np.array([0, 1, 2, 1, 0]))
    >>> bool(np.isclose(loss, np.log(3)))
    True
    """
    logits = _predicted("logits", logits)
    y = _class_probabilities(logits, target)
    share = _shares(weights, (*logits.shape[:-1], 1))  # (…, 1)
    z = logits - logits.max(axis=-1, keepdims=True)  # the same softmax, and no z above zero
    log_p = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    total = y.sum(axis=-1, keepdims=True)  # 1, unless the targets do not sum to one
    return float(-np.sum(share * y * log_p)), _as(logits, share * (total * np.exp(log_p) - y))


def quantile_error(quantiles):
    """Return a loss for networks whose output n is a forecast of the quantile ``quantiles[n]`` (Koenker 1978).

    The loss is called like `squared_error` and is the mean of `forecasting.quantile_loss` over all outputs.

    Parameters
    ----------
    quantiles : array_like (O,)
        One an output, each above 0 and below 1.

    Examples
    --------
    >>> loss, gradient = quantile_error([0.1, 0.9])(np.array([[3.0, 6.0]]), np.array([[5.0, 5.0]]))
    >>> round(loss, 3), gradient.round(3).tolist()          # (0.1 · 2 + 0.1 · 1) / 2
    (0.15, [[-0.05, 0.05]])
    """
    q = as_floats("quantiles", quantiles, ("outputs",))
    if q.min() <= 0 or q.max() >= 1:
        raise ValueError(f"quantiles run from {q.min():g} to {q.max():g}: expected shares above 0 and below 1.")

    def error(prediction, target, weights=None):
        prediction = _predicted("prediction", prediction)
        target = _same_shape("prediction", prediction, target)
        if prediction.shape[-1] != len(q):
            raise ValueError(f"prediction has shape {prediction.shape}: expected {len(q)} outputs, one a quantile.")
        share = _shares(weights, prediction.shape)
        gap = target - prediction
        loss = np.sum(share * np.maximum(q * gap, (q - 1) * gap))
        return float(loss), _as(prediction, share * np.where(gap > 0, -q, 1 - q))

    return error


def softmax(logits):
    """Return exp(logits) over their sum along the last axis, without overflow.

    >>> softmax(np.array([1000.0, 1000.0])).tolist()
    [0.5, 0.5]
    """
    e = np.exp(logits - np.max(logits, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _predicted(name, value):
    """An array of floats with at least one axis; it may hold NaN, which is the training's affair."""
    value = as_floats(name, value, None, finite=False)
    if value.ndim == 0:
        raise ValueError(f"{name} is one number: expected an array whose last axis holds the outputs.")
    return value


def _same_shape(name, prediction, target):
    target = as_floats("target", target, None, dtype=prediction.dtype)
    if target.shape != prediction.shape:
        cure = " Use target[:, None]." if (*target.shape, 1) == prediction.shape else ""
        raise ValueError(f"target has shape {target.shape}: expected {prediction.shape}, as {name} has.{cure}")
    return target


def _class_probabilities(logits, target):
    """(…, K): the target as one probability a class."""
    shares = as_floats("target", target, None, dtype=logits.dtype)
    target, K = np.asarray(target), logits.shape[-1]
    if target.shape == logits.shape:
        if (shares < 0).any():
            raise ValueError(f"target holds {shares.min():g}: expected probabilities, 0 or more.")
        return shares
    if target.shape != logits.shape[:-1]:
        raise ValueError(
            f"target has shape {target.shape}: expected class numbers {logits.shape[:-1]} "
            f"or probabilities {logits.shape}, for logits of that shape."
        )
    if target.dtype.kind not in "iub":
        raise TypeError(f"target holds values of type {target.dtype}: expected whole class numbers, 0 to {K - 1}.")
    if target.min() < 0 or target.max() >= K:
        raise ValueError(
            f"target runs from {target.min()} to {target.max()}: expected class numbers 0 to {K - 1}, as logits has "
            f"{K} column(s)."
        )
    return (target[..., None] == np.arange(K)).astype(logits.dtype)


def _shares(weights, shape):
    """What each entry contributes to the mean: a number, or an array that broadcasts to ``shape``; their sum is 1."""
    if weights is None:
        return 1.0 / prod(shape)
    weights = as_floats("weights", weights, None, dtype=np.float64)
    if weights.shape == shape[:-1]:
        weights = weights[..., None]
    elif weights.shape != shape:
        raise ValueError(f"weights has shape {weights.shape}: expected {shape[:-1]} or {shape}.")
    largest = weights.max()
    if (weights < 0).any() or largest == 0:
        raise ValueError("weights must not be negative, and at least one must be above zero.")
    weights = weights / largest  # the sum of huge weights would be infinite
    return weights / np.broadcast_to(weights, shape).sum()


def _as(prediction, gradient):
    return gradient.astype(prediction.dtype, copy=False)
