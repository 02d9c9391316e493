"""A figure as a reader meets it: once, with its description as the alternative text, wherever a notebook is opened."""

import io

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from lstm_helpers.publish import notebooks
from lstm_helpers.publish.export import notebook_page
from lstm_helpers.publish.normal_form import normal

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALT = 'A cell in which i < f: the "forget" gate & its line stand out.'
SOURCE = f"""\
import matplotlib.pyplot as plt
from lstm_helpers import figures
figures.style.use()
fig, ax = plt.subplots(figsize=figures.style.WIDE)
figures.cell_diagram(ax, highlight="f")
figures.show(fig, {ALT!r})"""
NAME = "97_a_figure.ipynb"


@pytest.fixture(scope="module")
def executed():
    """A notebook of one cell that shows a figure, in normal form."""
    new = nbformat.v4
    nb = new.new_notebook(cells=[new.new_markdown_cell("# A figure"), new.new_code_cell(SOURCE)])
    notebooks.execute(nb, notebooks.FOLDER)
    return normal(nb)


def pictures(page):
    """(alternative text, shown width, shown height) of every picture in the notebook's outputs."""
    page.wait_for_selector(".jp-OutputArea-output img")
    return page.eval_on_selector_all(
        ".jp-OutputArea-output img", "all => all.map(img => [img.alt, img.width, img.height])"
    )


@pytest.fixture(params=["lab", "notebook7"])
def front(request, executed):
    found = request.getfixturevalue(request.param)
    nbformat.write(executed, found.folder / NAME)
    found.open(NAME)
    return found


def test_the_description_is_the_pictures_alternative_text_stored_and_run_and_is_printed_nowhere(front, shots):
    for trusted in (False, True):
        if trusted:
            front.run_cell(1)
        ((alt, wide, high),) = pictures(front.page)
        assert alt == ALT
        assert 2 < wide / high < 4, "the shape of the figure"
        assert front.page.locator(".jp-OutputArea-output").last.inner_text().strip() == ""
    violations = Axe().run(front.page, context=".jp-OutputArea-output").response["violations"]
    assert [found["id"] for found in violations] == []
    for theme in ("light", "dark"):
        front.theme(theme)
        seen = front.page.locator(".jp-OutputArea-output img").screenshot()
        corner = Image.open(io.BytesIO(seen)).convert("L").getpixel((3, 3))
        assert corner > 200 if theme == "light" else corner < 60, "the page is seen through the figure"
        front.page.screenshot(path=shots / f"figure-{theme}-{'lab' if '/lab' in front.page.url else 'notebook7'}.png")


def test_the_exported_page_has_the_picture_once_with_the_same_words(page, executed, tmp_path):
    path = tmp_path / "figure.html"
    path.write_text(notebook_page(executed, "A figure"), encoding="utf-8")
    page.goto(path.as_uri())
    assert page.eval_on_selector_all("img", "all => all.map(img => img.alt)") == [ALT]
    assert ALT not in page.locator(".cell > :not(.highlight)").all_inner_texts()
