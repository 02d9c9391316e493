"""Turn what a caller passes into arrays, or say in one sentence what is wrong with it.

Every public door of the package validates through these functions, so that a mistake costs a sentence and never a
traceback from deep inside. A door goes on with what they *return*: a checked value that is thrown away may still be a
number of eight bits, which overflows later. What they take for another thing than it is, they take without loss: whole
numbers for floats, half precision for double. Nothing is guessed: no text is a number, no mask is lost, and no number
becomes infinite on its way into a narrower type.
"""

import math
import os
from pathlib import Path

import numpy as np

MOST_NUMBERS = 2**28
"""The most numbers that one argument may ask for: 2 GiB, twice what the largest lesson may have."""

_NO_NUMBERS = (bool, np.bool_, np.timedelta64)  # though Python and NumPy count them among the whole numbers


def as_floats(name, value, axes, *, sizes=None, hint="", finite=True, dtype=None):
    """Return ``value`` as a floating-point array with the named axes.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : array_like of real numbers
        float32 and float64 keep their type; integers, booleans and other floats become float64.
    axes : tuple of str, or None
        One name an axis, e.g. ``("batch", "time", "features")``; None for any number of axes.
    sizes : dict of str to int, optional
        The sizes that are already known, e.g. ``{"features": 3}``.
    hint : str
        What to try when the number of axes is wrong.
    finite : bool
        Refuse NaN and infinities (the default).
    dtype : numpy.float32 or numpy.float64, optional
        The type to return. A finite number that it cannot hold is refused.

    Raises
    ------
    TypeError
        Not numbers, ragged lists, complex numbers, or values that are masked.
    ValueError
        Another number of axes, another size, no entries, values that are not finite, or too large for ``dtype``.
    """
    array = _as_array(name, value, "numbers", axes)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} holds {_kind(array, value)}: expected real numbers{_with_axes(axes)}.")
    _check_shape(name, array, axes, sizes or {}, hint)
    wanted = np.dtype(dtype or (array.dtype if array.dtype in (np.float32, np.float64) else np.float64))
    found = array if array.dtype == wanted else _cast(name, array, wanted)
    if finite and not np.isfinite(found).all():
        bad = np.argwhere(~np.isfinite(found))
        where = ", ".join(map(str, bad[0]))
        raise ValueError(
            f"{name} holds {len(bad)} value(s) that are NaN or infinite, the first at [{where}]: "
            "replace or mask them first."
        )
    return found


def as_mask(name, value, sizes):
    """Return ``value`` as a boolean array (batch, time) or (time,), True where a step is real.

    Raises ``TypeError`` when it does not hold booleans (or zeros and ones), ``ValueError`` for another shape.
    """
    axes = ("batch", "time")[-len(sizes) :]
    array = _as_array(name, value, "True and False", axes)
    if array.dtype != bool:
        if array.dtype.kind not in "iuf" or not np.isin(array, (0, 1)).all():
            raise TypeError(f"{name} must hold True (e.g. a real step) or False (padding), not {_kind(array, value)}.")
        array = array.astype(bool)
    if array.shape != tuple(sizes):
        raise ValueError(f"{name} has shape {array.shape}: expected {_axes(axes)} = {tuple(sizes)}.")
    return array


def as_classes(name, value, K=None, least=1):
    """Return ``value`` as an int64 array (steps,) of class numbers, ``least`` or more, 0 to K − 1 where ``K`` is given.

    Raises ``TypeError`` when it holds no whole numbers, ``ValueError`` when one of them is no class.
    """
    array = _as_array(name, value, "class numbers", ("steps",))
    if least == 0 and array.size == 0 and array.ndim == 1:
        return array.astype(np.int64)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise TypeError(
            f"{name} has shape {array.shape} and type {array.dtype.name}: expected (steps,) of whole numbers."
        )
    most = 2**62 if K is None else K - 1
    if not array.size or array.min() < 0 or array.max() > most:
        raise ValueError(
            f"{name} must hold at least one class, all of them {'0 or more' if K is None else f'0 to {most}'}."
        )
    return array.astype(np.int64)


def as_values(name, value):
    """Return ``value`` as an array of one kind, numbers, texts or dates, in its own type; `TypeError` otherwise."""
    array = _as_array(name, value, "values of one kind", None)
    if array.dtype.kind not in "fiubUMm":
        raise TypeError(f"{name} holds {_kind(array, value)}: expected values of one kind, such as numbers.")
    return array


def as_count(name, value, least=1, most=None):
    """Return ``value`` as an int from ``least`` to ``most`` (2³¹ − 1 when left out).

    Raises ``TypeError`` when it is no whole number (True and 2.0 are none), ``ValueError`` out of bounds.
    """
    expected = f"expected a whole number, {least} or more" if most is None else f"expected {least} to {most}"
    if isinstance(value, _NO_NUMBERS) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} is {shown(value)}: {expected}.")
    if not least <= value <= (2**31 - 1 if most is None else most):
        raise ValueError(f"{name} is {shown(value)}: {expected}{' (and less than 2³¹)' * (most is None)}.")
    return int(value)


def as_number(name, value, expected="a finite number", *, least=-np.inf, most=np.inf, above=-np.inf, below=np.inf):
    """Return ``value`` as a float within the bounds, which ``expected`` says in words.

    Raises ``TypeError`` when it is no real number, ``ValueError`` when it is NaN, infinite or out of bounds.
    """
    if isinstance(value, _NO_NUMBERS) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} is {shown(value)}: expected {expected}.")
    try:
        number = float(value)
    except OverflowError:  # hundreds of digits
        number = math.inf
    except Exception:  # whatever a caller's own class does
        raise TypeError(f"{name} is {shown(value)}, which gives no number: expected {expected}.") from None
    if not (math.isfinite(number) and least <= number <= most and above < number < below):
        raise ValueError(f"{name} is {shown(value)}: expected {expected}.")
    return number


def as_flag(name, value):
    """Return ``value`` as a bool; ``TypeError`` for anything but True and False, however true Python finds it."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} is {shown(value)}: expected True or False.")
    return bool(value)


def as_choice(name, value, options):
    """Return the one of the ``options`` (texts, whole numbers or None) that ``value`` is; `ValueError` names them."""
    for option in options:
        kinds = (str,) if isinstance(option, str) else (int, np.integer)
        if value is option or (isinstance(value, kinds) and not isinstance(value, bool) and value == option):
            return option
    raise ValueError(f"{name} is {shown(value)}: expected one of {', '.join(map(repr, options))}.")


def as_function(name, value, example):
    """Return ``value`` if it can be called; ``TypeError`` with an example otherwise."""
    if not callable(value):
        raise TypeError(f"{name} is {shown(value)}: expected a function, e.g. {example}.")
    return value


def as_text(name, value, *, example="'a (short) one'", empty=False):
    """Return ``value`` as a str of at least one letter (or of none, where ``empty`` allows it).

    Raises ``TypeError`` when it is no text, ``ValueError`` when it is empty or not valid Unicode.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} is {type(value).__name__}: expected a text, e.g. {example}.")
    if not value and not empty:
        raise ValueError(f"{name} is empty: pass at least one letter.")
    if not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise ValueError(
                f"{name} holds half a letter (a lone surrogate, {value[error.start]!a}) at {error.start}: "
                "it is not valid Unicode. Read the file again with its right encoding."
            ) from None
    return str(value)


def as_sequence(name, value, expected):
    """Return a list, tuple, range or array of one axis as a list; ``TypeError`` says what was ``expected``.

    Sets have no order, dicts are not lists, bytes hold numbers, and a generator is used up by looking at it.
    """
    if isinstance(value, np.ma.MaskedArray) or not isinstance(value, (list, tuple, range, np.ndarray)):
        raise TypeError(f"{name} is {shown(value)}: expected {expected}.")
    if isinstance(value, np.ndarray) and value.ndim != 1:
        raise TypeError(f"{name} has shape {value.shape}: expected {expected}.")
    try:
        return list(value)
    except Exception:  # whatever a caller's own class does
        raise TypeError(f"{name} is {type(value).__name__}, whose values cannot be had: expected {expected}.") from None


def is_list(value):
    """Return whether ``value`` is a tuple or list, and its values can be had: a caller's own class may fail there."""
    try:
        return isinstance(value, (tuple, list)) and len(value) == len(list(value))
    except Exception:
        return False


def as_labels(name, value, steps=None):
    """Return ``value`` as a tuple of ``steps`` strings, one a time step; of as many as there are without ``steps``.

    Raises ``TypeError`` when it is no sequence of texts or numbers, ``ValueError`` when there are too many or too few.
    """
    expected = "a string or a sequence with one label a time step"
    if hasattr(value, "to_numpy"):  # a column of a table
        value = value.to_numpy()
    entries = list(as_text(name, value, empty=True)) if isinstance(value, str) else as_sequence(name, value, expected)
    if steps is not None and len(entries) != steps:
        raise ValueError(
            f"{name} holds {len(entries)} label(s) for {steps} time step(s): pass exactly one label a step."
        )
    for entry in entries:
        if not isinstance(entry, (str, int, float, np.generic)) or isinstance(entry, (bytes, np.void)):
            raise TypeError(f"{name} holds {shown(entry)}: expected texts or numbers, one a time step.")
    return tuple(as_text(name, str(entry), empty=True) for entry in entries)


def as_rng(name, value):
    """Return ``value`` if it is a ``numpy.random.Generator``; ``TypeError`` with the cure otherwise."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(
            f"{name} is {type(value).__name__}: expected a random generator, e.g. numpy.random.default_rng(0)."
        )
    return value


def as_float_type(name, value):
    """Return the NumPy type that ``value`` names, float32 or float64; ``TypeError`` for any other."""
    expected = "expected numpy.float32 or numpy.float64"
    if value is None or isinstance(value, (bytes, np.ndarray)):
        raise TypeError(f"{name} is {shown(value)}: {expected}.")
    try:
        found = np.dtype(value)
    except Exception:  # whatever a caller's own class does
        raise TypeError(f"{name} is {shown(value)}: {expected}.") from None
    if found not in (np.float32, np.float64):
        raise TypeError(f"{name} is {shown(value)}: {expected}.")
    return found.type


def as_path(name, value, example="'run.npz'"):
    """Return ``value`` as an absolute `Path`, with ``~`` resolved: it means the same wherever the program goes later.

    Raises ``TypeError`` when it is no path, ``ValueError`` when it is empty or cannot be resolved.
    """
    if not isinstance(value, (str, os.PathLike)) or not isinstance(text := os.fspath(value), str):
        raise TypeError(f"{name} is {shown(value)}: expected a path, e.g. {example}.")
    as_text(name, text, example=example)
    if "\0" in text:
        raise ValueError(f"{name} is {shown(value)}: no path may hold the character number 0.")
    try:
        return Path(text).expanduser().absolute()
    except (RuntimeError, OSError):
        raise ValueError(f"{name} is {shown(value)}: there is no such home folder here.") from None


def write(name, path, data):
    """Write bytes to the file ``path``, an argument called ``name``, and return it; `ValueError` where that fails."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise ValueError(f"{name} {path.name!r} cannot be written ({error.strerror}): choose another folder.") from None
    return path


def check_fits(**sizes):
    """Refuse counts, all of one array, that together ask for more numbers than `MOST_NUMBERS`; `ValueError`."""
    wanted = math.prod(sizes.values())
    if wanted > MOST_NUMBERS:
        named = " and ".join(f"{name} is {size}" for name, size in sizes.items())
        raise ValueError(
            f"{named}: an array of so many numbers takes {8 * wanted / 2**30:,.0f} GiB; "
            f"choose less, so that it takes at most {8 * MOST_NUMBERS / 2**30:.0f} GiB."
        )


def shown(value):
    """Return ``value`` as it is written, or its type where that would be long or cannot be had."""
    try:
        written = repr(value)
    except Exception:  # whatever a caller's own class does
        return type(value).__name__
    return written if len(written) < 60 and written.isprintable() else type(value).__name__


def _as_array(name, value, numbers, axes):
    """``np.asarray``, unless that would lose a mask or take bytes for numbers."""
    expected = f"pass a regular array{_with_axes(axes)}."
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} is {value}: {expected}")
    if isinstance(value, (bytearray, memoryview)) and memoryview(value).format in "bBc":
        raise TypeError(f"{name} holds {type(value).__name__}, bytes that are no numbers: {expected}")
    try:
        masked = _masked(value)
        array = None if masked else np.asarray(value)
    except Exception as error:  # another library's array may raise whatever it likes
        raise TypeError(f"{name} cannot become an array of {numbers} ({_first_line(error)}): {expected}") from None
    if masked:
        raise TypeError(f"{name} is a masked array, and its mask would be lost: fill or leave out what is masked.")
    return array


def _masked(value):
    """Whether an array, or one in a list, hides some of its values."""
    if isinstance(value, np.ma.MaskedArray):
        return bool(np.ma.getmaskarray(value).any())
    return isinstance(value, (list, tuple)) and any(
        _masked(one) for one in value if isinstance(one, (list, tuple, np.ma.MaskedArray))
    )


def _check_shape(name, array, axes, sizes, hint):
    axes = array.ndim * ("any",) if axes is None else axes
    if array.ndim != len(axes):
        tail = f" {hint}" if hint else ""
        raise ValueError(f"{name} has shape {array.shape}: expected {_axes(axes)}.{tail}")
    for axis, size in zip(axes, array.shape, strict=True):
        expected = sizes.get(axis)
        if expected is not None and size != expected:
            raise ValueError(f"{name} has shape {array.shape}, with {size} along {axis}: expected {expected}.")
    if array.size == 0:
        raise ValueError(f"{name} has shape {array.shape}, which is empty: pass at least one entry along every axis.")


def _cast(name, array, dtype):
    """``array`` in another type; no finite number of it becomes infinite."""
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        found = array.astype(dtype)
    lost = np.isinf(found) & np.isfinite(array) if array.dtype.kind == "f" else np.False_
    if lost.any():
        raise ValueError(
            f"{name} holds {array[lost].flat[0]:.3g}, which {dtype.name} cannot hold: scale it down"
            f"{', or use float64' if dtype == np.float32 else ''}."
        )
    return found


def _with_axes(axes):
    return "" if axes is None else f" with axes {_axes(axes)}"


def _axes(axes):
    return "(" + ", ".join(axes) + ("," if len(axes) == 1 else "") + ")"


def _kind(array, value):
    if array.dtype.kind == "O":
        return f"{type(value).__name__} of mixed or ragged values"
    if array.dtype.kind in "US":
        return "text"
    return f"values of type {array.dtype.name}"


def _first_line(error):
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
