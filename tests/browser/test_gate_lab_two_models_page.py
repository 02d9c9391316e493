"""Two models in one Gate Lab, in Chromium: chosen, subtracted, changed together, nothing cut off."""

import numpy as np
import pytest
from playwright.sync_api import expect

from lstm_helpers.maths.cells import init_dense, init_lstm
from lstm_helpers.maths.sequence import run
from lstm_helpers.widgets import GateLab
from lstm_helpers.widgets.pages import for_json
from tests.support.lab_states import traits

pytestmark = [pytest.mark.browser]

RNG = np.random.default_rng(8)
FIRST, SECOND = init_lstm(2, 3, RNG), init_lstm(2, 3, RNG)
READOUT = init_dense(3, 1, RNG)
X = RNG.standard_normal((1, 6, 2))


def one(params, **more):
    return GateLab(run(params, X, labels="abcdef"), READOUT, ["no", "yes"], **more)


def two(**more):
    return one(FIRST, beside=one(SECOND), names=("after", "before"), **more)


def sentence(page):
    return page.locator(".gl-sentence").inner_text()


def memory(params, x, t, unit):
    return f"{run(params, x).c[0, t + 1, unit]:.2f}".replace("-", "−")


def test_the_reader_chooses_a_model_or_the_difference(open_lab):
    page = open_lab(two(step=3, unit=1), width=1000)
    model = page.get_by_label("model", exact=True)
    assert model.locator("option").all_inner_texts() == ["after", "before", "after − before"]
    assert f"c = {memory(FIRST, X, 3, 1)}" in sentence(page)
    model.select_option("before")
    assert f"c = {memory(SECOND, X, 3, 1)}" in sentence(page)
    model.select_option("after − before")
    said = sentence(page)
    assert f"c = {memory(FIRST, X, 3, 1)} in “after” and {memory(SECOND, X, 3, 1)} in “before”" in said
    assert said.count("the readout says") == 2
    page.get_by_text("This view in Python").click()
    code = page.locator(".gl-python code")
    expect(code).to_contain_text("beside=beside, names=['after', 'before']")
    expect(code).to_contain_text('which="difference"')


def test_a_letter_is_changed_for_both(open_lab):
    page = open_lab(two(step=3, unit=1, which="difference"), width=1000)
    page.locator(".lab-walk").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("1.5")
    page.keyboard.press("Tab")
    changed = X.copy()
    changed[0, 3, 0] = page.get_by_label("input 1 of step 4").input_value()
    assert changed[0, 3, 0] != X[0, 3, 0]
    said = sentence(page)
    assert f"c = {memory(FIRST, changed, 3, 1)} in “after” and {memory(SECOND, changed, 3, 1)} in “before”" in said


def test_a_model_in_which_a_change_is_not_known_says_so(open_lab):
    layers = [init_lstm(2, 3, RNG), init_lstm(3, 3, RNG)]
    apart = [run(layers[0], X), run(layers[1], RNG.standard_normal((1, 6, 3)))]
    lab = GateLab(apart, beside=GateLab(apart), layer=1, which="difference", edits={0: [1, 1]})
    page = open_lab(lab, width=1000)
    assert "is not carried over to this layer" in sentence(page)


@pytest.mark.parametrize(("width", "theme"), [(600, "dark"), (1400, "light")])
def test_nothing_is_cut_off_and_axe_finds_nothing(open_lab, theme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = open_lab(two(step=3, which="difference", edits={1: "a"}), width, theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate("""[...document.querySelectorAll('.lstm-lab button, .lstm-lab label, .gl-sentence, .gl-words')]
        .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)""")
    assert cut == []
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_as_news_the_other_model_follows(open_lab):
    """Python sets `which` in a lab that is shown."""
    lab = two(step=3, unit=1)
    page = open_lab(lab, width=1000)
    lab.which = "difference"
    state = for_json({key: getattr(lab, key) for key in ("payload", *traits(GateLab))})
    said = page.evaluate(
        """async (state) => {
            const text = document.getElementById('module-0').textContent;
            const { mount } = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
            const root = document.querySelector('main').appendChild(document.createElement('div'));
            const shown = mount(root, { ...state, which: 'first' });
            shown.update({ which: state.which });
            return root.querySelector('.gl-sentence').innerText;
        }""",
        state,
    )
    assert "in “before”" in said
