"""The Two-way reader in a plain page in a real Chromium: no notebook, no kernel, no network."""

import numpy as np
import pytest

from lstm_helpers.data.text import Alphabet, put_spaces
from lstm_helpers.maths.cells import DenseParams, init_dense, init_lstm
from lstm_helpers.widgets import TwoWayReader
from tests.support.yardstick import slowness

pytestmark = pytest.mark.browser

ALPHABET = Alphabet("abcdefghijklmnopqrstuvwxyz")
EXAMPLE = "the gate opens"
WAYS = ("forward", "backward", "both")


def reader(H=5, example=EXAMPLE, **options):
    """Three untrained models, loud enough to disagree."""
    rng = np.random.default_rng(3)
    cell = lambda: init_lstm(27, H, rng)  # noqa: E731
    loud = lambda H: DenseParams(8 * init_dense(H, 1, rng).W, np.zeros(1))  # noqa: E731
    return TwoWayReader(
        (cell(), loud(H)), (cell(), loud(H)), ((cell(), cell()), loud(2 * H)), ALPHABET, example, **options
    )


def step(page):
    return int(page.get_by_role("slider", name="step").input_value())


def thoughts(page):
    return page.locator(".tw-thoughts li").all_inner_texts()


def type_text(page, text):
    page.get_by_label("a sentence of your own").fill(text)


def numbers_here(page):
    return [float(text.split(" %")[0].split()[-1]) / 100 for text in thoughts(page)]


def test_keys_move_over_the_letters_and_stop_at_both_ends(open_lab):
    page = open_lab(reader())
    page.locator(".tw-scroller").focus()
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home", "ArrowLeft", "Shift+ArrowRight"):
        page.keyboard.press(key)
        seen.append(step(page))
    assert seen == [1, 2, 1, 11, 11, 0, 0, 10]


def test_other_keys_never_reach_the_page_while_the_lab_has_the_focus(open_lab):
    page = open_lab(reader())
    page.evaluate("window.heard = []; document.addEventListener('keydown', (e) => heard.push(e.key), true)")
    page.locator(".tw-scroller").focus()
    for key in ("a", "x", "d", "ArrowRight", "Escape", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("heard") == ["Escape", "Tab"]


def test_every_letters_opinions_are_those_of_numpy(open_lab):
    lab = reader()
    page = open_lab(lab)
    said = lab.opinions(EXAMPLE)
    page.locator(".tw-scroller").focus()
    for t in range(12):
        assert numbers_here(page) == pytest.approx([said[way][t] for way in WAYS], abs=0.00501)  # whole per cents
        page.keyboard.press("ArrowRight")
    page.get_by_text("All opinions as a table").click()
    page.wait_for_selector(".lab-table tbody tr")
    rows = [row.split("\t") for row in page.locator(".lab-table tbody tr").all_inner_texts()]
    table = np.array([[float(cell.split(" ")[0]) for cell in row[2:5]] for row in rows]).T
    np.testing.assert_allclose(table, [said[way] for way in WAYS], atol=5.1e-5)


def test_a_typed_text_is_read_as_numpy_reads_it_also_without_its_spaces(open_lab):
    lab = reader()
    page = open_lab(lab)
    for text in ("whatithas", "What it has", "séance 👩"):
        type_text(page, text)
        said = lab.opinions(text)
        page.locator(".tw-scroller").focus()
        page.keyboard.press("End")
        assert numbers_here(page) == pytest.approx([said[way][-1] for way in WAYS], abs=0.00501)
    page.get_by_role("button", name="back to the first text").click()
    assert page.get_by_label("a sentence of your own").input_value() == EXAMPLE
    assert step(page) == 0


def test_the_restored_sentences_are_those_of_text_put_spaces(open_lab):
    lab = reader()
    page = open_lab(lab)
    type_text(page, "whatithasread")
    for line, way in zip(page.locator(".tw-line").all(), WAYS, strict=True):
        assert line.inner_text() == put_spaces("whatithasread", lab.opinions("whatithasread")[way] >= 0.5)


def test_mistakes_are_marked_and_counted_where_the_text_came_with_its_spaces(open_lab):
    lab = reader()
    page = open_lab(lab)
    ends = np.array([n in (2, 6) for n in range(11)])  # the|gate|open(s)
    for n, way in enumerate(WAYS):
        said = lab.opinions(EXAMPLE)[way][:-1] >= 0.5
        count = page.locator(".tw-count").nth(n).inner_text()
        assert count == f"{(said & ends).sum()} of 2 spaces found, {(said & ~ends).sum()} too many"
        line = page.locator(".tw-line").nth(n).inner_text()
        assert line.count("¦") == (said & ~ends).sum()
        assert line.count("‿") == (~said & ends).sum()
    type_text(page, "thegate")
    assert page.locator(".tw-count").all_inner_texts() == ["", "", ""]
    assert page.locator(".tw-legend").count() == 0


def test_the_threshold_decides_what_counts_as_an_end(open_lab):
    lab = reader()
    page = open_lab(lab)
    type_text(page, "thegateopens")
    page.get_by_label("a word ends from").evaluate(
        "(node) => { node.value = 0.95; node.dispatchEvent(new Event('input')); }"
    )
    said = lab.opinions("thegateopens")["forward"]
    assert page.locator(".tw-line").first.inner_text() == put_spaces("thegateopens", said >= 0.95)


def test_the_sentence_says_who_stands_alone_and_what_it_has_not_seen(open_lab):
    lab = reader()
    page = open_lab(lab)
    type_text(page, "thegateopens")
    page.locator(".tw-scroller").focus()
    page.keyboard.press("Home")
    verdicts = np.array([opinion >= 0.5 for opinion in lab.opinions("thegateopens").values()]).T
    alone = {
        (0, 1, 1): "forward model stands alone: it has not seen what follows",
        (1, 0, 1): "backward model stands alone: it has not seen what stands before",
        (1, 1, 0): "bidirectional model stands alone",
    }
    met = set()
    for t, row in enumerate(verdicts):
        kind = tuple(int(one == (row.sum() >= 2)) for one in row)  # 1: with the majority
        met.add(kind)
        words = page.locator(".tw-why").inner_text()
        assert alone.get(kind, "All three agree") in words or t in (0, 11)  # at an end nothing is unseen
        page.keyboard.press("ArrowRight")
    assert len(met) > 2, "the example must hold several kinds of disagreement"


def test_each_model_says_what_it_has_read(open_lab):
    page = open_lab(reader(step=3))
    ahead, back, both = thoughts(page)
    assert ahead.endswith("having read “theg” and nothing after it.")
    assert back.endswith("having read “gateopens”, from its end, and nothing before it.")
    assert both.endswith("having read the whole sentence.")
    page.locator(".tw-scroller").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('[aria-live]').textContent.startsWith('Letter 5 of 12')")


def test_the_lab_states_its_difference_from_the_kernel_and_finds_a_kernel_that_disagrees(open_lab):
    lab = reader()
    text = open_lab(lab).locator(".tw-proof").inner_text()
    assert text.startswith("✓")
    assert float(text.split("opinions is ")[1].split(". ")[0].replace("\u2011", "-")) < 1e-12
    wrong = np.frombuffer(lab.payload["kernel"]).copy()
    wrong[7] += 1e-9
    lab.payload = {**lab.payload, "kernel": wrong.tobytes()}
    assert open_lab(lab).locator(".tw-proof").inner_text().startswith("✗")


def test_a_click_on_a_letter_or_on_a_restored_one_goes_there(open_lab):
    page = open_lab(reader())
    page.locator(".tw-letters span").nth(7).click(force=True)
    assert step(page) == 7
    page.locator(".tw-line").nth(1).locator("[data-t='4']").click()
    assert step(page) == 4


def test_an_emptied_text_asks_for_one_and_a_hostile_one_is_text(open_lab):
    page = open_lab(reader())
    for text in ("<script>alert(1)</script>", "\"'&<b>", "👩‍🚀שלום", "z" * 10_000):
        type_text(page, text)
        assert page.locator(".lstm-lab script, .lstm-lab .tw-line b").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 900
    assert page.locator(".tw-letters span").count() == 200
    type_text(page, "   ")
    assert page.locator(".tw-here").inner_text() == "Type a sentence: the models read it as you write."
    type_text(page, "ok")
    assert len(thoughts(page)) == 3


def test_typing_leaves_the_view_where_it_is(open_lab):
    page = open_lab(reader(example="the gate opens and shuts " * 6, step=70))
    left = "document.querySelector('.tw-scroller').scrollLeft"
    before = page.evaluate(left)
    assert before > 0
    page.get_by_label("a sentence of your own").press("End")
    page.keyboard.type("xyz")
    assert (step(page), page.evaluate(left)) == (70, before)
    type_text(page, "ab")
    assert step(page) == 1  # unless the text is shorter than that


def test_the_signs_of_a_mistake_are_explained(open_lab):
    legend = open_lab(reader()).locator(".tw-legend").inner_text()
    assert all(sign in legend for sign in "×‿¦")


def test_nan_is_shown_as_such(open_lab):
    lab = reader()
    records = lab.payload["models"]
    broken = {**records[0], "readout": {**records[0]["readout"], "b": np.array([np.nan]).tobytes()}}
    lab.payload = {**lab.payload, "models": [broken, *records[1:]]}
    page = open_lab(lab)
    assert thoughts(page)[0].startswith("forward NaN: no end")
    assert page.locator(".tw-proof").inner_text().startswith("✗")


def test_play_reads_to_the_end_and_stops(open_lab):
    page = open_lab(reader(example="a gate"))
    page.get_by_label("speed").select_option("30")
    page.get_by_role("button", name="play").click()
    page.wait_for_function("document.querySelector('.lab-steps').value === '4'")
    page.wait_for_function("document.querySelector('.lab-play').getAttribute('aria-label') === 'play'")
    assert page.locator(".tw-here").inner_text().startswith("Letter 5 of 5")


@pytest.mark.parametrize(("width", "theme"), [(600, "dark"), (1400, "light")])
@pytest.mark.parametrize("long", [False, True])
def test_nothing_is_cut_off_and_axe_finds_nothing(open_lab, long, theme, width, shots):
    from axe_playwright_python.sync_playwright import Axe

    page = open_lab(reader(example="the gate opens and shuts " * 9 if long else EXAMPLE, step=5), width, theme)
    assert page.evaluate("document.querySelector('.lstm-lab').dataset.theme") == theme
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate("""[...document.querySelectorAll('.lstm-lab button, .lstm-lab label, .lstm-lab p, .tw-name')]
        .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)""")
    assert cut == []
    page.screenshot(path=shots / f"two-way-reader-{'long' if long else 'short'}-{width}-{theme}.png", full_page=True)
    page.get_by_text("All opinions as a table").click()
    page.wait_for_selector(".lab-table tbody tr")
    if width == 900:  # the same nodes at every width
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


COST = """async () => {
    const text = document.getElementById('module-0').textContent;
    const { mount } = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    const state = JSON.parse(document.getElementById('labs').textContent).lab.state;
    const root = document.querySelector('[data-lab]');
    root.replaceChildren();
    const lab = mount(root, state);
    await new Promise(requestAnimationFrame);
    const middle = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];
    const cost = async (patches) => {
        const times = [];
        for (const patch of patches) {
            const start = performance.now();
            lab.update(patch);
            times.push(performance.now() - start);
            await new Promise(requestAnimationFrame);
        }
        return middle(times);
    };
    const steps = await cost(Array.from({ length: 40 }, (_, n) => ({ step: 1 + (n * 7) % 11 })));
    const letters = 'abcdefghij';
    const texts = await cost(Array.from({ length: 11 }, (_, n) => ({ text: letters[n % 10].repeat(200) })));
    lab.destroy();
    return { steps, texts };
}"""


@pytest.mark.timing
def test_a_step_costs_a_millisecond_and_a_typed_letter_of_the_longest_text_a_few_frames(open_lab):
    small = open_lab(reader(16)).evaluate(COST)
    page = open_lab(reader(64))
    large, slow = page.evaluate(COST), slowness(page)
    print(small, large)
    assert small["steps"] < 1 * slow
    assert large["texts"] < 120 * slow  # 4 passes of 64 units over 200 letters, 800 nodes
