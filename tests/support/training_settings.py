"""Two trainings to stop, resume and listen to, and what of their results must agree to the bit."""

from functools import partial

import numpy as np

from lstm_helpers.data import tasks
from lstm_helpers.training import fit, init_model
from lstm_helpers.training.optimizers import Adam, Momentum, cosine_decay
from lstm_helpers.training.trees import arrays_of

ADDING = partial(tasks.adding, T=8)


def fresh_setting(**options):
    """A fit of fresh sequences, 3 epochs of 7 batches, ready to be called."""
    model = init_model(2, 4, 1, np.random.default_rng(0))
    validation = ADDING(20, np.random.default_rng(1))
    return partial(
        fit,
        model,
        ADDING,
        epochs=3,
        steps=7,
        batch_size=5,
        optimizer=Adam(0.01),
        clip=1.0,
        validation=validation,
        schedule=cosine_decay,
        **options,
    )


def stored_setting(**options):
    """A fit of stored sequences, 3 epochs of 4 batches, the last one smaller."""
    rng = np.random.default_rng(2)
    model = init_model(2, (4, 3), 1, rng, dtype=np.float64)
    x, y = ADDING(18, rng)
    mask = np.arange(8) < rng.integers(4, 9, (18, 1))
    return partial(
        fit, model, x, y, mask=mask, epochs=3, batch_size=5, optimizer=Momentum(0.05), dropout=0.2, l2=1e-3, **options
    )


def bits(result):
    """Everything but the seconds."""
    model, history = result
    records = [v for k, v in vars(history).items() if isinstance(v, list) and k != "seconds"]
    return [a.tobytes() for a in arrays_of(model.weights)], records, history.ended


def stop_after(n):
    """A callback that stops after its n-th batch."""
    calls = []

    def callback(state):
        calls.append(1)
        if len(calls) == n:
            state.stop()

    return callback
