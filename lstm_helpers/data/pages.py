"""CPython's language reference page by page, as it stands: prose, code, tables, quotes. What lesson 12 writes like.

Other than `text.real_text`, nothing is left out but repetitions, and the pages are stored: they are the same on every
Python. A stored model carries the `digest` of what it was trained on.
"""

import hashlib
from functools import cache

from lstm_helpers.arrays import as_text
from lstm_helpers.data.text import Alphabet
from lstm_helpers.data_sets import FOLDER

PRINTABLE = Alphabet("\n" + "".join(map(chr, range(32, 127))), fold=False)
"""The alphabet of the pages: line break, blank, and the 94 visible characters of ASCII."""

UNSEEN = ("async", "calls", "dict", "execmodel", "import", "raise", "specialattrs", "strings")
"""The pages that nothing in the course is trained on."""


@cache
def pages():
    """Return the pages by their names, a dict of str to str, in plain ASCII: those of Python 3.11, stored.

    A paragraph that the reference repeats stands on the first of its pages alone, so that no page holds what another
    held before; `data_sets.make_pages` made the file.
    """
    whole = (FOLDER / "pages.txt").read_text(encoding="ascii")
    return dict(page.split("\n", 1) for page in whole.split("\f")[1:])


def split_pages():
    """Return (training text, {name: page} of the pages in `UNSEEN`)."""
    everything = pages()
    unseen = {name: everything[name] for name in UNSEEN if name in everything}
    return "".join(page for name, page in everything.items() if name not in UNSEEN), unseen


def digest(text):
    """Return twelve letters that change with any letter of the text."""
    return hashlib.sha256(as_text("text", text).encode()).hexdigest()[:12]
