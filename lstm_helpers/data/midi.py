"""Write notes as a MIDI file, which any music program reads: so a tune can leave the course."""

import io

from lstm_helpers.arrays import as_number, as_path, as_text, write
from lstm_helpers.notes import check_notes

TICKS = 480
"""Parts of a quarter note in which a file counts time."""
LOUDNESS = 80


def write_midi(path, notes, quarters_a_minute=84, title=""):
    """Write notes as a MIDI file of one voice, and return its path.

    Parameters
    ----------
    path : str or path
        Ends in ``.mid``.
    notes : sequence of Note
        Lengths are rounded to 1/480 of a quarter note. Where a phrase ends is not written: MIDI has no word for it.
    quarters_a_minute : float
        The tempo, 10 to 1000.
    title : str

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected; also where the file cannot be written.
    """
    path, notes = as_path("path", path, "'tune.mid'"), check_notes(notes)
    tempo = as_number("quarters_a_minute", quarters_a_minute, "quarter notes, 10 to 1000", least=10, most=1000)
    if path.suffix.lower() != ".mid":
        raise ValueError(f"path is {path.name}: expected a name that ends in .mid.")
    title = as_text("title", title, empty=True)
    return write("path", path, _midi(notes, tempo, title))


def _midi(notes, tempo, title):
    """The bytes of the file."""
    import mido

    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo))])
    if title:
        track.append(mido.MetaMessage("track_name", name=title.encode("ascii", "replace").decode()))
    now, begun = 0.0, 0
    for note in notes:
        now += note.length * TICKS
        track.append(mido.Message("note_on", note=note.pitch, velocity=LOUDNESS, time=0))
        track.append(mido.Message("note_off", note=note.pitch, velocity=0, time=round(now) - begun))
        begun = round(now)
    file, memory = mido.MidiFile(type=0, ticks_per_beat=TICKS), io.BytesIO()
    file.tracks.append(track)
    file.save(file=memory)
    return memory.getvalue()
