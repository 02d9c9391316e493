"""The Sound Lab's picture with matplotlib, for pages on which no script runs."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from lstm_helpers.figures import style
from lstm_helpers.maths.ctc import BLANK, collapse


def draw(figure, lab):
    """Draw the clip's wave, its spectrogram, and the chances of each class over time with what they say."""
    clip, log_probs = lab.clips[lab.clip], lab.chances()
    seconds = len(clip.wave) / clip.rate
    wave, spectrum, chances = figure.subplots(3, 1, sharex=True, height_ratios=[1, 2, 3])
    _wave(wave, clip.wave, seconds)
    low, high = np.quantile(clip.features, [0.02, 0.98])
    box = {"aspect": "auto", "interpolation": "nearest"}
    bands = {
        "extent": (0, seconds, 0, clip.features.shape[1]),
        "origin": "lower",
        "cmap": style.colour_map("sequential"),
    }
    spectrum.imshow(clip.features.T, vmin=low, vmax=high if high > low else low + 1, **bands, **box)
    spectrum.set(ylabel="bands", yticks=[])
    _chances(chances, np.exp(log_probs), lab.classes, seconds, box)
    _letters(chances, log_probs, lab.classes, seconds)
    chances.set(xlabel="time, s", ylabel="class", xlim=(0, seconds))


def _wave(axes, wave, seconds):
    """The lowest and the highest sample of each of at most 600 columns."""
    parts = np.array_split(wave, min(600, len(wave)))
    edges = np.linspace(0, seconds, len(parts))
    axes.fill_between(
        edges, [p.min() for p in parts], [p.max() for p in parts], color=style.TEXT["both"], linewidth=0.5
    )
    axes.set(ylabel="wave", yticks=[])


def _chances(axes, chances, classes, seconds, box):
    """A row a class, the blank below the others and apart from them."""
    K = len(classes)
    shades = LinearSegmentedColormap.from_list("chances", ["#ffffff00", style.SERIES["both"][0]])
    greys = LinearSegmentedColormap.from_list("blank", ["#ffffff00", style.MUTED["both"]])
    limits = {"vmin": 0, "vmax": 1, **box}
    axes.imshow(chances[:, 1:].T, extent=(0, seconds, K - 1, 0), cmap=shades, **limits)
    axes.imshow(chances[:, [BLANK]].T, extent=(0, seconds, K + 0.5, K - 0.5), cmap=greys, **limits)
    shown = range(1, K, -(-(K - 1) // 14))
    places = [k - 0.5 for k in shown]
    axes.set_yticks([*places, K], [*(classes[k] for k in shown), "blank"], fontsize=8)
    axes.set_ylim(K + 0.7, -1.4)


def _letters(axes, log_probs, classes, seconds):
    """Each letter that is written, over the frame in which it begins."""
    path = log_probs.argmax(axis=1)
    wide = seconds / len(path)
    for t, k in enumerate(path):
        if k != BLANK and (t == 0 or path[t - 1] != k):
            place = ((t + 0.5) * wide, -0.2)
            axes.annotate(classes[k], place, ha="center", va="bottom", color=style.TEXT["both"], weight="bold")


def heard(log_probs):
    """The classes that the best path writes."""
    return collapse(tuple(log_probs.argmax(axis=1).tolist()))
