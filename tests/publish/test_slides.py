"""Slides: a heading, a picture or a lab begins one; code that shows nothing is left out."""

import re

import nbformat
import pytest

from lstm_helpers.publish import export, slides

new = nbformat.v4
PICTURE = new.new_output("display_data", data={"image/png": "AAAA", "text/plain": "a figure"})


def made():
    cells = [
        new.new_markdown_cell("# Title\n\nWelcome.\n\n## One\n\nText with $x^2$."),
        new.new_code_cell("import nothing"),
        new.new_code_cell("print(1)", outputs=[new.new_output("stream", name="stdout", text="one")]),
        new.new_code_cell("draw()", outputs=[PICTURE], metadata={"tags": ["predict"]}),
        new.new_markdown_cell("What it shows."),
        new.new_markdown_cell("### Two\n\n<details><summary>Explain.</summary>\n\nSo.\n\n</details>"),
    ]
    return slides.slides_page(new.new_notebook(cells=cells), "Title")


def test_each_heading_and_each_picture_begins_a_slide_and_what_shows_nothing_is_left_out():
    found = re.findall(r"<section>(.*?)</section>", made(), re.DOTALL)
    assert [
        bool(re.search(f">{title}</h", slide)) for title, slide in zip(("Title", "One", "", "Two"), found, strict=True)
    ]
    assert "<math" in found[1]
    assert "one" in found[1]
    assert "data:image/png" in found[2]
    assert "What it shows." in found[2]
    assert "import nothing" not in made()


def test_code_and_answers_are_folded():
    found = re.findall(r"<section>(.*?)</section>", made(), re.DOTALL)[2]
    assert found.count("<details>") == 2
    assert (
        found.index("<summary>code") < found.index("draw") < found.index("<summary>measured") < found.index("image/png")
    )


def test_the_pages_policy_knows_the_script_that_turns_the_slides():
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', made())[1]
    assert policy.count("'sha256-") == 2
    assert "default-src 'none'" in policy


def test_the_command_writes_beside_the_page_of_the_lesson(tmp_path, capsys):
    nbformat.write(new.new_notebook(cells=[new.new_markdown_cell("# Title")]), tmp_path / "07_a.ipynb")
    assert slides.main([str(tmp_path / "07_a.ipynb"), "--stored", "--to", str(tmp_path)]) == 0
    assert "07_a_slides.html: written" in capsys.readouterr().out
    assert export.write(tmp_path / "07_a.ipynb", tmp_path, stored=True)[0] == "07_a.html"
    assert (tmp_path / "07_a_slides.html").read_text(encoding="utf-8").count("<section>") == 1


@pytest.mark.slow
def test_a_notebook_that_fails_is_named(tmp_path, capsys):
    nbformat.write(new.new_notebook(cells=[new.new_code_cell("1 / 0")]), tmp_path / "07_a.ipynb")
    assert slides.main([str(tmp_path / "07_a.ipynb"), "--to", str(tmp_path / "out")]) == 1
    assert "07_a.ipynb: NOT written" in capsys.readouterr().err
