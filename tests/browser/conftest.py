"""A real Chromium, the pages of labs in it, and a JupyterLab and a Notebook 7 that serve a copy of the notebooks."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from lstm_helpers.publish.export import lab_page
from lstm_helpers.widgets.lab import Lab
from tests.support.find_chromium import find_chromium
from tests.support.fronts import Front, serve

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--font-render-hinting=none",
    # two pages behind the address bar of every window, which nobody sees and which take a fifth of the time;
    # the others are of Playwright's own list, which this one replaces
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,HttpsUpgrades,MediaRouter,"
    "OptimizationHints,PaintHolding,Translate",
]
HOW_TO_GET_ONE = "no Chromium: install the package chromium (or Chrome), or set CHROMIUM to one, and run it again"
DRAWN = ".lstm-lab[data-theme]"  # a lab knows its theme when it is in its page, and is painted in the same moment


@pytest.fixture(scope="session")
def chromium_path():
    """The browser's path; without one the test is skipped, and on CI it fails."""
    path = find_chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HOW_TO_GET_ONE)
    return path


@pytest.fixture(scope="module")
def browser(chromium_path):
    """A started Chromium: one a module, since Playwright keeps an event loop that other modules must not meet."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def window(browser):
    """A window for the pages of a module; opening one takes longer than opening a page in it."""
    # the tests ask pages questions in JavaScript, which the pages' own policy forbids; test_export_page.py heeds it
    opened = browser.new_context(viewport={"width": 1200, "height": 900}, bypass_csp=True)
    yield opened
    opened.close()


@pytest.fixture
def page(window):
    """A fresh page of 1200 by 900 pixels; an uncaught JavaScript error on it fails the test."""
    fresh, errors = window.new_page(), []
    fresh.on("pageerror", lambda error: errors.append(str(error)))
    yield fresh
    fresh.close()
    assert errors == [], "JavaScript errors on the page"


@pytest.fixture
def open_lab(window, tmp_path, monkeypatch):
    """Open a lab's exported page; when the test ends, nothing may have been requested or have gone wrong in it."""
    monkeypatch.setattr(Lab, "png", lambda lab: b"")  # what a page without script shows has tests of its own
    opened, faults = [], []

    def open_one(lab, width=900, theme="light"):
        path = tmp_path / f"lab{len(opened)}.html"
        path.write_text(lab_page(lab, "A lab"), encoding="utf-8")
        page = window.new_page()
        opened.append(page)
        page.set_default_timeout(10_000)
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.on("request", lambda r: r.url.startswith((path.as_uri(), "blob:", "data:")) or faults.append(r.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: message.type == "error" and faults.append(message.text))
        page.goto(path.as_uri())
        page.wait_for_selector(DRAWN, state="attached")
        return page

    yield open_one
    for page in opened:
        faults.extend(page.locator(".lab-error:visible").all_inner_texts())
        page.close()
    assert faults == []


@pytest.fixture
def shots(tmp_path):
    """The folder for screenshots: $SCREENSHOTS if it is set, to look at them, else a temporary one."""
    folder = Path(os.environ.get("SCREENSHOTS") or tmp_path / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory):
    """A running JupyterLab over a copy of the notebooks."""
    yield from serve(tmp_path_factory.mktemp("lab"), "jupyterlab", "LabApp")


@pytest.fixture(scope="session")
def notebook_server(tmp_path_factory):
    """A running Notebook 7 over a copy of the notebooks."""
    yield from serve(tmp_path_factory.mktemp("notebook7"), "notebook", "JupyterNotebookApp")


@pytest.fixture
def lab(browser, lab_server):
    """JupyterLab in a page: ``lab.open("00_start_here.ipynb")`` and on from there."""
    front = Front(_new_page(browser), lab_server, "lab/tree/{name}?reset")
    yield front
    front.close()


@pytest.fixture
def notebook7(browser, notebook_server):
    """Notebook 7 in a page, with the verbs of `lab`."""
    front = Front(_new_page(browser), notebook_server, "notebooks/{name}")
    yield front
    front.close()


def _new_page(browser):
    page = browser.new_context(viewport={"width": 1200, "height": 900}).new_page()
    page.set_default_timeout(30_000)
    return page
