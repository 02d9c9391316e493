import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import nbformat
import numpy as np
import pytest

from lstm_helpers.maths.cells import init_lstm
from lstm_helpers.maths.sequence import run
from lstm_helpers.publish import export
from lstm_helpers.widgets import GateLab

rng = np.random.default_rng(0)
LAB = GateLab(run(init_lstm(2, 3, rng), rng.standard_normal((1, 5, 2)), labels=["</script>", "<!--", "b", "c", "d"]))
SOURCE = """\
import numpy as np
from lstm_helpers.maths.cells import init_lstm
from lstm_helpers.maths.sequence import run
from lstm_helpers.widgets import GateLab
rng = np.random.default_rng(0)
GateLab(run(init_lstm(2, 3, rng), rng.standard_normal((1, 5, 2))), title="In a page")"""


def labs_of(text):
    return json.loads(re.search(r'<script type="application/json" id="labs">(.*?)</script>', text, re.DOTALL)[1])


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """A small lesson, executed and written: (folder, text of its page)."""
    folder = tmp_path_factory.mktemp("site")
    new = nbformat.v4
    cells = [
        new.new_markdown_cell(
            "# Keep a value\n\nSee [the map](00_start_here.ipynb#the-map), `a$b$c`, $f_t \\odot c$."
            "\n\n"
            "$$h = \\frac{1}{2} \\tag{1}$$\n\n## The map\n\n| a | b |\n|---|---|\n| $x$ | 2 |"
        ),
        new.new_code_cell("print('measured:')\nprint('<b>', 1 < 2)", metadata={"tags": ["predict"]}),
        new.new_markdown_cell(
            "<details><summary><b>Explain.</b> Why?</summary>\n\n**Look.** It is $c_t$.\n\n$$c = f c$$\n\n</details>"
            "\n\nGo on."
        ),
        new.new_code_cell(SOURCE),
        new.new_code_cell(
            "from lstm_helpers import style\nimport matplotlib.pyplot as plt\nstyle.use()\nfig, ax = plt.subplots()"
        ),
    ]
    nbformat.write(new.new_notebook(cells=cells), folder / "03_keep_a_value.ipynb")
    assert export.main([str(folder / "03_keep_a_value.ipynb"), "--to", str(folder / "site")]) == 0
    return folder / "site", (folder / "site" / "03_keep_a_value.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_labs_page_holds_its_state_bit_for_bit():
    state = labs_of(export.lab_page(LAB))["lab"]["state"]
    sent, kept = LAB.payload["layers"][0], state["payload"]["layers"][0]
    assert base64.b64decode(kept["W_x"]) == sent["W_x"]
    assert base64.b64decode(kept["kernel"]["c"]) == sent["kernel"]["c"]
    assert kept["labels"] == sent["labels"]


@pytest.mark.slow
def test_labels_that_look_like_markup_cannot_end_the_data():
    text = export.lab_page(LAB, "<title>")
    data = re.search(r'id="labs">(.*?)</script>', text, re.DOTALL)[1]
    assert json.loads(data)["lab"]["state"]["payload"]["layers"][0]["labels"][:2] == ["</script>", "<!--"]
    assert "<" not in data
    assert "<title>&lt;title&gt;</title>" in text


@pytest.mark.slow
def test_the_fallback_picture_and_line_stand_in_the_page():
    text = export.lab_page(LAB)
    assert f'alt="{LAB.summary()}"' in text
    assert base64.b64encode(LAB.png()).decode() in text


def test_something_else_than_a_lab_costs_one_sentence():
    with pytest.raises(TypeError, match="expected one of lstm_helpers"):
        export.lab_page("a text")


@pytest.mark.slow
def test_no_page_names_anything_outside_itself(lesson):
    for text in (lesson[1], export.lab_page(LAB)):
        outside = re.findall(r"""(?:src|href|url\(|@import)\s*=?\s*["'(]*(?:https?:)?//[^"')\s]+""", text)
        assert outside == []


@pytest.mark.slow
class TestALesson:
    def test_equations_are_mathml_and_code_is_left_alone(self, lesson):
        _, text = lesson
        assert text.count("<math") == 5
        assert "<code>a$b$c</code>" in text
        assert "$" not in re.sub(r"<code>.*?</code>|<script.*?</script>|<style>.*?</style>", "", text, flags=re.DOTALL)

    def test_links_lead_to_pages_and_headings_can_be_linked_to(self, lesson):
        _, text = lesson
        assert 'href="00_start_here.html#the-map"' in text
        assert 'id="the-map"' in text

    def test_a_prediction_is_folded_and_its_text_is_text(self, lesson):
        _, text = lesson
        folded = re.search(r"<details><summary>measured.*?</details>", text, re.DOTALL)[0]
        assert "&lt;b&gt; True" in folded

    def test_an_explanation_is_folded_with_its_equations_and_what_follows_is_not(self, lesson):
        _, text = lesson
        fold, after = re.search(
            r"<details><summary><b>Explain.</b> Why\?</summary>(.*?)</details>(.*)", text, re.DOTALL
        ).groups()
        assert "<strong>Look.</strong>" in fold
        assert fold.count("<math") == 2
        assert "Go on." in after

    def test_the_lab_is_in_the_page_with_its_numbers(self, lesson):
        _, text = lesson
        (record,) = labs_of(text).values()
        kept = record["state"]["payload"]["layers"][0]
        again = np.random.default_rng(0)
        params = init_lstm(2, 3, again)
        assert np.frombuffer(base64.b64decode(kept["W_x"])).tolist() == params.W_x.ravel().tolist()
        assert text.count("data-lab=") >= 1

    def test_figures_are_inside_and_the_index_lists_the_lesson(self, lesson):
        folder, text = lesson
        assert text.count("data:image/png;base64,") == 2
        index = (folder / "index.html").read_text(encoding="utf-8")
        assert '<a href="03_keep_a_value.html">03 · Keep a value</a>' in index


def test_stored_outputs_can_be_written_without_executing(tmp_path):
    new = nbformat.v4
    cell = new.new_code_cell("1 + 1", outputs=[new.new_output("execute_result", data={"text/plain": "stored"})])
    nbformat.write(new.new_notebook(cells=[new.new_markdown_cell("# Title"), cell]), tmp_path / "07_a.ipynb")
    assert export.write(tmp_path / "07_a.ipynb", tmp_path / "out", stored=True) == ("07_a.html", "Title")
    assert '<pre class="output" tabindex="0">stored</pre>' in (tmp_path / "out" / "07_a.html").read_text()


@pytest.mark.slow
def test_a_notebook_that_fails_is_named_and_not_written(tmp_path, capsys):
    new = nbformat.v4
    nbformat.write(new.new_notebook(cells=[new.new_code_cell("1 / 0")]), tmp_path / "07_a.ipynb")
    assert export.main([str(tmp_path / "07_a.ipynb"), "--to", str(tmp_path / "out")]) == 1
    assert "07_a.ipynb: NOT written" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


HOSTILE = '"><script>document.title = "ran"</script><img src=x onerror="document.title = 1"></style></pre>'


def hostile_notebook():
    """A notebook that tries to run a script wherever it can hold a text."""
    new = nbformat.v4
    outputs = [
        new.new_output("stream", name="stdout", text=HOSTILE),
        new.new_output("error", ename=HOSTILE, evalue=HOSTILE, traceback=[]),
        new.new_output(
            "display_data",
            data={"image/png": HOSTILE, "text/plain": HOSTILE},
            metadata={"image/png": {"width": HOSTILE}},
        ),
        new.new_output("display_data", data={"text/html": HOSTILE}),
        new.new_output("display_data", data={"image/svg+xml": f"<svg>{HOSTILE}</svg>"}),
        new.new_output("display_data", data={export.WIDGET_VIEW: {"model_id": HOSTILE}, "text/plain": HOSTILE}),
    ]
    cells = [
        new.new_markdown_cell(f"# Title {HOSTILE}"),
        new.new_markdown_cell(f"${HOSTILE}$ and $$a \\text{{</math>{HOSTILE}}}$$ and $\\text{{<script>1</script>}}$"),
        new.new_markdown_cell("\ue0007\ue001 @@equation9@@ [a](javascript:alert(1))"),
        new.new_code_cell(f"x = {HOSTILE!r}", outputs=outputs),
    ]
    return new.new_notebook(cells=cells)


class Elements(HTMLParser):
    """The tags of a page, and the names of their attributes, as a browser finds them."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}


def test_text_that_a_notebook_prints_names_or_shows_stays_text():
    """What is HTML on purpose, in a text cell or an output, is left to the page's policy: see the browser's test."""
    nb = hostile_notebook()
    nb.cells[0].source, nb.cells[3].outputs = "# Title", nb.cells[3].outputs[:3] + nb.cells[3].outputs[5:]
    text = export.notebook_page(nb, HOSTILE)
    for page in (text, export.index_page([(f"{HOSTILE}.html", HOSTILE)])):
        found = Elements()
        found.feed(page)
        assert "script" not in found.tags
        assert not [name for name in found.attributes if name.startswith("on")]


@pytest.mark.slow
def test_a_page_lets_no_script_run_but_its_own():
    text = export.lab_page(LAB, "A lab")
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)[1]
    script = re.search(r'<script type="module">(.*?)</script>', text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert re.search(r"script-src ('sha256-[^']*' )+blob:;", policy)
    assert f"'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe-eval" not in policy


def test_a_notebook_that_holds_half_a_letter_is_named_and_not_written(tmp_path, capsys):
    path = tmp_path / "07_a.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Half")]), path)
    path.write_text(path.read_text().replace("# Half", "# Half \\ud800"))
    assert export.main([str(path), "--stored", "--to", str(tmp_path / "out")]) == 1
    assert "it holds half a letter (a lone surrogate, '\\ud800')" in capsys.readouterr().err
    assert not list((tmp_path / "out").glob("*"))
