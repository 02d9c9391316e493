"""All doors that are attacked, and what they take on purpose, each with its reason."""

import fnmatch

ALLOWED = {
    ("widgets.GateLab", "trace", "NaN in h"): "a model that went wrong is opened to see where",
}
"""{(door or pattern, argument or "*", what is passed): why it is taken}."""


def all_doors(heavy=False):
    """Every door by its name; with ``heavy`` those that import Keras as well."""
    from tests.support import (
        doors_cells,
        doors_data,
        doors_figures,
        doors_letters,
        doors_maths,
        doors_others,
        doors_training,
        doors_widgets,
    )

    rooms = [doors_cells, doors_maths, doors_data, doors_letters, doors_training, doors_widgets, doors_figures]
    rooms.append(doors_others)
    if heavy:
        from tests.support import doors_keras

        rooms.append(doors_keras)
    return {name: door for room in rooms for name, door in room.DOORS.items()}


def allowed(name):
    """{(argument, what is passed)} that a door takes on purpose."""
    doors = all_doors()
    return {
        (argument, says)
        for (pattern, where, says) in ALLOWED
        if fnmatch.fnmatch(name, pattern)
        for argument in (doors[name].trials if where == "*" else [where])
    }
