"""Tasks: every answer recomputed the slow way from the question; the first source's printed loss to its last digit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_helpers.data import tasks
from lstm_helpers.maths.cells import LSTMParams
from lstm_helpers.maths.sequence import run

DRAWS = [
    getattr(tasks, name)
    for name in ("adding", "adding_1997", "delayed_recall", "brackets", "parity", "copy", "noisy_sine")
]


@pytest.mark.parametrize("task", DRAWS)
def test_the_same_seed_draws_the_same_sequences(task):
    one, other, third = (task(6, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert not np.array_equal(one[0], third[0])


@pytest.mark.parametrize("task", DRAWS)
def test_the_global_generator_is_left_alone(task):
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    task(3, np.random.default_rng(0))
    assert np.array_equal(before, np.random.get_state()[1])  # noqa: NPY002


@given(st.integers(2, 60), st.integers(0, 1000))
def test_adding_marks_one_number_in_each_half_and_adds_them(T, seed):
    x, y = tasks.adding(4, np.random.default_rng(seed), T=T)
    for sequence, answer in zip(x, y, strict=True):
        marked = np.flatnonzero(sequence[:, 1])
        assert len(marked) == 2
        assert marked[0] < T // 2 <= marked[1]
        assert answer[0] == pytest.approx(sequence[marked, 0].sum())


def test_guessing_the_mean_of_adding_costs_a_sixth():
    _, y = tasks.adding(60_000, np.random.default_rng(0), T=4)
    # the standard error of this mean is 0.0009
    assert np.mean((y - 1) ** 2) == pytest.approx(1 / 6, abs=0.004)


@settings(max_examples=30)
@given(st.integers(22, 120), st.integers(0, 1000))
def test_adding_as_in_1997(T, seed):
    x, y, mask = tasks.adding_1997(20, np.random.default_rng(seed), T=T)
    assert x.shape == (20, T + T // 10, 2)
    for sequence, answer, real in zip(x, y, mask, strict=True):
        length = real.sum()
        assert real[:length].all()
        assert T <= length <= T + T // 10
        assert not sequence[length:].any()
        marks = sequence[:length, 1]
        first, *others = np.flatnonzero(marks == 1)
        assert len(others) == 1
        assert first < 10
        assert others[0] < max(T // 2, 10)
        assert marks[-1] == -1
        assert marks[0] == (1 if first == 0 else -1)
        assert answer[0] == pytest.approx(0.5 + sequence[:length][marks == 1, 0].sum() / 4)
        assert 0 <= answer[0] <= 1


def test_delayed_recall_asks_for_the_first_symbol():
    x, y = tasks.delayed_recall(500, np.random.default_rng(1), delay=7, symbols=3)
    assert x.shape == (500, 8, 4)
    assert np.array_equal(x[:, 0, :3].argmax(axis=-1), y)
    assert x[:, 0, 3].all()
    assert not x[:, 1:, 3].any()
    assert (x[..., :3].sum(axis=-1) == 1).all()
    # no later symbol says anything: each agrees with the answer a third of the time, with standard error 0.02
    agree = (x[:, 1:, :3].argmax(axis=-1) == y[:, None]).mean(axis=0)
    assert np.abs(agree - 1 / 3).max() < 0.09


@given(st.integers(1, 40), st.integers(1, 6), st.integers(0, 100))
def test_brackets_are_counted_and_never_closed_too_often(T, deepest, seed):
    x, y = tasks.brackets(5, np.random.default_rng(seed), T=T, deepest=deepest)
    depth = np.cumsum(x[..., 0] - x[..., 1], axis=1)
    assert np.array_equal(depth[..., None], y)
    assert y.min() >= 0
    assert y.max() <= deepest
    assert (x.sum(axis=-1) == 1).all()


def test_brackets_reach_every_depth():
    _, y = tasks.brackets(50, np.random.default_rng(2), T=60, deepest=4)
    assert set(np.unique(y)) == {0, 1, 2, 3, 4}


def test_parity_counts_ones():
    x, y = tasks.parity(20, np.random.default_rng(3), T=9)
    for t in range(9):
        assert np.array_equal(y[:, t, 0], x[:, : t + 1, 0].sum(axis=1) % 2)


def test_copy_answers_with_the_message():
    x, y = tasks.copy(10, np.random.default_rng(4), length=4, delay=6, symbols=5)
    shown = x.argmax(axis=-1)
    assert x.shape == (10, 14, 7)
    assert np.array_equal(shown[:, :4], y[:, 10:])
    assert (y[:, :10] == 5).all()
    assert (shown[:, 9] == 6).all()
    assert (np.delete(shown[:, 4:], 5, axis=1) == 5).all()


def test_noisy_sine_without_noise_goes_on_as_a_sine():
    x, y = tasks.noisy_sine(8, np.random.default_rng(5), T=12, noise=0.0)
    s = np.concatenate([x[..., 0], y], axis=1)
    two_cos = (s[:, 2:3] + s[:, 0:1]) / s[:, 1:2]  # s[t+1] + s[t−1] = 2 cos(ω) s[t]
    # dividing by a value near a zero crossing costs some of the sixteen digits
    np.testing.assert_allclose(s[:, 2:] + s[:, :-2], two_cos * s[:, 1:-1], atol=1e-9)


def test_noise_has_the_size_asked_for():
    clean, noisy = (tasks.noisy_sine(2000, np.random.default_rng(6), noise=n)[0] for n in (0.0, 0.3))
    # 40,000 draws: the standard error is 0.001
    assert (noisy - clean).std() == pytest.approx(0.3, abs=0.006)


def test_the_first_sources_loss_is_reproduced_to_its_last_digit():
    rng = np.random.RandomState(42)
    x, y = tasks.random_integers(rng)
    W = {gate: rng.randn(6, 5) * 0.01 for gate in "figo"}  # (hidden + input, hidden), in this order
    joined = np.concatenate([W[gate] for gate in "ifgo"], axis=1)
    h = run(LSTMParams(joined[5:], joined[:5], np.zeros(20)), x[:1]).h[:, -1]
    # printed by the source; the sum is taken in another order here
    assert np.mean((h - y[0]) ** 2) == pytest.approx(5490.444131364466, rel=1e-14)
    assert x.shape == (1000, 10, 1)
    assert np.array_equal(tasks.random_integers()[0], x)


def test_the_second_sources_windows():
    x, y = tasks.sine_windows()
    assert x.shape == (989, 10, 1)
    assert np.array_equal(x[1:, -1], y[:-1])
    persistence = np.mean((x[791:, -1] - y[791:]) ** 2)
    assert persistence == pytest.approx(1.2e-3, abs=0.05e-3)  # two digits are what the course states


BAD = [
    (lambda rng: tasks.adding(0, rng), ValueError, "n is 0"),
    (lambda rng: tasks.adding(3.5, rng), TypeError, "n is 3.5"),
    (lambda rng: tasks.adding(3, rng, T=1), ValueError, "T is 1"),
    (lambda rng: tasks.adding(3, 42), TypeError, "default_rng"),
    (lambda rng: tasks.adding_1997(3, rng, T=10), ValueError, "T is 10"),
    (lambda rng: tasks.delayed_recall(3, rng, symbols=1), ValueError, "symbols is 1"),
    (lambda rng: tasks.brackets(3, None), TypeError, "default_rng"),
    (lambda rng: tasks.copy(3, rng, length=0), ValueError, "length is 0"),
    (lambda rng: tasks.noisy_sine(3, rng, noise=-1), ValueError, "noise is -1"),
    (lambda rng: tasks.random_integers(rng), TypeError, "RandomState"),
]


@pytest.mark.parametrize(("call", "error", "says"), BAD)
def test_bad_input_is_named(call, error, says):
    with pytest.raises(error, match=says):
        call(np.random.default_rng(0))
