"""Models: gradients of whole models against central differences, and what reading out means."""

import numpy as np
import pytest

from lstm_helpers.maths.cells import DenseParams, dense, init_coupled, init_gru, init_lstm, init_peephole, init_rnn
from lstm_helpers.maths.losses import softmax_cross_entropy, squared_error
from lstm_helpers.maths.sequence import stack
from lstm_helpers.training.models import (
    Model,
    as_dtype,
    check_model,
    evaluate,
    forward,
    init_model,
    loss_and_gradients,
    predict,
)
from lstm_helpers.training.trees import arrays_of, flatten

CELLS = (init_rnn, init_lstm, init_gru, init_peephole, init_coupled)


def worst_error(model, value):
    """The largest difference between the model's gradients and central differences, relative to the largest entry."""
    w, weights = flatten(model.weights)
    viewed = Model(*weights, model.every_step)
    _, gradients = value(viewed)
    exact, slope, eps = flatten(gradients)[0], np.zeros_like(w), 1e-5
    for k in range(len(w)):
        kept = w[k]
        w[k] = kept + eps
        up, _ = value(viewed)
        w[k] = kept - eps
        down, _ = value(viewed)
        w[k] = kept
        slope[k] = (up - down) / (2 * eps)
    return np.abs(exact - slope).max() / np.abs(slope).max()


@pytest.mark.slow
@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.__name__)
@pytest.mark.parametrize("every_step", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_gradients_of_a_model_are_the_slope_of_its_loss(cell, every_step, masked):
    rng = np.random.default_rng(0)
    model = init_model(2, 3, 2, rng, cell=cell, every_step=every_step, dtype=np.float64)
    x = rng.standard_normal((4, 5, 2))
    y = rng.standard_normal((4, 5, 2) if every_step else (4, 2))
    mask = np.arange(5) < np.array([5, 3, 1, 4])[:, None] if masked else None
    # float64 central differences with step 1e-5 are right to about 1e-10
    assert worst_error(model, lambda m: loss_and_gradients(m, x, y, mask=mask)) < 1e-7


@pytest.mark.slow
@pytest.mark.parametrize("every_step", [False, True])
def test_gradients_reach_through_a_stack_and_its_dropout(every_step):
    rng = np.random.default_rng(1)
    model = init_model(2, (4, 3), 3, rng, every_step=every_step, dtype=np.float64)
    x = rng.standard_normal((3, 5, 2))
    y = rng.integers(0, 3, (3, 5) if every_step else 3)

    def value(m):
        return loss_and_gradients(m, x, y, softmax_cross_entropy, dropout_rate=0.3, rng=np.random.default_rng(7))

    assert worst_error(model, value) < 1e-7


def test_a_prediction_is_the_readout_of_the_top_layer():
    rng = np.random.default_rng(2)
    model = init_model(2, (4, 3), 1, rng, dtype=np.float64)
    x = rng.standard_normal((5, 6, 2))
    top = stack(model.layers, x)[-1].outputs
    # fused and readable arithmetic agree to 1e-12
    np.testing.assert_allclose(predict(model, x), dense(model.readout, top[:, -1]), atol=1e-12)
    every = model._replace(every_step=True)
    np.testing.assert_allclose(predict(every, x), dense(model.readout, top), atol=1e-12)


def test_a_padded_sequence_is_read_out_at_its_last_real_step():
    rng = np.random.default_rng(3)
    model = init_model(2, 4, 1, rng, dtype=np.float64)
    x = rng.standard_normal((2, 6, 2))
    mask = np.array([[True] * 6, [True] * 4 + [False] * 2])
    prediction = predict(model, x, mask=mask)
    np.testing.assert_allclose(prediction[1:], predict(model, x[1:, :4]), atol=1e-12)


def test_batches_do_not_change_a_prediction():
    rng = np.random.default_rng(4)
    model = init_model(2, 4, 3, rng, dtype=np.float64)
    x = rng.standard_normal((11, 6, 2))
    np.testing.assert_allclose(predict(model, x, batch_size=3), predict(model, x), atol=1e-13)


def test_evaluate_is_the_loss_of_the_prediction_and_skips_padding():
    rng = np.random.default_rng(5)
    model = init_model(2, 4, 1, rng, every_step=True, dtype=np.float64)
    x, y = rng.standard_normal((3, 5, 2)), rng.standard_normal((3, 5, 1))
    mask = np.arange(5) < np.array([5, 2, 3])[:, None]
    prediction = predict(model, x, mask=mask)
    assert evaluate(model, x, y, mask=mask) == pytest.approx(np.mean((prediction - y)[mask] ** 2))
    assert evaluate(model, x, y) == pytest.approx(squared_error(predict(model, x), y)[0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_model_computes_in_its_own_type(dtype):
    rng = np.random.default_rng(6)
    model = init_model(2, 4, 1, rng, dtype=dtype)
    x = rng.standard_normal((3, 5, 2))
    _, gradients = loss_and_gradients(model, x.astype(dtype), np.zeros((3, 1)))
    assert {a.dtype for a in arrays_of(gradients)} == {np.dtype(dtype)}
    assert predict(model, x).dtype == dtype


def test_forward_returns_a_trace_a_layer():
    model = init_model(2, (4, 3), 1, np.random.default_rng(7))
    prediction, traces = forward(model, np.zeros((2, 5, 2)))
    assert prediction.shape == (2, 1)
    assert [trace.H for trace in traces] == [4, 3]


def _model(*layers, H=3):
    return Model(layers, DenseParams(np.zeros((H, 1)), np.zeros(1)))


RNG = np.random.default_rng(0)
BAD = [
    (lambda: predict("model", np.zeros((1, 2, 3))), TypeError, "model is str"),
    (lambda: predict(init_model(3, 2, 1, RNG), np.zeros((2, 3))), ValueError, r"x\[None\]"),
    (lambda: predict(init_model(3, 2, 1, RNG), np.zeros((1, 2, 4))), ValueError, "expected 3"),
    (lambda: predict(init_model(3, 2, 1, RNG), np.zeros((1, 2, 3)), batch_size=0), ValueError, "batch_size is 0"),
    (lambda: predict(init_model(3, 2, 1, RNG), np.zeros((1, 2, 3)), mask=[True]), ValueError, "mask has shape"),
    (lambda: check_model(_model()), ValueError, "layers is empty"),
    (lambda: check_model(_model(init_lstm(2, 4, RNG), init_lstm(5, 3, RNG))), ValueError, r"layers\[1\] reads 5"),
    (lambda: check_model(_model(init_lstm(2, 4, RNG))), ValueError, "model.readout.W has shape"),
    (lambda: check_model(_model(*as_dtype(init_model(2, 3, 1, RNG), "f4").layers)), TypeError, "mixes"),
    (lambda: init_model(2, (), 1, RNG), ValueError, "H is empty"),
    (lambda: init_model(2, 2.5, 1, RNG), TypeError, "H is 2.5"),
    (lambda: init_model(2, 3, 1, 0), TypeError, "default_rng"),
]


@pytest.mark.parametrize(("call", "error", "says"), BAD)
def test_bad_input_is_named(call, error, says):
    with pytest.raises(error, match=says):
        call()
