"""The doors of claims, the environment, the pretrained readers, the exercises and the commands; see attack.py."""

import tempfile
from functools import partial
from pathlib import Path

import numpy as np

from lstm_helpers import claims, environment, pretrained
from lstm_helpers.exercises.progress import Progress
from lstm_helpers.exercises.verbs import Check
from lstm_helpers.publish import export
from lstm_helpers.widgets import MemoryLab
from tests.support import right_things as right
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, special

DOORS = {}
door = partial(enter, DOORS)
door(
    "claims.claim",
    claims.claim,
    {"sentence": "so it is", "holds": True},
    sentence=wrong.words("so it is") + special(blanks=always("  ")),
    holds=[t for t in wrong.flag() if t.says not in ("zero", "one", "numpy.False_", "an array without axes")]
    + special(zero=always(0), one=always(1), two_of_them=always(np.array([True, True]))),
    leave={"measured": "it is shown as it is, and judges nothing"},
)
MACHINE = environment.look()
door("environment.processors", environment.processors, {})
door("environment.look", lambda: type(environment.look()).__name__, {})
for name in ("check", "report"):
    door(
        f"environment.{name}",
        getattr(environment, name),
        {"machine": MACHINE},
        machine=wrong.optional(wrong.things()) + special(a_tuple=always(tuple(MACHINE)), a_dict_of_it=MACHINE._asdict),
    )
READER = pretrained.bracket_reader()
door(
    "pretrained.bracket_reader",
    pretrained.bracket_reader,
    {"units": 4},
    units=wrong.count(4, 2, 4),
    folder=wrong.things("text") + special(missing=always("/no/such/folder"), a_number=always(3), a_null=always("a\0b")),
)
door("pretrained.BracketReader.read", READER.read, {"sentence": "a (b)"}, sentence=wrong.words("ab"))
door(
    "pretrained.BracketReader.probability",
    READER.probability,
    {"trace": READER.read("a (b)")},
    trace=right.trace(READER.read("a (b)"))
    + special(of_another=always(right.sequence.run(right.init_lstm(2, 3, wrong.fresh()), right.X))),
)
door("pretrained.BracketReader.inside", READER.inside, {"sentence": "a (b)"}, sentence=wrong.words("ab"))

CHECK = Check(Progress("off"))
door(
    "exercises.check.hint",
    lambda rung: CHECK.forget_gate.hint(rung),
    {"rung": 1},
    rung=wrong.optional(wrong.count(1)),
)
for verb in ("answer", "progress"):
    door(f"exercises.check.{verb}", getattr(CHECK.forget_gate if verb == "answer" else CHECK, verb), {})
door(
    "exercises.check.report",
    lambda save_as, name: CHECK.report(save_as, name),
    lambda: {"save_as": Path(tempfile.gettempdir()) / "a report of the tests.json", "name": "Ada"},
    save_as=[trial for trial in wrong.things("text") if trial.says != "None"]
    + special(missing=always("/no/such/folder/x.json"), a_folder=tempfile.gettempdir, a_number=always(3)),
    name=wrong.words("Ada", empty=True),
)
door(
    "publish.export.lab_page",
    lambda lab, title: export.lab_page(lab, title).split("</title>")[0],  # the picture is drawn anew each time
    lambda: {"lab": MemoryLab(), "title": "A lab"},
    lab=wrong.things(),
    title=wrong.words("ab"),
)
