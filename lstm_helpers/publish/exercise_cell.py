"""The notebook cell tagged ``exercise:NAME``: the stub that a learner fills, or the worked solution, and the check."""

import json
import textwrap

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.kinds import DOCSTRING, Function

WIDTH = 95  # what JupyterLab shows of a line beside its file browser


def cell(name, answered=False):
    """Return the source of the cell: the stub, or with ``answered`` the worked solution, and the check."""
    exercise = bank()[name]
    return f"{solved(exercise) if answered else stub(exercise)}\n\ncheck.{name}({name})"


def stub(exercise):
    """Return what the learner fills: a function without its lines, or the question as comments and an assignment."""
    if isinstance(exercise, Function):
        return exercise.stub.strip()
    keys = isinstance(exercise.solution, dict)
    return _assigned(exercise, dict.fromkeys(exercise.solution, ...) if keys else ...)


def solved(exercise):
    """Return the worked solution; a function with the imports that it needs and the stub's docstring."""
    if not isinstance(exercise, Function):
        return _assigned(exercise, exercise.solution)
    docstring = DOCSTRING.search(exercise.stub)[0]
    body = exercise.source.replace("):\n", f"):\n{docstring}", 1)
    return f"{exercise.needs}\n\n{body}".strip()


def _assigned(exercise, value):
    """The prompt and what there is to choose from or to look at, as comments; and an assignment."""
    options = [_comment(text, f"#   {json.dumps(key):>2}  ") for key, text in exercise.options.items()]
    value = repr(value).replace("'", '"').replace("Ellipsis", "...")
    if len(f"{exercise.name} = {value}") > WIDTH:
        value = "{\n    " + value[1:-1].replace(', "', ',\n    "') + ",\n}"
    return "\n".join([_comment(exercise.prompt, "# "), *options, f"{exercise.name} = {value}"])


def _comment(text, start):
    """A comment, of as many lines as it needs; a line of code keeps the blanks it begins with."""
    begin = start + " " * (len(text) - len(text.lstrip()))
    return (
        textwrap.fill(
            text.strip(), WIDTH, initial_indent=begin, break_long_words=False, subsequent_indent="#".ljust(len(start))
        ).rstrip()
        or start.rstrip()
    )
