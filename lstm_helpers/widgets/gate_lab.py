"""The Gate Lab: watch one sequence go through an LSTM, gate by gate, unit by unit, step by step."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_count, as_floats, as_labels
from lstm_helpers.cells import DenseParams, LSTMParams, dense, sigmoid
from lstm_helpers.sequence import BothWays, Trace, run
from lstm_helpers.style import LINE, QUANTITIES, map_for, scale
from lstm_helpers.text import Alphabet
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import digest, pack

ORDER = ("f", "i", "g", "o", "c", "h")
ACTIVATIONS = ("sigmoid", "softmax", "linear")
COMPARE = ("after", "before", "difference")
GATES = {"f": (0, 1), "i": (0, 1), "g": (-1, 1), "o": (0, 1)}


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
    >>> from lstm_helpers.cells import init_lstm
    >>> rng = np.random.default_rng(0)
    >>> GateLab(run(init_lstm(3, 2, rng), rng.standard_normal((1, 5, 3)), name="demo"))
    Gate Lab: demo, 2 units, 5 steps, values ...
    """

    _esm = bundle.module("gate_lab.js")
    _css = bundle.stylesheet("gate_lab.css")

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

    def __init__(self, trace, readout=None, classes=None, unit=0, step=0, example=0, title="", *, activation=None,
                 targets=None, alphabet=None, layer=None, text="", edits=None, clamps=None, compare="after",
                 gradients=False, _call="GateLab(trace"):
        traces = [_lstm(one, example) for one in _as_traces(trace)]
        readout, classes, activation = _readout(readout, classes, activation, traces[-1].H)
        if readout is None and targets is not None:
            raise ValueError("targets belong to a readout: pass readout=DenseParams(W, b) as well.")
        if alphabet is not None:
            _check_alphabet(alphabet, traces[0])
        for name, value in (("title", title), ("text", text)):
            if not isinstance(value, str):
                raise TypeError(f"{name} is {type(value).__name__}: expected a text.")
        if compare not in COMPARE:
            raise ValueError(f"compare is {compare!r}: expected one of {', '.join(map(repr, COMPARE))}.")
        if text and alphabet is None:
            raise ValueError("text needs alphabet=..., the letters that the inputs are one-hot codes of.")
        start = len(traces) - 1 if readout is not None else 0
        layer = start if layer is None else _place("layer", layer, len(traces))
        steps = len(text) or traces[layer].T
        self.traces = traces
        self.readout, self.classes, self.activation = readout, classes, activation
        self._doubles = [_in_double(one) for one in traces]
        more = [f", {name}" for name, value in (("readout", readout), ("classes", classes)) if value is not None]
        call = _call + "".join(more * (_call == "GateLab(trace"))
        for name, value in (("alphabet", alphabet), ("targets", targets)):
            call += f", {name}={name}" if value is not None else ""
        super().__init__(
            payload={
                "title": title, "call": call, "start": start, "layers": _layers(traces),
                "readout": _readout_payload(readout, classes, activation, targets, len(traces) - 1, traces[-1].T),
                "alphabet": None if alphabet is None else {
                    "symbols": [*alphabet.letters, Alphabet.UNKNOWN], "fold": alphabet.fold,
                },
            },
            step=_place("step", step, steps), unit=_place("unit", unit, traces[layer].H), layer=layer, text=text,
            edits=_edits(edits, traces[0], alphabet, steps), clamps=_clamps(clamps, layer, traces[layer].H),
            compare=compare, gradients=bool(gradients),
        )

    @property
    def score(self):
        """How the reader's guesses went: ``{"asked": n, "close": k}``, close being within a tenth of the scale."""
        return {"asked": len(self.guesses), "close": sum(bool(guess[5]) for guess in self.guesses)}

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

        traces = []
        for name in (keras_models.lstm_layers(model) or [None]) if layer is None else [layer]:
            traces.append(keras_models.trace(model, x, name, labels=labels))
            if traces[-1].name.endswith(", forward"):
                traces.append(keras_models.trace(model, x, name, labels=labels, direction="backward"))
        if isinstance(readout, str) and readout == "auto":
            readout, found = _keras_readout(model, x, traces[-1])
            options.setdefault("activation", found)
            if readout is None and options.get("classes") is not None:
                raise ValueError("classes were given, but the model's last layer is no Dense over its last LSTM: "
                                 "pass readout=DenseParams(W, b), or leave classes out.")
        return cls(traces, readout, **options, _call="GateLab.from_keras(model, x")

    def summary(self):
        """Return one line: layer, units, steps, and a digest of the values rounded to six decimals."""
        name = ", ".join(one.name or "LSTM" for one in self.traces)
        first = self._doubles[-1]
        values = digest(*(getattr(one, key) for one in self._doubles for key in ORDER))
        return f"Gate Lab: {name}, {_many(first.H, 'unit')}, {_many(first.T, 'step')}, values {values}"

    def draw(self, figure):
        """Draw the six heat maps over the whole sequence, and the readout where there is one."""
        trace = self.traces[self.layer]
        answers = self._answers() if self.readout is not None and self.layer == len(self.traces) - 1 else None
        heights = [max(1.0, min(trace.H, 8) * 0.45)] * len(ORDER) + ([0.8] if answers is not None else [])
        axes = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)
        for ax, key in zip(axes, ORDER, strict=False):
            values = getattr(trace, key)[0, -trace.T:].T.astype(float)     # (H, T), states after each step
            limit = max(1.0, np.nanmax(np.abs(values))) if key == "c" else 1.0
            ax.imshow(values, aspect="auto", interpolation="nearest", cmap=map_for(key), norm=scale(key, limit))
            ax.set_ylabel(f"${key}$  {QUANTITIES[key].name}", rotation=0, ha="right", va="center", fontsize=8,
                          color="black")
            ax.set_yticks([])
            ax.spines["left"].set(color=LINE["light"][key], linewidth=4, visible=True)
        if answers is not None:
            axes[-1].imshow(answers.T[:8], aspect="auto", interpolation="nearest", cmap=map_for("f"),
                            vmin=min(0, answers.min()), vmax=max(1, answers.max()))
            axes[-1].set_ylabel("readout", rotation=0, ha="right", va="center", fontsize=8)
            axes[-1].set_yticks([])
        _write_labels(axes, trace)
        title = self.payload["title"]
        figure.suptitle(f"{title + ' · ' if title else ''}{_many(trace.H, 'unit')}, {_many(trace.T, 'step')}",
                        fontsize=9, x=0.01, ha="left")

    def _answers(self):
        """The readout after every step of the last layer, (T, O)."""
        return _activate(dense(self.readout, self.traces[-1].outputs[0]).astype(float), self.activation)


def _keras_readout(model, x, trace):
    """The model's last Dense layer and its activation, if it gives the model's answer from this trace; else None."""
    last = model.layers[-1]
    last = getattr(last, "layer", last)                                     # TimeDistributed
    weights = last.get_weights() if type(last).__name__ == "Dense" else []
    if len(weights) != 2 or weights[0].shape[0] != trace.H or last.activation.__name__ not in ACTIVATIONS:
        return None, None
    readout, activation = DenseParams(*(w.astype(np.float64) for w in weights)), last.activation.__name__
    answers = _activate(dense(readout, trace.outputs), activation)
    given = np.asarray(model(np.asarray(x), training=False))
    answers = answers if given.ndim == 3 else answers[:, -1]
    same = given.shape == answers.shape and np.allclose(given, answers, atol=1e-4)
    return (readout, activation) if same else (None, None)


def _activate(z, activation):
    if activation == "sigmoid":
        return sigmoid(z)
    if activation == "softmax":
        e = np.exp(z - z.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)
    return z


def _as_traces(value):
    traces = [value.forward, value.backward] if isinstance(value, BothWays) else value
    traces = [traces] if isinstance(traces, Trace) else traces
    if not isinstance(traces, (list, tuple)) or not traces or not all(isinstance(one, Trace) for one in traces):
        raise TypeError(
            f"trace is {type(value).__name__}: expected a Trace, a BothWays or a list of Traces, "
            "e.g. sequence.run(params, x)."
        )
    return list(traces)


def _lstm(trace, example):
    """One sequence of the trace of an LSTM."""
    if not isinstance(trace.params, LSTMParams):
        raise TypeError(f"trace is of {type(trace.params).__name__}: the Gate Lab shows LSTM layers (LSTMParams).")
    if isinstance(example, bool) or not isinstance(example, (int, np.integer)):
        raise TypeError(f"example is {example!r}: expected the number of a sequence, 0 to {trace.B - 1}.")
    if not -trace.B <= example < trace.B:
        raise ValueError(f"example is {example}: the trace holds {_many(trace.B, 'sequence')}, 0 to {trace.B - 1}.")
    return trace.example(int(example))


def _place(name, value, count):
    value = as_count(name, value, least=0)
    if value >= count:
        raise ValueError(f"{name} is {value}: there are {count}, counted from 0, so at most {count - 1}.")
    return value


def _readout(readout, classes, activation, H):
    if readout is None:
        if classes is not None or activation is not None:
            raise ValueError("classes and activation belong to a readout: pass readout=DenseParams(W, b) as well.")
        return None, None, None
    if not isinstance(readout, DenseParams):
        raise TypeError(f"readout is {type(readout).__name__}: expected cells.DenseParams(W, b).")
    W = as_floats("readout.W", readout.W, ("hidden", "outputs"), sizes={"hidden": H})
    outputs = W.shape[1]
    b = as_floats("readout.b", readout.b, ("outputs",), sizes={"outputs": outputs})
    if activation is None:
        activation = "softmax" if outputs > 1 else "sigmoid" if classes is not None else "linear"
    if activation not in ACTIVATIONS:
        raise ValueError(f"activation is {activation!r}: expected one of {', '.join(map(repr, ACTIVATIONS))}.")
    if classes is not None:
        names = [str(name) for name in classes] if not isinstance(classes, str) else None
        allowed = (1, 2) if outputs == 1 else (outputs,)
        if names is None or len(names) not in allowed:
            count = "text" if names is None else f"{len(names)} name(s)"
            raise ValueError(f"classes is {count} for {_many(outputs, 'output')}: pass a list of {allowed[-1]} names.")
        classes = names
    return DenseParams(W, b), classes, activation


def _check_alphabet(alphabet, trace):
    if not isinstance(alphabet, Alphabet):
        raise TypeError(f"alphabet is {type(alphabet).__name__}: expected a text.Alphabet.")
    if len(alphabet) != trace.D:
        raise ValueError(f"alphabet has {len(alphabet)} letters and the layer reads {trace.D} features: pass its own.")


def _in_double(trace):
    """The trace computed once more in float64, so that the digest does not depend on a machine's float32."""
    if trace.h.dtype == np.float64:
        return trace
    params = LSTMParams(*(np.asarray(array, np.float64) for array in trace.params))
    return run(params, trace.x.astype(np.float64), trace.h[:, 0], trace.c[:, 0], mask=trace.mask, name=trace.name)


def _readout_payload(readout, classes, activation, targets, layer, steps):
    """What gate_model.js reads; see `unpack` there."""
    if readout is None:
        return None
    outputs = readout.W.shape[1]
    wanted = None if targets is None else pack(_targets(targets, activation, steps, outputs))
    return {"layer": layer, "H": readout.W.shape[0], "O": outputs, "W": pack(readout.W), "b": pack(readout.b),
            "activation": activation, "classes": classes, "targets": wanted}


def _targets(targets, activation, steps, outputs):
    """Targets as (steps, outputs) of values or probabilities, NaN where nothing is asked."""
    values = np.asarray(targets)
    if values.dtype.kind not in "fiub":
        raise TypeError(f"targets holds {values.dtype}: expected numbers, one a step or one for the last step.")
    values = values.astype(float)
    if activation == "softmax":
        if not np.isin(values, range(outputs)).all():
            raise ValueError(f"targets must hold class numbers from 0 to {outputs - 1} where the readout is a softmax.")
        values = np.eye(outputs)[values.astype(int)]
    elif outputs == 1 and (values.ndim == 0 or (values.ndim == 1 and steps > 1)):
        values = values[..., None]
    if activation == "sigmoid" and not ((values >= 0) & (values <= 1)).all():
        raise ValueError("targets must lie between 0 and 1 where the readout is a sigmoid.")
    if values.shape not in ((steps, outputs), (outputs,)):
        raise ValueError(f"targets has shape {np.shape(targets)}: expected one entry for each of the {steps} steps, "
                         "or one for the last step alone.")
    asked = np.full((steps, outputs), np.nan)
    asked[-1 if values.ndim == 1 else slice(None)] = values
    return asked


def _edits(edits, trace, alphabet, steps):
    """The trait's form of ``edits``: step to the row that is read there, and its label."""
    if edits is not None and not isinstance(edits, dict):
        raise TypeError(f"edits is {type(edits).__name__}: expected a dict of steps, e.g. {{3: 'x'}}.")
    done = {}
    for step, what in (edits or {}).items():
        step = _place("a step of edits", step, steps)
        if not isinstance(what, str):
            row = as_floats(f"edits[{step}]", what, ("features",), sizes={"features": trace.D})
            done[str(step)] = {"row": row.tolist(), "label": None if trace.labels is None else "(changed)"}
        elif alphabet is not None:
            done[str(step)] = {"row": alphabet.one_hot(what)[0, 0].tolist(), "label": what}
        elif what in (trace.labels or ()):
            done[str(step)] = {"row": trace.x[0, trace.labels.index(what)].tolist(), "label": what}
        else:
            raise ValueError(f"edits[{step}] is {what!r}, which is none of the labels: pass numbers, or an alphabet.")
    return done


def _clamps(clamps, layer, H):
    """The trait's form of ``clamps``: gate to value, unit (None for all) and layer."""
    if clamps is not None and not isinstance(clamps, dict):
        raise TypeError(f"clamps is {type(clamps).__name__}: expected a dict of gates, e.g. {{'f': 1.0}}.")
    done = {}
    for gate, what in (clamps or {}).items():
        if gate not in GATES:
            raise ValueError(f"clamps names {gate!r}: expected one of {', '.join(map(repr, GATES))}.")
        value, unit = what if isinstance(what, tuple) and len(what) == 2 else (what, None)
        low, high = GATES[gate]
        if isinstance(value, (bool, str)) or not np.isscalar(value) or not low <= value <= high:
            raise ValueError(f"clamps[{gate!r}] is {what!r}: expected {low} to {high}, or (number, unit).")
        unit = None if unit is None else _place(f"the unit of clamps[{gate!r}]", unit, H)
        done[gate] = {"value": float(value), "unit": unit, "layer": layer}
    return done


def _layers(traces):
    return [_layer(trace, traces[:n]) for n, trace in enumerate(traces)]


def _layer(trace, below):
    x = trace.x[0]
    after = {"c", "h"}
    return {
        "name": trace.name, "D": trace.D, "H": trace.H, "T": trace.T,
        "W_x": pack(trace.params.W_x), "W_h": pack(trace.params.W_h), "b": pack(trace.params.b),
        "x": pack(x), "h0": pack(trace.h[0, 0]), "c0": pack(trace.c[0, 0]),
        "mask": None if trace.mask is None else pack(trace.mask[0]),
        "labels": None if trace.labels is None else list(as_labels("labels", trace.labels, trace.T)),
        "backwards": trace.go_backwards, "precision": 8 * trace.h.dtype.itemsize,
        "oneHot": bool(trace.D > 1 and np.isin(x, (0, 1)).all() and (x.sum(-1) <= 1).all()),
        "reads": _reads(trace, below),
        "kernel": {key: pack(getattr(trace, key)[0, 1:] if key in after else getattr(trace, key)[0]) for key in ORDER},
    }


def _reads(trace, below):
    """Which of the layers below feed this one: None where it reads the input, [] where that cannot be told."""
    x = _in_order(trace, trace.x[0])
    outputs = [_in_order(one, one.outputs[0]) for one in below]
    for n in reversed(range(len(below))):
        if _same(outputs[n], x):
            return [n]
        if n and _same(np.concatenate(outputs[n - 1 : n + 1], axis=-1), x):
            return [n - 1, n]
    reads_the_input = not below or _same(_in_order(below[0], below[0].x[0]), x)
    return None if reads_the_input else []


def _in_order(trace, rows):
    return rows[::-1] if trace.go_backwards else rows


def _same(a, b):
    return a.shape == b.shape and np.allclose(a, b, atol=1e-5)                # a float32 model's own rounding


def _write_labels(axes, trace):
    if trace.labels is None or trace.T > 120 or max(map(len, trace.labels)) > 2:
        axes[-1].set_xlabel("step", fontsize=8)
        axes[-1].tick_params(axis="x", labelsize=7)
    else:
        letters = [label.replace("$", r"\$") for label in trace.labels]
        axes[0].set_xticks(range(trace.T), letters, fontsize=min(9, 480 / trace.T), family="monospace")
        for ax in axes:
            ax.tick_params(axis="x", length=0, labelbottom=False)
        axes[0].tick_params(axis="x", labeltop=True, pad=1)
    for ax in axes:
        for side in ("top", "right", "bottom"):
            ax.spines[side].set_visible(False)


def _many(count, thing):
    return f"{count} {thing}{'' if count == 1 else 's'}"
