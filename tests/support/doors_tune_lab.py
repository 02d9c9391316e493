"""The door of the Tune Lab; see attack.py."""

import tempfile
from functools import partial
from pathlib import Path

from lstm_helpers.maths.composer import init_composer
from lstm_helpers.notes import Note
from lstm_helpers.widgets import TuneLab
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.doors_composer import COMPOSER, LENGTHS, TUNE, a_composer, a_tune
from tests.support.wrong_values import always, fresh, special

DOORS = {}
door = partial(enter, DOORS)
door(
    "widgets.TuneLab",
    TuneLab,
    {"composer": COMPOSER, "tune": TUNE},
    composer=a_composer()
    + special(
        too_many_units=lambda: init_composer(193, range(60, 73), LENGTHS, fresh()),
        too_many_pitches=lambda: init_composer(3, range(40, 102), LENGTHS, fresh()),
    ),
    tune=a_tune() + special(too_long=always(TUNE._replace(notes=(Note(60, 1.0),) * 301))),
    step=wrong.optional(wrong.count(2, 0, 5)),
    temperature=wrong.number(0.75, 0.1, 2),
    tempo=wrong.count(90, 40, 200, large=120),
    volume=wrong.number(0.5, 0, 1),
    keep=wrong.flag(),
    hear=wrong.flag(),
    seed=wrong.count(0, 0),
    title=wrong.words("ab", empty=True),
)
FOLDER = Path(tempfile.mkdtemp())
LAB = TuneLab(COMPOSER, TUNE)
door(
    "widgets.TuneLab.save",
    lambda path, title: LAB.save(FOLDER / path if isinstance(path, str) and path else path, title).read_bytes(),
    {"path": "tune.mid", "title": "mine"},
    path=wrong.things("text")
    + special(
        no_ending=always("tune"),
        a_wave=always("tune.wav"),
        no_folder=always("/no/such/folder/tune.mid"),
        a_zero=always("a\0.mid"),
        a_folder=always("/"),
    ),
    title=wrong.words("ab", empty=True),
)
