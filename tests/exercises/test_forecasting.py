"""The exercises of lesson 16 (forecast a real series): they compute what the package does, what they say is so, and
plausible answers get their sentence."""

import numpy as np
import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.diagnosis import diagnose
from lstm_helpers.exercises.observe import inputs
from lstm_helpers.exercises.panels import CORRECT, NOT_YET
from lstm_helpers.maths import forecasting


def solution(name):
    return bank()[name].build(bank()[name].source)


# ---- the same as the package, and the figures --------------------------------------------------------------------


def test_the_forecasts_are_judged_as_the_package_judges_them():
    for (y, first, horizon, step), (origins, after) in inputs(bank()["rolling_origin"]):
        assert (origins == forecasting.rolling_origins(len(y), first, horizon, step)).all()
        assert (after == forecasting.values_after(y, origins, horizon)).all()
    for (y, forecast, q), found in inputs(bank()["quantile_loss"]):
        assert found == pytest.approx(forecasting.quantile_loss(y, forecast, q), rel=1e-12)
    for (y, low, high), (inside, _, _) in inputs(bank()["coverage"]):
        assert inside == forecasting.coverage(y, low, high)
    for (score, event), (threshold, _) in inputs(bank()["alarm_threshold"]):
        assert threshold == forecasting.alarm_threshold(score, event)


def test_persistence_lies_at_lag_1_and_has_no_skill():
    y = np.cumsum(np.random.default_rng(0).standard_normal(300))
    repeated = np.append(y[0], y[:-1])
    lag, error = solution("lag_trap")(y, repeated, 5)
    assert (lag, error[1]) == (1, 0)
    assert solution("beats_persistence")(y, repeated, 1) == 0


def test_a_quantile_is_where_the_loss_is_least_and_half_the_absolute_error_at_one_half():
    loss, y = solution("quantile_loss"), np.random.default_rng(0).gamma(2.0, 1.0, 1001)
    levels = np.sort(y)
    for q in (0.1, 0.5, 0.9):
        best = levels[np.argmin([loss(y, level, q).mean() for level in levels])]
        assert best == pytest.approx(np.quantile(y, q), abs=0.02)
    assert loss(y, 2.0, 0.5) == pytest.approx(np.abs(y - 2.0) / 2)


def test_each_peeking_line_of_no_peek_moves_what_lies_before_the_cut_and_no_other_does():
    y = np.cumsum(np.random.default_rng(0).standard_normal(60))
    other = np.append(y[:-12], y[-12:] + 100)
    part = int(0.8 * len(y))

    def smooth(y):
        return np.convolve(np.pad(y, 3, mode="edge"), np.full(7, 1 / 7), mode="valid")

    assert (smooth(y)[:part] != smooth(other)[:part]).any()
    assert (y.min(), y.max()) != (other.min(), other.max())
    windows = [np.stack([some[t - 30 : t] for t in range(30, len(some))]) for some in (y, other)]
    assert (windows[0][: part - 30] == windows[1][: part - 30]).all()
    assert (y[30:][: part - 30] == other[30:][: part - 30]).all()


# ---- answers that somebody may well give -------------------------------------------------------------------------


def f1_by_recall(score, event):
    levels = np.unique(score)
    recall = [np.sum((score >= level) & event) / event.sum() for level in levels]
    k = len(levels) - 1 - np.argmax(recall[::-1])
    return levels[k], recall[k]


def without_the_last(y, first, horizon, step):
    origins = np.arange(first, len(y) - horizon, step)
    return origins, np.array([y[k : k + horizon] for k in origins])


def strictly_inside(y, low, high):
    return np.mean((y > low) & (y < high)), np.mean(y > high), np.mean(high - low)


def against_yesterday(y, forecast, horizon):
    off = (forecast - y)[horizon:]
    return 1 - np.mean(off**2) / np.mean((y[horizon:] - y[horizon - 1 : -1]) ** 2)


def over_other_moments(y, forecast, horizon):
    return 1 - np.mean((forecast - y) ** 2) / np.mean((y[horizon:] - y[:-horizon]) ** 2)


SAID = [
    ("quantile_loss", lambda y, f, q: np.where(f > y, q * (f - y), (1 - q) * (y - f)), "You exchanged the two sides"),
    ("coverage", strictly_inside, "You left the edges out"),
    ("beats_persistence", against_yesterday, "Your persistence knew the value one step before"),
    ("beats_persistence", over_other_moments, "You judged the two by other moments"),
    ("rolling_origin", without_the_last, "You left out the last origin"),
    ("alarm_threshold", f1_by_recall, "You took the recall"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "said"), SAID)
def test_a_plausible_wrong_answer_is_not_passed_and_gets_its_sentence(name, answer, said):
    verdict = diagnose(bank()[name], answer)
    assert verdict.status == NOT_YET
    assert verdict.blocks[0].startswith(said), verdict.blocks[0]


def by_hand(score, event):
    best = (0.0, 0.0)
    for level in score:
        alarm = score >= level
        tp, fp, fn = (alarm & event).sum(), (alarm & ~event).sum(), (~alarm & event).sum()
        best = max(best, (tp / (tp + 0.5 * (fp + fn)), level))
    return best[::-1]


RIGHT = [
    ("alarm_threshold", by_hand),
    ("quantile_loss", lambda y, f, q: q * np.clip(y - f, 0, None) + (1 - q) * np.clip(f - y, 0, None)),
    ("coverage", lambda y, a, b: (1 - np.mean((y < a) | (y > b)), (y > b).mean(), b.mean() - a.mean())),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_a_right_answer_in_other_words_passes(name, answer):
    assert diagnose(bank()[name], answer).status == CORRECT
