"""The exercises of lesson 15 (tune and transfer): they compute what the package does, their figures are right, and
plausible answers get their sentence."""

import math

import numpy as np
import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.diagnosis import diagnose
from lstm_helpers.exercises.observe import inputs
from lstm_helpers.exercises.panels import CORRECT, NOT_YET
from lstm_helpers.maths import search
from lstm_helpers.pretrained import transfer_scores


def solution(name):
    return bank()[name].build(bank()[name].source)


# ---- the same as the package, and the figures --------------------------------------------------------------------


def test_the_search_is_the_packages():
    u = np.random.default_rng(3).random(50)
    want = search.log_uniform(np.random.default_rng(3), 1e-4, 0.5, 50)
    assert solution("log_uniform")(u, 1e-4, 0.5) == pytest.approx(want, rel=1e-12)
    for args, found in inputs(bank()["best_of_n"]):
        winners = search.best_of_n(*args)
        assert (np.array(found) == (winners.validation, winners.test)).all()
    for args, (best, epochs) in inputs(bank()["successive_halving"]):
        halving = search.successive_halving(*args)
        assert (best, [*epochs]) == (halving.best, [*halving.epochs])


def test_grid_and_random_trials():
    found = bank()["grid_or_random"].solution
    rng = np.random.default_rng(0)
    grid = np.array([(rate, other) for rate in (0.1, 0.5, 0.9) for other in (1, 2, 3)])
    assert (found["rates of the grid"], found["rates at random"]) == (len({*grid[:, 0]}), len({*rng.random(9)}))
    hit = rng.random((20_000, 9)).min(axis=1) < 0.1
    assert found["chance"] == pytest.approx(hit.mean(), abs=0.015)
    assert found["trials"] == math.ceil(math.log(0.05) / math.log(0.9)) == 29
    assert f"{1 - 0.9**28:.1%}" == "94.8%"
    assert 1 - 0.9**29 > 0.95
    assert f"{1 - 0.9**10:.0%}" == "65%"
    assert np.isclose(9 * 0.1 * 0.9**8, 0.9**9), "exactly one hit"


def test_a_rate_below_a_hundredth():
    u = np.random.default_rng(0).random(40_000)
    assert np.mean(1e-4 + u * (1 - 1e-4) < 0.01) == pytest.approx(0.01, abs=0.002)
    assert np.mean(solution("log_uniform")(u, 1e-4, 1.0) < 0.01) == pytest.approx(0.5, abs=0.02)


def test_sixteen_settings_cost_forty_epochs():
    epochs = solution("successive_halving")(np.random.default_rng(0).random((16, 8)), [1, 2, 4])[1]
    assert (epochs.sum(), 16 * 8) == (40, 128)


def test_what_is_said_of_parts_that_are_kept_is_what_the_lesson_measured():
    mean = {
        way: {size: np.mean(row) for size, row in sizes.items()} for way, sizes in transfer_scores()["exact"].items()
    }
    few = {way: sizes["100"] for way, sizes in mean.items()}
    assert few["all tuned"] > few["encoder frozen"] > few["from scratch"], "a decoder to begin with, an encoder to keep"
    for size in ("200", "400", "800"):
        assert mean["frozen, words permuted"][size] < mean["from scratch"][size], "it stands in the way"


# ---- answers that somebody may well give -------------------------------------------------------------------------


def by_the_end(curves, rungs):
    left, epochs = list(range(len(curves))), [curves.shape[1]] * len(curves)
    for rung in rungs:
        left = sorted(left, key=lambda k: curves[k, -1])
        for k in left[(len(left) + 1) // 2 :]:
            epochs[k] = rung
        left = left[: (len(left) + 1) // 2]
    return left[0], np.array(epochs)


def by_the_test(validation, test, n):
    k = np.argmin(test[:, :n], axis=1)
    return validation[range(len(k)), k], test[range(len(k)), k]


def of_all(v, t, n):
    return v.min(axis=1), np.take_along_axis(t, v.argmin(axis=1)[:, None], 1).ravel()


SAID = [
    ("log_uniform", lambda u, low, high: low + (high - low) * u, "You drew evenly between low and high"),
    ("log_uniform", lambda u, low, high: high * (low / high) ** u, "You ran from high down to low"),
    ("best_of_n", by_the_test, "You chose the winner by the test error"),
    ("best_of_n", of_all, "You searched all N trials"),
    ("best_of_n", lambda v, t, n: (v[:, :n].min(axis=1), t[:, :n].min(axis=1)), "You took the lowest test error"),
    ("successive_halving", by_the_end, "You dropped by the error at the end"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "said"), SAID)
def test_a_plausible_wrong_answer_is_not_passed_and_gets_its_sentence(name, answer, said):
    verdict = diagnose(bank()[name], answer)
    assert verdict.status == NOT_YET
    assert verdict.blocks[0].startswith(said), verdict.blocks[0]


def interpolated(u, low, high):
    return np.exp2(np.interp(u, [0, 1], np.log2([low, high])))


def in_pairs(validation, test, n):
    chosen = [(v[:n].min(), t[list(v).index(v[:n].min())]) for v, t in zip(validation, test, strict=True)]
    return np.array(chosen).T


RIGHT = [("log_uniform", interpolated), ("best_of_n", in_pairs)]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_a_right_answer_in_other_words_passes(name, answer):
    assert diagnose(bank()[name], answer).status == CORRECT
