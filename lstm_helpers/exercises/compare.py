"""Compare what came with what was wanted, leaf by leaf, and say in which way a leaf differs."""

import numpy as np

COARSE = {"float32": 1e-4, "float16": 1e-2}      # the least tolerance of a leaf of that type


class Odd(Exception):  # noqa: N818, it is no error of the course's
    """What came is no such thing as was asked for; the text says so to the learner."""


def spread(value, like, names=(), name="The result"):
    """{name: array}: a value taken apart as ``like`` is; raises `Odd` where that cannot be done."""
    if isinstance(like, dict):
        keys, fits = like, isinstance(value, dict) and value.keys() == like.keys()
    elif isinstance(like, (tuple, list)):
        keys, names = range(len(like)), names or [f"output {n + 1}" for n in range(len(like))]
        fits = isinstance(value, (tuple, list, np.ndarray)) and getattr(value, "ndim", 1) and len(value) == len(like)
    else:
        array = np.asarray(value)
        if array.dtype.kind not in "fiubUS":
            raise Odd(f"{name} is {what(value)}; it should be one real number or an array of them.")
        return {name: array}
    names = [str(part) for part in names or keys]
    if not fits:
        raise Odd(f"{name} is {what(value)}; it should be a {type(like).__name__} of {', '.join(names)}.")
    parts = [spread(value[key], like[key], name=f"`{part}`") for key, part in zip(keys, names, strict=True)]
    return {leaf: array for part in parts for leaf, array in part.items()}


def what(value):
    """A value in a few words."""
    if isinstance(value, np.ndarray):
        return f"{value.shape}" if value.dtype.kind in "fiub" else f"an array of {value.dtype}"
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return f"{type(value).__name__}({', '.join(f'{k} {what(v)}' for k, v in value._asdict().items())})"
    if value is None or isinstance(value, (int, float, str, np.generic)):
        return f"{value!r:.60}"
    return f"a {type(value).__name__}" + (f" of {len(value)}" if isinstance(value, (tuple, list, dict)) else "")


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


@np.errstate(all="ignore")                       # infinity minus infinity, a ratio to nothing
def describe(name, got, want, tolerance):
    """One sentence about the way in which a leaf differs, or nothing where it does not."""
    if close(got, want, tolerance):
        return ""
    coarse = max(tolerance, 1e-6)
    if got.ndim == 2 and got.shape == want.shape[::-1] and (got.shape != want.shape or close(got.T, want, coarse)):
        return f"{name} is transposed: it has shape {got.shape}, its axes the other way round; wanted is {want.shape}."
    if got.shape != want.shape:
        return f"{name} has shape {got.shape}; it should be {want.shape}."
    if got.dtype.kind in "US" or want.dtype.kind in "US":
        return f"{name} is `{got}`; it should be `{want}`."
    if np.isnan(got).any():
        return f"{name} holds {np.isnan(got).sum()} NaN; every entry should be a number."
    for way, a, b in _ways(got.astype(float), want.astype(float)):
        if close(a, b, coarse):
            return f"{name} {way}."
    places = np.argwhere(~near(got, want, tolerance)).tolist()
    share = f" ({want.size - len(places)} of {want.size} numbers agree)" if want.size > 1 else ""
    place = f" at {places[0]}" if want.ndim else ""
    return f"{name} differs first{place}: {got[*places[0]]:.6g} came, {want[*places[0]]:.6g} was wanted{share}."


def _ways(got, want):
    """(In which way leaves of one shape may differ, and two arrays that are equal if this is the way)."""
    yield "has the right size and the opposite sign", -got, want
    for axis, length in enumerate(want.shape):
        yield f"is reversed along axis {axis}", np.flip(got, axis), want
        for came, wanted in ((0, -1), (-1, 0)) if length > 2 else ():
            yield f"is shifted by one along axis {axis}", np.delete(got, came, axis), np.delete(want, wanted, axis)
    if want.size > 1:
        largest = np.abs(want).argmax()
        factor, offset = got.flat[largest] / want.flat[largest], got.flat[0] - want.flat[0]
        yield f"is {factor:.3g} times what it should be, in every entry", got, want * factor
        yield f"differs by the same {offset:+.3g} in every entry", got - offset, want
