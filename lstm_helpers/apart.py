"""Call a function of the package in a process of its own: what it loads is gone when the answer has come.

TensorFlow takes half a gibibyte and never gives it back. A lesson that asks it one question asks it here:

    gradients, dx = apart.call("lstm_helpers.keras_models:lstm_gradients", params, x, dh)
"""

import contextlib
import pickle
import pkgutil
import subprocess
import sys

PACKAGE = __name__.split(".")[0]


def call(name, *arguments):
    """Return what a function of this package returns, computed in a process of its own.

    Parameters
    ----------
    name : str
        ``"package.module:function"``, within ``lstm_helpers``.
    *arguments
        Anything that pickle can carry: arrays, parameters, numbers, texts.

    Raises
    ------
    ValueError
        The name is of another form, or of another package.
    RuntimeError
        The function raised; its error is the message's last line.

    Examples
    --------
    >>> call("lstm_helpers.lessons:Lesson", 6, "Send the gradient back", 90).minutes
    90
    """
    if not isinstance(name, str) or not name.startswith(f"{PACKAGE}.") or name.count(":") != 1:
        raise ValueError(f'name is {name!r}: expected a function of this package, as in "{PACKAGE}.lessons:Lesson".')
    command = [sys.executable, "-c", f"from {__name__} import serve; serve()"]
    done = subprocess.run(command, input=pickle.dumps((name, arguments)), capture_output=True)
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or [f"it ended with {done.returncode}"]
        raise RuntimeError(f"{name} failed in its own process: {lines[-1]}")
    return pickle.loads(done.stdout)


def serve():
    """Answer one `call`: its name and arguments come in, what the function returns goes out."""
    name, arguments = pickle.load(sys.stdin.buffer)
    with contextlib.redirect_stdout(sys.stderr):  # what is printed must not mix with the answer
        answer = pkgutil.resolve_name(name)(*arguments)
    sys.stdout.buffer.write(pickle.dumps(answer))
