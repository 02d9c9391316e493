"""Train a composer on whole tunes, each in a key drawn anew: a melody in another key is one more.

The arithmetic is that of `lstm_helpers.maths.composer`, fused. Tunes of a batch are padded at their ends, where no loss
is taken; what is read there comes too late to change anything that counts.
"""

import numpy as np

from lstm_helpers.arrays import as_count, as_flag, as_number, as_rng, as_sequence
from lstm_helpers.maths import fused
from lstm_helpers.maths.cells import DenseParams, dense
from lstm_helpers.maths.composer import Composer, check_composer, classes_of, inputs_of
from lstm_helpers.maths.note_grams import DOWN, UP
from lstm_helpers.training.callbacks import check_listeners
from lstm_helpers.training.models import dropout
from lstm_helpers.training.optimizers import Adam, check_optimizer
from lstm_helpers.training.run import check_schedule
from lstm_helpers.training.strips import warm_up_then_cosine
from lstm_helpers.training.trees import arrays_of, flatten
from lstm_helpers.training.updates import run_updates


def fit_composer(
    composer,
    tunes,
    *,
    rng,
    updates,
    transpose=True,
    batch=32,
    optimizer=None,
    schedule=warm_up_then_cosine,
    clip=1.0,
    dropout_rate=0.3,
    callbacks=(),
    progress=True,
):
    """Train a `Composer` to expect each note of the tunes; return (composer, history).

    Parameters
    ----------
    composer : Composer
        Left as it is; what is trained is a copy in float32.
    tunes : sequence of Tune
        With pitches and lengths that the composer knows.
    rng : numpy.random.Generator
    updates : int
    transpose : bool
        Move each tune, whenever it is read, into a key drawn from the twelve, as far as the pitches allow. The
        composer's pitches must then be semitones without a gap.
    batch : int
        Tunes side by side; no more than there are.
    optimizer : SGD, Momentum, RMSprop or Adam
        ``Adam(4e-3)`` by default.
    schedule, clip, callbacks, progress
        As for `training.fit_strips`.
    dropout_rate : float
        The share of the units that the readouts do not see.

    Returns
    -------
    composer : Composer
    history : History
        ``batch_loss`` in nats per note, pitch and length together.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected. Numbers that are no longer finite end the training.
    """
    composer, rng, updates = check_composer(composer), as_rng("rng", rng), as_count("updates", updates)
    transpose, clip = as_flag("transpose", transpose), as_number("clip", clip, "a number above 0", above=0)
    read = _read(composer, tunes, transpose)
    batch = min(as_count("batch", batch), len(read))
    optimizer, schedule = check_optimizer(Adam(4e-3) if optimizer is None else optimizer), check_schedule(schedule)
    dropout_rate = as_number("dropout_rate", dropout_rate, "the share to leave out, 0 to below 1", least=0, below=1)
    callbacks, progress = check_listeners(callbacks, progress)
    w, weights = flatten(composer[:3])
    w, weights = flatten([type(part)(*(a.astype(np.float32) for a in part)) for part in weights])
    trained, dw, waiting = Composer(*weights, *composer[3:]), np.empty_like(w), []

    def one():
        if len(waiting) < batch:
            waiting[:] = rng.permutation(len(read))
        x, y, counts = _batch(composer, [read[waiting.pop()] for _ in range(batch)], rng)
        loss, gradients = loss_and_gradients_of(trained, x, y, counts, dropout_rate, rng)
        np.concatenate([array.ravel() for array in arrays_of(gradients)], out=dw)  # (all weights,)
        return loss, dw, batch

    how = {"optimizer": optimizer, "schedule": schedule, "clip": clip, "callbacks": callbacks, "progress": progress}
    return trained, run_updates(trained, w, weights[:1], batch, one, updates, **how)


def loss_and_gradients_of(composer, x, y, counts, dropout_rate, rng):
    """Return (nats per note, gradients of the three parts): what `fit_composer` does once it has checked.

    ``x`` (B, T, D), ``y`` (B, T, 2) classes of pitch and length, ``counts`` (B, T), 1 where there is a note.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # seen in the loss
        trace = fused.forward(composer.lstm, x)
    h, factor = dropout(trace.outputs, dropout_rate, rng) if dropout_rate else (trace.outputs, None)
    flat, share = h.reshape(-1, h.shape[-1]), (counts / counts.sum()).reshape(-1, 1)  # (B·T, H), (B·T, 1)
    loss, dh, heads = 0.0, np.zeros_like(flat), []
    for head, right in zip((composer.pitch, composer.length), y.reshape(-1, 2).T, strict=True):  # (2, B·T)
        nats, d_logits = _cross_entropy(dense(head, flat), right[:, None], share)
        heads.append(DenseParams(flat.T @ d_logits, d_logits.sum(axis=0)))
        loss, dh = loss + nats, dh + d_logits @ head.W.T
    dh = dh.reshape(h.shape) if factor is None else dh.reshape(h.shape) * factor  # (B, T, H)
    return loss, (fused.unwind(trace, dh, inputs=False).params, *heads)


def _cross_entropy(logits, right, share):
    """(the weighted mean of −log p of the right classes, its gradient): shares (N, 1) sum to 1."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    at = np.take_along_axis(p, right, axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        loss = -float(np.sum(share * np.log(at)))
    if not np.isfinite(loss):
        raise FloatingPointError("the loss is no longer finite (try a smaller rate)")
    np.put_along_axis(p, right, at - 1, axis=-1)
    return loss, (p * share).astype(logits.dtype)


def _read(composer, tunes, transpose):
    """For each tune its rows (N, D), its classes (N, 2), and by how many semitones it may be moved."""
    pitches, read = np.array(composer.pitches), []
    if transpose and (np.diff(pitches) != 1).any():
        raise ValueError("composer.pitches have gaps: expected semitones in a row, or transpose=False.")
    tunes = as_sequence("tunes", tunes, "tunes, e.g. data.tunes.chorales()")
    if not tunes:
        raise ValueError("tunes is empty: expected one tune or more.")
    for n, tune in enumerate(tunes):
        try:
            x, y = inputs_of(composer, tune)[:-1].astype(np.float32), classes_of(composer, tune)
        except (TypeError, ValueError) as error:
            raise type(error)(f"tunes[{n}] cannot be read: {error}") from None
        if not len(y):
            raise ValueError(f"tunes[{n}] has no notes: expected one or more.")
        low, high = max(DOWN, -int(y[:, 0].min())), min(UP, len(pitches) - 1 - int(y[:, 0].max()))
        read.append((x, y, np.arange(low, high + 1) if transpose else np.zeros(1, int)))
    return read


def _batch(composer, read, rng):
    """(x (B, T, D), y (B, T, 2), counts (B, T)) of tunes, each moved by a number of semitones drawn from its own."""
    P, T = len(composer.pitches), max(len(y) for _, y, _ in read)
    x = np.zeros((len(read), T, read[0][0].shape[1]), np.float32)
    y, counts = np.zeros((len(read), T, 2), int), np.zeros((len(read), T), np.float32)
    for row, (rows, classes, moves) in enumerate(read):
        move, n = int(rng.choice(moves)), len(classes)
        x[row, :n] = rows
        x[row, :n, :P] = np.roll(rows[:, :P], move, axis=1)
        y[row, :n], counts[row, :n] = classes + np.array([move, 0]), 1
    return x, y, counts
