"""Watch a film: an eye looks at each frame by itself, an LSTM reads what it saw, two readouts say motion and digit.

The eye is two small convolutions, each followed by the largest of every 2 × 2, and a dense layer; it is the same for
every frame, which Keras calls TimeDistributed:

    a = max_2×2(relu(frame ∗ K_1 + b_1));  a = max_2×2(relu(a ∗ K_2 + b_2))                (1)
    features_t = relu(a W + b)                                                             (2)
    h_t, c_t = lstm_step(features_t, h_{t−1}, c_{t−1})                                     (3)
    motion_t = softmax(h_t W_m + b_m);  digit_t = softmax(h_t W_d + b_d)                   (4)

A convolution with kernels of 3 × 3 that keeps the size ("same") reads zeros beyond the edge, as Keras's does.

Shapes: N films, T frames of S × S pixels, D features, H units, M motions, C digits.
"""

from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_floats
from lstm_helpers.maths.cells import DenseParams, LSTMParams, dense
from lstm_helpers.maths.losses import softmax
from lstm_helpers.maths.parameters import check_dense, check_params
from lstm_helpers.maths.sequence import run


class ConvParams(NamedTuple):
    """A convolution: ``K`` (3, 3, channels in, channels out) and ``b`` (channels out,)."""

    K: np.ndarray
    b: np.ndarray


class Eye(NamedTuple):
    """What looks at a frame: two `ConvParams`, ``first`` for one channel, and ``dense`` DenseParams (pixels, D)."""

    first: ConvParams
    second: ConvParams
    dense: DenseParams


class Watcher(NamedTuple):
    """What reads the features of a film: ``lstm`` LSTMParams, ``motion`` DenseParams (H, M), ``digit`` (H, C)."""

    lstm: LSTMParams
    motion: DenseParams
    digit: DenseParams


class Watched(NamedTuple):
    """What a watcher thinks after each frame: chances ``motion`` (N, T, M) and ``digit`` (N, T, C), states ``h``."""

    motion: np.ndarray
    digit: np.ndarray
    h: np.ndarray


def look(eye, frames):
    """Return the features of each frame by itself, equations (1) and (2).

    Parameters
    ----------
    eye : Eye
    frames : array_like (N, T, S, S)
        Grey levels from 0, black, to 255. S must be what the eye was made for.

    Returns
    -------
    features : ndarray (N, T, D)
        float32.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    eye = check_eye(eye)
    frames = as_floats("frames", frames, ("films", "time", "rows", "columns"), dtype=np.float32)
    if frames.min() < 0 or frames.max() > 255:
        raise ValueError("frames must hold grey levels from 0 to 255.")
    rows, columns = frames.shape[2:]
    pixels = len(eye.dense.W) // eye.second.K.shape[-1]
    if rows != columns or (rows // 4) ** 2 != pixels or rows % 4:
        side = 4 * round(pixels**0.5)
        raise ValueError(f"frames are {rows} × {columns} pixels: this eye was made for {side} × {side}.")
    return np.stack([_look(eye, film) for film in frames])


def watch(watcher, features):
    """Read the features of films frame by frame, equations (3) and (4), and return what is `Watched`.

    Parameters
    ----------
    watcher : Watcher
    features : array_like (N, T, D)
        From `look`.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    watcher = check_watcher(watcher)
    sizes = {"features": len(watcher.lstm.W_x)}
    features = as_floats("features", features, ("films", "time", "features"), sizes=sizes, dtype=np.float64)
    h = run(watcher.lstm, features).outputs  # (N, T, H)
    return Watched(softmax(dense(watcher.motion, h)), softmax(dense(watcher.digit, h)), h)


def check_watcher(watcher, name="watcher"):
    """Return a `Watcher` as float64 arrays that fit together; `TypeError` or `ValueError` says what to mend."""
    if not isinstance(watcher, Watcher):
        raise TypeError(f"{name} is {type(watcher).__name__}: expected a Watcher(lstm, motion, digit).")
    if not isinstance(watcher.lstm, LSTMParams):
        raise TypeError(
            f"{name}.lstm is {type(watcher.lstm).__name__}: expected LSTMParams, e.g. init_lstm(D, H, rng)."
        )
    lstm, _, H = check_params(watcher.lstm, f"{name}.lstm")
    heads = (check_dense(getattr(watcher, head), f"{name}.{head}", H) for head in ("motion", "digit"))
    return Watcher(_as(np.float64, lstm), *(_as(np.float64, head) for head in heads))


def check_eye(eye, name="eye"):
    """Return an `Eye` as float32 arrays that fit together; `TypeError` or `ValueError` says what to mend."""
    if not isinstance(eye, Eye):
        raise TypeError(f"{name} is {type(eye).__name__}: expected an Eye(first, second, dense).")
    channels, found = 1, []
    for part in ("first", "second"):
        params = getattr(eye, part)
        if not isinstance(params, ConvParams):
            raise TypeError(f"{name}.{part} is {type(params).__name__}: expected ConvParams(K, b).")
        axes, sizes = ("rows", "columns", "in", "out"), {"rows": 3, "columns": 3, "in": channels}
        K = as_floats(f"{name}.{part}.K", params.K, axes, sizes=sizes, dtype=np.float32)
        channels = K.shape[-1]
        b = as_floats(f"{name}.{part}.b", params.b, ("out",), sizes={"out": channels}, dtype=np.float32)
        found.append(ConvParams(K, b))
    last = check_dense(eye.dense, f"{name}.dense")
    side = round((len(last.W) / channels) ** 0.5)
    if side * side * channels != len(last.W):
        raise ValueError(
            f"{name}.dense reads {len(last.W)} numbers: expected a square of pixels × {channels} channels."
        )
    return Eye(*found, _as(np.float32, last))


def _as(dtype, params):
    return type(params)(*(array.astype(dtype, copy=False) for array in params))


def _look(eye, film):
    """One film (T, S, S) as features (T, D)."""
    a = film[..., None] / np.float32(255)  # (T, S, S, 1)
    for conv in (eye.first, eye.second):
        a = _largest_of_four(np.maximum(_convolved(conv, a), 0))
    return np.maximum(a.reshape(len(a), -1) @ eye.dense.W + eye.dense.b, 0)


def _convolved(conv, a):
    """The convolution a ∗ K + b: (T, S, S, in) to (T, S, S, out)."""
    _, rows, columns, _ = a.shape
    padded = np.pad(a, ((0, 0), (1, 1), (1, 1), (0, 0)))
    return conv.b + sum(
        padded[:, i : i + rows, j : j + columns] @ conv.K[i, j] for i in range(3) for j in range(3)
    )  # (T, S, S, out)


def _largest_of_four(a):
    T, rows, columns, channels = a.shape
    return a.reshape(T, rows // 2, 2, columns // 2, 2, channels).max(axis=(2, 4))
