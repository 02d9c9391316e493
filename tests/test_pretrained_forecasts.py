"""The forecasts of lesson 16: none of them knows its future, and what is stored is what the script makes."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from lstm_helpers.data import series
from lstm_helpers.maths import forecasting
from lstm_helpers.pretrained import FOLDER, forecast_parts, forecasts, measure_alarms, measure_forecasts

A, B = 420, 450
QUOTES = series.Quotes(*(column[:B] for column in series.sp500()))
DAYS = 800
WEATHER = series.Weather(*(column[:DAYS] for column in series.seattle()[:2]), series.seattle().names)
ORIGINS = np.array([740, 747, 754])
MODELS = {"volatility": measure_forecasts.volatility, "price": measure_forecasts.price}
each_daily = pytest.mark.parametrize(
    ("task", "name"), [(task, name) for task, models in MODELS.items() for name, _ in models(QUOTES, seeds=[0])]
)
each_band = pytest.mark.parametrize("name", [name for name, _ in measure_forecasts.band(WEATHER, seeds=[0])])


def other_future(quotes, known):
    """The same prices on the first ``known`` days, and others after them."""
    moved = np.exp(np.random.default_rng(9).normal(0, 0.05, len(quotes.close) - known).cumsum())
    high, low, close = (np.concatenate([column[:known], column[known:] * moved]) for column in quotes[1:])
    high[known:] *= 1.02
    return series.Quotes(quotes.times, high, low, close)


@pytest.mark.slow
@each_daily
def test_no_daily_forecast_moves_by_a_bit_when_a_later_day_changes(task, name):
    before = dict(MODELS[task](QUOTES, seeds=[0]))[name](A, B)
    for known in (A, A + 7, B - 3):
        after = dict(MODELS[task](other_future(QUOTES, known), seeds=[0]))[name](A, B)
        made = known - A + 1  # the forecast of day `known` is the last that could not see it
        assert (after[:made] == before[:made]).all()
        assert name in ("no change", "mean so far") or (after[made:] != before[made:]).any()


@pytest.mark.slow
@each_band
def test_no_band_moves_by_a_bit_when_a_later_day_changes(name):
    before = dict(measure_forecasts.band(WEATHER, seeds=[0]))[name](ORIGINS)
    values = WEATHER.values.copy()
    values[ORIGINS[1] :] = np.random.default_rng(3).uniform(1, 30, (DAYS - ORIGINS[1], 4))
    after = dict(measure_forecasts.band(WEATHER._replace(values=values), seeds=[0]))[name](ORIGINS)
    assert (after[:2] == before[:2]).all()
    assert (after[2] != before[2]).any()


def test_a_model_that_peeks_would_be_found():
    y = QUOTES.log_variance
    peeks = partial(measure_forecasts.least_squares, forecasting.ewma(y[::-1], 0.9)[::-1][:, None])
    after = other_future(QUOTES, A + 7)
    seen = measure_forecasts.least_squares(forecasting.ewma(after.log_variance[::-1], 0.9)[::-1][:, None], y, A, B)
    assert (peeks(y, A, B)[:8] != seen[:8]).any()


def test_every_year_of_the_test_is_forecast_once():
    spans = measure_forecasts.spans(series.sp500().times)
    assert len(spans) == 12
    assert all(a[1] == b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize("task", ["volatility", "price", "weather"])
def test_five_seeds_of_every_network_are_stored_and_differ(task):
    found = forecasts(task)
    networks = [found[f"LSTM {seed}"] for seed in range(5)]
    assert len({one.tobytes() for one in networks}) == 5
    assert all(np.isfinite(one).all() and one.shape == networks[0].shape for one in found.values())


@pytest.mark.slow
def test_the_plain_models_measured_again_say_what_is_stored():
    quotes, weather = series.sp500(), series.seattle()
    spans, k = measure_forecasts.spans(quotes.times), measure_forecasts.weather_origins(weather)
    for task, models in MODELS.items():
        for name, model in models(quotes, seeds=[]):
            if not name.startswith(("LSTM", "levels")):
                again = np.concatenate([model(a, b) for a, b in spans])
                assert again == pytest.approx(forecasts(task)[name], abs=2e-3), name
    for name, model in measure_forecasts.band(weather, seeds=[]):
        if name not in ("ARIMA", "ETS"):
            assert model(k) == pytest.approx(forecasts("weather")[name], abs=1e-4), name


@pytest.mark.slow
def test_the_bands_of_statsmodels_measured_again_say_what_is_stored():
    weather, models = series.seattle(), dict(measure_forecasts.band(series.seattle(), seeds=[]))
    k = measure_forecasts.weather_origins(weather)
    assert models["ETS"](k[:2]) == pytest.approx(forecasts("weather")["ETS"][:2], abs=0.02)
    assert models["ARIMA"](k[:2]) == pytest.approx(forecasts("weather")["ARIMA"][:2], abs=0.05)


@pytest.mark.slow
def test_a_network_trained_again_for_one_year_is_as_good_as_the_stored_one():
    quotes = series.sp500()
    a, b = measure_forecasts.spans(quotes.times)[0]
    y = quotes.log_variance
    again = dict(measure_forecasts.volatility(quotes))["LSTM 0"](a, b)
    stored = forecasts("volatility")["LSTM 0"][: b - a]
    assert np.corrcoef(again, stored)[0, 1] > 0.97
    assert np.mean((again - y[a:b]) ** 2) == pytest.approx(np.mean((stored - y[a:b]) ** 2), abs=0.04)


def test_the_files_are_small():
    assert sum(path.stat().st_size for path in FOLDER.glob("forecasts_*.npz")) < 1e6


def test_no_forecast_of_the_jobs_moves_when_a_later_half_year_changes():
    g = measure_alarms.growth()
    other = g.copy()
    other[66:] = np.random.default_rng(0).standard_normal(other[66:].shape)
    for model in (measure_alarms.linear, measure_alarms.lstm):
        before, after = (measure_alarms.forecast(values[:78], model, together=True) for values in (g, other))
        assert (before[:7] == after[:7]).all()  # months 60 to 66
        assert (before[7:] != after[7:]).any()


@pytest.mark.slow
def test_no_score_of_the_watch_moves_when_a_later_day_changes():
    y, other = series.seattle().values[:, 0], series.seattle().values[:, 0].copy()
    other[1300:] = np.random.default_rng(0).uniform(0, 30, len(y) - 1300)
    first = len(y) - 2 * measure_alarms.YEAR
    before, after = measure_alarms.scores(y, 0), measure_alarms.scores(other, 0)
    for name, score in before.items():
        assert (score[: 1300 - first] == after[name][: 1300 - first]).all(), name


@pytest.mark.slow
def test_the_parts_measured_again_say_what_is_stored():
    stored, g = forecast_parts(), measure_alarms.growth()
    usual = np.abs(np.diff(g[:60], axis=0)).mean(axis=0)
    for kind, together in (("linear, one for each", False), ("linear, one for all", True)):
        found = measure_alarms.forecast(g, measure_alarms.linear, together)
        assert (np.abs(g[60:] - found) / usual).mean() == pytest.approx(stored["many"][kind][0], abs=1e-3)
    found = measure_alarms.forecast(g, measure_alarms.lstm, True)
    assert (np.abs(g[60:] - found) / usual).mean() == pytest.approx(stored["many"]["LSTM, one for all"][0], abs=0.02)
