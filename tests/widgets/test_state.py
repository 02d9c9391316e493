"""A lab's state is declared once in Python, as traits, and once in JavaScript: both must name and begin the same."""

import io
import json
import subprocess

import numpy as np
import pytest
import traitlets
from PIL import Image

from lstm_helpers.widgets import LABS, bundle
from tests.support.javascript import node
from tests.support.lab_states import JUNK, traits

BOTH = pytest.mark.parametrize("name", LABS)


@pytest.mark.slow
@BOTH
def test_python_and_javascript_declare_the_same_state_with_the_same_beginnings(name, tmp_path):
    source = bundle.module(f"{name}/state.js") + "\nconsole.log(JSON.stringify(STATE));\n"
    (tmp_path / "state.mjs").write_text(source, encoding="utf-8")
    done = subprocess.run([node(), "state.mjs"], cwd=tmp_path, check=True, capture_output=True, text=True, timeout=60)
    assert json.loads(done.stdout) == {key: trait.default() for key, trait in traits(LABS[name]).items()}


@BOTH
def test_a_view_hears_of_every_part_of_its_state(name):
    assert "export default asWidget(mount, STATE);" in bundle.module(f"{name}/view.js")


@pytest.mark.slow
@BOTH
def test_a_lab_has_a_demonstration_of_itself(name):
    lab = LABS[name].demo()
    assert isinstance(lab, LABS[name])
    assert len(lab.png()) > 1000
    assert "\n" not in repr(lab)


@pytest.mark.slow
@BOTH
def test_a_labs_picture_can_be_read_on_a_white_page_and_on_a_black_one(name):
    """Its ground is the page's, and of what is opaque, or nearly, no large part vanishes on either."""
    pixels = np.asarray(Image.open(io.BytesIO(LABS[name].demo().png())).convert("RGBA")).astype(float)
    assert (pixels[0, [0, -1], 3] == 0).all()
    assert (pixels[-1, [0, -1], 3] == 0).all()
    opaque = pixels[pixels[..., 3] > 150]
    brightness = opaque[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert len(opaque) > 2000
    assert np.mean((brightness < 40) | (brightness > 215)) < 0.01


@pytest.mark.slow
@BOTH
def test_a_value_that_cannot_be_shown_is_refused_in_a_sentence_and_changes_nothing(name):
    lab = LABS[name].demo()
    for key in traits(LABS[name]):
        refused = 0
        for value in JUNK:
            before = getattr(lab, key)
            try:
                setattr(lab, key, value)
            except (TypeError, ValueError, traitlets.TraitError) as error:
                assert len(str(error).splitlines()) == 1, (key, value)  # noqa: PT017
                assert getattr(lab, key) == before
                refused += 1
        assert refused > len(JUNK) / 3, key


def test_a_text_a_layer_or_a_length_takes_the_step_with_it():
    gate, reader, gradient, memory = (LABS[name].demo() for name in ("gate", "two_way", "gradient", "memory"))
    gate.step = 50
    gate.text = "a (b)"
    assert gate.step == 4
    reader.step = 30
    reader.text = "cab"
    assert reader.step == 2
    gradient.step = 100
    gradient.length = 20
    assert gradient.step == 20
    memory.cell = 1997
    assert memory.f == [1.0] * 20
    with pytest.raises(ValueError, match="f stays at 1"):
        memory.f = [0.5] * 20


def test_edits_and_forced_gates_may_be_set_as_they_are_passed():
    lab, same = LABS["gate"].demo(), LABS["gate"].demo()
    lab.edits, lab.clamps = {3: "x"}, {"f": (0.5, 1), "g": -1}
    assert lab.clamps["f"] == {"value": 0.5, "unit": 1, "layer": 0}
    same.edits, same.clamps = lab.edits, lab.clamps  # and as the browser sends them
    assert (same.edits, same.clamps) == (lab.edits, lab.clamps)


@pytest.mark.slow
def test_a_long_text_typed_into_the_reader_leaves_a_picture():
    reader = LABS["two_way"].demo()
    reader.text = "abcdefg " * 60
    assert len(reader.png()) > 1000
