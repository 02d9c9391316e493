"""A translator laid out in time: the encoder reads, the decoder writes, and attention looks back."""

from lstm_helpers.arrays import as_count, as_floats, as_labels
from lstm_helpers.figures.pen import Pen

MOST_WORDS = 12
SIDE, APART, GAP = 0.8, 1.35, 0.55  # a state's box, from one box to the next, and more between encoder and decoder
FOOT, ABOVE, CONTEXT = -0.95, 1.05, 1.9  # heights of what is read, of what is written, and of the context
THICKEST = 7.0  # a line of weight 1, in points


def encoder_decoder(ax, source, target, weights=None, step=0):
    """Draw a translator laid out in time: what it reads below its boxes, what it writes above them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        About 7 inches wide and 2 high; with weights 3 high.
    source, target : sequence of str
        The words that the encoder reads, and those that the decoder writes, end mark included; 12 together at most.
    weights : array_like (S,), optional
        Where one step of the decoder looks, from 0 to 1: lines to its context, as thick as the weights.
    step : int
        Which step that is; 0 is the first.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        Naming the argument: too many words, another number of weights, a step that there is not.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> ax = encoder_decoder(ax, ["twenty", "four"], ["vier", "und", "zwanzig", "■"], [0.1, 0.9])
    """
    source, target = as_labels("source", source), as_labels("target", target)
    if not source or not target or len(source) + len(target) > MOST_WORDS:
        raise ValueError(
            f"source holds {len(source)} words and target {len(target)}: expected one or more, and {MOST_WORDS} in all."
        )
    step = as_count("step", step, 0, len(target) - 1)
    if weights is not None:
        weights = as_floats("weights", weights, ("source",), sizes={"source": len(source)})
        if weights.min() < 0 or weights.max() > 1:
            raise ValueError("weights must lie from 0 to 1.")
    pen = Pen(ax, 0.1)
    pen.scale *= min(1.0, 8 / (len(source) + len(target)))
    places = [APART * n + (GAP if n >= len(source) else 0) for n in range(len(source) + len(target))]
    _boxes(pen, places, source, target)
    if weights is not None:
        _context(pen, places, weights, len(source) + step)
    top = ABOVE + 0.35 if weights is None else CONTEXT + 0.75
    ax.set(xlim=(-APART / 2, places[-1] + APART / 2), ylim=(FOOT - 0.75, top), aspect="equal")
    ax.axis("off")
    return ax


def _boxes(pen, places, source, target):
    """The states in a chain; what is read, from below, and what the decoder writes, above."""
    S, read = len(source), (*source, target[-1], *target[:-1])
    for n, (x, word) in enumerate(zip(places, read, strict=True)):
        state = f"$h_{{{n + 1}}}$" if n < S else f"$s_{{{n - S + 1}}}$"
        pen.box(x, 0, (SIDE, SIDE), pen.line["h"] if n < S else pen.text)
        pen.words(x, 0, state, pen.ink["h"] if n < S else pen.text, 12)
        pen.words(x, FOOT, word, size=10)
        pen.arrow((x, FOOT + 0.2), (x, -SIDE / 2), _plain(pen), "reads")
        if n:
            pen.arrow(
                (places[n - 1] + SIDE / 2, 0), (x - SIDE / 2, 0), _plain(pen), "hands over" if n == S else "state"
            )
        if n >= S:
            pen.arrow((x, SIDE / 2), (x, ABOVE - 0.2), _plain(pen), "writes")
            pen.words(x, ABOVE, target[n - S], size=10, weight="bold")
    pen.words((places[0] + places[S - 1]) / 2, FOOT - 0.5, "encoder", pen.quiet, 10)
    pen.words((places[S] + places[-1]) / 2, FOOT - 0.5, "decoder", pen.quiet, 10)


def _context(pen, places, weights, at):
    """Lines from the encoder's states to the context of the decoder's box number ``at``, and from there to its word."""
    S = len(weights)
    x = (places[S - 1] + places[S]) / 2
    for place, weight in zip(places[:S], weights, strict=True):
        look = {
            "color": pen.line["h"],
            "linewidth": max(0.6, THICKEST * float(weight)),
            "linestyle": "-",
            "alpha": 0.75,
        }
        pen.arrow((place, SIDE / 2 + 0.04), (x, CONTEXT - 0.32), look, f"weight {weight:.2f}", head=False)
        pen.words(place + 0.12, -0.57, f"{weight:.2f}", pen.ink["h"], 9, ha="left")
    pen.box(x, CONTEXT, (1.15, 0.5), pen.quiet, round=0.2)
    pen.words(x, CONTEXT, "context", size=10)
    pen.arrow((x + 0.6, CONTEXT), (places[at], ABOVE + 0.22), _plain(pen), "context")


def _plain(pen):
    return {"color": pen.quiet, "linewidth": 1.4, "linestyle": "-"}
