"""The Attention Lab in a real JupyterLab and a real Notebook 7, with a kernel behind it."""

import nbformat
import pytest

from lstm_helpers.data import numbers
from lstm_helpers.maths.translator import translate
from lstm_helpers.pretrained import translator_model

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SOURCE = """\
from lstm_helpers.pretrained import translator_model
from lstm_helpers.widgets import AttentionLab
lab = AttentionLab(translator_model()[0], "24")
lab"""
SAYS = "document.querySelectorAll('.at-say')[1].textContent"


@pytest.fixture(params=["lab", "notebook7"])
def front(request):
    front = request.getfixturevalue(request.param)
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE), nbformat.v4.new_code_cell("lab")])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, front.folder / "99_attention.ipynb")
    front.open("99_attention.ipynb")
    front.run_all()
    assert front.errors() == []
    front.page.wait_for_selector(".at-lines path")
    yield front
    assert front.page.locator(".lab-error:visible").all_inner_texts() == []
    assert front.refused == []


def test_a_typed_number_and_forced_attention_reach_python_and_survive_a_restart(front, shots):
    page = front.page
    page.locator(".at-text").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("437582", delay=60)  # the kernel's echoes come while the typing goes on
    page.wait_for_function(f"{SAYS}.startsWith('Step 12 of 12')")  # the second view follows
    page.locator(".at-stage").first.focus()
    for key in ("Home", "ArrowRight", "a", "x", "d", "d", "b", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    page.wait_for_timeout(400)  # changes are sent a tenth of a second later
    assert [cell["source"] for cell in front.cells()] == [SOURCE, "lab"]
    assert front.python("print(lab.text, lab.step, lab.word, lab.forced)") == "437582 1 8 {'1': 8}"
    found = translate(translator_model()[0], numbers.english(437_582), forced={1: [0] * 8 + [1]})
    assert front.python("print(*lab.translation.words)").split() == list(found.words)
    assert page.locator(".at-written").first.inner_text() == numbers.spoken(found.words)
    page.wait_for_function(f"{SAYS}.includes('you made it look at “two” alone')")
    front.python("lab.forced, lab.inside, lab.step = {0: 2}, 'f', 2")
    page.wait_for_function(f"{SAYS}.startsWith('Step 3 of') && document.querySelectorAll('.at-box').length === 4")
    for theme in ("light", "dark"):
        front.theme(theme)
        page.wait_for_function("t => document.querySelector('.lstm-lab').dataset.theme === t", arg=theme)
        page.screenshot(path=shots / f"attention-{theme}-{'lab' if '/lab' in page.url else 'notebook7'}.png")
    front.restart()
    page.locator(".at-text").first.fill("77")
    assert page.locator(".at-written").first.inner_text() == "siebenundsiebzig"
