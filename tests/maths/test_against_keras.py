"""The course's LSTM and Keras's are the same function: outputs and all gradients, by weight transfer.

Each array is compared relative to its own largest entry: 1e-6 in float32, where sums of a hundred products are rounded
to seven digits, and 1e-10 in float64.
"""

import itertools

import numpy as np
import pytest

from lstm_helpers.maths import backprop, cells, fused, sequence

pytestmark = pytest.mark.keras
BOUND = {"float32": 1e-6, "float64": 1e-10}
MERGES = ("concat", "sum", "mul", "ave")


@pytest.fixture(scope="module")
def keras():
    from lstm_helpers import keras_models

    return keras_models.keras


@pytest.fixture(scope="module")
def models():
    from lstm_helpers import keras_models

    return keras_models


def cast(params, dtype):
    return type(params)(*(array.astype(dtype) for array in params))


def check_equal(name, ours, theirs, dtype):
    """Both arrays agree, relative to the largest entry."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape, name
    gap = np.abs(ours - theirs).max() / np.abs(theirs).max()
    assert gap < BOUND[dtype], f"{name}: {gap:.1e} of the largest entry"


def case(rng, dtype, B=4, T=9, D=3):
    return rng.standard_normal((B, T, D)).astype(dtype)


@pytest.mark.parametrize("dtype", BOUND)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "route", [(sequence.run, backprop.backward), (fused.run, fused.backward)], ids=["readable", "fused"]
)
def test_a_single_layer_with_initial_states(keras, dtype, seed, route):
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    B, T, D, H = rng.integers(1, 7, 4)
    params, x = cast(cells.init_lstm(int(D), int(H), rng), dtype), case(rng, dtype, B, T, D)
    h0, c0 = (rng.standard_normal((B, H)).astype(dtype) for _ in range(2))
    dh, dh_T, dc_T = rng.standard_normal((B, T, H)), rng.standard_normal((B, H)), rng.standard_normal((B, H))
    dh, dh_T, dc_T = (array.astype(dtype) for array in (dh, dh_T, dc_T))
    layer = keras.layers.LSTM(int(H), return_sequences=True, return_state=True, dtype=dtype)
    layer.build((int(B), int(T), int(D)))
    layer.set_weights(list(params))
    tensors = [tf.constant(array) for array in (x, h0, c0)]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        h, h_T, c_T = layer(tensors[0], initial_state=tensors[1:])
        total = tf.reduce_sum(h * dh) + tf.reduce_sum(h_T * dh_T) + tf.reduce_sum(c_T * dc_T)
    theirs = tape.gradient(total, [*layer.trainable_weights, *tensors])
    run, backward = route
    trace = run(params, x, h0, c0)
    ours = backward(trace, dh, dh_T, dc_T)
    check_equal("h", trace.outputs, h, dtype)
    check_equal("c", trace.c[:, -1], c_T, dtype)
    names = ("dW_x", "dW_h", "db", "dx", "dh0", "dc0")
    for name, a, b in zip(names, (*ours.params, ours.x, ours.h0, ours.c0), theirs, strict=True):
        check_equal(name, a, b, dtype)


@pytest.mark.parametrize("dtype", BOUND)
def test_three_stacked_layers(keras, models, dtype):
    rng = np.random.default_rng(0)
    sizes = (3, 6, 4, 5)
    layers = [cast(cells.init_lstm(d, h, rng), dtype) for d, h in itertools.pairwise(sizes)]
    lstms = [keras.layers.LSTM(h, return_sequences=True, dtype=dtype) for h in sizes[1:]]
    model = keras.Sequential([keras.Input((9, 3), dtype=dtype), *lstms])
    for lstm, params in zip(lstms, layers, strict=True):
        models.set_params(lstm, params)
    x, dh = case(rng, dtype), rng.standard_normal((4, 9, 5)).astype(dtype)
    traces = sequence.stack(layers, x)
    ours = backprop.backward_stack(traces, dh)
    check_equal("outputs", traces[-1].outputs, model(x), dtype)
    weights, dx = models.gradients(model, x, dh)
    for n, layer in enumerate(ours):
        for name, a, b in zip(layers[0]._fields, layer.params, weights[3 * n : 3 * n + 3], strict=True):
            check_equal(f"layer {n}, d{name}", a, b, dtype)
    check_equal("dx", ours[0].x, dx, dtype)


@pytest.mark.parametrize("dtype", BOUND)
@pytest.mark.parametrize("merge_mode", MERGES)
def test_both_ways_in_every_merge_mode(keras, models, dtype, merge_mode):
    rng = np.random.default_rng(1)
    forward, backward = (cast(cells.init_lstm(3, 5, rng), dtype) for _ in range(2))
    layer = keras.layers.Bidirectional(
        keras.layers.LSTM(5, return_sequences=True, dtype=dtype), merge_mode=merge_mode, dtype=dtype
    )
    model = keras.Sequential([keras.Input((9, 3), dtype=dtype), layer])
    models.set_params(layer, (forward, backward))
    x = case(rng, dtype)
    both = sequence.both_ways(forward, backward, x, merge_mode=merge_mode)
    check_equal("outputs", both.output, model(x), dtype)
    d_output = rng.standard_normal(both.output.shape).astype(dtype)
    ours_forward, ours_backward, ours_x = backprop.backward_both_ways(both, d_output)
    weights, dx = models.gradients(model, x, d_output)
    for name, a, b in zip(forward._fields, ours_forward.params, weights[:3], strict=True):
        check_equal(f"forward d{name}", a, b, dtype)
    for name, a, b in zip(backward._fields, ours_backward.params, weights[3:], strict=True):
        check_equal(f"backward d{name}", a, b, dtype)
    check_equal("dx", ours_x, dx, dtype)


def test_lstm_gradients_are_those_of_the_tape(models):
    rng = np.random.default_rng(2)
    params, x, dh = cells.init_lstm(3, 4, rng), case(rng, "float64"), rng.standard_normal((4, 9, 4))
    theirs, dx = models.lstm_gradients(params, x, dh)
    ours = backprop.backward(sequence.run(params, x), dh)
    for name, a, b in zip(params._fields, ours.params, theirs, strict=True):
        check_equal(name, a, b, "float64")
    check_equal("dx", ours.x, dx, "float64")


def test_a_masked_layer(keras):
    import tensorflow as tf

    rng = np.random.default_rng(3)
    params, x = cells.init_lstm(3, 4, rng), case(rng, "float64")
    mask = np.arange(9) < np.array([9, 1, 5, 7])[:, None]
    layer = keras.layers.LSTM(4, dtype="float64")
    layer.build((4, 9, 3))
    layer.set_weights(list(params))
    tensor, dh_T = tf.constant(x), rng.standard_normal((4, 4))
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        last = layer(tensor, mask=tf.constant(mask))
        total = tf.reduce_sum(last * dh_T)
    theirs = tape.gradient(total, [*layer.trainable_weights, tensor])
    trace = sequence.run(params, x, mask=mask)
    ours = backprop.backward(trace, dh_T=dh_T)
    check_equal("last state", trace.h[:, -1], last, "float64")
    for name, a, b in zip(("dW_x", "dW_h", "db", "dx"), (*ours.params, ours.x), theirs, strict=True):
        check_equal(name, a, b, "float64")
