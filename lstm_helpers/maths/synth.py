"""Let notes sound: a few sine waves a note, each dying away, added up by NumPy."""

import numpy as np

from lstm_helpers.arrays import as_count, as_number, check_fits
from lstm_helpers.notes import check_notes

CONCERT_A, CONCERT_HERTZ = 69, 440.0
PARTIALS = ((1, 1.0), (2, 0.5), (3, 0.25), (4, 0.12))
"""How many times the pitch's frequency each sine has, and how strong it is."""
BREATH = 0.15
"""The share of a note with which a phrase ends that is silent, as a singer breathes."""
ATTACK, RELEASE = 0.015, 0.04
"""Seconds in which a note comes and goes, so that nothing clicks."""


def frequency(pitch):
    """Return the frequency of a pitch in hertz: 12 semitones double it.

    >>> frequency(69), frequency(81)
    (440.0, 880.0)
    """
    pitch = as_number("pitch", pitch, "a MIDI number, 0 to 127", least=0, most=127)
    return CONCERT_HERTZ * 2 ** ((pitch - CONCERT_A) / 12)


def sound_of(notes, rate=8000, quarters_a_minute=84):
    """Return what notes sound like, one after another: (samples,) float32 from −1 to 1.

    Parameters
    ----------
    notes : sequence of Note
    rate : int
        Samples a second, 1000 to 48,000. What would lie above half of it is left out.
    quarters_a_minute : float
        The tempo, 10 to 1000.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.

    Examples
    --------
    >>> from lstm_helpers.notes import Note
    >>> len(sound_of([Note(69, 1.0), Note(71, 1.0)], rate=8000, quarters_a_minute=60))
    16000
    """
    notes, rate = check_notes(notes), as_count("rate", rate, 1000, 48_000)
    tempo = as_number("quarters_a_minute", quarters_a_minute, "quarter notes, 10 to 1000", least=10, most=1000)
    ends = np.cumsum([note.length for note in notes]) * 60 / tempo * rate  # (N,) in samples
    check_fits(samples=int(ends[-1]))
    starts, ends = np.append(0, ends[:-1]).round().astype(int), ends.round().astype(int)
    wave = np.zeros(ends[-1], np.float32)
    for note, start, end in zip(notes, starts, ends, strict=True):
        sounding = end - start - round(BREATH * (end - start)) * note.ends
        wave[start : start + sounding] = _tone(note.pitch, sounding, rate)
    return wave


def _tone(pitch, samples, rate):
    """One note that comes at once and dies away slowly, its partials the faster the higher they are."""
    seconds, hertz = np.arange(samples) / rate, frequency(pitch)
    heard = [(n, strength) for n, strength in PARTIALS if n * hertz < rate / 2]
    tone = sum(
        strength * np.exp(-n * seconds) * np.sin(2 * np.pi * n * hertz * seconds) for n, strength in heard
    ) + np.zeros(samples)
    edge = np.clip(np.minimum(seconds / ATTACK, (samples / rate - seconds) / RELEASE), 0, 1)
    return tone * edge / sum(strength for _, strength in PARTIALS)
