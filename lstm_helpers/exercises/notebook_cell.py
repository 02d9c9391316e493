"""The notebook cell of an exercise: the stub that a learner fills, or the worked solution, and the check."""

import ast
import re
import textwrap
from itertools import groupby

from lstm_helpers.exercises.kinds import FindBugs, Function, Number, Ordering

WIDTH = 95                                       # what JupyterLab shows of a line beside its file browser


def cell(exercise, answered=False):
    """Return the source of the cell: the stub, or with ``answered`` the worked solution, and the check."""
    return f"{solved(exercise) if answered else stub(exercise)}\n\ncheck.{exercise.name}({exercise.name})"


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
    docstring = re.search(r'^ +"""(.|\n)*?"""\n', exercise.stub, flags=re.M)[0]
    space = exercise.build(exercise.source).__globals__
    names = {node.id for node in ast.walk(ast.parse(exercise.source)) if isinstance(node, ast.Name)}
    origins = sorted((getattr(space[name], "__module__", None) or space["__name__"], name)
                     for name in names & space.keys() - {"np", exercise.name})
    lines = [f"from {module} import {', '.join(name for _, name in group)}"
             for module, group in groupby(origins, key=lambda origin: origin[0])]
    body = re.sub(r"\):\n", lambda end: end[0] + docstring, exercise.source, count=1).strip()
    return "\n".join([*lines, "", body] if lines else [body])


def _assigned(exercise, value):
    """The prompt and what there is to choose from or to look at, as comments; and an assignment."""
    match exercise:
        case Number():
            shown = {f'"{key}"': text for key, text in exercise.options.items()}
        case FindBugs():
            lines = textwrap.dedent(exercise.code).strip().splitlines()
            shown = {f"{n:2}": line for n, line in enumerate(lines, 1)}
        case Ordering():
            shown = exercise.lines
    lines = [_comment(exercise.prompt, "# "),
             *(_comment(line, f"#   {key}  ") for key, line in shown.items())]
    value = repr(value).replace("'", '"').replace("Ellipsis", "...")
    if len(f"{exercise.name} = {value}") > WIDTH:
        value = "{\n    " + value[1:-1].replace(', "', ',\n    "') + ",\n}"
    return "\n".join([*lines, f"{exercise.name} = {value}"])


def _comment(text, start):
    """A comment, of as many lines as it needs; a line of code keeps the blanks it begins with."""
    begin = start + " " * (len(text) - len(text.lstrip()))
    return textwrap.fill(text.strip(), WIDTH, initial_indent=begin, break_long_words=False,
                         subsequent_indent="#".ljust(len(start))).rstrip() or start.rstrip()
