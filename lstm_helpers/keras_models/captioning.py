"""Keras models that write captions of films, from the features of their frames; trained by teacher forcing.

NumPy computes the same with `lstm_helpers.maths.captioner`. Layers are unrolled over fixed lengths.
"""

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, check_fits
from lstm_helpers.keras_models.attention import PADDING
from lstm_helpers.keras_models.quietly import as_model, keras, to_numpy
from lstm_helpers.keras_models.weights import params_of
from lstm_helpers.maths.captioner import Captioner, as_translator
from lstm_helpers.maths.translator_parts import with_end_mark, word_numbers

CAPTIONERS = ("dot", None, "dense", "mean")
"""Encoders: an LSTM with attention, or without; all frames into one Dense layer; the mean of the frames."""


def captioner(kind, T, D, words, most, *, units=64, embedding=24):
    """Return a Keras model that writes captions: ([features (B, T, D), words before (B, most + 1)]) -> logits.

    Parameters
    ----------
    kind : {"dot", None, "dense", "mean"}
        Of `CAPTIONERS`. What has no LSTM for an encoder gives the decoder its first states by Dense layers.
    T, D : int
        Frames, and features of each.
    words : sequence of str
        The words; the end mark is put behind them.
    most : int
        Words of the longest caption.
    units, embedding : int
        H and E.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    kind, words = as_choice("kind", kind, CAPTIONERS), with_end_mark("words", words)
    T, D, most = (as_count(name, n) for name, n in (("T", T), ("D", D), ("most", most)))
    H, E = as_count("units", units), as_count("embedding", embedding)
    check_fits(units=4 * H, rows=H + D + E)
    check_fits(units=4 * H, T=T, D=D)
    features = keras.Input((T, D), name="features")
    before = keras.Input((most + 1,), dtype="int32", name="before")
    h, state = _encoded(kind, features, H)
    written = keras.layers.Embedding(len(words), E, name="embedding")(keras.ops.maximum(before, 0))
    s = _lstm(H, "decoder")(written, initial_state=state)  # (B, most + 1, H)
    both = keras.ops.concatenate([s, keras.layers.Attention(name="attention")([s, h])], axis=-1) if kind == "dot" else s
    model = keras.Model([features, before], keras.layers.Dense(len(words), name="readout")(both), name="captioner")
    model.words = words
    return model


def _encoded(kind, features, H):
    """(what is looked at, the decoder's first states)."""
    if kind in ("dot", None):
        h, *state = _lstm(H, "encoder", return_state=True)(features)
        return h, state
    flat = keras.layers.Flatten()(features) if kind == "dense" else keras.ops.mean(features, axis=1)
    seen = keras.layers.Dense(2 * H, activation="relu", name="seen")(flat)
    return None, [keras.layers.Dense(H, activation="tanh", name="h")(seen), keras.layers.Dense(H, name="c")(seen)]


def _lstm(H, name, **options):
    return keras.layers.LSTM(H, return_sequences=True, unroll=True, name=name, **options)


def caption_forcing(model, captions):
    """Return (words before (N, most + 1), words to say (N, most + 1)), int32, to train a `captioner` with.

    As `teacher_forcing` for a translator: the decoder reads the end mark and then the right words, and is to say the
    right words and then the end mark. Where nothing is left to say, there is `PADDING`.

    Parameters
    ----------
    model : keras.Model
        From `captioner`.
    captions : sequence of sequences of str

    Raises
    ------
    TypeError, ValueError
        Naming the argument: an unknown word, a caption that is too long, another model.
    """
    words, most = _parts(model)
    said = word_numbers("captions", captions, words[:-1])
    longest = max(map(len, said))
    if longest > most:
        raise ValueError(f"captions holds one of {longest} words: this model has room for {most}.")
    end = len(words) - 1
    before, after = (np.full((len(said), most + 1), PADDING, np.int32) for _ in range(2))
    for n, row in enumerate(said):
        before[n, : len(row) + 1] = [end, *row]
        after[n, : len(row) + 1] = [*row, end]
    return before, after


def captioner_of(model):
    """Return the `Captioner` with the weights of a model with an LSTM for an encoder: NumPy computes the same to 1e-5.

    Raises ``TypeError`` or ``ValueError`` for any other model.
    """
    words, _ = _parts(model)
    names = {layer.name for layer in model.layers}
    if "encoder" not in names:
        raise ValueError('model has no LSTM for an encoder: expected a captioner of the kind "dot" or None.')
    encoder, decoder, readout = (params_of(model.get_layer(name)) for name in ("encoder", "decoder", "readout"))
    embedding = to_numpy(model.get_layer("embedding").embeddings)
    attention = "dot" if "attention" in names else None
    made = Captioner(encoder, embedding, decoder, attention, readout, words)
    as_translator(made, "model")
    return made


def _parts(model):
    """(words, the most words of a caption) of a model that `captioner` made."""
    model = as_model(model)
    words = getattr(model, "words", None)
    if not words or len(model.inputs) != 2:
        raise ValueError("model is no captioner: expected one of keras_models.captioner(…).")
    return tuple(words), model.inputs[1].shape[1] - 1
