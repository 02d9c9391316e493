"""`read` runs a model once and returns traces, outputs, readouts, what lies between, and what could not be read."""

import numpy as np
import pytest

from lstm_helpers.maths.cells import dense
from tests.support.keras_checks import check_equal, drawn, lively

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("same_weights")]


@pytest.fixture
def two_heads(keras):
    """Two inputs, an LSTM each, one of them both ways; a Dense over both, and one over the first alone."""
    L = keras.layers
    a, b = keras.Input((6, 2), name="a"), keras.Input((4, 3), name="b")
    low = L.LSTM(5, return_sequences=True, name="low")(a)
    top = L.LSTM(4, name="top")(L.Dropout(0.5, name="drop")(low))
    both = L.Bidirectional(L.LSTM(3), name="both")(b)
    first = L.Dense(2, activation="softmax", name="first")(top)
    second = L.Dense(1, name="second")(L.Concatenate(name="joined")([top, both]))
    return lively(keras, keras.Model([a, b], [first, second]))


def test_one_reading_holds_every_layer_and_direction(km, two_heads):
    x = [drawn(2, 6, 2), drawn(2, 4, 3)]
    reading = km.read(two_heads, x)
    assert set(reading.traces) == {("low", ""), ("top", ""), ("both", "forward"), ("both", "backward")}
    assert reading.unread == {}
    for name, array in zip(("first", "second"), two_heads(x), strict=True):
        check_equal(reading.outputs[name], array)
    check_equal(reading.trace("top").x, reading.trace("low").outputs)
    check_equal(reading.trace("both", "backward").outputs[:, -1], two_heads.get_layer("both")(x[1])[:, 3:])


def test_a_readout_is_what_gives_the_output_from_a_trace(km, two_heads):
    reading = km.read(two_heads, [drawn(2, 6, 2), drawn(2, 4, 3)])
    readout = reading.readouts["first"]
    assert (readout.layers, readout.activation, readout.every) == ((("top", ""),), "softmax", False)
    z = dense(readout.params, reading.trace("top").outputs[:, -1])
    check_equal(np.exp(z) / np.exp(z).sum(-1, keepdims=True), reading.outputs["first"])
    both = reading.readouts["second"]  # reads two layers, so no Dense of one trace gives it
    assert (both.params, both.layers) == (None, (("both", "backward"),))


def test_what_lies_between_says_what_it_does_and_what_it_reads(km, two_heads):
    reading = km.read(two_heads, [drawn(2, 6, 2), drawn(2, 4, 3)])
    gives = {number: step.name for step in reading.graph.steps for number in step.gives}
    steps = {step.name: [gives[number] for number in step.reads] for step in reading.between if step.name != "both"}
    assert steps == {"joined": ["top", "both"], "first": ["top"], "second": ["joined"]}  # Dropout hands on
    assert [step.does for step in reading.between if step.name == "both"] == ["concatenate"]


def test_a_layer_that_cannot_be_read_says_why_and_the_others_are_read(km, keras):
    class Doubled(keras.layers.LSTM):
        def call(self, sequences, initial_state=None, mask=None, training=False):
            return 2 * super().call(sequences, initial_state, mask, training)

    layers = [keras.layers.LSTM(3, return_sequences=True, name="good"), Doubled(3, name="odd")]
    reading = km.read(lively(keras, keras.Sequential([keras.Input((6, 2)), *layers])), drawn(3, 6, 2))
    assert list(reading.traces) == [("good", "")]
    assert "something else than an ordinary LSTM" in reading.unread["odd"]
    with pytest.raises(ValueError, match="something else than an ordinary LSTM"):
        reading.trace("odd")


def test_the_model_runs_once_however_many_layers_are_read(km, keras):
    runs = []

    class Counted(keras.layers.Layer):
        def call(self, x):
            runs.append(1)
            return x

    layers = [keras.layers.LSTM(3, return_sequences=True) for _ in range(4)]
    model = keras.Sequential([keras.Input((6, 2)), Counted(), *layers])
    runs.clear()
    assert len(km.read(model, drawn(1, 6, 2)).traces) == 4
    assert len(runs) == 1


def test_a_layer_inside_a_loop_is_read_step_by_step(km, keras):
    """TensorFlow's graph keeps what a loop computes to itself; such a model runs once more, eagerly."""
    tf = pytest.importorskip("tensorflow")

    class Looped(keras.Model):
        def __init__(self):
            super().__init__()
            self.lstm = keras.layers.LSTM(3, return_sequences=True)

        def call(self, x):
            return tf.map_fn(lambda one: self.lstm(one[None])[0], x)

    model = Looped()
    model(drawn(2, 6, 2))
    check_equal(km.read(lively(keras, model), drawn(1, 6, 2)).trace().outputs, model(drawn(1, 6, 2)))
    assert not tf.config.functions_run_eagerly()


def test_a_compiled_function_inside_a_model_is_opened_too(km, keras):
    tf = pytest.importorskip("tensorflow")

    class Compiled(keras.Model):
        def __init__(self):
            super().__init__()
            self.lstm = keras.layers.LSTM(3, return_sequences=True)

        @tf.function
        def inner(self, x):
            return self.lstm(x)

        def call(self, x):
            return self.inner(x)

    model = Compiled()
    model.lstm.build((2, 6, 2))  # weights that are made inside a compiled function do not follow what is assigned later
    model(drawn(2, 6, 2))
    check_equal(km.read(lively(keras, model), drawn(2, 6, 2)).trace().outputs, model(drawn(2, 6, 2)))


def test_every_variable_is_as_it_was(km, keras):
    """States of stateful layers, also of those that stand deeper, and counters that a layer of one's own keeps."""

    class Counter(keras.layers.Layer):
        def build(self, shape):
            self.count = self.add_weight(shape=(), initializer="zeros", trainable=False)

        def call(self, x):
            self.count.assign_add(1.0)
            return x

    inner = keras.Sequential(
        [keras.Input(batch_shape=(2, 6, 2)), keras.layers.LSTM(3, stateful=True, return_sequences=True)]
    )
    both = keras.layers.Bidirectional(keras.layers.LSTM(3, stateful=True))
    model = keras.Sequential([keras.Input(batch_shape=(2, 6, 2)), Counter(), inner, both])
    model(drawn(2, 6, 2))
    states = [*inner.layers[0].states, *both.forward_layer.states, *both.backward_layer.states]
    before = [one.numpy() for one in [*model.variables, *states]]
    km.read(model, drawn(2, 6, 2))
    for one, old in zip([*model.variables, *states], before, strict=True):
        np.testing.assert_array_equal(one.numpy(), old)


def test_reading_many_times_warns_of_nothing(km, capfd):
    """TensorFlow complains of functions that are traced again and again."""
    model = km.single(3, 5, 2)
    for _ in range(7):
        km.read(model, drawn(1, 5, 2))
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("layer", "words"), [("lost", "layer is 'lost': expected one of"), (5, "its place, 0 to 3"), (1.0, "layer is 1.0")]
)
def test_a_layer_that_is_not_there_is_named(km, two_heads, layer, words):
    reading = km.read(two_heads, [drawn(2, 6, 2), drawn(2, 4, 3)])
    names = [*reading.layers]
    with pytest.raises(ValueError, match=words.replace("3", str(len(names) - 1))):
        reading.trace(layer)


def test_what_keras_stumbled_over_is_said_and_not_where(km, keras):
    """Keras puts where it was before it, in bold, and tensors after it."""
    layers = [keras.layers.LSTM(3, activation="threshold"), keras.layers.Dense(1)]  # asks for a threshold
    model = keras.Sequential([keras.Input((6, 3)), *layers])
    words = r'^model ".*" cannot read x \(threshold\(\) missing 2 required positional arguments: .*\)$'
    with pytest.raises(ValueError, match=words):
        km.read(model, drawn(1, 6, 3))
