"""A MIDI file is read back note for note by a reader that shares nothing with the writer."""

import numpy as np
import pytest
import symusic

from lstm_helpers.data import midi, tunes
from lstm_helpers.notes import Note


def read_back(path):
    """(notes without phrase ends, quarter notes a minute) as symusic reads them."""
    score = symusic.Score(str(path))
    (track,) = score.tracks
    notes = sorted(track.notes, key=lambda note: note.start)
    found = [Note(note.pitch, note.duration / score.ticks_per_quarter) for note in notes]
    starts = np.array([note.start for note in notes]) / score.ticks_per_quarter
    assert np.allclose(starts, np.append(0, np.cumsum([note.length for note in found])[:-1])), "one after another"
    return found, score.tempos[0].qpm


@pytest.mark.parametrize("which", [0, 100, 200, 370])
def test_a_chorale_comes_back_note_for_note(tmp_path, which):
    tune = tunes.chorales()[which]
    path = midi.write_midi(tmp_path / "tune.mid", tune.notes, 92, title=tune.title)
    found, tempo = read_back(path)
    assert found == [note._replace(ends=False) for note in tune.notes]
    assert tempo == pytest.approx(92, rel=1e-5)


def test_repeated_notes_and_odd_lengths_do_not_drift(tmp_path):
    notes = [Note(60, 1 / 3) for _ in range(300)]
    found, _ = read_back(midi.write_midi(tmp_path / "thirds.mid", notes))
    assert len(found) == 300
    assert sum(note.length for note in found) == pytest.approx(100, abs=1 / midi.TICKS)


def test_a_path_of_another_kind_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"path is tune\.wav"):
        midi.write_midi(tmp_path / "tune.wav", [Note(60, 1.0)])
    with pytest.raises(ValueError, match="path"):
        midi.write_midi(tmp_path / "nowhere" / "tune.mid", [Note(60, 1.0)])
