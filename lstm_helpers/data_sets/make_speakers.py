"""Make `speakers.npz`, the Japanese Vowels of M. Kudo and others, from the Python package aeon 1.6.0.

    python -m pip download --no-deps aeon==1.6.0
    python -m lstm_helpers.data_sets.make_speakers aeon-1.6.0-py3-none-any.whl

The coefficients are kept in thousandths.
"""

import io
import sys
import zipfile

import numpy as np

from lstm_helpers.data_sets import FOLDER

INNER = "aeon/datasets/data/JapaneseVowels/JapaneseVowels_{}.ts"


def table(lines):
    """Return (thousandths (sum of T, 12) int16, steps (N,) int16, speakers (N,) int8, from 0) of the package's file."""
    recordings, speakers = [], []
    for line in lines:
        if line[:1] in ("#", "@") or not line.strip():
            continue
        *channels, speaker = line.strip().split(":")
        rows = np.array([[float(value) for value in channel.split(",")] for channel in channels])  # (12, T)
        recordings.append(np.round(1000 * rows.T).astype(np.int16))
        speakers.append(int(speaker) - 1)
    return np.concatenate(recordings), np.array([len(one) for one in recordings], np.int16), np.array(speakers, np.int8)


def main(path):
    """Write `speakers.npz` beside this file."""
    arrays = {}
    with zipfile.ZipFile(path) as wheel:
        for part in ("TRAIN", "TEST"):
            with wheel.open(INNER.format(part)) as file:
                found = table(io.TextIOWrapper(file, encoding="utf-8"))
            arrays |= zip(
                (f"{part.lower()}_{name}" for name in ("thousandths", "steps", "speakers")), found, strict=True
            )
    np.savez_compressed(FOLDER / "speakers.npz", **arrays)


if __name__ == "__main__":
    main(*sys.argv[1:])
