"""The Forecast Lab in a real JupyterLab and a real Notebook 7, with a kernel behind it."""

import nbformat
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SOURCE = """\
from lstm_helpers.widgets import ForecastLab
lab = ForecastLab.demo()
lab.revealed = False
lab"""


@pytest.fixture(params=["lab", "notebook7"])
def front(request):
    front = request.getfixturevalue(request.param)
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SOURCE), nbformat.v4.new_code_cell("lab")])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, front.folder / "99_forecast.ipynb")
    front.open("99_forecast.ipynb")
    front.run_all()
    assert front.errors() == []
    front.page.wait_for_selector(".fc-chart")
    yield front
    assert front.page.locator(".lab-error:visible").all_inner_texts() == []
    assert front.refused == []


def test_the_origin_the_veil_and_the_ticks_reach_python_and_survive_a_restart(front, shots):
    page, where = front.page, "document.querySelectorAll('.forecast-lab .lab-where')[{}].textContent"
    front.select(0)
    page.locator(".fc-field").first.focus()
    page.keyboard.press("Home")
    for key in ("ArrowRight", "a", "x", "d", "d", "b", "Shift+ArrowRight", "v"):
        page.keyboard.press(key)
    page.wait_for_timeout(400)  # changes are sent a tenth of a second later
    assert [cell["source"] for cell in front.cells()] == [SOURCE, "lab"]
    assert front.python("print(lab.origin, lab.revealed, lab.hidden)") == "11 True []"
    page.locator(".fc-name input").nth(1).uncheck()
    page.wait_for_timeout(400)
    assert front.python("print(lab.hidden)") == "['damped persistence']"
    front.python("lab.origin, lab.past, lab.hidden = 30, 0, []")
    page.wait_for_function(f"{where.format(0)} === 'origin 31 of 104'")
    assert page.locator(".fc-name input").nth(1).is_checked()
    said = front.python("""
from lstm_helpers.widgets import ForecastLab
k, values = lab.origins[30], lab.forecasts["linear"]
print(f"{abs(lab.y[k : k + 7] - values[30, :, 1]).mean():.2f}")""")
    assert page.locator(".fc-models tbody tr").nth(2).locator(".fc-number").nth(4).inner_text() == said
    chart = page.locator(".fc-chart").first
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 16, box["y"] + 70, steps=3)
    page.mouse.up()
    page.wait_for_timeout(400)
    assert front.python("print(lab.origin)") == "103"
    for theme in ("light", "dark"):
        front.theme(theme)
        page.wait_for_function("t => document.querySelector('.lstm-lab').dataset.theme === t", arg=theme)
        page.wait_for_timeout(300)
        page.screenshot(path=shots / f"forecast-{theme}-{'lab' if '/lab' in page.url else 'notebook7'}.png")
    front.python("lab.origin, lab.revealed, lab.hidden = 12, True, ['linear']")
    front.save()
    front.open("99_forecast.ipynb")
    front.select(0)
    page.wait_for_selector(".fc-name input")
    assert page.locator(".forecast-lab .lab-where").first.inner_text() == "origin 13 of 104"
    assert [page.locator(".fc-name input").nth(n).is_checked() for n in range(4)] == [True, True, False, True]
    assert page.get_by_text("Error displaying widget").count() == 0
    front.restart()
    page.locator(".fc-field").first.focus()
    page.keyboard.press("Home")
    assert page.locator(".forecast-lab .lab-where").first.inner_text() == "origin 1 of 104"
