"""The doors of tasks, series and text; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.data import series, tasks, text
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.right_things import ABC
from tests.support.wrong_values import always, fresh, special

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
        lambda least=least: {"n": 2, "rng": fresh()} | {option: at + 3 for option, at in least.items()},
        n=wrong.count(2),
        rng=wrong.rng(),
        **{option: wrong.count(at + 3, at) for option, at in least.items()},
        **({"noise": wrong.number(0.1, 0)} if name == "noisy_sine" else {}),
    )
door(
    "tasks.random_integers",
    tasks.random_integers,
    {},
    rng=wrong.optional([trial for trial in wrong.rng() if trial.says != "RandomState"]) + special(new=fresh),
)
for name in ("sine", "sine_windows"):
    door(f"tasks.{name}", getattr(tasks, name), {})
numbers = np.array([0.0, 2.0, 1.0])
door(
    "tasks.one_hot",
    tasks.one_hot,
    {"numbers": numbers, "K": 3},
    K=wrong.count(3, large=200),
    numbers=[
        t
        for t in wrong.floats(numbers, free=(0,), integer=True)
        if t.says not in ("one axis more", "one number", "True")
    ]
    + special(
        halves=always([0.5, 1]),
        too_high=always([3]),
        negative=always([-1]),
        huge=always([1e300]),
        wrapped=always(np.array([2**64 - 1], np.uint64)),
    ),
)

WAVE = np.sin(np.arange(20.0))
no_series = [t for t in wrong.floats(WAVE, free=(0,)) if t.says not in ("one axis more", "one number", "True")]
no_series += special(three_axes=always(np.ones((2, 2, 2))), one_number=always(3.0))
door(
    "series.make_windows",
    series.make_windows,
    {"series": WAVE, "length": 4},
    length=wrong.count(4, large=None) + special(too_long=always(20)),
    horizon=wrong.count(1, large=None),
    series=no_series + special(too_short=always(np.ones(4))),
)
LONG = np.sin(np.arange(500.0))
door(
    "series.make_windows, long",
    series.make_windows,
    {"series": LONG, "length": 200},
    length=wrong.count(200, large=200),
    horizon=wrong.count(200, large=200),
    leave={"series": "see series.make_windows"},
)
door(
    "series.split_in_time",
    lambda series_, share, context: series.split_in_time(series_, share, context=context),
    {"series_": WAVE, "share": 0.8, "context": 2},
    share=wrong.number(0.5, 0, 1) + special(zero=always(0.0), one=always(1.0)),
    context=wrong.count(2, 0, 16, large=None),
    leave={"series_": "see below"},
)
dates = np.datetime64("2020-01-01") + np.arange(20)
door(
    "series.split_in_time, of a series",
    lambda series: split(series, 0.8),
    {"series": WAVE},
    series=[
        t
        for t in wrong.floats(WAVE, free=(0,), finite=False)
        if t.says
        not in (
            "one axis more",
            "an array of texts",
            "an array of bytes",
            "dates",
            "durations",
            "texts in a list",
            "beyond float64",
        )
    ]
    + [wrong.same_as("dates of a series", always(dates), always(dates), must=True)],
)
split = series.split_in_time
door(
    "series.fit_scaler",
    series.fit_scaler,
    {"train": WAVE},
    train=no_series,
    kind=wrong.choice("standard", "minmax"),
)
SCALER = series.fit_scaler(np.random.default_rng(0).normal(3, 2, (5, 2)))
VALUES = np.array([[1.0, 2.0], [3.0, 5.0], [0.0, -1.0]])
for name in ("scale", "unscale"):
    door(
        f"series.{name}",
        getattr(series, name),
        {"scaler": SCALER, "values": VALUES},
        scaler=wrong.things(),
        values=[
            t for t in wrong.floats(VALUES, free=(0,), finite=False) if t.says not in ("one axis more", "one axis less")
        ],
    )
WINDOWS, NEXT = WAVE[:16].reshape(4, 4, 1), WAVE[16:].reshape(4, 1)
no_windows = wrong.floats(WINDOWS, free=(0, 1, 2))
door("series.persistence", series.persistence, {"x": WINDOWS}, x=no_windows)
door(
    "series.seasonal_naive",
    series.seasonal_naive,
    {"x": WINDOWS, "period": 2},
    x=no_windows,
    period=wrong.count(2, 1, 4),
)
door(
    "series.seasonal_naive, long",
    series.seasonal_naive,
    {"x": LONG[None, :, None], "period": 200},
    period=wrong.count(200, 1, 500),
    leave={"x": "see series.seasonal_naive"},
)
door(
    "series.linear_lags",
    series.linear_lags,
    {"x_train": WINDOWS, "y_train": NEXT, "x": WINDOWS},
    x=wrong.floats(WINDOWS, free=(0,)),
    x_train=wrong.floats(WINDOWS),
    y_train=wrong.floats(NEXT, free=(1,)),
    lags=wrong.optional(wrong.count(2, 1, 4)),
)
door(
    "series.skill",
    series.skill,
    {"error": 1.0, "baseline_error": 2.0},
    error=wrong.number(1.0, 0),
    baseline_error=wrong.number(2.0, 0) + special(zero=always(0.0), tiny=always(5e-324)),
)
for name in ("co2", "sunspots", "sea_surface_temperature"):
    door(f"series.{name}", getattr(series, name), {})

door("text.real_text", text.real_text, {})
door(
    "text.split",
    text.split,
    {"text": "a\nb\nc\nd\ne", "train": 0.5},
    text=list(wrong.words("a\nb\nc")) + special(one_line=always("one line")),
    train=wrong.number(0.5, 0, 1) + special(zero=always(0.0), one=always(1.0)),
)
door(
    "text.Alphabet",
    text.Alphabet,
    {"letters": "abc"},
    letters=wrong.words("ab") + special(twice=always("aa"), capitals=always("aA"), unknown=always("a\ufffd")),
    fold=wrong.flag(),
)
door("text.Alphabet.encode", ABC.encode, {"text": "abc"}, text=wrong.words("ab"))
door(
    "text.Alphabet.decode",
    ABC.decode,
    {"numbers": [0, 1, 2, 3]},
    numbers=[
        t
        for t in wrong.floats(np.array([0.0, 2.0, 1.0]), free=(0,), integer=True)
        if t.means is wrong.NOTHING and t.says not in ("empty", "an empty list")
    ]
    + special(
        floats=always([0.0, 1.0]),
        halves=always([0.5]),
        too_high=always([4]),
        negative=always([-1]),
        two_axes=always([[0, 1]]),
        booleans=always([True]),
        wrapped=always(np.array([2**64 - 1], np.uint64)),
        masked=always(np.ma.array([0, 1], mask=[0, 1])),
    )
    + [
        wrong.same_as(kind.__name__, always(np.array([0, 3], kind)), always([0, 3]), must=True)
        for kind in (np.uint8, np.int8, np.uint64)
    ],
)
door(
    "text.Alphabet.one_hot",
    ABC.one_hot,
    {"texts": "abc"},
    texts=[t for t in wrong.words("ab") if t.says not in ("a list of texts", "a tuple of texts", "an array of texts")]
    + special(
        none=list,
        unequal=always(["a", "bc"]),
        numbers=always([1, 2]),
        an_empty_one=always([""]),
        a_set=lambda: {"ab", "cd"},
        a_generator_of_texts=lambda: (t for t in "ab"),
        surrogates=always(["\ud800"]),
    ),
)
for name in ("inside_brackets", "flat_lines", "words", "remove_spaces"):
    door(f"text.{name}", getattr(text, name), {"text": "a b"}, text=wrong.words("ab"))
door(
    "text.windows",
    text.windows,
    {"text": "a(bcd)ef" * 60, "length": 2},
    text=wrong.words("ab") + special(too_short=always("a")),
    length=wrong.count(2),
    outside=wrong.flag(),
)
ends = np.array([0.0, 1.0])
door(
    "text.put_spaces",
    text.put_spaces,
    {"letters": "ab", "ends": ends},
    letters=list(wrong.words("ab")),
    ends=wrong.floats(ends, integer=True)
    + special(halves=always([0.5, 1]), twos=always([2, 0]), words=always(["a", "b"]), negative=always([-1, 0]))
    + [wrong.same_as("booleans", always(np.array([False, True])), always(ends), must=True)],
)
