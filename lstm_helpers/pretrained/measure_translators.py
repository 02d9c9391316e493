"""Measure what lesson 14 compares, over several seeds, and store it with two of the networks.

    python -m lstm_helpers.pretrained.measure_translators            about half an hour on one core

`translator_scores.json` holds shares of unseen sentences that were translated exactly; `translator_dot.npz` and
`translator_plain.npz` hold a translator with attention, as after 8 epochs, and one without, as after 24. All are
trained alike: batches of 64, Adam with a rate that falls from 1e-2 along a cosine, gradients clipped to norm 1.
"""

import json
import sys
from time import process_time

import numpy as np

from lstm_helpers.data import numbers
from lstm_helpers.maths import translator as translators
from lstm_helpers.maths.translator import translate_all
from lstm_helpers.pretrained import FOLDER, SEEDS

TRAIN, UNSEEN, EPOCHS, MORE, PATIENCE = 4000, 1000, 8, 24, 72
"""Pairs to learn from, pairs to be judged by, and epochs: the usual number, three times and nine times as many."""
BATCH, RATE = 64, 1e-2
RATES = (5e-3, 2e-2)
"""Other highest rates of learning: half of the usual one, and twice."""
KINDS = {"without": None, "dot": "dot", "additive": "additive"}
EMBEDDINGS = ("source_embedding", "target_embedding")
LONGEST = {"English": 9, "German": 11}
"""Words of the longest number below a million."""
COUNTS = (2, 5)
"""So many numbers in one sentence."""


def split(seed, count=1):
    """Return (sentences of ``count`` numbers to learn from (4000, count), unseen ones (1000, count)), drawn alike."""
    rng = np.random.default_rng(seed)
    rows = np.array([numbers.drawn(TRAIN + UNSEEN, rng) for _ in range(count)]).T
    return rows[:TRAIN], rows[TRAIN:]


def said(sentences, language):
    """Return the words of sentences of numbers, (N, count), in a language: a list of tuples."""
    return [numbers.sentence(row, language) for row in sentences.tolist()]


def trained(kind, seed, train, epochs=EPOCHS, highest=RATE):
    """Return the `Translator` of one of the `KINDS` that has learned from ``train`` (N, count)."""
    from lstm_helpers import keras_models as made

    keras, count = made.keras, train.shape[1]
    keras.backend.clear_session()
    made.forget()
    keras.utils.set_random_seed(seed)
    comma = [numbers.COMMA] * (count > 1)
    words = [[*vocabulary, *comma] for vocabulary in (numbers.ENGLISH, numbers.GERMAN)]
    S, T = (longest * count + count - 1 for longest in LONGEST.values())
    model = made.translator(*words, S, T + 1, attention=KINDS[kind], unroll=count == 1)
    x, y = made.teacher_forcing(model, said(train, "English"), said(train, "German"))
    rate = keras.optimizers.schedules.CosineDecay(highest, epochs * int(np.ceil(len(train) / BATCH)))
    model.compile(keras.optimizers.Adam(rate, clipnorm=1.0), made.translation_loss(), steps_per_execution=9)
    model.fit(x, y, batch_size=BATCH, epochs=epochs, verbose=0)
    return made.translator_of(model)


def exact(learned, sentences):
    """Return the share of sentences of numbers that are translated without a mistake."""
    found = translate_all(learned, said(sentences, "English"), most=80)
    right = said(sentences, "German")
    return _share([one.words == words for one, words in zip(found, right, strict=True)])


def rounded(learned):
    """Return a translator whose weights are those of half precision, as they are stored."""
    halves = {
        part: type(value)(*(array.astype(np.float16).astype(float) for array in value))
        for part, value in zip(learned._fields, learned, strict=True)
        if part in ("encoder", "decoder", "readout")
    }
    tables = {part: getattr(learned, part).astype(np.float16).astype(float) for part in EMBEDDINGS}
    return learned._replace(**halves, **tables)


def save(learned, name, folder=FOLDER, **facts):
    """Write a translator's weights as float16, with its words and what is known of it."""
    arrays = {part: getattr(learned, part) for part in EMBEDDINGS}
    for part in ("encoder", "decoder", "readout"):
        params = getattr(learned, part)
        arrays |= {f"{part}_{key}": array for key, array in zip(params._fields, params, strict=True)}
    arrays = {key: array.astype(np.float16) for key, array in arrays.items()}
    facts |= {"source": learned.source, "target": learned.target, "attention": learned.attention}
    np.savez_compressed(folder / f"translator_{name}.npz", **arrays, facts=json.dumps(facts))


def over_seeds(name, measure, seeds=SEEDS):
    """Return what ``measure(seed)`` gives for each seed, and print it."""
    found = [measure(seed) for seed in seeds]
    print(name, found, flush=True)
    return found


def alone(kind, epochs):
    """Return {what: five values} of translators of one kind that learned single numbers."""

    def measured(seed):
        train, unseen = split(seed)
        learned = trained(kind, seed, train, epochs)
        return {"exact": exact(learned, unseen)} | {
            f"beam of {width}": by_beam(learned, unseen[:300], width) for width in (1, 5)
        }

    rows = over_seeds(f"{kind}, {epochs} epochs:", measured)
    return {key: [row[key] for row in rows] for key in rows[0]}


def by_beam(learned, sentences, width):
    """Return the share of sentences that the likeliest of a beam translates exactly."""
    pairs = zip(said(sentences, "English"), said(sentences, "German"), strict=True)
    found = [translators.beam(learned, source, width)[0].words == right for source, right in pairs]
    return _share(found)


def looks(learned, single):
    """Return where a translator with attention looks, and whether it matters: over what it translates exactly.

    Returns
    -------
    dict
        ``crossed``: of the numbers with a one and a ten after *und*, the share in which the one looks right of the ten.
        ``partner`` {role: share of the building blocks that look most at the English word that means them};
        ``evenly`` {role: share that is still right where all weights of that step are made equal}, and for "end".
    """
    crossed, partner, evenly = [], {}, {}
    for found, n in zip(translate_all(learned, [numbers.english(n) for n in single]), single, strict=True):
        if found.words != numbers.german(n):
            continue
        most, roles = found.weights.argmax(axis=1), numbers.roles(n, "German")
        crossed += [most[t - 1] > most[t + 1] for t, role in enumerate(roles) if role == "and"]
        for role, place, at in zip(roles, numbers.partners(n, "German"), most, strict=False):
            if place is not None:
                partner.setdefault(role, []).append(at == place)
        for role, right in zip((*roles, "end"), right_evenly(learned, n), strict=True):
            evenly.setdefault(role, []).append(right)
    return {"crossed": _share(crossed)} | {
        name: {role: _share(values) for role, values in shares.items()}
        for name, shares in (("partner", partner), ("evenly", evenly))
    }


def right_evenly(learned, n):
    """Return for each building block of a number, and the end mark, whether it comes where attention is even: bools.

    The decoder reads the right words before it.
    """
    memory, state = translators.encode(learned, [numbers.english(n)])
    even = np.full(memory.mask.shape, 1 / memory.mask.size)
    before, right = len(learned.target) - 1, []
    for word in (*numbers.german(n), translators.END):
        made = translators.step(learned, memory, state, [before], attention=even)
        state, before = made.state, learned.target.index(word)
        right.append(bool(made.logits.argmax() == before))
    return right


def _share(values):
    return round(float(np.mean(values)), 4)


def longer(kind, seed):
    """Return the share of six-digit numbers that one translates who has learned numbers of five digits at most."""
    rng = np.random.default_rng(seed)
    train, unseen = numbers.drawn(TRAIN, rng, most=5), numbers.drawn(UNSEEN, rng, least=6)
    return exact(trained(kind, seed, train[:, None], MORE), unseen[:, None])


def several(count, kind, epochs, seed, highest=RATE):
    """Return the share of unseen sentences of ``count`` numbers that are translated exactly."""
    train, unseen = split(seed, count)
    return exact(trained(kind, seed, train, epochs, highest), unseen)


def main(parts):
    """Measure the parts that are named, or all, and write the files."""
    path = FOLDER / "translator_scores.json"
    for part in parts or PARTS:
        begun, measured = process_time(), PARTS[part]()
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        found |= {} if measured is None else {part: measured}
        found.setdefault("cpu_seconds", {})[part] = round(process_time() - begun)
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _alone():
    return {kind: {str(epochs): alone(kind, epochs) for epochs in (EPOCHS, MORE)} for kind in KINDS}


def _longer():
    return {kind: over_seeds(f"longer, {kind}:", lambda s, k=kind: longer(k, s)) for kind in ("without", "dot")}


def _looks():
    def measured(seed):
        train, unseen = split(seed)
        return looks(trained("dot", seed, train), unseen[:, 0])

    return over_seeds("looks:", measured)


def _rates():
    return {
        kind: {
            str(rate): over_seeds(f"{kind} {rate}", lambda s, k=kind, r=rate: several(1, k, EPOCHS, s, r), SEEDS[:3])
            for rate in RATES
        }
        for kind in ("without", "dot")
    }


def _rates_of_two():
    """Two numbers in a sentence, without attention, three times the usual training, and each of the rates."""
    return {
        str(rate): over_seeds(f"two, {rate}", lambda s, r=rate: several(2, "without", MORE, s, r), SEEDS[:3])
        for rate in RATES
    }


def _several(count):
    return {
        kind: {
            str(epochs): over_seeds(
                f"{count} numbers, {kind}, {epochs}:", lambda s, k=kind, e=epochs: several(count, k, e, s), SEEDS[:3]
            )
            for epochs in (EPOCHS, MORE)
        }
        for kind in ("without", "dot")
    }


def _patience():
    """Two numbers in a sentence, without attention, and nine times the usual training."""
    return over_seeds("patience:", lambda seed: several(2, "without", PATIENCE, seed), SEEDS[:3])


def _stored():
    """The two networks themselves, with seed 0."""
    train, unseen = split(0)
    for name, kind, epochs in (("dot", "dot", EPOCHS), ("plain", "without", MORE)):
        learned = rounded(trained(kind, 0, train, epochs))
        save(learned, name, exact=exact(learned, unseen), epochs=epochs, seed=0)
        print(name, exact(learned, unseen), flush=True)


PARTS = {
    "stored": _stored,
    "alone": _alone,
    "longer": _longer,
    "rates": _rates,
    "rates, 2": _rates_of_two,
    "looks": _looks,
    "patience": _patience,
}
PARTS |= {f"several, {count}": lambda count=count: _several(count) for count in COUNTS}

if __name__ == "__main__":
    main(sys.argv[1:])
