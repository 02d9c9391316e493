"""What sounds has the right pitch, at the right time, and does not click."""

import numpy as np
import pytest

from lstm_helpers.maths.synth import frequency, sound_of
from lstm_helpers.notes import Note


@pytest.mark.parametrize("pitch", [57, 60, 69, 76, 81])
def test_the_strongest_frequency_is_that_of_the_pitch(pitch):
    wave = sound_of([Note(pitch, 2.0)], rate=8000, quarters_a_minute=60)
    strength = np.abs(np.fft.rfft(wave * np.hanning(len(wave))))
    assert np.argmax(strength) * 8000 / len(wave) == pytest.approx(frequency(pitch), abs=0.6)


def test_middle_c_is_where_tuning_forks_have_it():
    assert frequency(60) == pytest.approx(261.6256, abs=1e-3)


def test_notes_follow_one_another_and_a_phrase_ends_with_a_breath():
    notes = [Note(60, 1.0), Note(64, 1.5, True), Note(67, 0.5)]
    wave = sound_of(notes, rate=8000, quarters_a_minute=120)
    assert len(wave) == 3 * 4000
    breath = slice(10_000 - 800, 10_000)
    assert not wave[breath].any()
    assert wave[10_100:10_400].any()


def test_nothing_clicks_and_nothing_is_louder_than_one():
    wave = sound_of([Note(pitch, 0.25) for pitch in (57, 81, 60, 79)], rate=22_050)
    assert np.abs(wave).max() <= 1
    assert np.abs(np.diff(wave)).max() < 0.5
    edges = np.round(np.cumsum([0.25] * 4) * 60 / 84 * 22_050).astype(int)[:-1]
    assert np.abs(wave[edges]).max() < 0.01
    assert np.abs(wave[edges - 1]).max() < 0.02


def test_what_the_rate_cannot_carry_is_left_out():
    quiet = sound_of([Note(127, 1.0)], rate=8000)
    assert not quiet.any(), "12.5 kHz at 8,000 samples a second"
