"""A tune as numbers: what a `Note` and a `Tune` are, wherever they come from, sound or are written down."""

from typing import NamedTuple

from lstm_helpers.arrays import as_count, as_flag, as_number, as_sequence, as_text, shown

HIGHEST = 127
"""The highest number of a pitch that MIDI knows; 60 is middle C, and a step up is a semitone."""
SHORTEST, LONGEST = 1 / 64, 64
"""The quarter notes that a note may last."""


class Note(NamedTuple):
    """A ``pitch`` as a MIDI number (60: middle C), a ``length`` in quarter notes, and whether it ``ends`` a phrase."""

    pitch: int
    length: float
    ends: bool = False


class Tune(NamedTuple):
    """A melody for one voice.

    ``title`` and ``number`` say which it is, ``bar`` how many quarter notes a bar has, ``pickup`` how many sound before
    the first bar line (0: none), ``notes`` is a tuple of `Note`.
    """

    title: str
    number: str
    bar: float
    pickup: float
    notes: tuple

    @property
    def quarters(self):
        """How long it lasts, in quarter notes."""
        return sum(note.length for note in self.notes)


def check_note(note, name="note"):
    """Return a `Note`, or raise ``TypeError`` or ``ValueError`` that names what is wrong with it."""
    if not isinstance(note, Note):
        raise TypeError(f"{name} is {shown(note)}: expected a Note(pitch, length, ends), e.g. Note(67, 1.0).")
    pitch = as_count(f"{name}.pitch", note.pitch, least=0)
    if pitch > HIGHEST:
        raise ValueError(f"{name}.pitch is {pitch}: expected a MIDI number, 0 to {HIGHEST}.")
    length = as_number(f"{name}.length", note.length, "quarter notes, e.g. 0.5", least=SHORTEST, most=LONGEST)
    return Note(pitch, length, as_flag(f"{name}.ends", note.ends))


def check_notes(notes, name="notes", least=1):
    """Return a tuple of `Note`, ``least`` or more; ``TypeError`` or ``ValueError`` otherwise."""
    notes = as_sequence(name, notes, "notes, e.g. [Note(67, 1.0), Note(69, 0.5)]")
    if len(notes) < least:
        raise ValueError(f"{name} holds {len(notes)} notes: expected {least} or more.")
    return tuple(check_note(note, f"{name}[{n}]") for n, note in enumerate(notes))


def check_tune(tune, name="tune", least=0):
    """Return a `Tune` of ``least`` notes or more; ``TypeError`` or ``ValueError`` names what is wrong with another."""
    if not isinstance(tune, Tune):
        raise TypeError(f"{name} is {shown(tune)}: expected a Tune(title, number, bar, pickup, notes).")
    bar = as_number(f"{name}.bar", tune.bar, "quarter notes in a bar, e.g. 4", least=1, most=LONGEST)
    pickup = as_number(f"{name}.pickup", tune.pickup, "quarter notes before the first bar line", least=0)
    if pickup >= bar:
        raise ValueError(f"{name}.pickup is {pickup:g}: expected less than a bar, {bar:g} quarter notes.")
    title, number = (as_text(f"{name}.{part}", getattr(tune, part), empty=True) for part in ("title", "number"))
    return Tune(title, number, bar, pickup, check_notes(tune.notes, f"{name}.notes", least))
