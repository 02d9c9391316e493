import numpy as np
import pytest

from lstm_helpers.data.text import Alphabet
from lstm_helpers.maths import coding, ngrams, sampling, sequence
from lstm_helpers.maths.cells import dense, init_gru
from lstm_helpers.training import LetterModel, init_model

AB = Alphabet("abc ", fold=False)


def fresh(K=5, H=7, **options):
    return init_model(K, H, K, np.random.default_rng(0), every_step=True, **options)


@pytest.fixture
def letters():
    return LetterModel(fresh(dtype=np.float64), AB)


def test_the_chances_are_those_of_the_readable_route(letters):
    (params,), readout, _ = letters.model
    trace = sequence.run(params, AB.one_hot("abba cab"))
    wanted = sampling.temperature(dense(readout, trace.outputs)[0], 1.0)
    assert letters.probabilities("abba cab") == pytest.approx(wanted, abs=1e-14)
    assert letters.trace("abba cab").labels == tuple("abba cab")


def test_a_text_read_in_parts_is_a_text_read_whole(letters, monkeypatch):
    text = "abc cab a bb" * 5
    whole = letters.of_next(text)
    assert whole == pytest.approx(letters.probabilities(text)[np.arange(len(text) - 1), AB.encode(text)[1:]], abs=1e-14)
    monkeypatch.setattr("lstm_helpers.training.letters.CHUNK", 7)
    assert letters.of_next(text) == pytest.approx(whole, abs=1e-14)
    assert letters.logits(text)[0].shape == (len(text), 5)


def test_texts_side_by_side_are_texts_one_by_one(letters):
    texts = ["abba cab", "cab abba", "        "]
    assert letters.of_next(texts) == pytest.approx(np.stack([letters.of_next(each) for each in texts]), abs=1e-14)
    with pytest.raises(ValueError, match="equally long"):
        letters.of_next(["ab", "abc"])


def test_what_is_written_is_drawn_from_the_chances_and_never_unknown(letters):
    rng = np.random.default_rng(1)
    written = letters.write("ab", 300, rng)
    assert len(written) == 300
    assert set(written) <= set("abc ")
    cold = letters.write("ab", 5, rng, tau=0.01)
    for n, letter in enumerate(cold):
        row = letters.probabilities("ab" + cold[:n])[-1, :4]
        assert "abc "[np.argmax(row)] == letter
    assert letters.write("ab", 5, rng, choose=lambda p: sampling.top_k(p, 1)) == cold
    assert letters.write("ab", 0, rng) == ""


def test_a_text_is_coded_in_the_bits_that_it_costs_and_comes_back(letters):
    text = "abba cab" * 20
    numbers = AB.encode(text).tolist()
    data = coding.encode(numbers, letters.following())
    assert coding.decode(data, len(numbers), letters.following()) == numbers
    promised = np.log2(5) + ngrams.bits(letters.of_next(text)) * (len(text) - 1)
    assert len(data) * 8 - promised < 10


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: LetterModel(fresh(), "abc"), "alphabet is str"),
        (lambda: LetterModel(fresh(4), AB), "reads 4 classes, and the alphabet has 5"),
        (lambda: LetterModel("model", AB), "model is str"),
        (lambda: LetterModel(fresh(cell=init_gru), AB), "one LSTM layer"),
        (lambda: LetterModel(fresh(), AB).write("", 3, np.random.default_rng(0)), "prompt is empty"),
        (lambda: LetterModel(fresh(), AB).write("a", -1, np.random.default_rng(0)), "length"),
        (lambda: LetterModel(fresh(), AB).write("a", 1, 0), "rng"),
        (lambda: LetterModel(fresh(), AB).write("a", 1, np.random.default_rng(0), tau=0), "tau"),
        (lambda: LetterModel(fresh(), AB).write("a", 1, np.random.default_rng(0), choose=0.9), "choose"),
        (lambda: LetterModel(fresh(), AB).of_next(7), "text is 7"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
