"""One way to read a Keras model: `read` runs it once and returns what its LSTMs did and what it answered."""

from dataclasses import dataclass, field, replace

import numpy as np

from lstm_helpers.arrays import as_labels
from lstm_helpers.keras_models.quietly import as_model, check_x, is_bidirectional, is_lstm, keras
from lstm_helpers.keras_models.readouts import find_readouts, giver
from lstm_helpers.keras_models.recording import flat, record
from lstm_helpers.keras_models.traces import traces_of


@dataclass(frozen=True)
class Step:
    """A call of a layer other than an LSTM: its name, its kind, and the names of what it reads.

    ``reads`` names layers of the same reading, "x" for the model's input, "?" for what no layer gave.
    """

    name: str
    kind: str
    reads: tuple


@dataclass(frozen=True, eq=False)
class Reading:
    """What one pass of a model over ``x`` showed.

    Attributes
    ----------
    traces : dict of (str, str) to Trace
        By the name of the layer and the direction ("" where it reads one way, else "forward" or "backward"), in the
        order in which the model called them.
    outputs : dict of str to ndarray
        What the model answered, by the name of the output.
    readouts : dict of str to Readout
        For each output that a Dense layer reads from one of the traces, that layer; tried out, not assumed.
    between : tuple of Step
        The model's other layers in the order in which they were called.
    unread : dict of str to str
        The LSTM layers that could not be read, each with a sentence that says why.
    layers : dict of str to keras.Layer
        The Keras layers behind the names.
    """

    traces: dict
    outputs: dict
    readouts: dict
    between: tuple
    unread: dict
    layers: dict = field(repr=False)

    def ways(self, layer=None):
        """Return the directions in which a layer reads: ("forward", "backward"), or ("",) where it is one alone."""
        return ("forward", "backward") if is_bidirectional(self.layers[self._name(layer)]) else ("",)

    def trace(self, layer=None, direction="forward"):
        """Return one `Trace`, of a layer by its name, its place (0 was called first) or the Keras layer itself.

        Raises ``ValueError`` when there is no such layer, or with the reason when it could not be read.
        """
        name = self._name(layer)
        if direction not in ("forward", "backward"):
            raise ValueError(f'direction is {direction!r}: expected "forward" or "backward".')
        one_way = self.ways(name) == ("",)
        if one_way and direction == "backward":
            raise ValueError(f'direction is "backward", but layer "{name}" reads one way: leave direction out.')
        if name in self.unread:
            raise ValueError(self.unread[name])
        return self.traces[name, "" if one_way else direction]

    def _name(self, layer):
        names = list(self.layers)
        if layer is None:
            return names[0]
        if isinstance(layer, str) and layer in names:
            return layer
        if isinstance(layer, (int, np.integer)) and not isinstance(layer, bool) and -len(names) <= layer < len(names):
            return names[layer]
        for name, one in self.layers.items():
            if one is layer:
                return name
        raise ValueError(
            f"layer is {layer!r}: expected one of {', '.join(map(repr, names))}, or its place, 0 to {len(names) - 1}."
        )


def read(model, x, *, labels=None):
    """Run a model over ``x`` once, and return what its LSTM layers did and what it answered.

    Parameters
    ----------
    model : keras.Model
        Sequential, functional or your own class; models within models are searched too.
    x : array_like
        What the model reads: usually (batch, time, features), or (batch, time) of letter numbers for an Embedding. A
        list or dict of arrays where the model has several inputs.
    labels : str or sequence of str, optional
        One label a time step, in the order of ``x``.

    Returns
    -------
    Reading
        Its traces are computed in float64 from each layer's weights, its input, its mask and its initial states, as
        they arise while the *model* reads ``x``, and compared with what Keras itself gave out.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came, what was expected and what to try. A layer that cannot be read raises nothing
        here: `Reading.unread` says why.
    """
    model = as_model(model)
    inputs = check_x(model, x)
    layers = _walk(model)
    if not layers:
        kinds = ", ".join(type(one).__name__ for one in model.layers) or "no layers"
        raise ValueError(f'model "{model.name}" holds no LSTM layer ({kinds}): pass a model with keras.layers.LSTM.')
    if not model.built:
        raise ValueError(f'model "{model.name}" has no weights yet: give it a keras.Input, or fit it first.')
    recording = record(model, inputs)
    calls = {call.layer.name: call for call in reversed(recording.calls) if call.layer in layers}  # the first of each
    traces, unread = {}, {layer.name: _unused(layer) for layer in layers if layer.name not in calls}
    for name, call in reversed(calls.items()):
        try:
            traces |= {(name, way): one for way, one in traces_of(call, recording).items()}
        except ValueError as error:
            unread[name] = str(error)
    if labels is not None:
        traces = {key: with_labels(one, labels) for key, one in traces.items()}
    outputs = _outputs(model, recording)
    return Reading(
        traces,
        {name: recording.array(number) for name, number in outputs.items()},
        find_readouts(recording, outputs, traces),
        tuple(_step(call, recording, calls) for call in recording.calls if _between(call, recording, layers)),
        unread,
        {layer.name: layer for layer in [*(call.layer for call in reversed(calls.values())), *layers]},
    )


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
    found = read(model, x).trace(layer, direction)
    return found if labels is None else with_labels(found, labels)


def lstm_layers(model):
    """Return the names of a model's LSTM and Bidirectional layers in order, also of those in models within it.

    >>> from lstm_helpers.keras_models.build import stacked
    >>> lstm_layers(stacked([3, 2], 5, 1))  # doctest: +ELLIPSIS
    ['lstm...', 'lstm...']
    """
    return [layer.name for layer in _walk(as_model(model))]


def with_labels(trace, labels):
    """Return a trace with one label a step, given in the order of the input."""
    labels = as_labels("labels", labels, trace.T)
    return replace(trace, labels=labels[::-1] if trace.go_backwards else labels)


def _walk(model):
    """All layers that an LSTM can be read from, in order; each once."""
    seen = {}
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            seen |= dict.fromkeys(_walk(layer))
        elif is_lstm(layer) or is_bidirectional(layer):
            seen[layer] = None
    return list(seen)


def _unused(layer):
    if not layer.built:
        return f'layer "{layer.name}" has no weights yet: give the model a keras.Input, or fit it first.'
    return f'layer "{layer.name}" is not used when the model reads x: choose another layer.'


def _outputs(model, recording):
    """The numbers of a model's outputs by their names."""
    if isinstance(recording.outputs, dict):
        return {str(name): flat(one)[0] for name, one in recording.outputs.items()}
    numbers, names = flat(recording.outputs), list(getattr(model, "output_names", None) or ())
    if len(names) != len(numbers):
        names = [f"output {n + 1}" for n in range(len(numbers))] if len(numbers) > 1 else ["output"]
    return dict(zip(names, numbers, strict=True))


def _between(call, recording, layers):
    """Is this a layer other than an LSTM, its halves, and the models that only hold others?"""
    inside = call
    while inside is not None:
        if inside.layer in layers:
            return False
        inside = inside.inside
    return all(one.inside is not call for one in recording.calls)


def _step(call, recording, calls):
    given = [name for number in flat(call.arguments) for name in _names(recording, number)]
    return Step(call.layer.name, type(call.layer).__name__, tuple(dict.fromkeys(given)))


def _names(recording, number):
    """Where a tensor comes from: the layer that gave it, "x" or "?"."""
    call = giver(recording, number)
    if call is not None:
        return [call.layer.name]
    return ["x" if recording.origin(number) in map(recording.origin, flat(recording.inputs)) else "?"]
