"""A finished figure as a notebook stores it: a small picture, with what it shows as its alternative text.

JupyterLab 4.6 and Notebook 7.6 give the picture of an ``image/png`` output no alternative text, whatever its metadata
say. So the same picture stands in the output twice: in an HTML element that has one, which both show, trusted or not,
and as ``image/png`` for readers of notebooks that show no HTML.
"""

import base64
import html
import io

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.figure import Figure
from PIL import Image

from lstm_helpers.arrays import as_text

PNG_BYTES = 60_000  # the largest picture that a notebook stores
COLOURS = (256, 128, 64, 32)  # that a stored picture may have: the most with which it is small enough
PIXELS_AN_INCH = 100  # on the page: text of 10 points is then as large as the text around it


def show(fig, alt):
    """Put a figure into the notebook, with its alternative text, and close it, so that it appears once.

    The words are read by a screen reader and stand where the picture cannot be shown; exported pages carry them, and
    the comparison of stored outputs compares them. They are not printed below the picture.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    alt : str
        What there is to see, in a sentence or two: what is drawn, and what it shows.

    Raises
    ------
    TypeError, ValueError
        No figure, or no sentence.
    """
    as_figure("fig", fig)
    if not isinstance(alt, str):
        raise TypeError(f"alt is {type(alt).__name__}: expected a sentence that says what the figure shows.")
    alt = " ".join(as_text("alt", alt, empty=True).split())
    if len(alt.split()) < 5:
        raise ValueError(f"alt is {alt!r}: say in a sentence what the figure shows, for those who cannot see it.")
    display(_Picture(fig, alt))
    plt.close(fig)


class _Picture:
    """A PNG with its alternative text, as a notebook takes it."""

    def __init__(self, fig, alt):
        self.alt, self.png = alt, png(fig)
        self.width, self.height = (round(n * PIXELS_AN_INCH / fig.dpi) for n in Image.open(io.BytesIO(self.png)).size)

    def __repr__(self):
        return self.alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        size = {"width": self.width, "height": self.height, "alt": self.alt}
        return {"text/html": self._html(), "image/png": self.png, "text/plain": self.alt}, {"image/png": size}

    def _html(self):
        """The picture as an element: without a height, it keeps its shape on a page narrower than itself."""
        data = base64.b64encode(self.png).decode("ascii")
        return f'<img alt="{html.escape(self.alt)}" width="{self.width}" src="data:image/png;base64,{data}">'


def as_figure(name, value):
    """Return ``value`` if it is a figure; ``TypeError`` says how to get one."""
    if not isinstance(value, Figure):
        raise TypeError(f"{name} is {type(value).__name__}: expected a figure, e.g. of fig, ax = plt.subplots().")
    return value


def png(fig):
    """Return a figure as the bytes of a PNG, at most 60 kB of them: its colours are as few as that demands."""
    drawn = io.BytesIO()
    as_figure("fig", fig).savefig(
        drawn, format="png", dpi=fig.dpi, bbox_inches="tight", pad_inches=0.08, metadata={"Software": None}
    )
    pixels = np.asarray(Image.open(drawn).convert("RGBA"))
    sizes = (_with_colours(pixels, colours) for colours in COLOURS)
    return next((png for png in sizes if len(png) <= PNG_BYTES), _with_colours(pixels, COLOURS[-1]))


def _with_colours(pixels, colours):
    """The picture, (rows, columns, 4), as the bytes of a PNG with so many colours, chosen from its own."""
    packed = np.ascontiguousarray(pixels).view(np.uint32)[..., 0]  # (rows, columns)
    own, which, often = np.unique(packed, return_inverse=True, return_counts=True)
    palette, nearest = _palette(own.view(np.uint8).reshape(-1, 4), often, colours)
    image = Image.fromarray(nearest[which].reshape(packed.shape).astype(np.uint8), "P")
    image.putpalette(palette.tobytes(), "RGBA")
    small = io.BytesIO()
    image.save(small, "png", optimize=True)
    return small.getvalue()


def _palette(own, often, colours):
    """At most so many colours for the (N, 4) that a picture has: (palette, which of it each of them takes).

    A median cut (Heckbert 1982) as one sees colours, a transparent one less: the group that differs most is cut at its
    mean until there are enough. Pillow's own knows no transparency, or has too few steps for a heat map.
    """
    seen = np.hstack([own[:, :3] * (own[:, 3:] / 255.0), own[:, 3:]])
    weight = np.sqrt(often)[:, None]  # a thin line's colour is rare, and counts
    ground = own[:, 3] == 0
    groups = [_group(np.flatnonzero(part), seen, weight) for part in (ground, ~ground) if part.any()]
    while len(groups) < min(colours, len(own)):
        _, axis, mean, members = groups.pop(max(range(len(groups)), key=lambda n: groups[n][0]))
        low = seen[members, axis] <= mean[axis]
        groups += [_group(part, seen, weight) for part in (members[low], members[~low])]
    nearest = np.empty(len(own), int)
    for n, (_, _, _, members) in enumerate(groups):
        nearest[members] = n
    means = np.array([mean for _, _, mean, _ in groups])
    rgb = means[:, :3] * (255.0 / np.maximum(means[:, 3:], 1.0))
    return np.hstack([rgb, means[:, 3:]]).round().clip(0, 255).astype(np.uint8), nearest


def _group(members, seen, weight):
    """Some colours, as (how much they differ, on which axis most, mean, which they are)."""
    mine, w = seen[members], weight[members]
    mean = (w * mine).sum(axis=0) / w.sum()
    spread = (w * (mine - mean) ** 2).sum(axis=0)
    return spread.max(), spread.argmax(), mean, members
