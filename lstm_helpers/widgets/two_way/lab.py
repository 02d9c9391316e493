"""The Two-way reader: does a word end here? Three models say it under each letter of a sentence without spaces."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_choice, as_count, as_flag, as_floats, as_number, as_text, is_list
from lstm_helpers.data.text import Alphabet
from lstm_helpers.figures.style import MUTED, SERIES, TEXT
from lstm_helpers.maths.cells import DenseParams, LSTMParams, dense, sigmoid
from lstm_helpers.maths.sequence import both_ways, check_params, run
from lstm_helpers.training import Model
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import alphabet_record, cell_record, digest, many, pack, readout_record
from lstm_helpers.widgets.traits import Number, Whole

WAYS = ("forward", "backward", "both")
LONGEST = 200  # letters of a text
MERGES = ("concat", "sum", "ave", "mul")
EXAMPLE = "a cell keeps or forgets what it has read"


class TwoWayReader(Lab):
    """Put the spaces back into a sentence: with a forward, a backward and a bidirectional model, side by side.

    The models run in the browser: what the reader types is read without a kernel.

    Parameters
    ----------
    forward, backward : (LSTMParams, DenseParams), or training.Model
        An LSTM over one-hot letters and a readout at every letter: one output, the logit of "a word ends here", or two
        through a softmax, the second for an end. ``backward`` reads from the last letter to the first.
    both : ((LSTMParams, LSTMParams), DenseParams)
        The forward and the backward pass of a bidirectional layer, and the readout of what they give together.
    alphabet : text.Alphabet
        Of all three models.
    example : str
        The first text. Where it is given with its spaces, which the models do not see, their mistakes are marked.
    title : str
    merge_mode : {"concat", "sum", "ave", "mul"}
        How ``both`` puts its two passes together.
    text, step, threshold
        Open a certain view: a text as if it were typed, a letter (from 0), and how likely an end must be.

    Attributes
    ----------
    text, step, threshold, playing, speed
        Traits that follow the reader, and move the lab when set from Python.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> from lstm_helpers.maths.cells import init_dense, init_lstm
    >>> rng, alphabet = np.random.default_rng(0), Alphabet("abc")
    >>> one = lambda: (init_lstm(4, 2, rng), init_dense(2, 1, rng))
    >>> both = (init_lstm(4, 2, rng), init_lstm(4, 2, rng)), init_dense(4, 1, rng)
    >>> TwoWayReader(one(), one(), both, alphabet, example="a cab")  # doctest: +ELLIPSIS
    Two-way reader: 2, 2 and 2 × 2 units, 4 letters, values ...
    """

    _esm = bundle.module("two_way/view.js")
    _css = bundle.stylesheet("two_way/lab.css")

    text = traitlets.Unicode("").tag(sync=True)
    step = Whole(0).tag(sync=True)
    threshold = Number(0.5).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    speed = Whole(4, min=1, max=60).tag(sync=True)

    def __init__(
        self,
        forward,
        backward,
        both,
        alphabet,
        example=EXAMPLE,
        *,
        title="",
        merge_mode="concat",
        text="",
        step=0,
        threshold=0.5,
    ):
        if not isinstance(alphabet, Alphabet):
            raise TypeError(f"alphabet is {type(alphabet).__name__}: expected a text.Alphabet.")
        title, merge_mode = as_text("title", title, empty=True), as_choice("merge_mode", merge_mode, MERGES)
        as_number("threshold", threshold, "a share between 0 and 1, such as 0.5", above=0, below=1)
        letters = _letters("example", example)
        shown = letters if isinstance(text, str) and not text else _letters("text", text)
        self.alphabet, self.merge_mode, self._letters = alphabet, merge_mode, letters
        self.models = {
            "forward": _one_way("forward", forward, len(alphabet)),
            "backward": _one_way("backward", backward, len(alphabet)),
            "both": _two_ways(both, len(alphabet), merge_mode),
        }
        super().__init__(
            payload={
                "title": title,
                "example": " ".join(example.split()),
                "kernel": pack(list(self.opinions(letters).values())),
                "models": [_record(way, *self.models[way], merge_mode) for way in WAYS],
                "alphabet": alphabet_record(alphabet),
            },
            text=text,
            step=as_count("step", step, 0, len(shown) - 1),
            threshold=float(threshold),
        )

    @property
    def _shown(self):
        """The letters that are on the screen: of the text where one is typed, at most `LONGEST`."""
        return "".join(self.text.split())[:LONGEST] if self.text else self._letters

    @traitlets.validate("step")
    def _step(self, proposal):
        return as_count("step", proposal["value"], 0, max(0, len(self._shown) - 1))

    @traitlets.validate("threshold")
    def _share(self, proposal):
        return as_number("threshold", proposal["value"], "a share between 0 and 1, such as 0.5", above=0, below=1)

    @traitlets.observe("text")
    def _stay_inside(self, change):
        self.step = min(self.step, max(0, len(self._shown) - 1))

    @classmethod
    def demo(cls):
        """Return three readers that were trained in a second on a language of ten words."""
        from lstm_helpers.widgets.two_way.demo import readers

        return cls(*readers())

    def opinions(self, text):
        """Return for each way how likely each model finds a word's end after each letter of ``text``.

        Parameters
        ----------
        text : str
            Its spaces are taken out first.

        Returns
        -------
        dict of str to ndarray (letters,)
            "forward", "backward" and "both".
        """
        x = self.alphabet.one_hot(_letters("text", text))
        states = {}
        for way, (cells, _) in self.models.items():
            if way == "both":
                states[way] = both_ways(*cells, x, merge_mode=self.merge_mode).output
            else:
                outputs = run(cells[0], x, go_backwards=way == "backward").outputs
                states[way] = outputs[:, ::-1] if way == "backward" else outputs
        return {way: _end(dense(self.models[way][1], states[way][0])) for way in self.models}

    @classmethod
    def from_keras(cls, forward_model, backward_model, both_model, alphabet, example=EXAMPLE, **options):
        """Open three trained Keras models that read (batch, letters, len(alphabet)) of one-hot letters.

        Each must be one LSTM layer that returns its sequences (the third: one Bidirectional layer) and a Dense layer,
        whose activation may be sigmoid or softmax, or left to the loss. The backward model may have been trained with
        ``go_backwards=True`` or on reversed texts. What Keras says about the example is compared with the numbers
        that the lab will show.

        Parameters
        ----------
        forward_model, backward_model, both_model : keras.Model
        alphabet : text.Alphabet
        example : str
        **options
            As for `TwoWayReader`.

        Raises
        ------
        TypeError, ValueError
            A model has other layers, or answers something else than the lab would show.
        """
        from lstm_helpers.widgets.two_way.keras_parts import check_same, parts_of

        given = dict(zip(WAYS, (forward_model, backward_model, both_model), strict=True))
        parts = {way: parts_of(way, model) for way, model in given.items()}
        options.setdefault("merge_mode", parts["both"].merge_mode)
        lab = cls(*(parts[way].arrays for way in WAYS), alphabet, example, **options)
        x, opinions = alphabet.one_hot(lab._letters), lab.opinions(lab._letters)
        for way in WAYS:
            check_same(way, given[way], parts[way], x, opinions[way])
        return lab

    def summary(self):
        """Return one line: units, letters, and a digest of the opinions rounded to six decimals."""
        a, b, both = (self.models[way][0][0].W_h.shape[0] for way in WAYS)
        values = digest(*self.opinions(self._letters).values())
        return f"Two-way reader: {a}, {b} and 2 × {both} units, {many(len(self._letters), 'letter')}, values {values}"

    def draw(self, figure):
        """Draw the opinions of the three models under the letters, as bars."""
        letters = self._shown or self._letters
        axes = figure.subplots(len(WAYS), 1, sharex=True)
        for n, (ax, (way, opinion)) in enumerate(zip(axes, self.opinions(letters).items(), strict=True)):
            ends = opinion >= self.threshold
            ax.bar(range(len(letters)), opinion, 0.8, color=SERIES["both"][n], alpha=0.35)
            ax.bar(np.flatnonzero(ends), opinion[ends], 0.8, color=SERIES["both"][n])
            ax.vlines(np.flatnonzero(ends) + 0.5, 0, 1, color=TEXT["both"], linewidth=1.5)
            ax.axhline(self.threshold, color=MUTED["both"], linewidth=0.8, linestyle="--")
            ax.set(ylim=(0, 1.02), yticks=[0, 1], xlim=(-0.6, len(letters) - 0.4))
            ax.set_ylabel({"both": "both ways"}.get(way, way), rotation=0, ha="right", va="center", fontsize=9)
            ax.tick_params(axis="y", labelsize=7)
            ax.tick_params(axis="x", length=0, labelbottom=False)
            ax.spines[["top", "right"]].set_visible(False)
        if len(letters) <= 100:
            axes[0].tick_params(axis="x", labeltop=True, pad=2)
            signs = [letter.replace("$", r"\$") if letter.isprintable() else "·" for letter in letters]
            axes[0].set_xticks(range(len(letters)), signs, family="monospace", fontsize=min(11, 520 / len(letters)))
        title = f"{_short(self.payload['title'])}Does a word end after this letter?"
        figure.suptitle(title, fontsize=9, x=0.01, ha="left")


def _letters(name, text):
    """The letters of a text without its spaces, at most `LONGEST`."""
    letters = "".join(as_text(name, text).split())
    if not letters:
        raise ValueError(f"{name} holds nothing but spaces: pass at least one letter.")
    if len(letters) > LONGEST:
        raise ValueError(f"{name} has {len(letters)} letters: at most {LONGEST} are shown.")
    return letters


def _one_way(name, model, D):
    """((LSTMParams,), DenseParams) in float64, checked."""
    if isinstance(model, Model):
        if len(model.layers) != 1 or not as_flag(f"every_step of {name}", model.every_step):
            raise ValueError(
                f"{name} has {many(len(model.layers), 'layer')} and every_step={model.every_step}: "
                "expected one layer, read out at every letter."
            )
        model = model.layers[0], model.readout
    if not is_list(model) or len(model) != 2:
        raise TypeError(f"{name} is {type(model).__name__}: expected (LSTMParams, DenseParams).")
    cell, H = _cell(name, model[0], D)
    return (cell,), _readout(name, model[1], H)


def _two_ways(model, D, merge_mode):
    """((LSTMParams, LSTMParams), DenseParams) in float64, checked."""
    pair = model[0] if is_list(model) and len(model) == 2 else None
    if not is_list(pair) or isinstance(pair, LSTMParams) or len(pair) != 2:
        raise TypeError(
            f"both is {type(model).__name__}: expected ((LSTMParams, LSTMParams), DenseParams), the forward pass first."
        )
    (there, H), (back, H_back) = (_cell(f"both[0][{n}]", one, D) for n, one in enumerate(pair))
    if H_back != H:
        raise ValueError(f"both has {H} hidden units forward and {H_back} backward: expected the same number.")
    return (there, back), _readout("both", model[1], 2 * H if merge_mode == "concat" else H)


def _cell(name, params, D):
    if not isinstance(params, LSTMParams):
        raise TypeError(f"{name} holds {type(params).__name__}: expected LSTMParams.")
    params, features, H = check_params(params, name)
    if features != D:
        raise ValueError(f"{name} reads {features} features: the alphabet has {D} (its letters, and one for unknown).")
    return LSTMParams(*(array.astype(np.float64) for array in params)), H


def _readout(name, readout, H):
    if not isinstance(readout, DenseParams):
        raise TypeError(f"the readout of {name} is {type(readout).__name__}: expected DenseParams.")
    W = as_floats(f"the readout of {name}", readout.W, ("hidden", "outputs"), sizes={"hidden": H})
    if W.shape[1] > 2:
        raise ValueError(f"the readout of {name} has {W.shape[1]} outputs: expected one, or two (no end, end).")
    b = as_floats(f"the bias of {name}'s readout", readout.b, ("outputs",), sizes={"outputs": W.shape[1]})
    return DenseParams(W.astype(np.float64), b.astype(np.float64))


def _record(way, cells, readout, merge_mode):
    """What two_way/model.js reads of a model; see `unpackReader` there."""
    backwards = {"forward": [False], "backward": [True], "both": [False, True]}[way]
    return {
        "merge": merge_mode,
        "cells": [cell_record(cell) | {"backwards": back} for cell, back in zip(cells, backwards, strict=True)],
        "readout": readout_record(readout, "sigmoid" if readout.W.shape[1] == 1 else "softmax"),
    }


def _end(z):
    """How likely an end is, from logits (T, 1) or (T, 2): a softmax over two is the sigmoid of their difference."""
    return sigmoid(z[:, 0] if z.shape[1] == 1 else z[:, 1] - z[:, 0])


def _short(title):
    title = (title if len(title) <= 60 else title[:59] + "…").replace("$", r"\$")
    return f"{title} · " if title else ""
