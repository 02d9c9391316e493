"""The Review Lab in a real Chromium: it judges, words change places; nothing that is typed becomes markup."""

from dataclasses import replace

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_helpers.data.reviews import Vocabulary
from lstm_helpers.training import init_sentence_model
from lstm_helpers.training.trees import arrays_of, rebuild
from lstm_helpers.widgets import ReviewLab

pytestmark = [pytest.mark.browser]
V = Vocabulary(("the", "film", "is", "good", "bad", "not"))
SENTENCE = "the film is not good"


@pytest.fixture
def judge():
    model = init_sentence_model(V, 6, np.random.default_rng(0), d=4)
    arrays = arrays_of(model.weights)
    arrays[0] *= 20
    return replace(model, weights=rebuild(model.weights, arrays))


def words_of(page):
    return page.locator(".rv-word b").all_inner_texts()


def in_words(p):
    return f"{round(100 * p)} % praise" if p >= 0.5 else f"{round(100 * (1 - p))} % blame"


def test_it_says_after_each_word_what_numpy_says(open_lab, judge):
    page = open_lab(ReviewLab(judge, SENTENCE))
    p = judge.verdicts(SENTENCE)
    assert page.locator(".rv-word small").all_inner_texts() == [f"{round(100 * value)} %" for value in p]
    page.focus(".rv-page")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    said = page.inner_text(".lab-say")
    assert f"Word 2, “film”, moves the verdict from {in_words(p[0])} to {in_words(p[1])}" in said
    assert f"whole sentence: {in_words(p[-1])}; without this word" in said
    assert said.endswith(f"{in_words(judge.probabilities(['the is not good'])[0])}.")


def test_a_typed_sentence_is_judged_and_what_looks_like_markup_stays_text(open_lab, judge):
    page = open_lab(ReviewLab(judge, SENTENCE))
    page.fill(".rv-text", "<img src=x onerror=alert(1)> good <script>alert(2)</script>")
    assert words_of(page) == ["img", "src", "x", "onerror", "alert", "good", "script", "alert", "script"]
    assert page.locator(".rv-sheet img, .rv-sheet script, .review-lab p img").count() == 0
    assert page.locator(".rv-unknown").count() == 8
    page.fill(".rv-text", "…")  # without a word the sentence stays
    assert len(words_of(page)) == 9


def test_a_hostile_title_and_hostile_words_of_the_vocabulary_stay_text(open_lab, judge):
    page = open_lab(ReviewLab(judge, "good <b>film</b>", title="<img src=x onerror=alert(1)>"))
    assert "<img" in page.inner_text(".lab-title")
    assert "<b>film</b>" in page.locator(".review-lab > .lab-faint").last.inner_text()
    assert page.locator(".review-lab img").count() == 0


def test_two_words_change_places_with_the_next_or_with_any_other(open_lab, judge):
    page = open_lab(ReviewLab(judge, SENTENCE, step=1))
    page.get_by_role("button", name="swap this word with the next").click()
    assert words_of(page) == ["the", "is", "film", "not", "good"]
    page.locator(".rv-word").nth(0).click()
    page.get_by_role("button", name="take this word, to swap it with another").click()
    page.locator(".rv-word").nth(4).click()
    page.get_by_role("button", name="swap the two words").click()
    assert words_of(page) == ["good", "is", "film", "not", "the"]
    p = judge.verdicts("good is film not the")
    assert page.locator(".rv-word small").all_inner_texts() == [f"{round(100 * value)} %" for value in p]
    page.get_by_role("button", name="back to the sentence with which the lab opened").click()
    assert words_of(page) == SENTENCE.split()


def test_a_word_is_left_out_but_never_the_last_one(open_lab, judge):
    page = open_lab(ReviewLab(judge, "not good"))
    out = page.get_by_role("button", name="leave this word out")
    out.click()
    assert words_of(page) == ["not"]
    assert out.is_disabled()
    assert page.get_by_role("button", name="swap this word with the next").is_disabled()


def test_space_plays_from_the_first_word_to_the_last(open_lab, judge):
    page = open_lab(ReviewLab(judge, SENTENCE, step=0))
    page.focus(".rv-page")
    page.keyboard.press(" ")
    page.wait_for_function("document.querySelector('.lab-say').textContent.startsWith('Word 5')", timeout=8000)


def test_the_browser_says_how_far_it_is_from_numpy_and_it_is_nothing_to_speak_of(open_lab, judge):
    page = open_lab(ReviewLab(judge, SENTENCE))
    said = page.locator(".review-lab > .lab-faint").last.inner_text()
    gap = float(said.split("at most ")[1].rstrip(".").replace("‑", "-"))
    assert gap < 1e-6  # the kernel computes in float32, the browser in float64


@pytest.mark.parametrize("colour", ["turn", "without"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colouring_is_readable_and_accessible(open_lab, judge, colour, theme):
    page = open_lab(ReviewLab(judge, "the good film is not zounds bad", colour=colour), theme=theme)
    grounds = page.evaluate("[...document.querySelectorAll('.rv-word b')].map(face => face.style.backgroundColor)")
    assert len(set(grounds)) > 2
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert found.response["violations"] == []


def test_python_sets_every_trait_and_the_lab_follows(open_lab, judge):
    lab = ReviewLab(judge, SENTENCE, step=1, colour="without")
    page = open_lab(lab)
    assert "Word 2" in page.inner_text(".lab-say")
    assert page.locator("select").first.input_value() == "without"
    lab.text, lab.picked = "bad film", 0
    page = open_lab(lab)
    assert "Word 2" in page.inner_text(".lab-say")
    assert page.locator(".rv-picked b").inner_text() == "bad"
