"""The Two-way reader in a real JupyterLab and a real Notebook 7, with a kernel behind it."""

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SOURCE = """\
import numpy as np
from lstm_helpers.maths.cells import init_dense, init_lstm
from lstm_helpers.data.text import LETTERS, Alphabet
from lstm_helpers.widgets import TwoWayReader
rng, alphabet = np.random.default_rng(0), Alphabet(LETTERS)
one = lambda: (init_lstm(27, 8, rng), init_dense(8, 1, rng))
both = (init_lstm(27, 8, rng), init_lstm(27, 8, rng)), init_dense(16, 1, rng)
reader = TwoWayReader(one(), one(), both, alphabet)
reader"""


@pytest.fixture(params=["lab", "notebook7"])
def front(request):
    front = request.getfixturevalue(request.param)
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE), nbformat.v4.new_code_cell("reader")])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, front.folder / "99_reader.ipynb")
    front.open("99_reader.ipynb")
    front.run_all()
    assert front.errors() == []
    front.page.wait_for_selector(".tw-bars")
    yield front
    assert front.page.locator(".lab-error:visible").all_inner_texts() == []
    assert front.refused == []


def test_typing_and_keys_stay_in_the_lab_reach_python_and_survive_a_restart(front, shots):
    page, where = front.page, "document.querySelectorAll('.tw-here')[1].textContent"
    page.get_by_label("a sentence of your own").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("aaxbdd it dd", delay=60)  # the kernel's echoes come while the typing goes on
    assert page.get_by_label("a sentence of your own").first.input_value() == "aaxbdd it dd"
    assert [cell["source"] for cell in front.cells()] == [SOURCE, "reader"]
    page.wait_for_function(f"{where}.startsWith('Letter 1 of 10')")  # the second view follows
    page.locator(".tw-scroller").first.focus()
    page.keyboard.press("End")
    for key in ("ArrowLeft", "a", "x", "d", "d", "ArrowLeft"):
        page.keyboard.press(key)
    page.wait_for_function(f"{where}.startsWith('Letter 8 of 10')")
    page.wait_for_timeout(400)  # changes are sent a tenth of a second later
    assert front.python("print(repr(reader.text), reader.step)") == "'aaxbdd it dd' 7"
    said = front.python("print(*(round(100 * v[7]) for v in reader.opinions(reader.text).values()))").split()
    assert [one.split(" %")[0].split()[-1] for one in page.locator(".tw-thoughts li").all_inner_texts()[:3]] == said
    front.python("reader.step, reader.threshold = 2, 0.4")
    page.wait_for_function(f"{where}.startsWith('Letter 3 of 10')")
    for theme in ("light", "dark"):
        front.theme(theme)
        page.wait_for_function("t => document.querySelector('.lstm-lab').dataset.theme === t", arg=theme)
        page.screenshot(path=shots / f"two-way-reader-{theme}-{'lab' if '/lab' in page.url else 'notebook7'}.png")
    front.restart()
    page.get_by_label("a sentence of your own").first.fill("without a kernel")
    assert page.locator(".tw-here").first.inner_text().startswith("Letter 3 of 14")
