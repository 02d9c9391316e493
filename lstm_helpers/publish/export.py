"""Write labs as HTML pages that need neither Python nor a network.

A page holds the lab's own module and style sheet, its state with every array as base64, and a stand-in of a few lines
for the model that a notebook's kernel would be.
"""

import base64
import html
import json

from lstm_helpers.widgets.lab import Lab

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

# What a lab expects of a kernel's model: get, set, on, off. Two views of one state hear each other.
STAND_IN = """\
const read = (id) => document.getElementById(id).textContent;
const urls = {};
const load = (id) => (urls[id] ??= import(URL.createObjectURL(new Blob([read(id)], { type: "text/javascript" }))));
function stand_in(state) {
  const heard = {};
  return {
    get: (key) => state[key],
    set: (key, value) => { state[key] = value; for (const f of [...(heard[`change:${key}`] ?? [])]) f(); },
    on: (name, f) => (heard[name] ??= []).push(f),
    off: (name, f) => { heard[name] = (heard[name] ?? []).filter((one) => one !== f); },
    save_changes: () => {},
  };
}
for (const [id, { module, state }] of Object.entries(JSON.parse(read("labs")))) {
  const model = stand_in(state);
  for (const el of document.querySelectorAll(`[data-lab="${id}"]`)) {
    const { default: lab } = await load(module);
    el.replaceChildren();
    lab.render({ model, el });
  }
}
"""

PAGE_CSS = """\
:root { color-scheme: light dark; --page: #ffffff; --ink: #1b1b1b; }
@media (prefers-color-scheme: dark) { :root { --page: #111111; --ink: #ececec; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 1100px; margin: 0 auto; padding: 16px; }
img { max-width: 100%; height: auto; }
"""


def lab_page(lab, title="A lab"):
    """Return one lab as the text of a self-contained HTML page.

    Parameters
    ----------
    lab : Lab
    title : str
        Of the page.

    Raises
    ------
    TypeError
        ``lab`` is not one of the course's labs.
    """
    if not isinstance(lab, Lab):
        raise TypeError(f"lab is {type(lab).__name__}: expected one of lstm_helpers.widgets, e.g. a GateLab.")
    state = {key: value for key, value in lab.get_state().items() if not key.startswith("_")}
    picture = base64.b64encode(lab.png()).decode("ascii")
    fallback = f'<img alt="{html.escape(lab.summary())}" src="data:image/png;base64,{picture}">'
    body = f'<main><h1>{html.escape(title)}</h1><div data-lab="lab">{fallback}</div></main>'
    return page(title, body, {"lab": (lab._esm, lab._css, state)})


def page(title, body, labs, css=""):
    """Return the text of a page whose ``body`` has a ``data-lab`` element for each of the labs.

    ``labs`` maps an id to (module, style sheet, state); modules and style sheets are written once each.
    """
    modules = {text: f"module-{n}" for n, text in enumerate(dict.fromkeys(str(esm) for esm, _, _ in labs.values()))}
    sheets = dict.fromkeys(str(sheet) for _, sheet, _ in labs.values())
    records = {id: {"module": modules[str(esm)], "state": _for_json(state)} for id, (esm, _, state) in labs.items()}
    scripts = [f'<script type="text/plain" id="{id}">{_in_script(text)}</script>' for text, id in modules.items()]
    if labs:
        scripts.append(f'<script type="application/json" id="labs">{_in_script(json.dumps(records))}</script>')
        scripts.append(f'<script type="module">{STAND_IN}</script>')
    return "\n".join([
        "<!doctype html>", '<html lang="en">', '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<link rel="icon" href="data:,">',
        f"<title>{html.escape(title)}</title>",
        f"<style>{PAGE_CSS}{css}</style>", *(f"<style>{sheet}</style>" for sheet in sheets),
        "</head>", f"<body>{body}", *scripts, "</body></html>", "",
    ])


def _in_script(text):
    """The text, so that no "</script>" or "<!--" in it ends the element: both mean the same in JavaScript and JSON."""
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _for_json(value):
    """Bytes as base64, the rest as it is."""
    if isinstance(value, dict):
        return {key: _for_json(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_for_json(one) for one in value]
    return base64.b64encode(value).decode("ascii") if isinstance(value, (bytes, memoryview, bytearray)) else value
