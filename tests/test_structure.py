"""The house itself: imports that only go down, doors that are used, nothing astray, what is promised about delivery."""

import re
import subprocess
import sys
import tomllib

import pytest

import lstm_helpers
from lstm_helpers.publish import notebooks
from tests.support import house
from tests.support.house import PACKAGE, ROOT

NOTEBOOKS = notebooks.find()
HEAVY = {"matplotlib", "keras", "tensorflow", "ipywidgets", "anywidget", "IPython", "torch"}
# what a room may import at its top level beside the standard library and NumPy
MAY = {
    "apart": set(),
    "arrays": set(),
    "claims": set(),
    "environment": set(),
    "lessons": set(),
    "maths": set(),
    "data": {"mido", "pandas", "sklearn", "statsmodels"},
    "figures": {"matplotlib", "IPython", "PIL"},
    "training": {"filelock", "tqdm"},
    "keras_models": {"keras", "tensorflow"},
    "pretrained": set(),
}
ROOT_ENTRIES = {
    "README.md",
    "requirements.txt",
    "notebooks",
    "lstm_helpers",
    "tests",
    "binder",
    "pyproject.toml",
    "Makefile",
    "CONTRIBUTING.md",
    "LICENSE",
    "benchmarks",
    "docs",
    "constraints.txt",
    ".ci",
    ".git-blame-ignore-revs",
    ".github",
    ".gitignore",
    ".pre-commit-config.yaml",
    "biome.json",
}


def tracked():
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name]


each_module = pytest.mark.parametrize(("name", "path"), house.modules().items(), ids=house.modules())


@each_module
def test_imports_only_go_down(name, path):
    here = house.room(name)
    for line, other, _, at_top in house.imports(path):
        if other.startswith("lstm_helpers.") and here:
            there = house.room(other)
            # a room above may be asked inside a function that needs it once, as `check` asks Keras
            lower = here == there or house.FLOOR[there] < house.FLOOR[here]
            assert lower or not at_top, f"{path.name}:{line}: {name} imports {other}, which is not below it"
        elif at_top and here in MAY and not other.startswith("lstm_helpers"):
            top = other.split(".")[0]
            if top not in sys.stdlib_module_names | {"numpy"}:
                assert top in MAY[here], f"{path.name}:{line}: {name} imports {top}"


@each_module
def test_what_lies_behind_a_door_is_imported_by_its_own_room_alone(name, path):
    here = house.room(name)
    for line, other, names, _ in house.imports(path):
        there = house.room(other) if other.startswith("lstm_helpers.") else ""
        if there in house.DOORS and there != here and name.split(".")[-1] not in ("__main__", "train"):
            offered = house.offered(there)
            wanted = set(other.split(".")[2:3] or names)  # a noun of the door may be a module, such as `style`
            assert wanted <= offered, f"{path.name}:{line}: {there} does not offer {sorted(wanted - offered)}"


def test_no_module_imports_itself_by_a_detour():
    assert len(house.order()) > 50


def test_a_circle_would_be_found(monkeypatch):
    monkeypatch.setattr(house, "arrows", lambda: [("a", "b"), ("b", "c"), ("c", "a")])
    with pytest.raises(ValueError, match="cycle"):
        house.order()


def test_the_house_is_drawn_with_every_room_on_its_floor():
    drawing = house.draw()
    assert {path.stem for path in PACKAGE.glob("[a-z]*")} == set(house.FLOOR)
    assert all(name in drawing for name in house.FLOOR)
    assert " 0 upwards" in drawing


def test_the_nouns_of_the_lessons_are_at_the_front_door():
    assert lstm_helpers.sequence is sys.modules["lstm_helpers.maths.sequence"]
    assert "cells" in dir(lstm_helpers)
    with pytest.raises(AttributeError, match="has no attribute 'cell'"):
        _ = lstm_helpers.cell


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, lstm_helpers, lstm_helpers.maths.sequence, lstm_helpers.maths.backprop, lstm_helpers.claims;"
        f"print(sorted(set(sys.modules) & {HEAVY!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.timing
def test_importing_the_package_takes_a_fifth_of_a_second_beyond_python():
    code = (
        "import time; start = time.process_time(); import numpy; import lstm_helpers;print(time.process_time() - start)"
    )
    best = min(
        float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
        for _ in range(5)
    )
    assert best < 0.2 * 2, "twice the allowance, since the machine may be busy"


def test_the_map_names_every_room_and_every_room_its_modules():
    text = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    for name in house.FLOOR:
        assert re.search(rf"\b{name}\b", text), f"{name} is not on the map"
    for name in ("maths", "data", "figures", "training", "keras_models"):
        text = (PACKAGE / name / "__init__.py").read_text(encoding="utf-8")
        for path in (PACKAGE / name).glob("[a-z]*.py"):
            assert re.search(rf"^    {path.stem} ", text, re.MULTILINE), f"{name} does not say what {path.name} holds"


RESHAPES = re.compile(r"\.(reshape|transpose|swapaxes)\(|\bnp\.(split|stack|hstack|concatenate|moveaxis)\(")


@pytest.mark.parametrize("room", ["maths", "training"])
def test_every_line_that_reshapes_says_the_new_shape_unless_it_returns_what_the_docstring_says(room):
    lines = [line for path in (PACKAGE / room).glob("*.py") for line in path.read_text(encoding="utf-8").splitlines()]
    reshaping = [line.strip() for line in lines if RESHAPES.search(line)]
    assert reshaping
    assert [line for line in reshaping if not re.search(r"^return |^>>>|# .*\(.*\)", line)] == []


def test_no_module_is_named_after_nothing():
    for path in PACKAGE.rglob("*.py"):
        assert not re.fullmatch(r"utils?|helpers?|common|misc|chapter\d*|lesson\d*", path.stem), path


def test_the_root_holds_only_what_it_needs():
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= ROOT_ENTRIES


def test_every_file_of_the_package_goes_into_the_wheel():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    kinds = {pattern.removeprefix("*") for pattern in settings["package-data"]["*"]} | {".py"}
    assert [path.name for path in tracked() if PACKAGE in path.parents and path.suffix not in kinds] == []


def test_no_file_is_large():
    for path in tracked():
        if path.exists():
            most = 1_500_000 if path.suffix == ".npz" else 700_000  # weights that were trained, data that were stored
            most = 4_000_000 if path.parent.name == "data_sets" else most
            assert path.stat().st_size <= most, f"{path} has {path.stat().st_size // 1000} kB"


# ---- what is promised about delivery ---------------------------------------------------------------------------


def test_binder_says_its_python_and_its_start_hands_over():
    assert (ROOT / "binder" / "runtime.txt").read_text().strip() == "python-3.12"
    assert (ROOT / "binder" / "start").read_text().rstrip().endswith('exec "$@"')
    for name in ("postBuild", "start"):
        assert (ROOT / "binder" / name).stat().st_mode & 0o111 or sys.platform == "win32"


def test_the_readme_lists_every_lesson_as_its_card_says():
    from lstm_helpers.publish import links

    readme = links.README.read_text(encoding="utf-8")
    assert links.written(readme, links.table(NOTEBOOKS, links.repository())) == readme, "run make links"


def test_a_set_address_gives_every_lesson_a_binder_link():
    from lstm_helpers.publish import links

    table = links.table(NOTEBOOKS, "https://github.com/you/inside-the-lstm")
    opened = table.count("https://mybinder.org/v2/gh/you/inside-the-lstm/main?urlpath=lab/tree/notebooks/")
    assert opened == len(NOTEBOOKS) + 1
    with pytest.raises(ValueError, match="Repository is 'ftp://x'"):
        links.table(NOTEBOOKS, "ftp://x")


def test_every_make_target_that_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"(?:`|^)make ([a-z-]+)", (ROOT / name).read_text(), flags=re.MULTILINE))
        assert named, name
        assert named <= targets, name
