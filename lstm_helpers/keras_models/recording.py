"""One recorded pass of a Keras model: every call of every layer, with what it was given and what it gave."""

import inspect
import threading
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from lstm_helpers.keras_models.quietly import keras, to_numpy

_IN_ONE_PIECE = (keras.layers.RNN,)  # what a layer of these calls (its cell, once a step) is its own affair
_CALL_THEIR_OWN = (keras.layers.Bidirectional, keras.layers.TimeDistributed)  # in ways that cannot be heard


class Number(int):
    """The place of a tensor in `Recording.tensors`: a type of its own, since a layer may be given whole numbers."""


@dataclass(eq=False)
class Call:
    """One call of one layer.

    Attributes
    ----------
    layer : keras.Layer
    number : int
        0 for the first call of this layer, 1 for its second.
    inside : Call or None
        The call during which this one happened: of a model, or of a layer that holds layers.
    arguments : dict of str to a structure of Number
        What the layer's ``call`` was given by name, with its mask and in the layer's own type; a number of
        `Recording.tensors` in the place of each tensor.
    outputs : structure of Number
        What it returned, likewise.
    """

    layer: object
    number: int
    inside: object
    arguments: dict = field(default_factory=dict)
    outputs: object = None


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
    """

    def __init__(self):
        self.calls, self.tensors, self.states = [], [], {}
        self.inputs = self.outputs = None
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

    def note_cast(self, before, after):
        """Keras casts what it passes on to a layer's type: both structures of numbers mean the same tensors."""
        pairs = list(zip(flat(before), flat(after), strict=False))
        for old, new in pairs:
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
    try:
        return _step_by_step(model, inputs)
    except Exception as error:
        raise ValueError(f'model "{model.name}" cannot read x ({_first_line(error)})') from error


def layers_within(layer):
    """Return a layer, the layers within it, and all within those."""
    return layer._flatten_layers()


# The pass ------------------------------------------------------------------------------------------------------------


def _compiled(model, inputs):
    import tensorflow as tf

    recording, kept = Recording(), []

    def run(given):
        graph = tf.compat.v1.get_default_graph()
        _run(model, given, recording)
        kept.extend(n for n, one in enumerate(recording.tensors) if getattr(one, "graph", None) is graph)
        return [recording.tensors[n] for n in kept]

    with _unchanged(model, recording):
        values = tf.function(run, autograph=False).get_concrete_function(inputs)(inputs)
    arrays = dict(zip(kept, values, strict=True))
    recording.tensors = [_value(arrays.get(n, one)) for n, one in enumerate(recording.tensors)]
    return recording


def _step_by_step(model, inputs):
    recording = Recording()
    with _unchanged(model, recording), _no_graphs():
        _run(model, inputs, recording)
    recording.tensors = [_value(one) for one in recording.tensors]
    return recording


def _run(model, inputs, recording):
    recording.inputs = recording.numbers(inputs)
    with _listening(recording):
        outputs = model(inputs, training=False)
    recording.outputs = recording.numbers(outputs)


@contextmanager
def _listening(recording):
    """Hear of every call of a layer in this thread."""
    here, original = threading.get_ident(), keras.Layer.__call__

    def listen(layer, *args, **kwargs):
        around = recording._open[-1] if recording._open else None
        if threading.get_ident() != here or (around and isinstance(around.layer, _IN_ONE_PIECE)):
            return original(layer, *args, **kwargs)
        call = Call(layer, sum(one.layer is layer for one in recording.calls), around)
        recording.calls.append(call)
        recording._open.append(call)
        try:
            with _arguments(call, recording, args, kwargs):
                outputs = original(layer, *args, **kwargs)
        finally:
            recording._open.pop()
        call.outputs = recording.numbers(outputs)
        return outputs

    keras.Layer.__call__ = listen
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Keras said what it has to say when the model was first called
            yield
    finally:
        keras.Layer.__call__ = original


@contextmanager
def _arguments(call, recording, args, kwargs):
    """Hear what a layer's own ``call`` is given, after Keras has cast it and added the mask."""
    layer, original = call.layer, call.layer.call
    signature = inspect.signature(original)

    def bound(*args, **kwargs):
        known = {name: value for name, value in kwargs.items() if name in signature.parameters}
        given = signature.bind_partial(*args, **known).arguments
        return {name: recording.numbers(value) for name, value in given.items()}

    def heard(*args, **kwargs):
        outside, call.arguments = call.arguments, bound(*args, **kwargs)
        for name, value in outside.items():
            recording.note_cast(value, call.arguments[name])
        return original(*args, **kwargs)

    before = vars(layer).get("call")
    call.arguments = bound(*args, **kwargs)
    vars(layer)["call"] = heard  # past Keras's own __setattr__, which keeps books
    try:
        yield
    finally:
        del vars(layer)["call"]
        if before is not None:
            vars(layer)["call"] = before


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


def flat(numbers):
    """Return the numbers in a structure."""
    return [one for one in keras.tree.flatten(numbers) if isinstance(one, Number)]


def _copied_from(tensor):
    """The tensor that TensorFlow's graph copied or cast this one from, None where it did not."""
    operation = getattr(tensor, "op", None) if hasattr(tensor, "graph") else None
    if operation is None or operation.type not in ("Cast", "Identity"):
        return None
    source = operation.inputs[0]
    return source if source.dtype.is_floating == tensor.dtype.is_floating else None


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
    held = {inner for layer in heard if isinstance(layer, _CALL_THEIR_OWN) for inner in layers_within(layer)}
    recurrent = [layer for layer in layers_within(model) if isinstance(layer, keras.layers.RNN)]
    return any(layer not in heard | held for layer in recurrent) or any(
        recording.array(number) is None
        for call in recording.calls
        if call.layer in recurrent
        for number in flat([call.arguments, call.outputs])
    )


def _first_line(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else type(error).__name__
