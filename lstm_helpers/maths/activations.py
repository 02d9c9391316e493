"""The activation functions of Keras in NumPy, by Keras's own names: `ACTIVATIONS`.

Each takes an array (…, H) and returns one of the same shape. All but the three of `OVER_UNITS` look at each entry
alone; those look at the last axis as a whole.

Formulas: the documentation of ``keras.activations``. Constants of selu: Klambauer et al. (2017).
"""

import math

import numpy as np

from lstm_helpers.maths.cells import sigmoid
from lstm_helpers.maths.losses import softmax

_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772, 1.0507009873554805


# fmt: off
def _relu(z):               return np.maximum(z, 0.0)
def _relu6(z):              return np.clip(z, 0.0, 6.0)
def _leaky_relu(z):         return np.where(z > 0, z, 0.2 * z)
def _elu(z):                return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))
def _selu(z):               return _SELU_SCALE * np.where(z > 0, z, _SELU_ALPHA * np.expm1(np.minimum(z, 0.0)))
def _softplus(z):           return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))
def _softsign(z):           return z / (1.0 + np.abs(z))
def _squareplus(z):         return (z + np.sqrt(z * z + 4.0)) / 2.0
def _exponential(z):        return np.exp(z)
def _linear(z):             return z
def _silu(z):               return z * sigmoid(z)
def _gelu(z):               return 0.5 * z * (1.0 + _erf(z / math.sqrt(2.0)))
def _mish(z):               return z * np.tanh(_softplus(z))
def _log_sigmoid(z):        return -_softplus(-z)
def _hard_sigmoid(z):       return _relu6(z + 3.0) / 6.0
def _hard_silu(z):          return z * _hard_sigmoid(z)
def _hard_tanh(z):          return np.clip(z, -1.0, 1.0)
def _hard_shrink(z):        return np.where(np.abs(z) > 0.5, z, 0.0)
def _soft_shrink(z):        return np.sign(z) * np.maximum(np.abs(z) - 0.5, 0.0)
def _tanh_shrink(z):        return z - np.tanh(z)
def _sparse_sigmoid(z):     return np.clip(0.5 * (z + 1.0), 0.0, 1.0)
def _sparse_plus(z):        return np.where(z <= -1, 0.0, np.where(z < 1, 0.25 * (z + 1.0) ** 2, z))
def _log_softmax(z):        return z - z.max(-1, keepdims=True) - np.log(_exp_shares(z))
# fmt: on


def _sparsemax(z):
    """As Keras 3 computes it: its threshold adds up cumulative sums, where Martins & Astudillo (2016) take the last."""
    ranked = -np.sort(-z, axis=-1)
    sums = np.cumsum(ranked, axis=-1)
    kept = ranked - (sums - 1.0) / np.arange(1, z.shape[-1] + 1) > 0
    tau = (np.where(kept, sums, 0.0).sum(-1, keepdims=True) - 1.0) / kept.sum(-1, keepdims=True)
    return np.maximum(z - tau, 0.0)


def _exp_shares(z):
    return np.exp(z - z.max(-1, keepdims=True)).sum(-1, keepdims=True)


_erf = np.vectorize(math.erf, otypes=[float])

_OWN = (
    *(_elu, _exponential, _gelu, _hard_shrink, _hard_sigmoid, _hard_silu, _hard_tanh, _leaky_relu, _linear),
    *(_log_sigmoid, _log_softmax, _mish, _relu, _relu6, _selu, _silu, _soft_shrink, _softplus, _softsign),
    *(_sparse_plus, _sparse_sigmoid, _sparsemax, _squareplus, _tanh_shrink),
)
ACTIVATIONS = {function.__name__[1:]: function for function in _OWN} | {
    "celu": _elu,  # its alpha is 1, and there both are the same
    "sigmoid": sigmoid,
    "softmax": softmax,
    "tanh": np.tanh,
}

OVER_UNITS = ("softmax", "log_softmax", "sparsemax")
