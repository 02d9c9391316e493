"""Write the exact versions that everything is tested with, from the ranges in requirements.txt and pyproject.toml.

    python -m lstm_helpers.publish.lock              refresh constraints.txt and binder/requirements.txt

Both hold for all supported systems and Pythons. ``binder/requirements.txt`` is the part of ``constraints.txt`` that a
Binder launch installs: nothing for tests, and TensorFlow without what only a graphics card needs, which is half the
download. Its other Pythons are there for the test that builds Binder's environment wherever it is run.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from lstm_helpers.publish import ROOT

LOCK = ROOT / "constraints.txt"
BINDER = ROOT / "binder" / "requirements.txt"
HEAD = "# The exact versions everything is tested with, for all supported systems and Pythons. Written by: make lock\n"
BINDER_HEAD = "# What a Binder launch installs: versions of constraints.txt, without the tests. Written by: make lock\n"
ONLY_TESTS = ("nbval",)


def pins(text):
    """Return {name: version} of the lines ``name==version`` in ``text``, whatever conditions follow them."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, flags=re.MULTILINE))


def learners(text):
    r"""Return the lines of requirements.txt that a Binder launch needs, TensorFlow as its build for processors.

    Examples
    --------
    >>> learners("numpy>=1.26,<3\ntensorflow>=2.20,<3\nnbval>=0.11\n-e .\n")
    ['numpy>=1.26,<3', 'tensorflow-cpu>=2.20,<3']
    """
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", "-"))]
    wanted = [line for line in lines if re.match(r"[\w.-]+", line)[0] not in ONLY_TESTS]
    return [re.sub(r"^tensorflow\b", "tensorflow-cpu", line) for line in wanted]


def for_processors(text):
    """Return the pins of a lock with TensorFlow's under the name of its build for processors."""
    return re.sub(r"^tensorflow==", "tensorflow-cpu==", text, flags=re.MULTILINE)


def compile_pins(*arguments):
    """Return what ``uv pip compile`` resolves from ``arguments``: lines ``name==version``."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def binder_pins(lock):
    """Return the text of binder/requirements.txt, without its head, from that of constraints.txt."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, known = Path(folder) / "wanted.in", Path(folder) / "known.txt"
        wanted.write_text("\n".join(learners((ROOT / "requirements.txt").read_text())) + "\n")
        known.write_text(for_processors(lock))
        return compile_pins("--universal", "--python-version", "3.11", "--constraint", str(known), str(wanted))


def main():
    """Write both files."""
    lock = compile_pins(
        "--universal",
        "--python-version",
        "3.11",
        "--upgrade",
        "--no-emit-package",
        "lstm-helpers",
        "--extra",
        "test",
        "requirements.txt",
        "pyproject.toml",
    )
    LOCK.write_text(HEAD + lock, encoding="utf-8")
    binder = binder_pins(lock)
    BINDER.write_text(BINDER_HEAD + binder, encoding="utf-8")
    print(f"{len(pins(lock))} pins in {LOCK.name}, {len(pins(binder))} in binder/{BINDER.name}")


if __name__ == "__main__":
    main()
