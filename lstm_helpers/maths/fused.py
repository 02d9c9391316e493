"""The same LSTM at full speed: `run` and `backward` give the answers of `sequence.run` and `backprop.backward`.

What makes it fast, and nothing of it changes an answer:

1. One product a step. [h; x; 1] stand above one another in one buffer, and W_h, W_x and b in one matrix.
2. Examples are columns: a buffer is (·, B), so that a gate of all examples is one contiguous block.
3. One tanh a step. sigmoid(z) = (1 + tanh(z/2)) / 2, and the halves are put into the weights beforehand.
4. Nothing is allocated in the loop; every operation writes where its result belongs (``out=``).
5. Backward, what does not depend on the arriving gradient is computed outside the loop, for as many steps at once as
   the processor's cache holds, and the gradient of the weights is one product for all of them.
6. Gradients that fade away are cut to zero before they become subnormal numbers, which processors treat slowly.
7. Memory that a step sets free stays with the program: fetching it anew from the system took a third of a step.

Inside, the order of the pre-activations is i, f, o, g: the three sigmoids side by side.
"""

import numpy as np

from lstm_helpers.arrays import as_floats, as_mask
from lstm_helpers.maths import backprop, sequence
from lstm_helpers.maths.any_cell import USUAL
from lstm_helpers.maths.backprop import Gradients, check_gradients
from lstm_helpers.maths.parameters import LSTMParams, check_params
from lstm_helpers.maths.trace import Trace, check_states, check_trace, check_x

CACHE = 2**19
"""Bytes that a chunk of the backward pass may take: few enough to stay where the processor reaches them fast."""
FLUSH = 8
"""Steps between two looks at how small the gradient has become."""

# The C library of Linux learns from the largest block that was freed (up to 32 MiB) how much it had better keep.
# This one is never written to, and costs nothing.
np.empty(30 * 2**20, np.uint8)


def run(params, x, h0=None, c0=None, *, mask=None):
    """Run an LSTM over a batch of sequences, fused; arguments and `Trace` as for `lstm_helpers.maths.sequence.run`.

    With a mask, the readable way is taken: padded batches are few, and one way to treat them is enough.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected. Only `LSTMParams` can be run fused.
    """
    if not isinstance(params, LSTMParams):
        raise TypeError(f"params is {type(params).__name__}: only LSTMParams run fused; use sequence.run.")
    params, D, H = check_params(params)
    dtype = params.W_x.dtype
    x = check_x("x", x, D, dtype)
    B, T, _ = x.shape
    if mask is not None and not as_mask("mask", mask, (B, T)).all():
        return sequence.run(params, x, h0, c0, mask=mask)
    h0 = None if h0 is None else _state("h0", h0, B, H, dtype)
    c0 = None if c0 is None else _state("c0", c0, B, H, dtype)
    with np.errstate(over="ignore", invalid="ignore"):  # seen in the states
        trace = forward(params, x, h0, c0)
    check_states(trace.h)
    return trace


def forward(params, x, h0=None, c0=None):
    """Return the `Trace` of `run` without looking at what comes: arrays of one type, as the training has them."""
    (B, T, D), H, dtype = x.shape, len(params.W_h), x.dtype
    hx = np.empty((T + 1, H + D + 1, B), dtype)  # [h; x; 1], one block a step
    hx[:T, H : H + D] = x.transpose(1, 2, 0)  # (T, D, B)
    hx[:, -1] = 1
    hx[0, :H] = 0 if h0 is None else h0.T
    c = np.empty((T + 1, H, B), dtype)
    c[0] = 0 if c0 is None else c0.T
    # fmt: off
    W = _columns(params, H)                                              # (4H, H + D + 1)
    gates, tanh_c, written = np.empty((T, 4 * H, B), dtype), np.empty((H, B), dtype), np.empty((H, B), dtype)
    for t in range(T):
        a = gates[t]                                                     # (4H, B)
        np.matmul(W, hx[t], out=a)
        np.tanh(a, out=a)
        sigmoids = a[: 3 * H]
        sigmoids *= 0.5
        sigmoids += 0.5
        np.multiply(a[H : 2 * H], c[t], out=c[t + 1])                    # f · c_prev
        np.multiply(a[:H], a[3 * H :], out=written)                      # i · g
        c[t + 1] += written
        np.tanh(c[t + 1], out=tanh_c)
        np.multiply(a[2 * H : 3 * H], tanh_c, out=hx[t + 1, :H])         # o · tanh(c)
    # fmt: on
    i, f, o, g = (gates[:, n * H : (n + 1) * H].transpose(2, 0, 1) for n in range(4))  # each (B, T, H)
    return Trace(params, x, hx[:, :H].transpose(2, 0, 1), c.transpose(2, 0, 1), i, f, g, o)


def backward(trace, dh=None, dh_T=None, dc_T=None):
    """Send gradients back through the `Trace` of an LSTM, fused; arguments and `Gradients` as for `backprop.backward`.

    ``Gradients.h`` and ``Gradients.c`` hold the gradients of the initial states alone, at index 0; the others are zero.
    """
    plain = isinstance(trace, Trace) and isinstance(trace.params, LSTMParams) and trace.activations == USUAL
    if not plain or trace.mask is not None:
        return backprop.backward(trace, dh, dh_T, dc_T)
    trace = check_trace(trace)
    return unwind(trace, *check_gradients(trace, dh, dh_T, dc_T))


def unwind(trace, dh=None, dh_T=None, dc_T=None):
    """Return the `Gradients` of `backward` without looking at what comes: arrays of the trace's type."""
    (D, H), B, T, dtype = (trace.D, trace.H), trace.B, trace.T, trace.h.dtype
    upstream = None if dh is None else dh.transpose(1, 2, 0)  # (T, H, B)
    dh_t, dc_t = (np.zeros((H, B), dtype) for _ in range(2))
    if dh_T is not None:
        dh_t += dh_T.T
    if dc_T is not None:
        dc_t += dc_T.T
    mine = (trace.i, trace.f, trace.g, trace.o, trace.c, trace.h)
    i, f, g, o, c, h = (array.transpose(1, 2, 0) for array in mine)  # each (T, H, B), states (T+1, H, B)
    # fmt: off
    n = max(1, min(T, CACHE // (4 * H * B * dtype.itemsize)))            # steps a chunk
    dz, product = np.empty((n, 4, H, B), dtype), np.empty((H, B), dtype)
    read, dW = np.empty((H + D + 1, n, B), dtype), np.zeros((4 * H, H + D + 1), dtype)
    dx, x = np.empty((D, T, B), dtype), trace.x.transpose(2, 1, 0)       # both (D, T, B)
    W_h, W_x = np.ascontiguousarray(trace.params.W_h), trace.params.W_x
    for end in range(T, 0, -n):
        start = max(0, end - n)
        steps, k = slice(start, end), end - start
        tanh_c = np.tanh(c[start + 1 : end + 1])
        to_c = o[steps] * (1 - tanh_c * tanh_c)                          # dh_t -> dc_t, (k, H, B)
        np.multiply(g[steps] * i[steps], 1 - i[steps], out=dz[:k, 0])    # first the factors, then the gradients
        np.multiply(c[steps] * f[steps], 1 - f[steps], out=dz[:k, 1])
        np.multiply(i[steps], 1 - g[steps] * g[steps], out=dz[:k, 2])
        np.multiply(tanh_c * o[steps], 1 - o[steps], out=dz[:k, 3])
        for t in reversed(range(k)):
            if upstream is not None:
                dh_t += upstream[start + t]
            np.multiply(dh_t, to_c[t], out=product)
            dc_t += product
            dz[t, :3] *= dc_t
            dz[t, 3] *= dh_t
            dc_t *= f[start + t]
            np.matmul(W_h, dz[t].reshape(4 * H, B), out=dh_t)            # (H, B)
            if t % FLUSH == 0:
                _flush(dh_t, dc_t)
        read[:H, :k], read[H:-1, :k], read[-1] = h[steps].transpose(1, 0, 2), x[:, steps], 1  # (H, k, B), (D, k, B)
        flat = dz[:k].reshape(k, 4 * H, B).transpose(1, 0, 2)            # (4H, k, B)
        flat = flat.reshape(4 * H, k * B)                                # (4H, k·B)
        dW += flat @ read[:, :k].reshape(H + D + 1, k * B).T             # (4H, H + D + 1)
        dx[:, steps] = (W_x @ flat).reshape(D, k, B)                     # (D, k, B)
    d_h, d_c = (np.zeros((B, T + 1, H), dtype) for _ in range(2))
    d_h[:, 0], d_c[:, 0] = dh_t.T, dc_t.T
    return Gradients(LSTMParams(dW[:, H:-1].T, dW[:, :H].T, dW[:, -1]), dx.transpose(2, 1, 0), d_h, d_c)
    # fmt: on


def _columns(params, H):
    """[W_h; W_x; b] transposed, (4H, H + D + 1), in the order i, f, o, g, the sigmoids' rows halved."""
    W = np.concatenate([params.W_h, params.W_x, params.b[None]]).T.reshape(4, H, -1)  # (4, H, H + D + 1)
    W = W[[0, 1, 3, 2]].reshape(4 * H, -1)  # (4H, H + D + 1)
    W[: 3 * H] *= 0.5
    return W


def _state(name, value, B, H, dtype):
    return as_floats(name, value, ("batch", "hidden"), sizes={"batch": B, "hidden": H}, dtype=dtype)


def _flush(*arrays):
    """Cut to zero what is so small (1e-24 in float32) that its products would be subnormal within a few steps."""
    for array in arrays:
        array[np.abs(array) < np.finfo(array.dtype).tiny * 1e14] = 0
