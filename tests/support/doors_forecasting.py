"""The doors of forecasting; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers import pretrained
from lstm_helpers.data import series
from lstm_helpers.maths import forecasting, losses
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, fresh, same_as, special

DOORS = {}
door = partial(enter, DOORS)
Y = 10 + fresh().standard_normal(60).cumsum()
CAME, BAND = Y[:6].reshape(2, 3), np.sort(fresh().standard_normal((2, 3, 2)), axis=-1)
quantiles = special(
    a_number=always(0.5),
    none=always([]),
    falling=always([0.9, 0.1]),
    twice=always([0.5, 0.5]),
    zero=always([0.0, 0.5]),
    one=always([0.5, 1.0]),
    percents=always([10, 90]),
    NaN=always([np.nan, 0.5]),
    digits=always(["0.1", "0.5"]),
    nested=always([[0.1], [0.5]]),
    masked=always(np.ma.array([0.1, 0.5], mask=[True, False])),
    a_set=lambda: {0.1, 0.5},
    a_dict=lambda: {0.1: 1, 0.5: 2},
)
quantiles.append(same_as("an array", always(np.array([0.1, 0.9])), always([0.1, 0.9]), must=True))
BEFORE = 30


def origins(most):
    """No whole numbers from which one could forecast."""
    found = special(
        a_number=always(BEFORE),
        none=always([]),
        zero=always([0, BEFORE]),
        negative=always([-1]),
        beyond=always([BEFORE, most + 1]),
        halves=always([30.5]),
        floats=always([30.0]),
        True_=always([True]),
        digits=always(["30"]),
        NaN=always([np.nan]),
        two_axes=always(np.array([[BEFORE]])),
        a_set=lambda: {BEFORE},
    )
    found.append(same_as("an array", always(np.array([BEFORE, 40])), always([BEFORE, 40]), must=True))
    return found + wrong.things()


door(
    "forecasting.rolling_origins",
    forecasting.rolling_origins,
    {"T": 10, "first": 4, "horizon": 2, "step": 3},
    T=wrong.count(10, 6),
    first=wrong.count(4, 1, 8),
    horizon=wrong.count(2, 1, 6),
    step=wrong.count(3),
)
door(
    "forecasting.values_after",
    forecasting.values_after,
    {"y": Y, "origins": [BEFORE, 40], "horizon": 3},
    y=wrong.floats(Y, free=(0,)),
    origins=origins(57),
    horizon=wrong.count(3, 1, 20),
)
door(
    "forecasting.quantile_loss",
    forecasting.quantile_loss,
    {"y": CAME, "forecast": CAME + 1, "q": 0.9},
    y=wrong.floats(CAME),
    forecast=wrong.floats(CAME + 1),
    q=wrong.number(0.9, 0, 1) + special(zero=always(0.0), one=always(1.0)),
)
door(
    "forecasting.pinball",
    forecasting.pinball,
    {"y": CAME, "forecasts": BAND, "quantiles": [0.1, 0.9]},
    y=wrong.floats(CAME),
    forecasts=wrong.floats(BAND),
    quantiles=quantiles + special(three=always([0.1, 0.5, 0.9])) + wrong.things(),
)
door(
    "forecasting.coverage",
    forecasting.coverage,
    {"y": CAME, "low": CAME - 1, "high": CAME + 1},
    y=wrong.floats(CAME),
    low=wrong.floats(CAME - 1) + special(above=always(CAME + 2)),
    high=wrong.floats(CAME + 1) + special(below=always(CAME - 2)),
)
door(
    "forecasting.ewma",
    forecasting.ewma,
    {"series": Y, "decay": 0.9},
    series=wrong.floats(Y, free=(0,)),
    decay=wrong.number(0.9, 0, 1) + special(one=always(1.0)),
)
spans = special(
    a_number=always(5),
    none=always([]),
    zero=always([0, 5]),
    longer_than_it=always([1, 61]),
    halves=always([1.5]),
    floats=always([1.0, 5.0]),
    digits=always(["1"]),
    a_set=lambda: {1, 5},
)
door(
    "forecasting.har",
    forecasting.har,
    {"series": Y, "days": (1, 5, 22)},
    series=wrong.floats(Y, free=(0,)),
    days=spans + wrong.things(),
)
LONGEST = {"persistence": 29, "climatology": None, "damped_persistence": 17, "linear_autoregression": 11}
models = {
    "persistence": {},
    "climatology": {"period": wrong.number(12.5, 1) + special(one=always(1.0)), "around": wrong.number(2.0, 0)},
    "damped_persistence": {"period": wrong.optional(wrong.number(12.5, 1)) + special(one=always(1.0))},
    "linear_autoregression": {
        "lags": wrong.count(3, 1, 7),
        "period": wrong.optional(wrong.number(12.5, 1)) + special(one=always(1.0)),
        "harmonics": wrong.count(2, 1, 4),
    },
}
usual = {"lags": 3, "period": 12.5, "harmonics": 2, "around": 2.0}
for name, options in models.items():
    door(
        f"forecasting.{name}",
        getattr(forecasting, name),
        {"y": Y, "origins": [BEFORE, 40], "horizon": 3, "quantiles": [0.1, 0.5]} | {key: usual[key] for key in options},
        y=wrong.floats(Y, free=(0,)),
        origins=origins(60),
        horizon=wrong.count(3, 1, LONGEST[name]),
        quantiles=quantiles + wrong.things(),
        **options,
    )
door(
    "forecasting.block_interval",
    forecasting.block_interval,
    lambda: {"values": Y, "rng": fresh(), "block": 5, "level": 0.9, "draws": 20},
    values=wrong.floats(Y, free=(0,)),
    rng=wrong.rng(),
    block=wrong.count(5, 1, 60),
    level=wrong.number(0.9, 0, 1) + special(zero=always(0.0), one=always(1.0)),
    draws=wrong.count(20),
)
YES, EVENT = np.array([1, 0, 1, 0, 0]), np.array([1, 1, 0, 0, 0])
no_answers = special(two=always([2, 1, 0, 0, 0]), a_half=always([0.5, 1, 0, 0, 0]), negative=always([-1, 1, 0, 0, 0]))
door(
    "forecasting.precision_recall",
    forecasting.precision_recall,
    {"alarm": YES, "event": EVENT},
    alarm=wrong.floats(YES, integer=True) + no_answers,
    event=wrong.floats(EVENT, integer=True) + no_answers,
)
door(
    "forecasting.alarm_threshold",
    forecasting.alarm_threshold,
    {"score": Y[:5], "event": EVENT},
    score=wrong.floats(Y[:5]),
    event=wrong.floats(EVENT, integer=True) + no_answers + special(nothing=always([0] * 5)),
)
door(
    "losses.quantile_error",
    losses.quantile_error,
    {"quantiles": np.array([0.25, 0.5])},
    quantiles=[trial for trial in wrong.floats(np.array([0.25, 0.5]), free=(0,)) if "int" not in trial.says]
    + special(zero=always([0.0, 0.5]), one=always([0.5, 1.0]), percents=always([10, 90])),
)
for name in ("sp500", "seattle", "employment"):
    door(f"series.{name}", getattr(series, name), {})
door(
    "series.with_faults",
    series.with_faults,
    lambda: {"y": Y, "rng": fresh(), "every": 20, "size": 8.0},
    y=wrong.floats(Y, free=(0,)),
    rng=wrong.rng(),
    every=wrong.count(20, 12),
    size=wrong.number(8.0, 0) + special(zero=always(0.0)),
)
TABLE = fresh().standard_normal((40, 2))
door(
    "series.unusual",
    series.unusual,
    {"values": TABLE, "known": 30, "ahead": 3, "period": 12.5},
    values=wrong.floats(TABLE, free=(0, 1)),
    known=wrong.count(30, 2, 40),
    ahead=wrong.count(3, 0),
    period=wrong.number(12.5, 1) + special(one=always(1.0)),
)
door(
    "pretrained.forecasts",
    pretrained.forecasts,
    {"task": "price"},
    task=wrong.choice("volatility", "price", "weather"),
)
