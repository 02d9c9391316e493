"""A restarted model trains as a new one would; a forgotten one leaves nothing behind; threads are those one may use."""

import gc
import os
import subprocess
import sys

import numpy as np
import pytest

from lstm_helpers.keras_models import reuse
from tests.support.keras_checks import drawn

pytestmark = pytest.mark.keras
X, Y = drawn(40, 6, 2), drawn(40, 1)


def build(keras, *layers):
    model = keras.Sequential([keras.Input((6, 2)), *layers, keras.layers.Dense(1)])
    rate = keras.optimizers.schedules.CosineDecay(0.01, 20)
    model.compile(keras.optimizers.Adam(rate), "mse")
    return model


def losses(model, epochs=3):
    return model.fit(X, Y, batch_size=8, epochs=epochs, verbose=0).history["loss"]


KINDS = {
    "one layer": lambda L: [L.LSTM(4)],
    "a stack with dropout": lambda L: [L.LSTM(4, return_sequences=True), L.Dropout(0.3), L.LSTM(3)],
    "recurrent dropout": lambda L: [L.LSTM(4, recurrent_dropout=0.3)],
    "batch normalisation": lambda L: [L.LSTM(4), L.BatchNormalization()],
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_a_restarted_model_trains_as_a_new_one_does_number_for_number(keras, kind):
    keras.utils.set_random_seed(3)
    new = losses(build(keras, *KINDS[kind](keras.layers)))
    keras.utils.set_random_seed(1)
    model = build(keras, *KINDS[kind](keras.layers))
    losses(model)
    assert losses(reuse.restart(model, 3)) == new
    assert losses(model) != new, "without a restart it goes on"


@pytest.mark.slow
def test_the_same_seed_gives_the_same_training_again_in_both_directions_too(keras):
    model = build(keras, keras.layers.Bidirectional(keras.layers.LSTM(3)))
    first = losses(reuse.restart(model, 5))
    assert losses(reuse.restart(model, 6)) != first
    assert losses(reuse.restart(model, 5)) == first


def test_a_model_that_was_never_compiled_gets_fresh_weights(keras):
    model = keras.Sequential([keras.Input((6, 2)), keras.layers.LSTM(4)])
    before = model.get_weights()
    assert reuse.restart(model, 7) is model
    assert np.abs(model.get_weights()[0] - before[0]).max() > 0.01
    keras.utils.set_random_seed(7)
    again = keras.Sequential([keras.Input((6, 2)), keras.layers.LSTM(4)]).get_weights()
    for ours, theirs in zip(model.get_weights(), again, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_cannot_be_restarted_is_named(keras):
    with pytest.raises(TypeError, match="model is int"):
        reuse.restart(3, 0)
    with pytest.raises(ValueError, match="has no weights yet"):
        reuse.restart(keras.Sequential([keras.layers.LSTM(3)]), 0)
    with pytest.raises(ValueError, match="seed is -1"):
        reuse.restart(build(keras), -1)


def programs():
    from tensorflow.python.framework.func_graph import FuncGraph

    gc.collect()
    return sum(isinstance(thing, FuncGraph) for thing in gc.get_objects())


@pytest.mark.slow
def test_nothing_of_a_trained_model_stays_once_it_is_forgotten(keras):
    reuse.forget()
    before = programs()
    model = build(keras, keras.layers.LSTM(4))
    losses(model)
    del model
    assert programs() > before, "TensorFlow keeps what it was trained with: should it stop, forget() is not needed"
    reuse.forget()
    assert programs() == before


@pytest.mark.slow
def test_a_model_in_use_goes_on_after_others_are_forgotten(keras):
    keras.utils.set_random_seed(3)
    undisturbed = build(keras, keras.layers.LSTM(4))
    whole = [*losses(undisturbed), *losses(undisturbed)]
    keras.utils.set_random_seed(3)
    model = build(keras, keras.layers.LSTM(4))
    half = losses(model)
    reuse.forget()
    assert [*half, *losses(model)] == whole


def test_gradients_that_somebody_else_registered_stay(keras):
    import tensorflow as tf

    @tf.custom_gradient
    def doubled(x):
        return x, lambda upstream: 2 * upstream

    function = tf.function(doubled)
    x = tf.constant(1.0)
    function(x)
    reuse.forget()
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    assert float(tape.gradient(y, x)) == 2


@pytest.mark.slow
@pytest.mark.parametrize(("told", "found"), [({"CPU_LIMIT": "1"}, "1"), ({"TF_NUM_INTRAOP_THREADS": "3"}, "3")])
def test_tensorflow_starts_with_no_more_threads_than_processors_and_heeds_the_user(told, found):
    code = "import os, lstm_helpers.keras_models; print(os.environ['TF_NUM_INTRAOP_THREADS'])"
    env = {name: value for name, value in os.environ.items() if not name.endswith("_THREADS")} | told
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == found
