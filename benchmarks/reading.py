"""How long it takes to open a Keras model, beside ``predict`` on the same sequence.

Each of the two is called once beforehand and counts by its best of five: ``predict`` is then compiled, while `read`
compiles its recorded pass anew at every call. One sequence, eight features.

Run by ``make bench``, or alone: ``python -m benchmarks.reading``.
"""

from time import perf_counter

import numpy as np

LENGTHS = (100, 500, 2000)
MODELS = {
    "two LSTMs": lambda L: [L.LSTM(64, return_sequences=True), L.LSTM(64), L.Dense(1)],
    "two LSTMs, masked": lambda L: [L.Masking(), L.LSTM(64, return_sequences=True), L.LSTM(64), L.Dense(1)],
    "both ways": lambda L: [L.Bidirectional(L.LSTM(64, return_sequences=True)), L.Dense(1)],
    "two GRUs": lambda L: [L.GRU(64, return_sequences=True), L.GRU(64), L.Dense(1)],
    "an LSTM of relu": lambda L: [L.LSTM(64, activation="relu"), L.Dense(1)],
}


def times(name, T, rounds=5):
    """Return the seconds that ``predict`` and `read` take on one sequence of T steps."""
    from lstm_helpers import keras_models

    keras = keras_models.keras
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((T, 8)), *MODELS[name](keras.layers)])
    x = 0.1 * np.random.default_rng(0).standard_normal((1, T, 8)).astype(np.float32)
    return best(lambda: model.predict(x, verbose=0), rounds), best(lambda: keras_models.read(model, x), rounds)


def best(action, rounds):
    """The shortest of several calls, in seconds, after one that does not count."""
    action()
    seconds = []
    for _ in range(rounds):
        begun = perf_counter()
        action()
        seconds.append(perf_counter() - begun)
    return min(seconds)


def main():
    """Print the table."""
    print("| model | T | predict | read | read / predict |\n|---|---:|---:|---:|---:|")
    for name in MODELS:
        for T in LENGTHS:
            predict, read = times(name, T)
            print(f"| {name} | {T} | {1000 * predict:.0f} | {1000 * read:.0f} | {read / predict:.1f} |", flush=True)


if __name__ == "__main__":
    main()
