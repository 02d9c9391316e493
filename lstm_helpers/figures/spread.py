"""Several runs of several models side by side, so that one sees the spread beside the difference."""

import numpy as np

from lstm_helpers.arrays import as_floats, as_text, shown
from lstm_helpers.figures.style import FAINT, SERIES, as_axes, theme_of

MOST_ROWS = 12


def dots(ax, rows, rings=None):
    """Draw every run as a dot, a row per model.

    Parameters
    ----------
    ax : Axes
        Its scale may be made logarithmic before or after.
    rows : dict of str to array_like
        Name to one value per run; the first row is the top one.
    rings : dict of str to array_like, optional
        Further runs of some rows, drawn as open circles: what was trained on the spot, beside runs that are stored.

    Returns
    -------
    Axes
    """
    theme = theme_of(as_axes("ax", ax))
    rows = _as_rows("rows", rows)
    rings = {} if rings is None else _as_rows("rings", rings)
    for n, (name, values) in enumerate(rows.items()):
        ax.plot(values, np.full(len(values), -n), "o", gid=name, alpha=0.8, color=SERIES[theme][0])
    for name, values in rings.items():
        if name not in rows:
            raise ValueError(f"rings holds {name!r}, which is no row: expected some of {', '.join(rows)}.")
        y = np.full(len(values), -list(rows).index(name))
        ax.plot(values, y, "o", markersize=10, markerfacecolor="none", color=SERIES[theme][1])
    ax.set_yticks(range(0, -len(rows), -1), rows)
    ax.set_ylim(0.5 - len(rows), 0.5)
    ax.grid(axis="x", color=FAINT[theme])
    return ax


def _as_rows(name, rows):
    """A dict of name to values, (runs,) of float."""
    if not isinstance(rows, dict) or not rows:
        raise TypeError(f"{name} is {shown(rows)}: expected a dict of name to values, with one row at least.")
    if len(rows) > MOST_ROWS:
        raise ValueError(f"{name} holds {len(rows)} rows: no more than {MOST_ROWS} fit. Draw two figures.")
    return {as_text(f"a name in {name}", key): as_floats(f"{name}[{key!r}]", rows[key], ("runs",)) for key in rows}
