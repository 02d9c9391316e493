"""A function called in a process of its own: the same answer, nothing loaded here, errors that say what happened."""

import sys

import numpy as np
import pytest

from lstm_helpers import apart
from lstm_helpers.maths import cells


def test_the_answer_is_the_one_that_a_call_here_gives():
    params = cells.init_lstm(2, 3, np.random.default_rng(0))
    x = np.random.default_rng(1).standard_normal((2, 4, 2))
    there = apart.call("lstm_helpers.maths.sequence:run", params, x)
    from lstm_helpers.maths.sequence import run

    here = run(params, x)
    assert np.array_equal(there.h, here.h)
    assert there.params._fields == params._fields


def test_what_a_function_prints_does_not_mix_with_its_answer(capfd):
    assert apart.call("lstm_helpers.claims:claim", "two and two are four", True) is None
    assert "two and two" not in capfd.readouterr().out


def test_an_error_comes_back_as_its_last_line():
    with pytest.raises(RuntimeError, match=r"lstm_helpers\.lessons:Lesson failed .*TypeError: .*missing"):
        apart.call("lstm_helpers.lessons:Lesson")


@pytest.mark.parametrize("name", ["os:getcwd", "lstm_helpers.lessons", "lstm_helpers:x:y", 3, "lstm_helpersx.a:b"])
def test_only_functions_of_this_package_are_called(name):
    with pytest.raises(ValueError, match=r"name is .*: expected a function of this package"):
        apart.call(name)


@pytest.mark.keras
def test_tensorflow_is_not_loaded_here_when_keras_is_asked_apart():
    before = {"tensorflow", "keras"} & {*sys.modules}
    params = cells.init_lstm(2, 3, np.random.default_rng(0))
    x, dh = np.ones((1, 4, 2)), np.ones((1, 4, 3))
    gradients, dx = apart.call("lstm_helpers.keras_models:lstm_gradients", params, x, dh)
    assert (gradients.W_x.shape, dx.shape) == ((2, 12), (1, 4, 2))
    assert {"tensorflow", "keras"} & {*sys.modules} == before
