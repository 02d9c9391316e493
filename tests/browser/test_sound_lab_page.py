"""The Sound Lab in a real Chromium: what it says against NumPy, keys, pointer, what if, and a sound only when asked."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_helpers.maths import ctc
from lstm_helpers.widgets import Heard, SoundLab
from tests.support.yardstick import slowness

pytestmark = [pytest.mark.browser]
CLASSES = ("", *"0123456789")
PATH = [0, 0, 4, 4, 0, 8, 8, 8, 0, 0, 8, 0, 2, 0, 0, 6]  # 3 7 7 1 5
SECONDS = 1.6


def log_chances(path, sure=0.9, seed=0):
    """Chances whose likeliest are a path, another one at each frame."""
    rng = np.random.default_rng(seed)
    chances = rng.uniform(0.2, 1, (len(path), len(CLASSES)))
    chances[np.arange(len(path)), path] = 0
    chances *= (1 - sure) / chances.sum(axis=1, keepdims=True)
    chances[np.arange(len(path)), path] = sure
    return np.log(chances)


def clip(name="five digits", path=PATH, said="37715", seconds=SECONDS, sure=0.9):
    t = np.arange(int(8000 * seconds)) / 8000
    wave = 0.5 * np.sin(2 * np.pi * 300 * t) * np.sin(np.pi * t / seconds)
    features = np.add.outer(np.sin(np.arange(len(path) * 3)), np.arange(12.0))
    return Heard(name, wave, 8000, features, log_chances(path, sure), said)


def made(*clips, **more):
    return SoundLab(clips or [clip()], **more)


def said(page):
    return page.inner_text(".lab-say")


def letters(page, row):
    return "".join(page.locator(".sl-pairs").first.locator("tr").nth(row).locator("td").all_inner_texts())


def beam(page):
    rows = page.locator(".sl-prefix:visible")
    return list(zip(rows.locator("b").all_inner_texts(), rows.locator(".lab-share").all_inner_texts(), strict=True))


def share(log):
    p = np.exp(log)
    if p > 0.995:
        return "> 99 %"
    return f"{round(100 * p)} %" if p >= 0.01 else f"{100 * p:.1f} %" if p >= 0.0005 else None


def point(page, frame, k):
    """The middle of a cell of the picture, on the page; classes as they stand, the blank below the others."""
    box = page.evaluate("""() => {
        const box = document.querySelector('.sl-field canvas').getBoundingClientRect();
        return [box.x, box.y, box.width];
    }""")
    label = page.locator(f".sl-names [data-class='{k}']").bounding_box()
    return box[0] + box[2] * (frame + 0.5) / len(PATH), label["y"] + label["height"] / 2


def test_it_says_what_numpy_hears_and_how_likely_it_is(open_lab):
    lab = made()
    page = open_lab(lab)
    log_p = lab.clips[0].log_probs
    label, path = ctc.best_path(log_p)
    assert letters(page, 0) == letters(page, 1) == "37715" == "".join(CLASSES[k] for k in label)
    assert page.inner_text(".sl-verdict >> nth=0") == "right, all 5 digits"
    alone, together = log_p[np.arange(len(path)), path].sum(), ctc.log_chance(log_p, label)
    assert f"This one path has {share(alone)}; all paths that say “37715” together have {share(together)}." in (
        page.inner_text(".sl-about")
    )
    for width in (1, 4, 8):
        page.locator(".sl-beam select").select_option(str(width))
        wanted = ctc.prefix_beam(log_p, width)
        assert [text.removesuffix(" ✓") for text, _ in beam(page)] == [
            "".join(CLASSES[k] for k in one) for one, _ in wanted
        ]
        assert [number for _, number in beam(page)][:1] == [share(wanted[0][1])]
    assert [text for text, _ in beam(page) if text.endswith("✓")] == ["37715 ✓"]
    assert "NumPy differs by at most" in page.inner_text(".lstm-lab > .lab-faint:last-of-type")


def test_arrows_step_and_each_sentence_says_what_becomes_of_the_frame(open_lab):
    page = open_lab(made(step=0))
    page.focus(".sl-field")
    told = [said(page)]
    for _ in PATH[1:]:
        page.keyboard.press("ArrowRight")
        told.append(said(page))
    for t, (k, words) in enumerate(zip(PATH, told, strict=True)):
        so_far = "".join(CLASSES[one] for one in ctc.collapse(PATH[: t + 1]))
        assert words.startswith(f"Frame {t + 1} of 16, {t / 10:.2f} s: ")
        assert so_far in words
        assert ("the blank" in words) == (k == 0)
        assert ("is the same" in words) == (t in (3, 6, 7))
    assert "“3”, 90 %, again, is the same 3." in told[3]
    assert "“7”, 90 %, after a blank, is another 7: written." in told[10]
    for key, want in (("Home", 1), ("Shift+ArrowRight", 11), ("ArrowLeft", 10), ("End", 16)):
        page.keyboard.press(key)
        assert page.inner_text(".lab-where") == f"frame {want} of 16"
    page.locator(".lab-steps").fill("4")
    assert said(page).startswith("Frame 5 of 16")


def test_the_beam_is_that_of_the_frame_that_is_looked_at(open_lab):
    lab = made(step=6, width=4)
    page = open_lab(lab)
    wanted = ctc.prefix_beam(lab.clips[0].log_probs[:7], 4)
    assert beam(page) == [("".join(CLASSES[k] for k in one), share(log)) for one, log in wanted]
    assert page.inner_text(".sl-head") == "After frame 7 (0.70 s)"


def test_a_click_selects_a_frame_and_a_class_and_a_double_click_forces_it(open_lab):
    lab = made()
    page = open_lab(lab)
    page.mouse.click(*point(page, 10, 3))
    assert said(page).startswith("Frame 11 of 16")
    assert said(page).endswith(f"Chosen: “2”, {share(lab.clips[0].log_probs[10, 3])}.")
    assert letters(page, 0) == "37715"
    page.mouse.dblclick(*point(page, 10, 3))
    assert "forced by you (by itself “7”, 90 %)" in said(page)
    assert letters(page, 0) == "37215"
    assert page.inner_text(".sl-verdict >> nth=0") == "edit distance 1 (1 changed), 20 % of what was said"
    assert "By itself it hears “37715”." in page.inner_text(".sl-about")
    assert "“37715”, which was said: no chance." in page.inner_text(".sl-about")
    page.mouse.dblclick(*point(page, 10, 3))  # and again lets it be
    assert letters(page, 0) == "37715"
    page.mouse.dblclick(*point(page, 10, 0))
    assert letters(page, 0) == "3∅715"  # of two sevens one is missing, and nobody knows which
    assert "1 missing" in page.inner_text(".sl-verdict >> nth=0")


def test_a_blank_taken_away_makes_one_letter_of_two(open_lab):
    lab = made(forced={8: 8, 9: 8})
    page = open_lab(lab)
    assert letters(page, 0).replace("∅", "") == "3715" == "".join(lab.heard())
    page.get_by_role("button", name="undo all").click()
    assert letters(page, 0) == "37715"
    assert page.get_by_role("button", name="undo all").is_disabled()


def test_keys_choose_a_class_force_it_and_let_it_be(open_lab):
    page = open_lab(made(step=2))
    page.focus(".sl-field")
    chosen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", *["ArrowDown"] * 10):
        page.keyboard.press(key)
        chosen.append(page.locator(".sl-picked").inner_text())
    assert chosen == ["0", "1", "0", "0", *"123456789", "blank –"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert letters(page, 0) == "937715"
    assert page.locator(".sl-force select").input_value() == "10"
    page.keyboard.press("Delete")
    assert letters(page, 0) == "37715"
    page.locator(".sl-force select").select_option("0")
    assert letters(page, 0) == "37715"  # the other frame of the 3 is left
    assert "the blank, forced by you" in said(page)
    page.focus(".sl-field")
    page.keyboard.press("Backspace")
    assert page.locator(".sl-force select").input_value() == "what it likes"


def test_another_clip_is_read_to_its_end_and_undoes_what_is_forced(open_lab):
    page = open_lab(made(clip(), clip("one digit", [0, 6, 0], "6", 0.3), forced={2: 1}))
    page.get_by_label("clip").select_option("one digit")
    assert page.inner_text(".lab-where") == "frame 3 of 3"
    assert (letters(page, 0), letters(page, 1)) == ("5", "6")
    assert "1 changed" in page.inner_text(".sl-verdict >> nth=0")
    page.get_by_label("clip").select_option("five digits")
    assert letters(page, 0) == "37715"


def test_where_the_beam_hears_another_thing_both_stand_beside_what_was_said(open_lab):
    log_p = np.log(np.array([[0.4, 0.35, 0.25], [0.4, 0.35, 0.25]]))  # the blanks win each frame, but "a" the sum
    page = open_lab(SoundLab([clip()._replace(log_probs=log_p, said="a")], classes=("", "a", "b")))
    (best, log), *_ = ctc.prefix_beam(log_p, 8)
    assert best == (1,)
    assert f"A beam of 8 prefixes hears “a”, {share(log)}." in page.inner_text(".sl-results")
    assert page.locator(".sl-verdict:visible").all_inner_texts() == [
        "edit distance 1 (1 missing), 100 % of what was said",
        "right, all 1 letter",
    ]


def test_the_table_has_the_chances_of_every_frame(open_lab):
    lab = made(step=10)
    page = open_lab(lab)
    page.get_by_text("All numbers").click()
    page.wait_for_selector(".lab-values tbody tr")
    rows = page.locator(".lab-values tbody tr")
    assert rows.count() == 16
    cells = rows.nth(10).locator("th, td").all_inner_texts()
    assert cells[:4] == ["11", "1.00 s", "7", "writes it"]
    assert cells[4:] == [f"{p:.4f}" for p in np.exp(lab.clips[0].log_probs[10])]
    assert "lab-here" in rows.nth(10).get_attribute("class")


# ---- sound -----------------------------------------------------------------------------------------------------------

RECORD = """() => {
    window.log = [];
    const now = () => performance.now() / 1000;
    window.AudioContext = class {
        constructor() { this.opened = now(); this.state = 'running'; log.push(['open']); }
        get currentTime() { return now() - this.opened; }
        close() { this.state = 'closed'; log.push(['close']); return Promise.resolve(); }
        createBuffer(channels, length, rate) {
            return { copyToChannel: (samples) => log.push(['samples', length, rate, Math.max(...samples)]) };
        }
        createBufferSource() { return { connect() {}, start: (when, from) => log.push(['start', from]) }; }
        createGain() {
            const gain = { set value(v) { log.push(['loud', v]); }, setTargetAtTime: (v) => log.push(['to', v]) };
            return { connect() {}, gain };
        }
    };
}"""


def kinds(page):
    return page.evaluate("log.map(([kind]) => kind)")


def test_nothing_sounds_before_it_is_asked_and_then_a_line_goes_along(open_lab):
    page = open_lab(made(step=8))
    page.evaluate(RECORD)
    page.focus(".sl-field")
    for key in ("ArrowRight", "Home", " ", " ", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    page.locator(".lab-listen input").fill("0.5")
    assert kinds(page) == []
    assert page.locator(".sl-line").is_hidden()
    page.get_by_role("button", name="hear it from the beginning").click()
    page.wait_for_function("document.querySelector('.sl-line').getBoundingClientRect().width > 0")
    opened = page.evaluate("log")
    assert opened[:2] == [["open"], ["samples", int(8000 * SECONDS), 8000, pytest.approx(0.5, abs=0.01)]]
    assert opened[2:4] == [["loud", 0.25], ["start", 0]]
    place = "new DOMMatrix(document.querySelector('.sl-line').style.transform).e"
    before = page.evaluate(place)
    page.wait_for_function(f"{place} > {before} + 20")
    page.get_by_role("button", name="stop the sound").click()
    assert page.locator(".sl-line").is_hidden()
    page.wait_for_function("log.at(-1)[0] === 'close'")


def test_it_is_heard_from_the_frame_on_stopped_by_a_key_and_turned_down(open_lab):
    page = open_lab(made(step=8))
    page.evaluate(RECORD)
    page.focus(".sl-field")
    page.keyboard.press("f")
    page.wait_for_selector(".sl-line:visible")
    share_of_width = """() => {
        const line = new DOMMatrix(document.querySelector('.sl-line').style.transform).e;
        return line / document.querySelector('.sl-sheet').clientWidth;
    }"""
    assert 0.49 < page.evaluate(share_of_width) < 0.8  # of 1.6 seconds 0.8 are over
    assert page.evaluate("log.find(([kind]) => kind === 'start')") == ["start", pytest.approx(0.8)]
    page.locator(".lab-listen input").fill("0.1")
    assert page.evaluate("log.at(-1)") == ["to", pytest.approx(0.01)]
    page.focus(".sl-field")
    page.keyboard.press("p")
    page.wait_for_function("log.at(-1)[0] === 'close'")
    page.keyboard.press("p")
    page.wait_for_function("log.filter(([kind]) => kind === 'open').length === 2")
    assert page.evaluate("log.filter(([kind]) => kind === 'start').at(-1)") == ["start", 0]


def test_the_sound_ends_with_the_clip_and_another_clip_stops_it(open_lab):
    page = open_lab(made(clip(seconds=0.3), clip("long", seconds=9.0)))
    page.evaluate(RECORD)
    page.get_by_role("button", name="hear it from the beginning").click()
    page.wait_for_function("log.at(-1)?.[0] === 'close'")
    assert page.get_by_role("button", name="stop the sound").is_disabled()
    page.get_by_label("clip").select_option("long")
    page.get_by_role("button", name="hear it from the beginning").click()
    page.wait_for_function("log.at(-1)[0] === 'start'")
    page.get_by_label("clip").select_option("five digits")
    page.wait_for_function("log.at(-1)[0] === 'close'")


def test_without_a_sound_device_it_says_so_and_the_line_moves_all_the_same(open_lab):
    page = open_lab(made())
    page.evaluate("delete window.AudioContext; window.AudioContext = undefined")
    page.get_by_role("button", name="hear it from the beginning").click()
    page.wait_for_selector(".lab-silent:visible")
    assert "nothing is heard" in page.inner_text(".lab-silent")
    page.wait_for_function("new DOMMatrix(document.querySelector('.sl-line').style.transform).e > 50")
    page.wait_for_selector(".sl-line", state="hidden")


def test_when_the_lab_goes_its_sound_goes_with_it(open_lab):
    page = open_lab(made(clip(seconds=9.0)))
    page.evaluate(RECORD)
    page.evaluate("""async () => {
        const text = document.getElementById('module-0').textContent;
        const { mount } = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
        const state = Object.values(JSON.parse(document.getElementById('labs').textContent))[0].state;
        const box = document.body.appendChild(document.createElement('div'));
        window.other = mount(box, state);
    }""")
    page.get_by_role("button", name="hear it from the beginning").last.click()
    page.wait_for_function("log.at(-1)?.[0] === 'start'")
    page.evaluate("window.other.destroy()")
    assert kinds(page)[-1] == "close"


def test_two_labs_of_one_page_do_not_sound_at_once(open_lab):
    page = open_lab(made(clip(seconds=9.0)))
    page.evaluate(RECORD)
    page.evaluate("""async () => {
        const text = document.getElementById('module-0').textContent;
        const { mount } = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
        const state = Object.values(JSON.parse(document.getElementById('labs').textContent))[0].state;
        mount(document.body.appendChild(document.createElement('div')), state);
    }""")
    buttons = page.get_by_role("button", name="hear it from the beginning")
    buttons.first.click()
    buttons.last.click()
    page.wait_for_function("log.some(([kind]) => kind === 'close')")
    assert page.locator(".sl-line:visible").count() == 1


# ---- looks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_the_blank_is_told_apart_by_more_than_colour(open_lab, theme, shots):
    page = open_lab(made(forced={8: 8}, picked=2, step=9), theme=theme)
    assert Axe().run(page).response["violations"] == []
    page.screenshot(path=shots / f"sound_lab_{theme}.png", full_page=True)
    assert page.locator(".sl-names [data-class='0']").inner_text() == "blank –"
    below = [page.locator(f".sl-names [data-class='{k}']").bounding_box()["y"] for k in (10, 0)]
    assert below[1] - below[0] > 15 + 2  # apart from the others


def test_names_that_are_markup_are_shown_as_they_are(open_lab):
    bad = "<img src=x onerror=alert(1)>"
    classes = ("", "<b>", "&", '"')
    log_p = np.log(np.full((4, 4), 0.1) + 0.6 * np.eye(4))
    page = open_lab(SoundLab([clip()._replace(name=bad, log_probs=log_p, said=["&"])], classes=classes, title=bad))
    assert page.inner_text(".lab-title") == bad
    assert page.locator("img").count() == 0
    assert page.locator(".sl-pairs").first.locator("tr").first.locator("td").all_inner_texts() == list(classes[1:])


def test_a_long_clip_scrolls_and_the_frame_that_is_looked_at_stays_in_sight(open_lab):
    rng = np.random.default_rng(0)
    path = np.where(rng.uniform(size=400) < 0.7, 0, rng.integers(1, 11, 400)).tolist()
    page = open_lab(made(clip(path=path, said="1", seconds=16.0)), width=700)
    field = page.locator(".sl-field")
    assert field.evaluate("node => node.scrollWidth") > 3000
    field.focus()
    for key in ("Home", "PageDown", "PageDown", "End"):
        page.keyboard.press(key)
        inside = page.evaluate("""() => {
            const field = document.querySelector('.sl-field').getBoundingClientRect();
            const cursor = document.querySelector('.sl-cursor').getBoundingClientRect();
            return cursor.left >= field.left - 1 && cursor.right <= field.right + 1;
        }""")
        assert inside


@pytest.mark.timing
def test_a_step_costs_little_and_forcing_a_frame_is_done_in_a_moment(open_lab):
    rng = np.random.default_rng(0)
    path = np.where(rng.uniform(size=150) < 0.7, 0, rng.integers(1, 11, 150)).tolist()
    page = open_lab(made(clip(path=path, said="12345", seconds=6.0, sure=0.6), width=32))
    times = page.evaluate("""() => {
        const range = document.querySelector('.lab-steps'), select = document.querySelector('.sl-force select');
        const timed = (f) => { const start = performance.now(); f(); return performance.now() - start; };
        const fire = (node, value, kind) => { node.value = value; node.dispatchEvent(new Event(kind)); };
        const middle = (times) => times.sort((a, b) => a - b)[times.length >> 1];
        const step = middle(Array.from({ length: 60 }, (_, n) => timed(() => fire(range, n + 20, 'input'))));
        const force = middle(Array.from({ length: 5 }, (_, n) => timed(() => fire(select, n + 1, 'change'))));
        return [step, force];
    }""")
    print(f"{times[0]:.2f} ms a step, {times[1]:.0f} ms for a frame that is forced")
    assert times[0] < 1.0 * slowness(page)
    assert times[1] < 250 * slowness(page)
