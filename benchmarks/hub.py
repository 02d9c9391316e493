"""A class on JupyterHub: how long learners wait for their first lab, what each takes of memory, what an idle one costs.

A hub is started on this machine, with its own spawner for local processes and its authenticator for tests. The learners
log in at the same moment, each with a password form and a server of their own, open lesson 00 and run it, then 04, and
eight of them 09 as far as its first lab. Every learner is a thread here that speaks to the hub as a browser would; only
drawing is left out, which a class does on its own machines.

Run: ``python -m benchmarks.hub [LEARNERS]`` (20 when left out; some ten minutes on two cores). It wants the packages
``jupyterhub`` and ``configurable-http-proxy`` beside those of the tests, and Linux or macOS.
"""

import http.cookiejar
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import nbformat
import numpy as np
import psutil
import websocket

from tests.support.binder_launch import ask, execute

ROOT = Path(__file__).resolve().parents[1]
LESSONS = {name[:2]: name for name in sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))}
WITH_KERAS = 8
"""How many open the TensorFlow lesson at once."""

CONFIGURATION = """\
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.cookie_secret = bytes.fromhex("{secret}")
c.JupyterHub.services = [{{"name": "class", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [{{"name": "class", "services": ["class"], "scopes": {scopes}}}]
c.JupyterHub.concurrent_spawn_limit = 0
c.JupyterHub.authenticate_prometheus = False
c.Authenticator.allow_all = True
c.ConfigurableHTTPProxy.command = [{python!r}, "-c", "from configurable_http_proxy.cli import main; main()"]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.auth_token = "{secret}"
c.SimpleLocalProcessSpawner.home_dir_template = "{homes}/{{username}}"
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root", "--ServerApp.log_level=ERROR"]
c.Spawner.default_url = "/lab/tree/00_start_here.ipynb"
c.Spawner.environment = {{"PYTHONPATH": {path!r}, "TF_CPP_MIN_LOG_LEVEL": "3"}}
c.Spawner.http_timeout = c.Spawner.start_timeout = 300
"""


class Learner(threading.Thread):
    """One learner: logs in, waits for a server, opens lessons and runs them; keeps the seconds of each."""

    def __init__(self, hub, name, lessons, together):
        super().__init__(daemon=True)
        self.hub, self.name, self.lessons, self.together = hub, name, lessons, together
        self.seconds, self.error, self.line = {}, None, None

    def run(self):
        try:
            self.together.wait()
            begun = perf_counter()
            self.log_in()
            self.seconds["server"] = perf_counter() - begun
            for task in self.lessons:
                if task:
                    self.run_lesson(*task, begun if task[0] == "00" else perf_counter())
                self.together.wait()
        except Exception as error:
            self.error = error
            self.together.abort()

    def log_in(self):
        """Send the form as a browser does, and wait until the server that it starts is ready."""
        jar = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        browser.open(f"{self.hub.url}/hub/login", timeout=300).read()
        form = {"username": self.name, "password": "x", "_xsrf": next(c.value for c in jar if c.name == "_xsrf")}
        browser.open(f"{self.hub.url}/hub/login?next=", urllib.parse.urlencode(form).encode(), timeout=300).read()
        user = f"{self.hub.url}/hub/api/users/{self.name}"
        end = time.monotonic() + 300
        while not ask(user, self.hub.token)["servers"].get("", {}).get("ready"):
            if time.monotonic() > end:
                raise TimeoutError(f"{self.name} got no server within five minutes")
            time.sleep(0.2)
        self.token = ask(f"{user}/tokens", self.hub.token, {})["token"]

    def run_lesson(self, lesson, first_lab_only, begun):
        """Open a notebook and run its cells in order; note when its first lab came, and when all was done."""
        name, own = LESSONS[lesson], f"{self.hub.url}/user/{self.name}"
        kernel = {"path": name, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
        session = ask(f"{own}/api/sessions", self.token, kernel)
        address = f"{own.replace('http', 'ws')}/api/kernels/{session['kernel']['id']}/channels"
        allowed = [f"Authorization: token {self.token}"]
        line = websocket.create_connection(address, timeout=900, header=allowed, suppress_origin=True)
        cells = [cell.source for cell in nbformat.read(self.hub.homes / self.name / name, 4).cells
                 if cell.cell_type == "code"]  # fmt: skip
        labs = [
            n for n, source in enumerate(cells) if "Lab(" in source or "Lab.from" in source or "TrainingView(" in source
        ]
        for n, source in enumerate(cells):
            execute(line, source)
            if n == labs[0]:
                self.seconds[f"first lab of {lesson}"] = perf_counter() - begun
                if first_lab_only:
                    break
        self.seconds[f"all of {lesson}"] = perf_counter() - begun
        line.close()


class Hub:
    """A hub that runs: its address, the token of the class, the learners' homes, its process."""

    def __init__(self, url, token, homes, process):
        self.url, self.token, self.homes, self.process = url, token, homes, process

    def memory(self):
        """MiB of the hub and its proxy, of each server, of each kernel; shared pages count by their share."""
        taken = {"hub": 0.0, "servers": [], "kernels": []}
        for process in [self.process, *psutil.Process(self.process.pid).children(recursive=True)]:
            try:
                known = psutil.Process(process.pid)
                words, info = " ".join(known.cmdline()), known.memory_full_info()
            except psutil.Error:
                continue
            mib = getattr(info, "pss", info.uss) / 2**20
            if "ipykernel" in words:
                taken["kernels"].append(mib)
            elif "singleuser" in words:
                taken["servers"].append(mib)
            else:
                taken["hub"] += mib
        return taken


@contextmanager
def hub(names):
    """Start a hub, with a copy of the notebooks in each learner's home; end it and all its servers afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder, ports = Path(name), free_ports(3)
        for learner in names:
            shutil.copytree(ROOT / "notebooks", folder / "homes" / learner, ignore=shutil.ignore_patterns(".*"))
        token = secrets.token_hex(16)
        (folder / "jupyterhub_config.py").write_text(
            CONFIGURATION.format(
                port=ports[0],
                hub_port=ports[1],
                proxy_port=ports[2],
                secret=secrets.token_hex(32),
                token=token,
                scopes=["admin:users", "admin:servers", "tokens"],
                homes=folder / "homes",
                python=sys.executable,
                path=os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            )
        )
        command = [sys.executable, "-m", "jupyterhub", "-f", str(folder / "jupyterhub_config.py")]
        with (folder / "hub.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        url = f"http://127.0.0.1:{ports[0]}"
        try:
            wait_for(f"{url}/hub/api", process, folder / "hub.log")
            yield Hub(url, token, folder / "homes", process)
        finally:
            end(process)


def free_ports(n):
    """So many ports that nobody listens to."""
    sockets = [socket.socket() for _ in range(n)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def wait_for(address, process, log, seconds=60):
    """Wait until the hub answers; `RuntimeError` with the end of its log when it does not."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the hub does not answer:\n{log.read_text(errors='replace')[-2000:]}")


def end(process):
    """End a hub, and what it started and left."""
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        family = []
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for one in family:
        try:
            one.terminate()
        except psutil.NoSuchProcess:
            continue
    for one in psutil.wait_procs(family, timeout=10)[1]:
        one.kill()


def attend(names, lessons):
    """Let learners go through ``lessons``, [(number, first lab only, how many of them)]; (seconds, memory) by stage."""
    with hub(names) as running:
        together = threading.Barrier(len(names) + 1)
        learners = [Learner(running, name, plan_of(n, lessons), together) for n, name in enumerate(names)]
        for learner in learners:
            learner.start()
        memory = {}
        try:
            together.wait()
            for lesson, *_ in lessons:
                together.wait()
                memory[lesson] = running.memory()
        except threading.BrokenBarrierError:
            for learner in learners:
                learner.join()
            raise next(
                one.error for one in learners if not isinstance(one.error, threading.BrokenBarrierError)
            ) from None
        return {learner.name: learner.seconds for learner in learners}, memory


def plan_of(n, lessons):
    """What the learner of this number does at each stage: a lesson and whether its first lab is enough, or nothing."""
    return [(lesson, first_lab_only) if n < how_many else None for lesson, first_lab_only, how_many in lessons]


def main(learners=20):
    """Print what a class of so many waits for and takes."""
    names = [f"learner{n:02}" for n in range(learners)]
    lessons = [("00", False, learners), ("04", False, learners), ("09", True, min(WITH_KERAS, learners))]
    seconds, memory = attend(names, lessons)
    print(f"{learners} learners on {os.cpu_count()} cores\n\n| seconds | middle | last |\n|---|---:|---:|")
    for stage in dict.fromkeys(stage for took in seconds.values() for stage in took):
        took = [some[stage] for some in seconds.values() if stage in some]
        print(f"| {stage} ({len(took)} at once) | {np.median(took):.1f} | {np.max(took):.1f} |")
    print("\n| MiB after lesson | hub and proxy | each server | each kernel | all |\n|---|---:|---:|---:|---:|")
    for lesson, taken in memory.items():
        every = taken["hub"] + sum(taken["servers"]) + sum(taken["kernels"])
        each = [f"{np.median(taken[kind]):.0f}" for kind in ("servers", "kernels")]
        print(f"| {lesson} | {taken['hub']:.0f} | {each[0]} | {each[1]} | {every:.0f} |")
    idle = np.median(memory["00"]["servers"])
    print(f"\nA learner who has closed the notebooks keeps a server of {idle:.0f} MiB; the hub's culler ends it.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
