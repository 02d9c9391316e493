"""Search for settings with Optuna: a study kept in a file, taken up again after a crash, shared by several processes.

Optuna is an extra: nothing here imports it before a study is opened. The study lies in an SQLite file, whose every
change is whole or not there, whatever kills a process; and in SQLite Optuna notes every second that a trial is alive.
A trial that has been silent for longer is marked as failed, and its settings are tried again. (A journal file knows no
such sign of life, and one line that was cut off halfway, once another follows it, makes all of it unreadable.)

    python -m lstm_helpers.training study.db --until 12      one process of a search; start several

On many machines only the storage's address changes: SQLite is for one.
"""

import argparse
import contextlib
import importlib.util
from functools import partial
from pathlib import Path

import numpy as np

from lstm_helpers.arrays import as_count, as_function, as_path, shown
from lstm_helpers.data import tasks
from lstm_helpers.maths.cells import init_chrono
from lstm_helpers.training.fit import fit
from lstm_helpers.training.models import evaluate, init_model
from lstm_helpers.training.optimizers import Adam, cosine_decay

NAME = "adding"
TASK = partial(tasks.adding, T=50)


def missing():
    """Return how to get Optuna where it is not installed, a sentence; where it is, an empty text."""
    if importlib.util.find_spec("optuna") and importlib.util.find_spec("sqlalchemy"):
        return ""
    return 'Optuna is not installed: run pip install "optuna>=4,<5", restart the kernel, and run this lesson again.'


def open_study(path, *, heartbeat=1, silent=10):
    """Return the Optuna study in an SQLite file, which is made where there is none.

    Its sampler has no seed, on purpose: two processes with one seed would draw the same settings, and so would a study
    that is taken up again. Trials that look hopeless halfway are pruned (worse than the median of those before).

    Parameters
    ----------
    path : str or Path
        On a disk of this machine. Several processes may have it open; they begin trials one at a time, for which an
        empty file lies beside it.
    heartbeat, silent : int
        Seconds between two signs of life of a running trial, and without one after which it counts as dead.

    Raises
    ------
    ImportError
        Optuna is not installed; the sentence says how to get it.
    TypeError, ValueError
        Naming the argument; the file is no study.
    """
    path, heartbeat = as_path("path", path, "'study.db'"), as_count("heartbeat", heartbeat)
    silent = as_count("silent", silent, heartbeat + 1)
    if not path.parent.is_dir():
        raise ValueError(f"path lies in {str(path.parent)!r}, and there is no such folder: make it first.")
    if missing():
        raise ImportError(missing())
    optuna = _quiet_optuna()
    storages = optuna.storages
    try:
        storage = storages.RDBStorage(
            f"sqlite:///{path}",
            engine_kwargs={"connect_args": {"timeout": 60}},
            heartbeat_interval=heartbeat,
            grace_period=silent,
            **_retry(storages),
        )
        pruner = optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=2)
        study = optuna.create_study(storage=storage, study_name=NAME, pruner=pruner, load_if_exists=True)
    except Exception as error:  # SQLAlchemy's and SQLite's own, of many kinds
        reason = " ".join(str(error).split())[:100]
        raise ValueError(f"path {path.name} cannot be opened as a study ({reason}): choose another file.") from None
    from filelock import FileLock  # comes with the course, and with the extra that brings Optuna

    study.door = FileLock(f"{path}.lock")
    return study


def go_on(study, objective, *, until):
    """Try settings until so many trials of the study are finished, whoever finished them; return the study.

    Parameters
    ----------
    study : optuna.Study
        From `open_study`.
    objective : callable
        Takes an Optuna trial and returns an error, or raises ``optuna.TrialPruned``.
    until : int
        Finished are trials that came to their end or were pruned. Processes that work side by side may finish one more
        each.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    study = _as_study(study)
    objective, until = as_function("objective", objective, "adding_objective"), as_count("until", until)
    door = getattr(study, "door", None) or contextlib.nullcontext()
    while len(finished(study)) < until:
        with contextlib.ExitStack() as inside:  # one process at a time begins a trial, or two might take up the same:
            inside.enter_context(door)  # SQLite locks no row between looking at it and changing it

            def begun(trial, inside=inside):
                inside.close()
                return objective(trial)

            study.optimize(begun, n_trials=1)
    return study


def finished(study):
    """Return the trials of a study that came to their end or were pruned, in their order."""
    return [
        trial for trial in _as_study(study).get_trials(deepcopy=False) if trial.state.name in ("COMPLETE", "PRUNED")
    ]


def adding_objective(trial, *, epochs=12, steps=25):
    """Train the course's LSTM on the adding problem, T = 50, with settings that Optuna proposes; return its error.

    The rate (3e-4 to 1) and the norm at which gradients are clipped (0.1 to 10) are drawn on a log scale, the units are
    4, 8, 16 or 32. After every epoch the error on validation sequences is reported, and the trial pruned if Optuna
    says so.

    Parameters
    ----------
    trial : optuna.Trial
    epochs, steps : int

    Raises
    ------
    optuna.TrialPruned
    TypeError, ValueError
        Naming the argument.
    """
    if not hasattr(trial, "suggest_float"):
        raise TypeError(f"trial is {shown(trial)}: expected a trial, as a study passes it to its objective.")
    epochs, steps = as_count("epochs", epochs), as_count("steps", steps)
    rate = trial.suggest_float("rate", 3e-4, 1.0, log=True)
    clip = trial.suggest_float("clip", 0.1, 10.0, log=True)
    units = trial.suggest_categorical("units", [4, 8, 16, 32])
    rng, x_y = np.random.default_rng(0), TASK(256, np.random.default_rng(1))
    fresh = init_model(2, units, 1, rng, cell=init_chrono, longest=50)
    how = {"optimizer": Adam(rate), "schedule": cosine_decay, "clip": clip, "epochs": epochs, "steps": steps}
    pruning = Pruning(trial, x_y)
    model, _ = fit(fresh, TASK, rng=rng, progress=False, callbacks=[pruning], **how)
    if pruning.pruned:
        import optuna

        raise optuna.TrialPruned
    return min(float(evaluate(model, *x_y)), 10.0)


class Pruning:
    """A callback of `training.fit` that reports the validation error to a trial, and ends it if it is to be pruned."""

    def __init__(self, trial, x_y):
        self.trial, self.x_y, self.pruned = trial, x_y, False

    def on_epoch(self, progress):
        """Report, and ask."""
        error = min(float(evaluate(progress.model, *self.x_y)), 10.0)
        self.trial.report(error, len(progress.history.loss))
        if self.trial.should_prune():
            self.pruned = True
            progress.stop("pruned")


def _as_study(study):
    if not hasattr(study, "optimize"):
        raise TypeError(f"study is {shown(study)}: expected a study, e.g. open_study('study.db').")
    return study


def _retry(storages):
    """What makes a trial that died wait to be tried again, by the name that this version of Optuna has for it."""
    if hasattr(storages, "RetryHeartbeatStaleTrialCallback"):
        return {"heartbeat_stale_trial_callback": storages.RetryHeartbeatStaleTrialCallback(max_retry=3)}
    return {"failed_trial_callback": storages.RetryFailedTrialCallback(max_retry=3)}


def _quiet_optuna():
    """Optuna, which says nothing but errors."""
    import warnings

    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    return optuna


def main():
    """Work on a study."""
    parser = argparse.ArgumentParser(description="One process of a search.")
    parser.add_argument("path", type=Path)
    parser.add_argument("--until", type=int, default=12)
    parser.add_argument("--silent", type=int, default=10)
    arguments = parser.parse_args()
    go_on(open_study(arguments.path, silent=arguments.silent), adding_objective, until=arguments.until)
