"""Train on one long sequence: cut it into strips that are read side by side, and carry each strip's state on.

Back-propagation through time is cut after ``T`` steps (truncated BPTT, Williams & Peng 1990), while the state goes on
from batch to batch: what a strip's memory holds may be much older than the gradient ever reaches.
"""

import numpy as np

from lstm_helpers.arrays import as_count, as_flag, as_number, as_rng
from lstm_helpers.maths import fused
from lstm_helpers.maths.cells import DenseParams, LSTMParams, dense
from lstm_helpers.maths.ngrams import check_classes
from lstm_helpers.training.callbacks import check_listeners
from lstm_helpers.training.models import Model, check_model, dropout
from lstm_helpers.training.optimizers import Adam, check_optimizer, check_precision, constant
from lstm_helpers.training.run import check_schedule
from lstm_helpers.training.trees import arrays_of, flatten
from lstm_helpers.training.updates import run_updates


def strips(numbers, batch, T, offset=0):
    """Yield (x, y) of an epoch: class numbers (batch, T) and those that follow each of them, (batch, T).

    Row n of every batch goes on where row n of the batch before ended, so that a state can be carried over. What does
    not fill a last batch is dropped.

    Parameters
    ----------
    numbers : array_like (N,) of int
        The sequence, e.g. ``Alphabet.encode(text)``.
    batch, T : int
        Strips side by side, and steps read at once.
    offset : int
        Where the first strip begins; another one in each epoch shows the network other beginnings.

    Raises
    ------
    ValueError
        The sequence is too short for one batch.

    Examples
    --------
    >>> [x.tolist() for x, y in strips(range(9), batch=2, T=2)]
    [[[0, 1], [4, 5]], [[2, 3], [6, 7]]]
    """
    numbers = check_classes("numbers", numbers)
    batch, T, offset = as_count("batch", batch), as_count("T", T), as_count("offset", offset, least=0)
    length = (len(numbers) - offset - 1) // batch // T * T
    if length < T:
        raise ValueError(f"numbers holds {len(numbers)}: too few for {batch} strips of {T} steps and the step after.")
    rows = offset + length * np.arange(batch)[:, None]  # (batch, 1)
    for t in range(0, length, T):
        at = rows + np.arange(t, t + T)  # (batch, T)
        yield numbers[at], numbers[at + 1]


def fit_strips(
    model,
    numbers,
    *,
    rng,
    updates,
    batch=32,
    T=50,
    optimizer=None,
    schedule=constant,
    clip=1.0,
    dropout_rate=0.0,
    drop_connect=0.0,
    carry=True,
    callbacks=(),
    progress=True,
):
    """Train a model of one LSTM layer to predict the next class of one long sequence; return (model, history).

    Parameters
    ----------
    model : Model
        One LSTM layer, a readout of every step; as many inputs and outputs as there are classes.
    numbers : array_like (N,) of int
        The classes in their order.
    rng : numpy.random.Generator
    updates : int
        Optimizer steps; the sequence is read again, from another offset, as often as they need.
    batch, T : int
        Strips side by side, and steps through which the gradient goes back.
    optimizer : SGD, Momentum, RMSprop or Adam
        ``Adam()`` by default.
    schedule : callable
        Share of the rate when a share 0…1 of the training is done.
    clip : float
        The largest norm that all gradients together may have.
    dropout_rate : float
        The share of the layer's outputs that the readout does not see.
    drop_connect : float
        The share of the entries of ``W_h`` that is left out for a whole batch (Wan et al. 2013; Merity et al. 2018).
    carry : bool
        Begin each batch with the state in which the batch before ended; otherwise with zeros.
    callbacks : sequence
        As for `training.fit`: functions that are called with a `Progress` after each update, or objects.
    progress : bool, or a callback
        As for `training.fit`.

    Returns
    -------
    model : Model
    history : History
        ``batch_loss`` in nats per class, ``batch_grad_norm``, ``batch_rate``.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected. Numbers that are no longer finite end the training, which
        returns what it had learned before.
    """
    model, D = check_reader(model)
    rng, updates, clip = as_rng("rng", rng), as_count("updates", updates), as_number("clip", clip, above=0)
    optimizer, schedule = check_optimizer(Adam() if optimizer is None else optimizer), check_schedule(schedule)
    check_precision(optimizer, model.dtype)
    numbers = check_classes("numbers", numbers, D)
    batch, T = as_count("batch", batch), as_count("T", T)
    dropout_rate, drop_connect = (
        as_number(name, share, "the share to leave out, 0 or more and less than 1", least=0, below=1)
        for name, share in (("dropout_rate", dropout_rate), ("drop_connect", drop_connect))
    )
    carry, (callbacks, progress) = as_flag("carry", carry), check_listeners(callbacks, progress)
    w, weights = flatten(model.weights)
    trained, eye = Model(*weights, True), np.eye(D, dtype=w.dtype)
    batches, ended, dw = _endless(numbers, batch, T, rng), None, np.empty_like(w)

    def one():
        nonlocal ended
        x, y, goes_on = next(batches)
        carried = ended if carry and goes_on else None
        loss, gradients, ended = _one_batch(weights, eye[x], y, carried, dropout_rate, drop_connect, rng)
        np.concatenate([array.ravel() for array in arrays_of(gradients)], out=dw)  # (all weights,)
        return loss, dw, batch

    how = {"optimizer": optimizer, "schedule": schedule, "clip": clip, "callbacks": callbacks, "progress": progress}
    return trained, run_updates(trained, w, model.layers, batch, one, updates, **how)


def _endless(numbers, batch, T, rng):
    """(x, y, whether it goes on where the batch before ended), epoch after epoch, each from another offset."""
    while True:
        for n, (x, y) in enumerate(strips(numbers, batch, T, offset=int(rng.integers(T)))):
            yield x, y, n > 0


def warm_up_then_cosine(share, warm=0.02):
    """Return the share of the learning rate: a straight rise from nearly 0 to 1, then half a cosine back to 0."""
    if share < warm:
        return (share + 1e-3) / (warm + 1e-3)
    return 0.5 * (1 + float(np.cos(np.pi * (share - warm) / (1 - warm))))


def _one_batch(weights, x, y, carried, dropout_rate, drop_connect, rng):
    """(loss, gradients like weights, the state at the end) of one batch of one-hot rows x (B, T, D)."""
    ((params,), readout), mask = weights, None
    if drop_connect:
        _, mask = dropout(params.W_h, drop_connect, rng)
        params = LSTMParams(params.W_x, params.W_h * mask, params.b)
    with np.errstate(over="ignore", invalid="ignore"):  # seen in the loss
        trace = fused.forward(params, x, *(carried or ()))
    h, factor = dropout(trace.outputs, dropout_rate, rng) if dropout_rate else (trace.outputs, None)
    loss, d_out = _cross_entropy(dense(readout, h), y)
    flat = d_out.reshape(-1, d_out.shape[-1])  # (B·T, D)
    d_readout = DenseParams(h.reshape(len(flat), -1).T @ flat, flat.sum(axis=0))  # (H, D), (D,)
    dh = d_out @ readout.W.T  # (B, T, H)
    d_params = fused.unwind(trace, dh if factor is None else dh * factor, inputs=False).params
    if mask is not None:
        d_params = LSTMParams(d_params.W_x, d_params.W_h * mask, d_params.b)
    return loss, ((d_params,), d_readout), (trace.h[:, -1], trace.c[:, -1])


def _cross_entropy(logits, y):
    """Mean of −log p of the right classes, and its gradient: softmax_cross_entropy without (B, T, K) targets."""
    top = logits.max(axis=-1, keepdims=True)
    p = np.exp(logits - top)
    total = p.sum(axis=-1, keepdims=True)
    right = np.take_along_axis(logits, y[..., None], axis=-1)
    loss = float(np.mean(np.log(total) + top - right))
    if not np.isfinite(loss):
        raise FloatingPointError("the loss is no longer finite (try a smaller rate)")
    p /= total
    at = np.take_along_axis(p, y[..., None], axis=-1) - 1
    np.put_along_axis(p, y[..., None], at, axis=-1)
    return loss, p / y.size


def check_reader(model):
    """Return (model, D), one LSTM layer that reads and answers D classes, checked; or say what it has instead."""
    model, D = check_model(model)
    if len(model.layers) != 1 or not isinstance(model.layers[0], LSTMParams) or not model.every_step:
        raise ValueError(
            "model must have one LSTM layer and every_step=True: init_model(D, H, D, rng, every_step=True)."
        )
    if len(model.readout.b) != D:
        raise ValueError(f"model reads {D} classes and answers {len(model.readout.b)}: expected as many.")
    return model, D
