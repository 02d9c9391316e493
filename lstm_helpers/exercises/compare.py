"""Compare what came with what was wanted, leaf by leaf, and say in which way a leaf differs."""

import functools

import numpy as np

COARSE = {"float32": 1e-4, "float16": 1e-2}      # the least tolerance of a leaf of that type


class Odd(Exception):  # noqa: N818, it is no error of the course's
    """What came is no such thing as was asked for; the text says so to the learner."""


def spread(value, like, names=(), name="The result"):
    """The leaves of a value as (name, array), taken apart as ``like`` is; raises `Odd` where that cannot be done."""
    parts, form = value, f"a {type(like).__name__} of"
    if isinstance(like, (tuple, list)):
        names = names or getattr(like, "_fields", [f"output {n + 1}" for n in range(len(like))])
        fits = isinstance(value, (tuple, list, np.ndarray)) and getattr(value, "ndim", 1) and len(value) == len(like)
        like, parts = dict(zip(names, like, strict=True)), dict(zip(names, value, strict=True)) if fits else None
    if isinstance(like, dict):
        if not isinstance(parts, dict) or parts.keys() != like.keys():
            raise Odd(f"{name} is {what(value)}; it should be {form} {', '.join(map(str, like))}.")
        return [leaf for key in like for leaf in spread(parts[key], like[key], name=f"`{key}`")]
    array = np.asarray(value)
    if array.dtype.kind not in "fiubUS":
        raise Odd(f"{name} is {what(value)}; it should be one real number or an array of them.")
    return [(name, array)]


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
    """Which numbers are equal, within ``tolerance`` times the largest finite one (more for float32 and float16)?"""
    tolerance, got, want = max(tolerance, COARSE.get(got.dtype.name, 0)), got.astype(float), want.astype(float)
    scale = np.abs(want[np.isfinite(want)]).max(initial=0) or 1
    return np.isclose(got, want, rtol=0, atol=tolerance * scale, equal_nan=True)


def close(got, want, tolerance):
    """Are two leaves equal: of one shape, and near everywhere?"""
    if got.shape != want.shape or got.dtype.kind in "US" or want.dtype.kind in "US":
        return np.array_equal(got, want)
    return bool(near(got, want, tolerance).all())


@np.errstate(all="ignore")                       # infinity minus infinity, a ratio to nothing
def describe(name, got, want, tolerance=1e-8):
    """One sentence about the way in which a leaf differs."""
    alike = functools.partial(close, tolerance=max(tolerance, 1e-6))
    if got.ndim == 2 and got.shape == want.shape[::-1] and (got.shape != want.shape or alike(got.T, want)):
        return f"{name} is transposed: it has shape {got.shape}, its axes the other way round; wanted is {want.shape}."
    if got.shape != want.shape:
        return f"{name} has shape {got.shape}; it should be {want.shape}."
    if got.dtype.kind in "US" or want.dtype.kind in "US":
        return f"{name} is `{got}`; it should be `{want}`."
    if np.isnan(got).any():
        return f"{name} holds {np.isnan(got).sum()} NaN; every entry should be a number."
    differing = np.argwhere(~near(got, want, tolerance))
    got, want = got.astype(float), want.astype(float)
    ways = [("has the right size and the opposite sign", -got, want)]
    for axis, length in enumerate(want.shape):
        a, b = np.moveaxis(got, axis, 0), np.moveaxis(want, axis, 0)
        ways += [(f"is reversed along axis {axis}", a[::-1], b)] * (length > 1)
        shifts = [(a[1:], b[:-1]), (a[:-1], b[1:])] if length > 2 else []
        ways += [(f"is shifted by one along axis {axis}", *pair) for pair in shifts]
    if want.size > 1:
        largest = np.abs(want).argmax()
        factor, offset = got.flat[largest] / want.flat[largest], got.flat[0] - want.flat[0]
        ways += [(f"is {factor:.3g} times what it should be, in every entry", got, want * factor),
                 (f"differs by the same {offset:+.3g} in every entry", got - offset, want)]
    for way, a, b in ways:
        if alike(a, b):
            return f"{name} {way}."
    first = differing[0].tolist()
    share = f" ({want.size - len(differing)} of {want.size} numbers agree)" if want.size > 1 else ""
    place = f" at {first}" if first else ""
    return f"{name} differs first{place}: {got[*first]:.6g} came, {want[*first]:.6g} was wanted{share}."
