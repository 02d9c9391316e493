"""What of a Keras model that was built as an answer is compared: what it computes, with weights that are given to it.

How it is built is told where it computes something else, and judged nowhere: a recurrent layer round a cell is an LSTM
layer, and a layer that takes the last step does what return_sequences=False does.
"""

import numpy as np

from lstm_helpers.exercises.compare import Odd

TOLD = {  # of a layer, what is said of it unless it has this value
    "units": None,
    "return_sequences": False,
    "go_backwards": False,
    "stateful": False,
    "merge_mode": "concat",
    "rate": None,
    "dropout": 0,
    "recurrent_dropout": 0,
    "use_bias": True,
    "activation": None,
    "recurrent_activation": "sigmoid",
}
STEPS = 7  # where the number of steps is open


def look_at(model):
    """What of a Keras model is compared; raises `Odd` where there is none, or one that is not ready."""
    from lstm_helpers.keras_models import keras

    if not isinstance(model, keras.Model):
        raise Odd(f"You returned {type(model).__name__}; a Keras model is asked for, such as keras.Sequential([...]).")
    if not model.built:
        raise Odd("You left out keras.Input; without it the model does not know the shape of what it reads.")
    layers = [layer for layer in model.layers if type(layer).__name__ != "InputLayer"]
    return {
        "layers": " → ".join(map(_said, layers)),
        "input shape": str(model.input_shape),
        "output shape": str(model.output_shape),
        "parameters": model.count_params(),
        "dropout": _dropout(layers),
        "answers": _answers(model),
    }


def _inner(layer):
    """The layer that a wrapper holds, or the cell of a recurrent layer that has it from outside."""
    for name in ("forward_layer", "layer", "cell"):
        inner = getattr(layer, name, None)
        if inner is not None and type(layer).__name__ in ("Bidirectional", "TimeDistributed", "RNN"):
            return inner
    return layer


def _said(layer):
    """A layer in words: its type, and what of it is not as usual."""
    inner = _inner(layer)
    words = [type(layer).__name__] + [type(inner).__name__] * (inner is not layer)
    usual = "linear" if type(inner).__name__ == "Dense" else "tanh"
    for name, value in TOLD.items():
        found = getattr(layer, name, None) if hasattr(layer, name) else getattr(inner, name, None)
        found = getattr(found, "__name__", found)
        if found is not None and found != (value if name != "activation" else usual):
            words.append(f"{name}={found}")
    return " ".join(words)


def _dropout(layers):
    """What is left out at random while training, and behind how many recurrent layers."""
    found, below = [], 0
    for layer in layers:
        inner = _inner(_inner(layer))
        below += hasattr(inner, "recurrent_activation") or hasattr(layer, "return_sequences")
        for name in ("rate", "dropout", "recurrent_dropout", "stddev"):
            if value := getattr(inner, name, None):
                found.append(f"{name} {value:g} behind {below}")
    return ", ".join(found) or "none"


def _answers(model):
    """What the model answers to an input, when its weights hold numbers drawn by their shapes alone."""
    weights = [0.5 * np.random.default_rng(n).standard_normal(w.shape) for n, w in enumerate(model.weights)]
    model.set_weights(weights)
    shape = [2, *(STEPS if n is None else n for n in model.input_shape[1:])]
    answer = model(np.random.default_rng(0).standard_normal(shape).astype("float32"), training=False)
    return np.array(answer, dtype="float32")
