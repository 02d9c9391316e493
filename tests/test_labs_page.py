"""docs/labs.md: every recipe runs as it stands, and opens what its heading says."""

import re
from pathlib import Path

import pytest

from lstm_helpers.widgets import ForecastLab, GateLab, SoundLab

TEXT = (Path(__file__).parents[1] / "docs" / "labs.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"^### (\d+\. .*?)\n\n```python\n(.*?)```", TEXT, re.MULTILINE | re.DOTALL))
OPENED = {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1, 10: 1, 11: 1, 12: 2, 13: 1, 14: 1}
"""How many layers and directions the last lab of a recipe shows."""
READOUT = {1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14}
"""The recipes whose lab has a readout."""


def run(source):
    """Execute a recipe as a notebook cell: what its last line gives."""
    *lines, last = source.rstrip().rsplit("\n", 1)
    names = {}
    exec("\n".join(lines), names)
    return eval(last, names), names


def test_there_are_recipes_for_ten_kinds_of_model_and_more():
    assert [int(title.split(".")[0]) for title in RECIPES] == list(OPENED)


@pytest.mark.keras
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras, on saving
@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_opens_a_lab_as_it_stands(title, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lab, names = run(RECIPES[title])
    number = int(title.split(".")[0])
    assert isinstance(lab, GateLab)
    assert len(lab.traces) == OPENED[number]
    assert (lab.readout is not None) == (number in READOUT)
    if number == 6:  # the states that the first half left are those with which the lab begins, and stay there
        h, c = names["model"].layers[0].states
        assert (lab.traces[0].h[0, 0] == h.numpy()[0]).all()
        assert (lab.traces[0].c[0, 0] == c.numpy()[0]).all()
        assert lab.traces[0].h[0, 0].any()
    if number == 14:
        assert (lab.traces[0].params.W_h != lab.beside.traces[0].params.W_h).any(), "the second is not before training"
    if number == 13:
        assert {path.name for path in tmp_path.iterdir()} == {"lab.html", "lab.svg"}


def test_the_recipe_for_forecasts_of_ones_own_opens_a_lab_as_it_stands():
    section = TEXT.partition("### Forecast Lab")[2]
    lab, _ = run(re.search(r"```python\n(.*?)```", section, re.DOTALL)[1])
    assert isinstance(lab, ForecastLab)
    assert [values.shape for values in lab.forecasts.values()] == [(100, 7, 3)] * 2
    errors = lab.errors()
    assert 0.7 < errors["as today"]["held"] < 0.9, "the band of a random walk holds what it promises"
    assert errors["as today"]["off"] < errors["mean of a month"]["off"]


def test_the_recipe_for_clips_of_ones_own_opens_a_lab_as_it_stands():
    section = TEXT.partition("### Sound Lab")[2]
    lab, names = run(re.search(r"```python\n(.*?)```", section, re.DOTALL)[1])
    assert isinstance(lab, SoundLab)
    assert (lab.clips[0].said, lab.clips[0].log_probs.shape) == ([1, 2], (25, 4))
    assert len(lab.clips[0].wave) == names["rate"] * names["seconds"]


def test_the_page_says_what_was_not_tried():
    assert "no test drives VS Code" in TEXT
    assert "no test drives Colab" in TEXT
