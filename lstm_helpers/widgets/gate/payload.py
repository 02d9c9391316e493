"""What the Gate Lab sends to the browser; `unpack` in model.js reads it, and state.js names it all."""

import numpy as np

from lstm_helpers.arrays import as_labels
from lstm_helpers.maths.sequence import run
from lstm_helpers.widgets.gate.kinds import MAPS, STATES, ends_of, kind_of
from lstm_helpers.widgets.payload import cell_record, pack


def in_double(trace):
    """The trace computed once more in float64, so that the digest does not depend on a machine's float32."""
    if trace.h.dtype == np.float64:
        return trace
    params = type(trace.params)(*(np.asarray(array, np.float64) for array in trace.params))
    states = (trace.h[:, 0],) if trace.c is None else (trace.h[:, 0], trace.c[:, 0])
    given = {"mask": trace.mask, "name": trace.name, "activations": trace.activations}
    return run(params, trace.x.astype(np.float64), *states, **given)


def layer_records(traces, model):
    """Return all layers, the lowest first, as layers of a `graph.Model`."""
    start = model.source()
    below = model.fed_by(start)
    records = []
    for trace, number in zip(traces, model.sources, strict=True):
        here = number == start or (number in below and number == model.sources[0])
        records.append(_layer(trace) | {"input": "here" if here else "below" if number in below else "other"})
    return records


def _layer(trace):
    x, kind = trace.x[0], kind_of(trace)
    return {
        **cell_record(trace.params),
        "kind": kind,
        "activations": list(trace.activations),
        "ends": {key: ends and list(ends) for key, ends in ends_of(trace).items()},
        "name": trace.name,
        "T": trace.T,
        "x": pack(x),
        "h0": pack(trace.h[0, 0]),
        "c0": None if trace.c is None else pack(trace.c[0, 0]),
        "mask": None if trace.mask is None else pack(trace.mask[0]),
        "labels": None if trace.labels is None else list(as_labels("labels", trace.labels, trace.T)),
        "backwards": trace.go_backwards,
        "precision": 8 * trace.h.dtype.itemsize,
        "oneHot": bool(trace.D > 1 and np.isin(x, (0, 1)).all() and (x.sum(-1) <= 1).all()),
        "kernel": {key: pack(values_of(trace, key)) for key in MAPS[kind]},
    }


def values_of(trace, key):
    """Return a quantity of the first sequence, (T, H): of states those after each step."""
    values = getattr(trace, key)[0]
    return values[1:] if key in STATES else values
