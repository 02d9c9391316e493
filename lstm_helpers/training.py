"""Train a recurrent network: a `Model` is cells and a readout, and `fit` makes it better and keeps a `History`.

Training can be stopped at any time, by Ctrl-C, by the notebook's stop button or by a callback, and returns what was
learned so far. With a checkpoint it goes on later with the very numbers of a run that was never stopped.
"""

import json
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np

from lstm_helpers import checkpoints
from lstm_helpers.arrays import as_count, as_function, as_number, as_rng, shown
from lstm_helpers.batches import check_data, digest_of, name_of
from lstm_helpers.losses import squared_error
from lstm_helpers.models import (
    Model,
    as_dtype,
    check_model,
    check_targets,
    check_x,
    evaluate,
    init_model,
    loss_and_gradients,
    predict,
)
from lstm_helpers.optimizers import MEMORIES, Adam, arrays_of, check_optimizer, constant, flatten, rebuild, update_flat

__all__ = ["History", "Model", "Progress", "as_dtype", "evaluate", "fit", "init_model", "loss_and_gradients", "predict"]


@dataclass
class History:
    """What happened in training.

    Attributes
    ----------
    loss, val_loss, grad_norm, rate : list of float
        One entry an epoch: mean training loss, validation loss (where there is validation), mean norm of the gradient
        before clipping, last learning rate.
    seconds, sequences : list
        Seconds spent and sequences seen when the epoch ended, from the start of training.
    batch_loss, batch_grad_norm, batch_rate : list of float
        One entry a batch.
    ended : str
        Why training ended, in a sentence.
    """

    loss: list = field(default_factory=list)
    val_loss: list = field(default_factory=list)
    grad_norm: list = field(default_factory=list)
    rate: list = field(default_factory=list)
    seconds: list = field(default_factory=list)
    sequences: list = field(default_factory=list)
    batch_loss: list = field(default_factory=list)
    batch_grad_norm: list = field(default_factory=list)
    batch_rate: list = field(default_factory=list)
    ended: str = ""

    def __repr__(self):
        return f"History({len(self.loss)} epochs, {len(self.batch_loss)} batches; {self.ended})"


@dataclass
class Progress:
    """What a callback is told after a batch or an epoch; `stop` ends the training after it.

    Attributes
    ----------
    epoch, epochs, batch, batches : int
        Where training stands, counted from 1.
    loss, grad_norm, rate : float
        Of the last batch.
    sequences : int
        How many were seen.
    seconds : float
        How long it has taken.
    history : History
    model : Model
        The model as it is now. Its arrays go on changing: use `as_dtype` to keep a copy.
    """

    epochs: int
    batches: int
    history: History
    model: Model
    epoch: int = 1
    batch: int = 0
    loss: float = np.nan
    grad_norm: float = np.nan
    rate: float = np.nan
    sequences: int = 0
    seconds: float = 0.0
    stop_reason: str = ""

    def stop(self, reason="stopped by a callback"):
        """Ask the training to end after this batch, with what was learned."""
        self.stop_reason = reason


def fit(
    model,
    x,
    y=None,
    *,
    rng,
    loss=squared_error,
    optimizer=None,
    epochs=1,
    batch_size=32,
    steps=None,
    mask=None,
    schedule=constant,
    clip=None,
    l2=0.0,
    dropout=0.0,
    validation=None,
    patience=None,
    callbacks=(),
    checkpoint=None,
    checkpoint_seconds=10.0,
    progress=True,
):
    """Train a model and return (model, history); the model that was passed is left as it is.

    Parameters
    ----------
    model : Model
        Trained in its own type; LSTM layers run fused.
    x : array_like (N, T, D), or callable
        The sequences, or a task ``x(n, rng)`` that draws ``n`` fresh ones and returns (x, y) or (x, y, mask), e.g.
        ``functools.partial(tasks.adding, T=100)``.
    y : array_like, N first
        The targets; not given when ``x`` draws them.
    rng : numpy.random.Generator
        Shuffles each epoch, drops units, draws fresh sequences.
    loss : callable
        One of `lstm_helpers.losses`.
    optimizer : SGD, Momentum, RMSprop or Adam
        ``Adam()`` by default.
    epochs, batch_size : int
    steps : int
        Batches an epoch when ``x`` draws fresh ones; otherwise an epoch is once through the data.
    mask : array_like (N, T) of bool, optional
        True where a step is real.
    schedule : callable
        Which share of the learning rate is used when a share 0…1 of the training is done: `constant`,
        `cosine_decay`, … of `lstm_helpers.optimizers`.
    clip : float, optional
        The largest norm that all gradients together may have.
    l2 : float
        Adds ``l2`` times the sum of squares of all weight matrices to the loss.
    dropout : float
        The share of each layer's outputs that is dropped while training.
    validation : tuple (x, y) or (x, y, mask), optional
        Its loss is recorded after each epoch.
    patience : int, optional
        End after so many epochs without a lower validation loss, and return the model of the best epoch.
    callbacks : sequence
        Functions, called with a `Progress` after each batch, or objects with any of the methods ``on_batch``,
        ``on_epoch`` and ``on_end``.
    checkpoint : path, optional
        A ``.npz`` file, written every ``checkpoint_seconds`` and at the end. Where it exists training goes on from it,
        bit for bit as if it had never stopped.
    progress : bool, or a callback
        Draw a progress bar in a terminal. Nothing is drawn elsewhere, so a notebook stores no text. A callback, such as
        `lstm_helpers.widgets.TrainingView`, shows the progress itself.

    Returns
    -------
    model : Model
    history : History
        ``history.ended`` says why training ended.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came, what was expected and what to try.

    Examples
    --------
    >>> from lstm_helpers.tasks import delayed_recall
    >>> from lstm_helpers.losses import softmax_cross_entropy
    >>> rng = np.random.default_rng(0)
    >>> model, history = fit(init_model(5, 8, 4, rng), delayed_recall, rng=rng, loss=softmax_cross_entropy,
    ...                      steps=3)
    >>> history.ended
    'finished: 1 of 1 epochs'
    """
    if hasattr(progress, "on_batch"):
        callbacks, progress = (*callbacks, progress), False
    model, D = check_model(model)
    plan = _Plan(loss, check_optimizer(Adam() if optimizer is None else optimizer), as_count("epochs", epochs),
                 schedule, clip, l2, dropout, _check_validation(validation, D), patience)
    _check_plan(plan, model)
    data = check_data(x, y, mask, D, model.readout.W.dtype, as_count("batch_size", batch_size), steps)
    if y is not None:
        check_targets("y", model, data.x, data.y, loss, data.mask)
    callbacks, checkpoint = _check_callbacks(callbacks), _check_path(checkpoint)
    as_number("checkpoint_seconds", checkpoint_seconds, "a number of seconds, 0 or more", least=0)
    run = _begin(model, plan, as_rng("rng", rng), data)
    settings = _settings(model, plan, data, rng)
    if checkpoint is not None and checkpoint.exists():
        _resume(checkpoint, run, settings)

    def save():
        if checkpoint is not None:
            _save(checkpoint, run, settings)

    state = Progress(plan.epochs, data.batches, run.history, run.model)
    saved = perf_counter()
    with interrupts() as interrupted, _bar(plan.epochs * data.batches, run.t, progress) as advance:
        while True:
            started = perf_counter()
            if run.batch == data.batches:
                _close_epoch(run, plan, data, started)
                _tell(callbacks, "on_epoch", state, interrupted)
            run.history.ended = _why_ended(run, plan, data, state, interrupted)
            if run.history.ended:
                break
            if not _one_batch(run, plan, data, interrupted):
                continue
            run.seconds += perf_counter() - started
            _report(state, run, data)
            advance(state.loss)
            _tell(callbacks, "on_batch", state, interrupted)
            if perf_counter() - saved >= checkpoint_seconds:
                save()
                saved = perf_counter()
        save()
    if interrupted:
        print(run.history.ended)
    if plan.patience is not None and run.best_epoch:
        run.w[:] = run.best_w
    _tell(callbacks, "on_end", state, interrupted)
    return run.model, run.history


class _Plan(NamedTuple):
    """What `fit` was asked to do."""

    loss: Callable
    optimizer: NamedTuple
    epochs: int
    schedule: Callable
    clip: float | None
    l2: float
    dropout: float
    validation: tuple | None
    patience: int | None


@dataclass
class _Run:
    """Where training stands: everything that a checkpoint must hold."""

    model: Model                # views into w
    w: np.ndarray               # all parameters, (P,)
    memories: list              # the optimizer's, (P,) each
    best_w: np.ndarray
    matrices: np.ndarray        # 1 where w belongs to a matrix, 0 for biases, (P,)
    dw: np.ndarray
    work: np.ndarray
    rng: np.random.Generator
    history: History
    order: np.ndarray           # of the sequences in this epoch
    t: int = 0                  # optimizer steps taken
    epoch: int = 0              # epochs finished
    batch: int = 0              # batches finished in this epoch
    best_loss: float = np.inf
    best_epoch: int = 0
    seconds: float = 0.0
    failed: str = ""


def _begin(model, plan, rng, data):
    w, weights = flatten(model.weights)
    matrices, _ = flatten(rebuild(weights, [np.full_like(a, a.ndim > 1) for a in arrays_of(weights)]))
    memories = [np.zeros_like(w) for _ in range(MEMORIES[type(plan.optimizer)])]
    return _Run(Model(*weights, model.every_step), w, memories, w.copy(), matrices, np.empty_like(w), np.empty_like(w),
                rng, History(), np.empty(0, int))


def _one_batch(run, plan, data, interrupted):
    """Take one optimizer step and return True; or leave the run exactly as it was and return False."""
    before = run.rng.bit_generator.state
    try:
        order = data.shuffle(run.rng) if run.batch == 0 else run.order
        x, y, mask = data.draw(run.rng, order, run.batch)
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            value, gradients = loss_and_gradients(
                run.model, x, y, plan.loss, mask=mask, dropout_rate=plan.dropout, rng=run.rng
            )
            np.concatenate([array.ravel() for array in arrays_of(gradients)], out=run.dw)
            if plan.l2:
                np.multiply(run.w, run.matrices, out=run.work)
                value += plan.l2 * float(np.dot(run.work, run.w))
                run.work *= 2 * plan.l2
                run.dw += run.work
            norm = float(np.sqrt(np.dot(run.dw, run.dw)))
            if not np.isfinite(norm):
                raise FloatingPointError("the gradient is no longer finite (try a smaller rate, or clip=1.0)")
    except KeyboardInterrupt:
        interrupted.append(True)
        run.rng.bit_generator.state = before
        return False
    except FloatingPointError as error:
        run.failed = str(error)
        run.rng.bit_generator.state = before
        return False
    if plan.clip is not None and norm > plan.clip:
        run.dw *= plan.clip / norm
    rate = plan.optimizer.rate * plan.schedule(run.t / (plan.epochs * data.batches))
    run.order, run.t, run.batch = order, run.t + 1, run.batch + 1
    update_flat(plan.optimizer, run.w, run.dw, run.memories, run.t, rate, run.work)
    for record, figure in zip((run.history.batch_loss, run.history.batch_grad_norm, run.history.batch_rate),
                              (value, norm, rate), strict=True):
        record.append(float(figure))
    return True


def _close_epoch(run, plan, data, started):
    """Record the epoch that has ended, and begin the next."""
    history, n = run.history, data.batches
    if plan.validation is not None:
        x, y, mask = plan.validation
        history.val_loss.append(evaluate(run.model, x, y, plan.loss, mask=mask))
    history.loss.append(float(np.average(history.batch_loss[-n:], weights=data.sizes)))
    history.grad_norm.append(float(np.mean(history.batch_grad_norm[-n:])))
    history.rate.append(history.batch_rate[-1])
    run.epoch, run.batch = run.epoch + 1, 0
    if plan.validation is not None and history.val_loss[-1] < run.best_loss:
        run.best_loss, run.best_epoch = history.val_loss[-1], run.epoch
        run.best_w[:] = run.w
    run.seconds += perf_counter() - started
    history.seconds.append(run.seconds)
    history.sequences.append(run.epoch * sum(data.sizes))


def _why_ended(run, plan, data, state, interrupted):
    """A sentence, or "" when training goes on."""
    total = plan.epochs * data.batches
    if run.failed:
        return f"{run.failed}: ended after {run.t} of {total} batches"
    if run.epoch >= plan.epochs:
        return f"finished: {run.epoch} of {plan.epochs} epochs"
    if plan.patience is not None and run.epoch - run.best_epoch >= plan.patience:
        return f"no better for {plan.patience} epochs: ended after {run.epoch} of {plan.epochs}"
    if interrupted or state.stop_reason:
        return f"{state.stop_reason or 'stopped by you'}: kept what was learned in {run.t} of {total} batches"
    return ""


def _report(state, run, data):
    """Bring what callbacks see up to date."""
    history = run.history
    state.epoch, state.batch, state.seconds = run.epoch + 1, run.batch, run.seconds
    state.loss, state.grad_norm = history.batch_loss[-1], history.batch_grad_norm[-1]
    state.rate = history.batch_rate[-1]
    state.sequences = run.epoch * sum(data.sizes) + sum(data.sizes[: run.batch])


def _tell(callbacks, event, state, interrupted):
    """Call every callback that wants to know; Ctrl-C inside one is noted, and the others still hear."""
    for callback in callbacks:
        listen = getattr(callback, event, callback if event == "on_batch" and callable(callback) else None)
        if listen is not None:
            try:
                listen(state)
            except KeyboardInterrupt:
                interrupted.append(True)


@contextmanager
def interrupts():
    """Turn the first Ctrl-C into an entry of a list, so that no batch is cut in two; a second interrupts at once."""
    pressed = []
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        yield pressed
        return

    def note(number, frame):
        if pressed:
            usual(number, frame)
        pressed.append(True)

    signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, usual)


@contextmanager
def _bar(total, done, wanted):
    """A progress bar in a terminal that leaves no trace; elsewhere, or without tqdm, nothing."""
    if not (wanted and sys.stderr is not None and sys.stderr.isatty()):
        yield lambda loss: None
        return
    try:
        from tqdm import tqdm
    except ImportError:
        yield lambda loss: None
        return
    with tqdm(total=total, initial=done, unit="batch", leave=False) as bar:

        def advance(loss):
            bar.set_postfix_str(f"loss {loss:.2e}", refresh=False)
            bar.update()

        yield advance


def _check_validation(validation, D):
    if validation is None:
        return None
    if not isinstance(validation, tuple) or len(validation) not in (2, 3):
        raise TypeError(f"validation is {type(validation).__name__}: expected (x, y) or (x, y, mask).")
    x, y, *mask = validation
    try:
        x, mask = check_x("x", x, D, mask[0] if mask else None)
    except (TypeError, ValueError) as error:
        raise type(error)(f"validation {error}") from None
    return x, np.asarray(y), mask


def _check_callbacks(callbacks):
    events = ("on_batch", "on_epoch", "on_end")
    if not isinstance(callbacks, (list, tuple)):
        raise TypeError(f"callbacks is {shown(callbacks)}: expected a list of functions or objects.")
    for callback in callbacks:
        if not callable(callback) and not any(hasattr(callback, event) for event in events):
            raise TypeError(f"callbacks holds {shown(callback)}: expected a function, or one of {', '.join(events)}.")
    return callbacks


def _check_path(checkpoint):
    if checkpoint is not None and not isinstance(checkpoint, (str, Path)):
        raise TypeError(f"checkpoint is {shown(checkpoint)}: expected a path, e.g. 'run.npz'.")
    return None if checkpoint is None else Path(checkpoint)


def _check_plan(plan, model):
    as_function("loss", plan.loss, "squared_error")
    as_function("schedule", plan.schedule, "cosine_decay")
    if plan.clip is not None:
        as_number("clip", plan.clip, "a number above zero, or None for no clipping", above=0)
    as_number("l2", plan.l2, "a number, 0 or more", least=0)
    as_number("dropout", plan.dropout, "the share to drop, 0 or more and less than 1", least=0, below=1)
    if plan.validation is not None:
        x, y, mask = plan.validation
        check_targets("validation y", model, x, y, plan.loss, mask)
    if plan.patience is not None and as_count("patience", plan.patience) and plan.validation is None:
        raise ValueError("patience waits for a lower validation loss: pass validation=(x, y) as well.")


def _settings(model, plan, data, rng):
    """What must be the same for a checkpoint to be continued; the number of epochs may grow."""
    return {
        "model": [[type(p).__name__, *p.W_x.shape] for p in model.layers]
        + [[*model.readout.W.shape], model.every_step, str(model.readout.W.dtype)],
        "data": data.digest,
        "validation": None if plan.validation is None else digest_of(plan.validation),
        "rng": type(rng.bit_generator).__name__,
        "loss": name_of(plan.loss),
        "optimizer": repr(plan.optimizer),
        "schedule": name_of(plan.schedule),
        **{name: getattr(plan, name) for name in ("clip", "l2", "dropout")},
        "batch_size": data.batch_size,
    }


_SCALARS = ("t", "epoch", "batch", "best_loss", "best_epoch", "seconds")


def _save(path, run, settings):
    records = {f"history_{k}": np.array(v) for k, v in vars(run.history).items() if isinstance(v, list)}
    memories = {f"memory_{n}": memory for n, memory in enumerate(run.memories)}
    facts = {name: getattr(run, name) for name in _SCALARS}
    facts |= {"settings": settings, "rng": checkpoints.generator_facts(run.rng)}
    checkpoints.write(path, {"w": run.w, "best_w": run.best_w, "order": run.order, **memories, **records}, facts)


def _resume(path, run, settings):
    """Bring a run to where the checkpoint's stood."""
    arrays, facts = checkpoints.read(path)
    theirs, ours = facts.get("settings", {}), json.loads(json.dumps(settings))
    for name, value in ours.items():
        if theirs.get(name) != value:
            raise ValueError(
                f"checkpoint {path.name} belongs to a training with another {name} ({theirs.get(name)}, now {value}): "
                "choose another path, or delete the file to start afresh."
            )
    run.w[:], run.best_w[:], run.order = arrays["w"], arrays["best_w"], arrays["order"]
    for n, memory in enumerate(run.memories):
        memory[:] = arrays[f"memory_{n}"]
    for name in _SCALARS:
        setattr(run, name, facts[name])
    for name, record in vars(run.history).items():
        if isinstance(record, list):
            record.extend(arrays[f"history_{name}"].tolist())
    checkpoints.restore_generator(run.rng, facts["rng"])
