"""Traits that hold what a browser can show: whole numbers that are no truth values, and numbers that are numbers."""

import math

import traitlets


class Whole(traitlets.Int):
    """A whole number within ``min`` and ``max``; True and False are none."""

    def validate(self, obj, value):
        """Return the value, or refuse it."""
        if isinstance(value, bool):
            self.error(obj, value)
        return super().validate(obj, value)


class Number(traitlets.Float):
    """A number within ``min`` and ``max``: not True, not NaN, not infinite."""

    def validate(self, obj, value):
        """Return the value, or refuse it."""
        value = super().validate(obj, value)
        if isinstance(value, bool) or not math.isfinite(value):
            self.error(obj, value)
        return value
