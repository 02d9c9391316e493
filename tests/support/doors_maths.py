"""The doors of cells, sequences, the way back and the losses; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.maths import backprop, cells, fused, gradient_check, losses, sequence
from lstm_helpers.maths.cells import init_lstm
from tests.support import right_things as right
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.right_things import COUPLED, GRU, LSTM, PEEPHOLE, RNN, TRACE, B, D, H, T, X
from tests.support.wrong_values import always, special

DOORS = {}
door = partial(enter, DOORS)
SINGLE = right.single(LSTM)
HELD = np.ones((B, T), bool)
HELD[0, -1] = False


def sequences(narrow=None):
    return wrong.floats(X, free=(0, 1), narrow=narrow)


def masked():
    return wrong.optional(wrong.mask((B, T)))


def state(narrow=None):
    return wrong.optional(wrong.floats(np.ones((B, H)) / 3, narrow=narrow))


flags = {"go_backwards": wrong.flag(), "name": wrong.words(empty=True)}
options = {"mask": masked(), "labels": wrong.optional(wrong.labels(T))}
everything_else = dict.fromkeys(("x", "h0", "c0", "mask", "labels", "go_backwards", "name"), "see the LSTM")
for params in (GRU, RNN, PEEPHOLE, COUPLED):
    door(
        f"sequence.run, {type(params).__name__}",
        sequence.run,
        {"params": params, "x": X},
        params=right.params(params),
        leave=everything_else,
    )
door(
    "sequence.run",
    sequence.run,
    {"params": LSTM, "x": X, "labels": "abcde"},
    params=right.params(LSTM),
    x=sequences(),
    h0=state(),
    c0=state(),
    **options,
    **flags,
)
door(
    "sequence.run, float32",
    sequence.run,
    {"params": SINGLE, "x": X, "mask": HELD},
    params=right.params(LSTM),
    x=sequences(np.float32),
    h0=state(np.float32),
    c0=state(np.float32),
    **options,
    **flags,
)
door(
    "sequence.run, cells without a cell state",
    sequence.run,
    {"params": GRU, "x": X},
    c0=special(zeros=always(np.zeros((B, H)))),
    leave=dict.fromkeys(("params", "x", "h0", "mask", "labels", "go_backwards", "name"), "see the LSTM"),
)
door(
    "sequence.stack",
    sequence.stack,
    {"layers": [LSTM], "x": X},
    layers=right.layers(),
    x=sequences(),
    **options,
)
door(
    "sequence.both_ways",
    sequence.both_ways,
    {"forward": LSTM, "backward": LSTM, "x": X},
    forward=right.params(),
    backward=right.params() + special(another_size=always(init_lstm(D, H + 1, wrong.fresh()))),
    x=sequences(),
    merge_mode=wrong.choice(*sequence.MERGE_MODES),
    **options,
)
door(
    "sequence.Trace.example",
    TRACE.example,
    {"n": 1},
    n=[trial for trial in wrong.count(1, 0, B - 1, large=None) if trial.says not in ("one too few", "minus two")],
)
for name, params, narrow in (("", LSTM, None), (", float32", SINGLE, np.float32)):
    door(
        f"fused.run{name}",
        fused.run,
        {"params": params, "x": X},
        params=right.params(LSTM, GRU),
        x=sequences(narrow),
        h0=state(narrow),
        c0=state(narrow),
        mask=masked(),
    )

small = sequence.run(SINGLE, X)
for route, trace, narrow in (
    (backprop, TRACE, None),
    (backprop, small, np.float32),
    (fused, TRACE, None),
    (fused, small, np.float32),
):
    door(
        f"{route.__name__.split('.')[-1]}.backward, {trace.h.dtype}",
        route.backward,
        {"trace": trace, "dh": np.ones((B, T, H))},
        trace=right.trace(trace),
        dh=wrong.floats(np.ones((B, T, H)) / 3, narrow=narrow),
        dh_T=state(narrow),
        dc_T=state(narrow),
    )
dh = {"dh": wrong.optional(wrong.floats(np.ones((B, T, H)))), "dh_T": state()}
door(
    "backprop.backward_stack",
    backprop.backward_stack,
    {"traces": [TRACE], "dh_T": np.ones((B, H))},
    traces=[trial for trial in right.trace() if trial.says != "a list of one"]
    + special(none=list, of_parameters=lambda: [LSTM], of_no_stack=lambda: [TRACE, TRACE], a_set=lambda: {1})
    + [wrong.same_as("a tuple", lambda: (TRACE,), lambda: [TRACE], must=True)],
    **dh,
)
for merge_mode, shape in (("concat", (B, T, 2 * H)), ("sum", (B, T, H)), ("mul", (B, T, H)), ("ave", (B, T, H))):
    both = sequence.both_ways(LSTM, LSTM, X, merge_mode=merge_mode)
    door(
        f"backprop.backward_both_ways, {merge_mode}",
        backprop.backward_both_ways,
        {"both": both, "d_output": np.ones(shape)},
        both=wrong.things() + special(a_trace=always(TRACE), a_list=lambda both=both: [both]),
        d_output=wrong.floats(np.ones(shape)),
    )
pair = (np.ones((B, T, H)),) * 2
both = sequence.both_ways(LSTM, LSTM, X, merge_mode=None)
door(
    "backprop.backward_both_ways, None",
    backprop.backward_both_ways,
    {"both": both, "d_output": pair},
    both=wrong.things(),
    d_output=wrong.things()
    + wrong.floats(pair[0])[:20]
    + special(one_of_two=always(pair[:1]), numbers=always((1, 2)), a_set=lambda: {1, 2}),
)
door(
    "backprop.gradient_vs_lag",
    backprop.gradient_vs_lag,
    {"params": LSTM, "x": X, "rng": None},
    params=right.params(),
    x=sequences(),
    of=wrong.choice("x", "h", "c"),
    dh_T=state(),
    rng=wrong.optional(wrong.rng()),
)
door("backprop.saliency", backprop.saliency, {"trace": TRACE, "dh_T": np.ones((B, H))}, trace=right.trace(), **dh)

weighty = np.array([[0.5, -2.0], [3.0, 1.0]])
pairs = [
    wrong.floats(weighty, free=(), finite=False),
    special(NaN=always(weighty * np.nan), infinity=always(np.where(weighty > 2, np.inf, weighty))),
]
door("gradient_check.relative_error", gradient_check.relative_error, {"a": weighty, "b": weighty * 1.5}, a=pairs[0],
     b=pairs[0])  # fmt: skip
eps = [t for t in wrong.number(1e-5, 0) if t.says != "an array without axes"] + special(zero=always(0.0))
wrong_functions = wrong.function() + special(
    of_nothing=lambda: lambda x: None,
    of_a_text=lambda: lambda x: "3",
    of_an_array=lambda: lambda x: x,
    of_a_complex_number=lambda: lambda x: complex(x.sum()),
    of_a_list=lambda: lambda x: [1.0],
    in_single_precision=lambda: lambda x: np.float32(np.sum(x**3)),
    in_half_precision=lambda: lambda x: np.float16(np.sum(x**3)),
)
door(
    "gradient_check.numeric_gradient",
    gradient_check.numeric_gradient,
    {"f": lambda x: float(np.sum(x**3)), "x": weighty},
    f=wrong_functions,
    x=[t for t in wrong.floats(weighty, free=(0, 1)) if t.says not in
       ("one axis more", "one axis less", "flat", "one number")],  # any shape is right
    eps=eps,
)  # fmt: skip
door(
    "gradient_check.numeric_gradients",
    gradient_check.numeric_gradients,
    {"f": lambda params: float(sum(np.sum(np.asarray(a, float) ** 3) for a in params)),
        "params": GRU._replace(b=np.ones(3 * H))},
    f=wrong.function() + special(of_nothing=lambda: lambda params: None, of_an_array=lambda: lambda params: params.b),
    params=[t for t in right.params(GRU) if t.says not in ("W_h too narrow", "W_h not square", "b too short",
            "b with two axes", "an array")],
    eps=eps,
)  # fmt: skip

sizes = {"D": wrong.count(D), "H": wrong.count(H, large=130), "rng": wrong.rng()}
recurrent = {"recurrent": wrong.choice("orthogonal", "glorot", "identity")}
bias = {
    "forget_bias": [t for t in wrong.number(1.0) if t.says not in ("a list", "an array of one", "True", "an array",
                    "an array without axes")]
    + special(one_too_many=always(np.ones(H + 1)), two_axes=always(np.ones((H, 1))), empty=list,
              masked=always(np.ma.array(np.ones(H), mask=True)))
}  # fmt: skip


def usual():
    return {"D": D, "H": H, "rng": wrong.fresh()}


door("cells.init_rnn", cells.init_rnn, usual, **sizes, **recurrent, radius=wrong.number(0.9, 0))
door("cells.init_lstm", cells.init_lstm, usual, **sizes, **recurrent, **bias)
door("cells.init_gru", cells.init_gru, usual, **sizes, **recurrent)
door("cells.init_peephole", cells.init_peephole, usual, **sizes, **recurrent, **bias)
door("cells.init_coupled", cells.init_coupled, usual, **sizes, **recurrent, **bias)
door(
    "cells.init_chrono",
    cells.init_chrono,
    lambda: usual() | {"longest": 10},
    **sizes,
    **recurrent,
    longest=wrong.count(10, 3),
)
door("cells.init_dense", cells.init_dense, lambda: {"H": H, "O": 1, "rng": wrong.fresh()}, H=wrong.count(H),
     O=wrong.count(1), rng=wrong.rng())  # fmt: skip
door(
    "cells.force_gate",
    cells.force_gate,
    {"params": LSTM, "gate": "f", "value": 1.0},
    params=right.params(LSTM, GRU),
    gate=wrong.choice("i", "f", "g", "o"),
    value=wrong.number(0.5, 0, 1),
    unit=wrong.optional(wrong.count(2, 0, H - 1)),
)
door("parameters.count_params", cells.count_params, {"params": LSTM}, params=right.params(LSTM))

scores = np.array([[0.5, -2.0], [3.0, 1.0], [0.0, -1.0]])
yes_no = np.array([[0.0, 1.0], [1.0, 1.0], [0.0, 0.0]])
shares = np.array([[1.0, 2.0], [0.5, 1.0], [0.0, 1.0]])
weights = [t for t in wrong.optional(wrong.floats(shares, positive=True))
           if t.says not in ("one too few along 1", "one axis less")]  # fmt: skip
weights += special(negative=always(-shares), nothing=always(shares * 0), of_another_length=always(np.ones(7)))
predicted = [t for t in wrong.floats(scores, free=(), finite=True) if not t.says.endswith(("at 0", "at 5"))]
for name, values in (("squared_error", scores * 2), ("sigmoid_cross_entropy", yes_no)):
    first = "prediction" if name == "squared_error" else "logits"
    door(
        f"losses.{name}",
        getattr(losses, name),
        {first: scores, "target": values},
        **{first: predicted},
        target=wrong.floats(values, ones=name != "squared_error")
        + (special(above_one=always(yes_no * 1.5), negative=always(-yes_no)) if first == "logits" else []),
        weights=weights,
    )
    door(
        f"losses.{name}, float32",
        getattr(losses, name),
        {first: scores.astype(np.float32), "target": values},
        target=wrong.floats(values, narrow=np.float32, ones=name != "squared_error"),
        leave=dict.fromkeys((first, "weights"), "see the door in float64"),
    )
classes = np.array([0, 1, 1])
door(
    "losses.softmax_cross_entropy",
    losses.softmax_cross_entropy,
    {"logits": scores, "target": classes},
    logits=[t for t in predicted if t.says != "one too many along 1"],  # three classes, of which two occur
    target=special(
        floats=always(classes * 1.0), too_high=always(classes + 1), negative=always(-classes), too_many=always([0, 1,
            1, 0]),
        NaN=always(scores * np.nan), negative_shares=always(-np.abs(scores)), texts=always(["0", "1", "1"]),
        masked=always(np.ma.array(classes, mask=[0, 0, 1])), objects=always(classes.astype(object)),
        ragged=always([[0], [1, 1]]),
        complex=always(classes + 0j), infinite=always(np.full((3, 2), np.inf)), generator=lambda: (n for n in classes),
        a_set=lambda: {0, 1}, two_axes=always(classes[:, None]), bytes=always(b"011"),
    )
    + [wrong.same_as(kind.__name__, always(classes.astype(kind)), always(classes), must=True)
       for kind in (np.uint8, np.int8, np.uint64)]
    + [wrong.same_as("shares in float16", always(yes_no.astype(np.float16)), always(yes_no), must=True),
       wrong.same_as("a list", always([0, 1, 1]), always(classes), must=True)]
    + wrong.things(),
    weights=special(text=always("text"), a_dict=dict, of_another_length=always(np.ones(7)),
        negative=always(-np.ones(3)),
                    nothing=always(np.zeros(3)), NaN=always(np.full(3, np.nan)), a_set=lambda: {1.0}, masked=always(
                    np.ma.array(np.ones(3), mask=[1, 0, 0])), complex=always(np.ones(3) + 1j)),
)  # fmt: skip
