"""What a learner can ask for, and what is kept: hints, answers, reports; panels; progress as promised."""

import json
import os
import re

import numpy as np
import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.panels import CORRECT, NOT_YET, Panel, code, table
from lstm_helpers.exercises.progress import Progress
from lstm_helpers.exercises.verbs import Check
from tests.support.panel_words import plain, words


def test_an_unknown_exercise_names_the_near_ones_and_tab_shows_all(check):
    with pytest.raises(AttributeError, match="no exercise 'forgetgate': do you mean forget_gate"):
        _ = check.forgetgate
    with pytest.raises(AttributeError, match="one of those that Tab shows"):
        _ = check.qqqqqq
    assert set(bank()) < set(dir(check))
    assert {"progress", "report"} < set(dir(check))
    assert {"hint", "answer", "usable", "examine"} < set(dir(check.keep))


def test_the_checks_own_crash_is_the_checks_fault(check, monkeypatch):
    monkeypatch.setattr("lstm_helpers.exercises.verbs.diagnose", lambda *_: 1 / 0)
    panel = check.keep(lambda f, c: f * c)
    assert "The check's fault, not yours; please report:\n\n    ZeroDivisionError" in repr(panel)


def test_hints_are_a_ladder_and_the_answer_is_never_withheld(check):
    hints = bank()["forget_gate"].hints
    shown = [repr(check.forget_gate.hint()) for _ in range(len(hints) + 1)]
    assert all(hint in text for hint, text in zip([*hints, hints[-1]], shown, strict=True))
    assert "check.forget_gate.answer()" in shown[-1]
    assert hints[0] in repr(check.forget_gate.hint(1))
    assert "return sigmoid(x_t @ W_x + h_prev @ W_h + b)" in repr(check.forget_gate.answer())


def test_after_three_tries_the_answer_is_offered(check):
    texts = [repr(check.keep(lambda f, c: c)) for _ in range(3)]
    assert ["answer()" in text for text in texts] == [False, False, True]


def test_usable_returns_yours_or_the_courses_and_says_which(check, capsys):
    def mine(f, c):
        return c * f

    assert check.keep.usable(mine) is mine
    assert check.keep.usable(lambda f, c: ...)(0.5, 4.0) == 2.0
    assert capsys.readouterr().out == "keep: yours\nkeep: the course’s own, until yours passes\n"
    assert check.order_step.usable("FDEBCA") == "FDEBCA"
    assert check.order_step.usable("ABC") == bank()["order_step"].solution


def test_examine_shows_each_output_of_each_case(check):
    def two_lines(f, c):
        raise ValueError("one\n\n# two | three")

    page = check.keep.examine(two_lines)._repr_html_()
    assert page.count("<tr>") == 2
    assert "<h1>" not in page
    text = repr(check.lstm_step.examine(lambda *args: tuple(np.ones((3, 4)) for _ in range(6))))
    assert text.startswith("Examined · lstm_step")
    assert text.count("\n") == 1 + 2 + 12
    assert "agrees" in repr(check.keep.examine(lambda f, c: f * c))


def test_progress_survives_a_new_session_and_two_sessions_at_once(tmp_path):
    path = tmp_path / "progress.json"
    first, second = Check(Progress(path)), Check(Progress(path))
    first.keep(lambda f, c: f * c)
    second.order_step("FDBECA")
    second.order_step("ABCDEF")
    assert json.loads(path.read_text())["keep"]["passed"]
    again = Check(Progress(path))
    assert again.progress().title == f"2 of {len(bank())} exercises passed"
    again.order_step("ABCDEF")
    early = "named: You split z (line D) before line F computes it"
    assert json.loads(path.read_text())["order_step"] == {"passed": 1, "tries": 3, early: 2}
    assert {p.name for p in tmp_path.iterdir()} - {"progress.json.lock"} == {"progress.json", "progress.json.backup"}


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"keep": 3}', '{"keep": {"tries": "x"}}', "null", "\0", '{"keep": {"tries": Infinity}}']
)
def test_a_damaged_progress_file_costs_nothing(tmp_path, damage):
    path = tmp_path / "progress.json"
    path.write_text(damage)
    check = Check(Progress(path))
    assert check.keep(lambda f, c: f * c).status == CORRECT
    assert json.loads(path.read_text())["keep"]["passed"]


def test_where_progress_cannot_be_written_memory_keeps_it(tmp_path):
    check = Check(Progress(tmp_path / "missing" / "progress.json"))
    assert check.keep(lambda f, c: f * c).status == CORRECT
    assert check.progress().title.startswith("1 of")
    assert os.listdir(tmp_path) == []


def test_the_report_counts_what_could_not_be_named(check):
    assert "Every mistake was named." in repr(check.report())
    check.keep(lambda f, c: c)
    check.keep(lambda f, c: np.cos(c))
    assert "| keep     | 2     | 1         |" in repr(check.report())


def test_progress_lists_every_lesson(check):
    text = repr(check.progress()).replace("\xa0", " ")
    assert all(title in text for title in ("00 Start here", "04 Step through a cell", "11 Read both ways"))
    assert words(text) == plain(check.progress())


def test_a_panel_has_no_script_no_ids_and_escapes_what_a_learner_wrote():
    panel = Panel(
        NOT_YET,
        "x",
        (
            "It is *kept*: 2 * f * c and h**2 * c.",
            "You gave <script>alert(1)</script> & `a<b`",
            code("<img onerror=x>\n\nif x:\n    y"),
            table(("a", "b"), ("<b>", "1 | 2")),
        ),
    )
    page = panel._repr_html_()
    assert not re.search(r"<script|<img|\bid=|onclick|<b>|<style", page)
    assert 'role="group"' in page
    assert "It is <em>kept</em>: 2 * f * c and h**2 * c." in page
    assert 'aria-label="x: Not yet"' in page
    assert words(repr(panel)) == plain(panel)
    assert repr(panel).startswith("Not yet")
