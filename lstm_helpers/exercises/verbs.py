"""`check.NAME(answer)` and its further verbs."""

import difflib

import numpy as np

from lstm_helpers.exercises.bank import LESSONS, bank
from lstm_helpers.exercises.compare import close, describe
from lstm_helpers.exercises.diagnosis import CORRECT, NOT_ATTEMPTED, diagnose, observe, wanted
from lstm_helpers.exercises.kinds import Function
from lstm_helpers.exercises.panels import Panel
from lstm_helpers.exercises.progress import Progress
from lstm_helpers.exercises.sandbox import can_limit


class Checker:
    """The check of one exercise. Call it with your answer; `.hint()`, `.answer()`, `.usable(f)`, `.examine(f)` help."""

    def __init__(self, exercise, progress):
        self._exercise, self._progress, self._rung, self.__doc__ = exercise, progress, 0, exercise.prompt

    def __call__(self, answer):
        """Say at once what this answer is."""
        name = self._exercise.name
        try:
            verdict = diagnose(self._exercise, answer)
        except Exception as error:
            return Panel("The check stopped", name, (("text", "This is the check's own fault, not yours "
                         f"({type(error).__name__}: {error}). Your answer was not judged; please report it."),))
        counts = self._progress.of(name)
        if verdict.status != NOT_ATTEMPTED:
            unnamed = verdict.status not in (CORRECT, NOT_ATTEMPTED) and not verdict.found
            counts = self._progress.add(name, tries=1, unnamed=unnamed, passed=verdict.status == CORRECT)
        return Panel(verdict.status, name, tuple(self._blocks(verdict, counts)))

    def hint(self, rung=None):
        """Show the next hint, or the one of that number."""
        hints = self._exercise.hints
        self._rung = min(self._rung + 1 if rung is None else max(int(rung), 1), len(hints))
        self._progress.add(self._exercise.name, hints=1)
        more = "One more waits." if self._rung + 1 == len(hints) else (
            f"{len(hints) - self._rung} more wait." if self._rung < len(hints) else
            f"That was the last one; `check.{self._exercise.name}.answer()` shows the worked answer.")
        return Panel(f"Hint {self._rung} of {len(hints)}", self._exercise.name,
                     (("text", hints[self._rung - 1]), ("text", more)))

    def answer(self):
        """Show the worked answer and why it is so."""
        return Panel("Worked "
                     "answer", self._exercise.name, (("code", self._exercise.solved), (
            "text", self._exercise.why)))

    def usable(self, function):
        """Return your function if it passes, otherwise the course's; one printed line says which."""
        exercise = self._function()
        yours = diagnose(exercise, function).status == CORRECT
        print(f"{exercise.name}: {'yours' if yours else 'the course’s own, until yours passes'}")
        return function if yours else exercise.build(exercise.source)

    def examine(self, function):
        """Show every output for every hidden input: what came and what was wanted."""
        exercise = self._function()
        rows = [("input", "output", "wanted", "yours", "verdict")]
        for n, (seen, want) in enumerate(zip(observe(exercise, function)[0], wanted(exercise)[1], strict=False), 1):
            if seen.trouble:
                rows.append((n, "", "", "", seen.trouble))
            for name, a, b in zip(want.names, seen.leaves, want.leaves, strict=False):
                agrees = close(a, b, exercise.tolerance)
                rows.append((n, name.strip("`"), b.shape, a.shape, "agrees" if agrees else describe(name, a, b)))
        return Panel("Examined", exercise.name, (("table", *rows),))

    def __repr__(self):
        return f"check.{self._exercise.name}: {self._exercise.prompt}"

    def _function(self):
        if not isinstance(self._exercise, Function):
            raise TypeError(f"{self._exercise.name} asks for a {self._exercise.kind}: there is no function to use.")
        return self._exercise

    def _blocks(self, verdict, counts):
        call = f"check.{self._exercise.name}"
        if verdict.status == NOT_ATTEMPTED:
            yield "text", f"Put your answer where the `...` stands and run the cell again. `{call}.hint()` helps."
            return
        yield "text", verdict.message
        if verdict.code:
            yield "code", verdict.code
        for text in filter(None, (verdict.note, verdict.printed and "It printed:")):
            yield "text", text
        if verdict.printed:
            yield "code", verdict.printed[:500] + (" …" if len(verdict.printed) > 500 else "")
        if verdict.status != CORRECT:
            late = f", `{call}.answer()` shows the worked answer" if counts["tries"] >= 3 else ""
            yield "text", f"`{call}.hint()` helps{late}."


class Check:
    """`check.NAME(answer)` for each exercise of the course; `check.progress()` and `check.report()` for all of them."""

    def __init__(self, progress=None):
        self._progress, self._checkers = progress or Progress(), {}

    def __getattr__(self, name):
        if name.startswith("_") or name not in bank():
            near = difflib.get_close_matches(name, bank(), 3, 0.5) if not name.startswith("_") else []
            tail = f"do you mean {' or '.join(near)}?" if near else "press Tab after `check.` to see them all."
            raise AttributeError(f"There is no exercise {name!r}: {tail}")
        return self._checkers.setdefault(name, Checker(bank()[name], self._progress))

    def __dir__(self):
        return [*bank(), "progress", "report"]

    def progress(self):
        """Show, lesson by lesson, what you have passed and how many minutes of exercises are left."""
        seen, rows = self._progress.read(), [("lesson", "passed", "minutes left", "open")]
        for number, title in LESSONS.items():
            there = [e for e in bank().values() if e.lesson == number]
            left = [e for e in there if not seen.get(e.name, {}).get("passed")]
            rows.append((f"{number:02} {title}", f"{len(there) - len(left)} of {len(there)}",
                         sum(e.minutes for e in left), ", ".join(e.name for e in left) or "none"))
        passed = sum(counts["passed"] for counts in seen.values())
        note = () if can_limit() else (("text", "This system has no timer: the stop button ends an endless loop."),)
        return Panel("Progress", f"{passed} of {len(bank())} exercises passed", (("table", *rows), *note))

    def report(self):
        """Show a tally to paste into an issue: where the check could not name the mistake. Nothing is sent."""
        rows = [(name, counts["tries"], counts["unnamed"]) for name, counts in sorted(self._progress.read().items())
                if counts["unnamed"]]
        block = ("table", ("exercise", "tries", "not named"), *rows) if rows else ("text", "Every mistake was named.")
        return Panel("Report", f"NumPy {np.__version__}", (block,))


check = Check()
