"""A tune is taken when it is one, and what is wrong with another is named."""

import numpy as np
import pytest

from lstm_helpers.notes import Note, Tune, check_note, check_notes, check_tune

RIGHT = Tune("Three notes", "1", 4.0, 1.0, (Note(67, 1.0), Note(69, 0.5), Note(71, 2.0, True)))


def test_a_right_tune_comes_back_as_plain_numbers_and_knows_how_long_it_lasts():
    numpy_numbers = RIGHT._replace(
        bar=np.float32(4), pickup=1, notes=[Note(np.int8(67), 1, np.True_), *RIGHT.notes[1:]]
    )
    found = check_tune(numpy_numbers)
    assert found == RIGHT._replace(notes=(Note(67, 1.0, True), *RIGHT.notes[1:]))
    assert [type(value) for value in found.notes[0]] == [int, float, bool]
    assert RIGHT.quarters == 3.5


@pytest.mark.parametrize(
    ("note", "error", "says"),
    [
        ((67, 1.0, False), TypeError, "note is"),
        (Note(67.0, 1.0), TypeError, "note.pitch"),
        (Note(128, 1.0), ValueError, "note.pitch is 128"),
        (Note(-1, 1.0), ValueError, "note.pitch"),
        (Note(67, 0), ValueError, "note.length"),
        (Note(67, float("nan")), ValueError, "note.length"),
        (Note(67, "long"), TypeError, "note.length"),
        (Note(67, 1.0, 1), TypeError, "note.ends"),
    ],
)
def test_what_is_no_note_is_named(note, error, says):
    with pytest.raises(error, match=says):
        check_note(note)


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"bar": 0}, ValueError, "tune.bar"),
        ({"pickup": 4}, ValueError, "tune.pickup is 4: expected less than a bar, 4"),
        ({"pickup": -1}, ValueError, "tune.pickup"),
        ({"title": None}, TypeError, "tune.title"),
        ({"number": 1}, TypeError, "tune.number"),
        ({"notes": Note(67, 1.0)}, TypeError, r"tune.notes\[0\]"),
        ({"notes": None}, TypeError, "tune.notes"),
        ({"notes": [RIGHT.notes[0], None]}, TypeError, r"tune.notes\[1\]"),
    ],
)
def test_what_is_no_tune_is_named(change, error, says):
    with pytest.raises(error, match=says):
        check_tune(RIGHT._replace(**change))


def test_a_tune_may_be_empty_where_none_is_asked_for_alone():
    empty = RIGHT._replace(notes=())
    assert check_tune(empty) == empty
    with pytest.raises(ValueError, match=r"tune\.notes holds 0 notes: expected 1 or more"):
        check_tune(empty, least=1)
    with pytest.raises(TypeError, match="tune is"):
        check_tune(tuple(RIGHT))
    assert check_notes([], least=0) == ()
