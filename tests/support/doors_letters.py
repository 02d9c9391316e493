"""The doors of counting, drawing and coding letters, of the pages, and of strips; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers import pretrained, training
from lstm_helpers.data import pages, quotes, text
from lstm_helpers.maths import coding, ngrams, sampling
from tests.support import right_things as right
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_functions import optimizer, schedules
from tests.support.wrong_values import always, fresh, same_as, special

DOORS = {}
door = partial(enter, DOORS)
CLASSES = np.array([0, 2, 1, 2, 0, 1, 1, 2])
SCORES = np.array([[0.5, -2.0, 1.0], [3.0, 1.0, 0.0]])
CHANCES = np.array([[0.5, 0.25, 0.25], [0.125, 0.625, 0.25]])


def classes(K=3):
    """No sequence of class numbers."""
    values = {
        "floats": CLASSES * 1.0,
        "NaN": CLASSES * np.nan,
        "texts": CLASSES.astype(str),
        "negative": -CLASSES,
        "two axes": CLASSES[None],
        "a number": 3,
        "True": True,
        "booleans": CLASSES > 1,
        "complex": CLASSES + 0j,
        "objects": CLASSES.astype(object),
        "masked": np.ma.array(CLASSES, mask=CLASSES == 0),
        "empty": CLASSES[:0],
        "an empty list": [],
        "wrapped": np.array([2**64 - 1], np.uint64),
        "dates": CLASSES.astype("datetime64[D]"),
        "halves": CLASSES + 0.5,
        "bytes in an array": CLASSES.astype("S"),
        "ragged": [[0], [1, 2]],
        "with None": [0, None],
        "bytearray": bytearray(b"\x00\x01"),
        "a memory of bytes": memoryview(b"\x00\x01\x02"),
        "a structured array": np.zeros(3, [("a", int)]),
    }
    values |= {} if K is None else {"too high": CLASSES + K}
    found = [wrong.Trial(says, always(value)) for says, value in values.items()]
    found += special(
        a_list_of_masked=lambda: [0, np.ma.masked, 1],
        an_iterator=lambda: iter(CLASSES),
        a_set=lambda: {0, 1, 2},
        a_dict=lambda: {0: 1},
        dict_keys=lambda: {0: 1}.keys(),
    )
    found += [
        same_as(kind.__name__, always(CLASSES.astype(kind)), always(CLASSES), must=True)
        for kind in (np.uint8, np.int8, np.uint64)
    ]
    found.append(same_as("a nested list", CLASSES.tolist, always(CLASSES), must=True))
    return found + wrong.things()


def shares(*arguments, **options):
    """No probabilities; those that are rounded to whole numbers are none either."""
    return [t for t in wrong.floats(*arguments, **options) if t.says not in ("int8 array", "int64 array")]


def chances():
    return shares(CHANCES, free=(0,)) + special(
        above=always(CHANCES * 2), negative=always(CHANCES - 0.5), none=always(CHANCES * 0)
    )


def free(trials, *leave):
    """The trials of an array that may have any number of axes and classes."""
    leave = {"one axis more", "one axis less", "one number", *leave}
    return [t for t in trials if t.says not in leave and not t.says.endswith(("along 1",))]


door(
    "ngrams.count",
    ngrams.count,
    {"numbers": CLASSES, "K": 3, "order": 2},
    numbers=classes() + special(too_few=always([1])),
    K=wrong.count(3, large=None),
    order=wrong.count(2, large=None) + special(too_long=always(60)),
)
GRAMS = ngrams.count(CLASSES, 3, 2)
for method in ("probabilities", "of_next"):
    door(f"ngrams.NGrams.{method}", getattr(GRAMS, method), {"numbers": CLASSES}, numbers=classes())
door(
    "ngrams.mixture",
    lambda probabilities, weights: ngrams.mixture(probabilities, CHANCES, weights=weights),
    {"probabilities": CHANCES, "weights": [0.25, 0.75]},
    probabilities=shares(CHANCES) + special(above=always(CHANCES * 2), negative=always(-CHANCES)),
    weights=wrong.optional(wrong.floats(np.array([0.25, 0.75])))
    + special(negative=always([-1, 2]), too_much=always([1, 1])),
)
door(
    "ngrams.bits",
    ngrams.bits,
    {"probabilities": CHANCES[0]},
    probabilities=shares(CHANCES[0], free=(0,))
    + special(zero=always([0.5, 0.0]), above=always([2.0]), negative=always([-0.5])),
)
door(
    "sampling.temperature",
    sampling.temperature,
    {"logits": SCORES, "tau": 0.5},
    logits=free(wrong.floats(SCORES, free=(0,)), "flat"),
    tau=wrong.number(0.5, 0) + special(zero=always(0.0)),
)
door("sampling.top_k", sampling.top_k, {"p": CHANCES, "k": 2}, p=free(chances()), k=wrong.count(2))
door(
    "sampling.top_p",
    sampling.top_p,
    {"p": CHANCES, "mass": 0.7},
    p=free(chances()),
    mass=wrong.number(0.5, 0, 1) + special(zero=always(0.0)),
)
door(
    "sampling.draw",
    sampling.draw,
    lambda: {"p": CHANCES[0], "rng": fresh()},
    rng=wrong.rng(),
    p=shares(CHANCES[0]) + special(above=always(CHANCES[0] * 2), negative=always(CHANCES[0] - 0.5)),
)


def given(value):
    return lambda last: value


def expectations():
    """Nothing that says what is expected next."""
    values = {
        "None": None,
        "a text": "abc",
        "too much": CHANCES[0] * 2,
        "negative": CHANCES[0] - 0.5,
        "NaN": CHANCES[0] * np.nan,
        "two axes": CHANCES,
        "complex": CHANCES[0] + 0j,
        "one number": 1.0,
        "nothing": [],
        "masked": np.ma.array(CHANCES[0], mask=[1, 0, 0]),
    }
    found = [wrong.Trial(f"returns {says}", lambda value=value: given(value)) for says, value in values.items()]
    return wrong.function() + found + special(of_nothing=lambda: lambda: CHANCES[0])


door(
    "coding.encode",
    coding.encode,
    {"numbers": CLASSES, "next_probabilities": given(CHANCES[0])},
    numbers=[t for t in classes() if t.says not in ("empty", "an empty list")],
    next_probabilities=expectations(),
)
CODED = coding.encode(CLASSES, given(CHANCES[0]))
door(
    "coding.decode",
    coding.decode,
    {"data": CODED, "length": 8, "next_probabilities": given(CHANCES[0])},
    length=wrong.count(8, 0, large=None),
    data=[t for t in wrong.things() if t.says != "bytes"]
    + special(a_list=always([1, 2]), numbers=always(np.zeros(3)), empty=always(b"")),
    next_probabilities=expectations(),
)

for name in ("pages", "split_pages"):
    door(f"pages.{name}", getattr(pages, name), {})
door("pages.digest", pages.digest, {"text": "ab"}, text=wrong.words("ab"))
door("text.as_topics", lambda: len(text.as_topics()), {})

MODEL = training.init_model(3, 4, 3, fresh(), every_step=True)
LONG = np.tile(CLASSES, 10)
door(
    "training.strips",
    lambda numbers, batch, T, offset: list(training.strips(numbers, batch, T, offset)),
    {"numbers": LONG, "batch": 2, "T": 3, "offset": 1},
    numbers=classes(None),
    batch=wrong.count(2, large=None),
    T=wrong.count(3, large=None),
    offset=wrong.count(1, 0, large=None),
)
door(
    "training.fit_strips",
    training.fit_strips,
    lambda: {"model": MODEL, "numbers": LONG, "rng": fresh(), "updates": 2, "batch": 2, "T": 3},
    model=right.model(MODEL) + special(two_layers=always(training.init_model(3, (4, 4), 3, fresh(), every_step=True))),
    numbers=[t for t in classes() if not t.must],  # too short
    rng=wrong.rng(),
    updates=[t for t in wrong.count(2, large=None) if t.says != "far above"],
    batch=wrong.count(2, large=None),
    T=wrong.count(3, large=None),
    optimizer=optimizer(),
    schedule=schedules(),
    clip=wrong.number(0.5, 0) + special(zero=always(0.0)),
    dropout_rate=wrong.number(0.5, 0, 1) + special(one=always(1.0)),
    drop_connect=wrong.number(0.5, 0, 1) + special(one=always(1.0)),
    carry=wrong.flag(),
    callbacks=wrong.things("a generator"),
    progress=wrong.flag(),
)


# ---- a trained model as reader and writer of text ---------------------------------------------------------------

READER = training.LetterModel(training.init_model(4, 3, 4, fresh(), every_step=True), right.ABC)
STATE = (np.zeros((1, 3)), np.zeros((1, 3)))
door(
    "training.LetterModel",
    lambda model, alphabet: training.LetterModel(model, alphabet).model,
    {"model": READER.model, "alphabet": right.ABC},
    model=[t for t in right.model(MODEL) if t.says != "layers in a list"],
    alphabet=wrong.things() + special(letters=always("abc"), of_another_size=lambda: text.Alphabet("ab")),
)
no_state = wrong.things("None", "text", "empty text", "a dict") + special(NaN=always((STATE[0] * np.nan, STATE[1])))
for method in ("trace", "logits", "probabilities"):
    door(
        f"training.LetterModel.{method}",
        getattr(READER, method),
        {"text": "abc"},
        text=wrong.words("ab"),
        leave={"state": "what another of its methods returned"},
    )
door(
    "training.LetterModel.of_next",
    READER.of_next,
    {"text": "abc"},
    text=[t for t in wrong.words("ab") if t.says not in ("a list of texts", "a tuple of texts", "an array of texts")]
    + special(
        none=list, unequal=always(["ab", "c"]), a_set_of_texts=lambda: {"ab", "bc"}, with_None=always(["ab", None])
    ),
)
door(
    "training.LetterModel.write",
    READER.write,
    lambda: {"prompt": "ab", "length": 3, "rng": fresh(), "tau": 0.5},
    prompt=wrong.words("ab"),
    length=[t for t in wrong.count(3, 0, large=None) if t.says != "far above"],
    rng=wrong.rng(),
    choose=wrong.optional(wrong.function())
    + special(gives_None=lambda: lambda p: None, gives_more=lambda: lambda p: p * 2, of_nothing=lambda: lambda: 0),
    tau=wrong.number(0.5, 0) + special(zero=always(0.0)),
)
door("training.LetterModel.following", lambda: READER.following()(0), {})
LABEL = CLASSES > 1
door(
    "training.tell_apart",
    training.tell_apart,
    {"values": np.sin(np.arange(16.0)).reshape(8, 2), "label": LABEL},
    values=[t for t in wrong.floats(np.sin(np.arange(16.0)).reshape(8, 2), free=(1,)) if t.says != "a masked constant"],
    label=special(
        all_alike=always(LABEL | True),
        too_few=always(LABEL[1:]),
        two_axes=always(LABEL[None]),
        texts=always(LABEL.astype(str)),
        twos=always(LABEL * 2),
        NaN=always(np.where(LABEL, np.nan, 0)),
        masked=always(np.ma.array(LABEL, mask=LABEL)),
        a_set=lambda: {True, False},
    )
    + wrong.things(),
)
door(
    "training.without",
    lambda letters, unit: training.without(letters, unit).model,
    {"letters": READER, "unit": 1},
    letters=wrong.things() + special(a_model=always(MODEL)),
    unit=wrong.count(1, 0, 2),
)
for name in ("inside_quotes", "paired_quotes"):
    door(f"quotes.{name}", getattr(quotes, name), {"text": 'a "b" c'}, text=wrong.words('a "b" c'))
door(
    "quotes.up_to_closing_quotes",
    quotes.up_to_closing_quotes,
    {"text": 'see "a" and "b"', "length": 4},
    text=wrong.words('a "b" c'),
    length=wrong.count(4),
)
door(
    "pretrained.letter_model",
    lambda epoch, folder: pretrained.letter_model(epoch, folder)[1],
    {"epoch": 1, "folder": pretrained.FOLDER},
    epoch=[t for t in wrong.choice(1, 5, 20, None) if t.says != "one"],
    folder=wrong.things("text") + special(missing=always("/no/such/folder"), a_number=always(3), a_null=always("a\0b")),
)
door("pretrained.letter_units", pretrained.letter_units, {})
door("pretrained.letter_live", pretrained.letter_live, {})
door("pretrained.keras_scores", pretrained.keras_scores, {})
