"""Build the instructors' edition: every exercise solved, and beneath it what a class may do with it.

    python -m lstm_helpers.publish.instructors               all notebooks, into the folder instructors/
    python -m lstm_helpers.publish.instructors 03 04         these alone (numbers, names or paths)

It is made from the learners' notebooks and the exercise bank and never edited. The set-up cell and the solved exercises
are executed; everything else keeps the outputs that the learners' edition stores.
"""

import ast
import contextlib
import io
import sys
from pathlib import Path

import nbformat

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.kinds import FindBugs, Function, Ordering
from lstm_helpers.exercises.panels import CORRECT
from lstm_helpers.exercises.progress import Progress
from lstm_helpers.exercises.verbs import Check
from lstm_helpers.publish import ROOT
from lstm_helpers.publish.exercise_cell import cell as cell_of
from lstm_helpers.publish.normal_form import EXERCISE, tags, text
from lstm_helpers.publish.notebooks import find, read

FOLDER = ROOT / "instructors"


class InstructorsError(Exception):
    """A solved exercise did not come out Correct in its notebook; the message names both."""


def edition(nb):
    """Return the instructors' notebook made from a learners' one, its set-up and exercise cells executed.

    Raises `InstructorsError` when a panel is not Correct, and whatever a set-up cell raises.
    """
    space, cells = {"check": None}, []
    setup = next((cell for cell in nb.cells if cell.cell_type == "code"), None)
    for old in nb.cells:
        cell, name = nbformat.from_dict(old), _exercise(old)
        cells.append(cell)
        if cell is not None and old is setup and name is None:
            _run(cell.source, space)
        if name is None:
            continue
        space["check"] = Check(Progress("off"))
        cell.source = cell_of(name, answered=True)
        panel = _run(cell.source, space)
        if getattr(panel, "status", None) != CORRECT:
            raise InstructorsError(f"{name}: the worked solution gives {panel!r}")
        cell.outputs = [
            nbformat.v4.new_output(
                "execute_result",
                execution_count=cell.execution_count,
                data={"text/plain": repr(panel), "text/html": panel._repr_html_()},
            )
        ]
        note = nbformat.v4.new_markdown_cell(notes(bank()[name]), metadata={"tags": ["instructors"]})
        note.id = f"instructors-{name}"[:64]
        cells.append(note)
    return nbformat.from_dict({**nb, "cells": cells})


def notes(exercise):
    """Return what stands under a solved exercise: minutes, questions, the mistakes with their sentences, hints."""
    lines = [
        f"**For instructors · `{exercise.name}`** · about {exercise.minutes} minutes",
        "",
        exercise.why,
        "",
        "*Ask the class*",
        "",
        *(f"- {question}" for question in exercise.questions),
        "",
        "*What the check names*",
        "",
        *(f"- {line}" for line in _mistakes(exercise)),
        "",
        "*Hints, in their order*",
        "",
        *(f"{n}. {hint}" for n, hint in enumerate(exercise.hints, 1)),
    ]
    return "\n".join(lines)


def write(path, folder=FOLDER):
    """Write the edition of the notebook at ``path`` into ``folder`` and return where it is."""
    folder.mkdir(exist_ok=True)
    made = folder / Path(path).name
    made.write_text(text(edition(read(path))), encoding="utf-8", newline="\n")
    return made


def main(arguments=None):
    """Run the command; return 0, or 1 when an exercise is not Correct."""
    for path in find(sys.argv[1:] if arguments is None else arguments):
        try:
            print(f"{write(path).name}: instructors' edition written", flush=True)
        except InstructorsError as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            return 1
    return 0


def _exercise(cell):
    """The name of the exercise that a cell holds, or None."""
    return next((tag.removeprefix(EXERCISE) for tag in tags(cell) if tag.startswith(EXERCISE)), None)


def _run(source, space):
    """Execute a cell's source and return the value of its last line; what it prints or shows is dropped."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(tree, "<cell>", "exec"), space)
        return eval(compile(ast.Expression(last.value), "<cell>", "eval"), space) if last else None


def _mistakes(exercise):
    if isinstance(exercise, (Ordering, FindBugs)):
        told = {entry: mistake.message for mistake in exercise.mistakes for entry in mistake.what}
    if isinstance(exercise, Ordering):
        return [f"{rule[-1]} before {rule[0]}: {message}" for rule, message in told.items()]
    if isinstance(exercise, FindBugs):
        defects = zip(sorted(exercise.solution), exercise.defects, strict=True)
        return [
            *(f"line {n}, a defect: {why}" for n, why in defects),
            *(f"line {n}, sound: {message}" for n, message in told.items()),
        ]
    if not isinstance(exercise, Function):
        return [f"`{mistake.what}`: {mistake.message}" for mistake in exercise.mistakes]
    return [f"{_edit(mistake.what)}{mistake.message}" for mistake in exercise.mistakes]


def _edit(what):
    """A text edit in a few words; a whole other function says nothing that the sentence does not."""
    if not isinstance(what, dict):
        return ""
    return (
        "; ".join(
            f"`{old.strip()}` → `{new.strip()}`" if new.strip() else f"without `{old.strip()}`"
            for old, new in what.items()
        )
        + ": "
    )


if __name__ == "__main__":
    sys.exit(main())
