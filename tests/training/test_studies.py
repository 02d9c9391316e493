"""Optuna for real: a study outlives SIGKILL and loses nothing, two processes share one, and no seed repeats itself."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from lstm_helpers.training import studies
from tests.support.named import named

optuna = pytest.importorskip("optuna", reason="the extra 'search' is not installed")

WORKER = """
import json, os, sys, time
from lstm_helpers.training import studies
path, until, silent, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])

def objective(trial):
    x, k = trial.suggest_float("x", 0.0, 1.0), trial.suggest_int("k", 0, 10**9)
    with open(path + ".log", "a") as file:
        file.write(json.dumps([os.getpid(), trial.number, x, k]) + "\\n")
    time.sleep(seconds)
    return (x - 0.3) ** 2

studies.go_on(studies.open_study(path, silent=silent), objective, until=until)
"""


def worker(path, until, silent=3, seconds=0.2):
    return subprocess.Popen([sys.executable, "-c", WORKER, str(path), str(until), str(silent), str(seconds)])


def log(path):
    """[(process, trial, x, k)] of every time that the objective was begun."""
    file = path.with_name(path.name + ".log")
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def waited(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def facts(trial):
    return trial.values, trial.params, trial.datetime_start, trial.datetime_complete


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_study_that_was_killed_goes_on_without_losing_or_repeating_a_finished_trial(tmp_path):
    path = tmp_path / "study.db"
    study = studies.open_study(path, silent=3)
    first = worker(path, 6)
    waited(lambda: len(studies.finished(study)) >= 3 and len(log(path)) > len(studies.finished(study)))
    os.kill(first.pid, signal.SIGKILL)
    assert first.wait() == -signal.SIGKILL
    before = {trial.number: facts(trial) for trial in studies.finished(study)}
    (died,) = [trial for trial in study.get_trials() if trial.state.name == "RUNNING"]
    time.sleep(3.5)  # longer than a trial may be silent
    assert worker(path, 6).wait(timeout=60) == 0
    study = studies.open_study(path, silent=3)
    after = {trial.number: facts(trial) for trial in studies.finished(study)}
    assert {number: after[number] for number in before} == before, "what was finished is as it was"
    assert len(after) == 6
    begun = [number for _, number, _, _ in log(path)]
    assert len(begun) == len(set(begun)), "no trial was begun twice"
    assert study.trials[died.number].state.name == "FAIL"
    (again,) = [trial for trial in study.trials if trial.system_attrs.get("failed_trial") == died.number]
    assert again.params == died.params
    assert again.state.name == "COMPLETE"
    settings = [tuple(trial.params.values()) for trial in study.trials if trial.state.name == "COMPLETE"]
    assert len(settings) == len(set(settings)), "no setting was tried to its end twice"


@pytest.mark.slow
def test_two_processes_work_on_one_study(tmp_path):
    path = tmp_path / "study.db"
    study = studies.open_study(path)
    both = [worker(path, 8, silent=60) for _ in range(2)]
    assert [one.wait(timeout=60) for one in both] == [0, 0]
    done = studies.finished(study)
    assert 8 <= len(done) <= 9, "each may have one under way when the eighth is finished"
    assert [trial.number for trial in study.trials] == list(range(len(study.trials)))
    began = log(path)
    assert {process for process, _, _, _ in began} == {one.pid for one in both}, "both took part"
    assert len({number for _, number, _, _ in began}) == len(began) == len(done)
    assert len({(x, k) for _, _, x, k in began}) == len(began), "they drew different settings"
    assert {trial.number: trial.params["k"] for trial in done} == {number: k for _, number, _, k in began}


@pytest.mark.slow
def test_with_a_seed_a_study_that_is_taken_up_again_repeats_its_first_settings(tmp_path):
    """Why `open_study` sets none: this is what Optuna does with one."""
    tried = []
    for _ in range(2):
        study = studies.open_study(tmp_path / "study.db")
        study.sampler = optuna.samplers.TPESampler(seed=0)
        study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
        tried.append([trial.params["x"] for trial in study.trials[-3:]])
    assert tried[0] == tried[1]
    free = []
    for _ in range(2):
        study = studies.open_study(tmp_path / "free.db")
        study.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=3)
        free += [trial.params["x"] for trial in study.trials[-3:]]
    assert len(set(free)) == 6


def test_the_objective_reports_every_epoch_and_returns_the_error_of_a_network_that_learned():
    study = optuna.create_study()
    study.enqueue_trial({"rate": 0.1, "clip": 0.1, "units": 8})
    study.optimize(studies.adding_objective, n_trials=1)
    (trial,) = study.trials
    assert sorted(trial.intermediate_values) == list(range(1, 13))
    assert trial.value == pytest.approx(trial.intermediate_values[12])
    assert trial.value < 0.02


def test_a_hopeless_trial_is_pruned_before_its_end():
    class Always(optuna.pruners.BasePruner):
        def prune(self, study, trial):
            return trial.last_step >= 2

    study = optuna.create_study(pruner=Always())
    study.optimize(lambda trial: studies.adding_objective(trial, epochs=4, steps=2), n_trials=1)
    (trial,) = study.trials
    assert trial.state.name == "PRUNED"
    assert sorted(trial.intermediate_values) == [1, 2]


def test_where_optuna_is_missing_a_sentence_says_how_to_get_it(tmp_path, monkeypatch):
    assert studies.missing() == ""
    monkeypatch.setattr(studies.importlib.util, "find_spec", lambda name: None)
    assert "pip install" in studies.missing()
    with pytest.raises(ImportError, match="Optuna is not installed"):
        studies.open_study(tmp_path / "study.db")


@pytest.mark.slow
def test_optuna_says_nothing_and_nothing_is_left_but_the_file_and_its_lock(tmp_path, capfd):
    study = studies.open_study(tmp_path / "study.db")
    studies.go_on(study, lambda trial: trial.suggest_float("x", 0, 1), until=2)
    assert capfd.readouterr() == ("", "")
    assert {path.name for path in tmp_path.iterdir()} <= {"study.db", "study.db.lock"}


NO_COUNT = (0, -1, 2.5, 1.0, True, np.nan, np.inf, "2", None, [2], 10**400, complex(2), b"2", object())


@pytest.mark.parametrize("value", NO_COUNT, ids=named)
@pytest.mark.parametrize("name", ["heartbeat", "silent", "until", "epochs", "steps"])
def test_what_is_no_whole_number_costs_a_sentence(tmp_path, name, value):
    calls = {
        "until": lambda: studies.go_on(optuna.create_study(), lambda trial: 1.0, until=value),
        "epochs": lambda: studies.adding_objective(optuna.trial.FixedTrial({}), epochs=value),
        "steps": lambda: studies.adding_objective(optuna.trial.FixedTrial({}), steps=value),
    }
    with pytest.raises((TypeError, ValueError), match=rf"^{name} "):
        calls.get(name, lambda: studies.open_study(tmp_path / "study.db", **{name: value}))()
    assert not (tmp_path / "study.db").exists()


def test_silence_has_to_be_longer_than_a_heartbeat(tmp_path):
    with pytest.raises(ValueError, match="silent"):
        studies.open_study(tmp_path / "study.db", heartbeat=5, silent=5)


@pytest.mark.parametrize("path", [None, 3, b"study.db", "", ["study.db"], "a\0b", True, 2.5], ids=named)
def test_what_is_no_path_costs_a_sentence(path):
    with pytest.raises((TypeError, ValueError), match=r"^path "):
        studies.open_study(path)


def test_a_file_that_is_no_study_and_a_folder_that_is_not_there_cost_a_sentence(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear reader, " * 200)
    with pytest.raises(ValueError, match=r"^path letter.txt cannot be opened as a study"):
        studies.open_study(tmp_path / "letter.txt")
    with pytest.raises(ValueError, match="no such folder"):
        studies.open_study(tmp_path / "nowhere" / "study.db")
    with pytest.raises(ValueError, match="cannot be opened"):
        studies.open_study(tmp_path)


@pytest.mark.parametrize("thing", [None, 3, "study.db", [], {}, object()], ids=named)
def test_what_is_no_study_no_objective_and_no_trial_costs_a_sentence(thing):
    with pytest.raises(TypeError, match=r"^study is"):
        studies.go_on(thing, studies.adding_objective, until=1)
    with pytest.raises(TypeError, match=r"^objective "):
        studies.go_on(optuna.create_study(), thing, until=1)
    with pytest.raises(TypeError, match=r"^trial is"):
        studies.adding_objective(thing)
    with pytest.raises(TypeError, match=r"^study is"):
        studies.finished(thing)


@pytest.mark.slow
def test_one_process_at_a_time_begins_a_trial(tmp_path):
    path = tmp_path / "study.db"
    study = studies.open_study(path)
    with study.door:
        other = worker(path, until=1, seconds=0)
        time.sleep(3)
        assert study.trials == []
    assert other.wait(60) == 0
    assert len(studies.finished(study)) == 1


def test_the_door_is_open_again_while_a_trial_runs_and_after_it_failed(tmp_path):
    study = studies.open_study(tmp_path / "study.db")
    assert len(studies.finished(studies.go_on(study, lambda trial: float(study.door.is_locked), until=1))) == 1
    assert study.trials[0].value == 0.0
    with pytest.raises(ZeroDivisionError):
        studies.go_on(study, lambda trial: 1 / 0, until=2)
    assert not study.door.is_locked
