"""The Review Lab: what Python passes and refuses, and the browser's arithmetic against NumPy's."""

import json
import subprocess
from dataclasses import replace

import numpy as np
import pytest

from lstm_helpers.data.reviews import Vocabulary, words
from lstm_helpers.maths.cells import sigmoid
from lstm_helpers.training import init_sentence_model
from lstm_helpers.training.trees import arrays_of, rebuild
from lstm_helpers.widgets import ReviewLab, bundle
from lstm_helpers.widgets.pages import for_json
from tests.support.javascript import CLOSE, node

V = Vocabulary(("good", "bad", "not", "film", "don't", "!"))
DRIVER = """
import { readFileSync } from "node:fs";
import * as m from "./model.mjs";
const { payload, texts } = JSON.parse(readFileSync(0, "utf8"));
const judge = m.unpackJudge(payload);
const answers = texts.map((text) => {
  const words = m.wordsIn(text);
  return { ...m.judged(words, judge), known: words.map((word) => m.isKnown(word, judge)) };
});
const four = ["a", "b", "c", "d"];
console.log(JSON.stringify({ answers, swapped: m.swapped(four, 0, 2), out: m.leftOut(four, 1) }));
"""


def fresh(dtype=np.float64, **options):
    model = init_sentence_model(V, 5, np.random.default_rng(0), d=3, **options)
    arrays = [a.astype(dtype) for a in arrays_of(model.weights)]
    arrays[0] *= 10
    arrays[-1] += dtype(0.3)
    return replace(model, weights=rebuild(model.weights, arrays))


def asked(lab, texts, tmp_path):
    """What the browser's model answers."""
    (tmp_path / "model.mjs").write_text(bundle.module("review/model.js"), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(DRIVER, encoding="utf-8")
    given = json.dumps({"payload": for_json(lab.payload), "texts": texts})
    done = subprocess.run([node(), tmp_path / "driver.mjs"], input=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_browser_judges_as_numpy_does(dtype, tmp_path):
    judge = fresh(dtype)
    exact = replace(judge, weights=rebuild(judge.weights, [a.astype(np.float64) for a in arrays_of(judge.weights)]))
    texts = ["good", "Not a GOOD film!", "don’t … don't", "zounds", " ".join(["bad film"] * 30)]
    answers = asked(ReviewLab(judge, "good film"), texts, tmp_path)["answers"]
    for text, answer in zip(texts, answers, strict=True):
        said = words(text)
        assert answer["words"] == said
        assert np.abs(answer["p"] - exact.verdicts(text)).max() < CLOSE
        assert answer["known"] == [word in V.words for word in said]
        rest = [" ".join(said[:t] + said[t + 1 :]) for t in range(len(said))]
        if len(said) > 1:
            assert np.abs(answer["without"] - exact.probabilities(rest)).max() < CLOSE
            assert np.abs(answer["missed"] - (exact.logits([text]) - exact.logits(rest))).max() < CLOSE


def test_before_the_first_word_it_answers_what_its_bias_says_and_the_turns_add_up(tmp_path):
    judge = fresh()
    (answer,) = asked(ReviewLab(judge, "good"), ["not a good film"], tmp_path)["answers"]
    bias = judge.weights.readout.b[0]
    assert answer["start"] == pytest.approx(sigmoid(bias), abs=CLOSE)
    assert bias + sum(answer["turn"]) == pytest.approx(judge.logits(["not a good film"])[0], abs=CLOSE)


def test_two_words_are_swapped_and_one_is_left_out(tmp_path):
    found = asked(ReviewLab(fresh(), "good"), ["good"], tmp_path)
    assert found["swapped"] == ["c", "b", "a", "d"]
    assert found["out"] == ["a", "c", "d"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"judge": "model"}, "judge is str"),
        ({"judge": fresh(both_ways=True)}, "reads both ways or pools"),
        ({"judge": fresh(pool="max")}, "reads both ways or pools"),
        ({"text": ""}, "text is empty"),
        ({"text": 3}, "text is int"),
        ({"text": "…"}, "without a word"),
        ({"text": "good " * 61}, "at most 60"),
        ({"step": 2}, "step is 2"),
        ({"step": -1}, "step is -1"),
        ({"step": True}, "step is True"),
        ({"colour": "red"}, "colour is 'red'"),
        ({"title": 5}, "title is int"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(change, message):
    with pytest.raises((TypeError, ValueError), match=message):
        ReviewLab(**({"judge": fresh(), "text": "good film"} | change))


def test_the_stored_output_is_a_picture_and_a_line_that_changes_with_the_weights():
    data, _ = ReviewLab(fresh(), "not a good film")._repr_mimebundle_()
    assert data["text/plain"].startswith("Review Lab: 5 units, 'not a good film', values ")
    assert data["image/png"]
    other = replace(fresh(), weights=rebuild(fresh().weights, [a * 2 for a in arrays_of(fresh().weights)]))
    assert ReviewLab(other, "good film").summary() != ReviewLab(fresh(), "good film").summary()
