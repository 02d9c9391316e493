"""Compose a tune note by note: an LSTM reads the note before, the place in the bar and in the phrase, and expects.

What is read before note t, a row of zeros with five ones:

    the pitch of note t − 1 (P), or that there is none (1)
    its length, and whether a phrase ended with it (L)
    the place in the bar at which note t begins, in eighths (12)
    how long a bar is, 3, 4 or 6 quarter notes (3)
    how long the phrase is going on, in eighths (24); the last one stands for all that is longer

Two readouts of one state say which pitch and which length comes, each without knowing what the other says:

    h_t, c_t = lstm_step(x_t, h_{t−1}, c_{t−1})                                            (1)
    p(pitch_t) = softmax(h_t W_p + b_p);  p(length_t) = softmax(h_t W_l + b_l)             (2)

A class of length is a pair: so many quarter notes, and whether a phrase ends with the note. The metre is not predicted:
it follows from the lengths.

Shapes: N notes, P pitches, L classes of length, H units, D = P + 1 + L + 39 inputs.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lstm_helpers.arrays import as_count, as_flag, as_number, as_rng, as_sequence, shown
from lstm_helpers.maths import sampling
from lstm_helpers.maths.cells import DenseParams, LSTMParams, dense, init_dense, init_lstm
from lstm_helpers.maths.parameters import check_dense, check_params
from lstm_helpers.maths.sequence import run
from lstm_helpers.notes import LONGEST, Note, check_tune

BARS = (3, 4, 6)  # quarter notes in a bar
PLACES, AGES = 12, 24  # eighths in the longest bar, and in a phrase that is long
MOST_NOTES = 64  # that `go_on` writes where no phrase ends


class Composer(NamedTuple):
    """What expects notes: ``lstm`` LSTMParams (D, H), readouts ``pitch`` (H, P) and ``length`` (H, L), their classes.

    ``pitches`` are P MIDI numbers, ``lengths`` L pairs of quarter notes and whether a phrase ends.
    """

    lstm: LSTMParams
    pitch: DenseParams
    length: DenseParams
    pitches: tuple
    lengths: tuple


class Chances(NamedTuple):
    """What is expected before each note, and after the last: ``pitch`` (N + 1, P) and ``length`` (N + 1, L)."""

    pitch: np.ndarray
    length: np.ndarray


def init_composer(H, pitches, lengths, rng):
    """Return a `Composer` of H units that has learned nothing yet.

    Parameters
    ----------
    H : int
    pitches : sequence of int (P,)
        MIDI numbers, rising.
    lengths : sequence of (float, bool) (L,)
        Quarter notes, and whether a phrase ends; each pair once.
    rng : numpy.random.Generator

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    H, rng = as_count("H", H), as_rng("rng", rng)
    pitches, lengths = _as_pitches("pitches", pitches), _as_lengths("lengths", lengths)
    lstm = init_lstm(_width(pitches, lengths), H, rng)
    return Composer(lstm, init_dense(H, len(pitches), rng), init_dense(H, len(lengths), rng), pitches, lengths)


def inputs_of(composer, tune):
    """Return what a composer reads before each note of a tune and after the last, (N + 1, D).

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    composer, tune = check_composer(composer), _as_tune(tune)
    return _inputs(composer, tune, classes_of(composer, tune))


def classes_of(composer, tune):
    """Return the classes of the pitch and of the length of every note, (N, 2) whole numbers.

    Raises
    ------
    TypeError, ValueError
        A note has a pitch or a length that the composer does not know.
    """
    composer, tune = check_composer(composer), _as_tune(tune)
    return np.array([_class_of(composer, t, note) for t, note in enumerate(tune.notes)], int).reshape(-1, 2)


def chances(composer, tune, temperature=1.0):
    """Return what is expected before every note of a tune and after the last, as `Chances`: equations (1) and (2).

    Parameters
    ----------
    composer : Composer
    tune : Tune
        It may have no notes.
    temperature : float
        Above 0: what the logits are divided by.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.

    Examples
    --------
    >>> from lstm_helpers.notes import Note, Tune
    >>> lengths = ((1.0, False), (2.0, True))
    >>> composer = init_composer(8, range(60, 73), lengths, np.random.default_rng(0))
    >>> tune = Tune("mine", "", 4, 0, (Note(60, 1.0), Note(62, 1.0)))
    >>> [part.shape for part in chances(composer, tune)]
    [(3, 13), (3, 2)]
    """
    composer, tune = check_composer(composer), _as_tune(tune)
    temperature = as_number("temperature", temperature, "a number above 0, e.g. 0.8", above=0)
    h = run(composer.lstm, _inputs(composer, tune, classes_of(composer, tune))[None]).outputs[0]  # (N + 1, H)
    return Chances(*(sampling.temperature(dense(head, h), temperature) for head in (composer.pitch, composer.length)))


def bits(composer, tune):
    """Return what the pitch and the length of every note cost in bits, (N, 2); their sum is the cost of the note."""
    composer, tune = check_composer(composer), _as_tune(tune)
    classes = classes_of(composer, tune)
    expected = chances(composer, tune)
    rows = np.arange(len(classes))
    return -np.log2(np.stack([part[rows, n] for part, n in zip(expected, classes.T, strict=True)], axis=1))


def go_on(composer, tune, rng, *, temperature=1.0, notes=None):
    """Return a tune with what the composer drew after its last note.

    Parameters
    ----------
    composer : Composer
    tune : Tune
    rng : numpy.random.Generator
    temperature : float
        Above 0.
    notes : int, optional
        How many to write; left out, it writes to the end of the phrase, 64 notes at most.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    composer, tune, rng = check_composer(composer), _as_tune(tune), as_rng("rng", rng)
    count = None if notes is None else as_count("notes", notes, 0, 10_000)
    temperature = as_number("temperature", temperature, "a number above 0, e.g. 0.8", above=0)
    written, state = list(tune.notes), None
    x = _inputs(composer, tune, classes_of(composer, tune))
    for _ in range(MOST_NOTES if count is None else count):
        trace = run(composer.lstm, x[None], *(state or ()))
        state, h = (trace.h[:, -1], trace.c[:, -1]), trace.outputs[0, -1]
        n, k = (
            sampling.draw(sampling.temperature(dense(head, h), temperature), rng)
            for head in (composer.pitch, composer.length)
        )
        written.append(Note(composer.pitches[n], *composer.lengths[k]))
        if count is None and written[-1].ends:
            break
        x = _inputs(composer, tune._replace(notes=tuple(written)), [(int(n), int(k))], len(written))
    return tune._replace(notes=tuple(written))


def check_composer(composer, name="composer"):
    """Return a `Composer` as float64 arrays that fit together; `TypeError` or `ValueError` says what to mend."""
    if not isinstance(composer, Composer):
        raise TypeError(f"{name} is {type(composer).__name__}: expected a Composer, e.g. from init_composer.")
    if not isinstance(composer.lstm, LSTMParams):
        raise TypeError(
            f"{name}.lstm is {type(composer.lstm).__name__}: expected LSTMParams, e.g. init_lstm(D, H, rng)."
        )
    lstm, D, H = check_params(composer.lstm, f"{name}.lstm")
    pitches, lengths = (
        _as_pitches(f"{name}.pitches", composer.pitches),
        _as_lengths(f"{name}.lengths", composer.lengths),
    )
    if _width(pitches, lengths) != D:
        raise ValueError(
            f"{name}.lstm reads {D} numbers: expected {_width(pitches, lengths)} for {len(pitches)} pitches and "
            f"{len(lengths)} lengths."
        )
    heads = []
    for part, classes in (("pitch", pitches), ("length", lengths)):
        head = check_dense(getattr(composer, part), f"{name}.{part}", H)
        if len(head.b) != len(classes):
            raise ValueError(f"{name}.{part} has {len(head.b)} outputs: expected {len(classes)}, one a class.")
        heads.append(head)
    return Composer(*(_double(one) for one in (lstm, *heads)), pitches, lengths)


def _as_tune(tune):
    """A `Tune` in one of the metres that a composer knows."""
    tune = check_tune(tune)
    if tune.bar not in BARS:
        raise ValueError(f"tune.bar is {tune.bar:g}: expected 3, 4 or 6 quarter notes, the bars that a composer knows.")
    return tune


def _as_pitches(name, pitches):
    found = as_sequence(name, pitches, "MIDI numbers that rise, e.g. range(55, 85)")
    found = tuple(as_count(f"{name}[{n}]", pitch, 0, 127) for n, pitch in enumerate(found))
    if not found or any(a >= b for a, b in pairwise(found)):
        raise ValueError(f"{name} is {shown(found)}: expected MIDI numbers that rise, e.g. range(55, 85).")
    return found


def _as_lengths(name, lengths):
    expected = "pairs of quarter notes and whether a phrase ends, e.g. ((1.0, False), (2.0, True))"
    found = []
    for n, pair in enumerate(as_sequence(name, lengths, expected)):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise TypeError(f"{name}[{n}] is {shown(pair)}: expected {expected}.")
        quarters = as_number(f"{name}[{n}][0]", pair[0], "quarter notes above 0", above=0, most=LONGEST)
        found.append((quarters, as_flag(f"{name}[{n}][1]", pair[1])))
    if not found or len(set(found)) < len(found):
        raise ValueError(f"{name} is {shown(tuple(found))}: expected {expected}, each once.")
    return tuple(found)


def _class_of(composer, t, note):
    if note.pitch not in composer.pitches:
        low, high = composer.pitches[0], composer.pitches[-1]
        raise ValueError(f"tune.notes[{t}] has pitch {note.pitch}: this composer knows pitches from {low} to {high}.")
    if (note.length, note.ends) not in composer.lengths:
        end = " with which a phrase ends" if note.ends else ""
        known = sorted(quarters for quarters, ends in composer.lengths if ends == note.ends)
        known = ", ".join(f"{quarters:g}" for quarters in known) or "none"
        raise ValueError(f"tune.notes[{t}] lasts {note.length:g} quarter notes{end}: this composer knows {known}.")
    return composer.pitches.index(note.pitch), composer.lengths.index((note.length, note.ends))


def _width(pitches, lengths):
    return len(pitches) + 1 + len(lengths) + PLACES + len(BARS) + AGES


def _inputs(composer, tune, classes, first=0):
    """The rows before note ``first`` and all later ones, (N + 1 − first, D); ``classes`` of the notes from there on."""
    P, L = len(composer.pitches), len(composer.lengths)
    starts, ages = _clock(tune)
    before = [(P, None), *map(tuple, classes)] if not first else [tuple(classes[-1])]
    x = np.zeros((len(before), _width(composer.pitches, composer.lengths)))
    metre = P + 1 + L
    for row, (n, k), start, age in zip(x, before, starts[-len(before) :], ages[-len(before) :], strict=True):
        row[n] = 1
        if k is not None:
            row[P + 1 + k] = 1
        row[metre + int(2 * ((start - tune.pickup) % tune.bar))] = 1
        row[metre + PLACES + BARS.index(tune.bar)] = 1
        row[metre + PLACES + len(BARS) + min(int(2 * age), AGES - 1)] = 1
    return x


def _clock(tune):
    """When each note begins and the next would, and how long its phrase is going on by then: two lists of N + 1."""
    starts, ages = [0.0], [0.0]
    for note in tune.notes:
        starts.append(starts[-1] + note.length)
        ages.append(0.0 if note.ends else ages[-1] + note.length)
    return starts, ages


def _double(params):
    return type(params)(*(array.astype(np.float64) for array in params))
