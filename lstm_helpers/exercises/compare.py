"""Compare what came with what was wanted, leaf by leaf, and say in which way a leaf differs."""

import numpy as np

from lstm_helpers.exercises.kinds import Odd


def spread(value, like, names=(), name="The result"):
    """The leaves of a returned value as (name, array), taken apart as ``like`` is."""
    if value is None:
        raise Odd(f"{name} is None; a result belongs there.")
    if isinstance(like, dict):
        if not isinstance(value, dict) or set(value) != set(like):
            raise Odd(f"{name} is {what(value)}; it should be a dictionary with the keys {', '.join(map(str, like))}.")
        return [leaf for key in like for leaf in spread(value[key], like[key], name=f"`{key}`")]
    if isinstance(like, (tuple, list)):
        names = names or getattr(like, "_fields", [f"output {n + 1}" for n in range(len(like))])
        if not isinstance(value, (tuple, list, np.ndarray)) or (isinstance(value, np.ndarray) and value.ndim == 0):
            raise Odd(f"{name} is {what(value)}; it should be {len(like)} things: {', '.join(names)}.")
        if len(value) != len(like):
            raise Odd(f"{name} has {len(value)} part(s); it should have {len(like)}: {', '.join(names)}.")
        return [leaf for key, a, b in zip(names, value, like, strict=True) for leaf in spread(a, b, name=f"`{key}`")]
    try:
        array = np.asarray(value)
    except Exception as error:
        raise Odd(f"{name} cannot become an array: {error}.") from None
    if array.dtype.kind not in "fiubUS":
        raise Odd(f"{name} is {what(value)}; it should be {what(like)}.")
    return [(name, array)]


def what(value):
    """A value in a few words."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        return f"{value.shape}"
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return f"{type(value).__name__}({', '.join(f'{k} {what(v)}' for k, v in value._asdict().items())})"
    short = isinstance(value, (int, float, str, bool, np.generic))
    return f"{value!r:.60}" if short else f"a {type(value).__name__}"


def close(got, want, tolerance):
    """Are two leaves equal, within ``tolerance`` times the largest entry (more for float32 and float16)?"""
    if got.shape != want.shape or got.dtype.kind in "US" or want.dtype.kind in "US":
        return np.array_equal(got, want)
    coarse = {np.dtype("float32"): 1e-4, np.dtype("float16"): 1e-2}
    got, want, tolerance = got.astype(float), want.astype(float), max(tolerance, coarse.get(got.dtype, 0))
    scale = np.abs(want).max(initial=0)
    if not np.isfinite(scale):
        return np.allclose(got, want, rtol=tolerance, atol=0, equal_nan=True)
    return bool((np.abs(got - want) <= tolerance * (scale or 1)).all())


@np.errstate(invalid="ignore")                   # infinity minus infinity
def describe(name, got, want, tolerance=1e-8):
    """One sentence about the way in which a leaf differs."""
    def alike(a, b):
        return a.shape == b.shape and close(a, b, max(tolerance, 1e-6))
    if got.dtype.kind in "US" or want.dtype.kind in "US" or (got.shape != want.shape and want.shape != got.T.shape):
        if got.shape == want.shape == ():
            return f"{name} is `{got}`; the check found `{want}` there."
        return f"{name} has shape {got.shape}; it should be {want.shape}."
    if got.shape != want.shape or (want.ndim == 2 and want.shape[0] == want.shape[1] and alike(got.T, want)):
        return f"{name} is transposed: it has shape {got.shape}, its axes the other way round; wanted is {want.shape}."
    if np.isnan(got).any():
        return f"{name} holds {np.isnan(got).sum()} NaN; every entry should be a number."
    got, want = got.astype(float), want.astype(float)
    if alike(-got, want):
        return f"{name} has the right size and the opposite sign."
    for axis in range(want.ndim):
        if want.shape[axis] > 1 and alike(np.flip(got, axis), want):
            return f"{name} is reversed along axis {axis}."
        a, b = np.moveaxis(got, axis, 0), np.moveaxis(want, axis, 0)
        if len(a) > 2 and (alike(a[1:], b[:-1]) or alike(a[:-1], b[1:])):
            return f"{name} is shifted by one along axis {axis}."
    largest = np.argmax(np.abs(want)) if want.size else 0
    if want.size > 1 and want.flat[largest] and alike(got, want * (got.flat[largest] / want.flat[largest])):
        return f"{name} is {got.flat[largest] / want.flat[largest]:.3g} times what it should be, in every entry."
    if want.size > 1 and alike(got - got.flat[0], want - want.flat[0]):
        return f"{name} differs by the same {got.flat[0] - want.flat[0]:+.3g} in every entry."
    differing = np.argwhere(np.abs(got - want) > tolerance * (np.abs(want).max() or 1))
    first = tuple(differing[0])
    share = "" if want.size == 1 else f" ({want.size - len(differing)} of {want.size} numbers agree)"
    place = f" at [{', '.join(map(str, first))}]" if first else ""
    return f"{name} differs first{place}: {got[first]:.4g} came, {want[first]:.4g} was wanted{share}."
