"""Nine series at once: what is stored is what the script measures, and no forecast knows what comes after it."""

import numpy as np
import pytest

from lstm_helpers.maths.forecasting import block_interval
from lstm_helpers.pretrained import FOLDER, PASTS, SEEDS, many_series, measure_many_series
from lstm_helpers.pretrained.measure_many_series import AHEAD, LAGS, ORIGINS, WEEK

DRAWN = ("LSTM, one for each", "LSTM, one for all")
PLAIN = ("unchanged", "as yesterday", "linear, one for each", "linear, one for all")
SHORT = 14


@pytest.fixture(scope="module")
def values():
    return measure_many_series.readings()


def test_every_model_was_measured_at_every_origin_with_every_seed(values):
    found = many_series()["daily"]
    assert list(found) == [str(days) for days in PASTS]
    for models in found.values():
        assert set(models) == {*DRAWN, *PLAIN}
        for name, rows in models.items():
            table = np.array(rows)
            assert table.shape == (len(SEEDS) if name in DRAWN else 1, 7 * ORIGINS)
            assert (table > 0).all()
            assert len({tuple(row) for row in rows}) == len(rows), "seeds differ"
    assert (FOLDER / "many_series.json").stat().st_size < 50_000
    hours = measure_many_series.origins(len(values))
    assert len(hours) == ORIGINS >= 8
    assert (np.diff(hours) > WEEK).all()
    assert hours[0] >= 24 * max(PASTS)
    assert hours[-1] + WEEK + AHEAD <= len(values)


def test_what_a_reader_is_told():
    """With six weeks of past the shared network beats nine of its kind, and ties with nine lines; with two it loses."""
    daily = {
        days: {name: np.array(rows) for name, rows in found.items()} for days, found in many_series()["daily"].items()
    }
    shared, each = daily["42"]["LSTM, one for all"], daily["42"]["LSTM, one for each"]
    assert shared.mean(axis=1).max() < each.mean(axis=1).min()

    def gain(days, other):
        less = daily[days][other].mean(axis=0) - daily[days]["LSTM, one for all"].mean(axis=0)
        return block_interval(less, np.random.default_rng(0), block=7)

    assert gain("42", "LSTM, one for each")[0] > 0
    assert gain("42", "linear, one for all")[0] > 0
    low, high = gain("42", "linear, one for each")
    assert low < 0 < high
    assert gain("14", "linear, one for each")[1] < 0


@pytest.mark.slow
def test_no_forecast_moves_when_the_future_does(values):
    k, later = 3000, 3100
    other = values.copy()
    other[later:] = 5 * np.random.default_rng(0).normal(size=other[later:].shape)
    sides = []
    for side in (values, other):
        parts = measure_many_series.cut(side, k, SHORT)
        sides.append(measure_many_series.plain(parts) | measure_many_series.learned(parts, 1, epochs=1))
    before, after = sides
    assert set(before) == {*DRAWN, *PLAIN}
    for name, made in before.items():
        known = later - k + 1  # the forecast at hour n knows what was before n
        assert (made[:, :known] == after[name][:, :known]).all(), name
        if name != "unchanged":
            assert (made[:, known:] != after[name][:, known:]).mean() > 0.9, name


def test_what_is_learned_ends_before_the_origin_and_follows_from_the_readings(values):
    k = 3000
    for n, (unit, learn, validate, asked) in enumerate(measure_many_series.cut(values, k, SHORT)):
        series = values[:, n]
        x, y = (np.concatenate(pair) for pair in zip(learn, validate, strict=True))
        assert len(x) == SHORT * 24 - LAGS - AHEAD + 1
        assert y[-1] == pytest.approx((series[k - AHEAD : k] - series[k - AHEAD - 1]) / (3 * unit))
        assert x[-1, :, 0] == pytest.approx((series[k - AHEAD - LAGS : k - AHEAD] - series[k - AHEAD - 1]) / (3 * unit))
        assert asked[1][0] == pytest.approx((series[k : k + AHEAD] - series[k - 1]) / (3 * unit))
        assert len(asked[0]) == WEEK


def test_the_error_of_unchanged_by_hand(values):
    parts = measure_many_series.cut(values, 3000, SHORT)
    found = measure_many_series.errors(parts, measure_many_series.plain(parts)["unchanged"])
    hours = 3000 + np.arange(24)[:, None]
    off = np.abs(values[hours + np.arange(AHEAD)] - values[hours - 1]).mean(axis=(0, 1))
    usual = np.abs(np.diff(values[3000 - SHORT * 24 : 3000], axis=0)).mean(axis=0)
    assert found[0] == pytest.approx((off / usual).mean())


def test_as_yesterday_is_what_was_at_that_hour_a_day_before(values):
    parts = measure_many_series.cut(values, 3000, SHORT)
    made = measure_many_series.plain(parts)["as yesterday"][2, 10] * 3 * parts[2][0] + values[3009, 2]
    assert made == pytest.approx(values[3010 - 24 : 3016 - 24, 2])


def test_what_needs_no_training_is_measured_again(values):
    found = many_series()["daily"][str(SHORT)]
    k = measure_many_series.origins(len(values))[2]
    parts = measure_many_series.cut(values, k, SHORT)
    for name, made in measure_many_series.plain(parts).items():
        assert measure_many_series.errors(parts, made) == pytest.approx(found[name][0][14:21], abs=2e-3), name


@pytest.mark.slow
def test_networks_measured_again_at_one_origin_come_out_alike(values):
    found = many_series()["daily"][str(SHORT)]
    parts = measure_many_series.cut(values, measure_many_series.origins(len(values))[2], SHORT)
    for name, made in measure_many_series.learned(parts, SEEDS[0]).items():
        stored = np.array(found[name])[:, 14:21].mean(axis=1)
        again = measure_many_series.errors(parts, made).mean()
        assert stored.min() * 0.9 < again < stored.max() * 1.1, name
