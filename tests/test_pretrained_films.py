"""The networks of lesson 19: as good as is stored of them, small, damage costs a sentence; trained again."""

import numpy as np
import pytest

from lstm_helpers.data import films
from lstm_helpers.maths.captioner import captions
from lstm_helpers.maths.watcher import look, watch
from lstm_helpers.pretrained import FOLDER, film_networks, film_scores, measure_films
from lstm_helpers.pretrained import watching as stored


@pytest.mark.slow
def test_the_stored_networks_do_as_well_as_is_stored_of_them(monkeypatch):
    networks, facts = film_networks()
    monkeypatch.setattr(measure_films, "UNSEEN", 300)
    rng = np.random.default_rng(5)
    seen, unseen = (
        films.films(300, rng, motion=films.drawn_pairs(300, rng, unseen=u), T=measure_films.LONG, unseen=True)
        for u in (False, True)
    )
    again = measure_films.judged_networks(networks, seen, unseen)
    for key in ("motion", "digit"):
        assert again[key] == pytest.approx(facts[key], abs=0.05)
    for name, (one, other) in facts["exact"].items():
        assert again["exact"][name] == pytest.approx([one, other], abs=0.1)


def test_the_file_is_small():
    assert (FOLDER / "film_networks.npz").stat().st_size < 1.5e6


def test_the_eye_is_read_by_all_three():
    networks, _ = film_networks()
    found = films.films(3, np.random.default_rng(0), T=16, unseen=True)
    seen = look(networks.eye, found.frames)
    assert watch(networks.watcher, seen).motion.shape == (3, 16, 8)
    for one in (networks.captioner, networks.without):
        assert len(captions(one, seen)) == 3
    assert (networks.captioner.attention, networks.without.attention) == ("dot", None)


def test_saving_and_loading_changes_nothing(tmp_path):
    networks, facts = film_networks()
    stored.save_networks(networks, tmp_path, **facts)
    again, known = film_networks(tmp_path)
    assert known == facts
    assert np.array_equal(again.eye.first.K, networks.eye.first.K)
    assert np.array_equal(again.watcher.lstm.W_h, networks.watcher.lstm.W_h)
    assert np.array_equal(again.without.readout.W, networks.without.readout.W)


@pytest.mark.parametrize("part", ["eye.dense.W", "watcher.lstm.W_h", "dot.embedding", "without.readout.W"])
def test_a_missing_or_damaged_file_says_how_to_mend_it(tmp_path, part):
    with pytest.raises(ValueError, match=r"film_networks.npz is missing .*measure_films"):
        film_networks(tmp_path)
    with np.load(FOLDER / "film_networks.npz") as file:
        arrays = dict(file)
    arrays[part] = arrays[part][:, :-1]
    np.savez(tmp_path / "film_networks.npz", **arrays)
    with pytest.raises(ValueError, match=r"film_networks.npz .*is damaged"):
        film_networks(tmp_path)


def test_every_training_was_measured_with_every_seed():
    found = film_scores()
    assert tuple(found["watchers"]) == stored.WATCHERS
    assert tuple(found["captions"]) == stored.CAPTIONERS
    rows = [row for kind in found["watchers"].values() for row in kind.values()]
    rows += [row for kind in found["captions"].values() for part in kind.values() for row in part.values()]
    assert {len(row) for row in rows} == {len(measure_films.SEEDS)}
    assert all(0 <= value <= 1 for row in rows for value in row)


def test_who_judges_shows_handwriting_and_combinations_that_nobody_learned_from(monkeypatch):
    for name, few in (("PAIRS", 90), ("SINGLE", 20), ("UNSEEN", 30)):
        monkeypatch.setattr(measure_films, name, few)
    learn, seen, unseen = measure_films.two_motions(1)
    pairs = [set(map(tuple, found.motion.tolist())) for found in (learn[0], seen, unseen)]
    assert pairs[0] == set(films.SEEN_PAIRS)
    assert pairs[1] <= pairs[0]
    assert not pairs[2] & pairs[0]


def test_captions_are_judged_word_by_word_in_their_places():
    right = [("one", "falls"), ("two", "grows", "then", "falls")]
    found = [("one", "falls"), ("two", "falls")]
    assert measure_films.judged_captions(found, right) == {"exact": 0.5, "words": 0.5}
    assert measure_films.judged_captions(right, right) == {"exact": 1.0, "words": 1.0}


@pytest.mark.slow
@pytest.mark.keras
def test_watchers_trained_again_in_short_form_do_what_is_said_of_them():
    """Two epochs of seed 1: the order is read already, and a mean does not know it."""
    learn, unseen = measure_films.one_motion(1)
    short = {
        kind: measure_films.judged_watcher(kind, 1, measure_films.trained_watcher(kind, 1, learn, 2), unseen)
        for kind in ("mean", "dense", "LSTM")
    }
    for kind, least in (("dense", 0.85), ("LSTM", 0.6)):  # measured: 0.96 and 0.79, on two machines
        assert short[kind]["motion"] > least
        assert short[kind]["opposite"] > least
        assert short[kind]["shuffled"] < 0.4
    assert short["mean"]["motion"] < 0.5


@pytest.mark.slow
@pytest.mark.keras
def test_a_captioner_trained_again_on_stored_features_is_ahead_of_dense():
    """With the stored eye, twelve epochs of seed 1, on pairs of motions that were learned from."""
    eye = film_networks()[0].eye
    learn, seen, _ = measure_films.two_motions(1)
    features, right = (
        measure_films.looked_at(eye, learn),
        [words for found in learn for words in measure_films.said_of(found)],
    )
    x, y = measure_films.looked_at(eye, [seen]), measure_films.said_of(seen)
    exact = {}
    for kind in ("dot", "dense"):
        model = measure_films.trained_captioner(kind, 1, features, right, 12)
        exact[kind] = measure_films.judged_captions(measure_films.written(model, x), y)["exact"]
    assert exact["dot"] > exact["dense"] + 0.03  # measured: 0.65 and 0.55
