"""The course's LSTM and PyTorch's are the same function: a second judge beside Keras, asked wherever it is installed.

PyTorch stacks the gates in the same order, keeps every matrix transposed, and adds two biases: ours is the first of
them, the second is zero, and both have the same gradient. Bounds are those of the comparison with Keras.
"""

import itertools

import numpy as np
import pytest

from lstm_helpers.maths import backprop, cells, fused, sequence

torch = pytest.importorskip("torch", reason="PyTorch is not installed: the course does not need it (pip install torch)")

BOUND = {"float32": 1e-6, "float64": 1e-10}
dtypes = pytest.mark.parametrize("dtype", BOUND)


def check_equal(name, ours, theirs, dtype):
    """Both arrays agree, relative to the largest entry."""
    theirs = theirs.detach().numpy()
    assert ours.shape == theirs.shape, name
    gap = np.abs(ours - theirs).max() / np.abs(theirs).max()
    assert gap < BOUND[dtype], f"{name}: {gap:.1e} of the largest entry"


def drawn(rng, dtype, *shape):
    return rng.standard_normal(shape).astype(dtype)


def layer_of(rng, D, H, dtype):
    params = cells.init_lstm(D, H, rng)
    return cells.LSTMParams(*(array.astype(dtype) for array in params._replace(b=rng.standard_normal(4 * H))))


def module_with(layers, dtype, bidirectional=False):
    """A torch.nn.LSTM that holds ``layers``: one above the other, or the two directions of one."""
    D, H = layers[0].W_x.shape[0], layers[0].W_h.shape[0]
    depth = 1 if bidirectional else len(layers)
    module = torch.nn.LSTM(
        D, H, num_layers=depth, batch_first=True, bidirectional=bidirectional, dtype=getattr(torch, dtype)
    )
    with torch.no_grad():
        for params, suffix in zip(layers, suffixes(layers, bidirectional), strict=True):
            getattr(module, f"weight_ih_{suffix}").copy_(torch.from_numpy(params.W_x.T.copy()))
            getattr(module, f"weight_hh_{suffix}").copy_(torch.from_numpy(params.W_h.T.copy()))
            getattr(module, f"bias_ih_{suffix}").copy_(torch.from_numpy(params.b))
            getattr(module, f"bias_hh_{suffix}").zero_()
    return module


def suffixes(layers, bidirectional):
    return ["l0", "l0_reverse"] if bidirectional else [f"l{n}" for n in range(len(layers))]


def check_weights(module, suffix, ours, dtype):
    found = {"weight_ih": ours.W_x.T, "weight_hh": ours.W_h.T, "bias_ih": ours.b, "bias_hh": ours.b}
    for name, gradient in found.items():
        check_equal(f"d{name}_{suffix}", gradient, getattr(module, f"{name}_{suffix}").grad, dtype)


def tensors(*arrays):
    return [torch.from_numpy(array.copy()).requires_grad_() for array in arrays]


@dtypes
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    "route", [(sequence.run, backprop.backward), (fused.run, fused.backward)], ids=["readable", "fused"]
)
def test_a_single_layer_with_initial_states(dtype, seed, route):
    rng = np.random.default_rng(seed)
    B, T, D, H = rng.integers(1, 7, 4)
    params, run, backward = layer_of(rng, D, H, dtype), *route
    x, h0, c0 = drawn(rng, dtype, B, T, D), drawn(rng, dtype, B, H), drawn(rng, dtype, B, H)
    dh, dh_T, dc_T = drawn(rng, dtype, B, T, H), drawn(rng, dtype, B, H), drawn(rng, dtype, B, H)
    module, (x_, h_, c_) = module_with([params], dtype), tensors(x, h0, c0)
    h, (h_T, c_T) = module(x_, (h_[None], c_[None]))
    torch.autograd.backward([h, h_T[0], c_T[0]], [torch.from_numpy(array) for array in (dh, dh_T, dc_T)])
    trace = run(params, x, h0, c0)
    ours = backward(trace, dh, dh_T, dc_T)
    check_equal("h", trace.outputs, h, dtype)
    check_equal("c", trace.c[:, -1], c_T[0], dtype)
    check_weights(module, "l0", ours.params, dtype)
    for name, a, b in (("dx", ours.x, x_), ("dh0", ours.h0, h_), ("dc0", ours.c0, c_)):
        check_equal(name, a, b.grad, dtype)


@dtypes
def test_three_stacked_layers(dtype):
    rng = np.random.default_rng(0)
    layers = [layer_of(rng, d, h, dtype) for d, h in itertools.pairwise((3, 5, 5, 5))]
    x, dh = drawn(rng, dtype, 4, 9, 3), drawn(rng, dtype, 4, 9, 5)
    module, (x_,) = module_with(layers, dtype), tensors(x)
    h, _ = module(x_)
    h.backward(torch.from_numpy(dh))
    traces = sequence.stack(layers, x)
    ours = backprop.backward_stack(traces, dh)
    check_equal("outputs", traces[-1].outputs, h, dtype)
    for n, gradients in enumerate(ours):
        check_weights(module, f"l{n}", gradients.params, dtype)
    check_equal("dx", ours[0].x, x_.grad, dtype)


@dtypes
def test_both_ways(dtype):
    rng = np.random.default_rng(1)
    there, back = layer_of(rng, 3, 5, dtype), layer_of(rng, 3, 5, dtype)
    x, d_output = drawn(rng, dtype, 4, 9, 3), drawn(rng, dtype, 4, 9, 10)
    module, (x_,) = module_with([there, back], dtype, bidirectional=True), tensors(x)
    output, _ = module(x_)
    output.backward(torch.from_numpy(d_output))
    both = sequence.both_ways(there, back, x)
    ours_there, ours_back, dx = backprop.backward_both_ways(both, d_output)
    check_equal("output", both.output, output, dtype)
    check_weights(module, "l0", ours_there.params, dtype)
    check_weights(module, "l0_reverse", ours_back.params, dtype)
    check_equal("dx", dx, x_.grad, dtype)


@dtypes
def test_ragged_sequences(dtype):
    """What PyTorch packs, the course masks."""
    rng = np.random.default_rng(2)
    lengths, params = np.array([9, 5, 1]), layer_of(rng, 3, 5, dtype)
    x, dh_T = drawn(rng, dtype, 3, 9, 3), drawn(rng, dtype, 3, 5)
    module, (x_,) = module_with([params], dtype), tensors(x)
    packed = torch.nn.utils.rnn.pack_padded_sequence(x_, torch.from_numpy(lengths), batch_first=True)
    _, (h_T, _) = module(packed)
    h_T[0].backward(torch.from_numpy(dh_T))
    trace = sequence.run(params, x, mask=np.arange(9) < lengths[:, None])
    ours = backprop.backward(trace, dh_T=dh_T)
    check_equal("last states", trace.h[:, -1], h_T[0], dtype)
    check_weights(module, "l0", ours.params, dtype)
    check_equal("dx", ours.x, x_.grad, dtype)


@dtypes
def test_an_adam_step(dtype):
    """Twenty steps of PyTorch's Adam on the same gradients end at the same place."""
    from lstm_helpers.training.optimizers import Adam, start, update

    rng = np.random.default_rng(3)
    params = layer_of(rng, 3, 4, dtype)
    theirs = tensors(*params)
    optimizer = torch.optim.Adam(theirs, lr=0.01)
    state = start(Adam(0.01), params)
    for _ in range(20):
        gradients = cells.LSTMParams(*(drawn(rng, dtype, *array.shape) for array in params))
        for tensor, gradient in zip(theirs, gradients, strict=True):
            tensor.grad = torch.from_numpy(gradient)
        optimizer.step()
        params, state = update(Adam(0.01), state, params, gradients)
    for name, a, b in zip(params._fields, params, theirs, strict=True):
        check_equal(name, a, b, dtype)
