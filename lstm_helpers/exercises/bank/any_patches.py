"""What belongs to everybody and a learner's code may replace: a mistake that can be made in any exercise."""

import builtins
import math
import operator

import numpy as np

from lstm_helpers.exercises import compare

GUARDED = (builtins, math, np, np.linalg, np.random, compare)
HOSTS = {"input", "_", "display", "get_ipython", "exit", "quit", "help"}  # Jupyter itself sets these, cell by cell
OWN = [  # before a learner could touch them
    {name: value for name, value in vars(module).items() if module is not builtins or name not in HOSTS}
    for module in GUARDED
]
INDICES = (*range(len(GUARDED)),)


def put_back():
    """Give Python, NumPy and the check their own names back, and return those that had been replaced."""
    replaced = others([vars(module) for module in GUARDED], OWN)
    for module, names in zip(GUARDED, OWN, strict=True):
        vars(module).update(names)
    return replaced


def others(now, before):
    """The names of the guarded modules that are gone or stand for something else."""
    found = []
    for module, new, old in zip(GUARDED, now, before, strict=True):
        if len(new) != len(old) or not all(map(operator.is_, new.values(), old.values())):
            where = "" if module is builtins else module.__name__.replace("numpy", "np") + "."
            names = [name for name in old if name[:2] != "__" and (where or name not in HOSTS)]
            found += [where + name for name in names if new.get(name) is not old[name]]
    return found
