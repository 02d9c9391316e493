"""The package by itself: its wheel, and an environment that holds it with what it asks for and nothing else.

What the wheel requires is linked from the environment of the tests, so that nothing is downloaded and a requirement
that it does not name is missing there, as it would be for somebody who installs it.
"""

import importlib.metadata
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]


def build_wheel(folder):
    """Build the wheel from a copy of the sources, and return its path."""
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "lstm_helpers", source / "lstm_helpers", ignore=shutil.ignore_patterns("__pycache__"))
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source)
    return next(folder.glob("*.whl"))


def empty_environment(folder, wheel, *others):
    """Make an environment with a wheel, what it requires, and ``others``; return its Python."""
    place = folder / "environment"
    venv.create(place, with_pip=False)
    paths = sysconfig.get_paths(vars={"base": str(place), "platbase": str(place)}, scheme="venv")
    site = Path(paths["purelib"])
    _pip("install", "--no-deps", "--no-index", "--no-compile", "--target", site, wheel)
    wanted = importlib.metadata.Distribution.at(next(site.glob("lstm_helpers-*.dist-info")))
    for name in sorted(_required([*(wanted.requires or ()), *others])):
        _link(importlib.metadata.distribution(name), site)
    return Path(paths["scripts"]) / ("python.exe" if sys.platform == "win32" else "python")


def _pip(*arguments):
    command = [sys.executable, "-m", "pip", *map(str, arguments), "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT.parent)
    assert done.returncode == 0, done.stderr


def _required(lines):
    """The names of all distributions that these lines ask for, and those ask for."""
    found, ahead = set(), [Requirement(line) for line in lines]
    while ahead:
        one = ahead.pop()
        if one.marker is not None and not any(one.marker.evaluate({"extra": extra}) for extra in one.extras or {""}):
            continue
        if one.name.lower() not in found:
            found.add(one.name.lower())
            ahead += map(Requirement, importlib.metadata.requires(one.name) or ())
    return found


def _link(distribution, site):
    for top in {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}:
        if not (site / top).exists():
            (site / top).symlink_to(distribution.locate_file(top))
