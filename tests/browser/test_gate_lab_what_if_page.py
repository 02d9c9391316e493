"""The Gate Lab in a plain page in a real Chromium: what if, guesses, gradients, and what could go wrong."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_helpers.maths.backprop import backward
from lstm_helpers.maths.cells import dense, init_dense, init_lstm, lstm_step
from lstm_helpers.maths.losses import sigmoid_cross_entropy
from lstm_helpers.maths.sequence import run
from lstm_helpers.widgets import GateLab
from tests.support.gate_labs import ALPHABET, minus, number_lab, sentence, sentence_lab, step

pytestmark = pytest.mark.browser


def test_a_changed_input_changes_the_whole_future_as_numpy_says(open_lab):
    lab = sentence_lab(step=2, unit=1)
    page = open_lab(lab)
    box = page.locator(".gl-labels span").nth(2).bounding_box()
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 8)  # on the "("
    page.get_by_label("step 3 reads").select_option("c")
    changed = run(lab.traces[0].params, ALPHABET.one_hot("a cb) cab"))
    page.locator(".gl-scroller").focus()
    for n in range(2, 9):
        assert f"c = {minus(changed.c[0, n + 1, 1])}" in sentence(page)
        page.keyboard.press("ArrowRight")
    gap = np.abs(changed.c - lab.traces[0].c).max()
    assert f"differs by {minus(gap)} at most" in page.locator(".gl-outcome").inner_text()
    page.get_by_role("button", name="undo all changes").click()
    assert f"c = {minus(lab.traces[0].c[0, 9, 1])}" in sentence(page)


def test_numbers_can_be_edited_and_put_back(open_lab):
    lab = number_lab(T=12, H=3, step=4)
    page = open_lab(lab)
    page.get_by_role("button", name="what if").click()
    page.get_by_label("input 2 of step 5").fill("2.5")
    page.get_by_label("input 2 of step 5").press("Tab")
    x = lab.traces[0].x.copy()
    shown = page.get_by_label("input 1 of step 5").input_value()
    assert float(shown) == pytest.approx(x[0, 4, 0], rel=1e-3)  # four digits are shown
    x[0, 4, 1] = 2.5
    assert f"c = {minus(run(lab.traces[0].params, x).c[0, 5, 0])}" in sentence(page)
    page.get_by_role("button", name="put the input of step 5 back").click()
    assert f"c = {minus(lab.traces[0].c[0, 5, 0])}" in sentence(page)


def test_a_difference_map_shows_after_minus_before(open_lab):
    lab = sentence_lab(step=8, unit=0)
    page = open_lab(lab)
    page.get_by_role("button", name="what if").click()
    page.get_by_label("f forget gate").select_option("shut")
    page.get_by_label("show", exact=True).select_option("difference")
    box = page.locator(".gl-heat").bounding_box()
    cell = page.locator(".gl-map[data-key=f]").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 3.5 / 9, cell["y"] + cell["height"] / 4)
    assert page.locator(".gl-tip").inner_text().endswith(minus(-lab.traces[0].f[0, 3, 0], 4))


def test_forcing_a_gate_of_one_unit_leaves_the_others_and_tells_readout_and_loss_before_and_after(open_lab):
    rng = np.random.default_rng(5)
    params, readout = init_lstm(2, 3, rng), init_dense(3, 1, rng)
    trace = run(params, rng.standard_normal((1, 12, 2)))
    targets = rng.integers(0, 2, 12)
    page = open_lab(GateLab(trace, readout, ["no", "yes"], targets=targets, step=11, unit=2))
    page.get_by_role("button", name="what if").click()
    page.get_by_label("o output gate").select_option("open")
    page.get_by_label("units of output gate").select_option("unit 3 alone")
    h, c, states = np.zeros(3), np.zeros(3), []
    for x_t in trace.x[0]:
        step_ = lstm_step(params, x_t[None], h[None], c[None])
        c = step_.c_t[0]
        h = np.where([False, False, True], np.tanh(c), step_.h_t[0])
        states.append(h)
    before, after = (
        sigmoid_cross_entropy(dense(readout, np.asarray(rows)), targets[:, None])[0]
        for rows in (trace.outputs[0], states)
    )
    assert f"Loss before: {before:.4f}; after: {after:.4f}." in page.locator(".gl-outcome").inner_text()
    assert f"h = {minus(h[2])}" in sentence(page)


def test_the_line_of_python_reproduces_the_view(open_lab):
    lab = sentence_lab(
        step=4,
        unit=1,
        edits={2: "c", 5: [0, 0, 0, 0.5, 0, 0]},
        clamps={"f": 1.0, "g": (-0.25, 1)},
        compare="difference",
        gradients=True,
    )
    page = open_lab(lab)
    page.get_by_text("This view in Python").click()
    page.wait_for_function("document.querySelector('.gl-python code').textContent")
    line = page.locator(".gl-python code").inner_text()
    names = {
        "GateLab": GateLab,
        "trace": lab.traces[0],
        "readout": lab.readout,
        "classes": lab.classes,
        "alphabet": ALPHABET,
    }
    again = eval(line, names)
    for trait in ("step", "unit", "layer", "edits", "clamps", "compare", "gradients"):
        assert getattr(again, trait) == getattr(lab, trait), trait


def test_a_guess_is_asked_hidden_judged_and_counted(open_lab):
    lab = sentence_lab(step=3)
    page = open_lab(lab)
    page.get_by_role("button", name="guess what comes next").click()
    assert not page.get_by_text("All values of this unit").is_visible()  # it would tell
    box = page.locator(".gl-heat").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 6.5 / 9, box["y"] + 60)
    assert page.locator(".gl-tip").is_hidden()
    truth = lab.traces[0].f[0, 4, 0]
    guess = page.get_by_label("your guess")
    guess.evaluate("(node, value) => { node.value = value; node.dispatchEvent(new Event('input')); }", round(truth, 2))
    page.get_by_role("button", name="show me").click()
    verdict = page.locator(".gl-outcome")
    assert verdict.inner_text().startswith(f"✓ You said {truth:.2f}; it is {truth:.2f}")
    assert step(page) == 4
    guess.evaluate("(node) => { node.value = 0; }")
    page.get_by_role("button", name="show me").click()
    assert "1 of 2 within a tenth" in verdict.inner_text()


def test_pointing_at_or_focusing_a_term_lights_its_cell(open_lab):
    page = open_lab(sentence_lab(step=4, unit=1))
    light = page.locator(".gl-light").first
    assert light.is_hidden()
    for name, key, back in [("f, forget gate", "f", 0), ("c₋₁", "c", 1), ("h, hidden state", "h", 0)]:
        page.locator(f".gl-term[aria-label^='{name}']").first.focus()
        lit, row = light.bounding_box(), page.locator(f".gl-map[data-key={key}]").bounding_box()
        heat = page.locator(".gl-heat").bounding_box()
        assert lit["x"] - heat["x"] == pytest.approx((4 - back) * heat["width"] / 9, abs=2)
        assert row["y"] + row["height"] / 2 - 2 <= lit["y"] <= row["y"] + row["height"]  # the lower of two lines
    page.locator(".gl-scroller").focus()
    assert light.is_hidden()


def test_the_gradient_lane_says_what_backprop_says(open_lab):
    lab = number_lab(T=20, H=3, step=12, unit=1, gradients=True)
    trace = lab.traces[0]
    page = open_lab(lab)
    words = page.locator(".gl-note").inner_text()
    cut = run(trace.params, trace.x[:, 1:13], trace.h[:, 1], trace.c[:, 1])  # steps 2 to 13, from c after 1
    dc = np.zeros((1, 3))
    dc[0, 1] = 1
    exact = np.linalg.norm(backward(cut, dc_T=dc).c0)
    product = np.prod(trace.f[0, 1:13, 1])
    told = words.split("step 1: ")[1].split(" ")[0].replace("−", "-")
    assert float(told) == pytest.approx(exact, rel=0.06)  # told in two digits
    assert float(words.split("alone is ")[1].split(" ")[0].replace("−", "-")) == pytest.approx(product, rel=0.06)


def test_panels_are_free_of_axe_violations_and_cut_nothing_off(open_lab):
    from axe_playwright_python.sync_playwright import Axe

    for theme, width in (("light", 600), ("dark", 900), ("light", 1400)):
        page = open_lab(sentence_lab(step=3, clamps={"f": (0.5, 0)}, gradients=True), width, theme)
        for name in ("what if", "guess what comes next"):
            page.get_by_role("button", name=name).click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            results = Axe().run(page)
            assert results.violations_count == 0, results.generate_report()


def test_a_padded_step_says_that_nothing_happens(open_lab):
    rng = np.random.default_rng(7)
    mask = np.array([[True, True, False]])
    trace = run(init_lstm(1, 2, rng), rng.standard_normal((1, 3, 1)), mask=mask)
    page = open_lab(GateLab(trace, step=2))
    c = minus(trace.c[0, 2, 0])
    assert f"this step is padding, so the state stays {c}" in sentence(page)
    assert "not used here: c₋₁ = " in page.locator(".gl-arithmetic").inner_text()
    assert page.locator(".gl-labels .gl-padded").count() == 1


def test_nan_and_infinity_are_shown_as_such(open_lab):
    rng = np.random.default_rng(6)
    trace = run(init_lstm(1, 2, rng), rng.standard_normal((1, 4, 1)))
    W_h = trace.params.W_h.copy()
    W_h[1, 4] = np.nan  # unit 1's candidate looks at unit 2
    lab = GateLab(replace(trace, params=trace.params._replace(W_h=W_h)))
    page = open_lab(lab)
    page.get_by_role("button", name="last step").click()
    assert "c = NaN" in sentence(page)
    page.get_by_text("All values of this unit").click()
    page.wait_for_selector(".lab-table tbody tr")
    assert "NaN" in page.locator(".lab-table tbody tr").last.inner_text()
    assert page.locator(".gl-proof").inner_text().startswith("✗")  # and the kernel had numbers there


def test_a_page_zoomed_to_200_percent_still_fits(open_lab):
    page = open_lab(sentence_lab(step=3, gradients=True), width=600)
    page.evaluate("document.body.style.zoom = 2")  # 300 CSS pixels for the lab
    page.wait_for_timeout(200)
    page.get_by_role("button", name="what if").click()
    outside = page.evaluate("""[...document.querySelectorAll('.lstm-lab button, .lstm-lab select, .lstm-lab input')]
        .filter((node) => node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.outerHTML)""")
    assert outside == []
