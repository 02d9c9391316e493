"""The Attention Lab: what Python passes and refuses, and the browser's arithmetic and rules against Python's."""

import json
import subprocess

import numpy as np
import pytest
import traitlets
from matplotlib.figure import Figure

from lstm_helpers.data import numbers
from lstm_helpers.maths import translator as tr
from lstm_helpers.maths.attention import init_additive
from lstm_helpers.pretrained import translator_model
from lstm_helpers.widgets import AttentionLab, bundle
from lstm_helpers.widgets.attention import typed
from lstm_helpers.widgets.pages import for_json
from tests.support.javascript import CLOSE, node

DRIVER = """
import { readFileSync } from "node:fs";
import * as m from "./model.mjs";
const { payload, asked } = JSON.parse(readFileSync(0, "utf8"));
const net = m.unpackInterpreter(payload);
const plain = (one) => Array.from(one ?? []);
console.log(JSON.stringify(asked.map(({ words, forced }) => {
  const sentence = m.heard(net, words);
  const steps = m.interpreted(net, sentence, forced);
  const inside = (steps) => Object.fromEntries(["i", "f", "g", "o", "c", "h"].map((key) => [key, steps(key)]));
  return {
    blocks: m.blocksOf(steps, net),
    steps: steps.map((one) => ({
      block: one.block, logP: plain(one.logP), weights: plain(one.weights), own: plain(one.own), forced: one.forced,
      best: m.likeliestBlocks(one, 3),
    })),
    encoder: inside((key) => words.map((_, s) => plain(m.encoderAt(sentence, s, key)))),
    decoder: inside((key) => steps.map((one) => plain(one.inside[key]))),
    truth: m.truthOf(words, net),
  };
})));
"""
RULES = """
import { readFileSync } from "node:fs";
import * as m from "./numerals.mjs";
const { numerals, texts, many } = JSON.parse(readFileSync(0, "utf8"));
const [english] = [numerals.English];
const known = new Map([...english.ones, ...english.tens, english.hundred, english.thousand, ","].map((w, n) => [w, n]));
console.log(JSON.stringify({
  said: many.map((n) => Object.fromEntries(Object.keys(numerals).map((name) => {
    const words = m.numberWords(n, name, numerals[name]);
    return [name, [words, m.written(words, name)]];
  }))),
  back: many.map((n) => m.numberNamed(m.numberWords(n, "English", english), english)),
  typed: texts.map((text) => m.wordsTyped(text, known, english)),
  named: texts.map((text) => m.numbersNamed(m.wordsTyped(text, known, english).words, english)),
}));
"""
BLANKS = "\u00a0\ufeff\x1c\x85\u2003\u3000\t\v\f"
SOURCE, TARGET = ("one", "two", "three", "and", ","), ("eins", "zwei", "drei", "und")


def fresh(attention="dot", seed=0, E=3, H=5, source=SOURCE, target=TARGET):
    rng = np.random.default_rng(seed)
    attention = init_additive(H, H, 4, rng) if attention == "additive" else attention
    made = tr.init_translator(source, target, E, H, rng, attention=attention)
    louder = made.readout._replace(W=made.readout.W * 4, b=made.readout.b + 0.1)
    return made._replace(
        readout=louder, source_embedding=made.source_embedding * 40, target_embedding=made.target_embedding * 40
    )


def javascript(driver, given, tmp_path, **modules):
    """What a script answers that stands beside the labs' modules."""
    for name, path in modules.items():
        shared = "export { interpreted };" if path == "attention/model.js" else ""  # it stands in shared/decoder.js
        (tmp_path / f"{name}.mjs").write_text(f"{bundle.module(path)}\n{shared}", encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(driver, encoding="utf-8")
    command = [node(), tmp_path / "driver.mjs"]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def answers(lab, asked, tmp_path):
    given = {"payload": for_json(lab.payload), "asked": [{"words": w, "forced": f} for w, f in asked]}
    return javascript(DRIVER, given, tmp_path, model="attention/model.js")


def looks(words, place):
    """Weights (1, words) for one word alone, or for all alike."""
    return np.full((1, len(words)), 1 / len(words)) if place == -1 else np.eye(len(words))[[place]]


def by_hand(translator, words, forced):
    """The steps of a greedy translation, by the equations' own function: (tokens, log chances, weights)."""
    memory, state = tr.encode(translator, [words])
    token, rows = len(translator.target) - 1, []
    for t in range(81):
        only = looks(words, forced[t]) if t in forced else None
        made = tr.step(translator, memory, state, [token], attention=only)
        own = tr.step(translator, memory, state, [token]).weights
        state, token = made.state, int(made.logits[0].argmax())
        rows.append((token, tr.log_softmax(made.logits[0]), made.weights, own))
        if token == len(translator.target) - 1:
            break
    return rows


@pytest.mark.slow
@pytest.mark.parametrize("attention", ["dot", "additive", None])
def test_the_browser_translates_as_numpy_does_with_and_without_forced_attention(attention, tmp_path):
    net = fresh(attention)
    asked = [(["one"], {}), (["three", "and", "two", "one"], {}), (["two", ",", "three"] * 20, {})]
    if attention:
        asked += [
            (["three", "and", "two", "one"], {0: 3, 2: 1}),
            (["one", "two"], {0: 0, 1: 1, 7: 0, 40: 1}),
            (["two", "one", "and"], {0: -1, 1: -1}),
        ]
    for (words, forced), said in zip(asked, answers(AttentionLab(net, "one"), asked, tmp_path), strict=True):
        expected = by_hand(net, words, forced)
        assert [one["block"] for one in said["steps"]] == [net.target[token] for token, *_ in expected]
        found = tr.translate(net, words, most=80, forced={t: looks(words, s)[0] for t, s in forced.items()})
        assert said["blocks"] == list(found.words)
        for t, (one, (_, log_p, weights, own)) in enumerate(zip(said["steps"], expected, strict=True)):
            assert np.abs(one["logP"] - log_p).max() < CLOSE
            assert one["forced"] == (t in forced)
            assert [best["n"] for best in one["best"]] == np.argsort(-log_p)[:3].tolist()
            assert one["best"][0]["chance"] == pytest.approx(np.exp(log_p.max()), abs=CLOSE)
            if attention:
                assert np.abs(one["weights"] - weights[0]).max() < CLOSE
                assert np.abs(one["own"] - own[0]).max() < CLOSE
            else:
                assert one["weights"] == []


@pytest.mark.parametrize("attention", ["dot", None])
def test_the_stored_translators_say_in_the_browser_what_they_say_in_numpy(attention, tmp_path):
    net = translator_model(attention is not None)[0]
    drawn = [int(n) for n in (0, 24, 100_000, *numbers.drawn(12, np.random.default_rng(1)))]
    asked = [(list(numbers.english(n)), {}) for n in drawn]
    for n, (words, _), said in zip(drawn, asked, answers(AttentionLab(net, "24"), asked, tmp_path), strict=True):
        found = tr.translate(net, words, most=80)
        assert said["blocks"] == list(found.words)
        assert sum(max(one["logP"]) for one in said["steps"]) == pytest.approx(found.log_p, abs=CLOSE)
        if attention:
            assert np.abs(np.array([one["weights"] for one in said["steps"]]) - found.weights).max() < CLOSE
        assert said["truth"] == {"numbers": [n], "blocks": list(numbers.german(n))}


def test_the_gates_of_both_lstms_are_those_that_numpy_computes(tmp_path):
    from lstm_helpers.maths.sequence import run

    net, words = fresh("dot"), ["three", "one", "two"]
    (said,) = answers(AttentionLab(net, "one"), [(words, {})], tmp_path)
    _, state = tr.encode(net, [words])
    written = [len(net.target) - 1, *(net.target.index(one["block"]) for one in said["steps"][:-1])]
    traces = {
        "encoder": run(net.encoder, net.source_embedding[[[net.source.index(word) for word in words]]]),
        "decoder": run(net.decoder, net.target_embedding[[written]], h0=state.h, c0=state.c),
    }
    for which, trace in traces.items():
        for key in "ifgoch":
            expected = getattr(trace, key)[0]
            expected = expected[1:] if key in "ch" else expected
            assert np.abs(np.array(said[which][key]) - expected).max() < CLOSE, (which, key)


def test_the_rules_of_number_words_are_those_of_python(tmp_path):
    many = [*range(1300), 2000, 10_000, 21_001, 100_000, 100_001, 101_101, 999_999]
    many += [int(n) for n in numbers.drawn(500, np.random.default_rng(0), least=4)]
    texts = ["24", "21,024", "Twenty-Four", "five hundred and four", "one, two", "000", "1000000", "hundred", "x", " ",
             "twenty one twenty", "one thousand, 24", "٣", "4-2", "-", "<b>one</b>", "1,2", "1,024,5", "and", "eleven-",
             "TWO  three\n", "0", "9999999999", "12,34", "1234,567", "1,024, 7",
             *(f"one{blank}two" for blank in BLANKS)]  # fmt: skip
    given = {"numerals": typed.NUMERALS, "texts": texts, "many": many}
    found = javascript(RULES, given, tmp_path, numerals="attention/numerals.js")
    for n, said in zip(many, found["said"], strict=True):
        for language, (words, written) in said.items():
            assert words == list(numbers.SAY[language](n))
            if language != "English":
                assert written == numbers.spoken(words)
    assert found["back"] == many
    known = (*numbers.ENGLISH, ",")
    for text, said, named in zip(texts, found["typed"], found["named"], strict=True):
        try:
            words = typed.words(text, known, 60)
        except ValueError:
            words = []
        assert said["words"] == words, text
        assert bool(said["fault"]) == (not words), text
        parts = " ".join(words).split(" , ") if words else []
        assert named == numbers_of(parts), text


def numbers_of(parts):
    try:
        return [numbers.number_of(part.split(" ")) for part in parts] or None
    except ValueError:
        return None


def test_sentences_of_several_numbers_are_written_with_commas(tmp_path):
    given = {"numerals": typed.NUMERALS, "texts": ["24, 7"], "many": [1]}
    driver = RULES.replace("back:", 'joined: m.written(["vier", "und", "zwanzig", ",", "sieben"], "German"), back:')
    found = javascript(driver, given, tmp_path, numerals="attention/numerals.js")
    assert found["joined"] == numbers.spoken(numbers.sentence([24, 7], "German"))
    assert found["typed"][0]["words"] == list(numbers.sentence([24, 7], "English"))
    assert found["named"] == [[24, 7]]


def test_a_dutch_translator_is_judged_by_dutch_rules(tmp_path):
    net = fresh(source=(*numbers.ENGLISH, ","), target=(*numbers.DUTCH, ","))
    asked = [(list(numbers.sentence(few, "English")), {}) for few in ([1100, 2022], [0])]
    for few, said in zip(([1100, 2022], [0]), answers(AttentionLab(net, "24"), asked, tmp_path), strict=True):
        assert said["truth"] == {"numbers": few, "blocks": list(numbers.sentence(few, "Dutch"))}


def test_a_translator_of_other_words_has_no_right_answer():
    assert AttentionLab(fresh(), "one").payload["language"] == ""
    assert typed.language_of((*numbers.ENGLISH, ","), (*numbers.DUTCH, ",", "■")) == "Dutch"
    assert AttentionLab(translator_model()[0], "24").payload["language"] == "German"


NET = fresh(source=numbers.ENGLISH, target=numbers.GERMAN)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"translator": "model"}, "translator is str"),
        ({"translator": fresh()._replace(attention="sum")}, "translator.attention is 'sum'"),
        ({"translator": fresh(H=513)}, "at most 512"),
        ({"text": ""}, "text is empty"),
        ({"text": 24}, "text is int"),
        ({"text": "drölf"}, "text holds 'drölf'"),
        ({"text": "1000000"}, "no number that it can be told"),
        ({"text": "and"}, "from 1 to 60"),
        ({"text": "one " * 61}, "from 1 to 60"),
        ({"step": 81}, "step is 81"),
        ({"step": -1}, "step is -1"),
        ({"step": True}, "step is True"),
        ({"word": 2}, "word is 2"),
        ({"word": -2}, "word is -2"),
        ({"forced": [1]}, "forced is"),
        ({"forced": {81: 0}}, "forced is 81"),
        ({"forced": {0: 2}}, r"forced\[0\] is 2"),
        ({"forced": {0: -2}}, r"forced\[0\] is -2"),
        ({"forced": {0: [1.0, 0.0]}}, r"forced\[0\] is"),
        ({"forced": {"a": 0}}, "forced is 'a'"),
        ({"inside": "x"}, "inside is 'x'"),
        ({"title": 5}, "title is int"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(change, message):
    with pytest.raises((TypeError, ValueError), match=message):
        AttentionLab(**({"translator": NET, "text": "twenty four"} | change))


def test_a_translator_without_attention_can_be_forced_nowhere():
    with pytest.raises(ValueError, match="has no attention"):
        AttentionLab(fresh(None), "one", forced={0: 0})
    assert AttentionLab(fresh(None), "one", forced={}).translation.weights is None


def test_python_reads_the_translation_that_stands_in_the_lab():
    net = translator_model()[0]
    lab = AttentionLab(net, "24")
    assert lab.translation.words == ("vier", "und", "zwanzig")
    lab.forced = {0: 0}
    assert lab.forced == {"0": 0}
    assert lab.translation.weights[0].tolist() == [1.0, 0.0]
    assert lab.translation.words == tr.translate(net, ["twenty", "four"], forced={0: [1.0, 0.0]}).words
    lab.text = "437,582"
    assert lab.translation.words == tr.translate(net, numbers.english(437_582), forced={0: np.eye(9)[0]}).words


def test_a_text_takes_the_step_the_word_and_what_is_forced_with_it():
    lab = AttentionLab(translator_model()[0], "437,582", step=11, word=8, forced={1: 8, 2: 0})
    lab.text = "24"
    assert lab.forced == {"2": 0}
    assert lab.word == 1
    assert lab.step == len(lab.translation.words)
    for key, value in (("step", 70), ("word", 2), ("forced", {0: 2}), ("text", "x")):
        with pytest.raises((ValueError, traitlets.TraitError)):
            setattr(lab, key, value)


@pytest.mark.slow
@pytest.mark.parametrize("attention", ["dot", "additive", None])
def test_the_stored_output_is_a_picture_and_a_line_that_changes_with_the_weights(attention):
    data, _ = AttentionLab(fresh(attention), "one two")._repr_mimebundle_()
    assert data["text/plain"].startswith("Attention Lab: 5 units, 'one two' gives '")
    assert data["image/png"]
    other = AttentionLab(fresh(attention, seed=1), "one two")
    assert other.summary() != data["text/plain"]


@pytest.mark.slow
@pytest.mark.parametrize("text", ["one", "three two one", "one " * 14, "two " * 15, "one two " * 30])
@pytest.mark.parametrize("attention", ["dot", None])
def test_the_picture_names_what_it_shows_and_has_a_line_for_each_weight(attention, text):
    figure, lab = Figure(), AttentionLab(fresh(attention), text)
    lab.draw(figure)
    found = lab.translation
    rows = (text.split(), [*found.words, *["■"] * found.ended])
    expected = [word for row in rows for word in (row if len(row) <= 14 else [*row[:14], "…"])]
    written = [one.get_text() for one in figure.axes[0].texts]
    assert written[: len(expected)] == expected
    lines = figure.axes[0].lines
    if attention:
        seen = found.weights[:14, :14]
        assert [line.get_linewidth() for line in lines] == pytest.approx(8 * seen[seen >= 0.02])
    else:
        assert "no attention" in written[-1]
        assert len(lines) == 1


@pytest.mark.slow
def test_a_page_of_its_own_and_pictures_are_written(tmp_path):
    lab = AttentionLab.demo()
    for ending in ("html", "svg", "png"):
        path = lab.save(tmp_path / f"lab.{ending}")
        assert path.stat().st_size > 5_000
    assert "Interpreter" in (tmp_path / "lab.html").read_text(encoding="utf-8")
