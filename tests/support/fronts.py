"""JupyterLab and Notebook 7 as a learner has them open: a started server, and a page with one notebook in it.

The servers read no settings of the person who runs the tests and write nothing outside temporary folders. A page can
reach this machine alone: every other request is refused and recorded in ``front.refused``.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NO_NEWS = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}


class Server:
    """Where a started server is: its ``url`` and ``token``, and the ``folder`` it serves."""

    def __init__(self, url, token, folder):
        self.url, self.token, self.folder = url, token, folder


class Front:
    """JupyterLab or Notebook 7 as a learner has it open, with one notebook in it.

    Attributes
    ----------
    page : playwright Page
    folder : Path
        The served copy of the notebooks; write other notebooks into it to open them.
    refused : list of str
        Every address outside this machine that the page asked for.
    """

    def __init__(self, page, server, address):
        self.page, self.server, self.folder, self._address = page, server, server.folder, address
        self.refused = []
        page.context.route(lambda url: not url.startswith((server.url, "data:", "blob:")), self._refuse)

    def _refuse(self, route):
        self.refused.append(route.request.url)
        route.abort()

    def open(self, name):
        """Open the notebook ``name`` and wait until its kernel is idle and the page is drawn."""
        address = self._address.format(name=name)
        self.page.goto(f"{self.server.url}/{address}{'&' if '?' in address else '?'}token={self.server.token}")
        self.page.wait_for_function(
            "() => window.jupyterapp?.shell?.currentWidget?.content?.model?.cells?.length", timeout=90_000
        )
        self._wait_drawn()
        self.wait_idle()

    def wait_idle(self, seconds=120):
        """Wait until no cell runs or waits."""
        self.page.wait_for_function(
            """() => {
            const panel = window.jupyterapp.shell.currentWidget;
            return panel.sessionContext.session?.kernel?.status === 'idle' && panel.sessionContext.isReady
                && ![...panel.content.widgets].some(cell => cell.prompt === '*');
        }""",
            timeout=1000 * seconds,
        )

    def command(self, name, **arguments):
        """Execute a command of the application, as a menu entry does, and wait until it is done."""
        self.page.evaluate(
            "([name, args]) => window.jupyterapp.commands.execute(name, args).then(() => null)", [name, arguments]
        )

    def run_all(self, seconds=180):
        """Run every cell and wait until the last is done."""
        self.page.set_default_timeout(1000 * seconds)
        self.command("notebook:run-all-cells")
        self.page.set_default_timeout(30_000)
        self.wait_idle(seconds)

    def run_cell(self, n, seconds=120):
        """Run cell ``n`` (from 0, text cells counted), select it, and wait until it is done."""
        self.select(n)
        self.command("notebook:run-cell")
        self.wait_idle(seconds)

    def select(self, n):
        """Make cell ``n`` the active one and scroll to it."""
        self.page.evaluate(
            """n => { const content = window.jupyterapp.shell.currentWidget.content;
            content.activeCellIndex = n; return content.scrollToItem(n, 'start'); }""",
            n,
        )

    def cells(self):
        """Return the cells: dicts with ``type``, ``source``, ``tags`` and, for code, ``outputs``."""
        return self.page.evaluate("""() => [...window.jupyterapp.shell.currentWidget.content.model.cells].map(cell => ({
            type: cell.type, source: cell.sharedModel.getSource(), tags: cell.getMetadata('tags') || [],
            outputs: cell.type === 'code' ? cell.outputs.toJSON() : []}))""")

    def errors(self):
        """Return ``"NameError: …"`` for every cell that ended in an error it is not meant to raise."""
        return [
            f"{output['ename']}: {output['evalue']}"
            for cell in self.cells()
            for output in cell["outputs"]
            if output["output_type"] == "error" and "raises-exception" not in cell["tags"]
        ]

    def python(self, code):
        """Execute ``code`` in the notebook's kernel, outside its cells, and return what it printed."""
        return self.page.evaluate(
            """async code => {
            const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const request = kernel.requestExecute({code, store_history: false, stop_on_error: false});
            let text = '';
            request.onIOPub = message => {
                if (message.header.msg_type === 'stream') text += message.content.text;
                if (message.header.msg_type === 'error') text += message.content.ename + ': ' + message.content.evalue;
            };
            await request.done;
            return text;
        }""",
            code,
        ).rstrip("\n")

    def restart(self):
        """Restart the kernel, without a question, and wait until it is idle."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
        self.wait_idle()

    def save(self):
        """Save the notebook into the served folder."""
        self.command("docmanager:save")

    def theme(self, name):
        """Change to the theme "light" or "dark" and wait until it is drawn."""
        self.command("apputils:change-theme", theme=f"JupyterLab {name.title()}")
        self.page.wait_for_function(
            "light => document.body.dataset.jpThemeLight === light", arg=str(name == "light").lower()
        )
        self._wait_drawn()

    def _wait_drawn(self):
        """Wait until JupyterLab's animated splash, shown at the start and at a change of theme, is gone."""
        self.page.wait_for_function("() => !document.querySelector('#jupyterlab-splash')")

    def close(self):
        """End the notebook's kernel and close the page, so that the next test meets a fresh one."""
        self.page.evaluate("""async () => {
            await window.jupyterapp?.shell?.currentWidget?.sessionContext?.shutdown?.();
        }""")
        self.page.context.close()


def serve(folder, module, application):
    """Start a server over a copy of the notebooks in ``folder``; yield where it is, and end it afterwards."""
    notebooks = folder / "notebooks"
    shutil.copytree(ROOT / "notebooks", notebooks, ignore=shutil.ignore_patterns(".*"))
    (folder / "config" / "labconfig").mkdir(parents=True)
    (folder / "config" / "labconfig" / "page_config.json").write_text(json.dumps(NO_NEWS))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, url = secrets.token_hex(8), f"http://127.0.0.1:{port}"
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            module,
            "--no-browser",
            "--allow-root",
            f"--port={port}",
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={token}",
            f"--ServerApp.root_dir={notebooks}",
            f"--{application}.expose_app_in_browser=True",
        ],
        env=_environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_for(f"{url}/api/status?token={token}", server, folder / "server.log")
        yield Server(url, token, notebooks)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def _environment(folder):
    """A learner's environment, with the server's settings, workspaces and runtime files inside ``folder``."""
    usual = {name: value for name, value in os.environ.items() if name not in ("LSTM_PROGRESS", "MPLBACKEND")}
    return usual | {
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
    }


def _wait_for(address, server, log, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            pytest.fail(f"the server ended with code {server.returncode}:\n{log.read_text()[-3000:]}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the server did not answer within {seconds} s:\n{log.read_text()[-3000:]}")
