"""The readers of lesson 13: what is stored is what the script makes, in short form, and damage costs a sentence."""

import shutil

import numpy as np
import pytest

from lstm_helpers.data import reviews
from lstm_helpers.pretrained import (
    FOLDER,
    REVIEWERS,
    measure_reviews,
    review_curves,
    review_judgements,
    review_model,
)
from lstm_helpers.training.trees import arrays_of


def test_the_stored_network_says_what_is_stored_of_it():
    said = review_model().logits(measure_reviews.asked())
    assert said == pytest.approx(review_judgements()["LSTM, both kinds"][0], abs=0.15)  # weights and logits are float16
    assert np.mean((said > 0) == (review_judgements()["LSTM, both kinds"][0] > 0)) > 0.995


def test_every_network_was_asked_everything_with_five_seeds():
    judgements, count = review_judgements(), len(measure_reviews.asked())
    assert tuple(judgements) == REVIEWERS
    for logits in judgements.values():
        assert logits.shape == (5, count)
        assert np.isfinite(logits).all()
        assert len({tuple(row) for row in logits}) == 5


def test_the_files_are_small():
    assert (FOLDER / "review_model.npz").stat().st_size < 1.5e6
    assert (FOLDER / "review_judgements.npz").stat().st_size < 0.5e6


def test_what_was_drawn_for_the_curve_is_what_the_lesson_draws_again():
    first = measure_reviews.drawn(125, 3)
    assert first.tolist() == np.random.default_rng(1003).permutation(4000)[:125].tolist()


@pytest.mark.slow
def test_a_network_trained_again_judges_like_the_stored_one():
    """Other processors round differently, so single sentences may differ; the share of right answers hardly does."""
    _, test = reviews.split_films()
    again = measure_reviews.film_reader("LSTM", 0).logits(test.sentences)
    stored = review_judgements()["LSTM"][0, :1000]
    assert np.mean((again > 0) == (stored > 0)) > 0.9
    assert np.mean((again > 0) == test.labels) == pytest.approx(np.mean((stored > 0) == test.labels), abs=0.03)


@pytest.mark.slow
def test_a_point_of_the_learning_curve_measured_again():
    _, test = reviews.split_films()
    again = measure_reviews.film_reader("LSTM", 0, 500, measure_reviews.SIZES[500]).logits(test.sentences)
    assert np.mean((again > 0) == test.labels) == pytest.approx(review_curves()["curve"]["500"][0], abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize(("length", "masked"), [(13, False), (13, True), (40, False), (40, True)])
def test_padding_measured_again(length, masked):
    again = measure_reviews.padded_reader(length, masked, 0)
    stored = review_curves()["padding"][f"{length}, {'mask' if masked else 'no mask'}"][0]
    assert again == pytest.approx(stored, abs=0.08)


@pytest.mark.slow
def test_a_short_training_on_both_kinds_learns_the_films_first():
    _, test = reviews.split_films()
    reader = measure_reviews.reader_of_both(0, epochs=1)
    assert np.mean((reader.logits(test.sentences) > 0) == test.labels) > 0.65


def test_a_missing_or_damaged_file_says_how_to_mend_it(tmp_path):
    with pytest.raises(ValueError, match=r"review_model.npz is missing .*measure_reviews"):
        review_model(tmp_path)
    (tmp_path / "review_model.npz").write_bytes((FOLDER / "review_model.npz").read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"review_model.npz .*is damaged"):
        review_model(tmp_path)
    shutil.copy(FOLDER / "bracket_reader_2.npz", tmp_path / "review_model.npz")
    with pytest.raises(ValueError, match=r"review_model.npz .*is damaged"):
        review_model(tmp_path)


def test_saving_and_loading_changes_nothing(tmp_path):
    measure_reviews.save(review_model(), tmp_path)
    again = review_model(tmp_path)
    assert again.vocabulary == review_model().vocabulary
    for a, b in zip(arrays_of(again.weights), arrays_of(review_model().weights), strict=True):
        assert np.array_equal(a, b)
