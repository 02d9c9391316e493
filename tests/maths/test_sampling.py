import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_helpers.maths import sampling

logits = st.lists(st.floats(-30, 30), min_size=1, max_size=12)


@given(logits, st.floats(0.05, 20))
def test_a_temperature_keeps_the_order_and_sums_to_one(z, tau):
    p = sampling.temperature(z, tau)
    assert p.sum() == pytest.approx(1)
    assert (np.diff(p[np.argsort(z)]) >= 0).all()


def test_at_one_nothing_changes_and_cold_is_greedy():
    z = np.log([0.5, 0.3, 0.2])
    assert sampling.temperature(z, 1.0) == pytest.approx([0.5, 0.3, 0.2])
    assert sampling.temperature(z, 1e-3) == pytest.approx([1, 0, 0])
    assert sampling.temperature(np.array([1e4, -1e4]), 1.0) == pytest.approx([1, 0])


@given(logits, st.integers(1, 12))
def test_top_k_keeps_so_many_and_their_ratios(z, k):
    p = sampling.temperature(z, 1.0)
    kept = sampling.top_k(p, k)
    assert kept.sum() == pytest.approx(1)
    assert np.count_nonzero(kept) <= k
    assert kept[np.argmax(p)] == pytest.approx(p.max() / np.sort(p)[::-1][:k].sum())


@given(logits, st.floats(0.01, 1.0))
def test_top_p_keeps_the_smallest_set_that_holds_the_mass(z, mass):
    p = sampling.temperature(z, 1.0)
    kept = sampling.top_p(p, mass) > 0
    assert p[kept].sum() >= mass - 1e-9
    assert p[kept].sum() - p[kept].min() < mass + 1e-9, "without the least of them it would be too little"


def test_draws_come_as_often_as_their_chances_say():
    rng, p = np.random.default_rng(0), [0.5, 0.3, 0.0, 0.2]
    drawn = np.bincount([sampling.draw(p, rng) for _ in range(4000)], minlength=4) / 4000
    assert drawn[2] == 0
    assert drawn == pytest.approx(p, abs=0.03)  # four standard errors


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sampling.temperature([0, 1], 0), "tau"),
        (lambda: sampling.temperature([0, 1], float("nan")), "tau"),
        (lambda: sampling.temperature([0, np.nan], 1), "logits"),
        (lambda: sampling.temperature(3.0, 1), "per class"),
        (lambda: sampling.top_k([0.5, 0.4], 1), "summing to 1"),
        (lambda: sampling.top_k([0.5, 0.5], 0), "k is 0"),
        (lambda: sampling.top_p([1.5, -0.5], 0.9), "p must hold"),
        (lambda: sampling.top_p([0.5, 0.5], 1.1), "mass"),
        (lambda: sampling.draw([[1.0]], np.random.default_rng(0)), "one draw"),
        (lambda: sampling.draw([1.0], 7), "rng"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
