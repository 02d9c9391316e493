"""Answers that nobody had seen when the banks were written: which of them are named, and is what is said of them true?

The floors are those of the whole set: four of five mistakes named, and of two at once one; no correct answer refused,
none passed that is not; no crash with a sentence that is not true of it. `pytest -s` prints the shares.
"""

import re
from collections import Counter
from functools import cache

import pytest

from lstm_helpers.exercises.diagnosis import diagnose
from lstm_helpers.exercises.panels import CORRECT, STOPPED
from tests.exercises.unseen import unseen
from tests.support import quick

UNSEEN = unseen()
NUMBERS_ALONE = "differs first"  # what is said where nothing is recognised
BY_PLACE = [
    pytest.param(one, id=f"{one.exercise.name}-{one.place}", marks=quick.marks(one.exercise, one.kind == "right"))
    for one in UNSEEN
]


@cache
def _panel(one):
    return diagnose(one.exercise, one.build())


def _of(*kinds):
    return pytest.mark.parametrize("one", [param for param in BY_PLACE if param.values[0].kind in kinds])


def _fits(one):
    return bool(re.search(one.pattern, _panel(one).blocks[0], re.IGNORECASE))


def _named(one):
    return _fits(one) and NUMBERS_ALONE not in _panel(one).blocks[0]


def test_the_set_is_large_enough_to_say_something():
    kinds = Counter(one.kind for one in UNSEEN)
    assert set(kinds) == {"right", "wrong", "two", "crash"}
    assert kinds["wrong"] >= 90
    assert kinds["two"] >= 25
    assert kinds["right"] >= 35
    assert kinds["crash"] >= 25
    assert len({one.exercise.name for one in UNSEEN}) >= 50
    assert len({(one.exercise.name, one.source) for one in UNSEEN}) == len(UNSEEN)
    assert all((one.kind == "right") == (not one.pattern) for one in UNSEEN)


@_of("right")
def test_no_correct_answer_is_refused(one):
    assert _panel(one).status == CORRECT, _panel(one)


@_of("wrong", "two", "crash")
def test_no_other_answer_passes(one):
    assert _panel(one).status != CORRECT


@_of("crash")
def test_a_crash_gets_a_sentence_that_is_true_of_it(one):
    assert _panel(one).status == STOPPED
    assert _fits(one), _panel(one).blocks[0]


@_of("wrong", "two")
def test_what_is_named_is_what_was_done(one):
    assert not _panel(one).found or _fits(one), _panel(one).blocks[0]


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "floor"), [("wrong", 0.8), ("two", 0.8)])
def test_four_of_five_are_named(kind, floor):
    some = [one for one in UNSEEN if one.kind == kind]
    nameless = [f"{one.exercise.name} ({one.place}): {_panel(one).blocks[0]}" for one in some if not _named(one)]
    share = 1 - len(nameless) / len(some)
    print(f"\n{kind}: {share:.0%} of {len(some)} named; not these:", *nameless, sep="\n  ")
    assert share >= floor


def test_a_function_without_a_source_is_told_as_far_as_its_numbers_go():
    one = next(one for one in UNSEEN if one.exercise.name == "forget_gate" and "1 / 1 +" in one.source)
    space = {}
    exec("import numpy as np\n" + one.source, space)
    panel = diagnose(one.exercise, space["forget_gate"])
    assert not panel.found
    assert NUMBERS_ALONE in panel.blocks[0]
