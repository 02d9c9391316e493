"""All exercises of the course, gathered from the modules ``bank_*`` beside this one; NN in a name is the lesson."""

import functools
import pkgutil
from importlib import import_module
from pathlib import Path

from lstm_helpers.exercises.notebook_cell import cell

LESSONS = (
    "Start here", "Give a network a memory", "Watch gradients vanish", "Hold a value with a gate",
    "Step through a cell", "Run whole sequences", "Send the gradient back", "Train it from scratch",
    "Read a trained LSTM", "Move to Keras", "Stack layers", "Read both ways",
)


@functools.cache
def bank():
    """The exercises by name, in the order of the lessons."""
    modules = [name for _, name, _ in pkgutil.iter_modules([str(Path(__file__).parent)]) if name.startswith("bank_")]
    found = [e for name in sorted(modules) for e in import_module(f"lstm_helpers.exercises.{name}").EXERCISES]
    return {exercise.name: exercise for exercise in sorted(found, key=lambda exercise: exercise.lesson)}


def cell_source(name):
    """The source of the notebook cell tagged ``exercise:NAME``: the stub and its check."""
    return cell(bank()[name])
