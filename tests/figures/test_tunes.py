"""A piano roll: each note where it sounds and as high as it is."""

import matplotlib.pyplot as plt
import pytest

from lstm_helpers import figures
from lstm_helpers.notes import Note

NOTES = (Note(60, 1.0), Note(64, 0.5), Note(67, 2.5, True), Note(65, 4.0))


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def of(ax, gid):
    return next(artist for artist in ax.findobj() if artist.get_gid() == gid)


def test_a_note_is_a_bar_as_long_as_it_sounds(ax):
    figures.piano_roll(ax, NOTES, given=1)
    starts = [0, 1, 1.5, 4]
    for n, (note, start) in enumerate(zip(NOTES, starts, strict=True)):
        box = of(ax, f"note {n}").get_paths()[0].get_extents()
        assert box.x0 == pytest.approx(start, abs=0.05)
        assert box.x1 == pytest.approx(start + note.length, abs=0.05)
        assert (box.y0 + box.y1) / 2 == pytest.approx(note.pitch)
    assert ax.get_xlim() == (0, 8)


def test_what_was_given_has_another_colour_and_a_phrase_end_has_a_dot(ax):
    figures.piano_roll(ax, NOTES, given=2)
    colours = [tuple(of(ax, f"note {n}").get_facecolor()[0]) for n in range(4)]
    assert colours[0] == colours[1] != colours[2] == colours[3]
    assert [line.get_gid() for line in ax.lines if (line.get_gid() or "").startswith("end")] == ["end 2"]


def test_bar_lines_begin_after_the_pickup_and_pitches_are_named(ax):
    figures.piano_roll(ax, NOTES, bar=3.0, pickup=1.0)
    bars = [line.get_xdata()[0] for line in ax.lines if not (line.get_gid() or "").startswith("end")]
    assert bars == [1.0, 4.0, 7.0]
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["C4", "D4", "E4", "F4", "G4"]
    with pytest.raises(ValueError, match="at most 128 fit"):
        figures.piano_roll(ax, [Note(60, 64.0)] * 3)
