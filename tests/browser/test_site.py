"""The course as pages: every lesson opened from its file asks for nothing, and every link of the index lands."""

import re

import nbformat
import pytest

from lstm_helpers.publish import export
from lstm_helpers.publish.notebooks import find

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """All lessons with their stored outputs; what a kernel makes of the labs is tested on lesson 00 and in a page."""
    folder = tmp_path_factory.mktemp("site")
    assert export.main(["--stored", "--to", str(folder)]) == 0
    return folder


def test_the_index_leads_to_every_lesson_and_every_lesson_back(page, site):
    page.goto((site / "index.html").as_uri())
    links = page.eval_on_selector_all("li a", "all => all.map(a => a.href)")
    assert links == [(site / f"{path.stem}.html").as_uri() for path in find()]
    for link in links:
        page.goto(link)
        page.get_by_role("link", name="All lessons").click()
        assert page.url == (site / "index.html").as_uri()


def test_every_lesson_asks_for_nothing_and_shows_every_picture(page, site):
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for path in find():
        asked.clear()
        address = (site / f"{path.stem}.html").as_uri()
        page.goto(address)
        assert [url for url in asked if not url.startswith(("blob:", "data:"))] == [address]
        pictures = page.eval_on_selector_all("img", "all => all.map(img => [img.naturalWidth, img.alt.length])")
        assert all(wide > 100 and words > 20 for wide, words in pictures), path.stem
        formulas = any(
            re.search(r"\$\S", cell.source) for cell in nbformat.read(path, 4).cells if cell.cell_type != "code"
        )
        assert (page.locator("math").count() > 0) == formulas, path.stem
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert said == []


def test_links_between_lessons_and_to_headings_land(page, site):
    known = {}
    for path in find():
        page.goto((site / f"{path.stem}.html").as_uri())
        known[path.stem] = (
            page.eval_on_selector_all("[id]", "all => all.map(node => node.id)"),
            page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))"),
        )
    for stem, (_, links) in known.items():
        for link in links:
            file, _, anchor = link.partition("#")
            if link.startswith(("http:", "https:")) or (file and not file.endswith(".html")):
                continue
            target = file.removesuffix(".html") or stem
            assert target == "index" or target in known, f"{stem}: {link}"
            assert not anchor or anchor in known[target][0], f"{stem}: {link}"
