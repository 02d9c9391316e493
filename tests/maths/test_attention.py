"""Attention: its gradients by central differences, its values by hand and by Keras's layers."""

import numpy as np
import pytest

from lstm_helpers.maths import attention
from lstm_helpers.maths.gradient_check import numeric_gradient, relative_error

B, Q, S, K, K_Q, V, A = 3, 2, 5, 4, 3, 2, 6
MASK = np.array([[True] * 5, [True, True, False, False, False], [False, True, True, True, False]])
MASKS = pytest.mark.parametrize("mask", [None, MASK], ids=["all real", "some padding"])


def drawn(*shape, seed=0):
    return np.random.default_rng((seed, *shape)).standard_normal(shape)


def test_two_sources_by_hand():
    """Scores 0 and log 3 become the weights 1/4 and 3/4."""
    keys, values = [[[0.0], [1.0]]], [[[8.0, 0.0], [0.0, 4.0]]]
    found = attention.dot_attention([[[np.log(3.0)]]], keys, values)
    assert found.weights.ravel() == pytest.approx([0.25, 0.75])
    assert found.context.ravel() == pytest.approx([2.0, 3.0])


def test_one_additive_score_by_hand():
    params = attention.AdditiveParams(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1), np.array([2.0]))
    weights = attention.additive_attention(params, [[[0.5]]], [[[0.5], [-0.5]]]).weights.ravel()
    first = np.exp(2 * np.tanh(1.0))
    assert weights == pytest.approx([first / (first + 1), 1 / (first + 1)])


@MASKS
def test_weights_sum_to_one_and_padding_gets_none(mask):
    for weights in (
        attention.dot_attention(drawn(B, Q, K), drawn(B, S, K), mask=mask).weights,
        attention.additive_attention(params(), drawn(B, Q, K_Q), drawn(B, S, K), mask=mask).weights,
    ):
        assert weights.sum(axis=-1) == pytest.approx(1)
        assert mask is None or (weights.transpose(0, 2, 1)[~mask] == 0).all()


def test_large_scores_do_not_overflow():
    found = attention.dot_attention(1e4 * drawn(B, Q, K), 1e4 * drawn(B, S, K))
    assert np.isfinite(found.weights).all()


@MASKS
@pytest.mark.parametrize("with_values", [True, False], ids=["values", "keys are the values"])
def test_the_gradients_of_the_dot_product_are_those_of_differences(mask, with_values):
    query, keys, values = drawn(B, Q, K), drawn(B, S, K), drawn(B, S, V) if with_values else None
    d_context = drawn(B, Q, V if with_values else K, seed=1)
    found = attention.dot_attention_backward(d_context, query, keys, values, mask=mask, scale=0.5)

    def total(query=query, keys=keys, values=values):
        return float((d_context * attention.dot_attention(query, keys, values, mask=mask, scale=0.5).context).sum())

    assert relative_error(found[0], numeric_gradient(lambda a: total(query=a), query)) < 1e-7
    assert relative_error(found[1], numeric_gradient(lambda a: total(keys=a), keys)) < 1e-7
    if with_values:
        assert relative_error(found[2], numeric_gradient(lambda a: total(values=a), values)) < 1e-7
    else:
        assert found[2] is None


def params():
    rng = np.random.default_rng(2)
    return attention.init_additive(K_Q, K, A, rng)._replace(b=rng.standard_normal(A))


@MASKS
def test_the_gradients_of_the_additive_score_are_those_of_differences(mask):
    query, keys, values, d_context = drawn(B, Q, K_Q), drawn(B, S, K), drawn(B, S, V), drawn(B, Q, V, seed=1)
    d_params, *rest = attention.additive_attention_backward(d_context, params(), query, keys, values, mask=mask)

    def total(learned=None, query=query, keys=keys, values=values):
        found = attention.additive_attention(learned or params(), query, keys, values, mask=mask)
        return float((d_context * found.context).sum())

    for name, gradient in zip(params()._fields, d_params, strict=True):
        slopes = numeric_gradient(lambda a, name=name: total(params()._replace(**{name: a})), getattr(params(), name))
        assert relative_error(gradient, slopes) < 1e-7, name
    for name, gradient in zip(("query", "keys", "values"), rest, strict=True):
        slopes = numeric_gradient(lambda a, name=name: total(**{name: a}), locals()[name])
        assert relative_error(gradient, slopes) < 1e-7, name


def test_keys_that_are_the_values_get_both_gradients_of_the_additive_score():
    query, keys, d_context = drawn(B, Q, K_Q), drawn(B, S, K), drawn(B, Q, K, seed=1)
    _, _, d_keys, d_values = attention.additive_attention_backward(d_context, params(), query, keys)
    slopes = numeric_gradient(
        lambda a: float((d_context * attention.additive_attention(params(), query, a).context).sum()), keys
    )
    assert relative_error(d_keys, slopes) < 1e-7
    assert d_values is None


@pytest.mark.keras
@MASKS
def test_keras_gives_the_same(mask):
    import keras

    query, keys, values = (array.astype("float32") for array in (drawn(B, Q, K), drawn(B, S, K), drawn(B, S, V)))
    masks = [None, mask]
    theirs, weights = keras.layers.Attention()([query, values, keys], mask=masks, return_attention_scores=True)
    ours = attention.dot_attention(query, keys, values, mask=mask)
    assert np.abs(np.array(theirs) - ours.context).max() < 1e-6
    assert np.abs(np.array(weights) - ours.weights).max() < 1e-6
    layer = keras.layers.AdditiveAttention()
    theirs = layer([query, values, keys], mask=masks)
    learned = attention.AdditiveParams(np.eye(K), np.eye(K), np.zeros(K), layer.get_weights()[0])
    ours = attention.additive_attention(learned, query, keys, values, mask=mask)
    assert np.abs(np.array(theirs) - ours.context).max() < 1e-6


def test_an_example_without_a_real_step_is_named():
    with pytest.raises(ValueError, match="mask hides every source step of example 1: leave at least one"):
        attention.dot_attention(drawn(B, Q, K), drawn(B, S, K), mask=MASK & [[1] * 5, [0] * 5, [1] * 5])
