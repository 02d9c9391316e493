"""What is heard over time: log-mel bands, and how likely each class is at each step."""

import numpy as np

from lstm_helpers.arrays import as_floats, as_labels, as_number
from lstm_helpers.figures.style import TEXT, as_axes, colour_map, theme_of


def spectrogram(ax, features, rate=80.0):
    """Draw features over time, the lowest band at the bottom: the darker, the louder (on a dark page: the brighter).

    Parameters
    ----------
    ax : Axes
    features : array_like (F, B)
        From `lstm_helpers.maths.sound.log_mel`.
    rate : float
        Frames a second.

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    as_axes("ax", ax)
    features = as_floats("features", features, ("frames", "bands"))
    rate = as_number("rate", rate, "frames a second, above 0", above=0)
    F, B = features.shape
    shades = colour_map("sequential", theme_of(ax))
    ax.imshow(
        features.T, cmap=shades, extent=(0, F / rate, 0, B), origin="lower", aspect="auto", interpolation="nearest"
    )
    ax.set(xlabel="time, s", ylabel="mel band", yticks=[0, B // 2, B], xlim=(0, F / rate))
    return ax


def class_chances(ax, log_p, names, duration):
    """Draw how likely each class is at each step, a row a class, and above them what the best path writes.

    Parameters
    ----------
    ax : Axes
    log_p : array_like (T, K)
        Logarithms of chances, nats.
    names : sequence of str
        K of them; the first is the blank's.
    duration : float
        Seconds that the T steps last.

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    as_axes("ax", ax)
    log_p = as_floats("log_p", log_p, ("time", "classes"), finite=False)
    if np.isnan(log_p).any() or (log_p > 1e-6).any():
        raise ValueError("log_p holds NaN or numbers above 0: expected logarithms of chances, 0 or less.")
    T, K = log_p.shape
    names = as_labels("names", names)
    if len(names) != K:
        raise ValueError(f"names holds {len(names)} for {K} classes: log_p and names must fit, one name a class.")
    duration = as_number("duration", duration, "a time above 0", above=0)
    shades = colour_map("y", theme_of(ax))
    box = {"extent": (0, duration, -0.5, K - 0.5), "origin": "lower", "aspect": "auto", "interpolation": "nearest"}
    ax.imshow(np.exp(log_p).T, cmap=shades, vmin=0, vmax=1, **box)
    path = log_p.argmax(axis=1)
    for t, k in enumerate(path):
        if k and (t == 0 or path[t - 1] != k):
            ax.text(
                (t + 0.5) * duration / T,
                K - 0.3,
                names[k],
                ha="center",
                va="bottom",
                color=TEXT[theme_of(ax)],
                weight="bold",
            )
    ax.set(xlabel="time, s", ylabel="class", xlim=(0, duration))
    ax.set_yticks(range(K), [names[0] or "blank", *names[1:]], fontsize=8)
    return ax
