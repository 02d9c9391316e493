"""What tells one task or loss from another of the same name, in this process and in the next."""

import subprocess
import sys
from functools import partial

import numpy as np
import pytest

from lstm_helpers.data import tasks
from lstm_helpers.maths.losses import squared_error
from lstm_helpers.training import fingerprints
from lstm_helpers.training.fingerprints import fits, holds_other, name_of, of_arrays, of_function


def of(text, **names):
    """The digest of the function ``task`` that a text defines, as a cell of a notebook would."""
    space = {"np": np, **names}
    exec(text, space)
    return of_function(space["task"])


PLAIN = "def task(n, rng):\n    return n + 1"
OTHERS = {
    "a constant": "def task(n, rng):\n    return n + 2",
    "an operation": "def task(n, rng):\n    return n - 1",
    "a function it calls": "def task(n, rng):\n    return abs(n + 1)",
    "a default": "def task(n, rng, more=3):\n    return n + 1",
    "another name": "def other(n, rng):\n    return n + 1\ntask = other",
    "a lambda": "task = lambda n, rng: n + 1",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_another_function_of_the_same_name_is_another(text):
    assert not fits(of(PLAIN), of(text))
    assert fits(of(PLAIN), of(PLAIN))


def test_two_lambdas_are_told_apart_and_one_is_known_again():
    assert fits(of_function(lambda x: x * 2), of_function(lambda x: x * 2))
    assert not fits(of_function(lambda x: x * 2), of_function(lambda x: x * 3))


READS = "def task(n, rng):\n    return helper(n) * T"


@pytest.mark.parametrize(
    "change", [{"T": 51}, {"helper": lambda n: n + 1}, {"T": np.arange(3)}, {"T": "50"}], ids=lambda c: next(iter(c))
)
def test_what_a_function_reads_from_its_notebook_is_part_of_it(change):
    usual = {"T": 50, "helper": lambda n: n}
    assert fits(of(READS, **usual), of(READS, **usual))
    assert not fits(of(READS, **usual), of(READS, **usual | change))


def closed_over(value):
    return lambda n, rng: value


@pytest.mark.parametrize("value", [3, "b", None, np.array([1, 2, 4]), (1, 3)])
def test_what_a_function_closes_over_is_part_of_it(value):
    assert fits(of_function(closed_over(value)), of_function(closed_over(value)))
    assert not fits(of_function(closed_over(np.array([1, 2, 3]))), of_function(closed_over(value)))


def test_a_list_that_a_function_fills_is_held_and_no_part_of_what_it_does():
    seen = [[], [1]]
    empty, filled = (of_function(closed_over(value)) for value in seen)
    assert fits(empty, filled)
    assert holds_other(empty, filled)
    assert not holds_other(empty, of_function(closed_over([])))


class Task:
    def __init__(self, T):
        self.T, self.calls = T, 0

    def __call__(self, n, rng):
        self.calls += 1

    def draw(self, n, rng):
        return self.T


def test_an_object_is_its_class_and_what_it_holds_is_told_apart():
    assert fits(of_function(Task(3)), of_function(Task(3)))
    assert holds_other(of_function(Task(3)), of_function(Task(4)))
    assert holds_other(of_function(Task(3).draw), of_function(Task(4).draw))
    assert not fits(of_function(Task(3).draw), of_function(Task(3)))


@pytest.mark.parametrize("change", [{"T": 9}, {"T": 8.0}, {"n": 8}, {}])
def test_fixed_arguments_are_part_of_a_function(change):
    assert not fits(of_function(partial(tasks.adding, T=8)), of_function(partial(tasks.adding, **change)))
    assert fits(of_function(partial(tasks.adding, T=8)), of_function(partial(tasks.adding, T=np.int64(8))))


def test_long_arrays_of_a_partial_are_told_apart():
    long = np.zeros(10_000)
    other = long.copy()
    other[5_000] = 1
    assert not fits(
        of_function(partial(squared_error, weights=long)), of_function(partial(squared_error, weights=other))
    )


def test_the_courses_own_functions_are_known_by_their_names():
    assert of_function(squared_error)["does"] == of_function(squared_error)["does"]
    assert not fits(of_function(squared_error), of_function(tasks.adding))


def test_between_two_pythons_the_name_alone_decides():
    stored = of(PLAIN) | {"python": "3.99"}
    assert fits(stored, of(OTHERS["a constant"]))
    assert not fits(stored, of(OTHERS["another name"]))
    assert not holds_other(stored, of(PLAIN))


@pytest.mark.parametrize("stored", [None, "adding", 3, [], {}, {"name": 3}])
def test_what_is_no_digest_fits_nothing(stored):
    assert not fits(stored, of(PLAIN))


def test_names_tell_options_and_never_addresses():
    assert name_of(partial(tasks.adding, T=8)) == "adding(T=8)"
    assert name_of(tasks.adding) == "adding"
    assert name_of(partial(closed_over, np.zeros(3), lambda: 1)).startswith("closed_over(ndarray, test_names")
    assert "0x" not in str(of_function(Task(3))) + name_of(lambda n, rng: None) + name_of(Task(3))


def test_functions_that_know_each_other_and_large_worlds_come_to_an_end():
    world = {f"f{n}": list(range(100)) for n in range(200)}
    text = "def task(n, rng):\n    return other(n)\ndef other(n):\n    return task(n, None) + " + " + ".join(world)
    assert of(text, **world) == of(text, **world)


ANOTHER_PROCESS = """
from functools import partial
from lstm_helpers.training.fingerprints import of_function
def task(n, rng, kinds={"a", "b", "c"}):
    if n in {"left", "right", "up", "down"}:
        return [kind for kind in kinds]
print(of_function(partial(task, kinds={"x", "y", "z", "w"})))
"""


@pytest.mark.slow
def test_another_process_finds_the_same_digest():
    found = {
        subprocess.run(
            [sys.executable, "-c", ANOTHER_PROCESS],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in "012"
    }
    assert len(found) == 1


def test_arrays_are_told_apart_by_shape_type_and_any_value():
    one = np.zeros((2, 3))
    others = [one.T, one.astype(np.float32), one + 1e-300, one.astype(object), np.array([["a"] * 3] * 2)]
    digests = [str(of_arrays([array])) for array in (one, *others)]
    assert len(set(digests)) == len(digests)
    assert of_arrays([one, None]) == of_arrays([one.copy(order="F")])
    assert fingerprints.PYTHON in str(of_function(Task(3)))
