"""n-grams of notes: chances that sum to 1, counts worked by hand, and metre known where it is said to be."""

import numpy as np
import pytest

from lstm_helpers.data import tunes
from lstm_helpers.maths import ngrams
from lstm_helpers.maths.composer import init_composer
from lstm_helpers.maths.note_grams import count_notes
from lstm_helpers.notes import Note, Tune

LENGTHS = ((0.5, False), (1.0, False), (1.0, True), (2.0, False), (2.0, True))
COMPOSER = init_composer(2, range(60, 73), LENGTHS, np.random.default_rng(0))


def drawn(rng, count=20):
    """A tune of notes drawn at random."""
    lengths = [LENGTHS[n] for n in rng.integers(5, size=count)]
    return Tune("", "", 4.0, 1.0, tuple(Note(int(p), *pair) for p, pair in zip(rng.integers(60, 73, count), lengths)))  # noqa: B905


def several(count=6, seed=0):
    rng = np.random.default_rng(seed)
    return [drawn(rng) for _ in range(count)]


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("order", [1, 2, 4])
def test_chances_sum_to_one_and_hang_on_the_past_alone(apart, order):
    grams, tune = count_notes(COMPOSER, several(), order, apart=apart), several(seed=9)[0]
    chances = grams.chances(tune)
    assert chances.shape == (21, 13, 5)
    assert np.allclose(chances.sum(axis=(1, 2)), 1)
    shorter = grams.chances(tune._replace(notes=tune.notes[:7]))
    assert np.allclose(shorter, chances[:8])


def test_single_notes_together_are_the_n_grams_of_their_pairs():
    """Between tunes stands a sign that is never expected: without it the chances are those of `ngrams`, scaled."""
    one, (tune, other) = Tune("", "", 4.0, 0.0, (Note(60, 1.0), Note(62, 0.5), Note(60, 1.0))), several(2)
    grams = count_notes(COMPOSER, [one], 2, transpose=False)
    signs = [65, 0 * 5 + 1, 2 * 5 + 0, 0 * 5 + 1]
    by_hand = ngrams.count(signs, 66, 2).probabilities(signs)[:, :-1]
    by_hand /= by_hand.sum(axis=1, keepdims=True)
    assert np.allclose(grams.chances(one).reshape(4, -1), by_hand)
    p = count_notes(COMPOSER, [tune], 3).of_notes(other)
    assert p.shape == (20,)
    assert (p > 0).all()


def test_what_is_learned_in_one_key_is_expected_in_another_only_when_transposed():
    scale = Tune("", "", 4.0, 0.0, tuple(Note(pitch, 1.0) for pitch in (60, 62, 64, 65, 67) * 4))
    higher = tunes.transposed(scale, 5)
    for apart in (False, True):
        cost = {
            t: ngrams.bits(count_notes(COMPOSER, [scale], 3, apart=apart, transpose=t).of_notes(higher))
            for t in (False, True)
        }
        assert cost[True] < cost[False] - 1, cost


def test_n_grams_apart_know_the_bar():
    """Long notes on the first beat alone, pitches drawn: after three quarters of varied pitch comes a long one."""
    rng, lengths = np.random.default_rng(1), (2.0, 1.0, 1.0) * 12
    tune = Tune("", "", 4.0, 0.0, tuple(Note(int(rng.integers(60, 73)), length) for length in lengths))
    grams = count_notes(COMPOSER, [tune], 2, apart=True)
    assert grams.chances(tune).sum(axis=1)[12:, 3][::3].min() > 0.8
    late = tune._replace(pickup=1.0)
    assert grams.chances(late).sum(axis=1)[12:, 3][::3].max() < 0.8, "the same tune elsewhere in the bar"


def test_too_many_kinds_for_an_order_and_notes_that_are_unknown_are_refused():
    with pytest.raises(ValueError, match="order is 12"):
        count_notes(COMPOSER, several(), 12)
    with pytest.raises(ValueError, match="pitch 90"):
        count_notes(COMPOSER, several(), 2).of_notes(Tune("", "", 4.0, 0.0, (Note(90, 1.0),)))
