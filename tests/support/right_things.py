"""Small right arguments that the doors share, and what is no set of parameters, no model and no trace."""

from dataclasses import replace

import numpy as np

from lstm_helpers.data import text
from lstm_helpers.maths import cells, sequence
from lstm_helpers.maths.cells import init_dense, init_lstm
from lstm_helpers.training import as_dtype, init_model
from tests.support.wrong_values import Trial, always, fresh, same_as, things

B, T, D, H = 3, 5, 2, 4
LSTM, GRU, RNN = (init(D, H, fresh()) for init in (init_lstm, cells.init_gru, cells.init_rnn))
PEEPHOLE, COUPLED = (init(D, H, fresh()) for init in (cells.init_peephole, cells.init_coupled))
X, READOUT = fresh().standard_normal((B, T, D)), init_dense(H, 1, fresh())
Y = fresh().standard_normal((B, 1))
TRACE = sequence.run(LSTM, X)
MODEL = init_model(D, H, 1, fresh(), dtype=np.float64)
SMALL = as_dtype(MODEL, np.float32)
ABC = text.Alphabet("abc")


def single(params):
    """The same parameters in single precision."""
    return type(params)(*(array.astype(np.float32) for array in params))


def _broken(params):
    """Parameters with one array that is wrong."""
    spoilt = params.W_x.copy()
    spoilt[0, 0] = np.nan
    yield "W_h too narrow", params._replace(W_h=params.W_h[:, 1:])
    yield "W_h not square", params._replace(W_h=params.W_h[1:])
    yield "b too short", params._replace(b=params.b[1:])
    yield "NaN in W_x", params._replace(W_x=spoilt)
    yield "infinity in b", params._replace(b=np.full_like(params.b, np.inf))
    yield "b with two axes", params._replace(b=params.b[None])
    yield "text for W_h", params._replace(W_h="text")
    yield "None for W_x", params._replace(W_x=None)
    yield "complex W_x", params._replace(W_x=params.W_x + 1j)
    yield "masked b", params._replace(b=np.ma.array(params.b, mask=np.arange(len(params.b)) == 0))
    yield "objects for b", params._replace(b=np.where(np.arange(len(params.b)) == 0, None, params.b))
    yield "a set for b", params._replace(b={0.0})


def params(right=LSTM, *others):
    """No parameters of a cell, or of none that is wanted here."""
    found = [Trial(says, always(value)) for says, value in _broken(right)]
    found += [Trial(says, always(value)) for says, value in [("a bare tuple", tuple(right)), ("an array", right.W_x)]]
    found += [Trial(f"{type(other).__name__}", always(other)) for other in others]
    halved = type(right)(*(np.asarray(array, np.float16) for array in right))
    found.append(same_as("half precision", always(halved), lambda: _as(np.float64, halved), must=True))
    whole = type(right)(*(np.round(array).astype(np.int8) for array in right))
    found.append(same_as("int8", always(whole), lambda: _as(np.float64, whole), must=True))
    lists = type(right)(*(array.tolist() for array in right))
    found.append(same_as("lists", always(lists), always(right)))
    return found + things()


def _as(dtype, params):
    return type(params)(*(array.astype(dtype) for array in params))


def dense_params(right=READOUT):
    """No readout."""
    wrong = {
        "too many units": init_dense(len(right.W) + 1, right.W.shape[1], fresh()),
        "NaN": right._replace(W=right.W * np.nan),
        "b too long": right._replace(b=np.ones(right.W.shape[1] + 1)),
        "a bare tuple": tuple(right),
        "masked": right._replace(b=np.ma.array(right.b, mask=True)),
        "complex": right._replace(W=right.W + 1j),
        "text": right._replace(b="b"),
        "a cell": LSTM,
    }
    found = [Trial(says, always(value)) for says, value in wrong.items()]
    halved = type(right)(*(array.astype(np.float16) for array in right))
    found.append(same_as("half precision", always(halved), lambda: _as(np.float64, halved)))
    return found + things()


def layers():
    """No list of cells that fit."""
    wrong = {
        "one cell": LSTM, "none": [], "that do not fit": [LSTM, LSTM], "a set": {1}, "an array": LSTM.W_x,
        "with None": [LSTM, None], "a dict": {"a": LSTM}, "text": "ab",
    }  # fmt: skip
    found = [Trial(says, always(value)) for says, value in wrong.items()]
    found += [Trial(f"one with {says}", always([value])) for says, value in _broken(LSTM)]
    found.append(same_as("a tuple", always((LSTM,)), always([LSTM]), must=True))
    found.append(same_as("a generator", lambda: (one for one in [LSTM]), always([LSTM])))
    return found + things()


def model(right=MODEL):
    """No model, or one that does not hold together."""
    wrong = {
        "a cell": LSTM,
        "no layers": right._replace(layers=()),
        "None for a layer": right._replace(layers=(None,)),
        "no readout": right._replace(readout=None),
        "a readout of another size": right._replace(readout=init_dense(H + 1, 1, fresh())),
        "layers that do not fit": right._replace(layers=(LSTM, LSTM)),
        "mixed precision": MODEL._replace(readout=SMALL.readout),
        "every_step no": right._replace(every_step="no"),
        "every_step 2": right._replace(every_step=2),
        "every_step None": right._replace(every_step=None),
        "NaN in the readout": right._replace(readout=right.readout._replace(W=right.readout.W * np.nan)),
        "masked readout": right._replace(readout=right.readout._replace(b=np.ma.array(right.readout.b, mask=True))),
        "a bare tuple": tuple(right),
    }
    found = [Trial(says, always(value)) for says, value in wrong.items()]
    found += [Trial(f"a layer with {says}", always(right._replace(layers=(value,)))) for says, value in _broken(LSTM)]
    listed = right._replace(layers=list(right.layers))
    found.append(same_as("layers in a list", always(listed), always(right), must=True))
    return found + things()


def trace(right=TRACE):
    """No trace, or one that does not hold together."""
    wrong = {
        "a list of one": [right],
        "a cell": LSTM,
        "no parameters": replace(right, params=None),
        "h too short": replace(right, h=right.h[:, 1:]),
        "NaN in h": replace(right, h=right.h * np.nan),
        "gates missing": replace(right, f=None),
        "c missing": replace(right, c=None),
        "gates too short": replace(right, i=right.i[:, 1:]),
        "x of another size": replace(right, x=right.x[..., :1]),
        "x as text": replace(right, x="text"),
        "a mask of another size": replace(right, mask=np.ones((1, 1), bool)),
        "go_backwards no": replace(right, go_backwards="no"),
    }
    return [Trial(says, always(value)) for says, value in wrong.items()] + things()
