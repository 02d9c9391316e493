"""No optimizer, no loss, no schedule, no task: what people pass where something of a training is wanted."""

import numpy as np

from lstm_helpers.training import optimizers
from tests.support import wrong_values as wrong
from tests.support.right_things import B
from tests.support.wrong_values import Trial, always, same_as, special

Adam, SGD, Momentum, RMSprop = optimizers.Adam, optimizers.SGD, optimizers.Momentum, optimizers.RMSprop


def optimizer():
    return (
        wrong.optional(wrong.things())
        + special(
            no_brackets=always(Adam),
            a_name=always("adam"),
            rate_0=always(Adam(0.0)),
            a_negative_rate=always(Adam(-1)),
            a_NaN_rate=always(Adam(np.nan)),
            a_rate_in_words=always(SGD("fast")),
            no_rate=always(SGD(None)),
            a_bool=always(SGD(True)),
            much_momentum=always(Momentum(0.1, 1.5)),
            negative_rho=always(RMSprop(0.1, rho=-1)),
            beta_1=always(Adam(0.1, beta1=1.0)),
            beta2_in_words=always(Adam(0.1, beta2="x")),
            negative_eps=always(Adam(0.1, eps=-1.0)),
            a_complex_rate=always(SGD(1j)),
            an_infinite_rate=always(SGD(np.inf)),
            a_tuple=always((0.1,)),
            a_rate_of_400_digits=always(SGD(10**400)),
            an_array_rate=always(SGD(np.array([0.1]))),
        )
        + [
            same_as("a rate in float16", always(SGD(np.float16(0.5))), always(SGD(0.5)), must=True),
            same_as("a rate in uint8", always(SGD(np.uint8(1))), always(SGD(1.0)), must=True),
        ]
    )


def losses():
    """No loss, or one that gives back what is no loss and gradient."""
    grads = np.zeros((B, 1))
    returned = {
        "None": None,
        "a number": 1.0,
        "three things": (1.0, grads, 3),
        "a list": [1.0, grads],
        "a text": ("1.0", grads),
        "no gradient": (1.0, None),
        "another shape": (1.0, grads[0]),
        "a flat gradient": (1.0, grads[:, 0]),
        "one number twice": (1.0, 1.0),
        "a complex loss": (1j, grads),
        "an array for a loss": (grads, grads),
        "a bool": (True, grads),
        "a complex gradient": (1.0, grads * 1j),
        "objects": (1.0, grads.astype(object)),
        "a masked gradient": (1.0, np.ma.array(grads, mask=True)),
    }
    found = [
        Trial(f"returns {says}", lambda value=value: lambda prediction, target, weights=None: value)
        for says, value in returned.items()
    ]
    return wrong.function() + found + special(of_one_argument=lambda: lambda prediction: 0, len=always(len))


def schedules():
    values = {
        "NaN": np.nan,
        "infinity": np.inf,
        "a negative rate": -0.1,
        "a text": "0.5",
        "None": None,
        "True": True,
        "an array": np.ones(2),
        "a complex number": 1j,
        "400 digits": 10**400,
        "a list": [0.5],
        "an array of one": np.ones(1),
    }
    found = [Trial(f"returns {says}", lambda value=value: lambda share: value) for says, value in values.items()]
    found.append(Trial("returns NaN at the start", lambda: lambda share: np.nan if share == 0 else 1.0))
    found += special(of_no_argument=lambda: lambda: 1.0, of_two=lambda: lambda share, more: 1.0)
    for kind in (np.float16, np.float32):
        found.append(
            same_as(
                f"returns {kind.__name__}", lambda kind=kind: lambda share: kind(0.5), lambda: lambda share: 0.5, True
            )
        )
    return wrong.function() + found


def draws():
    """No task, or one that draws what the model cannot read."""
    wrong_draws = {
        "a number": 3,
        "four things": (1, 2, 3, 4),
        "texts": ("a", "b"),
        "flat sequences": (np.ones((4, 6)), np.ones((4, 1))),
        "another D": (np.ones((4, 6, 3)), np.ones((4, 1))),
        "too many": (np.ones((5, 6, 2)), np.ones((5, 1))),
        "NaN": (np.full((4, 6, 2), np.nan), np.ones((4, 1))),
        "too large": (np.full((4, 6, 2), 1e39), np.ones((4, 1))),
        "flat targets": (np.ones((4, 6, 2)), np.ones(4)),
        "NaN targets": (np.ones((4, 6, 2)), np.full((4, 1), np.nan)),
        "no targets": (np.ones((4, 6, 2)), None),
        "a wrong mask": (np.ones((4, 6, 2)), np.ones((4, 1)), "mask"),
        "a short mask": (np.ones((4, 6, 2)), np.ones((4, 1)), np.ones((4, 5), bool)),
        "a list": [np.ones((4, 6, 2)), np.ones((4, 1))],
        "masked": (np.ma.array(np.ones((4, 6, 2)), mask=True), np.ones((4, 1))),
        "complex": (np.ones((4, 6, 2)) * 1j, np.ones((4, 1))),
    }
    return [Trial(f"draws {says}", lambda value=value: lambda n, rng: value) for says, value in wrong_draws.items()]
