"""Training: it learns, its history is what happened, and it says why it ended."""

from functools import partial

import numpy as np
import pytest

from lstm_helpers.data import tasks
from lstm_helpers.maths.cells import init_rnn
from lstm_helpers.maths.losses import softmax_cross_entropy
from lstm_helpers.training import Model, evaluate, fit, init_model, loss_and_gradients, predict
from lstm_helpers.training.optimizers import SGD, Adam, cosine_decay, l2_penalty, start, update
from lstm_helpers.training.trees import arrays_of
from tests.support.training_settings import ADDING, fresh_setting


def test_the_model_that_was_passed_is_left_alone():
    model = init_model(2, 4, 1, np.random.default_rng(0))
    before = [a.copy() for a in arrays_of(model.weights)]
    trained, _ = fit(model, ADDING, rng=np.random.default_rng(1), steps=5)
    assert all((a == b).all() for a, b in zip(arrays_of(model.weights), before, strict=True))
    assert any((a != b).any() for a, b in zip(arrays_of(trained.weights), before, strict=True))


def test_one_epoch_of_fit_equals_the_loop_written_by_hand():
    rng = np.random.default_rng(0)
    model = init_model(2, 4, 1, rng, dtype=np.float64)
    x, y = ADDING(12, rng)
    trained, _ = fit(model, x, y, rng=np.random.default_rng(1), optimizer=Adam(0.1), batch_size=4, l2=0.01)
    weights = model.weights
    state = start(Adam(0.1), weights)
    for rows in np.split(np.random.default_rng(1).permutation(12), 3):
        _, gradients = loss_and_gradients(Model(*weights), x[rows], y[rows])
        _, pull = l2_penalty(weights, 0.01)
        total = [a + b for a, b in zip(arrays_of(gradients), arrays_of(pull), strict=True)]
        weights, state = update(Adam(0.1), state, weights, total)
    for one, other in zip(arrays_of(trained.weights), arrays_of(weights), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)  # three steps of rounding


def test_clipping_bounds_the_step_and_records_the_norm_before_it():
    model = init_model(2, 4, 1, np.random.default_rng(0), dtype=np.float64)
    trained, history = fit(model, ADDING, rng=np.random.default_rng(1), steps=1, optimizer=SGD(1.0), clip=0.01)
    moved = [a - b for a, b in zip(arrays_of(model.weights), arrays_of(trained.weights), strict=True)]
    assert np.sqrt(sum(np.sum(a**2) for a in moved)) == pytest.approx(0.01)
    assert history.batch_grad_norm[0] > 0.01


def test_the_history_counts_what_happened():
    _, history = fresh_setting()(rng=np.random.default_rng(3))
    assert history.sequences == [35, 70, 105]
    assert [len(record) for record in (history.loss, history.val_loss, history.grad_norm, history.rate)] == [3] * 4
    assert history.loss[1] == pytest.approx(np.mean(history.batch_loss[7:14]))
    assert history.batch_rate[0] == 0.01
    assert history.rate == sorted(history.rate, reverse=True)
    assert history.seconds == sorted(history.seconds)
    assert history.ended == "finished: 3 of 3 epochs"


def test_early_stopping_returns_the_best_epoch():
    rng = np.random.default_rng(5)
    x, y = ADDING(4, rng)  # four sequences are soon known by heart
    validation = ADDING(200, rng)
    model = init_model(2, 16, 1, rng)
    trained, history = fit(model, x, y, rng=rng, epochs=300, optimizer=Adam(0.05), validation=validation, patience=3)
    best = int(np.argmin(history.val_loss))
    assert len(history.val_loss) == best + 4
    assert history.ended == f"no better for 3 epochs: ended after {best + 4} of 300"
    assert evaluate(trained, *validation) == history.val_loss[best]


def test_a_loss_that_explodes_ends_training_with_a_sentence():
    model = init_model(2, 4, 1, np.random.default_rng(0))
    trained, history = fit(model, ADDING, rng=np.random.default_rng(1), steps=500, optimizer=SGD(1e8))
    assert "no longer finite" in history.ended
    assert "clip=1.0" in history.ended
    assert all(np.isfinite(a).all() for a in arrays_of(trained.weights))


def test_the_lstm_learns_to_add():
    rng = np.random.default_rng(0)
    model = init_model(2, 16, 1, rng)
    trained, _ = fit(
        model, partial(tasks.adding, T=10), rng=rng, steps=400, optimizer=Adam(0.02), clip=1.0, schedule=cosine_decay
    )
    assert evaluate(trained, *tasks.adding(500, rng, T=10)) < 0.02  # guessing the mean costs 0.167


def test_a_plain_rnn_learns_to_recall():
    rng = np.random.default_rng(1)
    model = init_model(5, 16, 4, rng, cell=init_rnn)
    task = partial(tasks.delayed_recall, delay=3)
    trained, _ = fit(model, task, rng=rng, steps=300, optimizer=Adam(0.01), loss=softmax_cross_entropy)
    x, y = task(300, rng)
    assert (predict(trained, x).argmax(axis=-1) == y).mean() > 0.95  # guessing is right once in four times


X, Y = np.zeros((6, 4, 2)), np.zeros((6, 1))
BAD = [
    ({"model": "m"}, TypeError, "model is str"),
    ({"x": X[0]}, ValueError, r"x has shape \(4, 2\).*x\[None\]"),
    ({"x": X[..., :1]}, ValueError, "expected 2"),
    ({"x": X * np.nan}, ValueError, "NaN"),
    ({"x": X[:0], "y": Y[:0]}, ValueError, "empty"),
    ({"y": None}, ValueError, "y is missing"),
    ({"y": Y[:5]}, ValueError, r"y has shape \(5, 1\)"),
    ({"y": Y[:, 0]}, ValueError, r"target\[:, None\]"),
    ({"y": ["a"] * 6}, TypeError, "y holds text"),
    ({"mask": np.ones((6, 3), bool)}, ValueError, "mask has shape"),
    ({"rng": 3}, TypeError, "default_rng"),
    ({"optimizer": Adam}, TypeError, "brackets"),
    ({"optimizer": Adam(-1.0)}, ValueError, "above zero"),
    ({"epochs": 0}, ValueError, "epochs is 0"),
    ({"batch_size": 2.5}, TypeError, "batch_size is 2.5"),
    ({"steps": 3}, ValueError, "steps is for"),
    ({"x": ADDING, "y": None}, ValueError, "steps is missing"),
    ({"x": ADDING, "steps": 3}, ValueError, "draws its own targets"),
    ({"x": lambda n, rng: X, "y": None, "steps": 3}, TypeError, "x drew ndarray"),
    ({"clip": 0}, ValueError, "clip is 0"),
    ({"l2": -1.0}, ValueError, "l2 is -1"),
    ({"dropout": 1.0}, ValueError, "dropout is 1"),
    ({"patience": 3}, ValueError, "pass validation"),
    ({"patience": 0, "validation": (X, Y)}, ValueError, "patience is 0"),
    ({"validation": X}, TypeError, "validation is ndarray"),
    ({"validation": (X[0], Y)}, ValueError, "validation x has shape"),
]


@pytest.mark.parametrize(("change", "error", "says"), BAD)
def test_bad_input_is_named(change, error, says):
    model, rng = init_model(2, 3, 1, np.random.default_rng(0)), np.random.default_rng(0)
    arguments = {"model": model, "x": X, "y": Y, "rng": rng} | change
    with pytest.raises(error, match=says):
        fit(arguments.pop("model"), arguments.pop("x"), arguments.pop("y"), **arguments)
