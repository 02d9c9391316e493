"""Recurrent networks laid out in time: forward, backward, and with the gradient that is left on every line."""

import numpy as np
from matplotlib.patches import Polygon

from lstm_helpers.arrays import as_count, as_flag, as_floats, as_text, shown
from lstm_helpers.figures.pen import Pen


def unrolled_rnn(ax, steps=4, gradient=False):
    """Draw a recurrent network laid out in time: states from left to right, inputs from below.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    steps : int
        How many steps after the first state, 1 to 50.
    gradient : bool
        Draw the last states up to the loss, and under them the way back, through one Jacobian for each step.

    Returns
    -------
    matplotlib.axes.Axes
    """
    steps, gradient = as_count("steps", steps, 1, MOST_STEPS), as_flag("gradient", gradient)
    pen = Pen(ax, 0.11)
    ax.axis("off")
    pen.scale = min(1.0, pen.scale * 5 / (steps + 1 + gradient))
    (_way_back if gradient else _forward)(pen, steps)
    return ax


HALF, APART, FOOT = 0.36, 1.8, -0.55  # half a state's box, from one state to the next, where the inputs are named


def _forward(pen, steps):
    """States, their inputs, and the weights that all steps share."""
    pen.ax.set(xlim=(-HALF - 0.1, APART * steps + HALF + 0.8), ylim=(FOOT - 0.35, 1 + HALF + 0.15), aspect="equal")
    for t in range(steps + 1):
        x, last = APART * t, t == steps
        pen.box(x, 1, (2 * HALF, 2 * HALF), pen.line["h"])
        pen.words(x, 1, f"$h_{{{t}}}$", pen.ink["h"], 13)
        pen.arrow((x + HALF, 1), (x + (HALF + 0.7 if last else APART - HALF), 1), pen.thin("h"), "state")
        if not last:
            pen.words(x + APART / 2, 1.22, "$W_h$", size=11)
        if t:
            pen.arrow((x, FOOT + 0.22), (x, 1 - HALF), _plain(pen), "input")
            pen.words(x, FOOT, f"$x_{{{t}}}$", size=13)
            pen.words(x + 0.1, 0.1, "$W_x$", size=11, ha="left")


def _way_back(pen, steps):
    """The last states and the loss; forward arrows above, the gradient's below, each with its factor at its side."""
    pen.ax.set(xlim=(-HALF - 0.1, APART * (steps + 1) + 0.85), ylim=(0.1, 1 + HALF + 0.15), aspect="equal")
    for n in range(steps + 2):
        x, loss, last = APART * n, n == steps + 1, n == steps
        back = f"T-{steps - n}" if n < steps else "T"
        after = f"T-{steps - n - 1}" if n < steps - 1 else "T"
        wide = 0.6 if loss else HALF
        pen.box(x + wide - HALF, 1, (2 * wide, 2 * HALF), pen.quiet if loss else pen.line["h"])
        pen.words(x + wide - HALF, 1, "loss $L$" if loss else f"$h_{{{back}}}$", pen.text if loss else pen.ink["h"], 12)
        if not loss:
            here, there = x + HALF, x + APART - HALF
            pen.arrow((here, 1.16), (there, 1.16), _plain(pen) if last else pen.thin("h"), "state")
            pen.arrow((there, 0.84), (here, 0.84), {"color": pen.text, "linewidth": 2.6, "linestyle": "-"}, "gradient")
            factor = r"$\mathrm{d}h_T$" if last else rf"$\cdot\, J_{{{after}}}$"
            pen.words((here + there) / 2, 0.7, factor, size=12, va="top")


def _plain(pen):
    """How a line is drawn that is no quantity of the cell."""
    return {"color": pen.quiet, "linewidth": 1.4, "linestyle": "-"}


THICKEST, HAIRLINE, HEAD = 0.36, 0.025, 0.14  # a line's most and least, and its head's length
SIDE, GAP = 0.46, 0.4  # a state's box, and half the way between a cell's two lines
ABOVE, BELOW = 1.02, 0.62  # a network's first line, for its name and numbers; and its last
MOST_ROWS, MOST_STEPS = 4, 50


def gradient_paths(ax, rows, every=1):
    """Draw networks laid out in time, every line back from the loss as thick as the gradient that is left on it.

    The thickest line is the largest of all the norms; half the norm has half the thickness. Where a line would be
    thinner than a hairline it stays a hairline, and the numbers say how little is left.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        About 7 inches wide; 1 inch high for each line, and half an inch more, is enough.
    rows : dict of str to array_like (K+1,), or to dict of {"c", "h"} to array_like (K+1,)
        The name of a network to the gradient's norms after 0, 1, … K steps back, from 0 to infinity, as
        `backprop.gradient_vs_lag` returns them with ``of="h"`` and ``of="c"``; a bare array is that of h.
    every : int
        Draw a box for every so many steps; all norms between two boxes count.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        No dict, more than four rows, a line that is neither c nor h, norms below 0, too few, or of different lengths.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> lag = np.arange(11)
    >>> ax = gradient_paths(ax, {"RNN": 0.5**lag, "LSTM": {"c": 0.95**lag, "h": 0.1 * 0.9**lag}}, every=2)
    """
    rows, every = _as_rows(rows), as_count("every", every)
    lags = len(next(iter(next(iter(rows.values())).values()))) - 1
    if every > lags:
        raise ValueError(f"every is {every}, but the norms end after {lags} step(s): choose a smaller number.")
    boxes = lags // every + 1
    most = max(float(norms[: (boxes - 1) * every + 1].max()) for row in rows.values() for norms in row.values())
    if not most:
        raise ValueError("rows holds zeros alone: there is no gradient to draw.")
    pen = Pen(ax, 0.1)
    pen.scale *= min(1.0, 15 / (boxes + 4))
    y = 0.0
    for name, row in rows.items():
        y = _network(pen, y - ABOVE, name, row, every, boxes, most) - BELOW
    for n in range(boxes):
        pen.words(-n, y, str(n * every), pen.quiet, 9, va="top")
    pen.words(-(boxes - 1) / 2, y - 0.34, "steps back from the loss", size=10, va="top")
    ax.set(xlim=(-boxes + 0.35, 1.75), ylim=(y - 0.72, 0.0), aspect="equal")
    ax.axis("off")
    return ax


def _network(pen, y, name, row, every, boxes, most):
    """One network, its first line at the height ``y``: boxes, loss, and what goes back. Returns its lowest height."""
    foot = y - 2 * GAP * (len(row) - 1)
    pen.words(-boxes + 1 - SIDE / 2, y + 0.76, name, size=11, ha="left", weight="bold")
    for n in range(boxes):
        pen.box(-n, (y + foot) / 2, (SIDE, y - foot + SIDE), pen.quiet, "none", round=0.1, width=1.2)
    pen.box(1.3, foot, (0.8, SIDE), pen.quiet, "none", round=0.1, width=1.2)
    pen.words(1.3, foot, "loss", size=10)
    if len(row) == 2:  # the first step of the way to c
        pen.arrow((0, foot + 0.17), (0, y - 0.17), _plain(pen), "from h to c")
    for (key, norms), height in zip(row.items(), (y, foot), strict=False):
        colour = pen.line[key]
        if key == "h":
            _line_back(pen, (0.9, SIDE / 2, foot), norms[:1] / most, colour, f"{name} h from the loss")
        for n in range(boxes):
            pen.words(-n, height, f"${key}$", pen.ink[key], 11)
            if n:
                gap = 1 - n - SIDE / 2, SIDE / 2 - n, height
                shares = norms[(n - 1) * every + 1 : n * every + 1] / most  # what each step in between hands on
                _line_back(pen, gap, shares, colour, f"{name} {key} {n * every}")
            if (n or key == "h") and (boxes - 1 - n) % (1 if boxes < 8 else 2) == 0:
                up = 1 if height == y else -1
                at = height + up * (SIDE / 2 + 0.07)
                pen.words(-n, at, short(norms[n * every]), pen.ink[key], 9, va="bottom" if up > 0 else "top")
    return foot


def _line_back(pen, place, shares, colour, gid):
    """A line that runs to the left, with a head, as thick from place to place as the shares (N,) of the thickest."""
    right, left, y = place
    x = np.linspace(right, left + HEAD, len(shares) + 1)
    half = np.maximum(THICKEST * np.concatenate([shares[:1], shares]), HAIRLINE) / 2
    wing = half[-1] + (0.06 if half[-1] > HAIRLINE / 2 else 0.035)
    upper = [*zip(x, y + half, strict=True), (left + HEAD, y + wing), (left, y)]
    lower = [(left + HEAD, y - wing), *zip(x[::-1], y - half[::-1], strict=True)]
    pen.ax.add_patch(Polygon(upper + lower, closed=True, facecolor=colour, edgecolor="none", gid=gid, zorder=2))


def short(norm):
    """Return how large a norm is, short enough to stand over a box."""
    if norm == 0:
        return "0"
    if norm >= 0.00995:
        return f"{norm:.2f}" if norm >= 0.0995 else f"{norm:.3f}"
    tens = int(np.floor(np.log10(norm / 0.95)))  # 9.6e-5 is written as 1e-4
    return rf"${norm / 10.0**tens:.0f}\!\cdot\!10^{{{tens}}}$"


def _as_rows(rows):
    """Rows as dicts of "c" and "h", in this order, to arrays; an error that says what cannot be drawn."""
    if not isinstance(rows, dict) or not rows:
        raise TypeError(f"rows is {shown(rows)}: expected a dict of network to norms, with one at least.")
    if len(rows) > MOST_ROWS:
        raise ValueError(f"rows holds {len(rows)} networks: no more than {MOST_ROWS} fit. Draw two figures.")
    found, sizes = {}, {}
    for name, row in rows.items():
        name, row = as_text("a name in rows", name), row if isinstance(row, dict) else {"h": row}
        if not row or not set(row) <= {"c", "h"}:
            raise ValueError(f"rows[{name!r}] holds {shown(list(row))}: expected c, h or both.")
        found[name] = {}
        for key in sorted(row):
            norms = as_floats(f"rows[{name!r}][{key!r}]", row[key], ("norms",), sizes=sizes)
            if len(norms) < 2 or norms.min() < 0:
                raise ValueError(f"rows[{name!r}][{key!r}] must hold norms, none below 0, of two steps back at least.")
            sizes, found[name][key] = {"norms": len(norms)}, norms
    return found
