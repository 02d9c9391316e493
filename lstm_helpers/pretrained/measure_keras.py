"""Measure with Keras, over five seeds, what lessons 10 and 11 compare and could not train while a reader waits.

    python -m lstm_helpers.pretrained.measure_keras            about eleven minutes on one core

`keras_scores.json` holds the errors of one layer and of two on the sine, and the F1 of readers that put spaces back
into a text: forward, backward and both ways, and both ways with each of the four merge modes. The recipes are those of
the two lessons, whose own seed is 0; the text is the reference of the Python that runs this.
"""

import json
import platform
from time import process_time

import numpy as np

from lstm_helpers.data import tasks, text
from lstm_helpers.pretrained import FOLDER, JOINS, SEEDS, STACKS, WAYS

LENGTH, TRAIN, SINE_TRAIN = 60, 0.8, 791
"""Letters a piece; the share of the words to learn from; the windows of the sine to learn from."""


def sine_error(name, seed, epochs=60):
    """Return the test error on the source's sine of one of `STACKS`."""
    x, y = (array.astype("float32") for array in tasks.sine_windows())
    keras, made = _builders(seed)
    model = {
        "single": lambda: made.single(50, 10, 1),
        "stacked": lambda: made.stacked([50, 50], 10, 1),
        "with dropout": lambda: made.stacked([50, 50], 10, 1, dropout=0.2),
    }[name]()
    rate = keras.optimizers.schedules.CosineDecay(1e-2, epochs * 25)
    model.compile(keras.optimizers.Adam(rate), "mse", steps_per_execution=25)
    model.fit(x[:SINE_TRAIN], y[:SINE_TRAIN], epochs=epochs, batch_size=32, verbose=0)
    return float(model.evaluate(x[SINE_TRAIN:], y[SINE_TRAIN:], verbose=0))


def letters_and_ends():
    """Return ((x, y) to learn from, (x, y) unseen): pieces of 60 letters, one-hot, and 1 where a word ends."""
    words = text.words(text.real_text()).split()
    cut = int(TRAIN * len(words))
    return _pieces(words[:cut]), _pieces(words[cut:])


def _pieces(words):
    """Return x (N, 60, 27) and y (N, 60, 1), in float32."""
    letters, ends = text.remove_spaces(" ".join(words))
    pieces = text.windows(letters, LENGTH)
    y = ends[: len(pieces) * LENGTH].reshape(len(pieces), LENGTH, 1)
    return text.Alphabet(text.LETTERS).one_hot(pieces).astype("float32"), y.astype("float32")


def reader_score(way, seed, epochs=8, merge_mode="concat"):
    """Return the F1 on unseen text of a reader that goes one of the `WAYS`."""
    (x, y), (x_unseen, truth) = letters_and_ends()
    keras, made = _builders(seed)
    D, flip = x.shape[-1], -1 if way == "backward" else 1
    if way == "both":
        model = made.bidirectional(42, None, D, every_step=True, merge_mode=merge_mode)
    else:
        lstm = keras.layers.LSTM(64, return_sequences=True, go_backwards=way == "backward")
        model = keras.Sequential([keras.Input((None, D)), lstm, keras.layers.Dense(1)])
    rate = keras.optimizers.schedules.CosineDecay(1e-2, epochs * int(np.ceil(len(x) / 32)))
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(rate), loss, steps_per_execution=5)
    model.fit(x, y[:, ::flip], batch_size=32, epochs=epochs, verbose=0)
    return f1(np.array(model(x_unseen))[:, ::flip] > 0, truth > 0.5)


def f1(said, truth):
    """Return twice the agreed word ends, over the claimed and the true ones: two arrays of bool of one shape.

    >>> f1(np.array([True, True, False]), np.array([True, False, False])).__round__(3)
    0.667
    """
    return float(2 * np.sum(said & truth) / (said.sum() + truth.sum()))


def _builders(seed):
    """Keras, without what was trained before, and the course's models; all that is drawn follows from the seed."""
    from lstm_helpers import keras_models

    keras_models.keras.backend.clear_session()
    keras_models.forget()
    keras_models.keras.utils.set_random_seed(seed)
    return keras_models.keras, keras_models


def over_seeds(name, measure, digits):
    """Return what ``measure(seed)`` gives for each seed, rounded to so many significant digits, and print it."""
    found = [float(f"{measure(seed):.{digits}g}") for seed in SEEDS]
    print(name, found, flush=True)
    return found


def main():
    """Measure everything, and write the file."""
    begun = process_time()
    found = {
        "sine": {name: over_seeds(name, lambda seed, name=name: sine_error(name, seed), 2) for name in STACKS},
        "readers": {way: over_seeds(way, lambda seed, way=way: reader_score(way, seed), 3) for way in WAYS},
        "joins": {
            str(epochs): {
                mode: over_seeds(mode, lambda seed, n=epochs, mode=mode: reader_score("both", seed, n, mode), 3)
                for mode in JOINS
            }
            for epochs in (2, 8)
        },
    }
    found |= {"python": platform.python_version(), "cpu_seconds": round(process_time() - begun)}
    (FOLDER / "keras_scores.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
