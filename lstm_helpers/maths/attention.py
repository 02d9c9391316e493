"""Attention: a decoder looks at every state of the encoder and takes their mean, weighted by how well each one fits.

Scores become weights by a softmax over the source; the weighted mean of the values is the context:

    score(q, k) = q · k · scale                                      dot product            (1)  Luong et al. 2015
    score(q, k) = v · tanh(q W_q + k W_k + b)                        additive               (2)  Bahdanau et al. 2015
    a = softmax(score)                                               over the source        (3)
    context = Σ_s a_s · value_s                                                             (4)

Shapes: B examples, Q queries (steps of the decoder), S source steps, K numbers in a query and a key, V in a value,
A in the additive score's hidden layer. A source step that is padding gets the weight 0.
"""

from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_mask, as_number, as_rng
from lstm_helpers.maths.initial_weights import glorot

OUT_OF_SIGHT = -np.inf


class AdditiveParams(NamedTuple):
    """What additive attention learns: ``W_q`` (K_q, A), ``W_k`` (K, A), ``b`` (A,) and ``v`` (A,)."""

    W_q: np.ndarray
    W_k: np.ndarray
    b: np.ndarray
    v: np.ndarray


class Attended(NamedTuple):
    """What attention gave: ``context`` (B, Q, V) and ``weights`` (B, Q, S), of which every row sums to 1."""

    context: np.ndarray
    weights: np.ndarray


def init_additive(K_q, K, A, rng):
    """Return the `AdditiveParams` that training starts from: Glorot-uniform matrices and a bias of zeros.

    Parameters
    ----------
    K_q, K, A : int
        Numbers in a query, in a key, and in the hidden layer of the score.
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    K_q, K, A = as_count("K_q", K_q), as_count("K", K), as_count("A", A)
    rng = as_rng("rng", rng)
    v = glorot(rng, (A, 1))[:, 0]
    return AdditiveParams(glorot(rng, (K_q, A)), glorot(rng, (K, A)), np.zeros(A), v)


def dot_attention(query, keys, values=None, *, mask=None, scale=1.0):
    """Return `Attended` by the dot product of queries and keys, equations (1), (3) and (4).

    Parameters
    ----------
    query : array_like (B, Q, K)
        E.g. the decoder's hidden states.
    keys : array_like (B, S, K)
        E.g. the encoder's hidden states.
    values : array_like (B, S, V), optional
        What is averaged; the keys when left out.
    mask : array_like (B, S) of bool, optional
        True where a source step is real. Every example needs one.
    scale : float
        What the scores are multiplied by: 1 as in Luong et al. (2015), 1/√K as in Vaswani et al. (2017).

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.

    Examples
    --------
    >>> keys = np.array([[[4.0, 0.0], [0.0, 4.0]]])
    >>> dot_attention([[[9.0, 0.0]]], keys).weights.round(2).tolist()  # it fits the first
    [[[1.0, 0.0]]]
    """
    query, keys, values, mask = _check(query, keys, values, mask)
    scale = as_number("scale", scale, "a number such as 1 or K ** -0.5")
    scores = query @ keys.transpose(0, 2, 1) * scale  # (B, Q, S)
    return _attend(scores, values, mask)


def dot_attention_backward(d_context, query, keys, values=None, *, mask=None, scale=1.0):
    """Return the gradients of `dot_attention`: (d_query, d_keys, d_values).

    ``d_context`` (B, Q, V) is the gradient at the context. Where ``values`` is left out, ``d_values`` is None and what
    the keys get as values is part of ``d_keys``. Raises ``TypeError`` or ``ValueError`` naming the argument.
    """
    alone = values is None
    query, keys, values, mask = _check(query, keys, values, mask)
    scale = as_number("scale", scale, "a number such as 1 or K ** -0.5")
    scores = query @ keys.transpose(0, 2, 1) * scale  # (B, Q, S)
    weights = _attend(scores, values, mask).weights
    d_scores, d_values = _scores_backward(d_context, values, weights)
    d_query = d_scores @ keys * scale  # (B, Q, K)
    d_keys = d_scores.transpose(0, 2, 1) @ query * scale  # (B, S, K)
    return (d_query, d_keys + d_values, None) if alone else (d_query, d_keys, d_values)


def additive_attention(params, query, keys, values=None, *, mask=None):
    """Return `Attended` by a small network that scores each pair of a query and a key: equations (2), (3) and (4).

    ``params`` is `AdditiveParams`; the rest as for `dot_attention`, save that ``query`` (B, Q, K_q) may be longer or
    shorter than a key. Raises ``TypeError`` or ``ValueError`` naming the argument.
    """
    params, query, keys, values, mask = _check_additive(params, query, keys, values, mask)
    return _attend(_hidden(params, query, keys) @ params.v, values, mask)


def additive_attention_backward(d_context, params, query, keys, values=None, *, mask=None):
    """Return the gradients of `additive_attention`: (d_params, d_query, d_keys, d_values).

    As for `dot_attention_backward`; ``d_params`` is `AdditiveParams`.
    """
    alone = values is None
    params, query, keys, values, mask = _check_additive(params, query, keys, values, mask)
    hidden = _hidden(params, query, keys)  # (B, Q, S, A)
    weights = _attend(hidden @ params.v, values, mask).weights
    d_scores, d_values = _scores_backward(d_context, values, weights)
    d_sum = d_scores[..., None] * params.v * (1 - hidden**2)  # (B, Q, S, A)
    of_query, of_keys = d_sum.sum(axis=2), d_sum.sum(axis=1)  # (B, Q, A), (B, S, A)
    d_params = AdditiveParams(
        np.einsum("bqk,bqa->ka", query, of_query),
        np.einsum("bsk,bsa->ka", keys, of_keys),
        d_sum.sum(axis=(0, 1, 2)),
        np.einsum("bqs,bqsa->a", d_scores, hidden),
    )
    d_query, d_keys = of_query @ params.W_q.T, of_keys @ params.W_k.T
    return (d_params, d_query, d_keys + d_values, None) if alone else (d_params, d_query, d_keys, d_values)


def _hidden(params, query, keys):
    """tanh(q W_q + k W_k + b) of every pair, (B, Q, S, A)."""
    return np.tanh((query @ params.W_q)[:, :, None] + (keys @ params.W_k)[:, None] + params.b)


def _attend(scores, values, mask):
    if mask is not None:
        scores = np.where(mask[:, None], scores, OUT_OF_SIGHT)  # (B, Q, S)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return Attended(weights @ values, weights)


def _scores_backward(d_context, values, weights):
    """(gradient at the scores (B, Q, S), at the values (B, S, V)) from that at the context."""
    sizes = {"batch": len(values), "queries": weights.shape[1], "value": values.shape[-1]}
    d_context = as_floats(
        "d_context for this query and the values or keys", d_context, ("batch", "queries", "value"), sizes=sizes
    )
    d_weights = d_context @ values.transpose(0, 2, 1)  # (B, Q, S)
    d_scores = weights * (d_weights - (weights * d_weights).sum(axis=-1, keepdims=True))
    d_values = weights.transpose(0, 2, 1) @ d_context  # (B, S, V)
    return d_scores, d_values


def _check(query, keys, values, mask, K_q=None, K=None):
    fits = " and params" if K_q else ""
    keys = as_floats(f"keys{fits and ' for these params'}", keys, ("batch", "source", "key"), sizes={"key": K})
    B, S, K = keys.shape
    query = as_floats(
        f"query for these keys{fits}", query, ("batch", "queries", "key"), sizes={"batch": B, "key": K_q or K}
    )
    values = (
        keys
        if values is None
        else as_floats("values for these keys", values, ("batch", "source", "value"), sizes={"batch": B, "source": S})
    )
    if mask is not None:
        mask = as_mask("mask", mask, (B, S))
        if not mask.any(axis=1).all():
            row = int(np.argmin(mask.any(axis=1)))
            raise ValueError(f"mask hides every source step of example {row}: leave at least one to look at.")
    return query, keys, values, mask


def _check_additive(params, query, keys, values, mask):
    params = check_additive(params)
    return params, *_check(query, keys, values, mask, len(params.W_q), len(params.W_k))


def check_additive(params, name="params"):
    """Return `AdditiveParams` as float arrays that fit together; `TypeError` or `ValueError` says what to mend."""
    if not isinstance(params, AdditiveParams):
        raise TypeError(
            f"{name} is {type(params).__name__}: expected AdditiveParams, e.g. init_additive(K_q, K, A, rng)."
        )
    W_q = as_floats(f"{name}.W_q", params.W_q, ("query", "hidden"))
    sizes = {"hidden": W_q.shape[1]}
    W_k = as_floats(f"{name}.W_k", params.W_k, ("key", "hidden"), sizes=sizes)
    b, v = (as_floats(f"{name}.{key}", getattr(params, key), ("hidden",), sizes=sizes) for key in "bv")
    return AdditiveParams(W_q, W_k, b, v)
