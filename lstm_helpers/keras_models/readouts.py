"""Which outputs of a model are a Dense layer over its LSTMs: found in the recording, and tried out."""

from typing import NamedTuple

import numpy as np

from lstm_helpers.keras_models.quietly import keras
from lstm_helpers.keras_models.recording import flat
from lstm_helpers.keras_models.weights import params_of
from lstm_helpers.maths.cells import DenseParams, dense, sigmoid
from lstm_helpers.maths.losses import softmax

ACTIVATIONS = {"sigmoid": sigmoid, "softmax": softmax, "linear": np.asarray}
_NOTHING = (keras.layers.Dropout, keras.layers.SpatialDropout1D, keras.layers.GaussianNoise)  # when nothing is trained


class Readout(NamedTuple):
    """A Dense layer that gives one of a model's outputs.

    Attributes
    ----------
    params : DenseParams
    activation : {"sigmoid", "softmax", "linear"}
    layer : str
        The name of the LSTM layer that it reads.
    direction : str
    """

    params: DenseParams
    activation: str
    layer: str
    direction: str


def find_readouts(recording, outputs, traces):
    """Return {output name: Readout} for those of ``outputs`` (name to number) that are one."""
    found = {name: _readout(recording, number, traces) for name, number in outputs.items()}
    return {name: one for name, one in found.items() if one is not None}


def _readout(recording, number, traces):
    call = giver(recording, number)
    if call is None or not isinstance(_inner(call.layer), keras.layers.Dense):
        return None
    last, below = _inner(call.layer), giver(recording, flat(call.arguments)[0])
    while below is not None and isinstance(below.layer, _NOTHING):
        below = giver(recording, flat(below.arguments)[0])
    if below is None or (below.layer.name, "") not in traces or last.activation.__name__ not in ACTIVATIONS:
        return None
    trace, params, activation = traces[below.layer.name, ""], params_of(last), last.activation.__name__
    params = DenseParams(*(array.astype(np.float64) for array in params))
    ours, given = ACTIVATIONS[activation](dense(params, trace.outputs)), recording.array(number)
    ours = ours if given.ndim == 3 else ours[:, -1]
    same = given.shape == ours.shape and np.allclose(given, ours, atol=1e-4)
    return Readout(params, activation, below.layer.name, "") if same else None


def giver(recording, number):
    """Return the innermost call that gave a tensor and did not hand on what it was given; None where there is none."""
    number = recording.origin(number)

    def among(numbers):
        return number in map(recording.origin, flat(numbers))

    givers = [one for one in recording.calls if among(one.outputs) and not among(one.arguments)]
    return givers[-1] if givers else None


def _inner(layer):
    return layer.layer if isinstance(layer, keras.layers.TimeDistributed) else layer
