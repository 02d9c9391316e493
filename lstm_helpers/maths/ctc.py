"""Connectionist temporal classification: learn to write down what was said though nobody says when.

A network reads T steps and gives each a chance for every letter and for the blank, which is class 0. A path names one
class a step. It is read by merging what repeats and leaving out the blanks (`collapse`), so that many paths say the
same, and the chance of a label is the sum over all of them:

    P(label) = Σ over the paths that collapse to it, of Π_t p_t(path_t)                                          (1)

There are too many to list. Put blanks between, before and after the letters of the label, S = 2L + 1 classes z, and let
α_t(s) be the chance of all beginnings of paths that stand at z_s at step t (Graves et al. 2006, section 4.1):

    α_t(s) = p_t(z_s) · (α_{t−1}(s) + α_{t−1}(s − 1) + α_{t−1}(s − 2))                                            (2)

where the last one is allowed only if z_s is a letter and another one than z_{s−2}: between two equal letters the blank
must be heard. Then P(label) = α_T(S) + α_T(S − 1). All is done with logarithms, since products of a hundred chances
are too small for a float.

Shapes: T steps, K classes with the blank, L letters of the label.
"""

from itertools import groupby, pairwise, product

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_sequence, shown

BLANK = 0
MOST_PATHS = 1_000_000
"""So many paths `alignments` may try: beyond that, ask `ctc_forward`, which does not list them."""


def collapse(path):
    """Return what a path says: repeats are merged first, then the blanks are left out.

    Parameters
    ----------
    path : sequence of int
        A class for each step, 0 for the blank.

    Returns
    -------
    tuple of int
        ``collapse((0, 3, 3, 0, 3, 1))`` is ``(3, 3, 1)``: only a blank between them makes two of one letter.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    return _collapse(_classes("path", path, least=0))


def alignments(label, T):
    """Return all paths of T steps that collapse to the label: for proofs on short words.

    Parameters
    ----------
    label : sequence of int
        Letters, 1 or more each; it may be empty.
    T : int
        Steps. The letters and the blank are tried at each: at most a million paths in all.

    Returns
    -------
    list of tuple of int
        In order of their classes; an empty list if T steps are too few.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.

    Examples
    --------
    >>> alignments((1, 2), 3)
    [(0, 1, 2), (1, 0, 2), (1, 1, 2), (1, 2, 0), (1, 2, 2)]
    """
    label, T = _classes("label", label), as_count("T", T)
    heard = sorted({BLANK, *label})
    if T * np.log(len(heard)) > np.log(MOST_PATHS) + 1e-9:
        raise ValueError(f"T is {T}: {len(heard)} classes have more than a million paths of so many steps.")
    return [path for path in product(heard, repeat=T) if _collapse(path) == label]


def ctc_forward(log_p, label):
    """Return log α (T, 2L + 1), the logarithms of the chances in equation (2), -inf where no path stands.

    Parameters
    ----------
    log_p : array (T, K)
        Logarithms of chances, nats, 0 or less; -inf for what cannot be.
    label : sequence of int
        Letters, 1 to K − 1.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    log_p, label = _checked(log_p, label)
    return _forward(log_p, *_with_blanks(label))


def log_chance(log_p, label):
    """Return log P(label), nats: the sum (1) over all paths that collapse to it; -inf if there is none.

    Parameters and errors are those of `ctc_forward`.
    """
    log_p, label = _checked(log_p, label)
    return _ends(_forward(log_p, *_with_blanks(label)))


def ctc_loss(logits, label):
    """Return (loss, d_logits): −log P(label), nats, and its gradient with respect to the logits.

    The gradient at each step is the chances minus the share of P(label) that runs through each class (Graves et al.
    2006, equation 16): what softmax and cross-entropy would give if the shares were the targets.

    Parameters
    ----------
    logits : array (T, K)
        What the network says before the softmax, any finite numbers.
    label : sequence of int
        Letters, 1 to K − 1.

    Returns
    -------
    loss : float
    d_logits : ndarray (T, K)

    Raises
    ------
    TypeError, ValueError
        Naming the argument; `ValueError` too if T steps are too few for the label: a step for each letter, and one for
        the blank between two equal ones.
    """
    logits = as_floats("logits", logits, ("time", "classes"))
    log_p, label = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True), _letters(label, logits)
    need = len(label) + sum(a == b for a, b in pairwise(label))
    if len(logits) < need:
        raise ValueError(f"logits has {len(logits)} steps: the label needs {need}, with a blank between equal letters.")
    z, skips = _with_blanks(label)
    forward = _forward(log_p, z, skips)
    # from behind it is the same recursion, so that α and β meet at each step, whose own chance both have counted
    backward = _forward(log_p[::-1], z[::-1], _skips(z[::-1]))[::-1, ::-1]
    loss = -_ends(forward)
    through = np.exp(forward + backward - log_p[:, z] + loss)
    shares = np.zeros_like(log_p)
    np.add.at(shares.T, z, through.T)
    return loss, np.exp(log_p) - shares


def best_path(log_p):
    """Return (label, path): the likeliest class of each step, and what that path says.

    The likeliest path is not always a path of the likeliest label: see `prefix_beam`.

    Parameters
    ----------
    log_p : array (T, K)
        Logarithms of chances, nats.

    Returns
    -------
    label, path : tuple of int

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    log_p = _log_chances(log_p)
    path = tuple(log_p.argmax(axis=1).tolist())
    return _collapse(path), path


def prefix_beam(log_p, width):
    """Return the labels that a beam of so many prefixes finds, the likeliest first (Graves 2012, section 7.5.3).

    At each step every kept prefix is left as it is (a blank, or its last letter once more) or continued by a letter.
    Paths that say the same are added up, apart by whether they end in a blank, because only after a blank the same
    letter counts anew. With a beam as wide as there are prefixes the chances are those of `log_chance`.

    Parameters
    ----------
    log_p : array (T, K)
        Logarithms of chances, nats.
    width : int
        How many prefixes are kept after each step, 1 or more.

    Returns
    -------
    list of (label, log_p)
        Tuples of int and floats, at most ``width`` of them; none if no path has a chance.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    log_p, width = _log_chances(log_p), as_count("width", width)
    kept = {(): (0.0, -np.inf)}  # prefix -> log chance of its paths that end in a blank, and in its last letter
    for row in log_p:
        found = {}
        for prefix, ends in kept.items():
            for grown, more in _grown(prefix, ends, row):
                if max(more) > -np.inf:
                    found[grown] = np.logaddexp(found.get(grown, (-np.inf, -np.inf)), more)
        best = sorted(found, key=lambda prefix: (-np.logaddexp(*found[prefix]), prefix))[:width]
        kept = {prefix: found[prefix] for prefix in best}
    return [(prefix, float(np.logaddexp(*ends))) for prefix, ends in kept.items()]


def edit_distance(said, heard):
    """Return how many letters must be put in, left out or changed to make one sequence the other (Levenshtein 1966).

    Parameters
    ----------
    said, heard : str, or sequence of int or str

    Raises
    ------
    TypeError
        Naming the argument.
    """
    said, heard = _symbols("said", said), _symbols("heard", heard)
    row = list(range(len(heard) + 1))
    for i, one in enumerate(said, start=1):
        before, row = row, [i]
        for j, other in enumerate(heard, start=1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one != other)))
    return row[-1]


def error_rate(said, heard):
    """Return the edits that all pairs need, per letter said: 0 is perfect, and it may exceed 1.

    Parameters
    ----------
    said, heard : sequence of sequences
        As many of one as of the other.

    Raises
    ------
    TypeError, ValueError
        Naming the argument.
    """
    said, heard = (
        as_sequence(name, given, "a list of sequences") for name, given in (("said", said), ("heard", heard))
    )
    if len(said) != len(heard):
        raise ValueError(f"heard has {len(heard)} sequences: expected {len(said)}, as many as said.")
    letters = sum(len(_symbols("said", one)) for one in said)
    if not letters:
        raise ValueError("said has no letter: expected at least one.")
    return sum(edit_distance(*pair) for pair in zip(said, heard, strict=True)) / letters


# ---- without checks -------------------------------------------------------------------------------------------------


def _collapse(path):
    return tuple(letter for letter, _ in groupby(path) if letter != BLANK)


def _with_blanks(label):
    """(z, skips): the label with blanks around each letter (S,), and where two places may be stepped over."""
    z = np.zeros(2 * len(label) + 1, int)
    z[1::2] = label
    return z, _skips(z)


def _skips(z):
    skips = np.zeros(len(z), bool)
    skips[2:] = (z[2:] != BLANK) & (z[2:] != z[:-2])
    return skips


def _forward(log_p, z, skips):
    alpha = np.full((len(log_p), len(z)), -np.inf)
    alpha[0, :2] = log_p[0, z[:2]]
    for t in range(1, len(log_p)):
        stay, one, two = alpha[t - 1].copy(), alpha[t - 1, :-1], alpha[t - 1, :-2]
        stay[1:] = np.logaddexp(stay[1:], one)
        stay[2:] = np.where(skips[2:], np.logaddexp(stay[2:], two), stay[2:])
        alpha[t] = log_p[t, z] + stay
    return alpha


def _ends(alpha):
    return float(np.logaddexp.reduce(alpha[-1, -2:]))


def _grown(prefix, ends, row):
    """Each (prefix, (ends in a blank, ends in a letter)) that one more step makes of a prefix."""
    blank, letter = ends
    yield prefix, (np.logaddexp(blank, letter) + row[BLANK], letter + row[prefix[-1]] if prefix else -np.inf)
    for k in range(1, len(row)):
        before = blank if prefix and k == prefix[-1] else np.logaddexp(blank, letter)
        yield (*prefix, k), (-np.inf, before + row[k])


# ---- at the doors ---------------------------------------------------------------------------------------------------


def _classes(name, value, least=1):
    listed = as_sequence(name, value, "a list of class numbers")
    return tuple(as_count(f"{name}[{n}]", one, least) for n, one in enumerate(listed))


def _log_chances(log_p):
    log_p = as_floats("log_p", log_p, ("time", "classes"), finite=False)
    if np.isnan(log_p).any() or (log_p > 1e-6).any():
        raise ValueError("log_p holds NaN or numbers above 0: expected logarithms of chances, 0 or less.")
    return log_p


def _letters(label, log_p):
    label, K = _classes("label", label), log_p.shape[1]
    if label and max(label) >= K:
        raise ValueError(f"label holds {max(label)}: expected letters from 1 to {K - 1}, since there are {K} classes.")
    return label


def _checked(log_p, label):
    log_p = _log_chances(log_p)
    return log_p, _letters(label, log_p)


def _symbols(name, value):
    if isinstance(value, str):
        return tuple(value)
    found = as_sequence(name, value, "a text, or a list of letters or numbers")
    for one in found:
        if not isinstance(one, (str, int, np.integer)) or isinstance(one, bool):
            raise TypeError(f"{name} holds {shown(one)}: expected letters or whole numbers.")
    return tuple(found)
