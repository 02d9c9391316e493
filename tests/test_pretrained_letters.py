"""The letter model of lesson 12: what is stored is what its script makes, and scores what it says on unseen pages."""

import shutil

import numpy as np
import pytest

from lstm_helpers.data import pages
from lstm_helpers.maths import coding, ngrams
from lstm_helpers.pretrained import (
    EPOCHS,
    FOLDER,
    letter_live,
    letter_model,
    letter_units,
    measure_live,
    measure_units,
    train_letters,
)


@pytest.mark.slow
def test_it_scores_on_unseen_pages_what_is_stored_with_it():
    letters, facts = letter_model()
    unseen = "".join(pages.split_pages()[1].values())
    assert facts["text"] == pages.digest(pages.split_pages()[0])
    assert ngrams.bits(letters.of_next(unseen)) == pytest.approx(facts["bits_on_unseen_pages"], abs=0.002)


def test_it_got_better_from_epoch_to_epoch():
    scores = [letter_model(epoch)[1]["bits_on_unseen_pages"] for epoch in (*EPOCHS, None)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.slow
def test_the_script_trains_towards_it():
    """In short: a small network and few updates, with the script's own settings otherwise."""
    losses = []
    train_letters.train(units=32, updates=150, callbacks=[lambda progress: losses.append(progress.loss)])
    assert np.mean(losses[-20:]) < 3.4 < np.mean(losses[:5]), "nats per letter: knowing nothing is log 97 = 4.57"


@pytest.mark.slow
def test_what_was_stored_of_the_live_training_is_what_the_script_measures():
    stored = letter_live()
    assert [row["seed"] for row in stored] == [0, 1, 2]
    assert measure_live.measure(1)["bits"] == pytest.approx(stored[1]["bits"], abs=0.08), (
        "another BLAS rounds otherwise"
    )


@pytest.mark.slow
def test_what_was_stored_of_three_networks_is_what_the_script_measures_on_the_first():
    stored = letter_units()
    assert [row["seed"] for row in stored] == [0, 1, 2]
    again = measure_units.measure(letter_model()[0], np.random.default_rng(0))
    assert again["unit"] == stored[0]["unit"]
    for key in ("auc", "second", "cost", "rise", "worst_other"):
        assert again[key] == pytest.approx(stored[0][key], abs=0.02), key


@pytest.mark.slow
def test_fifty_pages_come_back_letter_for_letter_in_the_bytes_that_the_bits_promise():
    letters, _ = letter_model()
    text = "".join(pages.split_pages()[1].values())
    parts = [text[n : n + 300] for n in range(0, len(text) - 300, len(text) // 50)][:50]
    assert len(parts) == 50
    spent, promised = 0, 0.0
    for part in parts:
        numbers = pages.PRINTABLE.encode(part).tolist()
        data = coding.encode(numbers, letters.following())
        assert coding.decode(data, len(numbers), letters.following()) == numbers
        spent += len(data)
        promised += (np.log2(len(pages.PRINTABLE)) + ngrams.bits(letters.of_next(part)) * (len(part) - 1)) / 8
    assert spent == pytest.approx(promised, rel=0.01)


@pytest.mark.parametrize("epoch", [0, 2, "5", True, 1.5, -1])
def test_an_epoch_that_was_not_kept_is_named(epoch):
    with pytest.raises(ValueError, match=r"epoch is .*: expected one of None, 1, 5, 20\."):
        letter_model(epoch)


def test_a_missing_or_damaged_file_says_how_to_mend_it(tmp_path):
    with pytest.raises(ValueError, match=r"letter_model.npz is missing .*train_letters"):
        letter_model(folder=tmp_path)
    (tmp_path / "letter_model.npz").write_bytes((FOLDER / "letter_model.npz").read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"letter_model.npz .*is damaged"):
        letter_model(folder=tmp_path)
    shutil.copy(FOLDER / "bracket_reader_2.npz", tmp_path / "letter_model.npz")
    with pytest.raises(ValueError, match=r"letter_model.npz .*is damaged"):
        letter_model(folder=tmp_path)
