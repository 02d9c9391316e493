"""The Gradient Lab: follow a gradient back through time, in a plain RNN and in an LSTM, factor by factor."""

import numpy as np
import traitlets

from lstm_helpers.arrays import as_choice, as_count, as_number
from lstm_helpers.figures.style import LINE, MUTED
from lstm_helpers.maths import backprop, sequence
from lstm_helpers.maths.cells import LSTMParams, init_lstm, init_rnn
from lstm_helpers.widgets import bundle
from lstm_helpers.widgets.lab import Lab
from lstm_helpers.widgets.payload import digest, many, pack
from lstm_helpers.widgets.traits import Number, Whole

LONGEST, SHORTEST = 200, 5  # steps
D, H = 2, 32
SQUASH = {  # the function, and its slope from its value
    "tanh": (np.tanh, lambda h: 1 - h**2),
    "relu": (lambda z: np.maximum(z, 0), lambda h: 1.0 * (h > 0)),
    "linear": (lambda z: z, np.ones_like),
}
RANGES = {"radius": (0.0, 2.0), "input_size": (0.0, 3.0), "forget_bias": (-2.0, 6.0), "recurrent": (0.0, 5.0)}


class GradientLab(Lab):
    """Send a gradient of size 1 back from the last state, and see what is left of it after each step.

    The RNN and the LSTM have 32 units each and read the same two random numbers a step. Nothing is trained.

    Parameters
    ----------
    length : int
        Steps of the sequence, 5 to 200.
    activation : {"tanh", "relu", "linear"}
        What the RNN squashes with.
    radius : float
        Spectral radius of the RNN's recurrent weights, an orthogonal matrix times this number; 0 to 2. It is also
        their largest singular value, so that the gradient can never exceed ``radius ** lag``.
    forget_bias : float, optional
        Of all the LSTM's units, −2 to 6. Without it the lab shows the RNN alone.
    recurrent : float
        What the LSTM's recurrent weights are multiplied by, 0 to 5.
    input_size : float
        The standard deviation of the inputs, 0 to 3.
    step : int, optional
        How many steps back to stand; by default all the way.

    Attributes
    ----------
    length, activation, radius, forget_bias, recurrent, input_size, step
        Traits that follow the reader, and move the lab when set.

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what to do.

    Examples
    --------
    >>> lab = GradientLab(100, radius=0.8, activation="linear")
    >>> lab
    Gradient Lab: 100 steps back, RNN linear of radius 0.8: 2e-10, values ...
    >>> bool(abs(lab.norms()["RNN"][100] / 0.8**100 - 1) < 1e-9)
    True
    """

    _esm = bundle.module("gradient/view.js")
    _css = bundle.stylesheet("gradient/lab.css")

    length = Whole(60, min=SHORTEST, max=LONGEST).tag(sync=True)
    activation = traitlets.Enum(tuple(SQUASH), "tanh").tag(sync=True)
    radius = Number(1.0, min=RANGES["radius"][0], max=RANGES["radius"][1]).tag(sync=True)
    forget_bias = Number(1.0, min=RANGES["forget_bias"][0], max=RANGES["forget_bias"][1]).tag(sync=True)
    recurrent = Number(1.0, min=RANGES["recurrent"][0], max=RANGES["recurrent"][1]).tag(sync=True)
    input_size = Number(0.3, min=RANGES["input_size"][0], max=RANGES["input_size"][1]).tag(sync=True)
    step = Whole(60, min=0, max=LONGEST).tag(sync=True)

    picture_size = (7.2, 3.2)

    def __init__(
        self, length=60, *, activation="tanh", radius=1.0, forget_bias=None, recurrent=1.0, input_size=0.3, step=None
    ):
        if as_count("length", length, SHORTEST) > LONGEST:
            raise ValueError(f"length is {length}: expected a whole number, {SHORTEST} to {LONGEST}.")
        as_choice("activation", activation, tuple(SQUASH))
        given = {"radius": radius, "recurrent": recurrent, "input_size": input_size}
        given |= {} if forget_bias is None else {"forget_bias": forget_bias}
        for name, value in given.items():
            low, high = RANGES[name]
            given[name] = as_number(name, value, f"a number from {low:g} to {high:g}", least=low, most=high)
        step = length if step is None else as_count("step", step, 0, length)
        self.with_lstm = forget_bias is not None
        self._x = np.random.default_rng(0).standard_normal((LONGEST, D))
        start = np.random.default_rng(1).standard_normal(H)
        self._start = start / np.linalg.norm(start)
        self._rnn = init_rnn(D, H, np.random.default_rng(1))
        self._lstm = init_lstm(D, H, np.random.default_rng(1), forget_bias=0)
        super().__init__(length=int(length), activation=activation, step=step, **given)
        lstm = {name: pack(array) for name, array in self._lstm._asdict().items()} if self.with_lstm else None
        self.payload = {
            "D": D,
            "H": H,
            "longest": LONGEST,
            "shortest": SHORTEST,
            "x": pack(self._x),
            "start": pack(self._start),
            "rnn": {name: pack(array) for name, array in self._rnn._asdict().items()},
            "lstm": lstm,
            "kernel": pack(list(self.norms().values())),
            "ranges": {name: list(ends) for name, ends in RANGES.items()},
        }

    @traitlets.validate("step")
    def _step(self, proposal):
        return as_count("step", proposal["value"], 0, self.length)

    @traitlets.observe("length")
    def _stay_inside(self, change):
        self.step = min(self.step, self.length)

    @classmethod
    def demo(cls):
        """Return an RNN that forgets beside an LSTM that does not, forty steps back."""
        return cls(100, radius=0.9, forget_bias=3.0, step=40)

    def norms(self):
        """Return the gradient's size 0, 1, … ``length`` steps back.

        Returns
        -------
        dict of str to ndarray (length + 1,)
            "RNN": the norm of the gradient of h. With an LSTM also "LSTM": the norm of the gradient of c, over all
            paths; and "forget gates": what the forget gates alone would leave of it.
        """
        x = self.input_size * self._x[: self.length]
        rnn = self._rnn._replace(W_h=self.radius * self._rnn.W_h)
        found = {"RNN": _rnn_norms(rnn, x, self.activation, self._start)}
        if self.with_lstm:
            trace = sequence.run(self._lstm_now(), x[None])
            back = backprop.backward(trace, dc_T=self._start[None])
            gradient = back.c[0]  # as handed on by the later step …
            gradient[1:] += (back.h[:, 1:] * trace.o * (1 - np.tanh(trace.c[:, 1:]) ** 2))[0]  # … and through h_t
            kept = np.cumprod(trace.f[0, ::-1], axis=0)
            found["LSTM"] = np.linalg.norm(gradient, axis=1)[::-1]
            found["forget gates"] = np.append(1.0, np.linalg.norm(self._start * kept, axis=1))
        return found

    def _lstm_now(self):
        b = self._lstm.b.copy()
        b[H : 2 * H] = self.forget_bias
        return LSTMParams(self._lstm.W_x, self.recurrent * self._lstm.W_h, b)

    def summary(self):
        """Return one line: the settings, what is left at the far end, and a digest of all sizes' logarithms."""
        norms = self.norms()
        text = f"RNN {self.activation} of radius {self.radius:g}: {norms['RNN'][-1]:.0e}"
        if self.with_lstm:
            text += f", LSTM of forget bias {self.forget_bias:g}: {norms['LSTM'][-1]:.0e}"
        logs = [np.log10(np.maximum(array, 1e-300)) for array in norms.values()]
        return f"Gradient Lab: {many(self.length, 'step')} back, {text}, values {digest(*logs)}"

    def draw(self, figure):
        """Draw the gradient's size against the lag, on a logarithmic axis."""
        ax, norms = figure.subplots(), self.norms()
        lags, colours = np.arange(self.length + 1), LINE["both"]
        lines = {
            "RNN": ("RNN", {"color": colours["h"], "linewidth": 2, "linestyle": "-"}),
            "LSTM": ("LSTM", {"color": colours["c"], "linewidth": 2.8, "linestyle": "-"}),
            "forget gates": ("LSTM, forget gates alone", {"color": colours["f"], "dashes": (7, 3)}),
        }
        for name, array in norms.items():
            ax.semilogy(lags, np.maximum(array, 1e-300), label=lines[name][0], **lines[name][1])
        ax.semilogy(
            lags,
            np.maximum(self.radius ** lags.astype(float), 1e-300),
            color=MUTED["both"],
            dashes=(2, 3),
            linewidth=1.2,
            label=f"the RNN's bound, {self.radius:g}$^k$",
        )
        ax.set(xlabel="lag k, steps back from the end", ylabel="size of the gradient")
        ax.legend(frameon=False, fontsize=8)


def _rnn_norms(params, x, activation, start):
    """The norms of dh_T J_T J_{T-1} … of one sequence x (T, D), for any of the three activations."""
    f, slope = SQUASH[activation]
    h, dh = [np.zeros(H)], [start]
    for x_t in x:
        h.append(f(x_t @ params.W_x + h[-1] @ params.W_h + params.b))
    for h_t in h[:0:-1]:
        dh.append((dh[-1] * slope(h_t)) @ params.W_h.T)
    return np.linalg.norm(dh, axis=1)
