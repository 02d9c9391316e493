"""A tune as a piano roll: each note a bar as long as it sounds, as high as its pitch."""

import numpy as np

from lstm_helpers.arrays import as_count, as_number
from lstm_helpers.figures.style import FAINT, SERIES, TEXT, as_axes, theme_of
from lstm_helpers.notes import check_notes

NAMES = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")
MOST_QUARTERS = 128


def piano_roll(ax, notes, *, given=0, bar=4.0, pickup=0.0):
    """Draw notes over time; what was given in another colour than what was written, phrase ends with a dot above.

    Parameters
    ----------
    ax : Axes
    notes : sequence of Note
        128 quarter notes at most.
    given : int
        So many notes, the first ones, were not written by a model.
    bar, pickup : float
        Quarter notes in a bar, and before the first bar line.

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    theme, notes = theme_of(as_axes("ax", ax)), check_notes(notes)
    given = as_count("given", given, 0, len(notes))
    bar = as_number("bar", bar, "quarter notes in a bar, 1 or more", least=1)
    pickup = as_number("pickup", pickup, "quarter notes before the first bar line", least=0, most=bar)
    starts = np.cumsum([0.0, *(note.length for note in notes)])
    if starts[-1] > MOST_QUARTERS:
        raise ValueError(f"notes last {starts[-1]:g} quarter notes: at most {MOST_QUARTERS} fit; draw two figures.")
    for x in np.arange(pickup, starts[-1] + 1e-9, bar):
        ax.axvline(x, color=FAINT[theme], linewidth=0.8, zorder=0)
    for n, (note, x) in enumerate(zip(notes, starts[:-1], strict=True)):
        colour = SERIES[theme][4 if n < given else 0]
        ax.broken_barh([(x + 0.04, note.length - 0.08)], (note.pitch - 0.4, 0.8), color=colour, gid=f"note {n}")
        if note.ends:
            ax.plot(x + note.length / 2, note.pitch + 1.1, "o", color=TEXT[theme], markersize=3, gid=f"end {n}")
    low, high = min(note.pitch for note in notes), max(note.pitch for note in notes)
    pitches = [p for p in range(low, high + 1) if p % 12 in (0, 2, 4, 5, 7, 9, 11)]
    ax.set_yticks(pitches, [f"{NAMES[p % 12]}{p // 12 - 1}" for p in pitches], fontsize=7)
    ax.set(xlim=(0, starts[-1]), ylim=(low - 1, high + 2), xlabel="time (quarter notes)", ylabel="pitch")
    return ax
