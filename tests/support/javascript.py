"""What runs the browser's arithmetic outside a browser, and how close it must come to the kernel's."""

import shutil
from pathlib import Path

import pytest

# Both compute in float64 and differ in the order of additions and in the last bit of tanh: about 1e-16 a step.
CLOSE = 1e-12


def node():
    found = shutil.which("node")
    if found is None:
        playwright = pytest.importorskip("playwright")
        driver = Path(playwright.__file__).parent / "driver"
        found = next((str(driver / name) for name in ("node", "node.exe") if (driver / name).exists()), None)
    if found is None:
        pytest.skip("no Node.js: install playwright, which brings one")
    return found
