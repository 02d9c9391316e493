"""The door of the Attention Lab; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.maths import attention, cells
from lstm_helpers.maths import translator as tr
from lstm_helpers.widgets import AttentionLab
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, fresh, same_as, special

DOORS = {}
door = partial(enter, DOORS)
NET = tr.init_translator(("one", "two", "three"), ("eins", "zwei", "drei"), 3, 4, fresh(), attention="dot")
BROKEN = NET.readout._replace(W=NET.readout.W * np.nan)


def translators():
    """No translator, or one whose parts do not fit."""
    found = special(
        a_tuple=always(tuple(NET)),
        no_attention_of_its_readout=always(NET._replace(attention=None)),
        a_sum=always(NET._replace(attention="sum")),
        bytes_=always(NET._replace(attention=b"dot")),
        attention_of_other_units=always(NET._replace(attention=attention.init_additive(3, 3, 2, fresh()))),
        NaN=always(NET._replace(readout=BROKEN)),
        masked=always(NET._replace(source_embedding=np.ma.array(NET.source_embedding, mask=True))),
        a_word_too_many=always(NET._replace(source=(*NET.source, "four"))),
        a_block_too_few=always(NET._replace(target=NET.target[1:])),
        a_word_twice=always(NET._replace(source=("one", "one", "two"))),
        a_number_as_word=always(NET._replace(source=("one", 2, "three"))),
        half_a_letter=always(NET._replace(source=("one", "\ud800", "three"))),
        decoder_of_other_units=always(NET._replace(decoder=cells.init_lstm(3, 5, fresh()))),
        a_gru=always(NET._replace(encoder=cells.init_gru(3, 4, fresh()))),
        complex=always(NET._replace(target_embedding=NET.target_embedding + 0j)),
        an_embedding_of_texts=always(NET._replace(source_embedding=NET.source_embedding.astype(str))),
        too_many_units=lambda: tr.init_translator(("one",), ("eins",), 2, 513, fresh(), attention="dot"),
    )
    found += [same_as("words in a list", lambda: NET._replace(source=list(NET.source)), always(NET), must=True)]
    return found + wrong.things()


def places():
    """No dict from steps to places of the sentence."""
    found = special(
        a_list=lambda: [1],
        pairs=lambda: [(0, 1)],
        a_set=lambda: {0, 1},
        a_text=always("01"),
        a_step_that_no_sentence_has=lambda: {81: 0},
        before_the_first=lambda: {-1: 0},
        half_a_step=lambda: {0.5: 0},
        a_whole_float=lambda: {1.0: 0},
        True_=lambda: {True: 0},
        None_=lambda: {None: 0},
        NaN=lambda: {np.nan: 0},
        no_number=lambda: {"x": 0},
        a_sign=lambda: {"-1": 0},
        other_digits=lambda: {"٣": 0},
        many_digits=lambda: {"9" * 30: 0},
        bytes=lambda: {b"0": 0},
        a_pair=lambda: {(0, 1): 0},
        behind_the_last_word=lambda: {0: 3},
        minus_two=lambda: {0: -2},
        a_word=lambda: {0: "two"},
        a_digit=lambda: {0: "1"},
        half_a_place=lambda: {0: 0.5},
        a_float=lambda: {0: 1.0},
        place_True=lambda: {0: True},
        place_None=lambda: {0: None},
        weights=lambda: {0: [0.0, 1.0, 0.0]},
        an_array=lambda: {0: np.array([0.0, 1.0, 0.0])},
        place_NaN=lambda: {0: np.nan},
        complex=lambda: {0: 1 + 0j},
        huge=lambda: {0: 10**30},
        infinite=lambda: {0: np.inf},
    )
    found += [
        same_as("texts of digits", lambda: {"1": 2}, lambda: {1: 2}, must=True),
        same_as("numpy's whole numbers", lambda: {np.int64(1): np.uint8(2)}, lambda: {1: 2}, must=True),
    ]
    return wrong.optional(found + wrong.things("a dict"))


door(
    "widgets.AttentionLab",
    AttentionLab,
    {"translator": NET, "text": "three one two"},
    translator=translators(),
    text=wrong.words("three one two")
    + special(
        an_unknown_word=always("three four"),
        blanks=always("  \n"),
        nothing_but_a_hyphen=always("-"),
        a_comma=always("one, two"),
        too_many=always("one " * 61),
        a_number_whose_words_are_unknown=always("24"),
        a_million=always("1000000"),
        a_fraction=always("1.5"),
        a_sign=always("-one 2.0"),
        markup=always("<b>one</b>"),
        a_million_digits=always("9" * 100_000),
        other_digits=always("١"),
        a_zero_letter=always("one\0two"),
    ),
    step=wrong.optional(wrong.count(1, 0, 80)),
    word=wrong.count(1, -1, 2),
    forced=places(),
    inside=wrong.choice("nothing", "f", "h"),
    title=wrong.words("ab", empty=True),
)
