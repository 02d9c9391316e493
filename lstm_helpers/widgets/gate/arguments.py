"""What the Gate Lab accepts: each argument in the form that the lab works with, or one sentence."""

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, as_floats, as_labels, as_number, as_sequence, as_text, is_list
from lstm_helpers.data.text import Alphabet
from lstm_helpers.maths.cells import DenseParams
from lstm_helpers.maths.trace import BothWays, Trace, check_trace
from lstm_helpers.widgets.gate.kinds import GATES, NAMES, ends_of, kind_of
from lstm_helpers.widgets.payload import many

ACTIVATIONS = ("sigmoid", "softmax", "linear")
LONGEST = 200  # letters of a typed text


def as_traces(value):
    """Return the layers to choose from as a list of `Trace`."""
    traces = [value.forward, value.backward] if isinstance(value, BothWays) else value
    traces = [traces] if isinstance(traces, Trace) else traces
    if not is_list(traces) or not traces or not all(isinstance(one, Trace) for one in traces):
        raise TypeError(
            f"trace is {type(value).__name__}: expected a Trace, a BothWays or a list of Traces, "
            "e.g. sequence.run(params, x)."
        )
    return [check_trace(one, finite=False) for one in traces]  # what went wrong in a model is to be seen


def one_sequence(trace, example):
    """One sequence of the trace of a cell that the lab shows."""
    if kind_of(trace) is None:
        raise TypeError(
            f"trace is of {type(trace.params).__name__}: the Gate Lab shows LSTMParams, GRUParams, GRUAfterParams and "
            "RNNParams."
        )
    return trace.example(as_count("example", example, -trace.B, trace.B - 1))


def as_place(name, value, count):
    """Return ``value`` as a place among ``count``, from 0."""
    value = as_count(name, value, least=0)
    if value >= count:
        raise ValueError(f"{name} is {value}: there are {count}, counted from 0, so at most {count - 1}.")
    return value


def as_readout(readout, classes, activation, H):
    """Return (readout, classes, activation), the activation found where it was left out."""
    if not isinstance(readout, DenseParams):
        raise TypeError(f"readout is {type(readout).__name__}: expected cells.DenseParams(W, b).")
    W = as_floats("readout.W", readout.W, ("hidden", "outputs"), sizes={"hidden": H})
    outputs = W.shape[1]
    b = as_floats("readout.b", readout.b, ("outputs",), sizes={"outputs": outputs})
    if activation is None:
        activation = "softmax" if outputs > 1 else "sigmoid" if classes is not None else "linear"
    activation = as_choice("activation", activation, ACTIVATIONS)
    return DenseParams(W, b), as_classes(classes, outputs), activation


def as_classes(classes, outputs):
    """Return the names of so many answers as a list; None for none."""
    if classes is None:
        return None
    allowed = (1, 2) if outputs == 1 else (outputs,)
    names = as_sequence("classes", classes, f"a list of {allowed[-1]} names")
    if len(names) not in allowed:
        raise ValueError(
            f"classes is {len(names)} name(s) for {many(outputs, 'output')}: pass a list of {allowed[-1]} names."
        )
    return list(as_labels("classes", names, len(names)))


def check_alphabet(alphabet, trace):
    """Refuse what is no `Alphabet`, or not that of the inputs."""
    if not isinstance(alphabet, Alphabet):
        raise TypeError(f"alphabet is {type(alphabet).__name__}: expected a text.Alphabet.")
    if len(alphabet) != trace.D:
        raise ValueError(f"alphabet has {len(alphabet)} letters and the layer reads {trace.D} features: pass its own.")


def as_targets(targets, activation, steps, outputs):
    """Targets as (steps, outputs) of values or probabilities, NaN where nothing is asked."""
    values = as_floats("targets", targets, None, dtype=np.float64)
    if activation == "softmax":
        if not np.isin(values, range(outputs)).all():
            raise ValueError(f"targets must hold class numbers from 0 to {outputs - 1} where the readout is a softmax.")
        values = np.eye(outputs)[values.astype(int)]
    elif outputs == 1 and (values.ndim == 0 or (values.ndim == 1 and steps > 1)):
        values = values[..., None]
    if activation == "sigmoid" and not ((values >= 0) & (values <= 1)).all():
        raise ValueError("targets must lie between 0 and 1 where the readout is a sigmoid.")
    if values.shape not in ((steps, outputs), (outputs,)):
        raise ValueError(
            f"targets has shape {np.shape(targets)}: expected one entry for each of the {steps} steps, "
            "or one for the last step alone."
        )
    asked = np.full((steps, outputs), np.nan)
    asked[-1 if values.ndim == 1 else slice(None)] = values
    return asked


def as_typed(text, alphabet):
    """Return ``text``, which the reader or Python typed: nothing, or letters that an alphabet makes inputs of."""
    text = as_text("text", text, empty=True)
    if text and alphabet is None:
        raise ValueError("text needs alphabet=..., the letters that the inputs are one-hot codes of.")
    if len(text) > LONGEST:
        raise ValueError(f"text has {len(text)} letters: at most {LONGEST} are read.")
    return text


def as_edits(edits, trace, alphabet, steps):
    """The trait's form of ``edits``: step to the row that is read there, and its label."""
    if edits is not None and not isinstance(edits, dict):
        raise TypeError(f"edits is {type(edits).__name__}: expected a dict of steps, e.g. {{3: 'x'}}.")
    done = {}
    for step, what in (edits or {}).items():
        step = as_place("a step of edits", int(step) if isinstance(step, str) and step.isdecimal() else step, steps)
        label = None if trace.labels is None else "(changed)"
        if isinstance(what, dict) and what.keys() == {"row", "label"}:  # as the trait has it
            what, label = what["row"], what["label"]
        what = as_text(f"edits[{step}]", what) if isinstance(what, str) else what
        if not isinstance(what, str):
            row = as_floats(f"edits[{step}]", what, ("features",), sizes={"features": trace.D}).tolist()
        elif alphabet is not None:
            row, label = alphabet.one_hot(what)[0, 0].tolist(), what
        elif what in (trace.labels or ()):
            row, label = trace.x[0, trace.labels.index(what)].tolist(), what
        else:
            raise ValueError(f"edits[{step}] is {what!r}, which is none of the labels: pass numbers, or an alphabet.")
        done[str(step)] = {"row": row, "label": label}
    return done


def as_clamps(clamps, layer, traces):
    """The trait's form of ``clamps``: gate to value, unit (None for all) and layer."""
    if clamps is not None and not isinstance(clamps, dict):
        raise TypeError(f"clamps is {type(clamps).__name__}: expected a dict of gates, e.g. {{'f': 1.0}}.")
    done = {}
    for gate, what in (clamps or {}).items():
        given = _clamp(what, layer)
        at = as_place(f"the layer of clamps[{gate!r}]", given["layer"], len(traces))
        value = _forced(gate, given["value"], traces[at])
        unit = given["unit"]
        unit = None if unit is None else as_place(f"the unit of clamps[{gate!r}]", unit, traces[at].H)
        done[gate] = given | {"value": value, "unit": unit}
    return done


def _forced(gate, value, trace):
    """To what a gate is forced: a number between the ends of its activation, where that has ends."""
    allowed = tuple(GATES[kind_of(trace)])
    if not allowed:
        raise ValueError(f"clamps forces {gate!r}, but layer {trace.name!r} is a plain RNN, which has no gates.")
    ends = ends_of(trace)[as_choice("a gate of clamps", gate, allowed)]
    if ends is None:
        return as_number(f"clamps[{gate!r}]", value, "a number, or (number, unit)")
    return as_number(
        f"clamps[{gate!r}]", value, f"{ends[0]} to {ends[1]}, or (number, unit)", least=ends[0], most=ends[1]
    )


def _clamp(what, layer):
    """A clamp as the trait has it, from that form, from (number, unit) or from a number."""
    if isinstance(what, dict) and {"value", "unit", "layer"} <= what.keys():
        return what
    value, unit = what if isinstance(what, tuple) and len(what) == 2 else (what, None)
    return {"value": value, "unit": unit, "layer": layer}


def check_order(order, readout):
    """Return ``order``, which may be "answer" only where it is known what the units add to one."""
    if order == "answer" and readout is None:
        raise ValueError("order='answer' needs a readout: pass readout=DenseParams(W, b) as well.")
    return order


def check_which(which, beside):
    """Return ``which`` of two models is shown; of one there is only the first."""
    if which != "first" and beside is None:
        raise ValueError(f"which={which!r} needs a second model: pass beside=GateLab(...) as well.")
    return which


def as_guesses(guesses):
    """Return ``guesses`` if each is [quantity, unit, step, said, truth, close]."""
    for guess in guesses:
        if not is_list(guess) or len(guess) != 6 or guess[0] not in NAMES:
            raise ValueError(f"guesses holds {guess!r}: expected [quantity, unit, step, said, truth, close] each.")
    return [list(guess) for guess in guesses]
