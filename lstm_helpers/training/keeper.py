"""Keeps a training's checkpoint: tried before the first batch, written now and then, told of when that fails."""

from time import perf_counter

from lstm_helpers.arrays import as_number
from lstm_helpers.training import checkpoints


class Keeper:
    """Writes the checkpoint of one training, or does nothing where none was asked for.

    A path that cannot be written costs a sentence before the first batch. Later it costs nothing but the checkpoint:
    that is printed once, tried again, and said at the end. As a context it saves what was learned when the training
    ends, also by an error of a callback, a task or a loss.
    """

    def __init__(self, checkpoint, seconds, run, model, plan, data):
        self.path = checkpoints.check_path(checkpoint)
        self.seconds = as_number("checkpoint_seconds", seconds, "a number of seconds, 0 or more", least=0)
        self.run, self.failed, self.saved_at, self.saved_t = run, "", perf_counter(), -1
        if self.path is None:
            return
        self.settings = checkpoints.settings_of(model, plan, data, run.rng)
        self.beginning = checkpoints.beginning_of(run, plan)
        resumed = self.path.exists()
        if resumed:
            self._resume(plan, data)
        if run.epoch < plan.epochs:
            self._try(resumed)

    def _resume(self, plan, data):
        began, news = checkpoints.resume_run(self.path, self.run, plan, data, self.settings, self.beginning)
        self.beginning, self.saved_t = began | {"epochs": plan.epochs}, self.run.t
        if news:
            print(news)

    def _try(self, resumed):
        try:
            if resumed:
                checkpoints.probe(self.path, self.path.stat().st_size)
            else:
                self._write()
        except OSError as error:
            raise ValueError(
                f"checkpoint {self.path} cannot be written ({checkpoints.reason(error)}): choose another path, "
                "so that nothing is lost later."
            ) from None

    def _write(self):
        checkpoints.save_run(self.path, self.run, self.settings, self.beginning)
        self.saved_t = self.run.t

    def save_now_and_then(self):
        """Write the checkpoint if its time has come."""
        if self.path is not None and perf_counter() - self.saved_at >= self.seconds:
            self.save()

    def save(self):
        """Write the checkpoint; a failure is printed once, and the training goes on."""
        try:
            self._write()
            self.failed = ""
        except (OSError, MemoryError) as error:
            if not self.failed:
                print(f"{self.path.name} cannot be written ({checkpoints.reason(error)}): training goes on without it.")
            self.failed = checkpoints.reason(error)
        self.saved_at = perf_counter()

    @property
    def said(self):
        """What is to be added to why training ended: that the last checkpoint is missing, or nothing."""
        return f"; {self.path.name} could not be written ({self.failed})" if self.failed else ""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        news = self.path is not None and (self.saved_t != self.run.t or self.failed)
        if news and (kind is None or issubclass(kind, Exception)):
            self.save()
