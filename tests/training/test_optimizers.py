"""Optimizers: the rules against Keras, the flat route against the rules, and what must hold for any of them."""

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_helpers.maths.cells import DenseParams, init_lstm
from lstm_helpers.training.models import dropout
from lstm_helpers.training.optimizers import (
    MEMORIES,
    SGD,
    Adam,
    Momentum,
    RMSprop,
    adam_step,
    arrays_of,
    clip_by_global_norm,
    constant,
    cosine_decay,
    flush,
    l2_penalty,
    linear_decay,
    rebuild,
    start,
    update,
    update_flat,
)
from lstm_helpers.training.trees import flatten

ALL = [SGD(0.1), Momentum(0.05), RMSprop(0.01), Adam(0.01)]
# Keras keeps the learning rate in float32: numbers that float32 holds exactly leave no difference
KERAS = {
    "SGD": (SGD(1 / 8), {"learning_rate": 1 / 8}),
    "momentum": (Momentum(1 / 8, 0.75), {"learning_rate": 1 / 8, "momentum": 0.75}),
    "RMSprop": (RMSprop(1 / 64, 0.75), {"learning_rate": 1 / 64, "rho": 0.75}),
    # Keras adds ε to √v before the bias correction, the paper after it; an ε of nothing leaves the rule itself
    "Adam": (
        Adam(1 / 64, 0.75, 31 / 32, 1e-30),
        {"learning_rate": 1 / 64, "beta_1": 0.75, "beta_2": 31 / 32, "epsilon": 1e-30},
    ),
}


def a_tree(rng):
    return [init_lstm(2, 3, rng), (DenseParams(rng.standard_normal((3, 1)), rng.standard_normal(1)),)]


@pytest.mark.keras
@pytest.mark.parametrize("name", KERAS)
def test_twenty_steps_equal_those_of_keras(name):
    import keras

    ours, options = KERAS[name]
    kind = {"momentum": "SGD"}.get(name, name)
    theirs = getattr(keras.optimizers, kind)(**options)
    rng = np.random.default_rng(0)
    w = rng.standard_normal((4, 3))
    variable = keras.Variable(w, dtype="float64")
    state = start(ours, w)
    for _ in range(20):
        dw = rng.standard_normal((4, 3))
        theirs.apply([dw], [variable])
        w, state = update(ours, state, w, dw)
    # twenty steps of rounding in float64
    np.testing.assert_allclose(w, variable.numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("optimizer", ALL, ids=lambda o: type(o).__name__)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_flat_route_takes_the_same_steps(optimizer, dtype):
    rng = np.random.default_rng(1)
    tree = rebuild(shape := a_tree(rng), [a.astype(dtype) for a in arrays_of(shape)])
    state = start(optimizer, tree)
    w, views = flatten(tree)
    memories, work = [np.zeros_like(w) for _ in range(MEMORIES[type(optimizer)])], np.empty_like(w)
    for t in range(1, 131):  # past two of the flushes
        dw = rng.standard_normal(w.shape).astype(dtype)
        gradients = rebuild(tree, [part.copy() for part in arrays_of(_cut(dw, tree))])
        tree, state = update(optimizer, state, tree, gradients)
        update_flat(optimizer, w, dw.copy(), memories, t, optimizer.rate, work)
    # the same arithmetic in another order, 130 times
    tolerance = 1e-12 if dtype == np.float64 else 2e-4
    for one, other in zip(arrays_of(views), arrays_of(tree), strict=True):
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


def _cut(vector, tree):
    ends = np.cumsum([a.size for a in arrays_of(tree)])
    return rebuild(tree, [vector[e - a.size : e].reshape(a.shape) for a, e in zip(arrays_of(tree), ends, strict=True)])


def test_the_first_step_of_adam_has_the_size_of_the_rate():
    dw = np.array([1e-3, -5.0, 200.0])
    w, _, _ = adam_step(np.zeros(3), dw, 0.0, 0.0, 1, rate=0.01)
    # ε = 1e-8 beside 1e-3 takes 1e-5 off
    np.testing.assert_allclose(w, [-0.01, 0.01, -0.01], rtol=2e-5)


def test_adam_worked_by_hand():
    w, m, v = adam_step(np.array([1.0]), np.array([2.0]), np.array([0.5]), np.array([3.0]), 2, 0.1, 0.9, 0.99, 0.0)
    assert m[0] == pytest.approx(0.65)
    assert v[0] == pytest.approx(3.01)
    assert w[0] == pytest.approx(1 - 0.1 * (0.65 / 0.19) / (3.01 / 0.0199) ** 0.5)


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", ALL, ids=lambda o: type(o).__name__)
def test_every_optimizer_walks_into_a_bowl(optimizer):
    w = [np.array([3.0, -2.0]), np.array([[1.5]])]
    state = start(optimizer, w)
    for _ in range(2000):
        w, state = update(optimizer, state, w, [2 * a for a in w], rate=0.01)
    assert max(np.abs(a).max() for a in w) < 0.02
    assert state.t == 2000


def test_update_leaves_what_was_passed_alone():
    tree = a_tree(np.random.default_rng(2))
    before = [a.copy() for a in arrays_of(tree)]
    update(Adam(), start(Adam(), tree), tree, tree)
    assert all((a == b).all() for a, b in zip(arrays_of(tree), before, strict=True))


@given(st.floats(1e-3, 1e3), st.integers(0, 100))
def test_clipping_keeps_the_direction_and_bounds_the_norm(limit, seed):
    rng = np.random.default_rng(seed)
    gradients = [rng.standard_normal((3, 2)) * 10, rng.standard_normal(4)]
    clipped, norm = clip_by_global_norm(gradients, limit)
    flat, flat_clipped = (np.concatenate([g.ravel() for g in parts]) for parts in (gradients, clipped))
    assert norm == pytest.approx(np.linalg.norm(flat))
    assert np.linalg.norm(flat_clipped) == pytest.approx(min(norm, limit))
    cosine = flat @ flat_clipped / (np.linalg.norm(flat) * np.linalg.norm(flat_clipped))
    assert cosine == pytest.approx(1)


def test_clipping_nothing_is_no_division_by_zero():
    clipped, norm = clip_by_global_norm([np.zeros(3)], 1.0)
    assert norm == 0
    assert not clipped[0].any()


def test_l2_has_the_slope_of_its_value_and_leaves_biases_alone():
    params = DenseParams(np.array([[1.0, -2.0]]), np.array([5.0, 5.0]))
    value, gradient = l2_penalty(params, 0.1)
    assert value == pytest.approx(0.5)
    assert gradient.W.ravel().tolist() == pytest.approx([0.2, -0.4])
    assert not gradient.b.any()


def test_dropout_keeps_the_mean_and_drops_the_share_asked_for():
    h = np.ones((400, 500), np.float32)
    dropped, factor = dropout(h, 0.2, np.random.default_rng(3))
    # 200,000 coins: the share of zeros has standard deviation 0.0009
    assert (dropped == 0).mean() == pytest.approx(0.2, abs=0.005)
    assert dropped.mean() == pytest.approx(1, abs=0.006)
    assert dropped.dtype == np.float32
    assert np.array_equal(dropped, h * factor)


@pytest.mark.parametrize(("schedule", "end"), [(constant, 1), (cosine_decay, 0), (linear_decay, 0)])
def test_schedules_start_at_one_and_never_rise(schedule, end):
    shares = [schedule(s) for s in np.linspace(0, 1, 50)]
    assert shares[0] == 1
    assert shares[-1] == pytest.approx(end, abs=1e-15)
    assert all(a >= b for a, b in pairwise(shares))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_flush_rounds_what_is_almost_subnormal_and_nothing_else(dtype):
    info = np.finfo(dtype)
    small = np.array([info.smallest_subnormal, info.tiny / 2, info.tiny, -info.tiny], dtype)
    assert not flush(small.copy()).any()
    usual = np.array([1e-12, -1e-3, 1.0, -7.0, 1e6], dtype)
    assert np.array_equal(flush(usual.copy()), usual)


@pytest.mark.parametrize("optimizer", ALL, ids=lambda o: type(o).__name__)
def test_gradients_that_vanish_leave_no_subnormal_numbers_behind(optimizer):
    rng = np.random.default_rng(4)
    w = rng.standard_normal(500).astype(np.float32)
    memories, work = [np.zeros_like(w) for _ in range(MEMORIES[type(optimizer)])], np.empty_like(w)
    for t in range(1, 3001):
        dw = np.zeros_like(w) if t > 200 else rng.standard_normal(500).astype(np.float32) * 10.0 ** -(t / 5)
        update_flat(optimizer, w, dw, memories, t, 0.001, work)
    tiny = np.finfo(np.float32).tiny
    for memory in memories:
        assert not ((memory != 0) & (np.abs(memory) < tiny)).any()


@pytest.mark.timing
def test_a_step_of_adam_costs_microseconds():
    w = np.random.default_rng(5).standard_normal(20_000).astype(np.float32)
    dw, memories, work = w.copy(), [np.zeros_like(w), np.zeros_like(w)], np.empty_like(w)
    took = []
    for t in range(1, 60):
        begun = time.perf_counter()
        update_flat(Adam(), w, dw, memories, t, 0.001, work)
        took.append(time.perf_counter() - begun)
    assert np.median(took) < 1e-3  # about 1e-4 on an idle machine


@pytest.mark.parametrize(
    ("optimizer", "error", "says"),
    [
        (Adam, TypeError, "brackets"),
        ("adam", TypeError, "expected one of SGD"),
        (SGD(0.0), ValueError, "above zero"),
        (Adam(np.nan), ValueError, "above zero"),
    ],
)
def test_bad_optimizers_are_named(optimizer, error, says):
    with pytest.raises(error, match=says):
        start(optimizer, np.zeros(2))


def test_bad_dropout_is_named():
    with pytest.raises(ValueError, match="rate is 1"):
        dropout(np.ones(3), 1, np.random.default_rng(0))
    with pytest.raises(TypeError, match="random generator"):
        dropout(np.ones(3), 0.5, 42)


def test_a_tree_that_holds_itself_and_squares_that_overflow_get_a_sentence():
    round_and_round = []
    round_and_round.append(round_and_round)
    with pytest.raises(ValueError, match=r"^params.*does one of them hold itself\?$"):
        start(Adam(), round_and_round)
    with pytest.raises(ValueError, match=r"^params holds numbers whose squares are too large"):
        l2_penalty([np.full((2, 2), 1e300)], 1.0)
