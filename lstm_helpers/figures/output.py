"""A finished figure as a notebook stores it: a small picture, with what it shows as its alternative text.

JupyterLab 4.6 and Notebook 7.6 give the picture of an ``image/png`` output no alternative text, whatever its metadata
say. So the same picture stands in the output twice: in an HTML element that has one, which both show, trusted or not,
and as ``image/png`` for readers of notebooks that show no HTML.
"""

import base64
import html
import io

import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.figure import Figure
from PIL import Image

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
    if not isinstance(fig, Figure):
        raise TypeError(f"fig is {type(fig).__name__}: expected a figure, e.g. of fig, ax = plt.subplots().")
    if not isinstance(alt, str):
        raise TypeError(f"alt is {type(alt).__name__}: expected a sentence that says what the figure shows.")
    alt = " ".join(alt.split())
    if len(alt.split()) < 5:
        raise ValueError(f"alt is {alt!r}: say in a sentence what the figure shows, for those who cannot see it.")
    display(_Picture(fig, alt))
    plt.close(fig)


class _Picture:
    """A PNG with its alternative text, as a notebook takes it."""

    def __init__(self, fig, alt):
        self.alt, self.png = alt, _png(fig)
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


def _png(fig):
    """The figure as PNG, its colours as few as its size demands."""
    drawn = io.BytesIO()
    fig.savefig(drawn, format="png", dpi=fig.dpi, bbox_inches="tight", pad_inches=0.08, metadata={"Software": None})
    image = Image.open(drawn).convert("RGB")
    sizes = (_with_colours(image, colours) for colours in COLOURS)
    return next((png for png in sizes if len(png) <= PNG_BYTES), _with_colours(image, COLOURS[-1]))


def _with_colours(image, colours):
    """The picture as the bytes of a PNG with so many colours, chosen from its own."""
    small = io.BytesIO()
    image.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(small, "png", optimize=True)
    return small.getvalue()
