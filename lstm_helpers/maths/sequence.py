"""Run a cell over whole sequences: `run`, `stack`, `both_ways`. Each returns a `Trace` a layer and direction.

Shapes: B sequences in a batch, T time steps, D input features, H hidden units. Sequences are (B, T, D); states over
time are (B, T+1, H), whose index 0 is the state before the first step.
"""

from itertools import pairwise

import numpy as np

from lstm_helpers.arrays import as_choice, as_flag, as_floats, as_labels, as_mask, as_sequence, as_text, is_list, shown
from lstm_helpers.maths.activations import ACTIVATIONS
from lstm_helpers.maths.any_cell import USUAL, any_step
from lstm_helpers.maths.cells import coupled_step, gru_step, lstm_step, peephole_step, rnn_step
from lstm_helpers.maths.parameters import (
    GRUAfterParams,
    GRUParams,
    LSTMParams,
    RNNParams,
    check_params,
)
from lstm_helpers.maths.trace import WITH_CELL, BothWays, Trace, check_states, check_x, gate_names

MERGE_MODES = ("concat", "sum", "ave", "mul", None)

_STEPS_WITH_CELL = dict(zip(WITH_CELL, (lstm_step, peephole_step, coupled_step), strict=True))
_ANY_ACTIVATIONS = (LSTMParams, GRUParams, GRUAfterParams, RNNParams)


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
    x = check_x("x", x, D, dtype)
    B, T, _ = x.shape
    go_backwards, name = as_flag("go_backwards", go_backwards), as_text("name", name, empty=True)
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
    gates = {key: np.empty((B, T, H), dtype) for key in gate_names(params)}
    for t in range(T):
        with np.errstate(over="ignore", invalid="ignore"):  # seen at the end
            step = _one_step(params, x[:, t], h[:, t], c[:, t] if has_cell else None, activations)  # each (B, H)
        real = True if mask is None else mask[:, t, None]  # (B, 1)
        h[:, t + 1] = np.where(real, step["h_t"], h[:, t])
        if has_cell:
            c[:, t + 1] = np.where(real, step["c_t"], c[:, t])
        for key, gate in gates.items():
            gate[:, t] = step[key]
    check_states(h)
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
    merge_mode = as_choice("merge_mode", merge_mode, MERGE_MODES)
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


def _one_step(params, x_t, h_prev, c_prev, activations=USUAL):
    """What one step of any cell computed, by name."""
    if activations != USUAL or isinstance(params, GRUAfterParams):
        return any_step(params, activations, x_t, h_prev, c_prev)
    if c_prev is not None:
        return _STEPS_WITH_CELL[type(params)](params, x_t, h_prev, c_prev)._asdict()
    if isinstance(params, GRUParams):
        return gru_step(params, x_t, h_prev)._asdict()
    return {"h_t": rnn_step(params, x_t, h_prev)}


def _check_activations(activations, params):
    if not is_list(activations) or len(activations) != 2:
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
        states[:, 0] = as_floats(name, value, ("batch", "hidden"), sizes={"batch": B, "hidden": H}, dtype=dtype)
    return states


def check_layers(layers, name="layers"):
    """Return a list of checked parameters, each reading what the one below gives; `TypeError` or `ValueError` else."""
    expected = "a list of parameters, e.g. [first, second]"
    if hasattr(layers, "_fields"):
        raise TypeError(f"{name} is {type(layers).__name__}: {name} must be {expected}.")
    layers = as_sequence(name, layers, expected)
    if not layers:
        raise ValueError(f"{name} is empty: expected the parameters of at least one cell, the lowest layer first.")
    checked = [check_params(params, f"{name}[{n}]") for n, params in enumerate(layers)]
    for n, ((_, _, below), (_, D, _)) in enumerate(pairwise(checked)):
        if below != D:
            raise ValueError(f"{name}[{n + 1}] reads {D} features: expected {below}, the hidden units below it.")
    return [params for params, _, _ in checked]
