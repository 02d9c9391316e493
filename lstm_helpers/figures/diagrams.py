"""The LSTM cell, part by part, forward and backward, with the numbers of a step on its wires if you like.

The cell is a table of wires (`_WIRES`), each with the part it belongs to and the path of the gradient that runs back
along it. Forward and backward pictures draw the same wires.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.patches import Circle

from lstm_helpers.arrays import as_choice, as_flag, as_number, is_list
from lstm_helpers.figures.pen import Pen
from lstm_helpers.figures.style import GATES, QUANTITIES

PARTS = ("f", "g", "i", "c", "o", "h")  # the order in which lesson 04 puts the cell together
PATHS = ("c", "h", "gates")  # the ways a gradient takes back through a cell

WIDTH, HEIGHT = 17.2, 5.95  # of the drawing; the unit is about 0.4 inches at a width of 7.2 inches
TOP, MIDDLE, SHOW, GATE, BUS = 4.8, 3.55, 2.95, 1.85, 0.7  # heights: memory, i·g, o·tanh(c), boxes, what comes in
LEFT, JOIN, RIGHT = 1.6, 2.9, 15.6  # the cell's walls, and where h and x meet
X = {"f": 4.6, "i": 7.25, "g": 9.75, "o": 12.25, "h": 14.3}
BOX, DOT, ROUND, HEAD = (2.1, 1.05), 0.3, 0.25, 0.19


class Wire(NamedTuple):
    """One line of the cell: the part that brings it, the gradient's path, its quantity (or ""), its corners."""

    part: str
    path: str
    key: str
    corners: tuple


_TANH, _TANH_HALF = (TOP + SHOW) / 2 + 0.05, 0.28  # between memory and hidden state: its middle, half its height
_LID, _FOOT, _END = GATE + BOX[1] / 2, GATE - BOX[1] / 2, WIDTH - 0.6
_WIRES = (
    Wire("f", "gates", "f", ((X["f"], _LID), (X["f"], TOP - DOT))),
    Wire("g", "gates", "g", ((X["g"], _LID), (X["g"], MIDDLE - DOT))),
    Wire("i", "gates", "i", ((X["i"], _LID), (X["i"], MIDDLE), (X["g"] - DOT, MIDDLE))),
    Wire("c", "gates", "", ((X["g"], MIDDLE + DOT), (X["g"], TOP - DOT))),
    Wire("o", "gates", "o", ((X["o"], _LID), (X["o"], SHOW), (X["h"] - DOT, SHOW))),
    Wire("h", "h", "", ((X["h"], TOP), (X["h"], _TANH + _TANH_HALF))),
    Wire("h", "h", "", ((X["h"], _TANH - _TANH_HALF), (X["h"], SHOW + DOT))),
    Wire("h", "h", "h", ((X["h"], SHOW - DOT), (X["h"], BUS), (_END, BUS))),
    Wire("", "gates", "h", ((0.6, BUS), (JOIN, BUS))),
    Wire("", "gates", "x", ((JOIN, -0.2), (JOIN, BUS))),
    *(Wire(key, "gates", "", ((JOIN, BUS), (X[key], BUS), (X[key], _FOOT))) for key in "figo"),
)
# where the number of each quantity stands, and how: of what enters, of gates, of products, of what leaves
_BESIDE, _ABOVE, _BELOW = {"ha": "left"}, {"va": "bottom"}, {"va": "top"}
_NUMBERS = {
    "c_prev": ("", "c", (LEFT + X["f"]) / 2, TOP - 0.2, _BELOW),
    "h_prev": ("", "h", (LEFT + JOIN) / 2 + 0.04, BUS - 0.17, _BELOW),
    "x": ("", "x", JOIN + 0.35, -0.5, _BESIDE),
    **{key: (key, key, X[key] + 0.22, _LID + (0.24 if key == "o" else 0.38), _BESIDE) for key in "figo"},
    "kept": ("f", "f", (X["f"] + X["g"]) / 2, TOP + 0.2, _ABOVE),
    "written": ("c", "i", X["g"] + 0.22, (MIDDLE + TOP) / 2, _BESIDE),
    "c": ("c", "c", (X["g"] + X["h"]) / 2, TOP + 0.2, _ABOVE),
    "tanh_c": ("h", "c", X["h"] - 0.34, (_TANH - _TANH_HALF + SHOW + DOT) / 2, {"ha": "right"}),
    "h": ("h", "h", (X["h"] + RIGHT) / 2, BUS + 0.16, _ABOVE),
}


def cell_diagram(ax, parts=PARTS, highlight=(), gradient=False, path=None, values=None):
    """Draw an LSTM cell with some of its parts.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        About 2.5 times as wide as high; `style.WIDE` fits.
    parts : sequence of str
        Of "f" forget gate, "g" candidate, "i" input gate, "c" cell state (the sum), "o" output gate and "h" hidden
        state, what the cell has so far. Without any it is a line on which the memory passes through.
    highlight : str or sequence of str
        Parts whose boxes and lines stand out while the others step back.
    gradient : bool
        Draw the way back: arrows from right to left, named after the gradients they carry.
    path : {"c", "h", "gates"}, optional
        With ``gradient``, the one path to light: along the cell state, from the hidden state up to it, or through the
        gates to what came in. All are lit when left out.
    values : dict of str to float or str, optional
        Numbers of one unit at one step, written on the wires that carry them: "x", "h_prev", "c_prev" come in,
        "f", "i", "g", "o" leave the boxes, "kept" is f · c_prev, "written" is i · g, then "c", "tanh_c" and "h".
        Numbers are shown with two decimals, a text as it is.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        A part, a path or a value that does not exist or is not drawn, a path without ``gradient``, or values with it.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> ax = cell_diagram(ax, values={"c_prev": -1.69, "f": 0.0, "kept": 0.0, "written": 0.99, "c": 0.98})
    """
    parts, lit = _as_parts("parts", parts), _as_parts("highlight", highlight)
    gradient, path = as_flag("gradient", gradient), as_choice("path", path, (*PATHS, None))
    if path is not None and not gradient:
        raise ValueError(f"path is {path!r}, which is on the way back: expected gradient=True as well.")
    values = _as_values(values, parts, gradient)
    pen = _Pen(ax, parts, lit, gradient, path)
    ax.set(xlim=(-0.2, WIDTH + 0.2), ylim=(-0.75, HEIGHT), aspect="equal")
    ax.axis("off")
    pen.box(
        (LEFT + RIGHT) / 2, HEIGHT / 2 - 0.025, (RIGHT - LEFT, HEIGHT - 0.25), pen.back, "none", round=0.35, width=1
    )
    for wire in (*_memory(parts), *_WIRES):
        if not wire.part or wire.part in parts:
            pen.wire(wire)
    for key in "figo":
        if key in parts:
            pen.gate(key)
    pen.nodes()
    pen.ends()
    for name, text in values.items():
        _, key, x, y, options = _NUMBERS[name]
        pen.words(x, y, text, pen.ink[key], 10, gid=f"value {name}", **options)
    return ax


class _Pen(Pen):
    """Draws the pieces of one cell, which stand back where something else is what the picture is about."""

    def __init__(self, ax, parts, lit, gradient, path):
        super().__init__(ax, HEAD)
        self.parts, self.lit, self.gradient, self.path = parts, lit, gradient, path

    def stands_back(self, part, path):
        """Whether something else is what the picture is about."""
        return bool(self.lit and part not in self.lit) or bool(self.path and path != self.path)

    def wire(self, wire):
        """Draw one line with its arrow head, at its end or, going back, at its beginning."""
        back = self.stands_back(wire.part, wire.path)
        quantity = QUANTITIES.get(wire.key)
        colour = self.back if back else self.line[wire.key]
        dashes = quantity.dashes if quantity and not back else "-"
        width = 1.0 if back else (quantity.width if quantity else 1.4) * (1.4 if self.path else 1.0)
        corners = np.array(wire.corners[::-1] if self.gradient else wire.corners, float)
        self.ax.plot(
            *_rounded(corners).T,
            color=colour,
            linestyle=dashes,
            linewidth=width * self.scale,
            zorder=1 if back else 2,
            solid_capstyle="butt",
            gid=f"wire {wire.path} {wire.key or 'to ' + wire.part}",
        )
        if tuple(corners[-1]) == (JOIN, BUS):  # two lines meet: no head, a dot
            self.ax.add_patch(Circle((JOIN, BUS), 0.09, color=colour, zorder=3))
        else:
            ahead = corners[-1] - corners[-2]
            self.head(corners[-1], ahead / np.hypot(*ahead), colour, 1.3 if wire.key == "c" and not back else 1.0)

    def gate(self, key):
        """Draw a gate's or the candidate's box, with its symbol at the line that leaves it."""
        back = self.stands_back(key, "gates")
        colour = self.back if back else self.line[key]
        filled = key in self.lit
        self.box(X[key], GATE, BOX, colour, self.ink[key] if filled else None, round=0.16)
        ink = self.on_fill if filled else self.quiet if back else self.ink[key]
        self.words(X[key], GATE + 0.17, "tanh" if key == "g" else r"$\sigma$", ink, 11 if key == "g" else 15)
        self.words(X[key], GATE - 0.27, QUANTITIES[key].name, ink, 8.0)
        symbol = QUANTITIES[key].symbol
        self.words(
            X[key] - 0.2,
            _LID + 0.38,
            rf"$\mathrm{{d}}${symbol}" if self.gradient else symbol,
            self.quiet if back else self.ink[key],
            12,
            ha="right",
        )

    def node(self, x, y, sign, back):
        """Draw a product or a sum."""
        colour = self.quiet if back else self.text
        self.ax.add_patch(Circle((x, y), DOT, facecolor=self.page, edgecolor=colour, linewidth=1.3, zorder=5))
        arm = DOT * 0.5 * np.array([[-1, 1], [0, 0]])
        turn = np.pi / 4 if sign == "×" else 0.0
        for angle in (turn, turn + np.pi / 2):
            dx, dy = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ arm
            self.ax.plot(
                x + dx,
                y + dy,
                color=colour,
                linewidth=1.5,
                linestyle="-",
                zorder=6,
                solid_capstyle="round",
                gid=f"node {sign}",
            )

    def nodes(self):
        """Draw the products, the sum and the tanh that the wires lead to."""
        if "f" in self.parts:
            self.node(X["f"], TOP, "×", self.stands_back("f", "c"))
        if "c" in self.parts:
            self.node(X["g"], TOP, "+", self.stands_back("c", "c"))
        if "i" in self.parts and "g" in self.parts:
            self.node(X["g"], MIDDLE, "×", self.stands_back("i", "gates"))
        if "h" in self.parts:
            back = self.stands_back("h", "h")
            colour = self.quiet if back else self.text
            self.node(X["h"], SHOW, "×", back)
            self.ax.add_patch(Circle((X["h"], TOP), 0.09, color=colour, zorder=3))
            self.box(X["h"], _TANH, (1.2, 2 * _TANH_HALF), colour, round=_TANH_HALF, width=1.3, zorder=5)
            self.words(X["h"], _TANH, "tanh", colour, 9)

    def ends(self):
        """Name what comes in and what goes out."""
        d, turned = (r"$\mathrm{d}$", r"^\top") if self.gradient else ("", "")
        ink = self.ink
        self.words(0.5, TOP, f"{d}$c_{{t-1}}$", ink["c"], 13, ha="right")
        self.words(WIDTH - 0.5, TOP, f"{d}$c_t$", ink["c"], 13, ha="left")
        self.words(0.5, BUS, f"{d}$h_{{t-1}}$", ink["h"], 13, ha="right")
        self.words(WIDTH - 0.5, BUS, f"{d}$h_t$", ink["h"], 13, ha="left")
        self.words(JOIN, -0.5, f"{d}$x_t$", ink["x"], 13)
        self.words((LEFT + X["f"]) / 2, TOP + 0.4, "cell state", self.quiet, 9)
        if set(self.parts) & set("figo"):
            self.words((LEFT + JOIN) / 2, BUS + 0.38, f"$W_h{turned}$", self.quiet, 10)
            self.words(JOIN + 0.22, BUS - 0.3, f"$W_x{turned}$", self.quiet, 10, ha="left")
        if "f" in self.parts and self.gradient:
            self.words(X["f"], TOP + 0.55, r"$\odot\,f_t$", self.quiet if self.stands_back("f", "c") else ink["f"])
        if "h" not in self.parts:
            self.arrow((RIGHT, BUS), (_END, BUS), self.thin("h"), "wire h out")


def _memory(parts):
    """The memory's line, cut where it passes a product or a sum."""
    stations = [X[key] for key, part in (("f", "f"), ("g", "c")) if part in parts]
    starts, ends = [0.6, *(x + DOT for x in stations)], [*(x - DOT for x in stations), _END]
    return [Wire("", "c", "c", ((a, TOP), (b, TOP))) for a, b in zip(starts, ends, strict=True)]


def _as_parts(name, parts):
    """The parts as a tuple; ``ValueError`` when one does not exist."""
    parts = tuple(parts) if is_list(parts) or isinstance(parts, (str, set)) else (parts,)
    return tuple(as_choice(f"an entry of {name}", part, PARTS) for part in parts)


def _as_values(values, parts, gradient):
    """The numbers to write, as texts; an error that names the first one that cannot be."""
    values = {} if values is None else values
    if not isinstance(values, dict):
        raise TypeError(f"values is {type(values).__name__}: expected a dict of name to number, e.g. {{'f': 0.5}}.")
    if values and gradient:
        raise ValueError("values belong to a forward step, gradient=True to the way back: expected one of the two.")
    for name in values:
        if name not in _NUMBERS:
            raise ValueError(f"values holds {name!r}: expected some of {', '.join(_NUMBERS)}.")
        if _NUMBERS[name][0] not in ("", *parts):
            raise ValueError(
                f"values holds {name!r}: expected numbers of what is drawn; add {_NUMBERS[name][0]!r} to parts."
            )
    return {name: _as_text(name, value) for name, value in values.items()}


def _as_text(name, value):
    """A number with two decimals, and a sign where it may have one."""
    if isinstance(value, str):
        return value
    value = as_number(f"values[{name!r}]", value, "one finite number, such as trace.f[0, t, unit], or a text")
    if name in GATES or abs(value) < 0.005:
        return f"{abs(value):.2f}"
    return f"{value:+.2f}".replace("-", "−")


def _rounded(corners):
    """The corners of a line, (N, 2), with its inner ones cut round."""
    points = [corners[:1]]
    for before, corner, after in zip(corners[:-2], corners[1:-1], corners[2:], strict=True):
        t = np.linspace(0, 1, 9)[:, None]
        start = corner + ROUND * (before - corner) / np.hypot(*(before - corner))
        end = corner + ROUND * (after - corner) / np.hypot(*(after - corner))
        points.append((1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t**2 * end)
    return np.concatenate([*points, corners[-1:]])
