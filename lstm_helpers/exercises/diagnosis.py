"""Say what an answer is: not attempted, correct, which mistake was made, or the first thing that differs."""

import contextlib
import functools
import re
from itertools import combinations
from typing import NamedTuple

import numpy as np

from lstm_helpers.exercises.answers import CORRECT, NOT_ATTEMPTED, NOT_YET, STOPPED, Verdict, bugs, number, ordering
from lstm_helpers.exercises.compare import close, describe, spread, what
from lstm_helpers.exercises.kinds import FindBugs, Function, Number, Odd, Ordering
from lstm_helpers.exercises.sandbox import TooLong, run, where

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
            return number(exercise, answer)
        case Ordering():
            return ordering(exercise, answer)
        case FindBugs():
            return bugs(exercise, answer)


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
    return values, [Seen(*zip(*spread(v, v, exercise.outputs.split()), strict=True)) for v in values]


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


def _function(exercise, function):
    if not callable(function):
        return Verdict(NOT_YET, f"You passed {what(function)}; the check takes the function itself: "
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
        shapes = [f"{name} {what(arg)}" for name, arg in zip(exercise.arguments, args, strict=False)]
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


def _seen(exercise, ran, case):
    if ran.error is not None:
        return Seen((), (), f"{type(ran.error).__name__}: {ran.error}")
    try:
        if ran.value is None:
            raise Odd("Your function returned None: end it with `return` and the result.")
        value = exercise.look(ran.value) if exercise.look else ran.value
        return Seen(*zip(*spread(value, wanted(exercise)[0][case], exercise.outputs.split()), strict=True))
    except Odd as odd:
        return Seen((), (), str(odd))
    except Exception as error:
        return Seen((), (), f"Your function returned {what(ran.value)}, which the check cannot read ({error}).")
