"""Train the bracket readers on real text, and write their weights and their scores.

    python -m lstm_helpers.pretrained.train            both sizes, under a minute on one core

The task is solved by nearly every run. What takes care is that one can *see* how. Left to itself, training rewards a
memory that grows with every letter, since a larger one makes the answer a little surer; a small penalty on its size
(the mean square, times `PENALTY`) makes it hold level instead. A readout without a bias leaves "outside" to the memory
as well: it then takes one sign outside and the other inside. `training.fit` knows neither, so the loop is written out,
with the readable step of the course.
"""

import json
import sys
from pathlib import Path
from time import perf_counter

import numpy as np

from lstm_helpers.data import text
from lstm_helpers.maths import cells
from lstm_helpers.maths.backprop import lstm_step_backward
from lstm_helpers.maths.cells import DenseParams, LSTMParams, dense, init_chrono, init_dense
from lstm_helpers.maths.losses import sigmoid_cross_entropy
from lstm_helpers.pretrained import FOLDER, SIZES, BracketReader
from lstm_helpers.training.optimizers import Adam, cosine_decay, start, update

WINDOW, LONGEST, BATCH, EPOCHS, RATE, PENALTY = 80, 60, 32, 40, 2e-2, 1e-4
SEEDS = {2: 0, 4: 3}


def data(alphabet):
    """Return (x, y) to train on and (x, y) never trained on: x (N, 80, D), y (N, 80, 1), float32."""
    for part in text.split(text.real_text()):
        cuts = text.windows(text.flat_lines(part), WINDOW, outside=True)
        yield (
            alphabet.one_hot(cuts).astype(np.float32),
            np.stack([text.inside_brackets(cut) for cut in cuts])[..., None].astype(np.float32),
        )


def gradients(params, readout, x, y):
    """Return the gradients of cross-entropy + PENALTY · mean(c²), of the cell and of the readout."""
    B, T, _ = x.shape
    H = len(params.W_h)
    h, c = np.zeros((2, T + 1, B, H), x.dtype)
    steps = []
    for t in range(T):
        steps.append(cells.lstm_step(params, x[:, t], h[t], c[t]))
        h[t + 1], c[t + 1] = steps[t].h_t, steps[t].c_t
    shown = h[1:].swapaxes(0, 1)  # (B, T, H)
    _, d_out = sigmoid_cross_entropy(dense(readout, shown), y)
    d_readout = DenseParams(np.tensordot(shown, d_out, ((0, 1), (0, 1))), np.zeros_like(readout.b))
    from_readout, from_penalty = d_out @ readout.W.T, 2 * np.float32(PENALTY / c[1:].size) * c
    total, dh, dc = [np.zeros_like(array) for array in params], 0 * h[0], 0 * c[0]
    for t in reversed(range(T)):
        step, _, dh, dc = lstm_step_backward(
            params, x[:, t], steps[t], h[t], c[t], dh + from_readout[:, t], dc + from_penalty[t + 1]
        )
        total = [a + b for a, b in zip(total, step, strict=True)]
    return LSTMParams(*total), d_readout


def train(units, seed, epochs=EPOCHS):
    """Return a trained `BracketReader`, scored on the text it was not trained on."""
    rng, alphabet = np.random.default_rng(seed), text.Alphabet()
    (x, y), (x_test, y_test) = data(alphabet)
    weights = in_type((init_chrono(len(alphabet), units, rng, longest=LONGEST), init_dense(units, 1, rng)), np.float32)
    optimizer, batches = Adam(RATE), len(x) // BATCH
    state, total = start(optimizer, weights), epochs * batches
    for _ in range(epochs):
        for rows in np.array_split(rng.permutation(len(x)), batches):
            rate = RATE * cosine_decay(state.t / total)
            weights, state = update(optimizer, state, weights, gradients(*weights, x[rows], y[rows]), rate)
    reader = BracketReader(*in_type(weights, np.float64), alphabet, 0, {})
    return scored(reader, x_test, y_test[..., 0] > 0.5)


def scored(reader, x, inside):
    """Return the reader with its score, and with the number of the unit whose memory shows the answer best."""
    from lstm_helpers.maths import sequence

    trace = sequence.run(reader.params, x)
    wrong = int(np.sum((reader.probability(trace) > 0.5) != inside))
    c = trace.c[:, 1:]
    drift = np.hypot(c[inside].std(axis=0), c[~inside].std(axis=0))  # how far from holding level
    within, outside = c[inside].mean(axis=0), c[~inside].mean(axis=0)
    clearest = int(np.argmax(np.where(within * outside < 0, np.abs(within - outside) / drift, 0)))
    return BracketReader(
        reader.params, reader.readout, reader.alphabet, clearest, {"letters": inside.size, "wrong": wrong}
    )


def in_type(weights, dtype):
    """Return (LSTMParams, DenseParams) with arrays of another type."""
    return tuple(type(part)(*(array.astype(dtype) for array in part)) for part in weights)


def save(reader, folder=FOLDER):
    """Write a reader's weights; return the path."""
    path = Path(folder) / f"bracket_reader_{len(reader.params.W_h)}.npz"
    W_x, W_h, b = reader.params
    np.savez(
        path,
        W_x=W_x,
        W_h=W_h,
        b=b,
        readout_W=reader.readout.W,
        readout_b=reader.readout.b,
        facts=np.array(json.dumps({"clearest": reader.clearest, "score": reader.score})),
    )
    return path


def main():
    """Train both sizes; write weights and `scores.json`."""
    scores = {}
    for units in SIZES:
        begun = perf_counter()
        reader = train(units, SEEDS[units])
        save(reader)
        scores[f"bracket reader, {units} units"] = {
            **reader.score,
            "python": f"{sys.version_info.major}.{sys.version_info.minor}",
            "seed": SEEDS[units],
        }
        print(
            f"{units} units: {reader.score['wrong']} of {reader.score['letters']} letters of unseen text wrong, "
            f"clearest unit {reader.clearest}, {perf_counter() - begun:.0f} s"
        )
    (FOLDER / "scores.json").write_text(json.dumps(scores, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
