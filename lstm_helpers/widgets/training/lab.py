"""The Training view: a loss curve that grows while a model trains, with time left and a stop button.

    view = TrainingView("adding problem", line=1/6, line_label="guess the mean")
    display(view)
    model, history = fit(model, task, rng=rng, steps=2000, progress=view)              # the course's own training
    model.fit(x, y, epochs=50, verbose=0, callbacks=[view.keras_callback()])           # or Keras

How the stop button reaches a kernel that is busy training. The view first sends a message. It arrives where a kernel
answers widgets while a cell runs, which depends on the versions; with JupyterLab 4.6, Notebook 7.6 and ipykernel 7.4 it
was measured not to: the kernel reads it when the cell is done. So, when no answer comes within half a second, the view
presses the notebook's own stop button, which JupyterLab 4 and Notebook 7 show above the cells. That one interrupts, and
`training.fit` as well as the Keras callback take an interruption as the wish to end after the batch in hand: nothing is
cut in two, the cell ends well, and the model has what was learned. Where there is no such button the view says what to
press instead.
"""

import sys
from time import perf_counter

import numpy as np
import traitlets

from lstm_helpers import training
from lstm_helpers.arrays import as_choice, as_number, as_text
from lstm_helpers.figures.style import FAINT, MUTED, SERIES, SERIES_DASHES
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.training.record import Record, waiting

SECONDS = 0.2  # between two messages to the browser


class TrainingView(Lab):
    """Watch a training: its losses, how far it is, how long it will take; and stop it without losing what was learned.

    Parameters
    ----------
    title : str
    line : float or dict of str to float, optional
        A loss to compare with, such as that of a baseline: drawn as a horizontal line. Several as
        ``{"persistence": 3e-3, "two lags": 1e-6}``.
    line_label : str
        What a single ``line`` is.
    baseline : float, optional
        The loss of one who learns nothing, such as the targets' variance. Drawn as a line, called ``line_label`` where
        there is no other; the view says whether the loss has left the plateau there: its mean is below nine tenths of
        the baseline, and stays there.
    loss : str
        What the loss is called, e.g. "mean squared error".
    scale : {"log", "linear"}
    along : {"batches", "epochs", "seconds"}
        What the curve is drawn against. The reader can change both.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Notes
    -----
    Pass the view as ``progress`` to `training.fit`, or ``view.keras_callback()`` to Keras. A view can be used for
    several trainings, one after the other; it shows the last.

    The training curve is the mean over equal runs of batches (at most 160 points), and the band behind it reaches from
    the smallest to the largest of them. Keras tells only the mean of the epoch so far: from 20 epochs on an epoch is a
    point, and for fewer the means of parts of an epoch are computed from it, without its last batch, which may be
    smaller.

    In a notebook's file the view leaves one line of text that never changes.

    Examples
    --------
    >>> TrainingView("adding problem", line=1 / 6, line_label="guess the mean")
    Training view: adding problem (run the cell to watch it train)
    """

    _esm = bundle.module("training/view.js")
    _css = bundle.stylesheet("training/lab.css")

    live = traitlets.Dict().tag(sync=True)
    scale = traitlets.Enum(("log", "linear"), "log").tag(sync=True)
    along = traitlets.Enum(("batches", "epochs", "seconds"), "batches").tag(sync=True)

    picture_size = (7.2, 3.2)

    def __init__(self, title="", *, line=None, line_label="", baseline=None, loss="loss", scale="log", along="batches"):
        title, line_label, loss = (
            as_text(name, value, empty=True)
            for name, value in (("title", title), ("line_label", line_label), ("loss", loss))
        )
        scale, along = (
            as_choice(name, value, getattr(type(self), name).values)
            for name, value in (("scale", scale), ("along", along))
        )
        self._run, self._asked, self._record, self._history = 0, False, None, None
        self._sent, self._facts, self._watching = 0.0, {}, False
        payload = {"title": title, "loss": loss} | _with_baseline(baseline, line, line_label)
        super().__init__(payload=payload, live=waiting(), scale=scale, along=along)
        self.on_msg(self._heard)

    @classmethod
    def demo(cls):
        """Return the view of a small network that has learned to add five numbers."""
        rng = np.random.default_rng(0)
        x = rng.standard_normal((320, 5, 1))
        y = x.sum(axis=1)
        nothing = {"baseline": float(y.var()), "line_label": "guess the mean"}
        view = cls("The sum of five numbers", **nothing, loss="squared error")
        training.fit(
            training.init_model(1, 8, 1, rng),
            x[:256],
            y[:256],
            rng=rng,
            epochs=40,
            optimizer=training.optimizers.Adam(0.02),
            validation=(x[256:], y[256:]),
            progress=view,
        )
        return view

    def stop(self):
        """Ask the training that runs now to end after the batch in hand; without one nothing happens."""
        self._asked = self._facts.get("state") in ("running", "stopping")

    def keras_callback(self):
        """Return a callback for ``model.fit(..., callbacks=[view.keras_callback()], verbose=0)``.

        The view's button, the notebook's own and Ctrl-C all end the epoch after the batch in hand: Keras still
        validates, ``model.fit`` returns its history, and the model has what was learned. A second Ctrl-C interrupts.
        """
        from lstm_helpers.widgets.training.keras_callback import ViewCallback

        return ViewCallback(self)

    # what `training.fit` calls

    def on_batch(self, progress):
        """Hear of a batch from `training.fit`; the first of a new training clears the view."""
        history = progress.history
        if history is not self._history:
            self._history = history
            self.begin(epochs=progress.epochs, batches=progress.batches)
            for n, value in enumerate(history.batch_loss[:-1], 1):  # a checkpoint was continued
                self._record.add(n, value, progress.seconds * n / len(history.batch_loss))
            for n, value in enumerate(history.val_loss, 1):
                self._record.validated(n * progress.batches, value, history.seconds[n - 1])
        if self.news(done=len(history.batch_loss), loss=progress.loss, seconds=progress.seconds):
            progress.stop(training.STOPPED)

    def on_epoch(self, progress):
        """Hear of the end of an epoch."""
        history = progress.history
        if history.val_loss and self._history is history:
            self.validated(len(history.batch_loss), history.val_loss[-1], history.seconds[-1])

    def on_end(self, progress):
        """Hear that the training has ended, and why."""
        if self._history is progress.history:
            self.end(progress.history.ended)

    # what those and the Keras callback have in common

    def begin(self, *, epochs, batches):
        """Clear the view for a training of ``epochs`` times ``batches`` (0: not known yet)."""
        self._run, self._asked, self._record, self._sent = self._run + 1, False, Record(), 0.0
        self._facts = {
            "run": self._run,
            "state": "running",
            "epochs": epochs,
            "batches": batches,
            "done": 0,
            "seconds": 0.0,
            "ended": "",
        }
        self._watch_cell()

    def news(self, *, done, seconds, loss=None, batches=None):
        """Take the loss of a batch, tell the browser now and then, and return whether to stop."""
        if loss is not None:
            self._record.add(done, loss, seconds)
        self._facts |= {"done": done, "seconds": seconds, "batches": batches or self._facts["batches"]}
        if self._asked:
            self._facts["state"] = "stopping"
        now = perf_counter()
        if now - self._sent >= SECONDS or self._asked:
            self._sent = now
            self._tell()
        return self._asked

    def validated(self, done, loss, seconds):
        """Take a validation loss."""
        self._record.validated(done, loss, seconds)

    def end(self, why):
        """Show that the training has ended, and why, in a sentence."""
        self._record.close(self._facts["done"], self._facts["seconds"])
        self._facts |= {"state": "done", "ended": why}
        self._tell()

    def _tell(self):
        self.live = self._facts | self._record.packed()

    def _heard(self, widget, content, buffers):
        """Note a message from the browser. It may come in another thread, so a flag is all that changes."""
        if content.get("stop") == self._run:
            self.stop()

    def _watch_cell(self):
        """Notice a cell that ends, by an error or the notebook's stop button, before its training does."""
        shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
        if shell is None or self._watching:
            return

        def ended(*_):
            shell.events.unregister("post_run_cell", ended)
            self._watching = False
            if self._facts["state"] != "done":
                self.end("interrupted: the cell ended before its training did")

        shell.events.register("post_run_cell", ended)
        self._watching = True

    # what stands for the view where no browser is

    def summary(self):
        """Return the line of text that a notebook stores: the same before, while and after training."""
        return f"Training view: {' '.join(self.payload['title'].split()) or 'losses'} (run the cell to watch it train)"

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data.pop("image/png", None)  # a curve differs from machine to machine: a file must not hold it
        return data, metadata

    def draw(self, figure):
        """Draw the losses so far."""
        ax = figure.subplots()
        train, validation = (self._record or Record()).arrays()
        colours = SERIES["both"]
        if len(train):
            ax.fill_between(train[:, 0], train[:, 2], train[:, 3], color=colours[0], alpha=0.2, linewidth=0)
            ax.plot(train[:, 0], train[:, 1], color=colours[0], label="training")
        if len(validation):
            ax.plot(
                validation[:, 0],
                validation[:, 1],
                color=colours[1],
                linestyle="--",
                marker="o",
                markersize=3,
                label="validation",
            )
        for n, (name, value) in enumerate(self.payload["lines"]):
            ax.axhline(value, color=MUTED["both"], linestyle=SERIES_DASHES[2 + n % 3], label=_plain(name))
        if self.scale == "log" and any(ax.lines):
            ax.set_yscale("log", nonpositive="mask")
        ax.grid(color=FAINT["both"])
        ax.set(xlabel="batches", ylabel=_plain(self.payload["loss"]), title=_plain(self.payload["title"]))
        if ax.lines:
            ax.legend()


def _plain(text):
    """A text as a figure can show it: not too long, and no mathematics."""
    return (text if len(text) <= 60 else text[:59] + "…").replace("$", r"\$")


def _with_baseline(baseline, line, label):
    """The lines of the chart, and which of them is the loss of one who learns nothing: {"lines": …, "baseline": …}."""
    if baseline is None:
        return {"lines": _as_lines(line, label), "baseline": None}
    if isinstance(baseline, dict):
        raise TypeError(f"baseline is {baseline!r}: expected one loss, such as 1/6; several lines go into line=.")
    name = label if label and line is None else "learning nothing"
    ((_, value),) = _as_lines(baseline, name, "baseline")
    if value <= 0:
        raise ValueError(f"baseline is {baseline!r}: expected the loss of one who learns nothing, above 0.")
    others = _as_lines(line, "" if line is None else label)
    return {"lines": [[name, value], *others], "baseline": [name, value]}


def _as_lines(line, label, argument="line"):
    """``line`` as a list of [words, value]."""
    lines = {} if line is None else line if isinstance(line, dict) else {label or "to compare": line}
    for name, value in lines.items():
        as_text(f"a name of {argument}", name)
        one = f"{argument}[{name!r}]" if isinstance(line, dict) else argument
        as_number(one, value, "a finite loss, such as 1/6")
    if line is None and label:
        raise ValueError("line_label names a line: pass line=, its loss, as well.")
    return [[str(name), float(value)] for name, value in lines.items()]
