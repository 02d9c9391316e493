"""Measure what lesson 17 compares, over several seeds, and store it with three of the networks.

    python -m lstm_helpers.pretrained.measure_listening               some five minutes on one core
    python -m lstm_helpers.pretrained.measure_listening both          one of its parts alone

`listening_scores.json` holds error rates, `listener_*.npz` a listener of each kind. All listeners are trained alike:
300 batches of 32 strings. Those by which they are judged are the same for all: strings spoken in one go, and as many
put together from single digits of the same voices with pauses between; none of them is for training.
"""

import json
import sys
from time import process_time

import numpy as np

from lstm_helpers.data import voices
from lstm_helpers.maths import ctc, warping
from lstm_helpers.maths.listener import check_listener, hear, pieces, stretched, write
from lstm_helpers.maths.sound import centred
from lstm_helpers.pretrained.listening import LISTENERS, save_listener
from lstm_helpers.pretrained.stored import FOLDER

SEEDS, SPEAKER_SEEDS = (1, 2, 3), (1, 2, 3, 4, 5)
BATCHES = 300
FRAMES = 16
"""To which the baseline draws out each piece."""


def to_learn_from(kind, clips=None):
    """Return (clips, share of strings spoken in one go) of one of `LISTENERS`."""
    train = [one for one in voices.spoken_digits() if one.part == "train"] if clips is None else clips
    if kind == "espeak-ng":
        train = [one for one in train if one.synthesiser == kind]
    return train, 0.0 if kind == "joined" else 0.5


def trained(kind, seed, batches=BATCHES):
    """Return the `Listener` of one of `LISTENERS` after its training."""
    from lstm_helpers import keras_models as made

    made.keras.backend.clear_session()
    made.forget()
    made.keras.utils.set_random_seed(seed)
    model, (clips, spoken) = made.listener(), to_learn_from(kind)
    made.teach(model, clips, np.random.default_rng(seed), batches, spoken=spoken)
    return made.listener_of(model)


def errors(read, clips):
    """Return the error rate of ``read(features) -> str`` on clips."""
    return round(ctc.error_rate([one.said for one in clips], [read(one.features) for one in clips]), 4)


def errors_of(learned, judged):
    """Return {group: {way: error rate}} of a `Listener`, by its best path."""
    return {
        group: {way: errors(lambda features: write(hear(learned, features)), clips) for way, clips in ways.items()}
        for group, ways in judged.items()
    }


def fitted_cutter(clips):
    """Return the baseline, features -> str: cut at silences, and classify each piece by a logistic regression.

    It learns from the single digits among the clips: each cut as it will be, drawn out to 16 frames, centred.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def as_row(features):
        return centred(stretched(features, FRAMES)).ravel()

    singles = [one for one in clips if len(one.said) == 1]
    rows = []
    for one in singles:
        found = pieces(one.features)
        rows.append(as_row(one.features[found[0][0] : found[-1][1]]))
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=2000))
    model.fit(np.array(rows), [one.said for one in singles])

    def read(features):
        cut = [as_row(features[start:stop]) for start, stop in pieces(features)]
        return "".join(model.predict(np.array(cut))) if cut else ""

    return read


def rounded(learned):
    """Return a listener whose weights are those of half precision, as they are stored."""
    return check_listener(type(learned)(*(type(part)(*(a.astype(np.float16) for a in part)) for part in learned)))


def per_voice(learned, judged):
    """Return {new voice of flite: {way: error rate}}."""
    ways = judged["new voices, flite"]
    names = sorted({one.voice for one in ways["in one go"]})
    return {
        name: errors_of(learned, {name: {way: [c for c in clips if c.voice == name] for way, clips in ways.items()}})[
            name
        ]
        for name in names
    }


def gathered(rows):
    """Return one dict of dicts whose leaves are lists, of a list of such dicts with numbers."""
    if not isinstance(rows[0], dict):
        return rows
    return {key: gathered([row[key] for row in rows]) for key in rows[0]}


def speaker_rows(recordings):
    """Return means and spreads of the coefficients over time (N, 24): what is left if nobody asks for order."""
    return np.array([np.concatenate([one.mean(axis=0), one.std(axis=0)]) for one in recordings])


def by_means(found):
    """Return the share of unseen recordings that a logistic regression on means and spreads gives to the right man."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    model.fit(speaker_rows(found.train), found.train_speakers)
    return float(np.mean(model.predict(speaker_rows(found.test)) == found.test_speakers))


def by_warping(found):
    """Return the share of unseen recordings whose nearest neighbour by dynamic time warping is of the same man."""
    nearest = [warping.warped_distances(one, found.train).argmin() for one in found.test]
    return float(np.mean(found.train_speakers[nearest] == found.test_speakers))


def by_lstm(found, seed, epochs=60):
    """Return the share of unseen recordings that an LSTM of 32 units gives to the right man."""
    from lstm_helpers.keras_models import forget, keras

    keras.backend.clear_session()
    forget()
    keras.utils.set_random_seed(seed)
    model = speaker_model(keras)
    model.compile(keras.optimizers.Adam(1e-2), "sparse_categorical_crossentropy", steps_per_execution=9)
    model.fit(padded(found.train), found.train_speakers, batch_size=32, epochs=epochs, verbose=0)
    return float(np.mean(model.predict_on_batch(padded(found.test)).argmax(axis=1) == found.test_speakers))


def speaker_model(keras):
    """Return the Keras model that reads a recording and says who speaks: padding is masked."""
    layers = keras.layers
    read = [layers.Masking(), layers.LSTM(32), layers.Dense(9, activation="softmax")]
    return keras.Sequential([keras.Input((29, 12)), *read])


def padded(recordings):
    """Return recordings as one array (N, 29, 12), with zeros where one has ended."""
    found = np.zeros((len(recordings), 29, 12), np.float32)
    for row, one in zip(found, recordings, strict=True):
        row[: len(one)] = one
    return found


def of_listeners(kind):
    """Train the listeners of one of `LISTENERS`, store the first, and return what is stored of all."""
    judged, rows, of_voices = voices.unseen(), [], []
    for seed in SEEDS:
        learned = rounded(trained(kind, seed))
        rows.append(errors_of(learned, judged))
        of_voices.append(per_voice(learned, judged))
        print(kind, seed, rows[-1], flush=True)
        if seed == SEEDS[0]:
            save_listener(learned, kind, errors=rows[-1], seed=seed, batches=BATCHES)
    return {"listeners": {kind: gathered(rows)}} | ({"voices": gathered(of_voices)} if kind == "both" else {})


def of_opponents():
    """Return what is stored of the baseline that cuts at silences, and of those who say whose voice it is."""
    cutter, found = fitted_cutter(to_learn_from("both")[0]), voices.speakers()
    cut = {g: {way: errors(cutter, clips) for way, clips in ways.items()} for g, ways in voices.unseen().items()}
    lstm = [by_lstm(found, seed) for seed in SPEAKER_SEEDS]
    return {"cut": cut, "speakers": {"LSTM": lstm, "DTW": by_warping(found), "means and spreads": by_means(found)}}


def main(*parts):
    """Train, measure and store everything, or some of `LISTENERS` and "opponents" alone."""
    path = FOLDER / "listening_scores.json"
    for part in parts or (*LISTENERS, "opponents"):
        start = process_time()
        found = of_opponents() if part == "opponents" else of_listeners(part)
        scores = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        listeners = scores.get("listeners", {}) | found.pop("listeners", {})
        listeners = {kind: listeners[kind] for kind in LISTENERS if kind in listeners}
        spent = scores.get("cpu_seconds", {}) | {part: round(process_time() - start)}
        scores |= {**found, "listeners": listeners, "cpu_seconds": spent}
        path.write_text(json.dumps(scores, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
