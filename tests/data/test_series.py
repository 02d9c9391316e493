"""Series: nothing of the future in a window, a split, a scaler or a baseline."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_helpers.data import series


@given(st.integers(1, 8), st.integers(1, 5), st.integers(1, 3), st.integers(0, 10))
def test_every_window_is_followed_by_its_target(length, horizon, D, extra):
    T = length + horizon + extra
    values = np.arange(T * D, dtype=float).reshape(T, D)
    x, y = series.make_windows(values, length, horizon)
    assert x.shape == (extra + 1, length, D)
    for n in range(extra + 1):
        assert np.array_equal(x[n], values[n : n + length])
        assert np.array_equal(y[n], values[n + length + horizon - 1])


def test_all_990_windows_of_the_sine_are_used():
    x, _ = series.make_windows(np.sin(np.linspace(0, 100, 1000)), 10)
    assert len(x) == 990


@given(st.integers(20, 300), st.floats(0.2, 0.5), st.floats(0.1, 0.3))
def test_parts_follow_each_other_and_lose_nothing(T, a, b):
    values = np.arange(T)
    parts = series.split_in_time(values, a, b)
    assert np.array_equal(np.concatenate(parts), values)
    assert len(parts) == 3


def test_context_lets_the_first_value_of_a_part_be_forecast():
    train, test = series.split_in_time(np.arange(100.0), 0.8, context=10)
    _, y = series.make_windows(test, 10)
    assert y[:, 0].tolist() == list(range(80, 100))
    assert train.tolist() == list(range(80))


@pytest.mark.parametrize("kind", ["standard", "minmax"])
def test_the_scaler_has_seen_the_training_part_alone(kind):
    rng = np.random.default_rng(0)
    train, test = rng.standard_normal(200), 5 + rng.standard_normal(50)
    scaler = series.fit_scaler(train, kind)
    low, high = train.min(), train.max()
    expected = (test - low) / (high - low) if kind == "minmax" else (test - train.mean()) / train.std()
    np.testing.assert_allclose(series.scale(scaler, test), expected, rtol=1e-12)
    assert series.scale(scaler, test).mean() > 1  # the shift is still to be seen


@pytest.mark.parametrize("shape", [(7,), (7, 1), (3, 5, 1), (3, 5, 2), (4, 2)])
def test_unscale_undoes_scale_for_series_windows_and_targets(shape):
    rng = np.random.default_rng(1)
    D = 2 if shape[-1] == 2 else 1
    scaler = series.fit_scaler(rng.standard_normal((50, D)) * 3 + 10)
    values = rng.standard_normal(shape)
    np.testing.assert_allclose(series.unscale(scaler, series.scale(scaler, values)), values, rtol=1e-12, atol=1e-12)


def test_baselines_on_a_series_that_repeats():
    wave = np.tile([1.0, 5.0, 2.0, 8.0], 10)
    x, y = series.make_windows(wave, 6)
    assert np.array_equal(series.seasonal_naive(x, 4), y)
    assert np.array_equal(series.persistence(x), wave[5:-1, None])


def test_two_lags_solve_a_sine_and_one_does_not():
    x, y = series.make_windows(np.sin(np.linspace(0, 100, 1000)), 10)
    two, one = (series.linear_lags(x[:700], y[:700], x[700:], lags=lags) for lags in (2, 1))
    assert np.mean((two - y[700:]) ** 2) < 1e-25  # rounding: about 1e-29
    assert np.mean((one - y[700:]) ** 2) > 1e-4


def test_linear_lags_finds_the_rule_of_a_series_with_two_features():
    rng = np.random.default_rng(2)
    x = rng.standard_normal((80, 3, 2))
    y = x[:, -1:, 0] * 2 - x[:, -2, 1:] + 7
    np.testing.assert_allclose(series.linear_lags(x[:50], y[:50], x[50:]), y[50:], atol=1e-11)


@pytest.mark.parametrize(
    ("load", "length", "low", "high"),
    [(series.co2, 2284, 310, 375), (series.sunspots, 309, 0, 200), (series.sea_surface_temperature, 732, 18, 30)],
)
def test_the_real_series_are_whole(load, length, low, high):
    real = load()
    assert real.values.shape == real.times.shape == (length,)
    assert np.isfinite(real.values).all()
    assert low <= real.values.min() < real.values.max() <= high
    assert (np.diff(real.times.astype("int64")) > 0).all()


def test_the_season_of_co2_and_temperature_beats_chance():
    for real in (series.co2(), series.sea_surface_temperature()):
        change = np.diff(real.values)
        lagged = np.corrcoef(change[: -real.period], change[real.period :])[0, 1]
        assert lagged > 0.2  # by chance: 0 ± 0.04


BAD = [
    (lambda: series.make_windows([1.0, 2.0], 2), ValueError, r"holds 2 value\(s\): expected at least 3"),
    (lambda: series.make_windows([1.0, np.nan, 3.0], 1), ValueError, "NaN"),
    (lambda: series.make_windows(["a", "b"], 1), TypeError, "text"),
    (lambda: series.make_windows(np.zeros((2, 2, 2)), 1), ValueError, "A series is"),
    (lambda: series.make_windows(np.zeros(9), 0), ValueError, "length is 0"),
    (lambda: series.split_in_time(np.zeros(9)), ValueError, "shares"),
    (lambda: series.split_in_time(np.zeros(9), 0.7, 0.4), ValueError, "less than 1"),
    (lambda: series.split_in_time(np.zeros(3), 0.1), ValueError, "too few"),
    (lambda: series.fit_scaler([1.0, 2.0], "robust"), ValueError, "minmax"),
    (lambda: series.scale(series.fit_scaler(np.eye(3)), np.zeros((2, 2))), ValueError, "3 features"),
    (lambda: series.seasonal_naive(np.zeros((2, 5, 1)), 6), ValueError, "longer windows"),
    (lambda: series.linear_lags(np.zeros((2, 5, 1)), np.zeros((2, 1)), np.zeros((2, 5, 1)), 6), ValueError, "longer"),
]


@pytest.mark.parametrize(("call", "error", "says"), BAD)
def test_bad_input_is_named(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_the_index_of_shares_has_a_high_above_its_low_on_every_day():
    quotes = series.sp500()
    assert len(quotes.close) == 5031
    assert (np.diff(quotes.times).astype(int) > 0).all()
    assert (quotes.high > quotes.low).all()
    assert quotes.returns[1] == pytest.approx(100 * np.log(quotes.close[1] / quotes.close[0]))
    assert 0.003 < np.sqrt(np.exp(quotes.log_variance)).mean() < 0.02  # under 2 % a day


def test_the_weather_of_seattle_has_no_gap_and_no_minimum_above_its_maximum():
    weather = series.seattle()
    assert (np.diff(weather.times).astype(int) == 1).all()
    assert (weather.times[0], weather.times[-1]) == (np.datetime64("2012-01-01"), np.datetime64("2015-12-31"))
    highest, lowest, rain, wind = weather.values.T
    assert weather.names == ("highest", "lowest", "precipitation", "wind")
    assert (highest >= lowest).all()
    assert min(rain.min(), wind.min()) >= 0


def test_the_jobs_are_fourteen_series_of_a_hundred_and_twenty_months():
    months, jobs, names = series.employment()
    assert jobs.shape == (120, len(names)) == (120, 14)
    assert (np.diff(months).astype(int) == 1).all()
    assert (jobs > 100).all()


def test_what_is_unusual_is_measured_on_what_is_known_alone():
    values = (
        np.random.default_rng(0).standard_normal((900, 3)) + 3 * np.sin(2 * np.pi * np.arange(900) / 365.25)[:, None]
    )
    before = series.unusual(values, 600, 7)
    values[600:] = 99
    after = series.unusual(values, 600, 7)
    assert (after.columns[:600] == before.columns[:600]).all()
    assert (after.curve == before.curve).all()
    assert before.curve.shape == (907,)
    assert before.columns[:600, :3].std(axis=0) == pytest.approx([1, 1, 1])
    assert before.columns[:600, 0] * before.size + before.curve[:600] == pytest.approx(values[:600, 0])


def test_made_faults_jump_or_stick_and_leave_the_rest_alone():
    y = np.random.default_rng(1).standard_normal(200).cumsum()
    broken, event = series.with_faults(y, np.random.default_rng(0), every=15, size=6)
    assert (broken[~event] == y[~event]).all()
    starts = np.flatnonzero(event & ~np.append(False, event[:-1]))
    lengths = [int(np.argmin(np.append(event[n:], False))) for n in starts]
    assert set(lengths) == {1, 4}
    for start, length in zip(starts, lengths, strict=True):
        if length == 1:
            assert abs(broken[start] - y[start]) == pytest.approx(6)
        else:
            assert (broken[start : start + 4] == broken[start - 1]).all()
