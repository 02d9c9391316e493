"""Expect the next note by counting: n-grams of notes, the opponent of a composer.

`count_notes` makes either of two kinds:

    together   a note is one sign, its pitch with its length and whether a phrase ends: n-grams of these
    apart      n-grams of pitches, and n-grams of (place in the bar, length, phrase end), as if neither knew the other;
               so they know the metre, as a composer does

Tunes are told apart by signs of their own between them, which are never expected: their chance is given to the notes.
"""

from dataclasses import dataclass

import numpy as np

from lstm_helpers.arrays import as_count, as_flag, as_rng, as_sequence
from lstm_helpers.maths import ngrams, sampling
from lstm_helpers.maths.composer import BARS, PLACES, Composer, check_composer, classes_of
from lstm_helpers.notes import Note, check_tune

DOWN, UP = -5, 6
"""How many semitones a tune is moved to be in every key once."""


@dataclass(frozen=True, eq=False)
class NoteGrams:
    """n-grams of notes; made by `count_notes`.

    Attributes
    ----------
    composer : Composer
        Whose classes are counted; its weights are not looked at.
    grams : tuple of ngrams.NGrams
        One of notes, or one of pitches and one of lengths.
    """

    composer: Composer
    grams: tuple

    @property
    def entries(self):
        """How many numbers the tables of counts hold."""
        return sum(grams.entries for grams in self.grams)

    def chances(self, tune):
        """Return the chance of each note that could come, before every note and after the last: (N + 1, P, L).

        Raises
        ------
        TypeError, ValueError
            No tune, or one with notes that the classes have not.
        """
        composer, P, L = self.composer, len(self.composer.pitches), len(self.composer.lengths)
        classes, places = classes_of(composer, tune), _places(check_tune(tune))
        signs = _signs(classes, places, P, L, len(self.grams) == 2)
        rows = [_rows(grams, sign) for grams, sign in zip(self.grams, signs, strict=True)]  # each (N + 1, K − 1)
        if len(rows) == 1:
            return _shared(rows[0]).reshape(len(places), P, L)
        at = places[:, None] * L + np.arange(L)  # (N + 1, L)
        lengths = np.take_along_axis(rows[1], at, axis=1)
        return _shared(rows[0])[:, :, None] * _shared(lengths)[:, None, :]

    def of_notes(self, tune):
        """Return the chance that each note of a tune had, (N,)."""
        classes = classes_of(self.composer, tune)
        return self.chances(tune)[np.arange(len(classes)), classes[:, 0], classes[:, 1]]

    def go_on(self, tune, rng, notes):
        """Return the tune with ``notes`` more, each drawn from its chances by a ``numpy.random.Generator``."""
        rng, notes, L = as_rng("rng", rng), as_count("notes", notes, 0, 10_000), len(self.composer.lengths)
        tune = check_tune(tune)
        for _ in range(notes):
            sign = sampling.draw(self.chances(tune)[-1].ravel(), rng)
            note = Note(self.composer.pitches[sign // L], *self.composer.lengths[sign % L])
            tune = tune._replace(notes=(*tune.notes, note))
        return tune


def count_notes(composer, tunes, order, *, apart=False, transpose=True):
    """Count the n-grams of tunes and return `NoteGrams`.

    Parameters
    ----------
    composer : Composer
        For its pitches and lengths alone, from ``composer.init_composer`` or trained.
    tunes : sequence of Tune
    order : int
        The longest n-gram: that note and order − 1 before it.
    apart : bool
        Pitches and lengths each by themselves, the lengths with their place in the bar.
    transpose : bool
        Count the pitches of each tune in all keys from 5 semitones below to 6 above, as far as they are known.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    composer, order, apart = check_composer(composer), as_count("order", order), as_flag("apart", apart)
    transpose, P, L = as_flag("transpose", transpose), len(composer.pitches), len(composer.lengths)
    sizes = (P + 1, _length_signs(L) + 1) if apart else (P * L + 1,)
    if max(sizes) ** order > ngrams.MOST_KEYS:
        raise ValueError(f"order is {order}: {max(sizes)} kinds of notes are too many for it; choose a smaller one.")
    found, count = as_sequence("tunes", tunes, "tunes, e.g. data.tunes.chorales()"), len(sizes)
    if not found:
        raise ValueError("tunes is empty: expected one tune or more.")
    sequences = [[] for _ in range(count)]
    for n, tune in enumerate(found):
        try:
            classes, places = classes_of(composer, tune), _places(check_tune(tune))
        except (TypeError, ValueError) as error:
            raise type(error)(f"tunes[{n}] cannot be counted: {error}") from None
        for move in _moves(composer, classes, transpose):
            signs = _signs(classes + np.array([move, 0]), places, P, L, apart)
            for kind, sign in enumerate(signs):
                if kind == 0 or move == 0:  # lengths are the same in every key
                    sequences[kind] += [sizes[kind] - 1] * _gap(order) + sign.tolist()
    return NoteGrams(composer, tuple(ngrams.count(s, K, order) for s, K in zip(sequences, sizes, strict=True)))


def _gap(order):
    """How many signs stand between two tunes, so that no n-gram reaches from one into the other."""
    return max(order - 1, 1)


def _length_signs(L):
    return len(BARS) * PLACES * L


def _places(tune):
    """The kind of bar and the eighth of it at which each note begins, and the next would, as one number: (N + 1,)."""
    starts = np.cumsum([0.0, *(note.length for note in tune.notes)])
    return BARS.index(tune.bar) * PLACES + (2 * ((starts - tune.pickup) % tune.bar)).astype(int)


def _signs(classes, places, P, L, apart):
    """The signs that are counted, one sequence a table: (N,) each."""
    pitch, length = classes.T
    return (pitch, places[:-1] * L + length) if apart else (pitch * L + length,)


def _rows(grams, signs):
    """What is expected before every sign and after the last, without the sign between tunes: (N + 1, K − 1)."""
    gap = _gap(grams.order)
    return grams.probabilities([grams.K - 1] * gap + signs.tolist())[gap - 1 :, :-1]


def _shared(p):
    return p / p.sum(axis=1, keepdims=True)


def _moves(composer, classes, transpose):
    """By how many semitones a tune is moved, 0 among them."""
    if not transpose or not len(classes):
        return [0]
    return range(max(DOWN, -classes[:, 0].min()), min(UP, len(composer.pitches) - 1 - classes[:, 0].max()) + 1)
