"""Keras models that watch films: which motion, which digit.

What looks at a frame is the same small convolution for every frame, `eye`; what is made of the frames differs. NumPy
computes the same with `lstm_helpers.maths.watcher`.
"""

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, as_sequence
from lstm_helpers.data.films import DIGITS, MOTIONS, SIDE, Films
from lstm_helpers.keras_models.quietly import as_model, keras, to_numpy
from lstm_helpers.keras_models.weights import params_of
from lstm_helpers.maths.watcher import ConvParams, Eye, Watcher, check_eye, check_watcher

KINDS = ("mean", "dense", "LSTM", "ConvLSTM")
"""What is made of the frames: their mean, all their features side by side in one Dense layer, an LSTM, a ConvLSTM."""


def eye(features=48, *, channels=(8, 16)):
    """Return a Keras model that looks at a frame: (B, SIDE, SIDE) of grey levels 0 to 255 -> (B, features).

    Two convolutions with kernels of 3 × 3, each followed by the largest of every 2 × 2, and a dense layer.

    Parameters
    ----------
    features : int
        D.
    channels : (int, int)
        Feature maps of the two convolutions.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    D = as_count("features", features, 1, 4096)
    maps = [as_count("channels", n, 1, 512) for n in as_sequence("channels", channels, "two numbers, e.g. (8, 16)")]
    if len(maps) != 2:
        raise ValueError(f"channels holds {len(maps)} numbers: expected two, one for each convolution.")
    layers = [keras.Input((SIDE, SIDE), dtype="uint8"), keras.layers.Rescaling(1 / 255)]
    layers.append(keras.layers.Reshape((SIDE, SIDE, 1)))
    for n, name in zip(maps, ("first", "second"), strict=True):
        layers += [keras.layers.Conv2D(n, 3, padding="same", activation="relu", name=name), keras.layers.MaxPooling2D()]
    layers += [keras.layers.Flatten(), keras.layers.Dense(D, activation="relu", name="dense")]
    return keras.Sequential(layers, name="eye")


def film_model(kind, T=12, *, units=48):
    """Return a Keras model that watches films: (B, T, SIDE, SIDE) -> [motion (B, 8), digit (B, 10)], as logits.

    Parameters
    ----------
    kind : {"mean", "dense", "LSTM", "ConvLSTM"}
        Of `KINDS`. With T = 1 the mean is that of a single frame.
    T : int
        Frames.
    units : int
        Features of a frame, and of what the two readouts read.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    kind, T, H = as_choice("kind", kind, KINDS), as_count("T", T, 1, 1000), as_count("units", units, 1, 4096)
    films = keras.Input((T, SIDE, SIDE), dtype="uint8", name="films")
    read = {"mean": _mean, "dense": _all_at_once, "LSTM": _in_order, "ConvLSTM": _maps_in_order}[kind](films, H)
    heads = [keras.layers.Dense(n, name=name)(read) for n, name in ((len(MOTIONS), "motion"), (len(DIGITS), "digit"))]
    return keras.Model(films, heads, name=f"film_{kind}")


def _mean(films, H):
    seen = eye(H)(keras.ops.mean(keras.ops.cast(films, "float32"), axis=1))  # (B, D)
    return keras.layers.Dense(H, activation="relu")(seen)


def _all_at_once(films, H):
    seen = keras.layers.TimeDistributed(eye(H))(films)  # (B, T, D)
    return keras.layers.Dense(H, activation="relu")(keras.layers.Flatten()(seen))


def _in_order(films, H):
    return keras.layers.LSTM(H, name="lstm")(keras.layers.TimeDistributed(eye(H))(films))


def _maps_in_order(films, H):
    """Frames of half the size: a ConvLSTM does four convolutions a step, and keeps its states as maps."""
    frames = keras.ops.cast(films, "float32")[..., None] / 255  # (B, T, SIDE, SIDE, 1)
    frames = keras.layers.AveragePooling3D((1, 2, 2))(frames)
    maps = keras.layers.ConvLSTM2D(8, 3, padding="same", name="conv_lstm")(frames)  # (B, SIDE/2, SIDE/2, 8)
    seen = keras.layers.Flatten()(keras.layers.MaxPooling2D()(maps))
    return keras.layers.Dense(H, activation="relu")(seen)


def still_model(model):
    """Return a Keras model that teaches an `eye` single frames: (B, SIDE, SIDE) -> [digit (B, 10), where (B, 5)].

    ``where`` is what `still_targets` gives: place, size and tilt. Raises ``TypeError`` for anything but a model.
    """
    model = as_model(model)
    seen = model.outputs[0]
    return keras.Model(
        model.inputs[0], [keras.layers.Dense(n, name=name)(seen) for n, name in ((len(DIGITS), "digit"), (5, "where"))]
    )


def watcher_of(model):
    """Return (`Eye`, `Watcher`) with the weights of a `film_model` of the kind "LSTM": NumPy computes the same to 1e-5.

    Raises ``TypeError`` or ``ValueError`` for any other model.
    """
    model = as_model(model)
    names = {layer.name for layer in model.layers}
    if model.name != "film_LSTM" or not {"lstm", "motion", "digit"} <= names:
        raise ValueError('model is no watcher with an LSTM: expected one of keras_models.film_model("LSTM").')
    timed = next(layer for layer in model.layers if isinstance(layer, keras.layers.TimeDistributed))
    parts = (params_of(model.get_layer(name)) for name in ("lstm", "motion", "digit"))
    return eye_of(timed.layer), check_watcher(Watcher(*parts), "model")


def eye_of(model):
    """Return the `Eye` with the weights of a Keras model of `eye`, or of `still_model`.

    Raises ``TypeError`` or ``ValueError`` for any other model.
    """
    model = as_model(model)
    found = {layer.name: layer for layer in model.layers if layer.name in ("first", "second", "dense")}
    if len(found) < 3:
        raise ValueError("model is no eye: expected a model of keras_models.eye().")
    convs = (ConvParams(*map(to_numpy, found[name].get_weights())) for name in ("first", "second"))
    return check_eye(Eye(*convs, params_of(found["dense"])), "model")


def still_targets(found):
    """Return (frames (N·T, SIDE, SIDE), digit (N·T,), where (N·T, 5)) of `Films`, frame by frame, for `still_model`.

    ``where`` is the place, in units of four pixels, twice the logarithm of the size over 11 pixels, and the sine
    and cosine of the tilt: all of about the same spread. Raises ``TypeError`` for anything but `Films`.
    """
    if not isinstance(found, Films):
        raise TypeError(f"found is {type(found).__name__}: expected Films, e.g. films.films(5, rng).")
    N, T = found.size.shape
    shape = np.stack([2 * np.log(found.size / 11), np.sin(found.tilt), np.cos(found.tilt)], axis=-1)  # (N, T, 3)
    where = np.concatenate([found.place / 4, shape], axis=-1)
    return found.frames.reshape(N * T, SIDE, SIDE), np.repeat(found.digit, T), where.reshape(N * T, 5)
