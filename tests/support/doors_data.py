"""The doors of tasks, series, text and claims; see test_bad_input.py."""

from functools import partial

import numpy as np
from hypothesis import strategies as st

from lstm_helpers import claims
from lstm_helpers.data import series, tasks, text
from tests.support.wrong_values import ABC, choice, count, enter, floats, fresh, number, rng_, things, words

DOORS = {}
door = partial(enter, DOORS)

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
