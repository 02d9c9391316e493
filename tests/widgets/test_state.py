"""A lab's state is declared once in Python, as traits, and once in JavaScript: both must name and begin the same."""

import json
import subprocess

import pytest

from lstm_helpers.widgets import LABS, Lab, bundle
from tests.support.javascript import node

BOTH = pytest.mark.parametrize("name", LABS)


def traits(lab):
    """The state that goes both ways, with what each trait begins with."""
    own = lab.class_traits(sync=True)
    return {key: trait.default() for key, trait in own.items() if key not in Lab.class_traits(sync=True)}


@BOTH
def test_python_and_javascript_declare_the_same_state_with_the_same_beginnings(name, tmp_path):
    source = bundle.module(f"{name}/state.js") + "\nconsole.log(JSON.stringify(STATE));\n"
    (tmp_path / "state.mjs").write_text(source, encoding="utf-8")
    done = subprocess.run([node(), "state.mjs"], cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60)
    assert json.loads(done.stdout) == traits(LABS[name])


@BOTH
def test_a_view_hears_of_every_part_of_its_state(name):
    assert "export default asWidget(mount, STATE);" in bundle.module(f"{name}/view.js")


@BOTH
def test_a_lab_has_a_demonstration_of_itself(name):
    lab = LABS[name].demo()
    assert isinstance(lab, LABS[name])
    assert len(lab.png()) > 1000
    assert "\n" not in repr(lab)
