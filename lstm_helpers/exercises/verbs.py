"""`check.NAME(answer)` and its further verbs."""

import difflib

import numpy as np

from lstm_helpers.exercises.bank import LESSONS, bank
from lstm_helpers.exercises.diagnosis import CORRECT, NOT_ATTEMPTED, diagnose, observe, right, verdicts, wanted
from lstm_helpers.exercises.notebook_cell import solved
from lstm_helpers.exercises.panels import Panel, code
from lstm_helpers.exercises.progress import Progress
from lstm_helpers.exercises.sandbox import can_limit


class Checker:
    """The check of one exercise. Call it with your answer; `.hint()`, `.answer()`, `.usable(f)`, `.examine(f)` help."""

    def __init__(self, exercise, progress):
        self._exercise, self._progress, self._rung, self.__doc__ = exercise, progress, 0, exercise.prompt

    def __call__(self, answer):
        """Say at once what this answer is."""
        name = self._exercise.name
        late = f", `check.{name}.answer()` shows the worked answer" if self._progress.read()[name]["tries"] >= 2 else ""
        try:
            panel = diagnose(self._exercise, answer, f"`check.{name}.hint()` helps{late}.")
        except Exception as error:
            return Panel("The check stopped", name, ("This is the check's own fault, not yours. Your answer was not "
                                                     f"judged; please report it: {type(error).__name__}: {error}",))
        if panel.status != NOT_ATTEMPTED:
            passed = panel.status == CORRECT
            self._progress.add(name, tries=1, passed=passed, unnamed=not passed and not panel.found)
        return panel

    def hint(self, rung=None):
        """Show the next hint, or the one of that number."""
        name, hints = self._exercise.name, self._exercise.hints
        self._rung = min(max(int(rung or self._rung + 1), 1), len(hints))
        self._progress.add(name, hints=1)
        verb, shown = ("answer", "worked answer") if self._rung == len(hints) else ("hint", "next one")
        more = f"`check.{name}.{verb}()` shows the {shown}."
        return Panel(f"Hint {self._rung} of {len(hints)}", name, (hints[self._rung - 1], more))

    def answer(self):
        """Show the worked answer and why it is so."""
        return Panel("Worked answer", self._exercise.name, (code(solved(self._exercise)), self._exercise.why))

    def usable(self, answer):
        """Return your answer if it passes, otherwise the course's; one printed line says which."""
        yours = diagnose(self._exercise, answer).status == CORRECT
        print(f"{self._exercise.name}: {'yours' if yours else 'the course’s own, until yours passes'}")
        return answer if yours else right(self._exercise)

    def examine(self, answer):
        """Show every output for every hidden input: what came and what was wanted."""
        exercise, rows = self._exercise, [("input", "output", "wanted", "yours", "verdict")]
        got, want = observe(exercise, answer)[0], wanted(exercise)[1]
        for key, verdict in verdicts(exercise, got).items():
            sizes = (want[key].shape, got[key].shape) if key in want else ("", "")
            rows.append((key[0] + 1, key[1].strip("`"), *sizes, verdict or "agrees"))
        return Panel("Examined", exercise.name, (rows,))

    def __repr__(self):
        return f"check.{self._exercise.name}: {self._exercise.prompt}"


class Check:
    """`check.NAME(answer)` for each exercise of the course; `check.progress()` and `check.report()` for all of them."""

    def __init__(self, progress=None):
        self._progress = progress or Progress()
        vars(self).update({name: Checker(exercise, self._progress) for name, exercise in bank().items()})

    def __getattr__(self, name):
        near = " or ".join(difflib.get_close_matches(name, bank(), 3, 0.5))
        tail = f"do you mean {near}?" if near else "press Tab after `check.` to see them all."
        raise AttributeError(f"There is no exercise {name!r}: {tail}")

    def progress(self):
        """Show, lesson by lesson, what you have passed and how many minutes of exercises are left."""
        rows, counts = [("lesson", "passed", "minutes left", "open")], self._progress.read()
        passed = {name for name in bank() if counts[name]["passed"]}
        for number, title in enumerate(LESSONS):
            there = [exercise for exercise in bank().values() if exercise.lesson == number]
            left = [exercise for exercise in there if exercise.name not in passed]
            rows.append((f"{number:02} {title}", f"{len(there) - len(left)} of {len(there)}",
                         sum(e.minutes for e in left), ", ".join(e.name for e in left) or "none"))
        note = "" if can_limit() else "This system has no timer: the stop button ends an endless loop."
        return Panel("Progress", f"{len(passed)} of {len(bank())} exercises passed", (rows, note))

    def report(self):
        """Show a tally to paste into an issue: where the check could not name the mistake. Nothing is sent."""
        rows = [(name, counts["tries"], counts["unnamed"]) for name, counts in sorted(self._progress.read().items())
                if counts["unnamed"]]
        block = [("exercise", "tries", "not named"), *rows] if rows else "Every mistake was named."
        return Panel("Report", f"NumPy {np.__version__}", (block,))


check = Check()
