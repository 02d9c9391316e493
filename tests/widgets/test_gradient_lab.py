"""The Gradient Lab from Python: its numbers against a measured slope, what it refuses, and the picture it leaves."""

import numpy as np
import pytest

from lstm_helpers.maths import cells, sequence
from lstm_helpers.widgets import GradientLab
from lstm_helpers.widgets.gradient.lab import SQUASH, D, H


def unrolled(lab, k, h, c=None):
    """The last state along the lab's direction when the state k steps before the end is h (and c), from scratch."""
    x = lab.input_size * lab._x[lab.length - k : lab.length]
    for x_t in x:
        if c is None:
            h = SQUASH[lab.activation][0](x_t @ lab._rnn.W_x + h @ (lab.radius * lab._rnn.W_h))
        else:
            step = cells.lstm_step(lab._lstm_now(), x_t[None], h[None], c[None])
            h, c = step.h_t[0], step.c_t[0]
    return lab._start @ (h if c is None else c)


@pytest.mark.parametrize("activation", list(SQUASH))
def test_the_rnns_norms_are_slopes_that_can_be_measured(activation):
    lab = GradientLab(10, radius=1.3, activation=activation)
    h = [np.zeros(H)]
    for x_t in lab.input_size * lab._x[:10]:
        h.append(SQUASH[activation][0](x_t @ lab._rnn.W_x + h[-1] @ (1.3 * lab._rnn.W_h)))
    for k in (0, 1, 4, 9):
        ends = [[unrolled(lab, k, h[10 - k] + eps * u) for eps in (-1e-6, 1e-6)] for u in np.eye(H)]
        slopes = [(above - below) / 2e-6 for below, above in ends]
        assert np.linalg.norm(slopes) == pytest.approx(lab.norms()["RNN"][k], rel=1e-6)


def test_the_lstms_norms_are_slopes_that_can_be_measured():
    """c moves the end as it is handed on, and through the h that is computed from it: both paths are in the norm."""
    lab = GradientLab(8, forget_bias=2.0, recurrent=3.0)
    trace = sequence.run(lab._lstm_now(), lab.input_size * lab._x[None, :8])
    for k in (0, 1, 3, 7):
        c, o, eps = trace.c[0, 8 - k], trace.o[0, 7 - k], 1e-6
        slopes = [
            (
                unrolled(lab, k, o * np.tanh(c + eps * u), c + eps * u)
                - unrolled(lab, k, o * np.tanh(c - eps * u), c - eps * u)
            )
            / (2 * eps)
            for u in np.eye(H)
        ]
        assert np.linalg.norm(slopes) == pytest.approx(lab.norms()["LSTM"][k], rel=1e-6)


def test_without_squashing_the_norm_is_the_radius_to_the_power_of_the_lag():
    lab = GradientLab(100, radius=0.8, activation="linear")
    np.testing.assert_allclose(lab.norms()["RNN"], 0.8 ** np.arange(101.0), rtol=1e-9)


@pytest.mark.parametrize("activation", list(SQUASH))
@pytest.mark.parametrize("radius", [0.0, 0.5, 1.0, 1.9])
def test_no_gradient_exceeds_the_bound(activation, radius):
    lab = GradientLab(60, radius=radius, activation=activation)
    assert (lab.norms()["RNN"] <= radius ** np.arange(61.0) * (1 + 1e-9)).all()


def test_forget_gates_alone_are_all_there_is_without_recurrent_weights():
    norms = GradientLab(50, forget_bias=3, recurrent=0).norms()
    np.testing.assert_allclose(norms["LSTM"], norms["forget gates"], rtol=1e-12)
    assert norms["LSTM"][50] < norms["LSTM"][1] < 1


def test_an_lstm_of_bias_0_forgets_faster_than_a_good_rnn_and_one_of_bias_5_does_not():
    shut, opened = (GradientLab(100, forget_bias=b).norms() for b in (0, 5))
    assert shut["LSTM"][100] < 1e-6 < shut["RNN"][100]
    assert 0.1 < opened["LSTM"][100] < 1000


def test_traits_change_the_norms_and_the_line():
    lab = GradientLab(60, forget_bias=1.0)
    line, norms = lab.summary(), lab.norms()
    lab.forget_bias = 4.0
    assert lab.summary() != line
    assert lab.norms()["LSTM"][60] > 1e6 * norms["LSTM"][60]
    np.testing.assert_array_equal(lab.norms()["RNN"], norms["RNN"])
    lab.length = 20
    assert [len(array) for array in lab.norms().values()] == [21, 21, 21]


def test_without_a_forget_bias_there_is_no_lstm():
    lab = GradientLab(30)
    assert list(lab.norms()) == ["RNN"]
    assert lab.payload["lstm"] is None
    assert "LSTM" not in lab.summary()


def test_its_network_is_the_one_of_lesson_02():
    """Seeds, inputs and direction are the lesson's, so that its table and the lab show the same numbers."""
    lab, params = GradientLab(100, radius=1.5), cells.init_rnn(D=2, H=32, rng=np.random.default_rng(1), radius=1.5)
    assert (D, H) == (2, 32)
    np.testing.assert_allclose(lab.radius * lab._rnn.W_h, params.W_h, rtol=1e-15)
    np.testing.assert_array_equal(lab._x[:100], np.random.default_rng(0).standard_normal((100, 2)))


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"length": 4}, ValueError, "length is 4"),
        ({"length": 201}, ValueError, "length is 201: .* 5 to 200"),
        ({"length": 20.0}, TypeError, "length is 20.0"),
        ({"length": True}, TypeError, "length is True"),
        ({"activation": "sigmoid"}, ValueError, "activation is 'sigmoid': expected one of 'tanh', 'relu', 'linear'"),
        ({"activation": None}, ValueError, "activation is None"),
        ({"radius": 2.1}, ValueError, "radius is 2.1: .* 0 to 2"),
        ({"radius": np.nan}, ValueError, "radius is nan"),
        ({"radius": "1"}, TypeError, "radius is '1'"),
        ({"forget_bias": 7}, ValueError, "forget_bias is 7: expected a number from -2 to 6"),
        ({"forget_bias": [1.0]}, TypeError, "forget_bias is"),
        ({"recurrent": -1}, ValueError, "recurrent is -1"),
        ({"input_size": np.inf}, ValueError, "input_size is inf"),
        ({"step": 61}, ValueError, "step is 61: expected 0 to 60"),
        ({"step": -1}, ValueError, "step is -1"),
        ({"step": 1.5}, TypeError, "step is 1.5"),
    ],
)
def test_what_cannot_be_shown_is_named(arguments, error, words):
    with pytest.raises(error, match=words):
        GradientLab(**arguments)


@pytest.mark.slow
def test_the_stored_output_is_a_picture_and_a_line_that_changes_with_the_values():
    data, _ = GradientLab(60, forget_bias=1)._repr_mimebundle_()
    assert data["text/plain"].startswith("Gradient Lab: 60 steps back, RNN tanh of radius 1: ")
    assert len(data["image/png"]) < 80_000
    assert GradientLab(60).summary() == GradientLab(60).summary() != GradientLab(60, radius=0.999).summary()
