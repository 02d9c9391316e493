"""What a Gate Lab's model answers: each output with the layer it stands on, or the reason why none is shown."""

from dataclasses import dataclass

import numpy as np

from lstm_helpers.widgets.payload import pack


@dataclass(frozen=True, eq=False)
class Answer:
    """One output of a model.

    Attributes
    ----------
    name : str
    number : int
        Of its value among the numbers of the `graph.Model`.
    steps : bool
        Is there one answer a step? Otherwise one at the end.
    layers : tuple of (int, bool)
        The layers on which it is shown; True where its steps are in the order of the input and the layer read from
        the end.
    outputs : int
        How many numbers one answer has.
    activation : str or None
        "sigmoid", "softmax" or "linear"; None where the model's is another.
    classes : list of str, or None
    params : DenseParams or None
        Where it is one Dense over one layer.
    targets : ndarray or None
    adds : ndarray (H,), or None
        What each unit adds to it at most.
    """

    name: str
    number: int
    steps: bool
    layers: tuple
    outputs: int
    activation: str | None
    classes: list | None = None
    params: tuple | None = None
    targets: np.ndarray | None = None
    adds: np.ndarray | None = None

    def record(self):
        """Return the answer as the payload has it."""
        dense = {} if self.params is None else {"W": pack(self.params.W), "b": pack(self.params.b)}
        return dense | {
            "name": self.name,
            "number": int(self.number),
            "steps": self.steps,
            "layers": [[n, turned] for n, turned in self.layers],
            "H": None if self.params is None else len(self.params.W),
            "O": self.outputs,
            "activation": self.activation,
            "classes": self.classes,
            "targets": None if self.targets is None else pack(self.targets),
            "adds": None if self.adds is None else pack(self.adds),
        }


def of_params(model, traces, params, classes, activation, targets):
    """Return the `Answer` of a readout that the caller gave: it stands on the last layer, at every step."""
    last = len(traces) - 1
    number = model.add("dense", [model.sequences[last]], "the readout", "Dense", _dense(params, activation))
    adds = what_units_add(traces[-1], params, targets)
    outputs = params.W.shape[1]
    return Answer("answer", number, True, ((last, False),), outputs, activation, classes, params, targets, adds)


def _dense(params, activation):
    return {"W": np.asarray(params.W, float), "b": np.asarray(params.b, float), "activation": activation}


def of_keras(model, reading, keys, traces):
    """Return ([Answer, …], {name: why not}) of the outputs of a `keras_models.Reading`."""
    found, missing = [], {}
    places = {key: n for n, key in enumerate(keys)}
    for name, output in reading.outputs.items():
        readout = reading.readouts.get(name)
        if readout is None:
            missing[name] = "it reads no recurrent layer that could be opened"
        elif not all(key in places for key in readout.layers):
            missing[name] = "the layer below it is not in this lab"
        elif output is None or output.dtype.kind not in "fiu":
            missing[name] = "its values could not be read"
        else:
            found.append(_answer(model, name, readout, output, places, traces))
    return found, missing


def _answer(model, name, readout, output, places, traces):
    layers = tuple((places[key], readout.every and key[1] == "backward") for key in readout.layers)
    number, steps = readout.number, readout.every or readout.each
    outputs = int(np.prod(output.shape[2:] if readout.every else output.shape[1:]))
    if readout.each:
        number = _at_every_step(model, readout, layers[0][0])
    params = readout.params
    adds = None if params is None else what_units_add(traces[layers[0][0]], params, None)
    return Answer(name, number, steps, layers, outputs, readout.activation, None, params, None, adds)


def _at_every_step(model, readout, n):
    """What the model had answered, had it stopped after each step: its readout over all states."""
    number = model.sequences[n]
    for step in readout.steps:
        if step.does != "reshape":
            number = model.add(step.does, [number], step.name, step.kind, step.options)
    if readout.number in model.said:
        model.said[number] = model.said[readout.number]
    return number


def what_units_add(trace, params, targets):
    """Return the largest ``|h[t, unit] * W[unit, output]|`` of each unit, over outputs and the steps that are asked."""
    shares = np.abs(trace.outputs[0][..., None] * params.W)  # (T, H, O)
    asked = slice(None) if targets is None else ~np.isnan(targets).all(axis=1)
    return shares[asked].max(axis=(0, 2)).astype(float)
