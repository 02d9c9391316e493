"""The package as somebody installs it who has a model and no interest in a course: a wheel, and nothing else."""

import re
import subprocess
import sys
import tomllib

import pytest

from tests.support.alone import ROOT, build_wheel, empty_environment

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

BARE = """
import importlib.util, sys
import numpy as np
for name in ("tensorflow", "keras", "sklearn", "statsmodels", "tqdm", "jupyterlab", "torch"):
    assert importlib.util.find_spec(name) is None, name
import lstm_helpers
assert "environment" in lstm_helpers.__file__, lstm_helpers.__file__
"""
LABS = """
from lstm_helpers import cells, sequence
from lstm_helpers.widgets import LABS, GateLab
rng = np.random.default_rng(0)
params = cells.LSTMParams(rng.standard_normal((2, 12)), rng.standard_normal((3, 12)), np.zeros(12))
lab = GateLab(sequence.run(params, rng.standard_normal((1, 5, 2))))
data, _ = lab._repr_mimebundle_()
assert {"application/vnd.jupyter.widget-view+json", "image/png", "text/plain"} <= set(data), list(data)
lab.step, lab.clamps = 3, {"f": {"value": 1.0, "unit": None, "layer": 0}}
for name, kind in LABS.items():
    for ending in ("html", "svg", "png"):
        assert kind.demo().save(f"{name}.{ending}").stat().st_size > 5_000, name
"""
TORCH = """
from lstm_helpers.widgets import GateLab
shapes = {"weight_ih_l0": (12, 2), "weight_hh_l0": (12, 3), "bias_ih_l0": 12, "bias_hh_l0": 12, "fc.weight": (1, 3)}
state = {name: np.random.default_rng(0).standard_normal(shape) for name, shape in shapes.items()}
print(GateLab.from_torch(state, np.ones((1, 5, 2)), readout="fc"))
"""
KERAS = """
from lstm_helpers.widgets import GateLab
try:
    GateLab.from_file("model.keras", np.ones((1, 5, 2)))
except ModuleNotFoundError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A function that runs code in the empty environment and returns what it printed."""
    folder = tmp_path_factory.mktemp("alone")
    python = empty_environment(folder, build_wheel(folder))

    def call(code):
        done = subprocess.run(
            [python, "-I", "-W", "error", "-c", BARE + code], cwd=folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return call


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="links what it requires, which Windows allows few people")
class TestInAnEmptyEnvironment:
    def test_every_lab_opens_and_is_saved(self, run):
        run(LABS)

    def test_pytorchs_weights_open_without_pytorch(self, run):
        assert run(TORCH).startswith("Gate Lab: layer 1, 3 units, 5 steps, values ")

    def test_a_keras_model_is_told_what_it_needs(self, run):
        assert run(KERAS) == (
            "Keras models need Keras and TensorFlow, and keras is not installed here: pip install tensorflow."
        )


def test_the_parts_ask_for_what_the_course_asks_for():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    course = {line for line in lines if line and not line.startswith(("#", "-"))}
    extras = PROJECT["optional-dependencies"]
    parts = {*PROJECT["dependencies"], *extras["keras"], *extras["course"]} - {"lstm-helpers[keras]"}
    assert parts == course
    assert not any(re.match("tensorflow|jupyter", line) for line in PROJECT["dependencies"])
