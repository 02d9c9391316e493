"""The doors of the search for settings; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.maths import search
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, fresh, same_as, special

DOORS = {}
door = partial(enter, DOORS)
VALIDATION, TEST = fresh().uniform(0.1, 1, (2, 3, 5))
CURVES = fresh().uniform(0.1, 1, (6, 4))

door(
    "search.log_uniform",
    search.log_uniform,
    lambda: {"rng": fresh(), "low": 1e-4, "high": 0.5, "size": 3},
    rng=wrong.rng(),
    low=wrong.number(1e-4, 0) + special(zero=always(0.0), above_high=always(0.6), as_high=always(0.5)),
    high=wrong.number(0.5, 1e-4) + special(as_low=always(1e-4), zero=always(0.0)),
    size=wrong.count(3) + special(too_many=always(2**30)),
)
door(
    "search.best_of_n",
    search.best_of_n,
    {"validation": VALIDATION, "test": TEST, "n": 2},
    validation=wrong.floats(VALIDATION),
    test=wrong.floats(TEST),
    n=wrong.count(2, 1, 5),
)
rungs = special(
    a_number=always(1),
    descending=always([3, 1]),
    twice=always([1, 1]),
    zero=always([0, 1]),
    beyond_the_last=always([1, 5]),
    negative=always([-1, 3]),
    halves=always([0.5, 3]),
    floats=always([1.0, 3.0]),
    True_=always([True, 3]),
    digits=always(["1", "3"]),
    nested=always([[1], [3]]),
    two_axes=always(np.array([[1, 3]])),
    masked=always(np.ma.array([1, 3], mask=[True, False])),
    a_set=lambda: {1, 3},
    a_dict_of_rungs=lambda: {1: 3},
    with_None=always([1, None]),
    NaN=always([np.nan]),
)
rungs += [
    same_as("a tuple", always((1, 3)), always([1, 3]), must=True),
    same_as("int16", always(np.array([1, 3], np.int16)), always([1, 3]), must=True),
    same_as("a range", always(range(1, 4, 2)), always([1, 3]), must=True),
]
door(
    "search.successive_halving",
    search.successive_halving,
    {"curves": CURVES, "rungs": [1, 3]},
    curves=wrong.floats(CURVES, free=(0, 1)),
    rungs=rungs + wrong.things(),
)
