"""Write lessons as slides: one page a lesson that needs neither Python nor a network, with the labs alive.

    python -m lstm_helpers.publish.slides 04              execute lesson 04 and write it as slides under site/
    python -m lstm_helpers.publish.slides 04 --stored     execute nothing: stored outputs, labs as pictures

A heading begins a slide, and so does each picture or lab; code that shows nothing is left out, code that shows
something is folded above it, and answers stay folded until somebody clicks. The arrow keys, Page Up and Page Down turn
the slides, where they are not a lab's own; a slide's number stands in the address, so that a page comes back to it.
"""

import argparse
import re
import sys
from pathlib import Path

from lstm_helpers.publish import export, notebooks
from lstm_helpers.widgets import pages

TURN = """\
const slides = [...document.querySelectorAll("section")];
const place = document.querySelector("output");
let at = 0;
function show(n) {
  at = Math.max(0, Math.min(slides.length - 1, n));
  slides.forEach((slide, k) => { slide.classList.toggle("now", k === at); slide.inert = k !== at; });
  place.textContent = `${at + 1} / ${slides.length}`;
  history.replaceState(null, "", `#${at + 1}`);
  slides[at].scrollTop = 0;
}
const moves = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1, Home: -Infinity, End: Infinity };
addEventListener("keydown", (event) => {
  const busy = event.target.closest?.("[data-lab], input, select, textarea, pre");
  if (busy || event.altKey || event.ctrlKey || event.metaKey || !(event.key in moves)) return;
  event.preventDefault();
  show(at + moves[event.key]);
});
for (const [name, step] of [["back", -1], ["on", 1]]) {
  document.getElementById(name).addEventListener("click", () => show(at + step));
}
addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1 || 0));
show(Number(location.hash.slice(1)) - 1 || 0);
"""

BUTTONS = (("back", "previous", "←"), ("on", "next", "→"))
CSS = """\
body { overflow: hidden; font-size: 20px; }
main { max-width: none; padding: 0; }
section { position: absolute; inset: 0 0 44px; padding: 3vh 6vw; overflow: auto; visibility: hidden; }
section.now { visibility: visible; }
section > * { max-width: 1000px; margin-left: auto; margin-right: auto; }
section img { max-height: 72vh; }
nav { position: fixed; inset: auto 0 0; height: 44px; display: flex; gap: 12px; align-items: center;
  justify-content: center; background: var(--soft); font-size: 16px; }
nav button { font: inherit; min-width: 44px; min-height: 36px; }
"""


def parts_of(nb, labs):
    """Return the slides of a notebook, each a text of HTML: a heading with its text, or something shown."""
    slides = []
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            for piece in re.split(r"(?m)^(?=#{1,3} )", cell.source):
                if not piece.strip():
                    continue
                if piece.startswith("#") or not slides:
                    slides.append([])
                slides[-1].append(export.text_of(piece))
        elif cell.cell_type == "code" and cell.outputs:
            if any("data" in output and output.data.keys() & export.SHOWN for output in cell.outputs):
                slides.append([])
            slides = slides or [[]]
            slides[-1].append(export.code_of(cell, labs, folded=True))
    return ["\n".join(slide) for slide in slides]


def slides_page(nb, title):
    """Return a notebook, executed with its widgets' states or not, as the text of a self-contained page of slides."""
    labs = export.labs_of(nb)
    slides = parts_of(nb, labs)
    body = "\n".join(f"<section>{slide}</section>" for slide in slides)
    back, on = ('<button id="{}" aria-label="{} slide">{}</button>'.format(*words) for words in BUTTONS)
    return pages.page(
        title,
        f"<main>{body}</main><nav>{back}<output></output>{on}</nav>",
        export.those_in(body, labs),
        export.code_css() + CSS,
        script=TURN,
    )


def main(arguments=None):
    """Run the command; return 0, or 1 when a notebook failed."""
    parser = argparse.ArgumentParser(
        prog="python -m lstm_helpers.publish.slides", description="Write lessons as slides, with their labs alive."
    )
    parser.add_argument("names", nargs="*", help="numbers, names or paths; all notebooks when left out")
    parser.add_argument("--to", type=Path, default=export.SITE, metavar="FOLDER", help="where to (site)")
    parser.add_argument("--stored", action="store_true", help="execute nothing: labs are pictures")
    options = parser.parse_args(arguments)
    for path in notebooks.find(options.names):
        try:
            name, _ = export.write(path, options.to, options.stored, slides_page, "_slides")
            print(f"{options.to / name}: written", flush=True)
        except notebooks.NotebookError as error:
            print(f"{path.name}: NOT written\n    {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
