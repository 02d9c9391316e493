"""A `Model` is recurrent layers and a readout: make one, run it, measure it, differentiate it.

LSTM layers run fused, all others through the readable route; both give the same numbers.
"""

from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import (
    as_count,
    as_flag,
    as_float_type,
    as_floats,
    as_function,
    as_mask,
    as_number,
    as_rng,
    as_sequence,
    shown,
)
from lstm_helpers.maths import backprop, fused, sequence
from lstm_helpers.maths.cells import DenseParams, LSTMParams, dense, init_dense, init_lstm
from lstm_helpers.maths.losses import squared_error
from lstm_helpers.maths.parameters import check_dense
from lstm_helpers.maths.trace import check_x as check_sequences
from lstm_helpers.training import threads
from lstm_helpers.training.trees import arrays_of, rebuild


class Model(NamedTuple):
    """Recurrent layers, the lowest first, and a readout of the top one: of its last step, or of every step."""

    layers: tuple
    readout: DenseParams
    every_step: bool = False

    @property
    def weights(self):
        """All that is learned, as a tree of arrays."""
        return self.layers, self.readout

    @property
    def dtype(self):
        """The type it computes in, float32 or float64."""
        return self.readout.W.dtype


def init_model(D, H, O, rng, *, cell=init_lstm, every_step=False, dtype=np.float32, **options):
    """Return a fresh `Model`.

    Parameters
    ----------
    D, O : int
        Input features and outputs.
    H : int or sequence of int
        Hidden units; several numbers stack as many layers, the lowest first.
    rng : numpy.random.Generator
    cell : callable
        ``init_rnn``, ``init_lstm``, ``init_gru``, … of `lstm_helpers.maths.cells`.
    every_step : bool
        Read out every step, (B, T, O), or the last one alone, (B, O).
    dtype : numpy.float32 or numpy.float64
        float32 trains faster, float64 proves gradients.
    **options
        Passed to ``cell``, e.g. ``forget_bias=3.0``.

    Examples
    --------
    >>> model = init_model(2, 32, 1, np.random.default_rng(0))
    >>> predict(model, np.zeros((5, 100, 2))).shape
    (5, 1)
    """
    several = isinstance(H, (tuple, list, range)) or (isinstance(H, np.ndarray) and H.ndim)
    sizes = as_sequence("H", H, "the number of hidden units, or one number a layer") if several else [H]
    sizes = [as_count("H", size) for size in sizes]
    if not sizes:
        raise ValueError("H is empty: expected the number of hidden units, or one number a layer.")
    inputs, O, rng = [as_count("D", D), *sizes[:-1]], as_count("O", O), as_rng("rng", rng)
    dtype, every_step = as_float_type("dtype", dtype), as_flag("every_step", every_step)
    layers = tuple(_made(cell, d, h, rng, options) for d, h in zip(inputs, sizes, strict=True))
    return as_dtype(Model(layers, init_dense(sizes[-1], O, rng), every_step), dtype)


def _made(cell, D, H, rng, options):
    """What ``cell`` makes, if it is parameters of that size."""
    as_function("cell", cell, "init_lstm")
    try:
        params = cell(D, H, rng, **options)
    except (TypeError, ValueError) as error:
        raise type(error)(f"cell {getattr(cell, '__name__', '')} cannot be made: {_in_a_line(error)}") from error
    made = sequence.check_params(params, "what cell returned")
    if made[1:] != (D, H):
        raise ValueError(f"cell returned parameters of D = {made[1]}, H = {made[2]}: expected {D} and {H}.")
    return made[0]


def as_dtype(model, dtype):
    """Return a copy of the model whose arrays have type ``dtype``, numpy.float32 or numpy.float64.

    Raises ``ValueError`` for a weight that float32 cannot hold.
    """
    dtype, (layers, readout, every_step) = as_float_type("dtype", dtype), _check_parts(model)
    tree = layers, readout
    arrays = [np.array(as_floats("model", array, None, dtype=dtype)) for array in arrays_of(tree)]
    return Model(*rebuild(tree, arrays), every_step)


def forward(model, x, mask=None):
    """Return (prediction, traces): what the model says, and one `lstm_helpers.maths.sequence.Trace` a layer.

    The model and what it reads are checked already.
    """
    traces = []
    for params in model.layers:
        traces.append(_run(params, traces[-1].outputs if traces else x, mask))
    top = traces[-1].outputs  # (B, T, H)
    return dense(model.readout, top if model.every_step else top[:, -1]), traces


def predict(model, x, *, mask=None, batch_size=256):
    """Return the predictions, (B, O), or (B, T, O) of a model that reads out every step.

    Parameters
    ----------
    model : Model
    x : array_like (B, T, D)
    mask : array_like (B, T) of bool, optional
        True where a step is real. A last-step readout then reads the last real step.
    batch_size : int
        How many sequences are held in memory at once.
    """
    model, D = check_model(model)
    x, mask = check_x("x", x, D, mask, model.dtype)
    size = as_count("batch_size", batch_size)
    prediction = _predictions(model, x, mask, size)
    if not np.isfinite(prediction).all():
        raise ValueError("x and the weights of the model are too large: their products overflow. Scale x down.")
    return prediction


def _predictions(model, x, mask, size=256):
    """What `predict` returns, whatever the numbers do."""
    parts = [slice(start, start + size) for start in range(0, len(x), size)]
    few = threads.that_pay(threads.in_a_step(model.layers, min(size, len(x))))
    with few, np.errstate(over="ignore", invalid="ignore"):
        return np.concatenate([forward(model, x[part], None if mask is None else mask[part])[0] for part in parts])


def evaluate(model, x, y, loss=squared_error, *, mask=None):
    """Return the loss of the model's predictions, a float.

    Arguments are those of `predict` and `fit`.
    """
    model, D = check_model(model)
    x, mask = check_x("x", x, D, mask, model.dtype)
    y = check_targets("y", model, x, y, loss, mask)
    return loss_of(model, x, y, mask, loss)


def loss_of(model, x, y, mask, loss):
    """Return what `evaluate` does without looking at what comes; NaN where the numbers are too large."""
    prediction = _predictions(model, x, mask)
    with np.errstate(over="ignore", invalid="ignore"):
        return float((loss(prediction, y, mask) if mask is not None and model.every_step else loss(prediction, y))[0])


def dropout(h, rate, rng):
    """Return (h · factor, factor): each entry is zero with probability ``rate``, and h / (1 − rate) otherwise.

    Dividing while training ("inverted" dropout, after Srivastava et al. 2014) leaves the mean unchanged, so nothing
    needs to be rescaled when the model is used. The gradient of ``h`` is the incoming one times ``factor``.
    """
    _check_dropout("rate", rate)
    keep = as_rng("rng", rng).random(h.shape) >= rate
    factor = (keep / (1 - rate)).astype(h.dtype)
    return h * factor, factor


def loss_and_gradients(model, x, y, loss=squared_error, *, mask=None, dropout_rate=0.0, rng=None):
    """Return (loss, gradients of ``model.weights``) on one batch.

    Parameters
    ----------
    model : Model
    x : ndarray (B, T, D)
    y : ndarray
        What the loss compares with the prediction.
    loss : callable
        One of `lstm_helpers.maths.losses`, or any ``loss(prediction, target)`` that returns (value, gradient).
    mask : ndarray (B, T) of bool, optional
        Padded steps change no state, and count nothing in the loss of a model that reads out every step.
    dropout_rate : float
        The share of each layer's outputs that the layer above does not see; needs ``rng``.
    rng : numpy.random.Generator, optional

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came, what was expected and what to try.
    FloatingPointError
        The loss is NaN or infinite.
    """
    model, D = check_model(model)
    x, mask = check_x("x", x, D, mask, model.dtype)
    y = check_targets("y", model, x, y, loss, mask)
    dropout_rate = _check_dropout("dropout_rate", dropout_rate)
    if dropout_rate:
        as_rng("rng", rng)
    with threads.that_pay(threads.in_a_step(model.layers, len(x))):
        return descend(model, x, y, loss, mask, dropout_rate, rng)


def descend(model, x, y, loss, mask=None, dropout_rate=0.0, rng=None):
    """Return what `loss_and_gradients` does without looking at what comes: a training has looked once."""
    traces, factors, h = [], [], x
    for params in model.layers:
        traces.append(_run(params, h, mask))
        h, factor = dropout(traces[-1].outputs, dropout_rate, rng) if dropout_rate else (traces[-1].outputs, None)
        factors.append(factor)
    top = h if model.every_step else h[:, -1]  # (B, T, H) or (B, H)
    prediction = dense(model.readout, top)  # (B, T, O) or (B, O)
    value, d_out = loss(prediction, y, mask) if mask is not None and model.every_step else loss(prediction, y)
    if not (np.isfinite(value) and np.isfinite(d_out).all()):
        raise FloatingPointError("the loss is no longer finite (try a smaller rate, or clip=1.0)")
    O, H = d_out.shape[-1], top.shape[-1]
    top, flat = top.reshape(-1, H), d_out.reshape(-1, O)  # (B·T, H), (B·T, O); without T for the last step alone
    d_readout = DenseParams(top.T @ flat, flat.sum(axis=0))  # (H, O), (O,)
    d_top = d_out @ model.readout.W.T  # like top before: (B, T, H) or (B, H)
    dh, dh_T = (d_top, None) if model.every_step else (None, d_top)
    d_layers = []
    for n, trace, factor in zip(range(len(traces))[::-1], traces[::-1], factors[::-1], strict=True):
        if factor is not None:
            dh, dh_T = (dh * factor, None) if dh is not None else (None, dh_T * factor[:, -1])
        gradients = _backward(trace, dh, dh_T, n > 0)
        d_layers.append(gradients.params)
        dh, dh_T = gradients.x, None  # (B, T, D), of what the layer read: needed where that is another layer
    return value, (tuple(d_layers[::-1]), d_readout)


def _run(params, x, mask):
    if isinstance(params, LSTMParams) and (mask is None or mask.all()):
        return fused.forward(params, x)
    return sequence.run(params, x, mask=mask)


def _backward(trace, dh, dh_T, inputs):
    if isinstance(trace.params, LSTMParams) and trace.mask is None:
        return fused.unwind(trace, dh, dh_T, inputs=inputs)
    return backprop.backward(trace, dh, dh_T)


def check_model(model):
    """Return (model with checked arrays, D); `TypeError` or `ValueError` says what to mend."""
    checked = _check_parts(model)
    if len({array.dtype for array in arrays_of(checked.weights)}) > 1:
        raise TypeError("model mixes float32 and float64 arrays: use as_dtype(model, numpy.float32) first.")
    return checked, len(checked.layers[0].W_x)


def _check_parts(model):
    """A model with checked arrays, of one type or of two."""
    if not isinstance(model, Model):
        raise TypeError(f"model is {type(model).__name__}: expected a Model, e.g. init_model(D, H, O, rng).")
    layers = tuple(sequence.check_layers(model.layers, "model.layers"))
    readout = check_dense(model.readout, "model.readout", len(layers[-1].W_h))
    return Model(layers, readout, as_flag("model.every_step", model.every_step))


def check_x(name, x, D, mask, dtype):
    """Return (x, mask) as arrays, or say what is wrong with them."""
    x = check_sequences(name, x, D, dtype)
    return x, None if mask is None else as_mask("mask", mask, x.shape[:2])


def check_targets(name, model, x, y, loss, mask=None):
    """Return the targets as an array, once the loss has compared them with a prediction of zeros.

    So what does not fit is named beforehand: targets of another shape, and a loss that gives back no loss.
    """
    if (shape := as_floats(name, y, None).shape) and shape[0] != len(x):
        raise ValueError(f"{name} has shape {shape}, and x holds {len(x)} sequence(s): expected one target for each.")
    as_function("loss", loss, "squared_error")
    shape = (*x.shape[: 1 + model.every_step], len(model.readout.b))  # (B, T, O) or (B, O)
    zeros = np.zeros(shape, model.dtype)
    try:
        result = loss(zeros, y, mask) if mask is not None and model.every_step else loss(zeros, y)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name} does not fit the model or its loss: {_in_a_line(error)}") from None
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError(f"loss returned {type(result).__name__}: expected (loss, gradient), as of squared_error.")
    value, gradient = result
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"loss returned {shown(value)} for the loss: expected one real number.")
    gradient = as_floats("what loss returned for the gradient", gradient, None, finite=False)
    if gradient.shape != zeros.shape:
        raise ValueError(f"loss returned a gradient of shape {gradient.shape}: expected {zeros.shape}.")
    return np.asarray(y)


def _check_dropout(name, rate):
    return as_number(name, rate, "the share to drop, 0 or more and less than 1", least=0, below=1)


def _in_a_line(error):
    text = " ".join(str(error).split())
    return text if text.endswith((".", "?", ")")) else f"{text}."
