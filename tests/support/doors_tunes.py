"""The doors of melodies; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.data import tunes
from lstm_helpers.notes import Note, Tune
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, fresh, special

DOORS = {}
door = partial(enter, DOORS)

RISING = Tune("rising", "1", 4.0, 1.0, tuple(Note(pitch, 1.0, pitch == 67) for pitch in (60, 62, 64, 65, 67)))
HIGHER = tunes.transposed(RISING, 3)
FALLING = RISING._replace(notes=RISING.notes[::-1])
SEVERAL = [RISING, HIGHER, FALLING]


def no_tune():
    wrongs = special(
        a_bare_tuple=always(tuple(RISING)),
        notes_alone=always(RISING.notes),
        a_bar_of_nothing=always(RISING._replace(bar=0)),
        a_pickup_of_a_bar=always(RISING._replace(pickup=4)),
        bare_notes=always(RISING._replace(notes=((60, 1.0, False),))),
        half_a_pitch=always(RISING._replace(notes=(Note(60.5, 1.0),))),
        beyond_MIDI=always(RISING._replace(notes=(Note(128, 1.0),))),
        NaN_long=always(RISING._replace(notes=(Note(60, np.nan),))),
        ends_by_a_number=always(RISING._replace(notes=(Note(60, 1.0, 1),))),
        no_title=always(RISING._replace(title=None)),
    )
    return wrongs + wrong.things()


def no_tunes(*leave):
    wrongs = special(
        one_tune=always(RISING),
        none_at_all=always([]),
        a_number_among_them=always([RISING, 1, FALLING]),
        None_among_them=always([RISING, None, FALLING]),
        a_dict=always({"a": RISING}),
        a_generator=lambda: iter(SEVERAL),
    )
    return wrongs + wrong.things(*leave)


door(
    "tunes.transposed",
    tunes.transposed,
    {"tune": RISING, "semitones": 2},
    tune=no_tune(),
    semitones=special(
        too_high=always(61),
        too_low=always(-61),
        a_half=always(0.5),
        a_whole_float=always(2.0),
        text=always("2"),
        True_=always(True),
        NaN=always(np.nan),
    )
    + wrong.things(),
)
door("tunes.melodies", tunes.melodies, {"tunes": SEVERAL, "notes": 4}, tunes=no_tunes("None"), notes=wrong.count(4, 2))
door(
    "tunes.split",
    tunes.split,
    lambda: {"rng": fresh(), "by": "file", "share": 0.4, "tunes": SEVERAL},
    rng=wrong.rng(),
    by=wrong.choice("melody", "file"),
    share=wrong.number(0.4, 0, 1),
    tunes=no_tunes("None"),
)
door(
    "tunes.longest_shared",
    tunes.longest_shared,
    {"tune": RISING, "others": [FALLING, HIGHER]},
    tune=no_tune(),
    others=no_tunes(),
)
