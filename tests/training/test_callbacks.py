"""Who hears of a training, and who ends it: callbacks, Ctrl-C, the bar in a terminal."""

import signal
import sys
from functools import partial

import numpy as np
import pytest

from lstm_helpers.maths.losses import sigmoid_cross_entropy
from lstm_helpers.training import fit, init_model, predict
from tests.support.training_settings import ADDING, bits, fresh_setting


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
    # the first batch that a task draws is shown to the loss once more, to see whether they fit
    assert len(history.batch_loss) == {"callback": 4, "task": 3, "loss": 2}[where]
    assert capsys.readouterr().out.startswith("stopped by you")
    resumed = run(rng=np.random.default_rng(1), checkpoint=tmp_path / "run.npz")
    assert bits(resumed) == bits(run(rng=np.random.default_rng(1)))


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
        ("batch", 1, 1, 5),
        ("batch", 1, 2, 10),
        ("epoch", 1),
        ("batch", 2, 1, 15),
        ("batch", 2, 2, 20),
        ("epoch", 2),
        ("end", "finished: 2 of 2 epochs"),
    ]
