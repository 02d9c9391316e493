"""Compare what came with what was wanted, leaf by leaf."""

from fractions import Fraction

import numpy as np

COARSE = {"float32": 1e-4, "float16": 1e-2}  # the least tolerance of a leaf of that type


class Odd(Exception):  # noqa: N818, it is no error of the course's
    """What came is no such thing as was asked for; the text says so to the learner."""


def pieces(value):
    """{key: piece} of a dictionary, a tuple, a list or an array with axes; of anything else nothing."""
    counted = isinstance(value, (tuple, list, np.ndarray)) and getattr(value, "shape", True)
    return value if isinstance(value, dict) else dict(enumerate(value)) if counted else {}


def spread(value, like, names=(), name="The result"):
    """{name: array}: a value taken apart as ``like`` is; raises `Odd` where that cannot be done."""
    if not isinstance(like, (dict, tuple, list)):
        array = np.array(float(value) if isinstance(value, Fraction) else value)
        if array.dtype.kind not in "fiubUS":
            raise Odd(f"{name} is {brief(value)}; it should be one value, or an array of numbers.")
        return {name: array}
    outer = name.strip("`") + "." if name[0] == "`" else ""  # of a nest, each leaf is told with its way
    fallback = like if isinstance(like, dict) else [f"output {n + 1}" for n in range(len(like))]
    names = names or getattr(like, "_fields", fallback)
    given, leaves = pieces(value), {}
    if given.keys() != pieces(like).keys():
        came = "" if isinstance(value, dict) or not given else f" of {len(given)}"
        kind = f"{type(like).__name__} of {len(like)}: {', '.join(map(str, names))}"
        raise Odd(f"{name} is {brief(value)}{came}; it should be a {kind}.")
    for part, (key, piece) in zip(names, pieces(like).items(), strict=True):
        leaves |= spread(given[key], piece, name=f"`{outer}{part}`")
    return leaves


def brief(value):
    """A value in a few words, as code; of each array its shape."""
    try:
        with np.printoptions(override_repr=lambda a: f"{a.shape}" if a.dtype.kind in "fiub" else f"array of {a.dtype}"):
            text = str.__str__(f"{value!r:.120}")
    except BaseException:  # its repr is a learner's as well
        text = f"something of type {type(value).__name__} that cannot be shown"
    return quoted(text)


def quoted(text):
    """Text as code within a line."""
    return "`" + " ".join(f"{text:.200}".replace("`", "'").split()) + "`"


def near(got, want, tolerance):
    """Which entries are equal, numbers within ``tolerance`` times the largest finite one (more for half precision)?"""
    if got.dtype.kind in "US" or want.dtype.kind in "US":
        return got == want
    tolerance, got, want = max(tolerance, COARSE.get(got.dtype.name, 0)), got.astype(float), want.astype(float)
    scale = np.abs(want[np.isfinite(want)]).max(initial=0) or 1
    return np.isclose(got, want, rtol=0, atol=tolerance * scale, equal_nan=True)


def close(got, want, tolerance):
    """Are two leaves equal: of one shape, and near everywhere?"""
    return got.shape == want.shape and bool(near(got, want, tolerance).all())
