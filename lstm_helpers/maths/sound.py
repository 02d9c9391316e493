"""From a sound wave to what a network reads: frames, their spectra, mel bands, logarithms.

A wave is thousands of numbers a second, of which none says anything by itself. What an ear hears of a short piece is
how strong each pitch is, in steps that grow with the pitch, and loudness by its logarithm (Davis & Mermelstein 1980):

    frames            pieces of 25 ms, a new one every 12.5 ms                                  (F, length)
    power spectrum    |FFT(frame · Hann window)|²: how strong each frequency is                  (F, bins)
    mel bands         sums over overlapping triangles, evenly spaced in mels                     (F, bands)
    logarithm         ln(power + a floor), so that silence is a number                           (F, bands)

Shapes: n samples, F frames, B bands.
"""

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_number, check_fits

BANDS = 24
FRAME, HOP = 0.025, 0.0125
"""Seconds of a frame, and from the beginning of one to that of the next."""
FLOOR = 1e-3
"""What is added to each band's power before its logarithm; a loud vowel has a hundred to ten thousand."""
LOW, HIGH = 80.0, 7600.0
"""Hz: where the lowest band begins and the highest ends, or at half the rate if that is less."""


def framed(wave, length, hop):
    """Return the pieces of a wave (F, length); what is left at its end is too short for one and left out.

    Parameters
    ----------
    wave : array_like (n,)
        At least ``length`` samples.
    length, hop : int
        Samples of a piece, and from the beginning of one to that of the next.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.

    Examples
    --------
    >>> framed([1, 2, 3, 4, 5, 6], 4, 2).tolist()
    [[1.0, 2.0, 3.0, 4.0], [3.0, 4.0, 5.0, 6.0]]
    """
    wave, length, hop = as_floats("wave", wave, ("samples",)), as_count("length", length), as_count("hop", hop)
    if len(wave) < length:
        raise ValueError(f"wave has {len(wave)} samples: expected at least {length}, those of one frame.")
    frames = 1 + (len(wave) - length) // hop
    check_fits(frames=frames, length=length)
    return np.lib.stride_tricks.sliding_window_view(wave, length)[::hop].copy()


def mels(hertz):
    """Return a pitch in mels, 2595·log₁₀(1 + f/700): equal steps sound about equally large (O'Shaughnessy 1987).

    ``hertz`` is a frequency or an array of them, 0 or more; `TypeError`, `ValueError` otherwise.
    """
    hertz = as_floats("hertz", hertz, None)
    if (hertz < 0).any():
        raise ValueError(f"hertz holds {hertz.min():g}: expected frequencies of 0 or more.")
    return 2595 * np.log10(1 + hertz / 700)


def mel_filters(bands, length, rate):
    """Return the triangles (bands, length // 2 + 1) that sum a spectrum into bands.

    Each rises from the middle of the band below it to 1 at its own and falls to the middle of the one above; the
    middles lie evenly in mels between `LOW` and `HIGH`.

    Parameters
    ----------
    bands : int
    length : int
        Samples that the spectrum was made of.
    rate : float
        Samples a second, more than twice `LOW`.

    Raises
    ------
    TypeError, ValueError
        Naming the argument; `ValueError` too where a triangle would fall between two frequencies and hear nothing.
    """
    bands, length = as_count("bands", bands), as_count("length", length, 2)
    rate = as_number("rate", rate, f"more than {2 * LOW:g} samples a second", above=2 * LOW)
    check_fits(bands=bands, bins=length // 2 + 1)
    ends = np.linspace(*mels([LOW, min(HIGH, rate / 2)]), bands + 2)
    corners = 700 * (10 ** (ends / 2595) - 1)
    below, middle, above = (corners[n : n + bands, None] for n in range(3))
    bins = np.fft.rfftfreq(length, 1 / rate)
    found = np.clip(np.minimum((bins - below) / (middle - below), (above - bins) / (above - middle)), 0, 1)
    if not found.any(axis=1).all():
        raise ValueError(f"bands is {bands}: too many for {length} samples, some would hear nothing.")
    return found


def log_mel(wave, rate, bands=BANDS):
    """Return what is heard of a wave: ln(power + `FLOOR`) of each frame in each band (F, bands), low pitches first.

    Parameters
    ----------
    wave : array_like (n,)
        Between −1 and 1 as a rule; at least `FRAME` seconds.
    rate : float
        Samples a second: 2,000 or more.
    bands : int

    Raises
    ------
    TypeError, ValueError
        Naming the argument.

    Examples
    --------
    >>> time = np.arange(16000) / 16000
    >>> log_mel(np.sin(2 * np.pi * 440 * time), 16000).argmax(axis=1)[:3].tolist()
    [3, 3, 3]
    """
    rate = as_number("rate", rate, "2000 samples a second or more", least=2000)
    length, hop = round(FRAME * rate), round(HOP * rate)
    frames = framed(wave, length, hop)
    padded = 2 ** (length - 1).bit_length()  # zeros after a frame draw its spectrum with more points
    filters = mel_filters(bands, padded, rate)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    power = np.abs(np.fft.rfft(frames * hann, padded)) ** 2  # (F, bins)
    return np.log(power @ filters.T + FLOOR)


def centred(features):
    """Return features (F, B) less each band's mean over the frames: what a voice or a microphone adds to all of them.

    A filter that multiplies each band's power by a number adds its logarithm to every frame, and is gone after this.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    features = as_floats("features", features, ("frames", "bands"))
    return features - features.mean(axis=0)
