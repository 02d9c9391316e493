"""The check of the installation: each thing that can be missing gets the sentence that mends it."""

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from lstm_helpers import environment
from lstm_helpers.environment import MEMORY, PACKAGES, Machine, check

ROOT = Path(__file__).resolve().parents[1]
WELL = Machine(
    python=(3, 12, 1),
    system="Linux",
    processor="x86_64",
    bits=64,
    memory=4 * MEMORY,
    versions={module: least for module, _, least in PACKAGES},
)


@pytest.mark.parametrize("python", [(3, 11, 0), (3, 12, 9), (3, 13, 0)])
@pytest.mark.parametrize(
    ("system", "processor"), [("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64"), ("Windows", "AMD64")]
)
def test_a_supported_machine_with_every_package_has_no_findings(python, system, processor):
    assert check(WELL._replace(python=python, system=system, processor=processor)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"python": (3, 14, 0)}, ("Python 3.14", "TensorFlow has no build", "3.11, 3.12 or 3.13")),
        ({"python": (3, 10, 13)}, ("Python 3.10", "too old", "3.11, 3.12 or 3.13")),
        ({"bits": 32}, ("32-bit", "install the 64-bit")),
        ({"system": "Darwin"}, ("Intel Mac", "TensorFlow", "Binder")),
        ({"system": "Windows", "processor": "ARM64"}, ("Windows on ARM", "Binder")),
        ({"memory": int(0.4 * MEMORY)}, ("0.4 GiB", "1 GiB", "close")),
        ({"backend": "nonsense"}, ('MPLBACKEND is "nonsense"', "unset MPLBACKEND", "start it again")),
        ({"backend": "x", "system": "Windows", "processor": "AMD64"}, ("set MPLBACKEND=", "start it again")),
        ({"closed": ("home",)}, ("home folder cannot be written", "MPLCONFIGDIR", "KERAS_HOME")),
        ({"closed": ("folder",)}, ("This folder cannot be written", "progress", "copy the course")),
    ],
)
def test_each_obstacle_gets_one_sentence_that_says_what_to_do(change, words):
    findings = check(WELL._replace(**change))
    assert len(findings) == 1
    assert all(word in findings[0] for word in words)


@pytest.mark.parametrize(("module", "names", "least"), PACKAGES)
def test_a_missing_package_is_named_as_pip_knows_it(module, names, least):
    versions = {name: version for name, version in WELL.versions.items() if name != module}
    [finding] = check(WELL._replace(versions=versions))
    assert finding.startswith(f"{names[0]} is missing")
    assert f'"{sys.executable}" -m pip install uv\n' in finding
    assert re.search(r"-m uv pip install --python .* -r requirements.txt -c constraints.txt", finding)


def test_several_missing_packages_share_one_sentence():
    [finding] = check(WELL._replace(versions={"numpy": "2.3"} | dict(list(WELL.versions.items())[3:])))
    assert finding.startswith("matplotlib and ipywidgets are missing: run this")


@pytest.mark.parametrize(
    ("module", "version", "old"),
    [
        ("numpy", "2.0.9", True),
        ("numpy", "2.1.0", False),
        ("numpy", "2.2.0rc1", False),
        ("numpy", "2.1rc1", False),
        ("anywidget", "0.9.9", True),
        ("anywidget", "0.11.0", False),
        ("tensorflow", "2.9.1", True),
        ("tqdm", "4.66", False),
    ],
)
def test_versions_are_compared_as_numbers_not_as_text(module, version, old):
    findings = check(WELL._replace(versions=WELL.versions | {module: version}))
    assert [version in finding and "or newer" in finding for finding in findings] == [True] * old


def test_a_wrong_python_is_named_alone_since_nothing_can_be_installed_into_it():
    assert len(check(WELL._replace(python=(3, 9, 2), versions={}))) == 1


def test_a_system_that_does_not_tell_its_memory_passes():
    assert check(WELL._replace(memory=None)) == []


def test_the_report_prints_the_same_line_on_every_machine_where_all_is_well(capsys):
    for machine in (WELL, WELL._replace(system="Darwin", processor="arm64", python=(3, 13, 2), memory=None)):
        environment.report(machine)
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert first.startswith("All is well")


def test_the_report_numbers_what_is_to_mend(capsys):
    environment.report(WELL._replace(memory=10, versions={"numpy": "1.0"}))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 thing(s) to mend before you go on:"
    assert [line[0] for line in lines if line[0].isdigit()] == ["3", "1", "2", "3"]


def test_this_machine_is_described_and_fit_for_the_tests():
    machine = environment.look()
    assert machine.python == sys.version_info[:3]
    assert set(machine.versions) == {module for module, _, _ in PACKAGES}
    assert check(machine._replace(memory=None, closed=())) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "usable"),
    [
        ("", True),
        ("agg", True),
        ("Agg", True),
        ("inline", True),
        ("module://matplotlib_inline.backend_inline", True),
        ("nonsense", False),
        ("module://no.such_module", False),
        ("module://", False),
        ("TkAgg", True),
        ("widget", importlib.util.find_spec("ipympl") is not None),
        ("agg ", False),
    ],
)
def test_a_backend_is_called_unusable_where_matplotlib_cannot_be_imported_or_cannot_draw(name, usable):
    """What the check says without matplotlib is what matplotlib does: in a process of its own it imports and draws."""
    draws = "import matplotlib.pyplot as plt; plt.subplots(); plt.close('all')"
    done = subprocess.run([sys.executable, "-c", draws], env=os.environ | {"MPLBACKEND": name}, capture_output=True)
    assert (done.returncode == 0) == usable, done.stderr.decode()[-300:]
    assert environment._unusable_backend(name) == ("" if usable else name)


def said_in(folder, **variables):
    """What lesson 00's check says in a process that starts in this folder with these variables."""
    code = "from lstm_helpers import environment; environment.report()"
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path} | variables,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_home_that_cannot_be_written_is_named_and_with_the_variables_set_all_is_well(tmp_path):
    nowhere = str(tmp_path / "file" / "home")
    (tmp_path / "file").write_text("no folder")
    assert "1. Your home folder cannot be written" in said_in(tmp_path, HOME=nowhere, USERPROFILE=nowhere)
    ways = {"MPLCONFIGDIR": str(tmp_path), "KERAS_HOME": str(tmp_path)}
    assert said_in(tmp_path, HOME=nowhere, USERPROFILE=nowhere, **ways).startswith("All is well")


def test_a_folder_that_is_read_only_is_named(tmp_path, monkeypatch):
    make = environment.tempfile.TemporaryFile

    def refuse(dir):  # root may write everywhere, so the refusal is played
        if Path(dir) == tmp_path:
            raise OSError(30, "Read-only file system")
        return make(dir=dir)

    monkeypatch.chdir(tmp_path)
    assert "folder" not in environment.look().closed
    monkeypatch.setattr(environment.tempfile, "TemporaryFile", refuse)
    assert "folder" in environment.look().closed


def test_looking_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    environment.look()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"HOME": "{file}/home", "USERPROFILE": "{file}/home"},
        {"MPLCONFIGDIR": "{file}/x", "KERAS_HOME": "{file}/x", "LSTM_PROGRESS": "{file}/x"},
    ],
)
def test_a_lesson_draws_checks_and_counts_where_nothing_of_the_home_can_be_written(tmp_path, change):
    (tmp_path / "file").write_text("no folder")
    change = {name: value.format(file=tmp_path / "file") for name, value in change.items()}
    code = (
        "import matplotlib.pyplot as plt; from lstm_helpers import figures; from lstm_helpers.exercises import check;"
        "from lstm_helpers.widgets import GateLab; figures.style.use(); figures.png(plt.subplots()[0]);"
        "check.half_life(lambda f: 1); check.report(); print(GateLab.demo().summary())"
    )
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environ = os.environ | {"PYTHONPATH": path} | change
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_packages_and_their_least_versions_are_those_of_the_requirements():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    required = dict(
        re.fullmatch(r"([a-z-]+)>=([\d.]+),<\d+", line).groups()
        for line in lines
        if line and not line.startswith(("#", "-e"))
    )
    del required["nbval"]  # it serves the tests; no lesson imports it
    assert required == {names[0]: least for _, names, least in PACKAGES}


def test_the_supported_pythons_are_those_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    low, high = environment.PYTHONS
    assert project["requires-python"] == f">=3.{low[1]},<3.{high[1] + 1}"


def test_the_command_succeeds_here_and_loads_nothing_heavy():
    code = (
        "import sys; from lstm_helpers import environment; environment.report(); "
        "print(sorted({'tensorflow', 'matplotlib', 'numpy', 'ipywidgets', 'keras'} & set(sys.modules)))"
    )
    lines = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert lines[-1] == "[]"


def groups(folder, place, files):
    """A tree of control groups with these files, and the file that says where in it this process stands."""
    for name, text in files.items():
        path = folder / "cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    own = folder / "own"
    folder.mkdir(exist_ok=True)
    own.write_text(place, encoding="utf-8")
    return list(environment._quotas(folder / "cgroup", own))


def test_the_quota_of_a_container_is_found_in_both_versions_of_control_groups(tmp_path):
    inner, outer = "a/b/cpu.max", "a/cpu.max"
    assert groups(tmp_path / "2", "0::/a/b\n", {inner: "150000 100000\n", outer: "max 100000\n"}) == [1.5]
    assert groups(tmp_path / "both", "0::/a/b\n", {inner: "50000 100000\n", outer: "200000 100000\n"}) == [2.0, 0.5]
    assert groups(tmp_path / "top", "0::/\n", {"cpu.max": "400000 100000\n"}) == [4.0]
    first = {"cpu/cpu.cfs_quota_us": "300000\n", "cpu/cpu.cfs_period_us": "100000\n"}
    assert groups(tmp_path / "1", "4:memory:/x\n3:cpu,cpuacct:/elsewhere\n", first) == [3.0]
    unlimited = first | {"cpu/cpu.cfs_quota_us": "-1\n"}
    assert groups(tmp_path / "none", "3:cpu,cpuacct:/\n", unlimited) == []
    assert groups(tmp_path / "empty", "", {}) == []


@pytest.mark.parametrize(
    ("seen", "quotas", "told", "may"),
    [(16, [], None, 16), (16, [2.5], None, 2), (16, [0.5], None, 1), (2, [8.0], "4", 2), (16, [8.0], "1.5", 1)],
)
def test_a_process_may_use_what_the_smallest_limit_leaves_it_and_always_one(monkeypatch, seen, quotas, told, may):
    monkeypatch.setattr(environment, "_affinity", lambda: seen)
    monkeypatch.setattr(environment, "_quotas", lambda: quotas)
    monkeypatch.setenv("CPU_LIMIT", "" if told is None else told)
    assert environment.processors() == may


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system binds no process to processors")
def test_a_process_bound_to_one_processor_may_use_one():
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        assert environment.processors() == 1
    finally:
        os.sched_setaffinity(0, allowed)


@pytest.mark.skipif(sys.platform == "win32", reason="Binder is Linux")
def test_binder_starts_with_as_many_threads_as_its_share_of_the_machine():
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {name: value for name, value in os.environ.items() if not name.endswith("_THREADS")}
    done = subprocess.run(
        [ROOT / "binder" / "start", "env"],
        env=env | {"CPU_LIMIT": "1", "PATH": path},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    given = dict(line.split("=", 1) for line in done.stdout.splitlines() if "_THREADS=" in line)
    kinds = ("OMP_NUM", "OPENBLAS_NUM", "TF_NUM_INTRAOP", "TF_NUM_INTEROP")
    assert given == {f"{kind}_THREADS": "1" for kind in kinds}
