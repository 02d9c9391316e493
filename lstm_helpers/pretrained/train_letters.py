"""Train the letter model of lesson 12 on CPython's reference, and write its weights, three snapshots and its score.

    python -m lstm_helpers.pretrained.train_letters            about eight minutes on one core

Weights are stored as float16: half the size, and on unseen pages not a thousandth of a bit worse.
"""

import json
import sys
from pathlib import Path
from time import process_time

import numpy as np

from lstm_helpers.data import pages
from lstm_helpers.maths import ngrams
from lstm_helpers.pretrained import EPOCHS, FOLDER
from lstm_helpers.training import LetterModel, fit_strips, init_model, warm_up_then_cosine
from lstm_helpers.training.optimizers import Adam

UNITS, BATCH, T, UPDATES, SEED = 256, 32, 50, 6500, 0
RATE, DROPOUT, DROP_CONNECT = 4e-3, 0.4, 0.3


def train(seed=SEED, units=UNITS, updates=UPDATES, callbacks=()):
    """Return a trained `LetterModel`; ``callbacks`` as for `training.fit_strips`."""
    numbers = pages.PRINTABLE.encode(pages.split_pages()[0])
    rng, K = np.random.default_rng(seed), len(pages.PRINTABLE)
    model, _ = fit_strips(
        init_model(K, units, K, rng, every_step=True),
        numbers,
        rng=rng,
        updates=updates,
        batch=BATCH,
        T=T,
        optimizer=Adam(RATE),
        schedule=warm_up_then_cosine,
        dropout_rate=DROPOUT,
        drop_connect=DROP_CONNECT,
        callbacks=callbacks,
    )
    return LetterModel(model, pages.PRINTABLE)


def save(letters, name, facts, folder=FOLDER):
    """Write weights as float16, and what is known of them; return the path."""
    (params,), readout, _ = letters.model
    arrays = dict(zip(("W_x", "W_h", "b", "readout_W", "readout_b"), (*params, *readout), strict=True))
    path = Path(folder) / f"{name}.npz"
    halves = {key: array.astype(np.float16) for key, array in arrays.items()}
    np.savez_compressed(path, **halves, facts=np.array(json.dumps(facts)))
    return path


def main():
    """Train, and write `letter_model.npz` and its snapshots."""
    train_text, unseen = pages.split_pages()
    epoch, begun = (len(train_text) - 1) // BATCH // T, process_time()

    def facts(letters, n):
        return {
            "updates": n,
            "seed": SEED,
            "text": pages.digest(train_text),
            "python": f"{sys.version_info.major}.{sys.version_info.minor}",
            "bits_on_unseen_pages": round(ngrams.bits(letters.of_next("".join(unseen.values()))), 3),
        }

    def snapshot(progress):
        if (n := progress.batch) in [epoch * count for count in EPOCHS]:
            letters = LetterModel(progress.model, pages.PRINTABLE)
            print(save(letters, f"letter_model_epoch_{n // epoch}", facts(letters, n)).name, facts(letters, n))

    letters = train(callbacks=[snapshot])
    at_the_end = {"cpu_seconds": round(process_time() - begun), **facts(letters, UPDATES)}
    print(save(letters, "letter_model", at_the_end).name, at_the_end)


if __name__ == "__main__":
    main()
