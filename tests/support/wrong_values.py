"""What people pass by mistake, for each kind of argument.

A `Trial` is one value: how it is called, how it is made (anew for each call), and what it *means*: the right value that
it may be taken for, or nothing. A door that takes a trial with a meaning has to answer as it does to the right value;
one that takes a trial without any is silently wrong. Refusing is always right, with one exception that `must` marks.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np

from tests.support.wrong_arrays import floats, mask
from tests.support.wrong_things import (
    NOTHING,
    IndexOf,
    Trial,
    always,
    optional,
    same_as,
    special,
    things,
)

__all__ = [
    "NOTHING",
    "Trial",
    "always",
    "choice",
    "count",
    "flag",
    "floats",
    "fresh",
    "function",
    "labels",
    "mask",
    "number",
    "optional",
    "rng",
    "same_as",
    "special",
    "things",
    "words",
]

# Numbers --------------------------------------------------------------------------------------------------------------


def count(usual=2, least=1, most=None, large=200):
    """No whole number of at least ``least``; narrow types of one that is."""
    wrong = {
        "one too few": least - 1, "minus two": -2, "far below": -(2**40), "far above": 2**40, "beyond int64": 2**70,
        "400 digits": 10**400, "a half": usual + 0.5, "a float": float(usual) + 0.0, "NaN": np.nan, "infinity": np.inf,
        "True": True, "numpy.True_": np.True_, "a digit": str(usual), "a digit in bytes": b"2", "a list": [usual],
        "a tuple": (usual,), "two of them": np.array([usual, usual]), "an array of one": np.array([usual]),
        "a complex one": complex(usual), "float16": np.float16(usual),
    }  # fmt: skip
    wrong |= {} if most is None else {"one too many": most + 1}
    if usual < 2:
        del wrong["a float"]
    found = [Trial(says, always(value)) for says, value in wrong.items()]
    found += [
        same_as("an array without axes", always(np.array(usual)), always(usual)),
        same_as("Decimal", always(Decimal(usual)), always(usual)),
        same_as("Fraction", always(Fraction(usual)), always(usual)),
        same_as("an index", lambda: IndexOf(usual), always(usual)),
    ]
    narrow = [(np.uint8, usual), (np.int64, usual)]
    if large is not None and (most is None or large <= most):
        narrow += [(np.uint8, large), (np.int8, min(large, 100)), (np.uint16, large)]
    for kind, n in narrow:
        found.append(same_as(f"{kind.__name__}({n})", always(kind(n)), always(n), must=True))
    return found + things()


def number(usual=0.5, low=None, high=None):
    """No finite real number, or one outside low…high; narrow types of one that is."""
    wrong = {
        "NaN": np.nan, "infinity": np.inf, "minus infinity": -np.inf, "True": True, "numpy.True_": np.True_,
        "a digit": str(usual), "400 digits": 10**400, "minus 400 digits": -(10**400), "a list": [usual],
        "an array of one": np.array([usual]), "an array": np.array([usual, usual]), "a complex one": complex(usual),
        "beyond float64": np.longdouble("1e4000"), "float16 NaN": np.float16("nan"),
    }  # fmt: skip
    wrong |= {} if low is None else {"too low": low - 1e-9 - abs(low) * 1e-9, "far too low": low - 1e9}
    wrong |= {} if high is None else {"too high": high + 1e-9 + abs(high) * 1e-9, "far too high": high + 1e9}
    found = [Trial(says, always(value)) for says, value in wrong.items()]
    found += [
        same_as("an array without axes", always(np.array(usual)), always(usual)),
        same_as("Decimal", always(Decimal(usual)), always(usual)),
        same_as("Fraction", always(Fraction(usual)), always(usual)),
    ]
    for kind in (np.float16, np.float32, np.float64, np.longdouble):
        found.append(same_as(kind.__name__, always(kind(usual)), always(float(kind(usual))), must=True))
    if float(usual).is_integer() and 0 <= usual < 100:
        found.append(same_as("uint8", always(np.uint8(usual)), always(usual), must=True))
        found.append(same_as("int", always(int(usual)), always(usual), must=True))
    return found + things()


# Words ----------------------------------------------------------------------------------------------------------------


def flag():
    """Neither True nor False, though Python would take it for one of them."""
    wrong = ("no", "False", "true", "", 2, -1, 0.0, 1.0, np.nan, [], [True], (), {}, b"no", np.array([True, False]))
    found = [Trial(f"{value!r}".replace("\n", " "), always(value)) for value in wrong]
    found += [
        same_as("numpy.True_", always(np.True_), always(True), must=True),
        same_as("numpy.False_", always(np.False_), always(False), must=True),
        same_as("one", always(1), always(True)),
        same_as("zero", always(0), always(False)),
        same_as("an array without axes", always(np.array(False)), always(False)),
    ]
    return found + things()


def choice(*options):
    """None of the options, though close to one."""
    found = []
    for option in options:
        if isinstance(option, str):
            found += [
                Trial(f"{option!r} in capitals", always(option.upper())),
                Trial(f"{option!r} in bytes", always(option.encode())),
                Trial(f"{option!r} with a blank", always(option + " ")),
                same_as(f"numpy.str_ {option!r}", always(np.str_(option)), always(option), must=True),
            ]
        elif option is not None:
            found.append(same_as(f"{option!r} as float", always(float(option)), always(option)))
            found.append(same_as(f"{option!r} of numpy", always(np.int64(option)), always(option)))
        found += [
            Trial(f"{option!r} in a list", always([option])),
            Trial(f"{option!r} in a set", always({option})),
            Trial(f"{option!r} in an array", always(np.array([option]))),
        ]
    wrong = {"zero": 0, "one": 1, "True": True, "False": False, "NaN": np.nan, "an array": np.ones(2), "a list": []}
    found += [Trial(says, always(value)) for says, value in wrong.items()]
    return [trial for trial in found + things() if not (trial.says == "None" and None in options)]


def words(usual="ab", empty=False):
    """No text, or one that is not valid Unicode."""
    wrong = {
        "a number": 3, "a float": 2.5, "a list of texts": ["a"], "a tuple of texts": ("a", "b"), "an array": np.ones(2),
        "half a surrogate pair": "a\ud800b", "an array of texts": np.array(["a", "b"]), "True": True, "NaN": np.nan,
        "bytearray": bytearray(b"ab"),
    }  # fmt: skip
    found = [Trial(says, always(value)) for says, value in wrong.items()]
    found.append(same_as("numpy.str_", always(np.str_(usual)), always(usual), must=True))
    return found + [trial for trial in things("text") if not (trial.says == "empty text" and empty)]


def labels(steps):
    """Not one label a step."""
    wrong = {
        "one too few": ["a"] * (steps - 1), "one too many": ["a"] * (steps + 1), "too long a text": "a" * (steps + 1),
        "a number": steps, "a set": {*"abcdefghij"[:steps]}, "a dict": dict.fromkeys("abcdefghij"[:steps]),
        "bytes": b"abcdefghij"[:steps], "bytearray": bytearray(b"abcdefghij"[:steps]), "half a surrogate pair":
        ["a\ud800", *"bcdefghij"[: steps - 1]], "with None": [None, *"bcdefghij"[: steps - 1]],
        "with bytes": [b"a", *"bcdefghij"[: steps - 1]], "lists in a list": [["a"]] * steps,
        "two axes": np.full((steps, 2), "a"), "masked": np.ma.array([*range(steps)], mask=[1] + [0] * (steps - 1)),
    }  # fmt: skip
    found = [Trial(says, always(value)) for says, value in wrong.items()]
    text = "abcdefghij"[:steps]
    found += [
        same_as("an array of texts", always(np.array(list(text))), always(text), must=True),
        same_as("a tuple", always(tuple(text)), always(text), must=True),
        same_as("a generator", lambda: (letter for letter in text), always(text)),
        same_as("an iterator", lambda: iter(text), always(text)),
    ]
    return found + things("text", "None", "empty text", "a dict", "a set", "bytes", "a ragged list")


# Objects --------------------------------------------------------------------------------------------------------------


def rng():
    """No random generator."""
    wrong = {
        "zero": 0, "a seed": 42, "numpy.random": np.random, "RandomState": np.random.RandomState(0),
        "a generator not called": np.random.default_rng, "a bit generator": np.random.PCG64(0),
        "a seed sequence": np.random.SeedSequence(0), "a list of one": [np.random.default_rng(0)],
    }  # fmt: skip
    return [Trial(says, always(value)) for says, value in wrong.items()] + things()


def function():
    """Nothing that can be called."""
    wrong = {"a number": 3, "a list": [], "a name": "squared_error", "a tuple": (1, 2), "True": True}
    return [Trial(says, always(value)) for says, value in wrong.items()] + things("a function", "a class")


def fresh():
    return np.random.default_rng(0)
