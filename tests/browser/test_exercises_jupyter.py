"""An exercise as a learner meets it, in a real JupyterLab and a real Notebook 7."""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_helpers.exercises.progress import Progress
from lstm_helpers.exercises.verbs import Check
from lstm_helpers.publish.exercise_cell import cell as cell_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STUB = cell_of("candidate")
STARTS = "import numpy as np\nfrom lstm_helpers.maths.cells import sigmoid\nfrom lstm_helpers.exercises import check"
LINE = "    return ...                                   # your line"


@pytest.fixture(params=["lab", "notebook7"])
def front(request):
    front = request.getfixturevalue(request.param)
    (front.folder / ".progress.json").unlink(missing_ok=True)
    sources = [STARTS, STUB, "check.candidate.hint()", "check.progress()", "check.candidate.answer()"]
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, front.folder / "99_exercises.ipynb")
    front.open("99_exercises.ipynb")
    front.run_cell(0)
    yield front
    (front.folder / ".progress.json").unlink(missing_ok=True)
    assert front.refused == []


def fill(front, line):
    """Type an answer in place of the stub's line, and run the cell."""
    front.page.evaluate(
        """([n, source]) =>
        window.jupyterapp.shell.currentWidget.content.model.cells.get(n).sharedModel.setSource(source)""",
        [1, STUB.replace(LINE, line)],
    )
    front.run_cell(1)
    return panel(front, 1)


def panel(front, n):
    """The words of the panel under cell ``n``, as the page shows them."""
    shown = front.page.locator(".jp-Notebook .jp-Cell").nth(n).locator(".jp-OutputArea-output [role=group]")
    shown.scroll_into_view_if_needed()
    return shown.inner_text()


def test_wrong_then_a_hint_then_right_and_progress_outlives_the_kernel(front, shots):
    front.run_cell(1)
    assert panel(front, 1).startswith("Not attempted yet · candidate")
    assert not (front.folder / ".progress.json").exists()
    wrong = fill(front, "    return sigmoid(x_t @ W_x + h_prev @ W_h + b)")
    assert wrong.startswith("Not yet · candidate")
    assert "You squashed the candidate with a sigmoid; the candidate uses tanh" in wrong
    front.run_cell(2)
    assert "Hint 1 of 3" in panel(front, 2)
    stopped = fill(front, "    return np.tanh(x_t @ h_prev + b)")
    assert stopped.startswith("Your code stopped")
    assert "return np.tanh(x_t @ h_prev + b)" in stopped
    right = fill(front, "    return np.tanh(x_t @ W_x + h_prev @ W_h + b)")
    assert right.startswith("Correct · candidate")
    front.restart()
    front.run_cell(0)
    front.run_cell(3)
    assert "1 of" in panel(front, 3).splitlines()[0]
    front.run_cell(4)
    name = "lab" if "/lab" in front.page.url else "notebook7"
    for theme in ("light", "dark"):
        front.theme(theme)
        front.select(1)
        front.page.screenshot(path=shots / f"exercise-{theme}-{name}.png")
        front.select(3)
        front.page.screenshot(path=shots / f"progress-{theme}-{name}.png")
        violations = Axe().run(front.page, context="[role=group][aria-label]").response["violations"]
        assert [(found["id"], found["nodes"][0]["html"]) for found in violations] == []


def test_a_stored_panel_reads_the_same_where_the_notebook_is_not_trusted(lab, shots):
    shown = Check(Progress("off")).candidate(lambda *args: None)
    cell = nbformat.v4.new_code_cell(
        "check.candidate(candidate)",
        execution_count=1,
        outputs=[
            nbformat.v4.new_output(
                "execute_result", execution_count=1, data={"text/plain": repr(shown), "text/html": shown._repr_html_()}
            )
        ],
    )
    nb = nbformat.v4.new_notebook(cells=[cell])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, lab.folder / "98_stored.ipynb")
    lab.open("98_stored.ipynb")
    output = lab.page.locator(".jp-OutputArea-output").first
    output.screenshot(path=shots / "exercise-untrusted.png")
    assert output.inner_text().replace("`", "").split() == repr(shown).replace("`", "").split()


def test_an_endless_loop_and_a_deleted_builtin_leave_the_kernel_alive(front):
    assert "It ran for more than 2 seconds" in fill(front, "    while True: pass")
    assert panel(front, 1).startswith("Your code stopped")
    assert fill(front, "    import builtins; del builtins.len, builtins.isinstance").startswith("Not yet")
    assert fill(front, "    raise SystemExit").startswith("Your code stopped")
    assert front.python("print(len('alive'))") == "5"
    assert fill(front, "    return np.tanh(x_t @ W_x + h_prev @ W_h + b)").startswith("Correct")
