"""Say what an answer is: not attempted, correct, which mistake was made, or the first thing that differs."""

import re
import traceback
from itertools import chain, combinations

from lstm_helpers.exercises.compare import brief, close, pieces
from lstm_helpers.exercises.observe import arguments, inputs, mistaken, observe, wanted
from lstm_helpers.exercises.panels import CORRECT, NOT_ATTEMPTED, NOT_YET, STOPPED, Panel, code

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
    seen = observe(exercise, answer)
    printed = _printed(seen.runs[0].printed.strip())
    if _unfilled(seen.last.value):
        still = f"{_still_open(seen.last.value)}Replace the `...` and run the cell again. {tail}"
        return Panel(NOT_ATTEMPTED, exercise.name, (still, *printed))
    if is_right(exercise, seen):
        return Panel(CORRECT, exercise.name, (exercise.fact, *printed))
    found = recognise(exercise, seen)
    named = " ".join(["Two things."] * (len(found) == 2) + [mistake.message for mistake in found])
    if seen.last.error is not None:
        blocks = _stopped(exercise, answer, seen, named)
        return Panel(STOPPED, exercise.name, (*blocks, *printed, tail), found)
    said = named or next(filter(None, differences(exercise, seen).values()))
    return Panel(NOT_YET, exercise.name, (said, *printed, tail), found)


def is_right(exercise, seen):
    """Is every leaf as it should be, and nothing in the way?"""
    return not seen.complaint and same(exercise, seen.leaves, wanted(exercise))


def recognise(exercise, seen):
    """The mistakes, one or two, by which an answer is known, or the probe that knows it."""
    for some in chain(combinations(exercise.mistakes, 1), combinations(exercise.mistakes, 2)):
        if behaves_like(exercise, seen, mistaken(exercise, *some)):
            return some
    return next(((probe,) for probe in exercise.probes if probe.what(seen.leaves, wanted(exercise))), ())


def behaves_like(exercise, seen, known):
    """Does an answer do all that is known of a mistake: the same leaves, and the same in the way of the same case?"""
    stands = not known.complaint or (known.complaint, len(known.runs)) == (seen.complaint, len(seen.runs))
    return stands and same(exercise, seen.leaves, known.leaves)


def same(exercise, got, want):
    """Are all the leaves of ``want`` in ``got``?"""
    return all(key in got and close(got[key], leaf, exercise.tolerance) for key, leaf in want.items())


def differences(exercise, seen):
    """{(case, output): in which way it differs, or nothing}; what stands in the way is told last, without an output."""
    want, said = wanted(exercise), {}
    for key, leaf in seen.leaves.items():
        agrees = close(leaf, want[key], exercise.tolerance)
        said[key] = "" if agrees else exercise.describe(key[1], leaf, want[key])
    return said | ({(len(seen.runs) - 1, ""): seen.complaint} if seen.complaint else {})


def _unfilled(value):
    """Is an `...` left in what came?"""
    return value is ... or any(part is ... for part in pieces(value).values())


def _still_open(value):
    """Which entries of a dictionary that is filled in part are left."""
    left = [f"`{name}`" for name, part in pieces(value).items() if part is ...]
    return f"Still open: {', '.join(left)}. " if isinstance(value, dict) and len(left) < len(value) else ""


def _stopped(exercise, answer, seen, named):
    """The blocks on an exception: in plain words, the learner's line, what went in."""
    error, given = seen.last.error, inputs(exercise)[len(seen.runs) - 1][0]
    file = getattr(getattr(answer, "__code__", None), "co_filename", None)
    lines = [frame.line for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file][-1:]
    shown = code("\n".join([*lines, *traceback.format_exception_only(error)])[:400])
    shapes = ", ".join(f"{name} {brief(value)}" for name, value in zip(arguments(exercise), given, strict=False))
    return f"{named} {in_plain_words(exercise, error)}:".strip(), shown, f"It was given {shapes}."


def in_plain_words(exercise, error):
    """An exception as a sentence."""
    for kind, pattern, words in PLAIN:
        if isinstance(error, kind) and (match := re.search(pattern, str(error))):
            return words.format(match[0], *match.groups(), seconds=exercise.seconds)


def _printed(text):
    """The blocks that show what the function printed."""
    return ("It printed:", code(text[:500] + (" …" if len(text) > 500 else ""))) if text else ()
