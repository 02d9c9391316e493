"""The `Trace` of any LSTM layer of any trained Keras model, computed from its weights and compared with its outputs."""

import inspect
from typing import NamedTuple

import numpy as np

from lstm_helpers.keras_models.quietly import as_model, check_x, is_lstm, keras, to_numpy
from lstm_helpers.keras_models.weights import params_of
from lstm_helpers.maths.cells import LSTMParams
from lstm_helpers.maths.sequence import run


class _Found(NamedTuple):
    """An LSTM in a model: what is called (a Bidirectional, or the layer itself), and the layer that computes."""

    called: object
    lstm: object
    direction: str


def lstm_layers(model):
    """Return the names of a model's LSTM and Bidirectional layers in order, also of those in models within it.

    >>> from lstm_helpers.keras_models.build import stacked
    >>> lstm_layers(stacked([3, 2], 5, 1))  # doctest: +ELLIPSIS
    ['lstm...', 'lstm...']
    """
    return [called.name for called in _walk(as_model(model))]


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
    model = as_model(model)
    found = _find(model, layer, direction)
    _check_cell(found.lstm)
    inputs = check_x(model, x)
    call = _record(model, inputs, found.called)
    seen = to_numpy(call["sequences"])
    h0, c0 = _states_before(call, found)
    mask = None if call.get("mask") is None else to_numpy(call["mask"])
    weights = LSTMParams(*(w.astype(np.float64) for w in params_of(found.lstm)))
    result = run(
        weights,
        seen.astype(np.float64),
        h0,
        c0,
        mask=mask,
        labels=labels,
        go_backwards=found.lstm.go_backwards,
        name=_name(found),
    )
    _compare(result, call, found)
    return result


def _walk(model):
    """All layers that an LSTM can be read from, in order; each once."""
    seen = {}
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            seen |= {id(inner): inner for inner in _walk(layer)}
        elif is_lstm(layer) or (isinstance(layer, keras.layers.Bidirectional) and is_lstm(layer.forward_layer)):
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
        raise ValueError(
            f"layer is {layer!r}: expected one of {', '.join(map(repr, names))}, or its place, 0 to {len(names) - 1}."
        )
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


def _record(model, inputs, called):
    """Run the model, and return what the layer ``called`` was given and gave: its arguments by name, and "output"."""
    states = [(state, to_numpy(state)) for layer in _every(model) for state in getattr(layer, "states", None) or ()]
    record = {}
    original = called.call
    signature = inspect.signature(original)

    def call(*args, **kwargs):
        output = original(*args, **kwargs)
        if not record:  # a layer that is shared tells of its first call
            record.update(signature.bind(*args, **kwargs).arguments, output=output)
        return output

    called.call = call
    try:
        model(inputs, training=False)
    except Exception as error:
        raise ValueError(f'model "{model.name}" cannot read x ({_first_line(error)})') from error
    finally:
        del called.call  # the class's own method shows again
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
        states = [to_numpy(state) for state in states]
        if found.direction:  # a Bidirectional layer holds those of both halves
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
        output = output[half] if found.called.merge_mode is None else np.split(to_numpy(output), 2, axis=-1)[half]
    output, ours = to_numpy(output), result.outputs
    if not found.lstm.return_sequences:
        ours = ours[:, -1]
    elif found.direction == "backward":
        ours = ours[:, ::-1]
    if found.lstm.return_sequences and result.mask is not None:
        mask = result.mask[:, ::-1] if found.direction == "backward" else result.mask
        output, ours = output[mask], ours[mask]
    allowed = 1e-4 if output.dtype == np.float32 else 1e-1 if output.dtype == np.float16 else 1e-10
    if output.size and not np.abs(output - ours).max() < allowed:
        raise ValueError(
            f'layer "{found.lstm.name}" computes something else than an LSTM with its weights '
            f"(largest difference {np.abs(output - ours).max():.1e}): a Trace would not show the truth."
        )


def _name(found):
    return f"{found.called.name}, {found.direction}" if found.direction else found.called.name


def _first_line(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__
