"""The Sound Lab in a real JupyterLab and a real Notebook 7, with a kernel behind it."""

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SOURCE = """\
from lstm_helpers.widgets import SoundLab
lab = SoundLab.demo()
lab"""
SAYS = "document.querySelectorAll('.sl-say')[1].textContent"


@pytest.fixture(params=["lab", "notebook7"])
def front(request):
    front = request.getfixturevalue(request.param)
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE), nbformat.v4.new_code_cell("lab")])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, front.folder / "99_sound.ipynb")
    front.open("99_sound.ipynb")
    front.run_all()
    assert front.errors() == []
    front.page.wait_for_selector(".sl-names span")
    yield front
    assert front.page.locator(".lab-error:visible").all_inner_texts() == []
    assert front.refused == []


def test_what_is_forced_reaches_python_touches_no_cell_and_survives_a_restart(front, shots):
    page = front.page
    page.locator(".sl-field").first.focus()
    for key in ("Home", "ArrowRight", "a", "x", "d", "d", "b", "ArrowDown", "Enter", "p", "f", "p"):
        page.keyboard.press(key)
    page.wait_for_timeout(400)  # changes are sent a tenth of a second later
    assert [cell["source"] for cell in front.cells()] == [SOURCE, "lab"]
    assert front.python("print(lab.step, lab.picked, lab.forced)") == "1 1 {'1': 1}"
    heard = front.python("print(*lab.heard(), sep='')")
    assert heard.startswith("0")
    page.wait_for_function(f"{SAYS}.includes('forced by you')")  # the second view follows
    cells = page.locator(".sl-pairs").first.locator("tr").first.locator("td").all_inner_texts()
    assert "".join(cells).replace("∅", "") == heard
    front.python("lab.clip = 0; lab.forced = {}; lab.step = 3; lab.width = 1")
    page.wait_for_function(f"{SAYS}.startsWith('Frame 4 of')")
    assert page.locator(".sl-beam select").first.input_value() == "1"
    for theme in ("light", "dark"):
        front.theme(theme)
        page.wait_for_function("t => document.querySelector('.lstm-lab').dataset.theme === t", arg=theme)
        page.screenshot(path=shots / f"sound-{theme}-{'lab' if '/lab' in page.url else 'notebook7'}.png")
    front.restart()
    page.locator(".sl-force select").first.select_option("0")
    assert "the blank" in page.locator(".sl-say").first.inner_text()
    page.get_by_role("button", name="hear it from the beginning").first.click()
    page.wait_for_selector(".sl-line", state="attached")
    page.get_by_role("button", name="stop the sound").first.click()
