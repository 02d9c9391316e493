"""Recurrent layers computed once more, from Keras's weights as ``get_weights`` gives them: gate by gate, step by step.

Written from the papers and Keras's documentation, without the course's own functions: what they are checked against.
"""

import math

import numpy as np


def _each(function):
    return np.vectorize(function, otypes=[float])


_sigmoid = _each(lambda z: 1 / (1 + math.exp(-z)) if z > -700 else 0.0)
_hard = _each(lambda z: min(max((z + 3) / 6, 0), 1))


def _softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


SQUASH = {
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "linear": lambda z: z,
    "relu": _each(lambda z: max(z, 0)),
    "relu6": _each(lambda z: min(max(z, 0), 6)),
    "softsign": _each(lambda z: z / (1 + abs(z))),
    "elu": _each(lambda z: z if z > 0 else math.exp(z) - 1),
    "gelu": _each(lambda z: z * 0.5 * math.erfc(-z / math.sqrt(2))),
    "hard_sigmoid": _hard,
    "hard_silu": lambda z: z * _hard(z),
    "leaky_relu": _each(lambda z: z if z > 0 else 0.2 * z),
    "silu": lambda z: z * _sigmoid(z),
    "softmax": _softmax,
}


def states(cell, weights, x, h, c=None, mask=None):
    """Return h (B, T+1, H), and c where there is one, of a Keras cell with these weights over x as it reads it."""
    kernel, recurrent, *bias = (np.asarray(w, np.float64) for w in weights)
    name = type(cell).__name__.removesuffix("Cell")
    for base in type(cell).__mro__:
        name = base.__name__.removesuffix("Cell") if base.__name__ in ("LSTMCell", "GRUCell", "SimpleRNNCell") else name
    squash = SQUASH[cell.activation.__name__]
    gate = SQUASH[getattr(cell, "recurrent_activation", cell.activation).__name__]
    H = recurrent.shape[0]
    hs, cs = [h], [c]
    for t in range(x.shape[1]):
        new = {"LSTM": _lstm, "GRU": _gru, "SimpleRNN": _rnn}[name](
            cell, kernel, recurrent, bias, H, squash, gate, x[:, t], h, c
        )
        real = np.ones(len(x), bool) if mask is None else mask[:, t]
        h = np.where(real[:, None], new[0], h)
        c = None if c is None else np.where(real[:, None], new[1], c)
        hs.append(h)
        cs.append(c)
    return np.stack(hs, 1), None if c is None else np.stack(cs, 1)


def _part(matrix, n, H):
    return matrix[..., n * H : (n + 1) * H]


def _lstm(cell, kernel, recurrent, bias, H, squash, gate, x, h, c):
    i, f, g, o = (
        x @ _part(kernel, n, H) + h @ _part(recurrent, n, H) + (_part(bias[0], n, H) if bias else 0) for n in range(4)
    )
    c = gate(f) * c + gate(i) * squash(g)
    return gate(o) * squash(c), c


def _gru(cell, kernel, recurrent, bias, H, squash, gate, x, h, c):
    inner = bias[0] if bias and not cell.reset_after else bias[0][0] if bias else np.zeros(3 * H)
    outer = bias[0][1] if bias and cell.reset_after else np.zeros(3 * H)
    z, r = (
        gate(x @ _part(kernel, n, H) + _part(inner, n, H) + h @ _part(recurrent, n, H) + _part(outer, n, H))
        for n in (0, 1)
    )
    new = x @ _part(kernel, 2, H) + _part(inner, 2, H)
    new = new + (
        r * (h @ _part(recurrent, 2, H) + _part(outer, 2, H)) if cell.reset_after else (r * h) @ _part(recurrent, 2, H)
    )
    return (z * h + (1 - z) * squash(new),)


def _rnn(cell, kernel, recurrent, bias, H, squash, gate, x, h, c):
    return (squash(x @ kernel + h @ recurrent + (bias[0] if bias else 0)),)
