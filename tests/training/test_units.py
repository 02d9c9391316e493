import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from lstm_helpers.data.text import Alphabet
from lstm_helpers.training import LetterModel, init_model, tell_apart, without

AB = Alphabet("abc ", fold=False)


@given(st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=3, max_size=40))
def test_it_is_scikit_learns_area_under_the_curve_or_one_minus_it_ties_included(rows):
    values, label = (np.array(column) for column in zip(*rows, strict=True))
    if label.all() or not label.any():
        return
    wanted = roc_auc_score(label, values)
    assert tell_apart(values[:, None].astype(float), label) == pytest.approx([max(wanted, 1 - wanted)])


def test_without_a_unit_its_memory_is_zero_and_the_others_read_on():
    letters = LetterModel(init_model(5, 6, 5, np.random.default_rng(0), every_step=True), AB)
    silent = without(letters, 2).trace("abba cab")
    assert np.abs(silent.c[..., 2]).max() < 1e-12
    assert np.abs(silent.h[..., 2]).max() < 1e-12
    assert np.abs(np.delete(silent.c[:, 1:], 2, axis=2)).min() > 0
    assert not np.array_equal(letters.trace("abba cab").c, silent.c)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: tell_apart([[1.0], [2.0]], [True, True]), "one kind alone"),
        (lambda: tell_apart([1.0, 2.0], [True, False]), "values"),
        (lambda: tell_apart([[1.0], [np.nan]], [True, False]), "values"),
        (lambda: tell_apart([[1.0], [2.0]], [True]), "label"),
        (lambda: tell_apart([[1.0], [2.0]], ["yes", "no"]), "label"),
        (lambda: without("model", 0), "letters is str"),
        (
            lambda: without(LetterModel(init_model(5, 3, 5, np.random.default_rng(0), every_step=True), AB), 3),
            "unit is 3",
        ),
    ],
)
def test_what_does_not_fit_costs_a_sentence(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
