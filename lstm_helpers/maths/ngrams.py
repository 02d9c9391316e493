"""Predict the next letter by counting: n-grams with interpolated Kneser–Ney smoothing, the opponent of every LSTM.

What came after the last few letters is looked up. Where a context was seen rarely, the shorter one below it is asked
as well: every count gives up a discount, and what is given up is shared out by the shorter context. There it does not
matter *how often* a letter came, but after *how many different* letters it came (Kneser & Ney 1995).
"""

from dataclasses import dataclass

import numpy as np

from lstm_helpers.arrays import as_classes, as_count, as_floats

MOST_KEYS = 2**62


@dataclass(frozen=True, eq=False)
class _Table:
    """The n-grams of one order: sorted keys (context · K + letter), what each counts; and the same per context."""

    keys: np.ndarray  # (M,)
    counts: np.ndarray  # (M,)
    contexts: np.ndarray  # (C,)
    totals: np.ndarray  # (C,) sums of counts
    kinds: np.ndarray  # (C,) different letters seen
    discount: float


@dataclass(frozen=True, eq=False)
class NGrams:
    """n-grams of orders 1 to N of a sequence of classes; made by `count`.

    Attributes
    ----------
    K : int
        Classes, such as the letters of an alphabet.
    tables : tuple
        One for each order.
    """

    K: int
    tables: tuple

    @property
    def order(self):
        """The letters of the longest n-gram: the context is one shorter."""
        return len(self.tables)

    @property
    def entries(self):
        """How many numbers the tables of counts hold."""
        return sum(len(table.keys) for table in self.tables)

    @property
    def nbytes(self):
        """The bytes of memory that all tables take."""
        return sum(
            column.nbytes
            for table in self.tables
            for column in (table.keys, table.counts, table.contexts, table.totals, table.kinds)
        )

    def probabilities(self, numbers):
        """Return what is expected after each class of a sequence, (T, K); every row sums to 1.

        Parameters
        ----------
        numbers : array_like (T,) of int
            Row t belongs to what comes *after* ``numbers[: t + 1]``; of these the last N − 1 matter.
        """
        numbers = check_classes("numbers", numbers, self.K)
        letters = np.arange(self.K)
        p = np.full((len(numbers), self.K), 1 / self.K)
        for n, table in enumerate(self.tables):
            context = _contexts(numbers, n, self.K)[:, None]
            p = self._interpolate(table, context, letters, p, known=np.arange(1, len(numbers) + 1) >= n)
        return p

    def of_next(self, numbers):
        """Return the probability of each class given those before it, (T − 1,): that of ``numbers[1:]``."""
        numbers = check_classes("numbers", numbers, self.K)
        before, after = numbers[:-1], numbers[1:, None]
        p = np.full((len(before), 1), 1 / self.K)
        for n, table in enumerate(self.tables):
            context = _contexts(before, n, self.K)[:, None]
            p = self._interpolate(table, context, after, p, known=np.arange(1, len(before) + 1) >= n)
        return p[:, 0]

    def _interpolate(self, table, context, letters, below, known):
        """Discounted counts, and what they gave up shared out by the order below; that alone where nothing is known."""
        at, found = _look_up(table.contexts, context)
        found &= known[:, None]
        total = np.where(found, table.totals[at], 1)
        entry, seen = _look_up(table.keys, context * self.K + letters)
        count = np.where(seen, table.counts[entry], 0)
        kept = np.maximum(count - table.discount, 0) / total
        return np.where(found, kept + table.discount * table.kinds[at] / total * below, below)


def count(numbers, K, order):
    """Count the n-grams of a sequence and return `NGrams`.

    Parameters
    ----------
    numbers : array_like (T,) of int
        Classes 0 to K − 1.
    K : int
        How many classes there are.
    order : int
        The longest n-gram, e.g. 5: four letters of context, and the one that followed.

    Raises
    ------
    TypeError, ValueError
        Naming the argument; also where the sequence is shorter than the order, or K to the power of the order does not
        fit into 62 bits.

    Examples
    --------
    >>> grams = count([0, 1, 0, 1, 0, 1, 0], K=2, order=2)
    >>> bool(grams.probabilities([0])[0, 1] > 0.8)              # after 0 always came 1
    True
    """
    K, order = as_count("K", K), as_count("order", order)
    numbers = check_classes("numbers", numbers, K)
    if len(numbers) < order:
        raise ValueError(f"numbers holds {len(numbers)} classes: too few for an n-gram of order {order}.")
    if K**order > MOST_KEYS:
        raise ValueError(
            f"order is {order}: {K} classes to that power do not fit into 62 bits; choose a smaller order."
        )
    keys, counts = np.unique(_contexts(numbers, order, K)[order - 1 :], return_counts=True)
    tables = [_table(keys, counts, K)]
    for n in range(order - 1, 0, -1):
        keys, counts = np.unique(keys % K**n, return_counts=True)  # after how many different classes each came
        tables.insert(0, _table(keys, counts, K))
    return NGrams(K, tuple(tables))


def check_classes(name, numbers, K=MOST_KEYS):
    """Return ``numbers`` as an int64 array (T,) of classes 0 to K − 1; `TypeError` or `ValueError` otherwise."""
    return as_classes(name, numbers, K)


def mixture(*probabilities, weights=None):
    """Return the weighted mean of several models' probabilities, each of the same shape.

    Parameters
    ----------
    *probabilities : array_like (…)
        Of the same events; two or more.
    weights : sequence of float, optional
        One for each model, 0 or more, summing to 1; equal when left out.
    """
    if len(probabilities) < 2:
        raise ValueError(f"mixture takes two models or more, and got {len(probabilities)}.")
    parts = [as_floats(f"probabilities[{n}]", p, None) for n, p in enumerate(probabilities)]
    for n, p in enumerate(parts):
        if (p < 0).any() or (p > 1).any():
            raise ValueError(f"probabilities[{n}] runs from {p.min():g} to {p.max():g}: expected 0 to 1.")
    if len({p.shape for p in parts}) > 1:
        raise ValueError(f"probabilities have shapes {', '.join(str(p.shape) for p in parts)}: expected equal ones.")
    shares = np.full(len(parts), 1 / len(parts)) if weights is None else as_floats("weights", weights, ("models",))
    if shares.shape != (len(parts),) or (shares < 0).any() or not np.isclose(shares.sum(), 1):
        raise ValueError(f"weights must be {len(parts)} numbers of 0 or more that sum to 1.")
    return sum(share * part for share, part in zip(shares, parts, strict=True))


def bits(probabilities):
    """Return the mean of −log2 p: how many bits each event costs a reader who believed these probabilities.

    >>> bits([0.5, 0.25])
    1.5
    """
    p = as_floats("probabilities", probabilities, ("steps",))
    if not p.size or (p <= 0).any() or (p > 1).any():
        raise ValueError(
            "probabilities must lie above 0 and at most at 1; a model that excludes what came costs infinity."
        )
    return float(-np.mean(np.log2(p)))


def _contexts(numbers, n, K):
    """The last n classes up to each step as one number, (T,); what is before the beginning counts as class 0."""
    key = np.zeros(len(numbers), np.int64)
    for back in range(n):
        key[back:] += numbers[: len(numbers) - back] * K**back
    return key


def _table(keys, counts, K):
    contexts, first = np.unique(keys // K, return_index=True)
    totals = np.add.reduceat(counts, first)
    kinds = np.diff(np.append(first, len(keys)))
    once, twice = int(np.sum(counts == 1)), int(np.sum(counts == 2))
    discount = once / (once + 2 * twice) if once else 0.5  # Ney, Essen & Kneser 1994
    return _Table(keys, counts, contexts, totals, kinds, min(discount, 0.999))


def _look_up(table, keys):
    """Where each key stands in a sorted table, and whether it does."""
    at = np.minimum(np.searchsorted(table, keys), len(table) - 1)
    return at, table[at] == keys
