"""The doors of films in Keras; see attack.py. Importing this module imports Keras."""

from functools import partial

from lstm_helpers import keras_models
from lstm_helpers.keras_models import keras
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.doors_films import FILMS, sentences_of_words
from tests.support.doors_keras import built
from tests.support.wrong_values import always, same_as, special

DOORS = {}
door = partial(enter, DOORS)
small = {"large": None}
WORDS = ("falls", "rises")


def made(kind="dot"):
    keras.utils.set_random_seed(0)
    return keras_models.captioner(kind, 3, 5, WORDS, 4, units=4, embedding=3)


keras.utils.set_random_seed(0)
EYE, FILM, MODEL = keras_models.eye(3, channels=(2, 2)), keras_models.film_model("LSTM", 3, units=4), made()
others = special(a_stack=lambda: keras_models.single(3, 4, 2), a_layer=lambda: FILM.layers[-1], its_weights=list)
others += [trial for trial in wrong.things() if trial.says != "a class"]

pairs = special(one=always((2,)), three=always((2, 2, 2)), zero=always((0, 2)), floats=always((2.0, 2.0)))
door(
    "keras_models.eye",
    built(keras_models.eye),
    {"features": 3, "channels": (2, 2)},
    features=wrong.count(3, **small),
    channels=[same_as("a list", always([2, 2]), always((2, 2)), must=True), *pairs, *wrong.things()],
)
door(
    "keras_models.film_model",
    built(keras_models.film_model),
    {"kind": "LSTM", "T": 3, "units": 4},
    kind=wrong.choice("ConvLSTM", "dense"),
    T=wrong.count(3, **small),
    units=wrong.count(4, **small),
)
door("keras_models.still_model", built(keras_models.still_model), {"model": EYE}, model=wrong.things())
door("keras_models.still_targets", keras_models.still_targets, {"found": FILMS}, found=wrong.things())
door("keras_models.watcher_of", keras_models.watcher_of, {"model": FILM}, model=others + special(eye=always(EYE)))
door("keras_models.eye_of", keras_models.eye_of, {"model": EYE}, model=others + special(captioner=always(MODEL)))
door(
    "keras_models.captioner",
    built(keras_models.captioner),
    {"kind": "dot", "T": 3, "D": 5, "words": WORDS, "most": 4, "units": 4, "embedding": 3},
    kind=[trial for trial in wrong.choice("dot", None, "dense") if trial.says != "None"],
    words=special(a_text=always("falls rises"), twice=always(("falls", "falls")), none=always(()))
    + wrong.things("text"),
    **{name: wrong.count(n, **small) for name, n in (("T", 3), ("D", 5), ("most", 4), ("units", 4), ("embedding", 3))},
)
door(
    "keras_models.caption_forcing",
    keras_models.caption_forcing,
    {"model": MODEL, "captions": [("falls", "rises"), ("rises",)]},
    model=others,
    captions=sentences_of_words(),
)
door(
    "keras_models.captioner_of",
    keras_models.captioner_of,
    {"model": MODEL},
    model=others + special(without_an_encoder=lambda: made("dense")),
)
