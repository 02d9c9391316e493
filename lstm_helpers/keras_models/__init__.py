"""The course's Keras models; weights in and out; their gradients; what any trained recurrent layer of anybody computed.

    quietly    Keras, imported without its chatter, and what a caller passes as a model
    inputs     what a caller passes as its input
    files      a model from a file, of Keras 3 or 2, whole or weights alone
    weights    a layer's weights as parameters, and back; its cells and activations
    recording  one pass of a model, with what every layer was given and gave
    traces     the Trace of a recorded layer, compared with what Keras gave; or the sentence on why there is none
    between    what lies between recurrent layers, as steps that can be run again
    graph      both together, in the order in which they were called
    readouts   the way from an output down to the layer that it reads
    reading    read(): all of it at once, and which layers count; trace(): one layer
    build      single, stacked and bidirectional models; gradients by TensorFlow
    attention  translators: encoder, decoder and attention, and their training by teacher forcing
    watching   films: an eye for each frame, and what is made of what it sees; motion and digit
    captioning captions of films: encoder, decoder and attention over the frames
    listening  digits that are spoken: a convolution, an LSTM both ways, training by CTC
    layer_norm an LSTM layer with layer normalisation inside
    reuse      restart(): a model trained again from fresh weights; forget(): what trained models leave behind

Importing this room imports Keras, which takes seconds.
"""

from lstm_helpers.keras_models.attention import (
    set_translator,
    teacher_forcing,
    translation_loss,
    translator,
    translator_of,
)
from lstm_helpers.keras_models.build import bidirectional, gradients, lstm_gradients, single, stacked
from lstm_helpers.keras_models.captioning import caption_forcing, captioner, captioner_of
from lstm_helpers.keras_models.files import open_file
from lstm_helpers.keras_models.layer_norm import layer_norm_lstm
from lstm_helpers.keras_models.listening import drawn_clips, listener, listener_of, listening_batch, teach
from lstm_helpers.keras_models.quietly import keras
from lstm_helpers.keras_models.reading import Reading, lstm_layers, read, trace
from lstm_helpers.keras_models.reuse import forget, restart
from lstm_helpers.keras_models.watching import eye, eye_of, film_model, still_model, still_targets, watcher_of
from lstm_helpers.keras_models.weights import params_of, set_params

__all__ = [
    "Reading",
    "bidirectional",
    "caption_forcing",
    "captioner",
    "captioner_of",
    "drawn_clips",
    "eye",
    "eye_of",
    "film_model",
    "forget",
    "gradients",
    "keras",
    "layer_norm_lstm",
    "listener",
    "listener_of",
    "listening_batch",
    "lstm_gradients",
    "lstm_layers",
    "open_file",
    "params_of",
    "read",
    "restart",
    "set_params",
    "set_translator",
    "single",
    "stacked",
    "still_model",
    "still_targets",
    "teach",
    "teacher_forcing",
    "trace",
    "translation_loss",
    "translator",
    "translator_of",
    "watcher_of",
]
