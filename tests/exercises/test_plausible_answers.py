"""Answers that a careful reader gave to lessons 12 and 13, and that no edit of the solution expresses."""

import numpy as np
import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.diagnosis import diagnose
from lstm_helpers.exercises.panels import CORRECT, NOT_YET


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def strips_first(numbers, batch, T):
    """Cut the whole text into strips, and leave the end of each away."""
    strips = numbers[: len(numbers) // batch * batch].reshape(batch, -1)
    N = strips.shape[1] // T
    return strips[:, : N * T].reshape(batch, N, T).swapaxes(0, 1)


def by_correlation(c, inside):
    return np.argmax([abs(np.corrcoef(unit, inside)[0, 1]) for unit in c.T])


def sure_of_itself(p, y, bins):
    """The calibration of a verdict's own certainty."""
    certain, hit = np.maximum(p, 1 - p), (p > 0.5) == y
    place = (certain * bins).astype(int)
    parts = [place == k for k in range(bins) if (place == k).any()]
    return sum(part.mean() * abs(certain[part].mean() - hit[part].mean()) for part in parts)


SAID = [
    ("temperature", lambda logits, tau: softmax(logits) / tau, "Your rows do not sum to 1"),
    ("temperature", lambda logits, tau: softmax(logits) ** (1 / tau), "Your rows do not sum to 1"),
    ("stateful_batches", strips_first, "You cut the whole text into strips"),
    ("which_unit", by_correlation, "You took the strongest correlation"),
    ("calibration", sure_of_itself, "You measured how sure the model was"),
]


@pytest.mark.parametrize(("name", "answer", "said"), SAID)
def test_a_plausible_wrong_answer_is_not_passed_and_gets_its_sentence(name, answer, said):
    verdict = diagnose(bank()[name], answer)
    assert verdict.status == NOT_YET
    assert verdict.blocks[0].startswith(said)


@pytest.mark.parametrize("answer", [None, "0.5", np.zeros(3), np.full((4, 6), np.nan), [[0.5, 0.5]]])
def test_the_probe_of_the_temperature_bears_any_answer(answer):
    assert diagnose(bank()["temperature"], lambda logits, tau: answer).status != CORRECT
