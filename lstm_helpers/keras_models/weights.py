"""Weights in and out of Keras layers, as the course's parameters."""

import numpy as np

from lstm_helpers.arrays import as_floats
from lstm_helpers.keras_models.quietly import is_lstm, keras, kind
from lstm_helpers.maths.cells import DenseParams, LSTMParams


def params_of(layer):
    """Return a layer's weights as the course's parameters.

    Parameters
    ----------
    layer : keras LSTM, Bidirectional or Dense layer, already built

    Returns
    -------
    LSTMParams, a pair (forward, backward) of LSTMParams, or DenseParams
        Copies. A layer without a bias gets zeros.
    """
    if isinstance(layer, keras.layers.Bidirectional):
        return params_of(layer.forward_layer), params_of(layer.backward_layer)
    if not (is_lstm(layer) or isinstance(layer, keras.layers.Dense)):
        raise TypeError(f"layer is {kind(layer)}: expected an LSTM, Bidirectional or Dense layer of a model.")
    if not layer.built:
        raise ValueError(f'layer "{layer.name}" has no weights yet: give the model a keras.Input, or call it once.')
    weights = [np.array(w) for w in layer.get_weights()]
    type_ = LSTMParams if is_lstm(layer) else DenseParams
    if len(weights) == len(type_._fields) - 1:
        weights.append(np.zeros(weights[0].shape[1], weights[0].dtype))
    return type_(*weights)


def set_params(layer, params):
    """Give a Keras layer the course's parameters; the inverse of `params_of`.

    Parameters
    ----------
    layer : keras LSTM, Bidirectional or Dense layer, already built
    params : LSTMParams, a pair (forward, backward) of LSTMParams, or DenseParams

    Raises
    ------
    TypeError, ValueError
        The kind or a shape differs, or a layer without a bias would get one.
    """
    if isinstance(layer, keras.layers.Bidirectional):
        if not isinstance(params, (tuple, list)) or len(params) != 2 or hasattr(params, "_fields"):
            raise TypeError("params must be a pair (forward, backward) of LSTMParams for a Bidirectional layer.")
        set_params(layer.forward_layer, params[0])
        set_params(layer.backward_layer, params[1])
        return
    own = params_of(layer)
    if type(params) is not type(own):
        raise TypeError(f'params is {type(params).__name__}: expected {type(own).__name__} for layer "{layer.name}".')
    new = [
        as_floats(f"params.{name}", value, ("rows", "columns")[: old.ndim])
        for name, value, old in zip(own._fields, params, own, strict=True)
    ]
    for name, value, old in zip(own._fields, new, own, strict=True):
        if value.shape != old.shape:
            raise ValueError(f'params.{name} has shape {value.shape}: expected {old.shape} for layer "{layer.name}".')
    if len(layer.get_weights()) < len(new):
        if new[-1].any():
            raise ValueError(f'layer "{layer.name}" has no bias (use_bias=False), and params.b is not zero.')
        new.pop()
    layer.set_weights(new)
