"""A claim prints its sentence, or stops the build."""

import numpy as np
import pytest

from lstm_helpers.claims import ClaimError, claim


@pytest.mark.parametrize("truth", [True, np.True_])
def test_a_claim_that_holds_prints_its_sentence_and_nothing_that_differs_between_machines(truth, capsys):
    claim("two and two are four", truth, 3.99999)
    assert capsys.readouterr().out == "✓ two and two are four\n"


@pytest.mark.parametrize("falsehood", [False, np.False_])
def test_a_claim_that_does_not_hold_raises_with_its_figure(falsehood, capsys):
    with pytest.raises(ClaimError, match=r"not shown: two and two are five \(measured: 4\)"):
        claim("two and two are five", falsehood, 4)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("holds", [1, 0, None, "yes", np.array([True, True]), np.array(True), [], 0.1])
def test_only_one_true_or_false_is_a_condition(holds):
    with pytest.raises(TypeError, match="holds is"):
        claim("a sentence", holds)


@pytest.mark.parametrize("sentence", ["", "  ", None, 3, True])
def test_a_claim_needs_a_sentence(sentence):
    with pytest.raises((TypeError, ValueError), match="sentence is"):
        claim(sentence, True)
