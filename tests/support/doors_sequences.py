"""The doors of cells, sequences, the way back and the losses; see test_bad_input.py."""

from functools import partial

import numpy as np
from hypothesis import strategies as st

from lstm_helpers.maths import backprop, cells, fused, losses, sequence
from lstm_helpers.maths.cells import init_lstm
from tests.support.wrong_values import (
    GRU,
    LSTM,
    TRACE,
    B,
    D,
    H,
    T,
    X,
    choice,
    count,
    enter,
    floats,
    fresh,
    labels,
    mask,
    no_rng,
    number,
    params,
    rng_,
    things,
)

DOORS = {}
door = partial(enter, DOORS)


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
