"""What is inside double quotes: the label with which lesson 12 looks for a unit that means something."""

import numpy as np

from lstm_helpers.arrays import as_count
from lstm_helpers.data.text import as_text


def inside_quotes(text):
    r"""Return for each letter whether one is inside double quotes *after* reading it, (T,) of bool.

    The opening mark is inside already, the closing one no longer. An empty line ends what was left open.

    >>> "".join("01"[n] for n in inside_quotes('a"b"c').astype(int))
    '01100'
    """
    within, inside, last = False, [], ""
    for letter in as_text("text", text):
        within = (within != (letter == '"')) and not letter == last == "\n"
        inside.append(within)
        last = letter
    return np.array(inside)


def paired_quotes(text):
    r"""Return the paragraphs of a text whose double quotes come in pairs: elsewhere nobody can say what is inside.

    >>> paired_quotes('a "b"\n\nc "d\n\ne')
    'a "b"\n\ne'
    """
    return "\n\n".join(part for part in as_text("text", text).split("\n\n") if part.count('"') % 2 == 0)


def up_to_closing_quotes(text, length=100):
    """Return pieces of ``length`` letters and one more, which is a closing quote mark, one for each that has so many.

    >>> up_to_closing_quotes('see "a" and "b"', length=4)
    ['e "a"', 'd "b"']
    """
    text, length = as_text("text", text), as_count("length", length)
    closing = (np.array(list(text)) == '"') & ~inside_quotes(text)
    return [text[n - length : n + 1] for n in np.flatnonzero(closing) if n >= length]
