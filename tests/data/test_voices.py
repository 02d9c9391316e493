import io
import shutil

import numpy as np
import pytest

from lstm_helpers.data import voices
from lstm_helpers.data.voices import SILENCE, joined, new_voices, sounds, speakers, spoken_digits
from lstm_helpers.data_sets import FOLDER, make_speakers, make_spoken_digits
from lstm_helpers.maths import sound

CLIPS = spoken_digits()


def test_the_files_are_small_and_their_table_tells_of_their_origin():
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert (FOLDER / "spoken_digits.npz").stat().st_size < 2e6
    assert (FOLDER / "speakers.npz").stat().st_size < 0.2e6
    for word in ("`speakers.npz`", "aeon", "CC BY 4.0", "make_speakers.py", "Kudo"):
        assert word in table
    for word in ("`spoken_digits.npz`", "espeak-ng 1.51", "flite 2.2", "make_spoken_digits.py"):
        assert word in table


def test_speakers_are_those_of_the_paper():
    """Kudo, Toyama & Shimbo (1999): 30 recordings of each of nine men to learn from, 24 to 88 to be judged by."""
    found = speakers()
    assert np.bincount(found.train_speakers).tolist() == [30] * 9
    assert np.bincount(found.test_speakers).tolist() == [31, 35, 88, 44, 29, 24, 40, 50, 29]
    steps = [len(one) for one in (*found.train, *found.test)]
    assert (min(steps), max(steps)) == (7, 29)
    assert {one.shape[1] for one in (*found.train, *found.test)} == {12}


def test_a_file_of_speakers_is_read_as_it_is_written():
    text = "#a comment\n@data\n1.8609,-0.0004:0.5,0.25:3\n-1,0,2:7,8,9:1\n"
    thousandths, steps, of = make_speakers.table(io.StringIO(text))
    assert thousandths.tolist() == [[1861, 500], [0, 250], [-1000, 7000], [0, 8000], [2000, 9000]]
    assert steps.tolist() == [2, 3]
    assert of.tolist() == [2, 0]


def test_every_clip_is_of_digits_and_of_one_of_36_voices():
    assert len(CLIPS) == 1348
    assert {(clip.synthesiser, clip.part) for clip in CLIPS} == {
        (s, p) for s in voices.SYNTHESISERS for p in ("train", "test")
    }
    assert len({clip.voice for clip in CLIPS}) == 36
    for clip in CLIPS:
        assert clip.said.isdecimal()
        assert len(clip.said) in (1, 3, 4, 5)
        assert clip.features.shape[1] == sound.BANDS
        assert clip.features.min() >= SILENCE
        # nobody says a digit in less than a seventh of a second, or takes a second for it
        assert 1 / 7 < len(clip.features) / voices.FRAMES_A_SECOND / len(clip.said) < 1


def test_half_of_what_is_learned_from_was_spoken_in_one_go():
    train = [clip for clip in CLIPS if clip.part == "train"]
    assert len([clip for clip in train if len(clip.said) > 1]) == 420
    for synthesiser in voices.SYNTHESISERS:
        singles = [clip.said for clip in train if len(clip.said) == 1 and clip.synthesiser == synthesiser]
        assert len(set(np.unique(singles, return_counts=True)[1].tolist())) == 1, "each digit as often as any other"


def test_new_voices_are_heard_in_no_clip_for_training():
    new = new_voices(CLIPS)
    assert set(new) == {*make_spoken_digits.NEW_VARIANTS, *make_spoken_digits.NEW_FLITE}
    assert not [clip for clip in CLIPS if clip.voice in new and clip.part == "train"]
    assert all(len([c for c in CLIPS if c.voice == voice and len(c.said) > 1]) >= 10 for voice in new)


def test_what_is_stored_is_what_the_stored_sound_gives():
    """To a tenth, half a step of what is stored; the sound itself is stored in steps of 1/32767."""
    assert pytest.approx(1 / sound.HOP) == voices.FRAMES_A_SECOND
    assert pytest.approx(np.log(sound.FLOOR)) == SILENCE
    for one in sounds():
        assert one.rate == 16000
        assert len(one.wave) < 2 * one.rate
        assert np.abs(one.wave).max() == pytest.approx(0.5, abs=1e-3)
        assert np.abs(sound.log_mel(one.wave, one.rate) - one.clip.features).max() < 0.11
    known, new = ([one.clip.voice in new_voices(CLIPS) for one in sounds()].count(way) for way in (False, True))
    assert (known, new) == (2, 3)


def test_what_one_caller_changes_the_next_does_not_see():
    spoken_digits()[0].features[:] = 0
    speakers().train[0][:] = 0
    sounds()[0].clip.features[:] = 0
    assert spoken_digits()[0].features.any()
    assert speakers().train[0].any()
    assert sounds()[0].clip.features.any()


def test_joined_strings_are_their_clips_with_silence_between():
    singles = [clip for clip in CLIPS if len(clip.said) == 1 and clip.part == "test"]
    for pause in ((0, 0), (0.2, 0.2), (0.1, 0.4)):
        for made in joined(singles, np.random.default_rng(1), 20, pause):
            assert 3 <= len(made.said) <= 5
            own = {clip.said: clip.features for clip in singles if clip.voice == made.voice}
            at = 0
            for n, digit in enumerate(made.said):
                assert np.array_equal(made.features[at : at + len(own[digit])], own[digit])
                at += len(own[digit])
                ahead = made.features[at:]
                if n + 1 < len(made.said):
                    following = own[made.said[n + 1]]
                    gap = next(g for g in range(40) if np.array_equal(ahead[g : g + len(following)], following))
                    assert round(80 * pause[0]) <= gap <= round(80 * pause[1])
                    assert (ahead[:gap] == SILENCE).all()
                    at += gap
            assert at == len(made.features)


def test_the_same_seed_joins_the_same_and_every_voice_gets_its_turn():
    singles = [clip for clip in CLIPS if len(clip.said) == 1]
    first, again = (joined(singles, np.random.default_rng(4), 200) for _ in range(2))
    assert [one.said for one in first] == [one.said for one in again]
    assert len({one.voice for one in first}) > 30


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("espeak-ng") and shutil.which("flite")), reason="the synthesisers are not here")
def test_the_script_makes_the_same_clips(tmp_path):
    """Other versions of the synthesisers may differ a little: a mean of half a unit, where a voice has some ten."""
    make_spoken_digits.main(tmp_path / "few.npz", few=12)
    with np.load(tmp_path / "few.npz") as few:
        said, frames = few["said"].tolist(), few["frames"]
        levels = np.split(few["levels"], np.cumsum(frames)[:-1])
    own = CLIPS[:: len(CLIPS) // 12][:12]
    assert said == [clip.said for clip in own]
    for clip, level in zip(own, levels, strict=True):
        features = np.cumsum(level, axis=0, dtype=np.uint8) / make_spoken_digits.STEP + SILENCE
        assert abs(len(features) - len(clip.features)) <= 2
        both = min(len(features), len(clip.features))
        assert np.abs(features[:both] - clip.features[:both]).mean() < 0.5
