"""The pictures of the README and of docs/: drawn from the real labs, light and dark, and all that is shown exists."""

import re

import pytest
from PIL import Image

from lstm_helpers.publish import ROOT, pictures

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_every_picture_that_a_page_shows_is_one_that_the_script_draws():
    shown = {name for page in PAGES for name in re.findall(r"pictures/([\w.]+)", page.read_text(encoding="utf-8"))}
    drawn = {f"{name}_{theme}.png" for name in pictures.LABS for theme in ("light", "dark")}
    assert {"gate_lab_light.png", "gate_lab_dark.png"} <= shown <= drawn
    assert {path.name for path in pictures.FOLDER.iterdir()} == drawn


@pytest.mark.parametrize("path", sorted(pictures.FOLDER.glob("*.png")), ids=lambda path: path.stem)
def test_a_picture_is_sharp_small_and_of_its_theme(path):
    with Image.open(path) as picture:
        corner = picture.convert("L").getpixel((picture.width // 2, 6))
        assert picture.width >= 1000
    assert path.stat().st_size <= pictures.BYTES
    assert corner > 200 if path.stem.endswith("light") else corner < 60


@pytest.mark.browser
@pytest.mark.slow
def test_the_script_draws_them_anew_with_the_same_size(tmp_path):
    made = pictures.draw(["memory_lab"], tmp_path)
    for path in made:
        with Image.open(path) as new, Image.open(pictures.FOLDER / path.name) as old:
            assert new.width == old.width
            assert abs(new.height - old.height) < 40  # other fonts have other heights
