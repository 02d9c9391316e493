"""What all labs share on the Python side: one module of JavaScript, a payload, and a picture for pages without either.

A lab is a subclass of `Lab` that names its files and answers two questions::

    class MyLab(Lab):
        _esm, _css = bundle.module("my_lab.js"), bundle.stylesheet("my_lab.css")
        step = traitlets.Int(0).tag(sync=True)      # small traits go both ways

        def summary(self):  ...                     # one line of text: sizes, and a digest of the values
        def draw(self, figure):  ...                # the same picture with matplotlib

`payload` goes to the browser once: a dict whose arrays are bytes (`payload.pack`).
"""

import base64
import io

import anywidget
import traitlets


class Lab(anywidget.AnyWidget):
    """A lab in a notebook: widget view, PNG and one line of text in the same output."""

    payload = traitlets.Dict().tag(sync=True)

    picture_size = (7.2, 4.0)   # inches

    def summary(self):
        """Return the line of text that stands for the lab where no browser is."""
        raise NotImplementedError

    def draw(self, figure):
        """Draw the lab's picture on a matplotlib figure."""
        raise NotImplementedError

    def png(self, dpi=100):
        """Return the lab's picture as PNG bytes of at most 60 kB or so; on white, with no display needed."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=self.picture_size, dpi=dpi, layout="constrained", facecolor="white")
        self.draw(figure)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", metadata={"Software": None})
        return buffer.getvalue()

    def __repr__(self):
        return self.summary()

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = self.summary()
        data["image/png"] = base64.b64encode(self.png()).decode("ascii")
        return data, metadata
