"""Synthetic sequence problems, each drawn with a generator that you pass: ``x, y = task(n, rng, …)``.

``x`` is (n, T, D). Where one answer is wanted at the end, ``y`` is (n, O) or, for class numbers, (n,); where one is
wanted at every step it is (n, T, O) or (n, T). A task with its options fixed, such as
``functools.partial(adding, T=100)``, is what `lstm_helpers.training.fit` takes to draw fresh batches for ever.
The two source documents' data stand at the end; they are always the same.
"""

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_number, as_rng, check_fits

BRACKET_LABELS = "()·"
"""What the three features of `brackets` stand for."""


def adding(n, rng, *, T=100):
    """Add the two marked numbers, in the form used today (Le et al. 2015; Arjovsky et al. 2016).

    Returns
    -------
    x : (n, T, 2)
        Feature 0 is a number drawn evenly from (0, 1); feature 1 is 1 at two steps, one in each half, and 0 elsewhere.
    y : (n, 1)
        The sum of the two marked numbers. Always guessing its mean, 1, costs a mean squared error of 1/6.

    Examples
    --------
    >>> x, y = adding(5, np.random.default_rng(0), T=20)
    >>> x.shape, y.shape, bool(np.allclose((x[..., 0] * x[..., 1]).sum(axis=1), y[:, 0]))
    ((5, 20, 2), (5, 1), True)
    """
    n, T, rng = as_count("n", n), as_count("T", T, 2), as_rng("rng", rng)
    check_fits(n=n, T=T, features=2)
    values, marks = rng.random((n, T)), np.zeros((n, T))
    rows = np.arange(n)
    marks[rows, rng.integers(0, T // 2, n)] = 1
    marks[rows, rng.integers(T // 2, T, n)] = 1
    return np.stack([values, marks], axis=-1), (values * marks).sum(axis=1, keepdims=True)


def adding_1997(n, rng, *, T=100):
    """Add the two marked numbers, as Hochreiter & Schmidhuber (1997, experiment 4) defined it.

    Numbers are drawn from (−1, 1), lengths from T to T + T/10. One of the first ten steps is marked with 1, then one
    of the other steps before T/2; the first and the last step are marked −1. A first step that is chosen keeps its
    mark of 1, and its number counts as zero. An answer is right when it is within 0.04 of the target.

    Returns
    -------
    x : (n, T + T//10, 2)
        Padded with zeros behind the end of each sequence.
    y : (n, 1)
        0.5 + (sum of the two) / 4, in (0, 1).
    mask : (n, T + T//10) of bool
        True where a step is real.

    Examples
    --------
    >>> x, y, mask = adding_1997(5, np.random.default_rng(0), T=40)
    >>> x.shape, y.shape, mask.shape
    ((5, 44, 2), (5, 1), (5, 44))
    """
    n, T, rng = as_count("n", n), as_count("T", T, 22), as_rng("rng", rng)
    check_fits(n=n, T=T + T // 10, features=2)
    longest, rows = T + T // 10, np.arange(n)
    lengths = rng.integers(T, longest + 1, n)
    mask = np.arange(longest) < lengths[:, None]
    values, marks = rng.uniform(-1, 1, (n, longest)), np.zeros((n, longest))
    first = rng.integers(0, 10, n)
    second = rng.integers(0, T // 2 - 1, n)
    second += second >= first  # skips the step that is already marked
    marks[rows, 0] = marks[rows, lengths - 1] = -1
    marks[rows, first] = marks[rows, second] = 1
    values[marks[:, 0] == 1, 0] = 0
    y = 0.5 + (values * (marks == 1)).sum(axis=1, keepdims=True) / 4
    return np.stack([values, marks], axis=-1) * mask[..., None], y, mask


def delayed_recall(n, rng, *, delay=10, symbols=4):
    """Say at the end which symbol was shown at the start, after ``delay`` steps of other symbols.

    Returns
    -------
    x : (n, delay + 1, symbols + 1)
        One-hot symbols drawn evenly; the last feature is a cue, 1 at the first step only.
    y : (n,) of int
        The number of the first symbol. Guessing is right once in ``symbols`` times.

    Examples
    --------
    >>> x, y = delayed_recall(3, np.random.default_rng(0), delay=6, symbols=2)
    >>> x.shape, y.shape
    ((3, 7, 3), (3,))
    """
    n, delay, symbols = as_count("n", n), as_count("delay", delay, 0), as_count("symbols", symbols, 2)
    check_fits(n=n, delay=delay + 1, symbols=symbols + 1)
    shown = as_rng("rng", rng).integers(0, symbols, (n, delay + 1))
    x = np.zeros((n, delay + 1, symbols + 1))
    x[..., :symbols] = one_hot(shown, symbols)
    x[:, 0, symbols] = 1
    return x, shown[:, 0]


def brackets(n, rng, *, T=40, deepest=4):
    """Say after every step how many brackets are open.

    Returns
    -------
    x : (n, T, 3)
        One-hot "(", ")" or another letter (`BRACKET_LABELS`), equally likely wherever they are allowed: no bracket is
        closed that was not opened, and at most ``deepest`` are open at once.
    y : (n, T, 1)
        The number of open brackets after each step.

    Examples
    --------
    >>> x, y = brackets(1, np.random.default_rng(5), T=12)
    >>> "".join(BRACKET_LABELS[k] for k in x[0].argmax(axis=-1)), y[0, :, 0].astype(int).tolist()
    ('()(··((··)(·', [1, 0, 1, 1, 1, 2, 3, 3, 3, 2, 3, 3])
    """
    n, T, deepest, rng = as_count("n", n), as_count("T", T), as_count("deepest", deepest), as_rng("rng", rng)
    check_fits(n=n, T=T, features=3)
    depth, letters, y = np.zeros(n, int), np.empty((n, T), int), np.empty((n, T, 1))
    chance = rng.random((n, T))
    for t in range(T):
        opens, closes = depth < deepest, depth > 0
        choice = (chance[:, t] * (1 + opens + closes)).astype(int)  # 0 is the other letter
        letters[:, t] = np.select([choice == 0, (choice == 1) & opens], [2, 0], 1)
        depth = depth + (letters[:, t] == 0) - (letters[:, t] == 1)
        y[:, t, 0] = depth
    return one_hot(letters, 3), y


def parity(n, rng, *, T=10):
    """Say after every step whether the number of ones so far is odd.

    Returns
    -------
    x : (n, T, 1)
        Bits, 0 or 1.
    y : (n, T, 1)
        1 where the count is odd. For one answer at the end use ``y[:, -1]``.

    Examples
    --------
    >>> x, y = parity(1, np.random.default_rng(2), T=6)
    >>> x[0, :, 0].astype(int).tolist(), y[0, :, 0].astype(int).tolist()
    ([1, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 0])
    """
    n, T, rng = as_count("n", n), as_count("T", T), as_rng("rng", rng)
    check_fits(n=n, T=T)
    bits = rng.integers(0, 2, (n, T, 1))
    return bits.astype(float), (bits.cumsum(axis=1) % 2).astype(float)


def copy(n, rng, *, length=5, delay=10, symbols=8):
    """Read some symbols, wait, and write them again after a signal (as in Arjovsky et al. 2016).

    Returns
    -------
    x : (n, T, symbols + 2), with T = 2 · length + delay
        One-hot. ``length`` symbols; blanks (feature ``symbols``), the last before the answer replaced by the signal
        (feature ``symbols + 1``); then blanks while the answer is due.
    y : (n, T) of int
        The blank's number until the answer is due, then the symbols in their order.

    Examples
    --------
    >>> x, y = copy(2, np.random.default_rng(0), length=3, delay=4, symbols=2)
    >>> x.argmax(axis=-1)[0].tolist(), y[0].tolist()
    ([1, 1, 1, 2, 2, 2, 3, 2, 2, 2], [2, 2, 2, 2, 2, 2, 2, 1, 1, 1])
    """
    n, length, delay = as_count("n", n), as_count("length", length), as_count("delay", delay)
    symbols, rng = as_count("symbols", symbols, 2), as_rng("rng", rng)
    check_fits(n=n, **{"2·length + delay": 2 * length + delay}, symbols=symbols + 2)
    message = rng.integers(0, symbols, (n, length))
    blank, signal = symbols, symbols + 1
    shown = np.full((n, 2 * length + delay), blank)
    y = shown.copy()
    shown[:, :length], shown[:, length + delay - 1] = message, signal
    y[:, length + delay :] = message
    return one_hot(shown, symbols + 2), y


def noisy_sine(n, rng, *, T=20, noise=0.1):
    """Say how a sine goes on that was read with noise.

    Phase and period (8 to 32 steps) differ from sequence to sequence.

    Returns
    -------
    x : (n, T, 1)
        The sine plus normal noise of standard deviation ``noise``.
    y : (n, 1)
        The next value, without noise.

    Examples
    --------
    >>> x, y = noisy_sine(4, np.random.default_rng(0), T=15)
    >>> x.shape, y.shape
    ((4, 15, 1), (4, 1))
    """
    n, T, rng = as_count("n", n), as_count("T", T), as_rng("rng", rng)
    check_fits(n=n, T=T)
    noise = as_number("noise", noise, "a standard deviation, 0 or more", least=0)
    phase, period = rng.uniform(0, 2 * np.pi, (n, 1)), rng.uniform(8, 32, (n, 1))
    wave = np.sin(phase + 2 * np.pi * np.arange(T + 1) / period)
    return (wave[:, :T] + noise * rng.standard_normal((n, T)))[..., None], wave[:, T:]


def random_integers(rng=None):
    """Return the first source document's data: random integers, and the last of each sequence as the "next" number.

    Parameters
    ----------
    rng : numpy.random.RandomState, optional
        NumPy's old generator, by default seeded with 42. Pass your own to go on drawing from it, as the source does.

    Returns
    -------
    x : (1000, 10, 1) of float
        Integers from 0 to 99.
    y : (1000,) of float
        ``x[:, -1, 0]``: the target is the last input.

    Examples
    --------
    >>> x, y = random_integers()
    >>> x.shape, y.shape, bool((y == x[:, -1, 0]).all())
    ((1000, 10, 1), (1000,), True)
    """
    rng = np.random.RandomState(42) if rng is None else rng
    if not isinstance(rng, np.random.RandomState):
        raise TypeError(f"rng is {type(rng).__name__}: expected numpy.random.RandomState(42), which the source used.")
    x = rng.randint(0, 100, (1000, 10)).astype(float)
    return x[..., None], x[:, -1]


def sine():
    """Return the second source document's series: the sine at 1,000 even steps from 0 to 100, shape (1000,)."""
    return np.sin(np.linspace(0, 100, 1000))


def sine_windows():
    """Return the second source document's windows: 10 values of `sine`, scaled to 0…1 as a whole, and the next one.

    As in the source the last usable window is left out; its first 791 windows are for training, 198 for the test.

    Returns
    -------
    x : (989, 10, 1)
    y : (989, 1)

    Examples
    --------
    >>> x, y = sine_windows()
    >>> x.shape, y.shape, float(x.min()), float(x.max())
    ((989, 10, 1), (989, 1), 0.0, 1.0)
    """
    wave = sine()
    scaled = (wave - wave.min()) / (wave.max() - wave.min())
    starts = np.arange(len(scaled) - 10 - 1)
    return scaled[starts[:, None] + np.arange(10)][..., None], scaled[starts + 10][:, None]


def one_hot(numbers, K):
    """Return (…, K): 1 at the class's place, 0 elsewhere.

    >>> one_hot([0, 2], 3).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    numbers, K = as_floats("numbers", numbers, None), as_count("K", K)
    check_fits(numbers=numbers.size, K=K)
    if not ((numbers >= 0) & (numbers < K) & (numbers == np.floor(numbers))).all():
        raise ValueError(f"numbers must be whole class numbers from 0 to {K - 1}.")
    return (numbers[..., None] == np.arange(K)).astype(float)
