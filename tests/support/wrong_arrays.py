"""What people pass by mistake where an array of numbers, or a mask, is wanted."""

from decimal import Decimal

import numpy as np

from tests.support.wrong_things import Trial, WithArray, always, same_as, things


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
