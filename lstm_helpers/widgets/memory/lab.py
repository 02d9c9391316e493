"""The Memory Lab: draw the gates of a one-number memory over time, and see what it keeps."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_choice, as_count, as_floats
from lstm_helpers.figures.style import SERIES, label, line
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import digest
from lstm_helpers.widgets.traits import Whole

STEPS = 20
CLOSE = 0.05  # a target is hit when no step misses it by more
STREAM = (0.3, -0.5, 0.1, 0.8, -0.2, -0.9, 0.4, 0.6, -0.4, 0.2, -0.7, 0.5, -0.6, 0.9, -0.1, 0.3, -0.8, 0.7, 0.1, -0.3)
TASKS = {
    "free": ("play", "No target: draw what you like."),
    "latch": ("latch", "At each marked step take over the candidate, and hold it until the next mark."),
    "counter": ("counter", "Add one at each marked step. The candidate may not exceed 1."),
    "reset": ("counter with a reset", "Add one at each mark ●, and start again from zero at each mark ○."),
}
EVENTS, RESETS = (2, 3, 6, 9, 10, 11, 14, 17), (8, 13)
LATCHES = (3, 11)


class MemoryLab(Lab):
    """A memory of one number, c = f · c + i · g, whose gates the reader draws.

    Parameters
    ----------
    target : {"latch", "counter", "reset", "free"}
        What the memory should do; the reader can change it.
    cell : {2000, 1997}
        With a forget gate, or the first cell without one: f stays at 1.
    f, i, g : array_like (20,), optional
        Signals to begin with: gates in [0, 1], the candidate in [−1, 1]. By default f is 1, i is 0, and g what the
        target brings.

    Attributes
    ----------
    f, i, g : list of 20 floats
        The signals as they are drawn now; they follow the reader, and move the lab when set.
    target, cell, step
        Traits as well.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> lab = MemoryLab("counter")
    >>> lab
    Memory Lab: counter, 20 steps, largest miss 8.00, values ...
    >>> lab.i = lab.wanted_gates()[1]
    >>> lab.score
    {'hit': True, 'largest miss': 0.0}
    """

    _esm = bundle.module("memory/view.js")
    _css = bundle.stylesheet("memory/lab.css")

    f = traitlets.List([1.0] * STEPS).tag(sync=True)
    i = traitlets.List([0.0] * STEPS).tag(sync=True)
    g = traitlets.List([0.0] * STEPS).tag(sync=True)
    target = traitlets.Enum(tuple(TASKS), "latch").tag(sync=True)
    cell = traitlets.Enum((2000, 1997), 2000).tag(sync=True)
    step = Whole(0).tag(sync=True)

    picture_size = (7.2, 3.6)

    def __init__(self, target="latch", cell=2000, *, f=None, i=None, g=None, step=0):
        target = as_choice("target", target, tuple(TASKS))
        cell = as_choice("cell", cell, (2000, 1997))  # with a forget gate, or without
        start = {"f": np.ones(STEPS), "i": np.zeros(STEPS), "g": candidates(target)}
        for name, value in (("f", f), ("i", i), ("g", g)):
            if value is not None:
                start[name] = _signal(name, value)
        if cell == 1997:
            start["f"] = np.ones(STEPS)
        payload = {
            "steps": STEPS,
            "close": CLOSE,
            "targets": {
                key: {
                    "name": name,
                    "task": task,
                    "g": candidates(key).tolist(),
                    "want": _as_list(wanted(key)),
                    "marks": list(LATCHES if key == "latch" else EVENTS if key != "free" else ()),
                    "mark": "take over the candidate" if key == "latch" else "add one",
                    "resets": list(RESETS if key == "reset" else ()),
                    "reset": "start again from zero",
                }
                for key, (name, task) in TASKS.items()
            },
        }
        super().__init__(
            payload=payload,
            target=target,
            cell=cell,
            step=as_count("step", step, 0, STEPS - 1),
            **{name: [float(v) for v in values] for name, values in start.items()},
        )

    @traitlets.validate("f", "i", "g")
    def _signals(self, proposal):
        name = proposal["trait"].name
        signal = [float(v) for v in _signal(name, proposal["value"])]
        if name == "f" and self.cell == 1997 and min(signal) < 1:
            raise ValueError("f stays at 1 in the cell of 1997, which has no forget gate: set cell = 2000 first.")
        return signal

    @traitlets.validate("step")
    def _step(self, proposal):
        return as_count("step", proposal["value"], 0, STEPS - 1)

    @traitlets.observe("cell")
    def _without_forget_gate(self, change):
        if self.cell == 1997:
            self.f = [1.0] * STEPS

    @classmethod
    def demo(cls):
        """Return the latch, half solved."""
        lab = cls("latch", step=3)
        f, i, _ = lab.wanted_gates()
        f[LATCHES[1]], i[LATCHES[1]] = 1.0, 0.0
        lab.f, lab.i = f, i
        return lab

    @property
    def c(self):
        """The memory after each step, (20,)."""
        return memory(self.f, self.i, self.g)

    @property
    def score(self):
        """Whether the target is hit, and the largest miss: ``{"hit": …, "largest miss": …}``; None without a target."""
        want = wanted(self.target)
        if want is None:
            return None
        miss = float(np.abs(self.c - want).max())
        return {"hit": miss <= CLOSE, "largest miss": round(miss, 12)}

    def wanted_gates(self):
        """Return signals f, i, g that hit the target: the solution."""
        f, i = np.ones(STEPS), np.zeros(STEPS)
        if self.target == "latch":
            f[list(LATCHES)], i[list(LATCHES)] = 0, 1
        elif self.target in ("counter", "reset"):
            i[list(EVENTS)] = 1
        if self.target == "reset":
            f[list(RESETS)] = 0
        return f.tolist(), i.tolist(), candidates(self.target).tolist()

    def summary(self):
        """Return one line: the target, how far it is missed, and a digest of the memory."""
        miss = "" if self.score is None else f", largest miss {self.score['largest miss']:.2f}"
        return f"Memory Lab: {TASKS[self.target][0]}, {STEPS} steps{miss}, values {digest(self.c)}"

    def draw(self, figure):
        """Draw the signals, and the memory with its target."""
        axes = figure.subplots(2, 1, sharex=True)
        for key in "fig":
            axes[0].step(range(STEPS), getattr(self, key), where="mid", label=label(key), **line(key, "both"))
        axes[0].legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
        axes[0].set_ylabel("signals")
        axes[1].step(range(STEPS), self.c, where="mid", label=label("c"), **line("c", "both"))
        if wanted(self.target) is not None:
            axes[1].plot(
                wanted(self.target),
                linestyle="none",
                marker="o",
                markersize=5,
                markerfacecolor="none",
                color=SERIES["both"][1],
                label="target",
            )
        axes[1].set(xlabel="step t", ylabel="memory c")
        axes[1].xaxis.get_major_locator().set_params(integer=True)
        axes[1].legend(frameon=False)


def memory(f, i, g):
    """Return c_t = f_t · c_{t−1} + i_t · g_t from c = 0 on, (T,).

    >>> memory([1, 1, 0.5], [1, 0, 0], [0.8, 0.3, 0.3]).tolist()
    [0.8, 0.8, 0.4]
    """
    c, found = 0.0, []
    for f_t, i_t, g_t in zip(f, i, g, strict=True):
        c = f_t * c + i_t * g_t
        found.append(c)
    return np.array(found)


def wanted(target):
    """Return what the memory should be after each step, (20,), or None without a target."""
    if target == "free":
        return None
    c, found = 0.0, []
    for t in range(STEPS):
        if target == "latch":
            c = STREAM[t] if t in LATCHES else c
        else:
            c = (0.0 if target == "reset" and t in RESETS else c) + (t in EVENTS)
        found.append(c)
    return np.array(found)


def candidates(target):
    """Return the candidate that a target brings: a restless stream for the latch, ones for the counters."""
    return np.array(STREAM) if target in ("latch", "free") else np.ones(STEPS)


def _signal(name, value):
    array = as_floats(name, value, ("time",), sizes={"time": STEPS})
    low = -1.0 if name == "g" else 0.0
    if array.min() < low or array.max() > 1:
        raise ValueError(f"{name} runs from {array.min():g} to {array.max():g}: expected {low:g} to 1.")
    return array


def _as_list(array):
    return None if array is None else array.tolist()
