"""How many threads a matrix product gets while a network is trained: as many as pay.

BLAS, which multiplies NumPy's matrices, takes a thread for each processor that it sees, and its threads wait for one
another in a busy loop, after every product. That pays on a machine that does nothing else. Beside other work, or in a
container that sees sixteen processors and may use one, a thread that waits keeps the one it waits for from running:
one training step was measured at 2,432 ms where one thread takes 14. ``python -m benchmarks.threads`` measures it.
"""

import threading
from contextlib import contextmanager
from functools import cache

from lstm_helpers.arrays import as_count
from lstm_helpers.environment import processors

PAYS = 2**29
"""Multiplications in one product (some 15 ms of work) from which on more than one thread pays on a busy machine too.

Then a product takes longer than the turn that a system gives each program, and waiting for a turn costs little of it.
"""

_allowed = []  # by each training under way, of which there are several where callbacks predict, or threads train
_usual = []  # threads of each library before the first of them
_changing = threading.Lock()


def paying(multiplications):
    """Return how many threads pay for products of so many multiplications, never more than `processors` allows.

    Examples
    --------
    >>> paying(64 * 4 * 128 * (128 + 8))  # 64 sequences of 8 features into 128 LSTM units
    1
    """
    return 1 if as_count("multiplications", multiplications, 0) < PAYS else processors()


def in_a_step(layers, sequences):
    """Return the multiplications of the largest product of one step: the weights of a layer, once a sequence."""
    return sequences * max(params.W_x.size + params.W_h.size for params in layers)


@contextmanager
def that_pay(multiplications):
    """Within this block NumPy's products take the threads that pay, and no more than before; then all is as it was.

    Blocks may lie within one another or run side by side: the smallest number counts while its block lasts.

    Parameters
    ----------
    multiplications : int
        In the largest product; see `in_a_step`.
    """
    threads = paying(multiplications)
    with _changing:
        if not _allowed:
            _usual[:] = [library.num_threads for library in libraries()]
        _allowed.append(threads)
        _set()
    try:
        yield
    finally:
        with _changing:
            _allowed.remove(threads)
            _set()


def _set():
    for library, usual in zip(libraries(), _usual, strict=True):
        library.set_num_threads(min([usual, *_allowed]))


@cache
def libraries():
    """Return what multiplies matrices in this process, as threadpoolctl finds it: [] where it can set no threads."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return ()
    return tuple(found for found in ThreadpoolController().lib_controllers if found.user_api == "blas")
