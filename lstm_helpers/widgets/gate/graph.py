"""A whole model for the browser: its steps in order, so that a change is carried through all of them.

A step is what `keras_models` calls one, with arrays packed; `evaluate` in graph.js runs them. Of traces that come
without a model, the steps are found by comparing what each layer reads with what those below gave out.
"""

from dataclasses import dataclass, field

import numpy as np

from lstm_helpers.widgets.payload import pack

CLOSE = {"float16": 2e-2, "bfloat16": 0.1, "float64": 1e-9}  # of the largest number; single precision: 1e-4
NOT_HERE = "what lies between it and the layers below is not in the lab"


@dataclass(eq=False)
class Model:
    """The steps of a model as the browser gets them.

    Attributes
    ----------
    steps : list of dict
    values : dict of int to ndarray
        What no step gives, of one sequence.
    said : dict of int to ndarray
        What the model itself gave out.
    sources : list of int
        The number that each layer of the lab reads.
    sequences : list of int
        The number of all states of each layer, in the order in which it read.
    close : float
        How far two computations of a value may be apart, relative to the largest.
    """

    steps: list = field(default_factory=list)
    values: dict = field(default_factory=dict)
    said: dict = field(default_factory=dict)
    sources: list = field(default_factory=list)
    sequences: list = field(default_factory=list)
    close: float = 1e-4

    def __post_init__(self):
        self._next = 10**6  # beyond the numbers of any recorded pass

    def new(self):
        """Return a number that nothing has yet."""
        self._next += 1
        return self._next

    def add(self, does, reads, name="", kind="", options=None, why="", port="out"):
        """Add a step that gives one number, and return that."""
        number = self.new()
        self.steps.append(_step(name, kind, does, reads, [[number, port]], options or {}, why))
        return number

    def source(self):
        """Return the number that edits change: what the first layer reads, or what is only masked on its way to it."""
        givers = {number: step for step in self.steps for number, _ in step["gives"]}
        number = self.sources[0]
        while number in givers and givers[number]["does"] == "masking":
            number = givers[number]["reads"][0]
        return number

    def fed_by(self, number):
        """Return the numbers that a change of this one may change, itself among them."""
        found = {number}
        for step in self.steps:
            if found & {*step["reads"], _mask_of(step)}:
                found |= {given for given, _ in step["gives"]}
        return found

    def record(self):
        """Return the model as the payload has it."""
        return {
            "steps": self.steps,
            "values": {str(number): packed(array) for number, array in self.values.items()},
            "said": {str(number): packed(array) for number, array in self.said.items()},
            "input": self.source(),
            "close": self.close,
        }


def packed(array):
    """Return an array with its shape, as graph.js unpacks it."""
    return {"shape": list(np.shape(array)), "data": pack(array)}


def _step(name, kind, does, reads, gives, options, why=""):
    return {
        "name": name,
        "kind": kind,
        "does": does,
        "reads": [int(number) for number in reads],
        "gives": [[int(number), port] for number, port in gives],
        "options": {key: packed(one) if isinstance(one, np.ndarray) else one for key, one in options.items()},
        "why": why,
    }


# Of a model of Keras -------------------------------------------------------------------------------------------------


def of_keras(reading, keys, example):
    """Return the `Model` of a `keras_models.Reading`, whose traces named by ``keys`` are layers of the lab."""
    model = Model(close=max(CLOSE.get(one, 1e-4) for one in reading.precisions.values()))
    places = {id(reading.traces[key]): n for n, key in enumerate(keys)}
    opened = [places.get(id(one)) for one in _in_graph(reading)]
    model.sources, model.sequences = [0] * len(keys), [0] * len(keys)
    given = set()
    for step in reading.graph.steps:
        if "opened" in step.options:
            _recurrent(model, step, opened[step.options["opened"]])
        else:
            model.steps.append(
                _step(step.name, step.kind, step.does, step.reads, step.gives.items(), step.options, step.why)
            )
        if model.steps[-1]["does"] != "opaque":
            given |= set(step.gives)
    wanted = {n for step in model.steps for n in (*step["reads"], _mask_of(step)) if n is not None}
    answers = {readout.number for readout in reading.readouts.values()}
    for numbers, kept in (((wanted | answers) - given, model.values), (answers, model.said)):
        for number in sorted(numbers):
            array = reading.numbers.get(number)
            if array is not None and array.ndim and array.dtype.kind in "fiub" and len(array) == _batch(reading):
                kept[int(number)] = np.asarray(array[example], float)
    return model


def _mask_of(step):
    return step["options"].get("mask") if step["does"] == "recurrent" else None


def _in_graph(reading):
    """The traces in the order of the graph's opened cells, as the reading has them (with labels)."""
    names = list(reading.traces.values())
    return [next(t for t in names if t.name == one.trace.name) for one in reading.graph.opened]


def _batch(reading):
    return next(iter(reading.traces.values())).B


def _recurrent(model, step, n):
    """A layer of the lab; one that is not, or that may do more than its kind does, only Keras can run."""
    mask = step.options["mask"]
    options = {"layer": n, "mask": None if mask is None else int(mask)}
    options |= {key: step.options[key] for key in ("zero", "turned")}
    gives = dict(step.gives)
    if n is None or step.does == "opaque":
        why = step.why or "it is not in this lab"
        model.steps.append(_step(step.name, step.kind, "opaque", step.reads, gives.items(), {}, why))
        gives = {}
    if n is None:
        return
    model.sources[n] = int(step.reads[0])
    every = [int(number) for number, port in gives.items() if port == "sequence"]
    model.sequences[n] = every[0] if every else model.new()
    gives[model.sequences[n]] = "sequence"
    model.steps.append(_step(step.name, step.kind, "recurrent", step.reads, gives.items(), options))


# Of traces alone -----------------------------------------------------------------------------------------------------


def of_traces(traces):
    """Return the `Model` of traces of one sequence each: the lowest first, each above those that it reads."""
    model = Model()
    model.values[0] = _in_order(traces[0], traces[0].x[0])
    ordered = []  # the number of what each layer gives out, in the order of the input
    for n, trace in enumerate(traces):
        links = reads(trace, traces[:n])
        number = _source(model, trace, links, ordered)
        model.sources.append(number)
        options = {"layer": n, "mask": None, "plain": True}
        sequence = model.add("recurrent", [number], trace.name, options=options, port="sequence")
        model.sequences.append(sequence)
        ordered.append(model.add("flip", [sequence]) if trace.go_backwards else sequence)
    return model


def _source(model, trace, links, ordered):
    if links is None:
        return 0
    if links:
        below = [ordered[n] for n in links]
        return below[0] if len(below) == 1 else model.add("concatenate", below, options={"axis": -1})
    number = model.add("opaque", ordered, why=NOT_HERE)
    model.values[number] = _in_order(trace, trace.x[0])
    return number


def reads(trace, below):
    """Return which of the layers below feed this one: None where it reads the input, [] where that cannot be told."""
    x = _in_order(trace, trace.x[0])
    outputs = [_in_order(one, one.outputs[0]) for one in below]
    for n in reversed(range(len(below))):
        if _same(outputs[n], x):
            return [n]
        pair = outputs[max(0, n - 1) : n + 1]
        if len({len(one) for one in pair}) == 1 and _same(np.concatenate(pair, axis=-1), x):
            return [n - 1, n]
    reads_the_input = not below or _same(_in_order(below[0], below[0].x[0]), x)
    return None if reads_the_input else []


def _in_order(trace, rows):
    return rows[::-1] if trace.go_backwards else rows


def _same(a, b):
    return a.shape == b.shape and np.allclose(a, b, atol=1e-5)  # a float32 model's own rounding
