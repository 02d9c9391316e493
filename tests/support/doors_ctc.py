"""The doors of CTC and of counting edits; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.maths import ctc
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, fresh, special

DOORS = {}
door = partial(enter, DOORS)
LOGITS = fresh().standard_normal((6, 4))
LOG_P = LOGITS - np.logaddexp.reduce(LOGITS, axis=1, keepdims=True)


def letters(usual, most=None, blanks=False):
    """No sequence of letters from 1 (with ``blanks`` 0) to ``most``."""
    first, *rest = usual
    found = special(
        a_number=always(first),
        a_text=always("12"),
        texts=always(["1", *rest]),
        None_=always([None, *rest]),
        NaN=always([np.nan, *rest]),
        a_fraction=always([first + 0.5, *rest]),
        a_whole_float=always([float(first), *rest]),
        True_=always([True, *rest]),
        below_zero=always([-1, *rest]),
        lists_in_a_list=always([[first], *rest]),
        bytes_=always(bytes([first, *rest])),
        a_set=always({first, *rest}),
        a_dict=always({first: 1}),
        a_generator=lambda: (n for n in (first, *rest)),
        two_axes=always(np.array([[first, *rest]])),
        masked=always(np.ma.array([first, *rest], mask=True)),
    )
    if not blanks:
        found += special(a_blank=always([0, *rest]))
    if most is not None:
        found += special(no_such_class=always([most + 1, *rest]))
    return found


def log_chances():
    """No logarithms of chances; the logarithm of no chance at all is one."""
    numbers = [trial for trial in wrong.floats(LOG_P, free=(0, 1)) if not trial.says.startswith("-inf")]
    return numbers + special(chances_themselves=always(np.exp(LOG_P)), above_zero=always(LOG_P + 9))


def symbols(usual):
    """Nothing whose letters can be counted."""
    return special(
        a_number=always(3),
        None_=always(None),
        fractions=always([0.5, 1.5]),
        None_in_a_list=always([None]),
        lists_in_a_list=always([[1]]),
        bytes_=always(b"ab"),
        a_set=always({1, 2}),
        a_dict=always({1: 2}),
        a_generator=lambda: (n for n in usual),
        True_=always([True]),
        two_axes=always(np.array([[1, 2]])),
        masked=always(np.ma.array([1, 2], mask=True)),
    )


door("ctc.collapse", ctc.collapse, {"path": (0, 3, 3, 1)}, path=letters((3, 1), blanks=True))
door("ctc.alignments", ctc.alignments, {"label": (1, 2), "T": 3}, label=letters((1, 2)), T=wrong.count(3, most=12))
for name in ("ctc_forward", "log_chance"):
    door(
        f"ctc.{name}",
        getattr(ctc, name),
        {"log_p": LOG_P, "label": (1, 2)},
        log_p=log_chances(),
        label=letters((1, 2), most=3),
    )
door(
    "ctc.ctc_loss",
    ctc.ctc_loss,
    {"logits": LOGITS, "label": (1, 2)},
    logits=wrong.floats(LOGITS, free=(0, 1)) + special(too_few_steps=always(LOGITS[:1])),
    label=letters((1, 2), most=3) + special(too_many=always([1, 1, 2, 2, 1])),
)
door("ctc.best_path", ctc.best_path, {"log_p": LOG_P}, log_p=log_chances())
door("ctc.prefix_beam", ctc.prefix_beam, {"log_p": LOG_P, "width": 3}, log_p=log_chances(), width=wrong.count(3))
door(
    "ctc.edit_distance",
    ctc.edit_distance,
    {"said": "abc", "heard": [1, 2]},
    said=symbols("abc"),
    heard=symbols("abc"),
)
door(
    "ctc.error_rate",
    ctc.error_rate,
    {"said": ["abc", (1, 2)], "heard": ["ab", (1,)]},
    said=symbols("abc") + special(one_more=always(["a", "b", "c"]), no_letter=always(["", ()])),
    heard=symbols("abc") + special(one_more=always(["a", "b", "c"])),
)
