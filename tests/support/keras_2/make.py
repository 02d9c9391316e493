"""Write the files beside this one, as Keras 2 writes them, with what its models answered: ``pip install tf_keras``.

They are stored, since the tests' environment has Keras 3 alone.
"""

import os
from pathlib import Path

import numpy as np

HERE, RNG = Path(__file__).parent, np.random.default_rng(0)
X = RNG.standard_normal((2, 6, 3)).astype(np.float32)
WORDS = RNG.integers(1, 9, (2, 7))


def encoder_and_decoder(keras):
    L = keras.layers
    source, target = keras.Input((6, 3), name="source"), keras.Input((6, 3), name="target")
    _, h, c = L.LSTM(4, return_state=True, name="encoder")(source)
    out = L.LSTM(4, return_sequences=True, name="decoder")(target, initial_state=[h, c])
    return keras.Model([source, target], L.TimeDistributed(L.Dense(2))(out))


def stack(keras, *layers):
    return keras.Sequential([keras.Input((6, 3)), *layers])


def words(keras):
    L = keras.layers
    layers = [L.Embedding(9, 3, input_length=7, mask_zero=True), L.Bidirectional(L.LSTM(4)), L.Dense(1)]
    return keras.Sequential(layers)


def models(keras):
    """{name: (model, what it reads)}."""
    L = keras.layers
    before = stack(keras, L.GRU(4, reset_after=False), L.BatchNormalization(), L.Dense(1))
    return {
        "stack": (stack(keras, L.LSTM(4, return_sequences=True), L.LSTM(3), L.Dense(2, "softmax")), X),
        "words": (words(keras), WORDS),
        "before": (before, X),
        "two_inputs": (encoder_and_decoder(keras), [X, X[:, ::-1]]),
    }


def main():
    """Write every file."""
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    import tf_keras

    answers, made = {}, models(tf_keras)
    for name, (model, x) in made.items():
        for weight in model.weights:
            if len(weight.shape) == 1:
                weight.assign(np.abs(RNG.standard_normal(weight.shape)))
        answers[name] = model.predict(x, verbose=0)
        model.save(HERE / f"{name}.h5")
        model.save(HERE / f"{name}.keras")
    made["stack"][0].save_weights(HERE / "stack_weights.h5")
    made["stack"][0].save_weights(HERE / "stack.weights.h5")
    np.savez(HERE / "answers.npz", X=X, WORDS=WORDS, **answers)


if __name__ == "__main__":
    main()
