import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_helpers.maths import ngrams

sequences = st.lists(st.integers(0, 4), min_size=6, max_size=60)


def test_a_case_worked_by_hand():
    """0 1 0 1 1: the pairs 01 twice, 10 and 11 once, so the discount is 2 / (2 + 2 · 1) = 1/2.

    Below, 0 came after one kind of class and 1 after two: discount 1 / (1 + 2 · 1) = 1/3, and
    P(0) = (1 − 1/3)/3 + (1/3 · 2/3) · 1/2 = 1/3. After 0: P(1 | 0) = (2 − 1/2)/2 + (1/2 · 1/2) · 2/3 = 11/12.
    """
    grams = ngrams.count([0, 1, 0, 1, 1], K=2, order=2)
    assert [table.discount for table in grams.tables] == pytest.approx([1 / 3, 1 / 2])
    assert grams.probabilities([0])[0] == pytest.approx([1 / 12, 11 / 12])
    assert grams.probabilities([1])[0] == pytest.approx([(1 - 0.5) / 2 + 0.5 / 3, (1 - 0.5) / 2 + 0.5 * 2 / 3])
    assert grams.entries == 2 + 3


@given(sequences, sequences, st.integers(1, 4))
def test_every_row_is_a_distribution_in_which_nothing_is_excluded(seen, read, order):
    p = ngrams.count(seen, K=5, order=order).probabilities(read)
    assert p.sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert (p > 0).all()


@pytest.mark.slow
@given(sequences, sequences, st.integers(1, 4))
def test_both_ways_to_ask_give_the_same(seen, read, order):
    grams = ngrams.count(seen, K=5, order=order)
    rows = grams.probabilities(read[:-1])
    assert grams.of_next(read) == pytest.approx(rows[np.arange(len(rows)), read[1:]], abs=1e-15)


@given(sequences, st.integers(2, 4))
def test_what_lies_further_back_than_the_context_does_not_matter(read, order):
    grams = ngrams.count([0, 1, 2, 3, 4, 0, 2, 4, 1, 3, 3, 0, 1], K=5, order=order)
    whole, cut = grams.probabilities([4, 4, *read])[-1], grams.probabilities(read)[-1]
    assert cut == pytest.approx(whole, abs=1e-15)


def test_an_unseen_context_falls_back_on_the_shorter_one():
    seen = [0, 1, 0, 1, 0, 2]
    long, short = (ngrams.count(seen, K=4, order=order) for order in (3, 2))
    assert long.tables[1].keys.tolist() == short.tables[1].keys.tolist()
    assert ngrams.count(seen, K=4, order=2).probabilities([3])[0] == pytest.approx(
        ngrams.count(seen, K=4, order=2).probabilities([3, 3])[1]
    )


def test_a_mixture_is_between_its_parts_and_costs_less_than_the_mean_of_their_bits():
    a, b = np.array([0.9, 0.1]), np.array([0.1, 0.9])
    assert ngrams.mixture(a, b) == pytest.approx([0.5, 0.5])
    assert ngrams.mixture(a, b, weights=[0.75, 0.25]) == pytest.approx([0.7, 0.3])
    assert ngrams.bits(ngrams.mixture(a, b)) < (ngrams.bits(a) + ngrams.bits(b)) / 2


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ngrams.count([0, 1], K=2, order=3), "too few for an n-gram of order 3"),
        (lambda: ngrams.count([0, 2], K=2, order=1), "0 to 1"),
        (lambda: ngrams.count([0.5, 1], K=2, order=1), "whole numbers"),
        (lambda: ngrams.count("ab", K=2, order=1), "numbers"),
        (lambda: ngrams.count(np.ma.array([0, 1], mask=[0, 1]), K=2, order=1), "masked"),
        (lambda: ngrams.count([0] * 30, K=97, order=12), "62 bits"),
        (lambda: ngrams.count([0, 1], K=0, order=1), "K is 0"),
        (lambda: ngrams.bits([0.5, 0.0]), "above 0"),
        (lambda: ngrams.bits([0.5, np.nan]), "probabilities"),
        (lambda: ngrams.mixture([0.5]), "two models or more"),
        (lambda: ngrams.mixture([0.5], [0.5, 0.5]), "equal ones"),
        (lambda: ngrams.mixture([0.5], [0.5], weights=[2, -1]), "sum to 1"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()


def test_a_narrow_type_of_integers_does_not_overflow():
    wide, narrow = np.array([90, 91, 92, 90, 91]), np.array([90, 91, 92, 90, 91], np.int8)
    assert ngrams.count(narrow, 97, 5).probabilities(narrow) == pytest.approx(
        ngrams.count(wide, 97, 5).probabilities(wide)
    )
