"""All exercises of the course, gathered from the modules ``bank_*`` beside this one; NN in a name is the lesson."""

import functools
import pkgutil
from importlib import import_module
from pathlib import Path

from lstm_helpers.exercises.notebook_cell import cell

LESSONS = {
    0: "Start here",
    1: "Give a network a memory",
    2: "Watch gradients vanish",
    3: "Hold a value with a gate",
    4: "Step through a cell",
    5: "Run whole sequences",
    6: "Send the gradient back",
    7: "Train it from scratch",
    8: "Read a trained LSTM",
    9: "Move to Keras",
    10: "Stack layers",
    11: "Read both ways",
}


@functools.cache
def bank():
    """The exercises by name, in the order of the lessons."""
    modules = [name for _, name, _ in pkgutil.iter_modules([str(Path(__file__).parent)]) if name.startswith("bank_")]
    found = [e for name in sorted(modules) for e in import_module(f"lstm_helpers.exercises.{name}").EXERCISES]
    return {exercise.name: exercise for exercise in sorted(found, key=lambda exercise: exercise.lesson)}


def cell_source(name):
    """The source of the notebook cell tagged ``exercise:NAME``: the stub and its check."""
    return cell(bank()[name])
