"""The Gate Lab: watch one sequence go through a recurrent layer, gate by gate, unit by unit, step by step."""

from lstm_helpers.arrays import as_choice, as_flag, as_text
from lstm_helpers.maths.torch_weights import linear_of, trace_torch
from lstm_helpers.widgets import bundle, pages
from lstm_helpers.widgets.gate.arguments import (
    as_clamps,
    as_edits,
    as_place,
    as_typed,
    check_alphabet,
    check_order,
    check_which,
)
from lstm_helpers.widgets.gate.beside import as_beside, differences
from lstm_helpers.widgets.gate.kinds import MAPS, kind_of
from lstm_helpers.widgets.gate.opening import Source, open_answers, open_traces
from lstm_helpers.widgets.gate.payload import in_double, layer_records
from lstm_helpers.widgets.gate.state import COMPARE, FORMS, ORDERS, WHICH, GateState
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import alphabet_record, digest, many


class GateLab(GateState, Lab):
    """One sequence going through an LSTM, a GRU or a plain RNN: gates, memory, and the arithmetic of every step.

    Parameters
    ----------
    trace : Trace, BothWays, or a list of Trace
        Of LSTM, GRU or plain RNN layers, from `sequence.run`, `stack`, `both_ways` or `keras_models.trace`. Of several
        layers or directions the reader chooses one.
    readout : DenseParams, optional
        ``W`` (H, O), ``b`` (O,): what turns the hidden state of the last layer into answers.
    classes : sequence of str, optional
        Names of the answers: O of them, or two for a readout with one output through a sigmoid (no, yes).
    unit, step : int
        Where to start; both count from 0. Later they follow what the reader does. Without ``unit`` the lab starts at
        its first line.
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
    output : str or int
        Which answer of a model with several outputs is looked at: its name or place; the first by default.
    form : {"full", "small"}
        "small" shows the forget gate, the cell state and the answer alone; the reader can ask for the rest.
    order : {"number", "answer"}
        "answer" puts the units first that add most to the answer (see `adds`), and shows three of them.
    beside : GateLab, optional
        Of a second model that reads the same sequence: the same model before training, or from another seed. It needs
        the same layers, steps and answers. What the reader changes is changed for both.
    names : sequence of str, optional
        What the two models are called, this one first.
    which : {"first", "second", "difference"}
        Which model is shown; "difference" maps this one minus the one beside it. Units of two seeds do not correspond:
        of those the answers can be compared, of a model before and after training its units too.

    Attributes
    ----------
    step, unit, layer, text, veil, playing, speed, edits, clamps, compare, gradients, form, order, output, which
        Traits that follow the reader, and move the lab when set from Python.
    adds : ndarray (H,), or None without a readout
        What each unit adds to the answer at most, as a size: the largest ``|h[t, unit] * W[unit, output]|`` over the
        outputs and the steps that have a target, or all steps without targets.
    guesses : list
        One ``[quantity, unit, step, said, truth, close]`` a guess; `score` counts them.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> import numpy as np
    >>> from lstm_helpers.maths.cells import init_lstm
    >>> from lstm_helpers.maths.sequence import run
    >>> rng = np.random.default_rng(0)
    >>> GateLab(run(init_lstm(3, 2, rng), rng.standard_normal((1, 5, 3)), name="demo"))  # doctest: +ELLIPSIS
    Gate Lab: demo, 2 units, 5 steps, values ...
    """

    _esm = bundle.module("gate/view.js")
    _css = bundle.stylesheet("gate/lab.css")

    def __init__(
        self,
        trace,
        readout=None,
        classes=None,
        unit=None,
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
        form="full",
        order="number",
        output=None,
        beside=None,
        names=None,
        which="first",
        _call="GateLab(trace",
        _source=None,
    ):
        traces, model = open_traces(trace, example, _source)
        found, output, notes = open_answers(traces, model, _source, readout, classes, activation, targets, output)
        if alphabet is not None:
            check_alphabet(alphabet, traces[0])
        title, text = as_text("title", title, empty=True), as_typed(text, alphabet)
        compare, gradients = as_choice("compare", compare, COMPARE), as_flag("gradients", gradients)
        form, order = as_choice("form", form, FORMS), as_choice("order", order, ORDERS)
        start = found[output].layers[0][0] if found else 0
        layer = start if layer is None else as_place("layer", layer, len(traces))
        steps = len(text) or traces[layer].T
        self.traces, self.alphabet, self.answers, self.notes = traces, alphabet, found, notes
        check_order(order, found[output].params if found else None)
        if unit is None:
            unit = int(found[output].adds.argmax()) if order == "answer" and layer == start else 0
        self._doubles = [in_double(one) for one in traces]
        more = [f", {name}" for name, value in (("readout", readout), ("classes", classes)) if value is not None]
        call = _call + "".join(more * (_call == "GateLab(trace"))
        for name, value in (("alphabet", alphabet), ("targets", targets)):
            call += f", {name}={name}" if value is not None else ""
        payload = {
            "title": title,
            "call": call,
            "start": start,
            "layers": layer_records(traces, model),
            "graph": model.record(),
            "readouts": [one.record() for one in found],
            "notes": notes,
            "alphabet": alphabet_record(alphabet),
        }
        super().__init__(
            payload=payload,
            step=as_place("step", step, steps),
            unit=as_place("unit", unit, traces[layer].H),
            layer=layer,
            text=text,
            edits=as_edits(edits, traces[0], alphabet, len(text) or traces[0].T),
            clamps=as_clamps(clamps, layer, traces),
            compare=compare,
            gradients=gradients,
            form=form,
            order=order,
            output=output,
        )
        self._put_beside(beside, names, which)

    def _put_beside(self, beside, names, which):
        """Take a second model in, once this lab is there to be compared with."""
        self.beside, names = as_beside(beside, self, names)
        which = check_which(as_choice("which", which, WHICH), self.beside)
        if self.beside is not None:
            call = f"{self.payload['call']}, beside=beside, names={names}"
            self.payload = self.payload | {"call": call, "names": names, "beside": self.beside.payload}
            self.which = which

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
        """Open a trained Keras model that contains LSTM, GRU or SimpleRNN layers.

        Parameters
        ----------
        model : keras.Model
        x : array_like
            What the model reads, (batch, time, features) as a rule.
        layer : str or int, optional
            One recurrent or Bidirectional layer; by default all of them, to choose from. Of a Bidirectional layer both
            directions are offered, of a layer that is called twice both calls.
        labels : str or sequence of str, optional
            One label a time step.
        readout : DenseParams, None or "auto"
            "auto" shows every output of the model that is computed from its recurrent layers; the reader chooses one.
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
        auto = isinstance(readout, str) and readout == "auto"
        source = Source(reading, keys, auto)
        traces = [reading.traces[key] for key in keys]
        call = "GateLab.from_keras(model, x"
        return cls(traces, None if auto else readout, **options, _call=call, _source=source)

    @classmethod
    def from_file(cls, path, x, layer=None, labels=None, *, build=None, custom_objects=None, **options):
        """Open the Keras model in a file, of Keras 3 or Keras 2. No code that stands in the file is run.

        Parameters
        ----------
        path : str or Path
            ``.keras`` or ``.h5``; a file with weights alone needs ``build``.
        x, layer, labels
            As for `from_keras`.
        build : function, optional
            Without arguments; returns the Keras model into which the file's weights go.
        custom_objects : dict, optional
            Your own layers by their names, as for ``keras.saving.load_model``.
        **options
            As for `from_keras`.

        Examples
        --------
        ``GateLab.from_file("model.keras", x[:1])``
        """
        from lstm_helpers import keras_models

        model = keras_models.open_file(path, build, custom_objects=custom_objects)
        lab = cls.from_keras(model, x, layer, labels, **options)
        call = lab.payload["call"].replace("GateLab.from_keras(model", "GateLab.from_file(path")
        lab.payload = lab.payload | {"call": call}
        return lab

    @classmethod
    def from_torch(
        cls, state, x, module=None, labels=None, *, h0=None, c0=None, nonlinearity="tanh", readout=None, **options
    ):
        """Open a recurrent module of PyTorch by its weights; PyTorch itself is not needed.

        Parameters
        ----------
        state : dict of str to array_like
            ``model.state_dict()``, of tensors or of arrays.
        x : array_like (batch, time, features)
            Also where the module has ``batch_first=False``.
        module : str, optional
            The name of the module within the model, where there are several.
        labels : str or sequence of str, optional
            One label a time step.
        h0, c0 : array_like (layers · directions, batch, hidden), optional
            Initial states, as PyTorch takes them.
        nonlinearity : {"tanh", "relu"}
            Of an ``nn.RNN``, whose weights do not say it.
        readout : str or DenseParams, optional
            The name of the ``nn.Linear`` over the last layer's state, e.g. "fc". A state_dict does not say what comes
            after it: ``activation="softmax"`` or "sigmoid" does.
        **options
            As for `GateLab`.

        Examples
        --------
        ``GateLab.from_torch(model.state_dict(), x[:1], readout="fc")``
        """
        traces = trace_torch(state, x, module, h0=h0, c0=c0, nonlinearity=nonlinearity, labels=labels)
        if isinstance(readout, str):
            readout = _linear(state, readout)
        return cls(traces, readout, **options, _call="GateLab.from_torch(state, x")

    def summary(self):
        """Return one line: layer, units, steps, and a digest of the values rounded to six decimals."""
        name = ", ".join(one.name or _KINDS[kind_of(one)] for one in self.traces)
        first = self._doubles[-1]
        values = digest(*(getattr(one, key) for one in self._doubles for key in MAPS[kind_of(one)]))
        line = f"Gate Lab: {name}, {many(first.H, 'unit')}, {many(first.T, 'step')}, values {values}"
        if self.beside is None:
            return line
        most = max(abs(one).max() for one in differences(self))
        names = " and ".join(f"“{one}”" for one in self.payload["names"])
        return f"{line}; h of {names} is {most:.3f} apart at most"

    def draw(self, figure):
        """Draw the heat maps over the whole sequence, and the readout where there is one."""
        from lstm_helpers.widgets.gate.picture import draw

        draw(figure, self)

    def lighter(self, state):
        """Keep the numbers that the page compares its own with in single precision; it computes with all others."""
        lost = "The kernel's own gates and states, with which it compares what it computes, are kept to seven digits."
        return state | {"payload": _lighter(state["payload"])}, lost

    @property
    def picture_size(self):
        """Inches; two maps are less high than six."""
        return (7.2, 4.0) if self.form == "full" else (7.2, 2.0)


def _lighter(payload):
    """A model's payload with the kernel's own numbers in single precision; of two models both."""
    layers = [
        layer | {"precision": 32, "kernel": {key: pages.single(one, False) for key, one in layer["kernel"].items()}}
        for layer in payload["layers"]
    ]
    beside = {"beside": _lighter(payload["beside"])} if "beside" in payload else {}
    return payload | {"layers": layers} | beside


def _linear(state, readout):
    """The readout of that name, or a sentence about the argument."""
    try:
        return linear_of(state, readout)
    except ValueError as error:
        raise ValueError(f"readout: {error}") from None


_KINDS = {"lstm": "LSTM", "gru": "GRU", "gru after": "GRU", "rnn": "RNN"}


def _names(reading, key):
    """The names of all traces of the layer that a trace belongs to."""
    return [trace.name for (name, _), trace in reading.traces.items() if name == key[0]]
