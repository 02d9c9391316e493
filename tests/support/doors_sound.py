"""The doors of sound and of voices; see attack.py."""

from functools import partial

from lstm_helpers import figures
from lstm_helpers.maths import sound
from tests.support import wrong_values as wrong
from tests.support.attack import enter
from tests.support.doors_ctc import LOG_P, log_chances
from tests.support.doors_figures import ax, no_axes
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
door(
    "figures.spectrogram",
    figures.spectrogram,
    lambda: {"ax": ax(), "features": BANDS, "rate": 80.0},
    ax=no_axes(),
    features=wrong.floats(BANDS, free=(0, 1)),
    rate=wrong.number(80.0, 0) + special(zero=always(0.0)),
)
door(
    "figures.class_chances",
    figures.class_chances,
    lambda: {"ax": ax(), "log_p": LOG_P, "names": ["", "a", "b", "c"], "duration": 0.5},
    ax=no_axes(),
    log_p=log_chances(),
    names=wrong.labels(4),
    duration=wrong.number(0.5, 0) + special(zero=always(0.0)),
)
