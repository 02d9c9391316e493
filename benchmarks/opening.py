"""From the command to a lab that answers: seconds of ``make lab`` on an installed course, in a real Chromium.

A copy of the notebooks is served as `make lab` serves it. The page is opened when the server says its address, lesson
00 is run from its top to its first lab, and a key moves that lab one step. Three times; the middle one counts.

Run: ``python -m benchmarks.opening`` (needs the packages of the tests, and a Chromium).
"""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from time import perf_counter

import numpy as np
from playwright.sync_api import sync_playwright

from tests.support.find_chromium import find_chromium

ROOT = Path(__file__).resolve().parents[1]
LESSON = "notebooks/00_start_here.ipynb"
STAGES = ("the server answers", "the lesson is drawn", "the lab answers")
TIMES = 3

RUN_TO_THE_LAB = """async () => {
    const panel = window.jupyterapp.shell.currentWidget, run = window.jupyterapp.commands;
    const cells = [...panel.content.model.cells];
    const last = cells.findIndex(cell => cell.sharedModel.getSource().includes('GateLab(trace'));
    panel.content.activeCellIndex = 0;
    for (let n = 0; n <= last; n++) await run.execute('notebook:run-cell-and-select-next');
}"""


def once(page, folder):
    """Seconds until each of `STAGES`, addresses outside this machine that were asked for, messages over the page."""
    asked, told, took, begun = [], [], [], perf_counter()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url, token = f"http://localhost:{port}", secrets.token_hex(8)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += [f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True", LESSON]
    places = {f"JUPYTER{kind}_DIR": str(folder / kind) for kind in ("_CONFIG", "_DATA", "_RUNTIME", "LAB_SETTINGS")}
    places["JUPYTERLAB_WORKSPACES_DIR"] = str(folder / "workspaces")
    server = subprocess.Popen(command, cwd=folder, env=os.environ | places, stderr=subprocess.DEVNULL)
    try:
        while server.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/api/status?token={token}"):
                break
            time.sleep(0.05)
        took.append(perf_counter() - begun)
        page.on("request", lambda r: r.url.startswith((url, "blob:", "data:")) or asked.append(r.url))
        page.goto(f"{url}/lab/tree/{Path(LESSON).name}?token={token}")
        page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.content?.model?.cells?.length")
        page.wait_for_function("() => !document.querySelector('#jupyterlab-splash')")
        took.append(perf_counter() - begun)
        page.wait_for_function("() => window.jupyterapp.shell.currentWidget.sessionContext.isReady")
        page.evaluate(RUN_TO_THE_LAB)
        slider = page.locator(".gate-lab").first.get_by_role("slider", name="step")
        at = int(slider.input_value())
        page.locator(".gl-scroller").first.focus()
        page.keyboard.press("ArrowRight")
        assert int(slider.input_value()) == at + 1
        took.append(perf_counter() - begun)
        page.wait_for_timeout(3000)  # a question about news comes late
        told += page.locator(".jp-toast-message, .Toastify__toast").all_inner_texts()
    finally:
        server.terminate()
        server.wait()
    return took, asked, told


def measured(times=TIMES):
    """(seconds of each stage in the middle run, all addresses that were asked for, all messages over the page)."""
    runs, asked, told = [], [], []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        for _ in range(times):
            with tempfile.TemporaryDirectory() as folder:
                shutil.copytree(ROOT / "notebooks", Path(folder) / "notebooks", ignore=shutil.ignore_patterns(".*"))
                page = chromium.new_context(viewport={"width": 1200, "height": 900}).new_page()
                page.set_default_timeout(60_000)
                took, *others = once(page, Path(folder))
                runs.append(took)
                asked, told = asked + others[0], told + others[1]
                page.context.close()
        chromium.close()
    return np.array(sorted(runs, key=lambda took: took[-1])[len(runs) // 2]), asked, told


if __name__ == "__main__":
    stages, outside, told = measured()
    for name, seconds in zip(STAGES, stages, strict=True):
        print(f"{seconds:6.1f} s  {name}")
    print(f"{len(outside)} requests to other machines, {len(told)} messages over the page {told}")
