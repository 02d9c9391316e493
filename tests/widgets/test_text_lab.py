"""The Text Lab: what Python passes and refuses, and the browser's arithmetic against NumPy's."""

import json
import subprocess

import numpy as np
import pytest

from lstm_helpers.data.text import Alphabet
from lstm_helpers.maths import backprop, fused
from lstm_helpers.maths.ngrams import bits
from lstm_helpers.training import LetterModel, init_model
from lstm_helpers.widgets import TextLab, bundle
from lstm_helpers.widgets.pages import for_json
from lstm_helpers.widgets.payload import pack_narrow
from tests.support.javascript import CLOSE, node

AB = Alphabet("\nabc ", fold=False)
DRIVER = """
import { readFileSync } from "node:fs";
import * as m from "./model.mjs";
import { uniform } from "./shared.mjs";
const { payload, steps } = JSON.parse(readFileSync(0, "utf8"));
const writer = m.unpackWriter(payload);
let text = null;
const answers = steps.map(({ letters, t, tau, klass, unit }) => {
  text = m.reading(writer, m.lettersIn(letters), text);
  return {
    p: [...m.expected(text, t, writer.readout.O, tau)],
    cost: m.surprises(text, writer).slice(1),
    influence: [...m.influence(text, t, klass, writer)],
    memory: [...m.memoryOf(text, unit)],
    best: m.likeliest(m.expected(text, t, writer.readout.O), 3).map(({ n }) => n),
  };
});
const draws = Array.from({ length: 4000 }, (_, n) => m.drawn(m.expected(text, 0, writer.readout.O), uniform(3, n)));
console.log(JSON.stringify({ answers, draws }));
"""


def fresh(dtype=np.float64, H=6):
    model = init_model(len(AB), H, len(AB), np.random.default_rng(0), every_step=True, dtype=dtype)
    model.readout.b[:] = np.random.default_rng(1).standard_normal(len(AB))
    return LetterModel(model, AB)


@pytest.fixture(params=[np.float64, np.float32])
def letters(request):
    return fresh(request.param)


def asked(lab, steps, tmp_path):
    """What the browser's model answers."""
    (tmp_path / "model.mjs").write_text(bundle.module("text/model.js"), encoding="utf-8")
    (tmp_path / "shared.mjs").write_text(bundle.module("shared/model.js"), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(DRIVER, encoding="utf-8")
    given = json.dumps({"payload": for_json(lab.payload), "steps": steps})
    done = subprocess.run([node(), tmp_path / "driver.mjs"], input=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def in_double(letters):
    """The same model with its arrays as float64, as the browser computes."""
    (params,), readout, _ = letters.model
    double = [type(part)(*(a.astype(np.float64) for a in part)) for part in (params, readout)]
    return LetterModel(type(letters.model)((double[0],), double[1], True), AB)


def test_the_browser_expects_what_numpy_expects_also_after_the_text_was_changed_in_the_middle(letters, tmp_path):
    texts = ["abba\ncab", "abba\ncab a", "abba cab a", "c", "c?c"]
    steps = [{"letters": text, "t": len(text) - 1, "tau": 0.7, "klass": 1, "unit": 2} for text in texts]
    answers = asked(TextLab(letters, "abba"), steps, tmp_path)["answers"]
    exact = in_double(letters)
    for text, answer in zip(texts, answers, strict=True):
        rows, _ = exact.logits(text)
        bent = np.exp((rows[-1] - rows[-1].max()) / 0.7)
        assert np.abs(answer["p"] - bent / bent.sum()).max() < CLOSE
        assert np.abs(answer["cost"] + np.log2(exact.of_next(text))).max(initial=0) < CLOSE
        assert np.abs(answer["memory"] - exact.trace(text).c[0, 1:, 2]).max() < CLOSE
        p = exact.probabilities(text)[-1][:-1]
        assert answer["best"] == np.argsort(-p)[:3].tolist()


def test_the_influence_is_the_gradient_of_the_logit(letters, tmp_path):
    text, t, klass = "abba cab", 5, 2
    (answer,) = asked(
        TextLab(letters, "ab"), [{"letters": text, "t": t, "tau": 1, "klass": klass, "unit": 0}], tmp_path
    )["answers"]
    exact = in_double(letters)
    trace = exact.trace(text[: t + 1])
    size = backprop.saliency(trace, dh_T=exact.model.readout.W[:, klass][None])[0]
    assert np.abs(answer["influence"][: t + 1] - size / size.max()).max() < CLOSE
    assert answer["influence"][t + 1 :] == [0] * (len(text) - t - 1)
    assert np.allclose(
        size, np.linalg.norm(fused.backward(trace, dh_T=exact.model.readout.W[:, klass][None]).x[0], axis=1)
    )


def test_draws_come_as_often_as_their_chances_say_and_never_the_unknown_letter(letters, tmp_path):
    draws = asked(TextLab(letters, "ab"), [{"letters": "a", "t": 0, "tau": 1, "klass": 0, "unit": 0}], tmp_path)[
        "draws"
    ]
    p = in_double(letters).probabilities("a")[0][:-1]
    share = np.bincount(draws, minlength=len(AB)) / len(draws)
    assert share[-1] == 0
    assert share[:-1] == pytest.approx(p / p.sum(), abs=0.03)


@pytest.mark.parametrize("kind", ["f2", "f4", "f8"])
def test_weights_travel_in_the_narrowest_type_that_holds_them_exactly(kind, tmp_path):
    rng = np.random.default_rng(0)
    array = np.concatenate([rng.standard_normal(500) * 10.0 ** rng.integers(-7, 4, 500), [0.0, -0.0, 65504.0, 6e-8]])
    array = array.astype(kind).astype(np.float64)
    packed = pack_narrow(array)
    assert packed["type"] == kind
    (tmp_path / "numbers.mjs").write_text(bundle.module("shared/numbers.js"), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(
        'import { readFileSync } from "node:fs"; import { widened } from "./numbers.mjs";'
        'console.log(JSON.stringify([...widened(JSON.parse(readFileSync(0, "utf8")))]));',
        encoding="utf-8",
    )
    done = subprocess.run([node(), tmp_path / "driver.mjs"], input=json.dumps(for_json(packed)), capture_output=True,
                          text=True, check=True)  # fmt: skip
    assert np.array_equal(json.loads(done.stdout), array)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"letters": "model"}, "letters is str"),
        ({"text": ""}, "text is empty"),
        ({"text": 3}, "text is int"),
        ({"text": "a" * 601}, "at most 600"),
        ({"unit": 6}, "expected 0 to 5"),
        ({"unit": -1}, "unit is -1"),
        ({"unit": True}, "unit is True"),
        ({"step": 9}, "expected 0 to 3"),
        ({"temperature": 0}, "temperature"),
        ({"temperature": 2.5}, "temperature"),
        ({"temperature": float("nan")}, "temperature"),
        ({"colour": "red"}, "colour is 'red'"),
        ({"seed": -1}, "seed"),
        ({"title": 5}, "title is int"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(change, words):
    with pytest.raises((TypeError, ValueError), match=words):
        TextLab(**({"letters": fresh(), "text": "abba"} | change))


def test_the_stored_output_is_a_picture_and_a_line_that_changes_with_the_weights():
    data, _ = TextLab(fresh(), "abba cab")._repr_mimebundle_()
    assert data["text/plain"].startswith("Text Lab: 6 units, after 'abba cab', values ")
    assert data["image/png"]
    other = fresh(H=5)
    assert TextLab(other, "abba cab").summary() != TextLab(fresh(), "abba cab").summary()
    assert bits([0.5]) == 1
