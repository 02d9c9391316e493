"""Build what Binder builds, start it as Binder does, and run lesson 00 through the server: under one gibibyte.

    python tests/binder_launch.py

A fresh environment is made in a temporary folder from binder/requirements.txt, binder/postBuild is run in it over a
copy of the repository, binder/start starts JupyterLab, and every cell of lesson 00 is executed over the server's own
web socket, as a browser would.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
import venv
from pathlib import Path

import nbformat
import psutil
import websocket

ROOT = Path(__file__).resolve().parents[2]
LESSON = "notebooks/00_start_here.ipynb"
LIMIT = 2**30


def build(folder):
    """Copy the repository's files, install binder/requirements.txt into a fresh environment, run postBuild."""
    copy, home = folder / "repository", folder / "environment"
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, copy / name)
    venv.create(home, with_pip=True)
    env = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "PYTHONPATH")}
    env |= {
        "PATH": f"{home / 'bin'}{os.pathsep}{env['PATH']}",
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "IPYTHONDIR": str(folder / "ipython"),
    }
    say("installing binder/requirements.txt")
    subprocess.run(
        ["python", "-m", "pip", "install", "--quiet", "--no-cache-dir", "-r", "binder/requirements.txt"],
        cwd=copy,
        env=env,
        check=True,
    )
    say("running binder/postBuild")
    subprocess.run([copy / "binder" / "postBuild"], cwd=copy, env=env, check=True)
    return copy, env


def serve(copy, env):
    """Start JupyterLab through binder/start; return the process, its address and its token."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token, url = secrets.token_hex(16), f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [
            copy / "binder" / "start",
            "jupyter",
            "lab",
            "--no-browser",
            "--allow-root",
            f"--port={port}",
            f"--IdentityProvider.token={token}",
        ],
        cwd=copy,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        try:
            ask(f"{url}/api/status", token)
            return server, url, token
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.2)
    server.kill()
    raise SystemExit(f"the server that binder/start started did not answer (code {server.poll()}).")


def ask(address, token, body=None):
    """Return the JSON that the server answers."""
    request = urllib.request.Request(
        address,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def run(url, token, copy):
    """Execute every code cell of the lesson in a kernel of the server; return how many ran."""
    nb = nbformat.read(copy / LESSON, as_version=4)
    session = ask(
        f"{url}/api/sessions",
        token,
        {"path": LESSON, "name": LESSON, "type": "notebook", "kernel": {"name": "python3"}},
    )
    address = f"{url.replace('http', 'ws')}/api/kernels/{session['kernel']['id']}/channels?token={token}"
    line, count = websocket.create_connection(address, timeout=120), 0
    for cell in nb.cells:
        if cell.cell_type == "code":
            execute(line, cell.source)
            count += 1
    line.close()
    return count


def execute(line, code):
    """Execute ``code`` over the web socket, and wait until the kernel is idle; an error ends the test."""
    ident = uuid.uuid4().hex
    header = {"msg_id": ident, "msg_type": "execute_request", "username": "", "session": ident, "version": "5.3"}
    line.send(
        json.dumps(
            {
                "header": header,
                "parent_header": {},
                "metadata": {},
                "channel": "shell",
                "buffers": [],
                "content": {
                    "code": code,
                    "silent": False,
                    "store_history": True,
                    "allow_stdin": False,
                    "user_expressions": {},
                    "stop_on_error": True,
                },
            }
        )
    )
    while True:
        answer = line.recv()
        if isinstance(answer, bytes):  # a widget's arrays: the header we wait for comes as text
            continue
        message = json.loads(answer)
        if message["parent_header"].get("msg_id") != ident:
            continue
        if message["msg_type"] == "error":
            raise SystemExit(f"lesson 00 stopped: {message['content']['ename']}: {message['content']['evalue']}")
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return


def watch(process, peak, done):
    """Record the largest sum of the resident memory of ``process`` and all its children."""
    while not done.wait(0.1):
        family, total = [psutil.Process(process.pid)], 0
        family += family[0].children(recursive=True)
        for member in family:
            try:
                total += member.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        peak[0] = max(peak[0], total)


def say(text):
    """Print a line at once."""
    print(f"binder: {text}", flush=True)


def main():
    """Build, serve, run, measure; end with an error when anything fails."""
    with tempfile.TemporaryDirectory() as name:
        copy, env = build(Path(name))
        server, url, token = serve(copy, env)
        peak, done = [0], threading.Event()
        watcher = threading.Thread(target=watch, args=(server, peak, done))
        watcher.start()
        try:
            count = run(url, token, copy)
        finally:
            done.set()
            watcher.join()
            server.terminate()
            server.wait(30)
    say(f"lesson 00 ran, {count} cells; the server and its kernel took at most {peak[0] / 2**20:.0f} MiB")
    if peak[0] >= LIMIT:
        raise SystemExit(f"that is more than the {LIMIT / 2**20:.0f} MiB of a Binder session.")


if __name__ == "__main__":
    sys.exit(main())
