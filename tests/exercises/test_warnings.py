"""What NumPy only warns of, and messages without an end: what is said of them is true, and comes soon."""

import time

import numpy as np
import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.bank.any_errors import in_plain_words
from lstm_helpers.exercises.diagnosis import diagnose
from lstm_helpers.exercises.panels import CORRECT, STOPPED


def with_log_mask(scores, mask):
    z = scores + np.log(mask)[:, None]  # -inf where the mask is 0, on purpose
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def test_a_mask_by_its_logarithm_is_right_and_the_warning_is_told():
    panel = diagnose(bank()["attention_mask"], with_log_mask)
    assert panel.status == CORRECT, panel
    assert panel.blocks[0] == bank()["attention_mask"].fact
    assert "NumPy warns on the way, `divide by zero encountered in log`" in panel.blocks[1]
    assert "divided by zero" not in repr(panel)


def test_silenced_as_the_sentence_says_it_is_right_without_it():
    def silent(*args):
        with np.errstate(divide="ignore"):
            return with_log_mask(*args)

    panel = diagnose(bank()["attention_mask"], silent)
    assert panel.status == CORRECT
    assert "NumPy warns" not in repr(panel)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (lambda f: np.log(f - f), "`np.log` was asked for a logarithm that is minus infinity"),
        (lambda f: np.log2(f - f), "`np.log2` was asked for a logarithm that is minus infinity"),
        (lambda f: np.log1p(f - f - 1), "`np.log1p` was asked for a logarithm that is minus infinity"),
        (lambda f: (f - f) ** -1.0, "A negative power of 0 was taken"),
        (lambda f: 0.0**-1, "A negative power of 0 was taken"),
        (lambda f: np.arctanh(f - f + 1), "`np.arctanh` was asked for a value that is infinite"),
        (lambda f: f / (f - f), "Something was divided by zero"),
        (lambda f: np.reciprocal(f - f), "divided by zero|reciprocal"),
        (lambda f: 1 % 0, "Something was divided by zero"),
    ],
)
def test_what_has_no_finite_value_is_called_by_its_name(line, said):
    panel = diagnose(bank()["cell_update"], lambda f, i, g, c: line(f))
    assert panel.status == STOPPED
    assert any(part in panel.blocks[0] for part in said.split("|")), panel.blocks[0]
    assert ("divided by zero" in panel.blocks[0]) == ("divided by zero" in said)


LONG = [
    "'",
    "shapes ",
    "matmul: ",
    "unsupported operand type ",
    "could not be broadcast together with shapes (",
    "size 1 ",
]


@pytest.mark.parametrize("piece", LONG)
@pytest.mark.parametrize("kind", [TypeError, ValueError, AttributeError])
def test_a_message_of_any_length_is_read_soon(piece, kind):
    started = time.process_time()
    words = in_plain_words(kind(piece * (90_000 // len(piece))), 2.0)
    assert time.process_time() - started < 0.05
    assert 10 < len(words) < 400


def test_of_a_long_message_the_beginning_is_read():
    assert "is not known there" in in_plain_words(NameError("name 'x' is not defined" + "." * 90_000), 2.0)


@pytest.mark.parametrize("line", [lambda f: len(f) @ 2, lambda f: 2 @ 0.5, lambda f: True @ 1])
def test_a_matrix_product_of_numbers_is_called_one(line):
    panel = diagnose(bank()["cell_update"], lambda f, i, g, c: line(f))
    assert panel.blocks[0] == "`@` multiplies matrices, and two numbers came; between numbers write `*`:"
