"""One value that is passed by mistake: a `Trial`; and what is no value of any kind, or misbehaves."""

import itertools
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


class Uncountable(list):
    """A list whose length cannot be had, as one of values that are fetched when they are asked for."""

    def __len__(self):
        raise OSError("no length")

    def __iter__(self):
        raise OSError("no values")


class NoNumber(float):
    """A float that gives none."""

    def __float__(self):
        raise RuntimeError("no number")


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
    "a list without a length": lambda: Uncountable([1.0]),
    "a float without a number": lambda: NoNumber(1),
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
