"""Every backward pass against central differences, against published values, and against what must hold anyway."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_helpers.maths import backprop, cells, sequence
from lstm_helpers.maths.backprop import numeric_gradient, numeric_gradients, relative_error

CELLS = {
    "rnn": cells.init_rnn,
    "lstm": cells.init_lstm,
    "gru": cells.init_gru,
    "peephole": cells.init_peephole,
    "coupled": cells.init_coupled,
}
BOUND = 1e-7  # central differences in float64 with eps 1e-5 are good to about 1e-10 of the largest entry

each_cell = pytest.mark.parametrize("init", CELLS.values(), ids=CELLS)
sizes = st.tuples(st.integers(1, 4), st.integers(1, 6), st.integers(1, 4), st.integers(1, 5))


def check_close(ours, theirs):
    assert ours.shape == theirs.shape
    assert relative_error(ours, theirs) < BOUND


def states(init, rng, B, H):
    h0 = rng.standard_normal((B, H)) * 0.5
    return (h0, None) if init in (cells.init_rnn, cells.init_gru) else (h0, rng.standard_normal((B, H)) * 0.5)


def check_against_differences(init, shape, seed, masked):
    """All gradients of a random weighted sum of all hidden states and the last cell state."""
    rng = np.random.default_rng(seed)
    B, T, D, H = shape
    params, x = init(D, H, rng), rng.standard_normal((B, T, D))
    params = type(params)(*(array + 0.1 * rng.standard_normal(array.shape) for array in params))
    h0, c0 = states(init, rng, B, H)
    mask = np.arange(T) < rng.integers(1, T + 1, B)[:, None] if masked else None
    dh, dh_T = rng.standard_normal((B, T, H)), rng.standard_normal((B, H))
    dc_T = None if c0 is None else rng.standard_normal((B, H))

    def loss(params=params, x=x, h0=h0, c0=c0):
        trace = sequence.run(params, x, h0, c0, mask=mask)
        last = 0.0 if dc_T is None else np.sum(dc_T * trace.c[:, -1])
        return np.sum(dh * trace.outputs) + np.sum(dh_T * trace.h[:, -1]) + last

    ours = backprop.backward(sequence.run(params, x, h0, c0, mask=mask), dh, dh_T, dc_T)
    for a, b in zip(ours.params, numeric_gradients(lambda p: loss(params=p), params), strict=True):
        check_close(a, b)
    check_close(ours.x, numeric_gradient(lambda v: loss(x=v), x))
    check_close(ours.h0, numeric_gradient(lambda v: loss(h0=v), h0))
    if c0 is not None:
        check_close(ours.c0, numeric_gradient(lambda v: loss(c0=v), c0))


@pytest.mark.slow
@each_cell
@settings(max_examples=12, derandomize=True)
@given(shape=sizes, seed=st.integers(0, 10_000), masked=st.booleans())
def test_every_gradient_of_every_cell_agrees_with_central_differences(init, shape, seed, masked):
    check_against_differences(init, shape, seed, masked)


@pytest.mark.slow
@each_cell
def test_a_masked_batch_agrees_with_central_differences(init):
    check_against_differences(init, (3, 6, 2, 4), 1, masked=True)


@pytest.mark.slow
@each_cell
@pytest.mark.parametrize("above", CELLS.values(), ids=CELLS)
def test_stacked_layers_agree_with_central_differences(init, above):
    rng = np.random.default_rng(0)
    layers, x, dh = [init(2, 3, rng), above(3, 4, rng)], rng.standard_normal((2, 4, 2)), rng.standard_normal((2, 4, 4))
    ours = backprop.backward_stack(sequence.stack(layers, x), dh)

    def loss(lower=layers[0], upper=layers[1], x=x):
        return np.sum(dh * sequence.stack([lower, upper], x)[-1].outputs)

    for a, b in zip(ours[0].params, numeric_gradients(lambda p: loss(lower=p), layers[0]), strict=True):
        check_close(a, b)
    for a, b in zip(ours[1].params, numeric_gradients(lambda p: loss(upper=p), layers[1]), strict=True):
        check_close(a, b)
    check_close(ours[0].x, numeric_gradient(lambda v: loss(x=v), x))


@pytest.mark.slow
@each_cell
@pytest.mark.parametrize("merge_mode", ["concat", "sum", "ave", "mul", None])
@pytest.mark.parametrize("masked", [False, True])
def test_both_ways_agree_with_central_differences(init, merge_mode, masked):
    rng = np.random.default_rng(2)
    there, back, x = init(2, 3, rng), init(2, 3, rng), rng.standard_normal((2, 5, 2))
    mask = np.arange(5) < np.array([5, 3])[:, None] if masked else None

    def read(there=there, back=back, x=x):
        return sequence.both_ways(there, back, x, merge_mode=merge_mode, mask=mask)

    output = read().output
    d = (
        tuple(rng.standard_normal(part.shape) for part in output)
        if merge_mode is None
        else rng.standard_normal(output.shape)
    )

    def loss(**changed):
        output = read(**changed).output
        return sum(np.sum(a * b) for a, b in zip(d, output, strict=True)) if merge_mode is None else np.sum(d * output)

    forward, backward, dx = backprop.backward_both_ways(read(), d)
    for a, b in zip(forward.params, numeric_gradients(lambda p: loss(there=p), there), strict=True):
        check_close(a, b)
    for a, b in zip(backward.params, numeric_gradients(lambda p: loss(back=p), back), strict=True):
        check_close(a, b)
    check_close(dx, numeric_gradient(lambda v: loss(x=v), x))


# ---- published values ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def golden():
    """The inputs of a published programming assignment, drawn as it draws them, and our gradients in its layout."""
    state = np.random.RandomState(1)
    x, a0 = state.randn(3, 10, 7), state.randn(5, 10)
    W, b = {}, {}
    for gate in "fioc":
        W[gate], b[gate] = state.randn(5, 8), state.randn(5, 1)
    da = state.randn(5, 10, 4)
    weights = np.hstack([W[gate].T for gate in "ifco"])  # (H + D, 4H): they act on [a, x]
    params = cells.LSTMParams(weights[5:], weights[:5], np.concatenate([b[gate].ravel() for gate in "ifco"]))
    trace = sequence.run(params, x.transpose(1, 2, 0)[:, :4], a0.T)
    ours = backprop.backward(trace, da.transpose(1, 2, 0))
    found = {"dx": ours.x.transpose(2, 0, 1), "da0": ours.h0.T}
    stacked = np.vstack([ours.params.W_h, ours.params.W_x])
    for n, gate in enumerate("ifco"):
        found["dW" + gate], found["db" + gate] = stacked[:, 5 * n : 5 * n + 5].T, ours.params.b[5 * n : 5 * n + 5]
    return found


@pytest.mark.parametrize(
    ("name", "place", "published"),
    [
        ("dx", (1, 2, 0), "0.00218254"),
        ("dx", (1, 2, 1), "0.28205375"),
        ("dx", (1, 2, 2), "-0.48292508"),
        ("dx", (1, 2, 3), "-0.43281115"),
        ("da0", (2, 3), "0.312770310257"),
        ("dWf", (3, 1), "-0.0809802310938"),
        ("dWi", (1, 2), "0.40512433093"),
        ("dWc", (3, 1), "-0.0793746735512"),
        ("dWo", (1, 2), "0.038948775763"),
        ("dbf", (4,), "-0.15745657"),
        ("dbi", (4,), "-0.50848333"),
        ("dbc", (4,), "-0.42510818"),
        ("dbo", (4,), "-0.17958196"),
    ],
)
def test_the_published_values_come_out_to_every_digit_given(golden, name, place, published):
    digits = len(published.split(".")[1])
    assert f"{golden[name][place]:.{digits}f}" == published


# ---- tools -------------------------------------------------------------------------------------------------------


def test_the_jacobian_of_an_rnn_step_agrees_with_differences():
    rng = np.random.default_rng(0)
    params, x_t, h = cells.init_rnn(2, 4, rng), rng.standard_normal((1, 2)), rng.standard_normal((1, 4))
    J = backprop.rnn_jacobian(params, cells.rnn_step(params, x_t, h))[0]
    for k in range(4):
        up, down = h.copy(), h.copy()
        up[0, k] += 1e-6
        down[0, k] -= 1e-6
        column = (cells.rnn_step(params, x_t, up) - cells.rnn_step(params, x_t, down))[0] / 2e-6
        np.testing.assert_allclose(J[:, k], column, atol=1e-9)


def test_gradient_against_lag_of_an_orthogonal_linear_limit_is_level():
    """Without input and from a zero state tanh is linear, so an orthogonal matrix keeps every length."""
    params = cells.init_rnn(2, 16, np.random.default_rng(0), radius=1.0)
    norms = backprop.gradient_vs_lag(params, np.zeros((1, 50, 2)), of="h")
    np.testing.assert_allclose(norms, 1.0, rtol=1e-12)


@pytest.mark.parametrize(("bias", "low", "high"), [(0, 1e-26, 1e-18), (1, 1e-11, 1e-5), (3, 1 / 30, 30)])
def test_how_far_a_gradient_reaches_through_a_fresh_lstm_is_decided_by_the_forget_bias(bias, low, high):
    params = cells.init_lstm(8, 32, np.random.default_rng(1), forget_bias=bias)
    sizes = backprop.gradient_vs_lag(params, np.random.default_rng(2).standard_normal((16, 100, 8)))
    assert low < sizes[-1] / sizes[0] < high


def test_saliency_is_large_where_the_output_depends_on_the_input():
    """An open input gate at step 2 alone, and everything kept: only that input counts."""
    W_x = np.array([[0.0, 0, 1, 0], [40, 0, 0, 0]])
    latch = cells.LSTMParams(W_x, np.zeros((1, 4)), np.array([-20.0, 30, 0, 30]))
    x = np.zeros((1, 6, 2))
    x[0, :, 0], x[0, 2, 1] = 0.3, 1
    found = backprop.saliency(sequence.run(latch, x), dh_T=np.ones((1, 1)))
    assert found.shape == (1, 6)
    assert found[0].argmax() == 2
    assert np.delete(found[0], 2).max() < 1e-6 * found[0, 2]


def test_a_gradient_that_was_not_passed_is_asked_for():
    trace = sequence.run(cells.init_lstm(2, 3, np.random.default_rng(0)), np.ones((1, 4, 2)))
    with pytest.raises(ValueError, match="no gradient to send back"):
        backprop.backward(trace)
    with pytest.raises(TypeError, match="trace is list"):
        backprop.backward([], np.ones((1, 4, 3)))
    with pytest.raises(ValueError, match="dh has shape"):
        backprop.backward(trace, np.ones((1, 5, 3)))
    rnn = sequence.run(cells.init_rnn(2, 3, np.random.default_rng(0)), np.ones((1, 4, 2)))
    with pytest.raises(TypeError, match="has no cell state"):
        backprop.backward(rnn, dc_T=np.ones((1, 3)))
