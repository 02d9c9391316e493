"""Judge the answers that are no functions: numbers, choices, orders of lines, line numbers of defects."""

from typing import NamedTuple

import numpy as np

from lstm_helpers.exercises.compare import what

NOT_ATTEMPTED, CORRECT, NOT_YET, STOPPED = "Not attempted yet", "Correct", "Not yet", "Your code stopped"


class Verdict(NamedTuple):
    """What the check found. ``found`` are the mistakes that it named."""

    status: str
    message: str = ""
    found: tuple = ()
    code: str = ""                               # the line that stopped
    note: str = ""                               # the arguments it was given
    printed: str = ""


def number(exercise, answer):
    """Judge a number, a word, or a dictionary of them."""
    want = exercise.solution
    if isinstance(want, dict) and (not isinstance(answer, dict) or set(answer) != set(want)):
        return Verdict(NOT_YET, f"You gave {what(answer)}; fill the dictionary with the keys "
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
        return f"You gave {what(value)}; the answer is one number."
    value = value.item() if isinstance(value, np.generic) else value
    return "" if abs(value) < 1e300 else "You gave no finite number, or one too large for a float."


def _agrees(value, want, tolerance):
    if isinstance(want, dict):
        return all(_agrees(value[key], want[key], tolerance) for key in want)
    return value == want if isinstance(want, str) else abs(value - want) <= tolerance * abs(want) + 1e-12


def ordering(exercise, answer):
    """Judge an order of lines."""
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


def bugs(exercise, answer):
    """Judge a set of line numbers."""
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
                                "left.", (missed[0],))
    return Verdict(CORRECT, exercise.fact)
