"""The translator in Keras: the same numbers as NumPy's, equal parameters, teacher forcing, and what is refused."""

import numpy as np
import pytest

from lstm_helpers.data import numbers
from lstm_helpers.maths import translator as tr

pytestmark = pytest.mark.keras
S, T = 9, 12
KINDS = pytest.mark.parametrize("kind", [None, "dot", "additive"])
NUMBERS = [7, 24, 100, 4321, 987_654]
ENGLISH, GERMAN = ([numbers.SAY[which](n) for n in NUMBERS] for which in ("English", "German"))


def built(km, kind, seed=0, unroll=False):
    km.keras.utils.set_random_seed(seed)
    return km.translator(numbers.ENGLISH, numbers.GERMAN, S, T, attention=kind, unroll=unroll)


def by_numpy(learned, before, sentences):
    """The logits of every step where the decoder reads ``before`` (N, T)."""
    memory, state = tr.encode(learned, sentences)
    logits = []
    for token in np.maximum(before, 0).T:
        found = tr.step(learned, memory, state, token)
        state = found.state
        logits.append(found.logits)
    return np.array(logits).transpose(1, 0, 2)


@KINDS
@pytest.mark.parametrize("unroll", [True, False])
def test_keras_and_numpy_agree_to_a_millionth(km, kind, unroll):
    model = built(km, kind, unroll=unroll)
    for weights in model.weights:  # livelier than fresh ones, so that the weights of attention differ
        weights.assign(2 * weights.value)
    (x, before), _ = km.teacher_forcing(model, ENGLISH, GERMAN)
    theirs = np.array(model([x, before]))
    ours = by_numpy(km.translator_of(model), before, ENGLISH)
    real = before >= 0
    assert np.abs(theirs[real]).max() > 0.1
    assert np.abs(theirs - ours)[real].max() < 1e-6 * max(1, np.abs(ours).max())


def test_the_three_kinds_have_equal_parameters_within_a_hundredth(km):
    counts = [built(km, kind).count_params() for kind in (None, "dot", "additive")]
    assert max(counts) < 1.01 * min(counts)
    assert 53_000 < min(counts) < 55_000


@KINDS
def test_numpy_counts_as_keras_does(km, kind):
    model = built(km, kind)
    assert tr.count_weights(km.translator_of(model)) == model.count_params()


def test_the_decoder_reads_what_it_is_to_say_one_step_later(km):
    model = built(km, None)
    (x, before), after = km.teacher_forcing(model, ENGLISH, GERMAN)
    end = len(numbers.GERMAN)
    assert x.shape == (len(NUMBERS), S)
    assert (before[:, 0] == end).all()
    for n, words in enumerate(GERMAN):
        said = [numbers.GERMAN[k] for k in after[n, : len(words)]]
        assert tuple(said) == words
        assert after[n, len(words)] == end
        assert (after[n, len(words) + 1 :] == -1).all()
        assert (before[n, 1 : len(words) + 1] == after[n, : len(words)]).all()


def test_padding_counts_in_no_loss(km):
    model = built(km, "dot")
    inputs, after = km.teacher_forcing(model, ENGLISH, GERMAN)
    logits = np.array(model(inputs)).astype(float)
    by_hand = -np.take_along_axis(tr.log_softmax(logits), np.maximum(after, 0)[..., None], axis=-1)[..., 0]
    assert float(km.translation_loss()(after, logits)) == pytest.approx(by_hand[after >= 0].mean(), rel=1e-5)


@KINDS
def test_weights_go_there_and_back(km, kind):
    learned = km.translator_of(built(km, kind, seed=1))
    model = built(km, kind, seed=2)
    km.set_translator(model, learned)
    again = km.translator_of(model)
    assert np.array_equal(again.readout.W, learned.readout.W)
    found = [tr.translate(one, ENGLISH[4], most=5).log_p for one in (learned, again)]
    assert found[0] == found[1]


@pytest.mark.slow
@KINDS
def test_it_learns_five_numbers_by_heart(km, kind):
    model = built(km, kind)
    x, y = km.teacher_forcing(model, ENGLISH, GERMAN)
    model.compile(km.keras.optimizers.Adam(1e-2), km.translation_loss())
    model.fit(x, y, epochs=150, verbose=0)
    found = tr.translate_all(km.translator_of(model), ENGLISH)
    assert [one.words for one in found] == GERMAN


def test_what_does_not_fit_costs_a_sentence(km):
    model = built(km, None)
    with pytest.raises(ValueError, match="sentences holds one of 10 words"):
        km.teacher_forcing(model, [("one",) * 10], [("eins",)])
    with pytest.raises(ValueError, match="translations holds one of 13 words, end mark included"):
        km.teacher_forcing(model, [("one",)], [("eins",) * 12])
    with pytest.raises(ValueError, match="translations holds 1: expected one for each of the 2 sentences"):
        km.teacher_forcing(model, ENGLISH[:2], GERMAN[:1])
    with pytest.raises(ValueError, match="model is no translator"):
        km.translator_of(km.single(3, 4, 2))
    with pytest.raises(ValueError, match="learned has another kind of attention"):
        km.set_translator(model, km.translator_of(built(km, "dot")))
    small = km.translator(("one",), ("eins",), 2, 2)
    with pytest.raises(ValueError, match="learned has other words"):
        km.set_translator(model, km.translator_of(small))
