"""The Tune Lab's picture with matplotlib, for pages on which no script runs."""

import numpy as np

from lstm_helpers.figures import style

DRAWN = 48  # quarter notes that are drawn, the last ones
MOST_BITS = 8  # a note that cost so much has the full colour
NAMES = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")


def draw(figure, tune, costs, composer, expected):
    """Draw the notes of a tune, the stronger the more bits they cost, and the chances of the next pitch."""
    roll, after = figure.subplots(1, 2, sharey=True, width_ratios=[3, 1])
    starts = np.concatenate([[0], np.cumsum([note.length for note in tune.notes])])
    first = max(0.0, starts[-1] - DRAWN)
    for note, start, cost in zip(tune.notes, starts, costs, strict=False):
        if start < first:
            continue
        strength = 0.25 + 0.75 * min(1, cost / MOST_BITS)
        roll.barh(note.pitch, note.length, 0.8, left=start, color=style.SERIES["both"][1], alpha=strength)
        if note.ends:
            roll.axvline(start + note.length, color=style.MUTED["both"], linestyle=":", linewidth=1)
    for bar in np.arange(tune.pickup, starts[-1] + tune.bar, tune.bar):
        if bar >= first:
            roll.axvline(bar, color=style.MUTED["both"], linestyle="-", linewidth=0.5)
    known = composer.pitches
    roll.set(xlim=(first, max(starts[-1], first + tune.bar)), ylim=(known[0] - 1, known[-1] + 1))
    roll.set(xlabel="quarter notes", ylabel="pitch")
    ticks = [pitch for pitch in known if pitch % 12 in (0, 7)]
    roll.set_yticks(ticks, [f"{NAMES[pitch % 12]}{pitch // 12 - 1}" for pitch in ticks])
    after.barh(known, expected, 0.8, color=style.SERIES["both"][0])
    after.set(xlabel="chance of the next pitch", xlim=(0, 1))
