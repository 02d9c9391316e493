"""Voices: nine men who say two vowels, and digits spoken by two synthesisers, as spectra and some as sound.

The men are real, the digits are not: `data_sets/README.md` says who made what.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_number, as_rng, as_sequence
from lstm_helpers.data_sets import FOLDER

RATE = 16000
"""Samples a second of the stored sound."""
FRAMES_A_SECOND = 80
SILENCE = float(np.log(1e-3))
"""What every band says when nothing sounds: the logarithm of the floor of `lstm_helpers.maths.sound`."""
LEVELS = 5
"""Steps of a stored feature to one natural unit: it is right to a tenth."""
SYNTHESISERS = ("espeak-ng", "flite")


class Speakers(NamedTuple):
    """``train`` and ``test``: recordings, arrays (T, 12) of unlike T; ``train_speakers``, ``test_speakers``: 0 to 8."""

    train: tuple
    train_speakers: np.ndarray
    test: tuple
    test_speakers: np.ndarray


class Clip(NamedTuple):
    """What is heard: ``features`` (F, B) log-mel, ``said`` as digits, the ``voice`` and its ``synthesiser``.

    ``part`` says what a clip is for: "train" or "test". A voice none of whose clips is for training is a new one.
    """

    features: np.ndarray
    said: str
    voice: str
    synthesiser: str
    part: str


class Sound(NamedTuple):
    """A ``clip`` as it sounds: ``wave`` (n,) between −1 and 1, ``rate`` samples a second."""

    clip: Clip
    wave: np.ndarray
    rate: int


def speakers():
    """Return the `Speakers`: 270 recordings to learn from and 370 to be judged by; the vowels are /a/, then /e/.

    The 12 numbers of each step describe the shape of the spectrum (cepstral coefficients of a linear prediction).

    Examples
    --------
    >>> found = speakers()
    >>> len(found.train), len(found.test), found.train[0].shape
    (270, 370, (20, 12))
    """
    parts = _stored_speakers()
    return Speakers(*(tuple(one.copy() for one in part) if isinstance(part, tuple) else part.copy() for part in parts))


def spoken_digits():
    """Return all clips, a tuple of `Clip`: single digits, and strings of three to five spoken in one go.

    The features are those of `lstm_helpers.maths.sound.log_mel` at 16 kHz, right to a tenth.

    Examples
    --------
    >>> clip = spoken_digits()[0]
    >>> clip.said, clip.voice, clip.synthesiser, clip.part
    ('0', 'f1', 'espeak-ng', 'train')
    """
    return tuple(clip._replace(features=clip.features.copy()) for clip in _stored_clips())


def sounds():
    """Return the few clips whose sound is stored, a tuple of `Sound`: of known voices and of new ones."""
    clips, (heard, samples, waves) = _stored_clips(), _stored_sounds()
    pieces = np.split(waves / 32767, np.cumsum(samples)[:-1])
    own = [clips[n]._replace(features=clips[n].features.copy()) for n in heard]
    return tuple(Sound(clip, wave, RATE) for clip, wave in zip(own, pieces, strict=True))


def new_voices(clips):
    """Return the names of the voices that are heard in no clip for training, in order.

    Raises `TypeError` if ``clips`` is no list of `Clip`.
    """
    clips = as_clips("clips", clips)
    known = {clip.voice for clip in clips if clip.part == "train"}
    return tuple(sorted({clip.voice for clip in clips} - known))


def joined(clips, rng, count, pause=(0.1, 0.4), digits=(3, 5)):
    """Return ``count`` strings put together from clips, each of clips of one voice, with silence between them.

    Parameters
    ----------
    clips : sequence of Clip
        Single digits, as a rule. Each string's voice is drawn, then its clips, with repetition.
    rng : numpy.random.Generator
    count : int
    pause : (shortest, longest)
        Seconds, drawn for each gap; ``(0, 0)`` for none.
    digits : (fewest, most)
        How many clips make a string, drawn for each.

    Returns
    -------
    list of Clip
        ``part`` and the other fields are those of the first clip of each.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    clips, rng, count = as_clips("clips", clips), as_rng("rng", rng), as_count("count", count, 0)
    shortest, longest = _from_to(
        "pause", pause, lambda name, value: as_number(name, value, "seconds, 0 to 5", least=0, most=5)
    )
    fewest, most = _from_to("digits", digits, lambda name, value: as_count(name, value, 1, 100))
    voices = sorted({clip.voice for clip in clips})
    of = {voice: [clip for clip in clips if clip.voice == voice] for voice in voices}
    found = []
    for _ in range(count):
        own = of[voices[rng.integers(len(voices))]]
        chosen = [own[n] for n in rng.integers(len(own), size=rng.integers(fewest, most + 1))]
        gaps = np.round(rng.uniform(shortest, longest, len(chosen) - 1) * FRAMES_A_SECOND).astype(int)
        found.append(_one_after_another(chosen, gaps))
    return found


def unseen(pause=(0.1, 0.4)):
    """Return {group: {"in one go": clips, "with pauses": clips}}: by what listeners are judged, the same each time.

    The groups are "unseen clips" of known voices, "new voices, espeak-ng" and "new voices, flite". Strings with pauses
    are joined from single digits of the same voices, as many as are spoken in one go.

    Raises
    ------
    TypeError, ValueError
        ``pause`` is no pair of seconds, from and to.
    """
    clips = spoken_digits()
    new = set(new_voices(clips))
    own = {
        "unseen clips": [one for one in clips if one.part == "test" and one.voice not in new],
        "new voices, espeak-ng": [one for one in clips if one.voice in new and one.synthesiser == "espeak-ng"],
        "new voices, flite": [one for one in clips if one.voice in new and one.synthesiser == "flite"],
    }
    found = {}
    for name, mine in own.items():
        strings, singles = ([one for one in mine if (len(one.said) > 1) == long] for long in (True, False))
        apart = joined(singles, np.random.default_rng(17), len(strings), pause)
        found[name] = {"in one go": strings, "with pauses": apart}
    return found


def as_clips(name, value):
    """Return a list of clips as it is; ``TypeError``, ``ValueError`` when it is none, or holds none."""
    clips = as_sequence(name, value, "a list of clips, as of spoken_digits()")
    if not clips:
        raise ValueError(f"{name} is empty: expected at least one clip.")
    for clip in clips:
        if not isinstance(clip, Clip):
            raise TypeError(f"{name} holds a {type(clip).__name__}: expected clips, as of spoken_digits().")
    return clips


def _one_after_another(clips, gaps):
    pieces = [clips[0].features]
    for clip, gap in zip(clips[1:], gaps, strict=True):
        pieces += [np.full((gap, clip.features.shape[1]), SILENCE), clip.features]
    return clips[0]._replace(features=np.concatenate(pieces), said="".join(clip.said for clip in clips))


def _from_to(name, value, checked):
    pair = as_sequence(name, value, "two numbers, from and to")
    if len(pair) != 2:
        raise ValueError(f"{name} has {len(pair)} values: expected two, from and to.")
    low, high = (checked(f"{name}[{n}]", one) for n, one in enumerate(pair))
    if low > high:
        raise ValueError(f"{name} is from {low:g} to {high:g}: expected the smaller one first.")
    return low, high


@cache
def _stored_speakers():
    with np.load(FOLDER / "speakers.npz", allow_pickle=False) as file:
        found = []
        for part in ("train", "test"):
            cuts = np.cumsum(file[f"{part}_steps"])[:-1]
            found += [tuple(np.split(file[f"{part}_thousandths"] / 1000, cuts)), file[f"{part}_speakers"].astype(int)]
    return tuple(found)


@cache
def _stored_clips():
    with np.load(FOLDER / "spoken_digits.npz", allow_pickle=False) as file:
        levels = np.split(file["levels"], np.cumsum(file["frames"])[:-1])
        names = [file[name].tolist() for name in ("said", "voice", "synthesiser", "part")]
    # each level is stored less the one before it in its band, in whole numbers of one byte
    features = [np.cumsum(one, axis=0, dtype=np.uint8) / LEVELS + SILENCE for one in levels]
    return tuple(Clip(*one) for one in zip(features, *names, strict=True))


@cache
def _stored_sounds():
    with np.load(FOLDER / "spoken_digits.npz", allow_pickle=False) as file:
        return file["heard"].tolist(), file["samples"], file["sounds"]
