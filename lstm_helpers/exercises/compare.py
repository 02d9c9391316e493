"""Compare what came with what was wanted, leaf by leaf, and say in which way a leaf differs."""

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
        array = np.asarray(value)
        if array.dtype.kind not in "fiubUS":
            raise Odd(f"{name} is {brief(value)}; it should be one value, or an array of numbers.")
        return {name: array}
    names = names or (like if isinstance(like, dict) else [f"output {n + 1}" for n in range(len(like))])
    given, leaves = pieces(value), {}
    if given.keys() != pieces(like).keys():
        raise Odd(f"{name} is {brief(value)}; it should be a {type(like).__name__} of {', '.join(map(str, names))}.")
    for part, (key, piece) in zip(names, pieces(like).items(), strict=True):
        leaves |= spread(given[key], piece, name=f"`{part}`")
    return leaves


def brief(value):
    """A value in a few words, as code; of each array its shape."""
    with np.printoptions(override_repr=lambda a: f"{a.shape}" if a.dtype.kind in "fiub" else f"array of {a.dtype}"):
        return "`" + f"{value!r:.120}".replace("`", "'") + "`"


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


@np.errstate(all="ignore")  # infinity minus infinity, a ratio to nothing
def describe(name, got, want, tolerance):
    """One sentence about the way in which a leaf differs that is not `close` to what was wanted."""
    coarse = max(tolerance, 1e-6)
    if got.ndim == 2 and got.shape == want.shape[::-1] and (got.shape != want.shape or close(got.T, want, coarse)):
        return f"{name} is transposed: it has shape {got.shape}, its axes the other way round; wanted is {want.shape}."
    if got.shape != want.shape:
        return f"{name} has shape {got.shape}; it should be {want.shape}."
    if got.dtype.kind in "US" or want.dtype.kind in "US":
        return f"{name} is {brief(got.tolist())}; it should be {brief(want.tolist())}."
    for way, a, b in _ways(got.astype(float), want.astype(float)):
        if close(a, b, coarse):
            return f"{name} {way}."
    places = np.argwhere(~near(got, want, tolerance)).tolist()
    place = f" at {places[0]} ({want.size - len(places)} of {want.size} numbers agree)" if want.ndim else ""
    return f"{name} differs first{place}: {got[*places[0]]:.6g} came, {want[*places[0]]:.6g} was wanted."


def _ways(got, want):
    """(In which way leaves of one shape may differ, and two arrays that are equal if this is the way)."""
    yield "has the right size and the opposite sign", -got, want
    for axis, length in enumerate(want.shape):
        yield f"is reversed along axis {axis}", np.flip(got, axis), want
        for came, wanted in ((0, -1), (-1, 0)) if length > 2 else ():
            yield f"is shifted by one along axis {axis}", np.delete(got, came, axis), np.delete(want, wanted, axis)
    if want.size > 1 and np.isfinite(got).all():
        factor, offset = (got * want).sum() / (want * want).sum(), (got - want).mean()
        yield f"is {factor:.9g} times what it should be, in every entry", got, want * factor
        yield f"differs by the same {offset:+.9g} in every entry", got - offset, want
