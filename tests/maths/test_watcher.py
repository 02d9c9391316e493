"""What watches films, by hand and by its laws; the eye against convolutions of scipy."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from lstm_helpers.maths import watcher as w
from lstm_helpers.maths.cells import dense, lstm_step
from tests.support.doors_films import EYE, FEATURES, WATCHER, made_eye


def frames(n=2, T=3, side=8, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (n, T, side, side)).astype(np.uint8)


def convolved(conv, a):
    """relu(a ∗ K + b) and the largest of every 2 × 2, channel by channel, by scipy: (S, S, in) to (S/2, S/2, out)."""
    maps = []
    for out in range(conv.K.shape[-1]):
        z = sum(correlate2d(a[..., n], conv.K[..., n, out], "same") for n in range(a.shape[-1])) + conv.b[out]
        best = np.maximum(z, 0)
        maps.append(np.max([best[i::2, j::2] for i in (0, 1) for j in (0, 1)], axis=0))
    return np.stack(maps, axis=-1)


def test_the_eye_convolves_as_scipy_does():
    some = frames()
    found = w.look(EYE, some)
    for n, t in ((0, 0), (1, 2)):
        a = convolved(EYE.second, convolved(EYE.first, some[n, t, :, :, None] / 255))
        assert found[n, t] == pytest.approx(np.maximum(dense(EYE.dense, a.ravel()), 0), abs=1e-6)


def test_the_eye_looks_at_each_frame_by_itself():
    some = frames(T=4)
    order = [2, 0, 3, 1]
    assert np.array_equal(w.look(EYE, some[:, order]), w.look(EYE, some)[:, order])
    assert w.look(EYE, some[:1]) == pytest.approx(w.look(EYE, some)[:1])


def test_a_watcher_step_by_step():
    found = w.watch(WATCHER, FEATURES)
    h = c = np.zeros((len(FEATURES), len(WATCHER.lstm.W_h)))
    for t in range(FEATURES.shape[1]):
        *_, c, h = lstm_step(WATCHER.lstm, FEATURES[:, t], h, c)
        for head, chances in ((WATCHER.motion, found.motion), (WATCHER.digit, found.digit)):
            z = np.exp(dense(head, h))
            assert chances[:, t] == pytest.approx(z / z.sum(axis=-1, keepdims=True))
    assert found.h[:, -1] == pytest.approx(h)


def test_what_comes_later_does_not_change_what_was_thought_before():
    later = FEATURES.copy()
    later[:, -1] += 1
    one, other = w.watch(WATCHER, FEATURES), w.watch(WATCHER, later)
    assert np.array_equal(one.motion[:, :-1], other.motion[:, :-1])
    assert not np.allclose(one.motion[:, -1], other.motion[:, -1])


def test_frames_of_another_size_cost_a_sentence():
    with pytest.raises(ValueError, match="frames are 12 × 12 pixels: this eye was made for 8 × 8"):
        w.look(EYE, frames(side=12))
    assert w.look(made_eye(side=3), frames(side=12)).shape == (2, 3, 5)
