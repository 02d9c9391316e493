"""Parameters as trees: their arrays, a like tree of others, and one long vector of them all.

A *tree* is an array, or a tuple, list or NamedTuple of trees: ``LSTMParams``, a list of layers, a whole model.
"""

import numpy as np

from lstm_helpers.arrays import as_floats, is_list, shown

DEEPEST = 50
"""How many trees may lie in one another: a model has three or four."""


def arrays_of(tree):
    """Return the arrays of a tree as a list, in order."""
    if isinstance(tree, np.ndarray):
        return [tree]
    return [array for branch in tree for array in arrays_of(branch)]


def check_tree(name, tree, like=None, depth=0):
    """Return a tree whose arrays are floats and finite; `TypeError` or `ValueError` says which one is not.

    With ``like``, another tree, both have to be of one form.
    """
    if like is not None:
        tree = check_tree(name, tree)
        if [array.shape for array in arrays_of(tree)] != [array.shape for array in arrays_of(like)]:
            raise ValueError(f"{name} has another form than params: expected the same arrays, of the same shapes.")
        return tree
    if isinstance(tree, np.ndarray):
        if tree.dtype not in (np.float32, np.float64):
            raise TypeError(f"{name} holds values of type {tree.dtype.name}: expected float32 or float64 arrays.")
        return as_floats(name, tree, None)
    if not is_list(tree) or not tree:
        raise TypeError(f"{name} holds {shown(tree)}: expected an array, or a tuple or list of arrays.")
    if depth > DEEPEST:
        raise ValueError(f"{name[:40]}… holds lists in lists, more than {DEEPEST} deep: does one of them hold itself?")
    names = getattr(tree, "_fields", None)
    parts = [
        check_tree(f"{name}.{names[n]}" if names else f"{name}[{n}]", twig, depth=depth + 1)
        for n, twig in enumerate(tree)
    ]
    return type(tree)(*parts) if names else type(tree)(parts)


def rebuild(tree, arrays):
    """Return a tree of the form of ``tree`` that holds ``arrays``."""
    arrays = iter(arrays)

    def grow(branch):
        if isinstance(branch, np.ndarray):
            return next(arrays)
        grown = [grow(twig) for twig in branch]
        return type(branch)(*grown) if hasattr(branch, "_fields") else type(branch)(grown)

    return grow(tree)


def flatten(tree):
    """Return (vector, tree): one vector with all numbers of a tree, and a tree of views into it.

    What is written to the vector appears in the tree.

    >>> vector, tree = flatten([np.ones((2, 2)), np.zeros(3)])
    >>> vector *= 5
    >>> tree[0].tolist()
    [[5.0, 5.0], [5.0, 5.0]]
    """
    arrays = arrays_of(tree)
    vector = np.concatenate([array.ravel() for array in arrays])  # (all numbers,)
    ends = np.cumsum([array.size for array in arrays])
    views = [vector[end - a.size : end].reshape(a.shape) for a, end in zip(arrays, ends, strict=True)]  # (as theirs)
    return vector, rebuild(tree, views)
