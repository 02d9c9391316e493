"""The one place with colours, line styles, sizes and colour maps. It alone touches matplotlib's rcParams.

A quantity of the LSTM keeps one colour *and* one line style everywhere, in figures and in widgets. A stored picture
cannot change with the reader's theme, so figures have a transparent ground and the theme "both": colours half-way
between a white page and a black one, on which lines have 3:1 and words 4:1 at least (4.3:1 is the most there is). In a
map zero is transparent, so it is the page's own colour. The labs' still pictures are drawn so as well. "light" and
"dark" are for what does know its page: the labs themselves, which hold the values of `css_variables`.
"""

from functools import cache
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize, TwoSlopeNorm

from lstm_helpers.arrays import as_choice, as_number, is_list, shown

LINE = {
    "both": {"i": "#0072B2", "f": "#D55E00", "g": "#009E73", "o": "#AA4499", "c": "#797979", "h": "#AB6AEA"},
    "light": {"i": "#0072B2", "f": "#D55E00", "g": "#009E73", "o": "#AA4499", "c": "#000000", "h": "#882255"},
    "dark": {"i": "#4FA8E0", "f": "#F0803C", "g": "#2DBE93", "o": "#C885E0", "c": "#FFFFFF", "h": "#F28BA8"},
}
# the same hues where they colour words, which need more: 4.5:1 where the page is known
INK = {
    "both": {"i": "#1D7EBE", "f": "#C25B18", "g": "#008A62", "o": "#B951A8", "c": "#797979", "h": "#9A59D8"},
    "light": {"i": "#0068A3", "f": "#A84A00", "g": "#00704F", "o": "#9A3A8A", "c": "#000000", "h": "#882255"},
    "dark": LINE["dark"],
}
BACKGROUND = {"both": "none", "light": "#FFFFFF", "dark": "#111111"}
ON_FILL = BACKGROUND | {"both": "#FFFFFF"}  # words on a filled box
TEXT = {"both": "#797979", "light": "#1B1B1B", "dark": "#ECECEC"}
MUTED = {"both": "#7D7D7D", "light": "#5E5E5E", "dark": "#A8A8A8"}  # axes, ticks, baselines: quiet, and can be read
FAINT = {"both": "#80808050", "light": "#E3E3E3", "dark": "#3A3A3A"}  # grids and hairlines, which carry no meaning

# what is not a quantity of the cell (models, training and test) takes these, in this order; words too, as INK
SERIES = {
    "both": ("#6A6CDE", "#CB4D65", "#8A790E", "#1F8793", "#777777", "#3F8A43"),
    "light": ("#332288", "#B84A61", "#7A6A00", "#1B7885", "#5E5E5E", "#2E7D32"),
    "dark": ("#A79BF2", "#F08CA0", "#D3BF4A", "#5CC3D0", "#A8A8A8", "#81C784"),
}
SERIES_DASHES = ("-", "--", "-.", ":", (0, (6, 1.5, 1, 1.5, 1, 1.5)), (0, (9, 2)))

# stops from the lowest to the highest value; zero, the middle, is the page's own colour
DIVERGING = {
    "both": ("#1F74D8", "#1F74D8AA", "#1F74D855", "#80808000", "#D9433555", "#D94335AA", "#D94335"),
    "light": ("#0A3A7A", "#3E7CBF", "#A8CBE8", "#FFFFFF", "#F5B79E", "#CF5246", "#7F0E1E"),
    "dark": ("#9FCBF5", "#4A90D9", "#1F4E80", "#111111", "#8A3A2A", "#E06A52", "#FFC3AE"),
}
# from nothing (0, a shut gate) to everything (1, an open one), in the colour of the gate: a quantity keeps its own in
# maps as well; y is a model's answer, and "sequential" is for other magnitudes
SEQUENTIAL = {
    "sequential": {
        "both": ("#008A6200", "#008A6240", "#008A6280", "#008A62C0", "#008A62"),
        "light": ("#FFFFFF", "#CDE8D8", "#7CC29C", "#2F8A5F", "#0B4A2F"),
        "dark": ("#111111", "#16452F", "#2A7F57", "#5BBF8F", "#C9F2DC"),
    },
    "f": {
        "both": ("#C25B1800", "#C25B1840", "#C25B1880", "#C25B18C0", "#C25B18"),
        "light": ("#FFFFFF", "#F6D3BA", "#E7A06B", "#D55E00", "#A84A00"),
        "dark": ("#111111", "#4A2A18", "#8A4D29", "#C2692F", "#F0803C"),
    },
    "i": {
        "both": ("#1D7EBE00", "#1D7EBE40", "#1D7EBE80", "#1D7EBEC0", "#1D7EBE"),
        "light": ("#FFFFFF", "#BDDCEE", "#6FB0D9", "#2086C2", "#0068A3"),
        "dark": ("#111111", "#1E3548", "#2D5F80", "#3F86B5", "#4FA8E0"),
    },
    "o": {
        "both": ("#B951A800", "#B951A840", "#B951A880", "#B951A8C0", "#B951A8"),
        "light": ("#FFFFFF", "#E9CDE4", "#CF94C5", "#AA4499", "#8A2F7B"),
        "dark": ("#111111", "#3F2C46", "#6E4A7B", "#9C69AF", "#C885E0"),
    },
    "y": {
        "both": ("#79797900", "#79797940", "#79797980", "#797979C0", "#797979"),
        "light": ("#FFFFFF", "#CFCFCF", "#989898", "#5E5E5E", "#1B1B1B"),
        "dark": ("#111111", "#3A3A3A", "#6E6E6E", "#A8A8A8", "#ECECEC"),
    },
}

GATES = ("i", "f", "o")  # always drawn on (0, 1)
SIGNED = ("g", "c", "h")  # always drawn centred on zero
THEMES = ("both", "light", "dark")


class Quantity(NamedTuple):
    """How one quantity is written and drawn."""

    key: str
    symbol: str
    name: str
    dashes: object
    width: float


QUANTITIES = {
    q.key: q
    for q in (
        Quantity("f", "$f_t$", "forget gate", "-", 1.8),
        Quantity("i", "$i_t$", "input gate", "-.", 1.8),
        Quantity("g", "$g_t$", "candidate", ":", 2.2),
        Quantity("o", "$o_t$", "output gate", (0, (6, 1.5, 1, 1.5, 1, 1.5)), 1.8),
        Quantity("c", "$c_t$", "cell state", "-", 3.0),
        Quantity("h", "$h_t$", "hidden state", "--", 1.8),
    )
}

FONT_SIZE = 10.0
DPI = 144  # twice the 72 points an inch of a page: crisp on dense screens
SMALL, WIDE, TALL = (4.6, 2.9), (7.2, 2.6), (7.2, 4.8)  # inches


_STOPS = {"diverging": DIVERGING} | SEQUENTIAL


def use(theme="both"):
    """Set matplotlib's defaults for the course; call it once, in a notebook's first code cell.

    Parameters
    ----------
    theme : {"both", "light", "dark"}
        "both", for a transparent ground that may lie on a light or a dark page, is what every stored figure uses.
    """
    mpl.rcParams.update(settings(theme))


def settings(theme="both"):
    """Return what `use` sets, as a dict of rcParams: for a while, within ``matplotlib.rc_context(settings("light"))``.

    >>> settings("dark")["figure.facecolor"]
    '#111111'
    """
    theme = as_choice("theme", theme, THEMES)
    text, muted = TEXT[theme], MUTED[theme]
    return {
        "figure.facecolor": BACKGROUND[theme],
        "savefig.facecolor": BACKGROUND[theme],
        "axes.facecolor": BACKGROUND[theme],
        "savefig.transparent": False,
        "figure.figsize": WIDE,
        "figure.dpi": DPI,
        "savefig.dpi": DPI,
        "figure.constrained_layout.use": True,
        "font.family": ["DejaVu Sans"],
        "mathtext.fontset": "dejavusans",
        "font.size": FONT_SIZE,
        "axes.titlesize": FONT_SIZE + 1,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": FONT_SIZE,
        "xtick.labelsize": FONT_SIZE - 1,
        "ytick.labelsize": FONT_SIZE - 1,
        "legend.fontsize": FONT_SIZE - 1,
        "legend.frameon": False,
        "text.color": text,
        "axes.labelcolor": text,
        "axes.titlecolor": text,
        "axes.edgecolor": muted,
        "xtick.color": muted,
        "ytick.color": muted,
        "xtick.labelcolor": text,
        "ytick.labelcolor": text,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": False,
        "grid.color": FAINT[theme],
        "axes.prop_cycle": mpl.cycler(color=SERIES[theme]) + mpl.cycler(linestyle=SERIES_DASHES),
        "lines.linewidth": 1.8,
        "image.interpolation": "nearest",
        "image.aspect": "auto",
        "axes.unicode_minus": True,
    }


def line(key, theme="both"):
    """Return the keyword arguments of ``Axes.plot`` for the quantity ``key``: colour, line style, width.

    >>> line("h")["linestyle"]
    '--'
    """
    quantity, theme = QUANTITIES[as_choice("key", key, tuple(QUANTITIES))], as_choice("theme", theme, THEMES)
    return {"color": LINE[theme][quantity.key], "linestyle": quantity.dashes, "linewidth": quantity.width}


def label(key):
    """Return symbol and words of a quantity, as axes and legends show them.

    >>> label("f")
    '$f_t$ forget gate'
    """
    quantity = QUANTITIES[as_choice("key", key, tuple(QUANTITIES))]
    return f"{quantity.symbol} {quantity.name}"


def colour_map(kind, theme="both"):
    """Return the course's colour map: "diverging" for signed values, a gate's key or "y", "sequential" for the rest."""
    return _colour_map(as_choice("kind", kind, tuple(_STOPS)), as_choice("theme", theme, THEMES))


@cache
def _colour_map(kind, theme):
    made = LinearSegmentedColormap.from_list(f"lstm {kind} {theme}", _STOPS[kind][theme])
    return made.with_extremes(bad=MUTED[theme])  # a value that is not a number is seen, not hidden


def scale(key, limit=1.0):
    """Return the norm of a quantity's heat map: (0, 1) for gates, (−limit, limit) around zero for signed values.

    >>> scale("f").vmin, scale("f").vmax, scale("c", 2.0).vcenter
    (0.0, 1.0, 0.0)
    """
    limit = as_number("limit", limit, "a number above zero", above=0)
    if as_choice("key", key, tuple(QUANTITIES)) in GATES:
        return Normalize(0.0, 1.0)
    return TwoSlopeNorm(0.0, -limit, limit)


def map_for(key, theme="both"):
    """Return the colour map of a quantity's heat map: a gate's own colour, or red above zero and blue below."""
    key = as_choice("key", key, tuple(QUANTITIES))
    return colour_map(key if key in GATES else "diverging", theme)


def theme_of(ax):
    """Return the theme that an Axes was made in: what is drawn on it must stand out from its ground."""
    ground = as_axes("ax", ax).get_facecolor()
    if mpl.colors.to_rgba(ground)[3] < 0.5:
        return "both"
    return "dark" if _luminance(mpl.colors.to_rgb(ground)) < 0.18 else "light"


def as_axes(name, value):
    """Return ``value`` if it is an Axes; ``TypeError`` says how to get one."""
    if not isinstance(value, Axes):
        raise TypeError(f"{name} is {type(value).__name__}: expected an Axes, e.g. of fig, ax = plt.subplots().")
    return value


def css_variables(theme="light"):
    """Return what the widgets' style sheets must hold for a theme, "light" or "dark": custom property to value.

    >>> css_variables()["--lstm-f"]
    '#D55E00'
    """
    theme = as_choice("theme", theme, ("light", "dark"))
    css = {f"--lstm-{key}": colour for key, colour in LINE[theme].items()}
    css |= {f"--lstm-ink-{key}": colour for key, colour in INK[theme].items()}
    css |= {f"--lstm-series-{n}": colour for n, colour in enumerate(SERIES[theme])}
    css |= {f"--lstm-diverging-{n}": colour for n, colour in enumerate(DIVERGING[theme])}
    for kind, stops in SEQUENTIAL.items():
        css |= {f"--lstm-{kind}-{n}": colour for n, colour in enumerate(stops[theme])}
    return css


def contrast(colour, ground):
    """Return the contrast ratio of a colour on an opaque ground, 1 to 21 (WCAG 2.2, relative luminance).

    A transparent colour lets the ground through.

    >>> round(contrast("#000000", "#FFFFFF"), 1)
    21.0
    """
    low, high = sorted((_luminance(over(colour, ground)), _luminance(_rgba("ground", ground)[:3])))
    return (high + 0.05) / (low + 0.05)


def over(colour, ground):
    """Return the (red, green, blue) that is seen of a colour, transparent or not, on an opaque ground.

    >>> over("#00000080", "#FFFFFF")[0] < 0.5
    True
    """
    *rgb, alpha = _rgba("colour", colour)
    return tuple(alpha * c + (1 - alpha) * g for c, g in zip(rgb, _rgba("ground", ground)[:3], strict=True))


def _rgba(name, colour):
    """A colour as four shares, or a sentence."""
    expected = 'expected a colour, e.g. "#D55E00"'
    if not (is_list(colour) or isinstance(colour, (str, np.ndarray))) or np.ma.isMaskedArray(colour):
        raise TypeError(f"{name} is {shown(colour)}: {expected}.")
    try:
        rgba = mpl.colors.to_rgba(colour)
        if not all(0 <= share <= 1 for share in rgba):
            raise ValueError
    except (TypeError, ValueError):
        raise ValueError(f"{name} is {shown(colour)}: {expected}.") from None
    return rgba


def _luminance(rgb):
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
