"""Where the batches of a training come from: data in memory, shuffled every epoch, or a task that draws fresh ones."""

import zlib
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_floats
from lstm_helpers.training.models import check_x


class Stored(NamedTuple):
    """Data in memory: an epoch is once through it, in a fresh order."""

    x: np.ndarray
    y: np.ndarray
    mask: np.ndarray | None
    batch_size: int

    @property
    def batches(self):
        """How many an epoch has."""
        return -(-len(self.x) // self.batch_size)

    @property
    def sizes(self):
        """How many sequences each batch of an epoch holds."""
        full, rest = divmod(len(self.x), self.batch_size)
        return [self.batch_size] * full + [rest] * (rest > 0)

    @property
    def digest(self):
        """What tells these data from others, as JSON values."""
        return digest_of((self.x, self.y, self.mask))

    def shuffle(self, rng):
        """Return the order of the sequences in the next epoch."""
        return rng.permutation(len(self.x))

    def draw(self, rng, order, batch):
        """Return (x, y, mask) of one batch of the epoch."""
        rows = order[batch * self.batch_size : (batch + 1) * self.batch_size]
        return self.x[rows], self.y[rows], None if self.mask is None else self.mask[rows]  # (batch_size, T, D), …


class Fresh(NamedTuple):
    """A task that draws new sequences for every batch."""

    task: Callable
    D: int
    dtype: np.dtype
    batches: int
    batch_size: int

    @property
    def sizes(self):
        """How many sequences each batch of an epoch holds."""
        return [self.batch_size] * self.batches

    @property
    def digest(self):
        """What tells these data from others, as JSON values."""
        return [name_of(self.task), self.batches]

    def shuffle(self, rng):
        """Return the order of the sequences in the next epoch."""
        return np.empty(0, int)

    def draw(self, rng, order, batch):
        """Return (x, y, mask) of one batch of the epoch."""
        drawn = self.task(self.batch_size, rng)
        if not isinstance(drawn, tuple) or len(drawn) not in (2, 3):
            raise TypeError(f"x drew {type(drawn).__name__}: expected it to return (x, y) or (x, y, mask).")
        x, y, *mask = drawn
        sizes = {"batch": self.batch_size, "features": self.D}
        x = as_floats("what x drew", x, ("batch", "time", "features"), sizes=sizes)
        return x.astype(self.dtype, copy=False), y, mask[0] if mask else None


def check_data(x, y, mask, D, dtype, batch_size, steps):
    """Return `Stored` or `Fresh`; `TypeError` or `ValueError` says what to mend."""
    if callable(x):
        if y is not None or mask is not None:
            raise ValueError("x draws its own targets: leave y and mask out.")
        if steps is None:
            raise ValueError("steps is missing: expected the batches of an epoch, as x draws fresh ones for ever.")
        return Fresh(x, D, dtype, as_count("steps", steps), batch_size)
    if y is None:
        raise ValueError("y is missing: expected one target a sequence.")
    if steps is not None:
        raise ValueError("steps is for an x that draws fresh sequences: stored ones are gone through once an epoch.")
    x, mask = check_x("x", x, D, mask)
    as_floats("y", y, None)
    y = np.asarray(y)
    if y.ndim == 0 or len(y) != len(x):
        raise ValueError(f"y has shape {y.shape}: expected numbers for {len(x)} sequence(s).")
    return Stored(x.astype(dtype, copy=False), y, mask, min(batch_size, len(x)))


def digest_of(arrays):
    """Return shape and checksum of each array; None stays away."""
    return [[list(a.shape), zlib.crc32(np.ascontiguousarray(a).tobytes())] for a in arrays if a is not None]


def name_of(function):
    """Return what a function, or one with some arguments fixed, is called."""
    if isinstance(function, partial):
        return f"{name_of(function.func)} {function.args} {sorted(function.keywords.items())}"
    return getattr(function, "__qualname__", type(function).__name__)
