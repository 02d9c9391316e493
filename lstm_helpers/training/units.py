"""What single units tell, and what the network does without one."""

import numpy as np

from lstm_helpers.arrays import as_count, as_floats, as_mask
from lstm_helpers.maths.cells import force_gate
from lstm_helpers.training.letters import LetterModel
from lstm_helpers.training.models import Model


def tell_apart(values, label):
    """Return how well each unit tells two kinds of step apart, (H,): its AUC, or one minus it where that is more.

    AUC is the share of pairs, a step with the label and one without, that the unit's values put in order (equal values
    count half): 0.5 for a coin, 1 for perfect (Hanley & McNeil 1982).

    Parameters
    ----------
    values : array_like (T, H)
        Such as ``trace.c[0, 1:]``.
    label : array_like (T,) of bool
        At least one step of either kind.

    Examples
    --------
    >>> tell_apart([[1.0, 5.0], [2.0, 1.0], [3.0, 9.0], [4.0, 2.0]], [True, True, False, False]).tolist()
    [1.0, 0.75]
    """
    values = as_floats("values", values, ("time", "units"))
    try:
        label = as_mask("label", label, (len(values),))
    except ValueError as error:
        raise ValueError(f"{error} Each row of values is a step.") from None
    if label.all() or not label.any():
        raise ValueError("label has steps of one kind alone: expected both, or there is nothing to tell apart.")
    order = np.sort(values, axis=0)
    inside = values[label]
    auc = np.empty(values.shape[1])
    for unit in range(len(auc)):  # ranks by binary search, ties at their middle
        ranks = np.searchsorted(order[:, unit], inside[:, unit], "left") / 2
        ranks += np.searchsorted(order[:, unit], inside[:, unit], "right") / 2
        auc[unit] = (ranks.sum() - len(inside) ** 2 / 2) / (len(inside) * (len(values) - len(inside)))
    return np.maximum(auc, 1 - auc)


def without(letters, unit):
    """Return the same `LetterModel` with the memory of one unit held at zero: nothing is kept, nothing written.

    Parameters
    ----------
    letters : LetterModel
    unit : int
        Counting from 0.
    """
    if not isinstance(letters, LetterModel):
        raise TypeError(f"letters is {type(letters).__name__}: expected a LetterModel.")
    unit = as_count("unit", unit, 0, len(letters.model.layers[0].W_h) - 1)
    (params,), readout, every_step = letters.model
    shut = force_gate(force_gate(params, "f", 0.0, unit), "i", 0.0, unit)
    return LetterModel(Model((shut,), readout, every_step), letters.alphabet)
