"""What a translator holds: the arrays of its encoder, decoder and attention, and its words; whether they fit together.

Shapes: E numbers in an embedding, H units, V_s and V_t words.
"""

from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_rng, as_sequence, as_text, shown
from lstm_helpers.maths.attention import AdditiveParams, check_additive
from lstm_helpers.maths.cells import DenseParams, LSTMParams, init_dense, init_lstm
from lstm_helpers.maths.parameters import check_dense, check_params

END = "■"
"""How the end mark is written."""


class Translator(NamedTuple):
    """What a translator learned, and its words.

    ``source_embedding`` (V_s, E), ``encoder`` LSTMParams, ``target_embedding`` (V_t, E), ``decoder`` LSTMParams,
    ``attention`` (None, "dot" or `AdditiveParams`), ``readout`` DenseParams (2H, V_t), or (H, V_t) without attention,
    ``source`` and ``target``: V_s and V_t words. The last of ``target`` is the end mark.
    """

    source_embedding: np.ndarray
    encoder: LSTMParams
    target_embedding: np.ndarray
    decoder: LSTMParams
    attention: object
    readout: DenseParams
    source: tuple
    target: tuple


def init_translator(source, target, E, H, rng, *, attention=None):
    """Return a fresh `Translator`, not trained: embeddings evenly from ±0.05 as Keras draws them, LSTMs as `init_lstm`.

    Parameters
    ----------
    source, target : sequence of str
        The words; the end mark is put behind those of the target.
    E, H : int
        Numbers in an embedding, and units.
    rng : numpy.random.Generator
    attention : None, "dot" or AdditiveParams
        The last with H numbers in a query and in a key.
    """
    source, target = as_vocabulary("source", source), with_end_mark("target", target)
    E, H, rng = as_count("E", E), as_count("H", H), as_rng("rng", rng)
    encoder, decoder = init_lstm(E, H, rng), init_lstm(E, H, rng)
    tables = [rng.uniform(-0.05, 0.05, (len(words), E)) for words in (source, target)]
    readout = init_dense(H if attention is None else 2 * H, len(target), rng)
    made = Translator(tables[0], encoder, tables[1], decoder, attention, readout, source, target)
    return check_translator(made)


def count_weights(translator):
    """Return how many numbers a `Translator` learned."""
    translator = check_translator(translator)
    learned = [*translator.encoder, *translator.decoder, *translator.readout]
    learned += [translator.source_embedding, translator.target_embedding]
    learned += translator.attention if isinstance(translator.attention, AdditiveParams) else []
    return sum(array.size for array in learned)


def check_translator(translator, name="translator"):
    """Return a `Translator` as float64 arrays that fit together; `TypeError` or `ValueError` says what to mend."""
    if not isinstance(translator, Translator):
        raise TypeError(f"{name} is {type(translator).__name__}: expected a Translator, e.g. init_translator(…).")
    source, target = (as_vocabulary(f"{name}.{side}", getattr(translator, side)) for side in ("source", "target"))
    encoder, E, H = _check_lstm(f"{name}.encoder", translator.encoder)
    decoder, E_t, H_t = _check_lstm(f"{name}.decoder", translator.decoder)
    if H_t != H:
        raise ValueError(f"{name}.decoder has {H_t} units and the encoder {H}: it starts from the encoder's states.")
    tables = [
        as_floats(f"{name}.{side}_embedding", table, ("words", "embedding"), sizes=sizes, dtype=np.float64)
        for side, table, sizes in (
            ("source", translator.source_embedding, {"words": len(source), "embedding": E}),
            ("target", translator.target_embedding, {"words": len(target), "embedding": E_t}),
        )
    ]
    attention = _check_attention(f"{name}.attention", translator.attention, H)
    readout = check_dense(translator.readout, f"{name}.readout", H if attention is None else 2 * H)
    if readout.W.shape[1] != len(target):
        raise ValueError(
            f"{name}.readout gives {readout.W.shape[1]} numbers: expected one for each of {len(target)} words."
        )
    readout = DenseParams(*(array.astype(np.float64) for array in readout))
    return Translator(tables[0], encoder, tables[1], decoder, attention, readout, source, target)


def _check_lstm(name, params):
    if not isinstance(params, LSTMParams):
        raise TypeError(f"{name} is {type(params).__name__}: expected LSTMParams, e.g. init_lstm(E, H, rng).")
    params, D, H = check_params(params, name)
    return LSTMParams(*(array.astype(np.float64, copy=False) for array in params)), D, H


def _check_attention(name, attention, H):
    if attention is None or (isinstance(attention, str) and attention == "dot"):
        return attention
    if not isinstance(attention, AdditiveParams):
        raise TypeError(f"{name} is {shown(attention)}: expected None, 'dot' or AdditiveParams.")
    params = check_additive(attention, name)
    if params.W_q.shape[0] != H or params.W_k.shape[0] != H:
        raise ValueError(f"{name} is for other sizes: W_q and W_k need {H} rows, as many as there are units.")
    return AdditiveParams(*(array.astype(np.float64, copy=False) for array in params))


def as_vocabulary(name, words):
    """Return ``words`` as a tuple of different texts; ``TypeError`` or ``ValueError`` names the argument otherwise."""
    found = as_sequence(name, words, "a sequence of words, e.g. ('one', 'two')")
    if not found or not all(isinstance(word, str) for word in found):
        raise TypeError(f"{name} is {shown(words)}: expected one word or more, each a text.")
    found = tuple(as_text(name, word) for word in found)
    if len(set(found)) < len(found):
        raise ValueError(f"{name} holds a word twice: give each once.")
    return found


def with_end_mark(name, words):
    """Return ``words``, an argument called ``name``, as a tuple of different texts with the end mark behind them."""
    words = as_vocabulary(name, words)
    if END in words:
        raise ValueError(f"{name} holds {END}, the end mark: it is put behind the words, and must not be one of them.")
    return (*words, END)


def word_numbers(name, sentences, words):
    """Return sentences, an argument called ``name``, as a list of arrays of their words' places in ``words``.

    Raises ``TypeError`` or ``ValueError`` for a word that is not among them, and where there is no sentence or no word.
    """
    known = {word: n for n, word in enumerate(words)}
    found = []
    for sentence in as_sequence(name, sentences, "a list of sentences, each a list of words"):
        said = as_sequence(name, sentence, "words in a list, e.g. ['twenty', 'four']")
        if not said:
            raise ValueError(f"{name} holds a sentence without a word: pass at least one.")
        for word in said:
            if not isinstance(word, str):
                raise TypeError(f"{name} holds {shown(word)}: expected words, e.g. ['twenty', 'four'].")
            if word not in known:
                raise ValueError(f"{name} holds {shown(word)}: it is none of the {len(known)} words that are known.")
        found.append(np.array([known[word] for word in said]))
    if not found:
        raise ValueError(f"{name} is empty: pass at least one sentence.")
    return found
