"""Say what an answer is: not attempted, correct, which mistake was made, or the first thing that differs."""

import functools
import re
import traceback
from copy import deepcopy
from itertools import chain, combinations

import numpy as np

from lstm_helpers.exercises.compare import Odd, brief, close, pieces, spread
from lstm_helpers.exercises.kinds import Function
from lstm_helpers.exercises.panels import CORRECT, NOT_ATTEMPTED, NOT_YET, STOPPED, Panel, code
from lstm_helpers.exercises.sandbox import run

PLAIN = (  # (error, what its text holds, the same in plain words)
    (KeyboardInterrupt, "", "It ran for more than {seconds:g} seconds, or was interrupted; look for an endless loop"),
    (Exception, "'ellipsis'|type ellipsis", "A `...` is still in the way: one of the lines waits to be filled"),
    (ValueError, r"size (\d+) is different from (\d+)", "`a @ b` needs sizes (…, n) and (n, …); it met {2} and {1}"),
    (TypeError, "", "Values are of a type that cannot be used there, or a call has other arguments than expected"),
    (ValueError, "", "Values or sizes do not fit together"),
    (NameError, "", "A name is used that is not known there"),
    (IndexError, "", "An index points past the end of an array or list, or is no whole number"),
    (KeyError, "", "A dictionary is asked for a key that it does not have"),
    (FloatingPointError, "", "A number became too large for a float, or was divided by zero"),
    (BaseException, "", "It raised an error"),
)


def diagnose(exercise, answer, tail=""):
    """Return the `Panel` on an answer to any kind of exercise; ``tail`` stands last where it is not correct."""
    got, runs = observe(exercise, answer)
    (value, error, *_), printed = runs[-1], runs[0].printed.strip()
    more = ("It printed:", code(printed[:500] + " …" * (len(printed) > 500))) if printed else ()
    parts = pieces(value) or {"": value}
    left = [f"`{name}`" for name, part in parts.items() if part is ...]
    if left:
        still = f"Still open: {', '.join(left)}. " * (isinstance(value, dict) and len(left) < len(parts))
        return Panel(NOT_ATTEMPTED, exercise.name, (f"{still}Replace the `...` and run the cell again. {tail}", *more))
    off = [said for said in verdicts(exercise, got).values() if said]
    found = _found(exercise, got) if off else ()
    told = "Two things. " * (len(found) == 2) + " ".join(mistake.message for mistake in found)
    if error is not None:
        file = getattr(getattr(answer, "__code__", None), "co_filename", None)
        lines = [frame.line for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file][-1:]
        lines = code("\n".join([*lines, *traceback.format_exception_only(error)])[:400])
        given = zip(right(exercise).__code__.co_varnames, inputs(exercise)[len(runs) - 1][0], strict=False)
        shapes = ", ".join(f"{argument} {brief(value)}" for argument, value in given)
        status, blocks = STOPPED, (f"{told} {stopped(exercise, error)}:".strip(), lines, f"It was given {shapes}.")
    else:
        status, blocks = (NOT_YET, (told or off[0],)) if off else (CORRECT, (exercise.fact,))
    return Panel(status, exercise.name, (*blocks, *more, tail * (status != CORRECT)), found)


def right(exercise, *mistakes):
    """The right answer; of a function, with these mistakes in it."""
    return exercise.build(exercise.edited(*mistakes)) if isinstance(exercise, Function) else deepcopy(exercise.solution)


@functools.cache
def inputs(exercise):
    """The hidden inputs, always the same: [(arguments, what is compared of the right answer to them)]."""
    solution = right(exercise) if isinstance(exercise, Function) else lambda: exercise.solution
    return [(args, exercise.look(solution(*deepcopy(args)))) for args in exercise.cases(np.random.default_rng(20))]


@functools.cache
def made(exercise, *mistakes):
    """{(case, name): leaf}, by which the right answer is known, or these mistakes."""
    if mistakes and isinstance(exercise, Function):
        return observe(exercise, right(exercise, *mistakes))[0]
    likes = [(0, mistake.what) for mistake in mistakes] or [(n, like) for n, (_, like) in enumerate(inputs(exercise))]
    return {(n, name): leaf for n, like in likes for name, leaf in spread(like, like, exercise.outputs.split()).items()}


def observe(exercise, answer):
    """Run an answer on the hidden inputs, until one cannot be read: ({(case, name): leaf}, [`Ran` a case]).

    What stands in the way is a leaf as well, without a name: the sentence that tells it.
    """
    is_function, leaves, runs = isinstance(exercise, Function), {}, []
    function = answer if is_function and callable(answer) else lambda *_: answer
    for n, (args, like) in enumerate(inputs(exercise)):
        runs.append(run(function, args, exercise.seconds))
        value, error, _, changed = runs[-1]
        try:
            if error is not None:
                raise Odd(re.sub(r"(?<=_)\d+", "n", f"{type(error).__name__}: {error}"))  # lstm_7, as Keras counts
            if is_function and not callable(answer):
                raise Odd(f"You passed {brief(answer)}; the check takes the function itself, without parentheses.")
            if is_function and value is None:
                raise Odd("Your function returned None: end it with `return` and the result.")
            parts = spread(exercise.look(value), like, exercise.outputs.split())
            leaves |= {(n, name): leaf for name, leaf in parts.items()}
            if changed:
                name = right(exercise).__code__.co_varnames[changed[0]]
                leaves[n, ""] = np.array(f"You changed the argument `{name}`, which is the caller's: work on a copy.")
        except Exception as trouble:
            told = str(trouble) if isinstance(trouble, Odd) else f"{brief(value)} cannot be read: {brief(trouble)}."
            return leaves | {(n, ""): np.array(told)}, runs
    return leaves, runs


def verdicts(exercise, got):
    """What is to be said of each leaf, by its key; nothing where it is as wanted."""
    want = made(exercise)
    return {
        key: str(leaf)
        if key not in want
        else ""
        if close(leaf, want[key], exercise.tolerance)
        else exercise.describe(key[1], leaf, want[key])
        for key, leaf in got.items()
    }


def same(exercise, got, want):
    """Are all the leaves of ``want`` in ``got``?"""
    return all(key in got and close(got[key], leaf, exercise.tolerance) for key, leaf in want.items())


def stopped(exercise, error):
    """An exception in plain words."""
    for kind, pattern, words in PLAIN:
        if isinstance(error, kind) and (match := re.search(pattern, str(error))):
            return words.format(match[0], *match.groups(), seconds=exercise.seconds)


def _found(exercise, got):
    """The mistakes, one or two, by which an answer is known, or the probe that knows it."""
    for some in chain(combinations(exercise.mistakes, 1), combinations(exercise.mistakes, 2)):
        if same(exercise, got, made(exercise, *some)):
            return some
    return next(((probe,) for probe in exercise.probes if probe.what(got, made(exercise))), ())
