"""The search for settings: what is drawn, what the winner's curse costs, and which settings halving drops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_helpers.maths.search import best_of_n, log_uniform, successive_halving


@given(st.floats(1e-300, 1e300), st.floats(1.0000001, 1e6), st.integers(0, 2**32))
def test_every_draw_lies_between_low_and_high(low, ratio, seed):
    drawn = log_uniform(np.random.default_rng(seed), low, low * ratio, 20)
    assert drawn.shape == (20,)
    assert (drawn >= low).all()
    assert (drawn <= low * ratio).all()


@pytest.mark.parametrize(
    ("low", "high"), [(5e-324, 1e-323), (1.7e308, np.finfo(float).max), (5e-324, np.finfo(float).max)]
)
def test_the_smallest_and_the_largest_numbers_bring_no_warning(low, high):
    drawn = log_uniform(np.random.default_rng(0), low, high, 1000)
    assert np.isfinite(drawn).all()
    assert low <= drawn.min() <= drawn.max() <= high


def test_each_decade_gets_its_share():
    n = 40_000
    drawn = log_uniform(np.random.default_rng(3), 1e-4, 1.0, n)
    counts = np.histogram(np.log10(drawn), [-4, -3, -2, -1, 0])[0]
    assert counts == pytest.approx(np.full(4, n / 4), abs=5 * np.sqrt(n * 0.25 * 0.75))
    even = np.random.default_rng(3).uniform(1e-4, 1.0, n)
    assert np.mean(even < 1e-2) < 0.02, "as a plain uniform draw does not do it"


def test_the_same_seed_draws_the_same_numbers():
    draw = [log_uniform(np.random.default_rng(7), 0.1, 10, 5) for _ in range(2)]
    assert (draw[0] == draw[1]).all()


def test_the_best_of_one_is_the_first_trial():
    rng = np.random.default_rng(0)
    validation, test = rng.random((2, 6, 4))
    winners = best_of_n(validation, test, 1)
    assert (winners.chosen == 0).all()
    assert (winners.validation == validation[:, 0]).all()
    assert (winners.test == test[:, 0]).all()


def test_a_winner_is_chosen_in_each_search_among_the_first_n_alone():
    rng = np.random.default_rng(1)
    validation, test = rng.random((2, 50, 8))
    for n in range(1, 9):
        winners = best_of_n(validation, test, n)
        for r in range(50):
            k = min(range(n), key=lambda k, r=r: validation[r, k])
            assert (winners.chosen[r], winners.validation[r], winners.test[r]) == (k, validation[r, k], test[r, k])


def test_of_equal_errors_the_first_wins():
    assert best_of_n([[0.5, 0.2, 0.2]], [[1.0, 2.0, 3.0]], 3).chosen.tolist() == [1]


def test_the_promise_gets_better_with_n_while_trials_that_are_all_alike_keep_their_worth():
    rng = np.random.default_rng(2)
    validation, test = 1 + rng.standard_normal((2, 4000, 32))  # every trial is worth 1
    winners = [best_of_n(validation, test, n) for n in (1, 2, 8, 32)]
    promised = [one.validation.mean() for one in winners]
    assert promised == pytest.approx([1, 1 - 0.564, 1 - 1.424, 1 - 2.070], abs=0.06)  # means of the least of n normals
    assert [one.test.mean() for one in winners] == pytest.approx([1] * 4, abs=0.06)


def halved(curves, rungs):
    """(best, epochs) as the rule says it, with lists."""
    left, epochs = [*range(len(curves))], [len(curves[0])] * len(curves)
    for rung in rungs:
        left.sort(key=lambda k: curves[k][rung - 1])
        keep = -(-len(left) // 2)
        for k in left[keep:]:
            epochs[k] = rung
        del left[keep:]
    return min(left, key=lambda k: curves[k][-1]), epochs


@settings(deadline=None)
@given(st.integers(1, 17), st.integers(1, 6), st.integers(0, 2**32), st.data())
def test_halving_does_what_the_rule_says(N, E, seed, data):
    curves = np.random.default_rng(seed).random((N, E))
    rungs = sorted(data.draw(st.sets(st.integers(1, E))))
    found = successive_halving(curves, rungs)
    assert (found.best, found.epochs.tolist()) == halved(curves.tolist(), rungs)


def test_without_rungs_everything_is_trained_to_the_end_and_the_best_wins():
    curves = np.random.default_rng(4).random((5, 3))
    found = successive_halving(curves, [])
    assert (found.best, found.epochs.tolist()) == (curves[:, -1].argmin(), [3] * 5)


def test_sixteen_settings_with_three_rungs_cost_what_the_text_book_says():
    curves = np.random.default_rng(5).random((16, 8))
    found = successive_halving(curves, [1, 2, 4])
    assert sorted(found.epochs) == [1] * 8 + [2] * 4 + [4] * 2 + [8] * 2
    assert found.epochs.sum() == 40  # of 128


def test_what_would_not_have_been_trained_is_not_looked_at():
    rng = np.random.default_rng(6)
    curves = rng.random((9, 5))
    found = successive_halving(curves, [1, 3])
    other = curves.copy()
    for k, epochs in enumerate(found.epochs):
        other[k, epochs:] = -rng.random(5 - epochs)
    again = successive_halving(other, [1, 3])
    assert (again.best, again.epochs.tolist()) == (found.best, found.epochs.tolist())


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: log_uniform(np.random.default_rng(0), 1.0, 0.1, 3), "high is 0.1: expected .* above low, 1"),
        (lambda: log_uniform(np.random.default_rng(0), 0, 0.1, 3), "low is 0: expected .* above 0"),
        (lambda: best_of_n([[1.0, 2.0]], [[1.0, 2.0]], 3), "n is 3: expected 1 to 2"),
        (lambda: best_of_n([[1.0, 2.0]], [[1.0]], 1), "test"),
        (lambda: successive_halving([[1.0, 2.0]], [2, 1]), r"rungs is \[2, 1\]: expected them ascending"),
        (lambda: successive_halving([[1.0, 2.0]], [3]), r"rungs\[0\] is 3: expected 1 to 2"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
