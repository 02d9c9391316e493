"""What callers pass becomes an array, or one sentence that names the argument and what to do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_helpers.arrays import as_count, as_floats, as_labels, as_mask, as_rng

AXES = ("batch", "time", "features")


@pytest.mark.parametrize("value", [[[[1, 2]]], np.ones((1, 1, 2), np.int8), np.ones((1, 1, 2), bool)])
def test_whole_numbers_become_float64(value):
    assert as_floats("x", value, AXES).dtype == np.float64


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_keep_their_type(dtype):
    assert as_floats("x", np.ones((1, 1, 2), dtype), AXES).dtype == dtype


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        ([[1, 2], [3]], TypeError, "x cannot become an array of numbers|x holds list of mixed or ragged values"),
        (np.ones((1, 1, 1), complex), TypeError, "x holds .*expected real numbers"),
        ("text", TypeError, "x holds text"),
        (None, TypeError, "x holds"),
        ({}, TypeError, "x holds"),
        (np.ones((2, 2)), ValueError, r"x has shape \(2, 2\): expected \(batch, time, features\)"),
        (np.ones((1, 0, 2)), ValueError, "x has shape .* which is empty"),
        (np.full((1, 1, 1), np.inf), ValueError, "NaN or infinite"),
    ],
)
def test_what_is_no_array_of_numbers_is_named(value, error, words):
    with pytest.raises(error, match=words):
        as_floats("x", value, AXES)


def test_a_wrong_size_says_what_was_expected():
    with pytest.raises(ValueError, match=r"with 2 along features: expected 3"):
        as_floats("x", np.ones((1, 1, 2)), AXES, sizes={"features": 3})


def test_nan_is_let_through_where_it_is_allowed():
    assert np.isnan(as_floats("x", [[[np.nan]]], AXES, finite=False)).all()


@given(st.one_of(st.floats(), st.text(), st.booleans(), st.none(), st.lists(st.integers())))
def test_only_whole_numbers_count(value):
    with pytest.raises((TypeError, ValueError), match=r"^n is"):
        as_count("n", value)


@given(st.integers(-50, 0))
def test_too_small_a_count_says_the_least(value):
    with pytest.raises(ValueError, match="1 or more"):
        as_count("n", value)


def test_numpy_integers_count():
    assert as_count("n", np.int64(3)) == 3


def test_masks_are_booleans_or_zeros_and_ones():
    assert as_mask("mask", [[1, 0]], (1, 2)).dtype == bool
    for wrong in ([[0.5, 1.0]], [["a", "b"]], [[2, 0]]):
        with pytest.raises(TypeError, match="mask must hold"):
            as_mask("mask", wrong, (1, 2))
    with pytest.raises(ValueError, match="mask has shape"):
        as_mask("mask", [[1, 0, 1]], (1, 2))


def test_labels_are_one_a_step():
    assert as_labels("labels", "ab", 2) == ("a", "b")
    assert as_labels("labels", [1, 2.5], 2) == ("1", "2.5")
    with pytest.raises(ValueError, match="labels holds 3"):
        as_labels("labels", "abc", 2)
    with pytest.raises(TypeError, match="labels is 3"):
        as_labels("labels", 3, 2)


def test_a_generator_is_a_generator():
    rng = np.random.default_rng(0)
    assert as_rng("rng", rng) is rng
    for wrong in (0, None, np.random, "seed"):
        with pytest.raises(TypeError, match="expected a random generator"):
            as_rng("rng", wrong)
