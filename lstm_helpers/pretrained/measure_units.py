"""Look for the quote unit in three networks, take it away, and write what was measured: `letter_units.json`.

    python -m lstm_helpers.pretrained.measure_units            about 25 minutes on one core: it trains two networks

The first network is the stored one; the two others are trained from other seeds by the same script, and not kept.
"""

import json

import numpy as np

from lstm_helpers.data import pages, quotes
from lstm_helpers.maths import ngrams
from lstm_helpers.pretrained import FOLDER, letter_model, train_letters
from lstm_helpers.training import tell_apart, without

SEARCH, JUDGE, OTHERS = ("async", "calls"), ("execmodel", "import"), 60


def joined(names):
    """Return some unseen pages as one text, without paragraphs whose quotes do not come in pairs."""
    unseen = pages.split_pages()[1]
    return quotes.paired_quotes("\n\n".join(unseen[name] for name in names))


def scores(letters, page):
    """Return the AUC of every unit's memory for "inside double quotes", (H,)."""
    return tell_apart(letters.trace(page).c[0, 1:], quotes.inside_quotes(page))


def measure(letters, rng):
    """Return what `letter_units.json` says of one network."""
    unit, page = int(np.argmax(scores(letters, joined(SEARCH)))), joined(JUDGE)
    judged = scores(letters, page)
    pieces = quotes.up_to_closing_quotes(page)[::3][:50]

    def cost(reader):
        return ngrams.bits(reader.of_next(pieces)[:, -1])

    whole = cost(letters)
    others = rng.choice(np.delete(np.arange(len(judged)), unit), OTHERS, replace=False)
    return {
        "unit": unit,
        "auc": round(float(judged[unit]), 3),
        "second": round(float(np.sort(np.delete(judged, unit))[-1]), 3),
        "cost": round(whole, 3),
        "rise": round(cost(without(letters, unit)) - whole, 3),
        "worst_other": round(max(cost(without(letters, int(u))) for u in others) - whole, 3),
    }


def main():
    """Measure three networks, and write the file."""
    rows = []
    for seed in range(3):
        letters = letter_model()[0] if seed == train_letters.SEED else train_letters.train(seed)
        rows.append({"seed": seed, **measure(letters, np.random.default_rng(0))})
        print(rows[-1])
    (FOLDER / "letter_units.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
