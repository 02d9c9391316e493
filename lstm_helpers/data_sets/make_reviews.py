"""Make `reviews.tsv` from the source archive of the Python package vaderSentiment 3.3.2.

    python -m pip download --no-deps --no-binary :all: vaderSentiment==3.3.2
    python -m lstm_helpers.data_sets.make_reviews vaderSentiment-3.3.2.tar.gz

Of its 10,605 sentences about films and 3,708 about goods, those stay whose mean rating by twenty people is at least 1
away from 0, of 4 to 45 words; of these 5,000 about films and 1,000 about goods are drawn, half of them positive.
"""

import io
import sys
import tarfile

import numpy as np

from lstm_helpers.data_sets import FOLDER

INNER = "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz"
SETS = (("film", "movieReviewSnippets", 5000), ("goods", "amazonReviewSnippets", 1000))
CLEAR, SHORTEST, LONGEST, SEED = 1.0, 4, 45, 0


def rated(archive, name):
    """Return (rating, sentence) of every line of one of the package's files that this course can use."""
    lines = archive.extractfile(f"hutto_ICWSM_2014/{name}_GroundTruth.txt").read().split(b"\n")
    kept = {}
    for line in lines:
        if line.isascii() and line.count(b"\t") >= 2:
            _, rating, sentence = line.decode().split("\t", 2)
            sentence = " ".join(sentence.split())
            if abs(float(rating)) >= CLEAR and SHORTEST <= len(sentence.split()) <= LONGEST:
                kept.setdefault(sentence, float(rating))
    return [(rating, sentence) for sentence, rating in kept.items()]


def draw(rows, count, rng):
    """Return ``count`` rows in a random order, half positive, half negative, taking turns."""
    sides = [[row for row in rows if (row[0] > 0) == positive] for positive in (True, False)]
    sides = [[side[n] for n in rng.permutation(len(side))[: count // 2]] for side in sides]
    return [row for pair in zip(*sides, strict=True) for row in pair]


def main(path):
    """Write `reviews.tsv` beside this file."""
    rng, lines = np.random.default_rng(SEED), ["kind\trating\tsentence"]
    with tarfile.open(path) as outer, tarfile.open(fileobj=io.BytesIO(outer.extractfile(INNER).read())) as inner:
        for kind, name, count in SETS:
            rows = draw(rated(inner, name), count, rng)
            lines += [f"{kind}\t{rating:.2f}\t{sentence}" for rating, sentence in rows]
    (FOLDER / "reviews.tsv").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main(*sys.argv[1:])
