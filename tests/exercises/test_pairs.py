"""A mistake that the bank knows and one in a learner's own line are told as two only where both were made."""

import ast
import linecache

import numpy as np
import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.bank.any_pairs import _changes
from lstm_helpers.exercises.bank.any_repairs import Repair
from lstm_helpers.exercises.diagnosis import diagnose
from lstm_helpers.exercises.panels import NOT_YET, STOPPED

ONE_THING = [  # what was done is one thing, which nobody knows; an edit beside it leads to a known mistake all the same
    ("hidden_from_cell", "return o * np.abs(c_t)"),  # `o` and `c_t` exchanged: tanh left out, and |o| is o
    ("hidden_from_cell", "return o - np.tanh(c_t)"),  # the sign turned: the gate added
    ("rnn_jacobian", "return (1 - h_t**0)[:, :, None] * params.W_h.T"),  # a bracket moved: no slope at all
    ("latch", "return (1 - write, value, write * 0 + 1)"),  # two exchanged: the input gate open
    (
        "rnn_step",  # the sign turned: no tanh
        "return np.negative(x_t @ params.W_x + h_prev @ params.W_h + params.b)",
    ),
]
TWO_THINGS = [
    ("hidden_from_cell", "return o * np.negative(c_t)", "passes through tanh", "plus and minus"),
    ("half_life", "return 1 / np.log(f)", "1/e", "plus and minus"),
    ("temperature", "e = np.exp(logits * tau)\nreturn e / e.sum()", "multiplied by tau", "along another axis"),
]


def answer(name, body):
    """A learner's function whose lines can be looked up."""
    exercise, file = bank()[name], f"<{name}: {body}>"
    head = next(line for line in exercise.stub.splitlines() if line.startswith("def "))
    source = "\n    ".join([head, *body.splitlines()]) + "\n"
    space = {"np": np}
    exec(f"from lstm_helpers.maths.cells import sigmoid\n{exercise.needs}", space)
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    exec(compile(source, file, "exec"), space)
    return exercise, space[name]


@pytest.mark.parametrize(("name", "body"), ONE_THING)
def test_no_line_that_is_right_is_blamed_for_leading_to_a_known_mistake(name, body):
    panel = diagnose(*answer(name, body))
    assert panel.status == NOT_YET
    assert not any(isinstance(found, Repair) for found in panel.found), panel
    assert "Two things" not in panel.blocks[0]


@pytest.mark.parametrize(("name", "body", "known", "own"), TWO_THINGS)
def test_two_that_were_made_are_both_told(name, body, known, own):
    panel = diagnose(*answer(name, body))
    assert [isinstance(found, Repair) for found in panel.found] == [False, True], panel
    assert known in panel.found[0].message
    assert own in panel.found[1].message


def test_without_that_judgement_each_of_these_is_told_as_two(monkeypatch):
    monkeypatch.setattr("lstm_helpers.exercises.diagnosis.apart", lambda *_: True)
    for name, body in ONE_THING:
        found = diagnose(*answer(name, body)).found
        assert [isinstance(one, Repair) for one in found] == [False, True], (name, body, found)


@pytest.mark.parametrize("tail", [" + 0 * f" * 150, " + 0 * min(1, 1e999)"])
def test_lines_of_any_length_are_judged(tail):
    """A tree as deep as that cannot be read back from its text; nor does infinity have a name of its own there."""
    panel = diagnose(*answer("cell_update", f"return i * c_prev + f / g{tail}"))
    assert panel.status in (NOT_YET, STOPPED)
    repair = Repair(None, "", False, True, "", *(ast.dump(ast.parse(f"{sign}f{tail}")) for sign in "+-"))
    assert isinstance(_changes(repair.before, repair.after), list)
