"""The doors of listeners and of warping; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.maths import listener as listening
from lstm_helpers.maths import warping
from lstm_helpers.maths.cells import DenseParams, init_gru, init_lstm
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.doors_ctc import LOG_P, log_chances
from tests.support.wrong_values import always, fresh, special

DOORS = {}
door = partial(enter, DOORS)
FEATURES = fresh().standard_normal((7, 4))
MADE = listening.Listener(
    DenseParams(fresh().standard_normal((20, 3)), np.zeros(3)),
    init_lstm(3, 2, fresh()),
    init_lstm(3, 2, fresh()),
    DenseParams(fresh().standard_normal((4, 11)), np.zeros(11)),
)


def listener(usual=MADE):
    """No listener whose parts fit together."""
    wrongs = special(
        a_bare_tuple=always(tuple(usual)),
        a_gru=always(usual._replace(forward=init_gru(3, 2, fresh()))),
        another_width=always(usual._replace(backward=init_lstm(4, 2, fresh()))),
        no_readout=always(usual._replace(readout=None)),
        ten_classes=always(usual._replace(readout=DenseParams(np.ones((4, 10)), np.zeros(10)))),
        NaN=always(usual._replace(filters=DenseParams(np.full((20, 3), np.nan), np.zeros(3)))),
        nineteen=always(usual._replace(filters=DenseParams(np.ones((19, 3)), np.zeros(3)))),
    )
    return wrongs + wrong.things()


door(
    "listener.hear",
    listening.hear,
    {"listener": MADE, "features": FEATURES},
    listener=listener(),
    features=wrong.floats(FEATURES, free=(0,)),
)
door(
    "listener.prepared",
    listening.prepared,
    {"features": FEATURES, "frames": 9},
    features=wrong.floats(FEATURES, free=(0, 1)) + special(too_many=always(np.zeros((10, 4)))),
    frames=[trial for trial in wrong.count(9, large=None) if trial.says != "None"],
)
door("listener.write", listening.write, {"log_p": LOG_P}, log_p=log_chances())
door(
    "listener.pieces",
    listening.pieces,
    {"features": FEATURES, "quiet": 0.15, "least": 0.02, "rate": 80.0},
    features=wrong.floats(FEATURES, free=(0, 1)),
    quiet=wrong.number(0.15, 0, 1) + special(zero=always(0.0), one=always(1.0)),
    least=wrong.number(0.02, 0),
    rate=wrong.number(80.0, 0) + special(zero=always(0.0)),
)
door(
    "listener.stretched",
    listening.stretched,
    {"features": FEATURES, "frames": 5},
    features=wrong.floats(FEATURES, free=(0, 1)),
    frames=wrong.count(5, large=None),
)
door(
    "warping.warped_distances",
    warping.warped_distances,
    {"sequence": FEATURES, "others": [FEATURES, FEATURES[1:]]},
    sequence=wrong.floats(FEATURES, free=(0,)),
    others=special(
        an_array_of_one=always(np.zeros(4)),
        another_width=always([FEATURES[:, 1:]]),
        NaN=always([FEATURES * np.nan]),
        None_=always(None),
        a_text=always("ab"),
        an_empty_one=always([np.zeros((0, 4))]),
    ),
)
