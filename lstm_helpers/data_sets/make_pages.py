"""Make `pages.txt` from the language reference that every CPython carries.

    python3.11 -m lstm_helpers.data_sets.make_pages

The reference differs between Python versions, so the pages of one are stored: everybody's numbers are then the same.
Characters beyond ASCII become their nearest ones. A paragraph that the reference repeats stands on the first of its
pages alone, so that no page holds what another held before. Each page begins with a form feed and its name.
"""

from pydoc_data.topics import topics

from lstm_helpers.data_sets import ASCII, FOLDER


def plain(reference):
    """Return {name: page} in plain ASCII, without what was said on an earlier page."""
    seen, kept = set(), {}
    for name, topic in sorted(reference.items()):
        fresh = []
        for paragraph in topic.translate(ASCII).encode("ascii", "ignore").decode().split("\n\n"):
            words = " ".join(paragraph.split())
            if words and words not in seen:
                seen.add(words)
                fresh.append(paragraph.rstrip())
        if fresh:
            kept[name] = "\n\n".join(fresh) + "\n\n\n"
    return kept


def main(folder=FOLDER):
    """Write the file, and return its path."""
    path = folder / "pages.txt"
    whole = "".join(f"\f{name}\n{page}" for name, page in plain(topics).items())
    path.write_text(whole, encoding="ascii", newline="\n")
    return path


if __name__ == "__main__":
    print(main())
