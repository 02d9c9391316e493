"""The Training view in a real JupyterLab and a real Notebook 7: it trains, is stopped, and what was learned is kept."""

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SET_UP = """\
from functools import partial
import numpy as np
from IPython.display import display
from lstm_helpers.data import tasks
from lstm_helpers.training import evaluate, fit, init_model
from lstm_helpers.widgets import TrainingView
view = TrainingView("adding problem", line=1/6, line_label="guess the mean")
rng = np.random.default_rng(0)
fresh = init_model(2, 16, 1, rng)"""
TRAIN = """\
display(view)
model, history = fit(fresh, partial(tasks.adding, T=5), rng=rng, steps=1000, epochs=1000, progress=view)"""
KEPT = """\
x, y, *_ = tasks.adding(500, np.random.default_rng(1), T=5)
print(evaluate(model, x, y) < 0.5 * evaluate(fresh, x, y), len(history.batch_loss) < 1_000_000)"""


@pytest.fixture(params=["lab", "notebook7"])
def front(request):
    front = request.getfixturevalue(request.param)
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in (SET_UP, TRAIN, KEPT)])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, front.folder / "99_training_view.ipynb")
    front.open("99_training_view.ipynb")
    yield front
    assert front.page.locator(".lab-error:visible").all_inner_texts() == []
    assert front.refused == []


def begin(front):
    """Run all cells and come back as soon as a curve is there, while the second cell still trains."""
    front.page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    front.page.wait_for_selector(".training-view .tv-stop:visible")
    front.page.wait_for_function("document.querySelector('.tv-sentence').textContent.includes('training loss')")


def outputs(front):
    return ["".join(output.get("text", "")) for cell in front.cells() for output in cell["outputs"]]


def test_the_button_stops_a_training_at_once_and_what_was_learned_is_kept(front, shots):
    begin(front)
    page = front.page
    words = page.locator(".tv-where")
    assert words.inner_text().startswith("Training: epoch ")
    assert " left." in words.inner_text()
    page.screenshot(path=shots / f"training-view-{'lab' if '/lab' in page.url else 'notebook7'}.png")
    page.get_by_role("button", name="stop training and keep what was learned").click()
    page.wait_for_function("document.querySelector('.tv-where').textContent.startsWith('Stopped')", timeout=5_000)
    front.wait_idle(20)
    assert "Stopped by you: kept what was learned in " in words.inner_text()
    assert front.errors() == []
    assert outputs(front)[-1].split() == ["True", "True"]
    assert page.locator(".tv-stop").is_hidden()


def test_the_notebooks_own_stop_button_does_the_same_and_the_file_keeps_no_figure(front):
    begin(front)
    front.command("notebook:interrupt-kernel")
    front.page.wait_for_function("document.querySelector('.tv-where').textContent.startsWith('Stopped by you')")
    front.wait_idle(20)
    assert outputs(front)[-1].split() == ["True", "True"]
    (stored,) = [output["data"] for output in front.cells()[1]["outputs"] if "data" in output]
    assert stored["text/plain"] == "Training view: adding problem (run the cell to watch it train)"
    assert set(stored) == {"text/plain", "application/vnd.jupyter.widget-view+json"}


def test_a_cell_that_fails_while_it_trains_ends_the_view_too(front):
    begin(front)
    front.command("notebook:interrupt-kernel")
    front.wait_idle(20)
    front.python(
        "fit(fresh, partial(tasks.adding, T=5), rng=rng, steps=9, progress=view, "
        "callbacks=[lambda p: 1 / (p.batch < 3)])"
    )
    front.page.wait_for_function("document.querySelector('.tv-where').textContent.startsWith('Interrupted: the cell')")
    assert front.page.get_by_role("button", name="stop").count() == 0  # there is nothing left to stop


KERAS = """\
import numpy as np
from IPython.display import display
from lstm_helpers.keras_models import keras, single
from lstm_helpers.widgets import TrainingView
x = np.random.default_rng(0).standard_normal((640, 5, 1))
model, view = single(4, 5, 1), TrainingView("Keras")
model.compile("adam", "mse")"""
KERAS_TRAIN = """\
display(view)
start = model.evaluate(x, x.sum(1), verbose=0)
history = model.fit(x, x.sum(1), epochs=100_000, verbose=0, callbacks=[view.keras_callback()])"""
KERAS_KEPT = "print(model.evaluate(x, x.sum(1), verbose=0) < start, len(history.epoch) < 100_000)"


@pytest.mark.keras
def test_a_keras_training_is_stopped_by_the_button_and_its_cell_ends_well(lab):
    cells = [nbformat.v4.new_code_cell(source) for source in (KERAS, KERAS_TRAIN, KERAS_KEPT)]
    nb = nbformat.v4.new_notebook(cells=cells)
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, lab.folder / "99_keras.ipynb")
    lab.open("99_keras.ipynb")
    begin(lab)
    lab.page.get_by_role("button", name="stop training and keep what was learned").click()
    lab.page.wait_for_function("document.querySelector('.tv-where').textContent.startsWith('Stopped by you: kept')")
    lab.wait_idle(20)
    assert lab.errors() == []
    assert outputs(lab)[-1].split() == ["True", "True"]
