"""The cells of Keras and PyTorch as people set them up: any activations, and the GRU whose reset gate comes after.

`cells` holds the equations as the papers give them; here stand the same ones with the two squashing functions left
open, as ``keras.layers.LSTM(activation=..., recurrent_activation=...)`` leaves them.
"""

import numpy as np

from lstm_helpers.maths.activations import ACTIVATIONS
from lstm_helpers.maths.cells import GRUStep, LSTMStep
from lstm_helpers.maths.parameters import GRUAfterParams, GRUParams, LSTMParams, RNNParams

USUAL = ("tanh", "sigmoid")


def any_step(params, activations, x_t, h_prev, c_prev=None):
    """Return one step of an LSTM, a GRU of either kind or a plain RNN as a dict of arrays (B, H), with ``h_t``.

    Parameters
    ----------
    params : LSTMParams, GRUParams, GRUAfterParams or RNNParams
    activations : (str, str)
        Names of `ACTIVATIONS`: of the candidate (and of the cell state, where there is one), and of the gates.
    x_t : (B, D)
    h_prev, c_prev : (B, H)
    """
    squash, gate = (ACTIVATIONS[name] for name in activations)
    return _STEPS[type(params)](params, squash, gate, x_t, h_prev, c_prev)


# fmt: off
def _lstm(params, squash, gate, x_t, h_prev, c_prev):
    z = x_t @ params.W_x + h_prev @ params.W_h + params.b                # (B, 4H)
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=-1)                         # (B, H)
    i, f, g, o = gate(z_i), gate(z_f), squash(z_g), gate(z_o)
    c_t = f * c_prev + i * g
    return LSTMStep(i, f, g, o, c_t, o * squash(c_t))._asdict()


def _gru(params, squash, gate, x_t, h_prev, _):
    a, H = x_t @ params.W_x + params.b, h_prev.shape[-1]                 # (B, 3H)
    z = gate(a[:, :H] + h_prev @ params.W_h[:, :H])
    r = gate(a[:, H : 2 * H] + h_prev @ params.W_h[:, H : 2 * H])
    g = squash(a[:, 2 * H :] + (r * h_prev) @ params.W_h[:, 2 * H :])
    return GRUStep(z, r, g, z * h_prev + (1 - z) * g)._asdict()


def _gru_after(params, squash, gate, x_t, h_prev, _):
    a_z, a_r, a_g = np.split(x_t @ params.W_x + params.b, 3, axis=-1)       # (B, H)
    s_z, s_r, s_g = np.split(h_prev @ params.W_h + params.b_h, 3, axis=-1)  # (B, H)
    z, r = gate(a_z + s_z), gate(a_r + s_r)
    g = squash(a_g + r * s_g)
    return GRUStep(z, r, g, z * h_prev + (1 - z) * g)._asdict()


def _rnn(params, squash, gate, x_t, h_prev, _):
    return {"h_t": squash(x_t @ params.W_x + h_prev @ params.W_h + params.b)}
# fmt: on


_STEPS = {LSTMParams: _lstm, GRUParams: _gru, GRUAfterParams: _gru_after, RNNParams: _rnn}
