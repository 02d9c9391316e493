"""What the diagrams of cell and network are drawn with: words, arrow heads and boxes in the colours of their page."""

import numpy as np
from matplotlib.patches import FancyBboxPatch, Polygon

from lstm_helpers.figures.style import BACKGROUND, INK, LINE, MUTED, ON_FILL, TEXT, line, theme_of

# between what is drawn and what is not: what the picture is not about, still seen at 3:1
_BACK = {"both": "#797979D0", "light": "#8E8E8E", "dark": "#757575"}


class Pen:
    """Draws on one Axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    head : float
        How large an arrow head is, in the units of the Axes.
    """

    def __init__(self, ax, head):
        self.ax, self.head_size = ax, head
        self.theme = theme = theme_of(ax)
        self.page, self.on_fill = BACKGROUND[theme], ON_FILL[theme]
        self.quiet, self.text, self.back = MUTED[theme], TEXT[theme], _BACK[theme]
        self.line, self.ink = {**LINE[theme], "x": self.text, "": self.quiet}, {**INK[theme], "x": self.text}
        self.scale = min(1.0, max(0.5, ax.get_position().width * ax.figure.get_size_inches()[0] / 5.4))

    def words(self, x, y, text, colour=None, size=11.0, **options):
        """Write a text, centred unless told otherwise."""
        options = {"ha": "center", "va": "center", "zorder": 6} | options
        return self.ax.text(x, y, text, color=colour or self.text, fontsize=size * self.scale, **options)

    def head(self, tip, ahead, colour, size=1.0):
        """Draw an arrow head that ends at ``tip`` and points ``ahead``, a direction of length 1."""
        tip, ahead, size = np.asarray(tip, float), np.asarray(ahead, float), size * self.head_size
        across, base = 0.7 * size * np.array([-ahead[1], ahead[0]]), tip - 1.6 * size * ahead
        corners = [tip, base + across, base - across]
        self.ax.add_patch(Polygon(corners, closed=True, facecolor=colour, edgecolor="none", zorder=4))

    def box(self, x, y, size, edge, fill=None, *, round=0.14, width=1.8, zorder=3):
        """Draw a box with round corners about (x, y); empty unless told otherwise."""
        (wide, high), fill = size, self.page if fill is None else fill
        return self.ax.add_patch(
            FancyBboxPatch(
                (x - wide / 2, y - high / 2),
                wide,
                high,
                boxstyle=f"round,pad=0,rounding_size={round}",
                facecolor=fill,
                edgecolor=edge,
                linewidth=width,
                zorder=zorder,
            )
        )

    def arrow(self, start, end, look, gid, head=True):
        """Draw a straight line from one point to another, with a head at its end."""
        start, end = np.asarray(start, float), np.asarray(end, float)
        ahead = (end - start) / np.hypot(*(end - start))
        self.ax.plot(*np.transpose([start, end - self.head_size * head * ahead]), gid=gid, **look)
        if head:
            self.head(end, ahead, look["color"])

    def thin(self, key):
        """How the line of a quantity is drawn where it need not be thick."""
        return line(key, self.theme) | {"linewidth": 1.8}
