import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_helpers.maths import coding, ngrams


def fixed(p):
    return lambda last: p


@given(st.lists(st.integers(0, 3), max_size=200), st.integers(0, 2**32 - 1))
def test_what_was_encoded_comes_back_and_costs_what_the_bits_promise(numbers, seed):
    p = np.random.default_rng(seed).dirichlet(np.full(4, 0.3)) * 0.999 + 0.00025
    data = coding.encode(numbers, fixed(p))
    assert coding.decode(data, len(numbers), fixed(p)) == numbers
    promised = -np.log2(p[numbers]).sum() if numbers else 0
    assert len(data) * 8 <= promised + 2 + 8


def test_a_model_that_learns_while_it_reads_is_followed():
    text = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 1] * 20
    grams = ngrams.count(text, K=3, order=3)

    def model():
        read = []

        def following(last):
            if last is not None:
                read.append(last)
            return grams.probabilities(read)[-1] if read else np.full(3, 1 / 3)

        return following

    data = coding.encode(text, model())
    assert coding.decode(data, len(text), model()) == text
    assert len(data) < len(text) / 8


@pytest.mark.parametrize("likely", [1 - 1e-12, 1.0])
def test_an_all_but_certain_model_still_codes_the_impossible(likely):
    p = np.array([likely, 1 - likely])
    numbers = [0] * 500 + [1] + [0] * 500
    data = coding.encode(numbers, fixed(p))
    assert coding.decode(data, len(numbers), fixed(p)) == numbers
    assert len(data) < 8


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: coding.encode([2], fixed([0.5, 0.5])), "classes from 0 to 1"),
        (lambda: coding.encode([True], fixed([0.5, 0.5])), "whole numbers"),
        (lambda: coding.encode([0], fixed([0.9, 0.5])), "next_probabilities"),
        (lambda: coding.encode([0], fixed([np.nan, 0.5])), "next_probabilities"),
        (lambda: coding.decode("text", 1, fixed([0.5, 0.5])), "expected the bytes"),
        (lambda: coding.decode(b"", -1, fixed([0.5, 0.5])), "length"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
