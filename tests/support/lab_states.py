"""States that Python can put a lab into, for the tests of every lab: each accepted value of each of its traits."""

import numpy as np
import traitlets

from lstm_helpers.maths.cells import init_dense, init_gru, init_lstm, init_rnn
from lstm_helpers.maths.sequence import run, stack
from lstm_helpers.pretrained import bracket_reader
from lstm_helpers.widgets import LABS, GateLab, Lab
from lstm_helpers.widgets.gate.state import WHICH

# what no trait expects: it is refused in a sentence, or it is shown
JUNK = (None, True, -1, 3, 10**6, 2.5, float("nan"), float("inf"), "x", "", [], [1], [[]], {}, {"q": 1}, {"f": 2})
ROW = {"row": [0.5] * len(bracket_reader(2).alphabet), "label": "?"}
# what follows from no type, by lab and trait
MORE = {
    "attention": {
        "text": ("0", "1", "24", "999,999", "Twenty-Four", "one hundred and one", "thousand hundred", "nine " * 60),
        "step": (0, 9),
        "word": (-1, 0, 6),
        "forced": ({0: 0}, {"3": 6}, {1: -1}, {0: 6, 2: 6, 4: 6, 80: 1}, dict.fromkeys(range(20), 1)),
    },
    "film": {
        "film": (0, 5),
        "order": ([0], list(range(15, -1, -1)), [3] * 60, [15, 0, 7]),
        "step": (0, 15),
        "word": (-1, 0, 3, 12),
    },
    "forecast": {
        "origin": (0, 10, 103),
        "past": (0, 1, 2, 17, 240, 1461),
        "hidden": (["linear"], ["linear", "LSTM"], ["climatology", "damped persistence", "linear", "LSTM"]),
    },
    "gate": {
        "text": ("cab", "(" * 200, "👩\u200d🚀", " ", "\n"),
        "edits": ({0: "("}, {"50": "x", 3: " "}, {5: ROW}),
        "clamps": ({"f": 1.0}, {"f": (0.3, 1), "g": -1}, {"o": {"value": 0.5, "unit": None, "layer": 0, "held": True}}),
        "guesses": ([["f", 0, 1, 0.5, 0.52, True], ["h", 1, 2, -0.5, 0.9, False]],),
        "step": (0, 50),
        "unit": (0, 1),
        "layer": (0,),
        "output": (0,),
        "which": ("first",),
    },
    "gradient": {"length": (5, 200), "step": (0, 1, 100), "radius": (0.0, 2.0), "recurrent": (0.0, 5.0)},
    "memory": {key: ([0.0] * 20, [1.0] * 20, [0.5, 0.25] * 10) for key in "fig"} | {"step": (0, 19)},
    "review": {
        "text": ("good", "Ünknown 👩\u200d🚀!", "not " * 60),
        "step": (0, 9),
        "picked": (-1, 0, 9),
    },
    "sound": {
        "clip": (0, 1, 2),
        "step": (0, 9),
        "picked": (-1, 0, 10),
        "forced": ({0: 0}, {"3": 6}, dict.fromkeys(range(9), 1), {2: 10, "4": 0, 6: 1}),
        "volume": (0, 1, 0.5),
    },
    "text": {
        "text": ("a", "Ünknown 👩\u200d🚀\n", "x" * 600),
        "step": (0, 20),
        "unit": (0, 500),
        "temperature": (0.1, 2),
        "seed": (0, 9),
    },
    "training": {"live": ({"state": "running", "run": 2}, {"state": "done", "ended": "stopped", "run": 3})},
    "tune": {
        "notes": ([], [[60, 1.0]], [[67, 2.0, True], [84, 0.25, False]], [(55, 4.0, True)] * 300),
        "step": (0, 12),
        "temperature": (0.1, 2),
        "tempo": (40, 200),
        "volume": (0, 1),
        "seed": (0, 9),
    },
    "two_way": {"text": ("x", "   ", "a gate", "z" * 500, "\n👩\u200d🚀"), "step": (0, 36), "threshold": (0.01, 0.99)},
}


def traits(lab):
    """The traits of a lab that go to the browser and back: its state."""
    return {key: one for key, one in lab.class_traits(sync=True).items() if key not in Lab.class_traits(sync=True)}


def candidates(name, key, trait):
    if isinstance(trait, traitlets.Enum):
        yield from trait.values
    yield from (*JUNK, *MORE.get(name, {}).get(key, ()))


def states(name):
    """(label, lab) of every state that one assignment leads to from the lab's demonstration; refused ones are none."""
    for key, trait in traits(LABS[name]).items():
        for value in candidates(name, key, trait):
            lab = LABS[name].demo()
            try:
                setattr(lab, key, value)
            except (TypeError, ValueError, traitlets.TraitError):
                continue
            yield f"{key} = {str(value)[:60]!r}", lab


def other_gate_labs():
    """Gate Labs that no assignment makes of the demonstration: other forms at the start, stacks, a link not known."""
    rng = np.random.default_rng(0)
    below = [init_lstm(3, 4, rng), init_lstm(4, 5, rng)]
    x, readout = rng.standard_normal((1, 7, 3)), init_dense(5, 2, rng)
    stacked = stack(below, x)
    apart = [stacked[0], run(below[1], rng.standard_normal((1, 7, 4)))]
    demo = GateLab.demo()
    spoken = {"readout": demo.readout, "alphabet": demo.alphabet}
    yield "a text from the start", GateLab(demo.traces[0], text="a (b)", step=4, **spoken)
    yield "a small form of a text", GateLab(demo.traces[0], text="a (b)", form="small", gradients=True, **spoken)
    yield "ordered by what adds to the answer", GateLab(stacked, readout, order="answer")
    yield "the layer below, ordered by the answer", GateLab(stacked, readout, order="answer", layer=0)
    yield "a link that is not known, and an edit", GateLab(apart, readout, edits={2: [1, 1, 1]})
    gru, rnn = run(init_gru(3, 4, rng), x, labels="letters"), run(init_rnn(3, 4, rng), x)
    hard = run(below[0], x, activations=("relu", "hard_sigmoid"))
    wide = run(below[0], x, activations=("elu", "softplus"))
    either = init_dense(4, 2, rng)
    yield "a GRU", GateLab(gru, either, ["no", "yes"], clamps={"z": 0.25}, edits={1: [1, 0, 1]}, gradients=True)
    yield "a small GRU", GateLab(gru, either, form="small", order="answer", compare="difference", clamps={"g": 0.5})
    yield "a plain RNN", GateLab(rnn, either, edits={1: [1, 0, 1]}, compare="difference")
    yield "a guess about a plain RNN", GateLab(rnn, form="small", gradients=True)
    yield "other activations", GateLab(hard, either, clamps={"f": 0.25}, gradients=True)
    yield "activations without ends", GateLab(wide, either, clamps={"f": (3.0, 1), "g": -7.5})
    yield "a GRU over an LSTM", GateLab([stacked[0], run(init_gru(4, 2, rng), stacked[0].outputs)], clamps={"f": 1})
    yield "a link that is not known, and a difference", GateLab(apart, readout, clamps={"f": 0.5}, compare="difference")
    yield from two_models(x, below[0], either)


def two_models(x, params, readout):
    """A model beside another: either of them, their difference, with changes, with one that a change does not reach."""
    rng = np.random.default_rng(1)
    other = type(params)(*(array + 0.3 * rng.standard_normal(array.shape) for array in params))
    make = lambda one: GateLab(run(one, x, labels="letters"), readout)  # noqa: E731
    trace, pair = run(params, x, labels="letters"), {"beside": make(other), "names": ("after", "before")}
    for which in WHICH:
        yield f"two models, {which}", GateLab(trace, readout, **pair, which=which)
        changed = GateLab(trace, readout, **pair, which=which, edits={1: [1, 0, 1]}, clamps={"f": 0.5}, gradients=True)
        yield f"two models, changed, {which}", changed
    asked = {"which": "difference", "compare": "before", "form": "small", "order": "answer"}
    yield "two models before a change, small", GateLab(trace, readout, **pair, **asked, edits={1: "s"})
    apart = [trace, run(init_lstm(4, 2, rng), rng.standard_normal((1, 7, 4)))]
    lost = GateLab(apart, beside=GateLab(apart), which="difference", edits={1: [1, 0, 1]}, compare="difference")
    yield "two models of which neither is known", lost
