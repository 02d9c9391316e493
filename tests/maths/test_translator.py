"""The translator in NumPy: by hand, by its own laws, and beam search against every translation that there is."""

from itertools import product

import numpy as np
import pytest

from lstm_helpers.maths import translator as tr
from lstm_helpers.maths.attention import init_additive
from lstm_helpers.maths.cells import init_lstm, lstm_step, sigmoid

SOURCE, TARGET, E, H = ("one", "two", "three"), ("eins", "zwei"), 3, 4
SENTENCES = [("one",), ("three", "two", "two", "one"), ("two", "one")]
KINDS = pytest.mark.parametrize("kind", [None, "dot", "additive"])


def made(kind, seed=0, lively=True):
    rng = np.random.default_rng(seed)
    attention = init_additive(H, H, 5, rng) if kind == "additive" else kind
    fresh = tr.init_translator(SOURCE, TARGET, E, H, rng, attention=attention)
    tables = {key: 40 * getattr(fresh, key) for key in ("source_embedding", "target_embedding")}
    return fresh._replace(**tables) if lively else fresh


@KINDS
def test_one_step_by_hand(kind):
    translator = made(kind)
    memory, state = tr.encode(translator, [("two", "one")])
    h = c = np.zeros((1, H))
    states = []
    for n in (1, 0):
        *_, c, h = lstm_step(translator.encoder, translator.source_embedding[[n]], h, c)
        states.append(h[0])
    assert np.array(states) == pytest.approx(memory.h[0])
    assert state.h == pytest.approx(h)
    *_, s = lstm_step(translator.decoder, translator.target_embedding[[2]], h, c)
    found = tr.step(translator, memory, state, [2])
    seen = s[0]
    if kind == "dot":
        first = sigmoid(states[0] @ s[0] - states[1] @ s[0])
        assert found.weights[0] == pytest.approx([first, 1 - first])
    if kind:
        seen = np.concatenate([s[0], found.weights[0] @ np.array(states)])
    assert found.logits[0] == pytest.approx(seen @ translator.readout.W + translator.readout.b)


@KINDS
def test_sentences_side_by_side_are_translated_as_each_by_itself(kind):
    translator = made(kind, seed=3)
    together = tr.translate_all(translator, SENTENCES, most=6)
    for found, sentence in zip(together, SENTENCES, strict=True):
        alone = tr.translate(translator, sentence, most=6)
        assert (found.words, found.ended) == (alone.words, alone.ended)
        assert found.log_p == pytest.approx(alone.log_p)
        assert (found.weights is None) == (kind is None)
        if kind:
            assert found.weights == pytest.approx(alone.weights)
            assert found.weights.shape == (len(found.words) + found.ended, len(sentence))
            assert found.weights.sum(axis=1) == pytest.approx(1)


def log_chance(translator, sentence, words, ended):
    """The log chance of one translation, word by word through the public step."""
    memory, state = tr.encode(translator, [sentence])
    tokens, total, before = [TARGET.index(word) for word in words] + [2] * ended, 0.0, 2
    for token in tokens:
        found = tr.step(translator, memory, state, [before])
        p = np.exp(found.logits[0])
        total += np.log(p[token] / p.sum())
        state, before = found.state, token
    return total


@KINDS
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_wide_beam_finds_the_likeliest_of_all_translations(kind, seed):
    translator, sentence, most = made(kind, seed), SENTENCES[2], 3
    every = {
        (words, n < most + 1): log_chance(translator, sentence, words, n < most + 1)
        for n in range(most + 2)
        for words in product(TARGET, repeat=n)
    }
    assert np.exp(list(every.values())).sum() == pytest.approx(1), "these are all that there are"
    ranked = sorted(every, key=every.get, reverse=True)
    found = tr.beam(translator, sentence, 200, most=most)
    assert [(one.words, one.ended) for one in found] == ranked
    assert [one.log_p for one in found] == pytest.approx([every[key] for key in ranked])
    best_of_two = tr.beam(translator, sentence, 2, most=most)
    assert len(best_of_two) == 2
    assert best_of_two[0].log_p <= found[0].log_p + 1e-12


@KINDS
def test_a_beam_of_one_is_greedy(kind):
    for seed in range(5):
        translator = made(kind, seed)
        (one,), greedy = tr.beam(translator, SENTENCES[1], 1, most=5), tr.translate(translator, SENTENCES[1], most=5)
        assert (one.words, one.ended) == (greedy.words, greedy.ended)
        assert one.log_p == pytest.approx(greedy.log_p)
        if kind:
            assert one.weights == pytest.approx(greedy.weights)


@pytest.mark.parametrize("kind", ["dot", "additive"])
def test_forced_attention_shows_the_readout_another_word_and_leaves_the_state_alone(kind):
    translator = made(kind)
    memory, state = tr.encode(translator, [SENTENCES[1]])
    own = tr.step(translator, memory, state, [2])
    same = tr.step(translator, memory, state, [2], attention=own.weights)
    assert same.logits == pytest.approx(own.logits)
    other = tr.step(translator, memory, state, [2], attention=[[0, 0, 1, 0]])
    assert other.context[0] == pytest.approx(memory.h[0, 2])
    assert np.array_equal(other.state.h, own.state.h)
    assert np.abs(other.logits - own.logits).max() > 1e-3
    moved = tr.translate(translator, SENTENCES[1], most=4, forced={1: [0, 0, 0, 1]})
    assert moved.weights[1].tolist() == [0, 0, 0, 1]


def test_half_precision_is_read_without_loss():
    translator = made("dot")
    halved = translator._replace(
        **{key: getattr(translator, key).astype(np.float16) for key in ("source_embedding", "target_embedding")}
    )
    assert tr.translate(halved, ("one",), most=4).weights.dtype == np.float64


def test_the_weights_are_counted():
    assert tr.count_weights(made(None)) == (3 + 3) * E + 2 * 4 * H * (E + H + 1) + (H + 1) * 3
    assert tr.count_weights(made("dot")) == tr.count_weights(made(None)) + H * 3
    assert tr.count_weights(made("additive")) == tr.count_weights(made("dot")) + 2 * H * 5 + 5 + 5


def broken():
    good = made("dot")
    yield "translator is tuple", tuple(good)
    yield "translator.source holds a word twice", good._replace(source=("one", "one", "three"))
    yield "translator.source_embedding has shape", good._replace(source=SOURCE[:2])
    yield "translator.readout.W has shape", good._replace(attention=None)
    yield "translator.readout gives", good._replace(target=(*TARGET, "drei", "■"), target_embedding=np.ones((4, E)))
    yield "translator.decoder has 5 units", good._replace(decoder=init_lstm(E, 5, np.random.default_rng(0)))
    yield "translator.attention is 'dots'", good._replace(attention="dots")
    yield "translator.attention is for other", good._replace(attention=init_additive(3, H, 2, np.random.default_rng(0)))
    yield "translator.encoder is str", good._replace(encoder="LSTM")


@pytest.mark.parametrize(
    ("says", "translator"), list(broken()), ids=lambda part: part[:30] if isinstance(part, str) else ""
)
def test_parts_that_do_not_fit_are_named(says, translator):
    with pytest.raises((TypeError, ValueError), match=says):
        tr.translate(translator, ("one",))


def test_an_unknown_word_is_named():
    with pytest.raises(ValueError, match="words holds 'four': it is none of the 3 words"):
        tr.translate(made(None), ("four",))


def test_no_weights_can_be_forced_without_attention():
    with pytest.raises(ValueError, match="has no attention"):
        tr.translate(made(None), ("one",), forced={0: [1.0]})
