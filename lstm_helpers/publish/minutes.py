"""How long a lesson takes a reader, by one rule; written where it is said: the lesson's card, and the map in 00.

    python -m lstm_helpers.publish.minutes      write cards and map from `lessons.LESSONS`, say where the rule differs

170 words a minute, 4 seconds per line of code, three quarters of a minute per prediction, and each exercise's own
minutes. Predicted cells without a text between them, the numbers and their figure, answer one prediction. The map and
the glossary of 00 are looked up, not read, and do not count.
"""

import math
import re
import sys

from lstm_helpers.exercises.bank import bank
from lstm_helpers.lessons import LESSONS
from lstm_helpers.publish import notebooks
from lstm_helpers.publish.normal_form import EXERCISE, PREDICT, tags, text

WORDS_A_MINUTE, SECONDS_A_LINE, MINUTES_A_PREDICTION, STEP = 170, 4, 0.75, 5
LOOKED_UP = "## The map"  # what follows this heading, in lesson 00


def by_the_rule(nb, exercises):
    """Return the minutes of a lesson, not rounded.

    Parameters
    ----------
    nb : NotebookNode
    exercises : dict of str to exercise
        The bank; the lesson's exercises are those that its cells are tagged with.
    """
    words, lines, predictions, minutes, answered = 0, 0, 0, 0.0, False
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            if cell.source.startswith(LOOKED_UP):
                break
            words, answered = words + len(cell.source.split()), False
            continue
        names = [tag.removeprefix(EXERCISE) for tag in tags(cell) if tag.startswith(EXERCISE)]
        minutes += sum(exercises[name].minutes for name in names)
        lines += 0 if names else sum(1 for line in cell.source.splitlines() if line.strip())
        predictions += PREDICT in tags(cell) and not answered
        answered = answered or PREDICT in tags(cell)
    return minutes + words / WORDS_A_MINUTE + lines * SECONDS_A_LINE / 60 + predictions * MINUTES_A_PREDICTION


def rounded(minutes):
    """Return the minutes as a card says them: up to the next five.

    >>> rounded(50.1), rounded(55.0)
    (55, 55)
    """
    return STEP * math.ceil(minutes / STEP)


def say(path, lesson):
    """Write the lesson's minutes into its card; return whether the file changed."""
    nb = notebooks.read(path)
    nb.cells[0].source = re.sub(r"(\*\*Time\*\* \| )\d+ minutes", rf"\g<1>{lesson.minutes} minutes", nb.cells[0].source)
    return _write(path, nb)


def say_in_the_map(path, lessons=LESSONS):
    """Write every lesson's minutes into the map of lesson 00; return whether the file changed."""
    nb = notebooks.read(path)
    for cell in nb.cells:
        if cell.source.startswith(LOOKED_UP):
            for lesson in lessons:
                row = rf"(^\| {lesson.number:02} \|.*\| )\d+( \|$)"
                cell.source = re.sub(row, rf"\g<1>{lesson.minutes}\g<2>", cell.source, flags=re.MULTILINE)
    return _write(path, nb)


def _write(path, nb):
    new = text(nb)
    if new == path.read_text(encoding="utf-8"):
        return False
    path.write_text(new, encoding="utf-8", newline="\n")
    return True


def main():
    """Write the minutes; return 1 where `lessons.LESSONS` says others than the rule."""
    differs, paths = 0, notebooks.find()
    for path, lesson in zip(paths, LESSONS, strict=True):
        wanted = rounded(by_the_rule(notebooks.read(path), bank()))
        if wanted != lesson.minutes:
            print(f"lessons.py says {lesson.minutes} minutes for {lesson.number:02}; by the rule they are {wanted}")
            differs += 1
        if say(path, lesson):
            print(f"{path.name}: {lesson.minutes} minutes")
    if say_in_the_map(paths[0]):
        print(f"{paths[0].name}: the map")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
