"""Train a model again from fresh weights, and let go of what trained models leave behind.

The first call of ``fit`` translates a model into a program, which takes seconds and some 10 to 50 MB. A model that is
restarted keeps its program: three seeds cost one translation.
"""

import ctypes
import gc

from lstm_helpers.arrays import as_count
from lstm_helpers.keras_models.quietly import as_model, keras


def restart(model, seed):
    """Draw all weights of ``model`` anew, set its optimizer back to the beginning, and return the model.

    What follows is what a new model would do that was built, compiled and trained after
    ``keras.utils.set_random_seed(seed)``, number for number; but a model that was trained before is not translated
    again. (A Bidirectional layer draws its weights in another order than when it is first built. Its training is as
    repeatable, with other numbers.)

    Parameters
    ----------
    model : keras.Model
        Sequential or functional, compiled or not.
    seed : int
        0 or more. It is set for Python, NumPy and TensorFlow, as `keras.utils.set_random_seed` does.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    model, seed = as_model(model), as_count("seed", seed, 0)
    if not model.built:
        raise ValueError(f'model "{model.name}" has no weights yet: give it a keras.Input, or call it once.')
    keras.utils.set_random_seed(seed)
    _copy(keras.models.clone_model(model).variables, model.variables)
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None and optimizer.built:
        fresh = type(optimizer).from_config(optimizer.get_config())
        fresh.build(model.trainable_variables)
        _copy(fresh.variables, optimizer.variables)
    return model


def _copy(source, target):
    for new, old in zip(source, target, strict=True):
        old.assign(new)


def forget():
    """Let go of what models that are no longer used have left in memory.

    Keras's optimizers sum each gradient over all devices through a function that TensorFlow registers for good, and
    with it the program that the function belongs to: 10 to 50 MB stay for each model that was trained, even when the
    model is gone. Here these entries are taken out, Python's garbage is collected, and what is free is given back to
    the system. Models that are still in use go on as before.
    """
    from tensorflow.python.framework import ops

    registered = getattr(getattr(ops, "gradient_registry", None), "_registry", {})  # TensorFlow's own, not promised
    for name in [name for name, entry in registered.items() if _sums_over_devices(entry)]:
        del registered[name]
    gc.collect()
    _give_back()


def _sums_over_devices(entry):
    """Does this entry hold the gradient of `tf.distribute.ReplicaContext.all_reduce`?"""
    function = entry.get("type") if isinstance(entry, dict) else None
    for cell in getattr(function, "__closure__", None) or ():
        for inner in getattr(cell.cell_contents, "__closure__", None) or ():
            if "all_reduce.<locals>.grad_wrapper" in getattr(inner.cell_contents, "__qualname__", ""):
                return True
    return False


def _give_back():
    """Return free memory to the system, where the C library has a way to do so."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):  # macOS, Windows, musl
        return
