"""What every lab owes its reader: any width and zoom, the keyboard alone, a voice, a visit that leaves nothing."""

from io import BytesIO

import nbformat
import numpy as np
import pytest
from PIL import Image

from lstm_helpers.widgets import LABS

pytestmark = [pytest.mark.browser]

MOUNT = """
    const text = document.getElementById('module-0').textContent;
    const { mount } = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    const state = Object.values(JSON.parse(document.getElementById('labs').textContent))[0].state;
    const frame = () => new Promise(requestAnimationFrame);
"""


@pytest.fixture(params=LABS)
def opened(request, open_lab):
    """A page with one lab in it, at 1000 pixels."""
    return open_lab(LABS[request.param].demo(), width=1000)


def overflow(page):
    """What sticks out of the lab or of the page: names of nodes."""
    return page.evaluate("""() => {
        const lab = document.querySelector('.lstm-lab'), box = lab.getBoundingClientRect();
        const clipped = (node) => node.parentElement.closest('.lab-scroller, details')
            || getComputedStyle(node).position === 'absolute';
        const out = [...lab.querySelectorAll('button, label, p, select, input, svg, canvas, output')].filter(node => {
            const at = node.getBoundingClientRect();
            return at.width > 0 && !clipped(node) && (at.right > box.right + 1 || at.left < box.left - 1);
        }).map(node => node.outerHTML.slice(0, 80));
        return [...out, ...(document.documentElement.scrollWidth > window.innerWidth ? ['the page'] : [])];
    }""")


def test_a_window_may_be_resized_while_the_lab_is_open(opened):
    for width in (1400, 600, 800, 1400, 700):
        opened.set_viewport_size({"width": width, "height": 900})
        opened.wait_for_timeout(150)
        assert overflow(opened) == []


@pytest.mark.parametrize("width", [600, 900, 1300])
def test_the_picture_stays_where_it_is_while_the_reader_steps(opened, width):
    opened.set_viewport_size({"width": width, "height": 900})
    opened.wait_for_timeout(150)
    opened.locator(".lab-walk").focus()
    picture, tops = opened.locator(".lstm-lab :is(canvas, svg[role=img]), .lab-say ~ div").first, set()
    for key in ("Home", *["ArrowRight"] * 12, "End"):
        opened.keyboard.press(key)
        tops.add(picture.bounding_box()["y"])
    assert len(tops) == 1


def test_a_theme_that_changes_while_the_lab_is_out_of_sight_leaves_its_size(opened):
    sizes = """() => [...document.querySelectorAll('.lstm-lab svg, .lstm-lab canvas')].map(node => {
        const at = node.getBoundingClientRect(); return [Math.round(at.width), Math.round(at.height)]; })"""
    before, hide = opened.evaluate(sizes), "hidden => document.querySelector('.lstm-lab').parentElement.hidden = hidden"
    opened.evaluate(hide, True)
    opened.emulate_media(color_scheme="dark")
    opened.wait_for_timeout(150)
    opened.evaluate(hide, False)
    opened.wait_for_selector(".lstm-lab[data-theme=dark]")
    opened.wait_for_timeout(150)
    assert opened.evaluate(sizes) == before


def test_at_a_zoom_of_200_percent_nothing_sticks_out(opened):
    opened.set_viewport_size({"width": 640, "height": 900})
    opened.evaluate("document.body.style.zoom = 2")  # 320 CSS pixels for the page
    opened.wait_for_timeout(200)
    assert overflow(opened) == []


def test_tab_reaches_every_control_and_every_control_has_a_name(opened):
    wanted = opened.evaluate("""() => {
        const all = [...document.querySelectorAll('.lstm-lab :is(button, input, select, summary, [tabindex="0"])')];
        const shut = (node) => node.closest('details:not([open]) > :not(summary)');
        window.controls = all.filter(node => node.getClientRects().length && !node.disabled && !shut(node));
        return window.controls.map(node => node.getAttribute('aria-label') || node.textContent.trim()
            || node.labels?.[0]?.textContent.trim());
    }""")
    assert len(wanted) >= 3
    assert all(wanted)
    opened.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(3 * len(wanted)):
        opened.keyboard.press("Tab")
        reached.add(opened.evaluate("window.controls.indexOf(document.activeElement)"))
    assert reached >= set(range(len(wanted)))


def test_a_step_is_spoken_in_a_sentence(opened):
    opened.locator(".lab-walk").focus()
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowLeft")
    opened.keyboard.press("ArrowLeft")
    shown = " ".join(opened.locator(".lab-say").all_inner_texts())
    assert len(shown.split()) > 5
    picture = opened.get_by_role("img").evaluate_all("all => all.map(node => node.getAttribute('aria-label') || '')")
    live = opened.locator("[aria-live=polite]")
    opened.wait_for_timeout(400)  # it speaks when the steps pause
    assert len(live.first.inner_text().split()) > 5 or any(len(words.split()) > 5 for words in picture)


@pytest.mark.timing
def test_the_first_picture_is_there_within_half_a_second(opened):
    time = opened.evaluate(
        "async () => {"
        + MOUNT
        + """
        const start = performance.now();
        mount(document.body.appendChild(document.createElement('div')), state);
        await frame();
        await frame();
        return performance.now() - start;
    }"""
    )
    assert time < 500


def apart(one, other):
    """The share of pixels in which two pictures differ; a browser does not round every corner alike each time."""
    one, other = (np.asarray(Image.open(BytesIO(picture)).convert("RGB")) for picture in (one, other))
    return (one != other).any(axis=-1).mean() if one.shape == other.shape else 1.0


def test_a_lab_that_is_attached_after_it_was_mounted_is_the_same_lab(opened):
    """A notebook mounts an output first and attaches it later, and a busy one much later."""
    opened.wait_for_timeout(300)
    usual = opened.locator(".lstm-lab").screenshot()
    opened.evaluate(
        """async () => {"""
        + MOUNT
        + """
        const box = document.querySelector('.lstm-lab').parentElement;
        box.replaceChildren();
        const later = document.createElement('div');
        mount(later, state);
        await frame();
        await frame();
        box.append(later);
    }"""
    )
    opened.wait_for_selector(".lstm-lab[data-theme]")
    opened.wait_for_timeout(300)
    assert opened.locator(".lab-error:visible").count() == 0, opened.locator(".lab-error").inner_text()
    assert apart(usual, opened.locator(".lstm-lab").screenshot()) < 1e-3, "share of pixels that differ"


def test_a_hundred_visits_leave_nothing_behind(opened):
    left = opened.evaluate(
        "async () => {"
        + MOUNT
        + """
        const count = { window: 0, query: 0 };
        for (const [name, target] of [['window', window], ['query', MediaQueryList.prototype]]) {
            const { addEventListener: add, removeEventListener: remove } = target;
            target.addEventListener = function (...a) { count[name] += 1; return add.apply(this, a); };
            target.removeEventListener = function (...a) { count[name] -= 1; return remove.apply(this, a); };
        }
        const timers = new Set();
        for (const kind of ['Interval', 'Timeout']) {
            const [start, stop] = [window[`set${kind}`], window[`clear${kind}`]];
            window[`set${kind}`] = (...a) => { const id = start(...a); timers.add(id); return id; };
            window[`clear${kind}`] = (id) => { timers.delete(id); stop(id); };
        }
        const watchers = [];
        for (const kind of ['ResizeObserver', 'MutationObserver']) {
            const Kind = window[kind];
            window[kind] = class extends Kind {
                observe(...a) { watchers.push(this); return super.observe(...a); }
                disconnect() { while (watchers.includes(this)) watchers.splice(watchers.indexOf(this), 1);
                    return super.disconnect(); }
            };
        }
        const nodes = document.querySelectorAll('*').length;
        for (let n = 0; n < 100; n++) {
            const root = document.body.appendChild(document.createElement('div'));
            const lab = mount(root, { ...state, playing: true });
            root.querySelector('.lab-walk').focus();
            root.querySelector('.tv-stop:not([disabled])')?.click();
            lab.update({ step: 3 });
            lab.destroy();
            if (root.childNodes.length) return 'a root is not empty';
            root.remove();
        }
        return { ...count, timers: timers.size, watchers: watchers.length,
            nodes: document.querySelectorAll('*').length - nodes };
    }"""
    )
    assert left == {"window": 0, "query": 0, "timers": 0, "watchers": 0, "nodes": 0}


ALL = """\
import numpy as np
from lstm_helpers import pretrained
from lstm_helpers.widgets import GateLab, GradientLab, MemoryLab, TrainingView
reader = pretrained.bracket_reader(2)
gate = GateLab(reader.read("Keep (this one) or drop it."), reader.readout)
gradient, memory, view = GradientLab(60), MemoryLab("latch"), TrainingView("a training")"""


@pytest.mark.slow
@pytest.mark.parametrize("front", ["lab", "notebook7"])
def test_keys_stay_in_the_lab_and_a_reopened_notebook_has_its_labs_back_where_they_were(front, request):
    front = request.getfixturevalue(front)
    new = nbformat.v4.new_code_cell
    nb = nbformat.v4.new_notebook(cells=[new(ALL), *map(new, ("gate", "gradient", "memory", "view"))])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, front.folder / "99_every_lab.ipynb")
    front.open("99_every_lab.ipynb")
    front.run_all()
    assert front.errors() == []
    front.page.wait_for_function("document.querySelectorAll('.lstm-lab').length >= 2")
    front.select(3)  # the Memory Lab; the others have tests of their own
    front.page.locator(".memory-lab .lab-steps").focus()
    before = [cell["source"] for cell in front.cells()]
    for key in ("a", "x", "ArrowRight", "ArrowRight", "d", "d", "b", "1"):
        front.page.keyboard.press(key)
    front.page.wait_for_timeout(400)  # changes are sent a tenth of a second later
    assert [cell["source"] for cell in front.cells()] == before
    assert front.python("print(memory.step, memory.i[2])") == "2 1.0"
    front.python("gate.step, gradient.step = 5, 7")
    front.save()
    front.open("99_every_lab.ipynb")
    front.select(1)
    front.page.wait_for_selector(".gate-lab .lab-steps")
    assert front.page.locator(".gate-lab .lab-steps").first.input_value() == "5"
    front.select(2)
    front.page.wait_for_selector(".gradient-lab .lab-steps")
    assert front.page.locator(".gradient-lab .lab-steps").first.input_value() == "7"
    assert front.page.get_by_text("Error displaying widget").count() == 0
    assert front.refused == []
