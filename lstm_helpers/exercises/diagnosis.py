"""Say what an answer is: not attempted, correct, which mistake was made, or the first thing that differs."""

import contextlib
import functools
import re
import traceback
from itertools import chain, combinations

import numpy as np

from lstm_helpers.exercises.compare import Odd, close, pieces, spread, what
from lstm_helpers.exercises.kinds import Function
from lstm_helpers.exercises.panels import CORRECT, NOT_ATTEMPTED, NOT_YET, STOPPED, Panel, code
from lstm_helpers.exercises.sandbox import run

PLAIN = (                                        # (error, what its text holds, the same in plain words)
    (KeyboardInterrupt, "", "It ran for more than {seconds:g} seconds, or was interrupted; look for an endless loop"),
    (Exception, "'ellipsis'|type ellipsis", "A `...` is still in the way: one of the lines waits to be filled"),
    (ValueError, r"size (\d+) is different from (\d+)", "`a @ b` needs sizes (…, n) and (n, …); it met {2} and {1}"),
    (TypeError, "", "Values are of a type that cannot be used there, or a call has other arguments than expected"),
    (ValueError, "", "Values or sizes do not fit together"),
    (NameError, "", "A name is used that is not known there"),
    (FloatingPointError, "", "A number became too large for a float, or was divided by zero"),
)


def diagnose(exercise, answer, help=""):
    """Return the `Panel` on an answer to any kind of exercise; ``help`` stands last where it is not correct."""
    got, runs = observe(exercise, answer)
    (value, error, *_), printed = runs[-1], runs[0].printed
    parts = pieces(value) or {"": value}
    named = zip(exercise.outputs.split() or parts, parts.values(), strict=False)
    left = [f"`{name}`" for name, part in named if part is ...]
    if left:
        still = f"Still open: {', '.join(left)}. " * (len(left) < len(parts))
        return Panel(NOT_ATTEMPTED, exercise.name, (f"{still}Replace the `...` and run the cell again. {help}",))
    off = [said for said in verdicts(exercise, got).values() if said]
    found = _found(exercise, got) if off else ()
    told = "Two things. " * (len(found) == 2) + " ".join(mistake.message for mistake in found)
    if error is not None:
        given = zip(right(exercise).__code__.co_varnames, cases(exercise)[len(runs) - 1][0], strict=False)
        shapes = ", ".join(f"{argument} {what(value)}" for argument, value in given)
        lines = [frame.line for frame in traceback.extract_tb(error.__traceback__)[1:2]]    # of the learner's function
        lines = code("\n".join([*lines, *traceback.format_exception_only(error)])[:400])
        status, blocks = STOPPED, (f"{told} {stopped(exercise, error)}:".strip(), lines, f"It was given {shapes}.")
    else:
        status, blocks = (NOT_YET, (told or off[0],)) if off else (CORRECT, (exercise.fact,))
    more = ("It printed:", code(printed[:500] + " …" * (len(printed) > 500))) if printed else ()
    return Panel(status, exercise.name, (*blocks, *more, help * (status != CORRECT)), found)


def right(exercise, *mistakes):
    """The right answer; of a function, with these mistakes in it."""
    return exercise.build(exercise.edited(*mistakes)) if isinstance(exercise, Function) else exercise.solution


@functools.cache
def cases(exercise):
    """The hidden inputs, always the same, each with what is compared of the right answer to it."""
    solution = right(exercise) if isinstance(exercise, Function) else lambda: exercise.solution
    inputs = exercise.cases(np.random.default_rng(20))
    return [(args, exercise.look(run(solution, args, 10 * exercise.seconds).value)) for args in inputs]


@functools.cache
def made(exercise, *mistakes):
    """{(case, name): leaf}, by which the right answer is known, or these mistakes."""
    if isinstance(exercise, Function) or not mistakes:
        return observe(exercise, right(exercise, *mistakes))[0]
    return {(0, name): leaf for mistake in mistakes for name, leaf in spread(mistake.what, mistake.what).items()}


def observe(exercise, answer):
    """Run an answer on the hidden inputs, up to the first trouble: ({(case, name): leaf}, [`Ran` a case]).

    A trouble is a leaf as well, without a name: the sentence that tells it.
    """
    is_function, leaves, runs = isinstance(exercise, Function), {}, []
    function = answer if is_function and callable(answer) else lambda *_: answer
    for n, (args, like) in enumerate(cases(exercise)):
        runs.append(run(function, args, exercise.seconds))
        value, error, _, changed = runs[-1]
        try:
            if error is not None:
                raise Odd(re.sub(r"(?<=_)\d+", "n", f"{type(error).__name__}: {error}"))    # lstm_7, as Keras counts
            if is_function and not callable(answer):
                raise Odd(f"You passed a {type(answer).__name__}; pass the function itself, without parentheses.")
            if is_function and value is None:
                raise Odd("Your function returned None: end it with `return` and the result.")
            parts = spread(exercise.look(value), like, exercise.outputs.split())
            leaves |= {(n, name): leaf for name, leaf in parts.items()}
            if changed:
                name = right(exercise).__code__.co_varnames[changed[0]]
                leaves[n, ""] = np.array(f"You changed the argument `{name}` itself: make a new one, or copy it first.")
        except Exception as trouble:
            told = str(trouble) if isinstance(trouble, Odd) else f"The check cannot read {what(value)} ({trouble})."
            return leaves | {(n, ""): np.array(told)}, runs
    return leaves, runs


def verdicts(exercise, got):
    """What is to be said of each leaf, by its key; nothing where it is as wanted."""
    want = made(exercise)
    return {key: str(leaf) if key not in want else
            "" if close(leaf, want[key], exercise.tolerance) else exercise.describe(key[1], leaf, want[key])
            for key, leaf in got.items()}


def same(exercise, got, want):
    """Are all the leaves of ``want`` in ``got``?"""
    return all(key in got and close(got[key], leaf, exercise.tolerance) for key, leaf in want.items())


def stopped(exercise, error):
    """An exception in plain words: ours, or else the first of Python's own about errors of its type."""
    for kind, pattern, words in PLAIN:
        if isinstance(error, kind) and (match := re.search(pattern, str(error))):
            return words.format(match[0], *match.groups(), seconds=exercise.seconds)
    return re.split(r"[.\n]", type(error).__doc__ or "It raised an error")[0]


def _found(exercise, got):
    """The mistakes, one or two, by which an answer is known, or the probe that knows it."""
    for some in chain(combinations(exercise.mistakes, 1), combinations(exercise.mistakes, 2)):
        if same(exercise, got, made(exercise, *some)):
            return some
    for probe in exercise.probes:
        with contextlib.suppress(Exception):     # a probe looks at anything a learner returns
            if probe.what(got, made(exercise)):
                return (probe,)
    return ()
