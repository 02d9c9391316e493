"""The doors of listening in Keras; see attack.py. Importing this module imports Keras."""

from functools import partial

import numpy as np

from lstm_helpers import keras_models
from lstm_helpers.data.voices import Clip
from lstm_helpers.keras_models import keras
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.doors_keras import built
from tests.support.doors_voices import clips
from tests.support.wrong_values import always, fresh, special

DOORS = {}
door = partial(enter, DOORS)
small = {"large": None}
HEARD = [Clip(np.ones((30, 24)), said, "f1", "flite", "train") for said in ("1", "2", "34")]


def made():
    keras.utils.set_random_seed(0)
    return keras_models.listener(units=2, filters=2)


keras.utils.set_random_seed(0)
MODEL = made()
others = special(a_stack=lambda: keras_models.single(3, 4, 2), a_layer=lambda: MODEL.layers[-1], its_weights=list)
others += [trial for trial in wrong.things() if trial.says != "a class"]

door(
    "keras_models.listener",
    built(keras_models.listener),
    {"units": 2, "filters": 3},
    units=wrong.count(2, **small),
    filters=wrong.count(3, **small),
)
door("keras_models.listener_of", keras_models.listener_of, {"model": MODEL}, model=others)
door("keras_models.listening_batch", keras_models.listening_batch, {"clips": HEARD}, clips=clips())
door(
    "keras_models.drawn_clips",
    keras_models.drawn_clips,
    lambda: {"clips": HEARD, "rng": fresh(), "count": 4, "spoken": 0.5},
    clips=clips() + special(no_strings=always(HEARD[:2]), no_singles=always(HEARD[2:])),
    rng=wrong.rng(),
    count=wrong.count(4, **small),
    spoken=wrong.number(0.5, 0, 1),
)
door(
    "keras_models.teach",
    lambda **given: keras_models.teach(**given)[0] > 0,
    lambda: {"model": made(), "clips": HEARD, "rng": fresh(), "batches": 1, "spoken": 0.5, "batch": 2, "rate": 0.01},
    model=others,
    clips=clips(),
    rng=wrong.rng(),
    batches=wrong.count(1, **small),
    spoken=wrong.number(0.5, 0, 1),
    batch=wrong.count(2, **small),
    rate=wrong.number(0.01, 0) + special(zero=always(0.0)),
)
