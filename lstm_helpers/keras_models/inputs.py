"""What a caller passes as a model's input, as Keras wants it; the commonest mistakes get a sentence, not a page."""

import numpy as np

from lstm_helpers.arrays import as_floats, is_list
from lstm_helpers.keras_models.quietly import keras

_AXES = {2: ("batch", "time"), 3: ("batch", "time", "features")}


def check_x(model, x):
    """Return ``x`` as the tensors that a model reads, in the structure in which it reads them.

    ``x`` is one array, or where there are several inputs a list in their order or a dict by their names; a list with
    one array in it is that array, as for ``predict``. Not-a-numbers may be in it: some models mask them themselves.
    """
    wanted = getattr(model, "inputs", None)
    if not wanted:
        return _unknown(x)
    arrays = [_one(*pair) for pair in zip(_names_of(wanted), _in_order(x, wanted), wanted, strict=True)]
    return keras.tree.pack_sequence_as(getattr(model, "input", wanted[0]), arrays)


def _unknown(x):
    """For a model of one's own, which does not say what it reads."""
    if isinstance(x, dict):
        return {name: _tensor(one) for name, one in x.items()}
    if is_list(x) and all(hasattr(one, "shape") for one in x):
        return _tensor(x[0]) if len(x) == 1 else [_tensor(one) for one in x]
    return _tensor(x)


def _tensor(x):
    if np.asarray(x).dtype.kind in "USOT":
        return _words("x", x)
    array = as_floats("x", x, None, finite=False)
    whole = np.asarray(x).dtype.kind in "iub"
    return keras.ops.convert_to_tensor(array, "int32" if whole else keras.config.floatx())


def _names_of(wanted):
    return ["x"] if len(wanted) == 1 else [f'x["{one.name}"]' for one in wanted]


def _in_order(x, wanted):
    names, count = [one.name for one in wanted], len(wanted)
    if isinstance(x, dict):
        if sorted(x) != sorted(names):
            got, expected = (", ".join(map(repr, some)) for some in (x, names))
            raise ValueError(f"x is a dict with {got}: expected one array for each of the model's inputs, {expected}.")
        return [x[name] for name in names]
    if count == 1:
        alone = is_list(x) and len(x) == 1 and getattr(x[0], "ndim", 0) == len(wanted[0].shape)
        return [x[0] if alone else x]
    if not is_list(x) or len(x) != count:
        got = f"{len(x)} arrays" if is_list(x) else "one array"
        said = ", ".join(names)
        raise ValueError(f"x is {got}, and the model has {count} inputs: pass a list with one array each ({said}).")
    return list(x)


def _one(name, x, wanted):
    """One input as a tensor of the type and shape that the model asks for."""
    if str(wanted.dtype) == "string":
        return _words(name, x)
    rank = len(wanted.shape)
    axes = _AXES.get(rank, ("batch", *(f"axis {n}" for n in range(1, rank))))
    sizes = {axis: size for axis, size in zip(axes, wanted.shape, strict=True) if size is not None}
    dtype = np.float32 if str(wanted.dtype) == "float32" else None  # a number must not become infinite on its way
    array = as_floats(name, x, axes, sizes=sizes, finite=False, hint=_hint(name, x, rank), dtype=dtype)
    if "int" in str(wanted.dtype) and not np.array_equal(array, np.round(array)):
        raise ValueError(f"{name} holds {array[array != np.round(array)][0]:g}: the model reads whole numbers.")
    return keras.ops.convert_to_tensor(array, wanted.dtype)


def _hint(name, x, rank):
    shape = np.shape(x) if isinstance(x, np.ndarray) else ()
    if len(shape) != rank - 1:
        return ""
    if rank == 3 and shape[0] > 1:
        return f"For a single sequence use {name}[None]; for sequences of one number a step, {name}[..., None]."
    return f"For a single sequence use {name}[None]."


def _words(name, x):
    """Text, which a layer of the model turns into numbers itself."""
    import tensorflow as tf

    try:
        return tf.constant(np.asarray(x).tolist(), tf.string)
    except (TypeError, ValueError):
        raise TypeError(f"{name} holds no text, and the model reads text: pass e.g. [['a sentence']].") from None
