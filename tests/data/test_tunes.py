"""Melodies: what is stored, which are the same, how they are split, and what one shares with others."""

from types import SimpleNamespace

import numpy as np
import pytest

from lstm_helpers.data import tunes
from lstm_helpers.data_sets import make_chorales
from lstm_helpers.notes import Note, Tune


def tune(pitches, number=""):
    return Tune("", number, 4.0, 0.0, tuple(Note(int(pitch), 1.0) for pitch in pitches))


def shared_by_hand(a, b):
    """The longest stretch of equal intervals, by trying every pair of places."""
    a, b = (np.diff([note.pitch for note in one.notes]).tolist() for one in (a, b))
    pairs = [(i, j) for i in range(len(a)) for j in range(len(b))]
    longest = max(
        (
            next((k for k, (x, y) in enumerate(zip(a[i:], b[j:], strict=False)) if x != y), min(len(a) - i, len(b) - j))
            for i, j in pairs
        ),
        default=0,
    )
    return longest + 1 if longest else 0


def test_what_is_stored_are_tunes_of_a_choir_whose_phrases_end():
    found = tunes.chorales()
    assert len(found) == len({one.number for one in found}) == 371
    assert {one.bar for one in found} == {3.0, 4.0}
    pitches = {note.pitch for one in found for note in one.notes}
    assert (min(pitches), max(pitches)) == (57, 81), "a soprano: A3 to A5"
    assert {note.length for one in found for note in one.notes} == set(tunes.LENGTHS)
    assert all(sum(note.ends for note in one.notes) >= 2 for one in found)


def test_a_chorale_that_everybody_knows_is_note_for_note_what_hymnals_print():
    """Wachet auf (BWV 140.7): E♭ G B♭ B♭ B♭ B♭ C B♭ opens it in each of them."""
    (wake,) = (one for one in tunes.chorales() if one.number == "140.7")
    assert wake.title.startswith("Wachet auf")
    assert [note.pitch % 12 for note in wake.notes[:8]] == [3, 7, 10, 10, 10, 10, 0, 10]
    assert next(n for n, note in enumerate(wake.notes) if note.ends) == 7


def test_phrases_end_on_long_notes_and_the_last_note_ends_one():
    notes = [note for one in tunes.chorales() for note in one.notes]
    ends = np.mean([note.length for note in notes if note.ends])
    assert ends > 1.5 * np.mean([note.length for note in notes if not note.ends])
    assert np.mean([one.notes[-1].ends for one in tunes.chorales()]) > 0.95


def test_melodies_are_linked_in_whatever_key_and_through_a_third():
    rng = np.random.default_rng(0)
    a, b, c = (rng.integers(55, 80, 20) for _ in range(3))
    linked = [tune(a), tune(c), tune([*(a[8:] + 3), *b[:12]]), tune(b - 2)]
    assert tunes.melodies(linked, notes=12).tolist() == [0, 1, 0, 0]
    assert tunes.melodies(linked, notes=13).tolist() == [0, 1, 2, 3]


@pytest.mark.slow
def test_no_tune_of_the_test_shares_a_long_stretch_with_what_is_learned():
    found = tunes.chorales()
    for seed in range(2):
        train, test = tunes.split(np.random.default_rng(seed))
        assert sorted([*train, *test]) == list(range(len(found)))
        learned = [found[n] for n in train]
        assert max(tunes.longest_shared(found[n], learned).notes for n in test[::4]) < tunes.SAME


def test_a_split_by_file_leaks():
    found, melody = tunes.chorales(), tunes.melodies()
    train, test = tunes.split(np.random.default_rng(0), by="file")
    assert len(test) == round(0.2 * len(found))
    assert np.isin(melody[test], melody[train]).mean() > 0.3
    train, test = tunes.split(np.random.default_rng(0))
    assert not np.isin(melody[test], melody[train]).any()
    assert len(np.unique(melody[test])) == round(0.2 * len(np.unique(melody)))


def test_the_smallest_and_the_largest_share_leave_one_on_each_side():
    several = [tune([60, 62, 65]), tune([60, 59, 70]), tune([60, 60, 61])]
    for share, sizes in ((0.01, (2, 1)), (0.99, (1, 2))):
        assert tuple(map(len, tunes.split(np.random.default_rng(1), "file", share, several))) == sizes
    with pytest.raises(ValueError, match="all of one melody"):
        tunes.split(np.random.default_rng(1), tunes=[several[0]])


def test_the_longest_shared_stretch_is_that_of_trying_every_pair_of_places():
    rng = np.random.default_rng(3)
    for _ in range(40):
        mine, *others = (tune(rng.integers(60, 63, rng.integers(1, 12))) for _ in range(4))
        found = tunes.longest_shared(mine, others)
        by_hand = [shared_by_hand(mine, other) for other in others]
        assert found.notes == max(by_hand)
        if found.notes:
            assert found.which == int(np.argmax(by_hand))
            stretch = mine._replace(notes=mine.notes[found.at : found.at + found.notes])
            assert shared_by_hand(stretch, others[found.which]) == found.notes


def test_a_transposed_tune_shares_all_its_notes_and_comes_back():
    one = tunes.chorales()[5]
    higher = tunes.transposed(one, 4)
    assert tunes.longest_shared(higher, [tunes.chorales()[0], one]) == (len(one.notes), 0, 1)
    assert tunes.transposed(higher, -4) == one
    assert [note.length for note in higher.notes] == [note.length for note in one.notes]
    with pytest.raises(ValueError, match="0 to 127"):
        tunes.transposed(one, 60)


def test_the_scale_of_a_tune_is_that_in_which_it_lies():
    for tonic in range(12):
        scale = [Note(60 + (tonic + step) % 12, 1.0) for step in tunes.MAJOR]
        assert tunes.scale_of(scale) == (tonic, 0.0)
        assert tunes.scale_of([*scale, Note(60 + (tonic + 1) % 12, 0.5)]) == (tonic, pytest.approx(0.5 / 7.5))
    assert tunes.scale_of([Note(60, 1.0)]) == (0, 0.0)
    assert [tunes.fifths_between(0, other) for other in range(12)] == [0, 5, 2, 3, 4, 1, 6, 1, 4, 3, 2, 5]


def test_chorales_keep_their_scale():
    outside = [tunes.scale_of(one.notes)[1] for one in tunes.chorales()]
    assert np.median(outside) < 0.05
    rng = np.random.default_rng(0)
    drawn = [tunes.scale_of([Note(int(p), 1.0) for p in rng.integers(60, 84, 48)])[1] for _ in range(20)]
    assert min(drawn) > 0.15


def test_the_script_writes_each_stored_tune_as_it_stands_in_the_file():
    """What it takes from music21 was read again with the same bytes; here its last step is, from the tunes."""
    file = (make_chorales.FOLDER / "chorales.txt").read_text(encoding="utf-8")
    written = "".join(
        make_chorales.written(one.number, one.title, int(one.bar), one.pickup, one.notes) for one in tunes.chorales()
    )
    assert file == make_chorales.HEAD + written


class Voice:
    """A voice as music21 gives it: notes and rests with offsets, ties and fermatas."""

    def __init__(self, *events):
        self.notesAndRests, at = [], 0
        for pitch, length, tie, ends in events:
            kinds = [SimpleNamespace(classes=("Fermata",))] if ends else []
            event = SimpleNamespace(offset=at, duration=SimpleNamespace(quarterLength=length), expressions=kinds)
            event.isRest, event.isChord = pitch is None, False
            event.tie = SimpleNamespace(type=tie) if tie else None
            event.pitch = SimpleNamespace(midi=pitch)
            self.notesAndRests.append(event)
            at += length


def test_ties_are_joined_and_rests_count_to_the_note_before():
    voice = Voice((None, 1, "", 0), (60, 1, "start", 0), (60, 0.5, "stop", 1), (None, 0.5, "", 0), (62, 2, "", 0))
    assert make_chorales.read_notes(voice) == (1, [[60, 2, True], [62, 2, False]])
    apart = Voice((60, 1, "", 0), (60, 1, "", 1), (None, 0, "", 0))
    assert make_chorales.read_notes(apart) == (0, [[60, 1, False], [60, 1, True]])
