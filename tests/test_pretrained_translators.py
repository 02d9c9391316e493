"""The translators of lesson 14: what is stored is what the script makes, in short form, and damage costs a sentence."""

import shutil

import numpy as np
import pytest

from lstm_helpers.data import numbers
from lstm_helpers.maths import translator as tr
from lstm_helpers.pretrained import FOLDER, SEEDS, measure_translators, translator_model, translator_scores
from lstm_helpers.pretrained.measure_translators import exact, split

BOTH = pytest.mark.parametrize("attention", [True, False])


@pytest.mark.slow
@BOTH
def test_a_stored_network_translates_as_well_as_is_stored_of_it(attention):
    learned, facts = translator_model(attention)
    assert learned.attention == ("dot" if attention else None)
    assert exact(learned, split(facts["seed"])[1]) == pytest.approx(facts["exact"], abs=0.005)
    assert facts["exact"] > 0.97


@BOTH
def test_a_stored_network_knows_the_words_of_both_languages(attention):
    learned, _ = translator_model(attention)
    assert learned.source == numbers.ENGLISH
    assert learned.target == (*numbers.GERMAN, tr.END)
    assert 53_000 < tr.count_weights(learned) < 55_000
    assert tr.translate(learned, numbers.english(24)).words == numbers.german(24)


def test_the_files_are_small():
    for name in ("dot", "plain"):
        assert (FOLDER / f"translator_{name}.npz").stat().st_size < 0.2e6


@pytest.mark.slow
def test_what_is_learned_from_and_what_is_unseen_are_drawn_alike_and_share_nothing():
    for count in (1, 3):
        train, unseen = split(5, count)
        assert (train.shape, unseen.shape) == ((4000, count), (1000, count))
        assert not set(map(tuple, train.tolist())) & set(map(tuple, unseen.tolist()))
        digits = [np.bincount([len(str(n)) for n in part[:, 0]], minlength=7) / len(part) for part in (train, unseen)]
        assert np.abs(digits[0] - digits[1]).max() < 0.06


def test_looks_are_counted_on_weights_that_are_put_there(monkeypatch):
    """24: vier looks at four, zwanzig at twenty; 35 the other way round; 2, translated wrong, does not count."""
    learned, _ = translator_model()
    rows = {24: [[0, 1], [1, 0], [1, 0], [1, 0]], 35: [[1, 0], [1, 0], [0, 1], [1, 0]], 2: [[1], [1]]}

    def put(_, sentences):
        numbers_ = [numbers.number_of(sentence) for sentence in sentences]
        said = [numbers.german(n) if n > 2 else ("drei",) for n in numbers_]
        return [tr.Translation(words, 0.0, np.array(rows[n]), True) for words, n in zip(said, numbers_, strict=True)]

    monkeypatch.setattr(measure_translators, "translate_all", put)
    monkeypatch.setattr(measure_translators, "right_evenly", lambda _, n: [n == 24, True, True, False])
    assert measure_translators.looks(learned, [24, 35, 2]) == {
        "crossed": 0.5,
        "partner": {"ones": 0.5, "tens": 0.5},
        "evenly": {"ones": 0.5, "and": 1.0, "tens": 1.0, "end": 0.0},
    }


def test_even_weights_are_those_that_are_forced():
    learned, _ = translator_model()
    n = 524
    found = measure_translators.right_evenly(learned, n)
    words = numbers.german(n)
    assert len(found) == len(words) + 1
    for t, right in enumerate(found):
        forced = tr.translate(learned, numbers.english(n), forced={t: np.full(4, 0.25)})
        assert ((*forced.words, tr.END)[t] == (*words, tr.END)[t]) == right


@BOTH
def test_saving_and_loading_changes_nothing(tmp_path, attention):
    learned, facts = translator_model(attention)
    assert np.array_equal(measure_translators.rounded(learned).readout.W, learned.readout.W)
    measure_translators.save(learned, "dot" if attention else "plain", tmp_path, **facts)
    again, known = translator_model(attention, tmp_path)
    assert known == facts
    assert again.source == learned.source
    for part in ("source_embedding", "encoder", "decoder", "readout"):
        for a, b in zip(getattr(again, part), getattr(learned, part), strict=True):
            assert np.array_equal(a, b)


def test_a_missing_or_damaged_file_says_how_to_mend_it(tmp_path):
    with pytest.raises(ValueError, match=r"translator_dot.npz is missing .*measure_translators"):
        translator_model(folder=tmp_path)
    (tmp_path / "translator_dot.npz").write_bytes((FOLDER / "translator_dot.npz").read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"translator_dot.npz .*is damaged"):
        translator_model(folder=tmp_path)
    for other in ("bracket_reader_2.npz", "review_model.npz"):
        shutil.copy(FOLDER / other, tmp_path / "translator_dot.npz")
        with pytest.raises(ValueError, match=r"translator_dot.npz .*is damaged"):
            translator_model(folder=tmp_path)
    with pytest.raises(TypeError, match="attention is 'dot': expected True or False"):
        translator_model("dot")


@pytest.mark.parametrize("part", ["readout_W", "source_embedding", "encoder_W_h"])
def test_a_part_of_another_size_is_damage(tmp_path, part):
    with np.load(FOLDER / "translator_dot.npz") as file:
        arrays = dict(file)
    arrays[part] = arrays[part][:-1]
    np.savez(tmp_path / "translator_dot.npz", **arrays)
    with pytest.raises(ValueError, match=r"translator_dot.npz .*is damaged"):
        translator_model(folder=tmp_path)


def test_every_training_was_measured_with_every_seed():
    found = translator_scores()
    kinds = ("without", "dot")
    assert tuple(found["alone"]) == tuple(measure_translators.KINDS)
    rows = [row for kind in found["alone"].values() for epochs in ("8", "24") for row in kind[epochs].values()]
    rows += [found["longer"][kind] for kind in kinds]
    assert [len(row) for row in rows] == [len(SEEDS)] * len(rows)
    some = [
        found[f"several, {n}"][kind][epochs]
        for n in measure_translators.COUNTS
        for kind in kinds
        for epochs in ("8", "24")
    ]
    rates = [found["rates"]["without"], found["rates"]["dot"], found["rates, 2"]]
    some += [found["patience"], *(row[str(rate)] for row in rates for rate in measure_translators.RATES)]
    assert [len(row) for row in some] == [3] * len(some)
    assert all(0 <= value <= 1 for row in (*rows, *some) for value in row)
    assert [set(row) for row in found["looks"]] == [{"crossed", "partner", "evenly"}] * len(SEEDS)


@pytest.mark.slow
@pytest.mark.keras
def test_a_translator_trained_again_does_as_the_stored_ones_and_looks_as_they_do():
    """The ends of trainings differ between processors; what is said of five seeds holds for this one as well."""
    train, unseen = split(1)
    again, found = measure_translators.trained("dot", 1, train), translator_scores()
    assert exact(again, unseen) > min(found["alone"]["dot"]["8"]["exact"]) - 0.03
    looks = measure_translators.looks(again, unseen[:200, 0])
    assert looks["crossed"] > 0.8
    assert min(looks["evenly"][role] for role in ("and", "end", "thousand")) > 0.85
    assert max(looks["evenly"][role] for role in ("tens", "ones", "how many hundreds")) < 0.8


@pytest.mark.slow
@pytest.mark.keras
def test_one_without_attention_trained_again_is_far_behind():
    train, unseen = split(1)
    found = translator_scores()["alone"]["without"]["8"]["exact"]
    assert min(found) - 0.25 < exact(measure_translators.trained("without", 1, train), unseen) < max(found) + 0.08


@pytest.mark.slow
@pytest.mark.keras
@pytest.mark.parametrize("kind", ["without", "dot"])
def test_two_numbers_in_a_sentence_measured_again(kind):
    again = measure_translators.several(2, kind, 8, 1)
    assert abs(again - translator_scores()["several, 2"][kind]["8"][0]) < 0.05
