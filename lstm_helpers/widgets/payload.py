"""What labs send to the browser, and the line of text that stands for them where no browser is.

Arrays go once, as little-endian float64 bytes in row-major order; ``decode`` in shared/numbers.js reads them without a
copy where it can, and shared/model.js takes the records apart.
"""

import hashlib

import numpy as np


def pack(array):
    """Return the array as little-endian float64 bytes, row by row."""
    return np.ascontiguousarray(array, dtype="<f8").tobytes()


def pack_narrow(array):
    """Return an array as the narrowest floats that hold every value exactly: ``{"type": …, "bytes": …}``.

    ``widened`` in shared/numbers.js makes float64 of them again.

    >>> pack_narrow(np.array([0.5, 1.0]))["type"], pack_narrow(np.array([0.1]))["type"]
    ('f2', 'f8')
    """
    array = np.ascontiguousarray(array, np.float64)
    for kind in ("f2", "f4"):
        with np.errstate(over="ignore"):
            narrow = array.astype(f"<{kind}")
        if np.array_equal(narrow.astype(np.float64), array):
            return {"type": kind, "bytes": narrow.tobytes()}
    return {"type": "f8", "bytes": pack(array)}


def cell_record(params):
    """Return the parameters of a cell with their sizes."""
    D, H = params.W_x.shape[0], params.W_h.shape[0]
    return {"D": D, "H": H} | {name: pack(array) for name, array in params._asdict().items()}


def narrow_record(params):
    """Return the arrays of any parameters, each as narrow as it can be kept exactly."""
    return {name: pack_narrow(array) for name, array in params._asdict().items()}


def narrow_cell(params):
    """Return the parameters of a cell with their sizes, each array as narrow as it can be kept exactly."""
    return {"D": len(params.W_x), "H": len(params.W_h)} | narrow_record(params)


def decoder_record(translator):
    """Return what writes, and looks back while it does, of a `Translator`: shared/decoder.js computes with it."""
    attention = translator.attention
    if attention is not None:
        sized = {} if isinstance(attention, str) else {"A": len(attention.v)} | narrow_record(attention)
        attention = {"kind": "additive" if sized else attention} | sized
    return {
        "encoder": narrow_cell(translator.encoder),
        "decoder": narrow_cell(translator.decoder),
        "target_table": pack_narrow(translator.target_embedding),
        "attention": attention,
        "readout": narrow_record(translator.readout),
        "target": list(translator.target),
    }


def readout_record(readout, activation):
    """Return a `DenseParams` with its sizes and what its outputs go through."""
    H, outputs = readout.W.shape
    return {"H": H, "O": outputs, "W": pack(readout.W), "b": pack(readout.b), "activation": activation}


def alphabet_record(alphabet):
    """Return the symbols of an `Alphabet`, the last of which is the unknown one; None for none."""
    return alphabet and {"symbols": [*alphabet.letters, alphabet.UNKNOWN], "fold": alphabet.fold}


def many(count, thing):
    """Return a count with its noun.

    >>> many(1, "unit"), many(2, "unit")
    ('1 unit', '2 units')
    """
    return f"{count} {thing}{'' if count == 1 else 's'}"


def digest(*arrays, decimals=6):
    """Return eight letters that change when a value changes in the sixth decimal.

    Values are rounded so that another machine's linear algebra, which differs in the fifteenth, gives the same letters.

    >>> digest(np.zeros(3)) == digest(np.full(3, -1e-9))
    True
    """
    letters = hashlib.sha256()
    for array in arrays:
        letters.update(str(np.shape(array)).encode())
        letters.update(pack(np.round(np.asarray(array, dtype=np.float64), decimals) + 0.0))  # -0 becomes 0
    return letters.hexdigest()[:8]
