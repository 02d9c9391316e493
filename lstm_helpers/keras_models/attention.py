"""The translator of `lstm_helpers.maths.translator` in Keras: encoder, decoder, attention; trained by teacher forcing.

Layers are unrolled over fixed lengths, which trains about twice as fast as a loop. Both sides are padded at the end:
padding of the source is masked, padding of the target counts in no loss.
"""

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, as_flag, check_fits
from lstm_helpers.keras_models.quietly import as_model, keras, to_numpy
from lstm_helpers.keras_models.weights import params_of, set_params
from lstm_helpers.maths.attention import AdditiveParams
from lstm_helpers.maths.translator import Translator, as_vocabulary, check_translator, with_end_mark, word_numbers

PADDING = -1
"""What stands in the place of a word where there is none."""
KINDS = (None, "dot", "additive")
SIZES = {None: (64, 32, 0), "dot": (62, 33, 0), "additive": (57, 33, 57)}
"""Units, embedding, and the additive score's hidden layer by kind of attention, so that all have equal parameters.

With the words of two of the languages of `lstm_helpers.data.numbers` they have about 54,000, within a hundredth.
"""
_NAMES = ("source_embedding", "encoder", "target_embedding", "decoder", "readout")


def translator(source, target, S, T, *, attention=None, units=None, embedding=None, hidden=None, unroll=True):
    """Return a Keras model of a translator: ([source (B, S), words before (B, T)] of int) -> logits (B, T, V_t).

    Parameters
    ----------
    source, target : sequence of str
        The words of either side; the end mark is put behind those of the target.
    S, T : int
        Words of the longest source, and of the longest target with its end mark.
    attention : {None, "dot", "additive"}
    units, embedding, hidden : int, optional
        H, E, and the hidden layer of the additive score; from `SIZES` when left out.
    unroll : bool
        Whether each step is laid out by itself, rather than run in a loop: faster to train, and slower to build.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    source, target = as_vocabulary("source", source), with_end_mark("target", target)
    S, T, unroll = as_count("S", S), as_count("T", T), as_flag("unroll", unroll)
    H, E, A = _sizes(as_choice("attention", attention, KINDS), units, embedding, hidden)
    words, before = (keras.Input((n,), dtype="int32", name=name) for n, name in ((S, "source"), (T, "before")))
    mask = words >= 0  # (B, S)
    embed = keras.layers.Embedding
    read = embed(len(source), E, name="source_embedding")(keras.ops.maximum(words, 0))  # (B, S, E)
    written = embed(len(target), E, name="target_embedding")(keras.ops.maximum(before, 0))  # (B, T, E)
    h, *state = _lstm(H, "encoder", unroll, return_state=True)(read, mask=mask)
    s = _lstm(H, "decoder", unroll)(written, initial_state=state)
    both = s if attention is None else keras.ops.concatenate([s, _context(attention, A, s, h, mask)], axis=-1)
    model = keras.Model([words, before], keras.layers.Dense(len(target), name="readout")(both), name="translator")
    model.source, model.target = source, target
    return model


def _lstm(H, name, unroll, **options):
    return keras.layers.LSTM(H, return_sequences=True, unroll=unroll, name=name, **options)


def _context(attention, A, s, h, mask):
    """What the decoder's states (B, T, H) see of the encoder's (B, S, H): (B, T, H)."""
    if attention == "dot":
        return keras.layers.Attention(name="attention")([s, h], mask=[None, mask])
    query = keras.layers.Dense(A, name="attention_query")(s)
    keys = keras.layers.Dense(A, use_bias=False, name="attention_keys")(h)
    return keras.layers.AdditiveAttention(name="attention")([query, h, keys], mask=[None, mask])


def _sizes(attention, units, embedding, hidden):
    H, E, A = (
        usual if given is None else as_count(name, given)
        for name, given, usual in zip(
            ("units", "embedding", "hidden"), (units, embedding, hidden), SIZES[attention], strict=True
        )
    )
    check_fits(units=4 * H, rows=H)
    check_fits(units=4 * H, embedding=E)
    check_fits(units=H, hidden=max(A, 1))
    return H, E, A


def teacher_forcing(model, sentences, translations):
    """Return what a translator is trained with: ([source (N, S), words before (N, T)], words to say (N, T)), int32.

    The decoder reads what it *should* have written before: the end mark, then the right words; and is to say the right
    words, then the end mark. Where nothing is left to say, there is `PADDING`, in either.

    Parameters
    ----------
    model : keras.Model
        From `translator`.
    sentences, translations : sequence of sequences of str
        N of each, of at most S words, and at most T − 1.

    Raises
    ------
    TypeError, ValueError
        Naming the argument: an unknown word, a sentence that is too long, another number of translations.
    """
    source, target, S, T = _parts(model)
    read = word_numbers("sentences", sentences, source)
    said = word_numbers("translations", translations, target[:-1])
    if len(read) != len(said):
        raise ValueError(f"translations holds {len(said)}: expected one for each of the {len(read)} sentences.")
    end = len(target) - 1
    before, after = ([np.array([end, *row]) for row in said], [np.array([*row, end]) for row in said])
    return [_padded("sentences", read, S), _padded("translations", before, T)], _padded("translations", after, T)


def _padded(name, rows, length):
    longest = max(map(len, rows))
    if longest > length:
        raise ValueError(f"{name} holds one of {longest} words, end mark included: this model has room for {length}.")
    found = np.full((len(rows), length), PADDING, np.int32)
    for n, row in enumerate(rows):
        found[n, : len(row)] = row
    return found


def translation_loss():
    """Return the loss of a translator's training: the cross-entropy of each word, in nats, padding left out."""
    return keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=PADDING)


def translator_of(model):
    """Return the `Translator` with a Keras model's weights: what NumPy computes with it is the same to 1e-6.

    Raises ``TypeError`` or ``ValueError`` for any model but those of `translator`.
    """
    source, target, *_ = _parts(model)
    parts = {name: model.get_layer(name) for name in _NAMES}
    tables = [to_numpy(parts[name].embeddings) for name in ("source_embedding", "target_embedding")]
    encoder, decoder, readout = (params_of(parts[name]) for name in ("encoder", "decoder", "readout"))
    made = Translator(tables[0], encoder, tables[1], decoder, _attention_of(model), readout, source, target)
    return check_translator(made, "model")


def _attention_of(model):
    names = {layer.name for layer in model.layers}
    if "attention" not in names:
        return None
    if "attention_query" not in names:
        return "dot"
    query, keys = (params_of(model.get_layer(f"attention_{name}")) for name in ("query", "keys"))
    return AdditiveParams(query.W, keys.W, query.b, to_numpy(model.get_layer("attention").scale))


def set_translator(model, learned):
    """Give a Keras model of `translator` the weights of a `Translator`; the inverse of `translator_of`.

    Raises ``TypeError`` or ``ValueError`` where words, sizes or the kind of attention differ.
    """
    own, learned = translator_of(model), check_translator(learned, "learned")
    if (own.source, own.target) != (learned.source, learned.target):
        raise ValueError(
            "learned has other words than the model: build it with learned.source and learned.target[:-1]."
        )
    if type(own.attention) is not type(learned.attention):
        raise ValueError(f"learned has another kind of attention than the model, whose is {own.attention!r:.9}.")
    for name in _NAMES:
        layer, given = model.get_layer(name), getattr(learned, name)
        set_params(layer, given) if name in ("encoder", "decoder", "readout") else layer.set_weights([given])
    if isinstance(learned.attention, AdditiveParams):
        W_q, W_k, b, v = learned.attention
        for name, weights in (("attention_query", [W_q, b]), ("attention_keys", [W_k]), ("attention", [v])):
            model.get_layer(name).set_weights(weights)


def _parts(model):
    """(source, target, S, T) of a model that `translator` made."""
    model = as_model(model)
    source, target = getattr(model, "source", None), getattr(model, "target", None)
    if not source or not target or len(model.inputs) != 2:
        raise ValueError("model is no translator: expected one of keras_models.translator(source, target, S, T).")
    return tuple(source), tuple(target), *(one.shape[1] for one in model.inputs)
