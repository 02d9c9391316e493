"""Who hears of a training while it runs, and who may end it: callbacks, Ctrl-C, a bar in a terminal."""

import signal
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from lstm_helpers.arrays import as_flag, as_text, is_list, shown
from lstm_helpers.training.models import Model
from lstm_helpers.training.run import History


@dataclass
class Progress:
    """What a callback is told after a batch or an epoch; `stop` ends the training after it.

    Attributes
    ----------
    epoch, epochs, batch, batches : int
        Where training stands, counted from 1.
    loss, grad_norm, rate : float
        Of the last batch.
    sequences : int
        How many were seen.
    seconds : float
        How long it has taken.
    history : History
    model : Model
        The model as it is now. Its arrays go on changing: use `as_dtype` to keep a copy.
    """

    epochs: int
    batches: int
    history: History
    model: Model
    epoch: int = 1
    batch: int = 0
    loss: float = np.nan
    grad_norm: float = np.nan
    rate: float = np.nan
    sequences: int = 0
    seconds: float = 0.0
    stop_reason: str = ""

    def stop(self, reason="stopped by a callback"):
        """Ask the training to end after this batch, with what was learned."""
        self.stop_reason = as_text("reason", reason, example="'good enough'")


EVENTS = ("on_batch", "on_epoch", "on_end")


def check_callbacks(callbacks):
    """Return the callbacks as a tuple; ``TypeError`` says what can be one."""
    if not is_list(callbacks):
        raise TypeError(f"callbacks is {shown(callbacks)}: expected a list of functions or objects.")
    for callback in callbacks:
        if isinstance(callback, type):
            raise TypeError(f"callbacks holds the class {callback.__name__}: did you forget the brackets?")
        methods = [getattr(callback, event) for event in EVENTS if hasattr(callback, event)]
        if not all(map(callable, methods)) or not (methods or callable(callback)):
            raise TypeError(f"callbacks holds {shown(callback)}: expected a function, or methods {', '.join(EVENTS)}.")
    return tuple(callbacks)


def check_listeners(callbacks, progress):
    """Return (all callbacks as a tuple, whether to draw a bar); ``TypeError`` says what can be one."""
    if hasattr(progress, "on_batch"):
        return check_callbacks((*check_callbacks(callbacks), progress)), False
    return check_callbacks(callbacks), as_flag("progress", progress)


def report(state, run, data):
    """Bring what callbacks see up to date."""
    history = run.history
    state.epoch, state.batch, state.seconds = run.epoch + 1, run.batch, run.seconds
    state.loss, state.grad_norm = history.batch_loss[-1], history.batch_grad_norm[-1]
    state.rate = history.batch_rate[-1]
    state.sequences = run.epoch * data.seen(data.batches) + data.seen(run.batch)


def tell(callbacks, event, state, interrupted):
    """Call every callback that wants to know; Ctrl-C inside one is noted, and the others still hear."""
    for callback in callbacks:
        listen = getattr(callback, event, callback if event == "on_batch" and callable(callback) else None)
        if listen is not None:
            try:
                listen(state)
            except KeyboardInterrupt:
                interrupted.append(True)


@contextmanager
def interrupts():
    """Turn the first Ctrl-C into an entry of a list, so that no batch is cut in two; a second interrupts at once."""
    pressed = []
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        yield pressed
        return

    def note(number, frame):
        if pressed:
            usual(number, frame)
        pressed.append(True)

    signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, usual)


@contextmanager
def bar_in_terminal(total, done, wanted):
    """A progress bar in a terminal that leaves no trace; elsewhere, or without tqdm, nothing."""
    if not (wanted and sys.stderr is not None and sys.stderr.isatty()):
        yield lambda loss: None
        return
    try:
        from tqdm import tqdm
    except ImportError:
        yield lambda loss: None
        return
    with tqdm(total=total, initial=done, unit="batch", leave=False) as bar:

        def advance(loss):
            bar.set_postfix_str(f"loss {loss:.2e}", refresh=False)
            bar.update()

        yield advance
