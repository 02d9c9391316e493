"""CTC: against a list of all alignments, differences and Keras; what a beam finds; edits by hand and by laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_helpers.maths import ctc
from lstm_helpers.maths.gradient_check import numeric_gradient, relative_error

LABELS = [(), (1,), (1, 2), (1, 1), (2, 1, 2), (1, 1, 2), (2, 2, 2)]
WORDS = st.text("abc", max_size=7)


def drawn(T, K, seed=0):
    """Logarithms of chances that differ much."""
    logits = 3 * np.random.default_rng((seed, T, K)).standard_normal((T, K))
    return logits, logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)


def listed(log_p, label):
    """log P(label), by listing every path."""
    chances = [sum(log_p[t, k] for t, k in enumerate(path)) for path in ctc.alignments(label, len(log_p))]
    return np.logaddexp.reduce(chances) if chances else -np.inf


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ((), ()),
        ((0, 0), ()),
        ((3, 3, 3), (3,)),
        ((3, 0, 3), (3, 3)),
        ((0, 3, 3, 0, 3, 1), (3, 3, 1)),
        ((1, 2, 1), (1, 2, 1)),
    ],
)
def test_repeats_are_merged_before_blanks_are_left_out(path, says):
    assert ctc.collapse(path) == says


def test_alignments_of_two_letters_in_three_steps_by_hand():
    assert ctc.alignments((1, 2), 3) == [(0, 1, 2), (1, 0, 2), (1, 1, 2), (1, 2, 0), (1, 2, 2)]
    assert ctc.alignments((1, 1), 3) == [(1, 0, 1)]
    assert ctc.alignments((1, 1), 2) == []


@pytest.mark.parametrize("T", range(1, 9))
@pytest.mark.parametrize("label", LABELS, ids=str)
def test_the_forward_sum_is_the_sum_over_all_alignments(label, T):
    _, log_p = drawn(T, 3)
    assert ctc.log_chance(log_p, label) == pytest.approx(listed(log_p, label), abs=1e-10)


def test_each_alpha_is_the_chance_of_the_beginnings_that_stand_there():
    """α_t(s), by listing the paths of t steps that say the first letters and end in z_s."""
    _, log_p = drawn(5, 3)
    label, z = (1, 1, 2), (0, 1, 0, 1, 0, 2, 0)
    alpha = ctc.ctc_forward(log_p, label)
    for t in range(5):
        for s, end in enumerate(z):
            letters = label[: (s + 1) // 2]
            paths = [path for path in ctc.alignments(letters, t + 1) if path[-1] == end]
            sums = [sum(log_p[u, k] for u, k in enumerate(path)) for path in paths]
            assert alpha[t, s] == pytest.approx(np.logaddexp.reduce(sums) if sums else -np.inf, abs=1e-10)


def test_the_chances_of_everything_that_can_be_said_sum_to_one():
    _, log_p = drawn(6, 3)
    labels = [(), *{ctc.collapse(path) for path in np.ndindex(*(3,) * 6)} - {()}]
    assert sum(np.exp(ctc.log_chance(log_p, label)) for label in labels) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("label", LABELS, ids=str)
def test_the_gradient_is_the_slope_of_the_loss(label):
    logits, log_p = drawn(6, 4, seed=1)
    loss, d_logits = ctc.ctc_loss(logits, label)
    assert loss == pytest.approx(-ctc.log_chance(log_p, label), abs=1e-10)
    slope = numeric_gradient(lambda a: ctc.ctc_loss(a, label)[0], logits)
    assert relative_error(d_logits, slope) < 1e-7
    assert d_logits.sum(axis=1) == pytest.approx(0, abs=1e-12), "adding a number to all logits changes nothing"


def test_a_thousand_steps_and_scores_of_a_thousand_do_not_overflow():
    logits = 1e3 * drawn(1000, 5)[0]
    loss, d_logits = ctc.ctc_loss(logits, (1, 2, 3, 3) * 20)
    assert np.isfinite(loss)
    assert np.isfinite(d_logits).all()


def test_too_few_steps_are_refused_and_just_enough_are_not():
    logits, _ = drawn(3, 3)
    assert np.isfinite(ctc.ctc_loss(logits, (1, 1))[0])
    with pytest.raises(ValueError, match="has 3 steps: the label needs 4"):
        ctc.ctc_loss(logits, (1, 1, 2))


def test_what_cannot_be_said_has_no_chance():
    log_p = np.log(np.array([[0.5, 0.5, 1e-300], [1.0, 1e-300, 1e-300]]))
    log_p[log_p < -500] = -np.inf
    assert ctc.log_chance(log_p, (2,)) == -np.inf
    assert ctc.log_chance(log_p, (1,)) == pytest.approx(np.log(0.5))


@pytest.mark.keras
def test_the_loss_is_keras_own(keras):
    for label in LABELS[1:]:
        logits, _ = drawn(9, 4, seed=2)
        padded = np.zeros((1, 9), int)
        padded[0, : len(label)] = label
        theirs = keras.ops.ctc_loss(padded, logits[None].astype("float32"), [len(label)], [9], mask_index=0)
        assert float(np.asarray(theirs)[0]) == pytest.approx(ctc.ctc_loss(logits, label)[0], rel=1e-5)


def test_the_likeliest_path_is_not_the_likeliest_label():
    """Blank .6 and letter .4 twice: the path of two blanks has .36, and the letter, by three paths, .64."""
    log_p = np.log([[0.6, 0.4], [0.6, 0.4]])
    assert ctc.best_path(log_p) == ((), (0, 0))
    assert ctc.prefix_beam(log_p, 2)[0] == ((1,), pytest.approx(np.log(0.64)))


def test_a_beam_that_is_wide_enough_finds_every_label_and_its_whole_chance():
    _, log_p = drawn(6, 3, seed=3)
    found = ctc.prefix_beam(log_p, 10_000)
    assert {label for label, _ in found} == {ctc.collapse(path) for path in np.ndindex(*(3,) * 6)}
    for label, chance in found:
        assert chance == pytest.approx(listed(log_p, label), abs=1e-10)
    assert [c for _, c in found] == sorted((c for _, c in found), reverse=True)


@pytest.mark.parametrize("width", [1, 2, 5, 20])
def test_a_narrow_beam_promises_no_more_than_there_is(width):
    _, log_p = drawn(12, 4, seed=4)
    found = ctc.prefix_beam(log_p, width)
    assert 1 <= len(found) <= width
    for label, chance in found:
        assert chance <= ctc.log_chance(log_p, label) + 1e-10


@pytest.mark.parametrize(
    ("said", "heard", "edits"),
    [("", "", 0), ("abc", "abc", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("314", "31", 1), ("12", "21", 2)],
)
def test_edits_by_hand(said, heard, edits):
    assert ctc.edit_distance(said, heard) == edits


@given(WORDS, WORDS, WORDS)
def test_edits_are_a_distance(a, b, c):
    assert ctc.edit_distance(a, b) == ctc.edit_distance(b, a)
    assert (ctc.edit_distance(a, b) == 0) == (a == b)
    assert ctc.edit_distance(a, c) <= ctc.edit_distance(a, b) + ctc.edit_distance(b, c)
    assert abs(len(a) - len(b)) <= ctc.edit_distance(a, b) <= max(len(a), len(b))


def test_the_error_rate_counts_letters_of_all_pairs():
    assert ctc.error_rate([(1, 2, 3), (4,)], [(1, 3), (4, 4, 4)]) == pytest.approx(3 / 4)
    with pytest.raises(ValueError, match="no letter"):
        ctc.error_rate([()], [(1,)])
    with pytest.raises(ValueError, match="expected 1, as many as said"):
        ctc.error_rate(["a"], [])
