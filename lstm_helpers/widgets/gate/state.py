"""What the reader of a Gate Lab can change, and Python too; state.js declares the same."""

import traitlets

from lstm_helpers.widgets.gate.arguments import (
    as_clamps,
    as_edits,
    as_guesses,
    as_place,
    as_typed,
    check_order,
    check_which,
)
from lstm_helpers.widgets.traits import Whole

COMPARE = ("after", "before", "difference")
FORMS = ("full", "small")
ORDERS = ("number", "answer")
WHICH = ("first", "second", "difference")


class GateState(traitlets.HasTraits):
    """The traits of a `GateLab`, each kept within what its ``traces``, ``readout`` and ``alphabet`` can show."""

    step = Whole(0).tag(sync=True)
    unit = Whole(0).tag(sync=True)
    layer = Whole(0).tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    veil = traitlets.Bool(True).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = Whole(4, min=1, max=60).tag(sync=True)
    edits = traitlets.Dict().tag(sync=True)
    clamps = traitlets.Dict().tag(sync=True)
    compare = traitlets.Enum(COMPARE, "after").tag(sync=True)
    gradients = traitlets.Bool(False).tag(sync=True)
    guesses = traitlets.List().tag(sync=True)
    form = traitlets.Enum(FORMS, "full").tag(sync=True)
    order = traitlets.Enum(ORDERS, "number").tag(sync=True)
    output = Whole(0).tag(sync=True)
    which = traitlets.Enum(WHICH, "first").tag(sync=True)
    beside = None

    @property
    def steps(self):
        """How many steps there are: of the text where one is typed, else of the layer's sequence."""
        return len(self.text) or self.traces[self.layer].T

    @property
    def answer(self):
        """The `Answer` that is looked at, None where the lab shows none."""
        return self.answers[self.output] if self.answers else None

    @property
    def readout(self):
        """The `DenseParams` of the answer, None where it is not one Dense layer over one layer."""
        return self.answer and self.answer.params

    @property
    def classes(self):
        """The names of the answers."""
        return self.answer and self.answer.classes

    @property
    def activation(self):
        """What the answer ends in: "sigmoid", "softmax", "linear", or None for another."""
        return self.answer and self.answer.activation

    @property
    def adds(self):
        """What each unit adds to the answer at most, (H,), None where that cannot be told."""
        return None if self.answer is None else self.answer.adds

    @traitlets.validate("step")
    def _step(self, proposal):
        return as_place("step", proposal["value"], self.steps)

    @traitlets.validate("unit")
    def _unit(self, proposal):
        return as_place("unit", proposal["value"], self.traces[self.layer].H)

    @traitlets.validate("layer")
    def _layer(self, proposal):
        return as_place("layer", proposal["value"], len(self.traces))

    @traitlets.validate("text")
    def _text(self, proposal):
        return as_typed(proposal["value"], self.alphabet)

    @traitlets.validate("edits")
    def _edits(self, proposal):
        return as_edits(proposal["value"], self.traces[0], self.alphabet, len(self.text) or self.traces[0].T)

    @traitlets.validate("clamps")
    def _clamps(self, proposal):
        return as_clamps(proposal["value"], self.layer, self.traces)

    @traitlets.validate("output")
    def _output(self, proposal):
        return as_place("output", proposal["value"], len(self.answers) or 1)

    @traitlets.validate("which")
    def _which(self, proposal):
        return check_which(proposal["value"], self.beside)

    @traitlets.validate("guesses")
    def _guesses(self, proposal):
        return as_guesses(proposal["value"])

    @traitlets.validate("order")
    def _order(self, proposal):
        return check_order(proposal["value"], self.readout)

    @traitlets.observe("text", "layer")
    def _stay_inside(self, change):
        self.step = min(self.step, self.steps - 1)
        self.unit = min(self.unit, self.traces[self.layer].H - 1)
