from lstm_helpers.data import pages


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
