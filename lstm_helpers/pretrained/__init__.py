"""Small networks that the course trained itself, their weights beside this file, with the script that made them.

Train them again in under a minute: ``python -m lstm_helpers.pretrained.train``.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lstm_helpers.data.text import Alphabet, as_text, inside_brackets
from lstm_helpers.maths import sequence
from lstm_helpers.maths.cells import DenseParams, LSTMParams, dense, sigmoid

__all__ = ["FOLDER", "SIZES", "BracketReader", "bracket_reader"]

FOLDER = Path(__file__).parent
SIZES = (2, 4)


@dataclass(frozen=True)
class BracketReader:
    """An LSTM that reads text letter by letter and says after each one whether it is inside parentheses.

    Attributes
    ----------
    params : LSTMParams
        float64: ``W_x`` (D, 4H), ``W_h`` (H, 4H), ``b`` (4H,), D letters in the alphabet.
    readout : DenseParams
        ``W`` (H, 1), ``b`` (1,): the logit of "inside".
    alphabet : text.Alphabet
        Which letter is which input. Letters it does not know are all read as one and the same "unknown".
    clearest : int
        The unit whose memory tells inside from outside with the widest gap.
    score : dict
        How it did on text it had never seen: ``letters`` read, ``wrong`` answers.
    """

    params: LSTMParams
    readout: DenseParams
    alphabet: Alphabet
    clearest: int
    score: dict

    def read(self, sentence):
        """Return the `sequence.Trace` of reading a sentence, one step a letter, labelled with the letters.

        Raises ``TypeError`` or ``ValueError`` for anything but a text of one letter or more.

        >>> reader = bracket_reader()
        >>> reader.read("a (b) c").c.shape
        (1, 8, 2)
        """
        sentence = as_text("sentence", sentence)
        return sequence.run(self.params, self.alphabet.one_hot(sentence), labels=sentence, name="bracket reader")

    def probability(self, trace):
        """Return how sure it is, after each letter, of being inside parentheses: (B, T), from 0 to 1."""
        return sigmoid(dense(self.readout, trace.outputs))[..., 0]

    @staticmethod
    def inside(sentence):
        """Return the right answers, (T,) of bool: `text.inside_brackets`."""
        return inside_brackets(sentence)


def bracket_reader(units=2, folder=FOLDER):
    """Return the trained `BracketReader` with a memory of 2 or of 4 units.

    Raises
    ------
    ValueError
        There is none of that size, or its file is missing or damaged; the sentence says how to mend that.
    """
    if units not in SIZES or isinstance(units, bool):
        raise ValueError(f"units is {units!r}: there are readers with {' and with '.join(map(str, SIZES))} units.")
    path = Path(folder) / f"bracket_reader_{units}.npz"
    if not path.exists():
        raise ValueError(f"{path.name} is missing from lstm_helpers/pretrained: {_mend(path)}")
    alphabet = Alphabet()
    try:
        with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in ("W_x", "W_h", "b", "readout_W", "readout_b")}
            facts = json.loads(str(file["facts"]))
        D, H = len(alphabet), units
        shapes = ((D, 4 * H), (H, 4 * H), (4 * H,), (H, 1), (1,))
        for array, shape in zip(arrays.values(), shapes, strict=True):
            if array.shape != shape or array.dtype != np.float64 or not np.isfinite(array).all():
                raise ValueError("not the arrays of this reader")
        clearest, score = int(facts["clearest"]), dict(facts["score"])
    except Exception:  # a damaged zip file can fail in a dozen ways
        raise ValueError(f"{path.name} in lstm_helpers/pretrained is damaged: {_mend(path)}") from None
    W_x, W_h, b, W, bias = arrays.values()
    return BracketReader(LSTMParams(W_x, W_h, b), DenseParams(W, bias), alphabet, clearest, score)


def _mend(path):
    return (
        f"fetch it again with `git checkout lstm_helpers/pretrained/{path.name}`, or train it in a minute with "
        "`python -m lstm_helpers.pretrained.train`."
    )
