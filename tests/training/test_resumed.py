"""Training: stopped and resumed equals never stopped, bit for bit, and a checkpoint serves no other training."""

import subprocess
import sys
import time
from functools import partial

import numpy as np
import pytest

from lstm_helpers.data import tasks
from lstm_helpers.maths.losses import softmax_cross_entropy
from lstm_helpers.training import checkpoints, fit, init_model
from lstm_helpers.training.optimizers import SGD, Adam, Momentum, RMSprop
from tests.support.training_settings import ADDING, bits, fresh_setting, stop_after, stored_setting


@pytest.mark.parametrize("setting", [fresh_setting, stored_setting])
@pytest.mark.parametrize("stops", [[1], [3], [4, 4], [7, 1, 5], [11], [12], [1] * 9])
def test_stopped_and_resumed_equals_never_stopped(setting, stops, tmp_path):
    whole = setting()(rng=np.random.default_rng(3))
    options = {"checkpoint": tmp_path / "run.npz", "progress": False}
    for n in stops:
        setting(**options)(rng=np.random.default_rng(3), callbacks=[stop_after(n)])
    resumed = setting(**options)(rng=np.random.default_rng(99))  # the checkpoint brings its own generator
    assert bits(resumed) == bits(whole)


@pytest.mark.parametrize("optimizer", [SGD(0.1), Momentum(0.1), RMSprop(0.01), Adam(0.01)], ids=str)
def test_every_optimizer_resumes(optimizer, tmp_path):
    model = init_model(2, 4, 1, np.random.default_rng(0))
    run = partial(fit, model, ADDING, steps=9, optimizer=optimizer)
    whole = run(rng=np.random.default_rng(1))
    path = tmp_path / "run.npz"
    run(rng=np.random.default_rng(1), checkpoint=path, callbacks=[stop_after(4)])
    assert bits(run(rng=np.random.default_rng(1), checkpoint=path)) == bits(whole)


def test_a_checkpoint_between_any_two_batches_changes_nothing(tmp_path):
    run = fresh_setting(checkpoint=tmp_path / "run.npz", checkpoint_seconds=0)
    assert bits(run(rng=np.random.default_rng(3))) == bits(fresh_setting()(rng=np.random.default_rng(3)))


def test_a_finished_checkpoint_returns_at_once_and_may_get_more_epochs(tmp_path):
    path = tmp_path / "run.npz"
    model, x = init_model(2, 4, 1, np.random.default_rng(0)), ADDING
    run = partial(fit, model, x, steps=4, checkpoint=path)
    first = run(rng=np.random.default_rng(1), epochs=2)
    assert bits(run(rng=np.random.default_rng(1), epochs=2)) == bits(first)
    more = run(rng=np.random.default_rng(1), epochs=5)
    path.unlink()
    assert bits(more) == bits(run(rng=np.random.default_rng(1), epochs=5))


KILLED = """
import sys
from functools import partial
import numpy as np
from lstm_helpers.data import tasks
from lstm_helpers.training import fit, init_model
model = init_model(2, 40, 1, np.random.default_rng(0))
fit(model, partial(tasks.adding, T=8), rng=np.random.default_rng(1), epochs=10**6, steps=3, batch_size=4,
    checkpoint=sys.argv[1], checkpoint_seconds=0, progress=False)
"""


@pytest.mark.slow
def test_a_process_killed_at_any_moment_leaves_a_checkpoint_that_loads(tmp_path):
    path, rng, steps = tmp_path / "run.npz", np.random.default_rng(4), 0
    for _ in range(8):
        begun = path.stat().st_mtime_ns if path.exists() else 0
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)])
        for _ in range(2000):
            if path.exists() and path.stat().st_mtime_ns > begun:
                break
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.1))
        process.kill()
        process.wait()
        _, facts = checkpoints.read(path)
        assert facts["t"] > steps  # it went on from the one before
        steps = facts["t"]
    model = init_model(2, 40, 1, np.random.default_rng(0))
    run = partial(fit, model, ADDING, steps=3, batch_size=4, epochs=steps // 3 + 2)
    resumed = run(rng=np.random.default_rng(5), checkpoint=path)
    assert bits(resumed) == bits(run(rng=np.random.default_rng(1)))


def test_early_stopping_resumes_exactly(tmp_path):
    rng = np.random.default_rng(5)
    x, y = ADDING(4, rng)
    options = {"epochs": 300, "optimizer": Adam(0.05), "validation": ADDING(200, rng), "patience": 3}
    run = partial(fit, init_model(2, 16, 1, rng), x, y, **options)
    whole = run(rng=np.random.default_rng(6))
    for _ in range(3):
        run(rng=np.random.default_rng(6), checkpoint=tmp_path / "run.npz", callbacks=[stop_after(2)])
    assert bits(run(rng=np.random.default_rng(6), checkpoint=tmp_path / "run.npz")) == bits(whole)


CHANGES = [
    ({"clip": 2.0}, "clip"),
    ({"optimizer": Adam(0.5)}, "optimizer"),
    ({"batch_size": 6}, "batch_size"),
    ({"validation": ADDING(3, np.random.default_rng(0))}, "validation"),
    ({"x": partial(tasks.adding, T=9)}, "data"),
    ({"rng": np.random.Generator(np.random.MT19937(0))}, "rng"),
    ({"model": init_model(2, 5, 1, np.random.default_rng(0))}, "model"),
    ({"loss": softmax_cross_entropy}, "loss"),
]


@pytest.mark.parametrize(("change", "name"), CHANGES)
def test_a_checkpoint_of_another_training_is_refused(change, name, tmp_path):
    arguments = {
        "model": init_model(2, 4, 1, np.random.default_rng(0)),
        "x": ADDING,
        "rng": np.random.default_rng(0),
        "steps": 2,
        "checkpoint": tmp_path / "run.npz",
    }
    run = lambda model, x, **options: fit(model, x, **options)  # noqa: E731
    run(**arguments)
    with pytest.raises(ValueError, match=f"run.npz belongs to a training with another {name}"):
        run(**arguments | change)
