"""The Forecast Lab's picture with matplotlib, for pages on which no script runs."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from lstm_helpers.figures import style


def draw(figure, lab):
    """Draw the fans from the present origin, after what was known there."""
    axes, k, colour = figure.subplots(), lab.origins[lab.origin], style.TEXT["both"]
    first = max(0, k - lab.past) if lab.past else 0
    axes.plot(range(first, k), lab.y[first:k], color=colour, linestyle="-")
    for n, name in enumerate(lab.forecasts):
        if name not in lab.hidden:
            _fan(axes, lab, n, name)
    if lab.revealed:
        came = lab.y[k : k + lab.horizon]
        line = {"color": colour, "linestyle": "-", "linewidth": 1.2, "marker": "o", "markerfacecolor": "none"}
        axes.plot(range(k, k + len(came)), came, markersize=5, label="what came", **line)
    axes.axvline(k - 0.5, color=style.MUTED["both"], linestyle="-", linewidth=1.4)
    unit = lab.payload["unit"]
    axes.set(xlabel="" if lab.times else "step", ylabel=f"{lab.name}, {unit}" if unit else lab.name)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter(lambda t, _: _time(lab, round(t)))
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)


def _fan(axes, lab, n, name):
    """The median of a model and its band, half a step wider, so that one step is seen as well."""
    k, values = lab.origins[lab.origin], lab.forecasts[name][lab.origin]
    steps = np.arange(k, k + lab.horizon)
    look = {"color": style.SERIES["both"][n], "linestyle": style.SERIES_DASHES[n]}
    edges = [k - 0.5, *steps, steps[-1] + 0.5]
    low, high = (np.pad(values[:, q], 1, mode="edge") for q in (0, -1))
    axes.fill_between(edges, low, high, color=look["color"], alpha=0.16, linewidth=0)
    for edge in (low, high):
        axes.plot(edges, edge, linewidth=0.8, **look)
    marker = "o" if lab.horizon == 1 else None
    axes.plot(steps, values[:, lab.quantiles.index(0.5)], linewidth=2.4, marker=marker, label=name, **look)


def _time(lab, t):
    """What stands below the axis at a step."""
    if lab.times is None:
        return str(t + 1)
    return lab.times[t].replace("T", " ") if 0 <= t < len(lab.y) else ""
