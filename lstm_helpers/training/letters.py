"""A trained model as reader and writer of text: the chances of each next letter, and text written with them."""

from dataclasses import dataclass, replace

import numpy as np

from lstm_helpers.arrays import as_count, as_function, as_number, as_rng, as_sequence
from lstm_helpers.data.text import Alphabet, as_text
from lstm_helpers.maths import fused, sampling
from lstm_helpers.maths.cells import dense, lstm_step
from lstm_helpers.training.models import Model
from lstm_helpers.training.strips import check_reader

CHUNK = 1000  # letters that are run at once: what bounds the memory for a long text


@dataclass(frozen=True, eq=False)
class LetterModel:
    """A network that expects the next letter; every call reads from an empty memory, unless a state is given.

    Attributes
    ----------
    model : Model
        One LSTM layer and a readout of every step, as many inputs and outputs as the alphabet has numbers.
    alphabet : Alphabet

    Raises
    ------
    TypeError, ValueError
        The model does not fit the alphabet.
    """

    model: Model
    alphabet: Alphabet

    def __post_init__(self):
        if not isinstance(self.alphabet, Alphabet):
            raise TypeError(f"alphabet is {type(self.alphabet).__name__}: expected an Alphabet, e.g. pages.PRINTABLE.")
        model, D = check_reader(self.model)
        object.__setattr__(self, "model", model)
        if len(self.alphabet) != D:
            raise ValueError(f"model reads {D} classes, and the alphabet has {len(self.alphabet)}: expected as many.")

    def trace(self, text, state=None):
        """Return the `Trace` of reading a text, a step per letter, labelled with the letters."""
        text = as_text("text", text)
        x = self.alphabet.one_hot(text)
        trace = fused.run(self.model.layers[0], x.astype(self.model.readout.W.dtype), *(state or ()))
        return replace(trace, labels=tuple(text))

    def logits(self, text, state=None):
        """Return (what is expected after each letter as logits (T, K), the state at the end)."""
        text, rows = as_text("text", text), []
        for start in range(0, len(text), CHUNK):
            x = self.alphabet.one_hot(text[start : start + CHUNK])
            trace = fused.run(self.model.layers[0], x.astype(self.model.readout.W.dtype), *(state or ()))
            rows.append(dense(self.model.readout, trace.outputs)[0])
            state = trace.h[:, -1], trace.c[:, -1]
        return np.concatenate(rows), state

    def probabilities(self, text, state=None):
        """Return what is expected after each letter, (T, K), float64 rows that sum to 1."""
        return sampling.temperature(self.logits(text, state)[0].astype(np.float64), 1.0)

    def of_next(self, text):
        """Return the probability of each letter given those before it, (T − 1,): that of ``text[1:]``.

        A long text is read in parts, so that memory does not grow with it. A list of N texts of one length is read side
        by side, each from an empty memory: (N, T − 1).
        """
        if not isinstance(text, str):
            text = [
                as_text(f"text[{n}]", one)
                for n, one in enumerate(as_sequence("text", text, "a text, or a list of texts"))
            ]
            if len({len(one) for one in text}) != 1:
                raise ValueError(
                    "text must hold one text or more, all equally long: cut them with windows(text, length)."
                )
            return self._of_next(text, None)[0]
        text, state, found = as_text("text", text), None, []
        for start in range(0, len(text) - 1, CHUNK):
            p, state = self._of_next([text[start : start + CHUNK + 1]], state)
            found.append(p[0])
        return np.concatenate(found) if found else np.empty(0)

    def _of_next(self, texts, state):
        """(probabilities (N, T − 1), the state before the last letter) of texts of one length."""
        x = self.alphabet.one_hot(texts)
        trace = fused.run(self.model.layers[0], x[:, :-1].astype(self.model.readout.W.dtype), *(state or ()))
        p = sampling.temperature(dense(self.model.readout, trace.outputs).astype(np.float64), 1.0)
        return np.sum(p * x[:, 1:], axis=-1), (trace.h[:, -1], trace.c[:, -1])

    def write(self, prompt, length, rng, *, choose=None, tau=1.0):
        """Return ``length`` letters that go on from ``prompt``, each drawn from its chances.

        Parameters
        ----------
        prompt : str
            What is read before the first letter is written, one letter at least.
        length : int
        rng : numpy.random.Generator
        choose : callable, optional
            Probabilities (K,) to probabilities, e.g. ``lambda p: sampling.top_p(p, 0.9)``.
        tau : float
            The temperature.
        """
        length, rng = as_count("length", length, least=0), as_rng("rng", rng)
        if choose is not None:
            as_function("choose", choose, "lambda p: sampling.top_p(p, 0.9)")
        tau = as_number("tau", tau, "a number above 0, e.g. 0.7", above=0)
        rows, state = self.logits(as_text("prompt", prompt))
        unknown, written = len(self.alphabet) - 1, []
        for _ in range(length):
            row = rows[-1].astype(np.float64)
            row[unknown] = row.min() - 50  # nobody can write the unknown letter
            p = sampling.temperature(row, tau)
            number = sampling.draw(p if choose is None else _chosen(choose, p), rng)
            written.append(self.alphabet.decode([number]))
            rows, state = self.logits(written[-1], state)
        return "".join(written)

    def following(self):
        """Return a function that is told the last class and returns what is expected next: what `coding` asks for.

        It keeps the state of its reading; at the beginning, told None, it expects every class alike.
        """
        K, params, readout = len(self.alphabet), self.model.layers[0], self.model.readout
        eye = np.eye(K, dtype=readout.W.dtype)
        h = c = np.zeros((1, len(params.W_h)), readout.W.dtype)

        def expected(last):
            nonlocal h, c
            if last is None:
                return np.full(K, 1 / K)
            step = lstm_step(params, eye[last][None], h, c)
            h, c = step.h_t, step.c_t
            return sampling.temperature(dense(readout, h)[0].astype(np.float64), 1.0)

        return expected


def _chosen(choose, p):
    """What ``choose`` makes of probabilities, if it is such."""
    try:
        return sampling.check_probabilities("what choose returned", choose(p))
    except TypeError as error:
        raise TypeError(f"choose cannot be asked about {len(p)} probabilities: {str(error).rstrip('.')}.") from error
