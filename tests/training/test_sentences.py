import signal
from dataclasses import replace

import numpy as np
import pytest

from lstm_helpers.data import reviews
from lstm_helpers.data.reviews import Vocabulary
from lstm_helpers.maths import losses, sequence
from lstm_helpers.maths.cells import dense
from lstm_helpers.training import POOLS, SentenceModel, Weights, fit_sentences, init_sentence_model
from lstm_helpers.training.optimizers import SGD, Adam
from lstm_helpers.training.trees import arrays_of, flatten, rebuild

V = Vocabulary(("good", "bad", "not", "film"))
SENTENCES = ["not good film", "good good bad", "film not bad", "zounds bad film"]
LABELS = np.array([0, 1, 1, 0])
every_kind = pytest.mark.parametrize(("both_ways", "pool"), [(b, p) for b in (False, True) for p in POOLS])


def fresh(both_ways=False, pool="last", seed=0):
    """A small model in float64, with an embedding that is large enough to matter."""
    model = init_sentence_model(V, 3, np.random.default_rng(seed), d=2, both_ways=both_ways, pool=pool)
    arrays = [a.astype(np.float64) for a in arrays_of(model.weights)]
    arrays[0] *= 10
    return replace(model, weights=rebuild(model.weights, arrays))


def readable(model, sentence):
    """The logit of one sentence by sequence.run, direction by direction."""
    vectors = model.weights.embedding[model.vocabulary.encode(sentence)]
    states = [
        sequence.run(params, (vectors if n == 0 else vectors[::-1])[None]).outputs[0]
        for n, params in enumerate(model.weights.layers)
    ]
    take = {"last": lambda h: h[-1], "mean": lambda h: h.mean(axis=0), "max": lambda h: h.max(axis=0)}[model.pool]
    return dense(model.weights.readout, np.concatenate([take(h) for h in states])[None])[0, 0]


@every_kind
def test_the_logits_are_those_of_the_readable_route_whatever_is_read_beside_a_sentence(both_ways, pool):
    model = fresh(both_ways, pool)
    sentences = [*SENTENCES, "film", "good film good bad"]
    assert model.logits(sentences) == pytest.approx([readable(model, s) for s in sentences], abs=1e-12)


@every_kind
def test_one_update_goes_down_the_gradient_that_differences_find(both_ways, pool):
    model = fresh(both_ways, pool)
    trained, history = fit_sentences(
        model, SENTENCES, LABELS, rng=np.random.default_rng(0), epochs=1, batch=4, optimizer=SGD(1.0), clip=1e9,
        schedule=lambda share: 1.0, dropout_rate=0, word_dropout=0, progress=False,
    )  # fmt: skip
    w, weights = flatten(model.weights)
    new, _ = flatten(trained.weights)

    def loss():
        logits = SentenceModel(weights, V, pool).logits(SENTENCES)
        return losses.sigmoid_cross_entropy(logits[:, None], LABELS[:, None])[0]

    assert history.batch_loss == pytest.approx([loss()], abs=1e-12)
    slopes = np.empty_like(w)
    for n, kept in enumerate(w.copy()):
        w[n] = kept + 1e-6
        above = loss()
        w[n] = kept - 1e-6
        slopes[n] = (above - loss()) / 2e-6
        w[n] = kept
    assert new == pytest.approx(w - slopes, abs=1e-8)


def test_the_verdicts_are_those_of_the_sentence_up_to_each_word():
    model = fresh(both_ways=True, pool="max")
    assert model.verdicts("not bad film") == pytest.approx(
        model.probabilities(["not", "not bad", "not bad film"]), abs=1e-12
    )


def test_it_learns_what_not_does():
    sentences = [f"{n} {a} film" for n in ("not", "film") for a in ("good", "bad")] * 8
    labels = [0, 1, 1, 0] * 8
    rng = np.random.default_rng(0)
    model, history = fit_sentences(
        init_sentence_model(V, 8, rng, d=8), sentences, labels, rng=rng, epochs=150, optimizer=Adam(1e-2),
        dropout_rate=0, word_dropout=0, progress=False,
    )  # fmt: skip
    assert ((model.logits(sentences[:4]) > 0) == np.array(labels[:4])).all()
    assert history.ended == "finished: 150 of 150 updates"


def test_what_was_passed_is_left_as_it_is_and_the_same_seed_gives_the_same():
    model = fresh()
    before = flatten(model.weights)[0].copy()
    one, other = (
        fit_sentences(model, SENTENCES, LABELS, rng=np.random.default_rng(3), epochs=2, progress=False)[0]
        for _ in range(2)
    )
    assert np.array_equal(flatten(model.weights)[0], before)
    assert np.array_equal(flatten(one.weights)[0], flatten(other.weights)[0])
    assert not np.array_equal(flatten(one.weights)[0], before)


def test_all_words_dropped_are_all_unknown():
    """With nearly every word read as unknown, only that word's vector can learn."""
    model = fresh()
    trained, _ = fit_sentences(
        model, SENTENCES, LABELS, rng=np.random.default_rng(0), epochs=1, optimizer=SGD(1.0), word_dropout=0.999999,
        progress=False,
    )  # fmt: skip
    moved = np.abs(trained.weights.embedding - model.weights.embedding).max(axis=1) > 0
    assert moved.tolist() == [False, False, False, False, True]


def test_training_ends_when_it_is_told_to_and_at_the_first_interrupt():
    def enough(progress):
        if progress.batch == 3:
            progress.stop("enough")

    def press(progress):
        if progress.batch == 2:
            signal.raise_signal(signal.SIGINT)

    for callback, ended in ((enough, "enough: 3 of 9 updates"), (press, "stopped by you: 2 of 9 updates")):
        _, history = fit_sentences(
            fresh(), SENTENCES, LABELS, rng=np.random.default_rng(0), epochs=9, callbacks=[callback], progress=False
        )
        assert history.ended == ended


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": 3}, "model is int"),
        ({"sentences": "good film"}, "sentences is str"),
        ({"sentences": []}, "sentences is empty"),
        ({"labels": [1, 0]}, "labels"),
        ({"labels": [1, 0, 2, 0]}, "praise"),
        ({"rng": 5}, "rng"),
        ({"epochs": 0}, "epochs"),
        ({"batch": 0}, "batch"),
        ({"clip": -1}, "clip"),
        ({"dropout_rate": 1}, "dropout_rate"),
        ({"word_dropout": -0.1}, "word_dropout"),
        ({"optimizer": "adam"}, "optimizer"),
        ({"schedule": lambda share: float("nan")}, "schedule"),
        ({"callbacks": 3}, "callbacks"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(change, words):
    usual = {"model": fresh(), "sentences": SENTENCES, "labels": LABELS, "rng": np.random.default_rng(0)}
    with pytest.raises((TypeError, ValueError), match=words):
        fit_sentences(**(usual | change))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"vocabulary": ("a",)}, "vocabulary is tuple"),
        ({"H": 0}, "H is 0"),
        ({"d": 0}, "d is 0"),
        ({"pool": "sum"}, "pool"),
        ({"rng": 1}, "rng"),
    ],
)
def test_a_model_that_cannot_be_is_refused(change, words):
    usual = {"vocabulary": V, "H": 3, "rng": np.random.default_rng(0)}
    with pytest.raises((TypeError, ValueError), match=words):
        init_sentence_model(**(usual | change))


def test_weights_are_a_tree():
    assert isinstance(fresh().weights, Weights)
    assert len(arrays_of(fresh(both_ways=True).weights)) == 9


def test_a_rate_that_fails_on_the_way_ends_the_training_and_keeps_what_was_learned():
    """Only between the shares at which the schedule is asked beforehand."""
    made, truth = reviews.contrary(40, np.random.default_rng(0))
    model = init_sentence_model(reviews.vocabulary_of(made), 4, np.random.default_rng(0))
    learned, history = fit_sentences(
        model,
        made,
        truth,
        rng=np.random.default_rng(0),
        epochs=2,
        progress=False,
        schedule=lambda share: float("nan") if 0.55 < share < 0.7 else 1.0,
    )
    assert 0 < len(history.batch_loss) < 10
    assert "schedule" in history.ended
    assert not np.array_equal(learned.weights.embedding, model.weights.embedding)
    assert np.isfinite(learned.weights.embedding).all()


def test_a_schedule_that_is_none_is_refused_before_the_first_update():
    made, truth = reviews.contrary(10, np.random.default_rng(0))
    model = init_sentence_model(reviews.vocabulary_of(made), 4, np.random.default_rng(0))
    with pytest.raises(TypeError, match="schedule is 3: expected a function"):
        fit_sentences(model, made, truth, rng=np.random.default_rng(0), schedule=3)
