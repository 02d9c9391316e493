"""The quick check: which exercises stand for all of them, and which tests have grown too long for it.

One function of each tenth lesson stands for the others, which are marked slow. With ``-p tests.support.quick`` the run
ends with a list of the tests that took longer than `LONGEST` and are not marked slow yet.
"""

from collections import Counter

import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.kinds import Function, Model

LONGEST = 1.0
"""Seconds that a test function may take with all its cases together."""
SECONDS = Counter()


def pytest_runtest_logreport(report):
    """Add up what each function took, over its cases, its preparations and all processes."""
    SECONDS[report.nodeid.split("[")[0]] += report.duration


def pytest_terminal_summary(terminalreporter):
    """Name what a quick check should leave to the whole run."""
    long = [(name, took) for name, took in SECONDS.most_common() if took > LONGEST]
    if long:
        terminalreporter.section(f"over {LONGEST:g} s: mark these slow, or make them shorter")
    for name, took in long:
        terminalreporter.write_line(f"{took:6.1f} s  {name}")


def uses_keras(exercise):
    """Does a check of this exercise import TensorFlow?"""
    return isinstance(exercise, Model) or (isinstance(exercise, Function) and "keras" in exercise.solution)


FUNCTIONS = [e for e in bank().values() if isinstance(e, Function) and not uses_keras(e)]
STAND_FOR_ALL = frozenset({e.lesson: e.name for e in reversed(FUNCTIONS) if e.lesson % 10 == 0}.values())


def marks(exercise, cheap=False):
    """The marks of a case of this exercise, in a test that takes long over all exercises unless its case is cheap."""
    stands = cheap or exercise.name in STAND_FOR_ALL
    return [pytest.mark.keras] * uses_keras(exercise) + [pytest.mark.slow] * (not stands)
