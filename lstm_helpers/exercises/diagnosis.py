"""Say what an answer is: not attempted, correct, which mistake was made, or the first thing that differs."""

from lstm_helpers.exercises.bank.any_errors import only_warns, stopped
from lstm_helpers.exercises.bank.any_pairs import apart, beside, in_part, pairs
from lstm_helpers.exercises.bank.any_repairs import begins_like, trials
from lstm_helpers.exercises.compare import close, pieces
from lstm_helpers.exercises.observe import mistaken, observe, same, wanted
from lstm_helpers.exercises.panels import CORRECT, NOT_ATTEMPTED, NOT_YET, STOPPED, Panel, code
from lstm_helpers.exercises.sandbox import guarded


def diagnose(exercise, answer, tail=""):
    """Return the `Panel` on an answer to any kind of exercise; ``tail`` stands last where it is not correct."""
    seen = observe(exercise, answer)
    printed = _printed(seen.runs[0].printed.strip())
    if guarded(lambda: _unfilled(seen.last.value)):
        still = f"{_still_open(seen.last.value)}Replace the `...` and run the cell again. {tail}"
        return Panel(NOT_ATTEMPTED, exercise.name, (still, *printed))
    if (warning := only_warns(exercise, answer, seen)) or is_right(exercise, seen):
        return Panel(CORRECT, exercise.name, (exercise.fact, *warning, *printed))
    found, rest = recognise(exercise, seen, answer)
    named = " ".join([*["Two things."] * (len(found) == 2), *(mistake.message for mistake in found), *rest])
    if seen.last.error is not None:
        blocks = stopped(exercise, answer, seen, named)
        return Panel(STOPPED, exercise.name, (*blocks, *printed, tail), found)
    said = named or next(filter(None, differences(exercise, seen).values()))
    return Panel(NOT_YET, exercise.name, (said, *printed, tail), found)


def is_right(exercise, seen):
    """Is every leaf as it should be, and nothing in the way?"""
    return not seen.complaint and same(exercise, seen.leaves, wanted(exercise))


def recognise(exercise, seen, answer):
    """The mistakes, one or two, by which an answer is known, and what is to be said beside their sentences."""
    known, tried = {mistake: mistaken(exercise, mistake) for mistake in exercise.mistakes}, []
    one = next((mistake for mistake in known if behaves_like(exercise, seen, known[mistake])), None)
    for repair, leaves in trials(exercise, answer):
        if one and not repair.slip:
            break
        if begins_like(exercise, leaves, wanted(exercise)) and is_right(exercise, observe(exercise, repair.function)):
            return (repair,), ("With that mended, it is right.",)
        tried += [(repair, leaves)] * repair.beside
    if one:
        return (one,), ()
    for pair in pairs(exercise):
        begun = mistaken(exercise, *pair, cases=(0,))  # most differ there already
        if same(exercise, seen.leaves, begun.leaves) and behaves_like(exercise, seen, mistaken(exercise, *pair)):
            return pair, ()
    for mistake, repair in beside(exercise, known, tried):
        mended = observe(exercise, repair.function)
        if behaves_like(exercise, mended, known[mistake]) and apart(exercise, seen, mistake, repair):
            return (mistake, repair), ()
    if part := next((mistake for mistake in known if in_part(exercise, seen, mistake)), None):
        return (part,), ("Something else differs as well.",)
    return next(((probe,) for probe in exercise.probes if probe.what(seen.leaves, wanted(exercise))), ()), ()


def behaves_like(exercise, seen, known):
    """Does an answer do all that is known of a mistake: the same leaves, and stop like it, if it stops?

    A mistake that stopped on a later input has shown itself before that. How it stops there depends on the spelling,
    unless a number got too large.
    """
    stops = (known.complaint, len(known.runs)) == (seen.complaint, len(seen.runs))
    shown = not same(exercise, known.leaves, {key: wanted(exercise)[key] for key in known.leaves})
    spelling = shown and not isinstance(known.last.error, ArithmeticError) if known.runs else shown
    return (not known.complaint or stops or spelling) and same(exercise, seen.leaves, known.leaves)


def differences(exercise, seen):
    """{(case, output): in which way it differs, or nothing}; what stands in the way is told last, without an output."""
    want, said, right = wanted(exercise), {}, is_right(exercise, seen)
    for key, leaf in seen.leaves.items():
        agrees = right or close(leaf, want[key], exercise.tolerance)
        said[key] = "" if agrees else exercise.describe(key[1], leaf, want[key])
    return said | ({(len(seen.runs) - 1, ""): seen.complaint} if seen.complaint else {})


def _unfilled(value):
    """Is an `...` left in what came?"""
    return value is ... or any(part is ... for part in pieces(value).values())


def _still_open(value):
    """Which entries of a dictionary that is filled in part are left."""
    left = [f"`{name}`" for name, part in pieces(value).items() if part is ...]
    return f"Still open: {', '.join(left)}. " if isinstance(value, dict) and len(left) < len(value) else ""


def _printed(text):
    """The blocks that show what the function printed."""
    return ("It printed:", code(text[:500] + (" …" if len(text) > 500 else ""))) if text else ()
