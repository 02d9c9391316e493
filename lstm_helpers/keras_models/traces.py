"""The `Trace` of a recorded call of a recurrent layer: computed from its weights, compared with what Keras gave."""

from dataclasses import dataclass, replace

import numpy as np

from lstm_helpers.keras_models.quietly import keras
from lstm_helpers.keras_models.recording import Call, flat
from lstm_helpers.keras_models.weights import activations_of, cells_of, is_known, params_of, rounded
from lstm_helpers.maths.any_cell import any_step
from lstm_helpers.maths.sequence import Trace, run

WAYS = ("forward", "backward")


class CannotOpenError(ValueError):
    """A layer is there and cannot be read; the sentence says why."""


@dataclass(eq=False)
class Opened:
    """One cell of one call: its `Trace`, and where its numbers stand in the recording.

    Attributes
    ----------
    trace : Trace
    call : Call
        Of the layer; of stacked cells all have the same.
    way : str
        "", "forward" or "backward".
    gap : float
        The largest difference from what Keras gave out.
    precision : str
        In which Keras computed: "float32", "float16", …
    own : str
        What the layer or its cell has of its own, where it is of a class of one's own; "" otherwise.
    """

    trace: Trace
    call: Call
    way: str
    gap: float = 0.0
    precision: str = "float32"
    own: str = ""


def is_recurrent(layer):
    """Is this a layer that runs cells over time, one way or both?"""
    return isinstance(layer, keras.layers.RNN) or (
        isinstance(layer, keras.layers.Bidirectional) and isinstance(layer.forward_layer, keras.layers.RNN)
    )


def is_both_ways(layer):
    """Is this a Bidirectional layer?"""
    return isinstance(layer, keras.layers.Bidirectional)


def open_call(call, recording, name):
    """Return a list of `Opened` of a call of a recurrent layer; `CannotOpenError` says why not."""
    if not is_both_ways(call.layer):
        return _open_one_way(call, recording, name, "")
    halves = halves_of(call, recording)
    return [one for way in WAYS for one in _open_one_way(halves[way], recording, f"{name}, {way}", way)]


def halves_of(call, recording):
    """Return the calls of both halves of a Bidirectional layer, by their ways."""
    layers = dict(zip(WAYS, (call.layer.forward_layer, call.layer.backward_layer), strict=True))
    heard = {one.layer: one for one in recording.calls if one.inside is call}
    return {way: heard.get(layer) or _fused_half(call, layer, way) for way, layer in layers.items()}


def _fused_half(call, layer, way):
    """A half that Keras did not call, because one kernel computed both: what it would have been given."""
    given = dict(call.arguments)
    if given.get("initial_state") is not None:
        both = given["initial_state"]
        given["initial_state"] = both[: len(both) // 2] if way == "forward" else both[len(both) // 2 :]
    return Call(layer, call.number, call, given)


def _open_one_way(call, recording, name, way):
    layer, cells = call.layer, cells_of(call.layer)
    _check_cells(layer, cells)
    x, mask = _given(recording, call, "sequences"), recording.array(call.arguments.get("mask"))
    states, found = _states_before(call, recording), []
    output = None if call.outputs is None else recording.array(flat(call.outputs)[0])
    for n, cell in enumerate(cells):
        own_name = name if len(cells) == 1 else f"{name}, cell {n + 1}"
        trace = _trace(cell, x, states[n], mask, layer.go_backwards if not n else False, own_name)
        if n == 0:
            mask = trace.mask
        found.append(Opened(trace, call, way, 0.0, computed_in(cell.compute_dtype, output), _own(layer, cell)))
        x = trace.outputs
    for one in found[1:]:
        one.trace = replace(one.trace, go_backwards=layer.go_backwards)
    if output is not None:
        found[-1].gap = compare(found, output)
    return found


def _check_cells(layer, cells):
    for cell in cells:
        if not is_known(cell):
            raise CannotOpenError(
                f'layer "{layer.name}" runs {type(cell).__name__}, a cell that is none of Keras\'s LSTMCell, GRUCell '
                "and SimpleRNNCell: what it computes inside is not known."
            )
        if not cell.built:
            raise CannotOpenError(
                f'layer "{layer.name}" has no weights yet: give the model a keras.Input, or fit it first.'
            )
        for role, name in zip(("activation", "recurrent_activation"), activations_of(cell), strict=True):
            if name is None:
                function = getattr(cell, role)
                said = getattr(function, "__name__", type(function).__name__)
                raise CannotOpenError(
                    f'layer "{layer.name}" has the {role} {said}, which is none of Keras\'s own: only those that have '
                    'a name there, such as "relu", can be computed again.'
                )


def _given(recording, call, name):
    array = recording.array(call.arguments.get(name))
    if array is None:
        raise CannotOpenError(
            f'layer "{call.layer.name}" is called within a loop of its own that keeps its values: they cannot be read.'
        )
    return array.astype(np.float64)


def _trace(cell, x, states, mask, go_backwards, name):
    dtype = cell.compute_dtype
    params = params_of(cell)
    params = type(params)(*(rounded(array, dtype).astype(np.float64) for array in params))
    real = None if mask is None else np.asarray(mask, bool)
    if real is not None:
        x = np.where(real[..., None] | np.isfinite(x), x, 0.0)  # what is masked may be anything
    if not np.isfinite(x).all():
        raise CannotOpenError(f'layer "{name}" reads values that are NaN or infinite: replace or mask them first.')
    return run(params, x, *states, mask=real, go_backwards=go_backwards, name=name, activations=activations_of(cell))


def _states_before(call, recording):
    """(h0, c0) or (h0,) for each cell: passed to the layer, its own if it is stateful, or zeros."""
    layer, given = call.layer, call.arguments.get("initial_state")
    counts = [2 if isinstance(cell, keras.layers.LSTMCell) else 1 for cell in cells_of(layer)]
    if given is not None:
        states = [recording.array(number) for number in flat(given)]
    elif layer.stateful and layer.states is not None:
        states = [recording.states[id(state)] for state in keras.tree.flatten(layer.states)]
    else:
        return [()] * len(counts)
    states = iter([None if state is None else state.astype(np.float64) for state in states])
    return [tuple(next(states) for _ in range(count)) for count in counts]


def _own(layer, cell):
    """The class of a layer or cell that overrides what Keras's own does."""
    for one, ours in ((layer, _KERAS_LAYERS), (cell, _KERAS_CELLS)):
        base = next(keras_class for keras_class in ours if isinstance(one, keras_class))
        if type(one).call is not base.call or type(one).__call__ is not base.__call__:
            return type(one).__name__
    return ""


_KERAS_LAYERS = (keras.layers.LSTM, keras.layers.GRU, keras.layers.SimpleRNN, keras.layers.RNN)
_KERAS_CELLS = (keras.layers.LSTMCell, keras.layers.GRUCell, keras.layers.SimpleRNNCell)


# Is it the truth? ----------------------------------------------------------------------------------------------------


def compare(found, output):
    """Return how far the top cell's outputs are from Keras's; `CannotOpenError` where rounding cannot explain it."""
    top, layer = found[-1].trace, found[-1].call.layer
    every = layer.return_sequences
    ours, output = (top.outputs, output) if every else (top.outputs[:, -1:], output[:, None])
    gaps = np.where(_to_compare(top, layer)[..., None], np.abs(output.astype(np.float64) - ours), 0.0)
    gap = float(np.nanmax(gaps, initial=0.0))
    eps = _epsilon(found[-1].precision)
    allowed = 8 * eps * np.abs(ours).max(-1, keepdims=True, initial=1e-3)  # (B, T or 1, 1)
    if not (gaps <= allowed).all():
        noise = _rounding(found, found[-1].precision)
        allowed = allowed + 5 * (noise if every else noise[:, -1:])
    if not (gaps <= allowed).all():
        raise CannotOpenError(
            f'layer "{layer.name}" computes something else than an ordinary {_kind(top)} with its weights '
            f"(largest difference {gap:.1e}, of which {found[-1].precision} explains {float(allowed.max()):.0e}): "
            "a Trace would not show the truth."
        )
    return gap


def _to_compare(trace, layer):
    """(B, T or 1): where Keras gives out a state. At padded steps it gives an older one, or zeros."""
    if trace.mask is None:
        return np.ones((trace.B, trace.T if layer.return_sequences else 1), bool)
    if layer.return_sequences:
        return trace.mask
    return (trace.mask[:, -1:] if layer.zero_output_for_mask else trace.mask.any(-1, keepdims=True)).astype(bool)


def computed_in(dtype, output):
    """Return the type in which a layer of this ``dtype`` computed its ``output``: JAX makes float32 of float64."""
    return "float32" if dtype == "float64" and output is not None and output.dtype == np.float32 else dtype


def _epsilon(precision):
    """How exactly a type holds a number; graphics cards multiply float32 with ten bits of it."""
    if precision == "float32" and keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        if tf.config.list_physical_devices("GPU"):
            return 2.0**-10
    return {"float16": 2.0**-10, "bfloat16": 2.0**-7, "float32": 2.0**-23}.get(precision, 2.0**-52)


def _rounding(found, precision):
    """How far rounding takes the top cell's outputs up to each step, (B, T, 1): the run once more in that precision."""
    x = found[0].trace.x
    for one in found:
        x = _run_in(one.trace, x, precision)
    return np.maximum.accumulate(np.abs(x - found[-1].trace.outputs).max(-1, keepdims=True), axis=1)


def _run_in(trace, x, precision):
    params = type(trace.params)(*(rounded(array, precision) for array in trace.params))
    h, c = rounded(trace.h[:, 0], precision), None if trace.c is None else rounded(trace.c[:, 0], precision)
    outputs = []
    with np.errstate(all="ignore"):
        for t in range(trace.T):
            step = any_step(params, trace.activations, rounded(x[:, t], precision), h, c)
            real = True if trace.mask is None else trace.mask[:, t, None]
            h = rounded(np.where(real, step["h_t"], h), precision)
            c = None if c is None else rounded(np.where(real, step["c_t"], c), precision)
            outputs.append(h.astype(np.float64))
    return np.stack(outputs, axis=1)


def _kind(trace):
    return type(trace.params).__name__.removesuffix("Params").removesuffix("After")
