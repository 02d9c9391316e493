"""Which exercises stand for all of them in a quick check: one function for each lesson; the others are marked slow."""

import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.kinds import Function, Model


def uses_keras(exercise):
    """Does a check of this exercise import TensorFlow?"""
    return isinstance(exercise, Model) or (isinstance(exercise, Function) and "keras" in exercise.solution)


FUNCTIONS = [e for e in bank().values() if isinstance(e, Function) and not uses_keras(e)]
STAND_FOR_ALL = frozenset({e.lesson: e.name for e in reversed(FUNCTIONS)}.values())


def marks(exercise, cheap=False):
    """The marks of a case of this exercise, in a test that takes long over all exercises unless its case is cheap."""
    stands = cheap or exercise.name in STAND_FOR_ALL
    return [pytest.mark.keras] * uses_keras(exercise) + [pytest.mark.slow] * (not stands)
