"""The listener in Keras: what NumPy hears with its weights, what CTC costs, and that it learns."""

import numpy as np
import pytest

from lstm_helpers.data import voices
from lstm_helpers.data.voices import Clip
from lstm_helpers.maths import ctc
from lstm_helpers.maths.listener import hear, prepared, write

pytestmark = pytest.mark.keras
CLIPS = [clip for clip in voices.spoken_digits() if clip.part == "train"]


def small(km, seed=0):
    km.keras.utils.set_random_seed(seed)
    return km.listener(units=5, filters=4)


def test_numpy_hears_what_keras_hears(km):
    model = small(km)
    learned = km.listener_of(model)
    for clip in CLIPS[::150]:
        logits = model.predict_on_batch(prepared(clip.features)[None].astype(np.float32))[0]
        log_p = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        assert np.abs(hear(learned, clip.features) - log_p).max() < 1e-5


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_our_loss_is_that_of_keras_and_so_is_its_gradient(km, seed):
    """TensorFlow computes in float32; the oracle of the course's own tests is the sum over all alignments."""
    import tensorflow as tf

    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, (4, 12, 11)).astype(np.float32)
    labels = [(1,), (3, 3), (10, 1, 4), (7, 7, 7, 2)]
    said = np.zeros((4, 4), np.int32)
    for row, label in zip(said, labels, strict=True):
        row[: len(label)] = label
    with tf.GradientTape() as tape:
        given = tf.Variable(logits)
        losses = km.keras.losses.ctc(said, given)
        total = tf.reduce_sum(losses)
    gradient = tape.gradient(total, given).numpy()
    for n, label in enumerate(labels):
        loss, d_logits = ctc.ctc_loss(logits[n].astype(float), label)
        assert abs(loss - float(losses[n])) < 1e-5 * loss
        assert np.abs(d_logits - gradient[n]).max() < 1e-5


def test_a_batch_is_filled_up_with_silence_and_blanks(km):
    clips = [
        Clip(np.random.default_rng(n).normal(size=(F, 24)), said, "v", "flite", "train")
        for n, (F, said) in enumerate([(50, "09"), (70, "123")])
    ]
    heard, said = km.listening_batch(clips)
    assert heard.shape == (2, 364, 24)
    assert said.tolist() == [[1, 10, 0, 0, 0], [2, 3, 4, 0, 0]]
    assert heard[0] == pytest.approx(prepared(clips[0].features, 360), abs=1e-5)
    assert small(km)(heard).shape == (2, 120, 11)
    long = clips[0]._replace(features=np.zeros((361, 24)), said="0123456")
    heard, said = km.listening_batch([clips[1], long])
    assert (heard.shape, said.shape) == ((2, 484, 24), (2, 7))


def test_strings_to_learn_from_are_spoken_in_one_go_as_often_as_asked(km):
    strings = {clip.said for clip in CLIPS if len(clip.said) > 1}
    for spoken in (0.0, 0.25, 1.0):
        found = km.drawn_clips(CLIPS, np.random.default_rng(1), 40, spoken)
        assert len(found) == 40
        assert sum(clip.said in strings for clip in found) >= 40 * spoken
        assert all(3 <= len(clip.said) <= 5 for clip in found)
    silent = km.drawn_clips(CLIPS, np.random.default_rng(1), 40, 0.0)
    gaps = [np.all(clip.features == voices.SILENCE, axis=1).any() for clip in silent]
    assert np.mean(gaps) > 0.9, "put together with pauses"


def test_without_singles_or_strings_it_says_what_is_missing(km):
    singles = [clip for clip in CLIPS if len(clip.said) == 1]
    with pytest.raises(ValueError, match=r"300 single digits and 0 strings"):
        km.drawn_clips(singles, np.random.default_rng(0), 4, 0.5)


def test_it_learns_and_tells_the_mean_so_far_after_each_batch(km):
    seen = []

    class Told(km.keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append((batch, logs["loss"]))

    losses = km.teach(
        small(km), CLIPS[:10], np.random.default_rng(0), 40, spoken=0, batch=8, rate=1e-2, callbacks=[Told()]
    )
    assert seen == [(n, pytest.approx(np.mean(losses[: n + 1]))) for n in range(40)]
    assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[:5])


def test_it_stops_after_the_batch_in_hand_when_asked(km):
    class Stop(km.keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch == 1

    options = {"spoken": 0, "batch": 2, "callbacks": [Stop()]}
    assert len(km.teach(small(km), CLIPS[:10], np.random.default_rng(0), 9, **options)) == 2


def test_the_same_seed_learns_the_same(km):
    def learned():
        model = small(km, 3)
        return km.teach(model, CLIPS[:10], np.random.default_rng(3), 3, spoken=0, batch=4)

    assert learned() == pytest.approx(learned(), rel=1e-5)


def test_another_model_is_no_listener(km):
    with pytest.raises(ValueError, match="model is no listener"):
        km.listener_of(km.single(3, 4, 2))
    assert write(np.log(np.eye(11)[[0, 3, 3, 0, 3]] * 0.9 + 0.001)) == "22"
