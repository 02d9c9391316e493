"""The captioner in NumPy: it is a translator whose encoder reads numbers, not words."""

import numpy as np
import pytest

from lstm_helpers.maths import captioner as cap
from lstm_helpers.maths import translator as tr
from tests.support.doors_films import FEATURES, made_captioner

KINDS = pytest.mark.parametrize("attention", ["dot", None])


@KINDS
def test_a_captioner_that_reads_embeddings_is_a_translator(attention):
    """The features are the embeddings of words: both must write the same."""
    rng = np.random.default_rng(3)
    translator = tr.init_translator(("one", "two", "three"), ("eins", "zwei"), 5, 4, rng, attention=attention)
    translator = translator._replace(source_embedding=40 * translator.source_embedding)
    same = cap.Captioner(translator.encoder, *translator[2:6], translator.target)
    words = [("one", "three", "three"), ("two", "one", "two")]
    numbers = [[("one", "two", "three").index(word) for word in said] for said in words]
    found = cap.captions(same, translator.source_embedding[numbers], most=5)
    for one, other in zip(found, tr.translate_all(translator, words, most=5), strict=True):
        assert (one.words, one.ended) == (other.words, other.ended)
        assert one.log_p == pytest.approx(other.log_p)
        assert (one.weights is None) == (attention is None)
        if attention:
            assert one.weights == pytest.approx(other.weights)
            assert one.weights.sum(axis=1) == pytest.approx(1)


@KINDS
def test_what_is_written_from_what_was_read_is_the_caption(attention):
    captioner = made_captioner(attention)
    read = cap.read_films(captioner, FEATURES)
    for one, other in zip(
        tr.write(cap.as_translator(captioner), *read, most=4), cap.captions(captioner, FEATURES, most=4), strict=True
    ):
        assert one.words == other.words
        assert one.log_p == other.log_p


def test_films_do_not_mind_each_other():
    captioner = made_captioner()
    alone = cap.captions(captioner, FEATURES[1:], most=4)[0]
    assert alone.words == cap.captions(captioner, FEATURES, most=4)[1].words


def test_the_order_of_the_frames_matters():
    captioner = made_captioner()
    one, other = (cap.read_films(captioner, some)[1].h for some in (FEATURES, FEATURES[:, ::-1]))
    assert not np.allclose(one, other)
