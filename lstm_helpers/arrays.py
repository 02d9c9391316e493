"""Turn what a caller passes into arrays, or say in one sentence what is wrong with it.

Every public door of the package validates through these functions, so that a mistake
costs a sentence and never a traceback from deep inside.
"""

import numpy as np


def as_floats(name, value, axes, *, sizes=None, hint="", finite=True):
    """Return ``value`` as a floating-point array with the named axes.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : array_like of real numbers
        float32 and float64 keep their type; integers and booleans become float64.
    axes : tuple of str, or None
        One name an axis, e.g. ``("batch", "time", "features")``; None for any number of axes.
    sizes : dict of str to int, optional
        The sizes that are already known, e.g. ``{"features": 3}``.
    hint : str
        What to try when the number of axes is wrong.
    finite : bool
        Refuse NaN and infinities (the default).

    Raises
    ------
    TypeError
        Not numbers, ragged lists, or complex numbers.
    ValueError
        Another number of axes, another size, no entries, or values that are not finite.
    """
    try:
        array = np.asarray(value)
    except (ValueError, TypeError) as error:
        raise TypeError(
            f"{name} cannot become an array of numbers ({_first_line(error)}): pass a regular array{_with_axes(axes)}."
        ) from None
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} holds {_kind(array, value)}: expected real numbers{_with_axes(axes)}.")
    if array.dtype not in (np.float32, np.float64):
        array = array.astype(np.float64)
    axes = array.ndim * ("any",) if axes is None else axes
    if array.ndim != len(axes):
        tail = f" {hint}" if hint else ""
        raise ValueError(f"{name} has shape {array.shape}: expected {_axes(axes)}.{tail}")
    for axis, size in zip(axes, array.shape, strict=True):
        expected = (sizes or {}).get(axis)
        if expected is not None and size != expected:
            raise ValueError(f"{name} has shape {array.shape}, with {size} along {axis}: expected {expected}.")
    if array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}, which is empty: pass at least one entry along every axis.")
    if finite and not np.isfinite(array).all():
        bad = np.argwhere(~np.isfinite(array))
        where = ", ".join(map(str, bad[0]))
        raise ValueError(
            f"{name} holds {len(bad)} value(s) that are NaN or infinite, the first at [{where}]: "
            "replace or mask them first."
        )
    return array


def as_mask(name, value, sizes):
    """Return ``value`` as a boolean array (batch, time), True where a step is real.

    Raises ``TypeError`` when it does not hold booleans (or zeros and ones), ``ValueError`` for another shape.
    """
    array = np.asarray(value)
    if array.dtype != bool:
        if array.dtype.kind not in "iufb" or not np.isin(array, (0, 1)).all():
            raise TypeError(f"{name} must hold True (a real step) or False (padding), not {_kind(array, value)}.")
        array = array.astype(bool)
    if array.shape != sizes:
        raise ValueError(f"{name} has shape {array.shape}: expected (batch, time) = {sizes}.")
    return array


def as_count(name, value, least=1):
    """Return ``value`` as an int of at least ``least``; ``TypeError`` or ``ValueError`` otherwise."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} is {shown(value)}: expected a whole number, {least} or more.")
    if value < least:
        raise ValueError(f"{name} is {value}: expected a whole number, {least} or more.")
    return int(value)


def as_number(name, value, expected="a finite number", *, least=-np.inf, most=np.inf, above=-np.inf, below=np.inf):
    """Return ``value`` as a float within the bounds, which ``expected`` says in words.

    Raises ``TypeError`` when it is no real number, ``ValueError`` when it is NaN, infinite or out of bounds.
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} is {shown(value)}: expected {expected}.")
    if not (least <= value <= most and above < value < below):
        raise ValueError(f"{name} is {value!r}: expected {expected}.")
    return float(value)


def as_choice(name, value, options):
    """Return ``value`` if it is one of the ``options``, texts or None; ``ValueError`` names them otherwise."""
    if not any(value is option or (isinstance(value, str) and value == option) for option in options):
        raise ValueError(f"{name} is {shown(value)}: expected one of {', '.join(map(repr, options))}.")
    return value


def as_function(name, value, example):
    """Return ``value`` if it can be called; ``TypeError`` with an example otherwise."""
    if not callable(value):
        raise TypeError(f"{name} is {shown(value)}: expected a function, e.g. {example}.")
    return value


def as_labels(name, value, steps):
    """Return ``value`` as a tuple of ``steps`` strings, one a time step.

    Raises ``TypeError`` when it is no sequence, ``ValueError`` when there are too many or too few.
    """
    try:
        labels = tuple(str(label) for label in value)
    except TypeError:
        raise TypeError(
            f"{name} is {type(value).__name__}: expected a string or a sequence with one label a time step."
        ) from None
    if len(labels) != steps:
        raise ValueError(
            f"{name} holds {len(labels)} label(s) for {steps} time step(s): pass exactly one label a step."
        )
    return labels


def as_rng(name, value):
    """Return ``value`` if it is a ``numpy.random.Generator``; ``TypeError`` with the cure otherwise."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(
            f"{name} is {type(value).__name__}: expected a random generator, e.g. numpy.random.default_rng(0)."
        )
    return value


def shown(value):
    """Return ``value`` as it is written, or its type where that would be long."""
    written = repr(value)
    return written if len(written) < 60 and "\n" not in written else type(value).__name__


def _with_axes(axes):
    return "" if axes is None else f" with axes {_axes(axes)}"


def _axes(axes):
    return "(" + ", ".join(axes) + ("," if len(axes) == 1 else "") + ")"


def _kind(array, value):
    if array.dtype.kind == "O":
        return f"{type(value).__name__} of mixed or ragged values"
    if array.dtype.kind in "US":
        return "text"
    return f"values of type {array.dtype}"


def _first_line(error):
    return str(error).splitlines()[0] if str(error) else type(error).__name__
