"""Measure what lesson 13 compares, with five seeds each, and store it with one of the networks.

    python -m lstm_helpers.pretrained.measure_reviews            about seven minutes on one core

`review_judgements.npz` holds what each network says to each unseen sentence, `review_curves.json` the learning curves
and the made sentences, `review_model.npz` the network of the Review Lab: the first of those that read both kinds.
"""

import json
from pathlib import Path
from time import process_time

import numpy as np

from lstm_helpers.data import reviews
from lstm_helpers.maths import losses
from lstm_helpers.pretrained import FOLDER, REVIEWERS
from lstm_helpers.training import fit, fit_sentences, init_model, init_sentence_model, predict
from lstm_helpers.training.optimizers import Adam, cosine_decay

SEEDS = 5
SIZES = {125: 20, 250: 20, 500: 20, 1000: 15, 2000: 10}
"""Sentences to learn from, and epochs, so that few sentences are read more often; 4,000 is the networks themselves."""
KINDS = {
    "LSTM": {},
    "both ways": {"both_ways": True},
    "mean over time": {"pool": "mean"},
    "largest over time": {"pool": "max"},
}
MADE = 4000


def film_reader(name, seed, count=reviews.TRAIN, epochs=5):
    """Return a network of one kind, trained on ``count`` sentences about films."""
    train, _ = reviews.split_films()
    rng = np.random.default_rng(seed)
    chosen = np.arange(reviews.TRAIN) if count == reviews.TRAIN else drawn(count, seed)
    sentences, labels = [train.sentences[n] for n in chosen], train.labels[chosen]
    fresh = init_sentence_model(reviews.vocabulary_of(sentences), 32, rng, **KINDS[name])
    return fit_sentences(fresh, sentences, labels, rng=rng, epochs=epochs, progress=False)[0]


def drawn(count, seed):
    """Return the places of ``count`` of the sentences to learn from, drawn with a seed."""
    return np.random.default_rng(1000 + seed).permutation(reviews.TRAIN)[:count]


def reader_of_both(seed, epochs=10):
    """Return an LSTM that learned from the films and from 4,000 made sentences."""
    train, _ = reviews.split_films()
    rng = np.random.default_rng(seed)
    made, labels = reviews.contrary(MADE, rng)
    sentences = [*train.sentences, *made]
    fresh = init_sentence_model(reviews.vocabulary_of(sentences), 32, rng)
    settings = {"optimizer": Adam(5e-3), "dropout_rate": 0.3, "word_dropout": 0.05, "progress": False}
    labels = np.concatenate([train.labels, labels])
    return fit_sentences(fresh, sentences, labels, rng=rng, epochs=epochs, **settings)[0]


def asked():
    """Return all sentences that the networks are asked about, in the order of `pretrained.review_judgements`."""
    pairs = [side for kind in ("not good", "not bad", "order") for pair in reviews.minimal_pairs(kind) for side in pair]
    return [*reviews.split_films()[1].sentences, *reviews.reviews("goods").sentences, *pairs]


def padded_reader(length, masked, seed, epochs=6):
    """Return the share of unseen made sentences that an LSTM of 16 units judges right when padded to ``length``."""
    rng = np.random.default_rng(seed)
    (made, labels), (unseen, truth) = reviews.contrary(2000, rng), reviews.contrary(1000, rng)
    vocabulary = reviews.vocabulary_of(made)
    x, mask = reviews.padded(vocabulary, made, length)
    x_unseen, mask_unseen = reviews.padded(vocabulary, unseen, length)
    model, _ = fit(
        init_model(len(vocabulary), 16, 1, rng),
        x,
        labels[:, None],
        rng=rng,
        loss=losses.sigmoid_cross_entropy,
        optimizer=Adam(1e-2),
        schedule=cosine_decay,
        clip=1.0,
        epochs=epochs,
        mask=mask if masked else None,
        progress=False,
    )
    logits = predict(model, x_unseen, mask=mask_unseen if masked else None)[:, 0]
    return float(np.mean((logits > 0) == truth))


def curves():
    """Return {count: accuracies on the unseen films of LSTMs that learned from so many sentences}."""
    _, test = reviews.split_films()
    right = {}
    for count, epochs in SIZES.items():
        readers = (film_reader("LSTM", seed, count, epochs) for seed in range(SEEDS))
        right[count] = [
            round(float(np.mean((reader.logits(test.sentences) > 0) == test.labels)), 3) for reader in readers
        ]
        print(count, right[count], flush=True)
    return right


def save(model, folder=FOLDER):
    """Write a `SentenceModel`'s weights as float16, and its vocabulary."""
    names = ("embedding", "W_x", "W_h", "b", "readout_W", "readout_b")
    embedding, (params,), readout = model.weights
    found = zip(names, (embedding, *params, *readout), strict=True)
    arrays = {name: array.astype(np.float16) for name, array in found}
    facts = json.dumps({"words": model.vocabulary.words})
    np.savez_compressed(Path(folder) / "review_model.npz", **arrays, facts=np.array(facts))


def main():
    """Measure everything, and write the three files."""
    begun, said = process_time(), {}
    sentences = asked()
    for name in KINDS:
        said[name] = np.stack([film_reader(name, seed).logits(sentences) for seed in range(SEEDS)])
        print(name, round(process_time() - begun), "s", flush=True)
    both = [reader_of_both(seed) for seed in range(SEEDS)]
    said["LSTM, both kinds"] = np.stack([reader.logits(sentences) for reader in both])
    save(both[0])
    np.savez_compressed(FOLDER / "review_judgements.npz", **{k: said[k].astype(np.float16) for k in REVIEWERS})
    print("both", round(process_time() - begun), "s", flush=True)
    made, truth = reviews.contrary(1000, np.random.default_rng(99))
    padding = {
        f"{length}, {'mask' if masked else 'no mask'}": [padded_reader(length, masked, s) for s in range(SEEDS)]
        for length, masked in ((13, False), (13, True), (40, False), (40, True))
    }
    found = {
        "curve": curves(),
        "padding": padding,
        "made": [round(float(np.mean((reader.logits(made) > 0) == truth)), 3) for reader in both],
        "cpu_seconds": round(process_time() - begun),
    }
    (FOLDER / "review_curves.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
