"""Weights of PyTorch's recurrent modules, as ``module.state_dict()`` holds them, without PyTorch.

PyTorch stacks its gates in rows, in the order i, f, g, o for ``nn.LSTM`` and r, z, n for ``nn.GRU``, transposed to what
stands here. It has two biases, ``bias_ih`` beside ``weight_ih`` and ``bias_hh`` beside ``weight_hh``: in an LSTM they
add up; in a GRU they do not, since the reset gate acts on the second one alone.
"""

import re
from collections.abc import Mapping

import numpy as np

from lstm_helpers.arrays import as_choice, as_floats, as_labels, as_text, shown
from lstm_helpers.maths.parameters import DenseParams, GRUAfterParams, LSTMParams, RNNParams
from lstm_helpers.maths.sequence import run
from lstm_helpers.maths.trace import check_x

_KEY = re.compile(r"^(?P<module>.*?\.?)(?:weight|bias)_(?P<role>ih|hh|hr)(?:_l(?P<layer>\d+))?(?P<back>_reverse)?$")
_WAYS = ("", "_reverse")


def layers_of(state, module=None):
    """Return the layers of a recurrent PyTorch module, the lowest first.

    Parameters
    ----------
    state : dict of str to array_like
        A ``state_dict()``: of an ``nn.LSTM``, ``nn.GRU``, ``nn.RNN`` or one of their cells, or of a model that has one.
        Tensors need not become arrays first.
    module : str, optional
        The name of the module, e.g. "encoder.lstm"; needed where there are several.

    Returns
    -------
    list of tuple
        For each layer the parameters of one direction, or of both: `LSTMParams`, `GRUAfterParams` or `RNNParams`.

    Raises
    ------
    TypeError, ValueError
        What is missing, does not fit, or cannot be opened.
    """
    state, prefix = _module(state, module)
    found = [match for match in map(_KEY.match, state) if match and match["module"] == prefix]
    numbers = [int(match["layer"]) for match in found if match["layer"]]
    if not numbers:
        return [(_params(state, prefix, "", ""),)]
    both = any(match["back"] for match in found)  # PyTorch has them at all layers or at none
    ways, layers = _WAYS[: 1 + both], range(max(numbers) + 1)
    return [tuple(_params(state, prefix, f"_l{n}", way) for way in ways) for n in layers]


def trace_torch(state, x, module=None, *, h0=None, c0=None, nonlinearity="tanh", labels=None):
    """Run a PyTorch module's weights over ``x`` and return its Traces, in the order in which it computes them.

    Parameters
    ----------
    state, module
        As for `layers_of`.
    x : array_like (batch, time, features)
        Also where the module itself has ``batch_first=False``.
    h0, c0 : array_like (layers · directions, batch, hidden), optional
        Initial states, as PyTorch takes them; zeros by default.
    nonlinearity : {"tanh", "relu"}
        Of an ``nn.RNN``: its weights do not say which it was.
    labels : str or sequence of str, optional
        One label a time step.

    Returns
    -------
    list of Trace
        One a layer and direction. The layer above reads both directions side by side.
    """
    layers = layers_of(state, module)
    nonlinearity = as_choice("nonlinearity", nonlinearity, ("tanh", "relu"))
    x = check_x("x", _array(x), layers[0][0].W_x.shape[0], np.float64)
    places, B = sum(map(len, layers)), len(x)
    labels = None if labels is None else as_labels("labels", labels, x.shape[1])
    states = [_states(name, given, places, B, layers[0][0]) for name, given in (("h0", h0), ("c0", c0))]
    if c0 is not None and not isinstance(layers[0][0], LSTMParams):
        raise TypeError("c0 was given, but only an nn.LSTM has a cell state: pass h0 alone.")
    traces, place = [], 0
    for n, ways in enumerate(layers):
        outputs = []
        for way, params in zip(("forward", "backward"), ways, strict=False):
            h, c = (None if one is None else one[place] for one in states)
            back, name = way == "backward", f"layer {n + 1}" + f", {way}" * (len(ways) > 1)
            squash = (nonlinearity if isinstance(params, RNNParams) else "tanh", "sigmoid")
            one = run(params, x, h, c, labels=labels, go_backwards=back, name=name, activations=squash)
            outputs.append(one.outputs[:, ::-1] if back else one.outputs)  # (B, T, H), in the order of the input
            traces.append(one)
            place += 1
        x = np.concatenate(outputs, axis=-1)  # (B, T, H or 2H)
    return traces


def linear_of(state, name):
    """Return the `DenseParams` of an ``nn.Linear`` in a ``state_dict()``, by its name, e.g. "fc".

    Raises ``ValueError`` when there is none of that name.
    """
    state, name = _dict(state), as_text("name", name, example="'fc'").removesuffix(".")
    key = f"{name}.weight"
    if key not in state:
        linear = [one.removesuffix(".weight") for one in state if one.endswith(".weight") and _rank(state[one]) == 2]
        have = f"it has {', '.join(map(repr, linear))}" if linear else "it has none"
        raise ValueError(f"name is {name!r}, and state holds no {key!r}: expected the name of an nn.Linear; {have}.")
    W = as_floats(f"state[{key!r}]", _array(state[key]), ("outputs", "hidden"), dtype=np.float64).T
    b = state.get(f"{name}.bias")
    if b is None:
        return DenseParams(W, np.zeros(W.shape[1]))
    sizes = {"outputs": W.shape[1]}
    return DenseParams(W, as_floats(f"state['{name}.bias']", _array(b), ("outputs",), sizes=sizes, dtype=np.float64))


# What is in a state_dict ----------------------------------------------------------------------------------------------


def _dict(state):
    if hasattr(state, "state_dict") and callable(state.state_dict):
        raise TypeError(f"state is {type(state).__name__}: pass its weights, state.state_dict().")
    if not isinstance(state, Mapping):
        raise TypeError(f"state is {shown(state)}: expected a dict of arrays, as module.state_dict() returns it.")
    state = dict(state.items())
    inner = next(
        (key for key in ("state_dict", "model_state_dict", "model") if isinstance(state.get(key), Mapping)), None
    )
    if inner:
        raise ValueError(f"state is a whole checkpoint: pass the weights in it, state[{inner!r}].")
    return {key: value for key, value in state.items() if isinstance(key, str)}


def _module(state, module):
    """(state, the prefix of the module's keys)."""
    state = _dict(state)
    found = [match for match in map(_KEY.match, state) if match]
    modules = list(dict.fromkeys(match["module"] for match in found if match["role"] == "ih"))
    if not modules:
        some = ", ".join(map(repr, list(state)[:4]))
        raise ValueError(
            f"state holds no weight_ih_l0, as nn.LSTM, nn.GRU and nn.RNN have it (it holds {some or 'nothing'})."
        )
    names = [one.removesuffix(".") for one in modules]
    if module is None:
        if len(modules) > 1:
            raise ValueError(
                f"module is None, and state has {len(modules)}: choose one of {', '.join(map(repr, names))}."
            )
        prefix = modules[0]
    else:
        prefix = modules[names.index(as_choice("module", module, tuple(names)))]
    if any(match["role"] == "hr" and match["module"] == prefix for match in found):
        raise ValueError("state is of an LSTM with projections (proj_size): only those without can be opened.")
    return state, prefix


def _params(state, prefix, layer, way):
    """The parameters of one layer and direction."""
    W_h = _floats(state, f"{prefix}weight_hh{layer}{way}", ("gates · hidden", "hidden"))
    rows, H = W_h.shape
    kind = {4: LSTMParams, 3: GRUAfterParams, 1: RNNParams}.get(rows / H)
    if kind is None:
        raise ValueError(
            f"state['{prefix}weight_hh{layer}{way}'] has shape {W_h.shape}: expected 4, 3 or 1 times as many rows as "
            "columns, for nn.LSTM, nn.GRU or nn.RNN."
        )
    W_x = _floats(state, f"{prefix}weight_ih{layer}{way}", ("gates · hidden", "features"), {"gates · hidden": rows})
    names = [f"{prefix}bias_{role}{layer}{way}" for role in ("ih", "hh")]
    if any(re.match(rf"{re.escape(prefix)}bias_[ih]h", key) for key in state):  # all of a module's layers, or none
        b_x, b_h = (_floats(state, name, ("gates · hidden",), {"gates · hidden": rows}) for name in names)
    else:
        b_x, b_h = np.zeros((2, rows))
    if kind is not GRUAfterParams:
        return kind(W_x.T, W_h.T, b_x + b_h)
    return kind(_z_first(W_x).T, _z_first(W_h).T, _z_first(b_x), _z_first(b_h))


def _z_first(array):
    """The rows of r, z, n as those of z, r, g."""
    r, z, n = np.split(array, 3)  # each (H, …)
    return np.concatenate([z, r, n])  # (3H, …)


def _floats(state, key, axes, sizes=None):
    if key not in state:
        raise ValueError(f"state has no {key!r}, which belongs to what else is there: pass the whole state_dict().")
    return as_floats(f"state[{key!r}]", _array(state[key]), axes, sizes=sizes, dtype=np.float64)


def _array(value):
    """A tensor of PyTorch as something that NumPy takes; anything else as it is."""
    if not hasattr(value, "detach"):
        return value
    value = value.detach().cpu()
    return value.float() if "bfloat16" in str(getattr(value, "dtype", "")) else value


def _rank(value):
    return np.ndim(_array(value))


def _states(name, given, places, B, params):
    if given is None:
        return None
    sizes = {"layers · directions": places, "batch": B, "hidden": params.W_h.shape[0]}
    return as_floats(name, _array(given), tuple(sizes), sizes=sizes, dtype=np.float64)
