"""Losses: against central differences, Keras-free closed forms, and at sizes where the plain formula overflows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_helpers.maths import forecasting, losses
from lstm_helpers.maths.losses import sigmoid_cross_entropy, softmax, softmax_cross_entropy, squared_error


def central_difference(loss, prediction, eps=1e-6):
    slope = np.zeros_like(prediction)
    for place in np.ndindex(prediction.shape):
        up, down = prediction.copy(), prediction.copy()
        up[place] += eps
        down[place] -= eps
        slope[place] = (loss(up) - loss(down)) / (2 * eps)
    return slope


def a_case(name, rng, shape):
    prediction = rng.standard_normal(shape)
    if name == "squared":
        return squared_error, prediction, rng.standard_normal(shape)
    if name == "sigmoid":
        return sigmoid_cross_entropy, prediction, rng.random(shape)
    if name == "classes":
        return softmax_cross_entropy, prediction, rng.integers(0, shape[-1], shape[:-1])
    return softmax_cross_entropy, prediction, softmax(rng.standard_normal(shape))


CASES = ("squared", "sigmoid", "classes", "probabilities")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("shape", [(5, 3), (2, 4, 3), (1, 1)])
@pytest.mark.parametrize("weighted", [False, True])
def test_gradient_is_the_slope_of_the_loss(name, shape, weighted):
    rng = np.random.default_rng(3)
    loss, prediction, target = a_case(name, rng, shape)
    weights = rng.random(shape[:-1]) + 0.1 if weighted else None
    _, gradient = loss(prediction, target, weights)
    slope = central_difference(lambda p: loss(p, target, weights)[0], prediction)
    # a central difference with step 1e-6 is right to about 1e-9 in float64
    np.testing.assert_allclose(gradient, slope, atol=2e-9)


@pytest.mark.parametrize("name", CASES)
def test_masked_positions_count_nothing(name):
    rng = np.random.default_rng(4)
    loss, prediction, target = a_case(name, rng, (6, 3))
    mask = np.array([True, True, False, True, False, False])
    value, gradient = loss(prediction, target, mask)
    alone, alone_gradient = loss(prediction[mask], target[mask])
    assert value == pytest.approx(alone, rel=1e-13)  # the same sum in another order
    np.testing.assert_allclose(gradient[mask], alone_gradient, rtol=1e-13)
    assert not gradient[~mask].any()


@pytest.mark.parametrize("name", CASES)
def test_float32_stays_float32(name):
    loss, prediction, target = a_case(name, np.random.default_rng(5), (4, 3))
    value, gradient = loss(prediction.astype(np.float32), target)
    assert gradient.dtype == np.float32
    assert isinstance(value, float)
    assert value == pytest.approx(loss(prediction, target)[0], rel=1e-5)


def test_logits_of_a_thousand_give_finite_losses():
    value, gradient = sigmoid_cross_entropy(np.array([[1e3], [-1e3]]), np.array([[0.0], [1.0]]))
    assert value == 1000.0
    assert gradient.ravel().tolist() == [0.5, -0.5]
    value, gradient = softmax_cross_entropy(np.array([[1e3, 0.0, -1e3]]), np.array([2]))
    assert value == 2000.0
    assert gradient.tolist() == [[1.0, 0.0, -1.0]]


def test_two_classes_of_softmax_are_one_sigmoid():
    z, y = np.random.default_rng(6).standard_normal(7), np.array([0, 1, 1, 0, 1, 0, 0])
    two = np.stack([np.zeros(7), z], axis=-1)
    one, _ = sigmoid_cross_entropy(z[:, None], y[:, None])
    assert softmax_cross_entropy(two, y)[0] == pytest.approx(one, rel=1e-13)


@given(st.floats(-50, 50), st.integers(0, 2))
def test_adding_a_number_to_all_logits_changes_nothing(shift, label):
    logits = np.array([[0.3, -1.2, 2.0]])
    one, other = (softmax_cross_entropy(z, np.array([label]))[0] for z in (logits, logits + shift))
    assert one == pytest.approx(other, abs=1e-12)


def test_squared_error_refuses_the_shapes_that_would_broadcast():
    with pytest.raises(ValueError, match=r"target has shape \(4,\): expected \(4, 1\).*target\[:, None\]"):
        squared_error(np.zeros((4, 1)), np.zeros(4))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0, 3]), ValueError, "0 to 2"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [-1, 0]), ValueError, "0 to 2"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0.0, 1.0]), TypeError, "whole class numbers"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0, 1, 2]), ValueError, "target has shape"),
        (lambda: sigmoid_cross_entropy(np.zeros((2, 1)), [[0.0], [2.0]]), ValueError, "runs from 0 to 2"),
        (lambda: squared_error(np.zeros((2, 1)), np.zeros((2, 1)), [1.0]), ValueError, "weights has shape"),
        (lambda: squared_error(np.zeros((2, 1)), np.zeros((2, 1)), [1.0, -1.0]), ValueError, "must not be negative"),
        (lambda: squared_error(np.zeros((2, 1)), np.zeros((2, 1)), [False, False]), ValueError, "at least one"),
    ],
)
def test_bad_input_is_named(call, error, says):
    with pytest.raises(error, match=says):
        call()


@pytest.mark.keras
def test_keras_gives_the_same_losses():
    import keras

    rng = np.random.default_rng(7)
    logits, labels = rng.standard_normal((6, 4)), rng.integers(0, 4, 6)
    yes_no, target = rng.standard_normal((6, 2)), rng.integers(0, 2, (6, 2)).astype(float)
    theirs = (
        keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits),
        keras.losses.BinaryCrossentropy(from_logits=True)(target, yes_no),
        keras.losses.MeanSquaredError()(target, yes_no),
    )
    ours = softmax_cross_entropy(logits, labels), sigmoid_cross_entropy(yes_no, target), squared_error(yes_no, target)
    for a, (b, _) in zip(theirs, ours, strict=True):
        assert float(a) == pytest.approx(b, rel=1e-6)  # Keras computes in float32


def test_the_loss_of_quantiles_is_that_of_forecasting_and_its_slope_the_difference():
    rng, q = np.random.default_rng(0), [0.1, 0.5, 0.9]
    prediction, target = rng.standard_normal((2, 4, 3))
    loss, gradient = losses.quantile_error(q)(prediction, target)
    assert loss == pytest.approx(
        np.mean([forecasting.quantile_loss(target[:, n], prediction[:, n], one) for n, one in enumerate(q)])
    )
    for at in np.ndindex(4, 3):
        moved = prediction.copy()
        moved[at] += 1e-6
        assert (losses.quantile_error(q)(moved, target)[0] - loss) / 1e-6 == pytest.approx(gradient[at], abs=1e-6)


def test_the_loss_of_quantiles_counts_what_the_mask_lets_through_and_refuses_another_number_of_outputs():
    prediction, target = np.array([[1.0], [9.0]]), np.array([[2.0], [2.0]])
    loss, gradient = losses.quantile_error([0.8])(prediction, target, np.array([True, False]))
    assert (loss, gradient[1, 0]) == (pytest.approx(0.8), 0)
    with pytest.raises(ValueError, match="expected 2 outputs"):
        losses.quantile_error([0.1, 0.9])(prediction, target)
