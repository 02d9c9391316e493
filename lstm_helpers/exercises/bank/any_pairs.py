"""Two mistakes at once, in any exercise: in both orders, or one of them known by an output of its own."""

from itertools import combinations

from lstm_helpers.exercises.observe import mistaken, same, takes_function, wanted


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
