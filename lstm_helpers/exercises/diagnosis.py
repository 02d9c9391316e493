"""Say what an answer is: not attempted, correct, which mistake was made, or the first thing that differs."""

import contextlib
import functools
import re
from copy import deepcopy
from itertools import chain, combinations

import numpy as np

from lstm_helpers.exercises.compare import Odd, close, describe, spread, what
from lstm_helpers.exercises.kinds import Function
from lstm_helpers.exercises.panels import CORRECT, NOT_ATTEMPTED, NOT_YET, STOPPED, Panel, code
from lstm_helpers.exercises.sandbox import TooLong, run, where

PLAIN = (                                        # (error, what its text holds, the same in plain words)
    (TooLong, "", "It ran for more than {seconds:g} seconds, so the check stopped it: look for a loop that never ends"),
    (Exception, "'ellipsis'|type ellipsis", "A `...` is still in the way: one of the lines waits to be filled"),
    (ValueError, r"size (\d+) is different from (\d+)",
     "A matrix product met sizes that do not fit, {2} and {1}: a @ b needs (…, n) and (n, …)"),
    (NameError, "", "A name is used that is not known there"),
    (AttributeError, "", "Something is asked for that this object does not have"),
    (IndexError, "", "An index points past the end of an array or list, or is no whole number"),
    (KeyError, "", "A dictionary is asked for a key that it does not have"),
    (FloatingPointError, "", "A number became too large for a float"),
    (RecursionError, "", "The function calls itself without end"),
    (TypeError, "", "Values are of a type that cannot be used there, or a call has other arguments than expected"),
    (ValueError, "", "Values or sizes do not fit together"),
    (SystemExit, "", "It asked Python to end; a function hands its result back with `return`"),
    (KeyboardInterrupt, "", "It was interrupted"),
    (BaseException, "", "It raised an error"),
)


def diagnose(exercise, answer, help=""):
    """Return the `Panel` on an answer to any kind of exercise; ``help`` stands last where it is not correct."""
    got, runs = observe(exercise, answer)
    (value, error, *_), printed = runs[-1], runs[0].printed
    parts = value if isinstance(value, dict) else {"": value}
    left = [f"`{key}`" for key, part in parts.items() if _unfilled(part)]
    if left:
        still = f"Still open: {', '.join(left)}. " if len(left) < len(parts) else ""
        return Panel(NOT_ATTEMPTED, exercise.name,
                     (f"{still}Put your answer where the `...` stands and run the cell again. {help}",))
    more = ("It printed:", code(printed[:500] + " …" * (len(printed) > 500))) if printed else ()
    said = verdicts(exercise, got)
    arguments = right(exercise).__code__.co_varnames if isinstance(exercise, Function) else ()
    if not any(said.values()):
        changed = [arguments[n] for ran in runs for n in ran.changed]
        message = changed and (f"You changed the argument `{changed[0]}` itself; the result is right, but the caller's "
                               "array is now another one. Make a new array, or work on a copy.")
        return Panel(NOT_YET if changed else CORRECT, exercise.name,
                     (message or exercise.fact, *more, help * bool(changed)))
    found = _found(exercise, got)
    told = "Two things. " * (len(found) == 2) + " ".join(mistake.message for mistake in found)
    if error is not None:
        given = zip(arguments, cases(exercise)[len(runs) - 1], strict=False)
        shapes = ", ".join(f"{argument} {what(value)}" for argument, value in given)
        blocks = (f"{told} {stopped(error, exercise.seconds)}".strip(), code(where(answer, error)),
                  f"It was given {shapes}.")
        return Panel(STOPPED, exercise.name, (*blocks, *more, help), found)
    return Panel(NOT_YET, exercise.name, (told or _unnamed(exercise, got, said), *more, help), found)


@functools.cache
def cases(exercise):
    """The hidden inputs, always the same."""
    return exercise.cases(np.random.default_rng(20))


def right(exercise):
    """The right answer: the solution, of a function built from its source."""
    return exercise.build(exercise.source) if isinstance(exercise, Function) else exercise.solution


@functools.cache
def wanted(exercise):
    """What the solution returns: ([what is compared, a case], {(case, name): leaf})."""
    solution = right(exercise) if isinstance(exercise, Function) else lambda: exercise.solution
    values, names = [exercise.look(solution(*args)) for args in deepcopy(cases(exercise))], exercise.outputs.split()
    return values, {(n, name): leaf for n, value in enumerate(values)
                    for name, leaf in spread(value, value, names).items()}


@functools.cache
def made(exercise, *mistakes):
    """The leaves by which these mistakes are known; None where they cannot be made together."""
    if not isinstance(exercise, Function):
        return {(0, name): leaf for mistake in mistakes for name, leaf in spread(mistake.what, mistake.what).items()}
    source = exercise.edited(*mistakes)
    return source and observe(exercise, exercise.build(source))[0]


def observe(exercise, answer):
    """Run an answer on the hidden inputs, up to the first trouble: ({(case, name): leaf}, [`Ran` a case]).

    A trouble is a leaf as well, without a name: the sentence that tells it.
    """
    is_function, leaves, runs = isinstance(exercise, Function), {}, []
    function = answer if is_function and callable(answer) else lambda *_: answer
    for n, (args, like) in enumerate(zip(cases(exercise), wanted(exercise)[0], strict=True)):
        runs.append(run(function, args, exercise.seconds, exercise.strict))
        value, error, *_ = runs[-1]
        try:
            if error is not None:
                raise Odd(re.sub(r"(?<=_)\d+", "n", f"{type(error).__name__}: {error}"))    # lstm_7, as Keras counts
            if function is not answer and is_function:
                raise Odd(f"You passed {what(answer)}; the check takes the function itself: `check.{exercise.name}"
                          f"({exercise.name})`, without parentheses after the inner name.")
            if value is None and is_function:
                raise Odd("Your function returned None: end it with `return` and the result.")
            parts = spread(exercise.look(value), like, exercise.outputs.split())
        except Exception as trouble:
            told = str(trouble) if isinstance(trouble, Odd) else f"The check cannot read {what(value)} ({trouble})."
            return leaves | {(n, ""): np.array(told)}, runs
        leaves |= {(n, name): leaf for name, leaf in parts.items()}
    return leaves, runs


def verdicts(exercise, got):
    """What is to be said of each leaf, by its key; nothing where it is as wanted."""
    want = wanted(exercise)[1]
    return {key: describe(key[1], leaf, want[key], exercise.tolerance) if key in want else str(leaf)
            for key, leaf in got.items()}


def same(exercise, got, want):
    """Are all the leaves of ``want`` in ``got``?"""
    return all(key in got and close(got[key], leaf, exercise.tolerance) for key, leaf in want.items())


def stopped(error, seconds):
    """An exception in plain words."""
    for kind, pattern, words in PLAIN:
        match = re.search(pattern, str(error))
        if isinstance(error, kind) and match:
            text = f": {str(error).strip()}"[:302] if str(error) else ""
            return f"{words.format(match[0], *match.groups(), seconds=seconds)} ({type(error).__name__}{text})."


def _unfilled(part):
    return part is ... or (isinstance(part, (tuple, list)) and any(piece is ... for piece in part))


def _found(exercise, got):
    """The mistakes, one or two, by which an answer is known, or the probe that knows it."""
    for some in chain(combinations(exercise.mistakes, 1), combinations(exercise.mistakes, 2)):
        outcome = made(exercise, *some)
        if outcome and same(exercise, got, outcome):
            return some
    for probe in exercise.probes:
        with contextlib.suppress(Exception):     # a probe looks at anything a learner returns
            if probe.what(got, wanted(exercise)[1]):
                return (probe,)
    return ()


def _unnamed(exercise, got, said):
    """What differs first; of an answer that is no function as little as does not give it away."""
    off, want = [key for key in said if said[key]], wanted(exercise)[1]
    if isinstance(exercise, Function) or off[0] not in want:
        return said[off[0]]
    asked = f"one of {', '.join(exercise.options)}" if exercise.options else "one finite number"
    if isinstance(exercise.solution, dict):
        again = ", ".join(name for _, name in off)
        return f"{len(want) - len(off)} of {len(want)} agree; look again at {again}: each is {asked}."
    leaf = got[off[0]]
    if exercise.options or leaf.ndim or leaf.dtype.kind not in "fiu" or not np.isfinite(leaf):
        return f"You gave {leaf.tolist()!r:.60}; the answer is {asked}."
    return f"Your number is too {'large' if leaf > want[off[0]] else 'small'}."
