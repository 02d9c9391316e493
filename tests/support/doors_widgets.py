"""The doors of the labs; see test_bad_input.py."""

from functools import partial

import numpy as np
from hypothesis import strategies as st

from lstm_helpers.maths import sequence
from lstm_helpers.maths.cells import init_dense, init_lstm
from lstm_helpers.widgets import GateLab, TrainingView, TwoWayReader
from tests.support.wrong_values import (
    ABC,
    GRU,
    LSTM,
    READOUT,
    TRACE,
    B,
    H,
    T,
    X,
    choice,
    count,
    enter,
    fresh,
    number,
    things,
    words,
)

DOORS = {}
door = partial(enter, DOORS)

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
