"""The Forecast Lab: drag the origin along a series, see what each model expects from there, then what came."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_count, as_flag, as_text
from lstm_helpers.figures import style
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.forecast import arguments, demo
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
        quantiles=(0.1, 0.5, 0.9),
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
        """Return three forecasts of a sea's temperature, a year ahead, with what came."""
        series, origins, found = demo.forecasts()
        reads = {"persistence": 1, "climatology": "all", "linear": demo.PAST}
        wording = {"name": "sea surface", "unit": series.unit, "title": "The tropical Pacific, a year ahead"}
        opens = {"origin": 59, "revealed": True}
        return cls(series.values, origins, found, demo.QUANTILES, series.times, reads=reads, **opens, **wording)

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
        miss, q = came[:, None] - expected, np.array(self.quantiles)
        median = self.quantiles.index(0.5)
        return {
            "pinball": float(np.maximum(q * miss, (q - 1) * miss).mean()),
            "off": float(np.abs(miss[:, median]).mean()),
            "held": float(np.mean((expected[:, 0] <= came) & (came <= expected[:, -1]))),
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
        axes, k = figure.subplots(), self.origins[self.origin]
        first = max(0, k - self.past) if self.past else 0
        steps = np.arange(k, k + self.horizon)
        axes.plot(range(first, k), self.y[first:k], color=style.TEXT["both"], linewidth=1.4)
        for n, (name, values) in enumerate(self.forecasts.items()):
            if name in self.hidden:
                continue
            colour, dashes = style.SERIES["both"][n], style.SERIES_DASHES[n]
            low, middle, high = (values[self.origin, :, q] for q in (0, self.quantiles.index(0.5), -1))
            edges = [k - 0.5, *steps, steps[-1] + 0.5]
            ends = [np.concatenate([a[:1], a, a[-1:]]) for a in (low, high)]
            axes.fill_between(edges, *ends, color=colour, alpha=0.16, linewidth=0.8)
            marker = "o" if self.horizon == 1 else None
            axes.plot(steps, middle, color=colour, linestyle=dashes, marker=marker, markersize=4, label=name)
        if self.revealed:
            came = self.y[k : k + self.horizon]
            style_of = {"color": style.TEXT["both"], "marker": "o", "markersize": 4, "markerfacecolor": "none"}
            axes.plot(range(k, k + len(came)), came, linewidth=1, label="what came", **style_of)
        axes.axvline(k - 0.5, color=style.MUTED["both"], linewidth=1)
        axes.set(xlabel=self._time_axis(first, steps[-1]), ylabel=self._value_axis())
        if axes.get_legend_handles_labels()[0]:
            axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)

    def _time_axis(self, first, last):
        if self.times is None:
            return "step"
        return f"from {self.times[first]} to {self.times[min(last, len(self.y) - 1)]}, in steps"

    def _value_axis(self):
        unit = self.payload["unit"]
        return f"{self.name} in {unit}" if unit else self.name
