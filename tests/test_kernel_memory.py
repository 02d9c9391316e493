"""The plugin that holds every lesson's kernel to its memory: it measures, it prints, it fails, also beside others."""

import os
import re
import subprocess
import sys

import nbformat
import pytest

from tests.support import kernel_memory
from tests.support.house import ROOT


def notebook(path, code):
    cell = nbformat.v4.new_code_cell(code, execution_count=1)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return str(path)


def run(folder, *arguments):
    """The run of a folder's notebooks as the Makefile has it; what it printed."""
    plugins = ["-p", "no:cacheprovider", "-p", "tests.support.kernel_memory", "--nbval", "--nbval-current-env"]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, "--rootdir", str(folder), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, env=os.environ).stdout


def figures(text):
    return {
        name: int(mib) for mib, name in re.findall(r"^ *(\d+) MiB  (\w+), and \d+ of mapped files$", text, re.MULTILINE)
    }


@pytest.mark.slow
def test_the_peak_of_each_kernel_is_measured_after_its_last_cell_and_printed(tmp_path):
    small = notebook(tmp_path / "small.ipynb", "a = 1")
    large = notebook(tmp_path / "large.ipynb", "b = b'x' * (200 * 2**20)\ndel b")  # given back at once: the peak stays
    for workers in ((), ("-n", "2", "--dist", "loadscope")):
        text = run(tmp_path, "--peak-memory", "2000", *workers, small, large)
        found = figures(text)
        assert "4 passed" in text
        assert 150 < found["large"] - found["small"] < 250
        assert list(found) == ["large", "small"]


@pytest.mark.slow
def test_a_kernel_that_needs_more_than_is_allowed_fails_in_one_sentence(tmp_path):
    text = run(tmp_path, "--peak-memory", "20", notebook(tmp_path / "page.ipynb", "a = 1"))
    assert re.search(r"the kernel of page\.ipynb needed \d+ MiB, and 20 are allowed: ", text)
    assert "1 failed, 1 passed" in text


def test_files_that_a_process_maps_are_told_beside_its_peak(tmp_path):
    (tmp_path / "file").write_bytes(bytes(100 * 2**20))
    look = (
        "import mmap; f = open('file', 'rb'); m = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ); sum(m[::4096]); "
    )
    wait = "print('ready', flush=True); input()"
    found = []
    for source in (wait, look + wait):
        command = [sys.executable, "-c", source]
        with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdout.readline() == b"ready\n"
            found.append(kernel_memory.memory_of(process.pid))
            process.communicate(b"\n")
    (peak, files), (peak_too, more) = found
    assert more - files > 90 * 2**20
    assert 90 * 2**20 < peak_too - peak < 110 * 2**20


def test_a_process_that_is_gone_has_no_peak():
    assert kernel_memory.memory_of(2**30) is None


def test_the_makefile_runs_the_notebooks_with_it():
    assert "-p tests.support.kernel_memory" in (ROOT / "Makefile").read_text(encoding="utf-8")
