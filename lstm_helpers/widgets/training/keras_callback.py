"""The Training view as a Keras callback. Importing this module imports Keras."""

import math
from contextlib import ExitStack
from time import perf_counter

from lstm_helpers.keras_models import keras
from lstm_helpers.training import STOPPED, interrupts

POINTS = 60  # of the training curve at least, where there are so many batches
FEW = 20  # epochs: from here on each is a point of its own


class ViewCallback(keras.callbacks.Callback):
    """Tells a `TrainingView` what Keras does, and Keras when to stop."""

    def __init__(self, view):
        super().__init__()
        self.view = view

    def on_train_begin(self, logs=None):
        """Note the time, and take an interruption as the wish to stop."""
        self.signals = ExitStack()
        self.interrupted = self.signals.enter_context(interrupts())
        self.started, self.finished, self.stopped, self.epochs = perf_counter(), 0, False, 0

    def on_epoch_begin(self, epoch, logs=None):
        """Clear the view at the first epoch, and start the means of each."""
        if not self.epochs:
            self.epochs, self.batches = self.params["epochs"] - epoch, self.params.get("steps") or 0
            parts = math.ceil(POINTS / self.epochs) if self.epochs < FEW and self.batches else 1
            self.part = math.ceil(self.batches / parts) if parts > 1 else math.inf
            self.view.begin(epochs=self.epochs, batches=self.batches)
        self.closed = self.before = self.now = (0, 0.0)  # batches of this epoch, and their mean loss

    def on_train_batch_end(self, batch, logs=None):
        """Note the mean loss of the epoch so far, and stop where the reader wants it."""
        batches = min(batch + 1, self.batches or batch + 1)  # of several at once Keras may count more than there are
        self.before, self.now = self.now, (batches, float(logs["loss"]))
        loss = None
        if self.part <= batches - self.closed[0] and batches < self.batches:
            loss = self._since()
        if self.interrupted:
            self.view.stop()
        if self.view.news(done=self.finished + batches, seconds=perf_counter() - self.started, loss=loss):
            self.stopped = self.model.stop_training = True

    def on_epoch_end(self, epoch, logs=None):
        """Close the curve's part, and show the validation loss."""
        batches, seconds = self.now[0], perf_counter() - self.started
        self.finished += batches
        self.batches = self.batches or batches  # Keras may learn only now how many there are
        loss = float(logs["loss"]) if self.part == math.inf else None
        if loss is None and self.before[0] > self.closed[0]:
            self.now = self.before  # without the last batch, which may be smaller
            loss = self._since()
        self.view.news(done=self.finished, seconds=seconds, loss=loss, batches=self.batches)
        if "val_loss" in logs:
            self.view.validated(self.finished, float(logs["val_loss"]), seconds)

    def on_train_end(self, logs=None):
        """Say why the training ended."""
        self.signals.close()
        planned = self.epochs * self.batches
        if self.stopped:
            self.view.end(f"{STOPPED}: kept what was learned in {self.finished} of {planned} batches")
        elif self.finished < planned:
            self.view.end(f"ended by Keras after {self.finished} of {planned} batches")
        else:
            self.view.end(f"finished: {self.epochs} of {self.epochs} epochs")

    def _since(self):
        """The mean loss of the batches since the last part was closed; None where float32 cannot tell it."""
        (a, mean_a), (b, mean_b) = self.closed, self.now
        loss = part_mean(a, mean_a, b, mean_b)
        if loss is not None:
            self.closed = self.now
        return loss


def part_mean(a, mean_a, b, mean_b):
    """Return the mean of the values a+1 … b from the means of the first ``a`` and the first ``b``.

    None where the difference lies within what float32 rounds away.

    >>> part_mean(2, 3.0, 4, 2.0)
    1.0
    """
    mean = (b * mean_b - a * mean_a) / (b - a)
    rounding = 2.0**-22 * b * abs(mean_b) / (b - a)
    return None if a and abs(mean) < 10 * rounding else mean
