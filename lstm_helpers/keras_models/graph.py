"""The recorded calls as one list of steps: recurrent layers, opened, and what lies between them."""

from dataclasses import dataclass, field

from lstm_helpers.keras_models.between import Step, can_be_run, given_to, step_of
from lstm_helpers.keras_models.quietly import keras
from lstm_helpers.keras_models.recording import flat
from lstm_helpers.keras_models.traces import (
    CannotOpenError,
    cells_of,
    halves_of,
    is_both_ways,
    is_recurrent,
    open_call,
)

_CELLS = (keras.layers.LSTMCell, keras.layers.GRUCell, keras.layers.SimpleRNNCell, keras.layers.StackedRNNCells)


@dataclass(eq=False)
class Graph:
    """What a model computed, in order.

    Attributes
    ----------
    steps : list of Step
        A recurrent one has the option "opened", an index of ``opened``.
    opened : list of Opened
    unread : dict of str to str
        The recurrent layers that could not be opened, and why.
    layers : dict of str to keras.Layer
        The recurrent layers by the names of their calls, in the order in which they were called.
    """

    steps: list = field(default_factory=list)
    opened: list = field(default_factory=list)
    unread: dict = field(default_factory=dict)
    layers: dict = field(default_factory=dict)


def build(recording):
    """Return the `Graph` of a `Recording`."""
    builder = _Builder(recording)
    for call in recording.calls:
        if call.inside is None:
            builder.add(call)
    for number in flat(recording.outputs):
        builder.need(number)
    return builder.graph


class _Builder:
    def __init__(self, recording):
        self.recording, self.graph = recording, Graph()
        self.known = {recording.origin(number) for number in flat(recording.inputs)}
        self.children = {}
        for call in recording.calls:
            self.children.setdefault(call.inside, []).append(call)
        self.names = _names(recording)

    def add(self, call):
        """Add a call: a layer as one step, a model or a layer that holds layers as the steps within it."""
        layer = call.layer
        if is_recurrent(layer):
            self._recurrent(call)
        elif isinstance(layer, _CELLS):
            self.graph.unread[self.names[call]] = (
                f'cell "{layer.name}" ({type(layer).__name__}) is called by code of its own, once a step: only layers '
                "that run their cells themselves can be opened."
            )
            self._append(_closed(call, self.names[call], "its steps are run by code of its own"))
        elif can_be_run(layer) or not self.children.get(call):
            self._append(step_of(call, self.names[call]))
        elif isinstance(layer, keras.layers.TimeDistributed):
            self._each_step(call)
        else:
            for inner in self.children[call]:
                self.add(inner)

    def need(self, number):
        """Make sure that a number comes from somewhere: what no layer gave was computed by code between them."""
        number = self.recording.origin(number)
        if number in self.known:
            return number
        sources = None if self.recording.depends is None else self.recording.depends.get(number)
        sources = self.known if sources is None else {self.recording.origin(one) for one in sources}
        why = "code of its own computes it, outside any layer"
        self._append(Step("?", "code", "opaque", tuple(sorted(sources)), {number: "out"}, {}, why))
        return number

    def _append(self, step):
        step.reads = tuple(self.need(number) for number in step.reads)
        step.gives = {self.recording.origin(number): port for number, port in step.gives.items()}
        step.gives = {number: port for number, port in step.gives.items() if number not in self.known}
        self.known |= set(step.gives)
        if step.gives:
            self.graph.steps.append(step)

    # Recurrent layers ----

    def _recurrent(self, call):
        name = self.names[call]
        try:
            opened = open_call(call, self.recording, name)
        except CannotOpenError as error:
            self.graph.layers[name] = call.layer
            self.graph.unread[name] = str(error)
            self._append(_closed(call, name, "it could not be opened"))
            return
        for one in opened:
            self.graph.layers[_layer_name(one, name)] = call.layer
        if not is_both_ways(call.layer):
            self._one_way(call, opened)
            return
        halves = halves_of(call, self.recording)
        for way, half in halves.items():
            half.outputs = half.outputs if half.outputs is not None else self.recording.new()
            self._one_way(half, [one for one in opened if one.way == way])
        self._merge(call, *(flat(half.outputs)[0] for half in halves.values()))

    def _one_way(self, call, opened):
        """A step for each cell: the first reads what the layer reads, each other one what the cell below gives."""
        layer, given, origin = call.layer, call.arguments, self.recording.origin
        x, mask, first = given["sequences"], flat(given.get("mask")), flat(given.get("initial_state"))
        outputs, *states = flat(call.outputs)
        for n, one in enumerate(opened):
            ports = ["h"] if one.trace.c is None else ["h", "c"]
            own, first = first[: len(ports)], first[len(ports) :]
            given_on, states = states[: len(ports)], states[len(ports) :]
            top = n == len(opened) - 1
            out = outputs if top else self.recording.new()
            port = "sequence" if layer.return_sequences or not top else "last"
            gives = dict(zip(given_on, ports, strict=False)) | {out: port}
            options = {
                "opened": len(self.graph.opened),
                "mask": self.need(mask[0]) if mask else None,
                "zero": bool(layer.zero_output_for_mask),
                "turned": bool(n and layer.go_backwards),  # reads in the order in which the cell below gave
            }
            self.graph.opened.append(one)
            kind = type(layer if len(opened) == 1 else cells_of(layer)[n]).__name__
            step = Step(one.trace.name, kind, "recurrent", (x, *own), gives, options)
            if one.own:
                step.does, step.why = "opaque", f"{one.own} is a class of one's own, which may do more than {kind}"
            self._append(step)
            x = origin(out)

    def _merge(self, call, there, back):
        """What Bidirectional makes of the outputs of its halves."""
        layer, outputs = call.layer, flat(call.outputs)
        name = self.names[call]
        if layer.return_sequences:
            turned = outputs[1] if layer.merge_mode is None else self.recording.new()
            self._append(Step(name, "Bidirectional", "flip", (back,), {turned: "out"}))
            back = turned
        if layer.merge_mode is None:
            return
        kinds = {"sum": "add", "ave": "average", "mul": "multiply"}
        does, options = "merge", {"kind": kinds.get(layer.merge_mode)}
        if layer.merge_mode == "concat":
            does, options = "concatenate", {"axis": -1}
        self._append(Step(name, "Bidirectional", does, (there, back), {outputs[0]: "out"}, options))

    # A layer that runs another one at every step ----

    def _each_step(self, call):
        inner, name, given = self.children[call], self.names[call], call.arguments
        x, mask, outputs = flat(given["inputs"])[0], flat(given.get("mask")), flat(call.outputs)
        if len(outputs) != 1 or any(one.layer is not call.layer.layer or len(flat(one.outputs)) != 1 for one in inner):
            self._append(step_of(call, name))
            return
        for n, one in enumerate(inner):
            self._take(f"{name}, step {n + 1}", n, x, given_to(one)[0])
            if mask and flat(one.arguments.get("mask")):
                self._take(f"{name}, step {n + 1}", n, mask[0], flat(one.arguments["mask"])[0])
            self.add(one)
        each = tuple(flat(one.outputs)[0] for one in inner)
        self._append(Step(name, "TimeDistributed", "stack", each, {outputs[0]: "out"}))

    def _take(self, name, n, whole, part):
        self._append(Step(name, "TimeDistributed", "take", (whole,), {part: "out"}, {"key": [n]}))


def _closed(call, name, why):
    """A step that only Keras can run."""
    gives = dict.fromkeys(flat([call.outputs, call.masks]), "out")
    return Step(name, type(call.layer).__name__, "opaque", tuple(given_to(call)), gives, {}, why)


def _layer_name(opened, name):
    """The name of the layer or cell of a trace, without its direction."""
    return opened.trace.name.removesuffix(f", {opened.way}") if opened.way else opened.trace.name


def _names(recording):
    """A name for each call: the layer's, its path where two have the same, and a number where it is called again."""
    layers = {}
    for call in recording.calls:
        layers.setdefault(call.layer.name, set()).add(call.layer)
    counts, names = {}, {}
    for call in recording.calls:
        counts[call.layer] = counts.get(call.layer, 0) + 1
    for call in recording.calls:
        name, around = call.layer.name, call.inside
        if len(layers[name]) > 1 and around is not None and around.inside is not None:
            name = f"{around.layer.name}/{name}"
        if around is not None and isinstance(around.layer, keras.layers.TimeDistributed):
            name = f"{around.layer.name}, step {call.number + 1}"
        elif counts[call.layer] > 1:
            name = f"{name}, call {call.number + 1}"
        names[call] = name
    return names
