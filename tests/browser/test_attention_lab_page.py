"""The Attention Lab in a real Chromium: it translates what is typed, looks where it is told."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_helpers.data import numbers
from lstm_helpers.maths import translator as tr
from lstm_helpers.maths.attention import init_additive
from lstm_helpers.pretrained import translator_model
from lstm_helpers.widgets import AttentionLab
from tests.support.yardstick import slowness

pytestmark = [pytest.mark.browser]
INSIDES = {"f": "forget gate f", "c": "memory c", "g": "candidate g"}


@pytest.fixture(scope="module")
def net():
    return translator_model()[0]


@pytest.fixture(scope="module")
def plain():
    return translator_model(False)[0]


def made(kind):
    """A translator of other words, not trained, some of whose words look like markup."""
    rng = np.random.default_rng(0)
    attention = init_additive(6, 6, 4, rng) if kind == "additive" else kind
    source, target = ("yes", "<b>no</b>", "&amp;"), ("ja", "<img src=x onerror=alert(1)>", "nein")
    return tr.init_translator(source, target, 4, 6, rng, attention=attention)


def chips(page, row):
    return page.locator(f".at-{row} .at-chip b").all_inner_texts()


def said(page):
    return page.inner_text(".lab-say")


def only(place, count):
    return np.eye(count)[place]


def blocks(found):
    return [*found.words, "■"] if found.ended else list(found.words)


def test_it_translates_as_numpy_does_and_says_for_each_step_where_it_looked(open_lab, net):
    page = open_lab(AttentionLab(net, "437,582", step=0))
    found = tr.translate(net, numbers.english(437_582))
    assert chips(page, "source") == list(numbers.english(437_582))
    assert chips(page, "target") == blocks(found)
    page.focus(".lab-walk")
    for t, row in enumerate(found.weights):
        place = int(row.argmax())
        word = numbers.english(437_582)[place]
        name = f"hundred (word {place + 1})" if word == "hundred" else word
        does = f"writes “{found.words[t]}”" if t < len(found.words) else "ends the translation"
        assert said(page).startswith(f"Step {t + 1} of {len(found.weights)}: {does}, ")
        share = "> 99" if row[place] > 0.995 else f"{100 * row[place]:.0f}"
        assert f"; looks {share} % at “{name}”" in said(page)
        shown = page.locator(".at-source small").all_inner_texts()
        assert shown == [f"{100 * w:.0f} %" if w >= 0.005 else "" for w in row]
        page.keyboard.press("ArrowRight")


def test_a_line_is_as_wide_as_its_weight_and_ends_at_the_middle_of_its_word_and_block(open_lab, net):
    page = open_lab(AttentionLab(net, "524"), width=1100)
    found = tr.translate(net, numbers.english(524))
    middles = "all => all.map(one => one.offsetLeft + one.offsetWidth / 2)"
    above, below = (page.locator(f".at-{row} .at-chip").evaluate_all(middles) for row in ("source", "target"))
    for t, row in enumerate(found.weights):
        lines = page.locator(".at-fan").nth(t).locator("path")
        drawn = lines.evaluate_all("all => all.map(one => [one.getAttribute('d'), one.getAttribute('stroke-width')])")
        seen = np.flatnonzero(row >= 0.01)
        assert len(drawn) == len(seen)
        for s, (path, width) in zip(seen, drawn, strict=True):
            places = [float(n) for n in re.findall(r"[\d.]+", path)]
            assert places[0] == pytest.approx(above[s], abs=0.1)
            assert places[-2] == pytest.approx(below[t], abs=0.1)
            assert float(width) == pytest.approx(1 + 13 * row[s], abs=0.01)


def test_a_typed_number_is_translated_at_once_in_digits_or_words(open_lab, net):
    page = open_lab(AttentionLab(net, "24", forced={0: 0}))
    for text, n in (("77", 77), ("nine hundred and one", 901), ("Forty-Two", 42), ("12,345", 12_345), ("7", 7)):
        page.fill(".at-text", text)
        found = tr.translate(net, numbers.english(n))
        assert chips(page, "source") == list(numbers.english(n))
        assert chips(page, "target") == blocks(found)
        right = found.words == numbers.german(n)
        assert page.inner_text(".at-written") == (numbers.spoken(found.words) or "nothing")
        expected = f"right: {n:,}" if right else f"wrong: {n:,} is {numbers.spoken(numbers.german(n))}"
        assert page.inner_text(".at-verdict") == expected
        assert page.locator(".at-target .at-forced").count() == 0
    page.get_by_role("button", name="back to the sentence with which the lab opened").click()
    assert chips(page, "source") == ["twenty", "four"]


def test_what_it_gets_wrong_is_called_wrong_and_words_that_name_no_number_are_neither(open_lab, net):
    page = open_lab(AttentionLab(net, "100000"))
    assert tr.translate(net, numbers.english(100_000)).words != numbers.german(100_000)
    assert page.inner_text(".at-verdict") == "wrong: 100,000 is einhunderttausend"
    page.fill(".at-text", "twenty twenty")
    assert page.inner_text(".at-verdict").startswith("these words name no number")


def test_a_text_it_cannot_read_says_so_and_leaves_the_sentence_named_as_the_one_before(open_lab, net):
    page = open_lab(AttentionLab(net, "24"))
    before = page.inner_text(".at-written")
    faults = {
        "twenty foru": "“foru” is none of the words that it knows",
        "1000000": "1000000 is no number",
        "": "There is no word in it",
        "<img src=x>": "“<img”",
        "one " * 61: "61 words",
    }
    for text, why in faults.items():
        page.fill(".at-text", text)
        fault = page.inner_text(".at-fault")
        assert why in fault
        assert fault.endswith("what stands below is still the sentence before.")
        assert page.inner_text(".at-written") == before
    assert page.locator(".at-fault img").count() == 0
    page.fill(".at-text", "30")
    assert page.locator(".at-fault").is_hidden()
    assert page.inner_text(".at-written") == "dreißig"


def test_what_cannot_be_read_goes_when_another_sentence_comes(open_lab, net):
    page = open_lab(AttentionLab(net, "24"))
    page.fill(".at-text", "foru")
    page.focus(".lab-walk")
    page.keyboard.press("Home")
    assert page.locator(".at-text").input_value() == "foru", "it can still be mended"
    assert page.locator(".at-fault").is_visible()
    page.get_by_role("button", name="back to the sentence with which the lab opened").click()
    assert page.locator(".at-text").input_value() == "24"
    assert page.locator(".at-fault").is_hidden()
    page.fill(".at-text", "foru")
    page.evaluate("document.querySelector('.at-text').focus()")
    page.get_by_role("button", name="a number drawn by chance").click()
    assert page.locator(".at-fault").is_hidden()
    assert chips(page, "source") == list(numbers.english(int(page.locator(".at-text").input_value())))


def test_a_changed_translation_is_spoken_with_its_verdict_and_a_chosen_word_with_its_weight(open_lab, net):
    page = open_lab(AttentionLab(net, "524", step=2))
    page.focus(".at-stage")
    page.keyboard.press("ArrowDown")
    weight = tr.translate(net, numbers.english(524)).weights[2, 0]
    assert said(page).endswith(f"Chosen: “five”, {'< 1' if weight < 0.005 else f'{100 * weight:.0f}'} %.")
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    found = tr.translate(net, numbers.english(524), forced={2: only(0, 4)})
    spoken = page.locator(".lab-sr").inner_text()
    assert spoken.startswith("Step 3 of")
    assert f"The translation: {numbers.spoken(found.words)}, " in spoken


def test_attention_is_forced_by_a_double_click_and_all_that_is_shown_follows(open_lab, net):
    page = open_lab(AttentionLab(net, "524", step=2))
    by_itself = tr.translate(net, numbers.english(524))
    assert by_itself.words[2] == "vier"
    page.locator(".at-source .at-chip").nth(2).dblclick()
    found = tr.translate(net, numbers.english(524), forced={2: only(2, 4)})
    assert found.words != by_itself.words, "to look at “twenty” changes the block"
    assert chips(page, "target") == blocks(found)
    assert page.inner_text(".at-written") == numbers.spoken(found.words)
    assert page.inner_text(".at-verdict").startswith("wrong, with your change: 524 is fünfhundertvierundzwanzig")
    assert page.inner_text(".at-alone") == "By itself it writes fünfhundertvierundzwanzig."
    assert f"writes “{found.words[2]}”" in said(page)
    assert "where it wrote “vier” by itself; you made it look at “twenty” alone, not " in said(page)
    assert page.locator(".at-source small").all_inner_texts() == ["", "", "100 %", ""]
    assert page.locator(".at-fan").nth(2).locator("path").count() == 1
    assert page.locator(".at-next b").first.inner_text() == found.words[2]
    page.get_by_text("All numbers: the chance").click()
    page.wait_for_selector(".lab-table tbody tr")
    cells = page.locator(".lab-table table").first.locator("tbody tr").nth(2).locator("td").all_inner_texts()
    assert cells[1:] == ["0.0000", "0.0000", "1.0000", "0.0000"]
    page.get_by_role("button", name="let every step look by itself again").click()
    assert chips(page, "target") == blocks(by_itself)
    assert page.inner_text(".at-alone") == ""


def test_keys_choose_a_word_force_it_and_let_it_go(open_lab, net):
    page = open_lab(AttentionLab(net, "524", step=2))
    page.focus(".at-stage")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator(".at-source .at-chosen b").inner_text() == "twenty"
    page.keyboard.press("Enter")
    assert page.locator(".at-force select").input_value() == "2"
    assert page.locator(".at-target .at-forced").count() == 1
    page.keyboard.press("Enter")  # the same word again: let go
    assert page.locator(".at-force select").input_value() == "by itself"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.locator(".at-force select").input_value() == "1"
    page.keyboard.press("Delete")
    assert page.locator(".at-target .at-forced").count() == 0
    page.keyboard.press("End")
    page.keyboard.press("Home")
    assert said(page).startswith("Step 1 of 6")


def test_the_choice_below_forces_a_step_too_and_tells_equal_words_apart(open_lab, net):
    page = open_lab(AttentionLab(net, "437,582", step=1))
    select = page.locator(".at-force select")
    options = select.locator("option").all_inner_texts()
    assert options[:4] == ["where it likes", "at all words alike", "only at four", "only at hundred (word 2)"]
    select.select_option("8")
    found = tr.translate(net, numbers.english(437_582), forced={1: only(8, 9)})
    assert chips(page, "target") == blocks(found)
    select.select_option("-1")
    found = tr.translate(net, numbers.english(437_582), forced={1: np.full(9, 1 / 9)})
    assert chips(page, "target") == blocks(found)
    assert "you made it look at all words alike, not " in said(page)
    assert page.locator(".at-source small").all_inner_texts() == ["11 %"] * 9
    select.select_option("by itself")
    assert chips(page, "target") == blocks(tr.translate(net, numbers.english(437_582)))


def test_a_click_on_a_block_goes_there_and_one_on_a_word_only_chooses_it(open_lab, net):
    page = open_lab(AttentionLab(net, "524"))
    page.locator(".at-target .at-chip").nth(1).click()
    assert said(page).startswith("Step 2 of 6")
    page.locator(".at-source .at-chip").nth(3).click()
    assert page.locator(".at-source .at-chosen b").inner_text() == "four"
    assert page.locator(".at-forced").count() == 0
    assert said(page).startswith("Step 2 of 6")


def test_without_attention_there_are_no_lines_and_it_says_so(open_lab, plain):
    page = open_lab(AttentionLab(plain, "524"))
    assert chips(page, "target") == blocks(tr.translate(plain, numbers.english(524)))
    assert page.locator(".at-fan path").count() == 0
    assert "has no attention, so there are no lines" in page.inner_text(".at-key")
    assert "It has no attention" in said(page)
    assert page.locator(".at-force").is_hidden()
    page.locator(".at-source .at-chip").nth(1).dblclick()
    page.focus(".at-stage")
    page.keyboard.press("Enter")
    assert page.locator(".at-forced").count() == 0
    assert page.locator(".at-source small").all_inner_texts() == [""] * 4


@pytest.mark.parametrize("key", INSIDES)
def test_what_is_inside_both_lstms_is_shown_on_demand_with_its_numbers(open_lab, net, key):
    from lstm_helpers.maths.sequence import run

    page = open_lab(AttentionLab(net, "24", step=1))
    assert page.locator(".attention-lab canvas").count() == 0
    page.get_by_label("inside both LSTMs").select_option(key)
    assert page.locator(".attention-lab canvas").count() == 2
    words = list(numbers.english(24))
    _, state = tr.encode(net, [words])
    found = tr.translate(net, words)
    tokens = [len(net.target) - 1, *(net.target.index(block) for block in found.words)]
    encoder = run(net.encoder, net.source_embedding[[[net.source.index(word) for word in words]]])
    decoder = run(net.decoder, net.target_embedding[[tokens]], h0=state.h, c0=state.c)
    rows = [getattr(trace, key)[0][1 if key == "c" else 0 :] for trace in (encoder, decoder)]
    looked = int(found.weights[1].argmax())
    for caption, row, n, at in zip(
        page.locator(".at-caption").all_inner_texts(), rows, (looked, 1), (words[looked], "und"), strict=True
    ):
        assert caption.startswith(INSIDES[key])
        assert caption.replace("−", "-").endswith(f"mean at “{at}” {row[n].mean():.2f}")
    page.get_by_text("All numbers of both LSTMs").click()
    page.wait_for_selector(".lab-table tbody tr")
    table = page.locator(".lab-table table").last
    cells = [row.split("\t") for row in table.locator("tbody").inner_text().split("\n")]
    assert len(cells) == sum(map(len, rows))
    for told, values in zip(cells, np.concatenate(rows), strict=True):
        assert np.abs([float(cell.replace("−", "-")) for cell in told[3:]] - values).max() < 6e-4


def test_space_plays_from_the_first_block_to_the_last(open_lab, net):
    page = open_lab(AttentionLab(net, "24"))
    page.focus(".at-stage")
    page.keyboard.press(" ")
    page.wait_for_function("document.querySelector('.lab-say').textContent.startsWith('Step 2')", timeout=8000)
    page.wait_for_function("document.querySelector('.lab-say').textContent.startsWith('Step 4 of 4')", timeout=8000)


@pytest.mark.parametrize("kind", ["dot", "additive", None])
def test_hostile_words_and_titles_stay_text(open_lab, kind):
    page = open_lab(AttentionLab(made(kind), "yes <b>no</b>", title="<img src=x onerror=alert(1)>", inside="h"))
    assert chips(page, "source") == ["yes", "<b>no</b>"]
    assert "<img" in page.inner_text(".lab-title")
    for summary in page.locator("summary").all():
        summary.click()
    assert page.locator(".attention-lab img, .at-chip b b").count() == 0
    assert page.inner_text(".at-verdict").startswith("stopped after") or page.inner_text(".at-verdict") == ""
    assert page.get_by_role("button", name="a number drawn by chance").is_hidden()


def test_another_number_is_drawn_and_judged(open_lab, net):
    page = open_lab(AttentionLab(net, "24", forced={0: 1}))
    for _ in range(5):
        page.get_by_role("button", name="a number drawn by chance").click()
        n = numbers.number_of(tuple(chips(page, "source")))
        assert page.locator(".at-text").input_value() == str(n)
        assert chips(page, "target") == blocks(tr.translate(net, numbers.english(n)))
        assert f"{n:,}" in page.inner_text(".at-verdict")


def test_the_browser_says_how_far_it_is_from_numpy_and_it_is_nothing_to_speak_of(open_lab, net, plain):
    for one in (net, plain, made("additive")):
        page = open_lab(AttentionLab(one, "24" if one.source[0] == "zero" else "yes yes"))
        told = page.locator(".attention-lab > .lab-faint").last.inner_text()
        assert float(told.split("at most ")[1].rstrip(".").replace("‑", "-")) < 1e-12


@pytest.mark.parametrize("width", [600, 900, 1400])
def test_the_sentence_and_the_picture_stand_where_they_are_seen_and_no_word_is_cut_off(open_lab, net, width):
    page = open_lab(AttentionLab(net, "437,582", step=4), width=width)
    box = page.locator(".lab-say").bounding_box()
    assert box["y"] + box["height"] < 900
    stage = page.locator(".at-stage")
    assert stage.bounding_box()["y"] + stage.bounding_box()["height"] < 900
    assert stage.evaluate("one => one.scrollWidth - one.clientWidth") == 0, "a number of nine words fits"
    page.focus(".at-stage")
    for key in ("Home", *["ArrowRight"] * 11):
        page.keyboard.press(key)
        chip, around = page.locator(".at-here").bounding_box(), stage.bounding_box()
        assert chip["x"] >= around["x"]
        assert chip["x"] + chip["width"] <= around["x"] + around["width"] + 1


def test_a_window_that_is_made_smaller_takes_the_picture_with_it(open_lab, net):
    page = open_lab(AttentionLab(net, "524", inside="f"), width=1400)
    for width in (1000, 700, 620, 1000):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        assert page.locator(".at-stage").evaluate("one => one.scrollWidth - one.clientWidth") == 0
        lines, row = page.locator(".at-lines").bounding_box(), page.locator(".at-source").bounding_box()
        assert lines["width"] == pytest.approx(row["width"], abs=1)
        assert page.locator(".at-box canvas").first.bounding_box()["width"] == pytest.approx(row["width"], abs=1)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("inside", ["nothing", "c"])
def test_it_is_accessible_in_both_themes_while_attention_is_forced(open_lab, net, inside, theme):
    page = open_lab(AttentionLab(net, "524", step=3, word=2, forced={2: 2}, inside=inside), theme=theme)
    page.fill(".at-text", "foru")
    for summary in page.locator("summary:visible").all():
        summary.click()
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


def test_python_sets_every_trait_and_the_lab_follows(open_lab, net):
    lab = AttentionLab(net, "24")
    lab.text, lab.forced, lab.word, lab.inside = "437,582", {1: 8}, 3, "o"
    lab.step = 1
    page = open_lab(lab)
    assert chips(page, "source") == list(numbers.english(437_582))
    assert chips(page, "target") == blocks(lab.translation)
    assert said(page).startswith("Step 2 of")
    assert page.locator(".at-source .at-chosen b").inner_text() == "seven"
    assert page.get_by_label("inside both LSTMs").input_value() == "o"


VISIT = """async ([seed, texts]) => {
    const text = document.getElementById('module-0').textContent;
    const { mount } = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    const state = Object.values(JSON.parse(document.getElementById('labs').textContent))[0].state;
    const main = document.querySelector('main');
    main.replaceChildren();
    const place = () => main.appendChild(document.createElement('div'));
    let a = seed;
    const below = (n) => { a = (Math.imul(a, 1664525) + 1013904223) >>> 0; return Math.floor(a / 2 ** 32 * n); };
    const root = place();
    const lab = mount(root, structuredClone(state), (key, value) => { state[key] = structuredClone(value); });
    const all = (selector) => [...root.querySelectorAll(selector)];
    const some = (selector) => { const found = all(selector); return found[below(found.length)]; };
    const press = (key) => { const stage = root.querySelector('.at-stage'); stage.focus();
        stage.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); };
    const change = (input, value) => { input.value = value;
        for (const kind of ['input', 'change']) input.dispatchEvent(new Event(kind, { bubbles: true })); };
    const KEYS = ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'Enter', 'Delete'];
    const ACTIONS = {
        key: () => press(KEYS[below(KEYS.length)]),
        click: () => some('.at-chip').click(),
        dblclick: () => some('.at-source .at-chip').dispatchEvent(new MouseEvent('dblclick', { bubbles: true })),
        type: () => change(root.querySelector('.at-text'), texts[below(texts.length)]),
        choose: () => { const input = root.querySelector('.at-force select');
            change(input, input.options[below(input.options.length)].value); },
        inside: () => { const input = root.querySelector('.at-top select');
            change(input, input.options[below(input.options.length)].value); },
        button: () => some('.lab-row > .lab-button:not([disabled])').click(),
        slide: () => change(root.querySelector('.lab-walk'), below(8)),
        python: () => lab.update(structuredClone(Object.assign(state,
            { step: below(4), forced: { [below(5)]: below(2) - 1 }, text: texts[below(texts.length)] }))),
    };
    const look = (box) => { const said = box.querySelector('.lab-sr'); said.remove();
        const seen = { text: box.innerText, drawn: box.querySelector('.at-lines').outerHTML,
            chips: [...box.querySelectorAll('.at-chip')].map(one => one.outerHTML),
            controls: [...box.querySelectorAll('input, select')].map(one => one.value),
            maps: [...box.querySelectorAll('canvas')].map(one => one.toDataURL()) };
        box.firstChild.append(said); return seen; };
    const wrong = [], done = {};
    for (let n = 0; n < 100 && !wrong.length; n++) {
        const name = Object.keys(ACTIONS)[below(Object.keys(ACTIONS).length)];
        ACTIONS[name]();
        done[name] = (done[name] ?? 0) + 1;
        const fresh = place();
        const other = mount(fresh, structuredClone(state));
        const [now, anew] = [look(root), look(fresh)];
        for (const key of Object.keys(now)) if (JSON.stringify(now[key]) !== JSON.stringify(anew[key]))
            wrong.push([n, name, key, now[key], anew[key]]);
        other.destroy();
        fresh.remove();
    }
    lab.destroy();
    return { wrong, kinds: Object.keys(done).length };
}"""


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_was_done_it_shows_what_a_fresh_lab_in_the_same_state_shows(open_lab, net, seed):
    page = open_lab(AttentionLab(net, "524"))
    found = page.evaluate(VISIT, [seed, ["24", "437,582", "seven", "0", "twenty twenty one", "100000"]])
    assert found == {"wrong": [], "kinds": 9}


TIMES = """async (texts) => {
    const text = document.getElementById('module-0').textContent;
    const { mount } = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    const state = Object.values(JSON.parse(document.getElementById('labs').textContent))[0].state;
    const root = document.querySelector('main');
    root.replaceChildren();
    const lab = mount(root.appendChild(document.createElement('div')), { ...state, step: 0, inside: 'f' });
    const frame = () => new Promise(requestAnimationFrame);
    const cost = async (patches) => {
        const times = [];
        for (const patch of patches) {
            const start = performance.now();
            lab.update(patch);
            times.push(performance.now() - start);
            await frame();
        }
        return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
    };
    const walk = Array.from({ length: 40 }, (_, n) => ({ step: (n * 5) % 12 }));
    await cost(walk);
    const steps = await cost(walk);
    const force = await cost(Array.from({ length: 20 }, (_, n) => ({ forced: { [n % 12]: n % 9 } })));
    const read = await cost(texts.map((text) => ({ text, forced: {} })));
    lab.destroy();
    return { steps, force, read };
}"""


@pytest.mark.timing
def test_a_step_a_forced_look_and_a_new_number_cost_the_script_milliseconds(open_lab, net):
    page = open_lab(AttentionLab(net, "437,582"))
    texts = [str(int(n)) for n in numbers.drawn(20, np.random.default_rng(0), least=6)]
    rounds = [page.evaluate(TIMES, texts) for _ in range(3)]
    times = {name: min(times[name] for times in rounds) for name in rounds[0]}
    print(times)
    slow = slowness(page)
    assert times["steps"] < 1 * slow
    assert times["force"] < 20 * slow
    assert times["read"] < 30 * slow
