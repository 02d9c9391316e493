"""The equations: one time step of each recurrent cell, and the parameters that it starts with.

Shapes: B examples in a batch, D input features, H hidden units. What parameters hold, and in which order, is said in
`lstm_helpers.maths.parameters`.

A step is arithmetic and nothing else: arguments are validated where sequences come in
(`lstm_helpers.maths.sequence.run`), never here.
"""

from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, as_floats, as_number, as_rng, check_fits, shown
from lstm_helpers.maths.initial_weights import glorot, recurrent_matrix, uniform
from lstm_helpers.maths.parameters import (
    CoupledParams,
    DenseParams,
    GRUParams,
    LSTMParams,
    PeepholeParams,
    RNNParams,
    check_params,
    count_params,
)

__all__ = [
    "CoupledParams",
    "DenseParams",
    "GRUParams",
    "GRUStep",
    "LSTMParams",
    "LSTMStep",
    "PeepholeParams",
    "RNNParams",
    "count_params",
    "coupled_step",
    "dense",
    "force_gate",
    "gru_step",
    "init_chrono",
    "init_coupled",
    "init_dense",
    "init_gru",
    "init_lstm",
    "init_peephole",
    "init_rnn",
    "lstm_step",
    "peephole_step",
    "rnn_step",
    "sigmoid",
]


class LSTMStep(NamedTuple):
    """What one LSTM step computed; each (B, H)."""

    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c_t: np.ndarray
    h_t: np.ndarray


class GRUStep(NamedTuple):
    """What one GRU step computed; each (B, H)."""

    z: np.ndarray
    r: np.ndarray
    g: np.ndarray
    h_t: np.ndarray


def sigmoid(z):
    """Return 1 / (1 + exp(−z)) elementwise, in (0, 1), without overflow at any z.

    Written as (1 + tanh(z / 2)) / 2, which is the same function: tanh saturates where exp overflows.

    >>> float(sigmoid(0.0)), float(sigmoid(-1000.0)), float(sigmoid(1000.0))
    (0.5, 0.0, 1.0)
    """
    return 0.5 * (1.0 + np.tanh(0.5 * z))


# fmt: off
def rnn_step(params, x_t, h_prev):
    """Return h_t (B, H) of a plain RNN from x_t (B, D) and h_{t−1} (B, H) (Elman 1990).

    The activation is tanh, so every entry lies in (−1, 1).
    """
    return np.tanh(x_t @ params.W_x + h_prev @ params.W_h + params.b)


def lstm_step(params, x_t, h_prev, c_prev):
    """Return the `LSTMStep` from x_t (B, D), h_{t−1} (B, H) and c_{t−1} (B, H).

    Hochreiter & Schmidhuber (1997), with the forget gate of Gers et al. (2000).
    """
    z = x_t @ params.W_x + h_prev @ params.W_h + params.b                # (1)  (B, 4H)
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=-1)                         # each (B, H)
    i, f, g, o = sigmoid(z_i), sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)  # (2)–(5)
    c_t = f * c_prev + i * g                                             # (6)
    return LSTMStep(i, f, g, o, c_t, o * np.tanh(c_t))                   # (7)


def gru_step(params, x_t, h_prev):
    """Return the `GRUStep` from x_t (B, D) and h_{t−1} (B, H) (Cho et al. 2014).

    The reset gate acts on h_{t−1} before the product, as in the paper (Keras: ``reset_after=False``), and
    z is the share that is *kept*, as in Keras.
    """
    H = h_prev.shape[-1]
    a = x_t @ params.W_x + params.b                                      # (B, 3H)
    z = sigmoid(a[:, :H] + h_prev @ params.W_h[:, :H])
    r = sigmoid(a[:, H : 2 * H] + h_prev @ params.W_h[:, H : 2 * H])
    g = np.tanh(a[:, 2 * H :] + (r * h_prev) @ params.W_h[:, 2 * H :])
    return GRUStep(z, r, g, z * h_prev + (1 - z) * g)


def peephole_step(params, x_t, h_prev, c_prev):
    """Return the `LSTMStep` of a cell whose gates also see the cell state (Gers & Schmidhuber 2000).

    i and f look at c_{t−1}, o looks at the new c_t.
    """
    z = x_t @ params.W_x + h_prev @ params.W_h + params.b                # (B, 4H)
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=-1)                         # each (B, H)
    p_i, p_f, p_o = params.p
    i, f, g = sigmoid(z_i + p_i * c_prev), sigmoid(z_f + p_f * c_prev), np.tanh(z_g)
    c_t = f * c_prev + i * g
    o = sigmoid(z_o + p_o * c_t)
    return LSTMStep(i, f, g, o, c_t, o * np.tanh(c_t))


def coupled_step(params, x_t, h_prev, c_prev):
    """Return the `LSTMStep` of a cell that forgets exactly as much as it writes, i = 1 − f (Greff et al. 2015)."""
    z = x_t @ params.W_x + h_prev @ params.W_h + params.b                # (B, 3H)
    z_f, z_g, z_o = np.split(z, 3, axis=-1)                              # each (B, H)
    f, g, o = sigmoid(z_f), np.tanh(z_g), sigmoid(z_o)
    i = 1 - f
    c_t = f * c_prev + i * g
    return LSTMStep(i, f, g, o, c_t, o * np.tanh(c_t))
# fmt: on


def dense(params, h):
    """Return h @ W + b, (…, O), from h (…, H)."""
    return h @ params.W + params.b


def init_rnn(D, H, rng, *, recurrent="orthogonal", radius=1.0):
    """Return fresh `RNNParams`.

    Parameters
    ----------
    D, H : int
        Input features and hidden units, 1 or more.
    rng : numpy.random.Generator
    recurrent : {"orthogonal", "identity", "glorot"}
        How ``W_h`` starts; "identity" is the initialisation of Le et al. (2015).
    radius : float
        Scales ``W_h``: for "orthogonal" and "identity" it is the spectral radius.
    """
    D, H, rng = *_sizes(D, H, 1), as_rng("rng", rng)
    radius = as_number("radius", radius, "a spectral radius, 0 or more", least=0)
    return RNNParams(glorot(rng, (D, H)), radius * recurrent_matrix(recurrent, rng, H), np.zeros(H))


def init_lstm(D, H, rng, *, recurrent="orthogonal", forget_bias=1.0):
    """Return fresh `LSTMParams`, as Keras initialises them.

    ``W_x`` is Glorot-uniform over (D, 4H), ``W_h`` orthogonal over (H, 4H); all biases but the forget gate's are zero.

    Parameters
    ----------
    D, H : int
        Input features and hidden units, 1 or more.
    rng : numpy.random.Generator
    recurrent : {"orthogonal", "glorot", "identity"}
        How ``W_h`` starts.
    forget_bias : float or array_like (H,)
        1 is what Jozefowicz et al. (2015) recommend and what Keras does.
    """
    D, H, rng = *_sizes(D, H, 4), as_rng("rng", rng)
    b = np.zeros(4 * H)
    b[H : 2 * H] = _biases("forget_bias", forget_bias, H)
    return LSTMParams(glorot(rng, (D, 4 * H)), recurrent_matrix(recurrent, rng, H, 4), b)


def init_chrono(D, H, rng, *, longest, recurrent="orthogonal"):
    """Return fresh `LSTMParams` whose units start with memories of different length (Tallec & Ollivier 2018).

    Forget biases are log u and input biases −log u, with u drawn evenly from 1 to ``longest`` − 1: a unit then keeps
    its cell for about u steps, and ``longest`` says for how long something may have to be remembered.

    >>> params = init_chrono(2, 8, np.random.default_rng(0), longest=100)
    >>> bool((params.b[8:16] == -params.b[:8]).all())
    True
    """
    rng, longest = as_rng("rng", rng), as_count("longest", longest, 3)
    params = init_lstm(D, H, rng, recurrent=recurrent)
    H = len(params.W_h)
    params.b[H : 2 * H] = np.log(rng.uniform(1, longest - 1, H))
    params.b[:H] = -params.b[H : 2 * H]
    return params


def init_gru(D, H, rng, *, recurrent="orthogonal"):
    """Return fresh `GRUParams`: Glorot-uniform ``W_x``, orthogonal ``W_h``, zero biases."""
    D, H, rng = *_sizes(D, H, 3), as_rng("rng", rng)
    return GRUParams(glorot(rng, (D, 3 * H)), recurrent_matrix(recurrent, rng, H, 3), np.zeros(3 * H))


def init_peephole(D, H, rng, *, recurrent="orthogonal", forget_bias=1.0):
    """Return fresh `PeepholeParams`: as `init_lstm`, with peepholes drawn from ±1/√H."""
    W_x, W_h, b = init_lstm(D, H, rng, recurrent=recurrent, forget_bias=forget_bias)
    H = len(W_h)
    return PeepholeParams(W_x, W_h, b, uniform(rng, (3, H), 1 / np.sqrt(H)))


def init_coupled(D, H, rng, *, recurrent="orthogonal", forget_bias=1.0):
    """Return fresh `CoupledParams`: as `init_lstm`, without an input gate of its own."""
    D, H, rng = *_sizes(D, H, 3), as_rng("rng", rng)
    b = np.zeros(3 * H)
    b[:H] = _biases("forget_bias", forget_bias, H)
    return CoupledParams(glorot(rng, (D, 3 * H)), recurrent_matrix(recurrent, rng, H, 3), b)


def init_dense(H, O, rng):
    """Return fresh `DenseParams`: Glorot-uniform ``W`` (H, O), zero ``b`` (O,)."""
    H, O, rng = as_count("H", H), as_count("O", O), as_rng("rng", rng)
    check_fits(H=H, O=O)
    return DenseParams(glorot(rng, (H, O)), np.zeros(O))


def force_gate(params, gate, value, unit=None):
    """Return `LSTMParams` whose ``gate`` stands at ``value`` whatever comes in: zero weights, and a fixed bias.

    Parameters
    ----------
    params : LSTMParams
    gate : {"i", "f", "g", "o"}
    value : float
        In [0, 1]; for the candidate g in [−1, 1].
    unit : int, optional
        One unit; all of them when left out.

    >>> shut = force_gate(init_lstm(3, 2, np.random.default_rng(0)), "f", 0.0)
    >>> float(lstm_step(shut, np.ones((1, 3)), np.ones((1, 2)), np.ones((1, 2))).f.max())
    0.0
    """
    if not isinstance(params, LSTMParams):
        raise TypeError(f"params is {shown(params)}: expected LSTMParams, e.g. init_lstm(D, H, rng).")
    params, _, H = check_params(params)
    gate = as_choice("gate", gate, ("i", "f", "g", "o"))
    low, unit = -1.0 if gate == "g" else 0.0, None if unit is None else as_count("unit", unit, 0, H - 1)
    value = as_number("value", value, f"where gate {gate} can stand, from {low:g} to 1", least=low, most=1.0)
    share = (value - low) / (1.0 - low)  # as a sigmoid reaches it
    logit = np.log(share / (1.0 - share)) if 0.0 < share < 1.0 else 80.0 * share - 40.0
    columns = "ifgo".index(gate) * H + (np.arange(H) if unit is None else unit)
    W_x, W_h, b = (np.array(array) for array in params)
    W_x[:, columns], W_h[:, columns] = 0.0, 0.0
    b[columns] = logit * (0.5 if gate == "g" else 1.0)
    return LSTMParams(W_x, W_h, b)


def _sizes(D, H, K):
    """(D, H), small enough for matrices of K pre-activations a unit."""
    D, H = as_count("D", D), as_count("H", H)
    check_fits(D=D, H=K * H)
    check_fits(**{"H": H, f"{K}·H": K * H})
    return D, H


def _biases(name, value, H):
    """A number for all units, or (H,)."""
    if isinstance(value, (int, float, np.number)):
        return as_number(name, value, f"a number, or one for each of the {H} units")
    return as_floats(name, value, ("hidden",), sizes={"hidden": H})
