"""Films in Keras: the same numbers as NumPy's, for eye, watcher and captioner, and what is refused."""

import numpy as np
import pytest

from lstm_helpers.data import films
from lstm_helpers.maths import captioner as cap
from lstm_helpers.maths import translator as tr
from lstm_helpers.maths.losses import softmax
from lstm_helpers.maths.watcher import look, watch

pytestmark = pytest.mark.keras
FOUND = films.films(3, np.random.default_rng(0), T=4)
SAID = [films.caption(int(d), m) for d, m in zip(FOUND.digit, FOUND.motion, strict=True)]


def lively(model, seed=0):
    """The same model with biases that are not zero."""
    rng = np.random.default_rng(seed)
    for weights in model.weights:
        weights.assign(1.5 * weights.value + rng.normal(0, 0.05, weights.shape))
    return model


def test_eye_and_watcher_are_numpys_to_a_hundred_thousandth(km):
    km.keras.utils.set_random_seed(0)
    model = lively(km.film_model("LSTM", 4, units=6))
    eye, watcher = km.watcher_of(model)
    theirs = [softmax(np.array(z)) for z in model(FOUND.frames)]
    found = watch(watcher, look(eye, FOUND.frames))
    for a, b in zip(theirs, (found.motion[:, -1], found.digit[:, -1]), strict=True):
        assert np.abs(a - 1 / a.shape[1]).max() > 0.01
        assert a == pytest.approx(b, abs=1e-5)


def test_the_eye_of_single_frames_is_the_same_eye(km):
    km.keras.utils.set_random_seed(0)
    looks = lively(km.eye(7, channels=(3, 4)))
    frames, digit, where = km.still_targets(FOUND)
    model = km.still_model(looks)
    assert np.array(looks(frames)) == pytest.approx(look(km.eye_of(looks), FOUND.frames).reshape(12, 7), abs=1e-5)
    assert [tuple(z.shape) for z in model(frames)] == [(12, 10), (12, 5)]
    assert np.array_equal(digit.reshape(3, 4)[:, 0], FOUND.digit)
    assert where[5, :2] == pytest.approx(FOUND.place[1, 1] / 4)
    assert 11 * np.exp(where[5, 2] / 2) == pytest.approx(FOUND.size[1, 1])
    assert np.arctan2(where[5, 3], where[5, 4]) == pytest.approx(FOUND.tilt[1, 1])


@pytest.mark.parametrize("kind", ["mean", "dense", "LSTM", "ConvLSTM"])
def test_what_minds_the_order_of_frames_and_what_does_not(km, kind):
    km.keras.utils.set_random_seed(0)
    model = lively(km.film_model(kind, 4, units=6))
    one, other = (
        np.concatenate([np.array(z) for z in model(x)], axis=1) for x in (FOUND.frames, FOUND.frames[:, ::-1])
    )
    assert one.shape == (3, 18)
    assert np.allclose(one, other, atol=1e-5) == (kind == "mean")


def captioner(km, kind):
    km.keras.utils.set_random_seed(0)
    return lively(km.captioner(kind, 4, 5, films.WORDS, 6, units=6, embedding=4))


@pytest.mark.parametrize("kind", ["dot", None])
def test_a_captioner_is_numpys_to_a_hundred_thousandth(km, kind):
    model, features = captioner(km, kind), np.random.default_rng(1).standard_normal((3, 4, 5))
    before, _ = km.caption_forcing(model, SAID)
    learned = km.captioner_of(model)
    translator, (memory, state) = cap.as_translator(learned), cap.read_films(learned, features)
    theirs = np.array(model([features, before]))
    for t in range(before.shape[1]):
        made = tr.step(translator, memory, state, np.maximum(before[:, t], 0))
        state, real = made.state, before[:, t] >= 0
        assert theirs[real, t] == pytest.approx(made.logits[real], abs=1e-5)


@pytest.mark.parametrize("kind", ["dense", "mean"])
def test_without_an_encoder_there_is_no_captioner_in_numpy(km, kind):
    with pytest.raises(ValueError, match="model has no LSTM for an encoder"):
        km.captioner_of(captioner(km, kind))


def test_the_decoder_is_taught_to_say_the_caption_and_the_end(km):
    model = captioner(km, "dot")
    before, after = km.caption_forcing(model, SAID)
    end = len(films.WORDS)
    for n, said in enumerate(SAID):
        assert before[n, 0] == end
        assert [model.words[k] for k in before[n, 1 : len(said) + 1]] == list(said)
        assert [model.words[k] for k in after[n, : len(said) + 1]] == [*said, tr.END]
        assert (after[n, len(said) + 1 :] == -1).all()
    with pytest.raises(ValueError, match="captions holds one of 7 words: this model has room for 6"):
        km.caption_forcing(model, [("seven",) * 7])


def test_the_dense_captioner_of_lesson_19_has_more_than_twice_the_weights(km):
    dot, dense = (km.captioner(kind, 16, 48, films.WORDS, 6).count_params() for kind in ("dot", "dense"))
    assert dense > 2 * dot
