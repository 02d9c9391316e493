"""What the Gate Lab sends to the browser; `unpack` in model.js reads it, and state.js names it all."""

import numpy as np

from lstm_helpers.arrays import as_labels
from lstm_helpers.maths.cells import LSTMParams
from lstm_helpers.maths.sequence import run
from lstm_helpers.widgets.payload import cell_record, pack, readout_record

ORDER = ("f", "i", "g", "o", "c", "h")


def in_double(trace):
    """The trace computed once more in float64, so that the digest does not depend on a machine's float32."""
    if trace.h.dtype == np.float64:
        return trace
    params = LSTMParams(*(np.asarray(array, np.float64) for array in trace.params))
    return run(params, trace.x.astype(np.float64), trace.h[:, 0], trace.c[:, 0], mask=trace.mask, name=trace.name)


def what_units_add(trace, readout, targets):
    """Return the largest ``|h[t, unit] * W[unit, output]|`` of each unit, over outputs and the steps that are asked."""
    shares = np.abs(trace.outputs[0][..., None] * readout.W)  # (T, H, O)
    asked = slice(None) if targets is None else ~np.isnan(targets).all(axis=1)
    return shares[asked].max(axis=(0, 2)).astype(float)


def answer_record(readout, classes, activation, targets, layer, adds):
    """Return the readout that stands on layer number ``layer``: names of its answers, what was wanted, what adds."""
    if readout is None:
        return None
    return readout_record(readout, activation) | {
        "layer": layer,
        "classes": classes,
        "targets": None if targets is None else pack(targets),
        "adds": pack(adds),
    }


def layer_records(traces):
    """Return all layers, the lowest first."""
    return [_layer(trace, traces[:n]) for n, trace in enumerate(traces)]


def _layer(trace, below):
    x = trace.x[0]
    after = {"c", "h"}
    return {
        **cell_record(trace.params),
        "name": trace.name,
        "T": trace.T,
        "x": pack(x),
        "h0": pack(trace.h[0, 0]),
        "c0": pack(trace.c[0, 0]),
        "mask": None if trace.mask is None else pack(trace.mask[0]),
        "labels": None if trace.labels is None else list(as_labels("labels", trace.labels, trace.T)),
        "backwards": trace.go_backwards,
        "precision": 8 * trace.h.dtype.itemsize,
        "oneHot": bool(trace.D > 1 and np.isin(x, (0, 1)).all() and (x.sum(-1) <= 1).all()),
        "reads": _reads(trace, below),
        "kernel": {key: pack(getattr(trace, key)[0, 1:] if key in after else getattr(trace, key)[0]) for key in ORDER},
    }


def _reads(trace, below):
    """Which of the layers below feed this one: None where it reads the input, [] where that cannot be told."""
    x = _in_order(trace, trace.x[0])
    outputs = [_in_order(one, one.outputs[0]) for one in below]
    for n in reversed(range(len(below))):
        if _same(outputs[n], x):
            return [n]
        if n and _same(np.concatenate(outputs[n - 1 : n + 1], axis=-1), x):
            return [n - 1, n]
    reads_the_input = not below or _same(_in_order(below[0], below[0].x[0]), x)
    return None if reads_the_input else []


def _in_order(trace, rows):
    return rows[::-1] if trace.go_backwards else rows


def _same(a, b):
    return a.shape == b.shape and np.allclose(a, b, atol=1e-5)  # a float32 model's own rounding
