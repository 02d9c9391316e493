"""What gives each output of a model: the way down from the output to the recurrent layer that it reads."""

from dataclasses import dataclass

import numpy as np

from lstm_helpers.keras_models.between import is_along_last_axis
from lstm_helpers.maths.cells import DenseParams

ACTIVATIONS = ("sigmoid", "softmax", "linear")


@dataclass(frozen=True, eq=False)
class Readout:
    """How one output of a model comes from its recurrent layers.

    Attributes
    ----------
    number : Number
        Of the output, among the numbers of the graph's steps.
    layers : tuple of (str, str)
        The traces that it reads, by name and direction: one, or both directions of a Bidirectional layer. Where it
        reads several layers, the last of them.
    steps : tuple of Step
        From there to the output, in order; empty where there is more than one way.
    base : Number
        What the first of ``steps`` reads.
    every : bool
        Does the model answer at every time step? Otherwise once, after the last.
    each : bool
        Could ``steps`` run after any time step: would they say what the model had answered, had it stopped there?
    params : DenseParams or None
        Where it is one Dense layer over one trace.
    activation : str or None
        Of the output: "sigmoid", "softmax" or "linear"; None for any other.
    """

    number: int
    layers: tuple
    steps: tuple
    base: int
    every: bool
    each: bool
    params: DenseParams | None
    activation: str | None


def readout_of(number, graph):
    """Return the `Readout` of an output, None where it reads no trace."""
    giver = {one: step for step in graph.steps for one in step.gives}
    steps, base = _way_down(number, giver)
    traces, sequence = _traces_at(base, giver)
    if not traces:
        last = [step.options["opened"] for step in _upstream(number, giver) if step.does == "recurrent"]
        if not last:
            return None
        one = graph.opened[max(last)]
        return Readout(number, (key_of(one),), (), number, False, False, None, _end(giver.get(number)))
    along = [step for step in steps if step.does != "reshape"]
    reshaped = any(step.does == "reshape" for step in steps)
    plain = all(is_along_last_axis(step) for step in along) and (not reshaped or steps[-1].does == "reshape")
    every = sequence and plain and not reshaped
    each = plain and not sequence and len(traces) == 1 and len(along) == len(steps) - reshaped
    params, activation = _dense(along) if plain and (every or each) and len(traces) == 1 else (None, None)
    keys = tuple(key_of(graph.opened[n]) for n in traces)
    activation = activation or (_end(steps[-1]) if steps else None)
    return Readout(number, keys, tuple(steps), base, every, each, params, activation)


def _way_down(number, giver):
    """The steps from the recurrent layers up to a number, each with one thing to read; and where they begin."""
    steps = []
    while number in giver and giver[number].does not in ("recurrent", "opaque", "flip", "stack", "take"):
        step = giver[number]
        if len(step.reads) != 1 or step.kind == "Bidirectional":
            break
        steps.append(step)
        number = step.reads[0]
    return steps[::-1], number


def _traces_at(number, giver):
    """(indices of the traces that give a number, is it a sequence?)."""
    step = giver.get(number)
    if step is None:
        return (), False
    if step.does == "recurrent" and step.gives[number] != "c":
        return (step.options["opened"],), step.gives[number] == "sequence"
    if step.kind == "Bidirectional" and step.does in ("merge", "concatenate"):
        (there, sequence), (back, _) = (_traces_at(one, giver) for one in step.reads)
        return there + back, sequence
    if step.does == "take" and step.options["key"][:1] == [-1] and all(map(_is_whole, step.options["key"][1:])):
        return _traces_at(step.reads[0], giver)[0], False  # the last step of a sequence
    if step.kind == "Bidirectional" and step.does == "flip":
        return _traces_at(step.reads[0], giver)
    return (), False


def _is_whole(part):
    return part in ("rest", {"from": None, "to": None, "by": None})


def _upstream(number, giver):
    seen, ahead, found = set(), [number], []
    while ahead:
        step = giver.get(ahead.pop())
        if step is not None and id(step) not in seen:
            seen.add(id(step))
            found.append(step)
            ahead.extend(step.reads)
    return found


def _dense(steps):
    """(params, activation) of one Dense layer, with the Activation that may follow it."""
    kinds = [step.does for step in steps]
    if kinds not in (["dense"], ["dense", "activation"]):
        return None, None
    names = [step.options["activation"] for step in steps]
    if len(names) == 2 and names[0] != "linear":
        return None, None
    W, b = steps[0].options["W"], steps[0].options["b"]
    params = DenseParams(W, np.zeros(W.shape[1]) if b is None else b)
    return (params, names[-1]) if names[-1] in ACTIVATIONS else (None, None)


def _end(step):
    """The activation at the end of an output, where it is one that says what the numbers mean."""
    name = step.options.get("activation") if step is not None else None
    return name if name in ACTIVATIONS else None


def key_of(opened):
    """Return the name of an opened cell's layer or cell, and its direction."""
    name, way = opened.trace.name, opened.way
    return (name.removesuffix(f", {way}"), way) if way else (name, "")
