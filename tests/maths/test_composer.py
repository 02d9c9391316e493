"""What composes: its inputs by hand, its chances step by step, what it costs, and what it draws."""

from itertools import pairwise

import numpy as np
import pytest

from lstm_helpers.maths import composer as co
from lstm_helpers.maths.cells import dense, lstm_step
from lstm_helpers.notes import Note, Tune
from tests.support.doors_composer import COMPOSER, LENGTHS, TUNE

P, L = 13, len(LENGTHS)
METRE = P + 1 + L


def ones(row):
    """Where a row of inputs has its ones, by their meaning: pitch, length, place, bar, age."""
    at = np.flatnonzero(row)
    assert (row[at] == 1).all()
    edges = np.cumsum([0, P + 1, L, 12, 3, 24])
    return [[int(n) - low for n in at if low <= n < high] for low, high in pairwise(edges)]


def forced(pitch, length):
    """A composer that is sure of one pitch and one length, whatever it reads."""
    heads = [head._replace(W=0 * head.W, b=np.full(len(head.b), -1e3)) for head in (COMPOSER.pitch, COMPOSER.length)]
    heads[0].b[COMPOSER.pitches.index(pitch)] = 0
    heads[1].b[LENGTHS.index(length)] = 0
    return COMPOSER._replace(pitch=heads[0], length=heads[1])


def test_what_is_read_before_each_note_by_hand():
    # an upbeat of a quarter; C for a quarter; E and D, eighths; G for a half, the phrase ends; F for a quarter; next
    read = [ones(row) for row in co.inputs_of(COMPOSER, TUNE)]
    assert [row[0] for row in read] == [[P], [0], [4], [2], [7], [5]]
    assert [row[1] for row in read] == [[], [1], [0], [0], [5], [1]]
    assert [row[2] for row in read] == [[6], [0], [1], [2], [6], [0]]
    assert [row[3] for row in read] == [[1]] * 6
    assert [row[4] for row in read] == [[0], [2], [3], [4], [0], [2]]


def test_a_long_phrase_has_one_age_from_twelve_quarters_on_and_six_quarters_are_a_bar():
    tune = Tune("long", "", 6, 0, (Note(60, 2.0),) * 9)
    read = [ones(row) for row in co.inputs_of(COMPOSER, tune)]
    assert [row[2] for row in read] == [[0], [4], [8]] * 3 + [[0]]
    assert [row[3] for row in read] == [[2]] * 10
    assert [row[4] for row in read] == [[0], [4], [8], [12], [16], [20], [23], [23], [23], [23]]


def test_chances_step_by_step_at_a_temperature():
    found = co.chances(COMPOSER, TUNE, 0.7)
    h = c = np.zeros(5)
    for t, x in enumerate(co.inputs_of(COMPOSER, TUNE)):
        *_, c, h = lstm_step(COMPOSER.lstm, x, h, c)
        for head, part in zip((COMPOSER.pitch, COMPOSER.length), found, strict=True):
            z = np.exp(dense(head, h) / 0.7)
            assert part[t] == pytest.approx(z / z.sum())


def test_a_note_costs_what_its_pitch_and_its_length_were_thought_to_be():
    found, expected = co.bits(COMPOSER, TUNE), co.chances(COMPOSER, TUNE)
    for t, note in enumerate(TUNE.notes):
        pitch, length = note.pitch - 60, LENGTHS.index((note.length, note.ends))
        assert 2.0 ** -found[t] == pytest.approx([expected.pitch[t, pitch], expected.length[t, length]])
    assert co.bits(COMPOSER, TUNE._replace(notes=())).shape == (0, 2)


def test_what_comes_later_does_not_change_what_was_expected_before():
    later = TUNE._replace(notes=(*TUNE.notes[:-1], Note(72, 2.0, True)))
    for one, other in zip(co.chances(COMPOSER, TUNE), co.chances(COMPOSER, later), strict=True):
        assert np.array_equal(one[:-1], other[:-1])
        assert not np.allclose(one[-1], other[-1])


def test_it_goes_on_to_the_end_of_the_phrase_or_for_so_many_notes():
    ending, endless = forced(64, (2.0, True)), forced(65, (1.0, False))
    rng = np.random.default_rng(0)
    assert co.go_on(ending, TUNE, rng).notes == (*TUNE.notes, Note(64, 2.0, True))
    assert co.go_on(ending, TUNE, rng, notes=3).notes == TUNE.notes + 3 * (Note(64, 2.0, True),)
    assert co.go_on(endless, TUNE, rng).notes == TUNE.notes + co.MOST_NOTES * (Note(65, 1.0),)
    assert co.go_on(endless, TUNE, rng, notes=0) == TUNE._replace(pickup=1.0)


@pytest.mark.slow
def test_what_it_draws_comes_as_often_as_the_chances_of_the_whole_tune_say():
    """Going on note by note with a kept state reads what reading the whole tune anew reads."""
    rng, opened = np.random.default_rng(1), TUNE._replace(notes=TUNE.notes[:2])
    counts, wanted = np.zeros((2, P)), np.zeros((2, P))
    for _ in range(400):
        written = co.go_on(COMPOSER, opened, rng, temperature=1.5, notes=3)
        expected = co.chances(COMPOSER, written, 1.5)
        for kind, part in enumerate(expected):
            classes = co.classes_of(COMPOSER, written)[:, kind]
            counts[kind, classes[-1]] += 1
            wanted[kind, : part.shape[1]] += part[-2]
    spread = np.sqrt(np.maximum(wanted, 1))
    assert (np.abs(counts - wanted) < 4.5 * spread).all()


@pytest.mark.parametrize(
    ("note", "message"),
    [
        (Note(73, 1.0), r"tune.notes\[5\] has pitch 73: this composer knows pitches from 60 to 72"),
        (Note(60, 0.75), r"tune.notes\[5\] lasts 0.75 quarter notes: this composer knows 0.5, 1, 1.5, 2"),
        (Note(60, 0.5, True), "lasts 0.5 quarter notes with which a phrase ends: this composer knows 1, 2"),
    ],
)
def test_a_note_that_it_does_not_know_costs_a_sentence(note, message):
    with pytest.raises(ValueError, match=message):
        co.chances(COMPOSER, TUNE._replace(notes=(*TUNE.notes, note)))


def test_a_metre_that_it_does_not_know_costs_a_sentence():
    with pytest.raises(ValueError, match=r"tune.bar is 2: expected 3, 4 or 6"):
        co.inputs_of(COMPOSER, TUNE._replace(bar=2))
