"""Say what an answer is: not attempted, correct, which mistake was made, or the first thing that differs."""

import contextlib
import functools
import re
from itertools import combinations
from typing import NamedTuple

import numpy as np

from lstm_helpers.exercises.kinds import FindBugs, Function, Number, Odd, Ordering
from lstm_helpers.exercises.sandbox import TooLong, run, where

NOT_ATTEMPTED, CORRECT, NOT_YET, STOPPED = "Not attempted yet", "Correct", "Not yet", "Your code stopped"

PLAIN = {
    NameError: "a name is used that is not known there",
    AttributeError: "something is asked for that this object does not have",
    IndexError: "an index points past the end of an array or list",
    KeyError: "a dictionary is asked for a key that it does not have",
    ZeroDivisionError: "something is divided by zero",
    FloatingPointError: "a number became too large for a float",
    RecursionError: "the function calls itself without end",
    MemoryError: "an array is larger than the memory",
    TypeError: "an operation met values of a type it cannot use, or a call has other arguments than the function takes",
    ValueError: "values or sizes do not fit together",
    SystemExit: "it asked Python to end; a function hands its result back with `return`",
    KeyboardInterrupt: "it was interrupted",
}


class Verdict(NamedTuple):
    """What the check found. ``found`` are the mistakes that it named."""

    status: str
    message: str = ""
    found: tuple = ()
    code: str = ""                               # the line that stopped
    note: str = ""                               # the arguments it was given
    printed: str = ""


class Seen(NamedTuple):
    """What one call returned, made comparable: leaves, or one sentence that says why there are none."""

    names: tuple
    leaves: tuple
    trouble: str = ""


def diagnose(exercise, answer):
    """Return the `Verdict` on an answer to any kind of exercise."""
    if answer is ... or (isinstance(answer, dict) and any(value is ... for value in answer.values())):
        return Verdict(NOT_ATTEMPTED)
    match exercise:
        case Function():
            return _function(exercise, answer)
        case Number():
            return _number(exercise, answer)
        case Ordering():
            return _ordering(exercise, answer)
        case FindBugs():
            return _bugs(exercise, answer)


def observe(exercise, function):
    """Run a function on the hidden inputs: ([`Seen` a case, up to the first that stopped], [`Ran` a case])."""
    seen, runs = [], []
    for n, args in enumerate(cases(exercise)):
        runs.append(run(function, args, exercise.seconds, exercise.strict))
        seen.append(_seen(exercise, runs[-1], n))
        if runs[-1].error is not None:
            break
    return seen, runs


@functools.cache
def cases(exercise):
    """The hidden inputs, always the same."""
    return exercise.cases(np.random.default_rng(20))


@functools.cache
def wanted(exercise):
    """What the solution returns: the compared values, and the same as `Seen`."""
    runs = [run(exercise.build(exercise.source), args, 60.0) for args in cases(exercise)]
    if runs[0].error:
        raise runs[0].error
    values = [exercise.look(r.value) if exercise.look else r.value for r in runs]
    return values, [Seen(*zip(*_spread(v, v, exercise.outputs.split()), strict=True)) for v in values]


@functools.cache
def made(exercise, *numbers):
    """What the solution returns with these mistakes made; None where they exclude one another."""
    source = exercise.edited(*(exercise.mistakes[n] for n in numbers))
    return source and observe(exercise, exercise.build(source))[0]


def same(exercise, got, want):
    """Are these two lists of `Seen` the same answer?"""
    return len(got) == len(want) and all(
        a.trouble == b.trouble and len(a.leaves) == len(b.leaves)
        and all(close(x, y, exercise.tolerance) for x, y in zip(a.leaves, b.leaves, strict=True))
        for a, b in zip(got, want, strict=True))


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


def _function(exercise, function):
    if not callable(function):
        return Verdict(NOT_YET, f"You passed {_what(function)}; the check takes the function itself: "
                                f"`check.{exercise.name}({exercise.name})`, without parentheses after the inner name.")
    got, runs = observe(exercise, function)
    last, want = runs[-1], wanted(exercise)[1]
    printed = runs[0].printed
    if runs[0].value is ... or (isinstance(runs[0].value, tuple) and runs[0].value
                                and all(v is ... for v in runs[0].value)):
        return Verdict(NOT_ATTEMPTED, printed=printed)
    if same(exercise, got, want):
        changed = [exercise.arguments[n] for r in runs for n in r.changed]
        message = changed and (f"You changed the argument `{changed[0]}` itself; the result is right, but the caller's "
                               "array is now another one. Make a new array, or work on a copy.")
        return Verdict(NOT_YET if changed else CORRECT, message or exercise.fact, printed=printed)
    found = _named(exercise, got)
    named = "Two things. " * (len(found) == 2) + " ".join(mistake.message for mistake in found)
    if last.error is not None:
        message = f"{named} {stopped(last.error, exercise.seconds)}".strip()
        args = cases(exercise)[len(runs) - 1]
        shapes = [f"{name} {_what(arg)}" for name, arg in zip(exercise.arguments, args, strict=False)]
        return Verdict(STOPPED, message, found, where(function, last.error), "It was given " + ", ".join(shapes) + ".",
                       printed)
    return Verdict(NOT_YET, named or _probed(exercise, runs) or _first(exercise, got, want), found, printed=printed)


def _named(exercise, got):
    for count in (1, 2):
        for numbers in combinations(range(len(exercise.mistakes)), count):
            outcome = made(exercise, *numbers)
            if outcome and same(exercise, got, outcome):
                return tuple(exercise.mistakes[n] for n in numbers)
    return ()


def _probed(exercise, runs):
    for test, message in exercise.probes:
        with contextlib.suppress(Exception):     # a probe looks at anything a learner returns
            values = [exercise.look(r.value) if exercise.look else r.value for r in runs]
            if all(test(got, want) for got, want in zip(values, wanted(exercise)[0], strict=True)):
                return message
    return ""


def _first(exercise, got, want):
    for seen, right in zip(got, want, strict=True):
        if seen.trouble:
            return seen.trouble
        for name, a, b in zip(right.names, seen.leaves, right.leaves, strict=True):
            if not close(a, b, exercise.tolerance):
                return describe(name, a, b, exercise.tolerance)


def stopped(error, seconds):
    """An exception in plain words."""
    if isinstance(error, TooLong):
        return f"It ran for more than {seconds:g} seconds, so the check stopped it: look for a loop that never ends."
    text = str(error)
    if "ellipsis" in text.lower():
        return "A `...` is still in the way: one of the lines waits to be filled."
    sizes = re.search(r"size (\d+) is different from (\d+)", text)
    if sizes:
        return f"A matrix product met sizes that do not fit, {sizes[2]} and {sizes[1]}: a @ b needs (…, n) and (n, …)."
    plain = next((words for kind, words in PLAIN.items() if isinstance(error, kind)), "it raised an error")
    return f"{plain[0].upper()}{plain[1:]} ({type(error).__name__}{': ' if text else ''}{text[:300]})."


def _number(exercise, answer):
    want = exercise.solution
    if isinstance(want, dict) and (not isinstance(answer, dict) or set(answer) != set(want)):
        return Verdict(NOT_YET, f"You gave {_what(answer)}; fill the dictionary with the keys "
                                f"{', '.join(map(repr, want))} and leave the keys as they are.")
    for key in want if isinstance(want, dict) else [None]:
        value, right = (answer[key], want[key]) if isinstance(want, dict) else (answer, want)
        trouble = _unlike(value, right, exercise.options)
        if trouble:
            return Verdict(NOT_YET, f"{f'`{key}`: ' if key is not None else ''}{trouble}")
    if _agrees(answer, want, exercise.tolerance):
        return Verdict(CORRECT, exercise.fact)
    for mistake in exercise.mistakes:
        if _agrees(answer, mistake.what, exercise.tolerance):
            return Verdict(NOT_YET, mistake.message, (mistake,))
    if isinstance(want, dict):
        off = [f"`{key}`" for key in want if not _agrees(answer[key], want[key], exercise.tolerance)]
        return Verdict(NOT_YET, f"{len(want) - len(off)} of {len(want)} agree; look again at {', '.join(off)}.")
    return Verdict(NOT_YET, "Another one fits better." if isinstance(want, str) else
                   f"Your number is too {'large' if answer > want else 'small'}.")


def _unlike(value, want, options):
    if isinstance(want, str):
        return "" if isinstance(value, str) and (not options or value in options) else (
            f"You gave {value!r:.60}; choose one of {', '.join(map(repr, options)) or 'the words'}.")
    if not isinstance(value, (int, float, np.integer, np.floating)) or isinstance(value, bool):
        return f"You gave {_what(value)}; the answer is one number."
    return "" if np.isfinite(value) else f"You gave {value}; the answer is a finite number."


def _agrees(value, want, tolerance):
    if isinstance(want, dict):
        return all(_agrees(value[key], want[key], tolerance) for key in want)
    return value == want if isinstance(want, str) else abs(value - want) <= tolerance * abs(want) + 1e-12


def _ordering(exercise, answer):
    try:
        order = [str(part).strip().upper() for part in answer if str(part).strip(" ,>-→")]
    except TypeError:
        order = []
    if sorted(order) != sorted(exercise.lines):
        return Verdict(NOT_YET, f"You gave {answer!r:.80}; name each line once, in your order, as in "
                                f'"{"".join(sorted(exercise.lines))}".')
    for number, (earlier, later, message) in enumerate(exercise.before):
        if order.index(earlier) > order.index(later):
            return Verdict(NOT_YET, message, (exercise.before[number],))
    return Verdict(CORRECT, exercise.fact)


def _bugs(exercise, answer):
    try:
        lines = {int(line) for line in answer}
    except (TypeError, ValueError):
        return Verdict(NOT_YET, f"You gave {answer!r:.80}; list the numbers of the lines, as in {{2, 5}}.")
    blamed, missed = sorted(lines - set(exercise.bugs)), sorted(set(exercise.bugs) - lines)
    if blamed:
        reason = exercise.sound.get(blamed[0], "it does what it should.")
        return Verdict(NOT_YET, f"Line {blamed[0]} is sound: {reason}", (blamed[0],))
    if missed:
        count = "one defect is" if len(missed) == 1 else f"{len(missed)} defects are"
        return Verdict(NOT_YET, f"Every line you named is a defect, {len(lines)} of {len(exercise.bugs)}; {count} "
                                "left.",
                       (missed[0],))
    return Verdict(CORRECT, exercise.fact)


def _seen(exercise, ran, case):
    if ran.error is not None:
        return Seen((), (), f"{type(ran.error).__name__}: {ran.error}")
    try:
        if ran.value is None:
            raise Odd("Your function returned None: end it with `return` and the result.")
        value = exercise.look(ran.value) if exercise.look else ran.value
        return Seen(*zip(*_spread(value, wanted(exercise)[0][case], exercise.outputs.split()), strict=True))
    except Odd as odd:
        return Seen((), (), str(odd))
    except Exception as error:
        return Seen((), (), f"Your function returned {_what(ran.value)}, which the check cannot read ({error}).")


def _spread(value, like, names=(), name="The result"):
    """The leaves of a returned value as (name, array), taken apart as ``like`` is."""
    if value is None:
        raise Odd(f"{name} is None; a result belongs there.")
    if isinstance(like, dict):
        if not isinstance(value, dict) or set(value) != set(like):
            raise Odd(f"{name} is {_what(value)}; it should be a dictionary with the keys {', '.join(map(str, like))}.")
        return [leaf for key in like for leaf in _spread(value[key], like[key], name=f"`{key}`")]
    if isinstance(like, (tuple, list)):
        names = names or getattr(like, "_fields", [f"output {n + 1}" for n in range(len(like))])
        if not isinstance(value, (tuple, list, np.ndarray)) or (isinstance(value, np.ndarray) and value.ndim == 0):
            raise Odd(f"{name} is {_what(value)}; it should be {len(like)} things: {', '.join(names)}.")
        if len(value) != len(like):
            raise Odd(f"{name} has {len(value)} part(s); it should have {len(like)}: {', '.join(names)}.")
        return [leaf for key, a, b in zip(names, value, like, strict=True) for leaf in _spread(a, b, name=f"`{key}`")]
    try:
        array = np.asarray(value)
    except Exception as error:
        raise Odd(f"{name} cannot become an array: {error}.") from None
    if array.dtype.kind not in "fiubUS":
        raise Odd(f"{name} is {_what(value)}; it should be {_what(like)}.")
    return [(name, array)]


def _what(value):
    """A value in a few words."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        return f"{value.shape}"
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return f"{type(value).__name__}({', '.join(f'{k} {_what(v)}' for k, v in value._asdict().items())})"
    short = isinstance(value, (int, float, str, bool, np.generic))
    return f"{value!r:.60}" if short else f"a {type(value).__name__}"
