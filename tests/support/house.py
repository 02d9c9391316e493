"""The structure of the package as its own imports show it: `python -m tests.support.house` draws it in words.

A room is a folder of lstm_helpers, or one of the modules at its top; an arrow goes from a module to one that it imports
at its top level. Floors are numbered from the ground up: a room stands on the floor that `FLOORS` gives it.
"""

import ast
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lstm_helpers"
FLOORS = (
    ("apart", "arrays", "environment", "lessons", "data_sets"),
    ("notes",),
    ("claims", "maths", "data", "figures"),
    ("training", "keras_models"),
    ("pretrained",),
    ("exercises", "widgets"),
    ("publish",),
)
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
DOORS = ("figures", "training", "keras_models", "widgets", "pretrained")


def imports(path):
    """(line, module, names, at the top level) of every import in a file; an imported module is named whole."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, (), id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports by a relative name"
            names = tuple(alias.name for alias in node.names)
            modules = {f"{node.module}.{name}" for name in names if is_module(f"{node.module}.{name}")}
            yield from ((node.lineno, module, (), id(node) in top) for module in sorted(modules))
            rest = tuple(name for name in names if f"{node.module}.{name}" not in modules)
            if rest:
                yield node.lineno, node.module, rest, id(node) in top


def is_module(name):
    """Whether a dotted name is a module or a room of the package."""
    path = ROOT.joinpath(*name.split("."))
    return name.startswith("lstm_helpers.") and (path.with_suffix(".py").exists() or (path / "__init__.py").exists())


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room(module):
    """The room that a module of the package stands in; "" for the package itself."""
    return module.split(".")[1] if "." in module else ""


def offered(door):
    """The names in ``__all__`` of a door, read from its source."""
    tree = ast.parse((PACKAGE / door / "__init__.py").read_text(encoding="utf-8"))
    return next(
        (
            set(ast.literal_eval(node.value))
            for node in tree.body
            if isinstance(node, ast.Assign) and node.targets[0].id == "__all__"
        ),
        set(),
    )


def modules():
    return {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def arrows():
    """Every (module, imported module) at a module's top level, within the package."""
    return [
        (name, other)
        for name, path in modules().items()
        for _, other, _, at_top in imports(path)
        if at_top and other.startswith("lstm_helpers.")
    ]


def between_rooms():
    """How many arrows lead from one room to another: {(room, other room): count}."""
    pairs = Counter((room(a), room(b)) for a, b in arrows())
    return {pair: count for pair, count in sorted(pairs.items()) if pair[0] != pair[1] and "" not in pair}


def order():
    """The modules so that each comes after all that it imports; `graphlib.CycleError` where there is a circle."""
    graph = {}
    for name, other in arrows():
        graph.setdefault(name, set()).add(other)
    return list(TopologicalSorter(graph).static_order())


def draw():
    """The house in words, from the top floor down."""
    pairs, lines = between_rooms(), []
    for floor, rooms in reversed(list(enumerate(FLOORS))):
        for name in rooms:
            files = [path for module, path in modules().items() if room(module) == name]
            below = ", ".join(f"{b} {n}" for (a, b), n in pairs.items() if a == name) or "nothing"
            size = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
            lines.append(f"floor {floor}  {name:<13} {len(files):3} modules {size:6} lines   imports {below}")
    upward = sum(n for (a, b), n in pairs.items() if FLOOR[b] > FLOOR[a])
    lines.append(
        f"{len(FLOOR)} rooms on {len(FLOORS)} floors, {sum(pairs.values())} arrows between rooms, "
        f"{upward} upwards; {len(order())} modules without a circle"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    print(draw())
