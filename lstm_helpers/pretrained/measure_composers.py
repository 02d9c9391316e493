"""Measure what lesson 18 compares, over five seeds, and train the stored composer.

    python -m lstm_helpers.pretrained.measure_composers            about fifteen minutes on one core
    python -m lstm_helpers.pretrained.measure_composers --train    the stored composer alone, two minutes

Each seed splits the tunes anew, by melody and (as the trap) by file, and draws weights, batches and tunes anew.
"""

import json
import sys
import tempfile
from pathlib import Path
from time import process_time

import numpy as np

from lstm_helpers.data import tunes
from lstm_helpers.maths import composer, ngrams
from lstm_helpers.maths.note_grams import count_notes
from lstm_helpers.notes import Tune
from lstm_helpers.pretrained import FOLDER, SEEDS
from lstm_helpers.pretrained.resumable import measured
from lstm_helpers.training import fit_composer

PITCHES = range(55, 85)
UNITS, UPDATES, BEST_UNITS, BEST_UPDATES = 96, 900, 128, 2000
SHORT = (200, 400)
"""Updates without other keys, where more of them soon learn by heart; the best counts."""
ORDERS = range(1, 7)
WEIGHTS = (0.1, 0.2, 0.3, 0.5)
"""Of the n-grams in a mixture."""
WRITTEN, NOTES = 20, 48
"""Tunes that each model writes, and their notes."""


def lengths():
    """The classes of length that the stored tunes have, in order."""
    return tuple(sorted({(note.length, note.ends) for tune in tunes.chorales() for note in tune.notes}))


def fresh(units, seed):
    """A composer that has learned nothing."""
    return composer.init_composer(units, PITCHES, lengths(), np.random.default_rng(seed))


def parted(seed, by="melody"):
    """(tunes to learn from, tunes to judge by) of a seed."""
    train, test = tunes.split(np.random.default_rng(seed), by)
    return [tunes.chorales()[n] for n in train], [tunes.chorales()[n] for n in test]


def learned(train, seed, units=UNITS, updates=UPDATES, transpose=True):
    """A composer trained on tunes."""
    found, _ = fit_composer(
        fresh(units, seed),
        train,
        rng=np.random.default_rng(seed),
        updates=updates,
        transpose=transpose,
        progress=False,
    )
    return found


def costs(model, test):
    """(what each note of the tunes costs in bits (N,), and how much of that are pitch and length)."""
    found = np.concatenate([composer.bits(model, tune) for tune in test])  # (N, 2)
    return found.sum(axis=1), found.mean(axis=0)


def _counts(train, test):
    """{kind: bits a note of each order}, and the chances of the best."""
    found, best = {}, None
    for apart in (False, True):
        for transpose in (False, True):
            name = f"{'apart' if apart else 'together'}, {'in all keys' if transpose else 'as written'}"
            found[name] = []
            for order in ORDERS:
                grams = count_notes(fresh(1, 0), train, order, apart=apart, transpose=transpose)
                chances = np.concatenate([grams.of_notes(tune) for tune in test])
                found[name].append(round(ngrams.bits(chances), 4))
                best = min(best or (9e9, None), (ngrams.bits(chances), order, chances), key=lambda one: one[0])
    return found, best[-1]


def _by_melody(seed):
    """Everything that is measured on a split by melody."""
    train, test = parted(seed)
    counts, best = _counts(train, test)
    model = learned(train, seed)
    notes, shares = costs(model, test)
    without = [costs(learned(train, seed, updates=n, transpose=False), test)[0].mean() for n in SHORT]
    mixed = [ngrams.bits(ngrams.mixture(best, 2**-notes, weights=(w, 1 - w))) for w in WEIGHTS]
    return {
        "train": len(train),
        "test": len(test),
        "n-grams": counts,
        "LSTM": round(float(notes.mean()), 4),
        "pitch and length": [round(float(share), 4) for share in shares],
        "LSTM, as written": [round(float(bits), 4) for bits in without],
        "mixture": [round(bits, 4) for bits in mixed],
        "written": written(model, train, test, seed),
    }


def _by_file(seed):
    """The trap: files of one melody on both sides."""
    train, test = parted(seed, "file")
    melody, (a, b) = tunes.melodies(), tunes.split(np.random.default_rng(seed), "file")
    counts, _ = _counts(train, test)
    notes, _ = costs(learned(train, seed), test)
    known = float(np.isin(melody[b], melody[a]).mean())
    return {"n-grams": counts, "LSTM": round(float(notes.mean()), 4), "known melodies": round(known, 4)}


def written(model, train, test, seed):
    """{who wrote: what is said of the first notes of its tunes by `told`}: the LSTM, n-grams, and real tunes."""
    rng, blank = np.random.default_rng(seed), Tune("", "", 4.0, 1.0, ())
    grams = count_notes(model, train, 6)
    cut = [tune._replace(notes=tune.notes[:NOTES]) for tune in test if len(tune.notes) >= NOTES]
    found = {
        "LSTM": [composer.go_on(model, blank, rng, notes=NOTES) for _ in range(WRITTEN)],
        "LSTM, temperature 0.7": [
            composer.go_on(model, blank, rng, notes=NOTES, temperature=0.7) for _ in range(WRITTEN)
        ],
        "n-grams of order 6": [grams.go_on(blank, rng, NOTES) for _ in range(WRITTEN)],
        "real, melodies not learned": cut[:WRITTEN],
    }
    return {name: told(some, train) for name, some in found.items()}


def told(some, train):
    """What is copied, and how a tune keeps its key: a list over tunes each.

    ``copied`` (notes of the longest stretch shared with ``train``), ``outside`` (share of the time outside the best
    scale), ``moved`` (fifths between the scales of the first and of the last third).
    """
    thirds = [(tune.notes[: NOTES // 3], tune.notes[-(NOTES // 3) :]) for tune in some]
    scales = [[tunes.scale_of(part)[0] for part in pair] for pair in thirds]
    return {
        "copied": [tunes.longest_shared(tune, train).notes for tune in some],
        "outside": [round(tunes.scale_of(tune.notes)[1], 3) for tune in some],
        "moved": [tunes.fifths_between(*pair) for pair in scales],
    }


def train_stored(folder=FOLDER, units=BEST_UNITS, updates=BEST_UPDATES, seed=0):
    """Train the stored composer, write it as float16, and return (path, facts)."""
    begun, (train, test) = process_time(), parted(seed)
    model = learned(train, seed, units, updates)
    halves = [array.astype(np.float16) for part in model[:3] for array in part]
    rounded = composer.Composer(*_parts(halves), *model[3:])
    facts = {"seed": seed, "updates": updates, "bits": round(float(costs(rounded, test)[0].mean()), 3)}
    facts |= {"cpu_seconds": round(process_time() - begun), "pitches": list(model.pitches), "lengths": model.lengths}
    path, names = Path(folder) / "composer.npz", ("W_x", "W_h", "b", "pitch_W", "pitch_b", "length_W", "length_b")
    np.savez_compressed(path, **dict(zip(names, halves, strict=True)), facts=np.array(json.dumps(facts)))
    return path, facts


def _parts(arrays):
    whole = fresh(1, 0)[:3]
    arrays = iter(array.astype(float) for array in arrays)
    return [type(part)(*(next(arrays) for _ in part)) for part in whole]


def main():
    """Train the stored composer, and measure what is not measured yet."""
    print(*train_stored())
    if "--train" in sys.argv:
        return
    path, ways = Path(tempfile.gettempdir()) / "composers.jsonl", {"melody": _by_melody, "file": _by_file}
    done = measured(path, [(way, seed) for seed in SEEDS for way in ways], lambda way, seed: ways[way](seed))
    found = {way: [done[way, seed] for seed in SEEDS] for way in ways}
    (FOLDER / "composer_scores.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
