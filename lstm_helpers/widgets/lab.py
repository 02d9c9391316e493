"""What all labs share on the Python side: one module of JavaScript, a payload, and a picture for pages without either.

A lab is a subclass of `Lab` that names its files and answers three questions::

    class MyLab(Lab):
        _esm, _css = bundle.module("my/view.js"), bundle.stylesheet("my/lab.css")
        step = traitlets.Int(0).tag(sync=True)      # small traits go both ways

        def summary(self):  ...                     # one line of text: sizes, and a digest of the values
        def draw(self, figure):  ...                # the same picture with matplotlib

        @classmethod
        def demo(cls):  ...                         # a small lab, ready to be looked at

The pictures of docs/ and the tests that hold for every lab loop over `widgets.LABS` and ask each for its ``demo()``.

`payload` goes to the browser once: a dict whose arrays are bytes (`payload.pack`).
"""

import base64
import io

import anywidget
import traitlets

from lstm_helpers.arrays import as_path, as_text, write
from lstm_helpers.figures import png, style
from lstm_helpers.widgets import pages

PNG_BYTES = 60_000  # what a stored notebook allows a picture
PAGE_BYTES = 3_000_000  # what a page of its own should not exceed


class Lab(anywidget.AnyWidget):
    """A lab in a notebook: widget view, PNG and one line of text in the same output."""

    payload = traitlets.Dict().tag(sync=True)

    picture_size = (7.2, 4.0)  # inches

    @classmethod
    def demo(cls):
        """Return a small lab that is ready to be looked at."""
        raise NotImplementedError

    def summary(self):
        """Return the line of text that stands for the lab where no browser is."""
        raise NotImplementedError

    def draw(self, figure):
        """Draw the lab's picture on a matplotlib figure."""
        raise NotImplementedError

    def png(self):
        """Return the lab's picture as PNG bytes, at most `PNG_BYTES` of them, for any ground; no display is needed."""
        return next(png for png in map(self._png, (110, 80, 60, 40)) if len(png) <= PNG_BYTES)

    def save(self, path, title=""):
        """Write the lab as a page of its own, or as a picture, and return the file's `Path`.

        Parameters
        ----------
        path : str or Path
            ``lab.html``: one self-contained page in which the lab is alive, without a server and without a network;
            ``lab.svg`` or ``lab.png``: its picture, for a paper. A file of that name is replaced.
        title : str
            Of the page; that of the lab by default.

        Raises
        ------
        TypeError, ValueError
            ``path`` has another ending or cannot be written, or ``title`` is no text.
        """
        path, title = as_path("path", path, "'lab.html'"), as_text("title", title, empty=True)
        makers = {".html": lambda: self._page(title).encode("utf-8"), ".svg": self._svg, ".png": self._print}
        if path.suffix.lower() not in makers:
            raise ValueError(f"path is {path.name!r}: expected a name that ends in .html, .svg or .png.")
        return write("path", path, makers[path.suffix.lower()]())

    def lighter(self, state):
        """Return a lab's state for a page that would be too large, and what it has lost, a sentence.

        Nothing by default; a lab that sends numbers only to be looked at, or compared, keeps fewer digits of them.
        """
        return state, ""

    def _page(self, title):
        title = title or self.payload.get("title") or self.summary().split(":")[0]
        state = pages.state_of(self)
        note = "This page needs neither a server nor a network. All that it computes with is kept exactly."
        text = pages.of_lab(self, title, pages.narrowed(state), note)
        if len(text.encode("utf-8")) > PAGE_BYTES:
            state, lost = self.lighter(state)
            text = pages.of_lab(self, title, pages.narrowed(state), f"{note} {lost}".strip())
        return text

    def _svg(self):
        return self._drawn(format="svg", metadata={"Date": None})

    def _print(self):
        return self._drawn(format="png", dpi=300)

    def _drawn(self, **options):
        """The picture as bytes, in matplotlib's own words for what is to be written; no display is needed."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        file = io.BytesIO()
        with rc_context(style.settings("light") | {"svg.hashsalt": "lab", "svg.image_inline": True}):
            figure = Figure(figsize=self.picture_size, layout="constrained", facecolor="white")
            self.draw(figure)
            figure.savefig(file, **options)
        return file.getvalue()

    def _png(self, dpi):
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        with rc_context(style.settings("both")):
            figure = Figure(figsize=self.picture_size, dpi=dpi, layout="constrained")
            self.draw(figure)
            return png(figure)

    def __repr__(self):
        return self.summary()

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = self.summary()
        data["image/png"] = base64.b64encode(self.png()).decode("ascii")
        return data, metadata
