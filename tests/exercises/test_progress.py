"""The progress file: two kernels at once, damage of every kind, and what a teacher makes of a class's reports."""

import json
import multiprocessing
import re
import time

import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.panels import CORRECT
from lstm_helpers.exercises.progress import Progress, stored
from lstm_helpers.exercises.verbs import Check
from lstm_helpers.publish import class_report


def _write(path, who, number):
    progress = Progress(path)
    for n in range(number):
        progress.add(f"{who}_{n}", tries=1)
        progress.add("both", tries=1)


@pytest.mark.slow
def test_two_processes_that_write_four_hundred_entries_lose_none(tmp_path):
    path = tmp_path / "progress.json"
    spawn = multiprocessing.get_context("spawn")
    both = [spawn.Process(target=_write, args=(path, who, 100)) for who in ("a", "b")]
    for one in both:
        one.start()
    for one in both:
        one.join(120)
        assert one.exitcode == 0
    found = json.loads(path.read_text())
    assert found["both"] == {"tries": 200}
    assert len(found) == 201


def test_a_damaged_entry_costs_itself_alone(tmp_path):
    path = tmp_path / "progress.json"
    bad = {"a": 3, "b": {"tries": "x"}, "c": None, "d": {"tries": 1e400}, "e": [1]}
    path.write_text(json.dumps({**bad, "keep": {"tries": 2, "passed": 1}}))
    check = Check(Progress(path))
    assert check.progress().title.startswith("1 of")
    check.keep(lambda f, c: c)
    assert json.loads(path.read_text())["keep"]["tries"] == 3


@pytest.mark.parametrize("damage", ["", "{", "[" * 100_000, '{"a":' * 100_000, "\0\0", '{"keep": {"tries": 7', "null"])
def test_a_file_that_is_damaged_as_a_whole_is_read_from_its_backup(tmp_path, damage):
    path = tmp_path / "progress.json"
    for _ in range(3):
        Progress(path).add("keep", tries=1)
    path.write_text(damage)
    progress = Progress(path)
    progress.add("keep", passed=1)
    assert json.loads(path.read_text())["keep"] == {"tries": 2, "passed": 1}, "the last but one state was kept"


def test_a_byte_order_mark_is_no_damage(tmp_path):
    path = tmp_path / "progress.json"
    path.write_text('{"keep": {"tries": 4}}', encoding="utf-8-sig")
    assert Progress(path).read()["keep"]["tries"] == 4


@pytest.mark.slow
def test_three_hundred_thousand_keys_neither_cost_time_nor_come_back(tmp_path):
    path = tmp_path / "progress.json"
    path.write_text(json.dumps({f"x{n}": {"tries": n} for n in range(300_000)} | {"keep": {"tries": 4}}))
    check = Check(Progress(path))
    check.keep(lambda f, c: f * c)
    started = time.process_time()
    assert check.keep(lambda f, c: f * c).status == CORRECT
    assert time.process_time() - started < 1
    assert path.stat().st_size < 1_000_000
    assert stored(path)["keep"] == {"tries": 6, "passed": 2}


def test_numbers_without_measure_become_ones_with_it(tmp_path):
    path = tmp_path / "progress.json"
    path.write_text('{"keep": {"tries": -5, "passed": 1' + "0" * 400 + "}}")
    assert Progress(path).read()["keep"] == {"passed": 1_000_000}


# ---- a class --------------------------------------------------------------------------------------------------------


@pytest.fixture
def class_folder(tmp_path):
    """Three learners: one names herself, one does not, one hands in the progress file itself; and a damaged file."""
    mistaken = lambda f, c: (1 - f) * c  # noqa: E731
    for who, answers, name in (("a", [mistaken, lambda f, c: f * c], "Ada <b>"), ("b", [mistaken, mistaken], "")):
        check = Check(Progress(tmp_path / "own" / who))
        for answer in answers:
            check.keep(answer)
        check.cell_update(lambda f, i, g, c: 0.123 * f)
        check.report(save_as=tmp_path / f"{who}.json", name=name)
    Progress(tmp_path / "c.json").add("keep", tries=9, unnamed=2)
    (tmp_path / "d.json").write_text("{")
    return tmp_path


def test_a_class_becomes_one_page(class_folder):
    learners, damaged = class_report.gather(class_folder)
    assert sorted(name for name, _ in learners) == ["", "", "Ada <b>"]
    assert damaged == ["d.json"]
    page = class_report.page(learners, damaged)
    words = re.sub(r"<[^>]+>", " ", page)
    assert "3 learners, 2 of" in words
    assert "Not readable: d.json." in words
    assert re.search(r"keep\s+00\s+3\s+1\s+4\.3", words), "three tried it, one passed, 13 tries"
    assert re.search(r"keep\s+You .*?\s+2\s", words), "two made the same mistake"
    assert re.search(r"cell_update\s+2\s", words), "two answers that nobody named"
    assert "Ada &lt;b&gt;" in page
    assert "<b>" not in page
    assert not re.search(r"https?://|<script|<img", page)


def test_a_report_holds_no_line_of_a_learners_code(tmp_path):
    check = Check(Progress(tmp_path / "p.json"))

    def keep(f, c):
        my_secret_name = f
        return my_secret_name * my_secret_name * c

    check.keep(keep)
    check.report(save_as=tmp_path / "r.json")
    text = (tmp_path / "r.json").read_text()
    assert "secret" not in text
    assert "named: A term, a factor or a power that does not belong there" in text
    assert json.loads(text)["name"] == ""


def test_the_page_is_written_from_the_command_line(class_folder, capsys):
    class_report.main([str(class_folder), str(class_folder / "page.html")])
    assert "3 reports, 1 not readable" in capsys.readouterr().out
    assert (class_folder / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(SystemExit, match="there is no such folder"):
        class_report.main([str(class_folder / "none")])


def test_an_empty_folder_gives_an_empty_page(tmp_path):
    page = class_report.page(*class_report.gather(tmp_path))
    assert f"0 learners, 0 of {len(bank())} exercises tried." in page
    assert page.count("<p>None.</p>") == 4


def test_what_is_no_path_and_no_name_is_said(check):
    with pytest.raises(TypeError, match="save_as is 3: expected a path"):
        check.report(save_as=3)
    with pytest.raises(TypeError, match="name is int"):
        check.report(save_as="x.json", name=3)
