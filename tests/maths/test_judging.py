import numpy as np
import pytest

from lstm_helpers.maths.judging import calibration_error, interval, reliability


@pytest.mark.slow
def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    """Of 300 samples of a known mean, the 90 % intervals that hold it: three standard errors are 5 %."""
    rng = np.random.default_rng(0)
    hits = 0
    for _ in range(300):
        low, high = interval(rng.normal(2.0, 1.0, 80), rng, level=0.9, draws=200)
        hits += low < 2.0 < high
    assert hits / 300 == pytest.approx(0.9, abs=0.055)


def test_the_interval_is_as_wide_as_the_normal_one_for_many_cases():
    rng = np.random.default_rng(1)
    values = rng.normal(size=2000)
    low, high = interval(values, rng)
    assert high - low == pytest.approx(2 * 1.96 * values.std() / np.sqrt(2000), rel=0.1)


def test_a_worked_case_of_reliability():
    mean, came, share = reliability([0.05, 0.15, 0.55, 1.0], [0, 1, 1, 1], bins=2)
    assert mean == pytest.approx([0.1, 0.775])
    assert came == pytest.approx([0.5, 1.0])
    assert share == pytest.approx([0.5, 0.5])


def test_honest_chances_have_a_small_error_and_boasting_ones_a_large_one():
    rng = np.random.default_rng(0)
    p = rng.uniform(size=20_000)
    y = (rng.uniform(size=len(p)) < p).astype(int)
    assert calibration_error(p, y) < 0.02
    boasting = np.clip(0.5 + 3 * (p - 0.5), 0, 1)
    assert calibration_error(boasting, y) > 0.1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: reliability([1.2], [1]), "p runs"),
        (lambda: reliability([0.5], [0.5]), "y must be"),
        (lambda: reliability([0.5, 0.2], [1]), "y"),
        (lambda: calibration_error([0.5], [1], bins=0), "bins"),
        (lambda: interval([], np.random.default_rng(0)), "values"),
        (lambda: interval([1.0], 3), "rng"),
        (lambda: interval([1.0], np.random.default_rng(0), level=1), "level"),
        (lambda: interval([1.0], np.random.default_rng(0), draws=0), "draws"),
    ],
)
def test_what_does_not_fit_costs_a_sentence(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
