"""The form of the notebooks: card, set-up, length of cells, closing sections, words, pictures."""

import ast
import base64
import io
import re
import statistics

import nbformat
import numpy as np
import pytest
from PIL import Image

from lstm_helpers.figures import style
from lstm_helpers.lessons import LESSONS
from lstm_helpers.publish import notebooks
from lstm_helpers.publish.normal_form import tags

NOTEBOOKS = notebooks.find()
SETUP_LINES, P90, LONGEST = 6, 12, 25
FOLDED = tuple(
    f"{lesson.number:02}" for lesson in LESSONS
)  # lessons whose explanations fold away and whose predictions print no verdict
FOLD = re.compile(
    r"<details><summary><b>Explain\.</b> (?P<question>[^\n]+)</summary>\n\n(?P<inside>.+?)\n\n</details>(?P<after>.*)",
    re.DOTALL,
)
WEASEL = re.compile(r"\b(simply|just|obviously|clearly|of course|trivial(?:ly)?)\b", re.IGNORECASE)

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])
each_folded = pytest.mark.parametrize(
    "path", [path for path in NOTEBOOKS if path.name[:2] in FOLDED], ids=lambda path: path.name[:2]
)


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
def test_an_exercise_is_stored_as_it_looks_to_somebody_who_has_not_tried_it(path):
    for cell in notebooks.read(path).cells:
        if any(tag.startswith("exercise:") for tag in tags(cell)):
            (panel,) = cell.outputs
            assert "Not attempted yet" in panel.data["text/plain"]
            assert ".answer()" not in panel.data["text/plain"]


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


SHOWN = re.compile(r"(check\.\w+|\w*Lab(\.\w+)?|TwoWayReader\.\w+|Audio|Form|hear|print|claim|display|figures\.show)$")
NOTHING = re.compile(r"(.*\.(compile|forget|set_params|set_weights|use|report)|learn)$")


def shows_by_the_way(cells):
    """Calls that end a cell whose output is not compared, and whose answer nobody asked for: pages of numbers."""
    for cell in cells:
        if cell.cell_type == "code" and "nbval-ignore-output" in tags(cell):
            last = ast.parse(cell.source).body[-1]
            if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
                name = ast.unparse(last.value.func)
                if not SHOWN.match(name) and not NOTHING.match(name) and "raises-exception" not in tags(cell):
                    yield name


@each_notebook
def test_no_training_ends_a_cell_with_a_page_of_its_losses(path):
    assert list(shows_by_the_way(notebooks.read(path).cells)) == []


def test_a_page_of_losses_is_found():
    ignored = {"metadata": {"tags": ["nbval-ignore-output"]}}
    cells = [
        nbformat.v4.new_code_cell(source, **ignored) for source in ("a = model.fit(x)", "model.fit(x)", "print(1)")
    ]
    assert list(shows_by_the_way(cells)) == ["model.fit"]


@each_folded
def test_a_predicted_cell_shows_what_was_measured_and_no_verdict(path):
    assert list(verdicts(notebooks.read(path).cells)) == []


@each_folded
def test_what_explains_a_prediction_is_folded_beneath_a_question(path):
    cells = notebooks.read(path).cells
    assert list(spoilt(cells)) == []
    assert sum("predict" in tags(cell) for cell in cells) >= 2


def test_a_verdict_and_an_open_explanation_are_found():
    cell = nbformat.v4.new_code_cell("…", metadata={"tags": ["predict"]})
    cell.outputs = [nbformat.v4.new_output("stream", text="measured:\nmore than three times: True\n")]
    assert list(verdicts([cell])) == ["cell 1: True"]
    head = "<details><summary><b>Explain.</b> Why?</summary>\n\n"
    good, late, maths, gone = (
        nbformat.v4.new_markdown_cell(text)
        for text in (
            head + "It is (a).\n\n</details>\n\n**Change it.**",
            head + "Because.\n\n</details>\n\nThe answer is (a).",
            head.replace("Why", "Why $x$") + "Because.\n\n</details>",
            "**Explain.** Because.",
        )
    )
    assert list(spoilt([cell, good])) == []
    assert list(spoilt([cell, late])) == ["cell 2 gives away outside of the fold: The answer is ("]
    assert list(spoilt([cell, maths])) == ["cell 2: a summary shows no Markdown: Why $x$?"]
    assert list(spoilt([cell, gone])) == ["cell 2 begins with no folded explanation, and follows a prediction"]
    assert list(spoilt([gone])) == []


@each_notebook
def test_a_view_of_a_training_is_shown_once(path):
    """Shown a second time, it would show the second training in both places."""
    fresh = False
    for cell in notebooks.read(path).cells:
        if cell.cell_type == "code":
            fresh = fresh or "view = " in cell.source
            if "display(view)" in cell.source:
                assert fresh, cell.source
                fresh = False


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


def verdicts(cells):
    """Every True and False that a predicted cell has stored, with the number of the cell; not one in quotes."""
    for n, cell in enumerate(cells, 1):
        if "predict" in tags(cell):
            stored = "".join(text for output in cell.outputs for text in (output.get("text", ""), alternative(output)))
            yield from (f"cell {n}: {word}" for word in re.findall(r"(?<!\")\b(?:True|False)\b", stored))


def alternative(output):
    return output.get("data", {}).get("text/plain", "")


def spoilt(cells):
    """What gives an answer away: a text after a prediction that is not folded, or says too much around the fold."""
    waiting = False
    for n, cell in enumerate(cells, 1):
        waiting = waiting or "predict" in tags(cell)
        if cell.cell_type != "markdown":
            continue
        found = FOLD.match(cell.source) if waiting else None
        if waiting and not found:
            yield f"cell {n} begins with no folded explanation, and follows a prediction"
        elif found:
            if re.search(r"[$*`\[]", found["question"]):
                yield f"cell {n}: a summary shows no Markdown: {found['question']}"
            for words in re.findall(r"\*\*(?:Look|Explain)\.\*\*|The answer is \(", found["after"]):
                yield f"cell {n} gives away outside of the fold: {words}"
        waiting = False
