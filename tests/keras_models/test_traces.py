"""A Trace of any trained Keras LSTM layer holds what Keras computed; what cannot be traced is named."""

import numpy as np
import pytest

from lstm_helpers.maths import sequence
from tests.support.keras_checks import check_equal, drawn, lively

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("same_weights")]
MERGES = ("concat", "sum", "ave", "mul", None)


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
    model = lively(
        keras,
        keras.Sequential(
            [
                keras.Input((7,)),
                keras.layers.Embedding(9, 3, mask_zero=True),
                keras.layers.LSTM(4, return_sequences=True),
            ]
        ),
    )
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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"layer": "lost"}, "layer is 'lost': expected one of"),
        ({"layer": 5}, r"layer is 5: .* its place, 0 to 0"),
        ({"layer": 1.0}, "layer is 1.0"),
        ({"layer": True}, "layer is True"),
        ({"direction": "up"}, "direction is 'up'"),
        ({"direction": "backward"}, "reads one way"),
        ({"x": drawn(6, 2)}, r"x has shape \(6, 2\): .*x\[None\]"),
        ({"x": drawn(3, 5, 2)}, "with 5 along time: "),
        ({"x": drawn(3, 6, 1)}, "with 1 along features: expected 2"),
        ({"x": np.full((3, 6, 2), np.nan)}, "x holds 36"),
        ({"x": "text"}, "x holds text"),
        ({"x": None}, "x holds"),
        ({"x": drawn(0, 6, 2)}, "empty"),
        ({"labels": "abc"}, "labels holds 3"),
        ({"model": "model.keras"}, "model is str: expected a Keras model"),
    ],
)
def test_what_cannot_be_traced_is_named(km, arguments, words):
    arguments = {"model": km.single(4, 6, 2), "x": drawn(3, 6, 2)} | arguments
    with pytest.raises((TypeError, ValueError), match=words):
        km.trace(**arguments)


def test_a_model_without_a_recurrent_layer_says_what_it_holds(km, keras):
    model = keras.Sequential([keras.Input((6, 2)), keras.layers.Conv1D(3, 2), keras.layers.Dense(1)])
    with pytest.raises(ValueError, match=r"holds no LSTM, GRU or SimpleRNN layer \(Conv1D, Dense\)"):
        km.trace(model, drawn(3, 6, 2))


def test_several_inputs_are_asked_for(km, keras):
    a, b = keras.Input((6, 2)), keras.Input((6, 2))
    model = keras.Model([a, b], keras.layers.LSTM(3)(keras.layers.Add()([a, b])))
    with pytest.raises(ValueError, match="the model has 2 inputs: pass a list"):
        km.trace(model, drawn(3, 6, 2))
    check_equal(km.trace(model, [drawn(3, 6, 2)] * 2).outputs[:, -1], model([drawn(3, 6, 2)] * 2))


def test_a_cell_with_an_activation_of_ones_own_is_named(km, keras):
    layer = keras.layers.LSTM(3, activation=lambda z: 2 * z, name="odd")
    model = keras.Sequential([keras.Input((6, 2)), layer])
    with pytest.raises(ValueError, match='"odd" has the activation <lambda>, which is none of Keras'):
        km.trace(model, drawn(3, 6, 2))


def test_a_layer_that_computes_something_else_is_refused(km, keras):
    class Doubled(keras.layers.LSTM):
        def call(self, sequences, initial_state=None, mask=None, training=False):
            return 2 * super().call(sequences, initial_state, mask, training)

    model = lively(keras, keras.Sequential([keras.Input((6, 2)), Doubled(3)]))
    with pytest.raises(ValueError, match="something else than an ordinary LSTM"):
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


def test_where_a_backend_computes_in_less_than_a_layer_asks_for_that_is_its_precision(km):
    from lstm_helpers.keras_models.traces import computed_in

    single, double = np.zeros(1, np.float32), np.zeros(1)
    assert computed_in("float64", single) == "float32"
    assert computed_in("float64", double) == computed_in("float64", None) == "float64"
    assert computed_in("bfloat16", single) == "bfloat16", "which NumPy has not: it comes as float32"
