import base64
import json
import os
import re
import signal
import sys
from functools import partial
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest

from lstm_helpers.data import tasks
from lstm_helpers.publish import export, notebooks
from lstm_helpers.training import fit, init_model
from lstm_helpers.widgets import TrainingView

TASK = partial(tasks.adding, T=5)
LINE = "Training view: adding (run the cell to watch it train)"


def train(view, stop_after=None, **options):
    rng = np.random.default_rng(0)
    stop = [lambda p: view.stop() if len(p.history.batch_loss) == stop_after else None] if stop_after else []
    options = {"steps": 40, "epochs": 5, "batch_size": 4, "rng": rng, "callbacks": stop, "progress": view} | options
    return fit(init_model(2, 3, 1, rng), TASK, **options)


def rows(view, name, width):
    return np.frombuffer(view.live[name], "<f8").reshape(-1, width)


def test_the_curve_holds_means_and_spread_of_all_batches():
    view = TrainingView()
    _, history = train(view)
    done, mean, low, high, seconds = rows(view, "train", 5).T
    losses = np.split(np.array(history.batch_loss), done[:-1].astype(int))
    np.testing.assert_allclose(mean, [part.mean() for part in losses], rtol=1e-12)
    np.testing.assert_array_equal(low, [part.min() for part in losses])
    np.testing.assert_array_equal(high, [part.max() for part in losses])
    assert done[-1] == 200
    assert np.all(np.diff(seconds) >= 0)
    assert view.live["state"] == "done"
    assert view.live["ended"] == history.ended


def test_a_long_training_stays_a_short_message():
    view = TrainingView()
    view.begin(epochs=1, batches=100_000)
    for n in range(1, 100_001):
        view.news(done=n, loss=1 / n, seconds=n / 1000)
    view.end("finished")
    train = rows(view, "train", 5)
    assert 80 <= len(train) <= 160
    assert train[-1, 0] == 100_000
    assert train[0, 3] == 1.0  # the first batch had the largest loss


def test_validation_stands_at_the_end_of_its_epoch():
    view = TrainingView()
    _, history = train(view, validation=TASK(20, np.random.default_rng(1)))
    done, loss, _ = rows(view, "validation", 3).T
    np.testing.assert_array_equal(done, [40, 80, 120, 160, 200])
    np.testing.assert_array_equal(loss, history.val_loss)


def test_a_stop_ends_the_training_after_the_batch_in_hand_and_keeps_what_was_learned():
    view = TrainingView()
    model, history = train(view, stop_after=13)
    other, same = train(
        False, stop_after=None, epochs=1, steps=200, callbacks=[lambda p: p.stop() if p.batch == 13 else None]
    )
    assert len(history.batch_loss) == 13
    assert history.ended == "stopped by you: kept what was learned in 13 of 200 batches"
    np.testing.assert_array_equal(model.readout.W, other.readout.W)
    assert same.batch_loss == history.batch_loss


def test_a_message_stops_the_training_it_was_meant_for_and_no_other():
    view = TrainingView()
    hear = lambda run: view._handle_custom_msg({"stop": run}, [])  # noqa: E731
    hear(0)  # nothing runs
    _, history = train(view, callbacks=[lambda p: hear(1) if p.batch == 3 else None])
    assert history.ended.startswith("stopped by you")
    hear(1)  # too late
    _, history = train(view, callbacks=[lambda p: hear(1)])
    assert history.ended == "finished: 5 of 5 epochs"
    assert view.live["run"] == 2


def test_a_continued_checkpoint_shows_the_whole_curve(tmp_path):
    options = {"checkpoint": tmp_path / "run.npz", "validation": TASK(20, np.random.default_rng(1))}
    train(TrainingView(), stop_after=90, **options)
    view = TrainingView()
    _, history = train(view, **options)
    assert rows(view, "train", 5)[-1, 0] == len(history.batch_loss) == 200
    assert len(rows(view, "validation", 3)) == 5


def test_a_loss_that_is_no_number_is_shown_and_not_hidden():
    view = TrainingView()
    view.begin(epochs=1, batches=3)
    for n, loss in enumerate([1.0, np.nan, np.inf], 1):
        view.news(done=n, loss=loss, seconds=n)
    view.end("the gradient is no longer finite")
    assert str(rows(view, "train", 5)[:, 1]) == "[ 1. nan inf]"
    assert len(view.png()) > 1000


@pytest.mark.slow
def test_a_file_keeps_one_line_that_never_changes_and_no_picture():
    view = TrainingView("adding")
    data, _ = view._repr_mimebundle_()
    assert repr(view) == data["text/plain"] == LINE
    train(view)
    again, _ = view._repr_mimebundle_()
    assert again["text/plain"] == LINE
    assert set(again) == {"text/plain", "application/vnd.jupyter.widget-view+json"}
    assert 1000 < len(view.png()) <= 60_000  # for pages without JavaScript


def test_messages_come_a_few_times_a_second_and_cost_the_training_little(monkeypatch):
    told, clock = [], iter(np.arange(0, 100, 0.05))
    monkeypatch.setattr("lstm_helpers.widgets.training.lab.perf_counter", lambda: next(clock))
    monkeypatch.setattr(TrainingView, "_tell", lambda self: told.append(self._facts["done"]))
    train(TrainingView())  # 200 batches of a twentieth of a second each
    assert 40 <= len(told) <= 55


def test_a_cell_that_ends_before_its_training_ends_the_view(monkeypatch):
    heard = {}
    events = SimpleNamespace(register=heard.__setitem__, unregister=lambda name, f: heard.pop(name))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: SimpleNamespace(events=events)))
    view = TrainingView()
    with pytest.raises(ZeroDivisionError):
        train(view, callbacks=[lambda p: 1 / (p.batch < 3)])
    heard["post_run_cell"](None)
    assert view.live["state"] == "done"
    assert view.live["ended"].startswith("interrupted: the cell ended")
    assert heard == {}
    train(view)
    heard["post_run_cell"](None)
    assert view.live["ended"] == "finished: 5 of 5 epochs"


@pytest.mark.slow
def test_a_lesson_that_trains_stays_the_same_file_and_its_page_shows_the_curve(tmp_path):
    new = nbformat.v4
    source = """\
from functools import partial
import numpy as np
from IPython.display import display
from lstm_helpers.data import tasks
from lstm_helpers.training import fit, init_model
from lstm_helpers.widgets import TrainingView
rng, view = np.random.default_rng(0), TrainingView("adding")
display(view)
model, history = fit(init_model(2, 3, 1, rng), partial(tasks.adding, T=5), rng=rng, steps=60, progress=view)"""
    path = tmp_path / "07_train.ipynb"
    nbformat.write(new.new_notebook(cells=[new.new_markdown_cell("# Train"), new.new_code_cell(source)]), path)
    assert notebooks.remake(path)
    stored = path.read_text(encoding="utf-8")
    assert not notebooks.remake(path)  # a second run changes nothing
    assert path.read_text(encoding="utf-8") == stored
    (output,) = notebooks.read(path).cells[1].outputs
    assert dict(output.data) == {"text/plain": LINE}
    assert export.main([str(path), "--to", str(tmp_path / "site")]) == 0
    page = (tmp_path / "site" / "07_train.html").read_text(encoding="utf-8")
    (lab,) = json.loads(re.search(r'id="labs">(.*?)</script>', page, re.DOTALL)[1]).values()
    assert lab["state"]["live"]["ended"] == "finished: 1 of 1 epochs"
    assert np.frombuffer(base64.b64decode(lab["state"]["live"]["train"]), "<f8").reshape(-1, 5)[-1, 0] == 60


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"title": 3}, "title is int: expected a text"),
        ({"line": "low"}, "line is 'low'"),
        ({"line": np.nan}, "expected a finite loss"),
        ({"line": {1: 0.5}}, "a name of line is int"),
        ({"line": [0.1, 0.2]}, "expected a finite loss"),
        ({"line_label": "a guess"}, "pass line=, its loss"),
        ({"scale": "cube"}, "scale is 'cube': expected one of 'log', 'linear'"),
        ({"along": "miles"}, "along is 'miles'"),
    ],
)
def test_a_wrong_argument_costs_one_sentence(arguments, words):
    with pytest.raises((TypeError, ValueError), match=words) as caught:
        TrainingView(**arguments)
    assert len(str(caught.value).splitlines()) == 1


def test_lines_to_compare_with_may_be_one_or_several():
    assert TrainingView(line=1 / 6, line_label="mean").payload["lines"] == [["mean", 1 / 6]]
    assert TrainingView(line={"a": 1, "b": np.float32(0.5)}).payload["lines"] == [["a", 1.0], ["b", 0.5]]


@pytest.mark.keras
class TestKeras:
    @pytest.fixture
    def model(self):
        keras = pytest.importorskip("lstm_helpers.keras_models").keras
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((4, 1)), keras.layers.LSTM(2), keras.layers.Dense(1)])
        model.compile("adam", "mse")
        return model

    x = np.random.default_rng(0).standard_normal((60, 4, 1))
    y = x.sum(1)

    def fit(self, model, view, epochs, more=(), **options):
        return model.fit(
            self.x,
            self.y,
            batch_size=7,
            epochs=epochs,
            verbose=0,
            shuffle=False,
            callbacks=[view.keras_callback(), *more],
            **options,
        ).history

    def test_many_epochs_are_a_point_each_just_as_keras_tells_them(self, model):
        view = TrainingView()
        history = self.fit(model, view, 21, validation_split=0.25)
        np.testing.assert_array_equal(rows(view, "train", 5)[:, 1], history["loss"])
        np.testing.assert_array_equal(rows(view, "validation", 3)[:, 1], history["val_loss"])
        assert view.live["ended"] == "finished: 21 of 21 epochs"
        assert (view.live["batches"], view.live["done"]) == (7, 147)

    def test_few_epochs_show_the_batches_losses(self, model):
        view = TrainingView()
        model.optimizer.learning_rate = 0.0  # so that a batch's loss can be asked again
        self.fit(model, view, 1)
        model.optimizer.learning_rate = 1e-3
        parts = [model.evaluate(self.x[n : n + 7], self.y[n : n + 7], verbose=0) for n in range(0, 56, 7)]
        # Keras tells running means in float32, and each batch's loss is a difference of two of them
        np.testing.assert_allclose(rows(view, "train", 5)[:, 1], parts, rtol=1e-4)

    def test_batches_that_keras_gets_several_at_once_are_counted_one_by_one(self, model):
        model.compile("adam", "mse", steps_per_execution=4)
        view = TrainingView()
        self.fit(model, view, 2)  # 9 batches an epoch, handed over as 4, 4 and 1
        np.testing.assert_array_equal(rows(view, "train", 5)[:, 0], [4, 8, 13, 17])
        assert (view.live["batches"], view.live["done"], view.live["ended"]) == (9, 18, "finished: 2 of 2 epochs")

    def test_an_interruption_ends_the_training_and_keeps_what_was_learned(self, model):
        keras = pytest.importorskip("lstm_helpers.keras_models").keras
        before = signal.getsignal(signal.SIGINT)
        press = keras.callbacks.LambdaCallback(
            on_train_batch_begin=lambda n, logs=None: os.kill(os.getpid(), signal.SIGINT) if n == 3 else None
        )
        view, start = TrainingView(), [w.copy() for w in model.get_weights()]
        history = self.fit(model, view, 50, [press])
        assert len(history["loss"]) == 1
        assert view.live["ended"] == "stopped by you: kept what was learned in 4 of 450 batches"
        assert all((a != b).any() for a, b in zip(start, model.get_weights(), strict=True))
        assert signal.getsignal(signal.SIGINT) is before

    def test_an_end_that_keras_chose_is_told_as_such(self, model):
        keras = pytest.importorskip("lstm_helpers.keras_models").keras
        view = TrainingView()
        self.fit(model, view, 30, [keras.callbacks.EarlyStopping("loss", min_delta=9e9, patience=2)])
        assert view.live["ended"] == "ended by Keras after 27 of 270 batches"

    @pytest.mark.filterwarnings("ignore:Your input ran out of data")  # Keras's own word for it
    def test_batches_that_keras_cannot_count_are_counted_when_they_are_over(self, model):
        tf = pytest.importorskip("tensorflow")
        data = tf.data.Dataset.from_generator(
            lambda: ((self.x[n : n + 6], self.y[n : n + 6]) for n in range(0, 60, 6)),
            output_signature=(tf.TensorSpec((None, 4, 1)), tf.TensorSpec((None, 1))),
        )
        view = TrainingView()
        model.fit(data, epochs=3, verbose=0, shuffle=False, callbacks=[view.keras_callback()])
        assert (view.live["batches"], view.live["done"], view.live["ended"]) == (10, 30, "finished: 3 of 3 epochs")


def test_a_baseline_is_a_line_with_a_name_of_its_own():
    lines = lambda **options: TrainingView("t", **options).payload  # noqa: E731
    assert lines(baseline=0.5)["lines"] == [["learning nothing", 0.5]]
    assert lines(baseline=0.5, line_label="the mean")["baseline"] == ["the mean", 0.5]
    both = lines(baseline=0.5, line=0.1, line_label="another")
    assert both["lines"] == [["learning nothing", 0.5], ["another", 0.1]]
    assert lines(line=0.1)["baseline"] is None


@pytest.mark.parametrize(
    ("value", "error"), [("x", TypeError), ({"a": 1}, TypeError), (0.0, ValueError), (float("nan"), ValueError)]
)
def test_a_baseline_that_is_no_loss_costs_a_sentence(value, error):
    with pytest.raises(error, match="baseline") as caught:
        TrainingView("t", baseline=value)
    assert "\n" not in str(caught.value)
