"""What a reader types into the Attention Lab as words, and which language a translator writes.

The browser's numerals.js does the same.
"""

import re

from lstm_helpers.data.numbers import COMMA, DUTCH, ENGLISH, GERMAN, MOST, ONES, TENS, english, spoken
from lstm_helpers.maths.translator import END

NUMERALS = {
    name: {"ones": list(ONES[name]), "tens": list(TENS[name]), "hundred": hundred, "thousand": thousand, "and": link}
    for name, hundred, thousand, link in (
        ("English", "hundred", "thousand", "and"),
        ("German", "hundert", "tausend", "und"),
        ("Dutch", "honderd", "duizend", "en"),
    )
}
_DIGITS = re.compile("[0-9][0-9,]*[0-9]")
_GROUPED = re.compile("[0-9]{1,3}(,[0-9]{3})+")
_PIECES = re.compile(r",|[^ \t\n\r\f\v\u00a0,]+")  # blanks named, since Python and JavaScript know different ones


def language_of(source, target):
    """Return "German" or "Dutch" where a translator writes English number words in it, else "".

    >>> language_of(ENGLISH, (*GERMAN, "■")), language_of(("yes",), ("ja", "■"))
    ('German', '')
    """
    said, made = set(source) - {COMMA}, set(target) - {COMMA, END}
    if not said <= {*ENGLISH}:
        return ""
    return next((name for name, words in (("German", GERMAN), ("Dutch", DUTCH)) if made <= {*words}), "")


def written(blocks, language):
    """Return building blocks as they are written in the language, or with spaces where it is none of ours."""
    return spoken(blocks) if language else " ".join(blocks)


def words(text, known, most):
    """Return the words of what was typed, all ``known``; digits become English words, and hyphens part them.

    An "and" that is not known is left out. `ValueError` says what is not known, and where there is no word or more
    than ``most``.

    >>> words("21 thousand and Twenty-four", ENGLISH, 9)
    ['twenty', 'one', 'thousand', 'twenty', 'four']
    """
    found = []
    pieces = _PIECES.findall(_DIGITS.sub(_ungrouped, text))
    for piece in (part for one in pieces for part in ([one] if one in known else filter(None, one.split("-")))):
        said = _said(piece, known)
        if said is None:
            raise ValueError(
                f"text holds {piece[:40]!r}: it is none of the {len(known)} words that the translator knows, "
                "and no number that it can be told."
            )
        found += said
    if not 1 <= len(found) <= most:
        raise ValueError(f"text has {len(found)} words: the lab shows from 1 to {most}.")
    return found


def _ungrouped(match):
    """21,024 without its comma."""
    return match[0].replace(COMMA, "") if _GROUPED.fullmatch(match[0]) else match[0]


def _said(piece, known):
    """The known words that a piece of text means, or None."""
    for one in (piece, piece.lower()):
        if one in known:
            return [one]
    if re.fullmatch("[0-9]{1,9}", piece) and int(piece) <= MOST:
        said = english(int(piece))
        return list(said) if all(word in known for word in said) else None
    return [] if piece.lower() == "and" else None
