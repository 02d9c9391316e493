"""One training step (forward, backward, Adam), measured: the course's two routes beside Keras, PyTorch and a floor.

Each contender runs in a process of its own, in turn, three times, on the same shapes and in float32. NumPy and PyTorch
have one thread; Keras has as many as it wants, and of its two modes (``jit_compile`` on and off) the faster counts.
The floor is the same matrix products alone: what would be left if all the rest cost nothing.

Run by ``make bench``, or alone: ``python -m benchmarks.steps [table | growth | shares | limit] …``.
"""

import importlib.util
import json
import os
import subprocess
import sys
import timeit
import tracemalloc
from functools import partial
from time import perf_counter

import numpy as np

from lstm_helpers.maths import backprop, fused, sequence
from lstm_helpers.maths.cells import dense
from lstm_helpers.maths.losses import squared_error
from lstm_helpers.training import fit, init_model, loss_and_gradients
from lstm_helpers.training.optimizers import Adam, start, update, update_flat
from lstm_helpers.training.trees import flatten

SHAPES = ((32, 10, 1, 50), (32, 50, 2, 32), (32, 100, 2, 64), (64, 100, 8, 128), (1, 10, 1, 50), (20, 100, 2, 100))
SECONDS, ROUNDS = 1.0, 3
"""Seconds on each shape, and how often each contender is measured: its best round counts, others were disturbed."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


# Contenders: each returns the median seconds of a step ---------------------------------------------------------------


def readable(B, T, D, H):
    """`sequence.run`, `backprop.backward` and the rules of `optimizers.update`, as lesson 07 puts them together."""
    model, x, y = problem(B, T, D, H)
    weights, state = model.weights, start(Adam(), model.weights)

    def step():
        nonlocal weights, state
        (params,), readout = weights
        trace = sequence.run(params, x)
        h_T = trace.outputs[:, -1]
        _, d_out = squared_error(dense(readout, h_T), y)
        gradients = backprop.backward(trace, dh_T=d_out @ readout.W.T).params
        d_readout = type(readout)(h_T.T @ d_out, d_out.sum(axis=0))
        weights, state = update(Adam(), state, weights, ((gradients,), d_readout))

    return median_of(step)


def fused_fit(B, T, D, H):
    """`training.fit`, whose LSTM is the fused one."""
    steps = 1 + int(0.1 / median_of(lambda: loss_and_gradients(*problem(B, T, D, H)), 0.05))
    model, x, y = problem(B * steps, T, D, H)
    run = {"rng": np.random.default_rng(0), "batch_size": B, "progress": False}
    _, history = fit(model, x, y, epochs=2, **run)
    epochs = 3 + int(SECONDS / np.diff(history.seconds)[-1])
    _, history = fit(model, x, y, epochs=epochs, **run)
    return float(np.median(np.diff(history.seconds))) / steps


def keras_fit(B, T, D, H):
    """Keras's ``fit``, the faster of ``jit_compile`` on and off."""
    from lstm_helpers.keras_models import keras, single

    class Clock(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.begun = perf_counter()

        def on_epoch_end(self, epoch, logs=None):
            took.append(perf_counter() - self.begun)

    steps = max(5, 2000 // (T + 10 * B))
    _, x, y = problem(B * steps, T, D, H)
    found = []
    for jit in (False, True):
        model, took = single(H, T, D), []
        model.compile(optimizer="adam", loss="mse", jit_compile=jit)
        model.fit(x, y, batch_size=B, epochs=2, verbose=0)
        model.fit(x, y, batch_size=B, epochs=2, verbose=0, callbacks=[Clock()])
        epochs = 3 + int(SECONDS / took[-1])
        model.fit(x, y, batch_size=B, epochs=epochs, verbose=0, callbacks=[Clock()])
        found.append(float(np.median(took[2:])) / steps)
    return min(found)


def pytorch(B, T, D, H):
    """The usual loop over ``torch.nn.LSTM`` and ``torch.nn.Linear``, without a data loader."""
    import torch

    torch.set_num_threads(1)
    _, x, y = problem(B, T, D, H)
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    lstm, readout = torch.nn.LSTM(D, H, batch_first=True), torch.nn.Linear(H, 1)
    optimizer = torch.optim.Adam([*lstm.parameters(), *readout.parameters()])

    def step():
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(readout(lstm(x)[0][:, -1]), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return median_of(step)


def floor(B, T, D, H):
    """The matrix products of the fused route: two a step, and one for each chunk of steps."""
    forward, backward, after = products(B, T, D, H)
    return median_of(lambda: (forward(), backward(), after()))


CONTENDERS = {"readable": readable, "fused": fused_fit, "Keras": keras_fit, "PyTorch": pytorch, "floor": floor}


def products(B, T, D, H):
    """Three functions: the products of the forward loop, of the backward loop, and of the gradients after it."""
    rng, R = np.random.default_rng(0), H + D + 1

    def drawn(*shape):
        return rng.standard_normal(shape).astype(np.float32)

    W, hx, z = drawn(4 * H, R), drawn(T, R, B), drawn(T, 4 * H, B)
    W_h, dh = drawn(H, 4 * H), drawn(H, B)
    n = max(1, min(T, fused.CACHE // (6 * H * B * 4)))
    flat, read = drawn(4 * H, n * B), drawn(R, n * B)

    def forward():
        for t in range(T):
            np.matmul(W, hx[t], out=z[t])

    def backward():
        for t in range(T):
            np.matmul(W_h, z[t], out=dh)

    def after():
        for end in range(T, 0, -n):
            k = min(n, end) * B
            flat[:, :k] @ read[:, :k].T

    return forward, backward, after


def problem(B, T, D, H):
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((B, T, D)).astype(np.float32), rng.standard_normal((B, 1)).astype(np.float32)
    return init_model(D, H, 1, rng), x, y


def median_of(step, seconds=None):
    """Median seconds of a call, after two that do not count."""
    step()
    step()
    took, end = [], perf_counter() + (SECONDS if seconds is None else seconds)
    while len(took) < 5 or perf_counter() < end:
        begun = perf_counter()
        step()
        took.append(perf_counter() - begun)
    return float(np.median(took))


class Counting:
    """NumPy that counts how often its functions are called, as long as it stands in the place of NumPy."""

    def __init__(self):
        self.calls = 0

    def __getattr__(self, name):
        found = getattr(np, name)
        if not callable(found) or isinstance(found, type):
            return found

        def counted(*args, **kwargs):
            self.calls += 1
            return found(*args, **kwargs)

        return counted


def calls_a_step():
    """(forward, backward): how many functions of NumPy the fused route calls for each further time step."""
    (params,), ones = init_model(2, 8, 1, np.random.default_rng(0)).layers, np.ones((4, 8), np.float32)
    short, long = (np.ones((4, T, 2), np.float32) for T in (32, 64))
    forward = calls_of(lambda: fused.forward(params, long)) - calls_of(lambda: fused.forward(params, short))
    short, long = (fused.forward(params, x) for x in (short, long))
    backward = calls_of(lambda: fused.unwind(long, dh_T=ones)) - calls_of(lambda: fused.unwind(short, dh_T=ones))
    return forward / 32, backward / 32


def calls_of(work):
    """How many functions of NumPy the fused module calls in ``work()``."""
    fused.np = Counting()
    try:
        work()
        return fused.np.calls
    finally:
        fused.np = np


def empty_call():
    """Seconds that a call of NumPy takes that has next to nothing to compute: two numbers are multiplied."""
    known = {"multiply": np.multiply, "a": np.ones(1, np.float32)}
    return min(timeit.repeat("multiply(a, a, a)", globals=known, number=10_000, repeat=20)) / 10_000


# Tables ----------------------------------------------------------------------------------------------------


def measured(name):
    """Seconds a step of one contender for every shape, found in a process of its own; None where it is missing."""
    if name == "PyTorch" and importlib.util.find_spec("torch") is None:
        return None
    environment = os.environ | ({} if name == "Keras" else ONE_THREAD)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.steps", "measure", name],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return np.array(json.loads(done.stdout.splitlines()[-1]))


def print_table():
    """Milliseconds a step, and how the fused route compares."""
    rounds = [{name: measured(name) for name in CONTENDERS} for _ in range(ROUNDS)]
    found = {
        name: None if rounds[0][name] is None else np.min([one[name] for one in rounds], axis=0) for name in CONTENDERS
    }
    ours = found["fused"]
    print("A training step in milliseconds (median of the best of three rounds; float32)\n")
    titles = [*found, "readable / fused", "Keras / fused", "PyTorch / fused", "fused / floor"]
    print(f"| B, T, D, H | {' | '.join(titles)} |")
    print("|---|" + 9 * "---:|")
    ratios = {
        "readable": found["readable"] / ours,
        "Keras": found["Keras"] / ours,
        "PyTorch": None if found["PyTorch"] is None else found["PyTorch"] / ours,
        "floor": ours / found["floor"],
    }
    for n, shape in enumerate(SHAPES):
        cells = ["—" if some is None else f"{1e3 * some[n]:.2f}" for some in found.values()]
        cells += ["—" if ratio is None else f"{ratio[n]:.1f}" for ratio in ratios.values()]
        print(f"| {', '.join(map(str, shape))} | {' | '.join(cells)} |")
    means = ["—" if ratio is None else f"**{np.exp(np.log(ratio).mean()):.2f}**" for ratio in ratios.values()]
    print(f"| geometric mean | {4 * '| '}| {' | '.join(means)} |", flush=True)


def print_growth():
    """How time and memory of a step grow with T and with B."""
    print("\nHow a fused step grows (H = 64, D = 2)\n")
    print("| | milliseconds | time grows with the power |")
    print("|---|---|---:|")
    for name, sizes in (("T", (50, 100, 200, 400, 800)), ("B", (16, 32, 64, 128, 256))):
        shapes = [(32, size, 2, 64) if name == "T" else (size, 100, 2, 64) for size in sizes]
        took = [median_of(partial(loss_and_gradients, *problem(*shape)), 0.5) for shape in shapes]
        power = np.polyfit(np.log(sizes), np.log(took), 1)[0]
        each = ", ".join(f"{size}: {1e3 * seconds:.1f}" for size, seconds in zip(sizes, took, strict=True))
        print(f"| {name} (the other is {32 if name == 'T' else 100}) | {each} | {power:.2f} |")
    short, long = (peak_memory(32, T, 2, 64) for T in (200, 400))
    held = 4 * 32 * (6 * 64 + 2 + 1)
    print(
        f"\nMemory: {(long - short) / 200 / 1024:.0f} KiB for each further time step of 32 sequences, of which the "
        f"trace (four gates, c, [h; x; 1]) is {held / 1024:.0f} KiB; it grows as B · T · H.",
        flush=True,
    )


def peak_memory(B, T, D, H):
    problem_ = problem(B, T, D, H)
    tracemalloc.start()
    loss_and_gradients(*problem_)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def print_shares():
    """Where the time of a fused step goes."""
    print("\nWhere a fused step's time goes, in milliseconds\n")
    print("| B, T, D, H | forward | of it products | backward | of it products | Adam | rest of the step |")
    print("|---|" + 6 * "---:|")
    for shape in SHAPES:
        model, x, y = problem(*shape)
        (params,), _ = model.weights
        trace, dh_T = fused.run(params, x), np.ones((shape[0], shape[3]), np.float32)
        w, _ = flatten(model.weights)
        memories, work = [np.zeros_like(w), np.zeros_like(w)], np.empty_like(w)
        forward, backward, after = products(*shape)
        took = [
            median_of(step, 0.4)
            for step in (
                lambda params=params, x=x: fused.run(params, x),
                forward,
                lambda trace=trace, dh_T=dh_T: fused.backward(trace, dh_T=dh_T),
                lambda backward=backward, after=after: (backward(), after()),
                lambda w=w, memories=memories, work=work: update_flat(Adam(), w, w, memories, 1, 0.0, work),
                lambda model=model, x=x, y=y: loss_and_gradients(model, x, y),
            )
        ]
        took[-1] -= took[0] + took[2]
        print(
            f"| {', '.join(map(str, shape))} | " + " | ".join(f"{1e3 * max(some, 0):.2f}" for some in took) + " |",
            flush=True,
        )


def there_and_back(params, x, dh_T):
    """The fused route in a training, without the loss and without Adam."""
    return fused.unwind(fused.forward(params, x), dh_T=dh_T, inputs=False)


def print_limit():
    """What starting the operations costs, which no arithmetic can take away: calls times the cost of an empty one."""
    calls, empty = sum(calls_a_step()), empty_call()
    print(
        f"\nThe interpreter's limit: {calls:.1f} calls of NumPy a time step, products included, and one that computes "
        f"next to nothing takes {1e6 * empty:.2f} µs\n"
    )
    print("| B, T, D, H | calls alone | products alone | forward and backward | share of the two |")
    print("|---|" + 4 * "---:|")
    for shape in SHAPES:
        (params,), x = problem(*shape)[0].layers, problem(*shape)[1]
        dh_T, parts = np.ones((shape[0], shape[3]), np.float32), products(*shape)
        both = median_of(partial(there_and_back, params, x, dh_T), 0.5)
        alone = median_of(lambda parts=parts: [part() for part in parts], 0.5)
        limit = shape[1] * calls * empty
        figures = (f"{1e3 * limit:.2f}", f"{1e3 * alone:.2f}", f"{1e3 * both:.2f}", f"{(limit + alone) / both:.0%}")
        print(f"| {', '.join(map(str, shape))} | {' | '.join(figures)} |", flush=True)


def print_machine():
    from platform import machine, python_version, system

    versions = [f"NumPy {np.__version__}"]
    versions += [f"{name} {version_of(name)}" for name in ("tensorflow", "keras", "torch") if version_of(name)]
    print(f"{system()} {machine()}, {os.cpu_count()} cores, Python {python_version()}, {', '.join(versions)}\n")


def version_of(name):
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return ""


PARTS = {"table": print_table, "growth": print_growth, "shares": print_shares, "limit": print_limit}


def main(parts=tuple(PARTS)):
    """Print the tables, as Markdown; together they take about three minutes on two cores."""
    print_machine()
    for part, show in PARTS.items():
        if part in parts:
            show()


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps([CONTENDERS[sys.argv[2]](*shape) for shape in SHAPES]))
    else:
        main(sys.argv[1:] or tuple(PARTS))
