"""The doors of the Keras models and of the labs that open them; see attack.py. Importing this module imports Keras."""

from functools import partial
from pathlib import Path

import numpy as np

from lstm_helpers import keras_models
from lstm_helpers.keras_models import keras
from lstm_helpers.widgets import GateLab, TrainingView, TwoWayReader
from tests.support import right_things as right
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.right_things import ABC, GRU, LSTM, B, D, H, T, X
from tests.support.wrong_values import always, special

DOORS = {}
door = partial(enter, DOORS)
small = {"large": None}
T_ = wrong.optional(wrong.count(5, **small))


def built(build):
    """The builder, and its model's configuration in place of its weights, which are drawn."""

    def shape(*arguments, **options):
        keras.utils.set_random_seed(0)
        keras.backend.clear_session(free_memory=False)  # which would collect garbage each time
        return build(*arguments, **options)

    shape.__signature__ = __import__("inspect").signature(build)
    return shape


door(
    "keras_models.single",
    built(keras_models.single),
    {"units": 3, "T": 5, "D": 2},
    units=wrong.count(3, **small),
    T=T_,
    D=wrong.count(2, **small),
    outputs=wrong.count(1, **small),
)
sizes = wrong.things() + special(
    a_number=always(3),
    none=list,
    zero=always([0]),
    floats=always([2.0]),
    text=always("34"),
    a_set=lambda: {3, 4},
    a_dict=lambda: {3: 1, 4: 2},
    bytes=always(b"\x03\x04"),
    True_=always([True]),
    huge=always([2**40]),
)
sizes += [
    wrong.same_as("a tuple", always((3, 2)), always([3, 2]), must=True),
    wrong.same_as("an array", always(np.array([3, 2])), always([3, 2]), must=True),
    wrong.same_as("a generator", lambda: (n for n in (3, 2)), always([3, 2])),
]
door(
    "keras_models.stacked",
    built(keras_models.stacked),
    {"units": [3, 2], "T": 5, "D": 2},
    units=sizes,
    T=T_,
    D=wrong.count(2, **small),
    outputs=wrong.count(1, **small),
    dropout=wrong.number(0.5, 0, 1) + special(one=always(1.0)),
)
door(
    "keras_models.bidirectional",
    built(keras_models.bidirectional),
    {"units": 3, "T": 5, "D": 2},
    units=wrong.count(3, **small),
    T=T_,
    D=wrong.count(2, **small),
    outputs=wrong.count(1, **small),
    merge_mode=wrong.choice("concat", "sum", "ave", "mul"),
    every_step=wrong.flag(),
)

keras.utils.set_random_seed(0)
MODEL, LAYER, DENSE = keras_models.single(H, T, D), keras.layers.LSTM(H), keras.layers.Dense(1)
LAYER.build((None, T, D))
DENSE.build((None, H))
UNBUILT = keras.layers.LSTM(3)
no_model = wrong.things() + special(
    a_layer=always(LAYER), a_class=always(keras.Sequential), weights=lambda: MODEL.get_weights()
)
no_layer = wrong.things() + special(
    no_weights=always(UNBUILT), a_model=always(MODEL), a_GRU=lambda: keras.layers.GRU(3)
)
sequences = wrong.floats(X, free=(0,), narrow=np.float32)
door(
    "keras_models.restart",
    lambda model, seed: keras_models.restart(model, seed).get_weights(),
    {"model": MODEL, "seed": 3},
    model=no_model + special(without_weights=lambda: keras.Sequential([keras.layers.LSTM(3)])),
    seed=wrong.count(3, 0),
)
door("keras_models.forget", keras_models.forget, {})
door(
    "keras_models.layer_norm_lstm",
    lambda units: keras_models.layer_norm_lstm(units).cell.units,
    {"units": 3},
    units=wrong.count(3, **small),
)
door("keras_models.lstm_layers", keras_models.lstm_layers, {"model": MODEL}, model=no_model)
door("keras_models.params_of", keras_models.params_of, {"layer": LAYER}, layer=no_layer)


def given(layer, params):
    before = layer.get_weights() if hasattr(layer, "get_weights") else None
    keras_models.set_params(layer, params)
    after = layer.get_weights()
    layer.set_weights(before)
    return after


HUGE = LSTM._replace(b=np.full_like(LSTM.b, 1e39))
door(
    "keras_models.set_params",
    given,
    {"layer": LAYER, "params": LSTM},
    layer=no_layer,
    params=right.params(LSTM, GRU) + special(beyond_float32=always(HUGE), a_readout=always(right.READOUT)),
)
door(
    "keras_models.gradients",
    keras_models.gradients,
    {"model": MODEL, "x": X, "d_output": np.ones((B, 1))},
    model=no_model,
    x=wrong.floats(X, narrow=np.float32),
    d_output=wrong.floats(np.ones((B, 1)), narrow=np.float32),
)
door(
    "keras_models.lstm_gradients",
    keras_models.lstm_gradients,
    {"params": LSTM, "x": X, "dh": np.ones((B, T, H))},
    params=right.params(LSTM, GRU),
    x=wrong.floats(X),
    dh=wrong.floats(np.ones((B, T, H))),
)
door(
    "keras_models.trace",
    keras_models.trace,
    {"model": MODEL, "x": X},
    model=no_model,
    x=sequences,
    layer=wrong.optional([t for t in wrong.count(0, 0, 0, large=None) if t.says not in ("one too few", "minus two")]),
    direction=wrong.choice("forward") + special(backward=always("backward")),
    labels=wrong.optional(wrong.labels(T)),
)
door(
    "widgets.GateLab.from_keras",
    GateLab.from_keras,
    {"model": MODEL, "x": X},
    model=no_model,
    x=sequences,
    layer=wrong.optional([t for t in wrong.count(0, 0, 0, large=None) if t.says not in ("one too few", "minus two")]),
    labels=wrong.optional(wrong.labels(T)),
    readout=wrong.optional(right.dense_params()),
)


FILES = Path(__file__).parent / "keras_2"
WHOLE, WEIGHTS = FILES / "stack.h5", FILES / "stack.weights.h5"
no_file = wrong.things("text") + special(
    nowhere=always("nowhere.keras"),
    a_folder=always(str(FILES)),
    a_script=always(FILES / "make.py"),
    bytes_=always(bytes(WHOLE)),
    with_a_zero=always("model\0.h5"),
    weights=always(WEIGHTS),
)
no_build = wrong.optional(wrong.function()) + special(
    a_model=always(MODEL), of_none=always(lambda: None), of_another_size=always(lambda: MODEL)
)
door(
    "keras_models.open_file",
    built(keras_models.open_file),
    {"path": WHOLE},
    path=no_file,
    build=no_build,
    custom_objects=wrong.optional(wrong.things("a dict")),
)
door(
    "widgets.GateLab.from_file",
    GateLab.from_file,
    {"path": WHOLE, "x": np.load(FILES / "answers.npz")["X"]},
    path=no_file,
    x=wrong.floats(np.load(FILES / "answers.npz")["X"], free=(0,), narrow=np.float32),
    layer=wrong.optional([t for t in wrong.choice("lstm_1") if t.says not in ("zero", "one")]),
    labels=wrong.optional(wrong.labels(6)),
    build=no_build,
    custom_objects=wrong.optional(wrong.things("a dict")),
)
door("widgets.TrainingView.keras_callback", lambda: type(TrainingView().keras_callback()).__name__, {})


def reader(way):
    layer = keras.layers.LSTM(2, return_sequences=True)
    layer = keras.layers.Bidirectional(layer) if way == "both" else layer
    return keras.Sequential([keras.Input((None, 4)), layer, keras.layers.Dense(1, activation="sigmoid")])


ONE, TWO = reader("one"), reader("both")
no_reader = no_model + special(
    read_out_once=always(MODEL), none_at_all=lambda: keras.Sequential([keras.Input((None, 4)), keras.layers.Dense(1)])
)
door(
    "widgets.TwoWayReader.from_keras",
    TwoWayReader.from_keras,
    {"forward_model": ONE, "backward_model": ONE, "both_model": TWO, "alphabet": ABC, "example": "a cab"},
    forward_model=no_reader,
    backward_model=no_reader,
    both_model=no_reader + special(one_way=always(ONE)),
    alphabet=wrong.things() + special(of_another_size=lambda: type(ABC)("ab")),
    example=wrong.words("ab") + special(blanks=always("  ")),
)
door(
    "keras_models.read",
    lambda model, x, labels: list(keras_models.read(model, x, labels=labels).traces.values()),
    {"model": MODEL, "x": X, "labels": None},
    model=no_model,
    x=sequences,
    labels=wrong.optional(wrong.labels(T)),
)
READING = keras_models.read(MODEL, X)
door(
    "keras_models.Reading.trace",
    READING.trace,
    {},
    layer=wrong.optional([t for t in wrong.count(0, 0, 0, large=None) if t.says not in ("one too few", "minus two")]),
    direction=wrong.choice("forward") + special(backward=always("backward")),
)
door("keras_models.Reading.ways", READING.ways, {}, layer=DOORS["keras_models.Reading.trace"].trials["layer"])
