"""Write the files beside this one, as Keras 2 writes them, with what its models answered: ``pip install tf_keras``.

They are stored, since the tests' environment has Keras 3 alone.
"""

import os
from pathlib import Path

os.environ["TF_USE_LEGACY_KERAS"] = "1"

import numpy as np
import tf_keras as keras

HERE, L, RNG = Path(__file__).parent, keras.layers, np.random.default_rng(0)
X = RNG.standard_normal((2, 6, 3)).astype(np.float32)
WORDS = RNG.integers(1, 9, (2, 7))


def encoder_and_decoder():
    source, target = keras.Input((6, 3), name="source"), keras.Input((6, 3), name="target")
    _, h, c = L.LSTM(4, return_state=True, name="encoder")(source)
    out = L.LSTM(4, return_sequences=True, name="decoder")(target, initial_state=[h, c])
    return keras.Model([source, target], L.TimeDistributed(L.Dense(2))(out))


def stack(*layers):
    return keras.Sequential([keras.Input((6, 3)), *layers])


def words():
    layers = [L.Embedding(9, 3, input_length=7, mask_zero=True), L.Bidirectional(L.LSTM(4)), L.Dense(1)]
    return keras.Sequential(layers)


MODELS = {
    "stack": (stack(L.LSTM(4, return_sequences=True), L.LSTM(3), L.Dense(2, "softmax")), X),
    "words": (words(), WORDS),
    "before": (stack(L.GRU(4, reset_after=False), L.BatchNormalization(), L.Dense(1)), X),
    "two_inputs": (encoder_and_decoder(), [X, X[:, ::-1]]),
}

answers = {}
for name, (model, x) in MODELS.items():
    for weight in model.weights:
        if len(weight.shape) == 1:
            weight.assign(np.abs(RNG.standard_normal(weight.shape)))
    answers[name] = model.predict(x, verbose=0)
    model.save(HERE / f"{name}.h5")
    model.save(HERE / f"{name}.keras")
MODELS["stack"][0].save_weights(HERE / "stack_weights.h5")
MODELS["stack"][0].save_weights(HERE / "stack.weights.h5")
np.savez(HERE / "answers.npz", X=X, WORDS=WORDS, **answers)
