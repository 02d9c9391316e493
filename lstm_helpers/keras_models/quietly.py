"""Keras, imported without the start-up lines of TensorFlow, and what is asked of models.

Those lines change from machine to machine. They are kept from standard error, so that a notebook stores none of them.
TensorFlow is told how many threads it may have before it starts: afterwards it listens no more. What importing has
read of its code, some 180 MiB that seldom run again, goes back to the system.
"""

import contextlib
import ctypes
import os
import re
import sys

import numpy as np

from lstm_helpers.environment import processors


@contextlib.contextmanager
def _quiet_start():
    """Send what C++ code writes to file descriptor 2 nowhere: such lines come before TensorFlow reads its settings."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # this process has no standard error
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextlib.contextmanager
def _without(name):
    """Hide a module that was not imported yet: Keras wraps scikit-learn where it finds it, for 60 MB and a second."""
    hidden = name not in sys.modules
    if hidden:
        sys.modules[name] = None
    try:
        yield
    finally:
        if hidden:
            del sys.modules[name]


def _few_threads():
    """A thread for each processor that this process may use, not for each that it sees; what the user set stays."""
    for kind_of_thread in ("INTRAOP", "INTEROP"):
        os.environ.setdefault(f"TF_NUM_{kind_of_thread}_THREADS", str(processors()))


@contextlib.contextmanager
def _said_while_waiting():
    """In a notebook, say what the cell waits for while it waits; the line is the same each time, and is stored so."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if not hasattr(shell, "kernel") or "tensorflow" in sys.modules:
        yield
        return
    print("TensorFlow is starting, which takes some seconds, and longer the first time …", end="", flush=True)
    yield
    print(" ready.")


def _give_code_back():
    """Unmap the pages of compiled code that this process has touched, where the system is Linux; elsewhere do nothing.

    They are read from files and never written, so nothing is lost: a page that runs again is mapped again.
    """
    dontneed = 4  # MADV_DONTNEED of madvise(2)
    try:
        advise = ctypes.CDLL(None).madvise
        with open("/proc/self/maps", encoding="utf-8") as file:
            maps = [line.split(maxsplit=5) for line in file]
    except (OSError, AttributeError, TypeError):
        return
    for where, rights, _, _, inode, *_ in maps:
        if rights == "r-xp" and inode != "0":
            begin, end = (int(place, 16) for place in where.split("-"))
            advise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), dontneed)


_few_threads()
try:
    with _said_while_waiting(), _quiet_start(), _without("sklearn"):
        import keras

        keras.ops.zeros(1)  # the first operation says which devices there are
    _give_code_back()
except ModuleNotFoundError as error:
    if error.name not in ("keras", "tensorflow"):  # something that another backend asks for, and says itself
        raise
    raise ModuleNotFoundError(
        f"Keras models need Keras and TensorFlow, and {error.name} is not installed here: pip install tensorflow.",
        name=error.name,
    ) from None


def as_model(model):
    """Return ``model``; ``TypeError`` when it is no Keras model."""
    if isinstance(model, keras.Model):
        return model
    families = {kind_.__module__.split(".")[0] for kind_ in type(model).__mro__}
    hint = "expected a Keras model, e.g. keras.Sequential([...])"
    if "tf_keras" in families:
        hint = 'that is Keras 2 (tf_keras), and this is Keras 3: model.save("m.h5"), then GateLab.from_file("m.h5", x)'
    elif "torch" in families:
        hint = "that is PyTorch: GateLab.from_torch(model.state_dict(), x) opens its nn.LSTM"
    elif isinstance(model, keras.Layer):
        hint = "that is one layer: put it into a model, keras.Sequential([keras.Input(...), layer])"
    elif isinstance(model, (str, os.PathLike)):
        hint = "expected a Keras model; GateLab.from_file(path, x) opens a file"
    raise TypeError(f"model is {kind(model)}: {hint}.")


def to_numpy(tensor):
    """Return a tensor or variable as an array that NumPy knows: what is in bfloat16 comes in float32, unchanged."""
    tensor = tensor.value if isinstance(tensor, keras.Variable) else tensor
    own = keras.backend.backend() == "tensorflow" and hasattr(tensor, "numpy")
    array = np.array(tensor.numpy() if own else keras.ops.convert_to_numpy(tensor))
    return array.astype(np.float32) if array.dtype.name == "bfloat16" else array


def reason_of(error):
    """Return the line that says why in an error of Keras, which puts where it was before it, and tensors after it."""
    lines = [re.sub(r"\x1b\[\d*m", "", line).strip() for line in str(error).splitlines()]
    lines = [line for line in lines if line] or [type(error).__name__]
    telling = [line for line in lines if not re.match(r"Exception encountered when calling |A total of \d+ obj", line)]
    line = (telling or lines)[0].split(" Target variable: ")[0].rstrip(".,: ")
    return line if len(line) < 200 else f"{line[:200]}…"


def kind(value):
    """Return the name of a value's type."""
    return type(value).__name__
