"""The doors of what composes; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.maths import composer
from lstm_helpers.notes import Note, Tune
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.doors_films import parts
from tests.support.right_things import GRU, dense_params, params
from tests.support.wrong_values import always, fresh, same_as, special

DOORS = {}
door = partial(enter, DOORS)

LENGTHS = ((0.5, False), (1.0, False), (1.5, False), (2.0, False), (1.0, True), (2.0, True))
COMPOSER = composer.init_composer(5, range(60, 73), LENGTHS, fresh())
NOTES = (Note(60, 1.0), Note(64, 0.5), Note(62, 0.5), Note(67, 2.0, True), Note(65, 1.0))
TUNE = Tune("mine", "1", 4, 1.0, NOTES)


def changed(**news):
    return always(TUNE._replace(**news))


def noted(*notes):
    return changed(notes=(*NOTES, *notes))


def a_tune():
    """No tune that this composer can read."""
    wrongs = special(
        a_tuple=always(tuple(TUNE)),
        notes_alone=always(NOTES),
        a_list=always(list(TUNE)),
        a_dict=lambda: TUNE._asdict(),
        bar_of_two=changed(bar=2),
        bar_of_five=changed(bar=5.0),
        bar_of_a_half_more=changed(bar=3.5),
        bar_NaN=changed(bar=np.nan),
        bar_text=changed(bar="4"),
        bar_True=changed(bar=True),
        pickup_of_a_bar=changed(pickup=4),
        pickup_negative=changed(pickup=-1),
        pickup_NaN=changed(pickup=np.nan),
        title_a_number=changed(title=3),
        number_a_number=changed(number=3),
        no_notes_at_all=changed(notes=None),
        notes_a_set=lambda: TUNE._replace(notes=set(NOTES)),
        notes_a_text=changed(notes="CDE"),
        bare_tuples=changed(notes=((60, 1.0, False),)),
        too_high=noted(Note(73, 1.0)),
        too_low=noted(Note(59, 1.0)),
        beyond_MIDI=noted(Note(128, 1.0)),
        half_a_pitch=noted(Note(60.5, 1.0)),
        a_pitch_by_name=noted(Note("C4", 1.0)),
        a_pitch_of_True=noted(Note(True, 1.0)),
        unknown_length=noted(Note(60, 0.75)),
        unknown_end=noted(Note(60, 0.5, True)),
        no_length=noted(Note(60, 0.0)),
        negative_length=noted(Note(60, -1.0)),
        endless=noted(Note(60, np.inf)),
        NaN_length=noted(Note(60, np.nan)),
        ends_one=noted(Note(60, 1.0, 1)),
        ends_text=noted(Note(60, 1.0, "yes")),
        with_None=noted(None),
    )
    return [*wrongs, *wrong.things(), same_as("notes in a list", changed(notes=list(NOTES)), always(TUNE), must=True)]


def a_composer():
    """A composer whose parts do not fit."""
    found = special(
        a_tuple=always(tuple(COMPOSER)),
        one_pitch_less=always(COMPOSER._replace(pitches=COMPOSER.pitches[1:])),
        one_length_less=always(COMPOSER._replace(lengths=LENGTHS[1:])),
        heads_exchanged=always(COMPOSER._replace(pitch=COMPOSER.length, length=COMPOSER.pitch)),
        falling=always(COMPOSER._replace(pitches=COMPOSER.pitches[::-1])),
        a_length_twice=always(COMPOSER._replace(lengths=(*LENGTHS[:-1], LENGTHS[0]))),
        lengths_without_ends=always(COMPOSER._replace(lengths=tuple(quarters for quarters, _ in LENGTHS))),
    )
    found += parts(COMPOSER, "lstm", params(COMPOSER.lstm, GRU))
    return found + parts(COMPOSER, "pitch", dense_params(COMPOSER.pitch)) + wrong.things()


READS = {"composer": COMPOSER, "tune": TUNE}
for name in ("inputs_of", "classes_of", "bits"):
    door(f"composer.{name}", getattr(composer, name), READS, composer=a_composer(), tune=a_tune())
TEMPERATURE = wrong.number(0.8, low=None) + special(zero=always(0.0), negative=always(-1.0))
door(
    "composer.chances",
    composer.chances,
    READS | {"temperature": 0.8},
    composer=a_composer(),
    tune=a_tune(),
    temperature=TEMPERATURE,
)
door(
    "composer.go_on",
    composer.go_on,
    lambda: READS | {"rng": fresh(), "notes": 2},
    composer=a_composer(),
    tune=a_tune(),
    rng=wrong.rng(),
    temperature=TEMPERATURE,
    notes=wrong.optional(wrong.count(2, 0, 10_000)),
)
door(
    "composer.init_composer",
    composer.init_composer,
    lambda: {"H": 3, "pitches": range(60, 64), "lengths": LENGTHS, "rng": fresh()},
    H=wrong.count(3),
    pitches=wrong.things()
    + special(
        none_at_all=always([]),
        falling=always([63, 62, 61, 60]),
        twice=always([60, 60, 61, 62]),
        too_high=always([125, 126, 127, 128]),
        negative=always([-1, 0, 1, 2]),
        halves=always([60.5, 61, 62, 63]),
        texts=always(["60", "61", "62", "63"]),
        a_set=lambda: {60, 61, 62, 63},
        a_text=always("abcd"),
    )
    + [same_as("an array", always(np.arange(60, 64)), always(range(60, 64)), must=True)],
    lengths=wrong.things()
    + special(
        none_at_all=always([]),
        numbers=always([0.5, 1.0]),
        twice=always([(1.0, False), (1.0, False)]),
        no_length=always([(0.0, False)]),
        negative=always([(-1.0, False)]),
        endless=always([(np.inf, False)]),
        NaN=always([(np.nan, False)]),
        ends_one=always([(1.0, 1)]),
        three=always([(1.0, False, False)]),
        a_set=lambda: {(1.0, False)},
    )
    + [same_as("lists", always([list(pair) for pair in LENGTHS]), always(LENGTHS), must=True)],
    rng=wrong.rng(),
)
