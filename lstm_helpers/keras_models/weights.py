"""Weights in and out of Keras layers, as the course's parameters; what its cells are, and what squashes in them."""

import numpy as np

from lstm_helpers.arrays import as_floats, is_list
from lstm_helpers.keras_models.quietly import keras, kind, to_numpy
from lstm_helpers.maths.activations import ACTIVATIONS
from lstm_helpers.maths.any_cell import GRUAfterParams
from lstm_helpers.maths.cells import DenseParams, GRUParams, LSTMParams, RNNParams

_CELLS = (keras.layers.LSTMCell, keras.layers.GRUCell, keras.layers.SimpleRNNCell)
_NAMES = {keras.activations.get(name): name for name in sorted(ACTIVATIONS, reverse=True)}


def params_of(layer):
    """Return a layer's weights as the course's parameters.

    Parameters
    ----------
    layer : keras LSTM, GRU, SimpleRNN, Bidirectional or Dense layer, already built
        Or the cell of a recurrent one.

    Returns
    -------
    LSTMParams, GRUParams, GRUAfterParams, RNNParams, DenseParams, or a pair (forward, backward) for Bidirectional
        Copies. A layer without a bias gets zeros.
    """
    if isinstance(layer, keras.layers.Bidirectional):
        return params_of(layer.forward_layer), params_of(layer.backward_layer)
    cell = getattr(layer, "cell", layer)
    if not isinstance(cell, (*_CELLS, keras.layers.Dense)):
        raise TypeError(f"layer is {kind(layer)}: expected an LSTM, GRU, SimpleRNN, Bidirectional or Dense layer.")
    if not cell.built:
        raise ValueError(f'layer "{layer.name}" has no weights yet: give the model a keras.Input, or call it once.')
    type_, matrices = _type_of(cell), [cell.kernel, getattr(cell, "recurrent_kernel", None)]
    matrices = [to_numpy(one) for one in matrices if one is not None]
    shape = (2, matrices[0].shape[1]) if type_ is GRUAfterParams else matrices[0].shape[1:]
    bias = np.zeros(shape, matrices[0].dtype) if cell.bias is None else to_numpy(cell.bias)
    return type_(*matrices, *bias) if type_ is GRUAfterParams else type_(*matrices, bias)


def _type_of(cell):
    if isinstance(cell, keras.layers.GRUCell):
        return GRUAfterParams if cell.reset_after else GRUParams
    kinds = {keras.layers.LSTMCell: LSTMParams, keras.layers.SimpleRNNCell: RNNParams, keras.layers.Dense: DenseParams}
    return next(type_ for keras_type, type_ in kinds.items() if isinstance(cell, keras_type))


def set_params(layer, params):
    """Give a Keras layer the course's parameters; the inverse of `params_of`.

    Parameters
    ----------
    layer : keras LSTM, GRU, SimpleRNN, Bidirectional or Dense layer, already built
    params : LSTMParams, GRUParams, GRUAfterParams, RNNParams, DenseParams, or a pair (forward, backward)

    Raises
    ------
    TypeError, ValueError
        The kind or a shape differs, or a layer without a bias would get one.
    """
    if isinstance(layer, keras.layers.Bidirectional):
        if not is_list(params) or len(params) != 2 or hasattr(params, "_fields"):
            raise TypeError("params must be a pair (forward, backward) of parameters for a Bidirectional layer.")
        set_params(layer.forward_layer, params[0])
        set_params(layer.backward_layer, params[1])
        return
    own = params_of(layer)
    if type(params) is not type(own):
        raise TypeError(f'params is {type(params).__name__}: expected {type(own).__name__} for layer "{layer.name}".')
    new = [
        as_floats(f"params.{name}", value, ("rows", "columns")[: old.ndim], dtype=_single(old.dtype))
        for name, value, old in zip(own._fields, params, own, strict=True)
    ]
    for name, value, old in zip(own._fields, new, own, strict=True):
        if value.shape != old.shape:
            raise ValueError(f'params.{name} has shape {value.shape}: expected {old.shape} for layer "{layer.name}".')
    first = own._fields.index("b")
    matrices, biases = new[:first], new[first:]
    if getattr(layer, "cell", layer).bias is None:
        if any(bias.any() for bias in biases):
            raise ValueError(f'layer "{layer.name}" has no bias (use_bias=False), and params.b is not zero.')
        layer.set_weights(matrices)
    else:
        layer.set_weights([*matrices, np.stack(biases) if len(biases) > 1 else biases[0]])


def _single(dtype):
    """float32 for a layer in single precision, where a number must not become infinite on its way."""
    return np.float32 if dtype == np.float32 else None


def cells_of(layer):
    """Return the cells of a recurrent layer, the lowest first: several where it stacks them."""
    return list(layer.cell.cells) if isinstance(layer.cell, keras.layers.StackedRNNCells) else [layer.cell]


def is_known(cell):
    """Is this a cell whose equations the course knows?"""
    return isinstance(cell, _CELLS)


def activations_of(cell):
    """Return the names of a cell's activations, the candidate's and the gates'; None for one that is not Keras's."""
    return _NAMES.get(cell.activation), _NAMES.get(getattr(cell, "recurrent_activation", keras.activations.sigmoid))


def activation_of(layer):
    """Return the name of a layer's activation; None for one that is not Keras's own."""
    return _NAMES.get(layer.activation)


def rounded(array, dtype):
    """Return an array as a type of Keras's holds it: weights are cast to it before they are used."""
    if dtype == "bfloat16":
        import ml_dtypes

        return np.asarray(array).astype(ml_dtypes.bfloat16)
    return np.asarray(array).astype(dtype)
