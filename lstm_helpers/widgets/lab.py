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

import anywidget
import traitlets

from lstm_helpers.figures import png, style

PNG_BYTES = 60_000  # what a stored notebook allows a picture


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
