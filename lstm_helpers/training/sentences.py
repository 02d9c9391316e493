"""Judge whole sentences: words as learned vectors, one LSTM or two, and one answer of all that was read.

Sentences of one length are read side by side, so that nothing has to be padded, and everything runs fused.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_choice, as_count, as_floats, as_number, as_rng, is_list
from lstm_helpers.data.reviews import Vocabulary
from lstm_helpers.maths import fused
from lstm_helpers.maths.cells import DenseParams, LSTMParams, dense, init_dense, init_lstm, sigmoid
from lstm_helpers.maths.losses import sigmoid_cross_entropy
from lstm_helpers.training.callbacks import check_listeners
from lstm_helpers.training.models import dropout
from lstm_helpers.training.optimizers import Adam, check_optimizer, cosine_decay
from lstm_helpers.training.run import check_schedule
from lstm_helpers.training.trees import arrays_of, flatten, rebuild
from lstm_helpers.training.updates import run_updates

POOLS = ("last", "mean", "max")


class Weights(NamedTuple):
    """All that is learned: a vector per word (V, d), one LSTM or a forward and a backward one, a readout."""

    embedding: np.ndarray
    layers: tuple
    readout: DenseParams


@dataclass(frozen=True, eq=False)
class SentenceModel:
    """A network that reads a sentence word by word and says how likely it is praise.

    Attributes
    ----------
    weights : Weights
    vocabulary : Vocabulary
    pool : {"last", "mean", "max"}
        What of the hidden states is read out: the last one of each direction, or the mean or the largest value of each
        unit over time.
    """

    weights: Weights
    vocabulary: Vocabulary
    pool: str = "last"

    def logits(self, sentences):
        """Return the logit of "praise" of each sentence, (N,) float64; above zero is praise."""
        numbers = _encoded("sentences", self.vocabulary, sentences)
        found = np.empty(len(numbers))
        for group in _by_length(numbers).values():
            for part in (group[n : n + 512] for n in range(0, len(group), 512)):
                x = np.stack([numbers[n] for n in part])  # (B, T)
                pooled = _read(self.weights, x, self.pool)[0]
                found[part] = dense(self.weights.readout, pooled)[:, 0]
        return found

    def probabilities(self, sentences):
        """Return how likely each sentence is praise, (N,)."""
        return sigmoid(self.logits(sentences))

    def verdicts(self, sentence):
        """Return the verdict after each word of a sentence, as if it ended there, (T,)."""
        numbers = self.vocabulary.encode(sentence)
        reads = (_read(self.weights, numbers[None, : t + 1], self.pool)[0] for t in range(len(numbers)))
        return sigmoid(np.array([dense(self.weights.readout, pooled)[0, 0] for pooled in reads], float))


def init_sentence_model(vocabulary, H, rng, *, d=32, both_ways=False, pool="last"):
    """Return a fresh `SentenceModel` in float32: d numbers per word, H units in each direction.

    >>> model = init_sentence_model(Vocabulary(("good", "bad")), 4, np.random.default_rng(0))
    >>> model.probabilities(["good", "very bad"]).shape
    (2,)
    """
    if not isinstance(vocabulary, Vocabulary):
        raise TypeError(f"vocabulary is {type(vocabulary).__name__}: expected a Vocabulary, e.g. vocabulary_of(texts).")
    H, d, rng = as_count("H", H), as_count("d", d), as_rng("rng", rng)
    as_choice("pool", pool, POOLS)
    embedding = 0.1 * rng.standard_normal((len(vocabulary), d))
    layers = tuple(init_lstm(d, H, rng) for _ in range(2 if both_ways else 1))
    weights = Weights(embedding, layers, init_dense(H * len(layers), 1, rng))
    weights = rebuild(weights, [array.astype(np.float32) for array in arrays_of(weights)])
    return SentenceModel(weights, vocabulary, pool)


def fit_sentences(
    model,
    sentences,
    labels,
    *,
    rng,
    epochs=5,
    batch=32,
    optimizer=None,
    schedule=cosine_decay,
    clip=1.0,
    dropout_rate=0.5,
    word_dropout=0.2,
    callbacks=(),
    progress=True,
):
    """Train a `SentenceModel` and return (model, history); the model that was passed is left as it is.

    Parameters
    ----------
    model : SentenceModel
    sentences : sequence of str
    labels : array_like (N,)
        1 for praise, 0 for blame.
    rng : numpy.random.Generator
    epochs, batch : int
        Times through the sentences, and how many at most are read at once: those of one length.
    optimizer : SGD, Momentum, RMSprop or Adam
        ``Adam(3e-3)`` by default.
    schedule : callable
        Share of the rate when a share 0…1 of the training is done.
    clip : float
        The largest norm that all gradients together may have.
    dropout_rate : float
        The share of what is read out that the readout does not see.
    word_dropout : float
        The share of words that are read as unknown, so that the network learns what to make of unknown ones.
    callbacks, progress
        As for `training.fit`.

    Returns
    -------
    model : SentenceModel
    history : History
        ``batch_loss`` in nats per sentence, ``batch_grad_norm``, ``batch_rate``.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected. Numbers that are no longer finite end the training, which
        returns what it had learned before.
    """
    if not isinstance(model, SentenceModel):
        raise TypeError(f"model is {type(model).__name__}: expected a SentenceModel from init_sentence_model.")
    numbers = _encoded("sentences", model.vocabulary, sentences)
    labels = as_floats("labels", labels, ("sentences",), sizes={"sentences": len(numbers)})
    if not np.isin(labels, (0, 1)).all():
        raise ValueError("labels must be 1 (praise) or 0 (blame).")
    rng, epochs, batch = as_rng("rng", rng), as_count("epochs", epochs), as_count("batch", batch)
    optimizer, clip = check_optimizer(Adam(3e-3) if optimizer is None else optimizer), as_number("clip", clip, above=0)
    for name, share in (("dropout_rate", dropout_rate), ("word_dropout", word_dropout)):
        as_number(name, share, "the share to leave out, 0 or more and less than 1", least=0, below=1)
    schedule, (callbacks, progress) = check_schedule(schedule), check_listeners(callbacks, progress)
    w, weights = flatten(model.weights)
    trained = SentenceModel(weights, model.vocabulary, model.pool)
    groups, unknown = _by_length(numbers), len(model.vocabulary) - 1
    updates = epochs * sum(-(-len(group) // batch) for group in groups.values())
    batches = _endless(groups, batch, rng)

    def one():
        part = next(batches)
        x = np.stack([numbers[n] for n in part])  # (B, T)
        x = np.where(rng.random(x.shape) < word_dropout, unknown, x)
        loss, dw = _gradient(trained, x, labels[part], dropout_rate, rng)
        dw *= len(part) / batch  # a small batch takes a small step
        return loss, dw, len(part)

    how = {"optimizer": optimizer, "schedule": schedule, "clip": clip, "callbacks": callbacks, "progress": progress}
    return trained, run_updates(trained, w, weights.layers, batch, one, updates, **how)


def _encoded(name, vocabulary, sentences):
    """The numbers of each sentence; `TypeError` for anything but a list of texts."""
    if isinstance(sentences, str) or not is_list(sentences):
        raise TypeError(f"{name} is {type(sentences).__name__}: expected a list of texts.")
    if not sentences:
        raise ValueError(f"{name} is empty: expected one text or more.")
    return [vocabulary.encode(sentence) for sentence in sentences]


def _by_length(numbers):
    """{length: places of the sentences that have it, an array}."""
    lengths = np.array([len(row) for row in numbers])
    return {int(length): np.flatnonzero(lengths == length) for length in np.unique(lengths)}


def _endless(groups, batch, rng):
    """Places of the sentences of a batch, all of one length, epoch after epoch in another order."""
    while True:
        mixed = [rng.permutation(group) for group in groups.values()]
        parts = [group[n : n + batch] for group in mixed for n in range(0, len(group), batch)]
        for n in rng.permutation(len(parts)):
            yield parts[n]


def _read(weights, x, pool):
    """(what is read out (B, layers·H), traces, the hidden states that were pooled) of word numbers x (B, T)."""
    vectors = weights.embedding[x]  # (B, T, d)
    traces = [fused.run(params, vectors[:, :: 1 - 2 * n]) for n, params in enumerate(weights.layers)]
    if pool == "last":
        return np.concatenate([trace.outputs[:, -1] for trace in traces], axis=-1), traces, None
    states = [trace.outputs for trace in traces]  # each (B, T, H); the order in time does not matter
    pooled = [h.mean(axis=1) if pool == "mean" else h.max(axis=1) for h in states]
    return np.concatenate(pooled, axis=-1), traces, states


def _gradient(model, x, y, rate, rng):
    """(loss, the gradient of all weights as one vector) of one batch of word numbers x (B, T)."""
    embedding, layers, readout = model.weights
    pooled, traces, states = _read(model.weights, x, model.pool)
    seen, factor = dropout(pooled, rate, rng)
    logits = dense(readout, seen)
    if not np.isfinite(logits).all():
        raise FloatingPointError("the loss is no longer finite (try a smaller rate)")
    loss, d_logit = sigmoid_cross_entropy(logits, y[:, None])
    d_readout = DenseParams(seen.T @ d_logit, d_logit.sum(axis=0))
    d_pooled = np.split((d_logit @ readout.W.T) * factor, len(layers), axis=1)  # each (B, H)
    d_embedding, d_layers = np.zeros_like(embedding), []
    for n, (trace, d) in enumerate(zip(traces, d_pooled, strict=True)):
        back = fused.backward(trace, **_arriving(model.pool, states and states[n], pooled, n, d, x.shape[1]))
        np.add.at(d_embedding, x[:, :: 1 - 2 * n], back.x)  # each word's vector gets what arrived at its steps
        d_layers.append(LSTMParams(*back.params))
    tree = (d_embedding, d_layers, d_readout)
    return loss, np.concatenate([array.ravel() for array in arrays_of(tree)])


def _arriving(pool, states, pooled, n, d, T):
    """What arrives at the hidden states of one direction when ``d`` (B, H) arrives at what was pooled."""
    if pool == "last":
        return {"dh_T": d}
    if pool == "mean":
        return {"dh": np.repeat(d[:, None] / T, T, axis=1)}
    H = d.shape[1]
    largest = states == pooled[:, None, n * H : (n + 1) * H]
    return {"dh": largest * d[:, None]}
