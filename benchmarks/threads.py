"""One training step where learners have it: beside other work, on one core, with a quota of half a core.

Each contender runs in a process of its own, without any setting of threads: *readable* and *Keras* with what NumPy and
TensorFlow take, *fused* as `training.fit` limits it (`training.threads`), *fused, one thread* with BLAS held to one
from outside, *fused, all threads* without any limit. Fifty steps each, or fewer where they take longer than `SECONDS`;
median and worst in milliseconds. Under each table stands what a plain loop of Python, which needs no thread but its
own, takes there at worst: the system stops every process now and then, whatever it computes.

Run: ``python -m benchmarks.threads [quiet | busy | affinity | quota] …``; all of it takes some ten minutes. A quota is
set through control groups, which wants Linux and root; elsewhere that part says so.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.steps import ONE_THREAD, SHAPES, print_machine, problem
from lstm_helpers.maths import backprop, sequence
from lstm_helpers.maths.cells import dense
from lstm_helpers.maths.losses import squared_error
from lstm_helpers.training import fit, threads
from lstm_helpers.training.optimizers import Adam, start, update

STEPS, WARM, SECONDS = 50, 3, 15.0
GROUP = "lstm_benchmark"
LOOP = "a plain loop"


# Contenders: each returns the seconds of its steps -------------------------------------------------------------------


def readable(B, T, D, H):
    model, x, y = problem(B, T, D, H)
    weights, state, clock = model.weights, start(Adam(), model.weights), Clock()
    while clock.goes_on():
        (params,), readout = weights
        trace = sequence.run(params, x)
        h_T = trace.outputs[:, -1]
        _, d_out = squared_error(dense(readout, h_T), y)
        gradients = backprop.backward(trace, dh_T=d_out @ readout.W.T).params
        d_readout = type(readout)(h_T.T @ d_out, d_out.sum(axis=0))
        weights, state = update(Adam(), state, weights, ((gradients,), d_readout))
    return clock.took


def fused(B, T, D, H):
    model, x, y = problem(4 * B, T, D, H)
    clock = Clock()
    clock.goes_on()

    def tick(state):
        if not clock.goes_on():
            state.stop()

    fit(model, x, y, rng=np.random.default_rng(0), batch_size=B, epochs=STEPS, callbacks=[tick], progress=False)
    return clock.took


def fused_all_threads(B, T, D, H):
    threads.PAYS = 0
    threads.processors = lambda: os.cpu_count()
    return fused(B, T, D, H)


def plain_loop(B, T, D, H):
    """Some half a millisecond of plain Python, the same for every shape."""
    clock = Clock()
    while clock.goes_on():
        sum(range(20_000))
    return clock.took


def with_keras(B, T, D, H):
    from lstm_helpers.keras_models import keras, single

    _, x, y = problem(4 * B, T, D, H)
    clock, model = Clock(), single(H, T, D)

    class Tick(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            clock.begun = perf_counter()

        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = not clock.goes_on()

    model.compile(optimizer="adam", loss="mse")
    model.fit(x, y, batch_size=B, epochs=STEPS, verbose=0, callbacks=[Tick()])
    return clock.took


class Clock:
    """Notes how long each step took; the first ones do not count."""

    def __init__(self):
        self.took, self.warm, self.begun, self.end = [], -1, None, perf_counter() + SECONDS

    def goes_on(self):
        """Close the step that ran, and say whether another is wanted."""
        now = perf_counter()
        if self.warm >= WARM:
            self.took.append(now - self.begun)
        self.warm, self.begun = self.warm + 1, now
        return len(self.took) < STEPS and (now < self.end or len(self.took) < 5)


CONTENDERS = {
    "readable": readable,
    "fused": fused,
    "fused, one thread": fused,
    "fused, all threads": fused_all_threads,
    "Keras": with_keras,
    LOOP: plain_loop,
}


# Surroundings: each returns how a contender's process begins ----------------------------------------------------------


@contextmanager
def quiet():
    yield None


@contextmanager
def busy():
    """Two processes for each core that do nothing but compute."""
    command = [sys.executable, "-c", "while True: sum(range(10_000))"]
    others = [subprocess.Popen(command, env=os.environ | ONE_THREAD) for _ in range(2 * os.cpu_count())]
    try:
        yield None
    finally:
        for other in others:
            other.kill()
            other.wait()


@contextmanager
def affinity():
    first = min(os.sched_getaffinity(0))
    yield lambda: os.sched_setaffinity(0, {first})


@contextmanager
def quota():
    """A control group that gives its processes half a core, of whichever version there is."""
    root, settings = Path("/sys/fs/cgroup"), {"cpu.max": "50000 100000"}
    if (root / "cpu" / "cpu.cfs_quota_us").exists():
        root, settings = root / "cpu", {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "50000"}
    group = root / GROUP
    group.mkdir()
    try:
        for name, value in settings.items():
            (group / name).write_text(value)
        yield lambda: (group / "cgroup.procs").write_text(str(os.getpid()))
    finally:
        group.rmdir()


SURROUNDINGS = {
    "quiet": ("quiet", quiet),
    "busy": ("two busy processes for each core", busy),
    "affinity": ("one core, by affinity", affinity),
    "quota": ("half a core, by a quota", quota),
}


def measured(name, begin):
    """[[seconds of each step] for each shape] of one contender."""
    command = [sys.executable, "-m", "benchmarks.threads", "measure", name]
    usual = {key: value for key, value in os.environ.items() if not key.endswith("_THREADS")}
    usual |= ONE_THREAD if name == "fused, one thread" else {}
    done = subprocess.run(command, env=usual, preexec_fn=begin, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def print_table(title, surroundings):
    """Median and worst of each contender at each size."""
    print(f"\n**{title}**: median (worst) of {STEPS} steps, in milliseconds\n")
    with surroundings() as begin:
        found = {name: measured(name, begin) for name in CONTENDERS}
    loop = 1e3 * np.concatenate(found.pop(LOOP))
    print(f"| B, T, D, H | {' | '.join(found)} |")
    print("|---|" + len(found) * "---:|")
    for n, shape in enumerate(SHAPES):
        cells = [f"{1e3 * np.median(took[n]):.1f} ({1e3 * np.max(took[n]):.0f})" for took in found.values()]
        print(f"| {', '.join(map(str, shape))} | {' | '.join(cells)} |", flush=True)
    print(f"\nA plain loop of Python: {np.median(loop):.1f} ({loop.max():.0f})", flush=True)


def main(names=tuple(SURROUNDINGS)):
    """Print a table for each kind of surroundings."""
    print_machine()
    for name in names:
        try:
            print_table(*SURROUNDINGS[name])
        except (OSError, AttributeError, subprocess.SubprocessError) as error:
            print(f"\n{SURROUNDINGS[name][0]}: cannot be had here ({error})")


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps([CONTENDERS[sys.argv[2]](*shape) for shape in SHAPES]))
    else:
        main(sys.argv[1:] or tuple(SURROUNDINGS))
