"""What a lab sends to the browser, and the line of text that stands for it where no browser is.

Arrays go once, as little-endian float64 bytes in row-major order; ``decode`` in lab.js reads them without a copy
where it can.
"""

import hashlib

import numpy as np


def pack(array):
    """Return the array as little-endian float64 bytes, row by row."""
    return np.ascontiguousarray(array, dtype="<f8").tobytes()


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
