"""The losses of a training as the browser draws them."""

from dataclasses import dataclass, field

import numpy as np

from lstm_helpers.widgets.payload import pack

BINS = 160  # points of the training curve at most


@dataclass
class Record:
    """Losses in at most `BINS` equal runs of batches, and those of the validation."""

    # fmt: off
    train: list = field(default_factory=list)       # rows (batches done, mean, smallest, largest, seconds)
    validation: list = field(default_factory=list)  # rows (batches done, loss, seconds)
    waiting: list = field(default_factory=list)     # losses of the bin that is being filled
    size: int = 1                                   # how many fill one
    # fmt: on

    def add(self, done, loss, seconds):
        """Take the loss of a batch."""
        self.waiting.append(loss)
        if len(self.waiting) == self.size:
            self.close(done, seconds)
        if len(self.train) == BINS:  # two become one
            pairs = zip(self.train[::2], self.train[1::2], strict=True)
            self.train = [(b[0], (a[1] + b[1]) / 2, min(a[2], b[2]), max(a[3], b[3]), b[4]) for a, b in pairs]
            self.size *= 2

    def close(self, done, seconds):
        """End the run of batches that is being filled."""
        if self.waiting:
            mean = sum(self.waiting) / len(self.waiting)
            self.train.append((done, mean, min(self.waiting), max(self.waiting), seconds))
            self.waiting = []

    def validated(self, done, loss, seconds):
        """Take a validation loss."""
        self.validation.append((done, loss, seconds))

    def arrays(self):
        """Return both lists as arrays, (points, 5) and (points, 3)."""
        return (np.array(self.train, float).reshape(-1, 5), np.array(self.validation, float).reshape(-1, 3))

    def packed(self):
        """Return both as bytes."""
        train, validation = self.arrays()
        return {"train": pack(train), "validation": pack(validation)}


def waiting():
    """Return what the browser is told before the first training."""
    return {
        "run": 0,
        "state": "waiting",
        "epochs": 0,
        "batches": 0,
        "done": 0,
        "seconds": 0.0,
        "ended": "",
        **Record().packed(),
    }
