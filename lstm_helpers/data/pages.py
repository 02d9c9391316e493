"""CPython's language reference page by page, as it stands: prose, code, tables, quotes. What lesson 12 writes like.

Other than `text.real_text`, nothing is left out but repetitions. The pages differ between Python versions: what is
measured on them is given with room, and a stored model carries the `digest` of what it was trained on.
"""

import hashlib
from functools import cache

from lstm_helpers.arrays import as_text
from lstm_helpers.data.text import ASCII, Alphabet, as_topics

PRINTABLE = Alphabet("\n" + "".join(map(chr, range(32, 127))), fold=False)
"""The alphabet of the pages: line break, blank, and the 94 visible characters of ASCII."""

UNSEEN = ("async", "calls", "dict", "execmodel", "import", "raise", "specialattrs", "strings")
"""The pages that nothing in the course is trained on."""


@cache
def pages():
    """Return the pages by their names, a dict of str to str, in plain ASCII.

    A paragraph that the reference repeats stands on the first of its pages alone, so that no page holds what another
    held before.

    Raises
    ------
    ImportError
        This Python was installed without its documentation.
    """
    seen, kept = set(), {}
    for name, topic in sorted(as_topics().items()):
        fresh = []
        for paragraph in topic.translate(ASCII).encode("ascii", "ignore").decode().split("\n\n"):
            words = " ".join(paragraph.split())
            if words and words not in seen:
                seen.add(words)
                fresh.append(paragraph.rstrip())
        if fresh:
            kept[name] = "\n\n".join(fresh) + "\n\n\n"
    return kept


def split_pages():
    """Return (training text, {name: page} of the pages in `UNSEEN`)."""
    everything = pages()
    unseen = {name: everything[name] for name in UNSEEN if name in everything}
    return "".join(page for name, page in everything.items() if name not in UNSEEN), unseen


def digest(text):
    """Return twelve letters that change with any letter of the text."""
    return hashlib.sha256(as_text("text", text).encode()).hexdigest()[:12]
