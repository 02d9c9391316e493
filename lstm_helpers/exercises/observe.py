"""Run an answer on the hidden inputs, and note what comes: leaves that can be compared, or what stands in the way."""

import functools
import re
from copy import deepcopy
from dataclasses import dataclass

import numpy as np

from lstm_helpers.exercises.compare import Odd, brief, close, quoted, spread
from lstm_helpers.exercises.kinds import Function
from lstm_helpers.exercises.sandbox import guarded, run


@dataclass(frozen=True)
class Observation:
    """What an answer does on the hidden inputs, one after the other, until one cannot be compared."""

    leaves: dict  # {(case, output): array}
    runs: tuple  # a `Ran` for each case that was tried
    complaint: str = ""  # the sentence that tells what is the matter with the last case, beside its leaves

    @property
    def last(self):
        """The `Ran` of the case at which it ended."""
        return self.runs[-1]


def observe(exercise, answer, cases=None):
    """Return the `Observation` of an answer, on all hidden inputs or on those of these numbers."""
    leaves, runs = {}, []
    function = answer if takes_function(exercise) and callable(answer) else lambda *_: answer
    for case, (args, like) in enumerate(inputs(exercise)):
        if cases is not None and case not in cases:
            continue
        runs.append(run(function, args, exercise.seconds))
        try:
            parts = _read(exercise, answer, runs[-1], like)
        except Odd as odd:
            return Observation(leaves, tuple(runs), str(odd))
        leaves |= {(case, name): leaf for name, leaf in parts.items()}
        complaint = ""
        if runs[-1].changed:
            argument = arguments(exercise)[runs[-1].changed[0]]
            complaint = f"You changed the argument `{argument}`, which is the caller's: work on a copy."
        if runs[-1].patched:
            complaint = f"You replaced {quoted(runs[-1].patched[0])}, which belongs to everybody; it is put back."
        if complaint:
            return Observation(leaves, tuple(runs), complaint)
    return Observation(leaves, tuple(runs))


def _read(exercise, answer, ran, like):
    """{output: array} of what one run returned; raises `Odd` where it cannot be read as the right answer is."""
    if ran.error is not None:
        text = f"{type(ran.error).__name__}: {guarded(lambda: str(ran.error), '')}"
        raise Odd(quoted(re.sub(r"(?<=_)\d+", "n", text)))  # lstm_7, as Keras counts
    if takes_function(exercise) and not callable(answer):
        raise Odd(f"You passed {brief(answer)}; the check takes the function itself, without parentheses.")
    if takes_function(exercise) and ran.value is None:
        raise Odd("Your function returned None: end it with `return` and the result.")
    # what was returned may be a thing of the learner's own making, and misbehave when it is looked at
    read = run(lambda: spread(exercise.look(ran.value), like, exercise.outputs.split()), (), exercise.seconds)
    if isinstance(read.error, Odd):
        raise read.error
    if read.error is not None:
        raise Odd(f"{brief(ran.value)} cannot be read: {brief(read.error)}.")
    return read.value


def takes_function(exercise):
    """Is the answer a function, or does it stand as it is?"""
    return isinstance(exercise, Function)


def right(exercise, *mistakes):
    """The right answer; of a function, with these mistakes in it."""
    return exercise.build(exercise.edited(*mistakes)) if takes_function(exercise) else deepcopy(exercise.solution)


def arguments(exercise):
    """The names of what the function is given."""
    return right(exercise).__code__.co_varnames


@functools.cache
def inputs(exercise):
    """The hidden inputs, always the same: [(arguments, what is compared of the right answer to them)]."""
    solution = right(exercise) if takes_function(exercise) else lambda: exercise.solution
    return [(args, exercise.look(solution(*deepcopy(args)))) for args in exercise.cases(np.random.default_rng(20))]


@functools.cache
def wanted(exercise):
    """The leaves of the right answer."""
    return _leaves(exercise, enumerate(like for _, like in inputs(exercise)))


@functools.cache
def mistaken(exercise, *mistakes, cases=None):
    """The `Observation` by which these mistakes are known; where no function is asked for, of what tells them."""
    if takes_function(exercise):
        return observe(exercise, right(exercise, *mistakes), cases)
    leaves = [_leaves(exercise, [(0, mistake.what)]) for mistake in mistakes]
    return Observation(functools.reduce(dict.__or__, leaves), ())


def _leaves(exercise, likes):
    names = exercise.outputs.split()
    return {(case, name): leaf for case, like in likes for name, leaf in spread(like, like, names).items()}


def same(exercise, got, want):
    """Are all the leaves of ``want`` in ``got``?"""
    judged = {key: leaf for key, leaf in want.items() if key[1].strip("`") not in exercise.aside}
    return all(key in got and close(got[key], leaf, exercise.tolerance) for key, leaf in judged.items())
