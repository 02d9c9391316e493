"""Train a translator, all of it or a part, until its validation loss stops falling; or begin with what another learned.

The arithmetic is that of `lstm_helpers.maths.translator`, with attention by the dot product and teacher forcing. LSTMs
run fused, which knows no mask; so sentences are padded in *front*, and while padding is read the input gate is shut by
one more feature with a large negative weight: c and h stay exactly zero until the first word.
"""

from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_number, as_rng, as_sequence, shown
from lstm_helpers.maths import fused
from lstm_helpers.maths.cells import DenseParams, LSTMParams
from lstm_helpers.maths.translator import check_translator, init_translator, word_numbers
from lstm_helpers.training.callbacks import check_listeners
from lstm_helpers.training.optimizers import Adam, check_optimizer, constant
from lstm_helpers.training.run import check_schedule
from lstm_helpers.training.trees import arrays_of, flatten, rebuild
from lstm_helpers.training.updates import run_updates

PARTS = ("source_embedding", "encoder", "target_embedding", "decoder", "readout")
"""The parts of a translator that learn."""
SHUT = -1e4
"""What the input gate is given while padding is read: its sigmoid is exactly zero."""


class Pairs(NamedTuple):
    """Sentences as numbers, padded.

    ``x`` (N, S) and ``words`` (N, S), True where a word is real: padded in front. ``before`` (N, T): what the decoder
    reads, the end mark first. ``y`` (N, T) and ``counts`` (N, T), True where a loss is taken: padded at the end.
    """

    x: np.ndarray
    words: np.ndarray
    before: np.ndarray
    y: np.ndarray
    counts: np.ndarray


def begin_with(translator, target, rng, *, keep=("source_embedding", "encoder", "decoder")):
    """Return a translator into other words: some parts as another one learned them, the rest fresh.

    Parameters
    ----------
    translator : Translator
        With attention "dot".
    target : sequence of str
        The words of the new language; the end mark is put behind them.
    rng : numpy.random.Generator
    keep : sequence of str
        Of ``source_embedding``, ``encoder`` and ``decoder``. What belongs to the words of the target is always fresh.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    translator = _of_kind(translator)
    keep = _parts("keep", keep, ("source_embedding", "encoder", "decoder"))
    E, H = translator.source_embedding.shape[1], len(translator.encoder.W_h)
    fresh = init_translator(translator.source, target, E, H, rng, attention="dot")
    return fresh._replace(**{part: getattr(translator, part) for part in keep})


def fit_translator(
    translator,
    sentences,
    targets,
    *,
    rng,
    validation,
    frozen=(),
    updates=4000,
    patience=400,
    every=20,
    batch=32,
    optimizer=None,
    schedule=constant,
    clip=1.0,
    callbacks=(),
    progress=True,
):
    """Train a `Translator` and return (translator, history); the one that was passed is left as it is.

    Parameters
    ----------
    translator : Translator
        With attention "dot".
    sentences, targets : sequence of sequences of str
        N sentences and their translations, without end marks.
    rng : numpy.random.Generator
    validation : tuple (sentences, targets)
        Its loss is taken every so many updates; the translator with the lowest one is returned.
    frozen : sequence of str
        Parts that stay as they are, of `PARTS`.
    updates, patience, every : int
        The most updates; how many of them without a lower validation loss end the training; and how many lie between
        two looks at it.
    batch : int
    optimizer : SGD, Momentum, RMSprop or Adam
        ``Adam(3e-3)`` by default.
    schedule, clip, callbacks, progress
        As for `training.fit_sentences`.

    Returns
    -------
    translator : Translator
    history : History
        ``batch_loss`` in nats per word, ``val_loss`` at every look.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected. Numbers that are no longer finite end the training.
    """
    translator, rng = _of_kind(translator), as_rng("rng", rng)
    data = _pairs("sentences", "targets", translator, sentences, targets)
    if not isinstance(validation, tuple) or len(validation) != 2:
        raise TypeError(f"validation is {shown(validation)}: expected a tuple, (sentences, targets).")
    held_out = _pairs("validation sentences", "validation targets", translator, *validation)
    frozen = _parts("frozen", frozen, PARTS)
    if len(frozen) == len(PARTS):
        raise ValueError("frozen names every part: leave one to be trained.")
    updates, patience, every = (
        as_count(name, value) for name, value in (("updates", updates), ("patience", patience), ("every", every))
    )
    batch, clip = min(as_count("batch", batch), len(data.x)), as_number("clip", clip, above=0)
    optimizer, schedule = check_optimizer(Adam(3e-3) if optimizer is None else optimizer), check_schedule(schedule)
    callbacks, progress = check_listeners(callbacks, progress)
    w, weights = flatten(_weights(translator))
    free, _ = flatten([np.full_like(a, part not in frozen) for part, a in _named(weights)])
    draws = _endless(len(data.x), batch, rng)

    def one():
        rows = next(draws)
        loss, dw = loss_and_gradient(weights, Pairs(*(array[rows] for array in data)))
        dw *= free
        return loss, dw, batch

    best = _Best(w, lambda: judge(weights, held_out), every, patience, updates)
    how = {"optimizer": optimizer, "schedule": schedule, "clip": clip, "progress": progress}
    history = run_updates(None, w, (weights[1], weights[3]), batch, one, updates, callbacks=[best, *callbacks], **how)
    history.val_wrong, history.val_loss = ([look[n] for look in best.looks] for n in range(2))
    if best.looks:
        w[:] = best.w
    parts = dict(zip(PARTS, weights, strict=True))
    return translator._replace(**parts), history


class _Best:
    """Looks at the validation pairs now and then, keeps the weights of the best look, and ends the training.

    Better is who says fewer wrong words; where two say as many, whose loss is lower. (The loss alone ends a training
    too soon: it rises while a translator grows surer of its few mistakes, and says ever more words right.)
    """

    def __init__(self, w, judge, every, patience, updates):
        self.now, self.w, self.judge = w, w.copy(), judge
        self.every, self.patience, self.updates = every, patience, updates
        self.looks, self.at = [], 0

    def on_batch(self, progress):
        if progress.batch % self.every == 0 or progress.batch == self.updates:
            self._look(progress.batch)
            if progress.batch - self.at >= self.patience:
                progress.stop("validation no longer gets better")

    def _look(self, batch):
        lowest = min(self.looks, default=(np.inf, np.inf))
        self.looks.append(self.judge())
        if self.looks[-1] < lowest:
            self.at = batch
            self.w[:] = self.now


@np.errstate(over="ignore", invalid="ignore", under="ignore", divide="ignore")
def loss_and_gradient(weights, pairs):
    """Return (loss in nats per word, gradient of all weights as one vector) of some `Pairs`; see `PARTS`."""
    source, _, target, _, readout = weights
    read, written, a, both, p = _run(weights, pairs)
    B, T, _ = written.outputs.shape
    count = pairs.counts.sum()
    rows = np.arange(B)[:, None], np.arange(T), pairs.y
    loss = float(-np.log(p[rows] + np.finfo(p.dtype).tiny)[pairs.counts].sum() / count)
    if not np.isfinite(loss):
        raise FloatingPointError("the loss is no longer finite (try a smaller rate)")
    d = p.copy()
    d[rows] -= 1
    d *= (pairs.counts / count).astype(p.dtype)[..., None]
    flat = d.reshape(B * T, -1)  # (B·T, V_t)
    d_readout = DenseParams(both.reshape(B * T, -1).T @ flat, flat.sum(axis=0))  # (2H, V_t), (V_t,)
    d_s, d_context = np.split(d @ readout.W.T, 2, axis=-1)  # (B, T, H) each
    h = read.outputs
    d_a = d_context @ h.transpose(0, 2, 1)  # (B, T, S)
    d_scores = a * (d_a - (a * d_a).sum(axis=-1, keepdims=True))
    d_s = d_s + d_scores @ h
    d_h = a.transpose(0, 2, 1) @ d_context + d_scores.transpose(0, 2, 1) @ written.outputs  # (B, S, H)
    back = fused.unwind(written, d_s)
    d_target = np.zeros_like(target)
    np.add.at(d_target, pairs.before, back.x)
    front = fused.unwind(read, d_h, back.h[:, 0], back.c[:, 0])
    d_source = np.zeros_like(source)
    np.add.at(d_source, pairs.x[pairs.words], front.x[pairs.words][:, :-1])
    d_encoder = LSTMParams(front.params.W_x[:-1], *front.params[1:])
    tree = d_source, d_encoder, d_target, back.params, d_readout
    return loss, np.concatenate([array.ravel() for array in arrays_of(tree)])


def judge(weights, pairs):
    """Return (share of next words that are not the likeliest, loss in nats per word) of some `Pairs`."""
    p = _run(weights, pairs)[-1]
    rows = np.arange(len(p))[:, None], np.arange(p.shape[1]), pairs.y
    wrong = p.argmax(axis=-1) != pairs.y
    return float(wrong[pairs.counts].mean()), float(-np.log(p[rows] + np.finfo(p.dtype).tiny)[pairs.counts].mean())


def _run(weights, pairs):
    """(encoder's trace, decoder's trace, weights (B, T, S), what is read out (B, T, 2H), chances (B, T, V_t))."""
    source, encoder, target, decoder, readout = weights
    (B, S), (E, H), dtype = pairs.x.shape, (source.shape[1], len(encoder.W_h)), source.dtype
    x = np.zeros((B, S, E + 1), dtype)
    x[pairs.words, :E] = source[pairs.x[pairs.words]]
    x[~pairs.words, E] = 1
    shut = np.zeros((1, 4 * H), dtype)
    shut[:, :H] = SHUT
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        wider = encoder._replace(W_x=np.concatenate([encoder.W_x, shut]))  # (E + 1, 4H)
        read = fused.forward(wider, x)
        written = fused.forward(decoder, target[pairs.before], read.h[:, -1], read.c[:, -1])
        h, s = read.outputs, written.outputs
        scores = np.where(pairs.words[:, None], s @ h.transpose(0, 2, 1), dtype.type(-np.inf))  # (B, T, S)
        a = _softmax(scores)
        both = np.concatenate([s, a @ h], axis=-1)  # (B, T, 2H)
        return read, written, a, both, _softmax(both @ readout.W + readout.b)


def _softmax(z):
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    return p


def _weights(translator):
    """The parts that learn, in float32."""
    tree = tuple(getattr(translator, part) for part in PARTS)
    return rebuild(tree, [array.astype(np.float32) for array in arrays_of(tree)])


def _named(weights):
    return [(part, array) for part, twig in zip(PARTS, weights, strict=True) for array in arrays_of(twig)]


def _endless(count, batch, rng):
    """Rows of a batch, epoch after epoch in another order."""
    order = np.empty(0, int)
    while True:
        while len(order) < batch:
            order = np.concatenate([order, rng.permutation(count)])  # (rows that wait,)
        yield order[:batch]
        order = order[batch:]


def _of_kind(translator):
    translator = check_translator(translator)
    if translator.attention != "dot":
        raise ValueError(f'translator.attention is {shown(translator.attention)}: expected "dot".')
    return translator


def _parts(name, value, known):
    found = as_sequence(name, value, f"some of {', '.join(known)}")
    for part in found:
        if part not in known:
            raise ValueError(f"{name} holds {shown(part)}: expected some of {', '.join(known)}.")
    return tuple(found)


def _pairs(name, other, translator, sentences, targets):
    read = word_numbers(name, sentences, translator.source)
    write = word_numbers(other, targets, translator.target[:-1])
    if len(read) != len(write):
        raise ValueError(f"{other} holds {len(write)}, and {name} {len(read)}: expected one for each.")
    end, N = len(translator.target) - 1, len(read)
    S, T = max(map(len, read)), max(map(len, write)) + 1
    x, words = np.zeros((N, S), int), np.zeros((N, S), bool)
    before, y, counts = np.full((N, T), end), np.full((N, T), end), np.zeros((N, T), bool)
    for n, (left, right) in enumerate(zip(read, write, strict=True)):
        x[n, S - len(left) :], words[n, S - len(left) :] = left, True
        before[n, 1 : len(right) + 1], y[n, : len(right)], counts[n, : len(right) + 1] = right, right, True
    return Pairs(x, words, before, y, counts)
