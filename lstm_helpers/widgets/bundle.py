"""Join a lab's JavaScript modules into the one module that anywidget wants; no build step.

The sources stay separate, and import each other as any module does::

    import { forward } from "../shared/lstm.js";

`module` follows those lines, puts each file before the ones that import it, and drops the import lines and the
word ``export`` (except in the last file, whose exports are the bundle's). All files therefore share one scope:
two of them must not declare the same name, which `node --check` in the tests would notice.
"""

import posixpath
import re
from functools import cache
from pathlib import Path

from lstm_helpers.figures.style import css_variables

FOLDER = Path(__file__).parent

_IMPORT = re.compile(r'^import\s[^;]*?from\s+"(\.\.?/[\w./]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?function|const|let|class)", re.MULTILINE)


@cache
def module(name):
    """Return the text of one ES module with everything ``name`` (such as ``"gate/view.js"``) needs."""
    *below, top = _in_order(name)
    parts = [_EXPORT.sub("", _source(part)) for part in below] + [_source(top)]
    return "\n".join(f"// --- {part}\n{text}" for part, text in zip([*below, top], parts, strict=True))


@cache
def stylesheet(*names):
    """Return the text of one stylesheet: the colours of `figures.style`, shared/lab.css, and the files named."""
    colours = "\n".join(
        f'.lstm-lab[data-theme="{theme}"] {{ ' + " ".join(f"{k}: {v};" for k, v in css_variables(theme).items()) + " }"
        for theme in ("light", "dark")
    )
    return "\n".join([colours, *((FOLDER / name).read_text(encoding="utf-8") for name in ("shared/lab.css", *names))])


def _source(name):
    return _IMPORT.sub("", (FOLDER / name).read_text(encoding="utf-8"))


def _in_order(name):
    """The files ``name`` imports, each once and before its importers, then ``name``."""
    order = []
    for part in _IMPORT.findall((FOLDER / name).read_text(encoding="utf-8")):
        below = posixpath.normpath(posixpath.join(posixpath.dirname(name), part))
        order += [other for other in _in_order(below) if other not in order]
    return [*order, name]
