"""Write the exact versions that everything is tested with, and the sums of their files, from the ranges asked for.

    python -m lstm_helpers.publish.lock              refresh constraints.txt and binder/requirements.txt
    python -m lstm_helpers.publish.lock --keep       write them anew with the versions that they have
    python -m lstm_helpers.publish.lock --only uv    print the part of constraints.txt that pins one package

Both hold for all supported systems and Pythons, and a file that does not have the sum written here is not installed.
``constraints.txt`` is for uv, ``binder/requirements.txt`` for pip, which wants everything pinned as soon as one sum is
given. The latter is the part of the former that a Binder launch installs: nothing for tests, and TensorFlow without
what only a graphics card needs, which is half the download. Its other Pythons are there for the test that builds
Binder's environment wherever it is run.
"""

import argparse
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
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;]+)([^\\\n]*)((?:\\\n +--hash=sha256:[0-9a-f]{64} ?)*)", re.MULTILINE)


def pins(text):
    """Return {name: version} of the lines ``name==version`` in ``text``, whatever conditions follow them."""
    return {name: version for name, version, *_ in PIN.findall(text)}


def bare(text):
    """Return the pins of a lock with their conditions, one a line, without the sums of their files."""
    return "".join(f"{name}=={version}{condition.rstrip()}\n" for name, version, condition, _ in PIN.findall(text))


def part(text, name):
    """Return what pins one package in a lock, with the sums of its files; ``ValueError`` where nothing does."""
    found = [match[0].rstrip() + "\n" for match in PIN.finditer(text) if match[1] == name]
    if not found:
        raise ValueError(f"{name} is not pinned: expected one of {', '.join(pins(text)) or 'none'}.")
    return "".join(found)


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


def compile_pins(*arguments, known=""):
    """Return what ``uv pip compile`` resolves from ``arguments`` within ``known`` pins: name, version, sums."""
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "--system-certs",
        "--quiet",
        "--no-header",
        "--no-annotate",
    ]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes"]
    with tempfile.TemporaryDirectory() as folder:
        within = Path(folder) / "known.txt"
        within.write_text(known, encoding="utf-8")
        command += ["--constraint", str(within), *arguments]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def binder_pins(lock):
    """Return the text of binder/requirements.txt, without its head, from that of constraints.txt."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.in"
        wanted.write_text("\n".join(learners((ROOT / "requirements.txt").read_text())) + "\n")
        return compile_pins(str(wanted), known=for_processors(bare(lock)))


def main(arguments=None):
    """Run the command; return 0."""
    parser = argparse.ArgumentParser(prog="python -m lstm_helpers.publish.lock", description=__doc__.splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="leave the versions as they are")
    parser.add_argument("--only", metavar="NAME", help="print what pins this package, and write nothing")
    options = parser.parse_args(arguments)
    if options.only:
        print(part(LOCK.read_text(encoding="utf-8"), options.only), end="")
        return 0
    known = bare(LOCK.read_text(encoding="utf-8")) if options.keep else ""
    sources = ("--extra", "test", "requirements.txt", "pyproject.toml")
    lock = compile_pins("--upgrade", "--no-emit-package", "lstm-helpers", *sources, known=known)
    LOCK.write_text(HEAD + lock, encoding="utf-8")
    binder = binder_pins(lock)
    BINDER.write_text(BINDER_HEAD + binder, encoding="utf-8")
    print(f"{len(pins(lock))} pins in {LOCK.name}, {len(pins(binder))} in binder/{BINDER.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
