"""The landscape of lesson 15: what is stored is what the script measures, within the tolerance that it states."""

import json

import numpy as np
import pytest

from lstm_helpers.pretrained import FOLDER, landscape, measure_landscape
from lstm_helpers.pretrained.measure_landscape import CLIPS, EPOCHS, FACTOR, RATES, SEEDS, SETS, UNITS
from lstm_helpers.pretrained.resumable import measured


def test_every_setting_was_trained_with_every_seed():
    found = landscape()
    table = (len(RATES), len(UNITS), len(CLIPS), SEEDS)
    assert np.allclose(found.rates, RATES)
    assert found.units.tolist() == list(UNITS)
    assert found.clips.tolist() == list(CLIPS)
    assert found.test.shape == found.cpu_seconds.shape == table
    assert found.validation.shape == (*table, SETS)
    assert found.loss.shape == (*table, EPOCHS)
    assert all(np.isfinite(array).all() for array in found)
    assert (found.test > 0).all()
    assert found.test.size == len(measure_landscape.entries()) > 1000
    assert (FOLDER / "landscape.npz").stat().st_size < 0.3e6


def test_the_seeds_differ_and_the_sets_do():
    found = landscape()
    assert (np.ptp(found.test, axis=3) > 0).all()
    assert (np.ptp(found.validation, axis=4) > 0).all()
    assert found.validation.mean(axis=-1) == pytest.approx(found.test, rel=0.35), "two large sets say nearly the same"


def test_validation_and_test_share_no_sequence():
    x, _ = measure_landscape.judged_on()
    assert len({row.tobytes() for row in x}) == len(x) == SETS * measure_landscape.SIZE + measure_landscape.UNSEEN


@pytest.mark.slow
def test_ten_entries_measured_again_come_out_within_the_stated_factor():
    found = measure_landscape.check(10, seed=1)
    near = [max(now / before, before / now) < FACTOR for _, before, now in found]
    assert sum(near) >= 9, found


def test_an_entry_measured_again_comes_out_whole():
    n = (8, 1, 0, 2)
    found = landscape()
    again = measure_landscape.measure(RATES[n[0]], UNITS[n[1]], CLIPS[n[2]], n[3])
    assert again["loss"] == pytest.approx(found.loss[n], rel=0.3)
    assert 1 / FACTOR < again["test"] / found.test[n] < FACTOR
    assert np.mean(again["validation"]) == pytest.approx(again["test"], rel=0.5)


def test_what_a_file_holds_is_not_measured_again_and_a_line_that_was_cut_off_is(tmp_path):
    path, tried = tmp_path / "found.jsonl", []
    entries = [("a", 1), ("b", 2), ("c", 3)]

    def measure(*entry):
        tried.append(entry)
        return {"found": entry[1] / 3}

    path.write_text(json.dumps([["a", 1], {"found": 7, "cpu_seconds": 1}]) + "\n" + '[["b", 2], {"fou')
    found = measured(path, entries, measure)
    assert tried == entries[1:]
    assert found["a", 1]["found"] == 7
    assert measured(path, entries, measure) == found
    assert tried == entries[1:], "nothing was measured twice"
