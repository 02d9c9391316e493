"""The Memory Lab in a real Chromium: drawn on with the pointer, moved with keys, read aloud, in both themes."""

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_helpers.widgets import MemoryLab


def place(page, lane, step, share):
    """Where, on the page, a share (0 bottom, 1 top) of a lane's height is at a step."""
    return page.evaluate(
        """([lane, step, share]) => {
        const bar = document.querySelectorAll(`.ml-${lane}`)[step].getBoundingClientRect();
        const lines = [...document.querySelectorAll(".ml-grid")].map(line => line.getBoundingClientRect().top);
        const svg = document.querySelector("svg[role=img]").getBoundingClientRect();
        const scale = svg.height / Number(document.querySelector("svg[role=img]").getAttribute("height"));
        const top = lines["fig".indexOf(lane)];
        return [bar.left + bar.width / 2, top + 58 * scale * (1 - share)];
    }""",
        [lane, step, share],
    )


def said(page):
    return page.inner_text(".ml-say")


def test_dragging_draws_the_gate_and_the_memory_follows(open_lab):
    page = open_lab(MemoryLab("latch"))
    x, y = place(page, "i", 3, 0.98)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.up()
    assert "writes 1.00 × 0.80 = 0.80, so c = 0.80; wanted 0.80." in said(page)


def test_keys_alone_hit_the_latch(open_lab):
    page = open_lab(MemoryLab("latch"))
    page.focus(".memory-lab input[type=range]")
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    for key in ("i", "1", "f", "0"):
        page.keyboard.press(key)
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    for key in ("i", "1", "f", "0"):
        page.keyboard.press(key)
    assert "Target hit at every step." in said(page)
    assert "so c = 0.50; wanted 0.50." in said(page)


def test_arrows_raise_and_lower_and_stay_in_range(open_lab):
    page = open_lab(MemoryLab("counter"))
    page.focus(".memory-lab input.lab-steps")
    page.keyboard.press("i")
    for _ in range(13):
        page.keyboard.press("ArrowUp")
    assert "writes 1.00 × 1.00" in said(page)
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    assert "writes 0.50 × 1.00" in said(page)


def test_the_cell_of_1997_keeps_its_forget_gate_open(open_lab):
    page = open_lab(MemoryLab("reset"))
    page.select_option("select[aria-label=cell]", "1997")
    page.focus(".memory-lab input.lab-steps")
    for key in ("f", "0"):
        page.keyboard.press(key)
    assert "keeps 100 %" in said(page)
    assert page.locator(".ml-values input").first.is_disabled()


def test_the_browser_computes_what_python_does(open_lab):
    rng = np.random.default_rng(0)
    f, i, g = rng.uniform(0, 1, 20), rng.uniform(0, 1, 20), rng.uniform(-1, 1, 20)
    lab = MemoryLab("free", f=f, i=i, g=g)
    page = open_lab(lab)
    page.focus(".memory-lab input.lab-steps")
    page.keyboard.press("End")
    assert f"so c = {lab.c[-1]:.2f}".replace("-", "−") in said(page)


@pytest.mark.parametrize(("width", "scheme"), [(600, "dark"), (1400, "light")])
def test_it_is_accessible_and_nothing_is_cut_off(open_lab, shots, scheme, width):
    page = open_lab(MemoryLab("reset", i=[0.5] * 20), width, scheme)
    page.screenshot(path=shots / f"memory_lab_{scheme}_{width}.png")
    found = Axe().run(page, context=".memory-lab").response["violations"]
    assert [violation["id"] for violation in found] == []
    assert page.evaluate("""() => {
        const lab = document.querySelector('.memory-lab');
        return lab.scrollWidth <= lab.clientWidth;
    }""")
    assert page.evaluate("() => document.querySelector('.memory-lab').dataset.theme") == scheme
    texts = page.evaluate("""() => {
        const svg = document.querySelector('svg[role=img]').getBoundingClientRect();
        return [...document.querySelectorAll('svg[role=img] text')].map(t => t.getBoundingClientRect())
            .filter(t => t.left < svg.left - 1 || t.right > svg.right + 1
                      || t.top < svg.top - 1 || t.bottom > svg.bottom + 1).length;
    }""")
    assert texts == 0


def test_every_control_has_a_name_and_the_picture_says_the_step(open_lab):
    page = open_lab(MemoryLab("latch"))
    names = page.eval_on_selector_all(
        ".memory-lab input, .memory-lab select, .memory-lab button",
        "nodes => nodes.map(n => n.getAttribute('aria-label') || n.textContent)",
    )
    assert all(name.strip() for name in names)
    assert "keeps 100 %" in page.get_attribute("svg[role=img]", "aria-label")


def test_a_target_that_is_hit_is_said_and_the_next_one_offered(open_lab):
    lab = MemoryLab("latch")
    page = open_lab(lab)
    following = page.get_by_role("button", name="go on to the next target")
    assert following.is_hidden()
    for target, name in (("latch", "counter"), ("counter", "counter with a reset")):
        lab.target = target
        lab.f, lab.i, lab.g = lab.wanted_gates()
        page = open_lab(lab)
        assert "Target hit at every step." in said(page)
        following = page.get_by_role("button", name="go on to the next target")
        assert following.inner_text() == f"next: {name}"
        following.click()
        assert page.get_by_label("target", exact=True).locator("option:checked").inner_text() == name
        assert "Not yet" in said(page)
        assert following.is_hidden()
    lab.target = "reset"
    lab.f, lab.i, lab.g = lab.wanted_gates()
    page = open_lab(lab)
    page.get_by_role("button", name="go on to the next target").click()
    assert page.get_by_label("target", exact=True).input_value() == "free"


def test_every_sign_of_the_picture_is_explained(open_lab):
    for target, signs in (("free", "◂"), ("latch", "●◂"), ("counter", "●◂"), ("reset", "●○◂")):
        page = open_lab(MemoryLab(target))
        drawn = "".join(page.locator(".ml-draw text").all_text_contents())
        legend = page.locator(".ml-marks").inner_text()
        assert {sign for sign in "●○◂" if sign in drawn} == set(signs) == {sign for sign in "●○◂" if sign in legend}
        assert ("what the memory should be" in legend) == (page.locator(".ml-draw .ml-want").count() == 1)
