"""Films as strips of frames, and at which frame each word of a caption looked."""

import numpy as np
from matplotlib.colors import to_rgb

from lstm_helpers.arrays import as_floats, as_labels
from lstm_helpers.figures.style import FAINT, TEXT, as_axes, colour_map, theme_of

MOST_FRAMES = 24
MOST_FILMS = 12


def film_strips(ax, frames, names):
    """Draw films as strips, a row a film and a column a frame; what is bright in a film is ink on the page.

    Parameters
    ----------
    ax : Axes
        As high as wide for as many films as frames.
    frames : array_like (N, T, S, S)
        Grey levels from 0 to 255; 12 films and 24 frames at most.
    names : sequence of str
        One a film.

    Returns
    -------
    Axes

    Raises
    ------
    TypeError, ValueError
        Naming the argument, what came and what was expected.
    """
    as_axes("ax", ax)
    frames = _levels(frames)
    N, T = frames.shape[:2]
    names = as_labels("names", names)
    if len(names) != N:
        raise ValueError(f"names holds {len(names)} for {N} films: frames and names must fit, one name a film.")
    for n, film in enumerate(frames):
        _strip(ax, film, -n)
    ax.set(xlim=(0.5, T + 0.5), ylim=(0.5 - N, 0.5), xlabel="frame t", aspect="equal")
    ax.set_yticks(range(0, -N, -1), names)
    _ticks(ax, T)
    return ax


def film_looks(ax, frames, words, weights):
    """Draw a film as a strip, and beneath it at which frame each word of its caption looked: the stronger, the more.

    Parameters
    ----------
    ax : Axes
    frames : array_like (T, S, S)
        Grey levels from 0 to 255; 24 frames at most.
    words : sequence of str
        W words, the end mark among them.
    weights : array_like (W, T)
        From 0 to 1, as in a `translator.Translation`.

    Returns
    -------
    Axes
    """
    as_axes("ax", ax)
    film = _levels(as_floats("frames", frames, ("time", "rows", "columns"))[None])[0]
    T = len(film)
    words = as_labels("words", words)
    sizes = {"words": len(words), "frames": T}
    weights = as_floats("weights", weights, ("words", "frames"), sizes=sizes)
    if weights.min() < 0 or weights.max() > 1 + 1e-9:
        raise ValueError("weights must lie from 0 to 1.")
    _strip(ax, film, 0)
    shades = colour_map("sequential", theme_of(ax))
    ax.imshow(weights, cmap=shades, vmin=0, vmax=1, extent=(0.5, T + 0.5, -0.5 - len(words), -0.5), aspect="auto")
    hairline = _hairline(ax)
    for n in range(len(words) + 1):
        ax.axhline(-0.5 - n, **hairline)
    ax.set(xlim=(0.5, T + 0.5), ylim=(-0.5 - len(words), 0.5), xlabel="frame t", aspect="equal")
    ax.set_yticks(range(-1, -1 - len(words), -1), words)
    _ticks(ax, T)
    return ax


def _levels(frames):
    """(N, T, S, S) of how much ink a pixel has, from 0 to 1."""
    frames = as_floats("frames", frames, ("films", "time", "rows", "columns"))
    N, T, rows, columns = frames.shape
    if rows != columns:
        raise ValueError(f"frames are {rows} × {columns} pixels: expected squares.")
    if N > MOST_FILMS or T > MOST_FRAMES:
        raise ValueError(f"frames holds {N} films of {T} frames: at most {MOST_FILMS} and {MOST_FRAMES} fit.")
    if frames.min() < 0 or frames.max() > 255:
        raise ValueError("frames must hold grey levels from 0 to 255.")
    return frames / 255


def _strip(ax, film, y):
    """One film, its frames side by side, each one unit wide, around the height ``y``."""
    T, S, _ = film.shape
    ink = np.empty((S, T * S, 4))
    ink[..., :3] = to_rgb(TEXT[theme_of(ax)])
    ink[..., 3] = film.transpose(1, 0, 2).reshape(S, T * S) ** 0.6  # thin strokes are hard to see otherwise
    hairline = _hairline(ax)
    ax.imshow(ink, extent=(0.5, T + 0.5, y - 0.5, y + 0.5), interpolation="nearest")
    for x in np.arange(T + 1) + 0.5:
        ax.plot([x, x], [y - 0.5, y + 0.5], **hairline)
    for edge in (y - 0.5, y + 0.5):
        ax.plot([0.5, T + 0.5], [edge, edge], **hairline)


def _hairline(ax):
    return {"color": FAINT[theme_of(ax)], "linewidth": 0.8, "linestyle": "-", "marker": ""}


def _ticks(ax, T):
    ax.set_xticks(range(1, T + 1))  # people count from 1
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
