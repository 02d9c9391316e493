"""What a layer computed while it read: the `Trace`, of which everything else is made; and whether one holds together.

Shapes: B sequences in a batch, T time steps, D input features, H hidden units. States over time are (B, T+1, H), whose
index 0 is the state before the first step.
"""

from dataclasses import dataclass, replace

import numpy as np

from lstm_helpers.arrays import as_count, as_flag, as_floats, as_mask
from lstm_helpers.maths.any_cell import USUAL
from lstm_helpers.maths.parameters import (
    CoupledParams,
    GRUAfterParams,
    GRUParams,
    LSTMParams,
    PeepholeParams,
    check_params,
)

WITH_CELL = (LSTMParams, PeepholeParams, CoupledParams)
"""The parameters of cells that have a cell state."""


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
        """Return the `Trace` of the ``n``-th sequence alone, still with a batch axis of one.

        Raises ``TypeError`` or ``ValueError`` when the trace holds no such sequence; −1 is the last.
        """
        n = as_count("n", n, -self.B, self.B - 1) % self.B
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


def gate_names(params):
    """Return the letters of a cell's gates and candidate, as a `Trace` names them."""
    if type(params) in WITH_CELL:
        return "ifgo"
    return "zrg" if isinstance(params, (GRUParams, GRUAfterParams)) else ""


def check_x(name, x, D, dtype=None):
    """Return sequences (B, T, D) as an array of ``dtype``; `TypeError` or `ValueError` says what to mend."""
    return as_floats(
        name,
        x,
        ("batch", "time", "features"),
        sizes={"features": D},
        hint=f"For a single sequence use {name}[None].",
        dtype=dtype,
    )


def check_states(h):
    """Refuse states that are NaN because a sum overflowed on the way: once NaN, a state stays NaN to the end."""
    if not np.isfinite(h[:, -1]).all():
        raise ValueError("x and the weights are too large: their products overflow. Scale x down.")


def check_trace(trace, name="trace", finite=True):
    """Return a `Trace` whose arrays are checked, as one made by hand may not hold together.

    With ``finite=False`` its weights, states and gates may be NaN or infinite, as those of a model that went wrong are.
    """
    if not isinstance(trace, Trace):
        raise TypeError(f"{name} is {type(trace).__name__}: expected what sequence.run returned.")
    params, D, H = check_params(trace.params, f"{name}.params", finite)
    x = check_x(f"{name}.x", trace.x, D)
    B, T, _ = x.shape
    sizes = {"batch": B, "time": T, "hidden": H, "states": T + 1}
    axes = {"h": ("batch", "states", "hidden")} | dict.fromkeys(gate_names(params), ("batch", "time", "hidden"))
    axes |= {"c": axes["h"]} if type(params) in WITH_CELL else {}
    arrays = {
        key: as_floats(f"{name}.{key}", getattr(trace, key), ax, sizes=sizes, finite=finite) for key, ax in axes.items()
    }
    mask = None if trace.mask is None else as_mask(f"{name}.mask", trace.mask, (B, T))
    as_flag(f"{name}.go_backwards", trace.go_backwards)
    return replace(trace, params=params, x=x, mask=mask, **arrays)
