"""The doors of voices and of joined clips; see attack.py."""

from functools import partial

import numpy as np

from lstm_helpers.data import voices
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, fresh, special

DOORS = {}
door = partial(enter, DOORS)
CLIPS = [voices.Clip(np.zeros((4, 3)), digit, "f1", "flite", "train") for digit in "12"]


def clips():
    """No list of clips."""
    return special(
        none=always([]),
        a_clip=always(CLIPS[0]),
        None_=always(None),
        a_text=always("12"),
        features=always([np.zeros((4, 3))]),
        tuples=always([tuple(CLIPS[0])]),
        a_generator=lambda: (clip for clip in CLIPS),
    )


def pair(usual):
    """No two numbers, the smaller first."""
    low, high = usual
    return special(
        one=always([low]),
        a_number=always(high),
        three=always([low, high, high]),
        turned=always([high, low]),
        a_text=always([str(low), high]),
        NaN=always([float("nan"), high]),
        below_zero=always([-1, high]),
        None_=always([None, high]),
        far_above=always([low, 10**9]),
    )


door("voices.speakers", voices.speakers, {})
door("voices.spoken_digits", voices.spoken_digits, {})
door("voices.sounds", voices.sounds, {})
door("voices.unseen", voices.unseen, {"pause": (0.1, 0.4)}, pause=pair((0.1, 0.4)))
door("voices.new_voices", voices.new_voices, {"clips": CLIPS}, clips=clips())
door(
    "voices.joined",
    voices.joined,
    lambda: {"clips": CLIPS, "rng": fresh(), "count": 2, "pause": (0.1, 0.4), "digits": (3, 5)},
    clips=clips(),
    rng=wrong.rng(),
    count=wrong.count(2, 0, large=None),
    pause=pair((0.1, 0.4)),
    digits=pair((3, 5)),
)
