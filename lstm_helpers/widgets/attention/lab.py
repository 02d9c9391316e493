"""The Attention Lab: a translator that writes block by block, and where it looks while it does."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_choice, as_count, as_text, shown
from lstm_helpers.figures import style
from lstm_helpers.maths.translator import check_translator, encode, log_softmax, step, translate
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.attention import typed
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import decoder_record, digest, pack, pack_narrow
from lstm_helpers.widgets.traits import Whole

MOST_WORDS, MOST_BLOCKS, MOST_UNITS = 60, 80, 512
INSIDE = ("nothing", "f", "i", "g", "o", "c", "h")
THINNEST, DRAWN = 0.02, 14  # in the picture: a weight below it has no line; words of a sentence that fit


class AttentionLab(Lab):
    """Translate with attention: see where each word looks, force it to look elsewhere, type a number of your own.

    Parameters
    ----------
    translator : maths.translator.Translator
        At most 512 units, with dot-product or additive attention or with none. The lab computes it in the browser, in
        float64: both LSTMs, the attention, and the translation, always with the likeliest next block.
    text : str
        The sentence with which the lab opens, at most 60 words that the translator knows; digits up to 999,999 become
        English words: ``"twenty-four"`` or ``"24"``.
    step : int, optional
        The step of the decoder that is looked at; the last one when left out.
    word : int
        The source word that is chosen; −1 for none.
    forced : dict of int to int, optional
        Steps at which it may look at one source word alone, by its place: ``{0: 2}`` sends the first step to the third
        word. With −1 it looks at all words alike.
    inside : {"nothing", "f", "i", "g", "o", "c", "h"}
        What of both LSTMs is shown over the source and under the translation.
    title : str

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> from lstm_helpers.maths.translator import init_translator
    >>> translator = init_translator(("one", "two"), ("eins", "zwei"), 3, 4, np.random.default_rng(0), attention="dot")
    >>> AttentionLab(translator, "one two")  # doctest: +ELLIPSIS
    Attention Lab: 4 units, 'one two' gives ..., values ...
    """

    _esm = bundle.module("attention/view.js")
    _css = bundle.stylesheet("attention/lab.css")

    text = traitlets.Unicode("").tag(sync=True)
    step = Whole(0).tag(sync=True)
    word = Whole(-1).tag(sync=True)
    forced = traitlets.Dict().tag(sync=True)
    inside = traitlets.Enum(INSIDE, "nothing").tag(sync=True)

    picture_size = (7.2, 3.2)

    def __init__(self, translator, text="twenty-four", *, step=None, word=-1, forced=None, inside="nothing", title=""):
        self.translator = translator = _as_shown(translator)
        self._first = text = as_text("text", text)
        title = as_text("title", title, empty=True)
        count = len(self._words(text))
        forced = {} if forced is None else self._as_forced(forced, count)
        inside, word = as_choice("inside", inside, INSIDE), as_count("word", word, -1, count - 1)
        last = self._last(text, forced)
        step = last if step is None else as_count("step", step, 0, last)
        payload = _payload(translator) | {"title": title, "text": text, "kernel": pack(self._log_chances())}
        super().__init__(payload=payload, text=text, step=step, word=word, forced=forced, inside=inside)

    @property
    def translation(self):
        """The `Translation` of the text that stands in the lab, with the attention that is forced now."""
        return self._translated(self.text or self._first, self.forced)

    @traitlets.validate("text")
    def _text(self, proposal):
        text = as_text("text", proposal["value"], empty=True)
        self._words(text or self._first)
        return text

    @traitlets.validate("step")
    def _step(self, proposal):
        return as_count("step", proposal["value"], 0, self._last(self.text or self._first, self.forced))

    @traitlets.validate("word")
    def _word(self, proposal):
        return as_count("word", proposal["value"], -1, len(self._words(self.text or self._first)) - 1)

    @traitlets.validate("forced")
    def _forced(self, proposal):
        return self._as_forced(proposal["value"], len(self._words(self.text or self._first)))

    @traitlets.observe("text", "forced")
    def _stay_inside(self, change):
        count = len(self._words(self.text or self._first))
        fitting = {step: place for step, place in self.forced.items() if place < count}
        if fitting != self.forced:
            self.forced = fitting
        self.word = min(self.word, count - 1)
        self.step = min(self.step, self._last(self.text or self._first, self.forced))

    @classmethod
    def demo(cls):
        """Return the translator of lesson 14 before a number in which the order crosses."""
        from lstm_helpers.pretrained import translator_model

        return cls(translator_model()[0], "31,726", step=8)

    def summary(self):
        """Return one line: the units, the sentence and its translation, and a digest of chances and weights."""
        found = self._translated(self._first)
        weights = () if found.weights is None else (found.weights,)
        values = digest(np.exp(self._log_chances()), *weights, decimals=4)
        said, gives = _brief(self._first), _brief(typed.written(found.words, self.payload["language"]))
        return f"Attention Lab: {len(self.translator.encoder.W_h)} units, {said} gives {gives}, values {values}"

    def draw(self, figure):
        """Draw the words, the blocks, and the lines between them; of a long sentence the beginning."""
        axes, found = figure.subplots(), self._translated(self._first)
        blocks = [*found.words, *(self.translator.target[-1:] if found.ended else ())]
        above, below = _row(axes, self._words(self._first), 0.9, "bottom"), _row(axes, blocks, 0.1, "top")
        if found.weights is None:
            _curve(axes, above[-1], below[0], 8, alpha=0.4)
            axes.text(0.5, 0.4, "no attention: the encoder’s last states are all it knows", color=style.TEXT["both"])
        else:
            for x, row in zip(below[:DRAWN], found.weights[:DRAWN], strict=True):
                for s in np.flatnonzero(row[:DRAWN] >= THINNEST):
                    _curve(axes, above[s], x, 8 * row[s])
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.axis("off")

    def _words(self, text):
        return typed.words(text, self.translator.source, MOST_WORDS)

    def _translated(self, text, forced=None):
        words = self._words(text)
        rows = np.vstack([np.eye(len(words)), np.full(len(words), 1 / len(words))])  # the last, −1, is for all alike
        weights = {int(step): rows[place] for step, place in (forced or {}).items()}
        return translate(self.translator, words, most=MOST_BLOCKS, forced=weights)

    def _last(self, text, forced):
        found = self._translated(text, forced)
        return len(found.words) + found.ended - 1

    def _log_chances(self):
        """The log p of every block at every step of the first text's translation, (T, V_t)."""
        found, target = self._translated(self._first), self.translator.target
        written = [target.index(block) for block in found.words][: len(found.words) - (not found.ended)]
        memory, state = encode(self.translator, [self._words(self._first)])
        rows = []
        for token in (len(target) - 1, *written):
            made = step(self.translator, memory, state, [token])
            state = made.state
            rows.append(log_softmax(made.logits[0]))
        return np.array(rows)

    def _as_forced(self, value, count):
        """{step, a text as JSON has it: place} of a dict from steps to places."""
        if type(value) is not dict:
            raise TypeError(f"forced is {shown(value)}: expected a dict from steps to places, e.g. {{0: 2}}.")
        if value and self.translator.attention is None:
            raise ValueError("forced was given, but this translator has no attention: leave it out.")
        found = {}
        for key, place in value.items():
            at = int(key) if type(key) is str and key.isascii() and key.isdigit() and len(key) < 4 else key
            found[str(as_count("forced", at, 0, MOST_BLOCKS))] = as_count(f"forced[{at}]", place, -1, count - 1)
        return found


def _row(axes, words, y, side):
    """Write words side by side, and return their places."""
    shown = [*words[:DRAWN], "…"] if len(words) > DRAWN else words
    places = np.linspace(0, 1, len(shown) + 2)[1:-1]
    size = min(11, 676 / sum(len(word) + 1 for word in shown))
    for x, word in zip(places, shown, strict=True):
        axes.text(x, y, word, ha="center", va=side, color=style.TEXT["both"], fontsize=size)
    return places


def _curve(axes, above, below, width, **options):
    """Draw a line from a word down to a block."""
    way = np.linspace(0, 1, 40)
    x = below + (above - below) * (1 - np.cos(np.pi * way)) / 2
    line = {"color": style.SERIES["both"][0], "linewidth": width, "solid_capstyle": "butt"}
    axes.plot(x, 0.14 + 0.72 * way, "-", **line, **options)


def _as_shown(translator):
    translator = check_translator(translator)
    H = len(translator.encoder.W_h)
    if H > MOST_UNITS:
        raise ValueError(f"translator has {H} units: the lab computes at most {MOST_UNITS}.")
    return translator


def _payload(translator):
    """What the browser needs to translate."""
    language = typed.language_of(translator.source, translator.target)
    return decoder_record(translator) | {
        "source": list(translator.source),
        "source_table": pack_narrow(translator.source_embedding),
        "most": MOST_BLOCKS,
        "language": language,
        "numerals": {name: typed.NUMERALS[name] for name in ("English", language) if name},
    }


def _brief(text):
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
