"""Listen: from log-mel features to the chance of each digit at each step; and the baseline that cuts at silences.

What is heard is centred, a convolution looks at five frames at a time, the largest of every three is kept, an LSTM
reads both ways, and a readout says how likely each digit is now, or the blank:

    a_f = relu(Σ_k x_{f+k} K_k + b),   u_t = max(a_{3t}, a_{3t+1}, a_{3t+2})                     (1)
    h_t = [forward LSTM; backward LSTM]                                                          (2)
    log_p_t = log softmax(h_t W + b)                                                             (3)

Before and after a clip there is silence. Class 0 is the blank, class d + 1 the digit d.

Shapes: F frames, B bands, C filters, T = ⌈F / 3⌉ steps, H units a direction, K classes.
"""

from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_number
from lstm_helpers.maths import fused
from lstm_helpers.maths.cells import DenseParams, LSTMParams, dense
from lstm_helpers.maths.ctc import best_path
from lstm_helpers.maths.parameters import check_dense, check_params
from lstm_helpers.maths.sound import FLOOR

WIDTH, POOL = 5, 3
"""Frames that a filter sees at once, and of which the largest is kept."""
AROUND = WIDTH // 2
CLASSES = ("", *"0123456789")
"""What each class writes."""


class Listener(NamedTuple):
    """``filters`` DenseParams (`WIDTH` · B, C), ``forward`` and ``backward`` LSTMParams, ``readout`` DenseParams."""

    filters: DenseParams
    forward: LSTMParams
    backward: LSTMParams
    readout: DenseParams


def prepared(features, frames=None):
    """Return what a listener reads of a clip: centred, with silence around it, (3T + 4, B).

    Parameters
    ----------
    features : array_like (F, B)
        From `lstm_helpers.maths.sound.log_mel`.
    frames : int, optional
        F or more: as many as the longest clip of a batch has; the rest is silence.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    features = as_floats("features", features, ("frames", "bands"))
    F = len(features) if frames is None else as_count("frames", frames, most=1_000_000)
    if len(features) > F:
        raise ValueError(f"features has {len(features)} frames: more than the {F} that were asked for.")
    mean = features.mean(axis=0)
    found = np.tile(np.log(FLOOR) - mean, (-(-F // POOL) * POOL + 2 * AROUND, 1))
    found[AROUND : AROUND + len(features)] = features - mean
    return found


def hear(listener, features):
    """Return log_p (T, K), nats: how likely each class is at each step, equations (1) to (3).

    Parameters
    ----------
    listener : Listener
    features : array_like (F, B)
        From `lstm_helpers.maths.sound.log_mel`, not centred.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    listener = check_listener(listener)
    bands = len(listener.filters.W) // WIDTH
    x = prepared(as_floats("features", features, ("frames", "bands"), sizes={"bands": bands}))
    seen = np.lib.stride_tricks.sliding_window_view(x, WIDTH, axis=0)  # (3T, B, WIDTH)
    seen = seen.transpose(0, 2, 1).reshape(len(seen), -1)  # (3T, WIDTH · B)
    a = np.maximum(dense(listener.filters, seen), 0)
    u = a.reshape(-1, POOL, a.shape[1]).max(axis=1)[None]  # (1, T, C)
    there, back = (
        fused.run(params, way).outputs[0] for params, way in ((listener.forward, u), (listener.backward, u[:, ::-1]))
    )
    logits = dense(listener.readout, np.concatenate([there, back[::-1]], axis=1))  # (T, K)
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def write(log_p):
    """Return the digits that the best path through log_p (T, K) says, a str; errors are those of `ctc.best_path`."""
    return "".join(CLASSES[letter] for letter in best_path(log_p)[0])


def pieces(features, quiet=0.15, least=0.08, rate=80):
    """Return the pieces between silences, a list of (first frame, frame after the last).

    A frame is quiet if its loudest band lies in the lowest share ``quiet`` of the way from silence to the loudest of
    all; a silence is ``least`` seconds of quiet frames. What is shorter than that is left out.

    Parameters
    ----------
    features : array_like (F, B)
    quiet : float
        Above 0 and below 1.
    least : float
        Seconds, 0 or more.
    rate : float
        Frames a second.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    features = as_floats("features", features, ("frames", "bands"))
    quiet = as_number("quiet", quiet, "a share between 0 and 1", above=0, below=1)
    least = as_number("least", least, "0 seconds or more", least=0)
    rate = as_number("rate", rate, "frames a second, above 0", above=0)
    loudest, floor = features.max(axis=1), np.log(FLOOR)
    sounds = np.flatnonzero(loudest - floor > quiet * (loudest.max() - floor))
    if not len(sounds):
        return []
    shortest = max(1, round(least * rate))
    groups = np.split(sounds, np.flatnonzero(np.diff(sounds) > shortest) + 1)  # (frames of each,)
    return [(int(group[0]), int(group[-1]) + 1) for group in groups if group[-1] + 1 - group[0] >= shortest]


def stretched(features, frames):
    """Return features (F, B) drawn out, or together, to so many frames: each band read off along straight lines.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    features, frames = as_floats("features", features, ("frames", "bands")), as_count("frames", frames, 1, 1_000_000)
    at = np.linspace(0, len(features) - 1, frames)
    return np.stack([np.interp(at, np.arange(len(features)), band) for band in features.T], axis=1)


def check_listener(listener, name="listener"):
    """Return a `Listener` as float64 arrays that fit together; `TypeError` or `ValueError` says what to mend."""
    if not isinstance(listener, Listener):
        raise TypeError(
            f"{name} is {type(listener).__name__}: expected a Listener(filters, forward, backward, readout)."
        )
    filters = check_dense(listener.filters, f"{name}.filters")
    if len(filters.W) % WIDTH:
        raise ValueError(f"{name}.filters reads {len(filters.W)} numbers: expected a multiple of {WIDTH} frames.")
    ways = []
    for way in ("forward", "backward"):
        params = getattr(listener, way)
        if not isinstance(params, LSTMParams):
            raise TypeError(f"{name}.{way} is {type(params).__name__}: expected LSTMParams, e.g. init_lstm(D, H, rng).")
        params, D, H = check_params(params, f"{name}.{way}")
        if filters.W.shape[1] != D:
            raise ValueError(f"{name}.{way} reads {D} numbers a step: expected {filters.W.shape[1]}, one a filter.")
        ways.append((params, H))
    readout = check_dense(listener.readout, f"{name}.readout", sum(H for _, H in ways))
    if readout.W.shape[1] != len(CLASSES):
        raise ValueError(f"{name}.readout has {readout.W.shape[1]} classes: expected {len(CLASSES)}, blank and digits.")
    parts = (filters, *(params for params, _ in ways), readout)
    return Listener(*(type(part)(*(array.astype(float, copy=False) for array in part)) for part in parts))
