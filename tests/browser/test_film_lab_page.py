"""The Film Lab in a real Chromium: it says what NumPy says, in any order of the frames; names stay text."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_helpers.maths.captioner import captions
from lstm_helpers.maths.watcher import watch
from lstm_helpers.widgets import FilmLab
from tests.widgets.test_film_lab import FEATURES, FILMS, T, captioner, watcher

pytestmark = [pytest.mark.browser]
NAMES = {"motions": ("falls", "rises", "turns"), "truths": ("one", "two", "three")}


def film_lab(**options):
    return FilmLab(FILMS, FEATURES, watcher(), captioner=captioner(), **NAMES, **options)


def verdict(chances, names):
    return f"“{names[chances.argmax()]}” {round(100 * chances.max())} %"


def frames_of(page):
    return [int(text) - 1 for text in page.locator(".fm-number").all_inner_texts()]


def test_it_says_at_each_place_what_numpy_says(open_lab):
    page = open_lab(film_lab())
    found = watch(watcher(), FEATURES[[0]])
    page.focus(".fm-page")
    page.keyboard.press("Home")
    for t in range(T):
        said = page.inner_text(".lab-say")
        assert said.startswith(f"Place {t + 1} of {T}: ")
        assert f"the network says {verdict(found.motion[0, t], NAMES['motions'])}" in said
        assert f"digit {verdict(found.digit[0, t], '0123456789')}" in said
        page.keyboard.press("ArrowRight")


def test_backwards_everything_is_computed_anew_and_the_way_back_is_one_key(open_lab):
    page = open_lab(film_lab())
    page.get_by_role("button", name="the last frame first (b)").click()
    order = list(range(T))[::-1]
    assert frames_of(page) == order
    turned, filmed = (watch(watcher(), FEATURES[[0]][:, places]).motion[0, -1] for places in (order, order[::-1]))
    said = page.inner_text(".lab-say")
    assert verdict(turned, NAMES["motions"]) in said
    assert filmed.argmax() == turned.argmax() or verdict(filmed, NAMES["motions"]) in said
    words = captions(captioner(), FEATURES[[0]][:, order])[0].words
    assert page.locator(".fm-caption button").all_inner_texts()[: len(words)] == list(words)
    page.keyboard.press("o")
    assert frames_of(page) == order[::-1]
    assert page.get_by_role("button", name="as they were filmed").is_disabled()


def changed(film, order, how):
    """What the sentence must say of the verdict's end in this order beside the film's own."""
    after, before = (watch(watcher(), FEATURES[[film]][:, places]) for places in (order, range(T)))
    pairs = [
        (name, head(before), head(after), names)
        for name, head, names in (
            ("", lambda found: found.motion[0, -1], NAMES["motions"]),
            ("digit ", lambda found: found.digit[0, -1], "0123456789"),
        )
    ]
    told = [f"{n}{verdict(b, names)} has become {verdict(a, names)}" for n, b, a, names in pairs if _other(a, b)]
    if told:
        return f"{how}, by the end {', and '.join(told)}."
    return f"{how} the end is still {', '.join(n + verdict(a, names) for n, _, a, names in pairs)}."


def _other(a, b):
    return a.argmax() != b.argmax()


def test_it_says_what_another_order_has_made_of_the_verdict(open_lab):
    back, first = list(range(T))[::-1], [0]
    said = set()
    for film in range(len(FILMS)):
        for order, how in ((back, "Backwards"), (first, "In this order"), ([*range(T), T - 1], "In this order")):
            expected = changed(film, order, how)
            assert open_lab(film_lab(film=film, order=order)).inner_text(".lab-say").endswith(expected)
            said.add("still" in expected)
    assert said == {True, False}, "both are tried: an order that changes the verdict, and one that does not"


def test_shuffled_frames_are_the_same_frames_one_may_go_and_one_may_come_twice(open_lab):
    page = open_lab(film_lab(step=2))
    page.focus(".fm-page")
    page.keyboard.press("s")
    assert sorted(frames_of(page)) == list(range(T))
    page.keyboard.press("o")
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Delete")
    assert frames_of(page) == [0, 1, 3, 4, 5, 6]
    page.keyboard.press("d")
    assert frames_of(page) == [0, 1, 3, 3, 4, 5, 6]
    for _ in range(9):
        page.keyboard.press("Delete")
    assert len(frames_of(page)) == 1, "the last frame stays"


def test_a_word_of_the_caption_shows_where_it_looked(open_lab):
    page = open_lab(film_lab())
    written = captions(captioner(), FEATURES[[0]])[0]
    page.locator(".fm-caption button").first.click()
    heights = page.locator(".fm-look").evaluate_all("nodes => nodes.map((node) => parseFloat(node.style.height) / 100)")
    assert np.abs(np.array(heights) - written.weights[0]).max() < 1e-3
    best = int(written.weights[0].argmax())
    most = round(100 * written.weights[0].max())
    assert f"“{written.words[0]}” looks {most} % at place {best + 1}" in page.inner_text(".fm-written")
    page.locator(".fm-caption button").first.click()
    assert "Choose a word" in page.inner_text(".fm-written")


def in_sight(page, place):
    """Whether all of a place's column can be seen: inside the strip, and not under the names of the rows."""
    column = page.locator(".fm-column:not(.fm-labels)").nth(place).bounding_box()
    names, strip = page.locator(".fm-labels").bounding_box(), page.locator(".fm-page").bounding_box()
    right = column["x"] + column["width"]
    return names["x"] + names["width"] - 1 <= column["x"] and right <= strip["x"] + strip["width"] + 1


def test_in_a_narrow_page_the_place_and_what_a_word_looked_at_come_into_sight(open_lab):
    order = [*range(T)] * 3
    page = open_lab(film_lab(order=order), width=600)
    written = captions(captioner(), FEATURES[[0]][:, order])[0]
    page.focus(".fm-page")
    for _ in range(len(order) - 1):
        page.keyboard.press("ArrowLeft")
        here = int(page.inner_text(".lab-say").split()[1]) - 1
        assert in_sight(page, here)
    for n, weights in enumerate(written.weights):
        best = int(weights.argmax())
        page.focus(".fm-page")
        for key in ("End", "Home") if best >= len(order) / 2 else ("Home", "End"):
            page.keyboard.press(key)
        assert not in_sight(page, best)
        page.locator(".fm-caption button").nth(n).click()
        assert in_sight(page, best)


def test_another_film_is_watched_and_without_a_captioner_no_caption_is_shown(open_lab):
    page = open_lab(FilmLab(FILMS, FEATURES, watcher(), **NAMES))
    page.get_by_label("film", exact=True).select_option("2")
    assert "It shows: three." in page.inner_text(".film-lab")
    assert verdict(watch(watcher(), FEATURES[[2]]).motion[0, -1], NAMES["motions"]) in page.inner_text(".lab-say")
    assert not page.locator(".fm-written").is_visible()


def test_a_click_on_a_frame_chooses_its_place_and_the_large_frame_is_that_one(open_lab):
    page = open_lab(film_lab())
    page.locator(".fm-frame").nth(3).click()
    assert page.inner_text(".lab-say").startswith(f"Place 4 of {T}")
    seen = page.locator(".fm-screen").evaluate(
        "node => Array.from(node.getContext('2d').getImageData(0, 0, node.width, node.height).data)"
    )
    assert seen[::4] == FILMS[0, 3].ravel().astype(int).tolist()


def test_nothing_moves_before_it_is_asked_and_little_where_little_motion_is_wished(open_lab):
    page = open_lab(film_lab(step=0))
    assert page.get_by_label("speed").input_value() == "8"
    page.wait_for_timeout(300)
    assert page.inner_text(".lab-say").startswith(f"Place 1 of {T}")
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    page.wait_for_selector(".lstm-lab[data-theme]")
    assert page.get_by_label("speed").input_value() == "1"
    page.get_by_role("button", name="play").click()
    page.wait_for_timeout(400)  # at 8 a second three frames would have passed
    assert page.inner_text(".lab-say").startswith(f"Place 1 of {T}")
    page.wait_for_function("document.querySelector('.lab-say').textContent.startsWith('Place 2 ')")


def test_hostile_names_stay_text(open_lab):
    bad = "<img src=x onerror=alert(1)>"
    page = open_lab(FilmLab(FILMS, FEATURES, watcher(), motions=(bad, "b", "c"), truths=(bad,) * 3, title=bad))
    assert page.locator(".film-lab img").count() == 0
    assert bad in page.inner_text(".lab-title")
    assert bad in page.inner_text(".fm-truth")


def test_a_screen_reader_finds_nothing_to_complain_about(open_lab):
    page = open_lab(film_lab())
    page.get_by_text("All numbers").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
