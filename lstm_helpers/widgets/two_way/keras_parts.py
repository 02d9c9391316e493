"""Take a reader's parameters out of trained Keras models. Importing this module imports Keras."""

from typing import NamedTuple

import numpy as np

from lstm_helpers import keras_models
from lstm_helpers.keras_models import keras
from lstm_helpers.maths.cells import sigmoid

ACTIVATIONS = ("sigmoid", "softmax", "linear")


class Parts(NamedTuple):
    """What `TwoWayReader` is given of a model, and what the comparison needs to know."""

    arrays: tuple
    merge_mode: str
    activation: str
    turned: bool  # the model gives its answers in the order in which it read: from the end


def parts_of(way, model):
    """Return the `Parts` of a model that is one recurrent layer and a Dense layer; or say what it has instead."""
    if not isinstance(model, keras.Model):
        raise TypeError(f"{way}_model is {type(model).__name__}: expected a Keras model.")
    wanted = keras.layers.Bidirectional if way == "both" else keras.layers.LSTM
    found = [layer for layer in model.layers if isinstance(layer, (keras.layers.Bidirectional, keras.layers.RNN))]
    if len(found) != 1 or not isinstance(found[0], wanted):
        kinds = ", ".join(type(layer).__name__ for layer in found) or "none"
        raise ValueError(f"{way}_model has the recurrent layers {kinds}: expected one {wanted.__name__} layer.")
    layer, last = found[0], getattr(model.layers[-1], "layer", model.layers[-1])  # TimeDistributed
    if not layer.return_sequences:
        raise ValueError(f"{way}_model answers once a sentence: its layer needs return_sequences=True.")
    activation = getattr(getattr(last, "activation", None), "__name__", "")
    if not isinstance(last, keras.layers.Dense) or activation not in ACTIVATIONS:
        raise ValueError(
            f"{way}_model ends in {type(last).__name__} {activation}: expected a Dense layer with "
            "activation sigmoid, softmax or none."
        )
    turned = way != "both" and layer.go_backwards
    if way == "forward" and turned:
        raise ValueError("forward_model has go_backwards=True, so it reads backward: pass it as backward_model.")
    merge_mode = layer.merge_mode if way == "both" else "concat"
    return Parts((keras_models.params_of(layer), keras_models.params_of(last)), merge_mode, activation, turned)


def check_same(way, model, parts, x, opinion):
    """Refuse a model that says something else about ``x`` (1, T, D) than the lab would show."""
    given = x
    if way == "backward" and not parts.turned:
        given = x[:, ::-1]  # trained on reversed texts
    said = next(iter(keras_models.read(model, given).outputs.values()))[0].astype(np.float64)
    if parts.activation == "linear":
        said = said if said.shape[1] == 1 else said - said[:, :1]
        said = sigmoid(said)
    both_orders = [said[:, -1], said[::-1, -1]] if way == "backward" else [said[:, -1]]  # some turn theirs back
    gap = min(np.abs(one - opinion).max() for one in both_orders)
    if not gap < 1e-4:  # Keras computes in single precision
        raise ValueError(
            f"{way}_model says something else than its LSTM and Dense layer alone (by up to {gap:.1e}): "
            "the lab would not show the truth."
        )
