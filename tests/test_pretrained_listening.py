"""The listener of lesson 17: what is stored is what the script makes, in short form, and damage costs a sentence."""

import numpy as np
import pytest

from lstm_helpers.data import voices
from lstm_helpers.maths.listener import hear, write
from lstm_helpers.pretrained import FOLDER, LISTENERS, listener_model, listening_scores, measure_listening
from lstm_helpers.pretrained.measure_listening import errors_of, to_learn_from

JUDGED = voices.unseen()
WAYS = ("in one go", "with pauses")


def test_nothing_by_which_it_is_judged_was_learned_from():
    learned = {one.features.tobytes() for one in to_learn_from("both")[0]}
    known = {one.voice for one in to_learn_from("both")[0]}
    for group, ways in JUDGED.items():
        assert tuple(ways) == WAYS
        assert len(ways["in one go"]) == len(ways["with pauses"]) > 70
        assert not learned & {one.features.tobytes() for one in ways["in one go"]}
        assert all((one.voice in known) == (group == "unseen clips") for clips in ways.values() for one in clips)
        assert all(3 <= len(one.said) <= 5 for clips in ways.values() for one in clips)


def test_strings_with_pauses_are_of_clips_for_testing():
    tests = {one.features[:10].tobytes() for one in voices.spoken_digits() if one.part == "test"}
    for ways in JUDGED.values():
        assert {one.features[:10].tobytes() for one in ways["with pauses"]} <= tests


def test_who_never_heard_flite_learned_from_espeak_alone():
    assert {one.synthesiser for one in to_learn_from("espeak-ng")[0]} == {"espeak-ng"}
    assert {one.synthesiser for one in to_learn_from("both")[0]} == set(voices.SYNTHESISERS)
    assert [to_learn_from(kind)[1] for kind in LISTENERS] == [0.5, 0.0, 0.5]


@pytest.mark.slow
@pytest.mark.parametrize("kind", LISTENERS)
def test_a_stored_listener_errs_as_often_as_is_stored_of_it(kind):
    learned, facts = listener_model(kind)
    found = errors_of(learned, JUDGED)
    for group, ways in facts["errors"].items():
        for way in WAYS:
            assert found[group][way] == pytest.approx(ways[way], abs=0.012)
            if facts["batches"] == measure_listening.BATCHES:  # the one that knows both was trained a little longer
                assert listening_scores()["listeners"][kind][group][way][0] == ways[way]


def test_the_files_are_small():
    for kind in LISTENERS:
        assert (FOLDER / f"listener_{kind}.npz").stat().st_size < 0.2e6


def test_it_hears_a_clip():
    learned, _ = listener_model()
    one = next(clip for clip in JUDGED["new voices, espeak-ng"]["with pauses"] if len(clip.said) == 4)
    assert write(hear(learned, one.features)) == one.said


def test_saving_and_loading_changes_nothing(tmp_path):
    from lstm_helpers.pretrained.listening import save_listener

    learned, facts = listener_model()
    save_listener(learned, "both", tmp_path, **facts)
    again, known = listener_model(folder=tmp_path)
    assert known == facts
    for part, other in zip(learned, again, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(part, other, strict=True))


def test_a_missing_or_damaged_file_says_how_to_mend_it(tmp_path):
    with pytest.raises(ValueError, match=r"listener_both.npz is missing .*measure_listening"):
        listener_model(folder=tmp_path)
    (tmp_path / "listener_both.npz").write_bytes((FOLDER / "listener_both.npz").read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"listener_both.npz .*is damaged"):
        listener_model(folder=tmp_path)
    with np.load(FOLDER / "listener_both.npz") as file:
        arrays = dict(file)
    for part in ("readout.W", "filters.W", "backward.W_x"):
        np.savez(tmp_path / "listener_both.npz", **(arrays | {part: arrays[part][:-1]}))
        with pytest.raises(ValueError, match=r"listener_both.npz .*is damaged"):
            listener_model(folder=tmp_path)
    with pytest.raises(ValueError, match="kind is 'flite': expected"):
        listener_model("flite")


def test_everything_was_measured_with_every_seed():
    found = listening_scores()
    assert tuple(found["listeners"]) == LISTENERS
    rows = [row for kind in found["listeners"].values() for ways in kind.values() for row in ways.values()]
    rows += [row for ways in found["voices"].values() for row in ways.values()]
    assert len(rows) == 3 * 3 * 2 + 2 * 2
    assert all(len(row) == len(measure_listening.SEEDS) == 3 for row in rows)
    assert all(0 <= value <= 1 for row in rows for value in row)
    assert len(found["speakers"]["LSTM"]) == len(measure_listening.SPEAKER_SEEDS) == 5


@pytest.mark.slow
def test_the_plain_opponents_are_measured_again():
    found = listening_scores()
    cutter = measure_listening.fitted_cutter(to_learn_from("both")[0])
    for group, ways in JUDGED.items():
        for way, clips in ways.items():
            assert measure_listening.errors(cutter, clips) == pytest.approx(found["cut"][group][way], abs=0.02)
    speakers = voices.speakers()
    assert measure_listening.by_means(speakers) == pytest.approx(found["speakers"]["means and spreads"], abs=0.01)
    assert measure_listening.by_warping(speakers) == pytest.approx(found["speakers"]["DTW"], abs=0.003)


@pytest.mark.slow
@pytest.mark.keras
def test_a_listener_trained_again_hears_running_speech_and_one_of_joined_digits_does_not():
    learned = {kind: errors_of(measure_listening.trained(kind, 5), JUDGED) for kind in ("both", "joined")}
    group = "new voices, espeak-ng"
    assert learned["both"][group]["in one go"] < 0.15 < learned["joined"][group]["in one go"] - 0.05
    assert max(learned[kind][group]["with pauses"] for kind in learned) < 0.1
