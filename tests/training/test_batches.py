"""Batches: every stored sequence once an epoch, in a fresh order; fresh ones drawn by the task."""

from functools import partial

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lstm_helpers.data import tasks
from lstm_helpers.training.batches import check_data


@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 99))
def test_an_epoch_shows_every_sequence_once_with_its_target_and_mask(N, batch_size, seed):
    x, y = np.arange(N * 3.0).reshape(N, 3, 1), np.arange(N)[:, None]
    mask = np.arange(3) <= np.arange(N)[:, None] % 3
    data = check_data(x, y, mask, 1, np.float32, batch_size, None)
    rng = np.random.default_rng(seed)
    order = data.shuffle(rng)
    drawn = [data.draw(rng, order, n) for n in range(data.batches)]
    assert [len(part[0]) for part in drawn] == data.sizes
    assert sum(data.sizes) == N
    seen_x, seen_y, seen_mask = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    assert sorted(seen_y[:, 0]) == list(range(N))
    assert np.array_equal(seen_x, x[seen_y[:, 0]])
    assert np.array_equal(seen_mask, mask[seen_y[:, 0]])


def test_two_epochs_come_in_two_orders():
    data = check_data(np.zeros((50, 2, 1)), np.zeros((50, 1)), None, 1, np.float32, 10, None)
    rng = np.random.default_rng(0)
    assert not np.array_equal(data.shuffle(rng), data.shuffle(rng))


def test_other_data_have_another_digest():
    x, y = np.zeros((4, 2, 1)), np.zeros((4, 1))
    one, same = (check_data(x.copy(), y, None, 1, np.float32, 2, None).digest for _ in range(2))
    x[3, 1, 0] = 1e-3
    assert one == same
    assert check_data(x, y, None, 1, np.float32, 2, None).digest != one


def test_fresh_batches_have_the_size_and_type_asked_for():
    data = check_data(partial(tasks.adding_1997, T=30), None, None, 2, np.float32, 5, 7)
    x, y, mask = data.draw(np.random.default_rng(0), data.shuffle(None), 0)
    assert (x.shape, y.shape, mask.shape) == ((5, 33, 2), (5, 1), (5, 33))
    assert x.dtype == np.float32
    assert data.sizes == [5] * 7
