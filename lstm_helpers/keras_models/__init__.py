"""The course's Keras models; weights in and out; their gradients; the `Trace` of any trained Keras LSTM layer.

    quietly    Keras, imported without its chatter, and what a caller passes as a model
    weights    a layer's weights as LSTMParams, and back
    recording  one pass, with what every layer was given and gave
    traces     the Trace of one recorded layer
    readouts   the Dense layers that give a model's outputs
    reading    read(): all of it at once
    build      single, stacked and bidirectional models; gradients by TensorFlow

Importing this room imports Keras, which takes seconds.
"""

from lstm_helpers.keras_models.build import bidirectional, gradients, lstm_gradients, single, stacked
from lstm_helpers.keras_models.quietly import keras
from lstm_helpers.keras_models.reading import Reading, lstm_layers, read, trace
from lstm_helpers.keras_models.weights import params_of, set_params

__all__ = [
    "Reading",
    "bidirectional",
    "gradients",
    "keras",
    "lstm_gradients",
    "lstm_layers",
    "params_of",
    "read",
    "set_params",
    "single",
    "stacked",
    "trace",
]
