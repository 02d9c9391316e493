"""Pictures of structure: the cell, part by part, forward and backward; a recurrent network laid out in time.

The cell is a table of wires (`_WIRES`), each with the part it belongs to and the path of the gradient that runs back
along it. Forward and backward pictures draw the same wires.
"""

from typing import NamedTuple

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch, Polygon

from lstm_helpers.arrays import as_count
from lstm_helpers.figures.style import BACKGROUND, INK, LINE, MUTED, ON_FILL, QUANTITIES, TEXT, theme_of

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
# between what is drawn and what is not: what the picture is not about, still seen at 3:1
_BACK = {"both": "#797979D0", "light": "#8E8E8E", "dark": "#757575"}


def cell_diagram(ax, parts=PARTS, highlight=(), gradient=False, path=None):
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

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        A part or a path that does not exist, or a path without ``gradient``.
    """
    parts, lit = _as_parts("parts", parts), _as_parts("highlight", highlight)
    if path is not None and (path not in PATHS or not gradient):
        raise ValueError(f"path is {path!r}: expected one of {', '.join(PATHS)}, together with gradient=True.")
    pen = _Pen(ax, parts, lit, gradient, path)
    ax.set(xlim=(-0.2, WIDTH + 0.2), ylim=(-0.75, HEIGHT), aspect="equal")
    ax.axis("off")
    ax.add_patch(
        FancyBboxPatch(
            (LEFT, 0.1),
            RIGHT - LEFT,
            HEIGHT - 0.25,
            boxstyle="round,pad=0,rounding_size=0.35",
            facecolor="none",
            edgecolor=pen.back,
            linewidth=1.0,
            zorder=0,
        )
    )
    for wire in (*_memory(parts), *_WIRES):
        if not wire.part or wire.part in parts:
            pen.wire(wire)
    for key in "figo":
        if key in parts:
            pen.gate(key)
    pen.nodes()
    pen.ends()
    return ax


class _Pen:
    """Draws the pieces of one cell in the right colours."""

    def __init__(self, ax, parts, lit, gradient, path):
        self.ax, self.parts, self.lit, self.gradient, self.path = ax, parts, lit, gradient, path
        theme = theme_of(ax)
        self.page, self.on_fill = BACKGROUND[theme], ON_FILL[theme]
        self.quiet, self.text, self.back = MUTED[theme], TEXT[theme], _BACK[theme]
        self.line, self.ink = {**LINE[theme], "x": self.text, "": self.quiet}, {**INK[theme], "x": self.text}
        self.scale = min(1.0, max(0.5, ax.get_position().width * ax.figure.get_size_inches()[0] / 5.4))
        self.head_size = HEAD

    def stands_back(self, part, path):
        """Whether something else is what the picture is about."""
        return bool(self.lit and part not in self.lit) or bool(self.path and path != self.path)

    def words(self, x, y, text, colour=None, size=11.0, **options):
        """Write a text, centred unless told otherwise."""
        options = {"ha": "center", "va": "center", "zorder": 6} | options
        return self.ax.text(x, y, text, color=colour or self.text, fontsize=size * self.scale, **options)

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

    def head(self, tip, ahead, colour, size=1.0):
        """Draw an arrow head that ends at ``tip``."""
        size = size * self.head_size
        across, base = 0.7 * size * np.array([-ahead[1], ahead[0]]), tip - 1.6 * size * ahead
        self.ax.add_patch(
            Polygon([tip, base + across, base - across], closed=True, facecolor=colour, edgecolor="none", zorder=4)
        )

    def gate(self, key):
        """Draw a gate's or the candidate's box, with its symbol at the line that leaves it."""
        back = self.stands_back(key, "gates")
        colour = self.back if back else self.line[key]
        filled = key in self.lit
        self.ax.add_patch(
            FancyBboxPatch(
                (X[key] - BOX[0] / 2, _FOOT),
                *BOX,
                zorder=3,
                linewidth=1.8,
                boxstyle="round,pad=0,rounding_size=0.16",
                edgecolor=colour,
                facecolor=self.ink[key] if filled else self.page,
            )
        )
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
            self.ax.add_patch(
                FancyBboxPatch(
                    (X["h"] - 0.6, _TANH - _TANH_HALF),
                    1.2,
                    2 * _TANH_HALF,
                    linewidth=1.3,
                    zorder=5,
                    boxstyle="round,pad=0,rounding_size=0.28",
                    facecolor=self.page,
                    edgecolor=colour,
                )
            )
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
            self.ax.plot([RIGHT, _END], [BUS, BUS], **_thin(self.line["h"]), gid="wire h out")
            self.head(np.array([_END, BUS]), np.array([1.0, 0.0]), self.line["h"])


def unrolled_rnn(ax, steps=4):
    """Draw a recurrent network laid out in time: states from left to right, inputs from below.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    steps : int
        How many steps after the initial state, 1 or more.

    Returns
    -------
    matplotlib.axes.Axes
    """
    steps, theme = as_count("steps", steps), theme_of(ax)
    pen = _Pen(ax, (), (), False, None)
    half, foot, apart, right = 0.36, -0.55, 1.8, np.array([1.0, 0.0])
    ax.set(xlim=(-half - 0.1, apart * steps + half + 0.8), ylim=(foot - 0.35, 1 + half + 0.15), aspect="equal")
    ax.axis("off")
    pen.head_size, pen.scale = 0.11, min(1.0, pen.scale * 5 / (steps + 1))
    for t in range(steps + 1):
        x, last = apart * t, t == steps
        ax.add_patch(
            FancyBboxPatch(
                (x - half, 1 - half),
                2 * half,
                2 * half,
                boxstyle="round,pad=0,rounding_size=0.14",
                facecolor=BACKGROUND[theme],
                edgecolor=LINE[theme]["h"],
                linewidth=1.8,
                zorder=3,
            )
        )
        pen.words(x, 1, f"$h_{{{t}}}$", INK[theme]["h"], 13)
        end = x + (half + 0.7 if last else apart - half)
        ax.plot([x + half, end], [1, 1], **_thin(LINE[theme]["h"]), gid="state")
        pen.head(np.array([end, 1.0]), right, LINE[theme]["h"])
        if not last:
            pen.words(x + apart / 2, 1.22, "$W_h$", TEXT[theme], 11)
        if t:
            ax.plot([x, x], [foot + 0.22, 1 - half], color=MUTED[theme], linewidth=1.4, linestyle="-", gid="input")
            pen.head(np.array([x, 1 - half]), np.array([0.0, 1.0]), MUTED[theme])
            pen.words(x, foot, f"$x_{{{t}}}$", TEXT[theme], 13)
            pen.words(x + 0.1, 0.1, "$W_x$", TEXT[theme], 11, ha="left")
    return ax


def _memory(parts):
    """The memory's line, cut where it passes a product or a sum."""
    stations = [X[key] for key, part in (("f", "f"), ("g", "c")) if part in parts]
    starts, ends = [0.6, *(x + DOT for x in stations)], [*(x - DOT for x in stations), _END]
    return [Wire("", "c", "c", ((a, TOP), (b, TOP))) for a, b in zip(starts, ends, strict=True)]


def _thin(colour):
    """How the hidden state's line is drawn."""
    quantity = QUANTITIES["h"]
    return {"color": colour, "linestyle": quantity.dashes, "linewidth": quantity.width}


def _as_parts(name, parts):
    """The parts as a tuple; ``ValueError`` when one does not exist."""
    parts = tuple(parts) if isinstance(parts, (str, tuple, list, set)) else (parts,)
    wrong = [part for part in parts if part not in PARTS]
    if wrong:
        raise ValueError(f"{name} holds {wrong[0]!r}: expected some of {', '.join(PARTS)}.")
    return parts


def _rounded(corners):
    """The corners of a line, (N, 2), with its inner ones cut round."""
    points = [corners[:1]]
    for before, corner, after in zip(corners[:-2], corners[1:-1], corners[2:], strict=True):
        t = np.linspace(0, 1, 9)[:, None]
        start = corner + ROUND * (before - corner) / np.hypot(*(before - corner))
        end = corner + ROUND * (after - corner) / np.hypot(*(after - corner))
        points.append((1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t**2 * end)
    return np.concatenate([*points, corners[-1:]])
