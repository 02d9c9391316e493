"""A finished figure as a notebook stores it: a small PNG, and the same in words."""

import html
import io

import matplotlib.pyplot as plt
from IPython.display import display
from matplotlib.figure import Figure
from PIL import Image

PNG_BYTES = 60_000  # the largest picture that a notebook stores
PIXELS_AN_INCH = 100  # on the page: text of 10 points is then as large as the text around it


def show(fig, alt):
    """Put a figure into the notebook, and below it the same in words.

    The words are the text alternative: screen readers find them, exports carry them, the comparison of stored outputs
    compares them. The figure is closed, so that it appears once.

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
    display(_Words(alt))


class _Words:
    """The text alternative as flowing text, or as one line where no HTML is shown."""

    def __init__(self, alt):
        self.alt = alt

    def __repr__(self):
        return f"In words: {self.alt}"

    def _repr_html_(self):
        return f'<p style="max-width: 60em"><em>In words:</em> {html.escape(self.alt)}</p>'


class _Picture:
    """A PNG with a text alternative, as a notebook takes it."""

    def __init__(self, fig, alt):
        self.alt, self.png = alt, _png(fig)
        self.width, self.height = (round(n * PIXELS_AN_INCH / fig.dpi) for n in Image.open(io.BytesIO(self.png)).size)

    def __repr__(self):
        return self.alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        size = {"width": self.width, "height": self.height, "alt": self.alt}
        return {"image/png": self.png, "text/plain": self.alt}, {"image/png": size}


def _png(fig):
    """The figure as PNG, with 256 colours chosen from its own where the full number would be too large to store."""
    full, small = io.BytesIO(), io.BytesIO()
    fig.savefig(full, format="png", dpi=fig.dpi, bbox_inches="tight", pad_inches=0.08, metadata={"Software": None})
    if full.tell() <= PNG_BYTES:
        return full.getvalue()
    Image.open(full).convert("RGB").quantize(256, Image.Quantize.MEDIANCUT).save(small, "png", optimize=True)
    return min(full.getvalue(), small.getvalue(), key=len)
