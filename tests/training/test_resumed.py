"""Training: stopped and resumed equals never stopped, bit for bit, and a checkpoint serves no other training."""

import subprocess
import sys
import time
from functools import partial

import numpy as np
import pytest

from lstm_helpers.data import tasks
from lstm_helpers.maths.losses import softmax_cross_entropy, squared_error
from lstm_helpers.training import checkpoints, fit, init_model
from lstm_helpers.training.optimizers import SGD, Adam, Momentum, RMSprop, cosine_decay
from tests.support.training_settings import ADDING, bits, fresh_setting, stop_after, stored_setting


@pytest.mark.slow
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


def lambdas(factor):
    return lambda n, rng: tuple(factor * part for part in ADDING(n, rng))


def weighted(prediction, target, factor=1.0):
    loss, gradient = squared_error(prediction, target)
    return factor * loss, factor * gradient


NAMESAKES = [
    ({"x": lambdas(2)}, {"x": lambdas(3)}, "data"),
    ({"x": lambda n, rng: ADDING(n, rng)}, {"x": lambda n, rng: ADDING(n, rng)[:2]}, "data"),
    ({"loss": partial(weighted, factor=2.0)}, {"loss": partial(weighted, factor=3.0)}, "loss"),
    ({"loss": lambda p, y: weighted(p, y, 2.0)}, {"loss": lambda p, y: weighted(p, y, 3.0)}, "loss"),
    ({"schedule": lambda share: 1 - share}, {"schedule": lambda share: 1 - share / 2}, "schedule"),
]


@pytest.mark.parametrize(("one", "other", "name"), NAMESAKES)
def test_another_task_loss_or_schedule_of_the_same_name_is_refused(one, other, name, tmp_path):
    def run(x=ADDING, **options):
        model = init_model(2, 4, 1, np.random.default_rng(0))
        return fit(model, x, rng=np.random.default_rng(0), steps=2, checkpoint=tmp_path / "run.npz", **options)

    first = run(**one)
    assert bits(run(**one)) == bits(first)
    with pytest.raises(ValueError, match=f"^checkpoint run.npz belongs to a training with another {name}"):
        run(**other)


def test_other_weights_or_another_seed_are_announced_and_the_training_goes_on_from_its_own(tmp_path, capsys):
    path = tmp_path / "run.npz"
    run = fresh_setting(checkpoint=path)
    run(rng=np.random.default_rng(3), callbacks=[stop_after(4)])
    capsys.readouterr()
    run(rng=np.random.default_rng(3), callbacks=[stop_after(1)])
    assert capsys.readouterr().out == "", "what is the same is no news"
    run(rng=np.random.default_rng(99), callbacks=[stop_after(1)])
    assert capsys.readouterr().out == "run.npz began with another seed; it goes on from there.\n"
    other = init_model(2, 4, 1, np.random.default_rng(7))
    resumed = fit(other, *run.args[1:], **run.keywords, rng=np.random.default_rng(98))
    assert (
        capsys.readouterr().out
        == "run.npz began with another set of weights and another seed; it goes on from there.\n"
    )
    assert bits(resumed) == bits(fresh_setting()(rng=np.random.default_rng(3)))


def test_more_epochs_change_a_falling_rate_and_that_is_announced(tmp_path, capsys):
    run = partial(fit, init_model(2, 4, 1, np.random.default_rng(0)), ADDING, steps=3)
    run = partial(run, checkpoint=tmp_path / "run.npz", schedule=cosine_decay)
    run(rng=np.random.default_rng(1), epochs=2)
    run(rng=np.random.default_rng(1), epochs=4)
    assert "another number of epochs, which its rates depend on" in capsys.readouterr().out
    run(rng=np.random.default_rng(1), epochs=4)
    assert capsys.readouterr().out == ""


def test_a_task_that_fills_a_list_resumes_and_that_is_announced(tmp_path, capsys):
    seen = []

    def task(n, rng):
        seen.append(n)
        return ADDING(n, rng)

    run = partial(fit, init_model(2, 4, 1, np.random.default_rng(0)), task, steps=4, checkpoint=tmp_path / "run.npz")
    run(rng=np.random.default_rng(1), callbacks=[stop_after(2)])
    assert run(rng=np.random.default_rng(1))[1].ended == "finished: 1 of 1 epochs"
    assert "another state of its data" in capsys.readouterr().out
