"""Draw functions: data and an Axes in, the Axes out. They compute nothing, make no figure and print nothing.

Colours and line styles come from `style`; a figure takes the theme of the Axes it is drawn on.
"""

import numpy as np

from lstm_helpers.arrays import (
    as_choice,
    as_count,
    as_flag,
    as_floats,
    as_labels,
    as_number,
    as_sequence,
    as_text,
    shown,
)
from lstm_helpers.figures.style import (
    FAINT,
    FONT_SIZE,
    GATES,
    INK,
    MUTED,
    QUANTITIES,
    SERIES,
    SERIES_DASHES,
    SIGNED,
    as_axes,
    label,
    line,
    map_for,
    scale,
    theme_of,
)

MOST_LETTERS = 70  # steps whose labels fit beneath a wide figure


def gates_over_time(axes, trace, unit=0, *, keys=None, example=0):
    """Draw what one unit of an LSTM did at every step.

    Parameters
    ----------
    axes : Axes, or a sequence of 2 Axes
        Of two, the first takes the gates f, i, o on (0, 1), the second g, c and h around zero.
    trace : lstm_helpers.maths.sequence.Trace
        Of an LSTM. Its labels, if any, stand beneath the steps.
    unit : int
        Counting from 0; the axis counts from 1, as people do.
    keys : sequence of str, optional
        What to draw on a single Axes: some of f, i, g, o, c, h. The forget gate and the cell state when left out.
    example : int
        Which sequence of the batch.

    Returns
    -------
    ``axes``, as they came.
    """
    listed = isinstance(axes, (list, tuple, np.ndarray))
    both = [as_axes("axes", ax) for ax in (np.ravel(np.array(axes, object)) if listed else [axes])]
    if len(both) == 1:
        groups = [_as_keys("fc" if keys is None else keys)]
    elif len(both) == 2 and keys is None:
        groups = [("f", "i", "o"), SIGNED]
    else:
        raise ValueError("axes must be one Axes, with keys if you like, or two, without.")
    for ax, group in zip(both, groups, strict=True):
        for key in group:
            values = _of(trace, key, example, unit)
            ax.plot(np.arange(len(values)), values, drawstyle="steps-mid", gid=key, **line(key, theme_of(ax)))
        _zero(ax, set(group) - set(GATES))
        _letters(ax, trace.labels, trace.T)
        ax.set(ylabel=_ylabel(group, unit), xlim=(-0.5, trace.T - 0.5))
        ax.margins(y=0.08)
        _name_ends(ax, {key: label(key) for key in group})
    for ax in both[:-1]:
        ax.set_xlabel("")
    return axes


def state_heatmap(ax, values, labels=None, *, key="h", bar=True):
    """Draw states over time as a map: a row a unit, a column a step.

    Parameters
    ----------
    ax : Axes
    values : array_like, (T, H)
        One number a step and unit, e.g. ``trace.h[0]``.
    labels : str or sequence of str, optional
        One a column.
    key : {"f", "i", "g", "o", "c", "h"}
        Which quantity it is: gates are coloured from 0 to 1, the others around zero.
    bar : bool
        Add a bar that says which colour is which value.

    Returns
    -------
    Axes
    """
    as_axes("ax", ax)
    as_axes("ax", ax)
    values = as_floats("values", values, ("time", "units"), hint="e.g. trace.h[0].", finite=False)
    key, bar = as_choice("key", key, tuple(QUANTITIES)), as_flag("bar", bar)
    if np.isinf(values).any() or np.isnan(values).all():
        raise ValueError("values holds infinities, or nothing but NaN: expected numbers, e.g. trace.h[0].")
    T, H = values.shape
    limit = max(float(np.nanmax(np.abs(values))), 1.0 if key != "c" else 1e-3)
    image = ax.imshow(values.T, cmap=map_for(key, theme_of(ax)), norm=scale(key, limit), aspect="auto")
    _letters(ax, labels, T)
    marked = np.arange(0, H, -(-H // 16))
    ax.set_ylabel("unit")
    ax.set_yticks(marked, marked + 1)  # people count from 1
    frames = [ax.spines[side] for side in ("left", "right", "top", "bottom")]
    if bar:
        frames.append(ax.figure.colorbar(image, ax=ax, label=label(key)).outline)
    for frame in frames:  # zero is the page's own colour: a hairline says where the map ends
        frame.set(visible=True, color=FAINT[theme_of(ax)], linewidth=0.8)
    return ax


def signals(ax, values):
    """Draw some quantities over the same steps, each in its own colour and line style.

    Parameters
    ----------
    ax : Axes
    values : dict of str to (T,) array_like
        Symbol or name to values: f, i, g, o, c, h take their own colours, other names the colours of series.

    Returns
    -------
    Axes

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> signals(ax, {"i": [0, 1, 0, 0], "c": [0, 1, 1, 1]}).get_xlabel()
    'step t'
    """
    as_axes("ax", ax)
    series = _as_curves("values", values, 6 + len(SERIES_DASHES), finite=True)
    others = iter(_series_styles(theme_of(ax)))
    for name, (x, y) in series.items():
        look = line(name, theme_of(ax)) if name in QUANTITIES else next(others)
        ax.plot(x, y, drawstyle="steps-mid", gid=name, **look)
    _zero(ax, set(series) - set(GATES))
    every = np.concatenate([y for _, y in series.values()])
    if np.ptp(every) > 2 and np.array_equal(every, np.round(every)):  # counts: no 2.5 on their axis
        ax.yaxis.get_major_locator().set_params(integer=True)
    ax.set(xlabel="step t", ylabel="value", xlim=(-0.5, max(x[-1] for x, _ in series.values()) + 0.5))
    ax.margins(y=0.08)
    _name_ends(ax, {name: label(name) if name in QUANTITIES else name for name in series})
    return ax


def gradient_vs_lag(ax, curves):
    """Draw how large a gradient is after so many steps back, on a logarithmic axis.

    Parameters
    ----------
    ax : Axes
    curves : dict of str to (lags,) array_like
        Name to norms, from lag 0 on, as `backprop.gradient_vs_lag` returns them. Zeros are left out: no logarithm.

    Returns
    -------
    Axes
    """
    return _log_curves(
        ax, _as_curves("curves", curves, len(SERIES_DASHES)), "lag k, steps back", "norm of the gradient"
    )


def learning_curves(ax, curves, smooth=1, line=None):
    """Draw losses against training steps, on a logarithmic axis.

    Parameters
    ----------
    ax : Axes
    curves : dict of str to array_like, or to a pair (x, loss)
        Name to one loss a step, e.g. ``history.batch_loss``, or to where it was measured and the loss.
    smooth : int
        Draw the mean of so many losses in a row, where they jump from batch to batch.
    line : (str, float), optional
        A baseline to compare with, e.g. ``("guess the mean: 1/6", 1 / 6)``.

    Returns
    -------
    Axes
    """
    as_axes("ax", ax)
    smooth, drawn = as_count("smooth", smooth), {}
    for name, (x, y) in _as_curves("curves", curves, len(SERIES_DASHES)).items():
        if smooth > len(y):
            raise ValueError(f"smooth is {smooth}, but {name} has {len(y)} values: choose a smaller number.")
        drawn[name] = x[smooth - 1 :], np.convolve(y, np.full(smooth, 1 / smooth), "valid")
    if line is not None:
        if not isinstance(line, tuple) or len(line) != 2:
            raise TypeError(f'line is {shown(line)}: expected words and a loss, e.g. ("guess the mean", 1 / 6).')
        words = as_text("the words of line", line[0])
        level = as_number("the level of line", line[1], "a loss above zero, e.g. 1 / 6", above=0)
        ax.axhline(level, color=MUTED[theme_of(ax)], linestyle=":", linewidth=1.4, zorder=1, gid=words)
    return _log_curves(ax, drawn, "training step", "loss")


def _log_curves(ax, curves, xlabel, ylabel):
    """Series on a logarithmic axis, named at their ends."""
    as_axes("ax", ax)
    ax.set_yscale("log")
    for (name, (x, y)), look in zip(curves.items(), _series_styles(theme_of(ax)), strict=False):
        ax.plot(x, np.where(y > 0, y, np.nan), gid=name, **look)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.margins(x=0.01)
    _name_ends(ax, {drawn.get_gid(): drawn.get_gid() for drawn in ax.get_lines() if drawn.get_gid()})
    return ax


def _name_ends(ax, names):
    """Write each line's name at its right end, in its colour, pushed apart where two ends lie close."""
    theme, low_high = theme_of(ax), np.array(ax.get_ylim())
    to_axes = ax.transScale.transform  # a logarithmic axis is even after it
    bottom, top = (to_axes((1.0, y))[1] for y in low_high)
    found = []
    for drawn in ax.get_lines():
        y = np.asarray(drawn.get_ydata(), float)
        if drawn.get_gid() in names and np.isfinite(y).any():
            last = y[np.isfinite(y)][-1]
            found.append(((to_axes((1.0, last))[1] - bottom) / (top - bottom), drawn))
    found.sort(key=lambda pair: pair[0])
    inches = ax.get_position().height * ax.figure.get_size_inches()[1]
    gap = 1.35 * FONT_SIZE / 72 / inches
    heights = _apart([height for height, _ in found], gap)
    for height, (_, drawn) in zip(heights, found, strict=True):
        y = ax.transScale.inverted().transform((1.0, bottom + height * (top - bottom)))[1]
        key = drawn.get_gid()
        colour = INK[theme][key] if key in QUANTITIES else drawn.get_color()
        ax.annotate(
            names[key],
            (1.0, y),
            (6, 0),
            xycoords=ax.get_yaxis_transform(),
            textcoords="offset points",
            color=colour,
            va="center",
            fontsize=FONT_SIZE - 1,
            annotation_clip=False,
        )
    ax.set_ylim(low_high)


def _apart(heights, gap):
    """Sorted heights, moved as little as need be so that neighbours are ``gap`` apart."""
    groups = []  # (mean wanted, how many) from below
    for height in heights:
        groups.append([height, 1])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2:
            (a, n), (b, m) = groups[-2:]
            groups[-2:] = [[(a * n + b * m) / (n + m), n + m]]
    return [mean + gap * (k - (n - 1) / 2) for mean, n in groups for k in range(n)]


def _letters(ax, labels, T):
    """The steps' labels beneath the axis while they fit, else numbers."""
    if labels is None:
        ax.set_xlabel("step t")
        return
    labels = as_labels("labels", labels, T)
    if T > MOST_LETTERS:
        ax.set_xlabel("step t")
        return
    short = max(map(len, labels)) <= 2
    ax.tick_params(axis="x", length=0, pad=FONT_SIZE + 2 if short else 3)
    ax.set_xticks(
        range(T),
        labels,
        rotation=0 if short else 60,
        ha="center" if short else "right",
        rotation_mode="anchor",
        family="DejaVu Sans Mono",
        **{"va": "baseline"} if short else {},
    )
    ax.set_xlabel("what is read at each step t")


def _zero(ax, signed):
    """A hairline at zero where values may have either sign."""
    if signed:
        ax.axhline(0.0, color=FAINT[theme_of(ax)], linewidth=1.0, linestyle="-", zorder=0)


def _ylabel(group, unit):
    if set(group) <= set(GATES):
        return f"gates of unit {unit + 1}"
    return f"value in unit {unit + 1}" if len(group) > 1 else f"{QUANTITIES[group[0]].symbol} of unit {unit + 1}"


def _as_keys(keys):
    """The quantities to draw, as a tuple."""
    keys = tuple(keys) if isinstance(keys, str) else tuple(as_sequence("keys", keys, "some of f, i, g, o, c, h"))
    if not keys:
        raise ValueError("keys is empty: expected some of f, i, g, o, c, h.")
    return tuple(as_choice(f"keys[{n}]", key, tuple(QUANTITIES)) for n, key in enumerate(keys))


def _of(trace, key, example, unit):
    """What a trace holds of one unit in one sequence at every step, (T,): states without the initial one."""
    if not all(hasattr(trace, name) for name in (*QUANTITIES, "labels", "T")):
        raise TypeError(f"trace is {type(trace).__name__}: expected a Trace, e.g. of sequence.run.")
    values = getattr(trace, key)
    if values is None:
        raise ValueError(f"trace has no {QUANTITIES[key].name}: draw what the cell has, or pass a trace of an LSTM.")
    sizes = {"time": trace.T + (key in ("c", "h"))}
    values = as_floats(f"trace.{key}", values, ("batch", "time", "units"), sizes=sizes)
    example = as_count("example", example, -len(values), len(values) - 1)
    unit = as_count("unit", unit, 0, values.shape[-1] - 1)
    return values[example, values.shape[1] - trace.T :, unit]


def _series_styles(theme):
    return [{"color": colour, "linestyle": dashes} for colour, dashes in zip(SERIES[theme], SERIES_DASHES, strict=True)]


def _as_curves(name, curves, most, finite=False):
    """A dict of name to (x, y), each (N,) of float."""
    if not isinstance(curves, dict) or not curves:
        raise TypeError(f"{name} is {type(curves).__name__}: expected a dict of name to values, with one at least.")
    if len(curves) > most:
        raise ValueError(f"{name} holds {len(curves)} curves: no more than {most} can be told apart. Draw two figures.")
    found = {}
    for key, values in curves.items():
        key = as_text(f"a name in {name}", key)
        x, y = values if isinstance(values, tuple) and len(values) == 2 else (None, values)
        y = as_floats(f"{name}[{key!r}]", y, ("steps",), finite=finite)
        if x is None:
            found[key] = np.arange(len(y)), y
        else:
            found[key] = as_floats(f"x of {name}[{key!r}]", x, ("steps",), sizes={"steps": len(y)}), y
    return found
