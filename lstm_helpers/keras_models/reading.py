"""One way to read a Keras model: `read` runs it once and returns what its LSTMs did and what it answered."""

from dataclasses import dataclass, field, replace

import numpy as np

from lstm_helpers.arrays import as_choice, as_floats, as_labels, shown
from lstm_helpers.keras_models.between import given_to
from lstm_helpers.keras_models.graph import Graph, build
from lstm_helpers.keras_models.inputs import check_x
from lstm_helpers.keras_models.quietly import as_model, keras
from lstm_helpers.keras_models.readouts import key_of, readout_of
from lstm_helpers.keras_models.recording import CannotReadError, flat, layers_within, record
from lstm_helpers.keras_models.traces import WAYS, is_both_ways, is_recurrent


@dataclass(frozen=True, eq=False)
class Reading:
    """What one pass of a model over ``x`` showed.

    Attributes
    ----------
    traces : dict of (str, str) to Trace
        By the name of the call and the direction ("" where it reads one way, else "forward" or "backward"), in the
        order in which the model called them. A name is that of the layer; "lstm, call 2" where it is called again,
        "outer/lstm" where two have the same, "rnn, cell 2" of stacked cells, "each, step 3" within a TimeDistributed.
    outputs : dict of str to ndarray
        What the model answered, by the name of the output.
    readouts : dict of str to Readout
        What gives each output from the traces; an output that reads none is not in it.
    graph : Graph
        All steps of the model: the recurrent ones, and what lies between.
    numbers : dict of Number to ndarray
        The values that the steps read and give, where they are known.
    inputs : dict of str to Number
        The model's own inputs among them.
    unread : dict of str to str
        The recurrent layers that could not be read, each with a sentence that says why.
    layers : dict of str to keras.Layer
        The Keras layers behind the names.
    gaps : dict of (str, str) to float
        How far each trace is from what Keras gave out, which computes in the layer's own precision.
    precisions : dict of (str, str) to str
        That precision: "float32" as a rule.
    """

    traces: dict
    outputs: dict
    readouts: dict
    graph: Graph = field(repr=False)
    numbers: dict = field(repr=False)
    inputs: dict = field(repr=False)
    unread: dict
    layers: dict = field(repr=False)
    gaps: dict
    precisions: dict = field(repr=False)

    @property
    def between(self):
        """What lies between the recurrent layers, as `Step`."""
        return tuple(step for step in self.graph.steps if "opened" not in step.options)

    def ways(self, layer=None):
        """Return the directions in which a layer reads: ("forward", "backward"), or ("",) where it is one alone."""
        return WAYS if is_both_ways(self.layers[self._name(layer)]) else ("",)

    def trace(self, layer=None, direction="forward"):
        """Return one `Trace`, of a call by its name, its place (0 was called first) or the Keras layer itself.

        Raises ``ValueError`` when there is no such layer, or with the reason when it could not be read.
        """
        name = self._name(layer)
        direction = as_choice("direction", direction, WAYS)
        one_way = self.ways(name) == ("",)
        if one_way and direction == "backward":
            raise ValueError(f'direction is "backward", but layer "{name}" reads one way: leave direction out.')
        if name in self.unread:
            raise ValueError(self.unread[name])
        return self.traces[name, "" if one_way else direction]

    def _name(self, layer):
        names = list(self.layers)
        if not names:
            raise ValueError(next(iter(self.unread.values())))
        if layer is None:
            return next((name for name in names if name not in self.unread), names[0])
        if isinstance(layer, str) and layer in names:
            return layer
        whole = isinstance(layer, (int, np.integer)) and not isinstance(layer, (bool, np.timedelta64))
        if whole and -len(names) <= layer < len(names):
            return names[layer]
        for name, one in self.layers.items():
            if one is layer:
                return name
        known = f"{', '.join(map(repr, names))}, or its place, 0 to {len(names) - 1}"
        raise ValueError(f"layer is {shown(layer)}: expected one of {known}.")


def read(model, x, *, labels=None):
    """Run a model over ``x`` once, and return what its recurrent layers did and what it answered.

    Parameters
    ----------
    model : keras.Model
        Sequential, functional or your own class; models within models are searched too.
    x : array_like
        What the model reads: usually (batch, time, features), or (batch, time) of letter numbers for an Embedding. A
        list or dict of arrays where the model has several inputs.
    labels : str or sequence of str, optional
        One label a time step, in the order of ``x``; layers that read another number of steps have none.

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
    _check_built(model)
    try:
        recording = record(model, inputs)
    except CannotReadError as error:
        check_words(error.recording)
        raise ValueError(str(error)) from error.__cause__
    check_words(recording)
    graph = build(recording)
    _add_what_was_not_called(model, recording, graph)
    if not graph.layers and not graph.unread:
        kinds = ", ".join(dict.fromkeys(type(one).__name__ for one in model.layers)) or "no layers"
        raise ValueError(f'model "{model.name}" holds no LSTM, GRU or SimpleRNN layer ({kinds}).')
    _check_finite(recording, graph)
    opened = {key_of(one): one for one in graph.opened}
    traces = {key: one.trace for key, one in opened.items()}
    outputs = {name: recording.origin(number) for name, number in _outputs(model, recording).items()}
    readouts = {name: readout_of(number, graph) for name, number in outputs.items()}
    return Reading(
        traces if labels is None else _with_labels(traces, labels),
        {name: recording.array(number) for name, number in outputs.items()},
        {name: one for name, one in readouts.items() if one is not None},
        graph,
        {number: recording.array(number) for number in _all_numbers(graph, recording)},
        _inputs(model, recording),
        graph.unread,
        graph.layers,
        {key: one.gap for key, one in opened.items()},
        {key: one.precision for key, one in opened.items()},
    )


def trace(model, x, layer=None, *, direction="forward", labels=None):
    """Return the `Trace` of one recurrent layer of a trained Keras model while it reads ``x``.

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
        The name of an LSTM, GRU, SimpleRNN or Bidirectional layer, or its place among them (0 is called first). The
        first that can be read by default. `read` lists the names.
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
    """Return the names of a model's LSTM and Bidirectional LSTM layers, also of those in models within it.

    >>> from lstm_helpers.keras_models.build import stacked
    >>> lstm_layers(stacked([3, 2], 5, 1))  # doctest: +ELLIPSIS
    ['lstm...', 'lstm...']
    """
    return [layer.name for layer in _recurrent(as_model(model)) if _runs(layer, keras.layers.LSTMCell)]


def with_labels(trace, labels):
    """Return a trace with one label a step, given in the order of the input."""
    labels = as_labels("labels", labels, trace.T)
    return replace(trace, labels=labels[::-1] if trace.go_backwards else labels)


# Layers --------------------------------------------------------------------------------------------------------------


def _recurrent(model):
    """The recurrent layers within a model, each once; the halves of a Bidirectional layer are its own affair."""
    found, within = {}, set()
    for layer in layers_within(model)[1:]:
        if is_recurrent(layer) and layer not in within:
            found[layer] = None
            within.update(layers_within(layer)[1:])
    return [layer for layer in found if layer not in within]


def _runs(layer, cell):
    layer = layer.forward_layer if is_both_ways(layer) else layer
    return isinstance(layer.cell, cell)


def _check_built(model):
    if not model.built and any(not layer.built for layer in _recurrent(model)):
        raise ValueError(f'model "{model.name}" has no weights yet: give it a keras.Input, or fit it first.')


def _add_what_was_not_called(model, recording, graph):
    heard = {call.layer for call in recording.calls}
    for layer in _recurrent(model):
        if layer in heard:
            continue
        why = "is not used when the model reads x: choose another layer"
        if not layer.built:
            why = "has no weights yet: give the model a keras.Input, or fit it first"
        graph.unread.setdefault(layer.name, f'layer "{layer.name}" {why}.')
        graph.layers.setdefault(layer.name, layer)


# Inputs and outputs --------------------------------------------------------------------------------------------------


def _outputs(model, recording):
    """The numbers of a model's outputs by their names."""
    if isinstance(recording.outputs, dict):
        named = [(str(name), number) for name, one in recording.outputs.items() for number in flat(one)]
        return dict(zip(_each_once([name for name, _ in named]), [number for _, number in named], strict=True))
    numbers, names = flat(recording.outputs), list(getattr(model, "output_names", None) or ())
    if len(names) != len(numbers):
        names = [f"output {n + 1}" for n in range(len(numbers))] if len(numbers) > 1 else ["output"]
    return dict(zip(_each_once(names), numbers, strict=True))


def _inputs(model, recording):
    numbers, names = flat(recording.inputs), [one.name for one in getattr(model, "inputs", None) or ()]
    if len(names) != len(numbers):
        names = [f"x {n + 1}" for n in range(len(numbers))] if len(numbers) > 1 else ["x"]
    return dict(zip(_each_once(names), numbers, strict=True))


def _each_once(names):
    """The names, with a number where one comes again."""
    return [name if name not in names[:n] else f"{name} {names[:n].count(name) + 1}" for n, name in enumerate(names)]


def _all_numbers(graph, recording):
    read = [number for step in graph.steps for number in (*step.reads, *step.gives, step.options.get("mask"))]
    return dict.fromkeys(n for n in [*read, *map(recording.origin, flat(recording.inputs))] if n is not None)


def _with_labels(traces, labels):
    """Labels for the traces that read as many steps; the sentence about all of them where none does."""
    steps = {trace.T for trace in traces.values()}
    labels = as_labels("labels", labels)
    count = len(labels)
    if traces and count not in steps:
        as_labels("labels", labels, max(steps))
    return {key: with_labels(one, labels) if count == one.T else one for key, one in traces.items()}


def check_words(recording):
    """Refuse numbers that an Embedding does not know: some machines look them up in silence, others fail."""
    for call in recording.calls:
        if isinstance(call.layer, keras.layers.Embedding):
            tokens = recording.array(given_to(call)[0])
            size = call.layer.input_dim
            bad = np.argwhere((tokens < 0) | (tokens >= size)) if tokens is not None else ()
            if len(bad):
                where = ", ".join(map(str, bad[0]))
                raise ValueError(
                    f'x holds token {tokens[tuple(bad[0])]:g} at [{where}], and layer "{call.layer.name}" knows '
                    f"{size}, numbered 0 to {size - 1}: replace it, or give the Embedding a larger input_dim."
                )


def _check_finite(recording, graph):
    """Where a layer reads NaN that came in with ``x``, say where it stands there."""
    for number in flat(recording.inputs):
        array = recording.array(number)
        if array is None or array.dtype.kind != "f" or np.isfinite(array).all():
            continue
        for name, why in graph.unread.items():
            if "NaN or infinite" in why:
                as_floats("x", array, None)  # says how many there are, and where
                raise ValueError(f"{name}: {why}")
