"""Measure what lesson 16 compares, every network with five seeds, and store each forecast that was made.

    python -m lstm_helpers.pretrained.measure_forecasts          some three minutes on one core
    python -m lstm_helpers.pretrained.measure_forecasts weather  one of the three tasks

`forecasts_*.npz` hold the forecasts themselves, so that the lesson computes every error anew. Prices and volatility:
all models are fitted before each of twelve years, 2007 to 2018, on what had been before it. Weather: a band for seven
days, made every seventh day of the last two years; networks and ARIMA are fitted anew every 91 days, the others
every time.

Row t of what a model reads is known after day t. ``a`` and ``b`` are the first day of a test year and of the next.
"""

import sys
import warnings
from time import process_time

import numpy as np

from lstm_helpers.data import series
from lstm_helpers.maths import forecasting, losses
from lstm_helpers.pretrained import FOLDER
from lstm_helpers.training import fit, init_model, predict
from lstm_helpers.training.optimizers import Adam, cosine_decay

SEEDS = 5
YEARS = tuple(range(2007, 2019))
QUANTILES, HORIZON, REFIT, SEASON = (0.1, 0.5, 0.9), 7, 91, 365.25
FIRST = 730
"""The first origin of the weather: two years are known."""


def spans(times):
    """Return the (first, last + 1) day of each test year."""
    year = times.astype("datetime64[Y]").astype(int) + 1970
    return [tuple(np.flatnonzero(year == one)[[0, -1]] + (0, 1)) for one in YEARS]


def least_squares(rows, y, a, b):
    """Forecast y[a:b] from the row before each, by weights from before a; a row of NaN is not learned from."""
    rows = np.column_stack([rows, np.ones(len(rows))])
    known = np.flatnonzero(np.isfinite(rows[: a - 1]).all(axis=1))
    weights, *_ = np.linalg.lstsq(rows[known], y[known + 1], rcond=None)
    return rows[a - 1 : b - 1] @ weights


def lagged(columns, lags):
    """Return the last ``lags`` values of each column, (T, lags · columns), NaN where there are not so many yet."""
    windows = np.lib.stride_tricks.sliding_window_view(columns, lags, axis=0).reshape(len(columns) - lags + 1, -1)
    return np.concatenate([np.full((lags - 1, windows.shape[1]), np.nan), windows])


def averaged(columns):
    """Return the means over a day, a week and a month of each column, (T, 3 · columns), NaN where unknown."""
    means = np.concatenate([forecasting.har(column) for column in np.transpose(columns)], axis=1)
    return np.concatenate([np.full((21, means.shape[1]), np.nan), means])


def network(x, target, a, rng, outputs=1, loss=losses.squared_error, **options):
    """Return an LSTM of 16 units, trained on the windows ``x`` (N, L, D) and targets of before a."""
    how = {"optimizer": Adam(5e-3), "schedule": cosine_decay, "clip": 1.0, "batch_size": 64, "progress": False}
    fresh = init_model(x.shape[2], 16, outputs, rng)
    return fit(fresh, x.astype(np.float32), target.astype(np.float32), rng=rng, loss=loss, **(how | options))[0]


def lstm(columns, y, a, b, seed, length=44, epochs=12, relative=True):
    """Forecast y[a:b] by a network that reads the last ``length`` rows; ``relative`` to the window's mean of y.

    The first column is y itself.
    """
    rng = np.random.default_rng(seed)
    day = np.arange(length - 1, b - 1)
    x = columns[day[:, None] + np.arange(1 - length, 1)]  # (N, L, D)
    level = x[:, :, 0].mean(axis=1) if relative else np.full(len(day), y[:a].mean())
    x[:, :, 0] -= level[:, None]
    learn = day + 1 < a
    target = y[day[learn] + 1] - level[learn]
    sizes, size = x[learn].std(axis=(0, 1)), target.std()
    model = network(x[learn] / sizes, target[:, None] / size, a, rng, epochs=epochs)
    return predict(model, x[~learn] / sizes)[:, 0] * size + level[~learn]


def garch(returns, y, a, b):
    """Forecast y[a:b], a log variance, by GARCH(1, 1) of the returns, moved by their mean gap before a."""
    from arch import arch_model

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = arch_model(returns[1:a], rescale=False).fit(disp="off").params
    mean, omega, alpha, beta = (float(found[name]) for name in ("mu", "omega", "alpha[1]", "beta[1]"))
    variance = np.empty(b)
    variance[0] = returns[1:a].var()
    for t in range(1, b):  # variance[t]: expected of day t + 1
        variance[t] = omega + alpha * (returns[t] - mean) ** 2 + beta * variance[t - 1]
    says = np.log(variance)
    return says[a - 1 : b - 1] + (y[1:a] - says[: a - 1]).mean()


def volatility_columns(quotes):
    """Return what the networks read, (T, 2): the log variance of each day, and its return by what is usual."""
    returns = quotes.returns
    usual = np.sqrt(forecasting.ewma(returns**2 + 1e-4, 0.97))
    return np.stack([quotes.log_variance, np.clip(returns / usual, -5, 5)], axis=1)


def volatility(quotes, seeds=range(SEEDS)):
    """Yield (name, function of a and b) of all models of tomorrow's log variance."""
    y, columns = quotes.log_variance, volatility_columns(quotes)
    shocks = np.column_stack([columns, np.abs(columns[:, 1])])
    returns = np.stack([quotes.returns, np.minimum(quotes.returns, 0), np.abs(quotes.returns)], axis=1)
    level = forecasting.ewma(y, 0.94)
    yield "yesterday", lambda a, b: y[a - 1 : b - 1]
    yield "EWMA", lambda a, b: level[a - 1 : b - 1]
    yield "GARCH", lambda a, b: garch(quotes.returns, y, a, b)
    yield "HAR", lambda a, b: least_squares(averaged(y[:, None]), y, a, b)
    yield "HAR, returns", lambda a, b: least_squares(np.column_stack([averaged(y[:, None]), returns]), y, a, b)
    yield "linear, same inputs", lambda a, b: least_squares(lagged(shocks, 10), y, a, b)
    for seed in seeds:
        yield f"LSTM {seed}", lambda a, b, seed=seed: lstm(columns, y, a, b, seed)
    for seed in seeds:
        yield f"levels {seed}", lambda a, b, seed=seed: lstm(columns, y, a, b, seed, relative=False)


def price(quotes, seeds=range(SEEDS)):
    """Yield (name, function of a and b) of all models of tomorrow's return, in per cent."""
    returns = quotes.returns
    columns = np.clip(volatility_columns(quotes)[:, [1, 0]], -20, 20)
    columns[:, 1] = columns[:, 1] - forecasting.ewma(columns[:, 1], 0.99)
    columns[:, 0] = returns
    yield "no change", lambda a, b: np.zeros(b - a)
    yield "mean so far", lambda a, b: np.full(b - a, returns[1:a].mean())
    yield "linear", lambda a, b: least_squares(lagged(returns[:, None], 10), returns, a, b)
    for seed in seeds:
        yield f"LSTM {seed}", lambda a, b, seed=seed: lstm(columns, returns, a, b, seed, 20, 6, relative=False)


def what_is_read(weather):
    """Return the four columns of the weather as networks read them, (T, 4): of the precipitation the square root."""
    return weather.values ** [1, 1, 0.5, 1]


def weather_network(weather, origins, known, seed, length=28, epochs=15):
    """Forecast from some origins, (O, 7, 3), by a network that was trained on the first ``known`` days."""
    columns, curve, size = series.unusual(what_is_read(weather), known, HORIZON, SEASON)
    learn = np.arange(length, known - HORIZON + 1)
    ahead, back = np.arange(HORIZON), np.arange(-length, 0)
    target = (weather.values[learn[:, None] + ahead, 0] - curve[learn[:, None] + ahead]) / size
    loss, outputs = losses.quantile_error(np.tile(QUANTILES, HORIZON)), HORIZON * len(QUANTILES)
    rng = np.random.default_rng(seed)
    target, how = np.repeat(target, len(QUANTILES), axis=1), {"epochs": epochs, "dropout": 0.2}
    model = network(columns[learn[:, None] + back], target, known, rng, outputs, loss, **how)
    found = predict(model, columns[origins[:, None] + back]).reshape(-1, HORIZON, len(QUANTILES))
    return np.sort(found, axis=-1) * size + curve[origins[:, None] + ahead][..., None]


def in_turns(forecast, origins):
    """Join what ``forecast(origins, known)`` says for each `REFIT` days, of which known is the first."""
    turns = (origins - origins[0]) // REFIT
    return np.concatenate([forecast(origins[turns == n], origins[turns == n][0]) for n in np.unique(turns)])


def arima(y, origins, known):
    """Forecast by ARIMA(2, 0, 1) around two pairs of sine and cosine, fitted on the first ``known`` days."""
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    angle = 2 * np.pi * np.outer(np.arange(len(y) + HORIZON) / SEASON, [1, 2])
    season = np.concatenate([np.sin(angle), np.cos(angle)], axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = SARIMAX(y[:known], season[:known], order=(2, 0, 1), trend="c").fit(disp=False)
    return np.stack([_bands(fitted.apply(y[:k], exog=season[:k]), season[k : k + HORIZON]) for k in origins])


def ets(y, origins):
    """Forecast by exponential smoothing with a damped trend (statsmodels' ETS), fitted at every origin."""
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    found = []
    for k in origins:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = ETSModel(pd.Series(y[:k]), trend="add", damped_trend=True).fit(disp=False)
            table = fitted.get_prediction(k, k + HORIZON - 1).summary_frame(alpha=0.2).to_numpy(float)
        mean, low, high = table[:, 0], table[:, -2], table[:, -1]
        found.append(np.stack([low, mean, high], axis=1))
    return np.stack(found)


def _bands(fitted, season):
    """The quantiles that a fitted model gives for the next days, (7, 3)."""
    said = fitted.get_forecast(HORIZON, exog=season)
    band = np.asarray(said.conf_int(alpha=0.2))
    return np.stack([band[:, 0], np.asarray(said.predicted_mean), band[:, 1]], axis=1)


def weather_origins(weather):
    """Return the origins of the weather, every seventh day."""
    return forecasting.rolling_origins(len(weather.values), FIRST, HORIZON, HORIZON)


def band(weather, seeds=range(SEEDS)):
    """Yield (name, function of the origins) of all models of the week ahead."""
    y = weather.values[:, 0]
    yield "persistence", lambda k: forecasting.persistence(y, k, HORIZON)
    yield "climatology", lambda k: forecasting.climatology(y, k, HORIZON, SEASON)
    yield "damped persistence", lambda k: forecasting.damped_persistence(y, k, HORIZON, SEASON)
    yield "linear", lambda k: forecasting.linear_autoregression(y, k, HORIZON, 7, SEASON)
    yield "ARIMA", lambda k: in_turns(lambda some, known: arima(y, some, known), k)
    yield "ETS", lambda k: ets(y, k)
    for seed in seeds:
        yield (
            f"LSTM {seed}",
            lambda k, s=seed: in_turns(lambda some, known: weather_network(weather, some, known, s), k),
        )


def daily(models, spans):
    """Return {name: function that makes its forecasts, one a day, of all spans}."""
    return {name: lambda model=model: np.concatenate([model(a, b) for a, b in spans]) for name, model in models}


def tasks():
    """Return {task: {name of a model: function that makes its forecasts}}."""
    quotes, weather = series.sp500(), series.seattle()
    years, origins = spans(quotes.times), weather_origins(weather)
    return {
        "volatility": daily(volatility(quotes), years),
        "price": daily(price(quotes), years),
        "weather": {name: lambda model=model: model(origins) for name, model in band(weather)},
    }


def main(*names, folder=FOLDER):
    """Measure everything, or the tasks that are named, and write a file for each."""
    for task, models in tasks().items():
        found, begun = {}, process_time()
        for name, model in models.items() if task in (names or tasks()) else ():
            found[name] = model().astype(np.float32)
            print(task, name, round(process_time() - begun), "s", flush=True)
        if found:
            np.savez_compressed(folder / f"forecasts_{task}.npz", **found)


if __name__ == "__main__":
    main(*sys.argv[1:])
