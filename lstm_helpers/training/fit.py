"""Train a recurrent network: a `Model` is cells and a readout, and `fit` makes it better and keeps a `History`.

Training can be stopped at any time, by Ctrl-C, by the notebook's stop button or by a callback, and returns what was
learned so far. With a checkpoint it goes on later with the very numbers of a run that was never stopped.
"""

from time import perf_counter

from lstm_helpers.arrays import as_count, as_function, as_number, as_rng
from lstm_helpers.maths.losses import squared_error
from lstm_helpers.training import threads
from lstm_helpers.training.batches import Stored, check_data
from lstm_helpers.training.callbacks import Progress, bar_in_terminal, check_listeners, interrupts, report, tell
from lstm_helpers.training.keeper import Keeper
from lstm_helpers.training.models import check_model, check_targets, check_x
from lstm_helpers.training.optimizers import Adam, check_optimizer, check_precision, constant
from lstm_helpers.training.run import Plan, begin, check_schedule, close_epoch, one_batch, why_ended


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
        One of `lstm_helpers.maths.losses`.
    optimizer : SGD, Momentum, RMSprop or Adam
        ``Adam()`` by default.
    epochs, batch_size : int
    steps : int
        Batches an epoch when ``x`` draws fresh ones; otherwise an epoch is once through the data.
    mask : array_like (N, T) of bool, optional
        True where a step is real.
    schedule : callable
        Which share of the learning rate is used when a share 0…1 of the training is done: `constant`,
        `cosine_decay`, … of `lstm_helpers.training.optimizers`.
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
        A ``.npz`` file, written before the first batch, every ``checkpoint_seconds`` and at the end. Where it exists
        training goes on from it, bit for bit as if it had never stopped; that it began with other weights or another
        seed is announced. If it cannot be written later, that is said and training goes on.
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
        Naming the argument, what came, what was expected and what to try: also for a checkpoint that cannot be
        written, is damaged, or belongs to another training (other data, task, loss or settings).

    Examples
    --------
    >>> import numpy
    >>> from lstm_helpers.data.tasks import delayed_recall
    >>> from lstm_helpers.maths.losses import softmax_cross_entropy
    >>> from lstm_helpers.training.models import init_model
    >>> rng = numpy.random.default_rng(0)
    >>> model, history = fit(init_model(5, 8, 4, rng), delayed_recall, rng=rng, loss=softmax_cross_entropy,
    ...                      steps=3)
    >>> history.ended
    'finished: 1 of 1 epochs'
    """
    callbacks, progress = check_listeners(callbacks, progress)
    model, D = check_model(model)
    plan = _checked_plan(model, D, loss, optimizer, epochs, schedule, clip, l2, dropout, validation, patience)
    data = check_data(x, y, mask, D, model.dtype, as_count("batch_size", batch_size), steps)
    if isinstance(data, Stored):
        check_targets("y", model, data.x, data.y, loss, data.mask)
    run = begin(model, plan, as_rng("rng", rng))
    run.looked = isinstance(data, Stored)
    keeper = Keeper(checkpoint, checkpoint_seconds, run, model, plan, data)
    state = Progress(plan.epochs, data.batches, run.history, run.model)
    few = threads.that_pay(threads.in_a_step(model.layers, data.batch_size))
    with (
        few,
        interrupts() as interrupted,
        bar_in_terminal(plan.epochs * data.batches, run.t, progress) as advance,
        keeper,
    ):
        while True:
            started = perf_counter()
            if run.batch == data.batches:
                close_epoch(run, plan, data, started)
                tell(callbacks, "on_epoch", state, interrupted)
            run.history.ended = why_ended(run, plan, data, state, interrupted)
            if run.history.ended:
                break
            if not one_batch(run, plan, data, interrupted):
                continue
            run.seconds += perf_counter() - started
            report(state, run, data)
            advance(state.loss)
            tell(callbacks, "on_batch", state, interrupted)
            keeper.save_now_and_then()
    run.history.ended += keeper.said
    if interrupted:
        print(run.history.ended)
    if plan.patience is not None and run.best_epoch:
        run.w[:] = run.best_w
    tell(callbacks, "on_end", state, interrupted)
    return run.model, run.history


def _checked_plan(model, D, loss, optimizer, epochs, schedule, clip, l2, dropout, validation, patience):
    """The `Plan`, every setting in the type in which it is used."""
    optimizer = check_optimizer(Adam() if optimizer is None else optimizer)
    check_precision(optimizer, model.dtype)
    loss = as_function("loss", loss, "squared_error")
    if clip is not None:
        clip = as_number("clip", clip, "a number above zero, or None for no clipping", above=0)
    if patience is not None:
        patience = as_count("patience", patience)
        if validation is None:
            raise ValueError("patience waits for a lower validation loss: pass validation=(x, y) as well.")
    return Plan(
        loss,
        optimizer,
        as_count("epochs", epochs),
        check_schedule(schedule),
        clip,
        as_number("l2", l2, "a number, 0 or more", least=0),
        as_number("dropout", dropout, "the share to drop, 0 or more and less than 1", least=0, below=1),
        _checked_validation(validation, model, D, loss),
        patience,
    )


def _checked_validation(validation, model, D, loss):
    if validation is None:
        return None
    if not isinstance(validation, tuple) or len(validation) not in (2, 3):
        raise TypeError(f"validation is {type(validation).__name__}: expected (x, y) or (x, y, mask).")
    x, y, mask = (*validation, None)[:3]
    try:
        x, mask = check_x("x", x, D, mask, model.dtype)
    except (TypeError, ValueError) as error:
        raise type(error)(f"validation {error}") from None
    return x, check_targets("validation y", model, x, y, loss, mask), mask
