"""The doors of sound and of voices; see attack.py."""

from functools import partial

from lstm_helpers.maths import sound
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.wrong_values import always, fresh, special

DOORS = {}
door = partial(enter, DOORS)
WAVE = fresh().uniform(-0.5, 0.5, 1600)
BANDS = fresh().standard_normal((7, 5))

door(
    "sound.framed",
    sound.framed,
    {"wave": WAVE, "length": 40, "hop": 20},
    wave=wrong.floats(WAVE, free=(0,)) + special(too_short=always(WAVE[:39])),
    length=wrong.count(40),
    hop=wrong.count(20, large=None),
)
door(
    "sound.mels",
    sound.mels,
    {"hertz": 1000.0},
    hertz=special(
        below_zero=always(-1.0),
        NaN=always(float("nan")),
        a_text=always("440"),
        None_=always(None),
        True_=always(True),
        ragged=always([[1.0], [1.0, 2.0]]),
    ),
)
door(
    "sound.mel_filters",
    sound.mel_filters,
    {"bands": 5, "length": 128, "rate": 16000.0},
    bands=wrong.count(5, large=None),
    length=wrong.count(128, 2),
    rate=wrong.number(16000.0, 160) + special(too_low=always(160.0)),
)
door(
    "sound.log_mel",
    sound.log_mel,
    {"wave": WAVE, "rate": 16000.0, "bands": 24},
    wave=wrong.floats(WAVE, free=(0,)) + special(too_short=always(WAVE[:399])),
    rate=wrong.number(16000.0, 2000),
    bands=wrong.count(24, large=None),
)
door("sound.centred", sound.centred, {"features": BANDS}, features=wrong.floats(BANDS, free=(0, 1)))
