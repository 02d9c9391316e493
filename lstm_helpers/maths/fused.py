"""The same LSTM at full speed: `run` and `backward` give the answers of `sequence.run` and `backprop.backward`.

What makes it fast, and nothing of it changes an answer:

1. One product a step. [h; x; 1] stand above one another in one buffer, and W_h, W_x and b in one matrix.
2. Examples are columns: a buffer is (·, B), so that a gate of all examples is one contiguous block.
3. One tanh a step. sigmoid(z) = (1 + tanh(z/2)) / 2, and the halves are put into the weights beforehand.
4. A step is 8 calls of NumPy forward and 5 backward, since starting one costs as much as some hundred numbers: what
   is multiplied lies side by side, the views are made beforehand, and nothing is allocated in the loop.
5. Backward, what does not depend on the arriving gradient is computed outside the loop, for as many steps at once as
   the processor's cache holds, and the gradient of the weights is one product for all of them.
6. Gradients that fade away are cut to zero before they become subnormal numbers, which processors treat slowly.
7. Memory that a step sets free stays with the program: fetching it anew from the system took a third of a step.

Forward, a step's block is [c; g; f; i; o]: the pre-activations side by side, the sigmoids too, and (c, g) times (f, i)
is one operation. Backward it is [factor of dh to dc; dz of o, i, f, g; f]: what dh is multiplied by, then what dc is.
"""

import numpy as np

from lstm_helpers.arrays import as_floats, as_mask
from lstm_helpers.maths import backprop, sequence
from lstm_helpers.maths.any_cell import USUAL
from lstm_helpers.maths.backprop import Gradients, check_gradients
from lstm_helpers.maths.parameters import LSTMParams, check_params
from lstm_helpers.maths.trace import Trace, check_states, check_trace, check_x

CACHE = 2**20
"""Bytes that a chunk of the backward pass may take: few enough to stay where the processor reaches them fast."""
FLUSH = 8
"""Steps after which the gradient is rounded to multiples of a tiny number."""
LAST_DIGITS = {
    kind.dtype.char: kind.dtype.type(kind.tiny * 1e14 / kind.eps) for kind in map(np.finfo, (np.float32, np.float64))
}
"""Numbers whose last binary digit is that tiny number: 1e-24 in float32, 1e-294 in float64."""

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
    # fmt: off
    read = np.empty((T + 1, H + D + 1, B), dtype)                        # [h; x; 1], one block a step
    read[:T, H : H + D] = x.transpose(1, 2, 0)                           # (T, D, B)
    read[:, -1] = 1
    read[0, :H] = 0 if h0 is None else h0.T
    made = np.empty((T + 1, 5, H, B), dtype)                             # [c before the step; g; f; i; o]
    made[0, 0] = 0 if c0 is None else c0.T
    W, both, tanh_c = _columns(params, H), np.empty((2, H, B), dtype), np.empty((H, B), dtype)
    half, (kept, new) = dtype.type(0.5), both
    z_of = made[:, 1:].reshape(T + 1, 4 * H, B, copy=False)              # (T + 1, 4H, B), a view
    views = read, z_of, made[:, 2:], made[:, :2], made[:, 2:4], made[:, 4], made[1:, 0], read[1:, :H]
    for hx, z, sigmoids, c_g, f_i, o, c, h in zip(*views):               # noqa: B905  (the last block has no step)
        np.dot(W, hx, z)                                                 # (4H, B)
        np.tanh(z, z)
        np.multiply(sigmoids, half, sigmoids)
        np.add(sigmoids, half, sigmoids)
        np.multiply(c_g, f_i, both)                                      # f · c_prev and i · g
        np.add(kept, new, c)
        np.tanh(c, tanh_c)
        np.multiply(o, tanh_c, h)
    # fmt: on
    c, g, f, i, o = (made[:, n].transpose(2, 0, 1) for n in range(5))  # each (B, T + 1, H)
    return Trace(params, x, read[:, :H].transpose(2, 0, 1), c, i[:, :T], f[:, :T], g[:, :T], o[:, :T])


def backward(trace, dh=None, dh_T=None, dc_T=None):
    """Send gradients back through the `Trace` of an LSTM, fused; arguments and `Gradients` as for `backprop.backward`.

    ``Gradients.h`` and ``Gradients.c`` hold the gradients of the initial states alone, at index 0; the others are zero.
    """
    plain = isinstance(trace, Trace) and isinstance(trace.params, LSTMParams) and trace.activations == USUAL
    if not plain or trace.mask is not None:
        return backprop.backward(trace, dh, dh_T, dc_T)
    trace = check_trace(trace)
    found = unwind(trace, *check_gradients(trace, dh, dh_T, dc_T))
    d_h, d_c = (np.zeros_like(trace.h) for _ in range(2))
    d_h[:, :1], d_c[:, :1] = found.h, found.c
    return Gradients(found.params, found.x, d_h, d_c)


def unwind(trace, dh=None, dh_T=None, dc_T=None, inputs=True):
    """Return the `Gradients` of `backward` without looking at what comes: arrays of the trace's type.

    Its states are the initial ones alone, (B, 1, H), and without ``inputs`` its x is None.
    """
    (D, H), B, T, dtype = (trace.D, trace.H), trace.B, trace.T, trace.h.dtype
    upstream = np.zeros((T, 0)) if dh is None else dh.transpose(1, 2, 0)  # (T, H, B), or nothing T times
    dh_t, dc_t = (np.zeros((H, B), dtype) if given is None else given.T.astype(dtype, "C") for given in (dh_T, dc_T))
    mine = (trace.i, trace.f, trace.g, trace.o, trace.c, trace.h)
    # fmt: off
    i, f, g, o, c, h = (array.transpose(1, 2, 0) for array in mine)      # each (T, H, B), states (T+1, H, B)
    n = max(1, min(T, CACHE // (6 * H * B * dtype.itemsize)))            # steps a chunk
    work = np.empty((n, 6, H, B), dtype)                                 # [dh -> dc; dz of o, i, f, g; dc -> dc before]
    read, dW = np.empty((H + D + 1, n, B), dtype), np.zeros((4 * H, H + D + 1), dtype)
    dx, x = np.empty((D, T, B), dtype), trace.x.transpose(2, 1, 0)       # both (D, T, B)
    order = np.arange(-H, 3 * H)                                         # i, f, g, o -> o, i, f, g
    W_x, W_h = trace.params.W_x[:, order], trace.params.W_h[:, order]    # (D, 4H), (H, 4H)
    for end in range(T, 0, -n):
        start = max(0, end - n)
        steps, k = slice(start, end), end - start
        _factors(work[:k], i[steps], f[steps], g[steps], o[steps], c[start : end + 1], h[start + 1 : end + 1])
        back = work[:k][::-1]
        dz_of = back[:, 1:5].reshape(k, 4 * H, B, copy=False)            # (k, 4H, B), a view
        views = back[:, 0], back[:, 1], back[:, 2:], dz_of, back[:, 5]
        for t, to_c, dz_o, from_c, dz, before, given in zip(range(k), *views, upstream[steps][::-1], strict=True):
            if dh is not None:
                np.add(dh_t, given, dh_t)
            np.multiply(to_c, dh_t, to_c)
            np.multiply(dz_o, dh_t, dz_o)
            np.add(dc_t, to_c, dc_t)
            np.multiply(from_c, dc_t, from_c)                            # dz of i, f, g, and dc one step before
            np.dot(W_h, dz, dh_t)                                        # (H, B)
            dc_t = before
            if t % FLUSH == 0:
                _flush(dh_t)
                _flush(dc_t)
        dc_t = dc_t.copy()                                               # its place is needed by the next chunk
        read[:H, :k], read[H:-1, :k], read[-1] = h[steps].transpose(1, 0, 2), x[:, steps], 1  # (H, k, B), (D, k, B)
        flat = work[:k, 1:5].reshape(k, 4 * H, B).transpose(1, 0, 2)     # (4H, k, B)
        flat = flat.reshape(4 * H, k * B)                                # (4H, k·B)
        dW += flat @ read[:, :k].reshape(H + D + 1, k * B).T             # (4H, H + D + 1)
        if inputs:
            dx[:, steps] = (W_x @ flat).reshape(D, k, B)                 # (D, k, B)
    dW = np.concatenate([dW[H:], dW[:H]]).T                              # (H + D + 1, 4H), in the order i, f, g, o
    # fmt: on
    dx = dx.transpose(2, 1, 0) if inputs else None  # (B, T, D)
    return Gradients(LSTMParams(dW[H:-1], dW[:H], dW[-1]), dx, dh_t.T[:, None], dc_t.T[:, None])


def _factors(work, i, f, g, o, c, h):
    """What the arriving gradients are multiplied by, for some steps at once: arrays (k, H, B), ``c`` one step more."""
    tanh_c, product = np.tanh(c[1:]), np.empty_like(work[:, 0])

    def less(a, b, out):  # a − a · b: what is left of a
        np.multiply(a, b, product)
        np.subtract(a, product, out)

    np.multiply(h, tanh_c, product)
    np.subtract(o, product, work[:, 0])  # o (1 − tanh²)
    less(h, o, work[:, 1])  # tanh · o (1 − o)
    added = np.multiply(g, i)
    less(added, i, work[:, 2])  # g · i (1 − i)
    np.multiply(added, g, product)
    np.subtract(i, product, work[:, 4])  # i (1 − g²)
    np.multiply(c[:-1], f, added)
    less(added, f, work[:, 3])  # c_prev · f (1 − f)
    work[:, 5] = f


def _columns(params, H):
    """[W_h; W_x; b] transposed, (4H, H + D + 1), in the order g, f, i, o, the sigmoids' rows halved."""
    W = np.concatenate([params.W_h, params.W_x, params.b[None]]).reshape(-1, 4, H)  # (H + D + 1, 4, H)
    W = W[:, [2, 1, 0, 3]]
    W[:, 1:] *= 0.5
    return W.reshape(-1, 4 * H).T


def _state(name, value, B, H, dtype):
    return as_floats(name, value, ("batch", "hidden"), sizes={"batch": B, "hidden": H}, dtype=dtype)


def _flush(array):
    """Round to multiples of a tiny number: what is less, and would be subnormal soon, becomes zero."""
    K = LAST_DIGITS[array.dtype.char]
    np.add(array, K, array)
    np.subtract(array, K, array)
