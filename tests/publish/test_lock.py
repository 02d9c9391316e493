"""The lock: every file that can be installed has its sum, and a file with another sum is not installed."""

import re
import subprocess
import sys
import tomllib
import zipfile
from hashlib import sha256

import pytest

from lstm_helpers.publish import ROOT
from lstm_helpers.publish.lock import BINDER, LOCK, bare, for_processors, learners, part, pins

TEXTS = {path.name: path.read_text(encoding="utf-8") for path in (LOCK, BINDER)}


@pytest.mark.parametrize("name", TEXTS)
def test_every_pin_has_the_sum_of_a_file_and_nothing_else_stands_there(name):
    lines = [line for line in TEXTS[name].splitlines() if not line.startswith("#")]
    heads = [line for line in lines if not line.startswith(" ")]
    assert len(heads) > 100
    for line in heads:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+( ; [^\\]+)? \\", line), line
        assert "sha256" in lines[lines.index(line) + 1], f"{line} has no sum"
    for line in set(lines) - set(heads):
        assert re.fullmatch(r" +--hash=sha256:[0-9a-f]{64}( \\)?", line), line


@pytest.mark.parametrize("name", TEXTS)
def test_the_lock_names_no_place_from_which_anything_comes(name):
    assert not re.search(r"://|--(extra-)?index|find-links|\.(org|com|io)\b|@ ", TEXTS[name])


def test_all_that_is_asked_for_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = (ROOT / "requirements.txt").read_text().splitlines()
    asked += project["dependencies"] + [line for extra in project["optional-dependencies"].values() for line in extra]
    names = {re.match(r"[\w.-]+", line)[0] for line in asked if line and not line.startswith(("#", "-"))}
    assert names - {project["name"]} <= set(pins(TEXTS["constraints.txt"]))


def test_binder_installs_the_versions_of_the_lock_and_nothing_for_tests():
    whole, binder = for_processors(bare(TEXTS["constraints.txt"])), bare(TEXTS["requirements.txt"])
    assert {line.split()[0] for line in binder.splitlines()} <= {line.split()[0] for line in whole.splitlines()}
    binder = pins(binder)
    assert not {"nbval", "pytest", "uv", "ruff", "playwright"} & set(binder)
    wanted = learners((ROOT / "requirements.txt").read_text())
    assert {re.match(r"[\w.-]+", line)[0] for line in wanted} <= set(binder)


def test_the_part_of_one_package_is_what_pip_can_verify_it_by():
    text = part(TEXTS["constraints.txt"], "uv")
    assert re.fullmatch(r"uv==[\d.]+ \\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\n)+", text)
    assert len(part(TEXTS["constraints.txt"], "contourpy").split("contourpy==")) == 3, "one version a Python"
    with pytest.raises(ValueError, match="no-such is not pinned"):
        part(TEXTS["constraints.txt"], "no-such")


def test_the_command_runs_before_anything_is_installed():
    code = "import sys; sys.modules['numpy'] = None; from lstm_helpers.publish.lock import main; main(['--only', 'uv'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == part(TEXTS["constraints.txt"], "uv")


@pytest.fixture
def shop(tmp_path):
    """A folder with one package, and the sum of its file."""
    path = tmp_path / "tiny-1.0-py3-none-any.whl"
    info = "tiny-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", f"tiny.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return tmp_path, sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("right", [True, False])
def test_a_file_with_another_sum_is_not_installed(shop, right):
    folder, found = shop
    (folder / "constraints.txt").write_text(f"tiny==1.0 \\\n    --hash=sha256:{found if right else '0' * 64}\n")
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-index", "--find-links", str(folder)]
    command += ["--no-cache", "--target", str(folder / "there"), "-c", str(folder / "constraints.txt"), "tiny>=1"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode == 0) == right, done.stderr
    assert (folder / "there" / "tiny.py").exists() == right
    assert right or "Hash mismatch" in done.stderr
