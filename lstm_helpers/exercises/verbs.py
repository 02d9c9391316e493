"""`check.NAME(answer)` and its further verbs."""

import difflib
import json
import sys
import threading
from dataclasses import replace

from lstm_helpers.arrays import as_count, as_path, as_text, write
from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.bank.any_patches import put_back
from lstm_helpers.exercises.compare import quoted
from lstm_helpers.exercises.diagnosis import diagnose, differences
from lstm_helpers.exercises.observe import observe, right
from lstm_helpers.exercises.panels import CORRECT, NOT_ATTEMPTED, Panel, code, table
from lstm_helpers.exercises.progress import NAMED, Progress
from lstm_helpers.lessons import LESSONS

STILL = "The check is still running. A loop would have been stopped by now; one long call into compiled code can't be. "
STILL += "Wait, or restart the kernel (menu Kernel, Restart Kernel): what you have written stays."


class Checker:
    """The check of one exercise. Call it with your answer; `.hint()`, `.answer()`, `.usable(f)`, `.examine(f)` help."""

    def __init__(self, exercise, progress):
        self._exercise, self._progress, self._rung, self.__doc__ = exercise, progress, 0, exercise.prompt

    def __call__(self, answer):
        """Say at once what this answer is."""
        name = self._exercise.name
        late = f", `check.{name}.answer()` shows the worked answer" if self._progress.read()[name]["tries"] >= 2 else ""
        replaced = put_back()
        watch = threading.Timer(self._exercise.seconds + 5, print, (STILL,), {"file": sys.stdout, "flush": True})
        watch.daemon = True
        watch.start()
        try:
            panel = diagnose(self._exercise, answer, f"`check.{name}.hint()` helps{late}.")
        except Exception as error:
            return Panel("The check stopped", name, ("The check's fault, not yours; please report:", code(repr(error))))
        finally:
            watch.cancel()
        if panel.status != NOT_ATTEMPTED:
            passed = panel.status == CORRECT
            named = {f"{NAMED}{mistake.label}": 1 for mistake in panel.found}
            self._progress.add(name, tries=1, passed=passed, unnamed=not (passed or panel.found), **named)
        if replaced:
            back = f"{', '.join(map(quoted, replaced[:5]))} had been replaced in this session; the check put it back."
            panel = replace(panel, blocks=(*panel.blocks, back))
        return panel

    def hint(self, rung=None):
        """Show the next hint, or the one of that number."""
        name, hints = self._exercise.name, self._exercise.hints
        self._rung = min(self._rung + 1 if rung is None else as_count("rung", rung), len(hints))
        more = "answer()` shows the worked answer" if self._rung == len(hints) else "hint()` shows the next one"
        return Panel(f"Hint {self._rung} of {len(hints)}", name, (hints[self._rung - 1], f"`check.{name}.{more}."))

    def answer(self):
        """Show the worked answer and why it is so."""
        name, exercise = self._exercise.name, self._exercise
        source = getattr(exercise, "source", f"{name} = {exercise.solution!r}")
        return Panel("Worked answer", name, (code(f"{exercise.needs}\n\n{source}"), exercise.why))

    def usable(self, answer):
        """Return your answer if it passes, otherwise the course's; one printed line says which."""
        yours = diagnose(self._exercise, answer).status == CORRECT
        print(f"{self._exercise.name}: {'yours' if yours else 'the course’s own, until yours passes'}")
        return answer if yours else right(self._exercise)

    def examine(self, answer):
        """Show for every hidden input in which way each output differs, up to one that cannot be read."""
        said = differences(self._exercise, observe(self._exercise, answer))
        rows = [(n + 1, name.strip("`"), verdict or "agrees") for (n, name), verdict in said.items()]
        return Panel("Examined", self._exercise.name, (table(("input", "output", "verdict"), *rows),))

    def __repr__(self):
        limit = f"A loop is stopped after {self._exercise.seconds:g} s; one long call into compiled code is not."
        return f"check.{self._exercise.name}: {self._exercise.prompt} {limit} Then restart the kernel (menu Kernel)."


class Check:
    """`check.NAME(answer)` for each exercise of the course; `check.progress()` and `check.report()` for all of them."""

    def __init__(self, progress=None):
        self._progress = progress or Progress()
        vars(self).update({name: Checker(exercise, self._progress) for name, exercise in bank().items()})

    def __getattr__(self, name):
        near = " or ".join(difflib.get_close_matches(name, bank())) or "one of those that Tab shows after `check.`"
        raise AttributeError(f"There is no exercise {name!r}: do you mean {near}?")

    def progress(self):
        """Show, lesson by lesson, what you have passed and how many minutes of exercises are left."""
        rows, counts = [("lesson", "passed", "minutes", "open")], self._progress.read()
        left = [exercise for exercise in bank().values() if not counts[exercise.name]["passed"]]
        for number, title, _ in LESSONS:
            here, there = [e for e in left if e.lesson == number], [e for e in bank().values() if e.lesson == number]
            lesson = f"{number:02} {title}".replace(" ", "\xa0")  # a blank at which no line is broken
            passed, names = f"{len(there) - len(here)} of {len(there)}", ", ".join(e.name for e in here) or "none"
            rows.append((lesson, passed, sum(e.minutes for e in here), names))
        return Panel("Progress", f"{len(bank()) - len(left)} of {len(bank())} exercises passed", (table(*rows),))

    def report(self, save_as=None, name=""):
        """Show a tally to paste into an issue: where the check could not name the mistake. Nothing is sent.

        ``save_as`` is a file to write for a teacher, who makes one page of a class's files with `make report`: what was
        tried, what was passed, which mistakes were named; your ``name``, if you give one, and no line of your code.
        """
        page = {"name": as_text("name", name, empty=True), "exercises": self._progress.read()}
        if save_as is not None:
            write("save_as", as_path("save_as", save_as, "'report.json'"), json.dumps(page, indent=1).encode())
        rows = [(name, c["tries"], c["unnamed"]) for name, c in sorted(self._progress.read().items()) if c["unnamed"]]
        block = table(("exercise", "tries", "not named"), *rows) if rows else "Every mistake was named."
        return Panel("Report", "what the check could not name", (block,))


check = Check()
