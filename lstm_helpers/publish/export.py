"""Write notebooks and labs as HTML pages that need neither Python nor a network: the course to read.

    python -m lstm_helpers.publish.export                 execute every notebook and write it as a page under site/
    python -m lstm_helpers.publish.export 00 04           these alone
    python -m lstm_helpers.publish.export --stored        execute nothing: stored outputs, labs as pictures

A page holds each lab's own module and style sheet, its state with every array as base64, and a stand-in of a few
lines for the model that a notebook's kernel would be: its labs are alive. Equations are MathML, pictures are inside.
"""

import argparse
import html
import re
import sys
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from lstm_helpers.arrays import as_text
from lstm_helpers.publish import ROOT, notebooks
from lstm_helpers.publish.normal_form import PREDICT, WIDGET_VIEW, tags
from lstm_helpers.widgets import Lab, pages

STATES = "application/vnd.jupyter.widget-state+json"
SITE = ROOT / "site"
SHOWN = {"image/png", "image/svg+xml", WIDGET_VIEW}
"""What an output shows that wants a slide of its own."""
EQUATION = re.compile(
    r"(?P<code>```.*?```|`[^`\n]+`)|\$\$(?P<block>.+?)\$\$|(?<![\\$])\$(?P<line>[^$\n]+)\$", re.DOTALL
)

WORDS = "math mrow mi mo mn mtext ms mspace msub msup msubsup mover munder munderover mfrac msqrt mroot mstyle mpadded"
WORDS += " mphantom menclose mfenced mtable mtr mtd mlabeledtr mmultiscripts mprescripts none semantics annotation"
MATHML = set(WORDS.split())


def lab_page(lab, title="A lab"):
    """Return one lab as the text of a self-contained HTML page.

    Parameters
    ----------
    lab : Lab
    title : str
        Of the page.

    Raises
    ------
    TypeError, ValueError
        ``lab`` is not one of the course's labs, or ``title`` no text.
    """
    if not isinstance(lab, Lab):
        raise TypeError(f"lab is {type(lab).__name__}: expected one of lstm_helpers.widgets, e.g. a GateLab.")
    title = as_text("title", title)
    return pages.of_lab(lab, title)


def notebook_page(nb, title):
    """Return a notebook, executed with its widgets' states or not, as the text of a self-contained HTML page."""
    labs = labs_of(nb)
    cells = "\n".join(
        text_of(cell.source) if cell.cell_type == "markdown" else code_of(cell, labs)
        for cell in nb.cells
        if cell.cell_type in ("markdown", "code")
    )
    body = f'<main><nav><a href="index.html">All lessons</a></nav>\n{cells}</main>'
    return pages.page(title, body, those_in(cells, labs), code_css())


def labs_of(nb):
    """Return {id: (module, style sheet, state)} of the labs whose states an executed notebook holds."""
    states = nb.metadata.get("widgets", {}).get(STATES, {}).get("state", {})
    return {id: _live(record) for id, record in states.items() if record["model_module"] == "anywidget"}


def those_in(body, labs):
    """Return the labs that a body has a place for."""
    return {id: lab for id, lab in labs.items() if f'data-lab="{html.escape(id)}"' in body}


def write(path, folder=SITE, stored=False, form=notebook_page, ending=""):
    """Write the notebook at ``path`` in a form (a page, slides) in ``folder``; return (file name, title)."""
    nb = notebooks.read(path)
    if not stored:
        notebooks.fill(nb)
        notebooks.execute(nb, Path(path).parent, widgets=True)
    title = next(
        (line[2:].strip() for cell in nb.cells for line in cell.source.splitlines() if line.startswith("# ")),
        Path(path).stem,
    )
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{Path(path).stem}{ending}.html"
    try:
        text = form(nb, title).encode("utf-8")
    except UnicodeEncodeError as error:
        half = error.object[error.start]
        raise notebooks.NotebookError(
            f"it holds half a letter (a lone surrogate, {half!a}), which is not valid Unicode: delete it."
        ) from None
    (folder / name).write_bytes(text)
    return name, title


def index_page(lessons):
    """Return the page that lists the lessons, pairs of file name and title."""
    items = "".join(
        f'<li><a href="{quote(name)}">{html.escape(name[:2])} · {html.escape(title)}</a></li>'
        for name, title in lessons
    )
    return pages.page(
        "Inside the LSTM",
        f"<main><h1>Inside the LSTM</h1><p>The lessons as pages: the labs work, the code is "
        f"to be read. To run and change it, open the notebooks.</p><ul>{items}</ul></main>",
        {},
    )


# One notebook cell ----------------------------------------------------------------------------------------------------


def text_of(source):
    """Return a text cell as HTML: markdown, with equations as MathML and links to notebooks as links to their pages."""
    from latex2mathml.converter import convert
    from nbconvert.filters import markdown2html

    equations = []

    def keep(match):
        if match["code"]:
            return match[0]
        equations.append(_equation(convert, match["block"] or match["line"], "block" if match["block"] else "inline"))
        return f"\ue000{len(equations) - 1}\ue001"

    text = markdown2html(EQUATION.sub(keep, re.sub("[\ue000\ue001]", "", source)))
    text = re.sub(r'<a class="anchor-link".*?</a>', "", text)
    text = re.sub(r"<(h\d) id=\"([^\"]*)\">", _heading, text)
    text = re.sub(r'(href="[^":#]*)\.ipynb', r"\1.html", text)
    return re.sub("\\ue000([0-9]+)\\ue001", lambda match: equations[int(match[1])], text)


def _equation(convert, source, display):
    """The MathML of an equation; its source, where that would be more than MathML: words may hold anything."""
    try:
        made = convert(source, display=display)
        tags = {re.sub(r"^\{.*\}", "", element.tag) for element in ElementTree.fromstring(made).iter()}
    except Exception:  # the converter has many ways to fail
        tags = None
    return made if tags and tags <= MATHML else f"<code>{html.escape(source)}</code>"


def _heading(match):
    """A heading that can be linked to as JupyterLab does it, and in small letters."""
    small = match[2].lower()
    second = f'<a id="{small}"></a>' if small != match[2] else ""
    return f'<{match[1]} id="{match[2]}">{second}'


def code_of(cell, labs, folded=False):
    """Return a code cell and its outputs as HTML; a prediction's outputs are folded, with ``folded`` the code too."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    source = highlight(cell.source, PythonLexer(), HtmlFormatter(wrapcode=True)).replace("<pre>", '<pre tabindex="0">')
    outputs = "\n".join(filter(None, (_output(one, labs) for one in cell.outputs)))
    if PREDICT in tags(cell) and outputs:
        outputs = f"<details><summary>measured: open it when you have made your guess</summary>{outputs}</details>"
    if folded:
        source = f"<details><summary>code</summary>{source}</details>"
    return f'<div class="cell">{source}\n{outputs}</div>'


def _output(output, labs):
    """One output: a living lab, a picture, HTML or text, the first of these there is."""
    if output.output_type == "stream":
        return _plain(output.text)
    if output.output_type == "error":
        return _plain(f"{output.ename}: {output.evalue}")
    data = output.data
    picture = ""
    if "image/png" in data:
        alt = html.escape("".join(data.get("text/plain", "a figure")), quote=True)
        wide = output.get("metadata", {}).get("image/png", {}).get("width")
        size = f' width="{wide}"' if isinstance(wide, (int, float)) else ""
        encoded = re.sub(r"[^A-Za-z0-9+/=]", "", "".join(data["image/png"]))
        picture = f'<img alt="{alt}"{size} src="data:image/png;base64,{encoded}">'
    id = data.get(WIDGET_VIEW, {}).get("model_id")
    if id in labs:
        return f'<div data-lab="{html.escape(id)}">{picture}</div>'
    if "image/svg+xml" in data:
        return "".join(data["image/svg+xml"])
    return picture or "".join(data.get("text/html", "")) or _plain("".join(data.get("text/plain", "")))


def _plain(text):
    text = re.sub(r"\x1b\[[0-9;]*m", "", "".join(text)).rstrip("\n")
    return f'<pre class="output" tabindex="0">{html.escape(text)}</pre>' if text else ""


def _live(record):
    """(module, style sheet, state) of a widget as a notebook's metadata keep it, the buffers back in their places."""
    state = dict(record["state"])
    for buffer in record.get("buffers", []):
        place = state
        for key in buffer["path"][:-1]:
            place = place[key]
        place[buffer["path"][-1]] = buffer["data"]
    shown = {key: value for key, value in state.items() if not key.startswith("_")}
    return state["_esm"], state.get("_css", ""), shown


def code_css():
    """Return the style sheet of code, for both themes."""
    from pygments.formatters import HtmlFormatter

    light = HtmlFormatter(style="xcode").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    both = f"@media (prefers-color-scheme: light) {{ {light} }}\n@media (prefers-color-scheme: dark) {{ {dark} }}"
    return both + "\n.highlight, .highlight pre { background: var(--soft); }"


def main(arguments=None):
    """Run the command; return 0, or 1 when a notebook failed."""
    parser = argparse.ArgumentParser(
        prog="python -m lstm_helpers.publish.export",
        description="Write the notebooks as pages that need neither Python nor a network.",
    )
    parser.add_argument("names", nargs="*", help="numbers, names or paths; all notebooks when left out")
    parser.add_argument("--to", type=Path, default=SITE, metavar="FOLDER", help="where to (site)")
    parser.add_argument("--stored", action="store_true", help="execute nothing: labs are pictures")
    options = parser.parse_args(arguments)
    lessons = []
    for path in notebooks.find(options.names):
        try:
            lessons.append(write(path, options.to, options.stored))
            print(f"{path.name}: written", flush=True)
        except notebooks.NotebookError as error:
            print(f"{path.name}: NOT written\n    {error}", file=sys.stderr)
            return 1
    (options.to / "index.html").write_text(index_page(lessons), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
