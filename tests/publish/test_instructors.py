"""The instructors' edition: solved, explained, executed; and the notebooks' exercise cells are the bank's."""

import nbformat
import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.kinds import FindBugs
from lstm_helpers.publish.exercise_cell import cell as cell_of
from lstm_helpers.publish.instructors import InstructorsError, _exercise, edition, notes, write
from lstm_helpers.publish.notebooks import find, read

NOTEBOOKS = [
    pytest.param(path, id=path.stem, marks=[pytest.mark.keras] if path.name >= "09" else [])
    for path in find()
    if any(map(_exercise, read(path).cells))
]


def _notebook(*names):
    cells = [nbformat.v4.new_markdown_cell("# Title"), nbformat.v4.new_code_cell("import numpy as np\nprint('ready')")]
    for name in names:
        cells.append(nbformat.v4.new_code_cell(cell_of(name), metadata={"tags": [f"exercise:{name}"]}))
    return nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_code_cell("undefined_name")])


def test_every_exercise_is_solved_checked_and_explained():
    nb = edition(_notebook("cell_update", "order_step", "predict_gates", "lstm_step"))
    solved = [cell for cell in nb.cells if _exercise(cell)]
    assert all("..." not in cell.source.split("# ")[0] for cell in solved)
    assert all(cell.outputs[0].data["text/plain"].startswith("Correct") for cell in solved)
    told = [cell.source for cell in nb.cells if "instructors" in cell.metadata.get("tags", [])]
    assert len(told) == 4
    assert "Ask the class" in told[0]
    assert bank()["cell_update"].mistakes[0].message in told[0]
    assert nb.cells[-1].source == "undefined_name"  # and it was not executed
    nbformat.validate(nb)


def test_an_answer_that_is_not_correct_stops_the_edition(monkeypatch):
    monkeypatch.setattr("lstm_helpers.publish.instructors.CORRECT", "never")
    with pytest.raises(InstructorsError, match="keep: the worked solution gives Correct"):
        edition(_notebook("keep"))


@pytest.mark.parametrize("exercise", [pytest.param(e, id=e.name) for e in bank().values()])
def test_the_notes_name_every_mistake_question_and_hint(exercise):
    text = notes(exercise)
    sentences = [mistake.message for mistake in exercise.mistakes]
    if isinstance(exercise, FindBugs):
        sentences = [*exercise.defects, *sentences]
    for part in (*sentences, *exercise.questions, *exercise.hints, exercise.why):
        assert part in text


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_in_every_notebook_the_cells_are_the_banks_and_the_edition_is_all_correct(path, tmp_path):
    nb = read(path)
    names = [name for name in map(_exercise, nb.cells) if name]
    assert sorted(names) == sorted(e.name for e in bank().values() if e.lesson == int(path.name[:2]))
    assert [cell.source for cell in nb.cells if _exercise(cell)] == [cell_of(name) for name in names]
    stored = [cell.outputs[0].data["text/plain"] for cell in nb.cells if _exercise(cell)]
    assert [panel.split(" · ")[0] for panel in stored] == ["Not attempted yet"] * len(names)
    made = read(write(path, tmp_path))
    panels = [cell.outputs[0].data["text/plain"] for cell in made.cells if _exercise(cell)]
    assert [panel.split(" · ")[0] for panel in panels] == ["Correct"] * len(names)
