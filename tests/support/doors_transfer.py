"""The doors of transfer from one language to another; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers import training
from tests.support import doors_translator as usual
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.doors_letters import optimizer, schedules
from tests.support.wrong_values import always, fresh, same_as, special

DOORS = {}
door = partial(enter, DOORS)
PAIRS = [("one", "two"), ("two",)], [("eins",), ("zwei", "eins")]
OTHERS = special(without_attention=always(usual.NONE), additive=always(usual.DOT._replace(attention=usual.ADDITIVE)))


def sentences(right, unknown):
    """No list of sentences of known words."""
    first, *rest = right
    found = special(
        a_number=always(24),
        a_text=always("one two"),
        one_sentence=always(list(first)),
        words_as_texts=always(["one", "two"]),
        none=list,
        one_too_few=always(rest),
        one_too_many=always([*right, first]),
        an_empty_sentence=always([(), *rest]),
        an_unknown_word=always([(unknown,), *rest]),
        a_number_for_a_word=always([(1,), *rest]),
        None_for_a_word=always([(None,), *rest]),
        None_for_a_sentence=always([None, *rest]),
        bytes_for_a_word=always([(b"one",), *rest]),
        NaN=always([(np.nan,), *rest]),
        a_set=lambda: {first, *rest},
        nested=always([[list(first)], *rest]),
    )
    found += [
        same_as("a tuple", always(tuple(right)), always(right), must=True),
        same_as("lists", always([list(words) for words in right]), always(right), must=True),
    ]
    return found + wrong.things()


def parts(known, unknown):
    """No sequence of names of parts."""
    found = special(
        a_number=always(1),
        a_name=always(known),
        an_unknown_part=always([unknown]),
        in_capitals=always([known.upper()]),
        with_None=always([None]),
        with_a_number=always([0]),
        with_bytes=always([known.encode()]),
        nested=always([[known]]),
        a_set=lambda: {known},
        True_=always(True),
    )
    return [*found, same_as("a tuple", always((known,)), always([known]), must=True), *wrong.things()]


def validation():
    """No pair of lists of sentences."""
    x, y = PAIRS
    found = special(
        a_list=always([x, y]),
        three=always((x, y, None)),
        one=always((x,)),
        sentences_alone=always(x),
        exchanged=always((y, x)),
        one_too_few=always((x, y[1:])),
        none=always(([], [])),
        an_unknown_word=always(([("three",)], [("eins",)])),
        numbers=always((1, 2)),
        a_dict=lambda: {"x": x, "y": y},
    )
    return [*found, *wrong.things()]


door(
    "training.begin_with",
    training.begin_with,
    lambda: {"translator": usual.DOT, "target": ("een", "twee"), "rng": fresh(), "keep": ["encoder"]},
    translator=usual.translator() + OTHERS,
    target=special(
        a_number=always(1),
        a_text=always("een"),
        twice=always(("een", "een")),
        none=always(()),
        with_a_number=always(("een", 2)),
        with_None=always((None,)),
        a_set=lambda: {"een", "twee"},
        with_an_empty_word=always(("een", "")),
    )
    + wrong.things(),
    rng=wrong.rng(),
    keep=parts("encoder", "readout") + special(all_of_it=always(["target_embedding"])),
)
door(
    "training.fit_translator",
    training.fit_translator,
    lambda: {
        "translator": usual.DOT,
        "sentences": PAIRS[0],
        "targets": PAIRS[1],
        "rng": fresh(),
        "validation": PAIRS,
        "updates": 2,
        "every": 1,
        "patience": 2,
        "batch": 2,
        "frozen": ["encoder"],
    },
    translator=usual.translator() + OTHERS,
    sentences=sentences(PAIRS[0], "three"),
    targets=sentences(PAIRS[1], "drei"),
    rng=wrong.rng(),
    validation=validation(),
    frozen=parts("encoder", "attention") + special(all=always(list(training.translators.PARTS))),
    updates=[trial for trial in wrong.count(2, large=None) if trial.says != "far above"],
    patience=wrong.count(2, large=None),
    every=wrong.count(1, large=None),
    batch=wrong.count(2, large=None),
    optimizer=optimizer(),
    schedule=schedules(),
    clip=wrong.number(0.5, 0) + special(zero=always(0.0)),
    callbacks=wrong.things("a generator"),
    progress=wrong.flag(),
)
