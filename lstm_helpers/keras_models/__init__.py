"""The course's Keras models; weights in and out; their gradients; the `Trace` of any trained Keras LSTM layer.

    quietly  Keras, imported without its chatter, and what a caller passes as a model
    weights  a layer's weights as LSTMParams, and back
    traces   the Trace of a trained layer
    build    single, stacked and bidirectional models; gradients by TensorFlow

Importing this room imports Keras, which takes seconds.
"""

from lstm_helpers.keras_models.build import bidirectional, gradients, lstm_gradients, single, stacked
from lstm_helpers.keras_models.quietly import keras
from lstm_helpers.keras_models.traces import lstm_layers, trace
from lstm_helpers.keras_models.weights import params_of, set_params

__all__ = [
    "bidirectional",
    "gradients",
    "keras",
    "lstm_gradients",
    "lstm_layers",
    "params_of",
    "set_params",
    "single",
    "stacked",
    "trace",
]
