"""The one form of a notebook: what is taken out, what stays, what is refused, and that a second run changes nothing."""

import base64
import copy
import re
from configparser import ConfigParser

import nbformat
import pytest

from lstm_helpers.publish import ROOT, notebooks
from lstm_helpers.publish.normal_form import WIDGET_VIEW, normal, problems, text
from lstm_helpers.publish.notebooks import check, find, main, remake

NEW = nbformat.v4
PNG = base64.b64encode(b"\x89PNG" + bytes(300)).decode()


def code(source="1 + 1", *outputs, count=1, tags=(), **more):
    metadata = ({"tags": list(tags)} if tags else {}) | more
    return NEW.new_code_cell(source, outputs=list(outputs), execution_count=count, metadata=metadata)


def shown(**data):
    return NEW.new_output("display_data", data={mime.replace("_", "/"): value for mime, value in data.items()})


def stream(words, name="stdout"):
    return NEW.new_output("stream", name=name, text=words)


def notebook(*cells, **metadata):
    """As an editor may have saved it: nothing is validated."""
    return nbformat.from_dict(
        {"cells": [NEW.new_markdown_cell("# Title"), *cells], "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    )


def remarks(*cells):
    return "\n".join(problems(normal(notebook(*cells))))


# ---- what becomes of a saved notebook -------------------------------------------------------------------------------


def test_counts_run_from_one_in_order():
    nb = normal(
        notebook(
            code("a = 1", count=7),
            code("a", NEW.new_output("execute_result", execution_count=9, data={"text/plain": "1"}), count=9),
        )
    )
    assert [cell.execution_count for cell in nb.cells[1:]] == [1, 2]
    assert nb.cells[2].outputs[0].execution_count == 2


def test_a_cell_that_never_ran_gets_no_count():
    assert normal(notebook(code("a = 1", count=None))).cells[1].execution_count is None


def test_ids_stay_and_missing_or_doubled_ones_are_made_from_the_content():
    first, second, third = code("a = 1"), code("a = 1"), code("b = 2")
    first.id, second.id = "mine", "mine"
    del third["id"]
    ids = [cell.id for cell in normal(notebook(first, second, third)).cells]
    again = [cell.id for cell in normal(notebook(first, second, third)).cells]
    assert ids[1] == "mine"
    assert len(set(ids)) == 4
    assert ids[1:] == again[1:]


def test_metadata_is_the_same_for_every_notebook():
    nb = normal(
        notebook(
            code("1", collapsed=True, execution={"iopub.status.busy": "2026"}),
            kernelspec={"name": "other"},
            widgets={"state": 1},
            toc={"a": 1},
        )
    )
    assert nb.metadata == notebooks.METADATA
    assert nb.cells[1].metadata == {}
    assert (nb.nbformat, nb.nbformat_minor) == (4, 5)


def test_a_predict_cell_is_folded():
    cell = normal(notebook(code("print('measured:')", stream("measured:\n"), tags=["predict"]))).cells[1]
    assert cell.metadata == {"tags": ["predict"], "jupyter": {"outputs_hidden": True}}


def test_streams_are_merged_but_not_across_a_picture():
    picture = shown(image_png=PNG, text_plain="p")
    outputs = normal(notebook(code("f()", stream("a"), stream("b\n"), picture, stream("c")))).cells[1].outputs
    assert [o.get("text", "picture") for o in outputs] == ["ab\n", "picture", "c"]


def test_a_widget_view_is_taken_out_and_its_picture_and_text_stay():
    lab = NEW.new_output("display_data", data={WIDGET_VIEW: {"model_id": "x"}, "image/png": PNG, "text/plain": "Lab"})
    bare = NEW.new_output("display_data", data={WIDGET_VIEW: {"model_id": "x"}})
    outputs = normal(notebook(code("lab", lab, bare))).cells[1].outputs
    assert [set(output.data) for output in outputs] == [{"image/png", "text/plain"}]


def test_only_the_pixels_of_a_picture_in_html_may_differ_between_two_runs():
    def version(alt, pixels):
        cell = code("show(fig)", shown(text_html=f'<img alt="{alt}" width="72" src="data:image/png;base64,{pixels}">'))
        cell.id, cell.metadata.tags = "measured", ["nbval-ignore-output"]
        return notebook(cell)

    def html(nb):
        return nb.cells[1].outputs[0].data["text/html"]

    stored = normal(version("It falls.", "AAAA"), notebook())
    assert html(normal(version("It falls.", "BBBB"), stored)) == html(stored)
    assert "It rises." in html(normal(version("It rises.", "AAAA"), stored))
    settings = ConfigParser(interpolation=None)
    settings.read(ROOT / "tests" / "nbval_sanitize.cfg", encoding="utf-8")
    compared = [
        re.sub(settings["picture"]["regex"], settings["picture"]["replace"], html(normal(version(alt, pixels))))
        for alt, pixels in (("It falls.", "AAAA"), ("It falls.", "B+/="), ("It rises.", "AAAA"))
    ]
    assert compared[0] == compared[1] != compared[2]


def test_a_traceback_is_cut_to_one_line():
    error = NEW.new_output("error", ename="ValueError", evalue="no", traceback=["/home/me/x.py", "line 3"])
    outputs = normal(notebook(code("f()", error, tags=["raises-exception"]))).cells[1].outputs
    assert outputs[0].traceback == ["ValueError: no"]


def test_log_lines_are_dropped_where_outputs_are_not_compared():
    cell = code("fit()", stream("log", "stderr"), stream("x"), tags=["nbval-ignore-output"])
    assert [o.name for o in normal(notebook(cell)).cells[1].outputs] == ["stdout"]


def test_the_normal_form_of_a_normal_form_is_itself():
    nb = notebook(
        code("1", stream("a"), stream("b"), count=5),
        code("2", shown(image_png=[PNG, "\n"], text_plain="p"), tags=["nbval-ignore-output"]),
    )
    once = normal(nb)
    assert text(normal(copy.deepcopy(once))) == text(once)


def test_measured_outputs_stay_until_code_before_them_or_their_form_changes():
    def version(before, words):
        cell = code("print(loss)", stream(words), tags=["nbval-ignore-output"])
        setup = code(before)
        cell.id, setup.id = "measured", "setup"
        return notebook(setup, cell)

    stored = normal(version("a = 1", "loss 0.123\n"), notebook())
    same = normal(version("a = 1", "loss 0.456\n"), stored)
    other_code = normal(version("a = 2", "loss 0.456\n"), stored)
    other_form = normal(version("a = 1", "no loss\n"), stored)
    fresh = normal(version("a = 1", "loss 0.456\n"), stored, fresh=True)
    assert [nb.cells[2].outputs[0].text for nb in (same, other_code, other_form, fresh)] == [
        "loss 0.123\n",
        "loss 0.456\n",
        "no loss\n",
        "loss 0.456\n",
    ]


# ---- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (code("x = 1", count=None), "cell 2 (x = 1) was never executed"),
        (code(" "), "is empty"),
        (NEW.new_markdown_cell(" "), "cell 2 is empty"),
        (code("plot();"), "semicolon"),
        (code("f()", NEW.new_output("error", ename="E", evalue="", traceback=[])), "stores the error E"),
        (code("f()", tags=["raises-exception"]), "tagged raises-exception, and stores no error"),
        (code("f()", stream("careful", "stderr")), "writes to stderr: careful"),
        (code("f()", stream(f"{notebooks.ROOT}/a")), "path of this machine"),
        (code("f", shown(text_plain="<f at 0x7f1234567890>")), "object's address"),
        (code("f()", stream("10%\r20%")), "progress bar"),
        (code("f()", shown(image_png=base64.b64encode(bytes(61_000)).decode())), "picture of 61 kB"),
        (code("f()", stream("0.3"), tags=["predict"]), "print 'measured:' first"),
        (code("f()", *[shown(text_plain="x" * 100_000) for _ in range(7)]), "the notebook has 70"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_each_defect_is_refused_in_a_sentence_that_names_the_cell(cell, words):
    assert words in remarks(cell)


def test_a_sound_notebook_has_no_problems():
    assert remarks(code("f()", stream("measured:\n1"), tags=["predict"]), code("g()", shown(image_png=PNG))) == ""


# ---- the command ----------------------------------------------------------------------------------------------------


def test_check_says_what_is_wrong_in_which_file_and_leaves_it_alone(tmp_path, capsys):
    good, edited, broken = (tmp_path / f"0{n}_x.ipynb" for n in range(3))
    nb = normal(notebook(code("1", stream("a"))))
    good.write_text(text(nb), encoding="utf-8")
    edited.write_text(text(nb).replace('"execution_count": 1', '"execution_count": 4'), encoding="utf-8")
    broken.write_text(text(normal(notebook(code("f()", count=None)))), encoding="utf-8")
    before = [path.read_bytes() for path in (good, edited, broken)]
    assert main(["--check", str(good)]) == 0
    assert main(["--check", str(good), str(edited), str(broken)]) == 1
    said = capsys.readouterr()
    assert "00_x.ipynb: in normal form" in said.out
    assert "01_x.ipynb: NOT in normal form\n    is not in normal form (saved by an editor?)" in said.err
    assert "02_x.ipynb: NOT in normal form\n    cell 2 (f()) was never executed" in said.err
    assert [path.read_bytes() for path in (good, edited, broken)] == before


def test_a_name_that_means_no_notebook_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no notebook is called '99'"):
        find(["99"], tmp_path)


def test_an_exercise_cell_that_differs_from_the_bank_is_found(tmp_path):
    path = tmp_path / "00_x.ipynb"
    nb = normal(notebook(code("def keep(f, c):\n    return f", stream("a"), tags=["exercise:keep"])))
    path.write_text(text(nb), encoding="utf-8")
    assert check(path) == ["an exercise cell differs from the exercise bank: run make notebooks."]


@pytest.mark.slow
def test_what_was_tried_before_does_not_show_in_a_notebook(tmp_path, monkeypatch):
    monkeypatch.setenv("LSTM_PROGRESS", str(tmp_path / "mine.json"))
    path = tmp_path / "00_x.ipynb"
    path.write_text(text(notebook(code("import os\nos.environ['LSTM_PROGRESS']", count=None))), encoding="utf-8")
    assert remake(path)
    assert notebooks.read(path).cells[-1].outputs[0].data["text/plain"] == "'off'"


@pytest.mark.slow
def test_executing_twice_changes_nothing_and_a_failing_cell_leaves_the_file_alone(tmp_path):
    path = tmp_path / "00_x.ipynb"
    path.write_text(
        text(
            notebook(
                code("import os\nprint(os.path.basename(os.getcwd()) != '')", count=None), code("1 + 1", count=None)
            )
        ),
        encoding="utf-8",
    )
    assert remake(path)
    assert [
        cell.outputs[0].get("text") or cell.outputs[0].data["text/plain"] for cell in notebooks.read(path).cells[1:]
    ] == ["True\n", "2"]
    assert not remake(path)
    path.write_text(text(notebook(code("1 / 0", count=None))), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(notebooks.NotebookError, match="ZeroDivisionError"):
        remake(path)
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir()) == ["00_x.ipynb"]
