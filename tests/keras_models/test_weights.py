"""Weights in and out of Keras layers: unchanged, copied, and refused by name where they do not fit."""

import numpy as np
import pytest

from lstm_helpers.maths import cells
from tests.support.keras_checks import drawn

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("same_weights")]


def test_weights_go_out_and_in_unchanged(km):
    a, b = km.bidirectional(4, 6, 2), km.bidirectional(4, 6, 2)
    for one, other in zip(a.layers, b.layers, strict=True):
        km.set_params(other, km.params_of(one))
    np.testing.assert_array_equal(a(drawn(3, 6, 2)), b(drawn(3, 6, 2)))


def test_weights_are_copies(km):
    model = km.single(4, 6, 2)
    params = km.params_of(model.layers[0])
    params.b[:] = 99
    assert (km.params_of(model.layers[0]).b != 99).all()


def test_a_layer_without_a_bias_has_zeros_and_takes_nothing_else(km, keras):
    layer = keras.layers.LSTM(3, use_bias=False)
    layer.build((1, 5, 2))
    params = km.params_of(layer)
    np.testing.assert_array_equal(params.b, np.zeros(12))
    km.set_params(layer, params)
    with pytest.raises(ValueError, match="has no bias"):
        km.set_params(layer, params._replace(b=np.ones(12)))


@pytest.mark.parametrize(
    ("params", "words"),
    [
        (cells.DenseParams(np.ones((4, 1)), np.ones(1)), "params is DenseParams: expected LSTMParams"),
        (None, "params is NoneType"),
        (cells.init_lstm(3, 4, np.random.default_rng(0)), r"params\.W_x has shape \(3, 16\): expected \(2, 16\)"),
        (cells.LSTMParams(np.ones((2, 16)), np.ones((4, 16)), np.ones((1, 16))), r"params\.b has shape"),
        (cells.LSTMParams(np.ones((2, 16)), np.full((4, 16), np.nan), np.ones(16)), r"params\.W_h holds .*NaN"),
    ],
)
def test_weights_that_do_not_fit_are_named(km, params, words):
    with pytest.raises((TypeError, ValueError), match=words):
        km.set_params(km.single(4, 6, 2).layers[0], params)


def test_layers_that_hold_no_such_weights_are_named(km, keras):
    with pytest.raises(TypeError, match="layer is Conv1D: expected an LSTM, GRU"):
        km.params_of(keras.layers.Conv1D(3, 2))
    with pytest.raises(ValueError, match="has no weights yet"):
        km.params_of(keras.layers.LSTM(3))
    with pytest.raises(TypeError, match="a pair"):
        km.set_params(km.bidirectional(4, 6, 2).layers[0], cells.init_lstm(2, 4, np.random.default_rng(0)))
