"""The doors of the weather and of planted faults; see attack.py."""

from functools import partial

from lstm_helpers.data import weather
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, fresh, special

DOORS = {}
door = partial(enter, DOORS)
SERIES = fresh().normal(size=600)

door("weather.airport_weather", weather.airport_weather, {"mended": True}, mended=wrong.flag())
door(
    "weather.plant_faults",
    weather.plant_faults,
    lambda: {"series": SERIES, "rng": fresh(), "each": 1, "size": 6.0, "first": 48, "apart": 48},
    series=wrong.floats(SERIES, free=(0,)) + special(too_short=always(SERIES[:300])),
    rng=wrong.rng(),
    each=wrong.count(1, large=None),
    size=wrong.number(6.0, 0) + special(zero=always(0.0)),
    first=wrong.count(48, 8, large=None),
    apart=wrong.count(48, large=None),
)
