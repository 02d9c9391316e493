"""The labs: interactive pictures of recurrent networks, for notebooks and for pages without Python.

>>> from lstm_helpers.widgets import GateLab
"""

from lstm_helpers.widgets.gate_lab import GateLab
from lstm_helpers.widgets.gradient_lab import GradientLab
from lstm_helpers.widgets.memory_lab import MemoryLab
from lstm_helpers.widgets.training_view import TrainingView
from lstm_helpers.widgets.two_way_reader import TwoWayReader

__all__ = ["GateLab", "GradientLab", "MemoryLab", "TrainingView", "TwoWayReader"]
