"""Six films of unseen handwriting for the demonstration of the Film Lab, stored, since drawing them takes scikit-learn.

``python -m lstm_helpers.widgets.film.demo`` makes the file anew, from `lstm_helpers.data.films`.
"""

from pathlib import Path

import numpy as np

from lstm_helpers.data import films

FILE = Path(__file__).with_suffix(".npz")
ALONE = ((3,), (4,), (6,))
"""One motion each: turns left, grows, bounces right; and then pairs of motions, the last of which none learned from."""
PAIRS = ((0, 4), (1, 2), (6, 5))


def made():
    """Return {frames (6, 16, 24, 24), truths (6,) of str}: drawn anew."""
    rng = np.random.default_rng(5)
    parts = [films.films(len(motion), rng, motion=motion, T=16, unseen=True) for motion in (ALONE, PAIRS)]
    shown = [pair for part in parts for pair in zip(part.digit.tolist(), part.motion, strict=True)]
    truths = np.array([" ".join(films.caption(digit, motion)) for digit, motion in shown])
    return {"frames": np.concatenate([part.frames for part in parts]), "truths": truths}


def stored():
    """Return what the file holds: as `made`."""
    with np.load(FILE, allow_pickle=False) as file:
        return dict(file)


if __name__ == "__main__":
    np.savez_compressed(FILE, **made())
