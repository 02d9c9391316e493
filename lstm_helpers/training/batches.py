"""Where the batches of a training come from: data in memory, shuffled every epoch, or a task that draws fresh ones."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_mask
from lstm_helpers.maths import trace
from lstm_helpers.training import fingerprints
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
        return fingerprints.of_arrays((self.x, self.y, self.mask))

    def seen(self, batches):
        """Return how many sequences the first ``batches`` of an epoch hold."""
        return min(batches * self.batch_size, len(self.x))

    def ordered(self, order):
        """Return whether ``order`` is one in which an epoch can go through the data."""
        return order.shape == (len(self.x),) and bool((np.sort(order) == np.arange(len(self.x))).all())

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
        return {"task": fingerprints.of_function(self.task), "batches": self.batches}

    def seen(self, batches):
        """Return how many sequences the first ``batches`` of an epoch hold."""
        return batches * self.batch_size

    def ordered(self, order):
        """Return whether ``order`` is one in which an epoch can go through the data."""
        return order.size == 0

    def shuffle(self, rng):
        """Return the order of the sequences in the next epoch."""
        return np.empty(0, int)

    def draw(self, rng, order, batch):
        """Return (x, y, mask) of one batch of the epoch."""
        drawn = self.task(self.batch_size, rng)
        if not isinstance(drawn, tuple) or len(drawn) not in (2, 3):
            raise TypeError(f"x drew {type(drawn).__name__}: expected it to return (x, y) or (x, y, mask).")
        x, y, mask = (*drawn, None)[:3]
        x = trace.check_x("what x drew", x, self.D, self.dtype)
        if len(x) != self.batch_size:
            raise ValueError(f"x drew {len(x)} sequence(s): expected as many as were asked for, {self.batch_size}.")
        return x, y, None if mask is None else as_mask("the mask that x drew", mask, x.shape[:2])


def check_data(x, y, mask, D, dtype, batch_size, steps):
    """Return `Stored` or `Fresh`; `TypeError` or `ValueError` says what to mend."""
    if callable(x):
        if y is not None or mask is not None:
            raise ValueError("x draws its own targets: leave y and mask out.")
        if steps is None:
            raise ValueError("steps is missing: expected the batches of an epoch, as x draws fresh ones for ever.")
        return Fresh(x, D, dtype, as_count("steps", steps), batch_size)
    x, mask = check_x("x", x, D, mask, dtype)
    if y is None:
        raise ValueError("y is missing: expected one target a sequence, unless x is a function that draws them too.")
    if steps is not None:
        raise ValueError("steps is for an x that draws fresh sequences: stored ones are gone through once an epoch.")
    if as_floats("y", y, None).ndim == 0:
        raise ValueError(f"y is one number: expected targets for {len(x)} sequence(s), as x has.")
    return Stored(x, np.asarray(y), mask, min(batch_size, len(x)))
