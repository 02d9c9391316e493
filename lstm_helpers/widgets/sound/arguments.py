"""What a Sound Lab is made from, checked: classes, and clips with their sound, features and chances."""

from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_sequence, as_text, is_list, shown
from lstm_helpers.maths.ctc import BLANK

DIGITS = ("", *"0123456789")
MOST_CLIPS = 24
MOST_SAMPLES, MOST_FEATURES, MOST_CHANCES = 500_000, 150_000, 50_000  # of all clips together: what a page can carry
RATES = (8_000, 48_000)  # what every browser plays
MOST_BANDS = 256
MOST_FRAMES, MOST_CLASSES, MOST_SAID = 400, 41, 100
LONGEST_CLASS, LONGEST_NAME = 12, 80
SURE = 1e-3  # how far from 1 the chances of a frame may add up: they may come from float32


class Heard(NamedTuple):
    """A clip, and what a network hears in it.

    Parameters
    ----------
    name : str
        What stands in the list of clips, at most 80 letters.
    wave : array_like (n,)
        The sound, from −1 to 1.
    rate : int
        Samples a second, 8,000 to 48,000.
    features : array_like (F, bands)
        What the network reads, over the same time: log-mel features, the lowest band first.
    log_probs : array_like (T, classes)
        Logarithms of the chances of each class in each of T frames, nats; T may be less than F.
    said : str or sequence of str
        What was said: names of classes, without the blank. In a text each letter is one.
    """

    name: str
    wave: np.ndarray
    rate: int
    features: np.ndarray
    log_probs: np.ndarray
    said: object


def as_names(classes):
    """Return the names of the classes as a tuple of 2 to 41 different texts; the first, of the blank, is ``""``."""
    expected = 'texts, the first "" for the blank, e.g. ("", "a", "b")'
    found = as_sequence("classes", classes, expected)
    if not 2 <= len(found) <= MOST_CLASSES:
        raise ValueError(f"classes holds {len(found)} names: expected 2 to {MOST_CLASSES}, the first for the blank.")
    found = tuple(as_text(f"classes[{n}]", one, empty=not n) for n, one in enumerate(found))
    if found[BLANK]:
        raise ValueError(f'classes begins with {shown(found[BLANK])}: expected "" for the blank.')
    if len(set(found)) < len(found) or max(map(len, found)) > LONGEST_CLASS:
        raise ValueError(f"classes holds a name twice, or one of more than {LONGEST_CLASS} letters: name each shortly.")
    return found


def as_clips(clips, classes):
    """Return the clips as a tuple of `Heard` in float64, with what was said as class numbers."""
    expected = "a list of Heard(name, wave, rate, features, log_probs, said)"
    found = as_sequence("clips", clips, expected)
    if not 1 <= len(found) <= MOST_CLIPS:
        raise ValueError(f"clips holds {len(found)}: expected 1 to {MOST_CLIPS} of them.")
    for n, one in enumerate(found):
        if not isinstance(one, Heard):
            raise TypeError(f"clips[{n}] is {type(one).__name__}: expected {expected}.")
    found = tuple(_as_heard(f"clips[{n}]", one, classes) for n, one in enumerate(found))
    if len({one.name for one in found}) < len(found):
        raise ValueError("clips hold two of one name: give each a name of its own.")
    for what, count, most in (
        ("samples", sum(one.wave.size for one in found), MOST_SAMPLES),
        ("features", sum(one.features.size for one in found), MOST_FEATURES),
        ("chances", sum(one.log_probs.size for one in found), MOST_CHANCES),
    ):
        if count > most:
            raise ValueError(f"clips hold {count:,} {what}, and a page can carry {most:,}: pass fewer or shorter ones.")
    return found


def as_forced(forced, T, classes):
    """Return ``{frame, a text as JSON has it: class}`` of a dict from frames to classes."""
    if type(forced) is not dict:
        raise TypeError(f"forced is {shown(forced)}: expected a dict from frames to class numbers, e.g. {{14: 3}}.")
    found = {}
    for key, k in forced.items():
        at = int(key) if type(key) is str and key.isascii() and key.isdigit() and len(key) < 4 else key
        found[str(as_count("forced", at, 0, T - 1))] = as_count(f"forced[{at}]", k, 0, classes - 1)
    return found


def _as_heard(at, one, classes):
    name = as_text(f"{at}.name", one.name)
    if len(name) > LONGEST_NAME or not name.isprintable() or not name.strip():
        raise ValueError(f"{at}.name is {shown(name)}: expected one line of at most {LONGEST_NAME} letters.")
    rate = as_count(f"{at}.rate", one.rate, *RATES)
    features = as_floats(f"{at}.features", one.features, ("frames", "bands"), dtype=np.float64)
    if features.shape[1] > MOST_BANDS or abs(features).max() > 1e100:
        raise ValueError(
            f"{at}.features has {features.shape[1]} bands, or numbers beyond 1e100: expected log-mel ones."
        )
    log_probs = _as_log_probs(f"{at}.log_probs", one.log_probs, len(classes))
    return Heard(
        name, _as_wave(f"{at}.wave", one.wave), rate, features, log_probs, _as_said(f"{at}.said", one.said, classes)
    )


def _as_wave(at, wave):
    wave = as_floats(at, wave, ("samples",), dtype=np.float64)
    if wave.size > MOST_SAMPLES or abs(wave).max() > 1 + 1e-6:
        raise ValueError(
            f"{at} holds more than {MOST_SAMPLES:,} samples, or such beyond −1 to 1: divide by the largest."
        )
    return wave


def _as_log_probs(at, log_probs, classes):
    log_probs = as_floats(
        at, log_probs, ("frames", "classes"), sizes={"classes": classes}, finite=False, dtype=np.float64
    )
    if len(log_probs) > MOST_FRAMES:
        raise ValueError(f"{at} has {len(log_probs)} frames: expected at most {MOST_FRAMES}; cut the clip.")
    with np.errstate(over="ignore", invalid="ignore"):
        sums = np.exp(log_probs).sum(axis=1)
    if not (abs(sums - 1) <= SURE).all():  # NaN is none
        raise ValueError(f"{at}: the chances of a frame do not add up to 1; expected logarithms, nats (log_softmax).")
    return np.minimum(log_probs, 0.0)


def _as_said(at, said, classes):
    said = as_text(at, said, empty=True) if isinstance(said, str) else said
    if not isinstance(said, str) and not is_list(said):
        raise TypeError(f"{at} is {shown(said)}: expected a text, or a list of names of classes.")
    numbers = {name: k for k, name in enumerate(classes) if k != BLANK}
    found = list(said)
    if len(found) > MOST_SAID:
        raise ValueError(f"{at} holds {len(found)} letters: expected at most {MOST_SAID}.")
    for one in found:
        if not isinstance(one, str) or one not in numbers:
            raise ValueError(f"{at} holds {shown(one)}: expected some of {', '.join(map(repr, list(numbers)[:12]))}.")
    return [numbers[one] for one in found]
