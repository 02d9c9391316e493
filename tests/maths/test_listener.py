"""A listener in NumPy: by its equations, step by step, and where a silence lies."""

import numpy as np
import pytest

from lstm_helpers.data import voices
from lstm_helpers.maths import listener as listening
from lstm_helpers.maths import sequence
from lstm_helpers.maths.cells import DenseParams, dense, init_lstm
from lstm_helpers.maths.listener import Listener, hear, pieces, prepared, stretched, write
from lstm_helpers.maths.sound import FLOOR

SILENCE = np.log(FLOOR)


def small(seed=0, B=4, C=3, H=2):
    rng = np.random.default_rng(seed)
    filters = DenseParams(rng.normal(size=(5 * B, C)), rng.normal(size=C))
    ways = [init_lstm(C, H, rng) for _ in range(2)]
    return Listener(filters, *ways, DenseParams(rng.normal(size=(2 * H, 11)), rng.normal(size=11)))


@pytest.mark.parametrize("F", [1, 2, 3, 7, 12])
def test_the_equations_one_frame_at_a_time(F):
    made, features = small(), np.random.default_rng(F).normal(size=(F, 4))
    x = np.full((-(-F // 3) * 3 + 4, 4), SILENCE) - features.mean(axis=0)
    x[2 : 2 + F] = features - features.mean(axis=0)
    kernel = made.filters.W.reshape(5, 4, 3)
    a = [np.maximum(sum(x[f + k] @ kernel[k] for k in range(5)) + made.filters.b, 0) for f in range(len(x) - 4)]
    u = np.array([np.max(a[3 * t : 3 * t + 3], axis=0) for t in range(len(a) // 3)])
    h = sequence.both_ways(made.forward, made.backward, u[None]).output[0]
    logits = dense(made.readout, h)
    found = hear(made, features)
    assert found.shape == (-(-F // 3), 11)
    assert np.exp(found).sum(axis=1) == pytest.approx(1)
    assert found - found[:, :1] == pytest.approx(logits - logits[:, :1], abs=1e-12)


def test_a_louder_recording_is_heard_alike():
    """What is above the floor: there twice the loudness adds the same to every band and frame."""
    made, features = small(), np.random.default_rng(3).uniform(0, 2, size=(9, 4))
    louder = prepared(features + 1.4)[2:11]
    assert louder == pytest.approx(prepared(features)[2:11])
    assert hear(made, features).shape == (3, 11)


def test_a_clip_in_a_longer_batch_is_followed_by_silence():
    features = np.random.default_rng(4).normal(size=(7, 4))
    found = prepared(features, 20)
    assert found.shape == (25, 4)
    assert np.array_equal(found[:11], prepared(features)[:11])
    assert found[9:] == pytest.approx(np.tile(SILENCE - features.mean(axis=0), (16, 1)))


def test_what_is_written_is_the_best_path_in_digits():
    log_p = np.log(np.full((6, 11), 0.01))
    for t, letter in enumerate((0, 4, 4, 0, 4, 1)):
        log_p[t, letter] = np.log(0.9)
    assert write(log_p) == "330"


def test_pieces_lie_between_silences():
    features = np.full((40, 3), SILENCE)
    features[5:15, 1] = 4
    features[25:38, 0] = 3
    features[16, 2] = 4  # nearly at once after the first: no silence between
    assert pieces(features) == [(5, 17), (25, 38)]
    assert pieces(np.full((9, 3), SILENCE)) == []


def test_every_spoken_digit_is_found_between_its_silences():
    singles = [clip for clip in voices.spoken_digits() if len(clip.said) == 1]
    made = voices.joined(singles, np.random.default_rng(0), 100, (0.3, 0.3))
    counts = [len(pieces(clip.features)) == len(clip.said) for clip in made]
    assert np.mean(counts) > 0.75, "a few voices fall silent within a digit: the t of eight, the k of six"


def test_stretching_keeps_ends_and_lines():
    line = np.linspace(0, 1, 5)[:, None] * [1, 2]
    assert stretched(line, 9) == pytest.approx(np.linspace(0, 1, 9)[:, None] * [1, 2])
    assert np.array_equal(stretched(line, 5), line)


def test_parts_that_do_not_fit_are_named():
    made = small()
    with pytest.raises(ValueError, match=r"listener.forward reads 5 numbers a step: expected 3, one a filter"):
        hear(made._replace(forward=init_lstm(5, 2, np.random.default_rng(0))), np.zeros((4, 4)))
    with pytest.raises(ValueError, match=r"listener.filters reads 19 numbers: expected a multiple of 5"):
        hear(made._replace(filters=DenseParams(made.filters.W[1:], made.filters.b)), np.zeros((4, 4)))
    readout = DenseParams(made.readout.W[:, 1:], made.readout.b[1:])
    with pytest.raises(ValueError, match=r"listener.readout has 10 classes: expected 11"):
        listening.check_listener(made._replace(readout=readout))
