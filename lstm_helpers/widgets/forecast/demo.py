"""Three forecasts of the sea-surface temperature of the tropical Pacific, a year ahead, month by month."""

from functools import cache

import numpy as np

from lstm_helpers.data.series import linear_lags, sea_surface_temperature

YEAR, PAST, QUANTILES = 12, 24, (0.1, 0.5, 0.9)
FIRST = 480  # forty years to learn from


@cache
def forecasts():
    """Return (series, origins, {name: (origins, 12, 3)}): medians, and bands from misses in the first forty years."""
    series = sea_surface_temperature()
    y = series.values
    origins = list(range(FIRST + 2 * YEAR, len(y) + 1 - 6))
    found = {}
    for name, model in (("persistence", _persistence), ("climatology", _climatology), ("linear", _linear(y))):
        learned = np.arange(PAST, FIRST - YEAR)
        misses = y[learned[:, None] + np.arange(YEAR)] - model(y, learned)
        spread = np.quantile(misses, QUANTILES, axis=0).T  # (horizon, quantiles)
        spread[:, 1] = 0
        found[name] = model(y, origins)[..., None] + spread
    return series, origins, found


def _persistence(y, origins):
    return np.repeat(y[np.asarray(origins) - 1, None], YEAR, axis=1)


def _climatology(y, origins):
    """The mean of the same month in all years that are known."""
    return np.array([[y[(k + lead) % YEAR : k : YEAR].mean() for lead in range(YEAR)] for k in origins])


def _linear(y):
    """A linear model of the last two years, fitted to the first forty."""
    windows = np.lib.stride_tricks.sliding_window_view
    x = windows(y[: FIRST - YEAR], PAST)[..., None]
    targets = windows(y[PAST:FIRST], YEAR)

    def model(y, origins):
        past = y[np.asarray(origins)[:, None] + np.arange(-PAST, 0)]
        return linear_lags(x, targets, past[..., None])

    return model
