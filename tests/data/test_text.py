"""Real text, alphabets and labels."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_helpers.data import text
from lstm_helpers.data.text import Alphabet

ANY_TEXT = st.text(min_size=1, max_size=60)
BRACKETED = st.text("ab (", min_size=1, max_size=60) | st.text("ab ()", min_size=1, max_size=60)


def test_real_text_is_plenty_of_plain_prose_with_brackets():
    prose = text.real_text()
    assert len(prose) > 100_000
    assert prose.isascii()
    assert prose.count("(") > 300
    assert not {"\t", "\r"} & set(prose)
    assert "  " not in prose


def test_no_paragraph_of_the_real_text_appears_twice_so_nothing_of_the_test_was_trained_on():
    train, test = text.split(text.real_text())
    assert not set(train.split("\n")) & set(test.split("\n"))
    assert 0.75 < len(train) / (len(train) + len(test)) < 0.85


def test_real_text_reads_the_installed_reference(monkeypatch):
    good = "A sentence of the reference, long enough to be kept, \u201cwith\u201d built-\nin *emphasis* and *args."
    module = type(sys)("topics")
    module.topics = {"b": f"Heading\n*******\n\n{good}\n\n   rule ::= x", "a": good}
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", module)
    assert text.real_text.__wrapped__() == (
        'A sentence of the reference, long enough to be kept, "with" built-in emphasis and *args.'
    )


def test_a_python_without_its_reference_costs_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)
    with pytest.raises(ImportError, match="install Python from"):
        text.real_text.__wrapped__()


@given(ANY_TEXT)
def test_known_letters_come_back_as_they_were_and_others_as_unknown(any_text):
    ab = Alphabet()
    back = ab.decode(ab.encode(any_text))
    assert len(back) == len(any_text)
    for read, came in zip(any_text, back, strict=True):
        assert came == (read.lower() if read.lower() in tuple(ab.letters) else Alphabet.UNKNOWN)


@given(ANY_TEXT)
def test_one_hot_has_one_one_a_letter_where_encode_says(any_text):
    ab = Alphabet("abc", fold=False)
    hot = ab.one_hot(any_text)
    assert hot.shape == (1, len(any_text), 4)
    assert (hot.sum(axis=-1) == 1).all()
    np.testing.assert_array_equal(hot[0].argmax(axis=-1), ab.encode(any_text))


@given(BRACKETED)
def test_inside_brackets_agrees_with_erasing_pairs_from_within(bracketed):
    # oracle: a letter is inside when the text up to it still holds "(" after matched pairs are erased
    def is_open(seen):
        seen = "".join(letter for letter in seen if letter in "()")
        while "()" in seen:
            seen = seen.replace("()", "")
        return "(" in seen

    expected = [is_open(bracketed[: n + 1]) for n in range(len(bracketed))]
    assert text.inside_brackets(bracketed).tolist() == expected


def test_brackets_worked_by_hand():
    assert text.inside_brackets("a(b(c)d)e)f(").astype(int).tolist() == [0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1]


def test_flat_lines_leaves_out_nested_and_unbalanced_lines():
    assert text.flat_lines("a (b) c\nd (e (f))\n(g\nh)\nnone") == "a (b) c none"


@given(BRACKETED, st.integers(1, 8))
def test_windows_are_pieces_of_the_text_that_start_outside(bracketed, length):
    try:
        cuts = text.windows(bracketed, length, outside=True)
    except ValueError:
        return
    inside = [False, *text.inside_brackets(bracketed)]
    start = 0
    for cut in cuts:
        assert len(cut) == length
        start = next(n for n in range(start, len(bracketed)) if bracketed.startswith(cut, n) and not inside[n])
        start += length


def test_windows_without_a_condition_lose_only_the_tail():
    assert text.windows("abcdefg", 3) == ["abc", "def"]


def test_the_sentences_shown_hold_only_known_letters_and_flat_brackets():
    for sentence in text.SENTENCES:
        assert Alphabet.UNKNOWN not in Alphabet().decode(Alphabet().encode(sentence))
        assert text.flat_lines(sentence) == sentence


@given(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=8))
def test_spaces_removed_can_be_put_back(parts):
    spaced = " ".join(parts)
    letters, ends = text.remove_spaces(spaced)
    assert letters == "".join(parts)
    assert ends.sum() == len(parts)
    assert text.put_spaces(letters, ends) == spaced


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: text.inside_brackets(3), "text is int"),
        (lambda: text.inside_brackets(""), "text is empty"),
        (lambda: text.windows("abc", 4), "too few"),
        (lambda: text.windows("abc", 0), "length is 0"),
        (lambda: text.windows("abc", 2.0), "length is 2.0"),
        (lambda: text.split("abc"), "no line break"),
        (lambda: text.split("a\nb", 1.5), "share between 0 and 1"),
        (lambda: text.split(None), "text is NoneType"),
        (lambda: text.remove_spaces("  "), "nothing but spaces"),
        (lambda: text.put_spaces("abc", [1]), "one label for each"),
        (lambda: Alphabet("aba"), "'a' twice"),
        (lambda: Alphabet("AB"), "capitals"),
        (lambda: Alphabet(""), "letters is empty"),
        (lambda: Alphabet().one_hot(["ab", "abc"]), "equally long"),
        (lambda: Alphabet().one_hot([]), "equally long"),
        (lambda: Alphabet().decode([99]), "0…38"),
        (lambda: Alphabet().decode([0.5]), "of int"),
        (lambda: Alphabet().encode(b"ab"), "bytes"),
    ],
)
def test_bad_input_costs_one_sentence(call, says):
    with pytest.raises((TypeError, ValueError), match=says) as error:
        call()
    assert "\n" not in str(error.value)
