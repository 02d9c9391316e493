"""Train the adding problem with every setting of a table, five seeds each, and store what came of it.

    python -m lstm_helpers.pretrained.measure_landscape            some nine minutes on one core
    python -m lstm_helpers.pretrained.measure_landscape --check    trains ten entries again, and compares

Every result is appended to a file at once, and what stands there is not trained again: stop it when you like. The
file lies in the folder for temporary files; ``--into FILE`` names another.
"""

import argparse
import itertools
import tempfile
from functools import partial
from pathlib import Path

import numpy as np

from lstm_helpers.data import tasks
from lstm_helpers.maths.cells import init_chrono
from lstm_helpers.pretrained import FOLDER
from lstm_helpers.pretrained.resumable import measured
from lstm_helpers.training import fit, init_model, predict
from lstm_helpers.training.optimizers import Adam, cosine_decay

RATES = tuple(float(f"{10.0**power:.3g}") for power in np.arange(-3.5, 0.1, 0.25))
UNITS = (4, 8, 16, 32, 64)
CLIPS = (0.1, 1.0, 10.0)
SEEDS = 5
T, EPOCHS, STEPS, BATCH = 50, 12, 25, 32
SETS, SIZE, UNSEEN = 16, 64, 1024
"""Validation sets, sequences in each, and sequences in the test set; all trainings are judged on the same."""
FACTOR = 2.0
"""The tolerance: on another processor nine of ten test errors come out within this factor of what is stored."""
FILE = FOLDER / "landscape.npz"
TASK = partial(tasks.adding, T=T)


def judged_on():
    """Return (x, y) of all sequences that judge: the `SETS` validation sets one after the other, then the test set."""
    return TASK(SETS * SIZE + UNSEEN, np.random.default_rng(2012))


def measure(rate, units, clip, seed):
    """Return what one training comes to: a dict of the mean squared errors ``validation`` (`SETS`), ``test``, ``loss``.

    ``loss`` is that of training, its mean over each of the `EPOCHS`.
    """
    rng = np.random.default_rng(seed)
    fresh = init_model(2, units, 1, rng, cell=init_chrono, longest=T)
    how = {"optimizer": Adam(rate), "schedule": cosine_decay, "epochs": EPOCHS, "steps": STEPS, "batch_size": BATCH}
    model, history = fit(fresh, TASK, rng=rng, clip=clip, progress=False, **how)
    x, y = judged_on()
    squared = np.minimum((predict(model, x) - y)[:, 0].astype(float) ** 2, 1e6)
    loss = [*history.loss, *[history.loss[-1] if history.loss else 1e6] * (EPOCHS - len(history.loss))]
    return {
        "validation": squared[: SETS * SIZE].reshape(SETS, SIZE).mean(axis=1).tolist(),
        "test": float(squared[SETS * SIZE :].mean()),
        "loss": loss,
    }


def entries():
    """Return every (rate, units, clip, seed), in the order of the stored arrays."""
    return list(itertools.product(RATES, UNITS, CLIPS, range(SEEDS)))


def save(done, path=FILE):
    """Write what all entries came to as float32 arrays of the table's shape."""
    shape = (len(RATES), len(UNITS), len(CLIPS), SEEDS)
    arrays = {
        name: np.array([done[entry][name] for entry in entries()], np.float32).reshape(*shape, *width)
        for name, width in (("validation", (SETS,)), ("test", ()), ("loss", (EPOCHS,)), ("cpu_seconds", ()))
    }
    np.savez_compressed(path, rates=RATES, units=UNITS, clips=CLIPS, **arrays)


def check(count=10, seed=0):
    """Train ``count`` drawn entries again; return [(entry, stored test error, test error now)]."""
    with np.load(FILE, allow_pickle=False) as file:
        stored = file["test"].ravel()
    drawn = np.random.default_rng(seed).choice(stored.size, count, replace=False)
    return [(entries()[n], float(stored[n]), measure(*entries()[n])["test"]) for n in drawn]


def main():
    """Train, or check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--into", type=Path, default=Path(tempfile.gettempdir()) / "landscape.jsonl")
    arguments = parser.parse_args()
    if not arguments.check:
        save(measured(arguments.into, entries(), measure))
        return
    for entry, before, now in check():
        print(*entry, f"stored {before:.3g}, now {now:.3g}, factor {max(now / before, before / now):.3f}")


if __name__ == "__main__":
    main()
