"""The listener of `lstm_helpers.maths.listener` in Keras, and its training by CTC.

Clips of a batch are filled up with silence, not masked: silence is what a listener hears before and after a message
anyway, and the blank is what it has to say to that.
"""

import numpy as np

from lstm_helpers.arrays import as_count, as_number, as_rng
from lstm_helpers.data.voices import as_clips, joined
from lstm_helpers.keras_models.quietly import as_model, keras, to_numpy
from lstm_helpers.keras_models.weights import params_of
from lstm_helpers.maths.cells import DenseParams
from lstm_helpers.maths.listener import CLASSES, POOL, WIDTH, Listener, check_listener, prepared
from lstm_helpers.maths.sound import BANDS

ROOM, ROUND = 360, 120
"""Frames to which a batch is filled up, and steps in which that grows where a clip is longer: TensorFlow lays out its
loop anew for each new length."""
LETTERS = 5
"""Digits for which a batch has room; more where a clip says more."""
PAUSES = (0.0, 0.4)
"""Seconds between the digits of strings that are put together for training."""
NOISE = 0.3
"""Standard deviation of what is added to each number that is heard in training, drawn anew each time."""


def listener(units=64, filters=48):
    """Return a Keras model of a listener: (B, 3T + 4, `BANDS`) -> logits (B, T, 11).

    Raises ``TypeError`` or ``ValueError`` naming the argument.
    """
    H, C = as_count("units", units, 1, 4096), as_count("filters", filters, 1, 4096)
    heard = keras.Input((None, BANDS), name="heard")
    a = keras.layers.Conv1D(C, WIDTH, activation="relu", name="filters")(heard)
    u = keras.layers.MaxPooling1D(POOL)(a)
    h = keras.layers.Bidirectional(keras.layers.LSTM(H, return_sequences=True), name="both_ways")(u)
    return keras.Model(heard, keras.layers.Dense(len(CLASSES), name="readout")(h), name="listener")


def listening_batch(clips):
    """Return (heard (N, 3T + 4, `BANDS`) float32, said (N, L) int32) of clips, as `keras.losses.CTC` expects them.

    ``said`` holds d + 1 for the digit d, and 0, the blank, where there is no more. Raises ``TypeError`` or
    ``ValueError`` if they are no clips.
    """
    clips = as_clips("clips", clips)
    longest = max(len(clip.features) for clip in clips)
    frames = ROOM + max(0, -(-(longest - ROOM) // ROUND) * ROUND)
    heard = np.stack([prepared(clip.features, frames) for clip in clips]).astype(np.float32)
    said = np.zeros((len(clips), max(LETTERS, *(len(clip.said) for clip in clips))), np.int32)
    for n, clip in enumerate(clips):
        said[n, : len(clip.said)] = [CLASSES.index(digit) for digit in clip.said]
    return heard, said


def drawn_clips(clips, rng, count, spoken=0.5):
    """Return ``count`` strings to learn from: some spoken in one go, the others put together from single digits.

    Parameters
    ----------
    clips : sequence of Clip
        Single digits and strings.
    rng : numpy.random.Generator
    count : int
    spoken : float
        The share of those spoken in one go, 0 to 1. The others have pauses of 0 to 0.4 s between their digits.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    clips, rng, count = as_clips("clips", clips), as_rng("rng", rng), as_count("count", count)
    whole = round(count * as_number("spoken", spoken, "a share from 0 to 1", least=0, most=1))
    singles, strings = ([clip for clip in clips if (len(clip.said) > 1) == long] for long in (False, True))
    if (whole and not strings) or (whole < count and not singles):
        raise ValueError(f"clips holds {len(singles)} single digits and {len(strings)} strings: expected some of each.")
    found = joined(singles, rng, count - whole, PAUSES) if whole < count else []
    return found + ([strings[n] for n in rng.integers(len(strings), size=whole)] if whole else [])


def teach(model, clips, rng, batches=300, *, spoken=0.5, batch=32, rate=4e-3, callbacks=()):
    """Train a listener by CTC, in place, and return the loss of each batch, nats a string.

    Adam with a rate that falls to 0 along a cosine; gradients clipped to norm 1.

    Parameters
    ----------
    model : keras.Model
        From `listener`.
    clips, rng, spoken
        As for `drawn_clips`, which draws each batch.
    batches, batch : int
        How many, and of how many strings.
    rate : float
        The highest rate of learning.
    callbacks : sequence of keras.callbacks.Callback
        As for ``model.fit``; the batches are one epoch.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    model, batches, batch = _as_listener(model), as_count("batches", batches), as_count("batch", batch)
    rate = as_number("rate", rate, "a rate above 0", above=0)
    schedule = keras.optimizers.schedules.CosineDecay(rate, batches)
    model.compile(keras.optimizers.Adam(schedule, clipnorm=1.0), keras.losses.CTC())
    told = keras.callbacks.CallbackList(list(callbacks), model=model, epochs=1, steps=batches, verbose=0)
    model.stop_training, losses = False, []
    told.on_train_begin()
    told.on_epoch_begin(0)
    while len(losses) < batches and not model.stop_training:
        heard, said = listening_batch(drawn_clips(clips, rng, batch, spoken))
        heard += rng.normal(0, NOISE, heard.shape)
        losses.append(float(model.train_on_batch(heard, said)))
        told.on_train_batch_end(len(losses) - 1, {"loss": float(np.mean(losses))})
    told.on_epoch_end(0, {"loss": float(np.mean(losses))})
    told.on_train_end()
    return losses


def listener_of(model):
    """Return the `Listener` with a Keras model's weights: what NumPy hears with it is the same to 1e-5.

    Raises ``TypeError`` or ``ValueError`` for any model but those of `listener`.
    """
    model = _as_listener(model)
    both = model.get_layer("both_ways")
    kernel, bias = (to_numpy(weights) for weights in model.get_layer("filters").weights)  # (WIDTH, B, C), (C,)
    filters = DenseParams(kernel.reshape(-1, kernel.shape[-1]), bias)
    ways = (params_of(layer) for layer in (both.forward_layer, both.backward_layer))
    return check_listener(Listener(filters, *ways, params_of(model.get_layer("readout"))), "model")


def _as_listener(model):
    model = as_model(model)
    if {"filters", "both_ways", "readout"} - {layer.name for layer in model.layers}:
        raise ValueError("model is no listener: expected one of keras_models.listener().")
    return model
