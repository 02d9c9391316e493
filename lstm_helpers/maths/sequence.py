"""Run a cell over whole sequences: `run`, `stack`, `both_ways`. Each returns a `Trace` a layer and direction.

Shapes: B sequences in a batch, T time steps, D input features, H hidden units. Sequences are (B, T, D); states over
time are (B, T+1, H), whose index 0 is the state before the first step.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from lstm_helpers.arrays import as_choice, as_floats, as_labels, as_mask, shown
from lstm_helpers.maths.activations import ACTIVATIONS
from lstm_helpers.maths.any_cell import USUAL, GRUAfterParams, any_step
from lstm_helpers.maths.cells import (
    CoupledParams,
    GRUParams,
    LSTMParams,
    PeepholeParams,
    RNNParams,
    coupled_step,
    gru_step,
    lstm_step,
    peephole_step,
    rnn_step,
)

MERGE_MODES = ("concat", "sum", "ave", "mul", None)

_STEPS_WITH_CELL = {LSTMParams: lstm_step, PeepholeParams: peephole_step, CoupledParams: coupled_step}
_PRE_ACTIVATIONS = {RNNParams: 1, LSTMParams: 4, PeepholeParams: 4, CoupledParams: 3, GRUParams: 3, GRUAfterParams: 3}
_ANY_ACTIVATIONS = (LSTMParams, GRUParams, GRUAfterParams, RNNParams)


@dataclass(frozen=True, eq=False)
class Trace:
    """Everything one layer computed while it read a batch of sequences.

    Produced by the forward pass, of a NumPy cell or of a trained Keras layer, and read by everything else:
    the backward pass, figures, widgets and exercises.

    Attributes
    ----------
    params : RNNParams, LSTMParams, GRUParams, GRUAfterParams, PeepholeParams or CoupledParams
    x : (B, T, D)
        What the layer read, in the order in which it read it.
    h : (B, T+1, H)
        Hidden states; ``h[:, 0]`` is the initial one.
    c : (B, T+1, H) or None
        Cell states, where the cell has one.
    i, f, g, o : (B, T, H) or None
        Input, forget and output gate in (0, 1) and the candidate in (−1, 1), where the cell has them.
    z, r : (B, T, H) or None
        Update and reset gate of a GRU.
    mask : (B, T) of bool, or None
        True where a step is real. At a padded step the states are carried over unchanged.
    labels : tuple of str, or None
        One name a time step, in the same order as ``x``.
    go_backwards : bool
        True when the layer read the sequence from its end: step 0 of the trace is then the last of the input.
    name : str
        What to call the layer in figures and widgets.
    activations : (str, str)
        What squashes the candidate (and the cell state), and the gates: the names of `activations.ACTIVATIONS`.
    """

    params: tuple
    x: np.ndarray
    h: np.ndarray
    c: np.ndarray | None = None
    i: np.ndarray | None = None
    f: np.ndarray | None = None
    g: np.ndarray | None = None
    o: np.ndarray | None = None
    z: np.ndarray | None = None
    r: np.ndarray | None = None
    mask: np.ndarray | None = None
    labels: tuple | None = None
    go_backwards: bool = False
    name: str = ""
    activations: tuple = USUAL

    @property
    def B(self):
        return self.x.shape[0]

    @property
    def T(self):
        return self.x.shape[1]

    @property
    def D(self):
        return self.x.shape[2]

    @property
    def H(self):
        return self.h.shape[2]

    @property
    def outputs(self):
        """The hidden states after each step in reading order, (B, T, H)."""
        return self.h[:, 1:]

    def example(self, n):
        """Return the `Trace` of the ``n``-th sequence alone, still with a batch axis of one."""
        if not -self.B <= n < self.B:
            raise IndexError(f"n is {n}: the trace holds {self.B} sequence(s), 0 to {self.B - 1}.")
        n %= self.B
        arrays = {k: v[n : n + 1] for k, v in vars(self).items() if k != "params" and isinstance(v, np.ndarray)}
        return replace(self, **arrays)

    def __repr__(self):
        cell = type(self.params).__name__.removesuffix("Params")
        return f"Trace({cell}, B={self.B}, T={self.T}, D={self.D}, H={self.H})"


@dataclass(frozen=True, eq=False)
class BothWays:
    """Two Traces of one bidirectional layer, and their merged output.

    Attributes
    ----------
    forward, backward : Trace
        Each in its own reading order.
    output : (B, T, 2H) for "concat", (B, T, H) for the other modes, a pair of (B, T, H) for None
        In the order of the *input*: the backward outputs are reversed again.
    merge_mode : str or None
    """

    forward: Trace
    backward: Trace
    output: np.ndarray | tuple
    merge_mode: str | None


def run(params, x, h0=None, c0=None, *, mask=None, labels=None, go_backwards=False, name="", activations=USUAL):
    """Run one cell over a batch of sequences and return its `Trace`.

    Parameters
    ----------
    params : RNNParams, LSTMParams, GRUParams, GRUAfterParams, PeepholeParams or CoupledParams
        Arithmetic is done in the type of these arrays, float32 or float64.
    x : array_like (B, T, D)
    h0, c0 : array_like (B, H), optional
        Initial states; zeros by default. ``c0`` only for cells with a cell state.
    mask : array_like (B, T) of bool, optional
        True where a step is real; ragged sequences are padded and masked. A masked step carries the states over.
    labels : str or sequence of str, optional
        One label a time step, in the order of ``x``.
    go_backwards : bool
        Read from the end. Everything in the Trace is then in reading order, ``labels`` and ``mask`` included.
    name : str
        What to call the layer.
    activations : (str, str)
        What squashes the candidate (and the cell state), and the gates, by Keras's names, such as ("relu",
        "hard_sigmoid"); for plain RNNs, LSTMs and GRUs.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came, what was expected and what to try.

    Examples
    --------
    >>> from lstm_helpers.maths.cells import init_lstm
    >>> rng = np.random.default_rng(0)
    >>> run(init_lstm(3, 5, rng), rng.standard_normal((2, 7, 3)))
    Trace(LSTM, B=2, T=7, D=3, H=5)
    """
    params, D, H = check_params(params)
    activations = _check_activations(activations, params)
    dtype = params.W_x.dtype
    x = as_floats(
        "x", x, ("batch", "time", "features"), sizes={"features": D}, hint="For a single sequence use x[None]."
    ).astype(dtype, copy=False)
    B, T, _ = x.shape
    mask = None if mask is None else as_mask("mask", mask, (B, T))
    labels = None if labels is None else as_labels("labels", labels, T)
    h = _initial_states("h0", h0, B, T, H, dtype)
    has_cell = type(params) in _STEPS_WITH_CELL
    if c0 is not None and not has_cell:
        raise TypeError(f"c0 was given, but {type(params).__name__} has no cell state: pass h0 alone.")
    c = _initial_states("c0", c0, B, T, H, dtype) if has_cell else None
    if go_backwards:
        x = x[:, ::-1]  # (B, T, D), from its end
        mask = None if mask is None else mask[:, ::-1]  # (B, T)
        labels = None if labels is None else labels[::-1]
    gates = {key: np.empty((B, T, H), dtype) for key in _gate_names(params)}
    for t in range(T):
        step = _one_step(params, x[:, t], h[:, t], c[:, t] if has_cell else None, activations)  # each (B, H)
        real = True if mask is None else mask[:, t, None]  # (B, 1)
        h[:, t + 1] = np.where(real, step["h_t"], h[:, t])
        if has_cell:
            c[:, t + 1] = np.where(real, step["c_t"], c[:, t])
        for key, gate in gates.items():
            gate[:, t] = step[key]
    return Trace(
        params,
        x,
        h,
        c,
        **gates,
        mask=mask,
        labels=labels,
        go_backwards=go_backwards,
        name=name,
        activations=activations,
    )


def stack(layers, x, *, mask=None, labels=None):
    """Run cells one above the other; return a list with one `Trace` a layer.

    Each layer reads the hidden states of the one below.

    Parameters
    ----------
    layers : sequence of params, the lowest first
        The input features of each equal the hidden units of the one below.
    x, mask, labels
        As for `run`; every layer gets the same mask.
    """
    layers = check_layers(layers)
    traces = []
    for n, params in enumerate(layers):
        traces.append(run(params, x, mask=mask, labels=labels, name=f"layer {n + 1}"))
        x = traces[-1].outputs
    return traces


def both_ways(forward, backward, x, *, merge_mode="concat", mask=None, labels=None):
    """Read a batch of sequences from both ends and return a `BothWays`.

    Parameters
    ----------
    forward, backward : params of two cells of equal size
    x, mask, labels
        As for `run`.
    merge_mode : {"concat", "sum", "ave", "mul", None}
        How the two outputs are joined, as in Keras; None keeps the pair.
    """
    as_choice("merge_mode", merge_mode, MERGE_MODES)
    forward, backward = check_params(forward, "forward")[0], check_params(backward, "backward")[0]
    there = run(forward, x, mask=mask, labels=labels, name="forward")
    back = run(backward, x, mask=mask, labels=labels, go_backwards=True, name="backward")
    if there.H != back.H:
        raise ValueError(f"backward has {back.H} hidden units and forward {there.H}: give both the same number.")
    again = back.outputs[:, ::-1]  # (B, T, H), in the order of the input
    return BothWays(there, back, merge(there.outputs, again, merge_mode), merge_mode)


def merge(a, b, merge_mode):
    """Join two outputs (B, T, H), both in the order of the input, as Keras's ``Bidirectional`` does."""
    match merge_mode:
        case "concat":
            return np.concatenate([a, b], axis=-1)  # (B, T, 2H)
        case "sum":
            return a + b
        case "ave":
            return (a + b) / 2
        case "mul":
            return a * b
        case _:
            return a, b


def check_params(params, name="params"):
    """Return (params as float arrays of one type, D, H); `TypeError` or `ValueError` says what to mend."""
    kinds = ", ".join(kind.__name__ for kind in _PRE_ACTIVATIONS)
    if type(params) not in _PRE_ACTIVATIONS:
        raise TypeError(f"{name} is {type(params).__name__}: expected one of {kinds}, e.g. init_lstm(D, H, rng).")
    K = _PRE_ACTIVATIONS[type(params)]
    W_h = as_floats(f"{name}.W_h", params.W_h, ("hidden", "pre-activations"))
    H = W_h.shape[0]
    if W_h.shape[1] != K * H:
        raise ValueError(f"{name}.W_h has shape {W_h.shape}: expected (H, {K}·H) = {(H, K * H)} for {H} hidden units.")
    W_x = as_floats(f"{name}.W_x", params.W_x, ("features", "pre-activations"), sizes={"pre-activations": K * H})
    b = as_floats(f"{name}.b", params.b, ("pre-activations",), sizes={"pre-activations": K * H})
    arrays = [W_x, W_h, b]
    if isinstance(params, GRUAfterParams):
        arrays.append(as_floats(f"{name}.b_h", params.b_h, ("pre-activations",), sizes={"pre-activations": K * H}))
    if isinstance(params, PeepholeParams):
        arrays.append(as_floats(f"{name}.p", params.p, ("gates", "hidden"), sizes={"gates": 3, "hidden": H}))
    dtype = np.result_type(*arrays)
    return type(params)(*(array.astype(dtype, copy=False) for array in arrays)), W_x.shape[0], H


def _one_step(params, x_t, h_prev, c_prev, activations=USUAL):
    """What one step of any cell computed, by name."""
    if activations != USUAL or isinstance(params, GRUAfterParams):
        return any_step(params, activations, x_t, h_prev, c_prev)
    if c_prev is not None:
        return _STEPS_WITH_CELL[type(params)](params, x_t, h_prev, c_prev)._asdict()
    if isinstance(params, GRUParams):
        return gru_step(params, x_t, h_prev)._asdict()
    return {"h_t": rnn_step(params, x_t, h_prev)}


def _gate_names(params):
    if type(params) in _STEPS_WITH_CELL:
        return "ifgo"
    return "zrg" if isinstance(params, (GRUParams, GRUAfterParams)) else ""


def _check_activations(activations, params):
    if not isinstance(activations, (tuple, list)) or len(activations) != 2:
        raise TypeError(f'activations is {shown(activations)}: expected a pair of names, e.g. ("relu", "sigmoid").')
    for name in activations:
        as_choice("an entry of activations", name, tuple(ACTIVATIONS))
    if tuple(activations) != USUAL and not isinstance(params, _ANY_ACTIVATIONS):
        raise ValueError(f"activations is {activations!r}: {type(params).__name__} run with tanh and sigmoid alone.")
    return tuple(activations)


def _initial_states(name, value, B, T, H, dtype):
    """(B, T+1, H) with the initial state at index 0 and the rest to be filled."""
    states = np.zeros((B, T + 1, H), dtype)
    if value is not None:
        states[:, 0] = as_floats(name, value, ("batch", "hidden"), sizes={"batch": B, "hidden": H})
    return states


def check_layers(layers, name="layers"):
    """Return a list of checked parameters, each reading what the one below gives; `TypeError` or `ValueError` else."""
    if not isinstance(layers, (list, tuple)) or hasattr(layers, "_fields"):
        raise TypeError(f"{name} is {shown(layers)}: {name} must be a list of parameters, e.g. [first, second].")
    if not layers:
        raise ValueError(f"{name} is empty: expected the parameters of at least one cell, the lowest layer first.")
    checked = [check_params(params, f"{name}[{n}]") for n, params in enumerate(layers)]
    for n, ((_, _, below), (_, D, _)) in enumerate(pairwise(checked)):
        if below != D:
            raise ValueError(f"{name}[{n + 1}] reads {D} features: expected {below}, the hidden units below it.")
    return [params for params, _, _ in checked]
