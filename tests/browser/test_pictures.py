"""The pictures of the README and of docs/: the real labs and measured figures, light and dark, and all exist."""

import re

import numpy as np
import pytest
from PIL import Image

from lstm_helpers.figures import style
from lstm_helpers.figures.unrolled import HAIRLINE, THICKEST
from lstm_helpers.publish import ROOT, pictures
from lstm_helpers.widgets import LABS

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_every_picture_that_a_page_shows_is_one_that_the_script_draws():
    shown = {name for page in PAGES for name in re.findall(r"pictures/([\w.]+)", page.read_text(encoding="utf-8"))}
    drawn = {f"{name}_{theme}.png" for name in (*LABS, *pictures.FIGURES) for theme in ("light", "dark")}
    assert shown == drawn
    assert {path.name for path in pictures.FOLDER.iterdir()} == drawn


@pytest.mark.parametrize("path", sorted(pictures.FOLDER.glob("*.png")), ids=lambda path: path.stem)
def test_a_picture_is_sharp_small_and_of_its_theme(path):
    theme = path.stem.rsplit("_", 1)[1]
    with Image.open(path) as picture:
        page = Image.new("RGBA", picture.size, style.BACKGROUND[theme])
        page.alpha_composite(picture.convert("RGBA"))  # a figure has no ground of its own
        top = page.convert("L").getpixel((picture.width // 2, 6))
        assert picture.width >= 1000
    assert path.stat().st_size <= pictures.BYTES
    assert top > 200 if theme == "light" else top < 60


def test_the_gradients_on_the_readme_are_measured_and_say_what_its_sentence_says(tmp_path):
    rnn, lstm = pictures.gradients().values()
    hairline = HAIRLINE / THICKEST  # of the largest norm, which is 1
    assert rnn[12] < hairline < lstm["c"][1:].min(), "to a hairline within twelve steps, and thick to the end"
    assert pictures.gradients(forget_bias=0.0)["LSTM"]["c"][30] < rnn[30]
    assert "64 units" in (ROOT / "README.md").read_text(encoding="utf-8")
    for path in pictures.draw(["gradient_paths"], tmp_path):
        with Image.open(path) as new, Image.open(pictures.FOLDER / path.name) as old:
            assert np.abs(np.subtract(new.size, old.size)).max() < 30  # other versions of a font
            assert new.convert("RGBA").getpixel((0, 0))[3] == 0


@pytest.mark.browser
@pytest.mark.slow
def test_the_script_draws_them_anew_with_the_same_size(tmp_path):
    made = pictures.draw(["memory"], tmp_path)
    for path in made:
        with Image.open(path) as new, Image.open(pictures.FOLDER / path.name) as old:
            assert new.width == old.width
            assert abs(new.height - old.height) < 40  # other fonts have other heights
