"""What lessons 10 and 11 compare and do not train: every seed is there, and measured again it comes out alike."""

import numpy as np
import pytest

from lstm_helpers.pretrained import JOINS, SEEDS, STACKS, WAYS, keras_scores, measure_keras


def test_every_model_was_measured_with_every_seed():
    found = keras_scores()
    assert tuple(found["sine"]) == STACKS
    assert tuple(found["readers"]) == WAYS
    assert list(found["joins"]) == ["2", "8"]
    assert all(tuple(modes) == JOINS for modes in found["joins"].values())
    rows = [*found["sine"].values(), *found["readers"].values(), *found["joins"]["2"].values()]
    for row in [*rows, *found["joins"]["8"].values()]:
        assert len(row) == len(SEEDS)
        assert len(set(row)) > 1
        assert all(0 < value < 1 for value in row)


def test_joining_by_concat_for_eight_epochs_is_the_reader_that_goes_both_ways():
    found = keras_scores()
    assert found["joins"]["8"]["concat"] == found["readers"]["both"]


def test_the_seed_of_the_lessons_is_none_of_those_that_are_stored():
    assert 0 not in SEEDS


def test_f1_counts_agreed_ends_twice_over_the_claimed_and_the_true_ones():
    truth = np.array([True, True, False, False])
    assert measure_keras.f1(truth, truth) == 1
    assert measure_keras.f1(~truth, truth) == 0
    assert measure_keras.f1(np.array([True, False, True, True]), truth) == pytest.approx(2 * 1 / (3 + 2))


@pytest.mark.slow
def test_unseen_text_shares_no_piece_with_what_is_learned_from():
    (x, y), (x_unseen, y_unseen) = measure_keras.letters_and_ends()
    assert x.shape[1:] == x_unseen.shape[1:] == (60, 27)
    assert y.shape == (*x.shape[:2], 1)
    known = {piece.tobytes() for piece in x}
    assert not [piece for piece in x_unseen if piece.tobytes() in known]
    assert 0.15 < y_unseen.mean() < 0.25


@pytest.mark.slow
@pytest.mark.keras
@pytest.mark.parametrize("name", ["single", "with dropout"])
def test_the_sine_measured_again(name):
    """The end of a training differs between processors; its power of ten hardly does."""
    again, stored = measure_keras.sine_error(name, 1), keras_scores()["sine"][name]
    assert min(stored) / 10 < again < max(stored) * 10


@pytest.mark.slow
@pytest.mark.keras
@pytest.mark.parametrize("way", ["forward", "backward"])
def test_a_reader_measured_again(way):
    again, stored = measure_keras.reader_score(way, 1), keras_scores()["readers"][way]
    assert min(stored) - 0.03 < again < max(stored) + 0.03


@pytest.mark.slow
@pytest.mark.keras
def test_a_join_measured_again():
    again, stored = measure_keras.reader_score("both", 1, 2, "mul"), keras_scores()["joins"]["2"]["mul"]
    assert min(stored) - 0.1 < again < max(stored) + 0.1
