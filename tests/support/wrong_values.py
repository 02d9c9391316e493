"""What is wrong for each kind of argument: another rank or size, text, nothing, NaN, a seed for a generator."""

from types import SimpleNamespace

import numpy as np
from hypothesis import strategies as st

from lstm_helpers.data import text
from lstm_helpers.maths import cells, sequence
from lstm_helpers.maths.cells import init_dense, init_lstm
from lstm_helpers.training import models

THINGS = ("text", None, {}, object(), [[1], [1, 2]], 1 + 2j, b"bytes", np.datetime64("2020-01-01"))
B, T, D, H = 3, 5, 2, 4


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


def enter(doors, name, call, usual, **wrong):
    """Write a door down: the function, arguments with which it works, and for each argument what is wrong for it."""
    doors[name] = SimpleNamespace(call=call, usual=usual, wrong=wrong)
