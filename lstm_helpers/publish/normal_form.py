"""The one normal form of a notebook, and what a reader or the comparison of outputs would stumble over in it."""

import base64
import hashlib
import os
import re
from pathlib import Path

import nbformat

from lstm_helpers.publish import ROOT

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}
PNG_BYTES = 60_000
NOTEBOOK_BYTES = 600_000
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PICTURE = re.compile(r'( width="\d+")? src="data:image/png;base64,[^"]*"')  # in HTML
IGNORED, PREDICT, RAISES, EXERCISE = "nbval-ignore-output", "predict", "raises-exception", "exercise:"


def text(nb):
    """Return the file's text: what JupyterLab would write."""
    return nbformat.writes(nb) + "\n"


def tags(cell):
    """Return the tags of a cell."""
    return cell.get("metadata", {}).get("tags", [])


def normal(nb, before=None, fresh=False):
    """Return ``nb`` in normal form.

    Parameters
    ----------
    nb : NotebookNode
    before : NotebookNode, optional
        The stored notebook: measured outputs whose code is unchanged are taken from it.
    fresh : bool
        Take none.
    """
    stored = {cell.get("id"): cell for cell in before.cells} if before and not fresh else {}
    cells, ids, digest, count = [], set(), hashlib.sha256(), 0
    for cell in nb.cells:
        new = nbformat.from_dict({"cell_type": cell.cell_type, "source": "".join(cell.source).rstrip()})
        new.id = _cell_id(cell, ids)
        new.metadata = nbformat.from_dict({"tags": list(tags(cell))} if tags(cell) else {})
        if cell.cell_type == "code":
            digest.update(new.source.encode() + b"\0")
            new.execution_count = None
            new.outputs = _outputs(cell)
            if cell.get("execution_count") is not None:
                count += 1
                new.execution_count = count
            if PREDICT in tags(cell):
                new.metadata["jupyter"] = {"outputs_hidden": True}
            if IGNORED in tags(cell):
                made_from = digest.hexdigest()[:12]
                old = stored.get(new.id)
                if before is None:  # the form alone: what was recorded stays
                    made_from = cell.metadata.get("made_from", "")
                elif old and old.metadata.get("made_from") == made_from and _form(old) == _form(new):
                    new.outputs = _outputs(old)
                new.metadata["made_from"] = made_from
            for output in new.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = new.execution_count
        elif cell.get("attachments"):
            new.attachments = cell.attachments
        cells.append(new)
    return nbformat.from_dict({"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5})


def problems(nb):
    """Return what a reader or the comparison of outputs would stumble over, a sentence each, naming the cell."""
    found = []
    for n, cell in enumerate(nb.cells, 1):
        if cell.cell_type == "code":
            found += [f"cell {n} ({_first_line(cell.source)}) {remark}" for remark in _remarks(cell)]
        elif not cell.source.strip():
            found.append(f"cell {n} is empty: delete it.")
    size = len(text(nb).encode())
    if size > NOTEBOOK_BYTES:
        found.append(f"the notebook has {size // 1000} kB, and at most {NOTEBOOK_BYTES // 1000} are allowed.")
    return found


def _cell_id(cell, taken):
    """The cell's own id when it is valid and free, else one derived from its content."""
    name = cell.get("id", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name) or name in taken:
        base = hashlib.sha256(f"{cell.cell_type}\0{''.join(cell.source).rstrip()}".encode()).hexdigest()[:8]
        name = next(new for new in (base, *(f"{base}-{n}" for n in range(2, 1000))) if new not in taken)
    taken.add(name)
    return name


def _outputs(cell):
    """The outputs worth storing: streams merged, no widget views, no machine's traceback, no log lines."""
    kept = []
    for output in cell.get("outputs", []):
        output = nbformat.from_dict(output)
        match output.output_type:
            case "stream":
                if output.name == "stderr" and IGNORED in tags(cell):
                    continue  # log lines of a library
                output.text = "".join(output.text)
                if kept and kept[-1].output_type == "stream" and kept[-1].name == output.name:
                    kept[-1].text += output.text
                    continue
            case "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
            case "display_data" | "execute_result":
                output.data.pop(WIDGET_VIEW, None)
                for mime, value in output.data.items():
                    if isinstance(value, list):
                        output.data[mime] = "".join(value)
                if isinstance(output.data.get("image/png"), str):
                    output.data["image/png"] = output.data["image/png"].replace("\n", "")
                if not output.data:
                    continue
        kept.append(output)
    return kept


def _form(cell):
    """The outputs of a cell with every number and picture left out: what must agree for a stored output to stay."""
    numbers = re.compile(r"[-+]?\d[\d.,e+-]*|\s+")
    return [
        (output.output_type, [(mime, numbers.sub("", value)) for mime, value in _texts(output)])
        for output in _outputs(cell)
    ]


def _texts(output):
    """(mime type, text) of everything in an output but pictures, in HTML too."""
    if output.output_type == "stream":
        return [(output.name, "".join(output.text))]
    if output.output_type == "error":
        return [("error", f"{output.ename}: {output.evalue}")]
    return [
        (mime, PICTURE.sub("", value))
        for mime, value in sorted(output.data.items())
        if isinstance(value, str) and not mime.startswith("image/p")
    ]


def _remarks(cell):
    """What is wrong with one code cell."""
    if not cell.source.strip():
        yield "is empty: delete it."
        return
    if cell.execution_count is None and "nbval-skip" not in tags(cell):
        yield "was never executed, so its output is never compared: run make notebooks."
    if cell.source.rstrip().endswith(";"):
        yield "ends with a semicolon, which hides the value: end with a plain line such as None, or show the value."
    raised = [output.ename for output in cell.outputs if output.output_type == "error"]
    if raised and RAISES not in tags(cell):
        yield f"stores the error {raised[0]}."
    if RAISES in tags(cell) and not raised:
        yield f"is tagged {RAISES}, and stores no error."
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            yield f"writes to stderr: {_first_line(output.text)}"
        for mime, value in _texts(output):
            if str(ROOT) in value or str(Path.home()) + os.sep in value:
                yield "prints a path of this machine."
            if mime == "text/plain" and re.search(r"\bat 0x[0-9a-f]{6,}", value):
                yield "shows an object's address, which differs at every run."
            if "\r" in value.replace("\r\n", "\n"):
                yield "stores a progress bar: progress must leave no text behind."
        png = output.get("data", {}).get("image/png", "")
        if len(png) * 3 // 4 > PNG_BYTES:
            yield (
                f"draws a picture of {len(base64.b64decode(png)) // 1000} kB, and at most {PNG_BYTES // 1000} are "
                "allowed: draw it smaller or with fewer points."
            )
    if PREDICT in tags(cell):
        first = next((value for output in cell.outputs for _, value in _texts(output)), "")
        if not first.startswith(("measured:", "<Figure")):
            yield (
                f"is tagged {PREDICT}, and the folded line would show {_first_line(first)!r}: print 'measured:' first."
            )


def _first_line(source):
    lines = source.strip().splitlines()
    return lines[0][:60] if lines else ""
