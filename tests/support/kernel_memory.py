"""A plugin for the run of the notebooks: when a lesson's last cell is done, how much memory its kernel has needed.

    pytest -p tests.support.kernel_memory --nbval notebooks        one more test a notebook, a table at the end

It reads what the system has kept of the kernel that ran the cells, so it costs nothing and holds however many workers
share the notebooks. Counted is the kernel's own peak; a process that a lesson starts is gone when it ends.
"""

import importlib.metadata
import re
from pathlib import Path

import pytest

MIB = 2**20
LIMITS = {"tensorflow": 920, "tensorflow-cpu": 820}  # MiB: a hub gives a learner 1 GiB
FIGURE = "peak memory in MiB"


def pytest_addoption(parser):
    parser.addoption("--peak-memory", type=int, help="MiB that a lesson's kernel may need", default=limit())


def limit():
    """What the installed TensorFlow leaves a lesson: the one for processors alone is smaller."""
    for name, mib in LIMITS.items():
        try:
            importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        return mib
    return max(LIMITS.values())


def pytest_collection_modifyitems(items):
    """Put a `PeakMemory` behind the last cell of each notebook."""
    last = {item.parent: place for place, item in enumerate(items) if type(item).__name__ == "IPyNbCell"}
    for notebook, place in sorted(last.items(), key=lambda entry: -entry[1]):
        items.insert(place + 1, PeakMemory.from_parent(notebook, name="peak_memory"))


class PeakMemory(pytest.Item):
    """The kernel of the notebook it stands behind has never had more memory than is allowed."""

    def runtest(self):
        kernel = self.parent.kernel
        peak = kernel and peak_of(kernel.km.provisioner.pid)
        if peak is None:
            pytest.skip("this system does not say how much memory a process has needed, or the kernel is gone")
        self.user_properties.append((FIGURE, round(peak / MIB)))
        allowed = self.config.getoption("peak_memory")
        if peak > allowed * MIB:
            raise AssertionError(
                f"the kernel of {self.path.name} needed {peak / MIB:.0f} MiB, and {allowed} are allowed: "
                "restart a model for another seed, and forget those that are done with (lstm_helpers.keras_models)"
            )

    def repr_failure(self, excinfo):
        """One sentence; there is no code to show."""
        return str(excinfo.value) if excinfo.errisinstance(AssertionError) else super().repr_failure(excinfo)

    def reportinfo(self):
        return self.path, None, f"{self.path.name}: peak memory"


def peak_of(pid):
    """The most memory that a running process has had at once, in bytes; None where nobody knows."""
    try:
        return int(re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())[1]) * 1024
    except (OSError, TypeError):
        return None


def pytest_terminal_summary(terminalreporter, config):
    """Print every lesson's figure, the largest first."""
    reports = [report for state in ("passed", "failed") for report in terminalreporter.getreports(state)]
    figures = {report.nodeid: dict(report.user_properties).get(FIGURE) for report in reports if report.when == "call"}
    figures = {nodeid: figure for nodeid, figure in figures.items() if figure}
    if figures:
        terminalreporter.section(f"peak memory of each kernel, at most {config.getoption('peak_memory')} MiB")
        for nodeid, figure in sorted(figures.items(), key=lambda entry: -entry[1]):
            terminalreporter.line(f"{figure:>5} MiB  {Path(nodeid.split('::')[0]).stem}")
