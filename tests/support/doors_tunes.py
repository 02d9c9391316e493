"""The doors of melodies; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers import figures
from lstm_helpers.data import tunes
from lstm_helpers.maths import note_grams, synth
from lstm_helpers.notes import Note, Tune
from lstm_helpers.training import fit_composer
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.doors_composer import COMPOSER, a_composer, a_tune
from tests.support.doors_composer import TUNE as KNOWN
from tests.support.doors_figures import ax, no_axes
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


def no_notes():
    wrongs = special(
        one_note=always(RISING.notes[0]),
        a_tune=always(RISING),
        none_at_all=always([]),
        bare_tuples=always([(60, 1.0, False)]),
        beyond_MIDI=always([Note(128, 1.0)]),
        of_no_length=always([Note(60, 0.0)]),
        NaN_long=always([Note(60, np.nan)]),
        a_set=lambda: set(RISING.notes),
    )
    return wrongs + wrong.things()


door("tunes.scale_of", tunes.scale_of, {"notes": RISING.notes}, notes=no_notes())
door("tunes.fifths_between", tunes.fifths_between, {"a": 4, "b": 7}, a=wrong.count(4, 0, 11), b=wrong.count(7, 0, 11))
door("synth.frequency", synth.frequency, {"pitch": 60.5}, pitch=wrong.number(60.5, -0.001, 127.001))
door(
    "synth.sound_of",
    synth.sound_of,
    {"notes": RISING.notes, "rate": 2000, "quarters_a_minute": 500},
    notes=no_notes(),
    rate=special(
        too_low=always(999),
        too_high=always(48_001),
        text=always("2000"),
        a_float=always(2e3),
        NaN=always(np.nan),
        True_=always(True),
    )
    + wrong.things(),
    quarters_a_minute=wrong.number(500.0, 9.99, 1000.01),
)
GRAMS = note_grams.count_notes(COMPOSER, [KNOWN], 2)
COUNTS = {"composer": COMPOSER, "tunes": [KNOWN, KNOWN], "order": 2, "apart": True, "transpose": False}
known_tunes = (
    special(
        one_tune=always(KNOWN),
        none_at_all=always([]),
        unknown_notes=always([KNOWN, RISING._replace(bar=5.0)]),
        None_among_them=always([KNOWN, None]),
    )
    + wrong.things()
)
door(
    "note_grams.count_notes",
    note_grams.count_notes,
    COUNTS,
    composer=a_composer(),
    tunes=known_tunes,
    order=wrong.count(2, 1, large=None),
    apart=wrong.flag(),
    transpose=wrong.flag(),
)
for method in ("chances", "of_notes"):
    door(f"note_grams.NoteGrams.{method}", getattr(GRAMS, method), {"tune": KNOWN}, tune=a_tune())
door(
    "note_grams.NoteGrams.go_on",
    GRAMS.go_on,
    lambda: {"tune": KNOWN, "rng": fresh(), "notes": 2},
    tune=a_tune(),
    rng=wrong.rng(),
    notes=wrong.count(2, 0, 10_000),
)
door(
    "training.fit_composer",
    fit_composer,
    lambda: {"composer": COMPOSER, "tunes": [KNOWN, KNOWN], "rng": fresh(), "updates": 1, "progress": False},
    composer=a_composer(),
    tunes=known_tunes,
    rng=wrong.rng(),
    updates=wrong.count(1),
    transpose=wrong.flag(),
    batch=wrong.count(1, large=None),
    dropout_rate=wrong.number(0.3, -1e-9, 1),
    clip=wrong.number(0.5, 0, None),
    leave=dict.fromkeys(("optimizer", "schedule", "callbacks", "progress"), "checked as in training.fit_strips"),
)
door(
    "figures.piano_roll",
    figures.piano_roll,
    lambda: {"ax": ax(), "notes": RISING.notes, "given": 2, "bar": 4.0, "pickup": 1.0},
    ax=no_axes(),
    notes=no_notes() + special(too_long=always([Note(60, 43.0)] * 3)),
    given=wrong.count(2, 0, 5),
    bar=wrong.number(4.0, 0.99, None),
    pickup=wrong.number(1.0, -1e-9, 4.01),
)
