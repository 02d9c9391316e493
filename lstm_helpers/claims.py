"""claim(): a sentence, a condition, a measured figure.

Every notebook ends in a cell of claims: each sentence the lesson taught, with the measurement that
shows it. A claim that does not hold raises, so the build fails when a sentence stops being true.
"""

import numpy as np

from lstm_helpers.arrays import as_text, shown


class ClaimError(AssertionError):
    """A sentence of the course that the measurement does not bear out."""


def claim(sentence, holds, measured=""):
    """Print ``sentence`` as shown, or raise `ClaimError` when ``holds`` is false.

    Parameters
    ----------
    sentence : str
        What the lesson says, short enough for a line.
    holds : bool
        The condition, computed from measurements of this run. Arrays are refused: say ``.all()`` or ``.any()``.
    measured : str
        The figure behind it. It appears when the claim fails; where a figure is exact on every machine it may
        stand in the sentence itself.

    Raises
    ------
    ClaimError
        The condition is false.
    TypeError, ValueError
        The condition is neither a bool nor a NumPy bool, or the sentence is no text.

    Examples
    --------
    >>> claim("two and two are four", 2 + 2 == 4)
    ✓ two and two are four
    """
    sentence = as_text("sentence", sentence, example="'the error is below 1e-6'")
    if not sentence.strip():
        raise ValueError(f"sentence is {shown(sentence)}: expected a text that says what was shown.")
    if not isinstance(holds, (bool, np.bool_)):
        raise TypeError(
            f"holds is {type(holds).__name__}: expected one True or False. Compare first, e.g. (error < 1e-6).all()."
        )
    if not holds:
        figure = "" if isinstance(measured, str) and not measured else f" (measured: {measured})"
        raise ClaimError(f"not shown: {sentence}{figure}")
    print(f"✓ {sentence}")
