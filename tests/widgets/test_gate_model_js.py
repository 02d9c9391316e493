"""The Gate Lab's model in JavaScript against the kernel: several layers, typed texts, edits, forced gates."""

import json
import subprocess

import numpy as np
import pytest

from lstm_helpers.data.text import Alphabet
from lstm_helpers.maths.cells import init_lstm
from lstm_helpers.maths.sequence import both_ways, run, stack
from lstm_helpers.widgets import GateLab, bundle
from lstm_helpers.widgets.pages import for_json
from tests.support.javascript import CLOSE, node

MODEL_DRIVER = """
import { readFileSync, writeFileSync } from "node:fs";
import { asItCame, compute, unpack } from "./model.mjs";
const [payload, changes] = JSON.parse(readFileSync("calls.json", "utf8"));
const model = unpack(payload);
const { layers } = compute(model, changes, changes.text ? null : asItCame(model));
const answers = layers.map(({ run, labels }) => ({ c: [...run.c], h: [...run.h], labels }));
writeFileSync("answers.json", JSON.stringify(answers));
"""


@pytest.fixture
def computed(tmp_path):
    """What gate_model.js computes for a lab as it stands: [{"c": (T+1, H), "h": …, "labels": …}] a layer."""
    (tmp_path / "model.mjs").write_text(bundle.module("gate/model.js"), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(MODEL_DRIVER, encoding="utf-8")

    def call(lab):
        changes = {"text": lab.text, "edits": lab.edits, "clamps": lab.clamps}
        (tmp_path / "calls.json").write_text(json.dumps([for_json(lab.payload), changes]), encoding="utf-8")
        subprocess.run([node(), "driver.mjs"], cwd=tmp_path, check=True, capture_output=True, timeout=60)
        answers = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))
        return [
            {**one, "c": np.reshape(one["c"], (-1, trace.H)), "h": np.reshape(one["h"], (-1, trace.H))}
            for one, trace in zip(answers, lab.traces, strict=True)
        ]

    return call


def test_an_edit_goes_up_through_every_layer_of_a_stack(computed):
    rng = np.random.default_rng(20)
    layers = [init_lstm(3, 4, rng), init_lstm(4, 2, rng), init_lstm(2, 5, rng)]
    x = rng.standard_normal((1, 9, 3))
    changed = x.copy()
    changed[0, 4] = [1.0, -2.0, 0.5]
    answers = computed(GateLab(stack(layers, x), edits={4: [1.0, -2.0, 0.5]}))
    for answer, trace in zip(answers, stack(layers, changed), strict=True):
        np.testing.assert_allclose(answer["h"], trace.h[0], rtol=0, atol=CLOSE)


def test_an_edit_reaches_both_directions_and_the_layer_above_them(computed):
    rng = np.random.default_rng(21)
    first, second, top = init_lstm(3, 4, rng), init_lstm(3, 4, rng), init_lstm(8, 2, rng)
    x = rng.standard_normal((1, 6, 3))
    changed = x.copy()
    changed[0, 1] = 0.25

    def traces(x):
        both = both_ways(first, second, x)
        return [both.forward, both.backward, run(top, both.output, go_backwards=True)]

    answers = computed(GateLab(traces(x), edits={1: [0.25, 0.25, 0.25]}))
    for answer, trace in zip(answers, traces(changed), strict=True):
        np.testing.assert_allclose(answer["c"], trace.c[0], rtol=0, atol=CLOSE)


def test_a_typed_text_is_read_both_ways(computed):
    rng = np.random.default_rng(22)
    ab = Alphabet("abc ")
    first, second = init_lstm(5, 3, rng), init_lstm(5, 3, rng)
    both = both_ways(first, second, ab.one_hot("abc abc"), labels="abc abc")
    answers = computed(GateLab(both, alphabet=ab, text="Ca?b"))
    typed = both_ways(first, second, ab.one_hot("Ca?b"), labels="Ca?b")
    for answer, trace in zip(answers, (typed.forward, typed.backward), strict=True):
        np.testing.assert_allclose(answer["h"], trace.h[0], rtol=0, atol=CLOSE)
        assert tuple(answer["labels"]) == trace.labels


def test_a_forced_gate_belongs_to_its_layer_and_unit(computed):
    rng = np.random.default_rng(23)
    layers = [init_lstm(3, 4, rng), init_lstm(4, 2, rng)]
    x = rng.standard_normal((1, 7, 3))
    lower, upper = stack(layers, x)
    answers = computed(GateLab([lower, upper], layer=1, clamps={"i": (0.0, 1)}))
    np.testing.assert_allclose(answers[0]["h"], lower.h[0], rtol=0, atol=CLOSE)
    assert not answers[1]["c"][:, 1].any()  # nothing is ever written to that unit
    assert answers[1]["c"][:, 0].any()
