"""Dynamic time warping against every way of laying two short sequences side by side, and by laws."""

import numpy as np
import pytest

from lstm_helpers.maths.warping import warped_distances


def by_listing(a, b):
    """The least sum over all paths from (0, 0) to the end, each listed."""
    apart = ((a[:, None] - b[None]) ** 2).sum(axis=2)

    def sums(i, j):
        if (i, j) == (0, 0):
            return [apart[0, 0]]
        before = [(i - 1, j), (i, j - 1), (i - 1, j - 1)]
        return [apart[i, j] + s for k, m in before if k >= 0 and m >= 0 for s in sums(k, m)]

    return min(sums(len(a) - 1, len(b) - 1))


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_least_over_all_ways_of_laying_them_side_by_side(seed):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(4, 2))
    others = [rng.normal(size=(T, 2)) for T in (1, 3, 5, 4)]
    assert warped_distances(a, others) == pytest.approx([by_listing(a, b) for b in others], abs=1e-12)


def test_who_lingers_is_not_farther_away():
    a = np.random.default_rng(1).normal(size=(6, 3))
    slow, other = np.repeat(a, 3, axis=0), a + 1
    assert warped_distances(a, [a, slow, other]).tolist()[:2] == [0, 0]
    assert warped_distances(a, [other])[0] > 0


def test_it_is_the_same_from_either_side():
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(5, 2)), rng.normal(size=(9, 2))
    assert warped_distances(a, [b]) == pytest.approx(warped_distances(b, [a]))


def test_no_others_are_no_distances():
    assert warped_distances([[1.0]], []).shape == (0,)
