"""The exercises of lessons 18 (compose a tune) and 19 (recognise an action): what they say is so."""

from itertools import chain, product

import numpy as np
import pytest

from lstm_helpers.data.films import MOTIONS, backwards, films
from lstm_helpers.data.tunes import longest_shared
from lstm_helpers.exercises.bank import bank
from lstm_helpers.exercises.observe import inputs
from lstm_helpers.notes import Note, Tune


def solution(name):
    return bank()[name].build(bank()[name].source)


# ---- lesson 18 ---------------------------------------------------------------------------------------------------


def test_no_melody_lies_on_both_sides_and_the_last_one_of_the_test_was_needed():
    for (melody, order, share), (train, test) in inputs(bank()["split_by_melody"]):
        assert sorted([*train, *test]) == [*range(len(melody))]
        tested = [m for m in order if m in melody[test]]
        assert not {*tested} & {*melody[train]}
        assert tested == list(order[: len(tested)])
        without_the_last = np.isin(melody, tested[:-1]).sum()
        assert without_the_last < share * len(melody) <= len(test)


def test_a_moved_tune_has_its_intervals_and_lengths_and_one_semitone_more_would_not_fit():
    for (notes, most, low, high), (shifts, tunes) in inputs(bank()["transpose"]):
        assert 0 in shifts
        for shift, tune in zip(shifts, tunes, strict=True):
            moved = tune[:, 0] - notes[:, 0]
            assert set(moved[notes[:, 0] > 0]) == {shift}
            assert (moved[notes[:, 0] == 0] == 0).all()
            assert (tune[:, 1] == notes[:, 1]).all()
            assert low <= tune[tune[:, 0] > 0, 0].min() <= tune[:, 0].max() <= high
        sung = notes[notes[:, 0] > 0, 0]
        assert shifts[0] == -most or sung.min() + shifts[0] == low
        assert shifts[-1] == most or sung.max() + shifts[-1] == high


@pytest.fixture(scope="module")
def reported():
    """The program of two_heads_loss on a tune: a function of the defects that are in it, {5, 9, 10} or fewer."""
    rng, T, P, L = np.random.default_rng(0), 200, 7, 4
    pitch, length = rng.integers(0, P, T), rng.integers(0, L, T)

    def knows(right, K):  # row t is about note t + 1, and is better than a guess
        logits = rng.standard_normal((T, K))
        logits[np.arange(T - 1), right[1:]] += 1.5
        return logits

    def log_softmax(z):
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))

    def read(K, seen):  # row t also knows note t, which was just read
        logits = knows(seen, K)
        logits[np.arange(T), seen] += 4.0
        return logits

    pitch_logits, length_logits, told = knows(pitch, P), knows(length, L), read(L, length)

    def bits(defects):
        n = np.arange(T - 1)
        length_log_p = log_softmax(told[1:] if 5 in defects else length_logits[:-1])
        cost = -log_softmax(pitch_logits[:-1])[n, pitch[1:]] - length_log_p[n, length[1:]]
        cost = cost / 2 if 9 in defects else cost
        return cost.mean() if 10 in defects else cost.mean() / np.log(2)

    return bits


def test_every_defect_of_two_heads_loss_makes_a_note_look_cheaper(reported):
    mended = reported(set())
    assert 1.0 < mended < np.log2(7) + np.log2(4)
    assert bank()["two_heads_loss"].solution == {5, 9, 10}
    for defect in (5, 9, 10):
        assert reported({defect}) < 0.8 * mended


def test_the_costs_of_two_heads_add_up_to_that_of_the_pair():
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.6, 0.4])
    pairs = np.array([p[i] * q[j] for i, j in product(range(3), range(2))])
    assert pairs.sum() == pytest.approx(1)
    assert -np.log2(pairs[3]) == pytest.approx(-np.log2(p[1]) - np.log2(q[1]))


def test_notes_are_drawn_as_often_as_their_chances_say_and_as_rng_choice_draws_them():
    rng, logits, tau, N = np.random.default_rng(1), np.array([1.2, -0.3, 0.4, -1.0, 0.1]), 0.7, 4000
    p = np.exp(logits / tau) / np.exp(logits / tau).sum()
    note, chance = solution("sample_a_note")(np.tile(logits, (N, 1)), tau, rng.random(N))
    assert np.abs(np.bincount(note, minlength=5) / N - p).max() < 5 * np.sqrt(0.25 / N)
    assert chance == pytest.approx(p[note])
    drawn = np.random.default_rng(2).choice(5, 50, p=p)
    assert (
        solution("sample_a_note")(np.tile(logits, (50, 1)), tau, np.random.default_rng(2).random(50))[0] == drawn
    ).all()


def test_a_tune_in_another_key_is_a_copy_and_an_altered_note_ends_it():
    rng = np.random.default_rng(3)
    old, other = 60 + np.cumsum(rng.integers(-4, 5, 30)), 60 + np.cumsum(rng.choice([-7, -6, 6, 7], 25))
    memorised = solution("memorised")
    assert memorised(old[5:17] + 4, [other, old]) == (12, 1)
    altered = old[5:17].copy()
    altered[8] += 11
    assert memorised(altered, [other, old]) == (8, 1)


def as_tune(pitches):
    return Tune("made", "", 4, 0, tuple(Note(int(pitch), 1.0) for pitch in pitches))


def test_the_longest_copied_stretch_is_the_packages():
    for (made, tunes), (longest, which) in inputs(bank()["memorised"]):
        found = longest_shared(as_tune(made), [as_tune(tune) for tune in tunes])
        assert (found.notes, found.which) == (longest, which)


# ---- lesson 19 ---------------------------------------------------------------------------------------------------


@pytest.mark.keras
def test_the_shapes_and_the_numbers_of_weights_are_those_of_keras():
    import keras

    for (N, T, S, C, H, M), shapes in inputs(bank()["time_distributed_shapes"]):
        read = keras.Input((T, S, S, 1))
        conv = keras.layers.Conv2D(C, 3, padding="same")
        maps = keras.layers.TimeDistributed(keras.layers.MaxPooling2D())(keras.layers.TimeDistributed(conv)(read))
        features = keras.layers.TimeDistributed(keras.layers.Flatten())(maps)
        states = keras.layers.LSTM(H, return_sequences=True)(features)
        verdicts = keras.layers.Dense(M)(states)
        found = [conv.kernel.shape, *((N, *tensor.shape[1:]) for tensor in (maps, features, states[:, -1], verdicts))]
        assert [f"({', '.join(map(str, shape))})" for shape in found] == [str(shape) for shape in shapes[1:]]
        assert str(shapes[0]) == str((N * T, S, S, 1))
    for (S, k, D, H), weights in inputs(bank()["conv_lstm_params"]):
        layer = keras.layers.ConvLSTM2D(H, k, padding="same")
        layer.build((None, 4, S, S, D))
        assert layer.count_params() == weights


def test_the_limits_of_a_single_frame_are_those_of_the_best_guess():
    pairs, alike = np.repeat(np.eye(4), 2, axis=1), np.ones((1, 8))  # chances of what a frame shows, given the motion

    def best(chances):
        return chances.max(axis=1).sum() / 8

    assert bank()["single_frame_limit"].solution == {
        "pair known": best(pairs),
        "nothing known": best(alike),
        "every second": best(np.concatenate([pairs / 2, alike / 2])),
        "mean of frames": best(pairs),
    }


def test_two_motions_of_a_pair_have_the_same_frames_and_the_same_mean():
    some = films(6, np.random.default_rng(0))
    turned = backwards(some)
    assert len(MOTIONS) == 8
    assert (turned.motion // 2 == some.motion // 2).all()
    assert (turned.motion != some.motion).all()
    assert (turned.frames.mean(axis=1) == some.frames.mean(axis=1)).all()


def test_shuffled_films_keep_their_frames():
    for (_, frames, _, _), (shown, before, after) in inputs(bank()["shuffled_frames"]):
        assert (np.sort(shown, axis=1) == np.sort(frames, axis=1)).all()
        assert before > 0.7 > 0.5 > after


def test_a_caption_is_exact_where_greedy_decoding_writes_it():
    """A model that knows the word before: of all captions the one is exact that it writes on its own."""
    rng, V, W, end = np.random.default_rng(4), 5, 6, 4
    table = rng.standard_normal((V + 1, W, V))  # after this word, at this step
    table -= np.log(np.exp(table).sum(axis=-1, keepdims=True))
    table[:, 3, end] = 9.0
    written, word = [], V
    while word != end:
        word = int(table[word, len(written)].argmax())
        written.append(word)
    exact = []
    for words in chain.from_iterable(product(range(V - 1), repeat=n) for n in range(5)):
        caption = np.array([[*words, end, *[0] * (W - 1 - len(words))]])
        log_p = np.array([[table[w, t] for t, w in enumerate([V, *caption[0, :-1]])]])
        exact += [[*words, end]] if solution("caption_loss")(log_p, caption, end)[1] else []
    assert exact == [written]
