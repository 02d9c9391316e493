"""The doors of the cells' initial parameters and of the losses; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.maths import cells, losses
from tests.support import right_things as right
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.right_things import GRU, LSTM, D, H
from tests.support.wrong_values import always, special

DOORS = {}
door = partial(enter, DOORS)

sizes = {"D": wrong.count(D), "H": wrong.count(H, large=130), "rng": wrong.rng()}
recurrent = {"recurrent": wrong.choice("orthogonal", "glorot", "identity")}
bias = {
    "forget_bias": [
        t
        for t in wrong.number(1.0)
        if t.says not in ("a list", "an array of one", "True", "an array", "an array without axes")
    ]
    + special(
        one_too_many=always(np.ones(H + 1)),
        two_axes=always(np.ones((H, 1))),
        empty=list,
        masked=always(np.ma.array(np.ones(H), mask=True)),
    )
}


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
door(
    "cells.init_dense",
    cells.init_dense,
    lambda: {"H": H, "O": 1, "rng": wrong.fresh()},
    H=wrong.count(H),
    O=wrong.count(1),
    rng=wrong.rng(),
)
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
weights = [
    t
    for t in wrong.optional(wrong.floats(shares, positive=True))
    if t.says not in ("one too few along 1", "one axis less")
]
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
        floats=always(classes * 1.0),
        too_high=always(classes + 1),
        negative=always(-classes),
        too_many=always([0, 1, 1, 0]),
        NaN=always(scores * np.nan),
        negative_shares=always(-np.abs(scores)),
        texts=always(["0", "1", "1"]),
        masked=always(np.ma.array(classes, mask=[0, 0, 1])),
        objects=always(classes.astype(object)),
        ragged=always([[0], [1, 1]]),
        complex=always(classes + 0j),
        infinite=always(np.full((3, 2), np.inf)),
        generator=lambda: (n for n in classes),
        a_set=lambda: {0, 1},
        two_axes=always(classes[:, None]),
        bytes=always(b"011"),
    )
    + [
        wrong.same_as(kind.__name__, always(classes.astype(kind)), always(classes), must=True)
        for kind in (np.uint8, np.int8, np.uint64)
    ]
    + [
        wrong.same_as("shares in float16", always(yes_no.astype(np.float16)), always(yes_no), must=True),
        wrong.same_as("a list", always([0, 1, 1]), always(classes), must=True),
    ]
    + wrong.things(),
    weights=special(
        text=always("text"),
        a_dict=dict,
        of_another_length=always(np.ones(7)),
        negative=always(-np.ones(3)),
        nothing=always(np.zeros(3)),
        NaN=always(np.full(3, np.nan)),
        a_set=lambda: {1.0},
        masked=always(np.ma.array(np.ones(3), mask=[1, 0, 0])),
        complex=always(np.ones(3) + 1j),
    ),
)
