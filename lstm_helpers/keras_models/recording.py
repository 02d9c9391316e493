"""One recorded pass of a Keras model: every call of every layer, with what it was given and what it gave."""

import inspect
import threading
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import numpy as np

from lstm_helpers.keras_models.quietly import keras, reason_of, to_numpy

_IN_ONE_PIECE = (keras.layers.RNN,)  # what a layer of these calls (its cell, once a step) is its own affair


class Number(int):
    """The place of a tensor in `Recording.tensors`: a type of its own, since a layer may be given whole numbers."""


@dataclass(eq=False)
class Call:
    """One call of one layer, or of an operation such as ``x[:, -1]`` of a functional model.

    Attributes
    ----------
    layer : keras.Layer or keras.Operation
    number : int
        0 for the first call of this layer, 1 for its second.
    inside : Call or None
        The call during which this one happened: of a model, or of a layer that holds layers.
    arguments : dict of str to a structure of Number
        What the layer's ``call`` was given by name, with its mask and in the layer's own type; a number of
        `Recording.tensors` in the place of each tensor.
    outputs : structure of Number
        What it returned, likewise.
    masks : structure of Number
        The masks that Keras keeps with the outputs.
    """

    layer: object
    number: int
    inside: object
    arguments: dict = field(default_factory=dict)
    outputs: object = None
    masks: object = None


class Recording:
    """What one pass showed.

    Attributes
    ----------
    calls : list of Call
        In the order in which they began.
    inputs, outputs : structures of Number
        The model's own inputs and outputs.
    tensors : list
        Tensors while the pass runs; afterwards arrays, None where a value could not be taken out of a loop.
    states : dict of int to ndarray
        The states of stateful layers before the pass, by the ``id`` of their variable.
    depends : dict of Number to set of Number, or None
        For a tensor that no layer gave, and no input is, what it was computed from; None where that is not known.
    """

    def __init__(self):
        self.calls, self.tensors, self.states = [], [], {}
        self.inputs = self.outputs = self.depends = None
        self._numbers, self._cast_from, self._open = {}, {}, []

    def numbers(self, structure):
        """Return the structure with a number in the place of each tensor; what is no tensor stays."""
        return keras.tree.map_structure(lambda one: self._number(one) if _is_tensor(one) else one, structure)

    def origin(self, number):
        """Return the number of the tensor that this one is a cast or a copy of; its own where there is none."""
        while number in self._cast_from:
            number = self._cast_from[number]
        return number

    def array(self, number):
        """Return the value of a tensor; None for None."""
        return None if number is None else self.tensors[number]

    def new(self, array=None):
        """Return the number of a value that is no tensor of the pass: what a layer has inside."""
        self.tensors.append(array)
        return Number(len(self.tensors) - 1)

    def note_cast(self, before, after):
        """Keras casts what it passes on to a layer's type: both structures of numbers mean the same tensors."""
        for old, new in zip(flat(before), flat(after), strict=False):
            if old != new and self.tensors[old].shape == self.tensors[new].shape:
                self._cast_from.setdefault(new, old)

    def _number(self, tensor):
        if id(tensor) not in self._numbers:
            number = self._numbers[id(tensor)] = Number(len(self.tensors))
            self.tensors.append(tensor)  # and kept, so that no other tensor gets its id
            source = _copied_from(tensor)
            if source is not None:
                self._cast_from[number] = self._number(source)
        return self._numbers[id(tensor)]


def record(model, inputs):
    """Run a model once and return its `Recording`; its variables are put back where the pass moved them.

    With TensorFlow the pass is compiled, as in ``predict``; where that fails, or hides a layer in a loop, the model
    runs once more step by step. Raises ``ValueError`` when the model cannot read ``inputs``.
    """
    if keras.backend.backend() == "tensorflow":
        try:
            recording = _compiled(model, inputs)
        except Exception:  # what stands in a `call` may run step by step alone; if not, the sentence comes below
            recording = None
        if recording is not None and not _hides_something(model, recording):
            return recording
    recording = Recording()
    try:
        _step_by_step(model, inputs, recording)
    except Exception as error:
        raise CannotReadError(model, recording, error) from error
    return recording


class CannotReadError(ValueError):
    """A model cannot read what it was given; ``recording`` shows how far it came."""

    def __init__(self, model, recording, error):
        super().__init__(f'model "{model.name}" cannot read x ({reason_of(error)})')
        self.recording = recording


def layers_within(layer):
    """Return a layer, the layers within it, and all within those."""
    return layer._flatten_layers()


def flat(numbers):
    """Return the numbers in a structure."""
    return [one for one in keras.tree.flatten(numbers) if isinstance(one, Number)]


# The pass ------------------------------------------------------------------------------------------------------------


def _compiled(model, inputs):
    import tensorflow as tf

    recording, kept = Recording(), []

    def run(given):
        graph = tf.compat.v1.get_default_graph()
        _run(model, given, recording)
        recording.depends = _dependencies(recording, graph)
        kept.extend(n for n, one in enumerate(recording.tensors) if getattr(one, "graph", None) is graph)
        return [recording.tensors[n] for n in kept]

    with _unchanged(model, recording):
        values = tf.function(run, autograph=False).get_concrete_function(inputs)(inputs)
    arrays = dict(zip(kept, values, strict=True))
    recording.tensors = [_value(arrays.get(n, one)) for n, one in enumerate(recording.tensors)]
    return recording


def _step_by_step(model, inputs, recording):
    with _unchanged(model, recording), _no_graphs():
        try:
            _run(model, inputs, recording)
        finally:
            recording.tensors = [_value(one) for one in recording.tensors]


def _run(model, inputs, recording):
    recording.inputs = recording.numbers(inputs)
    with _listening(model, recording):
        outputs = model(inputs, training=False)
    recording.outputs = recording.numbers(outputs)


@contextmanager
def _listening(model, recording):
    """Hear of every call of a layer in this thread, through the class and where its ``call`` is called itself."""
    here, of_layers, of_operations = threading.get_ident(), keras.Layer.__call__, keras.Operation.__call__

    def deaf():
        around = recording._open[-1].layer if recording._open else None
        return threading.get_ident() != here or isinstance(around, _IN_ONE_PIECE)

    def layer_called(layer, *args, **kwargs):
        if deaf():
            return of_layers(layer, *args, **kwargs)
        with _heard(layer, recording), _one_call(layer, recording, args, kwargs) as call:
            outputs = of_layers(layer, *args, **kwargs)
            _note_outputs(call, recording, outputs)
        return outputs

    def operation_called(operation, *args, **kwargs):
        if deaf() or isinstance(operation, keras.Layer):
            return of_operations(operation, *args, **kwargs)
        with _one_call(operation, recording, args, kwargs) as call:
            outputs = of_operations(operation, *args, **kwargs)
            _note_outputs(call, recording, outputs)
        return outputs

    keras.Layer.__call__, keras.Operation.__call__ = layer_called, operation_called
    try:
        with warnings.catch_warnings(), ExitStack() as heard:
            warnings.simplefilter("ignore")  # Keras said what it has to say when the model was first called
            for layer in layers_within(model)[1:]:
                heard.enter_context(_heard(layer, recording))
            yield
    finally:
        keras.Layer.__call__, keras.Operation.__call__ = of_layers, of_operations


@contextmanager
def _one_call(layer, recording, args, kwargs):
    call = Call(layer, sum(one.layer is layer for one in recording.calls), (recording._open or [None])[-1])
    call.arguments = _bound(layer.call, recording, args, kwargs)
    recording.calls.append(call)
    recording._open.append(call)
    try:
        yield call
    finally:
        recording._open.pop()


@contextmanager
def _heard(layer, recording):
    """Hear what a layer's own ``call`` is given, after Keras has cast it and added the mask."""
    before, original = vars(layer).get("call"), layer.call
    if hasattr(before, "is_heard"):
        yield
        return

    def call(*args, **kwargs):
        now = recording._open[-1] if recording._open else None
        if now is not None and now.layer is layer:
            outside, now.arguments = now.arguments, _bound(original, recording, args, kwargs)
            for name, value in outside.items():
                recording.note_cast(value, now.arguments[name])
            return original(*args, **kwargs)
        if now is not None and isinstance(now.layer, _IN_ONE_PIECE):
            return original(*args, **kwargs)
        with _one_call(layer, recording, args, kwargs) as now:  # layer.call(x), as TimeDistributed does
            outputs = original(*args, **kwargs)
            _note_outputs(now, recording, outputs)
        return outputs

    call.__signature__, call.is_heard = inspect.signature(original), True
    vars(layer)["call"] = call  # past Keras's own __setattr__, which keeps books
    try:
        yield
    finally:
        del vars(layer)["call"]
        if before is not None:
            vars(layer)["call"] = before


def _bound(call, recording, args, kwargs):
    parameters = inspect.signature(call).parameters
    known = {name: value for name, value in kwargs.items() if name in parameters}
    given = inspect.signature(call).bind_partial(*args, **known).arguments
    return {name: recording.numbers(value) for name, value in given.items()}


def _note_outputs(call, recording, outputs):
    call.outputs = recording.numbers(outputs)
    masks = [getattr(one, "_keras_mask", None) for one in keras.tree.flatten(outputs)]
    call.masks = [recording.numbers(mask) for mask in masks if mask is not None]


# What the pass must leave as it was ----------------------------------------------------------------------------------


@contextmanager
def _unchanged(model, recording):
    """Put every variable back that the pass moves: states of stateful layers, counters, random seeds."""
    states = [state for layer in layers_within(model) for state in keras.tree.flatten(getattr(layer, "states", None))]
    states = [state for state in states if isinstance(state, keras.Variable)]
    before = {id(one): (one, to_numpy(one)) for one in [*model.variables, *states]}
    recording.states = {id(state): before[id(state)][1] for state in states}
    try:
        yield
    finally:
        for variable, value in before.values():
            now = to_numpy(variable)
            if now.dtype.kind not in "OSU" and not np.array_equal(now, value, equal_nan=now.dtype.kind == "f"):
                variable.assign(value)


@contextmanager
def _no_graphs():
    """With TensorFlow, loops and functions of ``call`` run step by step, or their values could not be taken out."""
    if keras.backend.backend() != "tensorflow":
        yield
        return
    import tensorflow as tf

    before = tf.config.functions_run_eagerly()
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(before)


# Tensors -------------------------------------------------------------------------------------------------------------


def _is_tensor(value):
    return keras.ops.is_tensor(value)


def _copied_from(tensor):
    """The tensor that TensorFlow's graph copied or cast this one from, None where it did not."""
    operation = getattr(tensor, "op", None) if hasattr(tensor, "graph") else None
    if operation is None or operation.type not in ("Cast", "Identity"):
        return None
    source = operation.inputs[0]
    return source if source.dtype.is_floating == tensor.dtype.is_floating else None


def _dependencies(recording, graph):
    """What each tensor of a TensorFlow graph was computed from that no call gave; None where variables carry values."""
    if any(one.type.startswith("Assign") for one in graph.get_operations()):
        return None
    given = {number for call in recording.calls for number in flat([call.outputs, call.masks])}
    given |= set(flat(recording.inputs))
    numbers = {id(tensor): Number(n) for n, tensor in enumerate(recording.tensors)}
    return {
        numbers[id(one)]: _ancestors(one, numbers, given)
        for n, one in enumerate(recording.tensors)
        if n not in given and getattr(one, "graph", None) is graph
    }


def _ancestors(tensor, numbers, given):
    found, seen, ahead = set(), set(), list(tensor.op.inputs)
    while ahead:
        one = ahead.pop()
        number = numbers.get(id(one))
        if number in given:
            found.add(number)
        elif id(one) not in seen:
            seen.add(id(one))
            ahead.extend(one.op.inputs)
    return found


def _value(tensor):
    """The tensor as an array; None where it belongs to a graph or a loop of its own."""
    if isinstance(tensor, np.ndarray):
        return tensor
    try:
        return to_numpy(tensor)
    except Exception:  # each backend has its own error for this
        return None


def _hides_something(model, recording):
    """Did a recurrent layer run in a function that TensorFlow had compiled before, or keep its values in a loop?"""
    heard = {call.layer for call in recording.calls}
    held = {inner for layer in heard if isinstance(layer, keras.layers.Bidirectional) for inner in layers_within(layer)}
    recurrent = [layer for layer in layers_within(model) if isinstance(layer, keras.layers.RNN)]
    return any(layer not in heard | held for layer in recurrent) or any(
        recording.array(number) is None
        for call in recording.calls
        if isinstance(call.layer, keras.layers.RNN)
        for number in flat([call.arguments, call.outputs])
    )
