"""Dynamic time warping: how far two sequences are apart if each may linger (Sakoe & Chiba 1978).

Each step of one is laid beside steps of the other, in order, none left out. D(i, j) is the least sum of squared
distances with which the first i and the first j steps can be laid side by side:

    D(i, j) = |a_i − b_j|² + min(D(i−1, j), D(i, j−1), D(i−1, j−1))                          (1)

Shapes: N sequences of T_n steps with D numbers each.
"""

import numpy as np

from lstm_helpers.arrays import as_floats, as_sequence


def warped_distances(sequence, others):
    """Return how far a sequence is from each of the others (N,), equation (1).

    Parameters
    ----------
    sequence : array_like (T, D)
    others : sequence of array_like (T_n, D)
        Of any lengths.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.

    Examples
    --------
    >>> warped_distances([[1], [2]], [[[1], [1], [1], [2], [2]], [[1], [3]]]).tolist()
    [0.0, 1.0]
    """
    a = as_floats("sequence", sequence, ("time", "features"), dtype=float)
    listed = as_sequence("others", others, "a list of sequences")
    found = [as_floats(f"others[{n}]", one, ("time", "features"), dtype=float) for n, one in enumerate(listed)]
    for n, one in enumerate(found):
        if one.shape[1] != a.shape[1]:
            raise ValueError(
                f"sequence has {a.shape[1]} numbers a step, others[{n}] has {one.shape[1]}: give both as many."
            )
    if not found:
        return np.zeros(0)
    b = np.zeros((len(found), max(map(len, found)), a.shape[1]))  # (N, longest, D)
    for row, one in zip(b, found, strict=True):
        row[: len(one)] = one
    above = np.full((len(b), b.shape[1] + 1), np.inf)  # D(i−1, ·), with a wall before the first step
    above[:, 0] = 0
    for a_i in a:
        apart = ((a_i - b) ** 2).sum(axis=2)  # (N, longest)
        here = np.full_like(above, np.inf)
        for j in range(b.shape[1]):
            before = np.minimum(np.minimum(above[:, j + 1], above[:, j]), here[:, j])
            here[:, j + 1] = apart[:, j] + before
        above = here
    return above[np.arange(len(b)), [len(one) for one in found]]
