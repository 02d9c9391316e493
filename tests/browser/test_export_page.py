"""A notebook written as a page: opened from a file it asks for nothing, and its labs respond."""

import nbformat
import pytest

from lstm_helpers.publish import export

pytestmark = pytest.mark.browser

LESSON = """\
import numpy as np
from lstm_helpers.maths.cells import init_lstm
from lstm_helpers.maths.sequence import run
from lstm_helpers.widgets import GateLab
rng = np.random.default_rng(0)
gate_lab = GateLab(run(init_lstm(2, 3, rng), rng.standard_normal((1, 9, 2))), title="In a page")
gate_lab"""


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lesson")
    new = nbformat.v4
    text = "# Keep a value\n\nThe memory is $c_t = f_t c_{t-1}$.\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    nb = new.new_notebook(
        cells=[
            new.new_markdown_cell(text),
            new.new_code_cell(LESSON),
            new.new_code_cell("gate_lab"),
            new.new_code_cell("print('measured:')", metadata={"tags": ["predict"]}),
        ]
    )
    nbformat.write(nb, folder / "03_keep_a_value.ipynb")
    export.main([str(folder / "03_keep_a_value.ipynb"), "--to", str(folder)])
    return folder / "03_keep_a_value.html"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_lesson_opened_from_its_file_is_alive_asks_for_nothing_and_satisfies_axe(page, lesson, theme, shots):
    from axe_playwright_python.sync_playwright import Axe

    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme=theme)
    page.goto(lesson.as_uri())
    page.wait_for_function("document.querySelectorAll('.gl-heat').length === 2")  # two views of one lab
    sliders = page.get_by_role("slider", name="step")
    page.locator(".gl-scroller").first.focus()
    page.keyboard.press("ArrowRight")
    assert sliders.nth(0).input_value() == "1"
    page.wait_for_function("document.querySelectorAll('.lab-steps')[1].value === '1'")  # the second view follows
    assert page.locator(".lab-error:visible").count() == 0
    assert [url for url in asked if not url.startswith(("blob:", "data:")) and url != lesson.as_uri()] == []
    page.screenshot(path=shots / f"lesson-{theme}.png", full_page=True)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_a_page_without_javascript_shows_the_picture(browser, lesson):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(lesson.as_uri())
    picture = page.locator("[data-lab] img").first
    assert picture.get_attribute("alt").startswith("Gate Lab: LSTM, 3 units, 9 steps, values ")
    assert picture.bounding_box()["width"] > 400
    context.close()


def test_under_the_pages_own_policy_its_labs_live_and_no_script_of_the_notebook_is_executed(browser, lesson, tmp_path):
    """Text cells and outputs may hold HTML; a click on what looks like a link does nothing either."""
    from tests.publish.test_export import hostile_notebook

    context = browser.new_context()
    page = context.new_page()
    page.goto(lesson.as_uri())
    page.wait_for_selector(".lstm-lab[data-theme]", state="attached")
    path = tmp_path / "hostile.html"
    path.write_text(export.notebook_page(hostile_notebook(), "as it was"), encoding="utf-8")
    page.goto(path.as_uri())
    page.get_by_text("a", exact=True).last.click()
    page.wait_for_timeout(300)
    assert page.title() == "as it was"
    context.close()
