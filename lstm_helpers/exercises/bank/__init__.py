"""All exercises of the course, gathered from the modules beside this one; NN in a name is the lesson."""

import functools
from importlib import import_module
from pathlib import Path


@functools.cache
def bank():
    """The exercises by name, in the order of the lessons."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("b[0-9]*.py"))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return {exercise.name: exercise for module in modules for exercise in module.EXERCISES}
