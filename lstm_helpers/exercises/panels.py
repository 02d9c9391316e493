"""A panel: a few blocks of Markdown, shown as they are or as HTML with the same words.

The HTML needs neither script nor style sheet, so that an untrusted notebook shows it; text, code and tables look as the
host makes them look, light or dark. The status is a word and stands first; the colour of the edge only repeats it.
"""

import textwrap
from dataclasses import dataclass

from markdown_it import MarkdownIt

NOT_ATTEMPTED, CORRECT, NOT_YET, STOPPED = "Not attempted yet", "Correct", "Not yet", "Your code stopped"
READER = MarkdownIt("js-default").disable(["image", "link", "autolink", "reference"])  # nothing is fetched
EDGES = {CORRECT: "success", NOT_YET: "warn", STOPPED: "error"}
BOX = (
    '<div role="group" aria-label="{panel.title}: {panel.status}" style="border:1px solid #8888;border-left:6px '
    'solid var(--jp-{edge}-color1, #777);border-radius:3px;padding:0.5em 1em 0;max-width:60em">\n{body}</div>'
)
PRE = '<pre style="margin:0 0 1em;font-size:0.93em">'


@dataclass(frozen=True, repr=False)
class Panel:
    """A status, what it is about, and blocks: a sentence, a `code` or a `table`; the empty ones are left out.

    ``found`` are the mistakes that the sentences name.
    """

    status: str
    title: str
    blocks: tuple = ()
    found: tuple = ()

    def __repr__(self):
        return "\n\n".join([f"{self.status} · {self.title}", *filter(None, self.blocks)])

    def _repr_html_(self):
        body = READER.render(repr(self).replace(self.status, f"**{self.status}**", 1))
        return BOX.format(panel=self, edge=EDGES.get(self.status, "info"), body=body.replace("<pre>", PRE))


def code(text):
    """A block of code: lines that begin with four blanks."""
    return textwrap.indent(text.strip("\n"), "    ")


def table(*rows):
    """A table under the first row, its columns one beneath the other in the text as well."""
    lines = [[str(cell).replace("|", r"\|").replace("\n", " ") for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, [":" + "-" * (width - 1) for width in widths])
    return "\n".join(f"| {' | '.join(map(str.ljust, line, widths))} |" for line in lines)
