import nbformat
import pytest

from lstm_helpers.exercises.bank import bank
from lstm_helpers.lessons import LESSONS
from lstm_helpers.publish import minutes, notebooks

made, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell


def lesson(*cells):
    return nbformat.v4.new_notebook(cells=cells)


def test_words_lines_predictions_and_exercises_each_cost_their_minutes():
    known = bank()
    predicted, figure = (code("a = 1", metadata={"tags": ["predict"]}) for _ in range(2))
    tagged = code("def keep(f, c):\n    return ...", metadata={"tags": ["exercise:keep"]})
    for nb, wanted in (
        (lesson(made("word " * 340)), 2.0),
        (lesson(code("a = 1\n\n" * 15)), 1.0),
        (lesson(predicted), 0.75 + 4 / 60),
        (lesson(predicted, figure), 0.75 + 8 / 60),
        (lesson(predicted, made("word " * 170), figure), 2.5 + 8 / 60),
        (lesson(tagged), known["keep"].minutes),
        (lesson(made("word " * 170), made("## The map\n" + "word " * 999)), 1.0),
    ):
        assert minutes.by_the_rule(nb, known) == pytest.approx(wanted)


def test_minutes_are_written_into_the_card_and_the_map_and_nothing_else_changes(tmp_path):
    page = tmp_path / "00_start_here.ipynb"
    text = notebooks.find()[0].read_text(encoding="utf-8")
    page.write_text(text, encoding="utf-8", newline="\n")
    other = [lesson._replace(minutes=lesson.minutes + 100) for lesson in LESSONS]
    assert minutes.say(page, other[0])
    assert minutes.say_in_the_map(page, other)
    assert not minutes.say_in_the_map(page, other)
    minutes.say(page, LESSONS[0])
    minutes.say_in_the_map(page)
    assert page.read_text(encoding="utf-8") == text
