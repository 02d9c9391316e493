"""In which way an output differs from what was wanted, whichever exercise it belongs to."""

from difflib import SequenceMatcher
from itertools import combinations

import numpy as np

from lstm_helpers.exercises.compare import brief, close, near

AXES = ("first", "second", "third", "fourth", "fifth")


@np.errstate(all="ignore")  # infinity minus infinity, a ratio to nothing
def describe(name, got, want, tolerance):
    """One sentence about the way in which a leaf differs that is not `close` to what was wanted."""
    coarse = max(tolerance, 1e-6)
    if got.ndim == 2 and got.shape == want.shape[::-1] and (got.shape != want.shape or close(got.T, want, coarse)):
        return f"{name} is transposed: it has shape {got.shape}, its axes the other way round; wanted is {want.shape}."
    if got.shape != want.shape:
        ways = (way for way, a, b in _shapes(got, want) if close(a, b, coarse))
        return f"{name} has shape {got.shape}; it should be {want.shape}: {next(ways, '') or _sizes(got, want)}."
    if got.dtype.kind in "US" or want.dtype.kind in "US":
        return f"{name} is {brief(got.tolist())}; it should be {brief(want.tolist())}."
    for way, a, b in _ways(got.astype(float), want.astype(float)):
        if close(a, b, coarse):
            return f"{name} {way}."
    places = np.argwhere(~near(got, want, tolerance)).tolist()
    place = f" at {places[0]} ({want.size - len(places)} of {want.size} numbers agree)" if want.ndim else ""
    return f"{name} differs first{place}: {got[*places[0]]:.6g} came, {want[*places[0]]:.6g} was wanted."


def _shapes(got, want):
    """(What is the matter, and two arrays that are equal if it is that), for leaves of other shapes."""
    if not got.size:
        return  # nothing came, and of nothing there is no mean
    if got.size == want.size:
        lies = ("in another arrangement", "with an axis too many", "with an axis too few")
        yield f"the numbers are right, {lies[np.sign(got.ndim - want.ndim)]}", got.reshape(want.shape), want
    for a, b in combinations(range(got.ndim), 2):
        yield f"its {AXES[a]} and {AXES[b]} axes are exchanged", got.swapaxes(a, b), want
    for axis in range(got.ndim if got.ndim == want.ndim + 1 and got.dtype.kind not in "US" else 0):
        for done, came in (
            ("summed", got.sum(axis)),
            ("averaged", got.mean(axis)),
            ("left at its last entry", got.take(-1, axis)),
            ("left at its first entry", got.take(0, axis)),
        ):
            yield f"its {AXES[axis]} axis is still there, and has to be {done}", came, want
    for axis in range(want.ndim if got.ndim == want.ndim else 0):
        for end, place in (("first", 0), ("last", -1)):
            if got.shape[axis] == want.shape[axis] + 1:
                yield f"along axis {axis} the {end} entry is one too many", np.delete(got, place, axis), want
            elif got.shape[axis] == want.shape[axis] - 1:
                yield f"along axis {axis} the {end} entry is missing", got, np.delete(want, place, axis)


def _sizes(got, want):
    """What can be said of two shapes where the numbers say nothing."""
    off = [axis for axis, (a, b) in enumerate(zip(got.shape, want.shape, strict=False)) if a != b]
    if got.ndim != want.ndim:
        number = "one axis" if abs(got.ndim - want.ndim) == 1 else f"{abs(got.ndim - want.ndim)} axes"
        return f"that is {number} too {'many' if got.ndim > want.ndim else 'few'}"
    if sorted(got.shape) == sorted(want.shape):
        return "the same sizes, with the axes in another order"
    if len(off) == 1 and abs(got.shape[off[0]] - want.shape[off[0]]) == 1:
        return f"along axis {off[0]} that is one too {'many' if got.shape > want.shape else 'few'}"
    return f"axis {off[0]} is the first that differs"


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


def layer_by_layer(got, want):
    """One sentence about the first layer of a model that differs, both given as "one → the next → …"."""
    came, wanted = got.split(" → ") if got else [], want.split(" → ")
    for what, a, b, c, d in SequenceMatcher(None, came, wanted, autojunk=False).get_opcodes():
        if what == "delete":
            return f"Layer {a + 1}, {_code(came[a:b])}, is one too many."
        if what == "insert":
            return f"{_code(wanted[c:d])} is missing {f'behind layer {a}' if a else 'at the beginning'}."
        if what == "replace":
            return f"Layer {a + 1} is {_code(came[a:b])}; it should be {_code(wanted[c:d])}."
    return "The layers are as they should be; they are called in another way."


def _code(layers):
    """Layers as code."""
    return "`" + " → ".join(layers) + "`"
