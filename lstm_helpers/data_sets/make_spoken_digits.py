"""Make `spoken_digits.npz`: digits spoken by the synthesisers espeak-ng and flite.

    apt-get install espeak-ng flite  # on Debian
    python -m lstm_helpers.data_sets.make_spoken_digits

A voice of espeak-ng is a variant (its throat: pitch, formants) that speaks with several accents; flite has four voices.
Eight of the 32 variants, and two of flite's voices, are heard in no clip that is for training. Of each clip the
log-mel features are kept, in steps of a fifth, and of some the sound. The seed is fixed; synthesisers of the versions
below give the same file, others one that is alike.
"""

import subprocess
import sys
import tempfile
import wave
from pathlib import Path

import numpy as np

from lstm_helpers.data_sets import FOLDER

VERSIONS = {"espeak-ng": "1.51", "flite": "2.2"}
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbclan", "en-gb-x-gbcwmd", "en-029", "en-us-nyc")
VARIANTS = (
    *("f1", "f3", "f5", "m1", "m2", "m4", "m5", "m7", "m8", "Alicia", "Andrea", "adam", "Gene", "Henrique", "iven"),
    *("Jacky", "john", "linda", "marcelo", "max", "pablo", "quincy", "rob", "steph"),
)
NEW_VARIANTS = ("f2", "f4", "m3", "m6", "Annie", "ed", "Michael", "steph2")
FLITE, NEW_FLITE = ("kal16", "slt"), ("awb", "rms")
RATE = 16000
STEP = 5
"""Steps of a stored level, a whole number above silence, to a natural unit of log power."""
STRINGS = {"train": {"espeak-ng": 10, "flite": 90}, "test": {"espeak-ng": 2, "flite": 20}}
"""How many strings each voice that is in training speaks in one go; a voice that is not speaks `NEW`."""
NEW = {"espeak-ng": 10, "flite": 50}
HEARD = 5
"""Of so many clips for testing the sound is kept."""


def main(path=FOLDER / "spoken_digits.npz", few=None):
    """Write the file; with ``few`` only so many clips of it, each the same, for a test."""
    from lstm_helpers.maths import sound  # a script asks the room above it; what others import from here does not

    told = list(plan(np.random.default_rng(17)))
    told = told if few is None else told[:: len(told) // few][:few]
    levels, waves = [], []
    for clip in told:
        spoken = trimmed(speak(**clip))
        levels.append(np.round((sound.log_mel(spoken, RATE) - np.log(sound.FLOOR)) * STEP).astype(np.uint8))
        waves.append(spoken)
    kept = chosen(told)
    np.savez_compressed(
        path,
        # each level less the one before it in its band: small numbers, which a file holds in less room
        levels=np.concatenate([np.diff(one, axis=0, prepend=np.uint8(0)) for one in levels]),
        frames=np.array([len(one) for one in levels], np.int16),
        **{
            name: np.array([clip[name] for clip in told]) for name in ("said", "voice", "accent", "synthesiser", "part")
        },
        sounds=np.concatenate([np.round(waves[n] * 32767).astype(np.int16) for n in kept] or [np.zeros(0, np.int16)]),
        samples=np.array([len(waves[n]) for n in kept], np.int32),
        heard=np.array(kept, np.int32),
    )


def plan(rng):
    """Each clip to be spoken, a dict: what is said, by which voice, how fast and how high, and what it is for."""
    voices = [("espeak-ng", v, "train") for v in VARIANTS] + [("espeak-ng", v, "test") for v in NEW_VARIANTS]
    voices += [("flite", v, "train") for v in FLITE] + [("flite", v, "test") for v in NEW_FLITE]
    for synthesiser, voice, kind in voices:
        times = {"espeak-ng": 1, "flite": 3}[synthesiser]
        singles = [("train", times if kind == "train" else 0), ("test", 1)]
        for part, count in singles:
            for said in "0123456789" * count:
                yield one(rng, said, voice, synthesiser, part)
        strings = (
            [(part, STRINGS[part][synthesiser]) for part in STRINGS]
            if kind == "train"
            else [("test", NEW[synthesiser])]
        )
        for part, count in strings:
            for _ in range(count):
                said = "".join(rng.choice(list("0123456789"), rng.integers(3, 6)))
                yield one(rng, said, voice, synthesiser, part)


def one(rng, said, voice, synthesiser, part):
    """A clip with its accent, speed and pitch drawn."""
    return {
        "said": said,
        "voice": voice,
        "accent": str(rng.choice(ACCENTS)) if synthesiser == "espeak-ng" else "",
        "synthesiser": synthesiser,
        "part": part,
        "speed": float(rng.uniform(0.85, 1.2)),
        "pitch": int(rng.integers(30, 71)),
    }


def speak(said, voice, accent, synthesiser, speed, pitch, **_):
    """The wave (n,) at 16 kHz that a synthesiser makes of digits, spoken in one go."""
    text = " ".join(WORDS[int(digit)] for digit in said)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clip.wav"
        if synthesiser == "flite":
            call = [
                "flite",
                "-voice",
                voice,
                "--setf",
                f"duration_stretch={1 / speed:.3f}",
                "-t",
                text,
                "-o",
                str(file),
            ]
        else:
            call = ["espeak-ng", "-v", f"{accent}+{voice}", "-s", str(round(165 * speed)), "-p", str(pitch)]
            call += ["-w", str(file), text]
        subprocess.run(call, check=True, capture_output=True)
        with wave.open(str(file)) as opened:
            rate, data = opened.getframerate(), opened.readframes(opened.getnframes())
    return resampled(np.frombuffer(data, np.int16) / 32768, rate)


def resampled(samples, rate):
    """The wave at `RATE`: what lies above half of it is taken away before points are read off between the samples."""
    if rate == RATE:
        return samples
    spectrum = np.fft.rfft(samples)
    spectrum[np.fft.rfftfreq(len(samples), 1 / rate) > min(rate, RATE) / 2] = 0
    count = int(len(samples) * RATE / rate)
    return np.fft.irfft(spectrum[: count // 2 + 1], count) * (count / len(samples))


def trimmed(samples, margin=0.05, loud=0.02):
    """The wave as loud as 0.5 at its loudest, from 50 ms before it is first as loud as a fiftieth of that to after."""
    samples = samples * (0.5 / np.abs(samples).max())
    above, margin = np.flatnonzero(np.abs(samples) > loud * 0.5), round(margin * RATE)
    return samples[max(0, above[0] - margin) : above[-1] + margin]


def chosen(told):
    """The clips whose sound is kept: strings for testing, of unlike voices, the first that each has."""
    wanted = [("espeak-ng", VARIANTS[0]), ("flite", "slt"), ("espeak-ng", "f2"), ("flite", "rms"), ("flite", "awb")]
    found = []
    for wants in wanted[:HEARD]:
        found += [
            n
            for n, clip in enumerate(told)
            if (clip["synthesiser"], clip["voice"]) == wants and clip["part"] == "test" and len(clip["said"]) == 4
        ][:1]
    return found


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
