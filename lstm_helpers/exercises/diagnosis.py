"""Say what an answer is: not attempted, correct, which mistake was made, or the first thing that differs."""

import contextlib
import copy
import functools
import re
from itertools import chain, combinations
from typing import NamedTuple

import numpy as np

from lstm_helpers.exercises.compare import Odd, close, describe, spread, what
from lstm_helpers.exercises.kinds import Function
from lstm_helpers.exercises.panels import code
from lstm_helpers.exercises.sandbox import TooLong, run, where

NOT_ATTEMPTED, CORRECT, NOT_YET, STOPPED = "Not attempted yet", "Correct", "Not yet", "Your code stopped"
PLAIN = (                                        # (error, what its text holds, the same in plain words)
    (TooLong, "", "It ran for more than {seconds:g} seconds, so the check stopped it: look for a loop that never ends"),
    (Exception, "(?i)ellipsis", "A `...` is still in the way: one of the lines waits to be filled"),
    (ValueError, r"size (\d+) is different from (\d+)",
     "A matrix product met sizes that do not fit, {2} and {1}: a @ b needs (…, n) and (n, …)"),
    (NameError, "", "A name is used that is not known there"),
    (AttributeError, "", "Something is asked for that this object does not have"),
    (IndexError, "", "An index points past the end of an array or list"),
    (KeyError, "", "A dictionary is asked for a key that it does not have"),
    (ZeroDivisionError, "", "Something is divided by zero"),
    (FloatingPointError, "", "A number became too large for a float"),
    (RecursionError, "", "The function calls itself without end"),
    (MemoryError, "", "An array is larger than the memory"),
    (TypeError, "", "An operation met values of a type it cannot use, or a call has other arguments than the function "
                    "takes"),
    (ValueError, "", "Values or sizes do not fit together"),
    (SystemExit, "", "It asked Python to end; a function hands its result back with `return`"),
    (KeyboardInterrupt, "", "It was interrupted"),
    (BaseException, "", "It raised an error"),
)


class Verdict(NamedTuple):
    """What the check found: a sentence, the mistakes that it names, and more blocks for the panel."""

    status: str
    message: str = ""
    found: tuple = ()
    more: tuple = ()


def diagnose(exercise, answer):
    """Return the `Verdict` on an answer to any kind of exercise."""
    if isinstance(exercise, Function) and not callable(answer) and answer is not ...:
        return Verdict(NOT_YET, f"You passed {what(answer)}; the check takes the function itself: "
                                f"`check.{exercise.name}({exercise.name})`, without parentheses after the inner name.")
    (got, runs), want = observe(exercise, answer), wanted(exercise)[1]
    parts = list(runs[0].value.values()) if isinstance(runs[0].value, dict) else runs[0].value
    if parts is ... or (isinstance(parts, (list, tuple)) and any(part is ... for part in parts)):
        return Verdict(NOT_ATTEMPTED)
    printed = runs[0].printed
    more = ("It printed:", code(printed[:500] + " …" * (len(printed) > 500))) if printed else ()
    if same(exercise, got, want):
        changed = [exercise.arguments[n] for ran in runs for n in ran.changed]
        message = changed and (f"You changed the argument `{changed[0]}` itself; the result is right, but the caller's "
                               "array is now another one. Make a new array, or work on a copy.")
        return Verdict(NOT_YET if changed else CORRECT, message or exercise.fact, (), more)
    found = _named(exercise, got) or _probed(exercise, runs)
    message, error = "Two things. " * (len(found) == 2) + " ".join(mistake[-1] for mistake in found), runs[-1].error
    if error is None:
        return Verdict(NOT_YET, message or _unnamed(exercise, got, want), found, more)
    given = zip(exercise.arguments, cases(exercise)[len(runs) - 1], strict=False)
    shapes = ", ".join(f"{name} {what(arg)}" for name, arg in given)
    more = (code(where(answer, error)), f"It was given {shapes}.", *more)
    return Verdict(STOPPED, f"{message} {stopped(error, exercise.seconds)}".strip(), found, more)


@functools.cache
def cases(exercise):
    """The hidden inputs, always the same."""
    return exercise.cases(np.random.default_rng(20))


@functools.cache
def wanted(exercise):
    """What the solution returns: ([what is compared, a case], {(case, name): leaf})."""
    solution = exercise.build(exercise.source) if isinstance(exercise, Function) else lambda: exercise.solution
    values = [exercise.look(solution(*args)) for args in copy.deepcopy(cases(exercise))]
    names = exercise.outputs.split()
    return values, {(n, name): leaf for n, value in enumerate(values) for name, leaf in spread(value, value, names)}


@functools.cache
def made(exercise, *numbers):
    """The leaves by which these mistakes are known; None where they exclude one another."""
    mistakes = [exercise.mistakes[n] for n in numbers]
    if isinstance(exercise, Function):
        source = exercise.edited(*mistakes)
        return source and observe(exercise, exercise.build(source))[0]
    return {(0, name): leaf for name, leaf in spread(mistakes[0].what, mistakes[0].what)} if len(numbers) == 1 else None


def observe(exercise, answer):
    """Run an answer on the hidden inputs, up to the first trouble: ({(case, name): leaf}, [`Ran` a case]).

    A trouble is a leaf as well, without a name: the sentence that tells it.
    """
    function = answer if isinstance(exercise, Function) and callable(answer) else lambda *_: answer
    leaves, runs = {}, []
    for n, (args, like) in enumerate(zip(cases(exercise), wanted(exercise)[0], strict=True)):
        runs.append(run(function, args, exercise.seconds, exercise.strict))
        try:
            leaves |= {(n, name): leaf for name, leaf in _read(exercise, runs[-1], like)}
        except Exception as error:
            odd = isinstance(error, Odd)
            leaves[n, ""] = np.array(str(error) if odd else f"The check cannot read {what(runs[-1].value)} ({error}).")
            break
    return leaves, runs


def same(exercise, got, want):
    """Are all the leaves of ``want`` in ``got``?"""
    return all(key in got and close(got[key], leaf, exercise.tolerance) for key, leaf in want.items())


def stopped(error, seconds):
    """An exception in plain words."""
    for kind, pattern, words in PLAIN:
        match = re.search(pattern, str(error))
        if isinstance(error, kind) and match:
            text = f": {error}"[:302] if str(error) else ""
            return f"{words.format(match[0], *match.groups(), seconds=seconds)} ({type(error).__name__}{text})."


def _read(exercise, ran, like):
    if ran.error is not None:
        raise Odd(f"{type(ran.error).__name__}: {ran.error}")
    if ran.value is None and isinstance(exercise, Function):
        raise Odd("Your function returned None: end it with `return` and the result.")
    return spread(exercise.look(ran.value), like, exercise.outputs.split())


def _named(exercise, got):
    everything = range(len(exercise.mistakes))
    for numbers in chain(combinations(everything, 1), combinations(everything, 2)):
        outcome = made(exercise, *numbers)
        if outcome and same(exercise, got, outcome):
            return tuple(exercise.mistakes[n] for n in numbers)
    return ()


def _probed(exercise, runs):
    for probe in exercise.probes:
        with contextlib.suppress(Exception):     # a probe looks at anything a learner returns
            pairs = zip(runs, wanted(exercise)[0], strict=True)
            if all(probe[0](exercise.look(ran.value), like) for ran, like in pairs):
                return (probe,)
    return ()


def _unnamed(exercise, got, want):
    off = [key for key, leaf in got.items() if key not in want or not close(leaf, want[key], exercise.tolerance)]
    leaf, right = got[off[0]], want.get(off[0])
    if right is None:
        return str(leaf)
    if isinstance(exercise, Function):
        return describe(off[0][1], leaf, right, exercise.tolerance)
    if isinstance(exercise.solution, dict):
        return f"{len(want) - len(off)} of {len(want)} agree; look again at {', '.join(name for _, name in off)}."
    if exercise.options:
        return "Another one fits better."
    return f"Your number is too {'large' if leaf > right else 'small'}."
