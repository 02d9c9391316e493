"""Run a learner's function and stay alive: endless loops, exits, floods of print, vandalised modules."""

import builtins
import contextlib
import copy
import io
import math
import signal
import threading
import warnings
from collections import namedtuple

import numpy as np

GUARDED = (builtins, math, np, np.linalg, np.random)
Ran = namedtuple("Ran", "value error printed changed")  # of one call; the last: which arguments it changed in place


class _Sink(io.TextIOBase):
    """Keeps the first 2,000 characters written to it."""

    text = ""

    def write(self, text):
        self.text = (self.text + text)[:2000]


def run(function, args, seconds):
    """Call ``function`` with copies of ``args`` and return what came of it; leave Python and NumPy as found.

    What takes longer is interrupted, as the stop button would do it: no ``except Exception`` of a learner catches that.
    It needs a Unix timer and the main thread; elsewhere there is the stop button alone.
    """
    given, sink, value, error, anything = copy.deepcopy(args), _Sink(), None, None, BaseException
    saved, state = [(vars(module), {**vars(module)}) for module in GUARDED], np.random.get_state()  # noqa: NPY002
    timed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    arm = (lambda *seconds: signal.setitimer(signal.ITIMER_REAL, *seconds)) if timed else lambda *_: None
    real = signal.signal(signal.SIGALRM, signal.default_int_handler) if timed else None
    with (
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
        warnings.catch_warnings(action="ignore"),
        np.errstate(all="ignore", over="raise", divide="raise"),
    ):
        # NaN, and not by chance what the freed memory held: the right answer, computed a moment ago
        np.empty = lambda shape, *rest, **more: np.full(shape, np.nan, *rest, **more)
        np.empty_like = lambda prototype, *rest, **more: np.full_like(prototype, np.nan, *rest, **more)
        try:  # from here on nothing may need a builtin: they may be gone
            arm(seconds, 0.01)  # again and again, should a bare except swallow the first
            try:
                value = function(*given)
            finally:
                arm(0)
        except anything as caught:
            error = caught
        arm(0)
        for space, names in saved:
            space.update(names)
    np.random.set_state(state)  # noqa: NPY002, the learner's generator goes on where it was
    if timed:
        signal.signal(signal.SIGALRM, real or signal.SIG_DFL)
    return Ran(value, error, sink.text, [n for n, pair in enumerate(zip(args, given, strict=True)) if not _same(*pair)])


def _same(a, b):
    with contextlib.suppress(AssertionError):
        return np.testing.assert_equal(a, b) is None
