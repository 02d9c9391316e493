"""The equations of the cells: worked by hand, at their extremes, and started as the literature says."""

import math

import numpy as np
import pytest

from lstm_helpers.maths import cells
from lstm_helpers.maths.cells import LSTMParams, sigmoid

CELLS = {
    "rnn": cells.init_rnn,
    "lstm": cells.init_lstm,
    "gru": cells.init_gru,
    "peephole": cells.init_peephole,
    "coupled": cells.init_coupled,
}


def s(z):
    return 1 / (1 + math.exp(-z))


def test_one_lstm_step_worked_by_hand():
    params = LSTMParams(
        np.array([[0.5, -0.25, 1.0, 0.75]]), np.array([[0.1, 0.2, -0.3, 0.4]]), np.array([0.05, 1.0, -0.1, 0.2])
    )
    x, h, c = 2.0, 0.5, -0.8
    i, f = s(0.5 * x + 0.1 * h + 0.05), s(-0.25 * x + 0.2 * h + 1.0)
    g, o = math.tanh(1.0 * x - 0.3 * h - 0.1), s(0.75 * x + 0.4 * h + 0.2)
    c_t = f * c + i * g
    step = cells.lstm_step(params, np.array([[x]]), np.array([[h]]), np.array([[c]]))
    np.testing.assert_allclose(np.ravel(step), [i, f, g, o, c_t, o * math.tanh(c_t)], rtol=1e-14)


def test_one_gru_step_worked_by_hand():
    params = cells.GRUParams(np.array([[0.5, -0.25, 1.0]]), np.array([[0.1, 0.2, -0.3]]), np.array([0.05, 1.0, -0.1]))
    x, h = 2.0, 0.5
    z, r = s(0.5 * x + 0.1 * h + 0.05), s(-0.25 * x + 0.2 * h + 1.0)
    g = math.tanh(1.0 * x - 0.3 * r * h - 0.1)
    step = cells.gru_step(params, np.array([[x]]), np.array([[h]]))
    np.testing.assert_allclose(np.ravel(step), [z, r, g, z * h + (1 - z) * g], rtol=1e-14)


def test_one_peephole_step_worked_by_hand():
    params = cells.PeepholeParams(
        np.array([[0.5, -0.25, 1.0, 0.75]]),
        np.array([[0.1, 0.2, -0.3, 0.4]]),
        np.array([0.05, 1.0, -0.1, 0.2]),
        np.array([[0.3], [-0.6], [0.9]]),
    )
    x, h, c = 2.0, 0.5, -0.8
    i, f = s(0.5 * x + 0.1 * h + 0.05 + 0.3 * c), s(-0.25 * x + 0.2 * h + 1.0 - 0.6 * c)
    c_t = f * c + i * math.tanh(1.0 * x - 0.3 * h - 0.1)
    o = s(0.75 * x + 0.4 * h + 0.2 + 0.9 * c_t)  # the output gate sees the new cell state
    step = cells.peephole_step(params, np.array([[x]]), np.array([[h]]), np.array([[c]]))
    np.testing.assert_allclose([step.c_t[0, 0], step.o[0, 0], step.h_t[0, 0]], [c_t, o, o * math.tanh(c_t)], rtol=1e-14)


def test_a_coupled_cell_writes_what_it_forgets():
    rng = np.random.default_rng(0)
    params = cells.init_coupled(3, 4, rng)
    step = cells.coupled_step(params, *(rng.standard_normal((2, n)) for n in (3, 4, 4)))
    np.testing.assert_allclose(step.i + step.f, 1, rtol=1e-15)


def test_a_peephole_cell_with_peepholes_of_zero_is_an_lstm():
    rng = np.random.default_rng(0)
    lstm = cells.init_lstm(3, 4, rng)
    x, h, c = (rng.standard_normal((2, n)) for n in (3, 4, 4))
    for a, b in zip(
        cells.lstm_step(lstm, x, h, c),
        cells.peephole_step(cells.PeepholeParams(*lstm, np.zeros((3, 4))), x, h, c),
        strict=True,
    ):
        np.testing.assert_array_equal(a, b)


def test_an_open_forget_gate_and_a_shut_input_gate_keep_the_cell():
    rng = np.random.default_rng(0)
    held = cells.force_gate(cells.force_gate(cells.init_lstm(3, 4, rng), "f", 1.0), "i", 0.0)
    x, h, c = (rng.standard_normal((2, n)) for n in (3, 4, 4))
    np.testing.assert_array_equal(cells.lstm_step(held, x, h, c).c_t, c)


def test_a_shut_forget_gate_and_an_open_input_gate_replace_the_cell():
    rng = np.random.default_rng(0)
    latch = cells.force_gate(cells.force_gate(cells.init_lstm(3, 4, rng), "f", 0.0), "i", 1.0)
    step = cells.lstm_step(latch, *(rng.standard_normal((2, n)) for n in (3, 4, 4)))
    np.testing.assert_array_equal(step.c_t, step.g)


def test_gates_lie_between_0_and_1_and_the_candidate_between_minus_1_and_1():
    rng = np.random.default_rng(0)
    step = cells.lstm_step(cells.init_lstm(3, 50, rng), *(3 * rng.standard_normal((20, n)) for n in (3, 50, 50)))
    for gate in (step.i, step.f, step.o):
        assert (gate > 0).all()
        assert (gate < 1).all()
    assert (np.abs(step.g) < 1).all()
    assert (np.abs(step.h_t) < 1).all()


def test_the_sigmoid_equals_its_formula_and_never_overflows():
    z = np.linspace(-30, 30, 61)
    np.testing.assert_allclose(sigmoid(z), 1 / (1 + np.exp(-z)), rtol=1e-3, atol=1e-16)
    np.testing.assert_allclose(sigmoid(z[25:]), 1 / (1 + np.exp(-z[25:])), rtol=1e-14)
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(sigmoid(np.array([-1e300, 1e300])), [0, 1])
    np.testing.assert_allclose(sigmoid(z) + sigmoid(-z), 1, rtol=1e-15)


@pytest.mark.parametrize(("D", "H", "count"), [(1, 50, 10_400), (12, 128, 72_192), (128, 128, 131_584)])
def test_the_parameters_of_an_lstm_are_counted_by_the_formula(D, H, count):
    assert cells.count_params(cells.init_lstm(D, H, np.random.default_rng(0))) == count == 4 * H * (D + H + 1)


def test_two_lstms_make_a_bidirectional_layer_of_98816_parameters():
    assert 2 * cells.count_params(cells.init_lstm(128, 64, np.random.default_rng(0))) == 98_816


@pytest.mark.parametrize("init", CELLS.values(), ids=CELLS)
def test_the_same_generator_gives_the_same_weights(init):
    a, b = (init(3, 5, np.random.default_rng(7)) for _ in range(2))
    for first, second in zip(a, b, strict=True):
        np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("init", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize(("D", "H"), [(0, 3), (3, 0), (-1, 2), (2.5, 2), ("3", 2), (True, 2)])
def test_sizes_that_cannot_be_are_named(init, D, H):
    with pytest.raises((TypeError, ValueError), match=r"^[DH] is"):
        init(D, H, np.random.default_rng(0))


@pytest.mark.parametrize("init", CELLS.values(), ids=CELLS)
def test_a_seed_is_not_a_generator(init):
    with pytest.raises(TypeError, match=r"rng is int: expected a random generator"):
        init(3, 4, 0)


def test_an_unknown_start_is_named():
    with pytest.raises(ValueError, match="recurrent is 'normal'"):
        cells.init_lstm(3, 4, np.random.default_rng(0), recurrent="normal")


def test_the_radius_of_an_rnn_is_its_spectral_radius():
    W = cells.init_rnn(2, 20, np.random.default_rng(0), radius=0.7).W_h
    np.testing.assert_allclose(np.abs(np.linalg.eigvals(W)), 0.7, rtol=1e-10)


def test_an_identity_start_repeats_the_identity_for_every_gate():
    W = cells.init_lstm(2, 3, np.random.default_rng(0), recurrent="identity").W_h
    np.testing.assert_array_equal(W, np.hstack([np.eye(3)] * 4))


def test_the_forget_bias_is_the_only_bias_that_is_not_zero():
    b = cells.init_lstm(2, 3, np.random.default_rng(0), forget_bias=[1, 2, 3]).b
    np.testing.assert_array_equal(b, [0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0])


def test_chrono_biases_give_memories_up_to_the_longest():
    b = cells.init_chrono(2, 500, np.random.default_rng(0), longest=100).b
    duration = 1 / (1 - sigmoid(b[500:1000]))  # steps until a share 1/e is left, for f near one
    assert duration.min() < 10
    assert 90 < duration.max() <= 100
    np.testing.assert_array_equal(b[:500], -b[500:1000])


@pytest.mark.parametrize(("gate", "value"), [("i", 0.0), ("f", 1.0), ("o", 0.25), ("g", -1.0), ("g", 0.3), ("g", 1.0)])
def test_a_forced_gate_stands_still_whatever_comes_in(gate, value):
    rng = np.random.default_rng(0)
    forced = cells.force_gate(cells.init_lstm(3, 4, rng), gate, value)
    step = cells.lstm_step(forced, *(10 * rng.standard_normal((5, n)) for n in (3, 4, 4)))
    np.testing.assert_allclose(getattr(step, gate), value, rtol=1e-15, atol=1e-17)


def test_one_unit_can_be_forced_alone_and_the_original_stays():
    rng = np.random.default_rng(0)
    params = cells.init_lstm(3, 4, rng)
    before = [array.copy() for array in params]
    inputs = [rng.standard_normal((5, n)) for n in (3, 4, 4)]
    forced = cells.lstm_step(cells.force_gate(params, "f", 0.5, unit=2), *inputs)
    usual = cells.lstm_step(params, *inputs)
    np.testing.assert_allclose(forced.f[:, 2], 0.5)
    np.testing.assert_array_equal(np.delete(forced.f, 2, axis=1), np.delete(usual.f, 2, axis=1))
    for array, old in zip(params, before, strict=True):
        np.testing.assert_array_equal(array, old)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x", 0.5), "gate is 'x'"),
        (("f", 1.5), "value is 1.5"),
        (("f", -0.1), "value is -0.1"),
        (("g", -2.0), "value is"),
        (("f", math.nan), "value is nan"),
        (("f", 0.5, 4), "unit is 4"),
        (("f", 0.5, -1), "unit is -1"),
    ],
)
def test_a_gate_that_cannot_be_forced_so_is_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        cells.force_gate(cells.init_lstm(3, 4, np.random.default_rng(0)), *arguments)
