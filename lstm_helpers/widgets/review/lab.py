"""The Review Lab: an LSTM that judges a sentence, word by word."""

import traitlets

from lstm_helpers.arrays import as_choice, as_count, as_text
from lstm_helpers.data.reviews import words
from lstm_helpers.figures import style
from lstm_helpers.training import SentenceModel
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import digest, pack, pack_narrow
from lstm_helpers.widgets.traits import Whole

MOST_WORDS = 60
COLOURS = ("turn", "without")


class ReviewLab(Lab):
    """Judge a sentence with a trained LSTM: see the verdict move word by word, swap two words, leave one out.

    Parameters
    ----------
    judge : training.SentenceModel
        One LSTM whose last state is read out. The lab computes it in the browser, in float64.
    text : str
        The sentence with which the lab opens, at most 60 words.
    colour : {"turn", "without"}
        What colours the words: how far each one turned the verdict, or how far the verdict at the end would be from
        what it is without the word.
    step : int, optional
        The word that is looked at; the last one when left out.
    title : str

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> import numpy as np
    >>> from lstm_helpers.data.reviews import Vocabulary
    >>> from lstm_helpers.training import init_sentence_model
    >>> judge = init_sentence_model(Vocabulary(("good", "film")), 3, np.random.default_rng(0), d=2)
    >>> ReviewLab(judge, "a good film")  # doctest: +ELLIPSIS
    Review Lab: 3 units, 'a good film', values ...
    """

    _esm = bundle.module("review/view.js")
    _css = bundle.stylesheet("review/lab.css")

    text = traitlets.Unicode("").tag(sync=True)
    step = Whole(0).tag(sync=True)
    picked = Whole(-1).tag(sync=True)
    colour = traitlets.Enum(COLOURS, "turn").tag(sync=True)

    picture_size = (7.2, 2.6)

    def __init__(self, judge, text="the film is not bad", *, colour="turn", step=None, title=""):
        if not isinstance(judge, SentenceModel):
            raise TypeError(f"judge is {type(judge).__name__}: expected a SentenceModel, e.g. from fit_sentences.")
        if len(judge.weights.layers) != 1 or judge.pool != "last":
            raise ValueError("judge reads both ways or pools: expected one LSTM whose last state is read out.")
        text = _as_shown(as_text("text", text))
        title, count = as_text("title", title, empty=True), len(words(text))
        as_choice("colour", colour, COLOURS)
        step = count - 1 if step is None else as_count("step", step, 0, count - 1)
        self.judge, self._first = judge, text
        embedding, (params,), readout = judge.weights
        D, H = embedding.shape[1], len(params.W_h)
        super().__init__(
            payload={
                "title": title,
                "text": text,
                "words": list(judge.vocabulary.words),
                "embedding": pack_narrow(embedding),
                "cell": {"D": D, "H": H} | {k: pack_narrow(a) for k, a in params._asdict().items()},
                "readout": {"H": H, "O": 1, "W": pack_narrow(readout.W), "b": pack_narrow(readout.b)},
                "kernel": pack(judge.verdicts(text)),
            },
            text=text,
            step=step,
            colour=colour,
        )

    @traitlets.validate("text")
    def _text(self, proposal):
        return _as_shown(as_text("text", proposal["value"], empty=True), empty=True)

    @traitlets.validate("step")
    def _step(self, proposal):
        return as_count("step", proposal["value"], 0, len(words(self.text or self._first)) - 1)

    @traitlets.validate("picked")
    def _picked(self, proposal):
        return as_count("picked", proposal["value"], -1, len(words(self.text or self._first)) - 1)

    @traitlets.observe("text")
    def _stay_inside(self, change):
        count = len(words(self.text or self._first))
        self.step, self.picked = min(self.step, count - 1), min(self.picked, count - 1)

    @classmethod
    def demo(cls):
        """Return the judge of lesson 13 before a sentence in which order decides."""
        from lstm_helpers.pretrained import review_model

        return cls(review_model(), "although the plot is flat the film is not boring")

    def summary(self):
        """Return one line: the units, the sentence, and a digest of the verdicts."""
        shown = self._first if len(self._first) <= 60 else f"{self._first[:59]}…"
        values = digest(self.judge.verdicts(self._first), decimals=4)
        return f"Review Lab: {len(self.judge.weights.layers[0].W_h)} units, {shown!r}, values {values}"

    def draw(self, figure):
        """Draw the verdict after each word, above and below one half."""
        axes = figure.subplots()
        p = self.judge.verdicts(self._first)
        colours = [style.SERIES["both"][int(value >= 0.5)] for value in p]
        axes.bar(range(len(p)), p - 0.5, bottom=0.5, color=colours)
        axes.axhline(0.5, color=style.MUTED["both"])
        axes.set_xticks(range(len(p)), words(self._first), rotation=30, ha="right")
        axes.set(ylabel="chance of praise", ylim=(0, 1))


def _as_shown(text, empty=False):
    count = len(words(text)) if text else 0
    if not count and (text or not empty):
        raise ValueError(f"text is {text!r}, without a word: pass a sentence.")
    if count > MOST_WORDS:
        raise ValueError(f"text has {count} words: the lab shows at most {MOST_WORDS}.")
    return text
