"""What people pass by mistake, for each kind of argument.

A `Trial` is one value: how it is called, how it is made (anew for each call), and what it *means*: the right value that
it may be taken for, or nothing. A door that takes a trial with a meaning has to answer as it does to the right value;
one that takes a trial without any is silently wrong. Refusing is always right, with one exception that `must` marks.
"""

import itertools
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import numpy as np

NOTHING = object()


class Trial(NamedTuple):
    """One value that is passed, and the right one that it may be taken for."""

    says: str
    make: object  # () -> the value
    means: object = NOTHING  # () -> the right value
    must: bool = False  # it is as good as the right value: a refusal is a fault


def same_as(says, make, means, must=False):
    return Trial(says, make, means, must)


def always(value):
    return lambda: value


# What is no value of any kind, and what misbehaves --------------------------------------------------------------------


class Unwritable:
    """Its text cannot be had."""

    def __repr__(self):
        raise RuntimeError("no repr")


class EqualToAll:
    """Says that it equals whatever it is compared with."""

    __hash__ = object.__hash__

    def __eq__(self, other):
        return True


class Unreadable:
    """Says that it is an array, and then is none."""

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("needs .detach()")


class WithArray:
    """What another library calls an array."""

    def __init__(self, array):
        self.array = np.asarray(array)

    def __array__(self, dtype=None, copy=None):
        return self.array if dtype is None else self.array.astype(dtype)


class IndexOf:
    """What may stand for a whole number."""

    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


def endless():
    return itertools.count()


THINGS = {
    "text": always("text"),
    "empty text": always(""),
    "None": always(None),
    "a dict": lambda: {},
    "an object": object,
    "a complex number": always(1 + 2j),
    "bytes": always(b"bytes"),
    "a date": always(np.datetime64("2020-01-01")),
    "a duration": always(np.timedelta64(3, "D")),
    "a set": lambda: {1.0, 2.0},
    "a function": lambda: lambda *some, **more: None,
    "a class": always(dict),
    "a generator": lambda: (float(n) for n in range(3)),
    "an endless iterator": endless,
    "what cannot be written": Unwritable,
    "what equals everything": EqualToAll,
    "no array after all": Unreadable,
    "a masked constant": always(np.ma.masked),
    "a ragged list": lambda: [[1], [1, 2]],
    "not implemented": always(NotImplemented),
    "an ellipsis": always(...),
}


def things(*leave):
    """What is no value of the kind; those that are may be left out by name."""
    return [Trial(says, make) for says, make in THINGS.items() if says not in leave]


def special(**makes):
    """Wrong values of one argument alone."""
    return [Trial(says.replace("_", " "), make) for says, make in makes.items()]


def optional(trials):
    """The same trials for an argument that may be None."""
    return [trial for trial in trials if trial.says != "None"]


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


# Arrays ---------------------------------------------------------------------------------------------------------------


def floats(usual, *, free=(), finite=True, narrow=None, integer=False, positive=False, ones=False):
    """No array of finite numbers of the right shape; other kinds of array that hold the right numbers.

    Parameters
    ----------
    usual : array
        The right one.
    free : tuple of int
        The axes that may have any length.
    finite : bool
        False where NaN has a meaning of its own.
    narrow : dtype, optional
        What the door computes in: larger numbers must not become infinite on the way.
    integer, positive, ones : bool
        The numbers have to be whole, not negative, zeros or ones: narrower types then hold them as they are.
    """
    usual = np.asarray(usual, float)
    found = [Trial(says, make) for says, make in _odd_arrays(usual)]
    found += _wrong_shapes(usual, free)
    for value in (np.nan, np.inf, -np.inf) if finite else ():
        for at in {0, usual.size - 1}:
            found.append(Trial(f"{value} at {at}", lambda value=value, at=at: _with(usual, at, value)))
    if narrow is not None and np.dtype(narrow) == np.float32:
        found.append(Trial("beyond float32", lambda: _with(usual, 0, 1e39)))
    found.append(Trial("beyond float64", lambda: _with(usual.astype(np.longdouble), 0, np.longdouble("1e4000"))))
    found += _same_arrays(usual)
    kinds = [np.float16, np.float32, np.longdouble]
    kinds += [np.uint8, np.int8, np.int64, np.uint64] if integer or ones else [np.int8, np.int64]
    for kind in kinds:
        base = usual if np.issubdtype(kind, np.floating) or integer or ones else np.round(usual)
        if positive or not (base < 0).any() or not np.issubdtype(kind, np.unsignedinteger):
            array = base.astype(kind)
            found.append(same_as(f"{kind.__name__} array", always(array), always(array.astype(float)), must=True))
    return [*found, *things("None" if usual is None else "")]


def _odd_arrays(usual):
    flat, size = usual.ravel(), usual.size
    yield "an array of texts", lambda: usual.astype(str)
    yield "an array of bytes", lambda: usual.astype("S")
    yield "complex with an imaginary part", lambda: usual + 1j
    yield "objects, one None", lambda: _with(usual.astype(object), 0, None)
    yield "objects, one text", lambda: _with(usual.astype(object), size - 1, "2")
    yield "masked", lambda: np.ma.array(_with(usual, 0, -999.0), mask=np.arange(size).reshape(usual.shape) == 0)
    yield "a list of masked arrays", lambda: [np.ma.array(one, mask=np.ones(np.shape(one), bool)) for one in usual]
    yield "a list with a masked value", lambda: [np.ma.masked, *list(usual)[1:]]
    yield "dates", lambda: np.zeros(usual.shape, "datetime64[D]")
    yield "durations", lambda: np.zeros(usual.shape, "timedelta64[s]")
    yield "a structured array", lambda: np.zeros(usual.shape, [("a", float)])
    yield "a dict of rows", lambda: dict(enumerate(usual))
    yield "a set of numbers", lambda: set(flat.tolist())
    yield "an iterator", lambda: iter(usual)
    yield "a map", lambda: map(float, flat)
    yield "dict values", lambda: dict(enumerate(flat)).values()
    yield "bytearray", lambda: bytearray(size)
    yield "a memory of bytes", lambda: memoryview(bytes(size))
    yield "texts in a list", lambda: usual.astype(str).tolist()
    yield "a number and texts", lambda: [1.0, "2"]
    yield "one number", lambda: 1.5
    yield "True", lambda: True
    yield "a class of numbers", lambda: np.float64


def _wrong_shapes(usual, free):
    yield Trial("one axis more", lambda: usual[None])
    if usual.ndim:
        yield Trial("empty", lambda: usual[:0])
        yield Trial("an empty list", lambda: [])
    if usual.ndim > 1:
        yield Trial("one axis less", lambda: usual[0])
        yield Trial("flat", lambda: usual.ravel())
        yield Trial("empty along the last axis", lambda: usual[..., :0])
        yield Trial("ragged", lambda: [usual[0].tolist(), usual[0].tolist()[:-1]])
    for axis, size in enumerate(usual.shape):
        if axis not in free:
            yield Trial(f"one too many along {axis}", lambda axis=axis, size=size: usual.take([*range(size), 0], axis))
            if size > 1:
                yield Trial(f"one too few along {axis}", lambda axis=axis, size=size: usual.take(range(size - 1), axis))


def _same_arrays(usual):
    same = [
        ("a nested list", usual.tolist, True),
        ("Fortran's order", lambda: np.asfortranarray(usual), True),
        ("a view with steps", lambda: np.repeat(usual, 2, axis=-1)[..., ::2] if usual.ndim else usual, True),
        ("read only", lambda: _locked(usual), True),
        ("the other byte order", lambda: usual.astype(usual.dtype.newbyteorder()), True),
        ("objects", lambda: usual.astype(object), False),
        ("complex without an imaginary part", lambda: usual + 0j, False),
        ("masked nowhere", lambda: np.ma.array(usual, mask=np.zeros(usual.shape, bool)), False),
        ("what another library calls an array", lambda: WithArray(usual), False),
        ("a memory of floats", lambda: memoryview(np.ascontiguousarray(usual)), False),
        ("Decimals", lambda: np.vectorize(Decimal, otypes=[object])(usual).tolist(), False),
    ]
    for says, make, must in same:
        yield same_as(says, make, lambda: usual.copy(), must)


def _with(array, place, value):
    array = array.copy()
    array.flat[place] = value
    return array


def _locked(array):
    array = array.copy()
    array.flags.writeable = False
    return array


def mask(shape):
    """No True and False for each step."""
    good = np.ones(shape, bool)
    good[0, -1] = False
    wrong = {
        "twos": np.full(shape, 2), "halves": np.full(shape, 0.5), "texts": np.full(shape, "no"), "minus one":
        -good.astype(int), "NaN": np.where(good, 1.0, np.nan), "one sequence": good[0], "one step too many":
        np.ones((shape[0], shape[1] + 1), bool), "one too few": good[1:], "another axis": good[..., None],
        "masked": np.ma.array(good, mask=~good), "ragged": [[True], [True, False]], "complex": good + 0.5j,
        "objects": np.where(good, None, True), "a number": 1.0, "True": True, "empty": good[:, :0],
        "bytes": np.full(shape, b"1"), "a list of texts": np.full(shape, "True").tolist(),
    }  # fmt: skip
    found = [Trial(says, always(value)) for says, value in wrong.items()]
    for kind in (np.uint8, np.int64, float, np.float16):
        found.append(same_as(f"{kind.__name__} of zeros and ones", always(good.astype(kind)), always(good), must=True))
    found.append(same_as("a list", always(good.tolist()), always(good), must=True))
    found.append(same_as("objects that are True and False", always(good.astype(object)), always(good)))
    return found + things("None")


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
