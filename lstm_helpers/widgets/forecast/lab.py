"""The Forecast Lab: drag the origin along a series, see what each model expects from there, then what came."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_count, as_flag, as_text
from lstm_helpers.maths.forecasting import QUANTILES, coverage, pinball
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.forecast import arguments, demo, picture
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import digest, many, pack, pack_narrow
from lstm_helpers.widgets.traits import Whole

PASTS = (15, 30, 60, 120, 240, 480, 960, 1920)  # steps before the origin that the reader can choose to see


class ForecastLab(Lab):
    """Drag the origin along a series: what each model expects from there, and how far off all have been so far.

    Parameters
    ----------
    y : array_like (T,)
        The series, oldest value first, at most 5,000 values.
    origins : sequence of int
        From where forecasts were made, in rising order: origin k knows ``y[:k]`` and forecasts ``y[k : k + horizon]``.
        The last ones may look beyond the end of the series.
    forecasts : dict of str to array_like (origins, horizon, quantiles)
        One to six models, 1 to 30 steps ahead, 250,000 numbers at most.
    quantiles : sequence of float
        Which quantiles those are; they rise and hold 0.5. The band lies between the first and the last.
    times : sequence (T,), optional
        When each value was measured: dates (datetime64, or texts such as "1987-05-12"), or other labels.
    name, unit : str
        What the series is, and in what it is measured.
    reads : dict of str to int or "all", optional
        How many steps before the origin a model reads. The lab marks them.
    origin : int
        The origin that the lab opens at, counted from 0.
    title : str
    past : int, optional
        How many steps before the origin are shown; 0 for the whole series. By default a few horizons.
    revealed : bool
        Whether what came after the origin is shown.
    hidden : sequence of str
        Models that are ticked off.

    Attributes
    ----------
    origin, past, revealed, hidden
        Traits that follow the reader, and move the lab when set.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> y = [3.0, 4.0, 5.0, 6.0, 8.0]
    >>> lab = ForecastLab(y, [2, 3], {"as today": [[[4.0]], [[5.0]]]}, quantiles=[0.5], name="sales", unit="")
    >>> lab
    Forecast Lab: 1 model of sales, 2 origins, 1 step ahead, values ...
    """

    _esm = bundle.module("forecast/view.js")
    _css = bundle.stylesheet("forecast/lab.css")

    origin = Whole(0).tag(sync=True)
    past = Whole(0).tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    hidden = traitlets.List(traitlets.Unicode()).tag(sync=True)

    picture_size = (7.2, 3.2)

    def __init__(
        self,
        y,
        origins,
        forecasts,
        quantiles=QUANTILES,
        times=None,
        name="temperature",
        unit="°C",
        reads=None,
        origin=0,
        title="",
        *,
        past=None,
        revealed=False,
        hidden=(),
    ):
        self.y = arguments.as_series(y)
        self.origins = arguments.as_origins(origins, len(self.y))
        self.quantiles = arguments.as_quantiles(quantiles)
        self.forecasts = arguments.as_forecasts(forecasts, len(self.origins), len(self.quantiles))
        self.times, calendar, every = arguments.as_times(times, len(self.y))
        self.reads = arguments.as_reads(reads, tuple(self.forecasts))
        self.name, unit = as_text("name", name, example="'temperature'"), as_text("unit", unit, empty=True)
        past = self._usual_past() if past is None else as_count("past", past, 0, len(self.y))
        super().__init__(
            payload={
                "title": as_text("title", title, empty=True),
                "name": self.name,
                "unit": unit,
                "y": pack(self.y),
                "origins": self.origins,
                "horizon": self.horizon,
                "quantiles": list(self.quantiles),
                "times": self.times,
                "calendar": calendar,
                "every": every,
                "pasts": [n for n in PASTS if n + self.horizon < len(self.y)],
                "models": [
                    {"name": one, "reads": self.reads.get(one), "values": pack_narrow(values)}
                    for one, values in self.forecasts.items()
                ],
                "kernel": pack([list(errors.values()) for errors in self.errors().values()]),
            },
            origin=as_count("origin", origin, 0, len(self.origins) - 1),
            past=past,
            revealed=as_flag("revealed", revealed),
            hidden=arguments.as_names(hidden, tuple(self.forecasts)),
        )

    @traitlets.validate("origin")
    def _origin(self, proposal):
        return as_count("origin", proposal["value"], 0, len(self.origins) - 1)

    @traitlets.validate("past")
    def _past(self, proposal):
        return as_count("past", proposal["value"], 0, len(self.y))

    @traitlets.validate("hidden")
    def _hidden(self, proposal):
        return arguments.as_names(proposal["value"], tuple(self.forecasts))

    @classmethod
    def demo(cls):
        """Return four forecasts of Seattle's weather, a week ahead, with what came."""
        return cls(**demo.arguments(), origin=75, revealed=True)

    @property
    def horizon(self):
        """How many steps ahead the models look."""
        return next(iter(self.forecasts.values())).shape[1]

    def errors(self):
        """Return the errors of every model over all origins: ``{name: {"pinball": …, "off": …, "held": …}}``.

        "pinball" is the mean pinball loss over all quantiles, "off" the mean absolute error of the median, "held" the
        share of the values that lie in the band. What the series does not hold any more is left out; where it holds
        nothing of all, the numbers are 0.
        """
        ahead = np.array(self.origins)[:, None] + np.arange(self.horizon)  # (origins, horizon)
        inside = ahead < len(self.y)
        came = self.y[ahead[inside]]
        return {name: self._errors(came, values[inside]) for name, values in self.forecasts.items()}

    def _errors(self, came, expected):
        if not len(came):
            return {"pinball": 0.0, "off": 0.0, "held": 0.0}
        return {
            "pinball": pinball(came, expected, self.quantiles),
            "off": float(np.abs(came - expected[:, self.quantiles.index(0.5)]).mean()),
            "held": coverage(came, expected[:, 0], expected[:, -1]),
        }

    def _usual_past(self):
        read = [n for n in self.reads.values() if n != arguments.ALL and n <= 120]
        wanted = max(2 * self.horizon, *read, 30)
        return next((n for n in PASTS if n >= wanted and n + self.horizon < len(self.y)), 0)

    def summary(self):
        """Return one line: models, origins, horizon, and a digest of series and forecasts."""
        models, origins = many(len(self.forecasts), "model"), many(len(self.origins), "origin")
        values = digest(self.y, self.origins, *self.forecasts.values())
        ahead = many(self.horizon, "step")
        return f"Forecast Lab: {models} of {self.name}, {origins}, {ahead} ahead, values {values}"

    def draw(self, figure):
        """Draw the fans from the present origin, after what was known there."""
        picture.draw(figure, self)
