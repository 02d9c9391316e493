"""The Training view in a plain page in a real Chromium, fed as a kernel feeds it."""

import base64

import numpy as np
import pytest

from lstm_helpers.widgets import TrainingView
from lstm_helpers.widgets.payload import pack

pytestmark = pytest.mark.browser

MOUNT = """async () => {
    const text = document.getElementById('module-0').textContent;
    const { mount } = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    const state = JSON.parse(document.getElementById('labs').textContent).lab.state;
    document.querySelector('[data-lab]').replaceChildren();
    window.sent = [];
    window.view = mount(document.querySelector('[data-lab]'), state, (k, v) => sent.push([k, v]), (m) => sent.push(m));
}"""


def trained(share=1.0, **options):
    """A view of 4 epochs of 50 batches, of which a share is done."""
    options = {"title": "adding problem", "line": 1 / 6, "line_label": "guess the mean"} | options
    view, rng, done = TrainingView(**options), np.random.default_rng(0), round(200 * share)
    view.begin(epochs=4, batches=50)
    for n in range(1, done + 1):
        view.news(done=n, loss=float(0.5 * np.exp(-n / 40) * rng.uniform(0.7, 1.3)), seconds=n / 10)
        if n % 50 == 0:
            view.validated(n, 0.5 * np.exp(-n / 42), n / 10)
    view.end("finished: 4 of 4 epochs")
    if share < 1:
        view.live = view.live | {"state": "running", "ended": ""}
    return view


def live(view, **changes):
    """A message as the browser gets it."""
    return {
        key: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for key, value in (view.live | changes).items()
    }


@pytest.fixture
def open_view(open_lab):
    """Open a view's exported page; with ``mount`` the view is mounted anew, and what it sends is in ``sent``."""

    def open_one(view, *where, mount=False):
        page = open_lab(view, *where)
        if mount:
            page.evaluate(MOUNT)
            page.wait_for_function("document.querySelector('.lstm-lab').dataset.theme")
        return page

    return open_one


def where(page):
    return page.locator(".tv-where").inner_text()


def sentence(page):
    return page.locator(".tv-sentence").inner_text()


def test_it_says_how_far_the_training_is_and_how_long_it_takes(open_view):
    page = open_view(trained(0.6))
    assert where(page) == "Training: epoch 3 of 4, batch 20 of 50; 12 s so far, about 8.0 s left."
    bar = page.get_by_role("progressbar", name="progress of the training")
    assert bar.get_attribute("aria-valuenow") == "60"
    assert bar.get_attribute("aria-valuetext") == where(page)


def test_before_and_after_a_training_there_is_nothing_to_stop(open_view):
    before, after = open_view(TrainingView("later")), open_view(trained())
    assert where(before) == "Not started."
    assert before.get_by_text("The curve appears here when the training begins.").is_visible()
    assert where(after) == "Finished: 4 of 4 epochs (20 s)."
    for page in (before, after):
        assert page.locator(".tv-stop").is_hidden()


def test_the_stop_button_sends_its_message_once_and_says_so(open_view):
    page = open_view(trained(0.5), mount=True)
    stop = page.get_by_role("button", name="stop training and keep what was learned")
    stop.click()
    assert page.evaluate("sent") == [{"stop": 1}]
    assert stop.is_disabled()
    assert stop.inner_text() == "stopping …"


def test_a_stop_that_nobody_answers_is_explained_and_an_answer_ends_the_explanation(open_view):
    page = open_view(trained(0.5), mount=True)
    page.get_by_role("button", name="stop training").click()
    note = page.locator(".tv-note")
    note.wait_for(state="visible")
    assert "press the notebook's own stop button" in note.inner_text()
    ended = live(trained(0.5), state="done", ended="stopped by you: kept what was learned in 100 of 200 batches")
    page.evaluate("(live) => view.update({ live })", ended)
    assert note.is_hidden()
    assert where(page) == "Stopped by you: kept what was learned in 100 of 200 batches (10 s)."


@pytest.mark.parametrize("kind", ["mousedown", "click"])
def test_the_notebooks_own_stop_button_is_pressed_where_there_is_one(open_view, kind):
    page = open_view(trained(0.5), mount=True)
    page.evaluate(
        """(kind) => {
        document.body.classList.add('jp-NotebookPanel');
        const own = document.body.appendChild(document.createElement('div'));
        own.dataset.jpItemName = 'interrupt';
        window.pressed = 0;
        own.addEventListener(kind, () => { pressed += 1; });
    }""",
        kind,
    )
    page.get_by_role("button", name="stop training").click()
    page.wait_for_function("pressed === 1")
    assert page.locator(".tv-note").is_hidden()


def test_a_training_that_answers_is_not_interrupted(open_view):
    page = open_view(trained(0.5), mount=True)
    page.evaluate("""() => {
        document.body.classList.add('jp-NotebookPanel');
        const own = document.body.appendChild(document.createElement('div'));
        own.dataset.jpItemName = 'interrupt';
        window.pressed = 0;
        own.onmousedown = own.onclick = () => { pressed += 1; };
    }""")
    page.get_by_role("button", name="stop training").click()
    page.evaluate("(live) => view.update({ live })", live(trained(0.5), state="stopping"))
    page.wait_for_timeout(800)  # an answer is awaited for half a second
    assert page.evaluate("pressed") == 0


def test_arrow_keys_read_the_curve_point_by_point(open_view):
    view = trained()
    page = open_view(view)
    rows = np.frombuffer(view.live["train"], "<f8").reshape(-1, 5)
    page.locator(".tv-field").focus()
    for key, row in (("Home", rows[0]), ("ArrowRight", rows[1]), ("End", rows[-1]), ("ArrowRight", rows[-1])):
        page.keyboard.press(key)
        said = sentence(page)
        assert said.startswith(f"After batch {row[0]:.0f} (epoch {int(np.ceil(row[0] / 50))})")
        told = float(said.split("training loss ")[1].split(" ")[0].rstrip(","))
        assert told == pytest.approx(row[1], rel=6e-3)  # three digits
    page.wait_for_function("document.querySelector('[aria-live]').textContent.startsWith('After batch 200')")


def test_other_keys_never_reach_the_page_while_the_view_has_the_focus(open_view):
    page = open_view(trained())
    page.evaluate("window.heard = []; document.addEventListener('keydown', (e) => heard.push(e.key), true)")
    page.locator(".tv-field").focus()
    for key in ("a", "x", "d", "ArrowRight", "Escape", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate("heard") == ["Escape", "Tab"]


def test_the_live_region_speaks_at_quarters_and_at_the_end_and_at_no_other_time(open_view):
    page = open_view(TrainingView("adding problem"), mount=True)
    page.evaluate("""() => {
        window.said = [];
        new MutationObserver(() => said.push(document.querySelector('[aria-live]').textContent.split('.')[0]))
            .observe(document.querySelector('[aria-live]'), { childList: true });
    }""")
    for n in range(1, 41):
        page.evaluate("(live) => view.update({ live })", live(trained(n / 40 - 1e-9 if n == 40 else n / 40)))
    page.evaluate("(live) => view.update({ live })", live(trained()))
    assert page.evaluate("said") == [
        "The training has begun",
        "A quarter done",
        "Half done",
        "Three quarters done",
        "All done",
        "finished: 4 of 4 epochs",
    ]


def test_the_table_holds_every_point(open_view):
    view = trained(1.0)
    page = open_view(view)
    page.get_by_text("The losses as a table").click()
    page.wait_for_selector(".lab-table tbody tr")
    rows = np.frombuffer(view.live["train"], "<f8").reshape(-1, 5)
    shown = page.locator(".lab-table tbody tr").all_inner_texts()
    assert len(shown) == len(rows)
    assert [float(line.split("\t")[2].replace("−", "-")) for line in shown] == pytest.approx(rows[:, 1], rel=6e-3)
    assert [line.split("\t")[0] for line in shown if line.split("\t")[5]] == ["50", "100", "150", "200"]


def test_scale_and_axis_are_the_readers_choice_and_reach_python(open_view):
    page = open_view(trained(), mount=True)
    before = page.locator(".tv-chart").screenshot()
    page.get_by_label("scale", exact=True).select_option("linear")
    page.get_by_label("along", exact=True).select_option("seconds")
    assert page.evaluate("sent") == [["scale", "linear"], ["along", "seconds"]]
    assert page.locator(".tv-chart").screenshot() != before


def test_nan_and_infinity_are_told_as_such_and_hostile_names_are_text(open_view):
    view = TrainingView("<img src=x onerror=alert(1)>" + "z" * 10_000, line={"<b>שלום</b>" * 20: 0.5})
    view.begin(epochs=1, batches=2)
    view.news(done=1, loss=float("inf"), seconds=1)
    view.news(done=2, loss=float("nan"), seconds=2)
    view.end("the gradient is no longer finite: ended after 2 of 2 batches")
    page = open_view(view)
    assert "training loss NaN" in sentence(page)
    page.locator(".tv-field").focus()
    page.keyboard.press("Home")
    assert "training loss +∞" in sentence(page)
    assert page.locator(".lstm-lab img, .lstm-lab b").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 900


def test_a_message_that_cannot_be_drawn_is_shown_as_an_error(open_view):
    page = open_view(trained(), mount=True)
    page.evaluate("console.error = () => {}; view.update({ live: { train: '%' } })")
    assert page.locator(".lab-error").inner_text().startswith("The lab stopped: ")
    page.evaluate(MOUNT)  # a fresh one for the fixture's look at errors


@pytest.mark.parametrize(("width", "theme"), [(600, "dark"), (1400, "light")])
@pytest.mark.parametrize("share", [0, 0.6, 1])
def test_nothing_is_cut_off_and_axe_finds_nothing(open_view, share, theme, width, shots):
    from axe_playwright_python.sync_playwright import Axe

    page = open_view(trained(share) if share else TrainingView("adding problem"), width, theme)
    assert page.evaluate("document.querySelector('.lstm-lab').dataset.theme") == theme
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate("""[...document.querySelectorAll('.lstm-lab button, .lstm-lab label, .lstm-lab p')]
        .filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.textContent)""")
    assert cut == []
    page.screenshot(path=shots / f"training-view-{share}-{width}-{theme}.png")
    if share:
        page.get_by_text("The losses as a table").click()
        page.wait_for_selector(".lab-table tbody tr")
    if width == 900:  # the same nodes at every width
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


@pytest.mark.timing
def test_a_message_costs_the_script_little(open_view):
    page = open_view(trained(0.5), mount=True)
    message = live(trained(0.5)) | {"train": base64.b64encode(pack(np.ones((159, 5)))).decode()}
    cost = page.evaluate(
        """(live) => {
        const times = [];
        for (let n = 0; n < 30; n++) {
            const start = performance.now();
            view.update({ live: { ...live, done: n } });
            times.push(performance.now() - start);
        }
        return times.sort((a, b) => a - b)[15];
    }""",
        message,
    )
    print(f"a message costs {cost:.1f} ms of script")
    assert cost < 10


def plateau(page):
    return page.locator(".tv-plateau").inner_text()


def test_it_says_whether_the_loss_has_left_the_plateau_of_the_baseline_and_since_when(open_view):
    view = TrainingView("adding problem", baseline=1 / 6, line_label="guess the mean")
    view.begin(epochs=1, batches=100)
    page = open_view(view, mount=True)
    assert plateau(page) == ""
    losses = [0.17] * 50 + [0.16] * 10 + [0.149] * 40  # nine tenths of 1/6 are 0.15
    for n, loss in enumerate(losses[:80], 1):
        view.news(done=n, loss=loss, seconds=n / 10)
        if n == 55:
            page.evaluate("(live) => view.update({ live })", live(view, state="running", **view._record.packed()))
            said = plateau(page)
            assert said.startswith("Still on the plateau: the loss is no lower than nine tenths of “guess the mean”")
            assert said.endswith("before the loss falls.")
    view.end("finished: 1 of 1 epochs")
    page.evaluate("(live) => view.update({ live })", live(view))
    assert plateau(page) == (
        "Off the plateau after batch 60: the loss is below nine tenths of “guess the mean” (0.167), "
        "and has stayed there."
    )
    flat = TrainingView("a task", baseline=0.1)
    flat.begin(epochs=1, batches=3)
    for n in (1, 2, 3):
        flat.news(done=n, loss=(0.05, float("nan"), 0.1)[n - 1], seconds=n)
    flat.end("finished: 1 of 1 epochs")
    page = open_view(flat)
    assert "Still on the plateau" in plateau(page)  # it came back, and a NaN is no way off
    assert plateau(page).endswith("“learning nothing” (0.100). It ended there.")
    assert plateau(open_view(trained())) == ""  # a line that is no baseline says nothing
