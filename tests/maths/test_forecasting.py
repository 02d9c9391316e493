"""Forecasting: what an origin may know, what the losses are least for, and how far an interval can be trusted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_helpers.maths.forecasting import (
    alarm_threshold,
    block_interval,
    climatology,
    coverage,
    damped_persistence,
    ewma,
    har,
    linear_autoregression,
    persistence,
    pinball,
    precision_recall,
    quantile_loss,
    rolling_origins,
    values_after,
)
from lstm_helpers.maths.judging import interval

MODELS = {
    "persistence": persistence,
    "climatology": lambda y, k, h, q: climatology(y, k, h, 24.5, q),
    "damped persistence": lambda y, k, h, q: damped_persistence(y, k, h, 24.5, q),
    "damped towards the mean": lambda y, k, h, q: damped_persistence(y, k, h, None, q),
    "linear": lambda y, k, h, q: linear_autoregression(y, k, h, 5, 24.5, q),
}
each_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
Q = (0.1, 0.5, 0.9)


def walk(T, seed=0):
    rng = np.random.default_rng(seed)
    return 5 * np.sin(2 * np.pi * np.arange(T) / 24.5) + rng.standard_normal(T).cumsum() * 0.3


@pytest.mark.slow
@each_model
def test_no_forecast_moves_by_a_bit_when_the_future_changes(model):
    y, origins = walk(160), rolling_origins(160, 60, 7, step=9)
    before = model(y, origins, 7, Q)
    for n, k in enumerate(origins):
        changed = y.copy()
        changed[k:] = 1e3 * np.random.default_rng(1).standard_normal(len(y) - k)
        assert (model(changed, origins, 7, Q)[: n + 1] == before[: n + 1]).all()


@each_model
def test_every_forecast_does_move_when_the_last_known_value_changes(model):
    y, origins = walk(160), [150]
    changed = y.copy()
    changed[149] += 3
    moved = model(changed, origins, 7, Q) - model(y, origins, 7, Q)
    assert np.abs(moved).max() > 0.01 or model is MODELS["climatology"]


@each_model
def test_forecasts_are_origins_by_steps_by_quantiles_and_quantiles_rise(model):
    found = model(walk(160), [60, 90, 160], 7, Q)
    assert found.shape == (3, 7, 3)
    assert (np.diff(found, axis=-1) >= 0).all()


@given(st.integers(1, 80), st.integers(1, 40), st.integers(1, 20), st.integers(1, 9))
def test_every_origin_is_followed_by_a_whole_horizon_and_none_is_missing(T, first, horizon, step):
    if first + horizon > T:
        with pytest.raises(ValueError, match="too few follow"):
            rolling_origins(T, first, horizon, step)
        return
    origins = rolling_origins(T, first, horizon, step).tolist()
    assert origins == [k for k in range(first, T) if (k - first) % step == 0 and k + horizon <= T]


def test_what_came_begins_with_the_first_value_that_was_not_known():
    y = np.arange(10.0)
    assert values_after(y, [4, 7], 3).tolist() == [[4, 5, 6], [7, 8, 9]]


@pytest.mark.parametrize("q", [0.05, 0.5, 0.8])
def test_the_quantile_is_where_its_loss_is_least(q):
    y = np.random.default_rng(0).gamma(2.0, size=4000)
    tried = np.linspace(0, 8, 801)
    best = tried[np.argmin([quantile_loss(y, np.full_like(y, one), q).mean() for one in tried])]
    assert best == pytest.approx(np.quantile(y, q), abs=0.011)


@given(st.floats(-9, 9), st.floats(-9, 9), st.floats(0.01, 0.99))
def test_the_quantile_loss_by_its_two_cases(y, forecast, q):
    by_hand = q * (y - forecast) if y >= forecast else (1 - q) * (forecast - y)
    assert quantile_loss([y], [forecast], q)[0] == pytest.approx(by_hand, abs=1e-12)


def test_at_one_half_pinball_is_half_the_mean_absolute_error():
    rng = np.random.default_rng(1)
    y, forecast = rng.standard_normal((2, 6, 3))
    assert pinball(y, forecast[..., None], [0.5]) == pytest.approx(np.abs(y - forecast).mean() / 2)


def test_the_true_quantiles_cover_what_they_promise_and_cost_least():
    rng = np.random.default_rng(2)
    y = rng.standard_normal(20_000)
    bands = {width: np.tile([-width, 0, width], (len(y), 1)) for width in (0.6, 1.2816, 2.4)}
    covered = {width: coverage(y, band[:, 0], band[:, 2]) for width, band in bands.items()}
    assert covered[1.2816] == pytest.approx(0.8, abs=0.01)
    assert covered[0.6] < 0.5 < 0.95 < covered[2.4]
    assert min(bands, key=lambda width: pinball(y, bands[width])) == 1.2816


def test_the_weighted_mean_equals_its_sum_written_out():
    y, decay = walk(40), 0.8
    weights = (1 - decay) * decay ** np.arange(39, -1, -1)
    weights[0] = decay**39
    assert weights.sum() == pytest.approx(1)
    assert ewma(y, decay)[-1] == pytest.approx(weights @ y)


def test_each_regressor_is_the_mean_of_its_span_up_to_that_moment():
    y = walk(60)
    rows = har(y)
    assert rows.shape == (39, 3)
    for n in (0, 17, 38):
        t = n + 22
        assert rows[n] == pytest.approx([y[t - 1], y[t - 5 : t].mean(), y[t - 22 : t].mean()])


def test_persistence_is_centred_on_the_last_value_of_a_series_without_drift():
    y = np.tile([1.0, -1.0], 30)
    assert persistence(y, [50], 2, [0.5])[0, 1, 0] == y[49]


def test_climatology_looks_at_this_time_of_the_year_alone():
    y = np.tile(np.arange(12.0), 6)
    found = climatology(y, [60], 12, 12, Q, around=0)
    assert found[0, :, 1].tolist() == y[60:].tolist()


def test_damped_persistence_fades_from_today_to_the_mean_as_the_process_says():
    rng, rho = np.random.default_rng(3), 0.8
    y = np.zeros(20_000)
    for t in range(1, len(y)):
        y[t] = rho * y[t - 1] + rng.standard_normal()
    y[-1] = 5.0
    found = damped_persistence(y, [len(y)], 4, quantiles=[0.5])[0, :, 0]
    assert found == pytest.approx(5 * rho ** np.arange(1, 5), abs=0.15)


def test_a_season_is_forecast_from_its_harmonics_alone():
    when = np.arange(300)
    y = 3 + np.sin(2 * np.pi * when / 30.5) + 0.3 * np.cos(4 * np.pi * when / 30.5)
    found = linear_autoregression(y, [200], 40, lags=1, period=30.5, quantiles=[0.5])[0, :, 0]
    assert found == pytest.approx(y[200:240], abs=1e-9)


def test_the_linear_band_covers_what_it_promises_on_a_linear_series():
    rng, y = np.random.default_rng(4), np.zeros(1500)
    for t in range(2, len(y)):
        y[t] = 1.2 * y[t - 1] - 0.4 * y[t - 2] + rng.standard_normal()
    origins = rolling_origins(len(y), 400, 3, step=4)
    band, came = linear_autoregression(y, origins, 3, 4, quantiles=Q), values_after(y, origins, 3)
    assert coverage(came, band[..., 0], band[..., 2]) == pytest.approx(0.8, abs=0.05)


@pytest.mark.slow
def test_neighbours_that_resemble_each_other_make_a_block_interval_wide():
    """An AR(1) with 0.9 has a mean whose spread is √19 times that of independent cases."""
    rng, hits, seen = np.random.default_rng(5), {"blocks": 0, "cases": 0}, 120
    for _ in range(seen):
        y = np.zeros(700)
        shocks = rng.standard_normal(700)
        for t in range(1, 700):
            y[t] = 0.9 * y[t - 1] + shocks[t]
        for name, (low, high) in {
            "blocks": block_interval(y[100:], rng, 60, 0.9, 150),
            "cases": interval(y[100:], rng, 0.9, 150),
        }.items():
            hits[name] += low < 0 < high
    assert hits["blocks"] / seen > 0.74
    assert hits["cases"] / seen < 0.5


def test_blocks_of_one_are_the_bootstrap_of_cases():
    y = np.random.default_rng(6).standard_normal(400)
    one, cases = (block_interval(y, np.random.default_rng(7), 1), interval(y, np.random.default_rng(8)))
    assert one == pytest.approx(cases, abs=0.015)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=12))
def test_no_other_threshold_has_a_larger_f1(cases):
    score, event = np.array([s for s, _ in cases], float), np.array([e for _, e in cases])
    if not event.any():
        with pytest.raises(ValueError, match="nothing to find"):
            alarm_threshold(score, event)
        return

    def f1(threshold):
        precision, recall = precision_recall(score >= threshold, event)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    found = alarm_threshold(score, event)
    best = max(f1(one) for one in score)
    assert f1(found) == pytest.approx(best)
    assert found == max(one for one in score if f1(one) > best - 1e-12)


def test_without_an_alarm_precision_is_zero_and_no_division_by_it():
    assert precision_recall([0, 0], [1, 0]) == (0.0, 0.0)
    assert precision_recall([1, 0], [0, 0]) == (0.0, 0.0)


def test_too_short_a_past_is_refused_with_the_number_that_is_needed():
    y = walk(60)
    with pytest.raises(ValueError, match=r"origins\[0\] is 20: expected 25 to 60 for period 24.5"):
        climatology(y, [20], 3, 24.5)
    with pytest.raises(ValueError, match="need at least 91"):
        linear_autoregression(y, [50], 6, lags=25, period=24.5)
