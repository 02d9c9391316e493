"""Three learners on a JupyterHub of this machine: each gets a server and a first lab, in a known amount of memory."""

import importlib.util
import os
import sys

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timing]
MISSING = [name for name in ("jupyterhub", "configurable_http_proxy") if importlib.util.find_spec(name) is None]


@pytest.fixture(scope="module")
def attended():
    """What three learners waited for and took who opened lessons 00 and 04."""
    if sys.platform == "win32":
        pytest.skip("JupyterHub is for Linux and macOS")
    if MISSING:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"not installed: {', '.join(MISSING)}")
    from benchmarks import hub

    return hub.attend(["ada", "ben", "cleo"], [("00", False, 3), ("04", True, 2)])


def test_every_learner_logs_in_and_runs_a_lesson_at_the_same_time_as_the_others(attended):
    seconds, _ = attended
    assert set(seconds) == {"ada", "ben", "cleo"}
    for took in seconds.values():
        assert 0 < took["server"] < took["first lab of 00"] <= took["all of 00"]
    assert ["first lab of 04" in took for took in seconds.values()] == [True, True, False]


def test_nobody_waits_longer_than_a_minute_for_the_first_lab(attended):
    seconds, _ = attended
    assert max(took["first lab of 00"] for took in seconds.values()) < 60


def test_a_learner_takes_no_more_memory_than_the_page_for_teachers_allows(attended):
    _, memory = attended
    assert len(memory["00"]["servers"]) == len(memory["00"]["kernels"]) == 3
    assert len(memory["04"]["kernels"]) == 5, "a lesson that stays open keeps its kernel"
    assert max(memory["00"]["servers"]) < 200
    assert max(memory["04"]["kernels"]) < 250
