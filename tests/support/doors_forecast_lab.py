"""The door of the Forecast Lab; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.widgets import ForecastLab
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, same_as, special

DOORS = {}
door = partial(enter, DOORS)

Y = np.linspace(3.0, 9.0, 10)
ORIGINS = [3, 4, 6, 9]
FAN = np.linspace(2.0, 7.0, 4)[:, None, None] + np.linspace(0.0, 1.0, 3)[:, None] + np.array([-1.0, 0.0, 1.5])
DAYS = np.datetime64("2001-02-03") + np.arange(10)
TITLE = wrong.words("ab", empty=True)


def fan(change):
    return always({"a": change(FAN.copy())})


def put(value, *where):
    def change(values):
        values[where] = value
        return values

    return fan(change)


FORECASTS = special(
    no_dict=always([FAN]),
    an_array=always(FAN),
    none_at_all=always({}),
    seven=always({str(n): FAN for n in range(7)}),
    a_name_of_one_number=always({3: FAN}),
    a_name_of_bytes=always({b"a": FAN}),
    a_name_of_nothing=always({"": FAN}),
    a_name_of_blanks=always({"  ": FAN}),
    a_name_of_two_lines=always({"a\nb": FAN}),
    a_name_of_half_a_letter=always({"\ud800": FAN}),
    a_long_name=always({"a" * 41: FAN}),
    an_empty_array=fan(lambda a: a[:, :0]),
    one_origin_too_few=fan(lambda a: a[1:]),
    one_origin_too_many=fan(lambda a: np.concatenate([a, a[:1]])),
    two_quantiles=fan(lambda a: a[..., :2]),
    four_quantiles=fan(lambda a: np.concatenate([a, a[..., -1:]], -1)),
    two_axes=fan(lambda a: a[..., 1]),
    four_axes=fan(lambda a: a[None]),
    turned_round=fan(lambda a: a.T),
    another_horizon=always({"a": FAN, "b": FAN[:, :2]}),
    another_horizon_first=always({"a": FAN[:, :1], "b": FAN}),
    too_far_ahead=fan(lambda a: np.repeat(a, 11, axis=1)),
    quantiles_that_fall=fan(lambda a: a[..., ::-1]),
    one_pair_that_crosses=put(99.0, 2, 1, 0),
    a_median_above=put(99.0, 0, 0, 1),
    NaN=put(np.nan, 1, 1, 1),
    all_NaN=fan(lambda a: a * np.nan),
    infinity=put(np.inf, 3, 2, 2),
    too_large=put(1e200, 0, 0, 2),
    text=fan(lambda a: a.astype(str)),
    complex_=fan(lambda a: a + 1j),
    objects=fan(lambda a: np.full(a.shape, None)),
    masked=always({"a": np.ma.array(FAN, mask=FAN > 4)}),
    ragged=always({"a": [[[1.0, 2.0, 3.0]], [[1.0]]]}),
    a_generator=lambda: {"a": (row for row in FAN)},
    a_set=always({"a", "b"}),
    None_=always({"a": None}),
    a_number=always({"a": 3.0}),
    a_frame_of_nothing=always({"a": []}),
)
NARROW = [
    same_as(
        "float32", fan(lambda a: a.astype(np.float32)), fan(lambda a: a.astype(np.float32).astype(float)), must=True
    ),
    same_as("lists", fan(lambda a: a.tolist()), fan(lambda a: a), must=True),
    same_as("whole", fan(lambda a: a.round().astype(int)), fan(lambda a: a.round()), must=True),
    same_as("Fortran", fan(np.asfortranarray), fan(lambda a: a), must=True),
    same_as("every other", fan(lambda a: np.repeat(a, 2, 0)[::2]), fan(lambda a: a), must=True),
]

WRONG_ORIGINS = special(
    none_at_all=always([]),
    a_number=always(5),
    a_text=always("3469"),
    a_set=lambda: {3, 4, 6, 9},
    a_dict=lambda: dict.fromkeys(ORIGINS),
    a_generator=lambda: (k for k in ORIGINS),
    floats=always([3.0, 4.0, 6.0, 9.0]),
    halves=always([3.5, 4, 6, 9]),
    NaN=always([3, 4, 6, np.nan]),
    True_=always([True, 4, 6, 9]),
    texts=always(["3", "4", "6", "9"]),
    zero=always([0, 4, 6, 9]),
    negative=always([-3, 4, 6, 9]),
    beyond=always([3, 4, 6, 11]),
    far_beyond=always([3, 4, 6, 10**30]),
    falling=always([9, 6, 4, 3]),
    twice=always([3, 4, 4, 9]),
    two_out_of_order=always([3, 6, 4, 9]),
    too_few=always([3, 4, 6]),
    too_many=always([3, 4, 5, 6, 9]),
    two_axes=always(np.array(ORIGINS)[:, None]),
    dates=always(DAYS[ORIGINS]),
    masked=lambda: np.ma.array(ORIGINS, mask=[0, 1, 0, 0]),
    None_=always(None),
    with_None=always([3, None, 6, 9]),
    bytes_=always(b"\x03\x04\x06\x09"),
)
WRONG_ORIGINS += [
    same_as("an array", always(np.array(ORIGINS)), always(ORIGINS), must=True),
    same_as("uint8", always(np.array(ORIGINS, np.uint8)), always(ORIGINS), must=True),
    same_as("a tuple", always(tuple(ORIGINS)), always(ORIGINS), must=True),
]
WRONG_QUANTILES = special(
    none_at_all=always(()),
    without_a_median=always((0.1, 0.4, 0.9)),
    falling=always((0.9, 0.5, 0.1)),
    twice=always((0.1, 0.5, 0.5)),
    per_cent=always((10, 50, 90)),
    zero=always((0, 0.5, 0.9)),
    one=always((0.1, 0.5, 1)),
    NaN=always((0.1, 0.5, np.nan)),
    texts=always(("0.1", "0.5", "0.9")),
    a_number=always(0.5),
    a_text=always("159"),
    a_set=lambda: {0.1, 0.5, 0.9},
    two=always((0.1, 0.5)),
    four=always((0.1, 0.25, 0.5, 0.9)),
    ten=always(tuple(np.arange(1, 11) / 20)),
    complex_=always((0.1, 0.5, 0.9j)),
    None_=always(None),
    True_=always((0.1, True, 0.9)),
    lists=always(((0.1,), 0.5, 0.9)),
)
WRONG_QUANTILES += [same_as("an array", always(np.array([0.1, 0.5, 0.9])), always((0.1, 0.5, 0.9)), must=True)]
door(
    "widgets.ForecastLab",
    ForecastLab,
    {"y": Y, "origins": ORIGINS, "forecasts": {"a": FAN}, "reads": {"a": 2}},
    y=wrong.floats(Y, free=(0,))
    + special(one=always([1.0]), too_many=lambda: np.zeros(5001), too_large=lambda: Y * 1e200),
    origins=WRONG_ORIGINS,
    forecasts=FORECASTS + NARROW,
    quantiles=WRONG_QUANTILES,
    times=wrong.optional(wrong.labels(10))
    + special(
        falling=always(DAYS[::-1]),
        twice=always(np.repeat(DAYS[::2], 2)),
        NaT=always(np.where(np.arange(10) == 3, np.datetime64("NaT"), DAYS)),
        two_dates_in_one_minute=always(np.datetime64("2001-01-01T00:00:00") + np.arange(10)),
    )
    + [same_as("texts", always(DAYS.astype(str)), always(DAYS), must=True)],
    name=wrong.words("ab"),
    unit=TITLE,
    reads=wrong.optional(wrong.things("a dict"))
    + special(
        a_list=always([2]),
        another_model=always({"b": 2}),
        a_name_of_bytes=always({b"a": 2}),
        half=always({"a": 2.5}),
        negative=always({"a": -1}),
        True_=always({"a": True}),
        text=always({"a": "two"}),
        ALL=always({"a": "ALL"}),
        NaN=always({"a": np.nan}),
        None_=always({"a": None}),
        beyond=always({"a": 2**40}),
        a_set=lambda: {"a"},
        a_list_of_steps=always({"a": [2]}),
    ),
    origin=wrong.count(2, 0, 3),
    title=TITLE,
    past=wrong.optional(wrong.count(4, 0, 10)),
    revealed=wrong.flag(),
    hidden=[t for t in wrong.things("an empty list", "an empty tuple") if t.says not in ("[]", "()")]
    + special(
        another_model=always(["b"]),
        a_text=always("a"),
        bytes_=always([b"a"]),
        None_in_it=always([None]),
        a_dict=lambda: {"a": True},
        a_set=lambda: {"a"},
        number=always([0]),
    ),
)
