"""Inside the LSTM: the package behind the notebooks.

Rooms by what they hold; imports only go down, from each floor to those above it in this list:

    apart arrays environment lessons    a process of its own · what a caller passes · this installation · the list
    data_sets                           real data as files, with their origin and licence
    notes                               what a note and a tune are
    claims maths data figures           claim() · NumPy alone: cells, gradients · tasks, series, text · matplotlib
    training  keras_models              fit() and what it needs · the only room that imports Keras
    pretrained                          small weights, and the scripts that trained them
    exercises  widgets                  `check` with its bank · the labs
    publish                             notebooks, instructors' edition, pages, pictures, links, lock

``figures``, ``training``, ``keras_models``, ``widgets``, ``pretrained`` and ``exercises`` are doors: what they list in
``__all__`` is for everybody, what lies behind them for their own room. What is public checks what it is given, save
the bare steps, which are arithmetic on purpose; tests/support/surface.py says which.

The nouns that a lesson says can all be taken from here; each is loaded when it is asked for:

>>> from lstm_helpers import cells, sequence, style
"""

from importlib import import_module

__version__ = "0.1.0"

_ROOM = {
    noun: room
    for room, nouns in {
        "maths": "attention backprop captioner cells coding composer ctc forecasting fused gradient_check "
        "initial_weights judging listener losses ngrams note_grams sampling search sequence sound synth translator "
        "warping watcher",
        "data": "films midi numbers pages quotes reviews series tables tasks text tunes voices weather",
        "figures": "style",
        "training": "optimizers",
    }.items()
    for noun in nouns.split()
}


def __getattr__(name):
    if name not in _ROOM:
        raise AttributeError(f"module 'lstm_helpers' has no attribute {name!r}")
    return import_module(f"lstm_helpers.{_ROOM[name]}.{name}")


def __dir__():
    return sorted([*globals(), *_ROOM])
