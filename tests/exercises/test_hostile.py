"""What an answer may do to the check itself: things that misbehave when looked at, and hands laid on what is shared."""

import builtins
import os
import random
import re
import sys
import time

import numpy as np
import pytest

from lstm_helpers.exercises import compare, verbs
from lstm_helpers.exercises.bank.any_errors import ERRORS, in_plain_words
from lstm_helpers.exercises.bank.any_patches import put_back
from lstm_helpers.exercises.compare import brief
from lstm_helpers.exercises.panels import CORRECT, NOT_YET, STOPPED, Panel


def _raises(error):
    def method(*_, **__):
        raise error

    return method


METHODS = ("__repr__", "__str__", "__array__", "__len__", "__iter__", "__getitem__", "__eq__", "__bool__", "__float__")
ERRORS_RAISED = (SystemExit(3), ValueError("![x](https://x.example/a.png)"), KeyboardInterrupt(), RecursionError())


@pytest.mark.slow
@pytest.mark.parametrize("kind", [object, list, tuple, dict, str, np.ndarray, Exception], ids=lambda k: k.__name__)
@pytest.mark.parametrize("error", ERRORS_RAISED, ids=lambda e: type(e).__name__)
def test_an_answer_whose_parts_misbehave_is_not_yet(check, kind, error):
    names = {name: _raises(error) for name in METHODS} | ({"__hash__": None} if kind is not np.ndarray else {})
    hostile = type("![x](https://x.example/b.png)", (kind,), names)
    made = hostile((2, 3)) if kind is np.ndarray else hostile()
    for checker in (check.cell_update, check.latch, check.predict_gates, check.order_step, check.why_vanish):
        for answer in (lambda *_: made, lambda *_: (made, made, made)):
            panel = checker(answer)
            assert panel.status == NOT_YET, panel
            assert "<img" not in panel._repr_html_()
        assert checker(made).status == NOT_YET


@pytest.mark.parametrize("error", ERRORS_RAISED, ids=lambda e: type(e).__name__)
def test_an_exception_whose_text_misbehaves_is_told_all_the_same(check, error):
    hostile = type("Hostile", (Exception,), {"__str__": _raises(error), "__repr__": _raises(error)})
    panel = check.cell_update(_raises(hostile()))
    assert panel.status == STOPPED
    assert "Hostile" in panel.blocks[0]


def test_what_a_repr_says_is_not_markdown():
    class Image:
        def __repr__(self):
            return "x\n\n![a](https://x.example/a.png)\n\n# head\n\n[b](https://x.example) <b> `c` https://x.example"

    for panel in (Panel(NOT_YET, "x", (f"You gave {brief(Image())}.",)), Panel(NOT_YET, "x", (repr(Image()),))):
        page = panel._repr_html_()
        assert not re.search(r"<img|<a |href|src=|<b>", page), page
    assert "\n" not in brief(Image())
    assert brief(Image()).count("`") == 2


def test_folder_print_options_error_state_and_generators_are_put_back(check, tmp_path):
    before = os.getcwd(), np.get_printoptions(), np.geterr(), random.getstate(), repr(np.random.get_state())  # noqa: NPY002

    def meddles(f, c):
        os.chdir(tmp_path)
        np.set_printoptions(precision=1)
        np.seterr(all="raise")
        random.seed(1)
        np.random.seed(1)  # noqa: NPY002
        return f * c

    assert check.keep(meddles).status == CORRECT
    assert (os.getcwd(), np.get_printoptions(), np.geterr(), random.getstate()) == before[:4]
    assert repr(np.random.get_state()) == before[4]  # noqa: NPY002


@pytest.mark.parametrize(
    ("module", "name", "called"),
    [(np, "tanh", "np.tanh"), (compare, "close", "compare.close"), (np.linalg, "norm", "np.linalg.norm")],
)
def test_a_name_of_everybodys_that_an_answer_replaces_is_noticed_and_put_back(check, module, name, called):
    own = getattr(module, name)

    def replaces(f, c):
        setattr(module, name, lambda *_: True)
        return f * c

    panel = check.keep(replaces)
    assert panel.status == NOT_YET
    assert re.search(rf"You replaced `([a-z_]+\.)*{re.escape(called)}`, which belongs to everybody", panel.blocks[0])
    assert getattr(module, name) is own


def test_a_name_that_was_replaced_before_the_check_is_noticed_and_put_back(check):
    own = compare.close
    compare.close = lambda *_: True
    np.exp, exp = np.sin, np.exp
    try:
        panel = check.keep(lambda f, c: c)
    finally:
        put_back()
    assert panel.status == NOT_YET
    assert "had been replaced in this session; the check put it back." in panel.blocks[-1]
    assert compare.close is own
    assert np.exp is exp
    assert put_back() == []


def test_a_loop_is_stopped_and_a_long_call_is_spoken_of_before_and_during(check, monkeypatch, capsys):
    assert "A loop is stopped after 2 s; one long call into compiled code is not." in repr(check.keep)
    assert "restart the kernel" in repr(check.keep)
    spoken = []

    class Watch:
        def __init__(self, seconds, function, args, kwargs):
            spoken.append((seconds, function, args, kwargs["file"]))

        def start(self):
            spoken.append("started")

        def cancel(self):
            spoken.append("cancelled")

    monkeypatch.setattr(verbs.threading, "Timer", Watch)
    check.keep(lambda f, c: f * c)
    assert spoken == [(7.0, print, (verbs.STILL,), sys.stdout), "started", "cancelled"]
    assert "Restart Kernel" in verbs.STILL


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (lambda f, c: f ^ c, "a power is written"),
        (lambda f, c: f(c), "put a `*` in between"),
        (lambda f, c: __import__("math").tanh(f), "use NumPy's functions"),
        (lambda f, c: f if f > 0 else c, "`np.where`"),
        (lambda f, c: f.reshape(-1, 1) @ c.reshape(-1, 1), "if entry by entry is meant, write `*`"),
        (lambda f, c: np.ones(3) * np.ones(4), "shapes have to fit, and (3,) and (4,) do not"),
        (lambda f, c: np.split(np.ones(5), 4), "cut into so many equal parts"),
        (lambda f, c: np.concatenate([np.ones((2, 3)), np.ones((2, 4))]), "Arrays that are joined need equal shapes"),
        (lambda f, c: np.take_along_axis(np.ones((2, 3)), np.array([1, 0]), 1), "wants indices with as many axes"),
        (lambda f, c: [1, 2] - [1], "A Python list does not compute entry by entry"),
        (lambda f, c: np.ones(3)[0, 0], "asked for more axes than it has"),
        (lambda f, c: np.ones(3)[7], "points past the end"),
        (lambda f, c: np.ones(3).sum(axis=4), "There is no axis 4"),
        (lambda f, c: [1].shape, "A list has no `shape`"),
        (lambda f, c: np.tanhh(f), "There is no `tanhh` in numpy"),
        (lambda f, c: [] + np.ones(4), "One side is empty"),  # noqa: RUF005
        (lambda f, c: np.ones(4) + np.ones(0), "One side is empty"),
        (lambda f, c: np.ones(4) + np.ones(3), "(4,) and (3,) do not"),
        (lambda f, c: np.searchsorted(np.ones((2, 3)), 1.0), "where a single row is wanted"),
        (lambda f, c: np.bincount(np.ones((2, 3), int)), "where a single row is wanted"),
        (lambda f, c: f[: np.array([1, 2])], "where one whole number is wanted"),
        (lambda f, c: [1, 2][np.array([0, 1])], "where one whole number is wanted"),
        (lambda f, c: range(np.array([0, 1])), "where one whole number is wanted"),
        (lambda f, c: unknown_name, "The name `unknown_name` is not known there"),  # noqa: F821
        (lambda f, c: sys.exit(), "asked Python to exit"),
        (lambda f, c: {}["x"], "a key that it does not have"),
        (lambda f, c: 1 // 0, "divided by zero"),
        (lambda f, c: np.exp(1e4), "too large for a float (overflow)"),
        (lambda f, c: _raises(RuntimeError("values do not fit"))(), "It stopped with a `RuntimeError`"),
        (lambda f, c: _raises(ValueError("no idea"))(), "It stopped with a `ValueError`"),
        (lambda f, c: _raises(TypeError("no idea"))(), "It stopped with a `TypeError`"),
    ],
)
def test_each_beginners_error_has_a_sentence_that_is_true_of_it(check, line, said):
    panel = check.keep(line)
    assert panel.status == STOPPED
    assert said in panel.blocks[0], panel.blocks[0]


def test_every_sentence_on_an_error_can_be_filled_in():
    for kind, _, words in ERRORS:
        assert words.format("0", "1", "2", "3", "4", seconds=2, kind="a `X`")
        assert issubclass(kind, BaseException)
    for error in (ValueError(), TypeError("\n"), BaseException("x"), Exception("{0} {x}")):
        assert in_plain_words(error, 2.0)


def test_how_a_function_that_stops_does_on_the_other_inputs_is_said(check):
    text = repr(check.sigmoid(lambda z: 1 / (1 + np.exp(-z))))
    assert re.search(r"On \d other inputs? it runs, and is right on [1-9] of them\.", text), text
    always = repr(check.keep(_raises(ZeroDivisionError())))
    assert "other input" not in always, "one that always stops runs nowhere"


@pytest.mark.slow
def test_a_hostile_repr_that_never_ends_is_given_up(check):
    class Endless(list):
        def __iter__(self):
            while True:
                yield 1

        __len__ = object.__hash__

    started = time.process_time()
    assert check.latch(lambda *_: Endless()).status == NOT_YET
    assert time.process_time() - started < 20


def test_what_jupyter_sets_itself_is_nobodys_patch(check, monkeypatch):
    """For every cell a kernel puts an input() of its own in the place of Python's."""
    mine = lambda prompt="": ""  # noqa: E731
    monkeypatch.setattr(builtins, "input", mine)
    assert put_back() == []
    assert check.keep(lambda f, c: f * c).status == CORRECT
    assert builtins.input is mine
