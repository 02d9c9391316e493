"""Keras, imported without the start-up lines of TensorFlow, and what is asked of models and their inputs.

Those lines change from machine to machine. They are kept from standard error, so that a notebook stores none of them.
"""

import contextlib
import os
import sys

import numpy as np

from lstm_helpers.arrays import as_floats


@contextlib.contextmanager
def _quiet_start():
    """Send what C++ code writes to file descriptor 2 nowhere: such lines come before TensorFlow reads its settings."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # this process has no standard error
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextlib.contextmanager
def _without(name):
    """Hide a module that was not imported yet: Keras wraps scikit-learn where it finds it, for 60 MB and a second."""
    hidden = name not in sys.modules
    if hidden:
        sys.modules[name] = None
    try:
        yield
    finally:
        if hidden:
            del sys.modules[name]


with _quiet_start(), _without("sklearn"):
    import keras

    keras.ops.zeros(1)  # the first operation says which devices there are


def as_model(model):
    """Return ``model``; ``TypeError`` when it is no Keras model."""
    if not isinstance(model, keras.Model):
        raise TypeError(f"model is {kind(model)}: expected a Keras model, e.g. keras.Sequential([...]).")
    return model


def check_x(model, x):
    """The model's input as Keras wants it; the commonest mistakes get a sentence before Keras gives a page."""
    shapes = [tuple(tensor.shape) for tensor in model.inputs] if getattr(model, "inputs", None) else [None]
    if isinstance(x, dict) or (isinstance(x, (list, tuple)) and len(shapes) > 1):
        return x
    if len(shapes) > 1:
        raise ValueError(f"x is one array, and the model has {len(shapes)} inputs: pass a list with one array each.")
    shape = shapes[0] or (None, None, None)
    axes = ("batch", "time", "features") if len(shape) == 3 else ("batch", "time")
    if len(shape) not in (2, 3):
        return np.asarray(x)
    sizes = {axis: size for axis, size in zip(axes, shape, strict=True) if size is not None}
    array = as_floats("x", x, axes, sizes=sizes, hint="For a single sequence use x[None].")
    dtype = model.inputs[0].dtype if getattr(model, "inputs", None) else None
    return keras.ops.convert_to_tensor(array, dtype)


def is_lstm(layer):
    """Is this a layer of LSTM cells?"""
    return isinstance(layer, keras.layers.RNN) and isinstance(layer.cell, keras.layers.LSTMCell)


def is_bidirectional(layer):
    """Is this a Bidirectional layer of LSTM cells?"""
    return isinstance(layer, keras.layers.Bidirectional) and is_lstm(layer.forward_layer)


def to_numpy(tensor):
    """Return a tensor or variable as an array."""
    return np.array(tensor.numpy() if isinstance(tensor, keras.Variable) else keras.ops.convert_to_numpy(tensor))


def kind(value):
    """Return the name of a value's type."""
    return type(value).__name__
