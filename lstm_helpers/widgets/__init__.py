"""The labs: interactive pictures of recurrent networks, for notebooks and for pages without Python.

>>> from lstm_helpers.widgets import GateLab
"""

from lstm_helpers.widgets import pages
from lstm_helpers.widgets.attention.lab import AttentionLab
from lstm_helpers.widgets.film.lab import FilmLab
from lstm_helpers.widgets.forecast.lab import ForecastLab
from lstm_helpers.widgets.form import Form
from lstm_helpers.widgets.gate.lab import GateLab
from lstm_helpers.widgets.gradient.lab import GradientLab
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.memory.lab import MemoryLab
from lstm_helpers.widgets.review.lab import ReviewLab
from lstm_helpers.widgets.sound.arguments import Heard
from lstm_helpers.widgets.sound.lab import SoundLab
from lstm_helpers.widgets.text.lab import TextLab
from lstm_helpers.widgets.training.lab import TrainingView
from lstm_helpers.widgets.tune.lab import TuneLab
from lstm_helpers.widgets.two_way.lab import TwoWayReader

__all__ = [
    "LABS",
    "AttentionLab",
    "FilmLab",
    "ForecastLab",
    "Form",
    "GateLab",
    "GradientLab",
    "Heard",
    "Lab",
    "MemoryLab",
    "ReviewLab",
    "SoundLab",
    "TextLab",
    "TrainingView",
    "TuneLab",
    "TwoWayReader",
    "pages",
]

# every lab by the name of its folder: what the pictures of docs/ and the tests of every lab loop over
LABS = {
    lab.__module__.split(".")[-2]: lab
    for lab in (
        AttentionLab,
        FilmLab,
        ForecastLab,
        GateLab,
        GradientLab,
        MemoryLab,
        ReviewLab,
        SoundLab,
        TextLab,
        TrainingView,
        TuneLab,
        TwoWayReader,
    )
}
