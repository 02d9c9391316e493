"""The parameters of each cell and of a readout: their arrays, how many numbers they hold, whether they fit.

Shapes: D input features, H hidden units, O outputs. The parameters of a cell stand side by side in one matrix each,
``W_x`` (D, K·H), ``W_h`` (H, K·H) and ``b`` (K·H,), for its K pre-activations. The LSTM's order is i, f, g, o, which
is Keras's, so Keras weights load unchanged.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_floats


class RNNParams(NamedTuple):
    """A tanh RNN: ``W_x`` (D, H), ``W_h`` (H, H), ``b`` (H,)."""

    W_x: np.ndarray
    W_h: np.ndarray
    b: np.ndarray


class LSTMParams(NamedTuple):
    """An LSTM with a forget gate: ``W_x`` (D, 4H), ``W_h`` (H, 4H), ``b`` (4H,), in the order i, f, g, o."""

    W_x: np.ndarray
    W_h: np.ndarray
    b: np.ndarray


class GRUParams(NamedTuple):
    """A GRU: ``W_x`` (D, 3H), ``W_h`` (H, 3H), ``b`` (3H,), in the order z (update), r (reset), g (candidate)."""

    W_x: np.ndarray
    W_h: np.ndarray
    b: np.ndarray


class GRUAfterParams(NamedTuple):
    """A GRU whose reset gate acts after the product with ``W_h``, as Keras's (``reset_after=True``) and PyTorch's.

    As `GRUParams`, in the order z, r, g; ``b`` (3H,) is added to ``x W_x``, and ``b_h`` (3H,) to ``h W_h``.
    """

    W_x: np.ndarray
    W_h: np.ndarray
    b: np.ndarray
    b_h: np.ndarray


class PeepholeParams(NamedTuple):
    """An LSTM whose gates also see the cell: as `LSTMParams`, and ``p`` (3, H), the peepholes of i, f and o."""

    W_x: np.ndarray
    W_h: np.ndarray
    b: np.ndarray
    p: np.ndarray


class CoupledParams(NamedTuple):
    """An LSTM with i = 1 − f: ``W_x`` (D, 3H), ``W_h`` (H, 3H), ``b`` (3H,), in the order f, g, o."""

    W_x: np.ndarray
    W_h: np.ndarray
    b: np.ndarray


class DenseParams(NamedTuple):
    """A readout: ``W`` (H, O), ``b`` (O,)."""

    W: np.ndarray
    b: np.ndarray


_PRE_ACTIVATIONS = {RNNParams: 1, LSTMParams: 4, PeepholeParams: 4, CoupledParams: 3, GRUParams: 3, GRUAfterParams: 3}


def count_params(params):
    """Return how many numbers a cell learns.

    >>> from lstm_helpers.maths.cells import init_lstm
    >>> count_params(init_lstm(1, 50, np.random.default_rng(0)))
    10400
    """
    if isinstance(params, DenseParams):
        return sum(array.size for array in check_dense(params, "params"))
    return sum(array.size for array in check_params(params)[0])


def check_params(params, name="params", finite=True):
    """Return (params as float arrays of one type, D, H); `TypeError` or `ValueError` says what to mend.

    With ``finite=False`` they may be NaN or infinite, as those of a model that went wrong are.
    """
    kinds = ", ".join(kind.__name__ for kind in _PRE_ACTIVATIONS)
    if type(params) not in _PRE_ACTIVATIONS:
        raise TypeError(f"{name} is {type(params).__name__}: expected one of {kinds}, e.g. init_lstm(D, H, rng).")
    K = _PRE_ACTIVATIONS[type(params)]
    as_array = partial(as_floats, finite=finite)
    W_h = as_array(f"{name}.W_h", params.W_h, ("hidden", "pre-activations"))
    H = W_h.shape[0]
    if W_h.shape[1] != K * H:
        raise ValueError(f"{name}.W_h has shape {W_h.shape}: expected (H, {K}·H) = {(H, K * H)} for {H} hidden units.")
    W_x = as_array(f"{name}.W_x", params.W_x, ("features", "pre-activations"), sizes={"pre-activations": K * H})
    b = as_array(f"{name}.b", params.b, ("pre-activations",), sizes={"pre-activations": K * H})
    arrays = [W_x, W_h, b]
    if isinstance(params, GRUAfterParams):
        arrays.append(as_array(f"{name}.b_h", params.b_h, ("pre-activations",), sizes={"pre-activations": K * H}))
    if isinstance(params, PeepholeParams):
        arrays.append(as_array(f"{name}.p", params.p, ("gates", "hidden"), sizes={"gates": 3, "hidden": H}))
    dtype = np.result_type(*arrays)
    return type(params)(*(array.astype(dtype, copy=False) for array in arrays)), W_x.shape[0], H


def check_dense(readout, name="readout", H=None):
    """Return a readout as float arrays of one type; `TypeError` or `ValueError` says what to mend.

    ``H`` is the number of hidden units that it reads, where that is known.
    """
    if not isinstance(readout, DenseParams):
        raise TypeError(f"{name} is {type(readout).__name__}: expected DenseParams(W, b), e.g. init_dense(H, O, rng).")
    W = as_floats(f"{name}.W", readout.W, ("hidden", "outputs"), sizes={"hidden": H})
    b = as_floats(f"{name}.b", readout.b, ("outputs",), sizes={"outputs": W.shape[1]})
    dtype = np.result_type(W, b)
    return DenseParams(W.astype(dtype, copy=False), b.astype(dtype, copy=False))
