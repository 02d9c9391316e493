"""Mistakes that can be made in any exercise, known by what mends them.

The bank of an exercise knows its own mistakes by edits of the right solution. Here it is the *learner's* lines that are
edited, in one place or in all alike: a bracket moved, a `*` put in, two names exchanged. If the function is right after
that on every hidden input, then this is what was the matter, and the sentence says it of the learner's own line.
"""

import ast
import inspect
import textwrap
import time
import warnings
from dataclasses import dataclass
from itertools import chain

from lstm_helpers.exercises.bank.any_edits import KINDS, SLIPS, WITH_OTHERS, label
from lstm_helpers.exercises.compare import spread
from lstm_helpers.exercises.kinds import Model
from lstm_helpers.exercises.observe import inputs, same, takes_function
from lstm_helpers.exercises.sandbox import guarded, run

MOST = 500  # edits that are tried
SECONDS, EACH = 2.0, 0.1  # for all edits together, and for one


@dataclass(frozen=True, eq=False)
class Repair:
    """An edit of a learner's function, and the sentence that is true if the edited one is right."""

    function: object
    message: str
    slip: bool  # of writing, not of thinking: told before what the exercise's own bank says
    beside: bool  # whether it can be told beside a mistake that is known
    label: str = ""  # what it is called in a report, without a line of the learner's
    before: str = ""  # the learner's function and the edited one, as `ast.dump` writes them
    after: str = ""


def repairs(function):
    """Yield `Repair` after `Repair` of a function whose source can be read, the likeliest first; of others none."""
    tree = _tree(function)
    if tree is None:
        return
    before = ast.dump(tree)
    known = {before}
    for kind in chain(SLIPS, KINDS):
        for message in kind(tree):  # the tree is edited while a sentence is held out, and put back after it
            text = ast.dump(tree)
            if text not in known and len(known) <= MOST and (made := _made(tree, function)):
                yield Repair(made, message, kind in SLIPS, kind in WITH_OTHERS, label(kind), before, text)
            known.add(text)


def _tree(function):
    """The function's source as a tree, where editing it and running it again can do no harm."""
    try:
        source = textwrap.dedent(inspect.getsource(function))
        tree = ast.parse(source)
    except (OSError, TypeError, SyntaxError, ValueError, RecursionError):
        return None
    tree.source, home = source, tree.body[0]
    endless = any(isinstance(node, ast.While) for node in ast.walk(tree))  # as an edit could make it
    plain = isinstance(home, ast.FunctionDef) and not home.decorator_list and not function.__closure__
    return tree if plain and not endless else None


def _made(tree, function):
    """The function that a tree defines, among the names that the learner's own sees."""
    space = dict(function.__globals__)
    try:
        with warnings.catch_warnings(action="ignore"):
            exec(compile(ast.fix_missing_locations(tree), f"<{function.__name__}, edited>", "exec"), space)
    except Exception:  # an edit need not make sense
        return None
    return space.get(function.__name__)


def trials(exercise, answer):
    """Yield (repair, its leaves on the first hidden input) of all edits that run; of Keras models none: too slow."""
    if not takes_function(exercise) or isinstance(exercise, Model) or "keras" in exercise.solution:
        return
    (args, like), end = inputs(exercise)[0], time.monotonic() + SECONDS
    for repair in repairs(answer):
        ran = run(repair.function, args, EACH)
        leaves = not ran.error and leaves_of(exercise, ran.value, like)
        if leaves:
            yield repair, leaves
        if time.monotonic() > end:
            break


def leaves_of(exercise, value, like):
    """{(0, output): array} of what comes on the first hidden input; None where it cannot be read."""
    names = exercise.outputs.split()
    return guarded(lambda: {(0, name): leaf for name, leaf in spread(exercise.look(value), like, names).items()})


def begins_like(exercise, leaves, known):
    """Does the first hidden input give what is known of it?"""
    first = {key: leaf for key, leaf in known.items() if key[0] == 0}
    return bool(first) and same(exercise, leaves, first)
