"""The wheel in an environment of its own, as the kernel of a JupyterLab: the lab opens and its traits go both ways."""

import json
import sys

import nbformat
import pytest

from tests.support.alone import build_wheel, empty_environment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="links what it requires, which Windows allows few people"),
]

SOURCE = """\
import importlib.util
import numpy as np
from lstm_helpers import cells, sequence
from lstm_helpers.widgets import GateLab
rng = np.random.default_rng(0)
params = cells.LSTMParams(rng.standard_normal((2, 12)), rng.standard_normal((3, 12)), np.zeros(12))
gate_lab = GateLab(sequence.run(params, rng.standard_normal((1, 9, 2))), title="By itself")
gate_lab"""


def test_a_lab_opens_in_jupyterlab_with_a_kernel_that_has_nothing_else(lab, tmp_path, shots):
    python = empty_environment(tmp_path, build_wheel(tmp_path), "ipykernel")
    spec = lab.folder.parent / "data" / "kernels" / "alone" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [str(python), "-I", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "alone", "language": "python"}), encoding="utf-8")
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE)])
    nb.metadata.kernelspec = {"name": "alone", "display_name": "alone"}
    nbformat.write(nb, lab.folder / "99_alone.ipynb")
    lab.open("99_alone.ipynb")
    lab.run_all()
    assert lab.errors() == []
    assert lab.python("import sys; print(sys.executable)") == str(python)
    assert lab.python("print(importlib.util.find_spec('tensorflow'))") == "None"
    page = lab.page
    page.wait_for_selector(".gl-heat")
    page.locator(".gl-scroller").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)  # changes are sent a tenth of a second later
    assert lab.python("print(gate_lab.step)") == "1"
    lab.python("gate_lab.step = 5")
    page.wait_for_function("document.querySelector('.lab-steps').value === '5'")
    page.screenshot(path=shots / "alone.png")
    assert lab.refused == []
