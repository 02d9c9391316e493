"""The `Trace` of one recorded call of an LSTM layer, computed from its weights and compared with what Keras gave."""

import numpy as np

from lstm_helpers.keras_models.quietly import is_bidirectional
from lstm_helpers.keras_models.recording import Call, flat
from lstm_helpers.keras_models.weights import params_of
from lstm_helpers.maths.cells import LSTMParams
from lstm_helpers.maths.sequence import run


def traces_of(call, recording):
    """Return {direction: Trace} of a call of an LSTM or Bidirectional layer; ``ValueError`` says why not."""
    if not is_bidirectional(call.layer):
        return {"": _trace(call, recording, call.layer.name)}
    found = {}
    for direction, half in _halves(call, recording).items():
        found[direction] = _trace(half, recording, f"{call.layer.name}, {direction}")
    return found


def _halves(call, recording):
    """The calls of both halves of a Bidirectional layer."""
    layers = {"forward": call.layer.forward_layer, "backward": call.layer.backward_layer}
    heard = {one.layer: one for one in recording.calls if one.inside is call}
    return {way: heard.get(layer) or _fused_half(call, layer, way) for way, layer in layers.items()}


def _fused_half(call, layer, way):
    """A half that Keras did not call, because one kernel computed both: what it would have been given."""
    given = dict(call.arguments)
    if given.get("initial_state") is not None:
        both = given["initial_state"]
        given["initial_state"] = both[: len(both) // 2] if way == "forward" else both[len(both) // 2 :]
    return Call(layer, call.number, call, given)


def _trace(call, recording, name):
    lstm = call.layer
    _check_cell(lstm)
    given = call.arguments
    h0, c0 = _states_before(call, recording)
    mask = recording.array(given.get("mask"))
    weights = LSTMParams(*(w.astype(np.float64) for w in params_of(lstm)))
    x = recording.array(given["sequences"]).astype(np.float64)
    result = run(weights, x, h0, c0, mask=mask, go_backwards=lstm.go_backwards, name=name)
    if call.outputs is not None:
        _compare(result, recording.array(flat(call.outputs)[0]), lstm)
    return result


def _check_cell(lstm):
    config = lstm.cell.get_config()
    for key, expected in (("activation", "tanh"), ("recurrent_activation", "sigmoid")):
        if config[key] != expected:
            raise ValueError(f'layer "{lstm.name}" has {key} {config[key]!r}: a Trace holds LSTMs with {expected!r}.')


def _states_before(call, recording):
    """(h0, c0) with which the layer started: passed to it, its own if it is stateful, or None for zeros."""
    lstm, given = call.layer, call.arguments.get("initial_state")
    if given is not None:
        states = [recording.array(number) for number in flat(given)]
    elif lstm.stateful and lstm.states is not None:
        states = [recording.states[id(state)] for state in lstm.states]
    else:
        return None, None
    return states[0].astype(np.float64), states[1].astype(np.float64)


def _compare(result, output, lstm):
    """Refuse a Trace that does not show what Keras computed (a layer with a `call` of its own)."""
    ours = result.outputs if lstm.return_sequences else result.outputs[:, -1]
    if lstm.return_sequences and result.mask is not None:
        output, ours = output[result.mask], ours[result.mask]
    allowed = 1e-4 if output.dtype == np.float32 else 1e-1 if output.dtype == np.float16 else 1e-10
    if output.size and not np.abs(output - ours).max() < allowed:
        raise ValueError(
            f'layer "{lstm.name}" computes something else than an LSTM with its weights '
            f"(largest difference {np.abs(output - ours).max():.1e}): a Trace would not show the truth."
        )
