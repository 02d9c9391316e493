"""All exercises of the course, gathered from the modules ``bank_*`` beside this one; NN in a name is the lesson."""

import functools
from importlib import import_module
from pathlib import Path

LESSONS = (
    "Start here", "Give a network a memory", "Watch gradients vanish", "Hold a value with a gate",
    "Step through a cell", "Run whole sequences", "Send the gradient back", "Train it from scratch",
    "Read a trained LSTM", "Move to Keras", "Stack layers", "Read both ways",
)


@functools.cache
def bank():
    """The exercises by name, in the order of the lessons."""
    paths = sorted(Path(__file__).parent.glob("bank_*.py"))
    modules = [import_module(f"lstm_helpers.exercises.{path.stem}") for path in paths]
    return {exercise.name: exercise for module in modules for exercise in module.EXERCISES}
