"""The composer of lesson 18: what is stored is what the script makes, in short form, and damage costs a sentence."""

import shutil

import numpy as np
import pytest

from lstm_helpers.data import tunes
from lstm_helpers.maths import composer as cm
from lstm_helpers.notes import Note, Tune
from lstm_helpers.pretrained import FOLDER, SEEDS, composer_model, composer_scores, measure_composers


@pytest.mark.slow
def test_the_stored_composer_expects_unseen_melodies_as_well_as_is_stored_of_it():
    learned, facts = composer_model()
    _, test = measure_composers.parted(facts["seed"])
    bits, shares = measure_composers.costs(learned, test)
    assert bits.mean() == pytest.approx(facts["bits"], abs=0.005)
    assert shares.sum() == pytest.approx(bits.mean())
    assert facts["bits"] < 3.3


def test_it_knows_every_stored_tune_and_the_file_is_small():
    learned, _ = composer_model()
    assert learned.lengths == measure_composers.lengths()
    assert all(len(cm.classes_of(learned, tune)) == len(tune.notes) for tune in tunes.chorales())
    assert (FOLDER / "composer.npz").stat().st_size < 0.5e6


def test_a_missing_or_damaged_file_says_how_to_mend_it(tmp_path):
    with pytest.raises(ValueError, match=r"composer.npz is missing .*measure_composers"):
        composer_model(tmp_path)
    (tmp_path / "composer.npz").write_bytes((FOLDER / "composer.npz").read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"composer.npz .*is damaged"):
        composer_model(tmp_path)
    for other in ("bracket_reader_2.npz", "review_model.npz"):
        shutil.copy(FOLDER / other, tmp_path / "composer.npz")
        with pytest.raises(ValueError, match=r"composer.npz .*is damaged"):
            composer_model(tmp_path)


@pytest.mark.parametrize("part", ["pitch_W", "length_b", "W_h", "W_x"])
def test_a_part_of_another_size_is_damage(tmp_path, part):
    with np.load(FOLDER / "composer.npz") as file:
        arrays = dict(file)
    arrays[part] = arrays[part][:-1]
    np.savez(tmp_path / "composer.npz", **arrays)
    with pytest.raises(ValueError, match=r"composer.npz .*is damaged"):
        composer_model(tmp_path)


@pytest.mark.slow
def test_a_short_training_is_stored_as_it_is_read_back(tmp_path):
    path, facts = measure_composers.train_stored(tmp_path, units=8, updates=3)
    learned, known = composer_model(tmp_path)
    assert path == tmp_path / "composer.npz"
    assert {name: facts[name] for name in known} == known
    _, test = measure_composers.parted(known["seed"])
    assert measure_composers.costs(learned, test)[0].mean() == pytest.approx(known["bits"], abs=0.001)


def test_everything_was_measured_with_every_seed():
    found = composer_scores()
    assert set(found) == {"melody", "file"}
    for way, rows in found.items():
        assert len(rows) == len(SEEDS)
        for row in rows:
            assert all(len(bits) == 6 for bits in row["n-grams"].values())
            assert len(row["n-grams"]) == 4
            assert 2 < row["LSTM"] < 4, way
    assert all(len(row["mixture"]) == len(measure_composers.WEIGHTS) for row in found["melody"])
    assert all(sum(row["pitch and length"]) == pytest.approx(row["LSTM"], abs=1e-3) for row in found["melody"])


@pytest.mark.slow
def test_stored_counts_are_counted_again():
    """n-grams of three orders, on the first split: they are the same on every machine."""
    train, test = measure_composers.parted(SEEDS[0])
    stored = composer_scores()["melody"][0]
    assert (len(train), len(test)) == (stored["train"], stored["test"])
    for order in (1, 3, 5):
        grams = measure_composers.count_notes(measure_composers.fresh(1, 0), train, order, apart=True)
        bits = -np.log2(np.concatenate([grams.of_notes(tune) for tune in test])).mean()
        assert bits == pytest.approx(stored["n-grams"]["apart, in all keys"][order - 1], abs=1e-4)


@pytest.mark.slow
def test_a_composer_trained_again_in_short_is_already_ahead_of_single_notes():
    """The ends of trainings differ between processors; after a quarter of the updates the verdict is rough."""
    train, test = measure_composers.parted(SEEDS[0])
    learned = measure_composers.learned(train, SEEDS[0], units=48, updates=250)
    assert (
        measure_composers.costs(learned, test)[0].mean()
        < 4.6
        < composer_scores()["melody"][0]["n-grams"]["apart, in all keys"][0]
    )


def test_what_is_told_of_a_tune_is_worked_by_hand():
    """A scale of C, then a scale of D: all of the former is in the tune that was learned, and the key has moved."""
    steps = np.array([0, 2, 4, 5, 7, 9, 11, 12] * 2)
    pitches = [*(60 + steps), *(60 + steps), *(62 + steps)]
    tune = Tune("", "", 4.0, 0.0, tuple(Note(int(pitch), 1.0) for pitch in pitches))
    known = tune._replace(notes=tuple(Note(int(pitch), 1.0) for pitch in 65 + steps[:8]))
    found = measure_composers.told([tune], [known])
    assert found["copied"] == [8]
    assert found["moved"] == [2]
    assert found["outside"] == [pytest.approx(4 / 48, abs=0.001)]
