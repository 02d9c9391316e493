"""Run a learner's function and stay alive: endless loops, exits, floods of print, vandalised modules."""

import builtins
import copy
import io
import linecache
import math
import signal
import sys
import threading
import traceback
import warnings
from typing import NamedTuple

import numpy as np

GUARDED = (builtins, math, np, np.linalg, np.random)


class TooLong(BaseException):
    """The time limit. No Exception, so that a learner's ``except Exception`` does not catch it."""


class Ran(NamedTuple):
    """What came of one call."""

    value: object
    error: BaseException | None
    printed: str
    changed: tuple                               # the positions of the arguments that the function changed


class _Sink(io.TextIOBase):
    """Keeps the first 2,000 characters written to it."""

    text = ""

    def write(self, text):
        self.text += text[: 2000 - len(self.text)]
        return len(text)


def can_limit():
    """Is there a time limit here? It needs a Unix timer and the main thread."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def run(function, args, seconds=2.0, strict=False):
    """Call ``function`` with copies of ``args`` and return what came of it; leave Python and NumPy as found."""
    given, sink, value, error = copy.deepcopy(args), _Sink(), None, None
    saved = [(vars(module), dict(vars(module))) for module in GUARDED]
    random_state, out, err, limited = np.random.get_state(), sys.stdout, sys.stderr, can_limit()  # noqa: NPY002
    arm = signal.setitimer if limited else lambda *_: None
    timer, real = (signal.ITIMER_REAL, signal.signal(signal.SIGALRM, _too_long)) if limited else (None, None)
    strictly = {"over": "raise", "divide": "raise"} if strict else {}
    with warnings.catch_warnings(), np.errstate(**{"all": "ignore", **strictly}):
        warnings.simplefilter("ignore")
        try:
            sys.stdout = sys.stderr = sink
            np.empty, np.empty_like = _filled(np.empty), _filled(np.empty_like)
            arm(timer, seconds, 0.01)            # again and again, should a bare except swallow the first
            try:
                value = function(*given)
            finally:                             # in here nothing may need a builtin: they may be gone
                arm(timer, 0)
                for space, names in saved:
                    space.update(names)
        except BaseException as caught:
            error = caught
        arm(timer, 0)
        for space, names in saved:
            space.update(names)
        sys.stdout, sys.stderr = out, err
    np.random.set_state(random_state)            # noqa: NPY002, the learner's generator goes on where it was
    if limited:
        signal.signal(signal.SIGALRM, real)
    changed = tuple(n for n, (a, b) in enumerate(zip(args, given, strict=True)) if not _equal(a, b))
    return Ran(value, error, sink.text, changed)


def where(function, error):
    """The learner's line that stopped, or an empty text."""
    frames = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    code = getattr(function, "__code__", None)
    own = [frame for frame in frames if code and frame[0] == code.co_filename]
    return linecache.getline(*own[-1]).strip() if own else ""


def _filled(make):
    """np.empty that holds NaN, not by chance what the freed memory held: the right answer, computed a moment ago."""
    def made(*args, **kwargs):
        array = make(*args, **kwargs)
        if array.dtype.kind == "f":
            array.fill(np.nan)
        return array
    return made


def _too_long(*_):
    raise TooLong


def _equal(a, b):
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.shape == b.shape and np.array_equal(a, b)
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(map(_equal, a, b))
    return all(key in b and _equal(a[key], b[key]) for key in a) if isinstance(a, dict) else True
