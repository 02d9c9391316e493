import signal

import numpy as np
import pytest

from lstm_helpers.maths import backprop, cells, losses, sequence
from lstm_helpers.maths.cells import DenseParams
from lstm_helpers.training import Model, fit_strips, init_model, strips, warm_up_then_cosine
from lstm_helpers.training.optimizers import SGD

K = 5
NUMBERS = np.random.default_rng(0).integers(0, K, 400)


def fresh(seed=0, H=6):
    return init_model(K, H, K, np.random.default_rng(seed), every_step=True, dtype=np.float64)


@pytest.mark.parametrize(("batch", "T", "offset"), [(3, 7, 0), (4, 10, 3), (1, 50, 49)])
def test_every_row_goes_on_where_it_ended_and_the_targets_are_the_next(batch, T, offset):
    pairs = list(strips(NUMBERS, batch, T, offset))
    whole_x, whole_y = (np.concatenate(part, axis=1) for part in zip(*pairs, strict=True))
    length = whole_x.shape[1]
    for n in range(batch):
        start = offset + n * length
        assert whole_x[n].tolist() == NUMBERS[start : start + length].tolist()
        assert whole_y[n].tolist() == NUMBERS[start + 1 : start + length + 1].tolist()


def test_one_update_is_that_of_the_readable_route():
    """SGD on one batch without clipping, dropout or carrying: the gradients of sequence.run and backprop.backward."""
    model = fresh()
    trained, history = fit_strips(
        model, NUMBERS, rng=np.random.default_rng(1), updates=1, batch=2, T=8, optimizer=SGD(0.5), clip=1e9
    )
    offset = int(np.random.default_rng(1).integers(8))
    x, y = next(strips(NUMBERS, 2, 8, offset))
    (params,), readout = model.layers, model.readout
    trace = sequence.run(params, np.eye(K)[x])
    loss, d_out = losses.softmax_cross_entropy(cells.dense(readout, trace.outputs), y)
    gradients = backprop.backward(trace, d_out @ readout.W.T)
    assert history.batch_loss == pytest.approx([loss], rel=1e-12)
    for new, old, slope in zip(trained.layers[0], params, gradients.params, strict=True):
        assert new == pytest.approx(old - 0.5 * slope, abs=1e-12)


def test_what_was_passed_is_left_as_it_is():
    model = fresh()
    before = [array.copy() for array in (*model.layers[0], *model.readout)]
    fit_strips(model, NUMBERS, rng=np.random.default_rng(0), updates=3, batch=4, T=10)
    for array, old in zip((*model.layers[0], *model.readout), before, strict=True):
        assert np.array_equal(array, old)


def test_it_learns_a_cycle_and_carrying_the_state_is_what_tells_where_in_it_one_is():
    """0 0 0 1 0 0 1 …: with T = 2 and no state carried on, the place in the cycle cannot be told."""
    cycle = np.tile([0, 0, 0, 1, 0, 0, 1], 200)
    losses_ = {}
    for carry in (True, False):
        model = init_model(2, 12, 2, np.random.default_rng(0), every_step=True)
        _, history = fit_strips(model, cycle, rng=np.random.default_rng(0), updates=600, batch=8, T=2,
                                optimizer=None, carry=carry, schedule=lambda share: 10.0)  # fmt: skip
        losses_[carry] = np.mean(history.batch_loss[-50:])
    assert losses_[True] < 0.15
    assert losses_[False] > 0.3


def test_training_ends_when_it_is_told_to():
    def enough(progress):
        if progress.batch == 5:
            progress.stop("enough")

    _, history = fit_strips(
        fresh(), NUMBERS, rng=np.random.default_rng(0), updates=99, batch=4, T=10, callbacks=[enough]
    )
    assert len(history.batch_loss) == 5
    assert history.ended == "enough: 5 of 99 updates"


def test_the_first_interrupt_ends_it_with_what_was_learned():
    def press(progress):
        if progress.batch == 3:
            signal.raise_signal(signal.SIGINT)

    model = fresh()
    trained, history = fit_strips(
        model, NUMBERS, rng=np.random.default_rng(0), updates=99, batch=4, T=10, callbacks=[press]
    )
    assert history.ended == "stopped by you: 3 of 99 updates"
    assert not np.array_equal(trained.readout.W, model.readout.W)


def test_the_rate_rises_and_falls():
    shares = [warm_up_then_cosine(s) for s in np.linspace(0, 1, 201)]
    assert shares[0] < 0.06
    assert max(shares) == pytest.approx(1)
    assert shares[-1] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"numbers": [0.5] * 99}, "whole numbers"),
        ({"numbers": [0, 1]}, "too few"),
        ({"numbers": [K] * 400}, "0 to 4"),
        ({"rng": 3}, "rng"),
        ({"updates": 0}, "updates"),
        ({"clip": 0}, "clip"),
        ({"dropout_rate": 1}, "dropout_rate"),
        ({"drop_connect": -0.1}, "drop_connect"),
        ({"carry": "no"}, "carry"),
        ({"schedule": lambda share: float("nan")}, "schedule"),
        ({"model": Model((), DenseParams(np.ones((2, 2)), np.ones(2)), True)}, "model"),
        ({"model": init_model(K, 3, K, np.random.default_rng(0))}, "every_step"),
        ({"model": init_model(K, 3, 2, np.random.default_rng(0), every_step=True)}, "expected as many"),
    ],
)
def test_what_does_not_fit_costs_a_sentence_before_anything_is_trained(change, words):
    usual = {"model": fresh(), "numbers": NUMBERS, "rng": np.random.default_rng(0), "updates": 2, "batch": 4, "T": 10}
    with pytest.raises((TypeError, ValueError), match=words):
        fit_strips(**(usual | change))
