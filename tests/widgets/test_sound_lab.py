"""The Sound Lab: what Python passes and refuses, and the browser's reading of chances against NumPy's."""

import json
import subprocess

import numpy as np
import pytest

from lstm_helpers.maths import ctc
from lstm_helpers.widgets import Heard, SoundLab, bundle
from lstm_helpers.widgets.lab import PAGE_BYTES
from lstm_helpers.widgets.pages import for_json
from tests.support.javascript import CLOSE, node

DRIVER = """
import { readFileSync } from "node:fs";
import * as m from "./model.mjs";
const finite = (v) => (Number.isFinite(v) ? v : null);
const { payload, asked } = JSON.parse(readFileSync(0, "utf8"));
const clips = payload.clips.map(m.unpackClip);
const answers = asked.map(({ clip, forced, width, labels }) => {
  const one = clips[clip];
  const found = m.deciphered(one, forced);
  const beam = m.prefixBeam(found.logP, one.T, width);
  return {
    path: found.path, heard: found.heard, against: found.against, runs: found.runs,
    chances: [found.ofPath, found.ofHeard, found.ofSaid].map(finite),
    labels: labels.map((label) => finite(m.labelChance(found.logP, one.T, label))),
    beam: beam.map((kept) => kept.map(({ classes, total }) => [classes, total])),
  };
});
const waves = clips.map(({ wave, seconds }) => [Array.from(wave), seconds]);
const collapsed = payload.paths?.map(m.collapse);
console.log(JSON.stringify({ answers, waves, collapsed, gaps: clips.map(m.gapToKernel) }));
"""
WORDS = """
import { readFileSync } from "node:fs";
import * as w from "./words.mjs";
const { calls } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(calls.map(([name, ...given]) => w[name](...given))));
"""


def log_chances(T, K, rng, sharp=1.0):
    logits = sharp * rng.standard_normal((T, K))
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def heard(T=12, K=4, said="ab", seed=0, sharp=2.0, name="a clip", samples=1600, rate=8000, bands=5, frames=20):
    rng = np.random.default_rng(seed)
    wave, features = rng.uniform(-1, 1, samples), rng.standard_normal((frames, bands))
    return Heard(name, wave, rate, features, log_chances(T, K, rng, sharp), said)


def made(clips=None, classes=("", "a", "b", "c"), **more):
    return SoundLab([heard()] if clips is None else clips, classes=classes, **more)


def run(tmp_path, part, driver, **given):
    (tmp_path / part.partition("/")[2].replace(".js", ".mjs")).write_text(bundle.module(part), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(driver, encoding="utf-8")
    done = subprocess.run(
        [node(), tmp_path / "driver.mjs"], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def answered(tmp_path, lab, asked, **more):
    return run(tmp_path, "sound/model.js", DRIVER, payload={**for_json(lab.payload), **more}, asked=asked)


def forced_by(log_probs, forced):
    found = log_probs.copy()
    for frame, k in forced.items():
        found[frame] = -np.inf
        found[frame, k] = 0.0
    return found


def close(found, wanted):
    """A logarithm against NumPy's, relative to its size; None stands for −∞."""
    if found is None or wanted == -np.inf:
        return found is None and wanted == -np.inf
    return abs(found - wanted) < CLOSE * max(1.0, abs(wanted))


SHAPES = [(1, 2, 1.0), (12, 4, 2.0), (12, 4, 0.1), (60, 11, 4.0), (200, 11, 8.0), (40, 41, 30.0)]


@pytest.mark.slow
@pytest.mark.parametrize(("T", "K", "sharp"), SHAPES, ids=str)
def test_the_browser_reads_chances_as_numpy_does_whatever_is_forced(T, K, sharp, tmp_path):
    classes = ("", *(chr(ord("a") + k) if k < 26 else f"k{k}" for k in range(K - 1)))
    rng = np.random.default_rng(T)
    clips = [heard(T, K, list(classes[1:4]), seed, sharp, f"clip {seed}") for seed in range(2)]
    lab = made(clips, classes)
    labels = [[], [1], *([k + 1, k + 1, 1 + k // 2] for k in range(min(3, K - 1)))]
    asked = []
    for n in range(2):
        for forced in ({}, {0: 0}, {T // 2: K - 1, T - 1: 1}):
            width = int(rng.choice([1, 2, 8, 32]))
            asked.append({"clip": n, "forced": forced, "width": width, "labels": labels})
    answer = answered(tmp_path, lab, asked)
    assert max(answer["gaps"]) < CLOSE * max(1.0, T * sharp)
    for one, found in zip(asked, answer["answers"], strict=True):
        log_p = forced_by(clips[one["clip"]].log_probs, one["forced"])
        label, path = ctc.best_path(log_p)
        assert tuple(found["path"]) == path
        assert tuple(found["heard"]) == label
        said = lab.clips[one["clip"]].said
        assert found["against"]["edits"] == ctc.edit_distance(said, label)
        sums = [log_p[np.arange(T), path].sum(), ctc.log_chance(log_p, label), ctc.log_chance(log_p, said)]
        assert all(map(close, found["chances"], sums))
        assert all(map(close, found["labels"], [ctc.log_chance(log_p, one) for one in labels]))
        wanted = ctc.prefix_beam(log_p, one["width"])
        assert [tuple(label) for label, _ in found["beam"][-1]] == [label for label, _ in wanted]
        assert all(close(a, b) for (_, a), (_, b) in zip(found["beam"][-1], wanted, strict=True))


def test_the_beam_after_each_frame_is_that_of_the_clip_cut_there(tmp_path):
    lab = made([heard(T=9)])
    found = answered(tmp_path, lab, [{"clip": 0, "forced": {}, "width": 4, "labels": []}])["answers"][0]["beam"]
    for t, kept in enumerate(found):
        wanted = ctc.prefix_beam(lab.clips[0].log_probs[: t + 1], 4)
        assert [tuple(label) for label, _ in kept] == [label for label, _ in wanted]
        assert all(close(a, b) for (_, a), (_, b) in zip(kept, wanted, strict=True))


def test_of_equals_the_browser_takes_the_one_that_numpy_takes(tmp_path):
    log_p = np.log(np.full((4, 4), 0.25))
    log_p[2] = np.log([0.125, 0.375, 0.375, 0.125])
    lab = made([heard()._replace(log_probs=log_p)])
    asked = [{"clip": 0, "forced": {}, "width": width, "labels": []} for width in (1, 2, 4, 8, 16, 32)]
    for one, found in zip(asked, answered(tmp_path, lab, asked)["answers"], strict=True):
        assert tuple(found["path"]) == ctc.best_path(log_p)[1] == (0, 0, 1, 0)
        wanted = ctc.prefix_beam(log_p, one["width"])
        assert [tuple(label) for label, _ in found["beam"][-1]] == [label for label, _ in wanted]


def test_the_sum_over_alignments_is_that_over_all_of_them_written_out(tmp_path):
    lab = made([heard(T=6)])
    labels = [[], [1], [1, 1], [2, 1, 3], [1, 1, 1], [1, 1, 1, 1]]
    found = answered(tmp_path, lab, [{"clip": 0, "forced": {}, "width": 1, "labels": labels}])["answers"][0]["labels"]
    log_p = lab.clips[0].log_probs
    for label, sum_found in zip(labels, found, strict=True):
        paths = ctc.alignments(label, 6)
        total = sum(np.exp(log_p[np.arange(6), path].sum()) for path in paths)
        assert (sum_found is None) == (total == 0)
        if paths:
            assert np.exp(sum_found) == pytest.approx(total, rel=1e-12)
    assert found[-1] is None  # four a's need three blanks between them


def test_a_path_collapses_as_numpy_collapses_it_and_its_runs_cover_it(tmp_path):
    rng = np.random.default_rng(1)
    paths = [[], [0], [0, 3, 3, 0, 3, 1], *(rng.integers(0, 3, rng.integers(1, 30)).tolist() for _ in range(40))]
    lab = made([heard(T=40, sharp=1.0)])
    answer = answered(tmp_path, lab, [{"clip": 0, "forced": {}, "width": 1, "labels": []}], paths=paths)
    assert list(map(tuple, answer["collapsed"])) == list(map(ctc.collapse, paths))
    one = answer["answers"][0]
    assert [k for run in one["runs"] for k in [run["k"]] * (run["to"] - run["from"])] == one["path"]
    assert all(a["to"] == b["from"] and a["k"] != b["k"] for a, b in zip(one["runs"], one["runs"][1:], strict=False))


@pytest.mark.parametrize(("said", "edits"), [("", 2), ("ab", None), ("ccccc", None), ("abcabcabc", None)])
def test_what_was_said_stands_letter_by_letter_over_what_was_heard(said, edits, tmp_path):
    lab = made([heard(said=said, seed=3)])
    found = answered(tmp_path, lab, [{"clip": 0, "forced": {}, "width": 1, "labels": []}])["answers"][0]
    pairs, against = found["against"]["pairs"], found["against"]["edits"]
    assert [one["said"] for one in pairs if one["said"] is not None] == lab.clips[0].said
    assert [one["heard"] for one in pairs if one["heard"] is not None] == found["heard"]
    assert sum(one["said"] != one["heard"] for one in pairs) == against
    assert edits is None or against == len(found["heard"])


def test_the_sound_reaches_the_browser_with_sixteen_bits_a_sample(tmp_path):
    lab = made([heard(samples=1600, rate=8000)])
    wave, seconds = answered(tmp_path, lab, [])["waves"][0]
    assert seconds == 0.2
    assert np.abs(np.array(wave) - lab.clips[0].wave).max() <= 0.5 / 32767 + 1e-12


# ---- what it says ----------------------------------------------------------------------------------------------------


def desk(path, step, forced=(), said=(1,), picked=-1, own=None, classes=("", "3", "7"), log=-0.1):
    """What the words are made from: a path, as sure everywhere."""
    log_p = [log] * (len(path) * len(classes))
    return {
        "view": {"step": step, "forced": dict(forced), "picked": picked, "width": 8},
        "clip": {"T": len(path), "seconds": 0.1 * len(path), "said": list(said)},
        "classes": list(classes),
        "result": {"path": path, "logP": log_p, "heard": list(ctc.collapse(path))},
        "own": {"path": own or path, "logP": log_p, "heard": list(ctc.collapse(own or path))},
    }


SENTENCES = [
    ([0, 0, 1], 0, "Frame 1 of 3, 0.00 s: the blank, 90 %, writes nothing. So far nothing."),
    ([0, 0, 1], 1, "Frame 2 of 3, 0.10 s: the blank, 90 %, again, writes nothing. So far nothing."),
    ([0, 1, 0], 1, "Frame 2 of 3, 0.10 s: “3”, 90 %, is new: written. So far: “3”."),
    ([1, 1, 0], 0, "Frame 1 of 3, 0.00 s: “3”, 90 %, is new: written. So far: “3”."),
    ([1, 1, 0], 1, "Frame 2 of 3, 0.10 s: “3”, 90 %, again, is the same 3. So far: “3”."),
    ([1, 0, 1, 0], 1, "Frame 2 of 4, 0.10 s: the blank, 90 %, writes nothing and ends the 3. So far: “3”."),
    ([1, 0, 1, 0], 2, "Frame 3 of 4, 0.20 s: “3”, 90 %, after a blank, is another 3: written. So far: “33”."),
    ([1, 2, 0], 1, "Frame 2 of 3, 0.10 s: “7”, 90 %, after 3, is new: written. So far: “37”."),
    ([1, 0, 2, 0], 2, "Frame 3 of 4, 0.20 s: “7”, 90 %, is new: written. So far: “37”."),
    ([1, 0], 1, "Frame 2 of 2, 0.10 s: the blank, 90 %, writes nothing and ends the 3. Heard: “3”."),
]


def test_the_sentence_of_a_frame_says_what_is_happening(tmp_path):
    calls = [["stepInWords", desk(path, step)] for path, step, _ in SENTENCES]
    assert run(tmp_path, "sound/words.js", WORDS, calls=calls) == [words for *_, words in SENTENCES]


def test_the_sentence_says_what_is_forced_and_what_is_chosen(tmp_path):
    calls = [
        ["stepInWords", desk([1, 2, 0], 1, {"1": 2}, own=[1, 1, 0])],
        ["stepInWords", desk([1, 1, 0], 1, {"1": 1})],
        ["stepInWords", desk([1, 1, 0], 1, picked=2)],
        ["stepInWords", desk([1, 1, 0], 1, picked=1)],
        ["stepInWords", desk([1, 1, 0], 1, picked=0)],
    ]
    forced, held, other, same, blank = run(tmp_path, "sound/words.js", WORDS, calls=calls)
    assert (
        forced
        == "Frame 2 of 3, 0.10 s: “7”, forced by you (by itself “3”, 90 %), after 3, is new: written. So far: “37”."
    )
    assert held.startswith("Frame 2 of 3, 0.10 s: “3”, which you hold it to (90 % by itself), again, is the same 3.")
    assert other.endswith("Chosen: “7”, 90 %.")
    assert "Chosen" not in same
    assert blank.endswith("Chosen: the blank, 90 %.")


def test_the_verdict_counts_what_is_changed_missing_and_too_many(tmp_path):
    none, one = {"edits": 0, "pairs": []}, {"said": 1, "heard": 1}
    all_kinds = {
        "edits": 3,
        "pairs": [one, {"said": 1, "heard": 2}, {"said": 2, "heard": None}, {"said": None, "heard": 1}],
    }
    calls = [
        ["verdictOf", desk([1], 0, said=(1, 2)), none],
        ["verdictOf", desk([0], 0, said=()), none],
        ["verdictOf", desk([1], 0, said=(1, 1, 2)), all_kinds],
        ["verdictOf", desk([1], 0, said=()), {"edits": 1, "pairs": [{"said": None, "heard": 1}]}],
        ["verdictOf", desk([1], 0, said=(1,), classes=("", "a", "7")), none],
    ]
    assert run(tmp_path, "sound/words.js", WORDS, calls=calls) == [
        {"text": "right, all 2 digits", "state": "right"},
        {"text": "right: nothing was said", "state": "right"},
        {"text": "edit distance 3 (1 changed, 1 missing, 1 too many), 100 % of what was said", "state": "wrong"},
        {"text": "edit distance 1 (1 too many)", "state": "wrong"},
        {"text": "right, all 1 letter", "state": "right"},
    ]


def test_chances_are_written_so_that_small_ones_are_not_none(tmp_path):
    logs = [0.0, np.log(0.999), np.log(0.5), np.log(0.004), np.log(2.1e-4), np.log(3.1e-7), -1e9]
    found = run(tmp_path, "sound/words.js", WORDS, calls=[["chanceOf", one] for one in logs])
    assert found == ["100 %", "> 99 %", "50 %", "0.4 %", "0.02 %", "3.1e−7", "no chance"]


# ---- Python ----------------------------------------------------------------------------------------------------------


def test_it_opens_at_the_end_of_its_first_clip_and_keeps_what_python_sets():
    lab = made([heard(), heard(T=7, name="short")])
    assert (lab.clip, lab.step, lab.picked, lab.forced, lab.width, lab.volume) == (0, 11, -1, {}, 8, 0.8)
    lab.forced = {3: 1, 9: 0}
    assert lab.forced == {"3": 1, "9": 0}
    lab.clip = 1
    assert (lab.step, lab.forced) == (6, {"3": 1})
    assert made(step=3, picked=0, forced={2: 3}, width=32, volume=0).get_state()["forced"] == {"2": 3}


def test_chances_and_heard_follow_what_is_forced():
    lab = made()
    before = lab.clips[0].log_probs.copy()
    assert lab.heard() == tuple(lab.classes[k] for k in ctc.best_path(before)[0])
    lab.forced = dict.fromkeys(range(12), 0)
    assert lab.heard() == ()
    lab.forced = {**dict.fromkeys(range(12), 0), 5: 2}
    assert lab.heard() == ("b",)
    assert np.exp(lab.chances()).sum(axis=1) == pytest.approx(1)
    assert np.array_equal(lab.clips[0].log_probs, before)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"clips": []}, "clips holds 0"),
        ({"clips": [heard(), heard()]}, "two of one name"),
        ({"clips": [tuple(heard())]}, r"clips\[0\] is tuple"),
        ({"clips": [heard(said="ax")]}, r"clips\[0\]\.said holds 'x'"),
        ({"clips": [heard(said=[1])]}, r"clips\[0\]\.said holds 1"),
        ({"clips": [heard()._replace(said=None)]}, r"clips\[0\]\.said is None"),
        ({"clips": [heard(K=5)]}, r"clips\[0\]\.log_probs has shape"),
        ({"clips": [heard()._replace(log_probs=np.zeros((3, 4)))]}, "do not add up to 1"),
        ({"clips": [heard()._replace(log_probs=np.full((3, 4), np.nan))]}, "do not add up to 1"),
        ({"clips": [heard(T=401)]}, "401 frames"),
        ({"clips": [heard()._replace(wave=np.array([0, 1.1]))]}, r"clips\[0\]\.wave"),
        ({"clips": [heard(rate=4000)]}, r"clips\[0\]\.rate is 4000"),
        ({"clips": [heard(name="")]}, r"clips\[0\]\.name is empty"),
        ({"clips": [heard(name="a\nb")]}, "one line"),
        ({"clips": [heard(name=f"{n}", samples=300_000) for n in range(2)]}, "600,000 samples"),
        ({"classes": ("x", "a", "b", "c")}, "classes begins with 'x'"),
        ({"classes": ("", "a", "a", "c")}, "twice"),
        ({"classes": ("",)}, "classes holds 1"),
        ({"forced": {12: 0}}, "forced is 12"),
        ({"forced": {0: 4}}, r"forced\[0\] is 4"),
        ({"forced": [1]}, r"forced is \[1\]"),
        ({"step": 12}, "step is 12"),
        ({"picked": 4}, "picked is 4"),
        ({"width": 3}, "width is 3"),
        ({"volume": 1.5}, "volume is 1.5"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_does_not_fit_is_refused_in_a_sentence(change, why):
    with pytest.raises((TypeError, ValueError), match=why):
        made(**change)


def test_the_line_of_text_changes_with_the_chances_and_names_what_is_heard():
    lab, other = made(), made([heard(seed=1)])
    assert repr(lab).startswith("Sound Lab: 1 clip, 4 classes, 'a clip' is heard as '")
    assert repr(lab)[-8:] != repr(other)[-8:]
    assert f"as {''.join(lab.heard())!r}" in repr(lab)


def test_the_picture_shows_wave_bands_and_chances_with_their_letters():
    from matplotlib.figure import Figure

    lab, figure = made(), Figure()
    lab.draw(figure)
    wave, spectrum, chances = figure.axes
    assert [one.get_ylabel() for one in figure.axes] == ["wave", "bands", "class"]
    assert np.array_equal(spectrum.images[0].get_array(), lab.clips[0].features.T)
    assert np.allclose(chances.images[0].get_array(), np.exp(lab.clips[0].log_probs[:, 1:]).T)
    assert tuple(text.get_text() for text in chances.texts) == lab.heard()
    assert [tick.get_text() for tick in chances.get_yticklabels()] == ["a", "b", "c", "blank"]
    assert wave.get_xlim() == pytest.approx((0, 0.2))


@pytest.mark.slow
def test_a_page_of_its_own_and_pictures_are_written(tmp_path):
    lab = SoundLab.demo()
    for ending in ("html", "svg", "png"):
        path = lab.save(tmp_path / f"lab.{ending}")
        assert 5_000 < path.stat().st_size < PAGE_BYTES
    assert "Sound Lab" in (tmp_path / "lab.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_largest_lab_makes_a_page_that_can_be_sent(tmp_path):
    classes = ("", *(f"k{n}" for n in range(40)))
    more = {"classes": classes, "title": "The largest"}
    clips = [heard(405 - 5 * (n + 1), 41, ["k1"], n, 1.0, str(n), 166_000, 16000, 49, 1000) for n in range(3)]
    path = made(clips, **more).save(tmp_path / "lab.html")
    assert 2_000_000 < path.stat().st_size < PAGE_BYTES


def test_the_demonstration_opens_with_an_error_and_is_right_elsewhere():
    lab = SoundLab.demo()
    assert lab.heard() != tuple(lab.classes[k] for k in lab.clips[lab.clip].said)
    heard_right = [ctc.best_path(one.log_probs)[0] == tuple(one.said) for one in lab.clips]
    assert any(heard_right)
    path = ctc.best_path(lab.chances())[1][: lab.step + 1]
    written = ctc.collapse(path[:-1])
    assert path[-1] == written[-1], "it looks at a digit that is said twice, and written anew after a blank"
    assert path[-2] == 0


def test_of_a_long_prefix_the_end_is_shown_and_of_nothing_a_word(tmp_path):
    digits = ["", *"0123456789"]
    calls = [["ending", digits, [1 + n % 10 for n in range(20)]], ["ending", digits, [6, 4]], ["ending", digits, []]]
    assert run(tmp_path, "sound/words.js", WORDS, calls=calls) == ["…890123456789", "53", "nothing"]
