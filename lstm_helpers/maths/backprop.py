"""Back through a Trace: one backward step for each cell, the loop over time, and how far back it reaches.

Shapes: B sequences, T steps, D features, H hidden units. A gradient is named like what it belongs to, with a d in
front: ``dh_t`` (B, H) says how the loss changes with h_t. Each line undoes the forward equation whose number it bears
(see `lstm_helpers.maths.cells`). Where a quantity was used twice, its two gradients add.
What judges all of this, in `lstm_helpers.maths.gradient_check`, is at hand here as well.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lstm_helpers.arrays import as_choice, as_floats, as_rng, as_sequence, is_list, shown
from lstm_helpers.maths.any_cell import USUAL
from lstm_helpers.maths.cells import GRUStep, LSTMStep
from lstm_helpers.maths.gradient_check import numeric_gradient, numeric_gradients, relative_error
from lstm_helpers.maths.parameters import (
    CoupledParams,
    GRUAfterParams,
    GRUParams,
    LSTMParams,
    PeepholeParams,
    RNNParams,
)
from lstm_helpers.maths.sequence import run
from lstm_helpers.maths.trace import BothWays, check_trace

__all__ = [
    "Gradients",
    "backward",
    "backward_both_ways",
    "backward_stack",
    "coupled_step_backward",
    "gradient_vs_lag",
    "gru_step_backward",
    "lstm_step_backward",
    "numeric_gradient",
    "numeric_gradients",
    "peephole_step_backward",
    "relative_error",
    "rnn_jacobian",
    "rnn_step_backward",
    "saliency",
]


@dataclass(frozen=True, eq=False)
class Gradients:
    """How a loss changes with everything that went into a `Trace`.

    Attributes
    ----------
    params : RNNParams, LSTMParams, …
        As the trace's parameters, summed over batch and time.
    x : (B, T, D)
        In reading order, as the trace's ``x``.
    h : (B, T+1, H)
        Of every hidden state, all paths together; ``h[:, 0]`` belongs to the initial one.
    c : (B, T+1, H) or None
        Of every cell state as the next step reads it; what reaches it through its own ``h`` is in ``h``.
    """

    params: tuple
    x: np.ndarray
    h: np.ndarray
    c: np.ndarray | None = None

    @property
    def h0(self):
        """Of the initial hidden state, (B, H)."""
        return self.h[:, 0]

    @property
    def c0(self):
        """Of the initial cell state, (B, H), or None."""
        return None if self.c is None else self.c[:, 0]


# fmt: off
def rnn_step_backward(params, x_t, h_t, h_prev, dh_t):
    """Return (gradients of the parameters, dx_t, dh_prev) of h_t = tanh(x_t W_x + h_prev W_h + b)."""
    dz = dh_t * (1 - h_t**2)                                             # (B, H)
    return RNNParams(x_t.T @ dz, h_prev.T @ dz, dz.sum(axis=0)), dz @ params.W_x.T, dz @ params.W_h.T


def lstm_step_backward(params, x_t, step, h_prev, c_prev, dh_t, dc_t):
    """Return (gradients of the parameters, dx_t, dh_prev, dc_prev) of `lstm_helpers.maths.cells.lstm_step`.

    ``step`` is what the forward step returned; ``dh_t`` and ``dc_t`` (B, H) arrive from later.
    """
    i, f, g, o, c_t, _ = step
    do = dh_t * np.tanh(c_t)                                             # (7) h_t = o · tanh(c_t)
    dc_t = dc_t + dh_t * o * (1 - np.tanh(c_t) ** 2)
    di, dg = dc_t * g, dc_t * i                                          # (6) c_t = f · c_prev + i · g
    df, dc_prev = dc_t * c_prev, dc_t * f
    dz_i, dz_f = di * i * (1 - i), df * f * (1 - f)                      # (2), (3) sigmoids
    dz_g, dz_o = dg * (1 - g**2), do * o * (1 - o)                       # (4) tanh, (5) sigmoid
    dz = np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=-1)               # (B, 4H)
    dparams = LSTMParams(x_t.T @ dz, h_prev.T @ dz, dz.sum(axis=0))      # (1) z = x_t W_x + h_prev W_h + b
    return dparams, dz @ params.W_x.T, dz @ params.W_h.T, dc_prev


def gru_step_backward(params, x_t, step, h_prev, dh_t):
    """Return (gradients of the parameters, dx_t, dh_prev) of `lstm_helpers.maths.cells.gru_step`."""
    z, r, g, _ = step
    H = h_prev.shape[-1]
    W_z, W_r, W_g = params.W_h[:, :H], params.W_h[:, H : 2 * H], params.W_h[:, 2 * H :]
    dz, dg, dh_prev = dh_t * (h_prev - g), dh_t * (1 - z), dh_t * z      # h_t = z · h_prev + (1 − z) · g
    da_g = dg * (1 - g**2)                                               # g = tanh(a_g + (r · h_prev) W_g)
    dr_h = da_g @ W_g.T
    dr, dh_prev = dr_h * h_prev, dh_prev + dr_h * r
    da_z, da_r = dz * z * (1 - z), dr * r * (1 - r)                      # z, r = sigmoid(a + h_prev W)
    dh_prev = dh_prev + da_z @ W_z.T + da_r @ W_r.T
    da = np.concatenate([da_z, da_r, da_g], axis=-1)                     # (B, 3H)
    dW_h = np.concatenate([h_prev.T @ da_z, h_prev.T @ da_r, (r * h_prev).T @ da_g], axis=-1)  # (H, 3H)
    return GRUParams(x_t.T @ da, dW_h, da.sum(axis=0)), da @ params.W_x.T, dh_prev


def peephole_step_backward(params, x_t, step, h_prev, c_prev, dh_t, dc_t):
    """Return (gradients of the parameters, dx_t, dh_prev, dc_prev) of `lstm_helpers.maths.cells.peephole_step`."""
    i, f, g, o, c_t, _ = step
    p_i, p_f, p_o = params.p
    dz_o = dh_t * np.tanh(c_t) * o * (1 - o)                             # o = sigmoid(z_o + p_o · c_t)
    dc_t = dc_t + dh_t * o * (1 - np.tanh(c_t) ** 2) + dz_o * p_o
    dz_i = dc_t * g * i * (1 - i)                                        # i = sigmoid(z_i + p_i · c_prev)
    dz_f = dc_t * c_prev * f * (1 - f)                                   # f = sigmoid(z_f + p_f · c_prev)
    dz_g = dc_t * i * (1 - g**2)
    dc_prev = dc_t * f + dz_i * p_i + dz_f * p_f
    dz = np.concatenate([dz_i, dz_f, dz_g, dz_o], axis=-1)               # (B, 4H)
    dp = np.stack([(dz_i * c_prev).sum(axis=0), (dz_f * c_prev).sum(axis=0), (dz_o * c_t).sum(axis=0)])  # (3, H)
    dparams = PeepholeParams(x_t.T @ dz, h_prev.T @ dz, dz.sum(axis=0), dp)
    return dparams, dz @ params.W_x.T, dz @ params.W_h.T, dc_prev


def coupled_step_backward(params, x_t, step, h_prev, c_prev, dh_t, dc_t):
    """Return (gradients of the parameters, dx_t, dh_prev, dc_prev) of `lstm_helpers.maths.cells.coupled_step`."""
    i, f, g, o, c_t, _ = step
    dz_o = dh_t * np.tanh(c_t) * o * (1 - o)
    dc_t = dc_t + dh_t * o * (1 - np.tanh(c_t) ** 2)
    dz_f = dc_t * (c_prev - g) * f * (1 - f)                             # c_t = f · c_prev + (1 − f) · g
    dz_g = dc_t * i * (1 - g**2)
    dz = np.concatenate([dz_f, dz_g, dz_o], axis=-1)                     # (B, 3H)
    dparams = CoupledParams(x_t.T @ dz, h_prev.T @ dz, dz.sum(axis=0))
    return dparams, dz @ params.W_x.T, dz @ params.W_h.T, dc_t * f


_WITH_CELL = {
    LSTMParams: lstm_step_backward,
    PeepholeParams: peephole_step_backward,
    CoupledParams: coupled_step_backward,
}
# fmt: on


def backward(trace, dh=None, dh_T=None, dc_T=None):
    """Send gradients back through a `Trace` and return `Gradients`.

    Parameters
    ----------
    trace : Trace
    dh : array_like (B, T, H), optional
        The loss's gradient with respect to every output ``trace.outputs``, in reading order.
    dh_T, dc_T : array_like (B, H), optional
        More gradient on the last hidden and cell state.

    Raises
    ------
    TypeError, ValueError
        No Trace, no gradient at all, another shape, ``dc_T`` for a cell without a cell state, or a cell with
        activations other than tanh and sigmoid or a reset gate that comes after the product.
    """
    trace = check_trace(trace)
    if trace.activations != USUAL or isinstance(trace.params, GRUAfterParams):
        kind = type(trace.params).__name__
        raise ValueError(f"trace is of {kind} with {trace.activations}: gradients are for tanh and sigmoid alone.")
    dh, dh_T, dc_T = check_gradients(trace, dh, dh_T, dc_T)
    B, T, dtype = trace.B, trace.T, trace.h.dtype
    d_h, d_c = np.zeros_like(trace.h), None if trace.c is None else np.zeros_like(trace.c)
    if dh is not None:
        d_h[:, 1:] = dh
    if dh_T is not None:
        d_h[:, T] += dh_T
    if dc_T is not None:
        d_c[:, T] = dc_T
    total = [np.zeros_like(array) for array in trace.params]
    d_x = np.zeros_like(trace.x)
    for t in reversed(range(T)):
        real = np.ones((B, 1), dtype) if trace.mask is None else trace.mask[:, t, None].astype(dtype)
        dh_t, dc_t = d_h[:, t + 1], None if d_c is None else d_c[:, t + 1]
        dparams, d_x[:, t], dh_prev, dc_prev = _one_step(trace, t, dh_t * real, None if dc_t is None else dc_t * real)
        d_h[:, t] += dh_prev + dh_t * (1 - real)  # a padded step hands its gradient on
        if d_c is not None:
            d_c[:, t] += dc_prev + dc_t * (1 - real)
        for sum_, share in zip(total, dparams, strict=True):
            sum_ += share  # the same weights served every step
    return Gradients(type(trace.params)(*total), d_x, d_h, d_c)


def check_gradients(trace, dh, dh_T, dc_T):
    """Return the gradients that are sent back as arrays of the trace's type, or None; say what does not fit."""
    if dh is None and dh_T is None and dc_T is None:
        raise ValueError("no gradient to send back: pass dh (B, T, H), dh_T (B, H) or dc_T (B, H).")
    if dc_T is not None and trace.c is None:
        raise TypeError(f"dc_T was given, but {type(trace.params).__name__} has no cell state: pass dh or dh_T.")
    sizes, axes = {"batch": trace.B, "time": trace.T, "hidden": trace.H}, ("batch", "time", "hidden")
    return tuple(
        None if value is None else as_floats(name, value, its, sizes=sizes, dtype=trace.h.dtype)
        for name, value, its in (("dh", dh, axes), ("dh_T", dh_T, axes[::2]), ("dc_T", dc_T, axes[::2]))
    )


def backward_stack(traces, dh=None, dh_T=None):
    """Send gradients back through the layers of `maths.sequence.stack`; return `Gradients`, the lowest first.

    ``dh`` (B, T, H) and ``dh_T`` (B, H) belong to the top layer.
    """
    traces = as_sequence("traces", traces, "the list that sequence.stack returned")
    if not traces:
        raise ValueError("traces is empty: expected the list that sequence.stack returned.")
    traces = [check_trace(trace, f"traces[{n}]") for n, trace in enumerate(traces)]
    for n, (below, above) in enumerate(pairwise(traces)):
        if below.outputs.shape != above.x.shape:
            raise ValueError(
                f"traces[{n + 1}] read {above.x.shape}, and traces[{n}] gave {below.outputs.shape}: "
                "expected the list that sequence.stack returned."
            )
    gradients = [backward(traces[-1], dh, dh_T)]
    for trace in reversed(traces[:-1]):
        gradients.append(backward(trace, gradients[-1].x))
    return gradients[::-1]


def backward_both_ways(both, d_output):
    """Send a gradient back through `BothWays`; return (forward's, backward's `Gradients`, dx).

    Parameters
    ----------
    both : BothWays
    d_output : array_like of the shape of ``both.output``, or a pair of (B, T, H) for merge mode None

    Returns
    -------
    forward, backward : Gradients
        Each in its own reading order.
    dx : (B, T, D)
        Of the input, both directions together, in the order of the input.
    """
    if not isinstance(both, BothWays):
        raise TypeError(f"both is {type(both).__name__}: expected what sequence.both_ways returned.")
    there, back = check_trace(both.forward, "both.forward"), check_trace(both.backward, "both.backward")
    a, b = there.outputs, back.outputs[:, ::-1]  # (B, T, H) each, in the order of the input
    d_output = _like(both.output, d_output)
    match both.merge_mode:
        case "concat":
            da, db = np.split(d_output, 2, axis=-1)  # (B, T, H) each
        case "sum":
            da = db = d_output
        case "ave":
            da = db = d_output / 2
        case "mul":
            da, db = d_output * b, d_output * a
        case _:
            da, db = d_output
    there, back = backward(there, da), backward(back, db[:, ::-1])
    return there, back, there.x + back.x[:, ::-1]


def rnn_jacobian(params, h_t):
    """Return ∂h_t / ∂h_{t−1}, (B, H, H), of a tanh RNN: row j, column k says how h_t[j] changes with h_{t−1}[k]."""
    return (1 - h_t**2)[:, :, None] * params.W_h.T


def gradient_vs_lag(params, x, *, of="x", dh_T=None, rng=None):
    """Return how large a gradient at the last hidden state still is after k = 0, 1, … steps back, (T,).

    Parameters
    ----------
    params : any cell's
    x : array_like (B, T, D)
        What the cell reads meanwhile.
    of : {"x", "h", "c"}
        Whose gradient to measure: the input of the step k steps before the last, or the state after it.
    dh_T : array_like (B, H), optional
        The gradient to send back; by default a random direction of length 1 for each sequence, drawn from ``rng``
        (seed 0 when left out).

    Returns
    -------
    (T,) of float
        The root mean square over the batch of the gradient's norm.
    """
    trace = run(params, x)
    of = as_choice("of", of, ("x", "h") if trace.c is None else ("x", "h", "c"))
    rng = np.random.default_rng(0) if rng is None else as_rng("rng", rng)
    if dh_T is None:
        dh_T = rng.standard_normal((trace.B, trace.H))
        dh_T /= np.linalg.norm(dh_T, axis=1, keepdims=True)
    gradients = backward(trace, dh_T=dh_T)
    found = {"x": gradients.x, "h": gradients.h[:, 1:], "c": gradients.c if gradients.c is None else gradients.c[:, 1:]}
    return np.sqrt(np.mean(np.sum(found[of] ** 2, axis=2), axis=0))[::-1]


def saliency(trace, dh=None, dh_T=None):
    """Return how strongly an output depends on each input, (B, T): the norm of its gradient over the features.

    ``dh`` or ``dh_T`` is the gradient of that output, as for `backward`.
    """
    return np.linalg.norm(backward(trace, dh, dh_T).x, axis=2)


def _like(output, d_output):
    """The gradient of a merged output, or the pair of them, as arrays of its shape."""
    if isinstance(output, tuple):
        if not is_list(d_output) or len(d_output) != 2:
            raise TypeError(f"d_output is {shown(d_output)}: expected a pair, one gradient a direction.")
        return tuple(_like(*pair) for pair in zip(output, d_output, strict=True))
    sizes = dict(zip(("batch", "time", "outputs"), output.shape, strict=True))
    return as_floats("d_output", d_output, tuple(sizes), sizes=sizes, dtype=output.dtype)


def _one_step(trace, t, dh_t, dc_t):
    """(gradients of the parameters, dx_t, dh_prev, dc_prev or None) of any cell."""
    params, x_t, h_prev, h_t = trace.params, trace.x[:, t], trace.h[:, t], trace.h[:, t + 1]
    if isinstance(params, RNNParams):
        return (*rnn_step_backward(params, x_t, h_t, h_prev, dh_t), None)
    if isinstance(params, GRUParams):
        step = GRUStep(trace.z[:, t], trace.r[:, t], trace.g[:, t], h_t)
        return (*gru_step_backward(params, x_t, step, h_prev, dh_t), None)
    step = LSTMStep(trace.i[:, t], trace.f[:, t], trace.g[:, t], trace.o[:, t], trace.c[:, t + 1], h_t)
    return _WITH_CELL[type(params)](params, x_t, step, h_prev, trace.c[:, t], dh_t, dc_t)
