"""The doors of number words and of the translator in NumPy; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.data import numbers
from lstm_helpers.maths import attention, cells
from lstm_helpers.maths import translator as tr
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.right_things import GRU
from tests.support.wrong_things import Uncountable
from tests.support.wrong_values import always, fresh, same_as, special

DOORS = {}
door = partial(enter, DOORS)
BLOCKS = ("vier", "und", "zwanzig")


def words(usual, *leave, unknown="drölf"):
    """No sequence of known words."""
    first, *rest = usual
    found = special(
        a_number=always(24),
        an_unknown_word=always([unknown, *rest]),
        another_case=always([first.upper(), *rest]),
        with_a_blank=always([first + " ", *rest]),
        two_words_in_one=always([" ".join([first, *rest])]),
        with_None=always([None, *rest]),
        with_bytes=always([first.encode(), *rest]),
        with_a_number=always([1, *rest]),
        with_NaN=always([np.nan, *rest]),
        lists_in_a_list=always([[first], *rest]),
        a_sentence=always(" ".join([first, *rest])),
        an_empty_list=list,
        an_empty_word=always(["", *rest]),
        True_=always(True),
        two_axes=always(np.array([[first, first]])),
        masked=always(np.ma.array([first], mask=[True])),
        an_array_of_numbers=always(np.arange(3)),
        half_a_surrogate_pair=always([first + "\ud800", *rest]),
        bytearray=always(bytearray(b"vier")),
        a_range=always(range(3)),
        a_set_of_words=lambda: {first, *rest},
        dict_keys=lambda: dict.fromkeys([first, *rest]).keys(),
        no_length=lambda: Uncountable([first]),
    )
    found = [trial for trial in found if trial.says not in leave]
    found += [
        same_as("a list", lambda: list(usual), always(tuple(usual)), must=True),
        same_as("an array of texts", lambda: np.array(usual), always(tuple(usual)), must=True),
        same_as("numpy.str_", lambda: [np.str_(word) for word in usual], always(tuple(usual)), must=True),
        same_as("an iterator", lambda: iter(usual), always(tuple(usual))),
    ]
    return found + [trial for trial in wrong.things() if trial.says not in leave]


def some_numbers(usual=(24, 7), *leave):
    """No sequence of numbers below a million."""
    found = special(
        a_number=always(24),
        a_million=always([1_000_000]),
        negative=always([24, -1]),
        halves=always([24.5]),
        floats=always([24.0, 7.0]),
        NaN=always([np.nan]),
        digits=always(["24"]),
        True_=always([True]),
        nested=always([[24], [7]]),
        two_axes=always(np.array([[24, 7]])),
        masked=always(np.ma.array([24, 7], mask=[True, False])),
        a_set_of_numbers=lambda: {24, 7},
        a_dict_of_numbers=lambda: {24: 7},
        huge=always([10**30]),
        with_None=always([24, None]),
        objects=always(np.array([24, None], dtype=object)),
        complex=always([24 + 0j]),
        a_bool=always(False),
    )
    found = [trial for trial in found if trial.says not in leave]
    found += [
        same_as("a tuple", always(tuple(usual)), always(list(usual)), must=True),
        same_as("int32", always(np.array(usual, np.int32)), always(list(usual)), must=True),
        same_as("uint16", always(np.array(usual, np.uint16)), always(list(usual)), must=True),
        same_as("a generator of numbers", lambda: (n for n in usual), always(list(usual))),
    ]
    return found + [trial for trial in wrong.things() if trial.says not in leave]


for name in ("english", "german", "dutch"):
    door(f"numbers.{name}", getattr(numbers, name), {"n": 24}, n=wrong.count(24, 0, numbers.MOST))
door(
    "numbers.sentence",
    numbers.sentence,
    {"numbers": [24, 7], "language": "German"},
    numbers=some_numbers() + special(an_empty_list=list),
    language=wrong.choice("English", "German", "Dutch"),
)
for name in ("roles", "partners"):
    door(
        f"numbers.{name}",
        getattr(numbers, name),
        {"n": 24, "language": "Dutch"},
        n=wrong.count(24, 0, numbers.MOST),
        language=wrong.choice("English", "German", "Dutch"),
    )
OPEN = ("an unknown word", "another case", "with a blank", "two words in one", "an empty list", "an empty word")
door("numbers.spoken", numbers.spoken, {"blocks": BLOCKS}, blocks=words(BLOCKS, *OPEN))
door("numbers.number_of", numbers.number_of, {"words": BLOCKS}, words=words(BLOCKS))
door(
    "numbers.drawn",
    numbers.drawn,
    lambda: {"count": 3, "rng": fresh(), "without": [24, 7], "least": 2, "most": 4},
    count=wrong.count(3) + special(too_many=always(6000)),
    rng=wrong.rng(),
    without=some_numbers((24, 7)),
    least=wrong.count(2, 1, 4) + special(above_most=always(5)),
    most=wrong.count(4, 2, 6) + special(below_least=always(1)),
)

SOURCE, TARGET, E, H = ("one", "two"), ("eins", "zwei"), 3, 4
ADDITIVE = attention.init_additive(H, H, 5, fresh())
DOT = tr.init_translator(SOURCE, TARGET, E, H, fresh(), attention="dot")
NONE = tr.init_translator(SOURCE, TARGET, E, H, fresh())
MEMORY, STATE = tr.encode(DOT, [("one", "two"), ("two",)])


def translator():
    """No translator, or one whose parts do not fit together."""
    spoilt = DOT.source_embedding.copy()
    spoilt[0, 0] = np.nan
    wrongs = {
        "a bare tuple": tuple(DOT),
        "an LSTM": DOT.encoder,
        "a GRU for an encoder": DOT._replace(encoder=GRU),
        "no decoder": DOT._replace(decoder=None),
        "a wider decoder": DOT._replace(decoder=cells.init_lstm(E, H + 1, fresh())),
        "an encoder of other embeddings": DOT._replace(encoder=cells.init_lstm(E + 1, H, fresh())),
        "the readout of one without attention": DOT._replace(readout=NONE.readout),
        "attention in capitals": DOT._replace(attention="DOT"),
        "attention without its parameters": DOT._replace(attention="additive"),
        "attention for other queries": DOT._replace(attention=attention.init_additive(H + 1, H, 5, fresh())),
        "attention for other keys": DOT._replace(attention=attention.init_additive(H, H + 1, 5, fresh())),
        "True for attention": DOT._replace(attention=True),
        "a word too many": DOT._replace(target=(*DOT.target, "drei")),
        "a word twice": DOT._replace(target=("eins", "eins", tr.END)),
        "words in a text": DOT._replace(source="one two"),
        "no words": DOT._replace(source=()),
        "numbers for words": DOT._replace(source=(1, 2)),
        "NaN": DOT._replace(source_embedding=spoilt),
        "text for an embedding": DOT._replace(target_embedding="text"),
        "a masked embedding": DOT._replace(source_embedding=np.ma.array(spoilt, mask=np.isnan(spoilt))),
        "complex": DOT._replace(target_embedding=DOT.target_embedding + 1j),
        "an embedding with one axis": DOT._replace(target_embedding=DOT.target_embedding[0]),
    }
    found = [wrong.Trial(says, always(value)) for says, value in wrongs.items()]
    half = DOT._replace(source_embedding=DOT.source_embedding.astype(np.float16))
    wide = half._replace(source_embedding=half.source_embedding.astype(np.float64))
    found.append(same_as("float16", always(half), always(wide), must=True))
    found.append(same_as("words in a list", always(DOT._replace(source=list(SOURCE))), always(DOT), must=True))
    return found + wrong.things()


def sentences():
    """No list of sentences."""
    found = special(
        words_alone=always(SOURCE),
        an_empty_list=list,
        an_empty_sentence=always([[]]),
        an_unknown_word=always([["one", "three"]]),
        numbers=always([[0, 1]]),
        a_text=always("one two"),
        texts=always(["one two"]),
        with_None=always([["one", None]]),
        None_for_a_sentence=always([["one"], None]),
        bytes_in_it=always([[b"one"]]),
        a_set_of_words=lambda: [{"one", "two"}],
        a_set_of_sentences=lambda: {("one",)},
        a_dict_of_sentences=lambda: {("one",): 1},
        no_length=lambda: [Uncountable(["one"])],
        a_number=always(3),
        two_axes=always(np.array([["one", "two"]])),
    )
    usual = [("one", "two"), ("two",)]
    found.append(same_as("lists", lambda: [list(one) for one in usual], always(usual), must=True))
    found.append(same_as("a tuple", lambda: tuple(usual), always(usual), must=True))
    return found + wrong.things()


vocabulary = {
    "source": words(SOURCE, *OPEN[:4]) + special(a_word_twice=always(["one", "one"])),
    "target": words(TARGET, *OPEN[:4]) + special(a_word_twice=always(["eins", "eins"]), the_end=always([tr.END])),
}
door(
    "translator_parts.init_translator",
    tr.init_translator,
    lambda: {"source": SOURCE, "target": TARGET, "E": E, "H": H, "rng": fresh()},
    **vocabulary,
    E=wrong.count(E),
    H=wrong.count(H, large=None),
    rng=wrong.rng(),
    attention=wrong.optional([trial for trial in wrong.choice("dot") if "numpy.str_" not in trial.says]),
)
door("translator_parts.count_weights", tr.count_weights, {"translator": DOT}, translator=translator())
door(
    "translator.encode",
    tr.encode,
    {"translator": DOT, "sentences": [("one", "two"), ("two",)]},
    translator=translator(),
    sentences=sentences(),
)
door(
    "translator.translate_all",
    tr.translate_all,
    {"translator": DOT, "sentences": [("one", "two"), ("two",)], "most": 4},
    translator=translator(),
    sentences=sentences(),
    most=wrong.count(4, large=None),
)
one = words(("one", "two"), unknown="three")
forced = special(
    a_list=always([0.5, 0.5]),
    a_step_too_early=always({-1: [0.5, 0.5]}),
    a_half_step=always({0.5: [0.5, 0.5]}),
    a_named_step=always({"first": [0.5, 0.5]}),
    negative=always({0: [1.5, -0.5]}),
    too_much=always({0: [1.0, 1.0]}),
    too_long=always({0: [0.5, 0.25, 0.25]}),
    NaN=always({0: [np.nan, 1.0]}),
    words_for_weights=always({0: "one"}),
    a_number=always({0: 1.0}),
)
door(
    "translator.translate",
    tr.translate,
    {"translator": DOT, "words": SOURCE, "most": 4},
    translator=translator(),
    words=one,
    most=wrong.count(4, large=None),
    forced=forced + wrong.optional([trial for trial in wrong.things() if trial.says != "a dict"]),
)
door(
    "translator.beam",
    tr.beam,
    {"translator": DOT, "words": SOURCE, "width": 2, "most": 4},
    translator=translator(),
    words=one,
    width=wrong.count(2, large=None),
    most=wrong.count(4, large=None),
)
HALVES = np.array([[0.5, 0.5], [1.0, 0.0]])
weights = [t for t in wrong.optional(wrong.floats(HALVES)) if t.says not in ("int8 array", "int64 array")]
memory = special(
    a_bare_tuple=always(tuple(MEMORY)),
    the_states=always(STATE),
    of_another_size=always(MEMORY._replace(h=MEMORY.h[..., 1:])),
    NaN=always(MEMORY._replace(h=MEMORY.h * np.nan)),
    all_hidden=always(MEMORY._replace(mask=MEMORY.mask & False)),
    a_mask_too_short=always(MEMORY._replace(mask=MEMORY.mask[:, 1:])),
    no_mask=always(MEMORY._replace(mask=None)),
    a_mask_of_words=always(MEMORY._replace(mask=np.array([["one", "two"], ["two", "one"]]))),
)
state = special(
    a_bare_tuple=always(tuple(STATE)),
    the_memory=always(MEMORY),
    of_one_sentence=always(STATE._replace(h=STATE.h[:1])),
    of_another_size=always(STATE._replace(c=STATE.c[:, 1:])),
    NaN=always(STATE._replace(c=STATE.c * np.nan)),
    none=always(STATE._replace(h=None)),
)
door(
    "translator.write",
    tr.write,
    {"translator": DOT, "memory": MEMORY, "state": STATE, "most": 4},
    translator=translator(),
    memory=memory + wrong.things(),
    state=state + wrong.things(),
    most=wrong.count(4, large=None),
)
door(
    "translator.step",
    tr.step,
    {"translator": DOT, "memory": MEMORY, "state": STATE, "token": [2, 0]},
    translator=translator(),
    memory=memory + wrong.things(),
    state=state + wrong.things(),
    token=special(
        too_high=always([2, 3]),
        negative=always([-1, 0]),
        floats=always([2.0, 0.0]),
        one_too_few=always([2]),
        one_too_many=always([2, 0, 1]),
        words=always(["eins", "zwei"]),
        a_number=always(2),
        two_axes=always([[2], [0]]),
        booleans=always([True, False]),
        masked=always(np.ma.array([2, 0], mask=[True, False])),
    )
    + wrong.things(),
    attention=weights + special(negative=always(HALVES - 0.5), too_much=always(2 * HALVES)),
)
