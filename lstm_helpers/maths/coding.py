"""Compress with a model's probabilities: arithmetic coding, which spends −log2 p bits on what had the probability p.

A message is one number between 0 and 1. Each class narrows the interval in which that number lies to its own share of
it; whoever has the same model can follow, class by class (Rissanen 1976; Witten, Neal & Cleary 1987). Both sides must
compute the very same probabilities, to the last bit.
"""

from bisect import bisect_right
from itertools import chain

import numpy as np

from lstm_helpers.arrays import as_classes, as_count, as_function, shown
from lstm_helpers.maths.sampling import check_probabilities

BITS = 32
_WHOLE, _HALF, _QUARTER = 1 << BITS, 1 << (BITS - 1), 1 << (BITS - 2)
_SHARES = 1 << 24
"""Into how many equal shares the interval is divided; every class gets at least one of them."""


def encode(numbers, next_probabilities):
    """Return the bytes that stand for a sequence of classes.

    Parameters
    ----------
    numbers : sequence of int
        The classes to be encoded.
    next_probabilities : callable
        ``next_probabilities(last)`` returns what is expected next, (K,), having heard of the ``last`` class (None at
        the beginning). It is called once per class, in order, and may keep a state.

    Returns
    -------
    bytes
    """
    numbers = as_classes("numbers", numbers, least=0).tolist()
    as_function("next_probabilities", next_probabilities, "lambda last: np.full(K, 1 / K)")
    low, high, waiting, out, last = 0, _WHOLE - 1, 0, [], None
    for number in numbers:
        edges = _edges(next_probabilities, last)
        if number >= len(edges) - 1:
            raise ValueError(f"numbers holds {number}: expected classes from 0 to {len(edges) - 2}.")
        width = high - low + 1
        low, high = low + width * edges[number] // _SHARES, low + width * edges[number + 1] // _SHARES - 1
        while True:
            if high < _HALF or low >= _HALF:  # both begin with the same bit: it is certain
                bit = int(low >= _HALF)
                out += [bit] + [1 - bit] * waiting
                waiting = 0
                low, high = low - bit * _HALF, high - bit * _HALF
            elif low >= _QUARTER and high < _HALF + _QUARTER:  # both near the middle: decided later
                waiting += 1
                low, high = low - _QUARTER, high - _QUARTER
            else:
                break
            low, high = 2 * low, 2 * high + 1
        last = number
    bit = int(low >= _QUARTER)
    out += [bit] + [1 - bit] * (waiting + 1)
    return np.packbits(out).tobytes()


def decode(data, length, next_probabilities):
    """Return the ``length`` classes that `encode` made these bytes from, given the same model.

    Parameters
    ----------
    data : bytes
    length : int
        How many classes.
    next_probabilities : callable
        As for `encode`, in the state in which that began.

    Returns
    -------
    list of int
    """
    if not isinstance(data, (bytes, bytearray)):
        raise TypeError(f"data is {type(data).__name__}: expected the bytes that encode returned.")
    length = as_count("length", length, least=0)
    if length and not data:
        raise ValueError("data is empty: expected the bytes that encode returned.")
    as_function("next_probabilities", next_probabilities, "lambda last: np.full(K, 1 / K)")
    bits = chain(np.unpackbits(np.frombuffer(data, np.uint8)).tolist(), [0] * 2 * BITS)  # what encode left away
    low, high, value = 0, _WHOLE - 1, 0
    for _ in range(BITS):
        value = 2 * value + next(bits)
    numbers, last = [], None
    for _ in range(length):
        edges = _edges(next_probabilities, last)
        width = high - low + 1
        share = ((value - low + 1) * _SHARES - 1) // width
        last = bisect_right(edges, share) - 1
        low, high = low + width * edges[last] // _SHARES, low + width * edges[last + 1] // _SHARES - 1
        while True:
            if high < _HALF or low >= _HALF:
                shift = _HALF if low >= _HALF else 0
            elif low >= _QUARTER and high < _HALF + _QUARTER:
                shift = _QUARTER
            else:
                break
            low, high, value = 2 * (low - shift), 2 * (high - shift) + 1, 2 * (value - shift) + _bit(bits)
        numbers.append(last)
    return numbers


def _bit(bits):
    for bit in bits:
        return bit
    raise ValueError("data is too short for so many classes: pass all bytes that encode returned, and its length.")


def _edges(next_probabilities, last):
    """Whole shares of the interval, cumulated, (K + 1,): every class has one at least, all together `_SHARES`."""
    try:
        p = next_probabilities(last)
    except TypeError as error:
        raise TypeError(f"next_probabilities cannot be called with {shown(last)}: {error}.") from error
    p = check_probabilities("next_probabilities()", p)
    if p.ndim != 1:
        raise ValueError(f"next_probabilities returned shape {p.shape}: expected one probability per class, (K,).")
    shares = 1 + np.floor(p * (_SHARES - len(p))).astype(np.int64)
    shares[np.argmax(shares)] += _SHARES - shares.sum()
    return np.concatenate([[0], np.cumsum(shares)]).tolist()
