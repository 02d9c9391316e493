"""The doors of the translator in Keras; see attack.py. Importing this module imports Keras."""

from functools import partial

import numpy as np

from lstm_helpers import keras_models
from lstm_helpers.keras_models import keras
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.doors_keras import built
from tests.support.doors_translator import DOT, NONE, SOURCE, TARGET, sentences, translator, vocabulary
from tests.support.wrong_values import always, same_as, special

DOORS = {}
door = partial(enter, DOORS)
small = {"large": None}
PAIRS = {"sentences": [("one", "two"), ("two",)], "translations": [("eins", "zwei"), ("zwei",)]}


def made(attention="dot"):
    keras.utils.set_random_seed(0)
    options = {"attention": attention, "units": 4, "embedding": 3, "unroll": False}
    return keras_models.translator(SOURCE, TARGET, 2, 3, **options)


MODEL = made()
others = special(
    a_stack=lambda: keras_models.single(3, 4, 2),
    a_layer=lambda: MODEL.layers[-1],
    its_weights=MODEL.get_weights,
    a_translator_of_numpy=always(DOT),
    a_list_of_one=lambda: [MODEL],
    a_class=always(keras.Model),
    two_inputs_and_no_words=lambda: keras.Model(MODEL.inputs, MODEL.outputs),
)
model = others + [trial for trial in wrong.things() if trial.says != "a class"]

door(
    "keras_models.translator",
    built(keras_models.translator),
    {"source": SOURCE, "target": TARGET, "S": 2, "T": 3, "units": 4, "embedding": 3, "unroll": False},
    **vocabulary,
    S=wrong.count(2, **small),
    T=wrong.count(3, **small),
    attention=[trial for trial in wrong.choice(None, "dot", "additive") if trial.says != "None"],
    units=wrong.optional(wrong.count(4, **small)),
    embedding=wrong.optional(wrong.count(3, **small)),
    hidden=wrong.optional(wrong.count(3, **small)),
    unroll=wrong.flag(),
)


def translations():
    """No list of translations."""
    found = special(
        the_sentences=always(PAIRS["sentences"]),
        one_too_few=always([("eins",)]),
        one_too_many=always([("eins",)] * 3),
        too_long=always([("eins",) * 3, ("zwei",)]),
        with_the_end_mark=always([("eins", "■"), ("zwei",)]),
        an_empty_one=always([("eins",), ()]),
        numbers=always([[0, 1], [1]]),
        a_text=always("eins zwei"),
        an_array=always(np.array([["eins", "zwei"]])),
    )
    lists = [list(one) for one in PAIRS["translations"]]
    found.append(same_as("lists", always(lists), always(PAIRS["translations"]), must=True))
    return found + wrong.things()


door(
    "keras_models.teacher_forcing",
    keras_models.teacher_forcing,
    {"model": MODEL, **PAIRS},
    model=model,
    sentences=sentences() + special(one_too_many=always([("one",)] * 3), too_long=always([("one",) * 3, ("two",)])),
    translations=translations(),
)
door("keras_models.translator_of", keras_models.translator_of, {"model": MODEL}, model=model)
learned = [trial for trial in translator() if trial.says != "float16"]
door(
    "keras_models.set_translator",
    lambda model, learned: keras_models.set_translator(model, learned) or keras_models.translator_of(model),
    lambda: {"model": made(), "learned": DOT},
    model=model + special(without_attention=lambda: made(None), additive=lambda: made("additive")),
    learned=learned
    + special(without_attention=always(NONE), other_words=always(DOT._replace(source=("one", "three")))),
)
door("keras_models.translation_loss", lambda: keras_models.translation_loss().get_config()["ignore_class"], {})
