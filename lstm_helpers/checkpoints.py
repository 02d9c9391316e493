"""Write what a training run needs to go on, so that no crash leaves a broken file, and read it back.

A checkpoint is one ``.npz`` of plain arrays: nothing in it is executed when it is read (no pickle). It is written
beside its final name and then moved over it in one step, so at any moment the name holds a complete checkpoint.
"""

import json
import os
import zipfile

import numpy as np

FORMAT = 1


def write(path, arrays, facts):
    """Replace the checkpoint at ``path`` by one that holds ``arrays`` (dict of ndarray) and ``facts`` (JSON values).

    Raises ``OSError`` where the folder cannot be written.
    """
    partial = path.with_name(path.name + ".partial")
    with open(partial, "wb") as file:
        np.savez(file, facts=np.array(json.dumps({"format": FORMAT, **facts})), **arrays)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def read(path):
    """Return (arrays, facts) as they were written.

    Raises
    ------
    ValueError
        The file is damaged, or is not a checkpoint.
    """
    try:
        with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        facts = json.loads(str(arrays.pop("facts")))
        if facts.pop("format") != FORMAT:
            raise ValueError("another format")
    except (OSError, EOFError, KeyError, ValueError, AttributeError, TypeError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"checkpoint {path.name} cannot be read ({type(error).__name__}): delete the file to start afresh."
        ) from None
    return arrays, facts


def generator_facts(rng):
    """Return the state of a ``numpy.random.Generator`` as JSON values."""
    return _plain(rng.bit_generator.state)


def restore_generator(rng, facts):
    """Put a generator of the same kind into a state from `generator_facts`."""
    rng.bit_generator.state = _lists_to_arrays(facts)


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def _lists_to_arrays(value):
    """The generators whose state holds arrays keep unsigned whole numbers in them."""
    if isinstance(value, dict):
        return {key: _lists_to_arrays(entry) for key, entry in value.items()}
    return np.array(value, dtype=np.uint64) if isinstance(value, list) else value
