"""The figures in the exercises' sentences, computed."""

import numpy as np
import pytest

from lstm_helpers.exercises.bank import bank


@pytest.mark.parametrize(("w", "option"), list(bank()["predict_memory"].solution.items()))
def test_what_is_left_of_a_one_after_twenty_zeros(w, option):
    w = float(w.removeprefix("w = "))
    h = [np.tanh(1.0)]
    for _ in range(20):
        h.append(np.tanh(w * h[-1]))
    found = {
        "a": abs(h[-1]) < 1e-3,
        "b": 0.1 < h[-1] < 0.5,
        "c": min(h[-2:]) > 0.9,
        "d": abs(h[-1]) > 0.9 and h[-1] * h[-2] < 0,
    }
    assert [letter for letter, holds in found.items() if holds] == [option]
    if option == "b":
        assert h[-1] == pytest.approx(0.25, abs=0.02)  # "about a quarter is left"
    if option in "cd":
        assert abs(h[-1]) == pytest.approx(0.96, abs=0.005)


@pytest.mark.parametrize(("f", "share", "steps"), [(0.99, 0.5, 69), (0.999, 0.5, 693), (0.9, 0.5, 7), (0.9, 1e-3, 66)])
def test_after_how_many_steps_a_share_is_left(f, share, steps):
    assert steps - 0.6 < np.log(share) / np.log(f) < steps + 0.5


def test_one_step_from_08_under_each_pair_of_gates():
    steps = {"a": (1, 0), "b": (0, 1), "c": (0.9, 0), "d": (1, 1)}
    after = {letter: round(f * 0.8 + i * 0.3, 2) for letter, (f, i) in steps.items()}
    assert after == {"a": 0.8, "b": 0.3, "c": 0.72, "d": 1.1}
    assert all(f"{letter} gives {value:g}" in bank()["predict_gates"].hints[2] for letter, value in after.items())


def test_where_exp_overflows():
    with np.errstate(over="raise"):
        for kind, limit in ((np.float64, 709), (np.float32, 88)):
            assert np.isfinite(np.exp(kind(limit)))
            with pytest.raises(FloatingPointError):
                np.exp(kind(limit + 1))


def test_a_hundred_factors_of_07():
    assert f"{0.7**100:.0e}" == "3e-16"


def test_a_jacobian_is_never_longer_than_its_weights():
    rng = np.random.default_rng(0)
    W_h, h_t = rng.standard_normal((6, 6)), np.tanh(rng.standard_normal((50, 6)))
    J = (1 - h_t**2)[:, :, None] * W_h.T
    assert np.linalg.norm(J, 2, axis=(1, 2)).max() <= np.linalg.norm(W_h, 2)
