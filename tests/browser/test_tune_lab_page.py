"""The Tune Lab in a real Chromium: it composes, is composed with, plays when asked; what it says is what NumPy says."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_helpers.maths import composer as co
from lstm_helpers.notes import Note, Tune
from lstm_helpers.widgets import TuneLab
from tests.support.yardstick import slowness

pytestmark = [pytest.mark.browser]
LENGTHS = [(0.5, False), (1.0, False), (2.0, False), (1.0, True), (2.0, True)]
NOTES = (Note(67, 1.0), Note(72, 1.0), Note(71, 0.5), Note(69, 0.5), Note(67, 2.0, True), Note(65, 1.0))
TUNE = Tune("Mine", "1", 4, 1.0, NOTES)
COUNT = "document.querySelectorAll('.tn-note').length"


@pytest.fixture
def composer():
    made = co.init_composer(8, range(60, 80), LENGTHS, np.random.default_rng(0))
    rng = np.random.default_rng(1)
    pitch, length = (head._replace(b=rng.standard_normal(len(head.b))) for head in (made.pitch, made.length))
    return made._replace(pitch=pitch, length=length)


def said(page):
    return page.inner_text(".lab-say")


def count(page):
    return page.evaluate(COUNT)


def pitch_key(page, name):
    return page.locator(f".tn-key[aria-label^='write {name},']")


def sounding(page):
    return page.locator(".tn-line").get_attribute("visibility") == "visible"


def test_what_it_says_and_draws_of_a_note_is_what_numpy_says(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE, step=4, temperature=0.5))
    costs, expected = co.bits(composer, TUNE)[4], co.chances(composer, TUNE, 0.5)
    text = said(page)
    assert "Note 5 of 6, at bar 1, beat 3: G4, half, which ends a phrase" in text
    assert f"cost {costs.sum():.2f} bits (pitch {costs[0]:.2f}, length {costs[1]:.2f})" in text
    best = expected.pitch[4].max()
    assert f" {100 * best:.0f} %" in text
    heights = page.evaluate("[...document.querySelectorAll('.tn-bar-up')].map(bar => parseFloat(bar.style.height))")
    assert heights == pytest.approx(100 * expected.pitch[4], abs=0.06)
    widths = page.evaluate(
        "[...document.querySelectorAll('.tn-cell .lab-bar')].map(bar => parseFloat(bar.style.width))"
    )
    assert sorted(widths) == pytest.approx(sorted(100 * expected.length[4]), abs=0.06)
    words = page.locator(".tune-lab > .lab-faint").last.inner_text()
    assert float(words.split("at most ")[1].rstrip(".").replace("‑", "-")) < 1e-12


def test_a_length_and_a_key_write_the_next_note_and_python_hears_of_it(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE))
    assert said(page).startswith("After 6 notes, at bar 2, beat 2")
    page.locator(".tn-cell[aria-label^='half, which ends']").click()
    assert count(page) == 6
    pitch_key(page, "A4").click()
    assert count(page) == 7
    page.keyboard.press("ArrowLeft")
    assert "Note 7 of 7" in said(page)
    assert "A4, half, which ends a phrase" in said(page)


def test_a_changed_note_drops_what_followed_or_keeps_it_and_undo_brings_it_back(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE))
    page.locator(".tn-note").nth(1).click()
    assert "Note 2 of 6" in said(page)
    pitch_key(page, "D5").click()
    assert count(page) == 2
    assert "Note 2 of 2, at bar 1, beat 1: D5, quarter" in said(page)
    page.get_by_role("button", name="undo").click()
    assert count(page) == 6
    assert "C5, quarter" in said(page)
    assert page.get_by_role("button", name="undo").is_disabled()
    page.get_by_label("keep what follows a change").check()
    pitch_key(page, "D5").click()
    assert count(page) == 6
    assert "Note 2 of 6, at bar 1, beat 1: D5" in said(page)
    page.locator(".tn-cell[aria-label^='half,']").first.click()
    assert count(page) == 6
    assert "D5, half" in said(page)


def test_it_writes_to_the_end_of_the_phrase_the_same_for_a_seed_and_otherwise(open_lab, composer):
    tunes = []
    for _ in range(2):
        page = open_lab(TuneLab(composer, TUNE, seed=4))
        page.get_by_role("button", name="write to the end of the phrase").click()
        tunes.append(page.inner_html(".tn-roll"))
    assert tunes[0] == tunes[1]
    assert count(page) > 6
    page.keyboard.press("ArrowLeft")
    assert "which ends a phrase" in said(page)
    page.get_by_role("button", name="otherwise").click()
    assert page.inner_html(".tn-roll") != tunes[0]
    page.get_by_role("button", name="undo").click()
    assert count(page) == 6, "both versions are of one writing"
    page.get_by_role("button", name="write a note").click()
    assert count(page) == 7
    page.get_by_role("button", name="empty").click()
    assert count(page) == 0
    assert "After 0 notes, in the upbeat" in said(page)
    page.get_by_role("button", name="start again").click()
    assert count(page) == 6


def test_keys_step_write_and_undo_while_the_roll_has_the_focus(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE))
    page.locator(".tn-paper").focus()
    for key, words in (("Home", "Note 1 of 6"), ("ArrowRight", "Note 2 of 6"), ("End", "After 6 notes")):
        page.keyboard.press(key)
        assert said(page).startswith(words)
    page.keyboard.press("n")
    assert count(page) == 7
    page.keyboard.press("e")
    assert count(page) > 7
    page.keyboard.press("u")
    page.keyboard.press("u")
    assert count(page) == 6
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.className").startswith("tn-key")
    page.keyboard.press("Enter")
    assert count(page) == 7


def test_nothing_sounds_before_it_is_asked_for_then_a_line_moves_and_stop_stops_it(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE, tempo=200, volume=0))
    page.get_by_role("button", name="write a note").click()
    pitch_key(page, "D5").click()
    assert not sounding(page)
    assert page.get_by_role("button", name="stop the sound").is_disabled()
    page.locator(".tn-paper").focus()
    page.keyboard.press("p")
    page.wait_for_function("document.querySelector('.tn-line').getAttribute('visibility') === 'visible'")
    first = float(page.locator(".tn-line").get_attribute("x1"))
    page.wait_for_function(f"Number(document.querySelector('.tn-line').getAttribute('x1')) > {first + 20}")
    page.wait_for_function("/^Note [23] of/.test(document.querySelector('.lab-say').innerText)")
    page.get_by_role("button", name="stop the sound").click()
    assert not sounding(page)
    where = said(page)
    page.wait_for_timeout(500)
    assert said(page) == where


def test_it_plays_to_the_end_and_comes_to_the_place_of_the_next_note(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE, step=5, tempo=200))
    page.get_by_role("button", name="from here").click()
    page.wait_for_function("document.querySelector('.lab-say').innerText.startsWith('After 6 notes')", timeout=8000)
    assert not sounding(page)


def test_a_step_or_another_note_stops_what_sounds(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE, tempo=40))
    page.locator(".tn-paper").focus()
    for act in ("ArrowLeft", "n"):
        page.keyboard.press("p")
        page.wait_for_function("document.querySelector('.tn-line').getAttribute('visibility') === 'visible'")
        page.keyboard.press(act)
        assert not sounding(page)


def test_what_is_written_is_heard_where_the_reader_wants_it(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE, tempo=120, hear=True))
    page.get_by_role("button", name="write a note").click()
    page.wait_for_function("document.querySelector('.tn-line').getAttribute('visibility') === 'visible'")
    assert said(page).startswith("Note 7 of 7")
    page.wait_for_function("document.querySelector('.lab-say').innerText.startsWith('After 7 notes')", timeout=8000)


def test_two_clicks_in_the_roll_choose_the_pitch_of_the_row(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE, keep=True))
    note = page.locator(".tn-note").nth(2).bounding_box()
    row = page.locator(".tn-note").nth(0).bounding_box()
    page.mouse.dblclick(note["x"] + 3, row["y"] + 2)
    assert "Note 3 of 6" in said(page)
    assert "G4, eighth" in said(page)


def test_choosing_what_stands_there_already_drops_nothing(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE, step=1))
    pitch_key(page, "C5").click()
    page.locator(".tn-cell[aria-pressed=true]").click()
    note = page.locator(".tn-note").nth(1).bounding_box()
    page.mouse.dblclick(note["x"] + 9, note["y"] + 3)
    assert count(page) == 6
    assert page.get_by_role("button", name="undo").is_disabled()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("change", [{}, {"step": 2}, {"step": 4, "keep": True, "hear": True}], ids=str)
def test_it_is_accessible_in_both_themes_with_its_table_open(open_lab, composer, theme, change):
    page = open_lab(TuneLab(composer, TUNE, **change), theme=theme)
    page.locator("summary").click()
    page.wait_for_selector(".lab-table tbody tr")
    rows = page.locator(".lab-table tbody tr").all_inner_texts()
    assert len(rows) == 6
    assert rows[4].split("\t")[1:5] == ["at bar 1, beat 3", "G4", "half", "yes"]
    assert float(rows[4].split("\t")[-1]) == pytest.approx(co.bits(composer, TUNE)[4].sum(), abs=0.006)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert found.response["violations"] == []


def test_a_tune_at_its_limit_can_be_changed_but_not_lengthened(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE._replace(notes=NOTES * 50)))
    assert page.get_by_role("button", name="write a note").is_disabled()
    pitch_key(page, "A4").click()
    assert count(page) == 300
    page.keyboard.press("Home")
    assert "Note 1 of 300" in said(page)


def test_keys_that_a_composer_does_not_know_cannot_be_pressed_and_every_length_can(open_lab):
    lengths = [(1.0, False), (1.25, False), (0.375, True)]
    made = co.init_composer(3, [58, 60, 63, 65, 72], lengths, np.random.default_rng(0))
    page = open_lab(TuneLab(made, Tune("five notes", "", 6, 5.25, ())))
    names = page.locator("button.tn-key").evaluate_all("keys => keys.map(key => key.ariaLabel.split(/[ ,]+/)[1])")
    assert names == ["B♭3", "C4", "E♭4", "F4", "C5"]
    lefts = page.locator(".tn-key").evaluate_all("keys => keys.map(key => key.getBoundingClientRect().left)")
    assert len(lefts) == 16, "a white key below B♭3 and all up to C5"
    assert lefts == sorted(lefts)
    assert page.locator(".tn-absent").count() == 11
    for n, (length, key) in enumerate([("1.25 quarters", "E♭4"), ("dotted sixteenth, which ends", "C5")]):
        page.locator(f".tn-cell[aria-label^='{length}']").click()
        pitch_key(page, key).locator(".tn-face").click()
        assert count(page) == n + 1
    page.keyboard.press("ArrowLeft")
    assert "Note 2 of 2, in the upbeat: C5, dotted sixteenth, which ends a phrase" in said(page)


def test_a_title_that_looks_like_markup_stays_text(open_lab, composer):
    page = open_lab(TuneLab(composer, TUNE._replace(title="<img src=x onerror=alert(1)>")))
    assert page.inner_text(".lab-title") == "<img src=x onerror=alert(1)>"
    assert page.locator(".tune-lab img").count() == 0


def test_python_sets_every_trait_and_the_lab_follows(open_lab, composer):
    lab = TuneLab(composer, TUNE)
    lab.notes, lab.step, lab.tempo, lab.volume = [*NOTES, Note(72, 2.0, True)], 6, 120, 0.25
    page = open_lab(lab)
    assert "Note 7 of 7" in said(page)
    assert "120 quarters a minute" in page.inner_text(".tune-lab")
    assert "25 %" in page.inner_text(".lab-listen")


@pytest.mark.timing
def test_a_step_costs_a_millisecond_and_a_note_that_is_written_no_wait(open_lab):
    made = co.init_composer(128, range(55, 85), LENGTHS, np.random.default_rng(0))
    page = open_lab(TuneLab(made, TUNE._replace(notes=NOTES * 40)))
    times = page.evaluate("""() => {
        const range = document.querySelector('.lab-steps');
        const [one] = [...document.querySelectorAll('button')].filter(node => node.innerText === 'write a note');
        const timed = (f) => { const start = performance.now(); f(); return performance.now() - start; };
        const go = (n) => { range.value = n; range.dispatchEvent(new Event('input')); };
        const middle = (times) => times.sort((a, b) => a - b)[times.length >> 1];
        const step = middle(Array.from({ length: 80 }, (_, n) => timed(() => go(n + 20))));
        const write = middle(Array.from({ length: 5 }, () => timed(() => one.click())));
        return [step, write];
    }""")
    print(f"{times[0]:.2f} ms a step, {times[1]:.0f} ms for a note that is written")
    assert times[0] < 1.0 * slowness(page)
    assert times[1] < 250 * slowness(page)
