"""The door of the Sound Lab; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.widgets import Heard, SoundLab
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, same_as, special

DOORS = {}
door = partial(enter, DOORS)

CLASSES = ("", "a", "b")
WAVE, FEATURES = np.linspace(-1, 1, 800), np.linspace(-9, 3, 24).reshape(6, 4)
CHANCES = np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5], [0.75, 0.125, 0.125]])
CLIP = Heard("one", WAVE, 8000, FEATURES, np.log(CHANCES), "ab")


def clip(**changes):
    return always([CLIP._replace(**changes)])


def log_probs(change):
    return clip(log_probs=change(np.log(CHANCES)))


CLIPS = special(
    none_at_all=always([]),
    a_clip_alone=always(CLIP),
    a_tuple_of_its_parts=always([tuple(CLIP)]),
    a_dict=lambda: {"one": CLIP},
    a_set_of_names=lambda: {"one"},
    a_generator=lambda: (one for one in [CLIP]),
    with_None=always([CLIP, None]),
    two_of_one_name=always([CLIP, CLIP]),
    twenty_five=lambda: [CLIP._replace(name=str(n)) for n in range(25)],
    a_name_of_nothing=clip(name=""),
    a_name_of_blanks=clip(name="  "),
    a_name_of_two_lines=clip(name="a\nb"),
    a_name_of_bytes=clip(name=b"one"),
    a_name_of_half_a_letter=clip(name="\ud800"),
    a_long_name=clip(name="a" * 81),
    a_number_for_a_name=clip(name=3),
    no_wave=clip(wave=np.zeros(0)),
    a_wave_of_texts=clip(wave=["0"] * 9),
    a_wave_of_bytes=clip(wave=b"\0" * 800),
    a_wave_of_sixteen_bits=clip(wave=(WAVE * 32767).astype(np.int16)),
    two_channels=clip(wave=np.zeros((800, 2))),
    a_wave_with_NaN=clip(wave=np.where(WAVE > 0.9, np.nan, WAVE)),
    an_infinite_wave=clip(wave=np.where(WAVE > 0.9, np.inf, WAVE)),
    a_complex_wave=clip(wave=WAVE + 0j),
    a_masked_wave=clip(wave=np.ma.array(WAVE, mask=WAVE > 0)),
    a_wave_that_is_too_long=lambda: [CLIP._replace(wave=np.zeros(1_000_001))],
    None_for_a_wave=clip(wave=None),
    a_rate_of_nothing=clip(rate=0),
    half_a_rate=clip(rate=8000.5),
    a_float_for_a_rate=clip(rate=8000.0),
    a_rate_that_no_browser_plays=clip(rate=100),
    a_rate_of_radio=clip(rate=10**9),
    True_for_a_rate=clip(rate=True),
    no_features=clip(features=np.zeros((0, 4))),
    features_of_one_axis=clip(features=np.zeros(6)),
    features_of_three=clip(features=np.zeros((1, 6, 4))),
    features_with_NaN=clip(features=FEATURES * np.nan),
    infinite_features=clip(features=np.where(FEATURES > 2, -np.inf, FEATURES)),
    huge_features=clip(features=FEATURES * 1e200),
    too_many_bands=lambda: [CLIP._replace(features=np.zeros((6, 257)))],
    features_of_texts=clip(features=FEATURES.astype(str)),
    ragged_features=clip(features=[[1.0], [1.0, 2.0]]),
    chances_that_are_no_logarithms=clip(log_probs=CHANCES),
    logits=log_probs(lambda a: a + 1),
    a_class_too_few=log_probs(lambda a: a[:, :2]),
    turned_round=log_probs(lambda a: a.T),
    no_frames=log_probs(lambda a: a[:0]),
    too_many_frames=log_probs(lambda a: np.repeat(a, 101, axis=0)),
    chances_with_NaN=log_probs(lambda a: np.where(a > -0.5, np.nan, a)),
    no_chance_at_all=log_probs(lambda a: np.full_like(a, -np.inf)),
    infinite_chances=log_probs(lambda a: np.where(a > -0.5, np.inf, a)),
    complex_chances=log_probs(lambda a: a + 0j),
    masked_chances=log_probs(lambda a: np.ma.array(a, mask=a > -1)),
    chances_of_objects=log_probs(lambda a: np.full(a.shape, None)),
    said_by_number=clip(said=[1, 2]),
    said_the_blank=clip(said=["a", ""]),
    said_what_is_no_class=clip(said="abc"),
    said_in_bytes=clip(said=b"ab"),
    said_None=clip(said=None),
    said_a_set=lambda: [CLIP._replace(said={"a"})],
    said_a_number=clip(said=12),
    said_half_a_letter=clip(said="\ud800"),
    said_too_much=lambda: [CLIP._replace(said="a" * 101)],
)
NARROW = [
    same_as("a tuple of clips", always((CLIP,)), always([CLIP]), must=True),
    same_as("letters in a list", clip(said=["a", "b"]), clip(said="ab"), must=True),
    same_as("letters in a tuple", clip(said=("a", "b")), clip(said="ab"), must=True),
    same_as("lists", clip(features=FEATURES.tolist()), clip(features=FEATURES), must=True),
    same_as(
        "whole features", clip(features=FEATURES.round().astype(int)), clip(features=FEATURES.round() + 0.0), must=True
    ),
    same_as("Fortran", log_probs(np.asfortranarray), log_probs(lambda a: a), must=True),
    same_as("a rate of numpy", clip(rate=np.uint16(8000)), clip(rate=8000), must=True),
    same_as(
        "float32",
        log_probs(lambda a: a.astype(np.float32)),
        log_probs(lambda a: a.astype(np.float32).astype(float)),
        must=True,
    ),
]
WRONG_CLASSES = special(
    none_at_all=always(()),
    the_blank_alone=always(("",)),
    without_a_blank=always(("x", "a", "b")),
    a_text=always("ab"),
    a_dict=always({"": 0, "a": 1, "b": 2}),
    a_set=lambda: {"", "a", "b"},
    a_name_twice=always(("", "a", "a")),
    two_blanks=always(("", "", "a")),
    a_number=always(("", "a", 2)),
    bytes_=always(("", "a", b"b")),
    with_None=always(("", "a", None)),
    half_a_letter=always(("", "a", "\ud800")),
    a_long_name=always(("", "a", "b" * 13)),
    one_too_few=always(("", "a")),
    one_too_many=always(("", "a", "b", "c")),
    forty_two=always(("", *(f"k{n}" for n in range(41)))),
    a_generator=lambda: (one for one in CLASSES),
)
WRONG_CLASSES += [
    same_as("a list", always(list(CLASSES)), always(CLASSES), must=True),
    same_as("an array", always(np.array(CLASSES)), always(CLASSES), must=True),
]
FORCED = special(
    a_list=lambda: [1],
    pairs=lambda: [(0, 1)],
    a_set=lambda: {0, 1},
    a_text=always("01"),
    a_frame_beyond_the_last=lambda: {4: 0},
    before_the_first=lambda: {-1: 0},
    half_a_frame=lambda: {0.5: 0},
    a_whole_float=lambda: {1.0: 0},
    True_=lambda: {True: 0},
    None_=lambda: {None: 0},
    no_number=lambda: {"x": 0},
    a_sign=lambda: {"-1": 0},
    other_digits=lambda: {"٣": 0},
    many_digits=lambda: {"9" * 30: 0},
    bytes=lambda: {b"0": 0},
    a_class_too_many=lambda: {0: 3},
    minus_one=lambda: {0: -1},
    a_name=lambda: {0: "a"},
    a_digit=lambda: {0: "1"},
    a_float=lambda: {0: 1.0},
    class_True=lambda: {0: True},
    class_None=lambda: {0: None},
    chances=lambda: {0: [0.0, 1.0, 0.0]},
    class_NaN=lambda: {0: np.nan},
    huge=lambda: {0: 10**30},
)
FORCED += [
    same_as("texts of digits", lambda: {"1": 2}, lambda: {1: 2}, must=True),
    same_as("numpy's whole numbers", lambda: {np.int64(1): np.uint8(2)}, lambda: {1: 2}, must=True),
]

door(
    "widgets.SoundLab",
    SoundLab,
    {"clips": [CLIP], "classes": CLASSES},
    clips=CLIPS + NARROW + wrong.things(),
    classes=WRONG_CLASSES + wrong.things(),
    clip=wrong.count(0, 0, 0),
    step=wrong.optional(wrong.count(2, 0, 3)),
    picked=wrong.count(1, -1, 2),
    forced=wrong.optional(FORCED + wrong.things("a dict")),
    width=[trial for trial in wrong.choice(2, 8, 32) if trial.says != "one"],
    volume=wrong.number(0.5, 0, 1),
    title=wrong.words("ab", empty=True),
)
