"""A few labelled controls, and the figure that they draw: for what a lesson lets one try without a lab of its own."""

import base64
import html
import io

from PIL import Image

from lstm_helpers.arrays import as_function, as_text, shown
from lstm_helpers.figures import png

PIXELS_AN_INCH = 100  # as `figures.show` has it


class Form:
    """Controls above, a figure below, drawn anew whenever one of them changes.

    Parameters
    ----------
    draw : callable
        Takes the controls' values by their names and returns (figure, words): a matplotlib figure, and what it shows in
        a sentence, which stands below it and is its text alternative.
    **controls : tuple, list or range
        A name and what may be chosen: a list of different texts or numbers gives a menu, a range of whole numbers a box
        to type one in. The first is chosen at the beginning. Underscores in a name are shown as blanks.

    Raises
    ------
    TypeError, ValueError
        Naming the argument; or whatever ``draw`` raises for the first of each.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> Form(lambda n: (plt.figure(), f"Nothing, {n} times."), n=range(1, 5))
    Nothing, 1 times.
    """

    def __init__(self, draw, **controls):
        import ipywidgets

        self._draw = as_function("draw", draw, "a function that returns a figure and words")
        if not controls:
            raise TypeError("a form needs controls: pass what may be chosen by name, e.g. seed=range(10).")
        self.controls = {name: _control(ipywidgets, name, choices) for name, choices in controls.items()}
        self._picture, self._words = ipywidgets.HTML(), ipywidgets.HTML()
        self.box = ipywidgets.VBox([ipywidgets.HBox([*self.controls.values()]), self._picture, self._words])
        self.error, self.words, self._png = "", "", b""
        self._show()
        for control in self.controls.values():
            control.observe(self._try, names="value")

    @property
    def values(self):
        """What is chosen, a dict by name."""
        return {name: control.value for name, control in self.controls.items()}

    def _show(self):
        figure, words = self._draw(**self.values)
        self.words = as_text("the words that draw returned", words)
        self._png = png(figure)
        _close(figure)
        data = base64.b64encode(self._png).decode("ascii")
        width = round(Image.open(io.BytesIO(self._png)).width * PIXELS_AN_INCH / figure.dpi)
        words, self.error = html.escape(self.words), ""
        self._picture.value = f'<img alt="{words}" width="{width}" src="data:image/png;base64,{data}">'
        self._words.value = f'<p role="status">{words}</p>'

    def _try(self, _):
        """Draw; what goes wrong is said where the words stand, and nothing old is shown beside it."""
        try:
            self._show()
        except Exception as error:
            self.error = f"{type(error).__name__}: {error}"
            self._picture.value, self._words.value = "", f'<p role="alert">{html.escape(self.error)}</p>'

    def __repr__(self):
        return self.words

    def _repr_mimebundle_(self, **kwargs):
        data = self.box._repr_mimebundle_(**kwargs)
        data["text/plain"] = self.words
        data["image/png"] = base64.b64encode(self._png).decode("ascii")
        return data


def _control(ipywidgets, name, choices):
    """A menu, or a box for a whole number; both have labels that a screen reader says."""
    if not isinstance(choices, (tuple, list, range)) or len(choices) < 2:
        raise TypeError(f"{name} is {shown(choices)}: expected a list of two choices or more, or a range.")
    label = {"description": name.replace("_", " "), "style": {"description_width": "initial"}}
    if isinstance(choices, range):
        if choices.step != 1:
            raise ValueError(f"{name} is {choices}: expected a range whose step is 1.")
        return ipywidgets.BoundedIntText(value=choices[0], min=choices[0], max=choices[-1], **label)
    for choice in choices:
        if isinstance(choice, bool) or not isinstance(choice, (str, int, float)):
            raise TypeError(f"{name} holds {shown(choice)}: expected texts or numbers.")
    if len(set(choices)) < len(choices):
        raise ValueError(f"{name} holds a choice twice: give each once.")
    return ipywidgets.Dropdown(options=[(str(choice), choice) for choice in choices], value=choices[0], **label)


def _close(figure):
    import matplotlib.pyplot as plt

    plt.close(figure)
