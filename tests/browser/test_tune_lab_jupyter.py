"""The Tune Lab in a real JupyterLab and a real Notebook 7, with a kernel behind it."""

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SOURCE = """\
from lstm_helpers.notes import Note
from lstm_helpers.widgets import TuneLab
lab = TuneLab.demo()
lab"""
ROLL = ".tune-lab .tn-paper"
NOTES = "document.querySelectorAll('.tn-note').length"


@pytest.fixture(params=["lab", "notebook7"])
def front(request):
    front = request.getfixturevalue(request.param)
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE)])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, front.folder / "99_tune.ipynb")
    front.open("99_tune.ipynb")
    front.run_all()
    assert front.errors() == []
    front.page.wait_for_selector(ROLL)
    yield front
    assert front.page.locator(".lab-error:visible").all_inner_texts() == []
    assert front.refused == []


def test_what_is_composed_reaches_python_and_what_python_sets_the_roll(front, shots):
    page = front.page
    front.select(0)
    page.locator(ROLL).first.focus()
    for key in ("n", "a", "x", "d", "d", "b", "e", "ArrowLeft"):
        page.keyboard.press(key)
    page.wait_for_timeout(400)  # changes are sent a tenth of a second later
    assert [cell["source"] for cell in front.cells()] == [SOURCE]
    shown = page.evaluate(NOTES)
    said = front.python("print(len(lab.notes), lab.step, lab.notes[-1].ends, type(lab.notes[-1]).__name__)")
    assert said == f"{shown} {shown - 1} True Note"
    page.keyboard.press("u")
    page.keyboard.press("u")
    page.wait_for_timeout(400)
    assert front.python("print(lab.notes == list(lab._first.notes), len(lab.notes))") == "True 16"
    front.python("lab.notes, lab.step, lab.tempo = [Note(60, 1.0), Note(67, 2.0, True)], 1, 140")
    page.wait_for_function(f"{NOTES} === 2")
    page.wait_for_function("document.querySelector('.tune-lab').innerText.includes('Note 2 of 2')")
    assert "140 quarters a minute" in page.locator(".tune-lab").first.inner_text()
    assert page.get_by_role("button", name="undo").first.is_disabled(), "what Python sets has no past"
    for theme in ("light", "dark"):
        front.theme(theme)
        page.wait_for_function("t => document.querySelector('.lstm-lab').dataset.theme === t", arg=theme)
        page.wait_for_timeout(300)
        page.screenshot(path=shots / f"tune-{theme}-{'lab' if '/lab' in page.url else 'notebook7'}.png")
    front.save()
    front.open("99_tune.ipynb")
    front.select(0)
    page.wait_for_selector(ROLL)
    assert page.evaluate(NOTES) == 2
    assert page.get_by_text("Error displaying widget").count() == 0
    front.restart()
    page.locator(ROLL).first.focus()
    page.keyboard.press("n")
    assert page.evaluate(NOTES) == 3
