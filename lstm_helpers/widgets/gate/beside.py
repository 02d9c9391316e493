"""Two models in one Gate Lab: do they fit beside each other, and what are they called?"""

import numpy as np

from lstm_helpers.arrays import as_labels, as_sequence, shown
from lstm_helpers.widgets.gate.kinds import kind_of
from lstm_helpers.widgets.gate.state import GateState

NAMES = ("this model", "the other")


def as_beside(beside, lab, names):
    """Return (the Gate Lab beside ``lab`` or None, the names of both), or raise a sentence on what does not fit."""
    names = as_names(NAMES if names is None else names)
    if beside is None:
        return None, names
    if not isinstance(beside, GateState):
        raise TypeError(f"beside is {type(beside).__name__}: expected a GateLab of another model that reads the same.")
    if beside.beside is not None:
        raise ValueError("beside is a lab of two models already: pass a lab of one.")
    for what, of in FIT.items():
        here, there = of(lab), of(beside)
        if here != there:
            raise ValueError(f"beside has {what} {shown(there)}, and this lab {shown(here)}: both must have the same.")
    return beside, names


def as_names(names):
    """Return the two names of two models."""
    names = as_labels("names", as_sequence("names", names, "a list of two names"), 2)
    if names[0] == names[1]:
        raise ValueError(f"names is {shown(names)}: two different names, e.g. ('after', 'before').")
    return list(names)


FIT = {
    "layers": lambda lab: [f"{kind_of(one)} of {one.H} units" for one in lab.traces],
    "features": lambda lab: lab.traces[0].D,
    "steps": lambda lab: [one.T for one in lab.traces],
    "labels": lambda lab: None if lab.traces[0].labels is None else list(lab.traces[0].labels),
    "an alphabet of": lambda lab: None if lab.alphabet is None else "".join(map(str, lab.alphabet.symbols)),
    "answers": lambda lab: [(one.steps, one.outputs, list(one.layers)) for one in lab.answers],
    "an input that can be changed": lambda lab: [one["input"] for one in lab.payload["layers"]],
}


def differences(lab):
    """Return h of each layer of this model minus h of the model beside it, of the sequence that came: (T, H) each."""
    pairs = zip(lab.traces, lab.beside.traces, strict=True)
    return [np.asarray(a.outputs[0], float) - np.asarray(b.outputs[0], float) for a, b in pairs]
