import sys

import pytest

from lstm_helpers.data import pages
from lstm_helpers.data.text import as_topics
from lstm_helpers.data_sets import FOLDER, make_pages


def test_what_is_stored_is_what_the_script_makes_of_the_python_it_names(tmp_path):
    if sys.version_info[:3] != (3, 11, 7):
        assert make_pages.plain(as_topics()), "another Python has another reference: the script runs on it as well"
        pytest.skip("the pages are those of Python 3.11.7")
    assert make_pages.main(tmp_path).read_bytes() == (FOLDER / "pages.txt").read_bytes()


def test_a_paragraph_that_comes_twice_is_kept_once_and_in_ascii():
    topics = {"b": "two\n\n\u201cone\u201d", "a": "\u201cone\u201d\n\nnaïve  ", "c": "two"}
    assert make_pages.plain(topics) == {"a": '"one"\n\nnave\n\n\n', "b": "two\n\n\n"}


@pytest.mark.slow
def test_the_pages_are_plain_ascii_that_the_alphabet_knows():
    for name, page in pages.pages().items():
        assert page.isascii(), name
        assert pages.PRINTABLE.decode(pages.PRINTABLE.encode(page)) == page, name


def test_no_unseen_page_holds_a_long_paragraph_of_the_training_text():
    train, unseen = pages.split_pages()
    assert set(unseen) == set(pages.UNSEEN)
    seen = {" ".join(part.split()) for part in train.split("\n\n")}
    for name, page in unseen.items():
        assert not seen & {" ".join(part.split()) for part in page.split("\n\n") if part.strip()}, name


def test_there_is_enough_to_train_on_and_to_test_with():
    train, unseen = pages.split_pages()
    assert len(train) > 250_000
    assert 25_000 < sum(map(len, unseen.values())) < len(train) / 5


def test_the_digest_tells_texts_apart():
    assert pages.digest("a") != pages.digest("b")
    assert len(pages.digest("a")) == 12
