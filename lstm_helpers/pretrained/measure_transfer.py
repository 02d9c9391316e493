"""Teach English–German translators Dutch from few pairs, in five ways with five seeds each; store how well it went.

    python -m lstm_helpers.pretrained.measure_transfer            some twenty minutes on one core

Every training is appended to a file at once, and what stands there is not done again; ``--into FILE`` names the file,
which otherwise lies in the folder for temporary files.
"""

import argparse
import itertools
import json
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from lstm_helpers.data import numbers
from lstm_helpers.maths.translator import init_translator, translate_all
from lstm_helpers.pretrained import FOLDER
from lstm_helpers.pretrained.resumable import measured
from lstm_helpers.training import begin_with, fit_translator
from lstm_helpers.training.optimizers import Adam, cosine_decay

SEEDS, SIZES, RATES = 5, (50, 100, 200, 400, 800), (0.01, 0.03)
WORDS, UNITS, LEARNED = 33, 62, 4000
"""Numbers in an embedding, units, and the pairs from which German was learned."""
READS = ("source_embedding", "encoder")
WAYS = {
    "from scratch": ((), ()),
    "encoder frozen": (READS, READS),
    "encoder tuned": (READS, ()),
    "all tuned": ((*READS, "decoder"), ()),
    "frozen, words permuted": (READS, READS),
}
"""By name: what is taken from German, and what of it is frozen."""
HASTY = {"updates": 100, "optimizer": Adam(3e-3)}
"""The budget that proves nothing: as many updates for each, and one rate."""
FILE = FOLDER / "transfer.json"


def pairs(drawn, language):
    """Return (English, translations) of numbers, two lists of tuples of words."""
    return [numbers.english(int(n)) for n in drawn], [numbers.SAY[language](int(n)) for n in drawn]


@cache
def unseen():
    """Return the 500 numbers on which everything is judged, and that nobody learns from."""
    return tuple(numbers.drawn(500, np.random.default_rng(2024)).tolist())


@cache
def german(seed, updates=2000):
    """Return a translator that learned German from 4,000 pairs."""
    rng = np.random.default_rng(seed)
    drawn = numbers.drawn(LEARNED + 300, rng, without=unseen())
    learned, held_out = pairs(drawn[300:], "German"), pairs(drawn[:300], "German")
    fresh = init_translator(numbers.ENGLISH, numbers.GERMAN, WORDS, UNITS, rng, attention="dot")
    how = {"updates": updates, "patience": updates, "optimizer": Adam(5e-3), "schedule": cosine_decay}
    return fit_translator(fresh, *learned, rng=rng, validation=held_out, progress=False, **how)[0]


def permuted(translator, seed):
    """Return a translator that takes every English word for another one, the same each time."""
    order = np.random.default_rng(seed).permutation(len(translator.source))
    return translator._replace(source_embedding=translator.source_embedding[order])


def dutch_pairs(count, seed):
    """Return the numbers from which Dutch is learned."""
    return numbers.drawn(count, np.random.default_rng([seed, count]), without=unseen())


def learn_dutch(source, way, drawn, seed, *, progress=False, **how):
    """Return (translator, history): the first fifth of the numbers validates, the rest is learned from."""
    keep, frozen = WAYS[way]
    rng = np.random.default_rng(seed)
    begun = begin_with(source, numbers.DUTCH, rng, keep=keep)
    held_out, learned = pairs(drawn[: len(drawn) // 5], "Dutch"), pairs(drawn[len(drawn) // 5 :], "Dutch")
    how |= {"validation": held_out, "frozen": frozen, "progress": progress}
    return fit_translator(begun, *learned, rng=rng, **how)


def exact(translator, language="Dutch", drawn=None):
    """Return the share of numbers, the unseen ones by default, that come out right in every word."""
    said, right = pairs(unseen() if drawn is None else drawn, language)
    made = translate_all(translator, said, most=20)
    return float(np.mean([one.words == words for one, words in zip(made, right, strict=True)]))


def one(way, count, seed, rate):
    """Return what one training comes to: its ``exact`` matches, its ``validation`` (wrong words, loss), ``updates``."""
    source = permuted(german(seed), seed) if "permuted" in way else german(seed)
    how = HASTY if rate == "hasty" else {"optimizer": Adam(rate)}
    model, history = learn_dutch(source, way, dutch_pairs(count, seed), seed, **how)
    lowest = min(zip(history.val_wrong, history.val_loss, strict=True))
    return {"exact": exact(model), "validation": lowest, "updates": len(history.batch_loss)}


def entries():
    """Return every (way, pairs, seed, rate), seed by seed; "hasty" stands for a rate, too."""
    found = [*itertools.product(WAYS, SIZES, range(SEEDS), RATES)]
    found += itertools.product(("from scratch", "all tuned"), SIZES, range(SEEDS), ("hasty",))
    return sorted(found, key=lambda entry: entry[2])


def chosen(done):
    """Return {(way, pairs, seed): rate}: of two rates the one that the training's own validation prefers."""
    runs = itertools.product(WAYS, SIZES, range(SEEDS))
    return {run: min(RATES, key=lambda rate: done[*run, rate]["validation"]) for run in runs}


def summary(done):
    """Return what is stored: of its two rates every training keeps the one that its own validation prefers."""
    ways = {name: {str(count): [] for count in SIZES} for name in WAYS}
    rates, updates = {name: [] for name in WAYS}, {name: [] for name in WAYS}
    for (way, count, seed), rate in chosen(done).items():
        found = done[way, count, seed, rate]
        ways[way][str(count)].append(round(found["exact"], 3))
        rates[way].append(rate)
        updates[way].append(found["updates"])
    hasty = {
        way: {str(n): [round(done[way, n, seed, "hasty"]["exact"], 3) for seed in range(SEEDS)] for n in SIZES}
        for way in ("from scratch", "all tuned")
    }
    fast = {way: round(float(np.mean(np.equal(found, max(RATES)))), 2) for way, found in rates.items()}
    longest = {way: [int(np.median(found)), max(found)] for way, found in updates.items()}
    return {
        "exact": ways,
        "hasty": hasty,
        "share_of_the_higher_rate": fast,
        "updates_median_and_most": longest,
        "german": [round(exact(german(seed), "German"), 3) for seed in range(SEEDS)],
        "cpu_seconds": round(sum(found["cpu_seconds"] for found in done.values())),
    }


def main():
    """Measure everything, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=Path(tempfile.gettempdir()) / "transfer.jsonl")
    found = summary(measured(parser.parse_args().into, entries(), one))
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
