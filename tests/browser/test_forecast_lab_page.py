"""The Forecast Lab in a real Chromium: the origin moves, the veil holds, and the table says what NumPy says."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from lstm_helpers.widgets import ForecastLab
from tests.support.yardstick import slowness

pytestmark = [pytest.mark.browser]
T, HORIZON = 400, 7
ORIGINS = list(range(200, 400))
DAYS = np.datetime64("2012-01-01") + np.arange(T)


def made(models=3, name_of="model {}", **more):
    rng = np.random.default_rng(0)
    y = 12 + np.cumsum(rng.standard_normal(T)) / 3
    last = y[np.array(ORIGINS) - 1]
    spread = np.array([-1.0, 0.0, 1.0]) * np.sqrt(np.arange(1, HORIZON + 1))[:, None] / 2
    found = {name_of.format(n): (last + 0.4 * n)[:, None, None] + spread for n in range(models)}
    options = {"times": DAYS, "reads": {name_of.format(0): 1, name_of.format(1): 30}} | more
    return ForecastLab(y, ORIGINS, found, **options)


def errors(lab, name, origin):
    """Of one origin, revealed: (pinball, MAE, coverage), as texts of the table."""
    k = lab.origins[origin]
    came = lab.y[k : k + HORIZON]
    values = lab.forecasts[name][origin, : len(came)]
    miss, q = came[:, None] - values, np.array(lab.quantiles)
    held = (values[:, 0] <= came) & (came <= values[:, -1])
    return f"{np.maximum(q * miss, (q - 1) * miss).mean():.3f}", f"{abs(miss[:, 1]).mean():.3f}", held


def row(page, n):
    """The cells of a model's row: six texts, without the words that mark the best."""
    return page.locator(".fc-models tbody tr").nth(n).locator(".fc-number").all_inner_texts()


def test_the_table_and_the_sentence_say_what_numpy_says(open_lab):
    lab = made(origin=20, revealed=True)
    page = open_lab(lab)
    said = page.inner_text(".lab-say")
    assert said.startswith("From 7 August 2012: model 0 ")
    parts = []
    for n, name in enumerate(lab.forecasts):
        pinball, off, held = errors(lab, name, 20)
        assert row(page, n)[3:] == [pinball, off, f"{round(100 * held.mean())} %"]
        parts.append(f"{name} {float(off):.2f}")
        assert f"{name} {errors_in_words(lab, name)}" in said
    counts = [str(errors(lab, name, 20)[2].sum()) for name in lab.forecasts]
    assert said.endswith(f"the bands held {', '.join(counts[:-1])} and {counts[-1]} of 7 days.")


def errors_in_words(lab, name):
    k = lab.origins[20]
    return f"{abs(lab.y[k : k + HORIZON] - lab.forecasts[name][20, :, 1]).mean():.2f}"


def test_under_the_veil_nothing_says_what_came(open_lab):
    lab = made(origin=20)
    page = open_lab(lab)
    assert row(page, 0)[3:] == ["–"] * 3
    assert "under the veil" in page.inner_text(".lab-say")
    page.get_by_text("The forecasts from this origin as a table").click()
    page.wait_for_selector(".lab-values tbody tr")
    cells = page.locator(".lab-values tbody tr").first.locator("th, td").all_inner_texts()
    assert cells[:3] == ["+1", "8 August 2012", "under the veil"]
    value = lab.forecasts["model 0"][20, 0]
    assert cells[3] == f"{value[1]:.2f} ({value[0]:.2f} to {value[2]:.2f})"
    veiled = page.evaluate("document.querySelector('canvas').toDataURL()")
    lab.y[ORIGINS[20] :] += 3  # another future
    other = ForecastLab(lab.y, ORIGINS, lab.forecasts, times=DAYS, reads=lab.reads, origin=20)
    assert open_lab(other).evaluate("document.querySelector('canvas').toDataURL()") == veiled


def test_the_veil_is_lifted_with_a_tick_and_with_a_key(open_lab):
    page = open_lab(made(origin=20))
    page.get_by_label("show what came").check()
    assert "off on average over 7 days" in page.inner_text(".lab-say")
    assert "–" not in row(page, 0)
    page.focus(".fc-field")
    page.keyboard.press("v")
    assert row(page, 0)[3:] == ["–"] * 3


def test_what_lies_beyond_the_series_is_said_to_be_missing(open_lab):
    lab = made(origin=195, revealed=True)
    page = open_lab(lab)
    assert "over the 5 days until the series ends" in page.inner_text(".lab-say")
    assert page.locator(".fc-side").nth(1).inner_text() == "from this origin: 5 of 7 days"
    page.get_by_text("The forecasts from this origin as a table").click()
    page.wait_for_selector(".lab-values tbody tr")
    came = page.locator(".lab-values tbody tr td:nth-child(3)").all_inner_texts()
    assert came == [f"{value:.2f}" for value in lab.y[395:]] + ["not in the series"] * 2
    last = ForecastLab(lab.y, [T], {"a": np.zeros((1, 4, 3))}, times=DAYS, revealed=True)
    page = open_lab(last)
    assert "the series ends here" in page.inner_text(".lab-say")
    assert row(page, 0) == ["–"] * 6


def test_keys_slider_and_play_move_the_origin(open_lab):
    page = open_lab(made(origin=20))
    page.focus(".fc-field")
    for key, want in (("ArrowRight", 22), ("Shift+ArrowRight", 32), ("ArrowLeft", 31), ("Home", 1), ("End", 200)):
        page.keyboard.press(key)
        assert page.inner_text(".lab-where") == f"origin {want} of 200"
    page.locator(".lab-steps").fill("4")
    assert page.inner_text(".lab-where") == "origin 5 of 200"
    page.keyboard.press(" ")
    page.wait_for_function("document.querySelector('.lab-where').textContent === 'origin 7 of 200'", timeout=8000)


PLACES = """() => {
    const box = document.querySelector('.fc-chart').getBoundingClientRect();
    return [box.x, box.y, box.width, box.height];
}"""


def test_the_origin_follows_a_drag_in_the_chart_and_on_the_whole_series(open_lab):
    page = open_lab(made(origin=20, past=0))
    x, y, width, _ = page.evaluate(PLACES)
    page.mouse.move(x + width / 2, y + 100)
    page.mouse.down()
    middle = int(page.locator(".lab-steps").input_value())
    page.mouse.move(x + width - 20, y + 120, steps=4)
    assert int(page.locator(".lab-steps").input_value()) == 199
    page.mouse.up()
    assert 0 <= middle < 100
    page = open_lab(made(origin=20, past=30))
    x, y, width, height = page.evaluate(PLACES)
    page.mouse.move(x + width * 0.75, y + height - 20)
    page.mouse.down()
    page.mouse.move(x + width * 0.8, y + height - 15, steps=4)
    page.mouse.up()
    assert 90 < int(page.locator(".lab-steps").input_value()) < 150


def test_while_the_origin_is_dragged_the_window_stands_still_and_then_goes_on(open_lab):
    page = open_lab(made(origin=20, past=30))
    seen = "document.querySelector('.fc-chart').getAttribute('aria-label').match(/°C, (.*?) to/)[1]"
    x, y, width, _ = page.evaluate(PLACES)
    before = page.evaluate(seen)
    page.mouse.move(x + width * 0.7, y + 100)
    page.mouse.down()
    page.mouse.move(x + width - 20, y + 100, steps=5)
    assert page.evaluate(seen) == before
    page.mouse.up()
    assert page.evaluate(seen) != before


def test_models_are_ticked_off_and_on_and_the_best_is_marked_by_a_word(open_lab):
    lab = made(origin=20, revealed=True)
    page = open_lab(lab)
    words = lambda: page.locator(".fc-models tbody tr").evaluate_all(  # noqa: E731
        "rows => rows.map(row => [...row.querySelectorAll('.fc-word')].map(word => word.textContent))"
    )
    off = [errors(lab, name, 20)[1] for name in lab.forecasts]
    assert [w[4] for w in words()].index("best") == int(np.argmin(list(map(float, off))))
    assert any(w[2] == "nearest" for w in words())
    for n in range(3):
        page.locator(".fc-name input").nth(n).uncheck()
        assert row(page, n) == ["–"] * 6
        assert not any(words()[n])
    assert page.inner_text(".lab-say") == "From 7 August 2012: no model is ticked."
    page.locator(".fc-name input").nth(1).check()
    assert "model 1" in page.inner_text(".lab-say")
    assert "model 0" not in page.inner_text(".lab-say")
    assert not any(word for w in words() for word in w), "one model alone is not the best of any"


def test_what_reads_alike_is_marked_alike(open_lab):
    fan = np.tile([-1.0, 0.25, 1.0], (2, 3, 1))
    found = {"one": fan, "a little more": fan + 1e-5, "far": fan + 2}
    page = open_lab(ForecastLab(np.zeros(20), [10, 12], found, revealed=True))
    words = page.locator(".fc-models tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('.fc-word')].map(word => word.textContent))"
    )
    assert words == [["best", "best", "nearest"] * 2] * 2 + [[""] * 6]


def test_hostile_names_stay_text(open_lab):
    bad = "<img src=x onerror=alert(1)>"
    page = open_lab(made(name_of=bad + "{}", name=bad, unit=bad, title=bad, times=[bad] * T, origin=20, revealed=True))
    assert bad in page.inner_text(".lab-title")
    assert bad + "2" in page.inner_text(".fc-models")
    assert bad in page.inner_text(".lab-say")
    assert page.locator(".forecast-lab img").count() == 0


ODD = {
    "a band of no height": {"fan": [2.0, 2.0, 2.0]},
    "a series that never moves": {"y": np.full(60, 2.0), "fan": [2.0, 2.0, 2.0]},
    "large numbers": {"y": 3e8 + 1e7 * np.sin(np.arange(60)), "fan": [2.9e8, 3e8, 3.1e8]},
    "small numbers": {"y": 1e-9 * np.sin(np.arange(60)), "fan": [-1e-9, 0.0, 1e-9]},
    "numbers below zero": {"y": -50 + np.sin(np.arange(60)), "fan": [-51.0, -50.0, -49.0]},
    "one step ahead": {"horizon": 1},
    "thirty steps ahead": {"horizon": 30},
    "a median alone": {"fan": [0.5], "quantiles": (0.5,)},
    "one known value": {"origins": [1, 2]},
    "two values": {"y": np.array([1.0, 2.0]), "origins": [1, 2], "horizon": 2},
    "a median at the edge of the band": {"fan": [0.0, 0.0, 1.0]},
}


def odd(y=None, fan=(-1.0, 0.0, 1.0), horizon=5, origins=(30, 40, 58), **more):
    y = np.sin(np.arange(60)) if y is None else y
    return ForecastLab(y, list(origins), {"a": np.tile(fan, (len(origins), horizon, 1))}, **more)


@pytest.mark.parametrize("name", ODD)
def test_odd_series_are_shown_as_they_are(open_lab, name):
    for revealed in (False, True):
        page = open_lab(odd(**ODD[name], revealed=revealed, unit=""))
        for key in ("Home", "ArrowRight", "End"):
            page.focus(".fc-field")
            page.keyboard.press(key)
            text = page.inner_text(".forecast-lab")
            assert not re.search(r"NaN|undefined|Infinity|∞|−0(?![.\d])|−0\.0+\b", text)
        pixels = page.evaluate(
            """() => { const c = document.querySelector('canvas'), { data } =
            c.getContext('2d').getImageData(0, 0, c.width, c.height);
            let n = 0; for (let k = 3; k < data.length; k += 4) n += data[k] > 200; return n; }"""
        )
        assert pixels > 500


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [600, 900, 1400])
def test_six_models_fit_and_are_accessible_in_both_themes(open_lab, theme, width, shots):
    names = {str(n): f"model {n}" for n in range(6)}
    lab = made(6, origin=60, revealed=True, reads={one: 5 * n + 1 for n, one in enumerate(names.values())})
    page = open_lab(lab, theme=theme, width=width)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "best-practice"]})
    assert [
        one["id"] for one in found.response["violations"] if one["id"] not in ("region", "page-has-heading-one")
    ] == []
    lines = page.locator(".fc-line").evaluate_all(
        "all => all.map(line => [getComputedStyle(line).stroke, line.getAttribute('stroke-dasharray')])"
    )
    assert len({colour for colour, _ in lines}) == len({dashes for _, dashes in lines}) == 6
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for word in page.locator(".fc-word").all():
        word.evaluate("(word) => { word.textContent = 'nearest'; word.nextSibling.textContent = '100 %'; }")
    wide = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
    assert page.locator(".fc-models :is(th, td)").evaluate_all(wide) == []
    page.locator(".lstm-lab").screenshot(path=shots / f"forecast_{width}_{theme}.png")


@pytest.mark.parametrize("models", [3, 6])
def test_nothing_below_the_sentence_moves_while_the_reader_steps(open_lab, models):
    for width in (600, 900, 1400):
        page = open_lab(made(models, origin=20), width=width)
        page.focus(".fc-field")
        tops = set()
        for key in ("Home", "ArrowRight", "v", *["Shift+ArrowRight"] * 5, "v", "End"):
            page.keyboard.press(key)
            tops.add(tuple(page.locator(f"{one}").bounding_box()["y"] for one in (".fc-chart", ".lab-values")))
        assert len(tops) == 1, width


def test_python_sets_every_trait_and_the_lab_follows(open_lab):
    lab = made()
    lab.origin, lab.past, lab.revealed, lab.hidden = 30, 17, True, ["model 1"]
    page = open_lab(lab)
    assert page.inner_text(".lab-where") == "origin 31 of 200"
    assert page.locator("select").first.inner_text().count("the last 17 days") == 1
    assert page.locator("select").first.input_value() == "17"
    assert [box.is_checked() for box in page.locator(".fc-name input").all()] == [True, False, True]
    assert page.get_by_label("show what came").is_checked()


STEPS = """async () => {
    const text = document.getElementById('module-0').textContent;
    const { mount } = await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    const state = Object.values(JSON.parse(document.getElementById('labs').textContent))[0].state;
    document.querySelector('main').replaceChildren();
    const root = document.querySelector('main').appendChild(document.createElement('div'));
    const start = performance.now();
    const lab = mount(root, state);
    const first = performance.now() - start;
    await new Promise(requestAnimationFrame);
    const times = [];
    for (let n = 0; n < 80; n++) {
        const start = performance.now();
        lab.update({ origin: 100 + n });
        times.push(performance.now() - start);
        await new Promise(requestAnimationFrame);
    }
    lab.destroy();
    return { first, step: times.slice(40).sort((a, b) => a - b)[20] };
}"""


@pytest.mark.timing
@pytest.mark.parametrize(("past", "models"), [(30, 6), (0, 6)])
def test_a_step_costs_the_script_two_milliseconds(open_lab, past, models):
    rng = np.random.default_rng(0)
    y = np.cumsum(rng.standard_normal(2000))
    found = {str(n): np.sort(rng.standard_normal((1000, 7, 3)), -1) for n in range(models)}
    days = np.datetime64("2001-01-01") + np.arange(2000)
    page = open_lab(ForecastLab(y, range(1000, 2000), found, times=days, past=past, revealed=True))
    rounds = [page.evaluate(STEPS) for _ in range(3)]
    best = {key: min(one[key] for one in rounds) for key in rounds[0]}
    print(best)
    slow = slowness(page)
    assert best["step"] < 2 * slow
    assert best["first"] < 300 * slow
