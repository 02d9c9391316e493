import pytest

from lstm_helpers.data import quotes


def test_quotes_open_and_close_and_an_empty_line_ends_them():
    said = quotes.inside_quotes('a "b" c "d\n\ne "f\ng" h')
    assert "".join("01"[n] for n in said.astype(int)) == "001100001110001111000"


def test_a_paragraph_with_an_odd_number_of_marks_is_left_out():
    assert quotes.paired_quotes('one "two"\n\nthree "\n\nfour') == 'one "two"\n\nfour'


def test_every_piece_ends_with_the_mark_that_closes():
    pieces = quotes.up_to_closing_quotes('"a" bcd "e" "f"', length=5)
    assert pieces == ['cd "e"', '"e" "f"'[1:]]
    assert all(len(piece) == 6 for piece in pieces)
    assert quotes.up_to_closing_quotes("no marks at all") == []


@pytest.mark.parametrize("call", [quotes.inside_quotes, quotes.paired_quotes, quotes.up_to_closing_quotes])
def test_something_else_than_a_text_costs_a_sentence(call):
    for value, words in ((3, "text is int"), ("", "text is empty"), (None, "text is NoneType")):
        with pytest.raises((TypeError, ValueError), match=words):
            call(value)
