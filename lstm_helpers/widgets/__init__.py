"""The labs: interactive pictures of recurrent networks, for notebooks and for pages without Python.

>>> from lstm_helpers.widgets import GateLab
"""

from lstm_helpers.widgets.gate_lab import GateLab

__all__ = ["GateLab"]
