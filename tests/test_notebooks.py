"""The form of the notebooks: card, set-up, length of cells, closing sections, words, pictures."""

import ast
import base64
import io
import re
import statistics

import numpy as np
import pytest
from PIL import Image

from lstm_helpers.figures import style
from lstm_helpers.publish import notebooks

NOTEBOOKS = notebooks.find()
SETUP_LINES, P90, LONGEST = 6, 12, 25
WEASEL = re.compile(r"\b(simply|just|obviously|clearly|of course|trivial(?:ly)?)\b", re.IGNORECASE)

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])


@each_notebook
def test_a_notebook_is_in_normal_form_and_its_exercises_equal_the_bank(path):
    assert notebooks.check(path) == []


@each_notebook
def test_a_notebook_begins_with_a_title_and_a_card(path):
    first = notebooks.read(path).cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# [A-Z][^\n]+\n", first.source)
    for lead in ("You will", "Afterwards you can", "You need", "Time", "Machine"):
        assert f"**{lead}**" in first.source, f"the card says nothing about: {lead}"


@each_notebook
def test_the_set_up_is_one_cell_of_six_statements_without_tricks(path):
    first = next(cell for cell in notebooks.read(path).cells if cell.cell_type == "code")
    tree = ast.parse(first.source)
    assert len([line for line in first.source.splitlines() if line.strip()]) <= SETUP_LINES + 2
    assert all(isinstance(node, ast.Import | ast.ImportFrom | ast.Expr) for node in tree.body)
    assert not re.search(r"sys\.path|warnings|pip |%|urlopen|requests", first.source)


@each_notebook
def test_code_cells_are_short(path):
    lengths = sorted(len(cell.source.splitlines()) for cell in notebooks.read(path).cells if cell.cell_type == "code")
    assert 3 <= statistics.median(lengths) <= 5
    assert lengths[int(0.9 * (len(lengths) - 1))] <= P90
    assert lengths[-1] <= LONGEST


@each_notebook
def test_the_sections_that_close_a_lesson_are_there(path):
    text = "\n".join(cell.source for cell in notebooks.read(path).cells if cell.cell_type == "markdown")
    closing = ["## Claims", "## Recap", "## Try next", "## Further reading"]
    places = [text.find(heading) for heading in closing]
    assert -1 not in places, [heading for heading, place in zip(closing, places, strict=True) if place < 0]
    assert places == sorted(places)


@each_notebook
def test_words_that_talk_down_are_absent(path):
    for cell in notebooks.read(path).cells:
        if cell.cell_type == "markdown":
            assert WEASEL.findall(cell.source) == []


@each_notebook
def test_nothing_in_a_notebook_reaches_for_the_network_or_for_np_random_seed(path):
    for cell in notebooks.read(path).cells:
        if cell.cell_type == "code":
            assert not re.search(r"\b(urllib|requests|wget|curl|urlretrieve|get_file)\b", cell.source)
            if re.search(r"np\.random\.seed", cell.source):
                assert path.name[:2] in ("05", "06"), "only where a quoted source seeds NumPy's global generator"


@each_notebook
def test_pictures_have_a_text_alternative_or_axis_names(path):
    for n, cell in enumerate(notebooks.read(path).cells, 1):
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                words = data.get("text/plain", "")
                assert words, f"cell {n} draws a picture without words for it"
                assert not words.startswith("<Figure"), f"cell {n} draws a picture without words for it"


@each_notebook
def test_figures_have_no_ground_of_their_own_and_suit_a_light_and_a_dark_page(path):
    for n, cell in enumerate(notebooks.read(path).cells, 1):
        figures = [
            output.data for output in cell.get("outputs", []) if "<img" in output.get("data", {}).get("text/html", "")
        ]
        for data in figures:
            image = Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).convert("RGBA")
            pixels = np.asarray(image)
            assert pixels[0, 0, 3] == pixels[-1, -1, 3] == 0, f"cell {n} paints the page"
            for colour in opaque_colours(pixels):
                pages = (
                    ("#111111",) if colour == "#ffffff" else ("#ffffff", "#111111")
                )  # white: words on what is filled
                least = min(style.contrast(colour, page) for page in pages)
                assert least >= 2.9, f'cell {n}: {colour} has {least:.1f}:1 on a page; take colours of style\'s "both"'
        assert not figures or '["light"]' not in cell.source, f"cell {n} takes colours of one theme"


def opaque_colours(pixels):
    """The opaque colours, as #rrggbb, that cover more than a five-hundredth of what is drawn."""
    drawn = pixels[pixels[..., 3] > 0]
    colours, often = np.unique(drawn[drawn[:, 3] == 255], axis=0, return_counts=True)
    return [f"#{r:02x}{g:02x}{b:02x}" for r, g, b, _ in colours[often > len(drawn) / 500]]
