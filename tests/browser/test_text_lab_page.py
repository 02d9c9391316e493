"""The Text Lab in a real Chromium: it writes, is written with, is coloured; nothing that is written becomes markup."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_helpers.data.text import Alphabet
from lstm_helpers.training import LetterModel, init_model
from lstm_helpers.widgets import TextLab

pytestmark = [pytest.mark.browser]
AB = Alphabet("abc <>/&\"'\n", fold=False)


@pytest.fixture
def letters():
    model = init_model(len(AB), 8, len(AB), np.random.default_rng(0), every_step=True)
    return LetterModel(model, AB)


def text_of(page):
    return page.evaluate("[...document.querySelectorAll('.tx-sheet span')].map(box => box.textContent).join('')")


def test_choosing_a_letter_writes_it_and_says_what_numpy_says(open_lab, letters):
    page = open_lab(TextLab(letters, "abba"))
    p = letters.probabilities("abba")[-1][:-1] ** (1 / 0.7)
    p /= p.sum() + letters.probabilities("abba")[-1][-1] ** (1 / 0.7)
    third = AB.letters[int(np.argsort(-p)[2])]
    page.locator(".tx-row").nth(2).click()
    assert text_of(page).replace("␣", " ").replace("⏎", "\n") == "abba" + third
    cost = -np.log2(letters.of_next("abba" + third)[-1])
    assert f"cost {cost:.1f} bits" in page.inner_text(".lab-say")


def test_going_back_and_choosing_another_goes_on_from_there(open_lab, letters):
    page = open_lab(TextLab(letters, "abba"))
    page.locator(".tx-sheet span").nth(1).click()
    page.locator(".tx-row").nth(0).click()
    assert len(text_of(page)) == 3


def test_space_writes_and_the_same_seed_writes_the_same(open_lab, letters):
    written = []
    for _ in range(2):
        page = open_lab(TextLab(letters, "abba", seed=5))
        page.focus(".tx-page")
        for _ in range(6):
            page.keyboard.press(" ")
        written.append(text_of(page))
    assert len(written[0]) == 10
    assert written[0] == written[1]
    page.get_by_role("button", name="draw other letters: the next seed").click()
    page.get_by_role("button", name="back to the text with which the lab opened").click()
    page.get_by_role("button", name="write forty letters").click()
    assert len(text_of(page)) == 44
    assert text_of(page)[:10] != written[0]


def test_a_typed_text_is_read_and_what_looks_like_markup_stays_text(open_lab, letters):
    page = open_lab(TextLab(letters, "abba"))
    hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>&lt;"
    page.fill(".tx-prompt", hostile)
    assert text_of(page).replace("␣", " ") == hostile
    assert page.locator(".tx-sheet img, .tx-sheet script").count() == 0


def test_the_browser_says_how_far_it_is_from_numpy_and_it_is_nothing_to_speak_of(open_lab, letters):
    page = open_lab(TextLab(letters, "abba"))
    words = page.locator(".text-lab > .lab-faint").last.inner_text()
    gap = float(words.split("at most ")[1].rstrip(".").replace("‑", "-"))
    assert gap < 1e-6  # the kernel computes in float32, the browser in float64


@pytest.mark.parametrize("colour", ["surprise", "unit", "influence"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colouring_is_readable_and_accessible(open_lab, letters, colour, theme):
    page = open_lab(TextLab(letters, "abba cab abc ab", colour=colour, unit=3), theme=theme)
    boxes = "[...document.querySelectorAll('.tx-sheet span')]"
    tinted = page.evaluate(f"{boxes}.filter(box => box.style.backgroundColor !== 'transparent').length")
    assert tinted >= 3
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert found.response["violations"] == []


def test_a_text_at_its_limit_can_only_be_read(open_lab, letters):
    page = open_lab(TextLab(letters, "ab" * 300))
    assert page.get_by_role("button", name="write forty letters").is_disabled()
    page.focus(".tx-page")
    page.keyboard.press(" ")
    assert len(text_of(page)) == 600


def test_python_sets_every_trait_and_the_lab_follows(open_lab, letters):
    lab = TextLab(letters, "abba", step=1, temperature=1.5, colour="unit", unit=7, seed=3)
    page = open_lab(lab)
    assert "Letter 2" in page.inner_text(".lab-say")
    assert page.input_value(".tx-unit") == "8"
    assert page.locator("select").first.input_value() == "unit"
    lab.text, lab.step = "cab", 2
    page = open_lab(lab)
    assert "Letter 3" in page.inner_text(".lab-say")
