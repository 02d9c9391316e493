"""From a wave to log-mel bands: against scipy, against sounds whose pitch is known, and by laws."""

import numpy as np
import pytest
from scipy import signal

from lstm_helpers.maths import sound

RATE = 16000


def tone(hertz, seconds=0.5, rate=RATE):
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


def noise(seconds=0.7, rate=RATE):
    return np.random.default_rng(3).normal(0, 0.1, round(seconds * rate))


def test_frames_by_hand():
    assert sound.framed([1, 2, 3, 4, 5], 2, 2).tolist() == [[1, 2], [3, 4]]
    assert sound.framed([1, 2, 3], 3, 5).tolist() == [[1, 2, 3]]


@pytest.mark.parametrize(("n", "length", "hop"), [(1000, 400, 200), (1001, 37, 5), (999, 999, 1), (50, 3, 7)])
def test_every_frame_is_the_wave_where_it_begins(n, length, hop):
    wave = np.arange(n, dtype=float)
    frames = sound.framed(wave, length, hop)
    for f, frame in enumerate(frames):
        assert np.array_equal(frame, wave[f * hop : f * hop + length])
    assert len(frames) * hop + length > n, "one more frame would not fit"
    assert (len(frames) - 1) * hop + length <= n


def test_frames_are_a_copy():
    wave = np.zeros(10)
    sound.framed(wave, 4, 2)[:] = 1
    assert not wave.any()


def test_mels_by_their_definition_a_thousand_hertz_are_a_thousand_mels():
    assert sound.mels(0) == 0
    assert sound.mels(1000) == pytest.approx(1000, abs=0.1)
    steps = np.diff(sound.mels(np.arange(0, 8000, 100)))
    assert (np.diff(steps) < 0).all(), "the same step in Hz sounds smaller, the higher it lies"


@pytest.mark.parametrize(("bands", "length", "rate"), [(24, 512, 16000), (40, 1024, 22050), (13, 256, 8000)])
def test_triangles_rise_to_one_and_share_what_lies_between_them(bands, length, rate):
    filters = sound.mel_filters(bands, length, rate)
    bins = np.fft.rfftfreq(length, 1 / rate)
    assert filters.shape == (bands, length // 2 + 1)
    assert filters.min() == 0
    assert filters.max() <= 1
    peaks = bins[filters.argmax(axis=1)]
    assert (np.diff(peaks) > 0).all()
    # between the first and the last middle, two neighbours share each frequency wholly
    ends = np.linspace(sound.mels(sound.LOW), sound.mels(min(sound.HIGH, rate / 2)), bands + 2)
    middles = np.interp(ends, sound.mels(np.arange(rate)), np.arange(rate))
    inside = (bins >= middles[1] + 1) & (bins <= middles[-2] - 1)
    assert inside.sum() > length / 4
    assert filters[:, inside].sum(axis=0) == pytest.approx(1, abs=1e-9)
    assert not filters[:, bins < sound.LOW].any()
    assert not filters[:, bins > sound.HIGH].any()


@pytest.mark.parametrize("rate", [8000, 16000, 22050])
def test_the_power_is_that_of_scipy(rate):
    """`scipy.signal.spectrogram` frames, windows and squares by itself; only its scaling is undone here."""
    wave = noise(rate=rate)
    length, hop = round(0.025 * rate), round(0.0125 * rate)
    padded = 2 ** int(np.ceil(np.log2(length)))
    window = signal.get_window("hann", length)  # periodic
    *_, power = signal.spectrogram(
        wave, rate, window, length, length - hop, padded, detrend=False, scaling="spectrum", mode="psd"
    )
    power = power * window.sum() ** 2
    power[1:-1] /= 2  # scipy folds the negative frequencies into the positive ones
    expected = np.log(sound.mel_filters(24, padded, rate) @ power + sound.FLOOR).T
    found = sound.log_mel(wave, rate)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() < 1e-9


@pytest.mark.parametrize("hertz", [250, 440, 1000, 2500, 5000])
def test_a_tone_is_loudest_in_the_band_whose_middle_is_nearest(hertz):
    ends = np.linspace(sound.mels(sound.LOW), sound.mels(sound.HIGH), sound.BANDS + 2)[1:-1]
    band = np.abs(ends - sound.mels(hertz)).argmin()
    loudest = sound.log_mel(tone(hertz), RATE).argmax(axis=1)
    assert set(loudest.tolist()) == {int(band)}


def test_twice_as_loud_adds_the_same_to_every_band_that_is_above_the_floor():
    quiet, loud = (sound.log_mel(size * noise(), RATE) for size in (1, 2))
    assert loud - quiet == pytest.approx(np.log(4), abs=0.02)


def test_silence_is_the_floor():
    assert sound.log_mel(np.zeros(800), RATE) == pytest.approx(np.log(sound.FLOOR))


def test_a_sound_that_comes_a_hop_later_comes_a_frame_later():
    wave = noise()
    assert sound.log_mel(wave[200:], RATE) == pytest.approx(sound.log_mel(wave, RATE)[1:])


def test_centred_takes_away_what_every_frame_has():
    features = np.random.default_rng(0).normal(size=(30, 5))
    assert sound.centred(features).mean(axis=0) == pytest.approx(0)
    assert sound.centred(features + np.arange(5)) == pytest.approx(sound.centred(features))


def test_too_many_bands_for_a_short_frame_hear_nothing():
    with pytest.raises(ValueError, match="bands is 200: too many for 256 samples"):
        sound.mel_filters(200, 256, 16000)
    with pytest.raises(ValueError, match="wave has 399 samples: expected at least 400"):
        sound.log_mel(np.zeros(399), RATE)
