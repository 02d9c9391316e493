"""The Keras models of the course: what is built, weights in and out, and a Trace of any trained Keras LSTM layer.

A Trace is computed in float64 from weights that Keras holds in float32, so both agree to 1e-6: states lie in (−1, 1),
and float32 keeps seven digits of them.
"""

import os
import subprocess
import sys

import numpy as np
import pytest

from lstm_helpers import cells, sequence

pytestmark = pytest.mark.keras
BOUND = 1e-6
MERGES = ("concat", "sum", "ave", "mul", None)


@pytest.fixture(scope="module")
def km():
    from lstm_helpers import keras_models

    return keras_models


@pytest.fixture(scope="module")
def keras(km):
    return km.keras


@pytest.fixture(autouse=True)
def same_weights(keras):
    keras.utils.set_random_seed(0)


def drawn(*shape):
    return np.random.default_rng(0).standard_normal(shape).astype(np.float32)


def check_equal(ours, theirs):
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < BOUND


def lively(keras, model):
    """Biases of all sizes, so that a trace with mixed-up gates could not pass."""
    rng = np.random.default_rng(1)
    for weight in model.trainable_weights:
        if len(weight.shape) == 1:
            weight.assign(rng.standard_normal(weight.shape))
    return model


# ---- builders ----------------------------------------------------------------------------------------------------


def test_the_builders_give_the_shapes_they_promise(km):
    x = drawn(3, 6, 2)
    assert km.single(4, 6, 2)(x).shape == (3, 1)
    assert km.single(4, None, 2, outputs=5)(x[:, :3]).shape == (3, 5)
    assert km.stacked([4, 3], 6, 2, dropout=0.2)(x).shape == (3, 1)
    assert km.bidirectional(4, 6, 2, outputs=2)(x).shape == (3, 2)
    assert km.bidirectional(4, 6, 2, merge_mode="sum", every_step=True)(x).shape == (3, 6, 1)


@pytest.mark.parametrize(("units", "D", "count"), [(50, 1, 10_400), (128, 12, 72_192)])
def test_a_single_layer_has_as_many_parameters_as_the_formula_says(km, units, D, count):
    assert km.single(units, 10, D).layers[0].count_params() == count == 4 * units * (D + units + 1)


def test_a_stack_drops_between_its_layers_alone(km, keras):
    kinds = [type(layer) for layer in km.stacked([4, 3, 2], 6, 2, dropout=0.2).layers]
    LSTM, Dropout, Dense = keras.layers.LSTM, keras.layers.Dropout, keras.layers.Dense
    assert kinds == [LSTM, Dropout, LSTM, Dropout, LSTM, Dense]


@pytest.mark.parametrize(("wrong", "words"), [
    ({"units": []}, "units is empty"), ({"units": 5}, "units is 5: expected one number a layer"),
    ({"units": [5, 0]}, "units is 0"), ({"units": [5, 2.5]}, "units is 2.5"), ({"T": 0}, "T is 0"),
    ({"D": None}, "D is None"), ({"outputs": 0}, "outputs is 0"), ({"dropout": 1.0}, "dropout is 1.0"),
    ({"dropout": "half"}, "dropout is 'half'"),
])
def test_a_stack_that_cannot_be_built_is_named(km, wrong, words):
    with pytest.raises((TypeError, ValueError), match=words):
        km.stacked(**({"units": [5], "T": 6, "D": 2} | wrong))


def test_an_unknown_merge_mode_is_named(km):
    with pytest.raises(ValueError, match="merge_mode is 'add'"):
        km.bidirectional(3, 6, 2, merge_mode="add")
    with pytest.raises(ValueError, match="merge_mode is None"):
        km.bidirectional(3, 6, 2, merge_mode=None)


# ---- weights -----------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(("params", "words"), [
    (cells.DenseParams(np.ones((4, 1)), np.ones(1)), "params is DenseParams: expected LSTMParams"),
    (None, "params is NoneType"),
    (cells.init_lstm(3, 4, np.random.default_rng(0)), r"params\.W_x has shape \(3, 16\): expected \(2, 16\)"),
    (cells.LSTMParams(np.ones((2, 16)), np.ones((4, 16)), np.ones((1, 16))), r"params\.b has shape"),
    (cells.LSTMParams(np.ones((2, 16)), np.full((4, 16), np.nan), np.ones(16)), r"params\.W_h holds .*NaN"),
])
def test_weights_that_do_not_fit_are_named(km, params, words):
    with pytest.raises((TypeError, ValueError), match=words):
        km.set_params(km.single(4, 6, 2).layers[0], params)


def test_layers_that_hold_no_such_weights_are_named(km, keras):
    with pytest.raises(TypeError, match="layer is GRU: expected an LSTM"):
        km.params_of(keras.layers.GRU(3))
    with pytest.raises(ValueError, match="has no weights yet"):
        km.params_of(keras.layers.LSTM(3))
    with pytest.raises(TypeError, match="a pair"):
        km.set_params(km.bidirectional(4, 6, 2).layers[0], cells.init_lstm(2, 4, np.random.default_rng(0)))


# ---- traces --------------------------------------------------------------------------------------------------------


def test_the_layers_that_can_be_traced_are_listed_also_within_models(km, keras):
    inner = keras.Sequential([keras.Input((6, 2)), keras.layers.LSTM(3, return_sequences=True, name="low")], name="in")
    both = keras.layers.Bidirectional(keras.layers.LSTM(3), name="top")
    assert km.lstm_layers(keras.Sequential([keras.Input((6, 2)), inner, both, keras.layers.Dense(1)])) == ["low", "top"]


@pytest.mark.parametrize("return_sequences", [False, True])
def test_a_trace_of_a_single_layer_ends_where_keras_ends(km, keras, return_sequences):
    lstm = keras.layers.LSTM(4, return_sequences=return_sequences)
    model = lively(keras, keras.Sequential([keras.Input((6, 2)), lstm]))
    x = drawn(3, 6, 2)
    trace = km.trace(model, x, labels="abcdef")
    check_equal(trace.outputs if return_sequences else trace.outputs[:, -1], model(x))
    assert (trace.labels, trace.x.dtype, trace.name) == (tuple("abcdef"), np.float64, lstm.name)


def test_the_cell_states_of_a_trace_are_those_of_keras(km, keras):
    inputs = keras.Input((6, 2))
    lstm = keras.layers.LSTM(4, return_sequences=True, return_state=True)
    model = lively(keras, keras.Model(inputs, lstm(inputs)))
    h, h_T, c_T = model(drawn(3, 6, 2))
    trace = km.trace(model, drawn(3, 6, 2))
    check_equal(trace.outputs, h)
    check_equal(trace.h[:, -1], h_T)
    check_equal(trace.c[:, -1], c_T)


@pytest.mark.parametrize("place", [0, 1, 2, -1])
def test_each_layer_of_a_stack_reads_what_the_one_below_gives(km, keras, place):
    model = lively(keras, km.stacked([4, 3, 5], 6, 2, dropout=0.5))
    x = drawn(3, 6, 2)
    lstms = [layer for layer in model.layers if isinstance(layer, keras.layers.LSTM)]
    theirs = keras.Model(model.inputs[0], lstms[place].output)(x)
    for layer in (place, lstms[place].name, lstms[place]):
        ours = km.trace(model, x, layer).outputs
        check_equal(ours if lstms[place].return_sequences else ours[:, -1], theirs)


@pytest.mark.parametrize("merge_mode", MERGES)
@pytest.mark.parametrize("every_step", [False, True])
def test_either_direction_of_a_bidirectional_layer(km, keras, merge_mode, every_step):
    """Both halves, merged by the course's rule, give what the Keras layer gives; each half equals a layer alone."""
    inputs = keras.Input((6, 2))
    layer = keras.layers.Bidirectional(keras.layers.LSTM(4, return_sequences=every_step), merge_mode=merge_mode)
    model = lively(keras, keras.Model(inputs, layer(inputs)))
    x = drawn(3, 6, 2)
    there = km.trace(model, x, labels="abcdef")
    back = km.trace(model, x, labels="abcdef", direction="backward")
    assert (there.go_backwards, back.go_backwards, back.labels) == (False, True, tuple("fedcba"))
    halves = (there.outputs, back.outputs[:, ::-1]) if every_step else (there.outputs[:, -1], back.outputs[:, -1])
    ours, theirs = sequence.merge(*halves, merge_mode), model(x)
    for a, b in zip(ours, theirs, strict=True) if merge_mode is None else [(ours, theirs)]:
        check_equal(a, b)
    alone = keras.layers.LSTM(4, return_sequences=True, go_backwards=True)
    alone.build((3, 6, 2))
    km.set_params(alone, km.params_of(layer)[1])
    check_equal(back.outputs, alone(x))


@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("lengths", [(6, 3, 1), (2, 6, 6)])
def test_a_masked_model_is_traced_with_its_mask(km, keras, direction, lengths):
    inputs = keras.Input((6, 2))
    layer = keras.layers.Bidirectional(keras.layers.LSTM(4))
    model = lively(keras, keras.Model(inputs, layer(keras.layers.Masking(0.0)(inputs))))
    x = drawn(3, 6, 2)
    real = np.arange(6) < np.array(lengths)[:, None]
    x[~real] = 0
    trace = km.trace(model, x, direction=direction)
    np.testing.assert_array_equal(trace.mask[:, ::-1] if direction == "backward" else trace.mask, real)
    check_equal(trace.outputs[:, -1], np.split(np.asarray(model(x)), 2, axis=-1)[direction == "backward"])


def test_letters_through_an_embedding_with_a_mask(km, keras):
    model = lively(keras, keras.Sequential([
        keras.Input((7,)), keras.layers.Embedding(9, 3, mask_zero=True), keras.layers.LSTM(4, return_sequences=True)]))
    x = np.array([[3, 1, 4, 1, 5, 0, 0], [2, 7, 1, 8, 2, 8, 1]])
    trace = km.trace(model, x)
    assert trace.mask.sum() == 12
    check_equal(trace.outputs, model(x))


def test_a_layer_that_reads_backwards_alone(km, keras):
    model = lively(keras, keras.Sequential([keras.Input((6, 2)), keras.layers.LSTM(4, go_backwards=True)]))
    trace = km.trace(model, drawn(3, 6, 2))
    assert trace.go_backwards
    np.testing.assert_array_equal(trace.x, drawn(3, 6, 2)[:, ::-1])
    check_equal(trace.outputs[:, -1], model(drawn(3, 6, 2)))


def test_states_that_are_handed_on_are_the_start_of_a_trace(km, keras):
    """An encoder's last states start its decoder: the trace of the decoder begins with them."""
    source, target = keras.Input((6, 2)), keras.Input((4, 3))
    _, h, c = keras.layers.LSTM(5, return_state=True, name="encoder")(source)
    out = keras.layers.LSTM(5, return_sequences=True, name="decoder")(target, initial_state=[h, c])
    model = lively(keras, keras.Model([source, target], out))
    inputs = [drawn(3, 6, 2), drawn(3, 4, 3)]
    encoder, decoder = km.trace(model, inputs, "encoder"), km.trace(model, inputs, "decoder")
    check_equal(decoder.h[:, 0], encoder.h[:, -1])
    check_equal(decoder.c[:, 0], encoder.c[:, -1])
    check_equal(decoder.outputs, model(inputs))


def test_a_stateful_layer_is_traced_from_its_present_states_which_stay(km, keras):
    lstm = keras.layers.LSTM(4, stateful=True, return_sequences=True)
    model = lively(keras, keras.Sequential([keras.Input(batch_shape=(3, 6, 2)), lstm]))
    model(drawn(3, 6, 2))
    before = [state.numpy() for state in lstm.states]
    first, second = km.trace(model, 2 * drawn(3, 6, 2)), km.trace(model, 2 * drawn(3, 6, 2))
    np.testing.assert_array_equal(first.h, second.h)
    check_equal(first.h[:, 0], before[0])
    for state, old in zip(lstm.states, before, strict=True):
        np.testing.assert_array_equal(state.numpy(), old)
    check_equal(first.outputs, model(2 * drawn(3, 6, 2)))


def test_models_within_models_and_classes_of_ones_own(km, keras):
    class Reader(keras.Model):
        def __init__(self):
            super().__init__()
            self.lstm, self.out = keras.layers.LSTM(4, return_sequences=True), keras.layers.Dense(1)

        def call(self, x):
            return self.out(self.lstm(2 * x))

    model, x = Reader(), drawn(3, 6, 2)
    model(x)
    trace = km.trace(lively(keras, model), x)
    np.testing.assert_allclose(trace.x, 2 * x)
    check_equal(trace.outputs, model.lstm(2 * x))


def test_a_trace_sees_no_dropout_and_leaves_the_model_as_it_was(km, keras):
    lstm = keras.layers.LSTM(4, dropout=0.5, recurrent_dropout=0.5)
    model = keras.Sequential([keras.Input((6, 2)), lstm])
    weights, call = model.get_weights(), lstm.call
    check_equal(km.trace(model, drawn(3, 6, 2)).outputs[:, -1], model(drawn(3, 6, 2), training=False))
    assert lstm.call == call
    for a, b in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_model_in_float64_is_traced_to_1e_12(km, keras):
    lstm = keras.layers.LSTM(4, return_sequences=True, dtype="float64")
    model = keras.Sequential([keras.Input((6, 2), dtype="float64"), lstm])
    x = drawn(3, 6, 2).astype(np.float64)
    assert np.abs(km.trace(model, x).outputs - np.asarray(model(x))).max() < 1e-12


def test_a_trained_model_is_traced(km):
    model = km.single(4, 6, 2)
    model.compile("adam", "mse")
    model.fit(drawn(8, 6, 2), drawn(8, 1), epochs=2, verbose=0)
    W, b = km.params_of(model.layers[-1])
    check_equal(km.trace(model, drawn(8, 6, 2)).outputs[:, -1] @ W + b, model(drawn(8, 6, 2)))


# ---- what cannot be traced -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("arguments", "words"), [
    ({"layer": "lost"}, "layer is 'lost': expected one of"), ({"layer": 5}, r"layer is 5: .* its place, 0 to 0"),
    ({"layer": 1.0}, "layer is 1.0"), ({"layer": True}, "layer is True"),
    ({"direction": "up"}, "direction is 'up'"), ({"direction": "backward"}, "reads one way"),
    ({"x": drawn(6, 2)}, r"x has shape \(6, 2\): .*x\[None\]"), ({"x": drawn(3, 5, 2)}, "with 5 along time: "),
    ({"x": drawn(3, 6, 1)}, "with 1 along features: expected 2"), ({"x": np.full((3, 6, 2), np.nan)}, "x holds 36"),
    ({"x": "text"}, "x holds text"), ({"x": None}, "x holds"), ({"x": drawn(0, 6, 2)}, "empty"),
    ({"labels": "abc"}, "labels holds 3"), ({"model": "model.keras"}, "model is str: expected a Keras model"),
])
def test_what_cannot_be_traced_is_named(km, arguments, words):
    arguments = {"model": km.single(4, 6, 2), "x": drawn(3, 6, 2)} | arguments
    with pytest.raises((TypeError, ValueError), match=words):
        km.trace(**arguments)


def test_a_model_without_an_lstm_says_what_it_holds(km, keras):
    model = keras.Sequential([keras.Input((6, 2)), keras.layers.GRU(3), keras.layers.Dense(1)])
    with pytest.raises(ValueError, match=r"holds no LSTM layer \(GRU, Dense\)"):
        km.trace(model, drawn(3, 6, 2))


def test_several_inputs_are_asked_for(km, keras):
    a, b = keras.Input((6, 2)), keras.Input((6, 2))
    model = keras.Model([a, b], keras.layers.LSTM(3)(keras.layers.Add()([a, b])))
    with pytest.raises(ValueError, match="the model has 2 inputs: pass a list"):
        km.trace(model, drawn(3, 6, 2))
    check_equal(km.trace(model, [drawn(3, 6, 2)] * 2).outputs[:, -1], model([drawn(3, 6, 2)] * 2))


@pytest.mark.parametrize("option", [{"activation": "relu"}, {"recurrent_activation": "hard_sigmoid"}])
def test_a_cell_with_other_activations_is_refused(km, keras, option):
    model = keras.Sequential([keras.Input((6, 2)), keras.layers.LSTM(3, **option)])
    with pytest.raises(ValueError, match=f"has {next(iter(option))} "):
        km.trace(model, drawn(3, 6, 2))


def test_a_layer_that_computes_something_else_is_refused(km, keras):
    class Doubled(keras.layers.LSTM):
        def call(self, sequences, initial_state=None, mask=None, training=False):
            return 2 * super().call(sequences, initial_state, mask, training)

    model = lively(keras, keras.Sequential([keras.Input((6, 2)), Doubled(3)]))
    with pytest.raises(ValueError, match="computes something else than an LSTM"):
        km.trace(model, drawn(3, 6, 2))


def test_an_unused_layer_and_an_unbuilt_one_are_named(km, keras):
    class Odd(keras.Model):
        def __init__(self):
            super().__init__()
            self.used, self.unused = keras.layers.LSTM(3, name="used"), keras.layers.LSTM(3, name="unused")

        def build(self, shape):
            self.used.build(shape)
            self.unused.build(shape)

        def call(self, x):
            return self.used(x)

    model = Odd()
    with pytest.raises(ValueError, match="has no weights yet"):
        km.trace(model, drawn(3, 6, 2), "unused")
    model(drawn(3, 6, 2))
    with pytest.raises(ValueError, match='"unused" is not used'):
        km.trace(model, drawn(3, 6, 2), "unused")
    check_equal(km.trace(model, drawn(3, 6, 2), "used").outputs[:, -1], model(drawn(3, 6, 2)))


@pytest.mark.parametrize("arguments", [
    {"params": None}, {"params": cells.init_gru(2, 4, np.random.default_rng(0))}, {"x": drawn(6, 2)}, {"x": "x"},
    {"x": drawn(3, 6, 5)}, {"dh": drawn(3, 5, 4)}, {"dh": drawn(3, 6)}, {"dh": None},
])
def test_gradients_of_what_does_not_fit_are_refused_by_name(km, arguments):
    usual = {"params": cells.init_lstm(2, 4, np.random.default_rng(0)), "x": drawn(3, 6, 2), "dh": drawn(3, 6, 4)}
    with pytest.raises((TypeError, ValueError), match=rf"^{next(iter(arguments))}\b"):
        km.lstm_gradients(**(usual | arguments))


def test_gradients_at_an_output_of_another_shape_are_refused(km):
    model = km.single(4, 6, 2)
    with pytest.raises(ValueError, match=r"d_output has shape \(3,\): expected \(3, 1\)"):
        km.gradients(model, drawn(3, 6, 2), drawn(3))
    with pytest.raises(ValueError, match=r"x has shape \(6, 2\)"):
        km.gradients(model, drawn(6, 2), drawn(3, 1))
    with pytest.raises(TypeError, match="model is NoneType"):
        km.gradients(None, drawn(3, 6, 2), drawn(3, 1))


@pytest.mark.slow
def test_importing_writes_nothing():
    """TensorFlow's start-up lines differ between machines, and would stand in a notebook's stored output."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    done = subprocess.run([sys.executable, "-c", "import lstm_helpers.keras_models"], capture_output=True, text=True,
                          env=environment, check=True, timeout=120)
    assert (done.stdout, done.stderr) == ("", "")
