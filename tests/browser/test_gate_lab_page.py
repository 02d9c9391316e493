"""The Gate Lab in a plain page in a real Chromium: no notebook, no kernel, no network."""

import numpy as np
import pytest

from lstm_helpers.maths.cells import init_lstm
from lstm_helpers.maths.sequence import run
from lstm_helpers.widgets import GateLab
from tests.support.gate_labs import ALPHABET, minus, number_lab, sentence, sentence_lab, stack_lab, step

pytestmark = pytest.mark.browser

HOSTILE = ["<script>alert(1)</script>", "\"'&", "👩‍🚀", "שלום", "z" * 10_000, "\n"]


def test_keys_move_through_the_steps_and_stop_at_both_ends(open_lab):
    page = open_lab(sentence_lab())
    page.locator(".gl-scroller").focus()
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(step(page))
    assert seen == [1, 2, 1, 8, 8, 0, 0]


def test_up_and_down_choose_the_unit(open_lab):
    page = open_lab(sentence_lab(step=3))
    page.locator(".gl-scroller").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("unit", exact=True).input_value() == "1"
    assert "Unit 2" in sentence(page)
    assert step(page) == 3


def test_other_keys_never_reach_the_page_while_the_lab_has_the_focus(open_lab):
    page = open_lab(sentence_lab())
    page.evaluate("window.heard = []; document.addEventListener('keydown', (e) => heard.push(e.key), true)")
    page.locator(".gl-scroller").focus()
    for key in ("a", "x", "d", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("heard") == []
    page.locator(".gl-scroller").focus()  # Enter went to what the step reads
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("heard") == ["Escape", "Control", "s", "Shift", "Enter", "Tab"]
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("a")
    assert page.evaluate("heard")[-1] == "a"


def test_the_sentence_says_what_numpy_says(open_lab):
    lab = sentence_lab(step=4, unit=1)
    trace = lab.traces[0]
    page = open_lab(lab)
    kept, before, c = trace.f[0, 4, 1], trace.c[0, 4, 1], trace.c[0, 5, 1]
    written = trace.i[0, 4, 1] * trace.g[0, 4, 1]
    text = sentence(page)
    assert f"keeps {round(100 * kept)} % of {minus(before)}, writes {minus(written)}, so c = {minus(c)}" in text
    assert "reads “)”" in text


def test_the_sentence_reaches_a_screen_reader(open_lab):
    page = open_lab(sentence_lab())
    page.locator(".gl-scroller").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('[aria-live]').textContent.startsWith('Step 2')")
    assert page.locator("[aria-live=polite]").inner_text().strip() == sentence(page)
    slider = page.get_by_role("slider", name="step")
    assert slider.get_attribute("aria-valuetext").startswith("step 2 of 9")


def test_the_lab_states_its_largest_difference_from_the_kernel(open_lab):
    text = open_lab(number_lab()).locator(".gl-proof").inner_text()
    stated = text.split("kernel's is ")[1].split(". ")[0].replace("\u2011", "-")
    assert float(stated) < 1e-12
    assert text.startswith("✓")


def test_a_kernel_that_disagrees_is_found_out(open_lab):
    lab = number_lab()
    layer = lab.payload["layers"][0]
    wrong = np.frombuffer(layer["kernel"]["f"]).copy()
    wrong[100] += 1e-9
    payload = {**lab.payload, "layers": [{**layer, "kernel": {**layer["kernel"], "f": wrong.tobytes()}}]}
    lab.payload = payload
    text = open_lab(lab).locator(".gl-proof").inner_text()
    assert text.startswith("✗")
    assert "1e\u20119" in text


def test_play_goes_to_the_end_and_stops(open_lab):
    page = open_lab(sentence_lab())
    page.get_by_label("speed").select_option("30")
    page.get_by_role("button", name="play").click()
    page.wait_for_function("document.querySelector('.lab-steps').value === '8'")
    page.wait_for_timeout(200)  # one tick more
    assert step(page) == 8
    assert page.locator(".lab-play").get_attribute("aria-label") == "play"


def test_space_plays_and_pauses(open_lab):
    page = open_lab(number_lab())
    page.locator(".gl-scroller").focus()
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('.lab-steps').value > 0")
    page.keyboard.press("Space")
    stopped = step(page)
    page.wait_for_timeout(600)
    assert step(page) == stopped


def test_a_click_on_a_cell_chooses_its_step_and_unit(open_lab):
    page = open_lab(sentence_lab())
    box = page.locator(".gl-heat").bounding_box()
    forget = page.locator(".gl-map[data-key=f]").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 5.5 / 9, forget["y"] + forget["height"] * 0.75)
    assert step(page) == 5
    assert page.get_by_label("unit", exact=True).input_value() == "1"


def test_a_typed_text_is_read_as_numpy_reads_it(open_lab):
    lab = sentence_lab(unit=1)
    page = open_lab(lab)
    page.get_by_label("a text of your own").fill("bAx")
    trace = run(lab.traces[0].params, ALPHABET.one_hot("bAx"))
    expected = f"c = {trace.c[0, 3, 1]:.2f}".replace("-", "−")
    assert expected in sentence(page)
    assert "Step 3 reads “x”" in sentence(page)
    page.get_by_role("button", name="back to the first text").click()
    assert "Step 1 reads “a”" in sentence(page)


def test_layers_can_be_chosen_and_each_is_as_numpy_has_it(open_lab):
    lab = stack_lab(step=2)
    page = open_lab(lab)
    assert page.get_by_label("layer").input_value() == "1"
    page.get_by_label("layer").select_option("0")
    c = lab.traces[0].c[0, 3, 0]
    assert f"c = {c:.2f}".replace("-", "−") in sentence(page)


def test_of_many_units_a_page_is_shown_and_the_keys_turn_it(open_lab):
    page = open_lab(stack_lab(unit=15))
    assert page.get_by_label("units shown").input_value() == "0"
    page.locator(".gl-scroller").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("units shown").input_value() == "1"
    assert "Unit 17" in sentence(page)


def test_the_table_holds_every_value_of_the_unit(open_lab):
    lab = sentence_lab(unit=1)
    page = open_lab(lab)
    page.get_by_text("All values of this unit").click()
    page.wait_for_selector(".lab-table tbody tr")
    row = page.locator(".lab-table tbody tr").nth(3).locator("td").all_inner_texts()
    trace = lab.traces[0]
    expected = [trace.f, trace.i, trace.g, trace.o, trace.c[:, 1:], trace.h[:, 1:]]
    shown = [float(text.replace("−", "-")) for text in row[1:]]
    assert shown == pytest.approx([one[0, 3, 1] for one in expected], abs=5.1e-5)


def test_hostile_labels_are_shown_as_text_and_break_nothing(open_lab):
    rng = np.random.default_rng(3)
    lab = GateLab(
        run(init_lstm(1, 2, rng), rng.standard_normal((1, 6, 1)), labels=HOSTILE, name="<b>layer</b>"),
        title="<img src=x onerror=alert(1)>",
    )
    page = open_lab(lab)
    page.locator(".gl-scroller").focus()
    for label in HOSTILE[:4]:
        assert f"“{label}”" in sentence(page)
        page.keyboard.press("ArrowRight")
    assert page.locator(".lstm-lab img, .lstm-lab script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 900


def test_upright_labels_fit_into_their_box_and_longer_ones_say_that_they_go_on(open_lab):
    words = ["Mar +1.3", "forgetful", "forgetfulness", "of"]
    lab = GateLab(run(init_lstm(1, 2, np.random.default_rng(3)), np.ones((1, 4, 1)), labels=words), step=2)
    page = open_lab(lab)
    assert page.locator(".gl-labels span").all_inner_texts() == ["Mar +1.3", "forgetful", "forgetfu…", "of"]
    assert "“forgetfulness”" in sentence(page)
    within = page.locator(".gl-labels span").evaluate_all("""all => all.map(node => {
        const words = document.createRange(); words.selectNodeContents(node);
        const [box, text] = [node.getBoundingClientRect(), words.getBoundingClientRect()];
        return text.top >= box.top && text.bottom <= box.bottom - 3 && text.left >= box.left && text.right <= box.right;
    })""")
    assert within == [True] * 4


@pytest.mark.parametrize(("width", "theme"), [(600, "dark"), (1400, "light")])
@pytest.mark.parametrize("lab", [sentence_lab, number_lab, stack_lab])
def test_nothing_is_cut_off_and_axe_finds_nothing(open_lab, lab, theme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = open_lab(lab(step=3), width, theme)
    assert page.evaluate("document.querySelector('.lstm-lab').dataset.theme") == theme
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate("""[...document.querySelectorAll('.lstm-lab button, .lstm-lab label, .gl-sentence, .gl-words')]
        .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)""")
    assert cut == []
    page.get_by_text("All values of this unit").click()
    page.wait_for_selector(".lab-table tbody tr")
    if width == 1400:  # the same nodes at every width
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_zero_is_the_ground_of_the_page_in_both_themes(open_lab, theme):
    rng = np.random.default_rng(4)
    params = init_lstm(1, 2, rng)
    trace = run(params, np.zeros((1, 5, 1)))  # no input, no bias but f's: c stays exactly zero
    page = open_lab(GateLab(trace), theme=theme)
    pixel = page.evaluate("""(() => {
        const heat = document.querySelector('.gl-heat');
        const box = heat.getBoundingClientRect();
        const map = document.querySelector('.gl-map[data-key=c]').getBoundingClientRect();
        const dots = heat.width / box.width;
        const at = heat.getContext('2d').getImageData(10 * dots, (map.top - box.top + 6) * dots, 1, 1).data;
        return [...at.slice(0, 3)];
    })()""")
    ground = 255 if theme == "light" else 0x11
    assert pixel == pytest.approx([ground] * 3, abs=3)  # 256 colours have no exact middle


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_veil_lets_nothing_through_and_leaves_what_is_read_in_sight(open_lab, theme):
    seen = []
    for seed in (5, 6):
        rng = np.random.default_rng(seed)
        trace = run(init_lstm(6, 2, rng), 4 * ALPHABET.one_hot("a (b) cab"), labels="a (b) cab")
        page = open_lab(GateLab(trace, step=3), theme=theme)
        heat = page.locator(".gl-heat").bounding_box()
        top, left = page.locator(".gl-map[data-key=f]").bounding_box()["y"], heat["x"] + heat["width"] * 4 / 9 + 4
        bottom, width = heat["y"] + heat["height"] - 2, heat["width"] * 5 / 9 - 6
        below = {"x": left, "y": top, "width": width, "height": bottom - top}
        letters = {**below, "y": heat["y"], "height": 22}
        hidden = [page.screenshot(clip=clip) for clip in (below, letters)]
        page.locator(".gl-heat").hover(position={"x": heat["width"] * 0.8, "y": top - heat["y"] + 5})
        assert page.locator(".gl-tip").is_hidden()
        page.mouse.move(0, 0)
        page.get_by_label("hide the future").uncheck()
        shown = [page.screenshot(clip=clip) for clip in (below, letters)]
        assert hidden[0] != shown[0]
        assert hidden[1] == shown[1]
        seen.append(hidden[0])
    assert seen[0] == seen[1]  # other numbers, the same veil
