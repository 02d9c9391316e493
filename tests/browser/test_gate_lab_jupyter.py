"""The Gate Lab in a real JupyterLab and a real Notebook 7, with a kernel behind it."""

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SOURCE = """\
import numpy as np
from lstm_helpers.maths.cells import init_lstm
from lstm_helpers.maths.sequence import run
from lstm_helpers.widgets import GateLab
rng = np.random.default_rng(0)
trace = run(init_lstm(3, 4, rng), rng.standard_normal((1, 20, 3)), labels="abcdefghijklmnopqrst")
gate_lab = GateLab(trace, title="In a notebook")
gate_lab"""


@pytest.fixture(params=["lab", "notebook7"])
def front(request):
    front = request.getfixturevalue(request.param)
    nb = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(SOURCE),
            nbformat.v4.new_code_cell("gate_lab"),
            nbformat.v4.new_markdown_cell("end"),
        ]
    )
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, front.folder / "99_gate_lab.ipynb")
    front.open("99_gate_lab.ipynb")
    front.run_all()
    assert front.errors() == []
    front.page.wait_for_selector(".gl-heat")
    yield front
    assert front.page.locator(".lab-error:visible").all_inner_texts() == []
    assert front.refused == []


def test_keys_move_the_lab_and_no_cell_and_the_kernel_hears_of_it(front, shots):
    page = front.page
    lab = page.locator(".lstm-lab").first
    lab.locator(".gl-scroller").click(position={"x": 3, "y": 60})
    for key in ("a", "x", "ArrowRight", "ArrowRight", "b", "d", "d", "ArrowDown"):
        page.keyboard.press(key)
    assert [cell["source"] for cell in front.cells()] == [SOURCE, "gate_lab", "end"]
    assert lab.get_by_role("slider", name="step").input_value() == "2"
    page.wait_for_timeout(400)  # changes are sent a tenth of a second later
    assert front.python("print(gate_lab.step, gate_lab.unit)") == "2 1"
    # the second view of the same lab follows
    assert page.locator(".lstm-lab").nth(1).get_by_role("slider", name="step").input_value() == "2"
    for theme in ("light", "dark"):
        front.theme(theme)
        page.wait_for_function("t => document.querySelector('.lstm-lab').dataset.theme === t", arg=theme)
        page.screenshot(path=shots / f"gate-lab-{theme}-{'lab' if '/lab' in page.url else 'notebook7'}.png")


def test_python_moves_the_lab_and_a_restarted_kernel_leaves_it_alive(front):
    page = front.page
    front.python("gate_lab.step, gate_lab.unit = 7, 3")
    slider = page.locator(".lstm-lab").first.get_by_role("slider", name="step")
    page.wait_for_function("document.querySelector('.lab-steps').value === '7'")
    assert "Unit 4" in page.locator(".gl-sentence").first.inner_text()
    front.restart()
    page.locator(".gl-scroller").first.focus()
    page.keyboard.press("ArrowRight")
    assert slider.input_value() == "8"
    assert "Step 9 reads “i”" in page.locator(".gl-sentence").first.inner_text()
