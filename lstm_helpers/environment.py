"""Is this installation able to run the course? Each finding is a sentence that says what to do.

Nothing heavy is imported to find out, and nothing beyond the standard library is needed, so that the answer also
comes on a Python that the course itself cannot use: ``python -m lstm_helpers.environment``.
"""

import importlib.metadata
import importlib.util
import os
import platform
import re
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

PYTHONS = ((3, 11), (3, 13))
MEMORY = 2**30
# what is imported, the names under which it can be installed, and from which version on: the ranges of
# requirements.txt, without nbval, which no lesson imports
PACKAGES = (
    ("numpy", ("numpy",), "2.1"),
    ("matplotlib", ("matplotlib",), "3.9"),
    ("ipywidgets", ("ipywidgets",), "8.1"),
    ("anywidget", ("anywidget",), "0.9.13"),
    ("tqdm", ("tqdm",), "4.66"),
    ("threadpoolctl", ("threadpoolctl",), "3.5"),
    ("markdown_it", ("markdown-it-py",), "3"),
    ("filelock", ("filelock",), "3.16"),
    ("sklearn", ("scikit-learn",), "1.5"),
    ("statsmodels", ("statsmodels",), "0.14.4"),
    ("arch", ("arch",), "7.2"),
    ("mido", ("mido",), "1.3"),
    ("jupyterlab", ("jupyterlab",), "4.2"),
    ("tensorflow", ("tensorflow", "tensorflow-cpu"), "2.20"),
)
# what MPLBACKEND may name: what matplotlib itself can, and two names with what has to be installed for them
OWN = "agg cairo pdf pgf ps svg template inline macosx webagg nbagg notebook tkagg tkcairo wx wxagg wxcairo"
OWN += " gtk3agg gtk3cairo gtk4agg gtk4cairo qtagg qtcairo qt5agg qt5cairo"
BACKENDS = dict.fromkeys(OWN.split()) | dict.fromkeys(("ipympl", "widget"), "ipympl")


class Machine(NamedTuple):
    """What there is to know: see `look`.

    Attributes
    ----------
    python : tuple of int
        ``(3, 12, 1)``
    system, processor : str
        As `platform.system` and `platform.machine` have it: ``"Darwin"``, ``"x86_64"``.
    bits : int
        64, or 32 for a Python that can hold no TensorFlow.
    memory : int or None
        Bytes that can still be used; None where the system does not say.
    versions : dict of str to str
        The version of every installed package of `PACKAGES`, by the name it is imported under.
    backend : str
        What the variable MPLBACKEND names, if matplotlib cannot draw with it here; usually "".
    closed : tuple of str
        What cannot be written: ``"home"``, where matplotlib and Keras keep their settings; ``"folder"``, this one.
    """

    python: tuple
    system: str
    processor: str
    bits: int
    memory: "int | None"
    versions: dict
    backend: str = ""
    closed: tuple = ()


def look():
    """Return the `Machine` this Python runs on."""
    versions = {}
    for module, names, _ in PACKAGES:
        if importlib.util.find_spec(module) is not None:
            versions[module] = _version(names)
    return Machine(
        sys.version_info[:3],
        platform.system(),
        platform.machine(),
        64 if sys.maxsize > 2**32 else 32,
        _free_memory(),
        versions,
        _unusable_backend(os.environ.get("MPLBACKEND", "")),
        _closed(),
    )


def check(machine=None):
    """Return what keeps the course from running here, a sentence each; an empty list when nothing does.

    Parameters
    ----------
    machine : Machine, optional
        The one to judge; this one when left out.

    Examples
    --------
    >>> this = look()
    >>> check(this._replace(python=(3, 14, 0)))[0]
    'Python 3.14 is running, and TensorFlow has no build for it: make the environment with Python 3.11, 3.12 or 3.13.'
    """
    machine = look() if machine is None else machine
    if not isinstance(machine, Machine):
        raise TypeError(f"machine is {type(machine).__name__}: expected a Machine, as look() returns it.")
    platform_findings = [*_python(machine), *_platform(machine)]
    found = [*_packages(machine), *_memory(machine), *_surroundings(machine)]
    return platform_findings or found  # nothing can be installed into a wrong Python


def report(machine=None):
    """Print the findings of `check`, or one line that all is well; the line is the same on every machine."""
    findings = check(machine)
    if not findings:
        print(f"All is well: a supported Python, all {len(PACKAGES)} packages, enough memory.")
        return
    print(f"{len(findings)} thing(s) to mend before you go on:")
    for n, sentence in enumerate(findings, 1):
        print(f"{n}. {sentence}")


def _python(machine):
    low, high = PYTHONS
    if not low <= machine.python[:2] <= high:
        reason = "TensorFlow has no build for it" if machine.python[:2] > high else "it is too old for the course"
        yield (
            f"Python {machine.python[0]}.{machine.python[1]} is running, and {reason}: "
            "make the environment with Python 3.11, 3.12 or 3.13."
        )
    if machine.bits != 64:
        yield "This is a 32-bit Python, for which there is no TensorFlow: install the 64-bit one."


def _platform(machine):
    processor = machine.processor.lower()
    if machine.system == "Darwin" and processor == "x86_64":
        yield (
            "This is a Python for Intel Macs, for which TensorFlow has no build: on a Mac with an Apple chip "
            "install the arm64 Python; on an Intel Mac open the course on Binder (see the README)."
        )
    if machine.system == "Windows" and processor == "arm64":
        yield (
            "This is a Python for Windows on ARM, for which TensorFlow has no build: install the 64-bit x86 Python, "
            "or open the course on Binder (see the README)."
        )


def _packages(machine):
    missing = [names[0] for module, names, _ in PACKAGES if module not in machine.versions]
    install = "run this in a terminal in the project's folder, then restart the kernel:\n     " + _install()
    if missing:
        yield f"{_listed(missing)} {'is' if len(missing) == 1 else 'are'} missing: {install}"
    for module, names, least in PACKAGES:
        have = machine.versions.get(module)
        if have and _numbers(have) < _numbers(least):
            yield f"{names[0]} {have} is installed, and the course needs {least} or newer: {install}"


def _memory(machine):
    if machine.memory is not None and machine.memory < MEMORY:
        yield (
            f"Only {machine.memory / 2**30:.1f} GiB of memory is free, and the largest lessons need 1 GiB: close "
            "other programs, and shut down the notebooks you have finished (menu Kernel, Shut Down All Kernels)."
        )


def _surroundings(machine):
    again = "where JupyterLab is started, and start it again"
    if machine.backend:
        yield (
            f'The variable MPLBACKEND is "{machine.backend[:60]}", with which matplotlib can draw nothing here: '
            f"remove it ({'set MPLBACKEND=' if machine.system == 'Windows' else 'unset MPLBACKEND'}) {again}."
        )
    if "home" in machine.closed:
        yield (
            "Your home folder cannot be written, so matplotlib and Keras begin anew and warn of it every time: set the "
            f"variables MPLCONFIGDIR and KERAS_HOME to a folder that can be written {again}."
        )
    if "folder" in machine.closed:
        yield (
            "This folder cannot be written, so neither what you change in a lesson nor your progress is kept: copy the "
            "course to a folder of your own and open it there."
        )


def _version(names):
    """The version under the first of several names that is installed; "" for a package without one."""
    for name in names:
        try:
            return importlib.metadata.version(name) or ""
        except importlib.metadata.PackageNotFoundError:
            continue
    return ""


def _free_memory():
    """Bytes this process may still take: what the system has left, or the limit of the container it runs in."""
    limits = []
    try:
        import psutil

        limits.append(psutil.virtual_memory().available)
    except ImportError:
        pass
    limits += [_number_in("/sys/fs/cgroup/memory.max"), os.environ.get("MEM_LIMIT")]
    limits = [int(limit) for limit in limits if str(limit or "").isdigit()]
    return min(limits) if limits else None


def processors():
    """Return how many processors this process may use, at least 1: its affinity, and its container's quota.

    A container on a large machine sees every processor of it and may use one: threads beyond its share wait for one
    another. ``CPU_LIMIT`` is how JupyterHub tells a server its share.
    """
    quotas = [_share(os.environ.get("CPU_LIMIT")), *_quotas()]
    return max(1, min([_affinity(), *(int(quota) for quota in quotas if quota)]))


def _affinity():
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def _quotas(root=Path("/sys/fs/cgroup"), own=Path("/proc/self/cgroup")):
    """Processors that each control group around this process grants it; those without a limit are left out."""
    for line in _lines(own):
        _, kinds, place = line.split(":", 2)
        if kinds and "cpu" not in kinds.split(","):
            continue
        folder = root / "cpu" if kinds else root  # version 1 has a tree for each kind, version 2 one for all
        for name in ("", *Path(place).parts[1:]):
            folder = folder / name
            yield from _quota(folder)


def _quota(folder):
    two, one = _lines(folder / "cpu.max"), [folder / "cpu.cfs_quota_us", folder / "cpu.cfs_period_us"]
    parts = two[0].split() if two else [line for path in one for line in _lines(path)]
    if len(parts) == 2 and all(part.isdigit() for part in parts):  # "max" and -1 stand for no limit
        yield int(parts[0]) / int(parts[1])


def _share(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def _lines(path):
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _number_in(path):
    try:
        with open(path, encoding="ascii") as file:
            return file.read().strip()
    except (OSError, UnicodeDecodeError):
        return None


def _unusable_backend(name):
    """The name of a matplotlib backend that is none, or that needs what is not installed; otherwise "".

    matplotlib itself is not imported: with such a name in the environment that fails.
    """
    if name.startswith("module://"):
        return "" if _installed(name.removeprefix("module://")) else name
    needs = BACKENDS.get(name.lower(), name) if name else None
    return name if needs == name or (needs and not _installed(needs)) else ""


def _installed(module):
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError, AttributeError):  # its package is missing, or it is no name of a module
        return False


def _closed():
    """Which of this user's places cannot be written; what was made to find out is gone again."""
    places = {"home": _settings_folder(), "folder": Path.cwd()}
    return tuple(name for name, folder in places.items() if folder is not None and not _writable(folder))


def _settings_folder():
    """The home folder, or None where both variables say that it is not needed."""
    if os.environ.get("MPLCONFIGDIR") and os.environ.get("KERAS_HOME"):
        return None
    return Path(os.path.expanduser("~"))


def _writable(folder):
    """Can a file be made there? Rights alone do not say it: a disk may be full, or mounted to be read."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except (OSError, ValueError):
        return False


def _numbers(version):
    """(1, 26) from "1.26.0rc1": what comes before the first letter, without trailing zeros."""
    numbers = [int(n) for n in re.findall(r"\d+", re.split(r"[a-zA-Z+]", version)[0])]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _install():
    uv = f'"{sys.executable}" -m uv pip install --python "{sys.executable}"'
    return f'"{sys.executable}" -m pip install uv\n     {uv} -r requirements.txt -c constraints.txt'


def _listed(names):
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


if __name__ == "__main__":
    report()
    sys.exit(bool(check()))
