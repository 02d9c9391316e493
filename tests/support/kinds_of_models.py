"""Many kinds of Keras models with recurrent layers, as people write them: `KINDS`, from a name to a function.

Each returns (model, x), or (model, x, words): then no layer of it can be opened, and the sentence has the words.
"""

import warnings

import numpy as np

KINDS = {}


def kind(function):
    KINDS[function.__name__.replace("_", " ")] = function
    return function


def numbers(*shape):
    return np.random.default_rng(len(shape)).standard_normal(shape).astype(np.float32)


def tokens(*shape, size=9):
    return np.random.default_rng(0).integers(1, size, shape)


def sequential(keras, *layers, shape=(6, 3), **options):
    return keras.Sequential([keras.Input(shape, **options), *layers])


# One layer, as it may be set up -------------------------------------------------------------------------------------


def _single(name, make):
    KINDS[name] = lambda keras: (sequential(keras, make(keras.layers), keras.layers.Dense(2)), numbers(2, 6, 3))


for squash in ("relu", "softsign", "linear", "elu", "softmax", "gelu", "hard_sigmoid", "leaky_relu", "swish"):
    _single(f"LSTM with {squash}", lambda L, squash=squash: L.LSTM(4, activation=squash))
for gate in ("hard_sigmoid", "relu6", "softmax", "hard_silu"):
    _single(f"LSTM with gates of {gate}", lambda L, gate=gate: L.LSTM(4, recurrent_activation=gate))
_single("LSTM", lambda L: L.LSTM(4))
_single("LSTM without bias", lambda L: L.LSTM(4, use_bias=False))
_single("LSTM unrolled", lambda L: L.LSTM(4, unroll=True))
_single("LSTM from the end", lambda L: L.LSTM(4, go_backwards=True))
_single("LSTM with dropout", lambda L: L.LSTM(4, dropout=0.5, recurrent_dropout=0.5))
_single("LSTM of one unit", lambda L: L.LSTM(1))
_single("GRU", lambda L: L.GRU(4))
_single("GRU that resets before", lambda L: L.GRU(4, reset_after=False))
_single("GRU without bias", lambda L: L.GRU(4, use_bias=False))
_single("GRU that resets before without bias", lambda L: L.GRU(4, reset_after=False, use_bias=False))
_single("GRU with relu", lambda L: L.GRU(4, activation="relu", recurrent_activation="hard_sigmoid"))
_single("GRU from the end", lambda L: L.GRU(4, go_backwards=True))
_single("SimpleRNN", lambda L: L.SimpleRNN(4))
_single("SimpleRNN with relu", lambda L: L.SimpleRNN(4, activation="relu"))
_single("SimpleRNN without bias", lambda L: L.SimpleRNN(4, use_bias=False))
_single("RNN of an LSTMCell", lambda L: L.RNN(L.LSTMCell(4)))
_single("RNN of a GRUCell", lambda L: L.RNN(L.GRUCell(4, reset_after=False)))
_single("RNN of several cells", lambda L: L.RNN([L.LSTMCell(4), L.GRUCell(3), L.SimpleRNNCell(5)]))
_single("RNN of several cells from the end", lambda L: L.RNN([L.LSTMCell(4), L.LSTMCell(3)], go_backwards=True))


# Both ways ----------------------------------------------------------------------------------------------------------

for mode in ("concat", "sum", "ave", "mul"):
    for name in ("LSTM", "GRU"):
        for each in (False, True):
            _single(
                f"{name} both ways, {mode}{', every step' * each}",
                lambda L, mode=mode, name=name, each=each: L.Bidirectional(
                    getattr(L, name)(4, return_sequences=each), merge_mode=mode
                ),
            )
_single(
    "both ways with another cell back", lambda L: L.Bidirectional(L.LSTM(4), backward_layer=L.GRU(4, go_backwards=True))
)
_single("both ways of several cells", lambda L: L.Bidirectional(L.RNN([L.LSTMCell(4), L.LSTMCell(3)])))


@kind
def both_ways_without_a_merge(keras):
    L, x = keras.layers, keras.Input((6, 3))
    there, back = L.Bidirectional(L.LSTM(4), merge_mode=None)(x)
    return keras.Model(x, L.Dense(1)(L.Subtract()([there, back]))), numbers(2, 6, 3)


@kind
def both_ways_stacked(keras):
    L = keras.layers
    layers = [L.Bidirectional(L.LSTM(4, return_sequences=True)), L.Bidirectional(L.GRU(3)), L.Dense(2, "softmax")]
    return sequential(keras, *layers), numbers(2, 6, 3)


# What lies between and above ----------------------------------------------------------------------------------------


def _between(name, make, last=False):
    def build(keras):
        L = keras.layers
        low = L.LSTM(5, return_sequences=not last)
        return sequential(keras, low, *make(L), L.LSTM(3), L.Dense(1)), numbers(2, 6, 3)

    KINDS[f"between: {name}"] = build


_between("RepeatVector", lambda L: [L.RepeatVector(4)], last=True)
_between("Dense", lambda L: [L.Dense(4, activation="relu")])
_between("TimeDistributed Dense", lambda L: [L.TimeDistributed(L.Dense(4, activation="tanh"))])
_between("Activation", lambda L: [L.Activation("softsign")])
_between("LeakyReLU", lambda L: [L.LeakyReLU(negative_slope=0.1)])
_between("PReLU", lambda L: [L.PReLU(alpha_initializer="glorot_uniform")])
_between("ELU and Softmax", lambda L: [L.ELU(0.7), L.Softmax()])
_between("ReLU with bounds", lambda L: [L.ReLU(max_value=0.4, negative_slope=0.1, threshold=0.05)])
_between("BatchNormalization", lambda L: [L.BatchNormalization()])
_between("LayerNormalization", lambda L: [L.LayerNormalization()])
_between("UnitNormalization", lambda L: [L.UnitNormalization()])
_between("Rescaling", lambda L: [L.Rescaling(2.0, offset=-0.5)])
_between("Dropouts", lambda L: [L.Dropout(0.5), L.SpatialDropout1D(0.5), L.GaussianNoise(1.0)])
_between("MaxPooling", lambda L: [L.MaxPooling1D(2)])
_between("AveragePooling, same", lambda L: [L.AveragePooling1D(4, strides=2, padding="same")])
_between("Conv1D", lambda L: [L.Conv1D(4, 3, activation="relu")])
_between("Conv1D, causal", lambda L: [L.Conv1D(4, 2, padding="causal", dilation_rate=2)])
_between("Conv1D, same", lambda L: [L.Conv1D(4, 4, padding="same", strides=2)])
_between("padding, cropping, upsampling", lambda L: [L.ZeroPadding1D(2), L.Cropping1D((1, 2)), L.UpSampling1D(2)])
_between("Reshape", lambda L: [L.Reshape((3, 10))])
_between("Permute", lambda L: [L.Permute((2, 1))])
_between("Flatten and Reshape", lambda L: [L.Flatten(), L.Dense(8), L.Reshape((4, 2))])
_between("pooling all and RepeatVector", lambda L: [L.GlobalAveragePooling1D(), L.RepeatVector(3)])
_between("the largest and RepeatVector", lambda L: [L.GlobalMaxPooling1D(), L.RepeatVector(3)])


def _above(name, make, each=False):
    def build(keras):
        L = keras.layers
        return sequential(keras, L.LSTM(4, return_sequences=each), *make(L)), numbers(2, 6, 3)

    KINDS[f"above: {name}"] = build


_above("Dense and Activation", lambda L: [L.Dense(2), L.Activation("softmax")])
_above("Dense without bias", lambda L: [L.Dense(2, use_bias=False)])
_above("Dense and Reshape", lambda L: [L.Dense(6), L.Reshape((3, 2))])
_above("two Dense", lambda L: [L.Dense(5, activation="relu"), L.Dropout(0.2), L.Dense(1, activation="sigmoid")])
_above("Dense at every step", lambda L: [L.Dense(3, activation="softmax")], each=True)
_above("TimeDistributed Dense", lambda L: [L.TimeDistributed(L.Dense(1))], each=True)
_above("Flatten and Dense", lambda L: [L.Flatten(), L.Dense(2)], each=True)
_above("nothing", lambda L: [])
_above("nothing, every step", lambda L: [], each=True)


# What lies below ----------------------------------------------------------------------------------------------------


@kind
def words_through_an_embedding(keras):
    L = keras.layers
    return sequential(keras, L.Embedding(9, 3), L.LSTM(4), L.Dense(1, "sigmoid"), shape=(7,)), tokens(2, 7)


@kind
def masked_words(keras):
    L = keras.layers
    x = tokens(2, 7)
    x[0, 5:], x[1, :2] = 0, 0
    layers = [
        L.Embedding(9, 3, mask_zero=True),
        L.Bidirectional(L.LSTM(4, return_sequences=True)),
        L.GRU(3),
        L.Dense(1),
    ]
    return sequential(keras, *layers, shape=(7,)), x


@kind
def masked_numbers(keras):
    L = keras.layers
    x = numbers(2, 6, 3)
    x[0, 4:] = -1
    return sequential(keras, L.Masking(-1.0), L.LSTM(4, return_sequences=True), L.LSTM(3), L.Dense(1)), x


@kind
def masked_and_pooled(keras):
    L = keras.layers
    x = numbers(2, 6, 3)
    x[:, 4:] = 0
    return sequential(keras, L.Masking(), L.LSTM(4, return_sequences=True), L.GlobalAveragePooling1D(), L.Dense(1)), x


@kind
def convolution_below(keras):
    L = keras.layers
    return sequential(keras, L.Conv1D(5, 3, activation="relu"), L.MaxPooling1D(2), L.LSTM(4), L.Dense(1)), numbers(
        2, 6, 3
    )


@kind
def normalised_below(keras):
    L, x = keras.layers, 3 + 2 * numbers(2, 6, 3)
    norm = L.Normalization()
    norm.adapt(x)
    return sequential(keras, norm, L.Dense(4, activation="tanh"), L.LSTM(4), L.Dense(1)), x


@kind
def one_number_a_step_through_a_reshape(keras):
    L = keras.layers
    return sequential(keras, L.Reshape((6, 1)), L.LSTM(4), L.Dense(1), shape=(6,)), numbers(2, 6)


@kind
def text_through_a_vectorisation(keras):
    L = keras.layers
    words = L.TextVectorization(output_sequence_length=5)
    words.adapt(["the cat sat", "on the mat"])
    layers = [words, L.Embedding(9, 3), L.LSTM(4), L.Dense(1)]
    return sequential(keras, *layers, shape=(1,), dtype="string"), np.array([["the cat"], ["a mat sat"]])


# Deeper, twice, in another order -------------------------------------------------------------------------------------


@kind
def within_time_distributed(keras):
    L = keras.layers
    return sequential(keras, L.TimeDistributed(L.LSTM(4)), L.LSTM(3), L.Dense(1), shape=(3, 5, 2)), numbers(2, 3, 5, 2)


@kind
def a_model_within_time_distributed(keras):
    L = keras.layers
    inner = keras.Sequential([keras.Input((5, 2)), L.Conv1D(3, 2), L.Bidirectional(L.LSTM(2)), L.Dense(3)])
    return sequential(keras, L.TimeDistributed(inner), L.GRU(3), L.Dense(1), shape=(3, 5, 2)), numbers(2, 3, 5, 2)


@kind
def convolutions_of_every_frame(keras):
    L = keras.layers
    frames = [L.TimeDistributed(L.Conv1D(3, 2)), L.TimeDistributed(L.Flatten()), L.LSTM(4), L.Dense(1)]
    return sequential(keras, *frames, shape=(4, 5, 2)), numbers(2, 4, 5, 2)


@kind
def models_within_models(keras):
    L = keras.layers
    low = keras.Sequential([keras.Input((6, 3)), L.LSTM(4, return_sequences=True, name="lstm")], name="low")
    top = keras.Sequential([keras.Input((6, 4)), L.LSTM(3, name="lstm")], name="top")
    return sequential(keras, keras.Sequential([keras.Input((6, 3)), low, top]), L.Dense(1)), numbers(2, 6, 3)


@kind
def called_twice(keras):
    L, a, b = keras.layers, keras.Input((6, 3), name="a"), keras.Input((6, 3), name="b")
    shared = L.LSTM(4)
    apart = L.Subtract()([shared(a), shared(b)])
    return keras.Model([a, b], L.Dense(1)(apart)), [numbers(2, 6, 3), numbers(2, 6, 3)[:, ::-1].copy()]


@kind
def a_class_of_ones_own(keras):
    class Reader(keras.Model):
        def __init__(self):
            super().__init__()
            self.out = keras.layers.Dense(1)
            self.second = keras.layers.GRU(3)
            self.first = keras.layers.LSTM(4, return_sequences=True)

        def call(self, x):
            return self.out(self.second(self.first(x)))

    model = Reader()
    model(numbers(2, 6, 3))
    return model, numbers(2, 6, 3)


@kind
def code_between(keras):
    class Doubling(keras.Model):
        def __init__(self):
            super().__init__()
            self.low, self.top = keras.layers.LSTM(4, return_sequences=True), keras.layers.LSTM(3)
            self.out = keras.layers.Dense(1)

        def call(self, x):
            return self.out(self.top(2 * self.low(x) + x[:, :, :1]))

    model = Doubling()
    model(numbers(2, 6, 3))
    return model, numbers(2, 6, 3)


@kind
def a_layer_of_ones_own(keras):
    class Block(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.lstm, self.norm = keras.layers.LSTM(4, return_sequences=True), keras.layers.LayerNormalization()

        def call(self, x):
            return self.norm(self.lstm(x))

    return sequential(keras, Block(), Block(), keras.layers.LSTM(3), keras.layers.Dense(1)), numbers(2, 6, 3)


@kind
def call_called_itself(keras):
    class Direct(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.lstm = keras.layers.LSTM(4)

        def build(self, shape):
            self.lstm.build(shape)

        def call(self, x):
            return self.lstm.call(x)

    return sequential(keras, Direct(), keras.layers.Dense(1)), numbers(2, 6, 3)


@kind
def attention_above(keras):
    L, x = keras.layers, keras.Input((6, 3))
    h = L.LSTM(4, return_sequences=True)(x)
    seen = L.MultiHeadAttention(2, 2)(h, h)
    return keras.Model(x, L.Dense(1)(L.GRU(3)(L.Add()([h, seen])))), numbers(2, 6, 3)


@kind
def a_lambda_between(keras):
    L = keras.layers
    double = L.Lambda(lambda h: 2 * h, output_shape=lambda shape: shape)
    return sequential(keras, L.LSTM(4, return_sequences=True), double, L.LSTM(3), L.Dense(1)), numbers(2, 6, 3)


@kind
def the_last_step_by_hand(keras):
    L, x = keras.layers, keras.Input((6, 3))
    h = L.LSTM(4, return_sequences=True)(x)
    return keras.Model(x, L.Dense(2, activation="softmax")(h[:, -1])), numbers(2, 6, 3)


@kind
def arithmetic_between(keras):
    L, x = keras.layers, keras.Input((6, 3))
    h = L.LSTM(3, return_sequences=True)(x)
    return keras.Model(x, L.Dense(1)(L.LSTM(4)(2 * h + x - h * x / 4))), numbers(2, 6, 3)


@kind
def residual_layers(keras):
    L, x = keras.layers, keras.Input((6, 3))
    h = L.Add()([x, L.LSTM(3, return_sequences=True)(x)])
    h = L.Concatenate()([h, L.GRU(3, return_sequences=True)(h)])
    return keras.Model(x, L.Dense(1)(L.SimpleRNN(3)(h))), numbers(2, 6, 3)


@kind
def subclass_of_lstm(keras):
    class Named(keras.layers.LSTM):
        """Nothing but a name."""

    return sequential(keras, Named(4), keras.layers.Dense(1)), numbers(2, 6, 3)


# Several inputs and outputs ------------------------------------------------------------------------------------------


@kind
def encoder_and_decoder(keras):
    L, source, target = keras.layers, keras.Input((6, 3), name="source"), keras.Input((4, 2), name="target")
    _, h, c = L.LSTM(5, return_state=True, name="encoder")(source)
    out = L.LSTM(5, return_sequences=True, name="decoder")(target, initial_state=[h, c])
    return keras.Model([source, target], L.Dense(2)(out)), [numbers(2, 6, 3), numbers(2, 4, 2)]


@kind
def encoder_and_decoder_of_grus(keras):
    L, source, target = keras.layers, keras.Input((6, 3), name="source"), keras.Input((4, 2), name="target")
    _, there, back = L.Bidirectional(L.GRU(5, return_state=True))(source)
    h = L.Concatenate()([there, back])
    seen = L.GRU(10, return_sequences=True)(target, initial_state=h)
    return keras.Model([source, target], L.Dense(2)(seen)), [numbers(2, 6, 3), numbers(2, 4, 2)]


@kind
def two_heads(keras):
    L, x = keras.layers, keras.Input((6, 3))
    h = L.LSTM(4, return_sequences=True)(x)
    heads = {"tag": L.Dense(3, "softmax", name="tag")(h), "class": L.Dense(2, "softmax", name="class")(L.LSTM(3)(h))}
    return keras.Model(x, heads), numbers(2, 6, 3)


@kind
def states_among_the_outputs(keras):
    L, x = keras.layers, keras.Input((6, 3))
    out, h, c = L.LSTM(4, return_sequences=True, return_state=True)(x)
    return keras.Model(x, [L.Dense(1)(out), h, c]), numbers(2, 6, 3)


@kind
def a_sequence_and_features(keras):
    L, x, z = keras.layers, keras.Input((6, 3), name="series"), keras.Input((2,), name="features")
    both = L.Concatenate()([L.LSTM(4)(x), L.Dense(3, "relu")(z)])
    return keras.Model({"series": x, "features": z}, L.Dense(1)(both)), {
        "series": numbers(2, 6, 3),
        "features": numbers(2, 2),
    }


# States, precision, sizes --------------------------------------------------------------------------------------------


@kind
def stateful(keras):
    L = keras.layers
    layers = [L.LSTM(4, stateful=True, return_sequences=True), L.GRU(3, stateful=True), L.Dense(1)]
    model = keras.Sequential([keras.Input(batch_shape=(2, 6, 3)), *layers])
    model(numbers(2, 6, 3))
    return model, numbers(2, 6, 3)


@kind
def stateful_both_ways(keras):
    L = keras.layers
    layers = [L.Bidirectional(L.LSTM(4, stateful=True)), L.Dense(1)]
    model = keras.Sequential([keras.Input(batch_shape=(2, 6, 3)), *layers])
    model(numbers(2, 6, 3))
    return model, numbers(2, 6, 3)


def _precision(name):
    def build(keras):
        L = keras.layers
        start = {"recurrent_initializer": "glorot_uniform", "dtype": name}  # TensorFlow draws no bfloat16 matrices
        layers = [L.LSTM(8, return_sequences=True, **start), L.GRU(8, **start), L.Dense(1, dtype=name)]
        return sequential(keras, *layers), numbers(2, 6, 3)

    KINDS[f"in {name}"] = build


for precision in ("float64", "float16", "bfloat16", "mixed_float16", "mixed_bfloat16"):
    _precision(precision)


@kind
def large_unscaled_inputs(keras):
    L = keras.layers
    return sequential(keras, L.LSTM(8, return_sequences=True), L.LSTM(8), L.Dense(1)), 5000 * numbers(2, 6, 3)


@kind
def large_inputs_with_relu(keras):
    L = keras.layers
    return sequential(keras, L.LSTM(8, activation="relu"), L.Dense(1)), 300 * numbers(2, 6, 3)


@kind
def any_number_of_steps(keras):
    L = keras.layers
    layers = [L.LSTM(4, return_sequences=True), L.LSTM(3), L.Dense(1)]
    return sequential(keras, *layers, shape=(None, 3)), numbers(2, 6, 3)


@kind
def one_step(keras):
    return sequential(keras, keras.layers.LSTM(4), keras.layers.Dense(1), shape=(1, 3)), numbers(2, 1, 3)


# More of what people do ----------------------------------------------------------------------------------------------


def _functional(name, make, shape=(6, 3), x=None, words=()):
    """A functional model: ``make(keras, x)`` returns its outputs."""

    def build(keras):
        given = keras.Input(shape)
        model = keras.Model(given, make(keras, keras.layers, given))
        return (model, numbers(2, *shape) if x is None else x, *words)

    KINDS[name] = build


def _sequence(L, x, units=4):
    return L.LSTM(units, return_sequences=True)(x)


_functional("every second step", lambda k, L, x: L.Dense(1)(L.GRU(3)(_sequence(L, x)[:, ::2])))
_functional("one unit alone", lambda k, L, x: _sequence(L, x)[..., 0])
_functional("the middle of it", lambda k, L, x: L.Dense(1)(L.LSTM(3)(_sequence(L, x)[:, 1:-1, 1:3])))
_functional("a mean over time by hand", lambda k, L, x: L.Dense(2)(k.ops.mean(_sequence(L, x), axis=1)))
_functional("turned round by hand", lambda k, L, x: L.Dense(2)(L.LSTM(3)(k.ops.flip(_sequence(L, x), axis=1))))
_functional("transposed by hand", lambda k, L, x: L.Dense(1)(L.LSTM(3)(k.ops.transpose(_sequence(L, x), (0, 2, 1)))))
_functional("a new axis and away again", lambda k, L, x: L.Dense(1)(k.ops.squeeze(L.LSTM(4)(x)[:, None], 1)))
_functional("gated by hand", lambda k, L, x: L.Dense(1)(k.ops.sigmoid(_sequence(L, x)) * k.ops.tanh(_sequence(L, x))))
_functional("a dot product of two readers", lambda k, L, x: L.Dot(axes=1)([L.LSTM(4)(x), L.GRU(4)(x)]))
_functional("identity above", lambda k, L, x: L.Identity()(L.Dense(2)(L.LSTM(4)(x))))
_functional("a scale after Dense", lambda k, L, x: L.Rescaling(10.0, 3.0)(L.Dense(1)(L.LSTM(4)(x))))
_functional("the same output twice", lambda k, L, x: (lambda y: [y, y])(L.Dense(1)(L.LSTM(4)(x))))
_functional("its input among the outputs", lambda k, L, x: [x, L.Dense(1)(L.LSTM(4)(x))])
_functional("outputs in a tuple within a dict", lambda k, L, x: {"a": (L.LSTM(3)(x), L.GRU(2)(x)), "b": x[:, 0]})
_functional(
    "dropout that never rests", lambda k, L, x: L.Dense(1)(L.LSTM(3)(L.Dropout(0.5)(_sequence(L, x), training=True)))
)
_functional(
    "images through a convolution of each",
    lambda k, L, x: L.Dense(1)(L.LSTM(4)(L.TimeDistributed(L.Flatten())(L.TimeDistributed(L.Conv2D(2, 2))(x)))),
    shape=(4, 5, 5, 1),
)
_functional(
    "both ways within time distributed",
    lambda k, L, x: L.Dense(1)(L.LSTM(3)(L.TimeDistributed(L.Bidirectional(L.LSTM(2)))(x))),
    shape=(3, 4, 2),
)
_functional(
    "attention of a decoder",
    lambda k, L, x: L.Dense(1)(
        L.Concatenate()(
            [(lambda h: L.Attention()([L.LSTM(4, return_sequences=True)(h), h]))(_sequence(L, x)), _sequence(L, x)]
        )
    ),
)
_functional("spectral normalisation of Dense", lambda k, L, x: L.SpectralNormalization(L.Dense(2))(L.LSTM(4)(x)))
_functional("a name with points and dashes", lambda k, L, x: L.Dense(1)(L.LSTM(4, name="reader.of-x_4")(x)))
_functional("a model of convolutional LSTMs", lambda k, L, x: L.Dense(1)(L.Flatten()(L.ConvLSTM2D(2, 2)(x))),
            shape=(3, 4, 4, 1), words=("runs ConvLSTMCell",))  # fmt: skip


@kind
def a_model_called_twice(keras):
    L, a, b = keras.layers, keras.Input((6, 3), name="a"), keras.Input((6, 3), name="b")
    tower = keras.Sequential([keras.Input((6, 3)), L.Dense(4, "tanh"), L.LSTM(4), L.Dense(2)], name="tower")
    return keras.Model([a, b], L.Subtract()([tower(a), tower(b)])), [numbers(2, 6, 3), numbers(2, 6, 3)[:, ::-1].copy()]


@kind
def encoder_both_ways_and_decoder(keras):
    L, source, target = keras.layers, keras.Input((6, 3), name="source"), keras.Input((4, 2), name="target")
    _, h_there, c_there, h_back, c_back = L.Bidirectional(L.LSTM(3, return_state=True))(source)
    states = [L.Concatenate()([h_there, h_back]), L.Concatenate()([c_there, c_back])]
    seen = L.LSTM(6, return_sequences=True)(target, initial_state=states)
    return keras.Model([source, target], L.Dense(2)(seen)), [numbers(2, 6, 3), numbers(2, 4, 2)]


@kind
def zeros_at_masked_steps(keras):
    L, x = keras.layers, tokens(2, 7)
    x[0, 5:], x[1, :3] = 0, 0
    layers = [L.Embedding(9, 3, mask_zero=True), L.LSTM(4, return_sequences=True, zero_output_for_mask=True)]
    return sequential(keras, *layers, L.GRU(3, go_backwards=True), L.Dense(1), shape=(7,)), x


@kind
def a_mask_of_its_own(keras):
    L, x, real = keras.layers, keras.Input((6, 3), name="x"), keras.Input((6,), name="real", dtype="bool")
    h = L.LSTM(4, return_sequences=True)(x, mask=real)
    lengths = np.arange(6)[None] < np.array([[4], [6]])
    return keras.Model([x, real], L.Dense(1)(L.GRU(3)(h, mask=real))), [numbers(2, 6, 3), lengths]


@kind
def not_a_number_made_zero(keras):
    class Filled(keras.layers.Layer):
        def call(self, x):
            return keras.ops.nan_to_num(x)

    x = numbers(2, 6, 3)
    x[0, 2] = np.nan
    return sequential(keras, Filled(), keras.layers.LSTM(4), keras.layers.Dense(1)), x


@kind
def built_by_a_call(keras):
    model = keras.Sequential([keras.layers.LSTM(4, return_sequences=True), keras.layers.GRU(3), keras.layers.Dense(1)])
    model(numbers(2, 6, 3))
    return model, numbers(2, 6, 3)


@kind
def compiled_to_run_eagerly(keras):
    model = sequential(keras, keras.layers.LSTM(4), keras.layers.Dense(1))
    model.compile("sgd", "mse", run_eagerly=True)
    return model, numbers(2, 6, 3)


@kind
def trained_and_frozen(keras):
    model = sequential(
        keras, keras.layers.LSTM(4, trainable=False), keras.layers.BatchNormalization(), keras.layers.Dense(1)
    )
    model.compile("adam", "mse")
    model.fit(numbers(2, 6, 3), np.ones((2, 1)), verbose=0)
    return model, numbers(2, 6, 3)


@kind
def embedding_and_dense_adapted_by_lora(keras):
    L = keras.layers
    model = sequential(keras, L.Embedding(9, 4), L.LSTM(4), L.Dense(3), shape=(7,))
    for layer in (model.layers[0], model.layers[-1]):
        layer.enable_lora(2)
        layer.lora_kernel_b.assign(numbers(*layer.lora_kernel_b.shape)) if layer is model.layers[-1] else None
    return model, tokens(2, 7)


@kind
def dense_quantised_to_int8(keras):
    L = keras.layers
    model = sequential(keras, L.LSTM(4, return_sequences=True), L.Dense(4), L.GRU(3), L.Dense(1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that an LSTM and an Input have nothing to quantise
        model.quantize("int8")
    return model, numbers(2, 6, 3)


@kind
def whole_numbers_as_input(keras):
    return sequential(keras, keras.layers.LSTM(4), keras.layers.Dense(1), dtype="int32"), tokens(2, 6, 3)


@kind
def positions_added_to_words(keras):
    class Positions(keras.layers.Layer):
        def build(self, shape):
            self.table = self.add_weight(shape[1:], "glorot_uniform")

        def call(self, x):
            return x + self.table

    L = keras.layers
    return sequential(keras, L.Embedding(9, 4), Positions(), L.LSTM(4), L.Dense(1), shape=(7,)), tokens(2, 7)


@kind
def categories_as_one_hot(keras):
    L = keras.layers
    layers = [L.CategoryEncoding(9, output_mode="one_hot"), L.LSTM(4), L.Dense(1)]
    return sequential(keras, *layers, shape=(7,), dtype="int32"), tokens(2, 7)


@kind
def a_class_that_hands_on_states(keras):
    class Steps(keras.Model):
        def __init__(self):
            super().__init__()
            self.lstm, self.out = keras.layers.LSTM(4, return_state=True), keras.layers.Dense(3)

        def call(self, x):
            _, h, c = self.lstm(x[:, :3])
            y, h, c = self.lstm(x[:, 3:], initial_state=[h, c])
            return {"y": self.out(y), "h": h}

    model = Steps()
    model(numbers(2, 6, 3))
    return model, numbers(2, 6, 3)


@kind
def a_class_that_decodes_step_by_step(keras):
    class Decoder(keras.Model):
        def __init__(self):
            super().__init__()
            self.lstm, self.out = keras.layers.LSTM(4, return_state=True), keras.layers.Dense(3)

        def call(self, x):
            y, h, c = self.lstm(x)
            answers = []
            for _ in range(3):
                word = self.out(y)
                answers.append(word)
                y, h, c = self.lstm(word[:, None], initial_state=[h, c])
            return keras.ops.stack(answers, 1)

    model = Decoder()
    model(numbers(2, 6, 3))
    return model, numbers(2, 6, 3)


@kind
def an_lstm_dropped_out_for_ever(keras):
    class Doubtful(keras.Model):
        def __init__(self):
            super().__init__()
            self.lstm, self.out = keras.layers.LSTM(8, dropout=0.5), keras.layers.Dense(1)

        def call(self, x):
            return self.out(self.lstm(x, training=True))

    model = Doubtful()
    model(numbers(2, 6, 3))
    return model, numbers(2, 6, 3), "something else than an ordinary LSTM"


@kind
def dropout_between_for_ever(keras):
    class Doubtful(keras.Model):
        def __init__(self):
            super().__init__()
            self.low, self.drop = keras.layers.LSTM(8, return_sequences=True), keras.layers.Dropout(0.5, seed=1)
            self.top, self.out = keras.layers.LSTM(3), keras.layers.Dense(1)

        def call(self, x):
            return self.out(self.top(self.drop(self.low(x), training=True)))

    model = Doubtful()
    model(numbers(2, 6, 3))
    return model, numbers(2, 6, 3)


# What cannot be opened, and says so ----------------------------------------------------------------------------------


@kind
def an_activation_of_ones_own(keras):
    layer = keras.layers.LSTM(4, activation=lambda z: keras.ops.tanh(2 * z))
    return sequential(keras, layer, keras.layers.Dense(1)), numbers(2, 6, 3), "which is none of Keras's own"


@kind
def a_cell_of_ones_own(keras):
    class Minimal(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.state_size, self.cell = 4, keras.layers.Dense(4)

        def build(self, shape):
            self.cell.build((shape[0], shape[-1] + 4))

        def call(self, x, states):
            h = keras.ops.tanh(self.cell(keras.ops.concatenate([x, states[0]], -1)))
            return h, [h]

    return sequential(keras, keras.layers.RNN(Minimal()), keras.layers.Dense(1)), numbers(2, 6, 3), "runs Minimal"


@kind
def a_convolutional_lstm(keras):
    L = keras.layers
    layers = [L.ConvLSTM1D(3, 2), L.Flatten(), L.Dense(1)]
    return sequential(keras, *layers, shape=(4, 5, 2)), numbers(2, 4, 5, 2), "runs ConvLSTMCell"


@kind
def a_cell_called_by_hand(keras):
    class Hand(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.cell = keras.layers.LSTMCell(4)

        def build(self, shape):
            self.cell.build((shape[0], shape[-1]))

        def call(self, x):
            states = [keras.ops.zeros((keras.ops.shape(x)[0], 4))] * 2
            for t in range(x.shape[1]):
                out, states = self.cell(x[:, t], states)
            return out

    return sequential(keras, Hand(), keras.layers.Dense(1)), numbers(2, 6, 3), "called by code of its own"


@kind
def a_layer_that_computes_more(keras):
    class Louder(keras.layers.LSTM):
        def call(self, sequences, initial_state=None, mask=None, training=False):
            return 1.2 * super().call(sequences, initial_state, mask, training)

    return sequential(keras, Louder(4), keras.layers.Dense(1)), numbers(2, 6, 3), "something else than an ordinary LSTM"


@kind
def a_louder_layer_in_half_precision(keras):
    class Louder(keras.layers.LSTM):
        def call(self, sequences, initial_state=None, mask=None, training=False):
            return 1.2 * super().call(sequences, initial_state, mask, training)

    layers = [Louder(8, dtype="mixed_float16"), keras.layers.Dense(1)]
    return sequential(keras, *layers), numbers(2, 6, 3), "something else than an ordinary LSTM"


@kind
def a_foreign_half_of_a_sum(keras):
    class Louder(keras.layers.LSTM):
        def call(self, sequences, initial_state=None, mask=None, training=False):
            return super().call(sequences, initial_state, mask, training) + 0.2

    L = keras.layers
    both = L.Bidirectional(L.LSTM(4), backward_layer=Louder(4, go_backwards=True), merge_mode="sum")
    return sequential(keras, both, L.Dense(1)), numbers(2, 6, 3), "something else than an ordinary LSTM"
