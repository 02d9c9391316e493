"""A plugin for the run of the notebooks: when a lesson's last cell is done, how much memory its kernel has needed.

    pytest -p tests.support.kernel_memory --nbval notebooks        one more test a notebook, a table at the end

It reads what the system has kept of the kernel that ran the cells, so it costs nothing and holds however many workers
share the notebooks; a process that a lesson starts is gone when it ends. The files of the libraries that it maps are
told beside it: they are part of the peak, though the system takes them back when it wants to.
"""

import re
from pathlib import Path

import pytest

MIB = 2**20
LIMIT = 920  # MiB: Binder and hubs give a learner 1 GiB, and Jupyter itself needs some 80 of it
PEAK, FILES = "peak memory in MiB", "mapped files in MiB"


def pytest_addoption(parser):
    parser.addoption("--peak-memory", type=int, help="MiB that a lesson's kernel may need", default=LIMIT)


def pytest_collection_modifyitems(items):
    """Put a `PeakMemory` behind the last cell of each notebook."""
    last = {item.parent: place for place, item in enumerate(items) if type(item).__name__ == "IPyNbCell"}
    for notebook, place in sorted(last.items(), key=lambda entry: -entry[1]):
        items.insert(place + 1, PeakMemory.from_parent(notebook, name="peak_memory"))


class PeakMemory(pytest.Item):
    """The kernel of the notebook it stands behind has never had more memory than is allowed."""

    def runtest(self):
        kernel = self.parent.kernel
        found = kernel and memory_of(kernel.km.provisioner.pid)
        if found is None:
            pytest.skip("this system does not say how much memory a process has needed, or the kernel is gone")
        peak, files = found
        self.user_properties += [(PEAK, round(peak / MIB)), (FILES, round(files / MIB))]
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


def memory_of(pid):
    """(The most memory that a running process has had, its mapped files now) in bytes; None if unknown."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        peak, files = (int(re.search(rf"{key}:\s+(\d+) kB", status)[1]) * 1024 for key in ("VmHWM", "RssFile"))
    except (OSError, TypeError):
        return None
    return peak, files


def pytest_terminal_summary(terminalreporter, config):
    """Print every lesson's figures, the largest first."""
    reports = [report for state in ("passed", "failed") for report in terminalreporter.getreports(state)]
    found = {report.nodeid: dict(report.user_properties) for report in reports if report.when == "call"}
    found = {nodeid: figures for nodeid, figures in found.items() if PEAK in figures}
    if found:
        terminalreporter.section(f"peak memory of each kernel, at most {config.getoption('peak_memory')} MiB")
        for nodeid, figures in sorted(found.items(), key=lambda entry: -entry[1][PEAK]):
            name = Path(nodeid.split("::")[0]).stem
            terminalreporter.line(f"{figures[PEAK]:>5} MiB  {name}, and {figures[FILES]} of mapped files")
