"""Melodies of chorales as numbers; which of them are the same, how to split them, and what one shares with others.

Bach set many melodies more than once: 371 files hold fewer than 200 tunes. Two files are taken for the same melody when
they share a stretch of `SAME` notes in whatever key, and so are files that a third one links. A split by melody then
promises something that can be looked up: no tune of the test shares a stretch of that length with what was learned.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, as_number, as_rng, as_sequence
from lstm_helpers.data_sets import FOLDER
from lstm_helpers.notes import HIGHEST, Note, Tune, check_notes, check_tune

LENGTHS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
"""The lengths that the stored tunes have, in quarter notes."""
MAJOR = np.array([0, 2, 4, 5, 7, 9, 11])
"""The semitones of a major scale above its tonic."""
SAME = 13
"""Notes in a row that two files of one melody share."""


class Shared(NamedTuple):
    """The longest stretch that a tune shares with others: ``notes`` long, from note ``at`` on, in ``others[which]``.

    Where nothing is shared, ``notes`` is 0.
    """

    notes: int
    at: int
    which: int


@cache
def chorales():
    """Return the stored melodies of chorales by Johann Sebastian Bach, a tuple of `Tune`.

    Examples
    --------
    >>> chorales()[0].title, chorales()[0].notes[0]
    ('Nimm von uns, Herr, du treuer Gott', Note(pitch=69, length=1.0, ends=False))
    """
    lines = (FOLDER / "chorales.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if not line.startswith("#")]
    return tuple(_tune(head, letters) for head, letters in zip(lines[::2], lines[1::2], strict=True))


def melodies(tunes=None, notes=SAME):
    """Return which melody each tune has, (N,) of int: the number of the first tune that has it.

    Parameters
    ----------
    tunes : sequence of Tune, optional
        `chorales` when left out.
    notes : int
        Two tunes with so many notes in a row that rise and fall alike, in whatever key, have one melody.

    Examples
    --------
    >>> a = [Note(pitch, 1.0) for pitch in (60, 62, 64, 65)]
    >>> b = [Note(pitch, 1.0) for pitch in (67, 69, 71, 72)]
    >>> melodies([Tune("", "", 4, 0, tuple(part)) for part in (a, b, a[::-1])], notes=4).tolist()
    [0, 0, 2]
    """
    if tunes is None and notes == SAME:
        return _of_the_chorales().copy()
    tunes, notes = check_tunes(chorales() if tunes is None else tunes), as_count("notes", notes, least=2)
    return _grouped([_intervals(tune.notes) for tune in tunes], notes - 1)


def split(rng, by="melody", share=0.2, tunes=None):
    """Return (train, test): the numbers of the tunes to learn from and of those to judge by, in order.

    Parameters
    ----------
    rng : numpy.random.Generator
    by : {"melody", "file"}
        "melody" keeps all files of a melody on one side; "file" looks at none, and lets melodies stand on both.
    share : float
        How many of the melodies, or of the files, are for the test: rounded, and one at least on each side.
    tunes : sequence of Tune, optional
        `chorales` when left out.
    """
    rng, by = as_rng("rng", rng), as_choice("by", by, ("melody", "file"))
    share = as_number("share", share, "a share between 0 and 1", above=0, below=1)
    melody = melodies(tunes)
    kinds = np.unique(melody) if by == "melody" else np.arange(len(melody))
    if len(kinds) < 2:
        raise ValueError("tunes are all of one melody: there is nothing to split.")
    count = min(max(round(share * len(kinds)), 1), len(kinds) - 1)
    chosen = rng.permutation(kinds)[:count]
    test = np.isin(melody if by == "melody" else kinds, chosen)
    return np.flatnonzero(~test), np.flatnonzero(test)


def transposed(tune, semitones):
    """Return the tune so many semitones higher, or lower where the number is below 0.

    >>> transposed(chorales()[0], 2).notes[0].pitch - chorales()[0].notes[0].pitch
    2
    """
    tune = check_tune(tune)
    semitones = as_count("semitones", semitones, least=-HIGHEST, most=HIGHEST)
    moved = tuple(note._replace(pitch=note.pitch + semitones) for note in tune.notes)
    if any(not 0 <= note.pitch <= HIGHEST for note in moved):
        raise ValueError(f"semitones is {semitones}: the tune would leave the pitches of MIDI, 0 to {HIGHEST}.")
    return tune._replace(notes=moved)


def longest_shared(tune, others):
    """Return the longest stretch that a tune shares with any of ``others``, note for note in whatever key: `Shared`.

    Pitches count by how they rise and fall, and lengths do not count. Of several equally long stretches the first of
    the first of the others is returned. A single note is in every tune: less than two in a row are nothing shared.
    """
    mine, best = _intervals(check_tune(tune).notes), Shared(0, 0, 0)
    for which, other in enumerate(check_tunes(others, "others")):
        intervals, at = _longest_common(mine, _intervals(other.notes))
        if intervals and intervals + 1 > best.notes:
            best = Shared(intervals + 1, at, which)
    return best


def scale_of(notes):
    """Return the major scale in which most of the notes lie, longer ones counting more: (tonic, share outside).

    The tonic is a number from 0, C, to 11, B; a minor key has the scale of its relative major. Of scales that fit
    equally well the one is returned that comes first when one goes from C up by fifths: C, G, D, …

    >>> scale_of([Note(pitch, 1.0) for pitch in (62, 64, 66, 67, 60)])
    (7, 0.0)
    """
    notes = check_notes(notes)
    lengths = np.zeros(12)
    np.add.at(lengths, [note.pitch % 12 for note in notes], [note.length for note in notes])
    tonics = (7 * np.arange(12)) % 12
    inside = [lengths[(tonic + MAJOR) % 12].sum() for tonic in tonics]
    best = int(np.argmax(np.round(inside, 9)))
    return int(tonics[best]), float(1 - min(inside[best] / lengths.sum(), 1))


def fifths_between(a, b):
    """Return how many steps two tonics, 0 to 11, lie apart on the circle of fifths, 0 to 6; C and G are one apart."""
    a, b = as_count("a", a, 0, 11), as_count("b", b, 0, 11)
    steps = 7 * (a - b) % 12
    return min(steps, 12 - steps)


def check_tunes(tunes, name="tunes"):
    """Return a list of `Tune`, one at least; ``TypeError`` or ``ValueError`` names the one that is none."""
    tunes = as_sequence(name, tunes, "tunes, e.g. chorales()")
    if not tunes:
        raise ValueError(f"{name} is empty: expected one tune or more.")
    return [check_tune(tune, f"{name}[{n}]") for n, tune in enumerate(tunes)]


@cache
def _of_the_chorales():
    return _grouped([_intervals(tune.notes) for tune in chorales()], SAME - 1)


def _grouped(tunes, length):
    """Which tunes are linked by a run of so many intervals: for each the first that it is linked with, (N,)."""
    first_with, parent = {}, list(range(len(tunes)))

    def root(n):
        while parent[n] != n:
            n = parent[n]
        return n

    for n, intervals in enumerate(tunes):
        for start in range(len(intervals) - length + 1):
            other = root(first_with.setdefault(tuple(intervals[start : start + length]), n))
            low, high = sorted((other, root(n)))
            parent[high] = low
    return np.array([root(n) for n in range(len(tunes))])


def _longest_common(a, b):
    """(length, start in a) of the longest run that two sequences share; (0, 0) where they share none."""
    if not (len(a) and len(b)):
        return 0, 0
    longest, at, runs = 0, 0, np.zeros(len(b) + 1, int)  # runs that end at each place of b
    for n, value in enumerate(a):
        runs[1:] = np.where(b == value, runs[:-1] + 1, 0)
        if runs.max() > longest:
            longest = int(runs.max())
            at = n + 1 - longest
    return longest, at


def _intervals(notes):
    """By how many semitones each note is higher than the one before it, (N − 1,)."""
    return np.diff([note.pitch for note in notes]).astype(int)


def _tune(head, letters):
    number, title, bar, pickup = head.split("|")
    notes = (letters[n : n + 3] for n in range(0, len(letters), 3))
    return Tune(title, number, float(bar), float(pickup), tuple(map(_note, notes)))


def _note(written):
    length = LENGTHS["abcdefgh".index(written[2].lower())]
    return Note(int(written[:2]), length, written[2].isupper())
