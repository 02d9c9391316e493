"""Four stored forecasts of Seattle's highest temperature, a week ahead, from every seventh day of two years."""

from lstm_helpers.data.series import seattle
from lstm_helpers.maths.forecasting import rolling_origins
from lstm_helpers.pretrained import forecasts

KNOWN, WEEK = 730, 7  # two years are known at the first origin
MODELS = {
    "climatology": "climatology",
    "damped persistence": "damped persistence",
    "linear": "linear",
    "LSTM": "LSTM 0",
}
READS = {"climatology": "all", "damped persistence": 1, "linear": 7, "LSTM": 28}


def arguments():
    """What a `ForecastLab` of them is made from, by name."""
    weather, stored = seattle(), forecasts("weather")
    return {
        "y": weather.values[:, 0],
        "origins": rolling_origins(len(weather.times), KNOWN, WEEK, WEEK),
        "forecasts": {name: stored[key] for name, key in MODELS.items()},
        "times": weather.times,
        "name": "highest temperature",
        "reads": READS,
        "title": "Seattle, a week ahead",
    }
