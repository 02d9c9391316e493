"""One update after another on all weights as one vector: the loop of trainings that read no batches of equal kind.

What can no longer be computed ends such a training, and it returns what it had learned before.
"""

from time import perf_counter

import numpy as np

from lstm_helpers.training import threads
from lstm_helpers.training.callbacks import Progress, bar_in_terminal, interrupts, tell
from lstm_helpers.training.optimizers import MEMORIES, update_flat
from lstm_helpers.training.run import STOPPED, History, rate_left


def run_updates(model, w, layers, batch, one, updates, *, optimizer, schedule, clip, callbacks, progress):
    """Change ``w``, the weights of ``model`` as one vector, ``updates`` times, and return the `History`.

    ``one()`` gives (loss, gradient like ``w``, sequences read), or raises ``FloatingPointError`` to end the training.
    What it is given has been checked.
    """
    work, memories = np.empty_like(w), [np.zeros_like(w) for _ in range(MEMORIES[type(optimizer)])]
    history, begun, failed = History(), perf_counter(), ""
    state = Progress(1, updates, history, model)
    few = threads.that_pay(threads.in_a_step(layers, batch))
    with few, interrupts() as interrupted, bar_in_terminal(updates, 0, progress) as advance:
        while state.batch < updates and not (interrupted or state.stop_reason):
            try:
                share = rate_left(schedule, state.batch / updates)
                loss, dw, sequences = one()
            except FloatingPointError as error:
                failed = str(error)
                break
            norm = float(np.sqrt(np.dot(dw, dw)))
            dw *= clip / max(norm, clip)
            state.batch += 1
            state.loss, state.grad_norm, state.rate = loss, norm, optimizer.rate * share
            update_flat(optimizer, w, dw, memories, state.batch, state.rate, work)
            state.sequences, state.seconds = state.sequences + sequences, perf_counter() - begun
            history.batch_loss.append(loss)
            history.batch_grad_norm.append(norm)
            history.batch_rate.append(state.rate)
            advance(loss)
            tell(callbacks, "on_batch", state, interrupted)
    history.seconds.append(perf_counter() - begun)
    reason = "finished" if state.batch == updates else failed or state.stop_reason or STOPPED
    history.ended = f"{reason}: {state.batch} of {updates} updates"
    tell(callbacks, "on_end", state, interrupted)
    return history
