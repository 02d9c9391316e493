"""Pages that need neither a server nor a network: a lab's own module, style sheet and state, in one file.

A page holds each lab's state with every array as base64, and a stand-in of a few lines for the model that a notebook's
kernel would be: its labs are alive. `of_lab` makes one of one lab; publish/export.py makes them of notebooks. A page's
own policy lets no other script run and nothing be loaded, whatever HTML a cell or its output may hold.
"""

import base64
import hashlib
import html
import json

import numpy as np

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
// Arrays that `narrowed` made single become doubles again, as bytes.
const revived = (key, value) => {
  if (!value?.single) return value;
  const bytes = Uint8Array.from(atob(value.single), (letter) => letter.charCodeAt(0)).buffer;
  return new Uint8Array(Float64Array.from(new Float32Array(bytes)).buffer);
};
for (const [id, { module, state }] of Object.entries(JSON.parse(read("labs"), revived))) {
  const model = stand_in(state);
  for (const el of document.querySelectorAll(`[data-lab="${CSS.escape(id)}"]`)) {
    const { default: lab } = await load(module);
    el.replaceChildren();
    lab.render({ model, el });
  }
}
"""

# no script but those that `page` writes and the labs' modules, nothing loaded from anywhere
POLICY = (
    "default-src 'none'; img-src data: blob:; font-src data:; style-src 'unsafe-inline'; script-src {sums} blob:; "
    "base-uri 'none'; form-action 'none'"
)

PAGE_CSS = """\
:root { color-scheme: light dark; --page: #ffffff; --ink: #1b1b1b; --soft: #f3f3f3; --line: #d0d0d0; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --page: #111111; --ink: #ececec; --soft: #1d1d1d; --line: #444444; --link: #8ec5ff; }
}
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.6 system-ui, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 16px; overflow-wrap: anywhere; }
a { color: var(--link); }
h1, h2, h3 { line-height: 1.25; }
img { max-width: 100%; height: auto; }
pre { margin: 0; padding: 10px 12px; overflow-x: auto; background: var(--soft); border-radius: 5px; }
pre, code { font: 14px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
pre.output { background: none; border-left: 3px solid var(--line); border-radius: 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
td:first-child, th { overflow-wrap: normal; }
th, td { padding: 4px 10px; border: 1px solid var(--line); text-align: left; }
.cell { margin: 12px 0; }
.cell > * + * { margin-top: 8px; }
math[display="block"] { margin: 10px 0; }
summary { cursor: pointer; }
"""


def of_lab(lab, title, state=None, note=""):
    """Return a page with one lab, in its present state or in the one given; ``note`` is a sentence below it."""
    picture = base64.b64encode(lab.png()).decode("ascii")
    fallback = f'<img alt="{html.escape(lab.summary())}" src="data:image/png;base64,{picture}">'
    below = f"<p>{html.escape(note)}</p>" if note else ""
    body = f'<main><h1>{html.escape(title)}</h1><div data-lab="lab">{fallback}</div>{below}</main>'
    return page(title, body, {"lab": (lab._esm, lab._css, state or state_of(lab))})


def state_of(lab):
    """Return the traits of a lab that a page needs."""
    return {key: value for key, value in lab.get_state().items() if not key.startswith("_")}


def page(title, body, labs, css="", script=""):
    """Return the text of a page whose ``body`` has a ``data-lab`` element for each of the labs.

    ``labs`` maps an id to (module, style sheet, state); modules and style sheets are written once each. ``script`` is a
    module of the page itself.
    """
    modules = {text: f"module-{n}" for n, text in enumerate(dict.fromkeys(str(esm) for esm, _, _ in labs.values()))}
    sheets = dict.fromkeys(str(sheet) for _, sheet, _ in labs.values())
    records = {id: {"module": modules[str(esm)], "state": for_json(state)} for id, (esm, _, state) in labs.items()}
    scripts = [f'<script type="text/plain" id="{id}">{_in_script(text)}</script>' for text, id in modules.items()]
    if labs:
        scripts.append(f'<script type="application/json" id="labs">{_json(records)}</script>')
        scripts.append(f'<script type="module">{STAND_IN}</script>')
    if script:
        scripts.append(f'<script type="module">{script}</script>')
    policy = POLICY.format(sums=f"{_sum(STAND_IN)} {_sum(script)}")
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            '<head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<link rel="icon" href="data:,">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            f"<title>{html.escape(title)}</title>",
            f"<style>{PAGE_CSS}{css}</style>",
            *(f"<style>{_in_style(sheet)}</style>" for sheet in sheets),
            "</head>",
            f"<body>{body}",
            *scripts,
            "</body></html>",
            "",
        ]
    )


# A page's data --------------------------------------------------------------------------------------------------------


def _in_script(text):
    """JavaScript in which no "</script" or "<!--" ends the element: in strings and patterns it means the same."""
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _sum(script):
    """What a page's policy knows a script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _in_style(text):
    """A style sheet that nothing ends but its own end."""
    return text.replace("</", "<\\/")


def _json(value):
    return json.dumps(value).replace("<", "\\u003c")


def for_json(value):
    """Return a lab's state or payload as JSON can hold it: bytes as base64, the rest as it is."""
    if isinstance(value, dict):
        return {key: for_json(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [for_json(one) for one in value]
    return base64.b64encode(value).decode("ascii") if isinstance(value, (bytes, memoryview, bytearray)) else value


def narrowed(value):
    """Return a lab's state with every array of doubles that single precision holds exactly in half as many bytes."""
    if isinstance(value, dict):
        if value.keys() == {"type", "bytes"}:  # is narrow already
            return value
        return {key: narrowed(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [narrowed(one) for one in value]
    return single(value) if isinstance(value, bytes) and not len(value) % 8 else value


def single(doubles, exact=True):
    """Return bytes of doubles as single floats for a page; with ``exact`` as they are where something would be lost."""
    wide = np.frombuffer(doubles, "<f8")
    with np.errstate(over="ignore", under="ignore"):
        narrow = wide.astype("<f4")
    if exact and not np.array_equal(narrow.astype(np.float64), wide, equal_nan=True):
        return doubles
    return {"single": narrow.tobytes()}
