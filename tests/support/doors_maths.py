"""The doors of sequences, of the way back and of what judges a gradient; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.maths import backprop, fused, gradient_check, sequence, torch_weights
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


names = special(
    one=always("tanh"),
    a_pair_of_none=always((None, None)),
    no_such=always(("tanh", "sigmoide")),
    three=always(("tanh",) * 3),
    a_set=lambda: {"tanh", "sigmoid"},
    bytes=always((b"tanh", b"sigmoid")),
    functions=always((np.tanh, np.tanh)),
    a_dict=lambda: {"tanh": 1, "sigmoid": 2},
    capitals=always(("Tanh", "Sigmoid")),
)
names += [*wrong.things(), wrong.same_as("a list", lambda: ["relu", "sigmoid"], always(("relu", "sigmoid")), must=True)]
flags = {"go_backwards": wrong.flag(), "name": wrong.words(empty=True), "activations": names}
options = {"mask": masked(), "labels": wrong.optional(wrong.labels(T))}
everything_else = dict.fromkeys(
    ("x", "h0", "c0", "mask", "labels", "go_backwards", "name", "activations"), "see the LSTM"
)
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
    leave=dict.fromkeys(("params", "x", "h0", "mask", "labels", "go_backwards", "name", "activations"), "see the LSTM"),
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
    "trace.Trace.example",
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
door(
    "gradient_check.relative_error",
    gradient_check.relative_error,
    {"a": weighty, "b": weighty * 1.5},
    a=pairs[0],
    b=pairs[0],
)
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
    x=[
        t
        for t in wrong.floats(weighty, free=(0, 1))
        if t.says not in ("one axis more", "one axis less", "flat", "one number")
    ],  # any shape is right
    eps=eps,
)
door(
    "gradient_check.numeric_gradients",
    gradient_check.numeric_gradients,
    {
        "f": lambda params: float(sum(np.sum(np.asarray(a, float) ** 3) for a in params)),
        "params": GRU._replace(b=np.ones(3 * H)),
    },
    f=wrong.function() + special(of_nothing=lambda: lambda params: None, of_an_array=lambda: lambda params: params.b),
    params=[
        t
        for t in right.params(GRU)
        if t.says not in ("W_h too narrow", "W_h not square", "b too short", "b with two axes", "an array")
    ],
    eps=eps,
)

TORCH = {
    "rnn.weight_ih_l0": LSTM.W_x.T, "rnn.weight_hh_l0": LSTM.W_h.T, "rnn.bias_ih_l0": LSTM.b, "rnn.bias_hh_l0": LSTM.b,
    "fc.weight": np.ones((1, H)), "fc.bias": np.ones(1),
}  # fmt: skip


def no_state():
    return [t for t in wrong.things("a dict") if t.says != "a dict"] + special(
        empty=dict,
        pairs=lambda: list(TORCH.items()),
        other_keys=lambda: {"a": np.ones(3)},
        numbers_as_keys=lambda: {3: np.ones(3)},
        NaN=lambda: TORCH | {"rnn.bias_ih_l0": LSTM.b * np.nan, "fc.bias": np.full(1, np.nan)},
        complex=lambda: TORCH | {"rnn.bias_ih_l0": LSTM.b * 1j, "fc.bias": np.full(1, 1j)},
        masked=lambda: (
            TORCH | {"rnn.bias_ih_l0": np.ma.array(LSTM.b, mask=True), "fc.bias": np.ma.array([1.0], mask=True)}
        ),
        too_short=lambda: TORCH | {"rnn.bias_ih_l0": LSTM.b[1:], "fc.bias": np.ones(2)},
        texts=lambda: TORCH | {"rnn.bias_ih_l0": "b", "fc.bias": "b"},
        None_=lambda: TORCH | {"rnn.bias_ih_l0": None, "fc.weight": None},
    )


state = no_state()
no_module = wrong.choice("rnn") + special(of_none=always("lstm"))
door(
    "torch_weights.layers_of", torch_weights.layers_of, {"state": TORCH}, state=state, module=wrong.optional(no_module)
)
start = np.ones((1, B, H))
door(
    "torch_weights.trace_torch",
    torch_weights.trace_torch,
    {"state": TORCH, "x": X},
    state=state,
    x=wrong.floats(X, free=(0, 1)),
    module=wrong.optional(no_module),
    h0=wrong.optional(wrong.floats(start)),
    c0=wrong.optional(wrong.floats(start)),
    nonlinearity=wrong.choice("tanh"),
    labels=wrong.optional(wrong.labels(T)),
)
door(
    "torch_weights.linear_of",
    torch_weights.linear_of,
    {"state": TORCH, "name": "fc"},
    state=state,
    name=wrong.words("fc"),
)
