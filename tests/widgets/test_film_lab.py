"""The Film Lab: what Python passes and refuses, and the browser's arithmetic against NumPy's."""

import json
import subprocess

import numpy as np
import pytest

from lstm_helpers.maths import translator as tr
from lstm_helpers.maths.attention import init_additive
from lstm_helpers.maths.captioner import Captioner, captions
from lstm_helpers.maths.cells import init_dense, init_lstm
from lstm_helpers.maths.watcher import Watcher, watch
from lstm_helpers.widgets import FilmLab, bundle
from lstm_helpers.widgets.film import demo
from lstm_helpers.widgets.pages import for_json
from tests.support.javascript import CLOSE, node

N, T, S, D, H = 3, 7, 8, 5, 4
DRIVER = """
import { readFileSync } from "node:fs";
import * as m from "./model.mjs";
const { payload, asked } = JSON.parse(readFileSync(0, "utf8"));
const cinema = m.unpackCinema(payload);
const plain = (rows) => rows.map((row) => Array.from(row));
const answers = asked.map(([film, order]) => {
  const { motion, digit, words } = m.screened(cinema, film, order);
  const caption = words.map(({ block, weights }) => [block, weights && Array.from(weights)]);
  return { motion: plain(motion), digit: plain(digit), caption };
});
const some = [4, 5, 6, 7];
const orders = [m.reversed(some), m.without(some, 1), m.twice(some, 2), m.shuffled(some, () => 0)];
const pixel = cinema.pixels[(1 * cinema.frames + 2) * cinema.side ** 2 + 3];
console.log(JSON.stringify({ answers, orders, pixel }));
"""


def rng(seed=0):
    return np.random.default_rng(seed)


def watcher(H=H):
    drawn = rng()
    made = Watcher(init_lstm(D, H, drawn), init_dense(H, 3, drawn), init_dense(H, 10, drawn))
    return made._replace(motion=made.motion._replace(W=made.motion.W * 5))


def captioner(attention="dot"):
    words = tr.init_translator(("x",), ("falls", "rises", "then"), 3, H, rng(1), attention=attention)
    louder = words.readout._replace(W=words.readout.W * 9)
    table = words.target_embedding * 30
    return Captioner(init_lstm(D, H, rng(2)), table, words.decoder, words.attention, louder, words.target)


FILMS = rng(3).integers(0, 256, (N, T, S, S)).astype(float)
FEATURES = rng(4).standard_normal((N, T, D)) * 3


def asked(lab, questions, tmp_path):
    """What the browser's model answers of (film, order)."""
    (tmp_path / "model.mjs").write_text(bundle.module("film/model.js"), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(DRIVER, encoding="utf-8")
    given = json.dumps({"payload": for_json(lab.payload), "asked": questions})
    done = subprocess.run([node(), tmp_path / "driver.mjs"], input=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


ATTENTIONS = ["dot", init_additive(H, H, 3, rng(6)), None]


@pytest.mark.parametrize("attention", ATTENTIONS, ids=["dot", "additive", "none"])
def test_the_browser_watches_and_writes_as_numpy_does_in_any_order(attention, tmp_path):
    writer, reader = captioner(), watcher()
    if attention != "dot":
        width = H if attention is None else 2 * H
        readout = writer.readout._replace(W=writer.readout.W[:width])
        writer = writer._replace(attention=attention, readout=readout)
    questions = [[0, list(range(T))], [1, [6, 5, 4, 3, 2, 1, 0]], [2, [3]], [0, [2, 2, 2, 0, 6] * 4]]
    lab = FilmLab(FILMS, FEATURES, reader, captioner=writer)
    for (film, order), answer in zip(questions, asked(lab, questions, tmp_path)["answers"], strict=True):
        features = FEATURES[[film]][:, order]
        found, written = watch(reader, features), captions(writer, features)[0]
        assert np.abs(answer["motion"] - found.motion[0]).max() < CLOSE
        assert np.abs(answer["digit"] - found.digit[0]).max() < CLOSE
        words = [word for word, _ in answer["caption"]]
        assert words == [*written.words, *([writer.words[-1]] if written.ended else [])][: len(words)]
        assert len(words) >= len(written.words)
        if attention is not None:
            weights = np.array([row for _, row in answer["caption"]])
            assert np.abs(weights[: len(written.weights)] - written.weights).max() < CLOSE


def test_frames_are_turned_left_out_doubled_and_mixed_and_pixels_arrive(tmp_path):
    found = asked(FilmLab(FILMS, FEATURES, watcher()), [], tmp_path)
    assert found["orders"] == [[7, 6, 5, 4], [4, 6, 7], [4, 5, 6, 6, 7], [5, 6, 7, 4]]
    assert found["pixel"] == FILMS[1, 2, 0, 3]


def test_python_says_what_stands_in_the_lab():
    lab = FilmLab(FILMS, FEATURES, watcher(), captioner=captioner(), film=1, order=[3, 1])
    assert lab.step == 1
    assert np.array_equal(lab.watched.motion, watch(lab.watcher, FEATURES[[1]][:, [3, 1]]).motion)
    assert lab.caption.words == captions(lab.captioner, FEATURES[[1]][:, [3, 1]])[0].words
    lab.order = []
    assert lab.watched.motion.shape == (1, T, 3)
    assert FilmLab(FILMS, FEATURES, watcher()).caption is None


def test_a_shorter_order_takes_the_step_along():
    lab = FilmLab(FILMS, FEATURES, watcher())
    assert lab.step == T - 1
    lab.order = [0, 1]
    assert lab.step == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"films": FILMS + 1e3}, "grey levels from 0"),
        ({"films": FILMS[:, :, :, :4]}, "square frames"),
        ({"films": np.zeros((25, T, S, S))}, "at most 24 films"),
        ({"films": np.zeros((24, 60, 40, 40))}, "pass fewer films"),
        ({"features": FEATURES[:, :3]}, "features"),
        ({"features": FEATURES[..., :2]}, "features"),
        ({"watcher": captioner()}, "watcher is Captioner"),
        ({"watcher": watcher(513)}, "at most 512"),
        ({"captioner": watcher()}, "captioner is Watcher"),
        ({"captioner": captioner()._replace(encoder=init_lstm(4, H, rng()))}, "captioner reads 4 features: expected 5"),
        ({"motions": ("falls", "rises")}, "motions"),
        ({"truths": ("one",)}, "truths"),
        ({"order": []}, "order is empty"),
        ({"order": [0, T]}, r"order\[1\] is 7"),
        ({"order": [0] * 61}, "at most 60"),
        ({"step": T}, "step is 7"),
        ({"film": N}, "film is 3"),
        ({"word": 0}, "word is 0"),
    ],
    ids=str,
)
def test_wrong_arguments_are_refused_in_a_sentence(change, message):
    given = {"films": FILMS, "features": FEATURES, "watcher": watcher()} | change
    with pytest.raises((TypeError, ValueError), match=message):
        FilmLab(**given)


def test_the_films_of_the_demonstration_are_those_that_its_script_draws():
    made, stored = demo.made(), demo.stored()
    assert made.keys() == stored.keys()
    assert all(np.array_equal(made[key], stored[key]) for key in made)


def test_the_line_that_is_stored_changes_with_the_weights_and_counts_films():
    lab, other = FilmLab(FILMS, FEATURES, watcher()), FilmLab(FILMS, FEATURES, watcher(5))
    assert repr(lab).startswith("Film Lab: 3 films of 7 frames, 4 units, values ")
    assert repr(lab)[-8:] != repr(other)[-8:]
