"""Read the files of stored networks, and say what to do where one is missing or damaged."""

import json
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent


def read(path, shapes, dtype, script):
    """Return (arrays, facts) of a stored network; `ValueError` where the file is missing, damaged or another's.

    Parameters
    ----------
    path : Path
    shapes : dict of str to tuple
        {array: its shape}, None for a length that is not known.
    dtype : numpy.dtype
    script : str
        The script that makes the file again.
    """
    if not path.is_file():
        raise ValueError(f"{path.name} is missing from folder {path.parent.name}: {mend(path, script)}")
    try:
        with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = [file[name] for name in shapes]
            facts = dict(json.loads(str(file["facts"])))
        for array, shape in zip(arrays, shapes.values(), strict=True):
            fits = len(shape) == array.ndim and all(n in (None, m) for n, m in zip(shape, array.shape, strict=True))
            if not fits or array.dtype != dtype or not np.isfinite(array).all():
                raise ValueError("not the arrays of this network")
    except Exception:  # a damaged zip file can fail in a dozen ways
        raise ValueError(f"{path.name} in folder {path.parent.name} is damaged: {mend(path, script)}") from None
    return arrays, facts


def mend(path, script):
    """Return in words how a stored file comes back."""
    return (
        f"fetch it again with `git checkout lstm_helpers/pretrained/{path.name}`, or train it again with "
        f"`python -m lstm_helpers.pretrained.{script}`."
    )
