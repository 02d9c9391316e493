"""Cells with any activation, and the GRU that resets after: against Keras, and against the cells of the papers."""

import numpy as np
import pytest

from lstm_helpers.maths import backprop, fused
from lstm_helpers.maths.activations import ACTIVATIONS, OVER_UNITS
from lstm_helpers.maths.any_cell import USUAL, GRUAfterParams, any_step
from lstm_helpers.maths.cells import init_gru, init_lstm, init_peephole, init_rnn
from lstm_helpers.maths.sequence import _one_step, run

rng = np.random.default_rng(0)
Z = np.concatenate([np.linspace(-7, 7, 141), [-60.0, 60.0, 0.0, -0.5, 0.5, -1.0, 1.0]]).reshape(4, 37)


@pytest.mark.keras
def test_there_is_every_activation_of_keras_that_takes_no_argument(keras):
    theirs = {name for name in dir(keras.activations) if callable(getattr(keras.activations, name))}
    aliases, need_more = {"swish", "hard_swish"}, {"glu", "threshold"}
    assert set(ACTIVATIONS) == theirs - aliases - need_more - {"get", "serialize", "deserialize"}


@pytest.mark.keras
@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_each_activation_is_that_of_keras(keras, name):
    theirs = keras.ops.convert_to_numpy(keras.activations.get(name)(keras.ops.convert_to_tensor(Z, "float64")))
    # TensorFlow holds the constants of these two, √2 and 0.2, in single precision
    close = 1e-7 if name in ("gelu", "leaky_relu") else 1e-13
    np.testing.assert_allclose(ACTIVATIONS[name](Z), theirs, rtol=close, atol=close)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_an_activation_looks_at_each_entry_alone_or_at_the_last_axis(name):
    first = ACTIVATIONS[name](Z[:1])
    np.testing.assert_allclose(ACTIVATIONS[name](Z)[:1], first)
    alone = ACTIVATIONS[name](Z[:1, :1])
    assert np.allclose(first[:, :1], alone) is (name not in OVER_UNITS)


@pytest.mark.parametrize("init", [init_lstm, init_gru, init_rnn])
def test_with_tanh_and_sigmoid_the_step_is_that_of_the_papers(init):
    params = init(3, 4, rng)
    x_t, h, c = rng.standard_normal((2, 3)), rng.standard_normal((2, 4)), rng.standard_normal((2, 4))
    c = c if init is init_lstm else None
    usual, any_ = _one_step(params, x_t, h, c), any_step(params, USUAL, x_t, h, c)
    assert set(usual) == set(any_)
    for key, value in usual.items():
        np.testing.assert_allclose(any_[key], value, atol=1e-15)


def test_both_grus_are_one_where_the_reset_gate_stands_open():
    """With r = 1 it makes no difference whether it acts before the product or after."""
    W_x, W_h, b = init_gru(3, 4, rng)
    W_x[:, 4:8], W_h[:, 4:8], b[4:8] = 0, 0, 60
    x = rng.standard_normal((2, 6, 3))
    before, after = run((type(init_gru(1, 1, rng)))(W_x, W_h, b), x), run(GRUAfterParams(W_x, W_h, b, np.zeros(12)), x)
    np.testing.assert_allclose(before.h, after.h, atol=1e-15)


def test_a_trace_knows_its_activations_and_gradients_refuse_others():
    trace = run(init_lstm(3, 4, rng), rng.standard_normal((2, 6, 3)), activations=("relu", "hard_sigmoid"))
    assert trace.activations == ("relu", "hard_sigmoid")
    assert (trace.g >= 0).all()
    for backward in (backprop.backward, fused.backward):
        with pytest.raises(ValueError, match="gradients are for tanh and sigmoid alone"):
            backward(trace, dh_T=np.ones((2, 4)))


@pytest.mark.parametrize(
    ("activations", "words"),
    [
        ("tanh", "activations is 'tanh': expected a pair"),
        (("tanh",), "expected a pair"),
        (("tanh", "sgimoid"), "an entry of activations is 'sgimoid': expected one of"),
        (("tanh", None), "an entry of activations is None"),
    ],
)
def test_activations_that_are_none_are_named(activations, words):
    with pytest.raises((TypeError, ValueError), match=words):
        run(init_lstm(3, 4, rng), rng.standard_normal((2, 6, 3)), activations=activations)


def test_cells_of_other_papers_keep_their_own():
    with pytest.raises(ValueError, match="PeepholeParams run with tanh and sigmoid alone"):
        run(init_peephole(3, 4, rng), rng.standard_normal((2, 6, 3)), activations=("relu", "sigmoid"))
