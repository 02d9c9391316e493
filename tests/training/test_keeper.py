"""A checkpoint that cannot be written costs a sentence before the first batch, and nothing but itself afterwards."""

import errno
import os
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from lstm_helpers.training import checkpoints, fit, init_model
from tests.support.training_settings import ADDING, bits, fresh_setting, stop_after

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0  # may write anywhere
batches = []


def counting(n, rng):
    batches.append(n)
    return ADDING(n, rng)


def training(**options):
    batches.clear()
    model = init_model(2, 4, 1, np.random.default_rng(0))
    return partial(fit, model, counting, rng=np.random.default_rng(1), steps=6, **options)


def impossible(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("no folder")
    paths = {
        "a folder": tmp_path / "folder",
        "in no folder": tmp_path / "missing" / "run.npz",
        "in a file": tmp_path / "file" / "run.npz",
        "with too long a name": tmp_path / ("a" * 300 + ".npz"),
        "of nobody's home": "~nobody-has-this-name/run.npz",
        "with a character that no name has": "run\0.npz",
        "nothing": "",
    }
    if sys.platform != "win32":
        paths["a device"] = "/dev/null"
    if not ROOT and sys.platform != "win32":
        (tmp_path / "locked").mkdir(mode=0o500)
        paths["in a locked folder"] = tmp_path / "locked" / "run.npz"
    return paths


def test_a_path_that_cannot_be_written_costs_a_sentence_before_the_first_batch(tmp_path):
    for says, path in impossible(tmp_path).items():
        with pytest.raises(ValueError, match=r"^checkpoint") as raised:
            training(checkpoint=path)()
        assert batches == [], says
        assert str(raised.value).endswith("."), says
        assert str(raised.value).count("\n") == 0, says


@pytest.mark.parametrize("call", ["open", "savez", "replace", "fsync"])
def test_a_full_or_locked_disk_is_found_before_the_first_batch(call, tmp_path, monkeypatch):
    fails(monkeypatch, call)
    with pytest.raises(ValueError, match=r"^checkpoint .*run\.npz cannot be written \(No space left on device\)"):
        training(checkpoint=tmp_path / "run.npz")()
    assert batches == []
    assert list(tmp_path.iterdir()) == []


def fails(monkeypatch, call, after=0):
    """Let a call of the system fail, after some that succeed."""
    places = {"open": (checkpoints, "open"), "savez": (np, "savez"), "replace": (os, "replace"), "fsync": (os, "fsync")}
    where, name = places[call]
    usual, calls = {"open": open, "savez": np.savez, "replace": os.replace, "fsync": os.fsync}[call], []

    def no_space(*arguments, **options):
        calls.append(1)
        if len(calls) > after and (call != "open" or "w" in str(arguments[1:])):
            raise OSError(errno.ENOSPC, "No space left on device")
        return usual(*arguments, **options)

    monkeypatch.setattr(where, name, no_space, raising=False)


@pytest.mark.parametrize("call", ["open", "savez", "replace", "fsync"])
def test_a_disk_that_fills_later_is_told_once_and_the_training_goes_on(call, tmp_path, monkeypatch, capsys):
    whole = training()()
    fails(monkeypatch, call, after=2)
    path = tmp_path / "run.npz"
    model, history = training(checkpoint=path, checkpoint_seconds=0)()
    monkeypatch.undo()
    assert bits((model, history))[:2] == bits(whole)[:2]
    assert history.ended == "finished: 1 of 1 epochs; run.npz could not be written (No space left on device)"
    said = capsys.readouterr().out
    assert said == "run.npz cannot be written (No space left on device): training goes on without it.\n"
    assert checkpoints.read(path)[1]["t"] in (1, 2), "the last one that was written still stands"
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]
    assert bits(training(checkpoint=path)()) == bits(whole)


def test_memory_that_runs_out_while_it_is_written_costs_the_checkpoint_alone(tmp_path, monkeypatch, capsys):
    path, usual, calls = tmp_path / "run.npz", np.savez, []

    def no_memory(*arguments, **options):
        calls.append(1)
        if len(calls) == 3:
            raise MemoryError
        return usual(*arguments, **options)

    monkeypatch.setattr(np, "savez", no_memory)
    _, history = training(checkpoint=path, checkpoint_seconds=0)()
    assert "training goes on" in capsys.readouterr().out
    assert history.ended == "finished: 1 of 1 epochs", "the next one was written again"
    assert checkpoints.read(path)[1]["t"] == 6


def test_the_path_means_the_same_when_the_working_folder_changes(tmp_path, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)

    def leave(state):
        os.chdir(tmp_path / "elsewhere")

    training(checkpoint="run.npz", callbacks=[leave])()
    assert checkpoints.read(tmp_path / "run.npz")[1]["t"] == 6
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_wave_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    training(checkpoint="~/run.npz")()
    assert (tmp_path / "run.npz").exists()
    assert not Path("~").exists()


@pytest.mark.parametrize("where", ["callback", "task", "loss", "schedule"])
def test_an_error_of_a_callers_own_function_keeps_what_was_learned(where, tmp_path):
    calls = []

    def fail(place):
        calls.append(place)
        if place == where and calls.count(place) == 8:
            raise KeyError("a mistake of mine")

    def task(n, rng):
        fail("task")
        return ADDING(n, rng)

    def loss(prediction, target):
        fail("loss")
        return float(np.sum((prediction - target) ** 2)), 2 * (prediction - target)

    def schedule(share):
        fail("schedule")
        return 1.0

    run = partial(fit, init_model(2, 4, 1, np.random.default_rng(0)), task, loss=loss, schedule=schedule, steps=9)
    run = partial(run, callbacks=[lambda state: fail("callback")], checkpoint=tmp_path / "run.npz")
    with pytest.raises(KeyError, match="a mistake of mine"):
        run(rng=np.random.default_rng(1))
    learned = checkpoints.read(tmp_path / "run.npz")[1]["t"]
    assert learned >= 3
    resumed = run(rng=np.random.default_rng(1))
    (tmp_path / "run.npz").unlink()
    calls[:] = [where] * 20
    assert bits(resumed) == bits(run(rng=np.random.default_rng(1)))


def test_a_finished_checkpoint_in_a_locked_folder_is_read_and_left(tmp_path, monkeypatch, capsys):
    path = tmp_path / "run.npz"
    first = training(checkpoint=path)()
    before = path.read_bytes()
    fails(monkeypatch, "open")
    assert bits(training(checkpoint=path)()) == bits(first)
    assert path.read_bytes() == before
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("begun", [1, 4])
def test_resuming_tries_the_folder_first_and_leaves_the_checkpoint_as_it_is(begun, tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    training(checkpoint=path, callbacks=[stop_after(begun)])()
    before = path.read_bytes()
    fails(monkeypatch, "open")
    with pytest.raises(ValueError, match="cannot be written"):
        training(checkpoint=path)()
    assert path.read_bytes() == before


def test_nothing_is_written_where_no_checkpoint_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    fresh_setting()(rng=np.random.default_rng(0))
    assert list(tmp_path.iterdir()) == []
