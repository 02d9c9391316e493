import base64
import json
import subprocess

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_helpers.data.text import Alphabet
from lstm_helpers.maths.cells import DenseParams, init_dense, init_gru, init_lstm, lstm_step, sigmoid
from lstm_helpers.training import init_model
from lstm_helpers.widgets import TwoWayReader, bundle
from lstm_helpers.widgets.pages import for_json
from tests.support.javascript import node

ALPHABET = Alphabet("abcdefghijklmnopqrstuvwxyz")
EXAMPLE = "the gate opens again"

# Both compute in float64 and differ in the order of additions and in the last bit of tanh: about 1e-16 a step.
CLOSE = 1e-12


def models(H=4, outputs=1, merge_mode="concat", seed=0, D=27):
    rng = np.random.default_rng(seed)
    one = lambda: (init_lstm(D, H, rng), init_dense(H, outputs, rng))  # noqa: E731
    joined = 2 * H if merge_mode == "concat" else H
    both = (init_lstm(D, H, rng), init_lstm(D, H, rng)), init_dense(joined, outputs, rng)
    return one(), one(), both


def by_hand(params, readout, letters):
    """The states of an LSTM over letters, step by step, and a logit a letter."""
    h, c, states = np.zeros((1, params.W_h.shape[0])), np.zeros((1, params.W_h.shape[0])), []
    for letter in letters:
        _, _, _, _, c, h = lstm_step(params, ALPHABET.one_hot(letter)[:, 0], h, c)
        states.append(h[0])
    states = np.array(states)
    return states, (states @ readout.W + readout.b)[:, 0]


def test_each_model_reads_in_its_own_direction():
    forward, backward, both = models()
    letters = EXAMPLE.replace(" ", "")
    said = TwoWayReader(forward, backward, both, ALPHABET, EXAMPLE).opinions(EXAMPLE)
    there, logits = by_hand(*forward, letters)
    np.testing.assert_allclose(said["forward"], sigmoid(logits), rtol=CLOSE)
    np.testing.assert_allclose(said["backward"], sigmoid(by_hand(*backward, letters[::-1])[1][::-1]), rtol=CLOSE)
    (one, other), readout = both
    there, back = by_hand(one, forward[1], letters)[0], by_hand(other, forward[1], letters[::-1])[0][::-1]
    logits = np.hstack([there, back]) @ readout.W + readout.b
    np.testing.assert_allclose(said["both"], sigmoid(logits[:, 0]), rtol=CLOSE)


def test_what_follows_changes_no_opinion_of_the_forward_model_and_what_precedes_none_of_the_backward_one():
    lab = TwoWayReader(*models(), ALPHABET)
    one, other = lab.opinions("opengate"), lab.opinions("openings")
    np.testing.assert_array_equal(one["forward"][:4], other["forward"][:4])
    assert np.all(one["backward"][:4] != other["backward"][:4])
    one, other = lab.opinions("opengate"), lab.opinions("shutgate")
    np.testing.assert_array_equal(one["backward"][4:], other["backward"][4:])
    assert np.all(one["both"] != other["both"])


def test_two_outputs_are_a_softmax_and_the_second_means_an_end():
    forward, backward, both = models(outputs=2)
    said = TwoWayReader(forward, backward, both, ALPHABET).opinions("gate")
    states, _ = by_hand(*forward, "gate")
    e = np.exp(states @ forward[1].W + forward[1].b)
    np.testing.assert_allclose(said["forward"], e[:, 1] / e.sum(1), rtol=CLOSE)


def test_a_model_of_the_course_can_be_passed_as_it_is():
    rng = np.random.default_rng(1)
    one, other = (init_model(27, 3, 1, rng, every_step=True) for _ in range(2))
    _, _, both = models()
    lab = TwoWayReader(one, other, both, ALPHABET)
    same = TwoWayReader((one.layers[0], one.readout), (other.layers[0], other.readout), both, ALPHABET)
    assert lab.summary() == same.summary()
    with pytest.raises(ValueError, match="read out at every letter"):
        TwoWayReader(one._replace(every_step=False), other, both, ALPHABET)


DRIVER = """
import { readFileSync, writeFileSync } from "node:fs";
import * as reader from "./reader.mjs";
const cases = JSON.parse(readFileSync("cases.json", "utf8"));
writeFileSync("answers.json", JSON.stringify(cases.map(({ payload, text }) => {
  const model = reader.unpackReader(payload);
  const { letters, ends } = reader.lettersOf(text ?? payload.example);
  const said = reader.opinions(model.models, letters, model.alphabet);
  return { said: said.map((row) => [...row]), letters, ends, gap: text ? null : reader.readerGap(said, model.kernel) };
})));
"""


@pytest.fixture
def browser_says(tmp_path):
    """What two_way/model.js answers to a list of (lab, text or None)."""
    (tmp_path / "reader.mjs").write_text(bundle.module("two_way/model.js"), encoding="utf-8")
    (tmp_path / "driver.mjs").write_text(DRIVER, encoding="utf-8")

    def ask(*cases):
        records = [{"payload": for_json(lab.payload), "text": text} for lab, text in cases]
        (tmp_path / "cases.json").write_text(json.dumps(records))
        subprocess.run([node(), "driver.mjs"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
        return json.loads((tmp_path / "answers.json").read_text())

    return ask


@pytest.mark.slow
def test_the_browser_says_what_numpy_says_over_many_sizes_and_texts(browser_says):
    rng = np.random.default_rng(2)
    cases = []
    for H in (1, 5, 16, 64):
        for merge_mode in ("concat", "sum", "ave", "mul"):
            outputs = int(rng.integers(1, 3))
            lab = TwoWayReader(*models(H, outputs, merge_mode, seed=H), ALPHABET, merge_mode=merge_mode)
            cases += [(lab, None), (lab, "x"), (lab, "The Gate, açaí 👩 İß"), (lab, "forget " * 28)]
    for answer, (lab, text) in zip(browser_says(*cases), cases, strict=True):
        said = np.array(list(lab.opinions(text or lab.payload["example"]).values()))
        np.testing.assert_allclose(answer["said"], said, rtol=0, atol=CLOSE)
        assert answer["gap"] is None or answer["gap"] < CLOSE


def test_saturated_models_agree_too(browser_says):
    forward, backward, both = models(8)
    loud = lambda cell: type(cell)(*(300 * array for array in cell))  # noqa: E731
    lab = TwoWayReader((loud(forward[0]), forward[1]), backward, (tuple(map(loud, both[0])), both[1]), ALPHABET)
    (answer,) = browser_says((lab, None))
    np.testing.assert_allclose(answer["said"], list(lab.opinions(lab.payload["example"]).values()), rtol=0, atol=CLOSE)


def test_the_browser_finds_letters_and_ends_as_text_does(browser_says):
    from lstm_helpers.data.text import remove_spaces

    lab = TwoWayReader(*models(), ALPHABET)
    texts = ["to be  or\tnot", " a b ", "one", "שלום עולם"]
    for answer, text in zip(browser_says(*((lab, text) for text in texts)), texts, strict=True):
        letters, ends = remove_spaces(text)
        assert answer["letters"] == list(letters)
        assert answer["ends"] == (ends.tolist() if len(text.split()) > 1 else None)


@pytest.mark.slow
def test_the_output_carries_the_view_a_picture_and_one_line_with_a_digest():
    lab = TwoWayReader(*models(), ALPHABET, EXAMPLE)
    data, _ = lab._repr_mimebundle_()
    png = base64.b64decode(data["image/png"])
    assert png.startswith(b"\x89PNG")
    assert len(png) <= 60_000
    assert data["text/plain"] == repr(lab)
    assert repr(lab).startswith("Two-way reader: 4, 4 and 2 × 4 units, 17 letters, values ")
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == lab.model_id


def test_the_digest_follows_the_weights_and_not_the_precision():
    forward, backward, both = models()
    summary = TwoWayReader(forward, backward, both, ALPHABET).summary()
    readout = forward[1]._replace(b=forward[1].b + 1e-3)
    assert TwoWayReader((forward[0], readout), backward, both, ALPHABET).summary() != summary
    single = tuple(type(p)(*(a.astype(np.float32) for a in p)) for p in forward)
    double = tuple(type(p)(*(a.astype(np.float64) for a in p)) for p in single)
    assert (
        TwoWayReader(single, backward, both, ALPHABET).summary()
        == TwoWayReader(double, backward, both, ALPHABET).summary()
    )


@pytest.mark.slow
def test_a_long_text_of_strange_letters_can_be_drawn():
    lab = TwoWayReader(*models(), ALPHABET, "$a\u200b👩" * 50, title="$x^2" * 50)
    assert 1000 < len(lab.png()) <= 60_000
    assert len(TwoWayReader(*models(), ALPHABET, "a$\x07").png()) > 1000


F, B, BOTH = models()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"forward": 3}, "forward is int: expected"),
        (
            {"forward": (init_gru(27, 3, np.random.default_rng(0)), F[1])},
            "forward holds GRUParams: expected LSTMParams",
        ),
        ({"backward": models(D=5)[1]}, "backward reads 5 features: the alphabet has 27"),
        ({"backward": (B[0], 3)}, "the readout of backward is int"),
        ({"forward": (F[0], DenseParams(np.ones((4, 3)), np.ones(3)))}, "the readout of forward has 3 outputs"),
        ({"forward": (F[0], DenseParams(np.ones((5, 1)), np.ones(1)))}, "with 5 along hidden: expected 4"),
        ({"both": F}, "both is tuple: expected"),
        ({"both": ((F[0], models(5)[0][0]), BOTH[1])}, "both has 4 hidden units forward and 5 backward"),
        ({"both": (BOTH[0], F[1])}, "with 4 along hidden: expected 8"),
        ({"alphabet": "abc"}, "alphabet is str: expected a text.Alphabet"),
        ({"example": ""}, "example is empty"),
        ({"example": "  "}, "nothing but spaces"),
        ({"example": "a" * 201}, "example has 201 letters: at most 200"),
        ({"example": 3}, "example is int"),
        ({"text": "a" * 201}, "text has 201 letters"),
        ({"step": 32}, "step is 32: expected 0 to 31"),
        ({"step": True}, "step is True"),
        ({"threshold": 1}, "threshold is 1"),
        ({"merge_mode": None}, "merge_mode is None"),
        ({"title": 1}, "title is int"),
    ],
)
def test_a_wrong_argument_costs_one_sentence(changes, words):
    arguments = {"forward": F, "backward": B, "both": BOTH, "alphabet": ALPHABET} | changes
    with pytest.raises((TypeError, ValueError), match=words) as caught:
        TwoWayReader(**arguments)
    assert len(str(caught.value).splitlines()) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.none(), st.integers(), st.text(max_size=9), st.lists(st.integers(), max_size=3), st.floats()),
    st.sampled_from(
        ["forward", "backward", "both", "alphabet", "example", "title", "merge_mode", "text", "step", "threshold"]
    ),
)
def test_whatever_comes_at_the_door_it_is_shown_or_refused_in_a_sentence(value, name):
    arguments = {"forward": F, "backward": B, "both": BOTH, "alphabet": ALPHABET, name: value}
    try:
        lab = TwoWayReader(**arguments)
    except (TypeError, ValueError) as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017
    else:
        assert len(lab.opinions("gate")) == 3


@pytest.mark.keras
class TestKeras:
    @pytest.fixture
    def keras(self):
        return pytest.importorskip("lstm_helpers.keras_models").keras

    @staticmethod
    def model(keras, kind, H=6, outputs=1, activation=None, go_backwards=None, merge_mode="concat", turn=False):
        go_backwards = kind == "backward" if go_backwards is None else go_backwards
        layer = keras.layers.LSTM(H, return_sequences=True, go_backwards=go_backwards)
        layer = keras.layers.Bidirectional(layer, merge_mode=merge_mode) if kind == "both" else layer
        turned = [keras.layers.Lambda(lambda h: h[:, ::-1])] if turn else []
        return keras.Sequential(
            [keras.Input((None, 27)), layer, *turned, keras.layers.Dense(outputs, activation=activation)]
        )

    @pytest.mark.parametrize(
        ("activation", "outputs", "merge_mode"),
        [(None, 1, "concat"), ("sigmoid", 1, "ave"), ("softmax", 2, "mul"), (None, 2, "sum")],
    )
    def test_the_lab_says_what_keras_says(self, keras, activation, outputs, merge_mode):
        keras.utils.set_random_seed(3)
        forward, backward, both = (
            self.model(keras, kind, outputs=outputs, activation=activation, merge_mode=merge_mode)
            for kind in ("forward", "backward", "both")
        )
        said = TwoWayReader.from_keras(forward, backward, both, ALPHABET, EXAMPLE).opinions(EXAMPLE)
        x = ALPHABET.one_hot(EXAMPLE.replace(" ", ""))
        for way, model in (("forward", forward), ("backward", backward), ("both", both)):
            z = np.asarray(model(x))[0]
            if activation is None:
                z = sigmoid(z if outputs == 1 else z - z[:, :1])
            expected = z[::-1, -1] if way == "backward" else z[:, -1]
            np.testing.assert_allclose(said[way], expected, atol=1e-6)  # Keras's float32

    def test_a_backward_model_may_read_reversed_texts_or_turn_its_answers_back(self, keras):
        keras.utils.set_random_seed(4)
        forward, both = self.model(keras, "forward"), self.model(keras, "both")
        plain = self.model(keras, "backward", go_backwards=False)
        said = TwoWayReader.from_keras(forward, plain, both, ALPHABET, EXAMPLE).opinions(EXAMPLE)["backward"]
        x = ALPHABET.one_hot(EXAMPLE.replace(" ", ""))
        np.testing.assert_allclose(said, sigmoid(np.asarray(plain(x[:, ::-1]), float))[0, ::-1, 0], atol=1e-6)
        turned = self.model(keras, "backward", turn=True)
        said = TwoWayReader.from_keras(forward, turned, both, ALPHABET, EXAMPLE).opinions(EXAMPLE)["backward"]
        np.testing.assert_allclose(said, sigmoid(np.asarray(turned(x), float))[0, :, 0], atol=1e-6)

    def test_models_that_the_lab_cannot_show_cost_one_sentence(self, keras):
        layers = keras.layers
        good = {kind: self.model(keras, kind) for kind in ("forward", "backward", "both")}
        last = keras.Sequential([keras.Input((None, 27)), layers.LSTM(3), layers.Dense(1)])
        between = keras.Sequential(
            [keras.Input((None, 27)), layers.LSTM(3, return_sequences=True), layers.Rescaling(2.0), layers.Dense(1)]
        )
        relu = self.model(keras, "forward", activation="relu")
        for way, wrong, words in (
            ("forward", 3, "forward_model is int"),
            ("forward", good["both"], "expected one LSTM layer"),
            ("both", good["forward"], "expected one Bidirectional layer"),
            ("forward", good["backward"], "pass it as backward_model"),
            ("forward", last, "return_sequences=True"),
            ("forward", relu, "activation sigmoid, softmax or none"),
            ("forward", between, "says something else than its LSTM"),
        ):
            given = good | {way: wrong}
            with pytest.raises((TypeError, ValueError), match=words):
                TwoWayReader.from_keras(given["forward"], given["backward"], given["both"], ALPHABET)
