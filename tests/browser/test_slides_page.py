"""Slides opened from a file: keys and buttons turn them, a lab in them is alive and keeps its own keys."""

import nbformat
import pytest

from lstm_helpers.publish import slides
from tests.browser.test_export_page import LESSON

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def deck(tmp_path_factory):
    folder, new = tmp_path_factory.mktemp("deck"), nbformat.v4
    text = "# Keep a value\n\nWelcome.\n\n## The lab"
    cells = [new.new_markdown_cell(text), new.new_code_cell(LESSON), new.new_markdown_cell("## The end")]
    nbformat.write(new.new_notebook(cells=cells), folder / "03_keep.ipynb")
    assert slides.main([str(folder / "03_keep.ipynb"), "--to", str(folder)]) == 0
    return folder / "03_keep_slides.html"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_slides_turn_a_lab_in_them_is_alive_and_nothing_is_asked_for(browser, deck, theme, shots):
    context = browser.new_context(viewport={"width": 1200, "height": 800}, color_scheme=theme)
    page, asked = context.new_page(), []
    page.on("request", lambda r: r.url.startswith(("file:", "blob:", "data:")) or asked.append(r.url))
    page.goto(deck.as_uri())
    now = page.locator("section.now")
    assert "Welcome." in now.inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageDown")
    page.wait_for_selector("section.now .gate-lab[data-theme]")
    page.screenshot(path=shots / f"slides-{theme}.png")
    slider = now.get_by_role("slider", name="step")
    at = int(slider.input_value())
    page.locator("section.now .gl-scroller").first.focus()
    page.keyboard.press("ArrowRight")
    assert int(slider.input_value()) == at + 1
    assert page.locator("nav output").inner_text() == "3 / 4", "the arrow was the lab's own"
    page.get_by_role("button", name="next slide").click()
    assert "The end" in now.inner_text()
    assert page.url.endswith("#4")
    page.reload()
    assert "The end" in now.inner_text()
    page.keyboard.press("Home")
    assert "Welcome." in now.inner_text()
    assert asked == []
    context.close()
