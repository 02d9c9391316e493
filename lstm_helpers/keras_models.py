"""The course's Keras models; weights in and out; the `Trace` of any trained Keras LSTM layer.

Importing this module imports Keras, which takes seconds. TensorFlow's start-up lines, which change from machine to
machine, are kept from standard error, so that a notebook stores none of them.
"""

import contextlib
import inspect
import os
import sys
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_floats
from lstm_helpers.cells import DenseParams, LSTMParams
from lstm_helpers.sequence import MERGE_MODES, check_params, run


@contextlib.contextmanager
def _quiet_start():
    """Send what C++ code writes to file descriptor 2 nowhere: such lines come before TensorFlow reads its settings."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:                     # this process has no standard error
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


with _quiet_start():
    import keras

    keras.ops.zeros(1)                  # the first operation says which devices there are


# Builders ------------------------------------------------------------------------------------------------------------


def single(units, T, D, *, outputs=1):
    """Return a model that reads (B, T, D) with one LSTM layer and gives (B, outputs) from its last state."""
    return stacked([units], T, D, outputs=outputs)


def stacked(units, T, D, *, outputs=1, dropout=0.0):
    """Return a model of several LSTM layers, each reading the states of the one below.

    Parameters
    ----------
    units : sequence of int
        Hidden units, the lowest layer first.
    T, D : int
        Time steps (None: any number) and features of the input.
    outputs : int
    dropout : float
        The share of a layer's outputs that the layer above does not see while training.
    """
    units = _sizes(units)
    if isinstance(dropout, bool) or not isinstance(dropout, (int, float)) or not 0 <= dropout < 1:
        raise ValueError(f"dropout is {dropout!r}: expected the share to drop, 0 or more and less than 1.")
    layers = [_input(T, D)]
    for n, size in enumerate(units):
        top = n == len(units) - 1
        layers.append(keras.layers.LSTM(size, return_sequences=not top))
        if dropout and not top:
            layers.append(keras.layers.Dropout(dropout))
    return keras.Sequential([*layers, keras.layers.Dense(as_count("outputs", outputs))])


def bidirectional(units, T, D, *, outputs=1, merge_mode="concat", every_step=False):
    """Return a model that reads (B, T, D) both ways: (B, outputs), or (B, T, outputs) with ``every_step``.

    ``merge_mode`` is "concat", "sum", "ave" or "mul".
    """
    if merge_mode not in MERGE_MODES or merge_mode is None:              # a pair of outputs has no one readout
        raise ValueError(f'merge_mode is {merge_mode!r}: expected "concat", "sum", "ave" or "mul".')
    half = keras.layers.LSTM(as_count("units", units), return_sequences=bool(every_step))
    return keras.Sequential([
        _input(T, D),
        keras.layers.Bidirectional(half, merge_mode=merge_mode),
        keras.layers.Dense(as_count("outputs", outputs)),
    ])


def _input(T, D):
    return keras.Input((None if T is None else as_count("T", T), as_count("D", D)))


def _sizes(units):
    try:
        sizes = [as_count("units", size) for size in units]
    except TypeError as error:
        if not hasattr(units, "__iter__"):
            raise TypeError(f"units is {units!r}: expected one number a layer, e.g. [50, 50].") from None
        raise error
    if not sizes:
        raise ValueError("units is empty: expected one number a layer, e.g. [50, 50].")
    return sizes


# Weights -------------------------------------------------------------------------------------------------------------


def params_of(layer):
    """Return a layer's weights as the course's parameters.

    Parameters
    ----------
    layer : keras LSTM, Bidirectional or Dense layer, already built

    Returns
    -------
    LSTMParams, a pair (forward, backward) of LSTMParams, or DenseParams
        Copies. A layer without a bias gets zeros.
    """
    if isinstance(layer, keras.layers.Bidirectional):
        return params_of(layer.forward_layer), params_of(layer.backward_layer)
    if not (_is_lstm(layer) or isinstance(layer, keras.layers.Dense)):
        raise TypeError(f"layer is {_kind(layer)}: expected an LSTM, Bidirectional or Dense layer of a model.")
    if not layer.built:
        raise ValueError(f'layer "{layer.name}" has no weights yet: give the model a keras.Input, or call it once.')
    weights = [np.array(w) for w in layer.get_weights()]
    kind = LSTMParams if _is_lstm(layer) else DenseParams
    if len(weights) == len(kind._fields) - 1:
        weights.append(np.zeros(weights[0].shape[1], weights[0].dtype))
    return kind(*weights)


def set_params(layer, params):
    """Give a Keras layer the course's parameters; the inverse of `params_of`.

    Parameters
    ----------
    layer : keras LSTM, Bidirectional or Dense layer, already built
    params : LSTMParams, a pair (forward, backward) of LSTMParams, or DenseParams

    Raises
    ------
    TypeError, ValueError
        The kind or a shape differs, or a layer without a bias would get one.
    """
    if isinstance(layer, keras.layers.Bidirectional):
        if not isinstance(params, (tuple, list)) or len(params) != 2 or hasattr(params, "_fields"):
            raise TypeError("params must be a pair (forward, backward) of LSTMParams for a Bidirectional layer.")
        set_params(layer.forward_layer, params[0])
        set_params(layer.backward_layer, params[1])
        return
    own = params_of(layer)
    if type(params) is not type(own):
        raise TypeError(f'params is {type(params).__name__}: expected {type(own).__name__} for layer "{layer.name}".')
    new = [as_floats(f"params.{name}", value, ("rows", "columns")[: old.ndim])
           for name, value, old in zip(own._fields, params, own, strict=True)]
    for name, value, old in zip(own._fields, new, own, strict=True):
        if value.shape != old.shape:
            raise ValueError(f'params.{name} has shape {value.shape}: expected {old.shape} for layer "{layer.name}".')
    if len(layer.get_weights()) < len(new):
        if new[-1].any():
            raise ValueError(f'layer "{layer.name}" has no bias (use_bias=False), and params.b is not zero.')
        new.pop()
    layer.set_weights(new)


# Gradients -----------------------------------------------------------------------------------------------------------


def gradients(model, x, d_output):
    """Return what TensorFlow finds for the gradient of sum(d_output · model(x)).

    Parameters
    ----------
    model : keras.Model
    x : array_like
        What the model reads.
    d_output : array_like
        The gradient at the model's output, in its shape.

    Returns
    -------
    weights : list of ndarray
        One for each array of ``model.trainable_weights``.
    dx : ndarray, shape of ``x``

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    import tensorflow as tf

    x, d_output = _check_x(_as_model(model), x), np.asarray(d_output)
    with tf.GradientTape() as tape:
        tape.watch(x)
        output = model(x)
        if d_output.shape != tuple(output.shape):
            raise ValueError(f"d_output has shape {d_output.shape}: expected {tuple(output.shape)}, as the output.")
        total = tf.reduce_sum(output * d_output.astype(output.dtype.name))
    *weights, dx = tape.gradient(total, [*model.trainable_weights, x])
    return [np.array(weight) for weight in weights], np.array(dx)


def lstm_gradients(params, x, dh):
    """Return (LSTMParams of gradients, dx) as TensorFlow finds them, for a Keras LSTM with the weights ``params``.

    ``x`` (B, T, D); ``dh`` (B, T, H) is the gradient at every hidden state. The type of ``params`` is kept.
    """
    if not isinstance(params, LSTMParams):
        raise TypeError(f"params is {_kind(params)}: expected LSTMParams, e.g. cells.init_lstm(D, H, rng).")
    params, D, H = check_params(params)
    x = as_floats("x", x, ("batch", "time", "features"), sizes={"features": D},
                  hint="For a single sequence use x[None].")
    sizes = {"batch": x.shape[0], "time": x.shape[1], "hidden": H}
    dh = as_floats("dh", dh, ("batch", "time", "hidden"), sizes=sizes)
    dtype = params.W_x.dtype.name
    layer = keras.layers.LSTM(H, return_sequences=True, dtype=dtype)
    model = keras.Sequential([keras.Input(x.shape[1:], dtype=dtype), layer])
    set_params(layer, params)
    weights, dx = gradients(model, x, dh)
    return LSTMParams(*weights), dx


# Traces --------------------------------------------------------------------------------------------------------------


class _Found(NamedTuple):
    """An LSTM in a model: what is called (a Bidirectional, or the layer itself), and the layer that computes."""

    called: object
    lstm: object
    direction: str


def lstm_layers(model):
    """Return the names of a model's LSTM and Bidirectional layers in order, also of those in models within it.

    >>> lstm_layers(stacked([3, 2], 5, 1))  # doctest: +ELLIPSIS
    ['lstm...', 'lstm...']
    """
    return [called.name for called in _walk(_as_model(model))]


def trace(model, x, layer=None, *, direction="forward", labels=None):
    """Return the `Trace` of one LSTM layer of a trained Keras model while it reads ``x``.

    The numbers are computed in float64 from the layer's weights, its input, its mask and its initial states, as they
    arise while the *model* reads ``x``, and compared with what Keras itself gave out.

    Parameters
    ----------
    model : keras.Model
        Sequential, functional or your own class; models within models are searched too.
    x : array_like
        What the model reads: usually (batch, time, features), or (batch, time) of letter numbers for an Embedding. A
        list or dict of arrays where the model has several inputs.
    layer : str or int, optional
        The name of an LSTM or Bidirectional layer, or its place among them (0 is the lowest). The first by default.
    direction : {"forward", "backward"}
        Which half of a Bidirectional layer.
    labels : str or sequence of str, optional
        One label a time step, in the order of ``x``.

    Returns
    -------
    Trace
        In the order in which the layer *read*: `Trace.go_backwards` is True for a backward half. ``outputs`` equals
        Keras's own sequence of outputs; at masked steps it is the state that is carried over, also where a
        Bidirectional layer gives out zeros. A stateful layer starts from its present states, which are put back.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came, what was expected and what to try.
    """
    model = _as_model(model)
    found = _find(model, layer, direction)
    _check_cell(found.lstm)
    inputs = _check_x(model, x)
    call = _record(model, inputs, found.called)
    seen = _to_numpy(call["sequences"])
    h0, c0 = _states_before(call, found)
    mask = None if call.get("mask") is None else _to_numpy(call["mask"])
    weights = LSTMParams(*(w.astype(np.float64) for w in params_of(found.lstm)))
    result = run(weights, seen.astype(np.float64), h0, c0, mask=mask, labels=labels,
                 go_backwards=found.lstm.go_backwards, name=_name(found))
    _compare(result, call, found)
    return result


def _walk(model):
    """All layers that an LSTM can be read from, in order; each once."""
    seen = {}
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            seen |= {id(inner): inner for inner in _walk(layer)}
        elif _is_lstm(layer) or (isinstance(layer, keras.layers.Bidirectional) and _is_lstm(layer.forward_layer)):
            seen[id(layer)] = layer
    return list(seen.values())


def _every(layer):
    """A model's layers, those of models within it, and the halves of bidirectional layers."""
    for inner in getattr(layer, "layers", ()):
        yield inner
        yield from _every(inner)
    for half in ("forward_layer", "backward_layer"):
        if hasattr(layer, half):
            yield getattr(layer, half)


def _find(model, layer, direction):
    candidates = _walk(model)
    if not candidates:
        kinds = ", ".join(type(one).__name__ for one in model.layers) or "no layers"
        raise ValueError(f'model "{model.name}" holds no LSTM layer ({kinds}): pass a model with keras.layers.LSTM.')
    names = [one.name for one in candidates]
    if layer is None:
        called = candidates[0]
    elif isinstance(layer, str) and layer in names:
        called = candidates[names.index(layer)]
    elif isinstance(layer, (int, np.integer)) and not isinstance(layer, bool) and -len(names) <= layer < len(names):
        called = candidates[layer]
    elif any(layer is one for one in candidates):
        called = layer
    else:
        raise ValueError(f"layer is {layer!r}: expected one of {', '.join(map(repr, names))}, "
                         f"or its place, 0 to {len(names) - 1}.")
    if direction not in ("forward", "backward"):
        raise ValueError(f'direction is {direction!r}: expected "forward" or "backward".')
    if not isinstance(called, keras.layers.Bidirectional):
        if direction == "backward":
            raise ValueError(f'direction is "backward", but layer "{called.name}" reads one way: leave direction out.')
        return _Found(called, called, "")
    return _Found(called, called.forward_layer if direction == "forward" else called.backward_layer, direction)


def _check_cell(lstm):
    config = lstm.cell.get_config()
    for key, expected in (("activation", "tanh"), ("recurrent_activation", "sigmoid")):
        if config[key] != expected:
            raise ValueError(f'layer "{lstm.name}" has {key} {config[key]!r}: a Trace holds LSTMs with {expected!r}.')
    if not lstm.built:
        raise ValueError(f'layer "{lstm.name}" has no weights yet: give the model a keras.Input, or fit it first.')


def _check_x(model, x):
    """The model's input as Keras wants it; the commonest mistakes get a sentence before Keras gives a page."""
    shapes = [tuple(tensor.shape) for tensor in model.inputs] if getattr(model, "inputs", None) else [None]
    if isinstance(x, dict) or (isinstance(x, (list, tuple)) and len(shapes) > 1):
        return x
    if len(shapes) > 1:
        raise ValueError(f"x is one array, and the model has {len(shapes)} inputs: pass a list with one array each.")
    shape = shapes[0] or (None, None, None)
    axes = ("batch", "time", "features") if len(shape) == 3 else ("batch", "time")
    if len(shape) not in (2, 3):
        return np.asarray(x)
    sizes = {axis: size for axis, size in zip(axes, shape, strict=True) if size is not None}
    array = as_floats("x", x, axes, sizes=sizes, hint="For a single sequence use x[None].")
    dtype = model.inputs[0].dtype if getattr(model, "inputs", None) else None
    return keras.ops.convert_to_tensor(array, dtype)


def _record(model, inputs, called):
    """Run the model, and return what the layer ``called`` was given and gave: its arguments by name, and "output"."""
    states = [(state, _to_numpy(state)) for layer in _every(model) for state in getattr(layer, "states", None) or ()]
    record = {}
    original = called.call
    signature = inspect.signature(original)

    def call(*args, **kwargs):
        output = original(*args, **kwargs)
        if not record:                  # a layer that is shared tells of its first call
            record.update(signature.bind(*args, **kwargs).arguments, output=output)
        return output

    called.call = call
    try:
        model(inputs, training=False)
    except Exception as error:
        raise ValueError(f'model "{model.name}" cannot read x ({_first_line(error)})') from error
    finally:
        del called.call                 # the class's own method shows again
        for state, value in states:
            state.assign(value)
    if not record:
        raise ValueError(f'layer "{called.name}" is not used when the model reads x: choose another layer.')
    record["before"] = {id(state): value for state, value in states}
    return record


def _states_before(call, found):
    """(h0, c0) with which the layer started: passed to it, its own if it is stateful, or None for zeros."""
    states = call.get("initial_state")
    if states is not None:
        states = [_to_numpy(state) for state in states]
        if found.direction:             # a Bidirectional layer holds those of both halves
            states = states[2:] if found.direction == "backward" else states[:2]
    elif found.lstm.stateful and found.lstm.states is not None:
        states = [call["before"].get(id(state), np.zeros(state.shape)) for state in found.lstm.states]
    return (None, None) if states is None else (states[0].astype(np.float64), states[1].astype(np.float64))


def _compare(result, call, found):
    """Refuse a Trace that does not show what Keras computed (a layer with a `call` of its own)."""
    output = call["output"]
    if found.lstm.return_state:
        output = output[0]
    if found.direction:
        if found.called.merge_mode not in ("concat", None):
            return
        if found.called.return_state and found.called.merge_mode is None:
            output = call["output"]
        half = found.direction == "backward"
        output = output[half] if found.called.merge_mode is None else np.split(_to_numpy(output), 2, axis=-1)[half]
    output, ours = _to_numpy(output), result.outputs
    if not found.lstm.return_sequences:
        ours = ours[:, -1]
    elif found.direction == "backward":
        ours = ours[:, ::-1]
    if found.lstm.return_sequences and result.mask is not None:
        mask = result.mask[:, ::-1] if found.direction == "backward" else result.mask
        output, ours = output[mask], ours[mask]
    allowed = 1e-4 if output.dtype == np.float32 else 1e-1 if output.dtype == np.float16 else 1e-10
    if output.size and not np.abs(output - ours).max() < allowed:
        raise ValueError(f'layer "{found.lstm.name}" computes something else than an LSTM with its weights '
                         f"(largest difference {np.abs(output - ours).max():.1e}): a Trace would not show the truth.")


def _as_model(model):
    if not isinstance(model, keras.Model):
        raise TypeError(f"model is {_kind(model)}: expected a Keras model, e.g. keras.Sequential([...]).")
    return model


def _is_lstm(layer):
    return isinstance(layer, keras.layers.RNN) and isinstance(layer.cell, keras.layers.LSTMCell)


def _to_numpy(tensor):
    return np.array(tensor.numpy() if isinstance(tensor, keras.Variable) else keras.ops.convert_to_numpy(tensor))


def _kind(value):
    return type(value).__name__


def _name(found):
    return f"{found.called.name}, {found.direction}" if found.direction else found.called.name


def _first_line(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__
