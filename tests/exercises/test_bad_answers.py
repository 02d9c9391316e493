"""The engine survives whatever learners write: no bad answer harms the kernel, and each gets a sentence."""

import builtins
import gc
import math
import sys
import threading

import numpy as np
import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.kinds import Function
from lstm_helpers.exercises.observe import inputs
from lstm_helpers.exercises.panels import CORRECT, NOT_YET, STOPPED
from lstm_helpers.exercises.sandbox import run
from tests.support import quick
from tests.support.panel_words import plain, words

FUNCTIONS = [pytest.param(e, id=e.name, marks=quick.marks(e)) for e in bank().values() if isinstance(e, Function)]
OTHERS = [pytest.param(e, id=e.name) for e in bank().values() if not isinstance(e, Function)]


@pytest.fixture
def tidy():
    """Nothing of another test is left to be cleaned up, such as TensorFlow's functions: the interrupt could hit it."""
    gc.collect()


def bad_answers(exercise):
    """Functions that no check should fall over, and the status each one gets."""
    solution = exercise.build(exercise.source)
    like = inputs(exercise)[0][1]
    ragged = [np.ones(2), [1, [2, 3]], "x"]

    def raises(*_):
        raise RuntimeError("no idea " * 1000)

    def leaves(*_):
        sys.exit(3)

    def interrupted(*_):
        raise KeyboardInterrupt

    def prints(*_):
        for _ in range(20):
            print("spam " * 100_000)
        return 0.5

    def loops(*_):
        while True:
            try:  # noqa: SIM105, what a learner may write
                math.sqrt(2)
            except:  # noqa: E722
                pass

    def deletes_builtins(*_):
        for name in ("len", "isinstance", "print", "getattr", "super", "Exception"):
            delattr(builtins, name)

    def replaces_tanh(*args):
        np.tanh, np.exp = np.sin, None
        np.random.seed(0)  # noqa: NPY002
        return solution(*args)

    def recursive(*args):
        return recursive(*args)

    return {
        "raises": (raises, STOPPED),
        "returns None": (lambda *_: None, NOT_YET),
        "wrong shape": (lambda *_: np.ones((1, 2, 3, 4, 5)), NOT_YET),
        "not a number": (lambda *_: np.nan if not isinstance(like, tuple) else tuple(np.nan for _ in like), NOT_YET),
        "prints megabytes": (prints, NOT_YET),
        "loops forever": (loops, STOPPED),
        "leaves": (leaves, STOPPED),
        "interrupted": (interrupted, STOPPED),
        "deletes builtins": (deletes_builtins, NOT_YET),
        "ragged": (lambda *_: ragged, NOT_YET),
        "replaces np.tanh": (replaces_tanh, None),
        "no such arguments": (lambda: 1, STOPPED),
        "recursive": (recursive, STOPPED),
        "a strange object": (lambda *_: object(), NOT_YET),
        "a set of text": (lambda *_: {"a", "b"}, NOT_YET),
        "no function": (np.ones(3), NOT_YET),
        "a dictionary of everything": (lambda *_: {"h": [1], 3: None}, NOT_YET),
    }


@pytest.mark.parametrize("exercise", FUNCTIONS)
@pytest.mark.usefixtures("tidy")
def test_no_bad_answer_harms_the_kernel_and_each_gets_a_sentence(exercise, check, capsys):
    before, tanh, state = dict(vars(builtins)), np.tanh, repr(np.random.get_state())  # noqa: NPY002
    out, depth = sys.stdout, sys.getrecursionlimit()
    limit = exercise.seconds
    checker = getattr(check, exercise.name)
    for name, (answer, status) in bad_answers(exercise).items():
        object.__setattr__(exercise, "seconds", 0.1 if name == "loops forever" else limit)
        try:
            panel = checker(answer)
        finally:
            object.__setattr__(exercise, "seconds", limit)
        assert status is None or panel.status == status, (name, panel)
        assert dict(vars(builtins)) == before, name
        assert np.tanh is tanh, name
        assert repr(np.random.get_state()) == state, name  # noqa: NPY002
        assert sys.stdout is out, name
        assert len(repr(panel)) < 2500, name
        assert words(repr(panel)) == plain(panel), name
    assert checker(exercise.build(exercise.source)).status == CORRECT
    assert sys.getrecursionlimit() == depth
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("exercise", OTHERS)
@pytest.mark.parametrize(
    "answer",
    [
        None,
        "",
        "zz",
        float("nan"),
        float("inf"),
        [],
        {},
        {"x": 1},
        10**400,
        [[1], [2, 3]],
        len,
        b"abc",
        True,
        np.ones((2, 2)),
        -1.5,
        [None],
        {None},
        "A" * 10_000,
    ],
    ids=lambda answer: f"{answer!r:.20}",
)
def test_no_bad_answer_to_the_other_kinds_is_more_than_a_sentence(exercise, answer, check):
    panel = getattr(check, exercise.name)(answer)
    assert panel.status == NOT_YET, panel
    assert len(repr(panel)) < 700


@pytest.mark.usefixtures("tidy")
def test_outside_the_main_thread_a_check_works_without_its_time_limit(check):
    found = []
    thread = threading.Thread(target=lambda: found.append(check.keep(lambda f, c: f * c).status))
    thread.start()
    thread.join()
    assert found == [CORRECT]


@pytest.mark.usefixtures("tidy")
def test_the_time_limit_leaves_no_timer_behind():
    signal = pytest.importorskip("signal")
    handler = signal.getsignal(signal.SIGALRM)

    def forever():
        while True:
            pass

    assert type(run(forever, (), seconds=0.05).error).__name__ == "KeyboardInterrupt"
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is handler
