"""Every public door against what people pass by mistake: each costs one sentence that names the argument.

A door is a function, arguments with which it works, and for each argument what is wrong for it: another rank or size,
text, nothing, NaN, empty arrays, negative sizes,
     a seed where a generator belongs. One wrong value is passed at a time.
"""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lstm_helpers import (
    backprop,
    cells,
    claims,
    fused,
    losses,
    models,
    optimizers,
    sequence,
    series,
    tasks,
    text,
    training,
)
from lstm_helpers.cells import init_dense, init_lstm
from lstm_helpers.widgets import GateLab, TrainingView, TwoWayReader

TRIES = 8  # wrong values tried for each argument of each door
THINGS = ("text", None, {}, object(), [[1], [1, 2]], 1 + 2j, b"bytes", np.datetime64("2020-01-01"))
B, T, D, H = 3, 5, 2, 4


# ---- what is wrong for each kind of argument ------------------------------------------------------------------------


def floats(*sizes, optional=False):
    """No array of finite numbers with these sizes (None: any of at least one)."""
    good = tuple(2 if size is None else size for size in sizes)

    def fits(shape):
        return len(shape) == len(sizes) and all(n and (size in (None, n)) for n, size in zip(shape, sizes, strict=True))

    def spoilt(place, value):
        array = np.ones(good)
        array.flat[place] = value
        return array

    shapes = st.lists(st.integers(0, 6), max_size=4).map(tuple).filter(lambda shape: not fits(shape))
    places = st.integers(0, int(np.prod(good)) - 1)
    return st.one_of(
        shapes.map(np.ones),
        st.builds(spoilt, places, st.sampled_from([np.nan, np.inf, -np.inf])),
        things(optional),
        st.just(np.full(good, "1")),
        st.just(np.ones(good, complex)),
    )


def things(optional=False):
    """What is no number, no array and no object of the course."""
    return st.sampled_from([thing for thing in THINGS if not (optional and thing is None)])


def mask(*sizes):
    wrong_size = st.lists(st.integers(0, 6), max_size=3).map(tuple).filter(lambda shape: shape != sizes)
    return st.one_of(
        wrong_size.map(lambda shape: np.ones(shape, bool)),
        st.sampled_from([np.full(sizes, 2), np.full(sizes, 0.5), np.full(sizes, "x"), "text", 1.0, {}]),
    )


def count(least=1, most=None, optional=False):
    """No whole number of at least ``least``."""
    wrong = [st.integers(max_value=least - 1), st.floats(), st.booleans(), things(optional), st.just(np.ones(3))]
    return st.one_of(*wrong, *([] if most is None else [st.integers(min_value=most + 1)]))


def number(low=None, high=None, optional=False):
    """No finite real number, or one outside low…high."""
    wrong = [st.sampled_from([np.nan, np.inf, -np.inf]), things(optional), st.just(np.ones(3))]
    wrong += [] if low is None else [st.floats(max_value=low, exclude_max=True, allow_nan=False)]
    wrong += [] if high is None else [st.floats(min_value=high, exclude_min=True, allow_nan=False)]
    return st.one_of(*wrong)


def choice(*options):
    others = st.one_of(st.text(max_size=5), st.integers(), st.just(("concat",)), st.booleans(), st.just(np.ones(2)))
    return others.filter(
        lambda value: not any(value is option or (isinstance(value, str) and value == option) for option in options)
    )


def words(empty=True, optional=False):
    """No text."""
    wrong = [0, 2.5, ["a"], ("a", "b"), b"bytes", np.ones(2), *([""] if empty else []), *([] if optional else [None])]
    return st.sampled_from(wrong)


def labels(steps):
    return st.one_of(st.integers(), st.floats(), st.lists(st.text(max_size=2)).filter(lambda some: len(some) != steps))


rng_ = st.sampled_from([0, 42, None, "seed", np.random, np.random.RandomState(0), np.random.default_rng])
no_rng = st.sampled_from([0, 42, "seed", np.random, np.random.RandomState(0), np.random.default_rng])


def fresh():
    return np.random.default_rng(0)


LSTM, GRU = init_lstm(D, H, fresh()), cells.init_gru(D, H, fresh())
X, READOUT = fresh().standard_normal((B, T, D)), init_dense(H, 1, fresh())
TRACE = sequence.run(LSTM, X)
MODEL = models.init_model(D, H, 1, fresh(), dtype=np.float64)
ABC = text.Alphabet("abc")


def params(kind=None):
    """No parameters of a cell (of this kind)."""
    broken = [
        LSTM._replace(W_h=LSTM.W_h[:, 1:]),
        LSTM._replace(b=np.ones(3)),
        LSTM._replace(W_x=np.full((D, 4 * H), np.nan)),
        LSTM._replace(b=LSTM.b[None]),
        LSTM._replace(W_h="text"),
        LSTM._replace(W_x=None),
        tuple(LSTM),
        LSTM.W_x,
    ]
    return st.one_of(st.sampled_from(broken), things(), *([] if kind is None else [st.just(GRU)]))


# ---- the doors ------------------------------------------------------------------------------------------------------

DOORS = {}


def door(name, call, usual, **wrong):
    DOORS[name] = SimpleNamespace(call=call, usual=usual, wrong=wrong)


def options(**wrong):
    return {"x": floats(None, None, D), "mask": mask(B, T), "labels": labels(T)} | wrong


states = {"h0": floats(B, H, optional=True), "c0": floats(B, H, optional=True)}
door("sequence.run", sequence.run, {"params": LSTM, "x": X}, params=params(), **options(), **states)
door(
    "sequence.stack",
    sequence.stack,
    {"layers": [LSTM], "x": X},
    layers=st.one_of(params(), st.just([]), st.just([LSTM, LSTM]), st.lists(params(), min_size=1, max_size=2)),
    **options(),
)
door(
    "sequence.both_ways",
    sequence.both_ways,
    {"forward": LSTM, "backward": LSTM, "x": X},
    forward=params(),
    backward=st.one_of(params(), st.just(init_lstm(D, H + 1, fresh()))),
    merge_mode=choice(*sequence.MERGE_MODES),
    **options(),
)
door("fused.run", fused.run, {"params": LSTM, "x": X}, params=params(LSTM), **options(labels=st.nothing()), **states)

no_trace = st.one_of(things(), st.just([TRACE]), st.just(LSTM))
dh = {"dh": floats(B, T, H, optional=True), "dh_T": floats(B, H, optional=True)}
for route in (backprop, fused):
    door(
        f"{route.__name__}.backward",
        route.backward,
        {"trace": TRACE, "dh": np.ones((B, T, H))},
        trace=no_trace,
        dc_T=floats(B, H, optional=True),
        **dh,
    )
door(
    "backprop.backward_stack",
    backprop.backward_stack,
    {"traces": [TRACE], "dh": np.ones((B, T, H))},
    traces=st.one_of(no_trace.filter(lambda some: not isinstance(some, list)), st.just([]), st.just([LSTM])),
    **dh,
)
for merge_mode, shape in (("concat", (B, T, 2 * H)), ("sum", (B, T, H)), ("mul", (B, T, H)), ("ave", (B, T, H))):
    both = sequence.both_ways(LSTM, LSTM, X, merge_mode=merge_mode)
    door(
        f"backprop.backward_both_ways, {merge_mode}",
        backprop.backward_both_ways,
        {"both": both, "d_output": np.ones(shape)},
        both=no_trace,
        d_output=floats(*shape),
    )
both = sequence.both_ways(LSTM, LSTM, X, merge_mode=None)
door(
    "backprop.backward_both_ways, None",
    backprop.backward_both_ways,
    {"both": both, "d_output": (np.ones((B, T, H)),) * 2},
    d_output=st.one_of(floats(B, T, H), st.just((np.ones((B, T, H)),)), st.just((1, 2))),
)
door(
    "backprop.gradient_vs_lag",
    backprop.gradient_vs_lag,
    {"params": LSTM, "x": X},
    params=params(),
    x=floats(None, None, D),
    of=choice("x", "h", "c"),
    dh_T=floats(B, H, optional=True),
    rng=no_rng,
)
door("backprop.saliency", backprop.saliency, {"trace": TRACE, "dh_T": np.ones((B, H))}, trace=no_trace, **dh)
door(
    "backprop.relative_error",
    backprop.relative_error,
    {"a": np.ones((3, 1)), "b": np.ones((3, 1))},
    a=st.sampled_from([np.ones(3), "text", None, np.ones((3, 2)), {}]),
    b=st.sampled_from([np.ones(3), "text", None, 1.0]),
)

sizes = {"D": count(), "H": count(), "rng": rng_, "recurrent": choice("orthogonal", "glorot", "identity")}
usual = {"D": D, "H": H, "rng": fresh()}
bias = {"forget_bias": st.one_of(number(), st.just(np.ones(H + 1)), st.just(np.ones((H, 1))), st.just([]))}
door("cells.init_rnn", cells.init_rnn, usual, **sizes, radius=number())
door("cells.init_lstm", cells.init_lstm, usual, **sizes, **bias)
door("cells.init_gru", cells.init_gru, usual, **sizes)
door("cells.init_peephole", cells.init_peephole, usual, **sizes, **bias)
door("cells.init_coupled", cells.init_coupled, usual, **sizes, **bias)
door("cells.init_chrono", cells.init_chrono, usual | {"longest": 10}, **sizes, longest=count(3))
door("cells.init_dense", cells.init_dense, {"H": H, "O": 1, "rng": fresh()}, H=count(), O=count(), rng=rng_)
door(
    "cells.force_gate",
    cells.force_gate,
    {"params": LSTM, "gate": "f", "value": 1.0},
    params=st.one_of(things(), st.just(GRU)),
    gate=choice("i", "f", "g", "o"),
    value=number(0, 1),
    unit=count(0, H - 1, optional=True),
)

weights = st.one_of(
    st.sampled_from(["text", {}, np.ones(7), -np.ones((B, 2)), np.zeros((B, 2)), np.full((B, 2), np.nan)])
)
door(
    "losses.squared_error",
    losses.squared_error,
    {"prediction": np.ones((B, 2)), "target": np.ones((B, 2))},
    prediction=st.sampled_from(["text", None, np.ones((0, 2)), np.full((B, 2), "1")]),
    target=floats(B, 2),
    weights=weights,
)
door(
    "losses.sigmoid_cross_entropy",
    losses.sigmoid_cross_entropy,
    {"logits": np.ones((B, 2)), "target": np.ones((B, 2))},
    logits=st.sampled_from(["text", None, np.ones((0, 2)), np.full((B, 2), "1")]),
    target=st.one_of(floats(B, 2), st.just(np.full((B, 2), 1.5)), st.just(-np.ones((B, 2)))),
    weights=weights,
)
door(
    "losses.softmax_cross_entropy",
    losses.softmax_cross_entropy,
    {"logits": np.ones((B, 2)), "target": np.zeros(B, int)},
    logits=st.sampled_from(["text", None, np.ones((0, 2)), np.full((B, 2), "1"), np.float64(1.0)]),
    target=st.one_of(
        things(),
        st.sampled_from(
            [
                np.zeros(B),
                np.full(B, 2),
                np.full(B, -1),
                np.zeros(B + 1, int),
                np.full((B, 2), np.nan),
                np.full((B, 2), -1.0),
            ]
        ),
    ),
    weights=st.sampled_from(["text", {}, np.ones(7), -np.ones(B), np.zeros(B), np.full(B, np.nan)]),
)

no_optimizer = st.one_of(
    things(),
    st.sampled_from(
        [
            optimizers.Adam,
            "adam",
            optimizers.Adam(0.0),
            optimizers.Adam(-1),
            optimizers.Adam(np.nan),
            optimizers.SGD("fast"),
            optimizers.SGD(None),
            optimizers.Momentum(0.1, 1.5),
            optimizers.RMSprop(0.1, rho=-1),
            optimizers.Adam(0.1, beta1=1.0),
            optimizers.Adam(0.1, beta2="x"),
            optimizers.Adam(0.1, eps=-1.0),
        ]
    ),
)
door("optimizers.start", optimizers.start, {"optimizer": optimizers.Adam(), "params": LSTM}, optimizer=no_optimizer)
door(
    "optimizers.dropout",
    optimizers.dropout,
    {"h": np.ones((2, 3)), "rate": 0.5, "rng": fresh()},
    rate=st.one_of(number(0, 1), st.just(1.0)),
    rng=rng_,
)

fit = {"model": MODEL, "x": X, "y": np.ones((B, 1)), "rng": fresh(), "progress": False}
no_model = st.one_of(
    things(),
    st.sampled_from(
        [
            LSTM,
            MODEL._replace(layers=()),
            MODEL._replace(layers=(None,)),
            MODEL._replace(readout=None),
            MODEL._replace(readout=init_dense(H + 1, 1, fresh())),
            MODEL._replace(layers=(LSTM, LSTM)),
            MODEL._replace(readout=models.as_dtype(MODEL, np.float32).readout),
        ]
    ),
)
no_targets = st.one_of(
    things(),
    st.sampled_from(
        [
            np.ones((B + 1, 1)),
            np.ones(B),
            np.ones((B, 2)),
            np.ones((B, T, 1)),
            np.full((B, 1), np.nan),
            np.ones((0, 1)),
            1.0,
        ]
    ),
)
door(
    "training.fit",
    training.fit,
    fit,
    model=no_model,
    x=floats(None, None, D),
    y=no_targets,
    rng=rng_,
    loss=things(),
    optimizer=no_optimizer.filter(lambda value: value is not None),
    epochs=count(),
    batch_size=count(),
    steps=count(optional=True),
    mask=mask(B, T),
    schedule=things(),
    clip=st.one_of(number(0, optional=True), st.just(0.0)),
    l2=number(0),
    dropout=st.one_of(number(0, 1), st.just(1.0)),
    patience=count(optional=True),
    callbacks=things(),
    validation=st.one_of(
        things(optional=True),
        st.sampled_from(
            [
                (X,),
                (X, np.ones((B + 1, 1))),
                (X[0], np.ones((B, 1))),
                (X, np.ones(B)),
                (X, None),
                (X, np.ones((B, 1)), 3),
            ]
        ),
    ),
    checkpoint=st.sampled_from([3, 2.5, ["a.npz"], {}, b"bytes"]),
    checkpoint_seconds=number(0),
)
door(
    "training.fit with a task",
    training.fit,
    {"model": MODEL, "x": lambda n, rng: tasks.adding(n, rng, T=6), "rng": fresh(), "steps": 2, "progress": False},
    steps=count(),
    x=st.sampled_from(
        [
            lambda n, rng: 3,
            lambda n, rng: (1, 2, 3, 4),
            lambda n, rng: ("a", "b"),
            lambda n, rng: (np.ones((n, 6)), np.ones((n, 1))),
            lambda n, rng: (np.ones((n, 6, 3)), np.ones((n, 1))),
        ]
    ),
)
door(
    "models.init_model",
    models.init_model,
    {"D": D, "H": H, "O": 1, "rng": fresh()},
    D=count(),
    O=count(),
    rng=rng_,
    H=st.one_of(count(), st.just([]), st.just([4, 0]), st.just((4, "4"))),
    cell=things(),
    dtype=st.sampled_from([int, "text", None, np.float16, complex]),
)
door(
    "models.predict",
    models.predict,
    {"model": MODEL, "x": X},
    model=no_model,
    x=floats(None, None, D),
    mask=mask(B, T),
    batch_size=count(),
)
door(
    "models.evaluate",
    models.evaluate,
    {"model": MODEL, "x": X, "y": np.ones((B, 1))},
    model=no_model,
    x=floats(None, None, D),
    y=no_targets,
    loss=things(),
    mask=mask(B, T),
)

for name, least in (
    ("adding", {"T": 2}),
    ("adding_1997", {"T": 22}),
    ("delayed_recall", {"delay": 0, "symbols": 2}),
    ("brackets", {"T": 1, "deepest": 1}),
    ("parity", {"T": 1}),
    ("copy", {"length": 1, "delay": 1, "symbols": 2}),
    ("noisy_sine", {"T": 1}),
):
    door(
        f"tasks.{name}",
        getattr(tasks, name),
        {"n": 2, "rng": fresh()},
        n=count(),
        rng=rng_,
        **{option: count(at) for option, at in least.items()},
        **({"noise": number(0)} if name == "noisy_sine" else {}),
    )
door("tasks.random_integers", tasks.random_integers, {}, rng=st.sampled_from([0, "seed", fresh(), np.random]))
door(
    "tasks.one_hot",
    tasks.one_hot,
    {"numbers": [0, 1], "K": 2},
    K=count(),
    numbers=st.one_of(things(), st.sampled_from([[0.5, 1], [2], [-1], []])),
)

SERIES, WINDOWS = np.arange(20.0), np.ones((6, 4, 1))
no_series = st.one_of(things(), st.sampled_from([np.ones((2, 2, 2)), [], np.full(20, np.nan), 3.0, np.full(20, "1")]))
no_windows = st.one_of(
    things(), st.sampled_from([np.ones(6), np.ones((6, 4)), np.ones((0, 4, 1)), np.full((6, 4, 1), np.nan)])
)
door(
    "series.make_windows",
    series.make_windows,
    {"series": SERIES, "length": 4},
    length=count(),
    horizon=count(),
    series=st.one_of(no_series, st.just(np.ones(4))),
)
door(
    "series.split_in_time",
    lambda share, **rest: series.split_in_time(rest.pop("series"), share, **rest),
    {"series": SERIES, "share": 0.8},
    series=st.sampled_from(["text", None, {}, [[1], [1, 2]], np.ones((2, 2, 2)), [], 3.0]),
    share=st.one_of(number(0, 1), st.just(0.0), st.just(1.0)),
    context=st.one_of(count(0), st.just(19)),
)
door("series.fit_scaler", series.fit_scaler, {"train": SERIES}, train=no_series, kind=choice("standard", "minmax"))
for name in ("scale", "unscale"):
    door(
        f"series.{name}",
        getattr(series, name),
        {"scaler": series.fit_scaler(np.ones((5, 2))), "values": np.ones((3, 2))},
        scaler=things(),
        values=st.one_of(things(), st.sampled_from([np.ones(3), np.ones((2, 3)), []])),
    )
door("series.persistence", series.persistence, {"x": WINDOWS}, x=no_windows)
door("series.seasonal_naive", series.seasonal_naive, {"x": WINDOWS, "period": 2}, x=no_windows, period=count(1, 4))
door(
    "series.linear_lags",
    series.linear_lags,
    {"x_train": WINDOWS, "y_train": np.ones((6, 1)), "x": WINDOWS},
    x=no_windows,
    x_train=no_windows,
    y_train=floats(6, None),
    lags=count(1, 4, optional=True),
)
door(
    "series.skill",
    series.skill,
    {"error": 1.0, "baseline_error": 2.0},
    error=number(0),
    baseline_error=st.one_of(number(0), st.just(0.0)),
)

door(
    "text.split",
    text.split,
    {"text": "a\nb\nc\nd\ne", "train": 0.5},
    text=st.one_of(words(), st.just("one line")),
    train=st.one_of(number(0, 1), st.just(0.0), st.just(1.0)),
)
door("text.Alphabet", text.Alphabet, {}, letters=st.one_of(words(), st.just("aa"), st.just("aA")))
door("text.Alphabet.encode", ABC.encode, {"text": "abc"}, text=words())
door(
    "text.Alphabet.decode",
    ABC.decode,
    {"numbers": [0, 1]},
    numbers=st.one_of(things(), st.sampled_from([[0.5], [4], [-1], [[0, 1]], 3, [True]])),
)
door(
    "text.Alphabet.one_hot",
    ABC.one_hot,
    {"texts": "abc"},
    texts=st.sampled_from([[], ["a", "bc"], "", [1, 2], 3, None, [""]]),
)
for name in ("inside_brackets", "flat_lines", "words", "remove_spaces"):
    door(f"text.{name}", getattr(text, name), {"text": "a b"}, text=words())
door(
    "text.windows", text.windows, {"text": "abcdef", "length": 2}, text=st.one_of(words(), st.just("a")), length=count()
)
door(
    "text.put_spaces",
    text.put_spaces,
    {"letters": "ab", "ends": [0, 1]},
    letters=words(),
    ends=st.one_of(things(), st.sampled_from([[1], [0, 1, 1], [[0, 1]], [0.5, 1], ["a", "b"], [2, 0]])),
)
door(
    "claims.claim",
    claims.claim,
    {"sentence": "so it is", "holds": True},
    sentence=words(),
    holds=st.one_of(things(), st.integers(), st.just(np.array([True, True]))),
)

door(
    "widgets.GateLab",
    GateLab,
    {"trace": TRACE},
    trace=st.one_of(things(), st.sampled_from([[], LSTM, [LSTM], sequence.run(GRU, X)])),
    unit=count(0, H - 1),
    step=count(0, T - 1),
    example=count(-B, B - 1),
    title=words(empty=False),
    layer=count(0, 0, optional=True),
    text=words(empty=False),
    edits=st.sampled_from([[1], "x", {9: 1}, {0: "x"}, {0: [1.0]}]),
    clamps=st.sampled_from([[1], "x", {"q": 1}, {"f": 2.0}, {"f": "x"}, {"f": (1.0, 9)}]),
    compare=choice("after", "before"),
    readout=st.one_of(things(optional=True), st.just(init_dense(H + 1, 1, fresh()))),
    alphabet=things(optional=True),
)
door(
    "widgets.GateLab with a readout",
    GateLab,
    {"trace": TRACE, "readout": READOUT},
    classes=st.sampled_from([3, ["a", "b", "c"], 1.5]),
    activation=choice("sigmoid", "softmax", "linear", None),
    targets=st.sampled_from(["text", {}, np.ones(T + 1), np.ones((T, 2))]),
)
door(
    "widgets.TrainingView",
    TrainingView,
    {},
    title=words(empty=False),
    line=number(optional=True).filter(lambda value: not isinstance(value, dict)),
    loss=words(empty=False),
    scale=choice("log", "linear"),
    along=choice("batches", "epochs", "seconds"),
)
one = (init_lstm(4, 2, fresh()), init_dense(2, 1, fresh()))
two = ((one[0], one[0]), init_dense(4, 1, fresh()))
no_reader = st.one_of(things(), st.sampled_from([one[0], (one[0], None), (LSTM, READOUT), (None, one[1])]))
door(
    "widgets.TwoWayReader",
    TwoWayReader,
    {"forward": one, "backward": one, "both": two, "alphabet": ABC},
    forward=no_reader,
    backward=no_reader,
    both=st.one_of(no_reader, st.just(one)),
    alphabet=things(),
    example=words(),
    title=words(empty=False),
    merge_mode=choice("concat", "sum", "ave", "mul"),
    text=words(empty=False),
    step=count(0, 100),
    threshold=number(0, 1),
)

PAIRS = [
    (name, argument)
    for name, one_door in DOORS.items()
    for argument in one_door.wrong
    if not one_door.wrong[argument].is_empty
]


# ---- the tests ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOORS)
def test_the_door_opens_to_what_belongs_there(name):
    """Otherwise every refusal below would mean nothing."""
    refused = None
    try:
        DOORS[name].call(**DOORS[name].usual)
    except (TypeError, ValueError) as error:
        refused = error
    assert refused is None


@pytest.mark.parametrize(("name", "argument"), PAIRS, ids=lambda part: part)
@settings(
    max_examples=TRIES,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(data=st.data())
def test_a_wrong_value_costs_one_sentence_that_names_the_argument(name, argument, data):
    call, usual, wrong = DOORS[name].call, DOORS[name].usual, DOORS[name].wrong[argument]
    value = data.draw(wrong)
    with pytest.raises((TypeError, ValueError)) as raised:
        call(**(usual | {argument: value}))
    said = str(raised.value)
    assert re.search(rf"\b{argument}", said), f"the message does not name {argument}: {said}"
    assert said.count("\n") == 0, f"more than a line: {said}"
    assert said.endswith((".", "?", ")")), f"no sentence: {said}"
    assert len(said) < 500, f"a page: {said[:200]}…"


def test_at_least_500_wrong_values_are_tried():
    assert len(PAIRS) * TRIES > 1000
    assert len(DOORS) > 50
