"""The doors of the labs; see attack.py."""

import tempfile
from functools import partial
from pathlib import Path

import numpy as np

from lstm_helpers.maths.cells import init_dense, init_lstm, init_peephole
from lstm_helpers.training import LetterModel, init_model
from lstm_helpers.widgets import GateLab, GradientLab, MemoryLab, TextLab, TrainingView, TwoWayReader
from tests.support import right_things as right
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.doors_maths import DOORS as MATHS
from tests.support.doors_maths import TORCH
from tests.support.right_things import ABC, LSTM, READOUT, TRACE, B, H, T
from tests.support.wrong_values import always, fresh, same_as, special

DOORS = {}
door = partial(enter, DOORS)
TITLE = wrong.words("ab", empty=True)
INSIDE = dict.fromkeys(("_call", "_source"), "written in code")


def number_or_dict(*arguments):
    return [t for t in wrong.number(*arguments) if t.says != "a dict"]


door(
    "widgets.GateLab",
    GateLab,
    {"trace": TRACE},
    trace=[t for t in right.trace() if t.says != "a list of one"]
    + special(
        none=list,
        with_peepholes=lambda: right.sequence.run(init_peephole(right.D, H, fresh()), right.X),
        of_parameters=lambda: [LSTM],
        a_set=lambda: {1},
    )
    + [same_as("a list", lambda: [TRACE], always(TRACE), must=True)],
    unit=wrong.optional(wrong.count(1, 0, H - 1)),
    step=wrong.count(1, 0, T - 1),
    example=[t for t in wrong.count(1, 0, B - 1) if t.says not in ("one too few", "minus two")],
    title=TITLE,
    layer=wrong.optional(wrong.count(0, 0, 0)),
    text=[t for t in wrong.words("ab", empty=True) if not t.must],
    edits=wrong.optional(wrong.things("a dict"))
    + special(
        a_list=lambda: [1],
        step_9=lambda: {9: [1.0, 1.0]},
        no_label=lambda: {0: "x"},
        too_few=lambda: {0: [1.0]},
        NaN=lambda: {0: [np.nan, 1.0]},
        half_a_step=lambda: {0.5: [1.0, 1.0]},
        True_=lambda: {True: [1.0, 1.0]},
        complex=lambda: {0: [1j, 1.0]},
        masked=lambda: {0: np.ma.array([1.0, 1.0], mask=True)},
        None_=lambda: {0: None},
        a_set=lambda: {0: {1.0, 2.0}},
    ),
    clamps=wrong.optional(wrong.things("a dict"))
    + special(
        a_list=lambda: [1],
        no_gate=lambda: {"q": 1},
        too_open=lambda: {"f": 2.0},
        text=lambda: {"f": "x"},
        unit_9=lambda: {"f": (1.0, 9)},
        NaN=lambda: {"f": np.nan},
        True_=lambda: {"f": True},
        an_array=lambda: {"f": np.array([0.5])},
        complex=lambda: {"f": 0.5 + 0j},
        half_a_unit=lambda: {"f": (1.0, 0.5)},
        bytes=lambda: {b"f": 1.0},
        None_=lambda: {"f": None},
    ),
    compare=wrong.choice("after", "before", "difference"),
    readout=wrong.optional(right.dense_params()),
    alphabet=wrong.optional(wrong.things()) + special(of_another_size=lambda: ABC),
    gradients=wrong.flag(),
    form=wrong.choice("full", "small"),
    order=wrong.choice("number"),
    beside=wrong.optional(wrong.things())
    + special(
        of_other_units=lambda: GateLab(right.sequence.run(init_lstm(right.D, H + 1, fresh()), right.X)),
        a_trace=lambda: TRACE,
    ),
    names=wrong.optional(wrong.things())
    + special(
        one=always(["a"]),
        three=always(["a", "b", "c"]),
        a_text=always("ab"),
        the_same=always(["a", "a"]),
        bytes=always([b"a", b"b"]),
        a_set=lambda: {"a", "b"},
    ),
    which=wrong.choice("first"),
    output=wrong.optional(wrong.count(0, 0, 0)) + special(no_name=always("head"), bytes_=always(b"output")),
    leave=INSIDE | dict.fromkeys(("classes", "activation", "targets"), "see the lab with a readout"),
)
TARGETS = np.array([0.0, 1.0, 0.5, 1.0, 0.0])
door(
    "widgets.GateLab, with a readout",
    GateLab,
    {"trace": TRACE, "readout": READOUT, "classes": ["no", "yes"]},
    classes=wrong.optional(wrong.things())
    + special(
        three=always(["a", "b", "c"]),
        a_text=always("ab"),
        a_set=lambda: {"a", "b"},
        a_dict=lambda: {"a": 1, "b": 2},
        numbers=always([1.5, None]),
        bytes=always([b"a", b"b"]),
        surrogates=always(["\ud800", "b"]),
    ),
    activation=wrong.choice("sigmoid", "softmax", "linear", None),
    targets=[t for t in wrong.optional(wrong.floats(TARGETS)) if t.says not in ("True",)]
    + special(above_1=always(np.full(T, 2.0)), two=always(np.ones((T, 2)))),
    leave=INSIDE | dict.fromkeys(set(DOORS["widgets.GateLab"].trials) - {"_call"}, "see the lab without a readout"),
)
OF_TORCH = MATHS["torch_weights.trace_torch"].trials
door(
    "widgets.GateLab.from_torch",
    GateLab.from_torch,
    {"state": TORCH, "x": right.X},
    **OF_TORCH,
    readout=wrong.optional(right.dense_params()) + special(no_name=always("head"), bytes_=always(b"fc")),
)
door(
    "widgets.GradientLab",
    GradientLab,
    {"length": 20, "forget_bias": 1.0},
    length=wrong.count(20, 5, 200),
    activation=wrong.choice("tanh", "relu", "linear"),
    radius=wrong.number(0.5, 0, 2),
    forget_bias=wrong.optional(wrong.number(1.0, -2, 6)),
    recurrent=wrong.number(1.0, 0, 5),
    input_size=wrong.number(0.5, 0, 3),
    step=wrong.optional(wrong.count(3, 0, 20)),
)
SIGNAL = np.linspace(0, 1, 20)
door(
    "widgets.MemoryLab",
    MemoryLab,
    {"target": "counter"},
    target=wrong.choice("latch", "counter", "reset", "free"),
    cell=wrong.choice(2000, 1997),
    **{
        key: wrong.optional(wrong.floats(SIGNAL, ones=True))
        + special(above_1=always(SIGNAL * 2), below=always(-SIGNAL - 1))
        for key in "fig"
    },
    step=wrong.count(3, 0, 19),
)
FOLDER = Path(tempfile.mkdtemp())
door(
    "widgets.Lab.save",
    lambda path, title: MemoryLab().save(FOLDER / path if isinstance(path, str) and path else path, title).suffix,
    {"path": "lab.html", "title": "A lab"},
    path=wrong.things("text")
    + special(
        no_ending=always("lab"),
        a_pdf=always("lab.pdf"),
        no_folder=always("/no/such/folder/lab.html"),
        a_zero=always("a\0.html"),
        a_folder=always("/"),
    ),
    title=wrong.words("ab", empty=True),
)
door(
    "widgets.TrainingView",
    TrainingView,
    {"line": 0.5, "line_label": "a"},
    title=TITLE,
    line=[t for t in wrong.optional(number_or_dict(0.5)) if t.says != "a dict"]
    + special(
        a_name_that_is_none=lambda: {3: 1.0},
        NaN=lambda: {"a": np.nan},
        a_text=lambda: {"a": "1"},
        True_=lambda: {"a": True},
    ),
    line_label=TITLE,
    baseline=wrong.optional(wrong.number(0.5)),
    loss=wrong.words("ab", empty=True),
    scale=wrong.choice("log", "linear"),
    along=wrong.choice("batches", "epochs", "seconds"),
)
door("widgets.TrainingView.stop", lambda: TrainingView().stop(), {})

ONE = (init_lstm(4, 2, fresh()), init_dense(2, 1, fresh()))
TWO = ((ONE[0], ONE[0]), init_dense(4, 1, fresh()))
READER = TwoWayReader(ONE, ONE, TWO, ABC)


def readers(right_one):
    found = special(
        a_cell=always(ONE[0]),
        no_readout=always((ONE[0], None)),
        of_another_alphabet=always((LSTM, READOUT)),
        no_cell=always((None, ONE[1])),
        three=always((*ONE, 3)),
        a_set=lambda: {1, 2},
        read_out_once=always(init_model(4, 2, 1, fresh())),
        NaN=always((ONE[0]._replace(b=ONE[0].b * np.nan), ONE[1])),
        masked=always((ONE[0]._replace(b=np.ma.array(ONE[0].b, mask=True)), ONE[1])),
        every_step_no=always(init_model(4, 2, 1, fresh())._replace(every_step="no")),
    )
    return found + wrong.things() + [same_as("a list", lambda: list(right_one), always(right_one), must=True)]


door(
    "widgets.TwoWayReader",
    TwoWayReader,
    {"forward": ONE, "backward": ONE, "both": TWO, "alphabet": ABC},
    forward=readers(ONE),
    backward=readers(ONE),
    both=readers(TWO) + special(a_pair_of_pairs=always(ONE)),
    alphabet=wrong.things() + special(letters=always("abc")),
    example=wrong.words("ab c") + special(blanks=always("  "), too_long=always("a" * 201)),
    title=TITLE,
    merge_mode=[
        t for t in wrong.choice("concat", "sum", "ave", "mul") if not t.must
    ],  # another readout belongs to each
    text=wrong.words("abc", empty=True) + special(blanks=always("  ")),
    step=wrong.count(3, 0, 32),
    threshold=wrong.number(0.5, 0, 1) + special(zero=always(0.0), one=always(1.0)),
)
door("widgets.TwoWayReader.opinions", READER.opinions, {"text": "abc"}, text=wrong.words("ab"))
LETTERS = LetterModel(init_model(4, 3, 4, fresh(), every_step=True), ABC)
door(
    "widgets.TextLab",
    TextLab,
    {"letters": LETTERS, "text": "a cab"},
    letters=wrong.things() + special(a_model=always(LETTERS.model)),
    text=wrong.words("abcde") + special(too_long=always("a" * 601)),
    unit=wrong.count(1, 0, 2),
    temperature=wrong.number(0.5, 0.1, 2),
    colour=wrong.choice("surprise", "unit", "influence"),
    step=wrong.optional(wrong.count(3, 0, 4)),
    seed=wrong.count(3, 0),
    title=TITLE,
)
