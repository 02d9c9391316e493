"""The Memory Lab from Python: its traits, its targets, what it refuses, and the picture it leaves behind."""

import numpy as np
import pytest

from lstm_helpers.widgets import MemoryLab
from lstm_helpers.widgets.memory.lab import STEPS, TASKS, memory, wanted

TARGETS = [key for key in TASKS if key != "free"]


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_can_be_hit(target):
    lab = MemoryLab(target)
    assert not lab.score["hit"]
    lab.f, lab.i, lab.g = lab.wanted_gates()
    assert lab.score == {"hit": True, "largest miss": 0.0}


def test_without_a_forget_gate_the_latch_and_the_reset_are_out_of_reach():
    for target in ("latch", "reset"):
        lab = MemoryLab(target, cell=1997)
        _, lab.i, lab.g = lab.wanted_gates()
        assert set(lab.f) == {1.0}
        assert not lab.score["hit"]
    counter = MemoryLab("counter", cell=1997)
    _, counter.i, counter.g = counter.wanted_gates()
    assert counter.score["hit"]


def test_the_memory_is_that_of_an_lstm_of_one_unit():
    """The same signals through the cell's own equation (6)."""
    rng = np.random.default_rng(0)
    f, i, g = rng.uniform(0, 1, STEPS), rng.uniform(0, 1, STEPS), rng.uniform(-1, 1, STEPS)
    c, found = 0.0, memory(f, i, g)
    for t in range(STEPS):
        c = f[t] * c + i[t] * g[t]
        assert found[t] == c
    lab = MemoryLab("free", f=f, i=i, g=g)
    np.testing.assert_array_equal(lab.c, found)
    assert lab.score is None


def test_targets_are_what_they_are_called():
    assert wanted("free") is None
    assert wanted("counter")[-1] == 8
    assert wanted("reset").min() == 0
    assert wanted("reset")[8] == wanted("reset")[13] == 0
    assert len(set(wanted("latch").tolist())) == 3


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"target": "toggle"}, ValueError, "target is 'toggle': expected one of"),
        ({"cell": 1998}, ValueError, "cell is 1998"),
        ({"cell": True}, ValueError, "cell is True"),
        ({"f": [1.0] * 19}, ValueError, "f has shape"),
        ({"f": [1.5] * 20}, ValueError, "f runs from 1.5"),
        ({"i": [-0.5] * 20}, ValueError, "i runs from -0.5"),
        ({"g": [-1.5] * 20}, ValueError, "g runs from -1.5"),
        ({"g": ["a"] * 20}, TypeError, "g holds text"),
        ({"i": [np.nan] * 20}, ValueError, "i holds 20 value"),
        ({"step": 20}, ValueError, "step is 20"),
        ({"step": -1}, ValueError, "step is -1"),
    ],
)
def test_what_cannot_be_drawn_is_named(arguments, error, words):
    with pytest.raises(error, match=words):
        MemoryLab(**arguments)


def test_the_stored_output_is_a_picture_and_a_line_that_changes_with_the_values():
    data, _ = MemoryLab("latch")._repr_mimebundle_()
    assert data["text/plain"].startswith("Memory Lab: latch, 20 steps, largest miss 0.80, values ")
    assert len(data["image/png"]) < 80_000
    assert MemoryLab("latch").summary() == MemoryLab("latch").summary()
    assert MemoryLab("latch").summary() != MemoryLab("latch", i=[0.5] * 20).summary()
