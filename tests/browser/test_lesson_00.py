"""Lesson 00 as a newcomer meets it: run from top to bottom in a real JupyterLab, moved with keys; and as a page."""

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError

from lstm_helpers.publish import export
from lstm_helpers.publish.notebooks import FOLDER

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "00_start_here.ipynb"


@pytest.fixture
def opened(lab):
    """Lesson 00, every cell run, its Gate Lab in sight."""
    lab.open(NAME)
    lab.run_all()
    (lab.at,) = [n for n, cell in enumerate(lab.cells()) if "GateLab(trace" in cell["source"]]
    lab.select(lab.at)
    lab.page.wait_for_selector(".gate-lab .gl-heat")
    yield lab
    assert lab.page.locator(".lab-error:visible").all_inner_texts() == []
    assert lab.refused == []


def sources(front):
    return [cell["source"] for cell in front.cells()]


def test_it_runs_and_the_right_arrow_moves_the_lab_one_step_and_python_hears_of_it_in_both_themes(opened, shots):
    assert opened.errors() == []
    page, before, grounds = opened.page, sources(opened), set()
    slider = page.locator(".gate-lab").first.get_by_role("slider", name="step")
    at = int(slider.input_value())
    page.locator(".gl-scroller").first.focus()
    page.keyboard.press("ArrowRight")
    assert int(slider.input_value()) == at + 1
    for key in ("a", "x", "b", "d", "d"):
        page.keyboard.press(key)
    assert sources(opened) == before
    page.wait_for_timeout(400)  # changes are sent a tenth of a second later
    assert opened.python("print(lab.step)") == str(at + 1)
    for theme in ("light", "dark"):
        opened.theme(theme)
        page.wait_for_function("t => document.querySelector('.gate-lab').dataset.theme === t", arg=theme)
        opened.select(opened.at)
        page.screenshot(path=shots / f"lesson-00-{theme}.png")
        grounds.add(page.locator(".gate-lab").first.evaluate("node => getComputedStyle(node).backgroundColor"))
        found = Axe().run(page, context=".gate-lab").response["violations"]
        assert [violation["id"] for violation in found] == []
    assert len(grounds) == 2


IN_VIEW = """heading => {
    const titles = [...document.querySelectorAll('.jp-MarkdownOutput h2')];
    const at = titles.find(title => title.textContent.startsWith(heading))?.getBoundingClientRect();
    return at && at.top > 0 && at.bottom < window.innerHeight;
}"""


def test_before_anything_is_run_answers_are_folded_and_the_links_at_the_top_lead_to_their_headings(lab):
    lab.open(NAME)
    folded = lab.page.evaluate("""() => [...window.jupyterapp.shell.currentWidget.content.widgets].filter(
        cell => (cell.model.getMetadata('tags') || []).includes('predict')).map(cell => cell.outputHidden)""")
    assert len(folded) >= 2
    assert all(folded)
    for link, heading in (("Map", "The map"), ("Glossary", "Glossary")):
        for timeout in (8000, 30000):  # while cells are still laid out on a busy machine, a jump may land elsewhere
            lab.select(0)
            lab.page.locator(f".jp-MarkdownOutput a:text-is('{link}')").first.click()
            try:
                lab.page.wait_for_function(IN_VIEW, arg=heading, timeout=timeout)
                break
            except TimeoutError:
                assert timeout < 30000, f"{link} does not lead to {heading}"


def test_a_link_to_a_lesson_opens_it(lab):
    lab.open(NAME)
    lab.page.locator(".jp-MarkdownOutput a:has-text('01 Give a network a memory')").first.click()
    lab.page.wait_for_function("""() => {
        const { context, content } = window.jupyterapp.shell.currentWidget;
        return context.path.endsWith('01_give_a_network_a_memory.ipynb') && content.model?.cells?.length > 10;
    }""")
    assert sources(lab)[0].startswith("# Give a network a memory")


def test_its_page_needs_no_server_and_its_lab_answers(page, tmp_path):
    name, _ = export.write(FOLDER / NAME, tmp_path)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / name).as_uri())
    page.wait_for_selector(".gate-lab .gl-heat")
    slider = page.get_by_role("slider", name="step").first
    at = int(slider.input_value())
    page.locator(".gl-scroller").first.focus()
    page.keyboard.press("ArrowRight")
    assert int(slider.input_value()) == at + 1
    assert [url for url in asked if not url.startswith(("blob:", "data:", "file:"))] == []
    assert {url for url in asked if url.startswith("file:")} == {(tmp_path / name).as_uri()}
    folded = page.locator("details:has-text('measured:')")
    assert folded.count() == sum(
        "predict" in cell.metadata.get("tags", []) for cell in nbformat.read(FOLDER / NAME, as_version=4).cells
    )
    assert [folded.nth(n).get_attribute("open") for n in range(folded.count())] == [None] * folded.count()
