"""Films of real handwritten digits that fall, rise, turn, grow, shrink and bounce; their captions.

The digits are the 1,797 drawings of 8 × 8 grey levels that come with scikit-learn (UCI, Alpaydin & Kaynak 1998; 13
people drew them). Motions come in pairs of opposites: each is the other one played backwards. Nothing else tells the
two apart: a film lies evenly about the middle of what it shows, so that no single frame knows which way time runs.

Shapes: N films, T frames of SIDE × SIDE pixels, K motions in a film, one after the other.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_flag, as_floats, as_rng, check_fits

SIDE = 24
"""Pixels of a frame, each way."""
MOTIONS = ("falls", "rises", "turns right", "turns left", "grows", "shrinks", "bounces right", "bounces left")
"""What a digit can do; 0 and 1 are opposites, 2 and 3, and so on."""
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
THEN = "then"
WORDS = (*DIGITS, "falls", "rises", "turns", "grows", "shrinks", "bounces", "left", "right", THEN)
"""Every word of a caption."""
LEARN = 1297
"""So many of the drawings, the first ones, are for learning; the other 500 are unseen handwriting."""
UNSEEN_PAIRS = ((0, 2), (0, 3), (1, 6), (1, 7), (3, 4), (3, 5), (4, 6), (4, 7), (6, 0), (6, 1), (7, 2), (7, 3))
"""Motions that follow each other in no film to learn from, though each of the two is in many.

With a motion its opposite is left out as well: nothing after *falls* turns, neither right nor left.
"""
SEEN_PAIRS = tuple(
    (a, b) for a in range(len(MOTIONS)) for b in range(len(MOTIONS)) if a != b and (a, b) not in UNSEEN_PAIRS
)
"""The 44 others."""


class Films(NamedTuple):
    """N films, and what is known of them.

    ``frames`` (N, T, SIDE, SIDE) uint8, 0 is black; ``digit`` (N,), which digit it is; ``motion`` (N, K), which of
    `MOTIONS`; ``place`` (N, T, 2), the digit's middle in pixels to the right of and below the frame's middle; ``size``
    (N, T), the height of its drawing in pixels; ``tilt`` (N, T), in radians, to the right.
    """

    frames: np.ndarray
    digit: np.ndarray
    motion: np.ndarray
    place: np.ndarray
    size: np.ndarray
    tilt: np.ndarray


def drawings(*, unseen=False):
    """Return (drawings (N, 8, 8) from 0 to 1, which digit each one is (N,)): 1,297 to learn from, or 500 unseen ones.

    >>> images, digit = drawings()
    >>> images.shape, int(digit[0])
    ((1297, 8, 8), 0)
    """
    part = slice(LEARN, None) if as_flag("unseen", unseen) else slice(LEARN)
    images, digit = _all_drawings()
    return images[part], digit[part]


@cache
def _all_drawings():
    from sklearn.datasets import load_digits

    found = load_digits()
    images, digit = found.images / 16, found.target.astype(np.int64)
    images.flags.writeable = digit.flags.writeable = False
    return images, digit


def films(count, rng, *, motion=None, T=12, unseen=False):
    """Return `Films`, each of a drawing that is chosen at random, as are its size, place, tilt and speed.

    Parameters
    ----------
    count : int
        N.
    rng : numpy.random.Generator
    motion : array_like (N, K) of int, optional
        Which of `MOTIONS` each film shows, in order. Without it each film shows one, at random.
    T : int
        Frames, two or more for each motion.
    unseen : bool
        Whether the drawings are those that are kept back.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.

    Examples
    --------
    >>> found = films(5, np.random.default_rng(0))
    >>> found.frames.shape, found.motion.shape
    ((5, 12, 24, 24), (5, 1))
    """
    N, T, rng = as_count("count", count), as_count("T", T, 2), as_rng("rng", rng)
    check_fits(count=N, T=T, pixels=SIDE * SIDE)
    motion = rng.integers(0, len(MOTIONS), (N, 1)) if motion is None else _as_motions(motion, N)
    if 2 * motion.shape[1] > T:
        raise ValueError(f"T is {T}: expected two frames or more for each of the {motion.shape[1]} motions.")
    images, digits = drawings(unseen=unseen)
    chosen = rng.integers(0, len(images), N)
    x, y, size, tilt = _paths(motion, T, rng)
    frames = np.empty((N, T, SIDE, SIDE), np.uint8)
    for n in range(N):
        frames[n] = _drawn(images[chosen[n]], x[n], y[n], size[n], tilt[n])
    return Films(frames, digits[chosen], motion, np.stack([x, y], axis=-1), size, tilt)


def drawn_pairs(count, rng, *, unseen=False):
    """Return (N, 2) of int for `films`: pairs of different motions in order, each of them as often as any other.

    Parameters
    ----------
    count : int
        N.
    rng : numpy.random.Generator
    unseen : bool
        Whether they are `UNSEEN_PAIRS`, which no film to learn from shows.

    Examples
    --------
    >>> drawn_pairs(3, np.random.default_rng(0)).shape
    (3, 2)
    """
    N, rng = as_count("count", count), as_rng("rng", rng)
    pairs = np.array(UNSEEN_PAIRS if as_flag("unseen", unseen) else SEEN_PAIRS)
    return pairs[rng.permutation(np.arange(N) % len(pairs))]


def backwards(found):
    """Return `Films` played backwards: the last frame first, the opposite motions, the last of them first.

    Raises ``TypeError`` for anything but `Films`.
    """
    if not isinstance(found, Films):
        raise TypeError(f"found is {type(found).__name__}: expected Films, e.g. films(5, rng).")
    turned = (value[:, ::-1] for value in (found.frames, found.place, found.size, found.tilt))
    frames, place, size, tilt = turned
    return Films(frames, found.digit, np.asarray(found.motion)[:, ::-1] ^ 1, place, size, tilt)


def caption(digit, motion):
    """Return what a film shows, in words: a tuple.

    Parameters
    ----------
    digit : int
        From 0 to 9.
    motion : array_like (K,) of int
        Places in `MOTIONS`, in order.

    Examples
    --------
    >>> caption(7, [3, 0])
    ('seven', 'turns', 'left', 'then', 'falls')
    """
    digit = as_count("digit", digit, 0, len(DIGITS) - 1)
    said = [MOTIONS[m].split() for m in _as_motions([motion], 1)[0]]
    return (DIGITS[digit], *said[0], *(word for words in said[1:] for word in (THEN, *words)))


def _as_motions(motion, N):
    found = as_floats("motion", motion, ("films", "motions"), sizes={"films": N})
    if (found != np.round(found)).any() or found.min() < 0 or found.max() >= len(MOTIONS):
        raise ValueError(f"motion must hold whole numbers from 0 to {len(MOTIONS) - 1}, places in MOTIONS.")
    return found.astype(np.int64)


def _paths(motion, T, rng):
    """(x, y, size, tilt), (N, T) each: pixels from the middle, to the right and down; height in pixels; radians."""
    N, K = motion.shape
    far, arc, turn, growth = (rng.uniform(*span, (N, K)) for span in ((4, 6), (2.5, 3.5), (1.1, 1.5), (0.5, 0.7)))
    progress = _progress(N, K, T, rng)
    moved = np.zeros((4, N, T))  # x, y, log size, tilt
    for k in range(K):
        p, back = progress[:, k], motion[:, k, None] % 2 == 1  # (N, T), (N, 1)
        q = np.where(back, 1 - p, p)
        one = (far[:, [k]] * q, arc[:, [k]] * np.abs(np.sin(2 * np.pi * q)), growth[:, [k]] * q, turn[:, [k]] * q)
        kind = motion[:, k, None] // 2
        for axis, which, value in ((1, 0, one[0]), (3, 1, one[3]), (2, 2, one[2]), (0, 3, one[0]), (1, 3, -one[1])):
            moved[axis] += np.where(kind == which, value - value[:, :1], 0)
    moved -= (moved.max(axis=-1, keepdims=True) + moved.min(axis=-1, keepdims=True)) / 2
    x, y, tilt = (rng.uniform(-most, most, (N, 1)) for most in (4.0, 4.0, 0.6))
    height = np.exp(rng.uniform(np.log(7.5), np.log(12), (N, 1)))
    return moved[0] + x, moved[1] + y, height * np.exp(moved[2]), moved[3] + tilt


def _progress(N, K, T, rng):
    """(N, K, T): how far each motion has come, from 0 to 1; one begins where the one before ends."""
    even = np.linspace(0, T - 1, K + 1)
    late = max(T / K / 2 - 0.5, 0)  # a motion takes half of its even share at least
    inner = np.round(even[1:-1] + rng.uniform(-late, late, (N, K - 1)))
    ends = np.concatenate([np.zeros((N, 1)), inner, np.full((N, 1), T - 1)], axis=1)  # (N, K + 1)
    begun, ended = ends[:, :-1, None], ends[:, 1:, None]
    return np.clip((np.arange(T) - begun) / (ended - begun), 0, 1)


def _drawn(image, x, y, size, tilt):
    """T frames (T, SIDE, SIDE) of one drawing, between whose pixels it is interpolated evenly."""
    across = np.arange(SIDE) - (SIDE - 1) / 2
    right, down = across - x[:, None], across - y[:, None]  # (T, SIDE): each pixel as seen from the digit's middle
    cos, sin = (f(tilt)[:, None, None] * 8 / size[:, None, None] for f in (np.cos, np.sin))
    u = cos * right[:, None, :] + sin * down[:, :, None] + 4.5  # column in the drawing, which is padded by one
    v = cos * down[:, :, None] - sin * right[:, None, :] + 4.5
    inside = (u > 0) & (u < 9) & (v > 0) & (v < 9)
    u, v = np.where(inside, u, 0.0), np.where(inside, v, 0.0)
    i, j = v.astype(int), u.astype(int)
    b, a = v - i, u - j
    padded = np.pad(image, 1)
    found = (1 - b) * ((1 - a) * padded[i, j] + a * padded[i, j + 1])
    found += b * ((1 - a) * padded[i + 1, j] + a * padded[i + 1, j + 1])
    return np.round(255 * np.where(inside, found, 0.0)).astype(np.uint8)
