"""Measure what lesson 19 compares, over three seeds, and store it with the networks that the lesson and its lab use.

    python -m lstm_helpers.pretrained.measure_films                  some ten minutes on one core

`film_scores.json` holds shares of unseen films; `film_networks.npz` an eye, a watcher and two captioners, with seed 0.
Every film that judges shows handwriting that nobody learned from. Captioners: the eye learns first, from single frames;
then it is left as it is, and encoder and decoder learn from what it sees.
"""

import json
import sys
from time import process_time

import numpy as np

from lstm_helpers.data import films
from lstm_helpers.maths.captioner import captions
from lstm_helpers.maths.translator import END
from lstm_helpers.maths.watcher import Watcher, look, watch
from lstm_helpers.pretrained.stored import FOLDER
from lstm_helpers.pretrained.watching import CAPTIONERS, WATCHERS, FilmNetworks, save_networks

SEEDS = (1, 2, 3)
LEARN, UNSEEN, EPOCHS, BATCH, RATE = 2500, 1000, 14, 32, 3e-3
"""Films of one motion to learn from and to be judged by, and how the watchers are trained."""
PAIRS, SINGLE, LONG, MOST = 4000, 1000, 16, 6
"""Films of two motions and of one that the captioners learn from; their frames; the words of the longest caption."""
FEATURES, CHANNELS, STILL_EPOCHS, CAPTION_EPOCHS = 48, (12, 24), 4, 20
"""What the captioners' eye gives, its maps, and epochs of the eye and of the captioners."""


def keras_models():
    """The room of Keras, with a clear session."""
    from lstm_helpers import keras_models as made

    made.keras.backend.clear_session()
    made.forget()
    return made


# Watchers -------------------------------------------------------------------------------------------------------------


def one_motion(seed):
    """Return (`Films` to learn from, unseen `Films`), each of one motion in 12 frames."""
    rng = np.random.default_rng(seed)
    return films.films(LEARN, rng), films.films(UNSEEN, rng, unseen=True)


def trained_watcher(kind, seed, learn, epochs=EPOCHS):
    """Return a Keras model of one of the `WATCHERS` that has learned from `Films` of one motion."""
    made = keras_models()
    keras, rng = made.keras, np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    T = 1 if kind == "frame" else learn.frames.shape[1]
    model = made.film_model("mean" if kind == "frame" else kind, T)
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * int(np.ceil(len(learn.frames) / BATCH)))
    loss = [keras.losses.SparseCategoricalCrossentropy(from_logits=True) for _ in range(2)]
    model.compile(keras.optimizers.Adam(rate, clipnorm=1.0), loss)
    y = [learn.motion[:, 0], learn.digit]
    for _ in range(epochs):
        x = shown_to(kind, learn.frames, rng)
        model.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)
    return model


def shown_to(kind, frames, rng):
    """Return what a kind of watcher is shown: one frame of each film at random, or all of them."""
    if kind != "frame":
        return frames
    return frames[np.arange(len(frames)), rng.integers(0, frames.shape[1], len(frames))][:, None]


def judged_watcher(kind, seed, model, unseen):
    """Return a dict of shares, see `watching.film_scores`."""
    rng, frames, (motion, digit) = np.random.default_rng(seed), unseen.frames, (unseen.motion[:, 0], unseen.digit)
    turned = np.stack([film[rng.permutation(len(film))] for film in frames])
    ways = {"": frames, "opposite": frames[:, ::-1], "shuffled": turned}
    said = {way: answers(model, shown_to(kind, some, rng)) for way, some in ways.items()}
    return {
        "motion": share(said[""][0] == motion),
        "digit": share(said[""][1] == digit),
        "opposite": share(said["opposite"][0] == motion ^ 1),
        "shuffled": share(said["shuffled"][0] == motion),
        "shuffled digit": share(said["shuffled"][1] == digit),
    }


def answers(model, x, batch=100):
    """Return (motion (N,), digit (N,)) that a Keras model says, fed in small batches by hand."""
    said = [[np.argmax(z, axis=-1) for z in model(x[n : n + batch], training=False)] for n in range(0, len(x), batch)]
    return tuple(np.concatenate(parts) for parts in zip(*said, strict=True))


def share(values):
    """Return a mean with four digits."""
    return round(float(np.mean(values)), 4)


def watchers():
    """Return {kind: {what: three values}}."""
    found = {}
    for seed in SEEDS:
        learn, unseen = one_motion(seed)
        for kind in WATCHERS:
            row = judged_watcher(kind, seed, trained_watcher(kind, seed, learn), unseen)
            print(seed, kind, row, flush=True)
            for key, value in row.items():
                found.setdefault(kind, {}).setdefault(key, []).append(value)
    return found


# Captioners -----------------------------------------------------------------------------------------------------------


def two_motions(seed):
    """Return (list of `Films` to learn from, unseen films of seen combinations, and of unseen ones), 16 frames each."""
    rng = np.random.default_rng(seed)
    learn = [films.films(PAIRS, rng, motion=films.drawn_pairs(PAIRS, rng), T=LONG), films.films(SINGLE, rng, T=LONG)]
    pairs = (films.drawn_pairs(UNSEEN, rng, unseen=unseen) for unseen in (False, True))
    return learn, *(films.films(UNSEEN, rng, motion=motion, T=LONG, unseen=True) for motion in pairs)


def trained_eye(seed, learn, epochs=STILL_EPOCHS):
    """Return the `Eye` that has learned from the single frames of a list of `Films`."""
    made = keras_models()
    keras = made.keras
    keras.utils.set_random_seed(seed)
    looks = made.eye(FEATURES, channels=CHANNELS)
    model = made.still_model(looks)
    frames, *targets = (np.concatenate(parts) for parts in zip(*map(made.still_targets, learn), strict=True))
    rate = keras.optimizers.schedules.CosineDecay(RATE, epochs * int(np.ceil(len(frames) / 128)))
    loss = [keras.losses.SparseCategoricalCrossentropy(from_logits=True), "mse"]
    model.compile(keras.optimizers.Adam(rate), loss, loss_weights=[1, 3])
    model.fit(frames, targets, batch_size=128, epochs=epochs, verbose=0)
    return made.eye_of(looks)


def said_of(found):
    """Return the right captions of `Films`."""
    return [films.caption(int(digit), motion) for digit, motion in zip(found.digit, found.motion, strict=True)]


def trained_captioner(kind, seed, features, right, epochs=CAPTION_EPOCHS):
    """Return a Keras captioner of one of the `CAPTIONERS` that has learned from features (N, T, D) and captions."""
    made = keras_models()
    keras = made.keras
    keras.utils.set_random_seed(seed)
    model = made.captioner(None if kind == "without" else kind, *features.shape[1:], films.WORDS, MOST)
    before, after = made.caption_forcing(model, right)
    rate = keras.optimizers.schedules.CosineDecay(5e-3, epochs * int(np.ceil(len(features) / 64)))
    model.compile(keras.optimizers.Adam(rate, clipnorm=1.0), made.translation_loss())
    model.fit([features, before], after, batch_size=64, epochs=epochs, verbose=0)
    return model


def written(model, features):
    """Return the captions that a Keras captioner writes greedily: a list of tuples of words."""
    words, (N, T) = model.words, (len(features), MOST + 1)
    before = np.full((N, T), -1, np.int32)
    before[:, 0] = len(words) - 1
    for t in range(T):
        said = [model([features[n : n + 500], before[n : n + 500]])[:, t] for n in range(0, N, 500)]
        best = np.concatenate([np.argmax(logits, axis=-1) for logits in said])  # (N,)
        if t + 1 < T:
            before[:, t + 1] = best
    rows = np.concatenate([before[:, 1:], best[:, None]], axis=1).tolist()
    ends = [row.index(len(words) - 1) if len(words) - 1 in row else T for row in rows]
    return [tuple(words[k] for k in row[:end]) for row, end in zip(rows, ends, strict=True)]


def judged_captions(found, right):
    """Return {"exact": share of captions without a mistake, "words": share of words and end marks in their places}."""
    words = [
        [a == b for a, b in zip((*one, END), (*other, END, *[""] * MOST), strict=False)]
        for one, other in zip(right, found, strict=True)
    ]
    return {"exact": share([a == b for a, b in zip(right, found, strict=True)]), "words": share(np.concatenate(words))}


def looked_at(eye, some):
    """Return what the eye sees in a list of `Films`, (N, T, D) float32."""
    return np.concatenate([look(eye, found.frames) for found in some])


def caption_seed(seed):
    """Return {captioner: {"seen", "unseen", "learned": `judged_captions`}} of one seed."""
    learn, *judges = two_motions(seed)
    eye = trained_eye(seed, learn)
    features, right = looked_at(eye, learn), [words for found in learn for words in said_of(found)]
    sees = {"seen": judges[0], "unseen": judges[1], "learned": films.Films(*(part[:UNSEEN] for part in learn[0]))}
    seen = {name: (looked_at(eye, [found]), said_of(found)) for name, found in sees.items()}
    rows = {}
    for kind in CAPTIONERS:
        model = trained_captioner(kind, seed, features, right)
        rows[kind] = {name: judged_captions(written(model, x), y) for name, (x, y) in seen.items()}
        print(seed, kind, rows[kind], flush=True)
    return rows


def caption_scores():
    """Return {captioner: {"seen", "unseen", "learned": {"exact", "words": three values}}}."""
    found = {}
    for seed in SEEDS:
        for kind, parts in caption_seed(seed).items():
            for part, shares in parts.items():
                row = found.setdefault(kind, {}).setdefault(part, {})
                for key, value in shares.items():
                    row.setdefault(key, []).append(value)
    return found


# The stored networks --------------------------------------------------------------------------------------------------


def trained_reader(seed, features, motion, digit, epochs=CAPTION_EPOCHS):
    """Return the `Watcher` that has learned to say motion and digit after *every* frame of films of one motion."""
    made = keras_models()
    keras = made.keras
    keras.utils.set_random_seed(seed)
    x = keras.Input(features.shape[1:])
    h = keras.layers.LSTM(48, return_sequences=True, unroll=True, name="lstm")(x)
    heads = [keras.layers.Dense(n, name=name)(h) for n, name in ((8, "motion"), (10, "digit"))]
    model = keras.Model(x, heads)
    loss = [keras.losses.SparseCategoricalCrossentropy(from_logits=True) for _ in range(2)]
    rate = keras.optimizers.schedules.CosineDecay(5e-3, epochs * int(np.ceil(len(features) / 32)))
    model.compile(keras.optimizers.Adam(rate, clipnorm=1.0), loss)
    y = [np.repeat(values[:, None], features.shape[1], axis=1) for values in (motion, digit)]
    model.fit(features, y, batch_size=32, epochs=epochs, verbose=0)
    return Watcher(*(made.params_of(model.get_layer(name)) for name in ("lstm", "motion", "digit")))


def halved(value):
    """Return parameters, however nested, as half precision stores them."""
    if isinstance(value, np.ndarray):
        return value.astype(np.float16).astype(value.dtype)
    return type(value)(*map(halved, value)) if hasattr(value, "_fields") else value


def stored():
    """Train the networks that are stored, with seed 0, and write them."""
    learn, seen, unseen = two_motions(0)
    eye = halved(trained_eye(0, learn))
    features, right = looked_at(eye, learn), [words for found in learn for words in said_of(found)]
    single = films.films(LEARN, np.random.default_rng(10), T=LONG)
    watcher = halved(trained_reader(0, look(eye, single.frames), single.motion[:, 0], single.digit))
    made = [keras_models().captioner_of(trained_captioner(kind, 0, features, right)) for kind in ("dot", "without")]
    networks = FilmNetworks(eye, watcher, *map(halved, made))
    save_networks(networks, **judged_networks(networks, seen, unseen), seed=0)


def judged_networks(networks, seen, unseen):
    """Return the facts of `watching.film_networks`, save the seed; all in NumPy."""
    single = films.films(UNSEEN, np.random.default_rng(11), T=LONG, unseen=True)
    said = watch(networks.watcher, look(networks.eye, single.frames))
    exact = {
        name: [exactly(networks.eye, net, some) for some in (seen, unseen)]
        for name, net in (("dot", networks.captioner), ("without", networks.without))
    }
    motion, digit = (chances[:, -1].argmax(axis=-1) for chances in said[:2])
    return {"motion": share(motion == single.motion[:, 0]), "digit": share(digit == single.digit), "exact": exact}


def exactly(eye, captioner, some):
    """Return the share of captions without a mistake that a `Captioner` writes, in NumPy."""
    found = captions(captioner, look(eye, some.frames))
    return judged_captions([one.words for one in found], said_of(some))["exact"]


PARTS = {"stored": stored, "watchers": watchers, "captions": caption_scores}


def main(parts):
    """Measure the parts that are named, or all, and write the files."""
    path = FOLDER / "film_scores.json"
    for part in parts or PARTS:
        begun, measured = process_time(), PARTS[part]()
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        found |= {} if measured is None else {part: measured}
        found.setdefault("cpu_seconds", {})[part] = round(process_time() - begun)
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
