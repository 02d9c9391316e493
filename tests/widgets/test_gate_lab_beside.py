"""Two models in one Gate Lab: what fits beside what, and their difference in the browser against NumPy."""

import json
import subprocess

import numpy as np
import pytest
from matplotlib.figure import Figure

from lstm_helpers.maths.cells import init_dense, init_gru, init_lstm
from lstm_helpers.maths.sequence import run, stack
from lstm_helpers.widgets import GateLab, bundle
from lstm_helpers.widgets.pages import for_json
from tests.support.javascript import CLOSE, node
from tests.support.lab_states import traits

DRIVER = """
import { readFileSync, writeFileSync } from "node:fs";
import { openScene, rerun, turnTo } from "./scene.mjs";
const scene = openScene(JSON.parse(readFileSync("calls.json", "utf8")));
rerun(scene);
const numbers = ({ run, y }) => ({ h: [...run.h], c: [...(run.c ?? [])], y: y && [...y] });
const answer = { shown: numbers(scene.shown), was: numbers(scene.was), gaps: scene.gaps };
writeFileSync("answers.json", JSON.stringify(answer));
"""
RNG = np.random.default_rng(31)
X = RNG.standard_normal((1, 6, 3))
READOUT = init_dense(4, 2, RNG)
FIRST, SECOND = init_lstm(3, 4, RNG), init_lstm(3, 4, RNG)
ROW = [1.0, -2.0, 0.5]
EDITED = X.copy()
EDITED[0, 2] = ROW


def of(params, x=X, **more):
    return GateLab(run(params, x, name="lstm"), READOUT, **more)


@pytest.fixture
def scene(tmp_path):
    """What is on the screen of a lab, computed by scene.js: {"shown": {"h": …}, "was": …, "gaps": …}."""
    (tmp_path / "scene.mjs").write_text(bundle.module("gate/scene.js"), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(DRIVER, encoding="utf-8")

    def call(lab):
        state = for_json({key: getattr(lab, key) for key in ("payload", *traits(GateLab))})
        (tmp_path / "calls.json").write_text(json.dumps(state), encoding="utf-8")
        subprocess.run([node(), "driver.mjs"], cwd=tmp_path, check=True, capture_output=True, timeout=60)
        return json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))

    return call


def close(numbers, values):
    np.testing.assert_allclose(np.reshape(numbers, np.shape(values)), values, rtol=0, atol=CLOSE)


def answers(params, x, **more):
    h = run(params, x, **more).h[0]
    z = np.exp(h[1:] @ READOUT.W + READOUT.b)
    return h, z / z.sum(-1, keepdims=True)


@pytest.mark.parametrize("edits", [{}, {2: ROW}], ids=["as it came", "with an edit"])
def test_a_difference_is_that_of_both_models_on_the_same_input(scene, edits):
    seen = scene(of(FIRST, beside=of(SECOND), which="difference", edits=edits))
    for side, params in (("shown", FIRST), ("was", SECOND)):
        h, y = answers(params, EDITED if edits else X)
        close(seen[side]["h"], h)
        close(seen[side]["y"], y)
    most = np.abs(answers(FIRST, EDITED if edits else X)[0] - answers(SECOND, EDITED if edits else X)[0]).max()
    assert most <= seen["gaps"]["h"] <= 1.35 * most


def test_before_a_change_both_models_are_as_they_came(scene):
    seen = scene(of(FIRST, beside=of(SECOND), which="difference", edits={2: ROW}, clamps={"f": 0.0}, compare="before"))
    close(seen["shown"]["h"], answers(FIRST, X)[0])
    close(seen["was"]["h"], answers(SECOND, X)[0])


def test_the_second_model_is_looked_at_with_the_same_changes(scene):
    seen = scene(of(FIRST, beside=of(SECOND), which="second", edits={2: ROW}, compare="difference"))
    close(seen["shown"]["h"], answers(SECOND, EDITED)[0])
    close(seen["was"]["h"], answers(SECOND, X)[0])


@pytest.mark.parametrize("which", ["second", "difference"])
def test_a_word_is_read_as_the_other_models_own_numbers(scene, which):
    """Behind an embedding that was trained, the same words are other numbers."""
    other, words = RNG.standard_normal(X.shape), "abcdef"
    beside = GateLab(run(SECOND, other, labels=words), READOUT)
    seen = scene(GateLab(run(FIRST, X, labels=words), READOUT, beside=beside, which=which, edits={2: "f"}))
    changed = other.copy()
    changed[0, 2] = other[0, 5]
    close(seen["shown" if which == "second" else "was"]["h"], answers(SECOND, changed)[0])


def test_the_difference_reaches_the_upper_layer_of_a_stack(scene):
    layers = [[init_lstm(3, 4, RNG), init_lstm(4, 5, RNG)] for _ in range(2)]
    one, two = (GateLab(stack(of, X), layer=1) for of in layers)
    lab = GateLab(one.traces, layer=1, beside=two, which="difference", edits={2: ROW})
    seen = scene(lab)
    for side, params in zip(("shown", "was"), layers, strict=True):
        close(seen[side]["h"], stack(params, EDITED)[1].h[0])


def test_a_gru_is_compared_with_a_gru(scene):
    one, two = init_gru(3, 4, RNG), init_gru(3, 4, RNG)
    seen = scene(of(one, beside=of(two), which="difference"))
    close(seen["was"]["h"], run(two, X).h[0])


BAD = {
    "another cell": (lambda: of(init_gru(3, 4, RNG)), ValueError, "beside has layers"),
    "more units": (lambda: GateLab(run(init_lstm(3, 5, RNG), X)), ValueError, "beside has layers"),
    "another length": (lambda: of(SECOND, X[:, :4]), ValueError, "beside has steps"),
    "other labels": (lambda: GateLab(run(SECOND, X, labels="abcdef"), READOUT), ValueError, "beside has labels"),
    "no answer": (lambda: GateLab(run(SECOND, X)), ValueError, "beside has answers"),
    "two models": (lambda: of(SECOND, beside=of(FIRST)), ValueError, "beside is a lab of two models"),
    "a trace": (lambda: run(SECOND, X), TypeError, "beside is Trace"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_does_not_fit_beside_it_costs_one_sentence(case):
    make, error, words = BAD[case]
    with pytest.raises(error, match=words):
        of(FIRST, beside=make())


def test_without_a_second_model_there_is_only_the_first():
    with pytest.raises(ValueError, match="which='second' needs a second model"):
        of(FIRST, which="second")
    lab = of(FIRST)
    with pytest.raises(ValueError, match="which='difference' needs"):
        lab.which = "difference"
    assert lab.which == "first"


def test_the_line_of_text_says_how_far_the_models_are_apart():
    lab = of(FIRST, beside=of(SECOND), names=("after", "before"))
    most = np.abs(run(FIRST, X).h - run(SECOND, X).h).max()
    assert lab.summary().endswith(f"h of “after” and “before” is {most:.3f} apart at most")


def test_the_picture_says_of_which_model_it_is():
    figure = Figure()
    of(FIRST, beside=of(SECOND), names=("after", "before"), which="difference").draw(figure)
    assert figure.get_suptitle() == "4 units, 6 steps, “after”"
