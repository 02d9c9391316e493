"""How a Gate Lab is opened: from traces alone, or from a model of Keras that was read, with what it answers."""

from dataclasses import dataclass, replace

from lstm_helpers.arrays import as_choice, shown
from lstm_helpers.widgets.gate import answers, graph
from lstm_helpers.widgets.gate.arguments import (
    ACTIVATIONS,
    as_classes,
    as_place,
    as_readout,
    as_targets,
    as_traces,
    one_sequence,
)

NO_READOUT = "belong to a readout: pass readout=DenseParams(W, b) as well."


@dataclass(frozen=True, eq=False)
class Source:
    """A model of Keras that was read: its `Reading`, which traces the lab shows, and whether with their answers."""

    reading: object
    keys: list
    answers: bool = True


def open_traces(trace, example, source):
    """Return (traces of one sequence each, their `graph.Model`)."""
    whole = as_traces(trace)
    traces = [one_sequence(one, example) for one in whole]
    if source is None:
        return traces, graph.of_traces(traces)
    return traces, graph.of_keras(source.reading, source.keys, example % whole[0].B)


def open_answers(traces, model, source, readout, classes, activation, targets, output):
    """Return (list of `Answer`, which of them is looked at, sentences on what cannot be shown)."""
    notes = [] if source is None else list(source.reading.unread.values())
    if readout is not None:
        dense, classes, activation = as_readout(readout, classes, activation, traces[-1].H)
        targets = None if targets is None else as_targets(targets, activation, traces[-1].T, dense.W.shape[1])
        given = [answers.of_params(model, traces, dense, classes, activation, targets)]
        return given, _place(output, given), notes
    found, missing = [], {}
    if source is not None and source.answers:
        found, missing = answers.of_keras(model, source.reading, source.keys, traces)
    for what, value in (("classes", classes), ("activation", activation), ("targets", targets)):
        if value is not None and not found:
            raise ValueError(f"{what} {NO_READOUT}")
    notes += [f"Output “{name}” is not shown: {why}." for name, why in missing.items()]
    n = _place(output, found)
    if found:
        found[n] = _described(found[n], classes, activation, targets, traces)
    return found, n, notes


def _described(answer, classes, activation, targets, traces):
    """An answer of a model with what the caller says of it."""
    activation = answer.activation if activation is None else as_choice("activation", activation, ACTIVATIONS)
    answer = replace(answer, classes=as_classes(classes, answer.outputs), activation=activation)
    if targets is None:
        return answer
    if answer.params is None:
        raise ValueError("targets need an answer that is one Dense layer over one layer of the lab: leave them out.")
    trace = traces[answer.layers[0][0]]
    targets = as_targets(targets, activation, trace.T, answer.outputs)
    return replace(answer, targets=targets, adds=answers.what_units_add(trace, answer.params, targets))


def _place(output, found):
    """Which answer an argument names, by its name or its place; the first by default."""
    names = [one.name for one in found]
    if output is None or (isinstance(output, str) and output in names):
        return 0 if output is None else names.index(output)
    if isinstance(output, str):
        raise ValueError(f"output is {shown(output)}: expected one of {', '.join(map(repr, names)) or 'no names'}.")
    return as_place("output", output, len(found) or 1)
