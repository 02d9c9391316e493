"""The notebook cell of an exercise: the stub that a learner fills, or the worked solution, and the check."""

import ast
import re
import textwrap
from itertools import groupby

from lstm_helpers.exercises.kinds import FindBugs, Function, Number, Ordering


def cell(exercise, answered=False):
    """Return the source of the cell: the stub, or with ``answered`` the worked solution, and the check."""
    return f"{solved(exercise) if answered else stub(exercise)}\n\ncheck.{exercise.name}({exercise.name})"


def stub(exercise):
    """Return what the learner fills: a function without its lines, or the question as comments and an assignment."""
    if isinstance(exercise, Function):
        return exercise.stub.strip()
    keys = exercise.solution if isinstance(exercise.solution, dict) else ()
    return _assigned(exercise, "{" + ", ".join(f'"{key}": ...' for key in keys) + "}" if keys else "...")


def solved(exercise):
    """Return the worked solution; a function with the imports that it needs and the stub's docstring."""
    if not isinstance(exercise, Function):
        return _assigned(exercise, repr(exercise.solution).replace("'", '"'))
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
    prompt = textwrap.fill(exercise.prompt, 96, initial_indent="# ", subsequent_indent="# ")
    comments = [f"#   {key}  {line}".rstrip() for key, line in shown.items()]
    return "\n".join([prompt, *comments, f"{exercise.name} = {value}"])
