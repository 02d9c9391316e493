"""A panel: one list of blocks, shown as text or as HTML with the same words.

The HTML needs neither script nor style sheet, so that an untrusted notebook shows it; it takes the host's colours,
light or dark. The status is a word and stands first; the colour of the edge only repeats it.
"""

import html
import re
from dataclasses import dataclass

EDGES = {"Correct": "success", "Not yet": "warn", "Your code stopped": "error"}
RULE = "1px solid var(--jp-border-color2, var(--vscode-panel-border, #8888))"
BOX = ("border:{rule};border-left:6px solid var(--jp-{edge}-color1, #777);border-radius:3px;padding:0.5em 1em;"
       "margin:0.4em 0;max-width:60em;line-height:1.5;font-family:var(--jp-content-font-family, system-ui, sans-serif);"
       "font-size:var(--jp-content-font-size1, 14px);"
       "color:var(--jp-content-font-color1, var(--vscode-foreground, inherit));"
       "background:var(--jp-layout-color1, var(--vscode-editor-background, transparent))")
STRESS = r"(?<![\w*])\*(\w[^*`]*\w|\w)\*(?![\w*])"
CODE = "font-family:var(--jp-code-font-family, monospace);font-size:0.93em;color:inherit;background:transparent"


@dataclass(frozen=True, repr=False)
class Panel:
    """A status, what it is about, and blocks: ("text", …), ("code", …) or ("table", header, row, row, …)."""

    status: str
    title: str
    blocks: tuple = ()

    def __repr__(self):
        return "\n".join([f"{self.status} · {self.title}", *map(_as_text, self.blocks)])

    def _repr_html_(self):
        box = BOX.format(rule=RULE, edge=EDGES.get(self.status, "info"))
        head = f'<p style="margin:0.2em 0"><strong>{_escape(self.status)}</strong> · {_escape(self.title)}</p>'
        label = html.escape(f"{self.title}: {self.status}")
        return f'<div role="group" aria-label="{label}" style="{box}">{head}{"".join(map(_as_html, self.blocks))}</div>'


def _as_text(block):
    kind, *parts = block
    if kind == "table":
        widths = [max(len(str(cell)) for cell in column) for column in zip(*parts, strict=True)]
        rows = ("  ".join(f"{cell!s:{w}}" for cell, w in zip(row, widths, strict=True)) for row in parts)
        return "\n".join(row.rstrip() for row in rows)
    return "\n".join("    " + line for line in parts[0].splitlines()) if kind == "code" else parts[0]


def _as_html(block):
    kind, *parts = block
    if kind == "table":
        rows = "".join('<tr style="background:transparent">' + "".join(
            _cell(cell, n == 0, cell is row[-1]) for cell in row) + "</tr>" for n, row in enumerate(parts))
        return f'<table style="border-collapse:collapse;margin:0.4em 0;color:inherit;font-size:inherit">{rows}</table>'
    if kind == "code":
        return f'<pre style="margin:0.4em 0;white-space:pre-wrap;{CODE}">{html.escape(parts[0])}</pre>'
    return f'<p style="margin:0.3em 0">{_escape(parts[0])}</p>'


def _cell(cell, head, last):
    tag, wrap = "th" if head else "td", "normal" if last else "nowrap"
    style = f"white-space:{wrap};text-align:left;vertical-align:top;padding:0.15em 1.2em 0.15em 0;border-bottom:{RULE}"
    return f'<{tag}{" scope=col" if head else ""} style="{style}">{_escape(str(cell))}</{tag}>'


def _escape(text):
    """HTML of a text in which `code` and *stress* are marked as in Markdown."""
    text = re.sub(STRESS, r"<em>\1</em>", html.escape(text))
    return re.sub(r"`([^`]+)`", rf'<code style="{CODE}">\1</code>', text)
