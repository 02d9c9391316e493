"""The doors of attention; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.maths import attention
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, fresh, special

DOORS = {}
door = partial(enter, DOORS)
QUERY, KEYS, VALUES, BACK = (fresh().standard_normal(shape) for shape in ((2, 3, 4), (2, 5, 4), (2, 5, 6), (2, 3, 6)))
MASK = np.array([[True, True, False, True, True], [False, True, True, True, False]])
PARAMS = attention.init_additive(4, 4, 3, fresh())
SOURCE = {"query": QUERY, "keys": KEYS, "values": VALUES, "mask": MASK}


def additive():
    """No parameters of additive attention."""
    wrongs = {
        "W_k too wide": PARAMS._replace(W_k=np.ones((4, 5))),
        "W_k of longer keys": PARAMS._replace(W_k=np.ones((5, 3))),
        "W_q of longer queries": PARAMS._replace(W_q=np.ones((5, 3))),
        "v with two axes": PARAMS._replace(v=PARAMS.v[None]),
        "NaN": PARAMS._replace(b=PARAMS.b * np.nan),
        "complex": PARAMS._replace(W_q=PARAMS.W_q + 1j),
        "masked": PARAMS._replace(b=np.ma.array(PARAMS.b, mask=True)),
        "text": PARAMS._replace(v="v"),
        "a bare tuple": tuple(PARAMS),
    }
    found = [wrong.Trial(says, always(value)) for says, value in wrongs.items()]
    return found + wrong.things()


def source(free=()):
    """What is wrong for queries, keys, values and mask."""
    return {
        "query": wrong.floats(QUERY, free=(1,) if free else ()),
        "keys": wrong.floats(KEYS),
        "values": wrong.optional(wrong.floats(VALUES, free=(2,) if free else ())),
        "mask": wrong.optional(wrong.mask((2, 5))) + special(all_hidden=always(np.zeros((2, 5), bool))),
    }


for backward in (False, True):
    name = "_backward" * backward
    given = {"d_context": BACK} if backward else {}
    arrays = {"d_context": wrong.floats(BACK)} if backward else {}
    door(
        f"attention.dot_attention{name}",
        getattr(attention, f"dot_attention{name}"),
        given | SOURCE | {"scale": 0.5},
        scale=wrong.number(0.5),
        **arrays,
        **source(free=not backward),
    )
    door(
        f"attention.additive_attention{name}",
        getattr(attention, f"additive_attention{name}"),
        given | SOURCE | {"params": PARAMS},
        params=additive(),
        **arrays,
        **source(free=not backward),
    )
door(
    "attention.init_additive",
    attention.init_additive,
    lambda: {"K_q": 2, "K": 3, "A": 4, "rng": fresh()},
    K_q=wrong.count(2),
    K=wrong.count(3),
    A=wrong.count(4),
    rng=wrong.rng(),
)
