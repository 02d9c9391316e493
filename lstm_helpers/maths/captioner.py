"""Say what a film shows: an encoder reads the features of its frames, a decoder writes words and looks at the frames.

This is the translator of `lstm_helpers.maths.translator`, equations (1) to (4) there, save that its encoder reads the
features of frames, which are numbers already, where a translator's reads the embeddings of words.

Shapes: N films, T frames, D features, E numbers in an embedding, H units, V words.
"""

from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_floats
from lstm_helpers.maths.cells import DenseParams, LSTMParams
from lstm_helpers.maths.sequence import run
from lstm_helpers.maths.translator import Memory, State, write
from lstm_helpers.maths.translator_parts import Translator, check_translator

FRAME = "a frame"
"""The one word of a captioner's source."""


class Captioner(NamedTuple):
    """What writes captions.

    ``encoder`` LSTMParams (D, 4H), ``embedding`` (V, E), ``decoder`` LSTMParams (E, 4H), ``attention`` (None, "dot" or
    AdditiveParams), ``readout`` DenseParams (2H, V), or (H, V) without attention, ``words``: V words, of which the last
    is the end mark.
    """

    encoder: LSTMParams
    embedding: np.ndarray
    decoder: LSTMParams
    attention: object
    readout: DenseParams
    words: tuple


def read_films(captioner, features):
    """Read films with the encoder: (`translator.Memory`, `translator.State`), from which the decoder starts.

    Parameters
    ----------
    captioner : Captioner
    features : array_like (N, T, D)
        From `watcher.look`.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    return _read(as_translator(captioner), features)


def captions(captioner, features, *, most=12):
    """Write the captions of films greedily, always with the likeliest next word: a list of `translator.Translation`.

    Their ``weights`` (words and end mark, T) say at which frame each word looked.

    Parameters
    ----------
    captioner : Captioner
    features : array_like (N, T, D)
        From `watcher.look`.
    most : int
        Words after which to stop where no end mark came.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    translator, most = as_translator(captioner), as_count("most", most)
    return write(translator, *_read(translator, features), most=most)


def as_translator(captioner, name="captioner"):
    """Return a `Captioner` as a `Translator` of one source word, which `translator.step` and `translator.write` take.

    Raises ``TypeError`` or ``ValueError`` where its parts do not fit together.
    """
    if not isinstance(captioner, Captioner):
        raise TypeError(f"{name} is {type(captioner).__name__}: expected a Captioner.")
    encoder, embedding, decoder, attention, readout, words = captioner
    if not isinstance(encoder, LSTMParams):
        raise TypeError(f"{name}.encoder is {type(encoder).__name__}: expected LSTMParams, e.g. init_lstm(D, H, rng).")
    W_x = as_floats(f"{name}.encoder.W_x", encoder.W_x, ("features", "pre-activations"))
    made = Translator(np.zeros((1, len(W_x))), encoder, embedding, decoder, attention, readout, (FRAME,), words)
    return check_translator(made, name)


def _read(translator, features):
    sizes = {"features": len(translator.encoder.W_x)}
    features = as_floats("features", features, ("films", "time", "features"), sizes=sizes, dtype=np.float64)
    trace = run(translator.encoder, features)
    return Memory(trace.outputs, np.ones(features.shape[:2], bool)), State(trace.h[:, -1], trace.c[:, -1])
