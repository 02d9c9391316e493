"""The Gate Lab at first sight: a click selects, the sentence is seen, colours agree, the loudest units come first."""

import colorsys

import numpy as np
import pytest

from lstm_helpers.maths.cells import DenseParams, init_dense, init_lstm
from lstm_helpers.maths.sequence import run, stack
from lstm_helpers.widgets import LABS, GateLab
from tests.support.gate_labs import number_lab, sentence, sentence_lab, stack_lab, step

pytestmark = pytest.mark.browser


def letter(page, n):
    """The middle of the n-th letter of the row `reads`."""
    box = page.locator(".gl-labels span").nth(n).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + 8


def test_a_click_on_a_letter_selects_its_step_and_arrows_go_on_from_there(open_lab):
    page = open_lab(sentence_lab())
    page.mouse.click(*letter(page, 5))
    assert step(page) == 5
    page.keyboard.press("ArrowRight")
    assert step(page) == 6
    assert page.locator(".gl-panel").count() == 0
    assert page.locator(".gl-labels .gl-edited").count() == 0


@pytest.mark.parametrize("how", ["double click", "Enter"])
def test_a_double_click_or_enter_edits_and_arrows_still_step(open_lab, how):
    page = open_lab(sentence_lab(step=4))
    if how == "Enter":
        page.locator(".gl-scroller").focus()
        page.keyboard.press("Enter")
    else:
        page.mouse.dblclick(*letter(page, 4))
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused) == "step 5 reads"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert step(page) == 6
    assert page.evaluate(focused) == "step 7 reads"
    assert page.locator(".gl-labels .gl-edited").count() == 0  # and no letter was changed by it
    page.keyboard.press("ArrowDown")  # up and down choose, as in any list
    assert page.locator(".gl-labels .gl-edited").count() == 1


@pytest.mark.parametrize("width", [700, 1200])
@pytest.mark.parametrize("name", LABS)
def test_the_sentence_of_the_step_is_seen_without_scrolling_at_900_pixels(open_lab, name, width):
    page = open_lab(LABS[name].demo(), width=width)
    said = page.locator(".lab-say").bounding_box()
    lab = page.locator(".lstm-lab").bounding_box()
    assert said["height"] > 20
    assert said["y"] + said["height"] - lab["y"] < 560  # a notebook's own bars and the cell's code need the rest


@pytest.mark.parametrize("make", [sentence_lab, stack_lab, number_lab])
def test_in_the_gate_lab_it_stands_above_the_picture_also_with_a_drawer_open(open_lab, make):
    page = open_lab(make(), width=1200)
    page.get_by_role("button", name="what if").click()
    said, maps = (page.locator(one).bounding_box() for one in (".gl-sentence", ".gl-stage"))
    assert said["y"] + said["height"] <= maps["y"]
    assert maps["y"] - said["y"] - said["height"] < 24


def test_the_picture_stays_where_it_is_while_the_reader_steps(open_lab):
    for width in (600, 900, 1400):
        page = open_lab(sentence_lab(), width=width)
        page.locator(".gl-scroller").focus()
        tops = []
        for _ in range(9):
            tops.append(page.locator(".gl-stage").bounding_box()["y"])
            page.keyboard.press("ArrowRight")
        assert len(set(tops)) == 1


def test_the_small_form_shows_the_forget_gate_the_cell_state_and_the_answer(open_lab):
    lab = sentence_lab(form="small", step=4)
    page = open_lab(lab)
    keys = "all => all.map(node => node.dataset.key)"
    assert page.locator(".gl-map").evaluate_all(keys) == ["f", "c", "y"]
    for gone in (".gl-memory", ".gl-arithmetic", "[data-panel=guess]"):
        assert page.locator(gone).is_hidden()
    assert "tanh" not in sentence(page)
    assert "The readout says" in sentence(page)
    page.get_by_role("button", name="what if").click()
    assert page.locator(".gl-force select").evaluate_all("all => all.map(node => node.ariaLabel)") == ["f forget gate"]
    page.get_by_label("all gates").check()
    assert page.locator(".gl-map").evaluate_all(keys) == ["f", "i", "g", "o", "c", "h", "y"]
    assert page.locator(".gl-arithmetic").is_visible()
    page.get_by_label("all gates").uncheck()
    assert page.locator(".gl-map").count() == 3


PIXELS = """([key, row]) => {
    const map = document.querySelector(`.gl-map[data-key=${key}]`);
    const box = map.getBoundingClientRect();
    const lines = Number(map.querySelectorAll('.gl-units-of span').length) || 1;
    const at = (canvas, x) => {
        const place = canvas.getBoundingClientRect();
        const dots = canvas.width / place.width;
        const y = (box.top - place.top + box.height * (row + 0.5) / lines) * dots;
        return [...canvas.getContext('2d').getImageData(x * dots, y, 1, 1).data.slice(0, 3)];
    };
    const heat = document.querySelector('.gl-heat'), bars = document.querySelector('.gl-bars');
    const step = Number(document.querySelector('.lab-steps').value);
    const steps = document.querySelectorAll('.gl-labels span').length;
    const width = heat.getBoundingClientRect().width / steps;
    const row_ = Array.from({ length: bars.width }, (_, x) => at(bars, x / 2)).filter(
        ([r, g, b]) => Math.max(r, g, b) - Math.min(r, g, b) > 40);
    return { map: at(heat, (step + 0.5) * width), bar: row_[Math.floor(row_.length / 2)],
        key: getComputedStyle(map, '::before').background };
}"""


def hue(rgb):
    return colorsys.rgb_to_hsv(*(value / 255 for value in rgb))[0]


def apart(a, b):
    return min(abs(a - b), 1 - abs(a - b))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_quantity_has_one_colour_in_its_row_its_map_and_its_bar(open_lab, theme):
    page = open_lab(GateLab.demo(), width=1200, theme=theme)
    numbers = lambda text: [float(one) for one in text.split("rgb(")[1].split(")")[0].split(",")]  # noqa: E731
    for key in "fio":
        found = page.evaluate(PIXELS, [key, 1])
        assert apart(hue(found["map"]), hue(found["bar"])) < 0.05, key
        assert apart(hue(numbers(found["key"])), hue(found["bar"])) < 0.03, key
    for row, sign in ((0, "+"), (1, "−")):  # c of unit 1 is above zero there, that of unit 2 below
        found = page.evaluate(PIXELS, ["c", row])
        assert page.locator(".gl-now span").all_inner_texts()[1 + 2 * 4 + row].startswith(sign)
        assert apart(hue(found["map"]), hue(found["bar"])) < 0.08
        assert found["key"].count("rgb(") >= 2


def test_units_can_come_in_the_order_of_what_they_add_to_the_answer(open_lab):
    rng = np.random.default_rng(0)
    trace = run(init_lstm(2, 20, rng), rng.standard_normal((1, 12, 2)))
    readout = DenseParams(rng.standard_normal((20, 1)), np.zeros(1))
    lab = GateLab(trace, readout, order="answer")
    adds = np.abs(trace.h[0, 1:] * readout.W[:, 0]).max(axis=0)
    loudest = [int(unit) for unit in np.argsort(-adds)[:3]]
    page = open_lab(lab, width=1200)
    lines = page.locator(".gl-map[data-key=c] .gl-units-of span").all_inner_texts()
    assert lines == [str(unit + 1) for unit in loudest]
    assert f"Unit {loudest[0] + 1} keeps" in sentence(page)
    page.locator(".gl-scroller").focus()
    page.keyboard.press("ArrowDown")
    assert f"Unit {loudest[1] + 1} keeps" in sentence(page)
    name = page.get_by_label("unit", exact=True).locator("option").first.inner_text()
    assert name == f"unit {loudest[0] + 1}: up to {adds.max():.2f}"
    page.get_by_label("order", exact=True).select_option("number")
    assert page.locator(".gl-map").first.is_visible()
    assert page.get_by_label("units shown").input_value() in ("0", "1")


def test_what_a_change_does_beyond_an_unknown_link_is_not_told_by_old_numbers(open_lab):
    rng = np.random.default_rng(4)
    below, above = init_lstm(3, 4, rng), init_lstm(4, 5, rng)
    traces = [run(below, rng.standard_normal((1, 7, 3))), run(above, rng.standard_normal((1, 7, 4)))]
    lab = GateLab(traces, init_dense(5, 1, rng), edits={2: [9, 9, 9]})
    page = open_lab(lab)
    assert "not carried over to this layer" in sentence(page)
    assert "undo the change" in sentence(page)
    assert page.locator(".gl-side, .gl-below, .lab-values").evaluate_all(
        "all => all.every(node => getComputedStyle(node).visibility === 'hidden')"
    )
    page.get_by_role("button", name="what if").click()
    assert "after: not known, since what lies between" in page.locator(".gl-outcome").inner_text()
    page.get_by_label("show", exact=True).select_option("before")  # what was is known
    assert f"c = {traces[1].c[0, 1, 0]:.2f}".replace("-", "−") in sentence(page)
    page.get_by_role("button", name="undo all changes").click()
    page.get_by_label("f forget gate").select_option("shut")  # a gate of this layer itself: nothing is unknown
    assert "keeps 0 %" in sentence(page)
    stacked = stack([below, above], traces[0].x)
    page = open_lab(GateLab(stacked, init_dense(5, 1, rng), edits={2: [9, 9, 9]}))
    assert "keeps" in sentence(page)
