"""Answers that were written from the exercises' texts alone, and what a true sentence about each has to say.

A block in the files beside this one begins with `== EXERCISE KIND: PATTERN` and goes on with the body of the function
that a learner might have written under the exercise's first line. KIND is what the answer is:

    right   correct, though unusual
    wrong   one mistake
    two     two mistakes; a sentence about one of them is enough
    crash   stops with an exception

PATTERN is searched in what the check says, whatever the case of the letters.
"""

import ast
import linecache
import re
import textwrap
from pathlib import Path
from typing import NamedTuple

from lstm_helpers.exercises.bank import bank


class Unseen(NamedTuple):
    """One answer of the files."""

    place: str
    exercise: object
    kind: str
    pattern: str
    source: str

    def build(self):
        """The learner's function; its lines can be looked up, as those of a notebook's cell can."""
        file = f"<{self.place}>"
        space = {"np": __import__("numpy")}
        exec(compile(f"from lstm_helpers.maths.cells import sigmoid\n{self.exercise.needs}", file, "exec"), space)
        linecache.cache[file] = (len(self.source), None, self.source.splitlines(keepends=True), file)
        exec(compile(self.source, file, "exec"), space)
        return space[self.exercise.name]


def unseen():
    """All answers, in the order of the files."""
    found = []
    for path in sorted(Path(__file__).parent.glob("*.txt")):
        blocks = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        line = 1
        for block in blocks:
            head, body = block.split("\n", 1)
            name, kind, pattern = re.fullmatch(r"(\w+) (\w+):(.*)", head).groups()
            exercise = bank()[name]
            source = f"{_signature(exercise)}\n{textwrap.indent(body, '    ')}"
            found.append(Unseen(f"{path.name}:{line}", exercise, kind, pattern.strip(), source))
            line += block.count("\n")
    return found


def _signature(exercise):
    arguments = ", ".join(argument.arg for argument in ast.parse(exercise.stub).body[-1].args.args)
    return f"def {exercise.name}({arguments}):"
