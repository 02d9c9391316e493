"""The Forecast Lab: what Python passes and refuses, and the browser's errors against NumPy's, written out here."""

import json
import subprocess

import numpy as np
import pytest

from lstm_helpers.maths.forecasting import coverage, damped_persistence, pinball, values_after
from lstm_helpers.widgets import ForecastLab, bundle
from lstm_helpers.widgets.forecast import demo
from lstm_helpers.widgets.lab import PAGE_BYTES
from lstm_helpers.widgets.pages import for_json
from tests.support.javascript import CLOSE, node

DRIVER = """
import { readFileSync } from "node:fs";
import * as m from "./model.mjs";
const { payload, asked } = JSON.parse(readFileSync(0, "utf8"));
const series = m.unpackForecasts(payload);
const answers = asked.map(({ origin, revealed }) => ({
  counts: [m.judgedSoFar(series, origin, revealed), m.judgedHere(series, origin, revealed)],
  soFar: series.models.map((model) => m.errorsSoFar(series, model, origin, revealed)),
  here: series.models.map((model) => m.errorsHere(series, model, origin, revealed)),
}));
const nearest = [-5, 0, 10.2, 12, 1e9].map((place) => m.nearestOrigin(series.origins, place));
const seen = series.origins.map((_, n) => m.windowAt(series, n, 20, 0.1));
const won = ["pinball", "off", "held"].map((kind) => m.best(answers[0].soFar, kind, series.nominal));
console.log(JSON.stringify({ answers, nearest, seen, won, gap: m.gapToKernel(series) }));
"""
CLOCK = """
import { readFileSync } from "node:fs";
import { clockOf } from "./times.mjs";
const { payload, count, at, ticks } = JSON.parse(readFileSync(0, "utf8"));
const clock = clockOf(payload, count);
console.log(JSON.stringify({ labels: at.map(clock.label), ticks: ticks.map((three) => clock.ticks(...three)) }));
"""


def made(
    T=300, origins=range(40, 299, 3), horizon=9, models=3, quantiles=(0.1, 0.25, 0.5, 0.9), size=1.0, seed=0, **more
):
    rng = np.random.default_rng(seed)
    y = size * np.cumsum(rng.standard_normal(T))
    origins = list(origins)
    shape = (len(origins), horizon, len(quantiles))
    found = {
        f"model {n}": y[np.array(origins) - 1][:, None, None] + size * np.sort(rng.standard_normal(shape), axis=-1)
        for n in range(models)
    }
    return ForecastLab(y, origins, found, quantiles, **more)


def run(tmp_path, part, driver, **given):
    name = part.partition("/")[2].replace(".js", ".mjs")
    (tmp_path / name).write_text(bundle.module(part), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(driver, encoding="utf-8")
    done = subprocess.run(
        [node(), tmp_path / "driver.mjs"], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def answered(lab, tmp_path, asked):
    return run(tmp_path, "forecast/model.js", DRIVER, payload=for_json(lab.payload), asked=asked)


def errors(lab, values, origins, known):
    """(how many, pinball, MAE, coverage) over some origins, of the values before ``known``: loops, no cleverness."""
    pinball, off, held = [], [], []
    for n in origins:
        for lead in range(lab.horizon):
            t = lab.origins[n] + lead
            if t >= min(known, len(lab.y)):
                continue
            miss = lab.y[t] - values[n, lead]
            pinball.append(
                np.mean([q * m if m >= 0 else (q - 1) * m for q, m in zip(lab.quantiles, miss, strict=True)])
            )
            off.append(abs(miss[lab.quantiles.index(0.5)]))
            held.append(values[n, lead, 0] <= lab.y[t] <= values[n, lead, -1])
    if not off:
        return 0, None
    return len(off), {"pinball": np.mean(pinball), "off": np.mean(off), "held": np.mean(held)}


def close(found, wanted, scale=1.0):
    if wanted is None:
        assert found is None
        return
    assert found.keys() == wanted.keys()
    for kind, value in wanted.items():
        assert abs(found[kind] - value) < CLOSE * max(1.0, scale), kind


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"size": 1e6},
        {"size": 1e-6},
        {"horizon": 1, "quantiles": (0.5,), "models": 1},
        {"horizon": 30, "models": 6, "quantiles": (0.05, 0.5, 0.8)},
        {"T": 2000, "origins": range(1, 2001), "horizon": 7, "models": 2},
        {"origins": [300]},
    ],
    ids=str,
)
def test_the_browser_finds_the_errors_that_numpy_finds_veiled_and_revealed(change, tmp_path):
    lab = made(**change)
    last = len(lab.origins) - 1
    asked = [{"origin": n, "revealed": r} for n in {0, last // 2, max(0, last - 1), last} for r in (False, True)]
    answers = answered(lab, tmp_path, asked)["answers"]
    scale = np.abs(lab.y).max()
    for question, answer in zip(asked, answers, strict=True):
        origin, revealed = question["origin"], question["revealed"]
        known = lab.origins[origin] + lab.horizon * revealed
        for m, values in enumerate(lab.forecasts.values()):
            count, wanted = errors(lab, values, range(origin + 1), known)
            assert answer["counts"][0] == count
            close(answer["soFar"][m], wanted, scale)
            here, wanted = errors(lab, values, [origin], known)
            assert answer["counts"][1] == here
            close(answer["here"][m], wanted, scale)


def test_the_errors_over_everything_are_those_that_python_gives_and_the_browser_says_how_near_it_is(tmp_path):
    lab = made()
    last = len(lab.origins) - 1
    found = answered(lab, tmp_path, [{"origin": last, "revealed": True}])
    assert found["gap"] < CLOSE
    for values, ours, theirs in zip(
        lab.forecasts.values(), lab.errors().values(), found["answers"][0]["soFar"], strict=True
    ):
        close(ours, errors(lab, values, range(last + 1), np.inf)[1])
        close(theirs, ours)
    lab.payload = lab.payload | {"kernel": np.full(9, 2.0).tobytes()}
    assert answered(lab, tmp_path, [{"origin": 0, "revealed": True}])["gap"] > 0.1, "a difference would not be seen"


def test_the_browsers_errors_are_those_of_the_course_as_long_as_the_series_goes_on(tmp_path):
    lab = made(origins=range(40, 290, 3))
    asked = [{"origin": len(lab.origins) - 1, "revealed": True}]
    found = answered(lab, tmp_path, asked)["answers"][0]["soFar"]
    came = values_after(lab.y, lab.origins, lab.horizon)
    for values, theirs in zip(lab.forecasts.values(), found, strict=True):
        assert abs(theirs["pinball"] - pinball(came, values, lab.quantiles)) < CLOSE
        assert abs(theirs["held"] - coverage(came, values[..., 0], values[..., -1])) < CLOSE


def test_under_the_veil_no_error_knows_what_came_after_the_origin(tmp_path):
    asked = [{"origin": 20, "revealed": False}]
    lab = made()
    k = lab.origins[20]
    later = ForecastLab(np.append(lab.y[:k], lab.y[k:] + 50), lab.origins, lab.forecasts, lab.quantiles)
    (before,), (after,) = (answered(one, tmp_path, asked)["answers"] for one in (lab, later))
    assert before == after
    assert before["counts"][0] > 0
    assert before["here"] == [None] * 3


def test_the_best_is_the_smallest_error_or_the_share_nearest_to_what_the_band_promises(tmp_path):
    y = np.zeros(30)
    fans = {"near": (-1.0, 0.1, 1.0), "far": (-9.0, -3.0, -1.0), "same": (-1.0, 0.1, 1.0)}
    found = {name: np.tile(fan, (20, 1, 1)) for name, fan in fans.items()}
    lab = ForecastLab(y, range(5, 25), found)
    won = answered(lab, tmp_path, [{"origin": 19, "revealed": True}])["won"]
    assert won == [[True, False, True]] * 3
    alone = ForecastLab(y, range(5, 25), {"near": found["near"]})
    assert answered(alone, tmp_path, [{"origin": 19, "revealed": True}])["won"] == [[False]] * 3


def test_an_origin_is_found_under_the_pointer_and_its_window_holds_its_past_and_its_future(tmp_path):
    lab = made(origins=[10, 12, 40, 200, 290])
    found = answered(lab, tmp_path, [{"origin": 0, "revealed": False}])
    assert found["nearest"] == [0, 0, 0, 1, 4]
    for k, window in zip(lab.origins, found["seen"], strict=True):
        assert window["first"] <= max(0, k - 20)
        assert window["last"] >= k + lab.horizon - 1
        assert not window["all"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("times", "every", "labels"),
    [
        (None, "step", ["step 1", "step 40", "step 42"]),
        (np.datetime64("2012-01-25") + np.arange(40), "day", ["25 January 2012", "4 March 2012", "6 March 2012"]),
        (np.datetime64("1999-11") + np.arange(40), "month", ["November 1999", "February 2003", "April 2003"]),
        (
            np.datetime64("2000-01-01") + 7 * np.arange(40),
            "week",
            ["1 January 2000", "30 September 2000", "14 October 2000"],
        ),
        (np.datetime64("1980-01") + 12 * np.arange(40), "year", ["January 1980", "January 2019", "January 2021"]),
        (
            np.datetime64("2024-02-28T20:00") + 60 * np.arange(40),
            "hour",
            ["28 February 2024, 20:00", "1 March 2024, 11:00", "1 March 2024, 13:00"],
        ),
        (
            np.datetime64("2012-01-01") + np.cumsum(1 + np.arange(40) % 2),
            "step",
            ["2 January 2012", "1 March 2012", "2 after 1 March 2012"],
        ),
        ([f"run {n}" for n in range(40)], "step", ["run 0", "run 39", "2 after run 39"]),
    ],
    ids=["none", "days", "months", "weeks", "years", "hours", "uneven", "names"],
)
def test_times_are_said_as_people_say_them_and_go_on_beyond_the_series(times, every, labels, tmp_path):
    lab = ForecastLab(np.arange(40.0), [20], {"a": np.zeros((1, 25, 3))}, times=times)
    assert lab.payload["every"] == every
    given = {"payload": for_json(lab.payload), "count": 40, "at": [0, 39, 41], "ticks": [[0, 44, 6], [17, 44, 6]]}
    found = run(tmp_path, "forecast/times.js", CLOCK, **given)
    assert found["labels"] == labels
    for ticks in found["ticks"]:
        assert 2 <= len(ticks) <= 6
        assert len({tick["text"] for tick in ticks}) > 1


def test_a_tick_says_its_year_where_it_is_another_than_that_of_the_tick_before(tmp_path):
    days = np.datetime64("2012-01-01") + np.arange(1461)
    lab = ForecastLab(np.arange(1461.0), [20], {"a": np.zeros((1, 2, 3))}, times=days)
    windows = [[0, 1460, 2], [0, 1460, 5], [0, 1460, 12], [350, 380, 5], [300, 500, 9]]
    found = run(tmp_path, "forecast/times.js", CLOCK, payload=for_json(lab.payload), count=1461, at=[], ticks=windows)[
        "ticks"
    ]
    assert [tick["text"] for tick in found[1]] == ["2013", "2014", "2015"]
    assert [tick["text"] for tick in found[2]][:4] == ["Jul 2012", "Jan 2013", "Jul", "Jan 2014"]
    for ticks in found:
        year = None
        for tick in ticks:
            date, text = days[tick["t"]].item(), tick["text"]
            assert str(date.year) in text or date.year == year
            assert text.isdigit() or date.strftime("%b") in text
            year = date.year


def test_dates_may_come_as_texts_and_count_the_same():
    dates = np.datetime64("2012-01-25") + np.arange(40)
    labs = [ForecastLab(np.arange(40.0), [20], {"a": np.zeros((1, 2, 3))}, times=t) for t in (dates, dates.astype(str))]
    nanoseconds = ForecastLab(np.arange(40.0), [20], {"a": np.zeros((1, 2, 3))}, times=dates.astype("datetime64[ns]"))
    assert labs[0].payload["times"] == labs[1].payload["times"] == nanoseconds.payload["times"]
    assert labs[0].payload["every"] == nanoseconds.payload["every"] == "day"


FAN = np.tile([1.0, 2.0, 3.0], (2, 4, 1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"forecasts": {"a": FAN[..., ::-1]}},
            r"forecasts\['a'\] has quantiles that cross, first at \[0, 0\]: 3 stands",
        ),
        ({"forecasts": {"a": FAN * np.nan}}, "NaN or infinite"),
        ({"forecasts": {str(n): FAN for n in range(7)}}, "forecasts holds 7 models"),
        ({"forecasts": {"a": FAN, "b": FAN[:, :3]}}, r"forecasts\['b'\] has shape \(2, 3, 3\), with 3 along horizon"),
        ({"forecasts": {"a": np.repeat(FAN, 8, axis=1)}}, "forecasts look 32 steps ahead: expected at most 30"),
        ({"origins": [6, 5]}, r"origins are out of order: origins\[1\] is 5, after 6"),
        ({"origins": [5, 5]}, "origins are out of order"),
        ({"origins": [0, 5]}, r"origins\[0\] is 0: expected 1 to 10"),
        ({"origins": [5, 11]}, r"origins\[1\] is 11: expected 1 to 10"),
        ({"y": [1.0, np.nan, *range(8)]}, "y holds 1 value"),
        ({"y": np.zeros(5001)}, "y holds 5001 value"),
        ({"quantiles": (0.1, 0.4, 0.9)}, "0.5 for the median"),
        ({"times": ["a"]}, r"times holds 1 label\(s\) for 10"),
        ({"times": np.datetime64("2001-03") - np.arange(10)}, "times do not rise"),
        ({"reads": {"b": 3}}, "reads names 'b': expected one of 'a'"),
        ({"reads": {"a": "some"}}, r"reads\['a'\] is 'some'"),
        ({"origin": 2}, "origin is 2: expected 0 to 1"),
        ({"past": 11}, "past is 11"),
        ({"revealed": 1}, "revealed is 1"),
        ({"hidden": ["b"]}, "hidden holds 'b'"),
        ({"unit": None}, "unit is NoneType"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(change, message):
    given = {"y": np.arange(10.0), "origins": [5, 6], "forecasts": {"a": FAN}} | change
    with pytest.raises((TypeError, ValueError), match=message):
        ForecastLab(**given)


def test_more_numbers_than_a_page_carries_are_refused_and_as_many_as_it_carries_are_shown(tmp_path):
    with pytest.raises(ValueError, match="forecasts hold 252,000 numbers"):
        made(T=1500, origins=range(1, 1401), horizon=30, models=2, quantiles=(0.1, 0.5, 0.9))
    lab = made(T=5000, origins=range(1, 1389), horizon=30, models=2, quantiles=(0.1, 0.5, 0.9))
    path = lab.save(tmp_path / "lab.html")
    assert path.stat().st_size <= PAGE_BYTES


def test_the_stored_output_is_a_picture_and_a_line_that_changes_with_series_and_forecasts():
    data, _ = made()._repr_mimebundle_()
    line = data["text/plain"]
    assert line.startswith("Forecast Lab: 3 models of temperature, 87 origins, 9 steps ahead, values ")
    assert data["image/png"]
    lab = made()
    moved = {name: values + (name == "model 2") for name, values in lab.forecasts.items()}
    assert ForecastLab(lab.y, lab.origins, moved, lab.quantiles).summary() != line
    assert ForecastLab(lab.y + 1e-3, lab.origins, lab.forecasts, lab.quantiles).summary() != line
    assert ForecastLab(lab.y + 1e-9, lab.origins, lab.forecasts, lab.quantiles).summary() == line


def test_the_picture_shows_the_models_that_are_ticked_and_what_came_where_it_is_revealed():
    from matplotlib.figure import Figure

    def drawn(**change):
        figure = Figure()
        made(origin=3, **change).draw(figure)
        (axes,) = figure.axes
        lines = {line.get_label(): line.get_ydata() for line in axes.lines if not line.get_label().startswith("_")}
        return lines, len(axes.collections)

    lines, bands = drawn()
    assert (list(lines), bands) == (["model 0", "model 1", "model 2"], 3)
    lab = made(origin=3)
    assert (lines["model 1"] == lab.forecasts["model 1"][3, :, 2]).all()
    lines, bands = drawn(hidden=["model 1"], revealed=True)
    assert (list(lines), bands) == (["model 0", "model 2", "what came"], 2)
    k = lab.origins[3]
    assert (lines["what came"] == lab.y[k : k + 9]).all()
    assert drawn(hidden=["model 0", "model 1", "model 2"]) == ({}, 0)


def test_the_demonstrations_stored_forecasts_stand_at_their_origins():
    """Read as if they were made a day later they are worse: lab and measurement mean the same by an origin."""
    given = demo.arguments()
    lab = ForecastLab(**given)
    assert lab.horizon == demo.WEEK
    here = lab.errors()
    there = ForecastLab(**given | {"origins": [k + 1 for k in lab.origins]}).errors()
    worse = [name for name in demo.MODELS if there[name]["off"] > here[name]["off"] + 0.05]
    assert worse == ["damped persistence", "linear", "LSTM"], "the climate of a day is that of the next"
    k, y = lab.origins[10], lab.y
    assert demo.READS["damped persistence"] == 1
    again = damped_persistence(y, [k], demo.WEEK, 365.25)[0]
    assert np.allclose(lab.forecasts["damped persistence"][10], again, atol=1e-3)
