"""Sentences that praise or blame: real ones about films and goods, made ones in which word order decides; vocabularies.

The real ones and their licence are told in `lstm_helpers/data_sets/README.md`.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, as_rng, as_text
from lstm_helpers.data_sets import FOLDER

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[!?]")
TRAIN = 4000
"""So many of the sentences about films, the first ones, are for learning; the others are unseen."""

GOOD = ("good", "great", "funny", "brilliant", "charming", "moving", "clever", "beautiful")
BAD = ("bad", "dull", "boring", "awful", "stupid", "tedious", "weak", "terrible")
NOUNS = ("film", "script", "story", "plot", "acting", "ending", "humor", "cast", "direction", "dialogue")
ADVERBS = ("", "very", "really", "quite")
APART_GOOD = ("fresh", "smart", "entertaining", "powerful")
APART_BAD = ("predictable", "silly", "flat", "pretentious")
"""Adjectives that no made sentence uses, so that `minimal_pairs` can ask what was understood beyond them."""


class Reviews(NamedTuple):
    """Sentences and what people said of them."""

    sentences: tuple
    ratings: np.ndarray
    """(N,): the mean of twenty people's ratings, from −4 to 4, none within 1 of zero."""

    @property
    def labels(self):
        """(N,) of int: 1 for praise, 0 for blame."""
        return (self.ratings > 0).astype(int)


@cache
def reviews(kind="film"):
    """Return the `Reviews` of one kind: "film" (5,000) or "goods" (1,000); half of each are positive.

    >>> films = reviews()
    >>> len(films.sentences), int(films.labels.sum())
    (5000, 2500)
    """
    as_choice("kind", kind, ("film", "goods"))
    lines = (FOLDER / "reviews.tsv").read_text(encoding="ascii").splitlines()[1:]
    rows = [line.split("\t", 2) for line in lines]
    rows = [(sentence, float(rating)) for its, rating, sentence in rows if its == kind]
    sentences, ratings = zip(*rows, strict=True)
    return Reviews(sentences, np.array(ratings))


def split_films():
    """Return (`Reviews` to learn from, unseen `Reviews`), 4,000 and 1,000 sentences about films."""
    films = reviews("film")
    return (
        Reviews(films.sentences[:TRAIN], films.ratings[:TRAIN]),
        Reviews(films.sentences[TRAIN:], films.ratings[TRAIN:]),
    )


def words(sentence):
    """Return the words of a sentence in small letters; of its signs only ! and ? stay.

    >>> words("It isn't bad, is it?")
    ['it', "isn't", 'bad', 'is', 'it', '?']
    """
    return WORD.findall(as_text("sentence", sentence).lower().replace("’", "'"))


@dataclass(frozen=True)
class Vocabulary:
    """The words that a network knows, by number; all others share the last number, "unknown".

    Attributes
    ----------
    words : tuple of str
        Each once.

    Examples
    --------
    >>> v = Vocabulary(("good", "film"))
    >>> v.encode("Good, good movie").tolist(), len(v)
    ([0, 0, 2], 3)
    """

    words: tuple

    def __post_init__(self):
        if not isinstance(self.words, tuple) or not all(isinstance(word, str) for word in self.words):
            raise TypeError("words must be a tuple of texts, e.g. ('good', 'film').")
        if len(set(self.words)) != len(self.words):
            raise ValueError("words holds a word twice: give each once.")

    def __len__(self):
        """How many numbers there are: the words, and one for all unknown ones."""
        return len(self.words) + 1

    def encode(self, sentence):
        """Return the numbers of a sentence's words, (T,) of int; a sentence without a word is one unknown word."""
        unknown = len(self.words)
        return np.array([self._numbers.get(word, unknown) for word in words(sentence)] or [unknown])

    @cached_property
    def _numbers(self):
        return {word: n for n, word in enumerate(self.words)}


def vocabulary_of(sentences, most=None, least=2):
    """Return the `Vocabulary` of the words that occur ``least`` times or more, at most ``most``, the frequent first.

    Count in the sentences that are learned from, and in no others.

    >>> vocabulary_of(["a good film", "a bad film"]).words
    ('a', 'film')
    """
    if isinstance(sentences, str) or not all(isinstance(sentence, str) for sentence in sentences):
        raise TypeError("sentences must be a list of texts.")
    least = as_count("least", least)
    counted = Counter(word for sentence in sentences for word in words(sentence))
    kept = sorted((word for word in counted if counted[word] >= least), key=lambda word: (-counted[word], word))
    return Vocabulary(tuple(kept if most is None else kept[: as_count("most", most)]))


def padded(vocabulary, sentences, length):
    """Return (x (N, length, V) of one-hot words, mask (N, length)): what is missing at the end is zeros, and masked.

    >>> x, mask = padded(Vocabulary(("good", "film")), ["good", "a good film"], 3)
    >>> x.shape, mask.tolist()
    ((2, 3, 3), [[True, False, False], [True, True, True]])
    """
    if not isinstance(vocabulary, Vocabulary):
        raise TypeError(f"vocabulary is {type(vocabulary).__name__}: expected a Vocabulary, e.g. vocabulary_of(texts).")
    rows, length = [vocabulary.encode(sentence) for sentence in sentences], as_count("length", length)
    if max(map(len, rows)) > length:
        raise ValueError(f"length is {length}: the longest sentence has {max(map(len, rows))} words.")
    x = np.zeros((len(rows), length, len(vocabulary)), np.float32)
    for n, row in enumerate(rows):
        x[n, np.arange(len(row)), row] = 1
    return x, np.arange(length) < np.array([len(row) for row in rows])[:, None]


def contrary(n, rng):
    """Return (n made sentences, labels (n,) of 0 and 1): two clauses of opposite opinion, of which the main one counts.

    "although the film is good the script is not funny" blames; with the same words in another order it may praise.

    >>> contrary(1, np.random.default_rng(8))
    (['the cast is really tedious but the dialogue is great'], array([1]))
    """
    n, rng = as_count("n", n), as_rng("rng", rng)
    labels, sentences = rng.integers(2, size=n), []
    for label in labels:
        main, other = _clause(label, rng), _clause(1 - label, rng)
        sentences.append(
            (f"although {other} {main}", f"{main} although {other}", f"{other} but {main}")[rng.integers(3)]
        )
    return sentences, labels


def _clause(positive, rng):
    negated = rng.integers(2)
    adjective = rng.choice(GOOD if positive != negated else BAD)
    said = ["the", rng.choice(NOUNS), "is", "not" if negated else "", rng.choice(ADVERBS), adjective]
    return " ".join(word for word in said if word)


def minimal_pairs(kind="not good"):
    """Return pairs (praise, blame) of short sentences that differ in the one word "not", or in their order alone.

    Parameters
    ----------
    kind : {"not good", "not bad", "order"}
        "the film is smart" / "the film is not smart"; "the film is not flat" / "the film is flat";
        "although the plot is flat the film is smart" / "although the film is smart the plot is flat".

    Examples
    --------
    >>> minimal_pairs("not bad")[0]
    ('the film is not predictable', 'the film is predictable')
    """
    as_choice("kind", kind, ("not good", "not bad", "order"))
    if kind == "order":
        return [
            (f"although the {a} is {bad} the {b} is {good}", f"although the {b} is {good} the {a} is {bad}")
            for (a, b), good, bad in product([("plot", "film"), ("acting", "script")], APART_GOOD, APART_BAD)
        ]
    plain, negated = (
        [f"the {noun} is {word}{a}" for noun, a in product(NOUNS[:5], APART_GOOD if kind == "not good" else APART_BAD)]
        for word in ("", "not ")
    )
    return list(zip(plain, negated, strict=True) if kind == "not good" else zip(negated, plain, strict=True))
