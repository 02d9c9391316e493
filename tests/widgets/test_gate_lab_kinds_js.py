"""The Gate Lab's "what if" over many kinds of Keras models: the page's answer is Keras's, or it says there is none."""

import json
import re
import subprocess

import numpy as np
import pytest

from lstm_helpers.widgets import GateLab, bundle
from lstm_helpers.widgets.gate.kinds import kind_of
from lstm_helpers.widgets.pages import for_json
from tests.support.javascript import node
from tests.support.keras_checks import lively
from tests.support.kinds_of_models import KINDS

pytestmark = [pytest.mark.keras, pytest.mark.slow]

DRIVER = """
import { readFileSync, writeFileSync } from "node:fs";
import { asItCame, compute, difference, unpack } from "./model.mjs";
const [payload, changes] = JSON.parse(readFileSync("calls.json", "utf8"));
const model = unpack(payload);
const base = asItCame(model);
const said = ({ answers }) => answers.map(({ y, why, readout }) => ({ name: readout.name, y: [...y], why }));
const broken = [...model.graph.steps, ...model.readouts].filter((one) => one.broken).map(({ name }) => name);
const after = changes.map((one) => said(compute(model, one, base)));
const spell = (_, v) => typeof v === "number" && !Number.isFinite(v) ? String(v) : v;
writeFileSync("answers.json", JSON.stringify({ gap: difference(base), broken, before: said(base), after }, spell));
"""

# whose answer cannot be carried over: what lies between is code that only Keras can run
ONLY_KERAS = {
    "a class that decodes step by step",
    "a dot product of two readers",
    "a lambda between",
    "a new axis and away again",
    "attention above",
    "attention of a decoder",
    "code between",
    "dense quantised to int8",
    "dropout between for ever",
}
REASONS = ("only Keras", "code of its own", "quantised")


@pytest.fixture(scope="module")
def keras():
    return pytest.importorskip("lstm_helpers.keras_models").keras


def computed(folder, lab, changes):
    """What the browser says before and after each change, and whether it trusts what lies between."""
    (folder / "model.mjs").write_text(bundle.module("gate/model.js"), encoding="utf-8")
    (folder / "driver.mjs").write_text(DRIVER, encoding="utf-8")
    (folder / "calls.json").write_text(json.dumps([for_json(lab.payload), changes]), encoding="utf-8")
    subprocess.run([node(), "driver.mjs"], cwd=folder, check=True, capture_output=True, timeout=60)
    return json.loads((folder / "answers.json").read_text(encoding="utf-8"))


def recorded(km, model, x):
    """(what the model answers by the names of its outputs, its reading)."""
    reading = km.read(model, x)
    return {name: one[0].astype(float).ravel() for name, one in reading.outputs.items()}, reading


def changed_inputs(km, model, reading, lab, x, rng):
    """Three (edits of the lab, the model's own input with the same change); none where that cannot be told."""
    embeddings = [one for one in model._flatten_layers() if type(one).__name__ == "Embedding"]
    inputs = list(reading.inputs.values())
    first, T = lab.payload["graph"]["input"], lab.traces[0].T
    for t in {0, T // 2, T - 1}:
        several = isinstance(x, (list, dict))
        if first in inputs and not isinstance(x, dict):
            changed = [one.copy() for one in (x if several else [x])]
            row = 0.7 * rng.standard_normal(lab.traces[0].D)
            changed[inputs.index(first)][0, t] = row
            yield {t: row.astype(changed[0].dtype).tolist()}, changed if several else changed[0]
        elif embeddings and not several and np.asarray(x).dtype.kind == "i":
            changed, token = x.copy(), 1 + (x[0, t] % (embeddings[0].input_dim - 1))
            if x[0, t]:  # a padded step stays one
                changed[0, t] = token
                first = next(iter(recorded(km, model, changed)[1].traces.values()))
                yield {t: first.x[0, -1 - t if first.go_backwards else t].tolist()}, changed


FORCES = [("first", 0.0), ("second", 1.0)]


def forced_by_weights(lab, reading, rng):
    """Force gates of the first layer by its weights: yields (clamps, function that undoes it)."""
    trace = lab.traces[0]
    (name, way), _ = next((key, one) for key, one in reading.traces.items() if one.name == trace.name)
    layer = getattr(reading.layers[name], f"{way}_layer") if way else reading.layers[name]
    layer = getattr(layer, "layer", layer)
    cell = getattr(layer, "cell", layer)
    shared = sum(one is reading.layers[name] for one in reading.layers.values()) > 1
    order = {"lstm": "ifgo", "gru": "zrg", "gru after": "zrg"}.get(kind_of(trace))
    if shared or order is None or trace.activations[1] != "sigmoid" or not getattr(cell, "use_bias", False):
        return
    for gate, value in ((order[1], 0.0), (order[0], 1.0)):
        before = [np.array(one) for one in cell.get_weights()]
        weights = [one.copy() for one in before]
        pre = slice(order.index(gate) * trace.H, (order.index(gate) + 1) * trace.H)
        for array in weights:
            array[..., pre] = 0.0
        bias = weights[2] if weights[2].ndim == 1 else weights[2][0]
        bias[pre] = 60 * (2 * value - 1)
        cell.set_weights(weights)
        yield {gate: value}
        cell.set_weights(before)


@pytest.mark.parametrize("name", KINDS)
def test_the_answer_to_a_question_is_kerass_or_is_not_given(name, keras, tmp_path):
    from lstm_helpers import keras_models as km

    keras.utils.set_random_seed(0)
    model, x, *words = KINDS[name](keras)
    if words:
        with pytest.raises(ValueError, match=re.escape(words[0])):
            GateLab.from_keras(model, x)
        return
    lively(keras, model)
    rng = np.random.default_rng(0)
    lab = GateLab.from_keras(model, x)
    before, reading = recorded(km, model, x)
    questions, wanted = [], []
    for edits, changed in changed_inputs(km, model, reading, lab, x, rng):
        lab.edits = edits
        questions.append({"edits": lab.edits})
        wanted.append(recorded(km, model, changed)[0])
    lab.edits = {}
    for clamps in forced_by_weights(lab, reading, rng):
        lab.clamps = {gate: {"value": value, "unit": None, "layer": 0} for gate, value in clamps.items()}
        questions.append({"clamps": lab.clamps})
        wanted.append(recorded(km, model, x)[0])
    found = computed(tmp_path, lab, questions)
    assert found["gap"] < 1e-12 * max(1, *(np.abs(one.h).max() for one in lab.traces))
    assert found["broken"] == []
    _check(found["before"], before, name)
    for said, one in zip(found["after"], wanted, strict=True):
        if name in ONLY_KERAS:
            assert all(any(reason in answer["why"] for reason in REASONS) for answer in said)
            assert {v for answer in said for v in answer["y"]} == {"NaN"}
        else:
            _check(said, one, name)


def _check(said, wanted, name):
    close = 2e-2 if "float16" in name else 2e-6
    for answer in said:
        right = wanted[answer["name"]]
        assert answer["why"] == ""
        ours = np.array(answer["y"], float)[-right.size :]  # a row a step: the model's own is the last
        np.testing.assert_allclose(ours, right, rtol=close, atol=close * max(1.0, np.abs(right).max()))


def test_the_issues_example_is_carried_over_to_the_answer(keras, tmp_path):
    from lstm_helpers import keras_models as km

    keras.utils.set_random_seed(3)
    L = keras.layers
    model = keras.Sequential([keras.Input((6, 3)), L.LSTM(5), L.RepeatVector(4), L.LSTM(3), L.Dense(1)])
    x = np.random.default_rng(0).standard_normal((1, 6, 3)).astype(np.float32)
    changed = x.copy()
    changed[0, 2] = [3.0, -3.0, 3.0]
    lab = GateLab.from_keras(model, x, edits={2: [3.0, -3.0, 3.0]})
    [said] = computed(tmp_path, lab, [{"edits": lab.edits}])["after"]
    was, right = recorded(km, model, x)[0]["output"], recorded(km, model, changed)[0]["output"]
    assert abs(was - right) > 1e-3
    assert abs(said[0]["y"][-1] - right) < 1e-6
