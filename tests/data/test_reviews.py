import itertools

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from lstm_helpers.data import reviews
from lstm_helpers.data_sets import FOLDER, make_reviews


def test_half_of_every_part_is_praise_and_no_sentence_is_in_two():
    train, test = reviews.split_films()
    goods = reviews.reviews("goods")
    for part, size in ((train, 4000), (test, 1000), (goods, 1000)):
        assert len(part.sentences) == len(part.ratings) == size
        assert part.labels.mean() == 0.5
        assert np.abs(part.ratings).min() >= 1
    everything = [*train.sentences, *test.sentences, *goods.sentences]
    assert len(set(everything)) == len(everything)


def test_the_file_is_small_and_its_table_tells_of_its_origin():
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "`reviews.tsv`" in table
    assert (FOLDER / "reviews.tsv").stat().st_size < 4 * 2**20
    for word in ("vaderSentiment", "MIT", "Copyright (c) 2016 C.J. Hutto", "make_reviews.py"):
        assert word in table


def test_the_draw_takes_half_from_either_side_and_none_twice():
    rows = [(sign * (1 + n / 10), f"{sign} {n}") for sign in (1, -1) for n in range(9)]
    drawn = make_reviews.draw(rows, 8, np.random.default_rng(0))
    assert [rating > 0 for rating, _ in drawn] == [True, False] * 4
    assert len(set(drawn)) == 8


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("", None),
        ("...", []),
        ("Don't! Won't?", ["don't", "!", "won't", "?"]),
        ("A 'quoted' word", ["a", "quoted", "word"]),
        ("state-of-the-art 3D", ["state", "of", "the", "art", "d"]),
    ],
)
def test_words_are_small_letters_and_apostrophes_within_them_stay(sentence, found):
    if found is None:
        with pytest.raises(ValueError, match="sentence is empty"):
            reviews.words(sentence)
    else:
        assert reviews.words(sentence) == found


def test_a_sentence_without_a_known_word_is_read_as_unknown():
    v = reviews.Vocabulary(("good",))
    assert v.encode("zounds good").tolist() == [1, 0]
    assert v.encode("…").tolist() == [1]


def test_a_vocabulary_counts_and_the_frequent_come_first():
    texts = ["b a", "a b", "c a", "b"]
    assert reviews.vocabulary_of(texts).words == ("a", "b")
    assert reviews.vocabulary_of(texts, least=1).words == ("a", "b", "c")
    assert reviews.vocabulary_of(texts, most=1).words == ("a",)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: reviews.reviews("books"), "kind is 'books'"),
        (lambda: reviews.minimal_pairs("not"), "kind is 'not'"),
        (lambda: reviews.Vocabulary(["good"]), "tuple"),
        (lambda: reviews.Vocabulary(("good", "good")), "twice"),
        (lambda: reviews.vocabulary_of("good film"), "list of texts"),
        (lambda: reviews.vocabulary_of([3]), "list of texts"),
        (lambda: reviews.vocabulary_of(["a"], least=0), "least"),
        (lambda: reviews.contrary(0, np.random.default_rng(0)), "n is 0"),
        (lambda: reviews.contrary(3, 7), "rng"),
        (lambda: reviews.padded(reviews.Vocabulary(("a",)), ["a b c"], 2), "longest sentence has 3"),
        (lambda: reviews.padded(("a",), ["a"], 2), "vocabulary is tuple"),
        (lambda: reviews.words(5), "sentence"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()


def verdict(sentence):
    """Praise (1) or blame (0), worked out from the grammar of the made sentences, not from how they were made."""

    def opinion(clause):
        good = clause.split()[-1] in reviews.GOOD
        return int(good != ("not" in clause.split()))

    if " but " in sentence:
        return opinion(sentence.split(" but ")[1])
    before, after = sentence.split("although ")
    if before:
        return opinion(before)
    clauses = after.split(" the ")  # "the a is …", "b is …"
    return opinion(clauses[-1])


def test_the_labels_of_made_sentences_are_what_their_grammar_says():
    sentences, labels = reviews.contrary(400, np.random.default_rng(0))
    assert [verdict(sentence) for sentence in sentences] == labels.tolist()
    assert 0.4 < labels.mean() < 0.6


def test_each_made_sentence_holds_one_clause_of_either_opinion():
    for sentence in reviews.contrary(200, np.random.default_rng(1))[0]:
        clauses = sentence.replace("although", "|").replace(" but ", "|").replace(" the ", "| the ").split("|")
        opinions = [
            (part.split()[-1] in reviews.GOOD) != ("not" in part.split()) for part in clauses if " is " in f" {part} "
        ]
        assert sorted(opinions) == [False, True], sentence


@pytest.mark.parametrize("kind", ["not good", "not bad", "order"])
def test_minimal_pairs_differ_in_not_or_in_order_alone(kind):
    pairs = reviews.minimal_pairs(kind)
    assert len(set(itertools.chain(*pairs))) == 2 * len(pairs)
    for praise, blame in pairs:
        longer, shorter = sorted((praise, blame), key=lambda side: -len(side.split()))
        if kind == "order":
            assert sorted(praise.split()) == sorted(blame.split())
            assert praise != blame
        else:
            assert longer.replace("not ", "") == shorter
            assert longer == (blame if kind == "not good" else praise)


def test_the_adjectives_of_the_pairs_occur_in_no_made_sentence():
    made = set(" ".join(reviews.contrary(2000, np.random.default_rng(0))[0]).split())
    assert not made & {*reviews.APART_GOOD, *reviews.APART_BAD}
    assert made >= {*reviews.GOOD, *reviews.BAD}


def test_no_bag_of_words_tells_the_two_sides_of_an_order_pair_apart():
    for sides in reviews.minimal_pairs("order"):
        counts = CountVectorizer().fit_transform(sides).toarray()
        assert (counts[0] == counts[1]).all()
