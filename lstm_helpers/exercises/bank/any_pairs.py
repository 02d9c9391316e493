"""Two mistakes at once, in any exercise: in both orders, or one of them known by an output of its own.

The second may also be one that only a learner's own line shows. That an edit leads from the answer to a known mistake
does not yet say that both were made: it may as well have *made* the mistake where the answer was right.
"""

import ast
import functools
import linecache
import time
from itertools import chain, combinations

import numpy as np

from lstm_helpers.exercises.bank.any_repairs import EACH, SECONDS, begins_like, leaves_of, repairs
from lstm_helpers.exercises.compare import close, near
from lstm_helpers.exercises.observe import inputs, mistaken, observe, same, takes_function, wanted
from lstm_helpers.exercises.sandbox import run


def pairs(exercise):
    """All pairs of mistakes, in both orders where the order makes a difference."""
    for a, b in combinations(exercise.mistakes, 2):
        yield a, b
        if takes_function(exercise) and exercise.edited(a, b) != exercise.edited(b, a):
            yield b, a


def in_part(exercise, seen, mistake):
    """Is one output as this mistake makes it on every input, and as it should not be?"""
    if exercise.aside or not takes_function(exercise):
        return False
    known, want = mistaken(exercise, mistake), wanted(exercise)
    for name in dict.fromkeys(name for _, name in want):
        keys = [key for key in want if key[1] == name]
        whole = len(keys) < len(want) and all(key in known.leaves and key in seen.leaves for key in keys)
        leaves = (
            {key: known.leaves[key] for key in keys}
            if whole and takes_function(exercise) and not exercise.aside
            else {}
        )
        if leaves and same(exercise, seen.leaves, leaves) and not same(exercise, want, leaves):
            return True
    return False


def beside(exercise, known, tried):
    """All (mistake, repair) of which the first input does not yet say that they do not explain the answer together."""
    for mistake, what in known.items():
        yield from ((mistake, repair) for repair, leaves in tried if begins_like(exercise, leaves, what.leaves))


def apart(exercise, seen, mistake, repair):
    """May a mistake and what an edit mended be told as two, though the edited answer behaves like the mistake?

    Not if the edit spoils a number that was right, touches the expression in which the mistake lies, or if a single
    edit of the right solution explains the answer as well: then there is one thing to say, which is not known. And the
    way has to lead back: of the solution with the mistake, some edit makes what came.
    """
    if _spoils(exercise, seen, mistaken(exercise, mistake)):
        return False
    if repair.slip or seen.last.error is not None:  # as it stood it could not be meant: something was mended
        return True
    made, mended = _changes_of(exercise.source, exercise.edited(mistake)), _changes(repair.before, repair.after)
    if _touch(made, mended) or _is_one_edit(exercise, seen):
        return False
    return _is_one_edit(exercise, seen, mistake)


def _spoils(exercise, seen, edited):
    """Is a number right in what came, and not in what comes after the edit?"""
    for key, want in wanted(exercise).items():
        if key in seen.leaves and key in edited.leaves:
            got, then = seen.leaves[key], edited.leaves[key]
            right = near if got.shape == want.shape == then.shape else close  # number by number where that can be
            if np.any(np.greater(*(right(leaf, want, exercise.tolerance) for leaf in (got, then)))):
                return True
    return False


def _touch(made, mended):
    """Does an edit make what the mistake makes, or do the two end in one expression, or one within the other?"""
    for (was, becomes), (old, new) in ((a, b) for a in made for b in mended):
        if ast.dump(was) == ast.dump(old) or _within(becomes, new) or _within(new, becomes):
            return True
    return False


def _within(inner, outer):
    sought = ast.dump(inner)
    return any(ast.dump(node) == sought for node in ast.walk(outer))


def _changes_of(source, edited):
    return _changes(*(ast.dump(ast.parse(text)) for text in (source, edited)))


@functools.lru_cache(1000)
def _changes(before, after):
    """[(old, new)] of the smallest expressions with parts that differ, in two functions as `ast.dump` writes them."""
    try:
        return list(_smallest(*(eval(dump, {**vars(ast), "inf": np.inf}) for dump in (before, after))))
    except (SyntaxError, RecursionError, MemoryError):  # more brackets in one another than Python reads
        return []


def _smallest(a, b):
    """Yield the pairs of `_changes` in two trees."""
    if ast.dump(a) == ast.dump(b):
        return
    parts = [_parts(a), _parts(b)]
    alike = type(a) is type(b) and len(parts[0]) == len(parts[1])
    differ = [(x, y) for x, y in zip(*parts, strict=True) if _written(x) != _written(y)] if alike else []
    if differ and all(isinstance(x, LARGE) and isinstance(y, LARGE) for x, y in differ):
        yield from chain.from_iterable(_smallest(x, y) for x, y in differ)
    else:
        yield a, b


LARGE = (ast.stmt, ast.BinOp, ast.UnaryOp, ast.Call, ast.Compare, ast.BoolOp, ast.Subscript, ast.IfExp)


def _parts(node):
    """What a node consists of, one after the other."""
    fields = [value for _, value in ast.iter_fields(node)]
    return [*chain.from_iterable(value if isinstance(value, list) else [value] for value in fields)]


def _written(part):
    return ast.dump(part) if isinstance(part, ast.AST) else repr(part)


def _is_one_edit(exercise, seen, *mistakes):
    """Does a single edit of the right solution, or of the one with these mistakes, do all that came?"""
    for function, leaves in _edits_of_the_solution(exercise, *mistakes):
        if begins_like(exercise, seen.leaves, leaves):
            edited = observe(exercise, function)
            if edited.leaves.keys() == seen.leaves.keys() and same(exercise, seen.leaves, edited.leaves):
                return True
    return False


@functools.lru_cache(50)
def _edits_of_the_solution(exercise, *mistakes):
    """[(function, its leaves on the first hidden input)] of all edits that run."""
    source, file, found = exercise.edited(*mistakes), f"<{exercise.name}, solution>", []
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    (args, like), space = inputs(exercise)[0], {**exercise.build(source).__globals__}
    exec(compile(source, file, "exec"), space)
    end = time.monotonic() + SECONDS
    for repair in repairs(space[exercise.name]):
        if mistakes and not repair.beside:  # as what leads from the answer to the mistake, so what leads back
            continue
        ran = run(repair.function, args, EACH)
        leaves = not ran.error and leaves_of(exercise, ran.value, like)
        found += [(repair.function, leaves)] if leaves else []
        if time.monotonic() > end:
            break
    return found
