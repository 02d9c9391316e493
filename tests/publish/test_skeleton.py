"""A lesson's skeleton passes what the form of every lesson is held to: tried in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from lstm_helpers.lessons import LESSONS
from lstm_helpers.publish import ROOT, skeleton

NEXT = f"{LESSONS[-1].number + 1:02}"


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("write_text", ValueError, "two digits and words"),
        ("99_write_text", ValueError, f"the next lesson is {NEXT}"),
        (f"{NEXT}_Write", ValueError, "two digits and words"),
        (f"{NEXT}_", ValueError, "two digits and words"),
    ],
)
def test_a_name_that_is_none_costs_a_sentence_and_writes_nothing(name, error, words):
    with pytest.raises(error, match=words):
        skeleton.begin(name)


@pytest.mark.slow
def test_a_new_lesson_passes_the_tests_of_its_form(tmp_path):
    for part in (
        "notebooks",
        "lstm_helpers",
        "tests",
        "README.md",
        "pyproject.toml",
        "docs",
        "CONTRIBUTING.md",
        "LICENSE",
    ):
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tmp_path / part)
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    said = run("-m", "lstm_helpers.publish.skeleton", f"{NEXT}_try_it_out")
    assert f"make notebooks ONLY={NEXT}" in said
    run("-m", "lstm_helpers.publish.notebooks", NEXT)
    run("-m", "lstm_helpers.publish.links")
    chosen = f"{NEXT} or {NEXT}_try_it_out or 00_start_here or readme"
    told = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_notebooks.py",
               "tests/test_lessons_together.py", "-k", chosen)  # fmt: skip
    assert int(re.search(r"(\d+) passed", told)[1]) > 8
