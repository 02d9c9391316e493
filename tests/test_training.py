"""Training: stopped and resumed equals never stopped, bit for bit; it learns; and it says why it ended."""

import signal
import subprocess
import sys
import time
from functools import partial

import numpy as np
import pytest

from lstm_helpers import checkpoints, tasks
from lstm_helpers.cells import init_rnn
from lstm_helpers.losses import sigmoid_cross_entropy, softmax_cross_entropy
from lstm_helpers.optimizers import SGD, Adam, Momentum, RMSprop, arrays_of, cosine_decay, l2_penalty, start, update
from lstm_helpers.training import Model, evaluate, fit, init_model, loss_and_gradients, predict

ADDING = partial(tasks.adding, T=8)


def fresh_setting(**options):
    """A fit of fresh sequences, 3 epochs of 7 batches, ready to be called."""
    model = init_model(2, 4, 1, np.random.default_rng(0))
    validation = ADDING(20, np.random.default_rng(1))
    return partial(fit, model, ADDING, epochs=3, steps=7, batch_size=5, optimizer=Adam(0.01), clip=1.0,
                   validation=validation, schedule=cosine_decay, **options)


def stored_setting(**options):
    """A fit of stored sequences, 3 epochs of 4 batches, the last one smaller."""
    rng = np.random.default_rng(2)
    model = init_model(2, (4, 3), 1, rng, dtype=np.float64)
    x, y = ADDING(18, rng)
    mask = np.arange(8) < rng.integers(4, 9, (18, 1))
    return partial(fit, model, x, y, mask=mask, epochs=3, batch_size=5, optimizer=Momentum(0.05), dropout=0.2, l2=1e-3,
                   **options)


def bits(result):
    """Everything but the seconds."""
    model, history = result
    records = [v for k, v in vars(history).items() if isinstance(v, list) and k != "seconds"]
    return [a.tobytes() for a in arrays_of(model.weights)], records, history.ended


def stop_after(n):
    """A callback that stops after its n-th batch."""
    calls = []

    def callback(state):
        calls.append(1)
        if len(calls) == n:
            state.stop()

    return callback


@pytest.mark.parametrize("setting", [fresh_setting, stored_setting])
@pytest.mark.parametrize("stops", [[1], [3], [4, 4], [7, 1, 5], [11], [12], [1] * 9])
def test_stopped_and_resumed_equals_never_stopped(setting, stops, tmp_path):
    whole = setting()(rng=np.random.default_rng(3))
    options = {"checkpoint": tmp_path / "run.npz", "progress": False}
    for n in stops:
        setting(**options)(rng=np.random.default_rng(3), callbacks=[stop_after(n)])
    resumed = setting(**options)(rng=np.random.default_rng(99))          # the checkpoint brings its own generator
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


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_ctrl_c_ends_after_the_batch_and_says_so(tmp_path, capsys):
    def press(state):
        if state.sequences == 25:
            signal.raise_signal(signal.SIGINT)

    usual = signal.getsignal(signal.SIGINT)
    run = fresh_setting(checkpoint=tmp_path / "run.npz")
    model, history = run(rng=np.random.default_rng(3), callbacks=[press])
    assert len(history.batch_loss) == 5
    assert history.ended == "stopped by you: kept what was learned in 5 of 21 batches"
    assert capsys.readouterr().out.strip() == history.ended
    assert signal.getsignal(signal.SIGINT) is usual
    assert predict(model, np.zeros((1, 8, 2))).shape == (1, 1)
    assert bits(run(rng=np.random.default_rng(3))) == bits(fresh_setting()(rng=np.random.default_rng(3)))


@pytest.mark.parametrize("where", ["task", "callback", "loss"])
def test_an_interrupt_from_anywhere_loses_no_batch_and_resumes_exactly(where, tmp_path, capsys):
    pressed = []

    def press(place):
        pressed.append(place)
        if place == where and pressed.count(place) == 4:
            raise KeyboardInterrupt

    def task(n, rng):
        drawn = ADDING(n, rng)
        press("task")
        return drawn

    def loss(prediction, target):
        press("loss")
        return sigmoid_cross_entropy(prediction, target / 2)

    model = init_model(2, 4, 1, np.random.default_rng(0))
    run = partial(fit, model, task, loss=loss, steps=9, callbacks=[lambda state: press("callback")])
    _, history = run(rng=np.random.default_rng(1), checkpoint=tmp_path / "run.npz")
    assert len(history.batch_loss) == (4 if where == "callback" else 3)
    assert capsys.readouterr().out.startswith("stopped by you")
    resumed = run(rng=np.random.default_rng(1), checkpoint=tmp_path / "run.npz")
    assert bits(resumed) == bits(run(rng=np.random.default_rng(1)))


KILLED = """
import sys
from functools import partial
import numpy as np
from lstm_helpers import tasks
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
        assert facts["t"] > steps                                        # it went on from the one before
        steps = facts["t"]
    model = init_model(2, 40, 1, np.random.default_rng(0))
    run = partial(fit, model, ADDING, steps=3, batch_size=4, epochs=steps // 3 + 2)
    resumed = run(rng=np.random.default_rng(5), checkpoint=path)
    assert bits(resumed) == bits(run(rng=np.random.default_rng(1)))


def test_the_model_that_was_passed_is_left_alone():
    model = init_model(2, 4, 1, np.random.default_rng(0))
    before = [a.copy() for a in arrays_of(model.weights)]
    trained, _ = fit(model, ADDING, rng=np.random.default_rng(1), steps=5)
    assert all((a == b).all() for a, b in zip(arrays_of(model.weights), before, strict=True))
    assert any((a != b).any() for a, b in zip(arrays_of(trained.weights), before, strict=True))


def test_one_epoch_of_fit_equals_the_loop_written_by_hand():
    rng = np.random.default_rng(0)
    model = init_model(2, 4, 1, rng, dtype=np.float64)
    x, y = ADDING(12, rng)
    trained, _ = fit(model, x, y, rng=np.random.default_rng(1), optimizer=Adam(0.1), batch_size=4, l2=0.01)
    weights = model.weights
    state = start(Adam(0.1), weights)
    for rows in np.split(np.random.default_rng(1).permutation(12), 3):
        _, gradients = loss_and_gradients(Model(*weights), x[rows], y[rows])
        _, pull = l2_penalty(weights, 0.01)
        total = [a + b for a, b in zip(arrays_of(gradients), arrays_of(pull), strict=True)]
        weights, state = update(Adam(0.1), state, weights, total)
    for one, other in zip(arrays_of(trained.weights), arrays_of(weights), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)                # three steps of rounding


def test_clipping_bounds_the_step_and_records_the_norm_before_it():
    model = init_model(2, 4, 1, np.random.default_rng(0), dtype=np.float64)
    trained, history = fit(model, ADDING, rng=np.random.default_rng(1), steps=1, optimizer=SGD(1.0), clip=0.01)
    moved = [a - b for a, b in zip(arrays_of(model.weights), arrays_of(trained.weights), strict=True)]
    assert np.sqrt(sum(np.sum(a**2) for a in moved)) == pytest.approx(0.01)
    assert history.batch_grad_norm[0] > 0.01


def test_the_history_counts_what_happened():
    _, history = fresh_setting()(rng=np.random.default_rng(3))
    assert history.sequences == [35, 70, 105]
    assert [len(record) for record in (history.loss, history.val_loss, history.grad_norm, history.rate)] == [3] * 4
    assert history.loss[1] == pytest.approx(np.mean(history.batch_loss[7:14]))
    assert history.batch_rate[0] == 0.01
    assert history.rate == sorted(history.rate, reverse=True)
    assert history.seconds == sorted(history.seconds)
    assert history.ended == "finished: 3 of 3 epochs"


def test_early_stopping_returns_the_best_epoch():
    rng = np.random.default_rng(5)
    x, y = ADDING(4, rng)                                                # four sequences are soon known by heart
    validation = ADDING(200, rng)
    model = init_model(2, 16, 1, rng)
    trained, history = fit(model, x, y, rng=rng, epochs=300, optimizer=Adam(0.05), validation=validation, patience=3)
    best = int(np.argmin(history.val_loss))
    assert len(history.val_loss) == best + 4
    assert history.ended == f"no better for 3 epochs: ended after {best + 4} of 300"
    assert evaluate(trained, *validation) == history.val_loss[best]


def test_early_stopping_resumes_exactly(tmp_path):
    rng = np.random.default_rng(5)
    x, y = ADDING(4, rng)
    options = {"epochs": 300, "optimizer": Adam(0.05), "validation": ADDING(200, rng), "patience": 3}
    run = partial(fit, init_model(2, 16, 1, rng), x, y, **options)
    whole = run(rng=np.random.default_rng(6))
    for _ in range(3):
        run(rng=np.random.default_rng(6), checkpoint=tmp_path / "run.npz", callbacks=[stop_after(2)])
    assert bits(run(rng=np.random.default_rng(6), checkpoint=tmp_path / "run.npz")) == bits(whole)


def test_a_loss_that_explodes_ends_training_with_a_sentence():
    model = init_model(2, 4, 1, np.random.default_rng(0))
    trained, history = fit(model, ADDING, rng=np.random.default_rng(1), steps=500, optimizer=SGD(1e8))
    assert "no longer finite" in history.ended
    assert "clip=1.0" in history.ended
    assert all(np.isfinite(a).all() for a in arrays_of(trained.weights))


def test_training_writes_nothing_where_there_is_no_terminal(capfd):
    fresh_setting()(rng=np.random.default_rng(3))
    assert capfd.readouterr() == ("", "")


def test_the_bar_in_a_terminal_counts_batches_and_leaves_nothing(monkeypatch):
    import io

    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    fresh_setting()(rng=np.random.default_rng(3))
    written = terminal.getvalue()
    assert "/21" in written
    assert written.split("\r")[-1].strip() == ""


def test_callbacks_hear_of_batches_epochs_and_the_end():
    heard = []

    class Listener:
        def on_batch(self, state):
            heard.append(("batch", state.epoch, state.batch, state.sequences))
            assert state.loss == state.history.batch_loss[-1]

        def on_epoch(self, state):
            heard.append(("epoch", len(state.history.loss)))

        def on_end(self, state):
            heard.append(("end", state.history.ended))

    model = init_model(2, 3, 1, np.random.default_rng(0))
    fit(model, ADDING, rng=np.random.default_rng(1), steps=2, epochs=2, batch_size=5, callbacks=[Listener()])
    assert heard == [
        ("batch", 1, 1, 5), ("batch", 1, 2, 10), ("epoch", 1),
        ("batch", 2, 1, 15), ("batch", 2, 2, 20), ("epoch", 2), ("end", "finished: 2 of 2 epochs"),
    ]


def test_the_lstm_learns_to_add():
    rng = np.random.default_rng(0)
    model = init_model(2, 16, 1, rng)
    trained, _ = fit(model, partial(tasks.adding, T=10), rng=rng, steps=400, optimizer=Adam(0.02), clip=1.0,
                     schedule=cosine_decay)
    assert evaluate(trained, *tasks.adding(500, rng, T=10)) < 0.02       # guessing the mean costs 0.167


def test_a_plain_rnn_learns_to_recall():
    rng = np.random.default_rng(1)
    model = init_model(5, 16, 4, rng, cell=init_rnn)
    task = partial(tasks.delayed_recall, delay=3)
    trained, _ = fit(model, task, rng=rng, steps=300, optimizer=Adam(0.01), loss=softmax_cross_entropy)
    x, y = task(300, rng)
    assert (predict(trained, x).argmax(axis=-1) == y).mean() > 0.95      # guessing is right once in four times


X, Y = np.zeros((6, 4, 2)), np.zeros((6, 1))
BAD = [
    ({"model": "m"}, TypeError, "model is str"),
    ({"x": X[0]}, ValueError, r"x has shape \(4, 2\).*x\[None\]"),
    ({"x": X[..., :1]}, ValueError, "expected 2"),
    ({"x": X * np.nan}, ValueError, "NaN"),
    ({"x": X[:0], "y": Y[:0]}, ValueError, "empty"),
    ({"y": None}, ValueError, "y is missing"),
    ({"y": Y[:5]}, ValueError, r"y has shape \(5, 1\)"),
    ({"y": Y[:, 0]}, ValueError, r"target\[:, None\]"),
    ({"y": ["a"] * 6}, TypeError, "y holds text"),
    ({"mask": np.ones((6, 3), bool)}, ValueError, "mask has shape"),
    ({"rng": 3}, TypeError, "default_rng"),
    ({"optimizer": Adam}, TypeError, "brackets"),
    ({"optimizer": Adam(-1.0)}, ValueError, "above zero"),
    ({"epochs": 0}, ValueError, "epochs is 0"),
    ({"batch_size": 2.5}, TypeError, "batch_size is 2.5"),
    ({"steps": 3}, ValueError, "steps is for"),
    ({"x": ADDING, "y": None}, ValueError, "steps is missing"),
    ({"x": ADDING, "steps": 3}, ValueError, "draws its own targets"),
    ({"x": lambda n, rng: X, "y": None, "steps": 3}, TypeError, "x drew ndarray"),
    ({"clip": 0}, ValueError, "clip is 0"),
    ({"l2": -1.0}, ValueError, "l2 is -1"),
    ({"dropout": 1.0}, ValueError, "dropout is 1"),
    ({"patience": 3}, ValueError, "pass validation"),
    ({"patience": 0, "validation": (X, Y)}, ValueError, "patience is 0"),
    ({"validation": X}, TypeError, "validation is ndarray"),
    ({"validation": (X[0], Y)}, ValueError, "validation x has shape"),
]


@pytest.mark.parametrize(("change", "error", "says"), BAD)
def test_bad_input_is_named(change, error, says):
    model, rng = init_model(2, 3, 1, np.random.default_rng(0)), np.random.default_rng(0)
    arguments = {"model": model, "x": X, "y": Y, "rng": rng} | change
    with pytest.raises(error, match=says):
        fit(arguments.pop("model"), arguments.pop("x"), arguments.pop("y"), **arguments)


CHANGES = [
    ({"clip": 2.0}, "clip"), ({"optimizer": Adam(0.5)}, "optimizer"), ({"batch_size": 6}, "batch_size"),
    ({"validation": ADDING(3, np.random.default_rng(0))}, "validation"), ({"x": partial(tasks.adding, T=9)}, "data"),
    ({"rng": np.random.Generator(np.random.MT19937(0))}, "rng"),
    ({"model": init_model(2, 5, 1, np.random.default_rng(0))}, "model"), ({"loss": softmax_cross_entropy}, "loss"),
]


@pytest.mark.parametrize(("change", "name"), CHANGES)
def test_a_checkpoint_of_another_training_is_refused(change, name, tmp_path):
    arguments = {"model": init_model(2, 4, 1, np.random.default_rng(0)), "x": ADDING, "rng": np.random.default_rng(0),
                 "steps": 2, "checkpoint": tmp_path / "run.npz"}
    run = lambda model, x, **options: fit(model, x, **options)           # noqa: E731
    run(**arguments)
    with pytest.raises(ValueError, match=f"run.npz belongs to a training with another {name}"):
        run(**arguments | change)
