"""The door of the Film Lab; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.widgets import FilmLab
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.doors_films import CAPTIONER, EYE, FEATURES, WATCHER, no_captioner, parts
from tests.support.right_things import GRU, dense_params, params
from tests.support.wrong_values import always, special

DOORS = {}
door = partial(enter, DOORS)
FILMS = np.arange(2 * 3 * 8 * 8).reshape(2, 3, 8, 8) % 101 * 1.0


def orders():
    """No frames of a film of three."""
    return special(
        none=list,
        a_number=always(1),
        a_text=always("012"),
        texts=lambda: ["0", "1"],
        beyond_the_last=lambda: [0, 3],
        before_the_first=lambda: [-1],
        half_a_frame=lambda: [0.5],
        a_whole_float=lambda: [1.0],
        True_=lambda: [True],
        None_in_it=lambda: [None],
        NaN=lambda: [np.nan],
        lists=lambda: [[0], [1]],
        too_many=lambda: [0] * 61,
        a_set=lambda: {0, 1},
        a_dict=lambda: {0: 1},
        two_axes=lambda: np.array([[0, 1]]),
        masked=lambda: np.ma.array([0, 1], mask=True),
        a_generator=lambda: (n for n in (0, 1)),
    )


door(
    "widgets.FilmLab",
    FilmLab,
    {
        "films": FILMS,
        "features": FEATURES,
        "watcher": WATCHER,
        "captioner": CAPTIONER,
        "motions": tuple("abcdefgh"),
        "digits": tuple("0123456789"),
        "truths": ("one", "two"),
        "film": 1,
        "order": [2, 0],
        "step": 1,
        "word": 0,
        "title": "T",
    },
    films=wrong.floats(FILMS, positive=True) + special(too_bright=always(FILMS + 256)),
    features=wrong.floats(FEATURES),
    watcher=special(a_bare_tuple=always(tuple(WATCHER)), an_eye=always(EYE))
    + parts(WATCHER, "lstm", params(WATCHER.lstm, GRU))
    + parts(WATCHER, "motion", dense_params(WATCHER.motion))
    + parts(WATCHER, "digit", dense_params(WATCHER.digit))
    + wrong.things(),
    captioner=wrong.optional(no_captioner()),
    motions=wrong.optional(wrong.labels(8)),
    digits=wrong.optional(wrong.labels(10)),
    truths=wrong.optional(wrong.labels(2)),
    film=wrong.count(1, least=0, most=1),
    order=wrong.optional(orders()),
    step=wrong.optional(wrong.count(1, least=0, most=1)),
    word=wrong.count(0, least=-1, most=12),
    title=wrong.words("T", empty=True),
)
