"""Draw functions, the style that they share, and `show`, which puts a finished figure into the notebook.

    style     the one place with colours, the labs' too, and rcParams
    traces    what a network did: gates, states, gradients, learning curves
    spread    several runs of several models, a dot for each
    diagrams  how a cell is built, part by part, and the numbers of a step
    unrolled  networks laid out in time, and the gradient that is left on every line
    translators  a translator laid out in time, and where one step of it looks
    films     films as strips of frames, and at which frame each word of a caption looked
    tunes     a tune as a piano roll
    sounds    what is heard over time: mel bands, and the chances of each class
    pen       what the diagrams are drawn with
    output    a figure as a notebook stores it, with its text alternative

Draw functions take data and an Axes and return the Axes.
"""

from lstm_helpers.figures import style
from lstm_helpers.figures.diagrams import cell_diagram
from lstm_helpers.figures.films import film_looks, film_strips
from lstm_helpers.figures.output import png, show
from lstm_helpers.figures.sounds import class_chances, spectrogram
from lstm_helpers.figures.spread import dots
from lstm_helpers.figures.traces import gates_over_time, gradient_vs_lag, learning_curves, signals, state_heatmap
from lstm_helpers.figures.translators import encoder_decoder
from lstm_helpers.figures.tunes import piano_roll
from lstm_helpers.figures.unrolled import gradient_paths, unrolled_rnn

__all__ = [
    "cell_diagram",
    "class_chances",
    "dots",
    "encoder_decoder",
    "film_looks",
    "film_strips",
    "gates_over_time",
    "gradient_paths",
    "gradient_vs_lag",
    "learning_curves",
    "piano_roll",
    "png",
    "show",
    "signals",
    "spectrogram",
    "state_heatmap",
    "style",
    "unrolled_rnn",
]
