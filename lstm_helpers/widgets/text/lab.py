"""The Text Lab: an LSTM that writes letter by letter, and what it expects at each."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_choice, as_count, as_number, as_text
from lstm_helpers.figures import style
from lstm_helpers.training import LetterModel
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import alphabet_record, digest, pack, pack_narrow
from lstm_helpers.widgets.traits import Number, Whole

MOST_LETTERS = 600
COLOURS = ("surprise", "unit", "influence")
SHOWN = 8  # letters in the stored picture


class TextLab(Lab):
    """Write with a trained LSTM: see the chances of each next letter, choose another, turn the temperature.

    Parameters
    ----------
    letters : training.LetterModel
        At most 512 units. The lab computes it in the browser, in float64.
    text : str
        What it has read when the lab opens, at most 600 letters.
    unit : int
        The unit whose memory can colour the text; counting from 0 (the lab counts from 1).
    temperature : float
        From 0.1 to 2.
    colour : {"surprise", "unit", "influence"}
        What colours the letters: what each cost in bits, the memory of ``unit``, or how strongly each moves what is
        expected next.
    step : int, optional
        The letter that is looked at; the last one when left out.
    seed : int
        Of what it draws.
    title : str

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> from lstm_helpers.data.text import Alphabet
    >>> from lstm_helpers.training import init_model
    >>> model = init_model(4, 3, 4, np.random.default_rng(0), every_step=True)
    >>> TextLab(LetterModel(model, Alphabet("abc")), "a cab")  # doctest: +ELLIPSIS
    Text Lab: 3 units, after 'a cab', values ...
    """

    _esm = bundle.module("text/view.js")
    _css = bundle.stylesheet("text/lab.css")

    text = traitlets.Unicode("").tag(sync=True)
    step = Whole(0).tag(sync=True)
    unit = Whole(0).tag(sync=True)
    temperature = Number(0.7, min=0.1, max=2).tag(sync=True)
    colour = traitlets.Enum(COLOURS, "surprise").tag(sync=True)
    seed = Whole(0, min=0).tag(sync=True)

    picture_size = (7.2, 3.4)

    def __init__(
        self, letters, text="The ", *, unit=0, temperature=0.7, colour="surprise", step=None, seed=0, title=""
    ):
        if not isinstance(letters, LetterModel):
            raise TypeError(
                f"letters is {type(letters).__name__}: expected a LetterModel, e.g. LetterModel(model, ab)."
            )
        text = _as_shown(as_text("text", text))
        title, H = as_text("title", title, empty=True), len(letters.model.layers[0].W_h)
        unit, seed = as_count("unit", unit, 0, H - 1), as_count("seed", seed, 0)
        step = len(text) - 1 if step is None else as_count("step", step, 0, len(text) - 1)
        temperature = as_number("temperature", temperature, "a number from 0.1 to 2", least=0.1, most=2)
        colour = as_choice("colour", colour, COLOURS)
        self.letters, self._first = letters, text
        (params,), readout, _ = letters.model
        super().__init__(
            payload={
                "title": title,
                "text": text,
                "cell": {"D": len(letters.alphabet), "H": H} | {k: pack_narrow(a) for k, a in params._asdict().items()},
                "readout": {
                    "H": H,
                    "O": len(letters.alphabet),
                    "W": pack_narrow(readout.W),
                    "b": pack_narrow(readout.b),
                },
                "alphabet": alphabet_record(letters.alphabet),
                "kernel": pack(letters.probabilities(text)[-1]),
            },
            text=text,
            step=step,
            unit=unit,
            temperature=temperature,
            colour=colour,
            seed=seed,
        )

    @traitlets.validate("text")
    def _text(self, proposal):
        return _as_shown(as_text("text", proposal["value"], empty=True))

    @traitlets.validate("step")
    def _step(self, proposal):
        return as_count("step", proposal["value"], 0, len(self.text or self._first) - 1)

    @traitlets.validate("unit")
    def _unit(self, proposal):
        return as_count("unit", proposal["value"], 0, len(self.letters.model.layers[0].W_h) - 1)

    @traitlets.observe("text")
    def _stay_inside(self, change):
        self.step = min(self.step, len(self.text or self._first) - 1)

    @classmethod
    def demo(cls):
        """Return the letter model of lesson 12 after a few words."""
        from lstm_helpers.pretrained import letter_model

        return cls(letter_model()[0], 'The "with" statement', unit=247, colour="unit")

    def summary(self):
        """Return one line: the units, what was read, and a digest of what is expected next."""
        H = len(self.letters.model.layers[0].W_h)
        shown = self._first if len(self._first) <= 30 else f"…{self._first[-29:]}"
        values = digest(self.letters.probabilities(self._first)[-1], decimals=4)
        return f"Text Lab: {H} units, after {shown!r}, values {values}"

    def draw(self, figure):
        """Draw what the last letters cost, and what is expected next."""
        left, right = figure.subplots(1, 2, width_ratios=[2, 1])
        text = self._first[-40:]
        cost = -np.log2(np.maximum(self.letters.of_next(self._first), 1e-12))[-(len(text) - 1) :]
        blue = style.SERIES["both"][0]
        left.bar(range(len(text)), [np.nan, *cost] if len(text) > len(cost) else cost, color=blue)
        left.set_xticks(range(len(text)), text, family="DejaVu Sans Mono")
        left.set(ylabel="bits that the letter cost")
        p = self.letters.probabilities(self._first)[-1]
        best = np.argsort(-p)[:SHOWN]
        names = [{" ": "␣", "\n": "⏎"}.get(letter, letter) for letter in self.letters.alphabet.decode(best)]
        right.barh(range(SHOWN)[: len(best)], p[best], color=style.SERIES["both"][1])
        right.set_yticks(range(len(best)), names, family="DejaVu Sans Mono")
        right.invert_yaxis()
        right.set(xlabel="chance of the next letter", xlim=(0, 1))


def _as_shown(text):
    if len(text) > MOST_LETTERS:
        raise ValueError(f"text has {len(text)} letters: the lab shows at most {MOST_LETTERS}.")
    return text
