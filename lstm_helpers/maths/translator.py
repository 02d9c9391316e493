"""A translator: one LSTM reads a sentence, another writes its translation, word by word, with attention or without.

The encoder reads the source; the decoder starts from its last states and reads, at every step, the word that it wrote
before. Attention is that of Luong et al. (2015): it comes after the decoder's step, and the context goes to the
readout, not to the next step.

    h_1 … h_S, c_S = encoder(source)                                                       (1)  Sutskever et al. 2014
    s_t, c_t = lstm_step(embedding of the word before, s_{t−1}, c_{t−1});  s_0 = h_S       (2)
    a_t = softmax(score(s_t, h_1 … h_S));  context_t = Σ_s a_ts · h_s                      (3)
    logits_t = [s_t; context_t] W + b, or s_t W + b without attention                      (4)

The last word of the target vocabulary is the end mark: the decoder reads it first, and writes it last.

Shapes: B sentences, S source words in the longest, E numbers in an embedding, H units, V_s and V_t words.
"""

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_classes, as_count, as_floats, as_mask, shown
from lstm_helpers.maths.attention import AdditiveParams, additive_attention, dot_attention
from lstm_helpers.maths.cells import dense, lstm_step
from lstm_helpers.maths.sequence import run
from lstm_helpers.maths.translator_parts import (
    END,
    Translator,
    as_vocabulary,
    check_translator,
    count_weights,
    init_translator,
    with_end_mark,
    word_numbers,
)

__all__ = [
    "END",
    "DecoderStep",
    "Memory",
    "State",
    "Translation",
    "Translator",
    "as_vocabulary",
    "beam",
    "check_translator",
    "count_weights",
    "encode",
    "init_translator",
    "log_softmax",
    "step",
    "translate",
    "translate_all",
    "with_end_mark",
    "word_numbers",
    "write",
]


class Memory(NamedTuple):
    """What the encoder leaves: ``h`` (B, S, H) after every word, and ``mask`` (B, S), True where a word is real."""

    h: np.ndarray
    mask: np.ndarray


class State(NamedTuple):
    """The decoder's states, ``h`` (B, H) and ``c`` (B, H)."""

    h: np.ndarray
    c: np.ndarray


class DecoderStep(NamedTuple):
    """What one step of the decoder gave.

    ``logits`` (B, V_t) of the next word, the new `State`, and with attention ``weights`` (B, S) and ``context`` (B, H).
    """

    logits: np.ndarray
    state: State
    weights: np.ndarray | None
    context: np.ndarray | None


@dataclass(frozen=True, eq=False)
class Translation:
    """A translation and how it came about.

    Attributes
    ----------
    words : tuple of str
        Without the end mark.
    log_p : float
        The logarithm of its chance: the sum over its words and the end mark.
    weights : ndarray (T, S) or None
        Where each word looked, a row per word and a last row for the end mark; None without attention.
    ended : bool
        Whether it came to its end mark, rather than to the longest that was allowed.
    """

    words: tuple
    log_p: float
    weights: np.ndarray | None
    ended: bool


def encode(translator, sentences):
    """Read sentences with the encoder, equation (1): (`Memory`, `State`), the state with which the decoder starts.

    Parameters
    ----------
    translator : Translator
    sentences : sequence of sequences of str
        B sentences, each of one word or more, all of them in ``translator.source``. Short ones are padded.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    translator = check_translator(translator)
    return _encode(translator, word_numbers("sentences", sentences, translator.source))


def step(translator, memory, state, token, *, attention=None):
    """Do one step of the decoder, equations (2) to (4), and return the `DecoderStep`.

    Parameters
    ----------
    translator : Translator
    memory : Memory
        From `encode`.
    state : State
        From `encode`, or from the step before.
    token : array_like (B,) of int
        The number of the word before in ``translator.target``; at first the end mark's, V_t − 1.
    attention : array_like (B, S), optional
        Weights to use in place of the translator's own: 0 or more, each row with the sum 1.

    Raises
    ------
    TypeError, ValueError
        Naming the argument; ``attention`` for a translator that has none.
    """
    translator = check_translator(translator)
    memory, state = _check_states(translator, memory, state)
    B, S, _ = memory.h.shape
    token = as_classes("token", token, len(translator.target))
    if token.shape != (B,):
        raise ValueError(f"token has shape {token.shape}: expected one number for each of the {B} sentences.")
    forced = None if attention is None else _check_weights("attention", attention, translator, (B, S))
    return _step(translator, memory, state, token, forced)


def translate(translator, words, *, most=80, forced=None):
    """Translate one sentence greedily, always with the likeliest next word, and return the `Translation`.

    Parameters
    ----------
    translator : Translator
    words : sequence of str
    most : int
        Words after which to stop where no end mark came.
    forced : dict of int to array_like (S,), optional
        Weights to use at some steps (0 is the first) in place of the translator's own.
    """
    translator = check_translator(translator)
    numbers = word_numbers("words", [words], translator.source)
    most = as_count("most", most)
    memory, state = _encode(translator, numbers)
    weights = _check_forced(translator, forced, memory.h.shape[1])
    return _greedy(translator, memory, state, most, weights)[0]


def translate_all(translator, sentences, *, most=80):
    """Translate many sentences greedily, side by side: a list of `Translation`, each as `translate` gives it."""
    translator = check_translator(translator)
    numbers, most = word_numbers("sentences", sentences, translator.source), as_count("most", most)
    return _greedy(translator, *_encode(translator, numbers), most, {})


def write(translator, memory, state, *, most=80):
    """Write greedily from what an encoder left, whatever it read: a list of `Translation`, one for each in the batch.

    Parameters
    ----------
    translator : Translator
    memory : Memory
    state : State
        Both from `encode`, or from another encoder with as many units.
    most : int
        Words after which to stop where no end mark came.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    translator, most = check_translator(translator), as_count("most", most)
    return _greedy(translator, *_check_states(translator, memory, state), most, {})


def beam(translator, words, width, *, most=80):
    """Translate one sentence by beam search: a list of at most ``width`` `Translation`, the likeliest first.

    At each step every unfinished beginning is continued by every word, and the ``width`` likeliest of all these and of
    what has ended are kept; it is over when all of them have ended. With a width of 1 that is `translate`.

    Parameters
    ----------
    translator : Translator
    words : sequence of str
    width : int
    most : int
        Words after which to stop.
    """
    translator = check_translator(translator)
    numbers = word_numbers("words", [words], translator.source)
    width, most = as_count("width", width), as_count("most", most)
    memory, state = _encode(translator, numbers)
    live, done = [_Hypothesis((), 0.0, state, ())], []
    for _ in range(most + 1):
        found = sorted([*done, *_continued(translator, memory, live)], key=lambda one: -one.log_p)[:width]
        done = [one for one in found if one.ended(translator)]
        live = [one for one in found if not one.ended(translator)]
        if not live:
            break
    found = sorted([*done, *live], key=lambda one: -one.log_p)
    return [_translation(translator, one.tokens, one.log_p, one.weights) for one in found]


class _Hypothesis(NamedTuple):
    """A beginning of a translation: token numbers, log chance, the state after the last token but one, rows."""

    tokens: tuple
    log_p: float
    state: State
    weights: tuple

    def ended(self, translator):
        return bool(self.tokens) and self.tokens[-1] == len(translator.target) - 1


def _continued(translator, memory, live):
    """Every unfinished beginning with every word that may follow."""
    found, end = [], len(translator.target) - 1
    for one in live:
        token = np.array([one.tokens[-1] if one.tokens else end])
        made = _step(translator, memory, one.state, token)
        rows = one.weights if made.weights is None else (*one.weights, made.weights[0])
        found += [
            _Hypothesis((*one.tokens, k), one.log_p + gain, made.state, rows)
            for k, gain in enumerate(log_softmax(made.logits[0]).tolist())
        ]
    return found


def log_softmax(logits):
    """Return the logarithms of softmax(logits) over the last axis, without overflow."""
    logits = logits - logits.max(axis=-1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))


def _encode(translator, numbers):
    """(Memory, State) from a list of arrays of word numbers."""
    lengths = np.array([len(row) for row in numbers])
    mask = np.arange(lengths.max()) < lengths[:, None]  # (B, S)
    padded = np.zeros(mask.shape, int)
    padded[mask] = np.concatenate(numbers)  # (words of all sentences,)
    trace = run(translator.encoder, translator.source_embedding[padded], mask=mask)
    return Memory(trace.outputs, mask), State(trace.h[:, -1], trace.c[:, -1])


def _step(translator, memory, state, token, forced=None):
    x = translator.target_embedding[token]  # (B, E)
    made = lstm_step(translator.decoder, x, state.h, state.c)
    state = State(made.h_t, made.c_t)
    if translator.attention is None:
        return DecoderStep(dense(translator.readout, state.h), state, None, None)
    weights = _weights(translator.attention, state.h, memory) if forced is None else forced
    context = (weights[:, None] @ memory.h)[:, 0]  # (B, H)
    both = np.concatenate([state.h, context], axis=-1)  # (B, 2H)
    return DecoderStep(dense(translator.readout, both), state, weights, context)


def _weights(attention, h, memory):
    """The translator's own weights, (B, S)."""
    if isinstance(attention, AdditiveParams):
        return additive_attention(attention, h[:, None], memory.h, mask=memory.mask).weights[:, 0]
    return dot_attention(h[:, None], memory.h, mask=memory.mask).weights[:, 0]


def _greedy(translator, memory, state, most, forced):
    """A list of Translation, one a sentence; ``forced`` maps steps to weights (S,)."""
    B, end = len(memory.h), len(translator.target) - 1
    token, tokens, gains, rows = np.full(B, end), [], [], []
    over = np.zeros(B, bool)
    for t in range(most + 1):
        made = _step(translator, memory, state, token, forced.get(t))
        state, token = made.state, made.logits.argmax(axis=-1)  # (B,)
        gains.append(np.take_along_axis(log_softmax(made.logits), token[:, None], axis=-1)[:, 0])  # (B,)
        tokens.append(token)
        rows.append(made.weights)
        over |= token == end
        if over.all():
            break
    return [_one(translator, memory, b, np.array(tokens), np.array(gains), rows) for b in range(B)]


def _one(translator, memory, b, tokens, gains, rows):
    """The Translation of sentence ``b`` from what all of them wrote: (T, B) each."""
    end = len(translator.target) - 1
    written = tokens[:, b].tolist()
    count = written.index(end) + 1 if end in written else len(written)
    weights = () if rows[0] is None else [row[b, memory.mask[b]] for row in rows[:count]]
    return _translation(translator, written[:count], float(gains[:count, b].sum()), weights)


def _translation(translator, tokens, log_p, weights):
    end = len(translator.target) - 1
    ended = bool(tokens) and tokens[-1] == end
    words = tuple(translator.target[k] for k in (tokens[:-1] if ended else tokens))
    return Translation(words, log_p, np.array(weights) if len(weights) else None, ended)


# Checks ---------------------------------------------------------------------------------------------------------------


def _check_states(translator, memory, state):
    if not isinstance(memory, Memory):
        raise TypeError(f"memory is {type(memory).__name__}: expected a Memory, e.g. encode(translator, sentences)[0].")
    if not isinstance(state, State):
        raise TypeError(f"state is {type(state).__name__}: expected a State, e.g. encode(translator, sentences)[1].")
    H = len(translator.encoder.W_h)
    h = as_floats("memory.h", memory.h, ("batch", "source", "hidden"), sizes={"hidden": H}, dtype=np.float64)
    mask = as_mask("memory.mask", memory.mask, h.shape[:2])
    if not mask.any(axis=1).all():
        raise ValueError("memory.mask hides every word of a sentence: leave at least one to look at.")
    as_given = partial(as_floats, axes=("batch", "hidden"), sizes={"batch": len(h), "hidden": H}, dtype=np.float64)
    return Memory(h, mask), State(*(as_given(f"state.{key}", getattr(state, key)) for key in "hc"))


def _check_weights(name, weights, translator, shape):
    """Weights in place of the translator's own, (B, S) or (S,)."""
    if translator.attention is None:
        raise ValueError(f"{name} was given, but this translator has no attention: leave it out.")
    axes = ("batch", "source")[-len(shape) :]
    weights = as_floats(name, weights, axes, sizes=dict(zip(axes, shape, strict=True)), dtype=np.float64)
    if (weights < 0).any() or not np.allclose(weights.sum(axis=-1), 1, atol=1e-6):
        raise ValueError(f"{name} must hold weights: 0 or more, and with the sum 1 over the source.")
    return weights


def _check_forced(translator, forced, S):
    """{step: weights (1, S)}."""
    if forced is None:
        return {}
    if not isinstance(forced, dict):
        raise TypeError(f"forced is {shown(forced)}: expected a dict from steps to weights, e.g. {{0: [1.0, 0.0]}}.")
    return {
        as_count("forced", t, 0): _check_weights(f"forced[{t}]", weights, translator, (S,))[None]
        for t, weights in forced.items()
    }
