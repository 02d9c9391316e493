"""The cell with layer normalisation inside: its equations written out in NumPy, and what follows from them."""

import numpy as np
import pytest

from lstm_helpers.keras_models.layer_norm import TINY
from lstm_helpers.maths.cells import sigmoid
from tests.support.keras_checks import check_equal, drawn, lively

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("same_weights")]


def normed(z):
    return (z - z.mean(axis=-1, keepdims=True)) / np.sqrt(z.var(axis=-1, keepdims=True) + TINY)


def by_hand(weights, x):
    W_x, W_h, b, gain = (np.asarray(weight, np.float64) for weight in weights)
    h = c = np.zeros((len(x), len(W_h)))
    states = []
    for t in range(x.shape[1]):
        sums = np.split(x[:, t] @ W_x + h @ W_h, 4, axis=-1)
        z_i, z_f, z_g, z_o = (gain[k] * normed(sums[k]) + b[k] for k in range(4))
        c = sigmoid(z_f) * c + sigmoid(z_i) * np.tanh(z_g)
        h = sigmoid(z_o) * np.tanh(gain[4] * normed(c))
        states.append(h)
    return np.stack(states, axis=1)


@pytest.fixture
def layer(km, keras):
    model = keras.Sequential([keras.Input((None, 3)), km.layer_norm_lstm(5, return_sequences=True)])
    rng = np.random.default_rng(2)
    for weight in lively(keras, model).trainable_weights[2:]:  # biases and gains of all sizes
        weight.assign(rng.standard_normal(weight.shape))
    return model


def test_it_computes_its_equations(layer):
    x = drawn(4, 7, 3)
    check_equal(layer(x), by_hand(layer.get_weights(), x))


def test_it_starts_with_gains_of_one_and_an_open_forget_gate(km, keras):
    model = keras.Sequential([keras.Input((None, 3)), km.layer_norm_lstm(5)])
    _, _, b, gain = model.get_weights()
    np.testing.assert_array_equal(b, np.array([[0], [1], [0], [0]]) * np.ones((1, 5)))
    np.testing.assert_array_equal(gain, np.ones((5, 5)))


def test_weights_ten_times_as_large_give_the_same_states(layer):
    x = drawn(4, 7, 3)
    before = np.asarray(layer(x))
    for weight in layer.trainable_weights[:2]:
        weight.assign(10 * weight)
    assert np.abs(np.asarray(layer(x)) - before).max() < 1e-3, (
        "only the tiny number beside the variance tells them apart"
    )


def test_a_copy_made_from_its_configuration_computes_the_same(layer, keras):
    copy = keras.models.clone_model(layer)
    copy.set_weights(layer.get_weights())
    check_equal(copy(drawn(2, 4, 3)), layer(drawn(2, 4, 3)))


def test_units_that_are_no_count_are_named(km):
    with pytest.raises(ValueError, match="units is 0"):
        km.layer_norm_lstm(0)
