"""Make `chorales.txt` from the corpus that the Python package music21 10.5.1 ships: the melodies of Bach's chorales.

    python -m pip install music21==10.5.1        in an environment of its own
    python -m lstm_helpers.data_sets.make_chorales

Of each chorale the top voice alone is taken, and of this only which notes there are, how long each lasts, where a
phrase ends (the fermata), the bar and the pickup: what the tune is. Files that carry a copyright notice are not opened
further; no other voice, no layout and no text is taken.
"""

from collections import Counter
from fractions import Fraction

from lstm_helpers.data_sets import FOLDER

LENGTHS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1, Fraction(3, 2), 2, 3, 4)
"""In quarter notes; the letters a to h in the file, capitals where a phrase ends."""
BARS = {"4/4": 4, "3/4": 3, "3/2": 6}
HEAD = """\
# Melodies of chorales by Johann Sebastian Bach: the top voice of each. See README.md beside this file.
# A tune is two lines. The first: number in the Bach-Werke-Verzeichnis | title, where known | quarter notes in a bar |
# those before the first bar line. The second: its notes, each a pitch (MIDI number, two digits) and a letter for its
# length: a b c d e f g h are 1/4 1/2 3/4 1 3/2 2 3 4 quarter notes; a capital: a phrase ends with this note.
"""


def top_voice(score):
    """The part called soprano, or else the first."""
    named = [part for part in score.parts if "sopr" in (part.partName or "").lower()]
    return (named or list(score.parts))[0].flatten()


def read_notes(voice):
    """[first offset, notes as lists of pitch, length, ends]: ties joined; a rest counts to the note before it."""
    notes, first = [], 0
    for event in voice.notesAndRests:
        at = event.offset
        length = Fraction(event.duration.quarterLength)
        event = event.notes[-1] if event.isChord else event
        tie = event.tie.type if event.tie else ""
        ends = any("Fermata" in kind.classes for kind in event.expressions)
        if not length:
            continue
        if event.isRest:
            if notes:
                notes[-1][1] += length
        elif notes and tie in ("stop", "continue") and notes[-1][0] == event.pitch.midi:
            notes[-1][1:] = notes[-1][1] + length, notes[-1][2] or ends
        else:
            first = first if notes else Fraction(at)
            notes.append([event.pitch.midi, length, ends])
    return first, notes


def take(score):
    """(bar, pickup, notes) of a score, or a word that says why it is left out."""
    if len(score.parts) < 4:
        return "fewer than four voices"
    voice = top_voice(score)
    metres = {metre.ratioString for metre in voice.getElementsByClass("TimeSignature")}
    if len(metres) != 1 or not metres <= set(BARS):
        return "the metre changes or is rare"
    first, notes = read_notes(voice)
    if any(length not in LENGTHS for _, length, _ in notes):
        return "a length that is rare, or a long rest"
    if sum(ends for *_, ends in notes) < 2:
        return "phrase ends are not marked"
    bar = BARS[metres.pop()]
    opening = Fraction(next(iter(score.parts[0].getElementsByClass("Measure"))).duration.quarterLength)
    return bar, (opening - first) % bar, notes


def written(number, title, bar, pickup, notes):
    """The two lines of a tune."""
    letters = "".join(
        f"{pitch:02d}{(str.upper if ends else str)('abcdefgh'[LENGTHS.index(length)])}" for pitch, length, ends in notes
    )
    return f"{number}|{title}|{bar}|{float(pickup):g}\n{letters}\n"


def main():
    """Write the file beside this one, and print what was left out and why."""
    from music21 import corpus
    from music21.corpus.chorales import ChoraleListRKBWV

    titles = {key: entry["title"] for key, entry in ChoraleListRKBWV().byBWV.items()}
    left_out, lines = Counter(), []
    for path in sorted(corpus.getComposer("bach"), key=lambda path: path.name):
        if path.suffix != ".mxl" or not path.name.startswith("bwv"):
            left_out["another kind of file"] += 1
            continue
        score = corpus.parse(path)
        found = "a copyright notice" if score.metadata.copyright else take(score)
        if isinstance(found, str):
            left_out[found] += 1
        else:
            number = path.stem.removeprefix("bwv")
            lines.append(written(number, titles.get(number, ""), *found))
    (FOLDER / "chorales.txt").write_text(HEAD + "".join(lines), encoding="utf-8", newline="\n")
    print(len(lines), "tunes;", dict(left_out))


if __name__ == "__main__":
    main()
