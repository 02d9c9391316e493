"""Three forecasts of the sea-surface temperature of the tropical Pacific, a year ahead, month by month."""

from functools import cache

import numpy as np

from lstm_helpers.data.series import linear_lags, sea_surface_temperature
from lstm_helpers.maths.forecasting import QUANTILES, climatology, persistence

YEAR, PAST = 12, 24
FIRST = 480  # forty years, from which the linear model learns


@cache
def forecasts():
    """Return (series, origins, {name: (origins, 12, 3)}); the last origins look beyond the end."""
    series = sea_surface_temperature()
    y = series.values
    origins = range(FIRST + 2 * YEAR, len(y) + 1 - 6)
    found = {
        "persistence": persistence(y, origins, YEAR),
        "climatology": climatology(y, origins, YEAR, period=YEAR, around=0),
        "linear": linear(y, origins),
    }
    return series, origins, found


def linear(y, origins):
    """A linear model of the last two years for each step ahead, fitted once to the first forty, and its residuals."""
    windows = np.lib.stride_tricks.sliding_window_view
    x, targets = windows(y[: FIRST - YEAR], PAST)[..., None], windows(y[PAST:FIRST], YEAR)
    past = y[np.asarray(origins)[:, None] + np.arange(-PAST, 0)][..., None]
    residuals = targets - linear_lags(x, targets, x)
    return linear_lags(x, targets, past)[..., None] + np.quantile(residuals, QUANTILES, axis=0).T
