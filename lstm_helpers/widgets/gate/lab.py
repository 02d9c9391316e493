"""The Gate Lab: watch one sequence go through an LSTM, gate by gate, unit by unit, step by step."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_choice, as_flag, as_text
from lstm_helpers.figures.style import GATES, LINE, QUANTITIES, map_for, scale
from lstm_helpers.maths.cells import dense, sigmoid
from lstm_helpers.maths.losses import softmax
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.gate.arguments import (
    as_clamps,
    as_edits,
    as_place,
    as_readout,
    as_targets,
    as_traces,
    check_alphabet,
    one_lstm,
)
from lstm_helpers.widgets.gate.payload import ORDER, answer_record, in_double, layer_records
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import alphabet_record, digest, many

COMPARE = ("after", "before", "difference")


class GateLab(Lab):
    """One sequence going through an LSTM: gates, memory, and the arithmetic of every step.

    Parameters
    ----------
    trace : Trace, BothWays, or a list of Trace
        Of LSTM layers, from `sequence.run`, `stack`, `both_ways` or `keras_models.trace`. Of several layers or
        directions the reader chooses one.
    readout : DenseParams, optional
        ``W`` (H, O), ``b`` (O,): what turns the hidden state of the last layer into answers.
    classes : sequence of str, optional
        Names of the answers: O of them, or two for a readout with one output through a sigmoid (no, yes).
    unit, step : int
        Where to start; both count from 0. Later they follow what the reader does.
    example : int
        Which sequence of the batch.
    title : str
    activation : {"sigmoid", "softmax", "linear"}, optional
        Of the readout; by default softmax for several outputs, sigmoid for one with ``classes``, linear otherwise.
    targets : array_like, optional
        What the readout should have said, for the loss: one entry a step, or a single one for the last step. Class
        numbers for sigmoid and softmax, values for linear (``(T, O)`` or ``(O,)`` where there are several).
    alphabet : text.Alphabet, optional
        The inputs are one-hot letters of it: the reader may then type a text, which the browser runs by itself.
    layer, text, edits, clamps, compare, gradients
        Open a certain view, as the lab's own line of Python writes it. ``edits={3: "x"}`` or ``{3: [0.5, 1.0]}``
        changes the input of a step; ``clamps={"f": 1.0}`` or ``{"f": (1.0, 0)}`` forces a gate of all units or of one;
        ``compare`` is "after", "before" or "difference"; ``gradients`` shows how far back the memory reaches.

    Attributes
    ----------
    step, unit, layer, text, veil, playing, speed, edits, clamps, compare, gradients
        Traits that follow the reader, and move the lab when set from Python.
    guesses : list
        One ``[quantity, unit, step, said, truth, close]`` a guess; `score` counts them.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> from lstm_helpers.maths.cells import init_lstm
    >>> from lstm_helpers.maths.sequence import run
    >>> rng = np.random.default_rng(0)
    >>> GateLab(run(init_lstm(3, 2, rng), rng.standard_normal((1, 5, 3)), name="demo"))  # doctest: +ELLIPSIS
    Gate Lab: demo, 2 units, 5 steps, values ...
    """

    _esm = bundle.module("gate/view.js")
    _css = bundle.stylesheet("gate/lab.css")

    step = traitlets.Int(0).tag(sync=True)
    unit = traitlets.Int(0).tag(sync=True)
    layer = traitlets.Int(0).tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    veil = traitlets.Bool(True).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = traitlets.Int(4).tag(sync=True)
    edits = traitlets.Dict().tag(sync=True)
    clamps = traitlets.Dict().tag(sync=True)
    compare = traitlets.Enum(COMPARE, "after").tag(sync=True)
    gradients = traitlets.Bool(False).tag(sync=True)
    guesses = traitlets.List().tag(sync=True)

    def __init__(
        self,
        trace,
        readout=None,
        classes=None,
        unit=0,
        step=0,
        example=0,
        title="",
        *,
        activation=None,
        targets=None,
        alphabet=None,
        layer=None,
        text="",
        edits=None,
        clamps=None,
        compare="after",
        gradients=False,
        _call="GateLab(trace",
    ):
        traces = [one_lstm(one, example) for one in as_traces(trace)]
        readout, classes, activation = as_readout(readout, classes, activation, traces[-1].H)
        if readout is None and targets is not None:
            raise ValueError("targets belong to a readout: pass readout=DenseParams(W, b) as well.")
        if targets is not None:
            targets = as_targets(targets, activation, traces[-1].T, readout.W.shape[1])
        if alphabet is not None:
            check_alphabet(alphabet, traces[0])
        title, text = as_text("title", title, empty=True), as_text("text", text, empty=True)
        compare, gradients = as_choice("compare", compare, COMPARE), as_flag("gradients", gradients)
        if text and alphabet is None:
            raise ValueError("text needs alphabet=..., the letters that the inputs are one-hot codes of.")
        start = len(traces) - 1 if readout is not None else 0
        layer = start if layer is None else as_place("layer", layer, len(traces))
        steps = len(text) or traces[layer].T
        self.traces = traces
        self.readout, self.classes, self.activation = readout, classes, activation
        self._doubles = [in_double(one) for one in traces]
        more = [f", {name}" for name, value in (("readout", readout), ("classes", classes)) if value is not None]
        call = _call + "".join(more * (_call == "GateLab(trace"))
        for name, value in (("alphabet", alphabet), ("targets", targets)):
            call += f", {name}={name}" if value is not None else ""
        super().__init__(
            payload={
                "title": title,
                "call": call,
                "start": start,
                "layers": layer_records(traces),
                "readout": answer_record(readout, classes, activation, targets, len(traces) - 1),
                "alphabet": alphabet_record(alphabet),
            },
            step=as_place("step", step, steps),
            unit=as_place("unit", unit, traces[layer].H),
            layer=layer,
            text=text,
            edits=as_edits(edits, traces[0], alphabet, steps),
            clamps=as_clamps(clamps, layer, traces[layer].H),
            compare=compare,
            gradients=gradients,
        )

    @property
    def score(self):
        """How the reader's guesses went: ``{"asked": n, "close": k}``, close being within a tenth of the scale."""
        return {"asked": len(self.guesses), "close": sum(bool(guess[5]) for guess in self.guesses)}

    @classmethod
    def demo(cls):
        """Return the course's bracket reader over a sentence, its cursor inside the bracket."""
        from lstm_helpers import pretrained

        reader = pretrained.bracket_reader(2)
        sentence = "A gate (a number from 0 to 1) decides what to keep."
        lab = cls(
            reader.read(sentence),
            reader.readout,
            ("outside", "inside"),
            reader.clearest,
            sentence.index("(") + 3,
            title="A two-unit LSTM reads a sentence",
            alphabet=reader.alphabet,
        )
        lab.veil = False
        return lab

    @classmethod
    def from_keras(cls, model, x, layer=None, labels=None, *, readout="auto", **options):
        """Open a trained Keras model that contains LSTM layers.

        Parameters
        ----------
        model : keras.Model
        x : array_like
            What the model reads, (batch, time, features) as a rule.
        layer : str or int, optional
            One LSTM or Bidirectional layer; by default all of them, to choose from. Of a Bidirectional layer both
            directions are offered.
        labels : str or sequence of str, optional
            One label a time step.
        readout : DenseParams, None or "auto"
            "auto" takes the model's last Dense layer, where it reads the last LSTM: that is tried out, not assumed.
        **options
            As for `GateLab`.

        Examples
        --------
        ``GateLab.from_keras(model, x[:1], labels="a (short) one")``
        """
        from lstm_helpers import keras_models

        reading = keras_models.read(model, x, labels=labels)
        if layer is not None or not reading.traces:
            reading.trace(layer)  # says why not
        keys = [key for key in reading.traces if layer is None or reading.trace(layer).name in _names(reading, key)]
        traces = [reading.traces[key] for key in keys]
        if isinstance(readout, str) and readout == "auto":
            found = list(reading.readouts.values())[-1:]
            found = [one for one in found if one.params is not None and one.layers == (keys[-1],)]
            readout = found[0].params if found else None
            options.setdefault("activation", found[0].activation if found else None)
            if readout is None and options.get("classes") is not None:
                raise ValueError(
                    "classes were given, but the model's last layer is no Dense over its last LSTM: "
                    "pass readout=DenseParams(W, b), or leave classes out."
                )
        return cls(traces, readout, **options, _call="GateLab.from_keras(model, x")

    def summary(self):
        """Return one line: layer, units, steps, and a digest of the values rounded to six decimals."""
        name = ", ".join(one.name or "LSTM" for one in self.traces)
        first = self._doubles[-1]
        values = digest(*(getattr(one, key) for one in self._doubles for key in ORDER))
        return f"Gate Lab: {name}, {many(first.H, 'unit')}, {many(first.T, 'step')}, values {values}"

    def draw(self, figure):
        """Draw the six heat maps over the whole sequence, and the readout where there is one."""
        trace = self.traces[self.layer]
        answers = self._answers() if self.readout is not None and self.layer == len(self.traces) - 1 else None
        steps = (0.5, trace.T + 0.5, 1, 0)  # counted from 1, as on the page
        heights = [max(1.0, min(trace.H, 8) * 0.45)] * len(ORDER) + ([0.8] if answers is not None else [])
        axes = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)
        for ax, key in zip(axes, ORDER, strict=False):
            values = getattr(trace, key)[0, -trace.T :].T.astype(float)  # (H, T), states after each step
            limit = 1.0 if key in GATES else _rounded_up(np.abs(values[np.isfinite(values)]).max(initial=0.0))
            ax.imshow(
                values,
                aspect="auto",
                interpolation="nearest",
                extent=steps,
                cmap=map_for(key, "light"),
                norm=scale(key, limit),
            )
            ends = "0 to 1" if key in GATES else f"±{limit:g}"
            ax.set_ylabel(
                f"${key}$  {QUANTITIES[key].name}\n{ends}",
                rotation=0,
                ha="right",
                va="center",
                fontsize=8,
                color="black",
            )
            ax.set_yticks([])
            ax.spines["left"].set(color=LINE["light"][key], linewidth=4, visible=True)
        if answers is not None:
            axes[-1].imshow(
                answers.T[:8],
                aspect="auto",
                interpolation="nearest",
                extent=steps,
                cmap=map_for("f", "light"),
                vmin=min(0, answers.min()),
                vmax=max(1, answers.max()),
            )
            axes[-1].set_ylabel("readout", rotation=0, ha="right", va="center", fontsize=8)
            axes[-1].set_yticks([])
        _write_labels(axes, trace)
        title = self.payload["title"]
        figure.suptitle(
            f"{title + ' · ' if title else ''}{many(trace.H, 'unit')}, {many(trace.T, 'step')}",
            fontsize=9,
            x=0.01,
            ha="left",
        )

    def _answers(self):
        """The readout after every step of the last layer, (T, O)."""
        z = dense(self.readout, self.traces[-1].outputs[0]).astype(float)
        return {"sigmoid": sigmoid, "softmax": softmax}.get(self.activation, np.asarray)(z)


def _names(reading, key):
    """The names of all traces of the layer that a trace belongs to."""
    return [trace.name for (name, _), trace in reading.traces.items() if name == key[0]]


def _rounded_up(peak):
    """The end of a scale on which ``peak`` can be seen, rounded up as `roundUp` in lab.js does."""
    power = 10.0 ** np.floor(np.log10(peak)) if peak else 1.0
    return float(next(n for n in (1, 1.2, 1.5, 2, 3, 4, 5, 6, 8, 10) if n * power >= peak * (1 - 1e-9)) * power)


def _write_labels(axes, trace):
    if trace.labels is None or trace.T > 120 or max(map(len, trace.labels)) > 2:
        axes[-1].set_xlabel("step", fontsize=8)
        axes[-1].tick_params(axis="x", labelsize=7)
    else:
        letters = [label.replace("$", r"\$") for label in trace.labels]
        axes[0].set_xticks(range(1, trace.T + 1), letters, fontsize=min(9, 480 / trace.T), family="monospace")
        for ax in axes:
            ax.tick_params(axis="x", length=0, labelbottom=False)
        axes[0].tick_params(axis="x", labeltop=True, pad=1)
    for ax in axes:
        for side in ("top", "right", "bottom"):
            ax.spines[side].set_visible(False)
