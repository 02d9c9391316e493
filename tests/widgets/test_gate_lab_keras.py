import numpy as np
import pytest

from lstm_helpers.maths.cells import dense
from lstm_helpers.widgets import GateLab

pytestmark = pytest.mark.keras

rng = np.random.default_rng(0)
X = rng.standard_normal((2, 6, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("lstm_helpers.keras_models").keras


def model(keras, *layers):
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input((None, 3)), *layers])


def test_a_model_opens_with_its_layers_and_its_readout(keras):
    net = model(
        keras,
        keras.layers.LSTM(4, return_sequences=True),
        keras.layers.LSTM(5),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(2, activation="softmax"),
    )
    lab = GateLab.from_keras(net, X, labels="abcdef", classes=["no", "yes"], example=1)
    assert [one.H for one in lab.traces] == [4, 5]
    assert lab.activation == "softmax"
    assert lab.layer == 1
    z = dense(lab.readout, lab.traces[1].outputs[0, -1])
    np.testing.assert_allclose(np.exp(z) / np.exp(z).sum(), np.asarray(net(X))[1], atol=1e-6)  # Keras's float32


def test_a_readout_at_every_step_is_found_too(keras):
    dense_each = keras.layers.TimeDistributed(keras.layers.Dense(1, activation="sigmoid"))
    lab = GateLab.from_keras(model(keras, keras.layers.LSTM(4, return_sequences=True), dense_each), X)
    assert (lab.activation, lab.readout.W.shape) == ("sigmoid", (4, 1))


def test_a_dense_layer_that_does_not_read_the_lstm_is_not_taken_for_its_readout(keras):
    net = model(keras, keras.layers.LSTM(4), keras.layers.Dense(4, activation="relu"), keras.layers.Dense(1))
    lab = GateLab.from_keras(net, X)
    assert lab.readout is None
    assert (lab.answer.steps, lab.answer.outputs) == (True, 1)


def test_both_directions_of_a_bidirectional_layer_are_offered(keras):
    lab = GateLab.from_keras(model(keras, keras.layers.Bidirectional(keras.layers.LSTM(4)), keras.layers.Dense(1)), X)
    assert [one.go_backwards for one in lab.traces] == [False, True]


def test_one_layer_can_be_asked_for(keras):
    net = model(keras, keras.layers.LSTM(4, return_sequences=True), keras.layers.LSTM(5), keras.layers.Dense(1))
    assert [one.H for one in GateLab.from_keras(net, X, layer=0).traces] == [4]


def test_a_model_without_an_lstm_costs_one_sentence(keras):
    with pytest.raises(ValueError, match="LSTM"):
        GateLab.from_keras(model(keras, keras.layers.Dense(1)), X)


def test_something_that_is_no_model_costs_one_sentence(keras):
    with pytest.raises(TypeError, match="model is int"):
        GateLab.from_keras(3, X)
