"""Where a training stands, and one batch or one epoch further: the arithmetic of `lstm_helpers.training.fit`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_function, as_number
from lstm_helpers.training.models import Model, check_targets, descend, loss_of
from lstm_helpers.training.optimizers import MEMORIES, update_flat
from lstm_helpers.training.trees import arrays_of, flatten, rebuild

STOPPED = "stopped by you"


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


class Plan(NamedTuple):
    """What `lstm_helpers.training.fit` was asked to do."""

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
class Run:
    """Where training stands: everything that a checkpoint must hold."""

    # fmt: off
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
    # fmt: on
    failed: str = ""
    looked: bool = False  # whether the first batch that a task drew fits the model and its loss


def begin(model, plan, rng):
    """Return the `Run` before the first batch."""
    w, weights = flatten(model.weights)
    matrices, _ = flatten(rebuild(weights, [np.full_like(a, a.ndim > 1) for a in arrays_of(weights)]))
    memories = [np.zeros_like(w) for _ in range(MEMORIES[type(plan.optimizer)])]
    return Run(
        Model(*weights, model.every_step),
        w,
        memories,
        w.copy(),
        matrices,
        np.empty_like(w),
        np.empty_like(w),
        rng,
        History(),
        np.empty(0, int),
    )


def one_batch(run, plan, data, interrupted):
    """Take one optimizer step and return True; or leave the run exactly as it was and return False."""
    before = run.rng.bit_generator.state
    try:
        rate = plan.optimizer.rate * rate_left(plan.schedule, run.t / (plan.epochs * data.batches))
        order = data.shuffle(run.rng) if run.batch == 0 else run.order
        x, y, mask = data.draw(run.rng, order, run.batch)
        if not run.looked:
            check_targets("what x drew", run.model, x, y, plan.loss, mask)
            run.looked = True
        with np.errstate(over="ignore", invalid="ignore", under="ignore"):
            value, gradients = descend(run.model, x, y, plan.loss, mask, plan.dropout, run.rng)
            np.concatenate([array.ravel() for array in arrays_of(gradients)], out=run.dw)  # (all weights,)
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
    except Exception:  # of a task, a loss or a schedule: the run stays one that can be saved and continued
        run.rng.bit_generator.state = before
        raise
    if plan.clip is not None and norm > plan.clip:
        run.dw *= plan.clip / norm
    run.order, run.t, run.batch = order, run.t + 1, run.batch + 1
    update_flat(plan.optimizer, run.w, run.dw, run.memories, run.t, rate, run.work)
    for record, figure in zip(
        (run.history.batch_loss, run.history.batch_grad_norm, run.history.batch_rate), (value, norm, rate), strict=True
    ):
        record.append(float(figure))
    return True


def rate_left(schedule, share):
    """Return what a schedule leaves of the learning rate; `FloatingPointError` ends a training whose rate is none."""
    left = schedule(share)
    try:
        return as_number("what schedule returned", left, "a share of the learning rate, 0 or more", least=0)
    except (TypeError, ValueError) as error:
        raise FloatingPointError(str(error).rstrip(".")) from None


def check_schedule(schedule):
    """Return the schedule, if what it leaves of the rate is a share wherever it is asked here."""
    as_function("schedule", schedule, "cosine_decay")
    for share in (0.0, 0.25, 0.5, 0.75):
        try:
            rate_left(schedule, share)
        except (FloatingPointError, TypeError, ValueError) as error:
            raise ValueError(f"schedule does not give a rate when a share {share} is done: {error}.") from None
    return schedule


def close_epoch(run, plan, data, started):
    """Record the epoch that has ended, and begin the next."""
    history, n = run.history, data.batches
    if plan.validation is not None:
        history.val_loss.append(loss_of(run.model, *plan.validation, plan.loss))
    history.loss.append(float(np.average(history.batch_loss[-n:], weights=data.sizes)))
    history.grad_norm.append(float(np.mean(history.batch_grad_norm[-n:])))
    history.rate.append(history.batch_rate[-1])
    run.epoch, run.batch = run.epoch + 1, 0
    if plan.validation is not None and history.val_loss[-1] < run.best_loss:
        run.best_loss, run.best_epoch = history.val_loss[-1], run.epoch
        run.best_w[:] = run.w
    run.seconds += perf_counter() - started
    history.seconds.append(run.seconds)
    history.sequences.append(run.epoch * data.seen(data.batches))


def why_ended(run, plan, data, state, interrupted):
    """Return why training ended, a sentence, or "" when it goes on."""
    total = plan.epochs * data.batches
    if run.failed:
        return f"{run.failed}: ended after {run.t} of {total} batches"
    if run.epoch >= plan.epochs:
        return f"finished: {run.epoch} of {plan.epochs} epochs"
    if plan.patience is not None and run.epoch - run.best_epoch >= plan.patience:
        return f"no better for {plan.patience} epochs: ended after {run.epoch} of {plan.epochs}"
    if interrupted or state.stop_reason:
        return f"{state.stop_reason or STOPPED}: kept what was learned in {run.t} of {total} batches"
    return ""
