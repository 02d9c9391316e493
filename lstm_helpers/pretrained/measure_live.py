"""Train lesson 12's live network from three beginnings, and write what each costs on unseen pages: `letter_live.json`.

python -m lstm_helpers.pretrained.measure_live             about two minutes on one core
"""

import json
from time import process_time

import numpy as np

from lstm_helpers.data import pages
from lstm_helpers.maths import ngrams
from lstm_helpers.pretrained import FOLDER
from lstm_helpers.training import LetterModel, fit_strips, init_model, warm_up_then_cosine
from lstm_helpers.training.optimizers import Adam


def train(seed, updates=1800):
    """Return a `LetterModel` of 128 units, trained as the lesson's cell trains it."""
    numbers = pages.PRINTABLE.encode(pages.split_pages()[0])
    rng, K = np.random.default_rng(seed), len(pages.PRINTABLE)
    model, _ = fit_strips(
        init_model(K, 128, K, rng, every_step=True),
        numbers,
        rng=rng,
        updates=updates,
        batch=16,
        T=25,
        optimizer=Adam(6e-3),
        schedule=warm_up_then_cosine,
    )
    return LetterModel(model, pages.PRINTABLE)


def measure(seed):
    """Return what `letter_live.json` says of one seed."""
    begun = process_time()
    letters = train(seed)
    seconds = process_time() - begun
    bits = ngrams.bits(letters.of_next("".join(pages.split_pages()[1].values())))
    return {"seed": seed, "bits": round(bits, 3), "cpu_seconds": round(seconds)}


def main():
    """Measure three seeds, and write the file."""
    rows = [measure(seed) for seed in range(3)]
    (FOLDER / "letter_live.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    print(*rows, sep="\n")


if __name__ == "__main__":
    main()
