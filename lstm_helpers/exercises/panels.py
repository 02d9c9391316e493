"""A panel: one list of blocks, shown as text or as HTML with the same words.

The HTML needs neither script nor style sheet, so that an untrusted notebook shows it; it takes the host's colours,
light or dark. The status is a word and stands first; the colour of the edge only repeats it.
"""

import html
import re
from dataclasses import dataclass

NOT_ATTEMPTED, CORRECT, NOT_YET, STOPPED = "Not attempted yet", "Correct", "Not yet", "Your code stopped"
EDGES = {CORRECT: "success", NOT_YET: "warn", STOPPED: "error"}
RULE = "1px solid var(--jp-border-color2, var(--vscode-panel-border, #8888))"
BOX = ("border:{rule};border-left:6px solid var(--jp-{edge}-color1, #777);border-radius:3px;padding:0.5em 1em;"
       "margin:0.4em 0;max-width:60em;line-height:1.5;font-family:var(--jp-content-font-family, system-ui, sans-serif);"
       "font-size:var(--jp-content-font-size1, 14px);"
       "color:var(--jp-content-font-color1, var(--vscode-foreground, inherit));"
       "background:var(--jp-layout-color1, var(--vscode-editor-background, transparent))")
CELL = f"text-align:left;vertical-align:top;padding:0.15em 1.2em 0.15em 0;border-bottom:{RULE}"
STRESS = r"(?<![\w*])\*(\w[^*`]*\w|\w)\*(?![\w*])"
CODE = "font-family:var(--jp-code-font-family, monospace);font-size:0.93em;color:inherit;background:transparent"


@dataclass(frozen=True, repr=False)
class Panel:
    """A status, what it is about, and blocks: a sentence, a `code`, or a table as a list of rows.

    ``found`` are the mistakes that the sentences name.
    """

    status: str
    title: str
    blocks: tuple = ()
    found: tuple = ()

    def __repr__(self):
        return "\n".join([f"{self.status} · {self.title}", *map(_as_text, filter(None, self.blocks))])

    def _repr_html_(self):
        box = BOX.format(rule=RULE, edge=EDGES.get(self.status, "info"))
        head = f'<p style="margin:0.2em 0"><strong>{_escape(self.status)}</strong> · {_escape(self.title)}</p>'
        body, label = "".join(map(_as_html, filter(None, self.blocks))), html.escape(f"{self.title}: {self.status}")
        return f'<div role="group" aria-label="{label}" style="{box}">{head}{body}</div>'


def code(text):
    """A block of code, which is text whose lines begin with four blanks."""
    return "\n".join("    " + line for line in text.splitlines())


def _as_text(block):
    if isinstance(block, str):
        return block
    widths = [max(len(str(cell)) for cell in column) for column in zip(*block, strict=True)]
    return "\n".join("  ".join(f"{cell!s:{w}}" for cell, w in zip(row, widths, strict=True)).rstrip() for row in block)


def _as_html(block):
    if not isinstance(block, str):
        rows = _row("th scope=col", block[0]) + "".join(_row("td", row) for row in block[1:])
        return f'<table style="border-collapse:collapse;margin:0.4em 0;color:inherit;font-size:inherit">{rows}</table>'
    if block.startswith("    "):
        lines = html.escape(re.sub("^    ", "", block, flags=re.M))
        return f'<pre style="margin:0.4em 0;white-space:pre-wrap;{CODE}">{lines}</pre>'
    return f'<p style="margin:0.3em 0">{_escape(block)}</p>'


def _row(tag, row):
    """A row of a table, in which the last cell alone may break its line."""
    wraps = ["nowrap"] * (len(row) - 1) + ["normal"]
    cells = (f'<{tag} style="white-space:{wrap};{CELL}">{_escape(str(cell))}</{tag[:2]}>'
             for cell, wrap in zip(row, wraps, strict=True))
    return f'<tr style="background:transparent">{"".join(cells)}</tr>'


def _escape(text):
    """HTML of a text in which `code` and *stress* are marked as in Markdown."""
    text = re.sub(STRESS, r"<em>\1</em>", html.escape(text))
    return re.sub(r"`([^`]+)`", rf'<code style="{CODE}">\1</code>', text)
