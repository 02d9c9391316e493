// @ts-check
// What the Gate Lab says in words: the sentence of a step, the call in Python, and how far its numbers can be trusted.

import { button, el, write } from "../shared/nodes.js";
import { fixed, gapInWords, percent } from "../shared/numbers.js";
import { answerInWords } from "./model.js";
import { labelAt } from "./scene.js";

const UNKNOWN =
  ": what lies between it and the layers below is not in the lab, so what it does now is not known. Undo the change, " +
  "or look at a layer below.";

// "Step 9 reads “(”. Unit 1 keeps 76 % of −0.10, writes −0.13, so c = −0.21. It shows …", a part that stands out in a
// list of its own.
function stepInWords(scene, { t, unit, f, i, g, o, c, h, before, padded }) {
  const { shown, model, view } = scene;
  if (shown.stale) return [`Step ${t + 1}. `, ["What you changed is not carried over to this layer"], UNKNOWN];
  const parts = [
    `Step ${t + 1}`,
    ...(shown.labels ? [" reads ", [`“${labelAt(scene, t)}”`]] : []),
    `. Unit ${unit + 1} `,
  ];
  if (padded) parts.push("waits: this step is padding, so the state stays ", [fixed(c)], ".");
  else {
    parts.push("keeps ", [percent(f)], ` of ${fixed(before)}, writes `, [fixed(i * g)], ", so ", [`c = ${fixed(c)}`]);
    parts.push(view.form === "small" ? "." : `. It shows ${percent(o)} of tanh(c), so h = ${fixed(h)}.`);
  }
  if (shown.y) parts.push(" The readout says ", [answerInWords(model.readout, shown.y, t)], ".");
  return parts;
}

// The sentence of the step; the same nodes as long as the kinds of its parts stay.
export function sentencePanel({ scene, say }) {
  const node = el("p", { class: "lab-say gl-sentence" });
  let kinds = "";
  return {
    node,
    show(numbers) {
      const parts = stepInWords(scene, numbers);
      const now = parts.map((part) => (Array.isArray(part) ? "b" : "span"));
      if (now.join() !== kinds) node.replaceChildren(...now.map((kind) => el(kind)));
      kinds = now.join();
      parts.forEach((part, n) => {
        write(node.children[n], String(part));
      });
      say(parts.join(""));
    },
  };
}

// The call that opens the lab as it stands: what differs from a fresh one.
export function inPython({ view, model, before }) {
  const quoted = (text) => JSON.stringify(text);
  const dict = (record, entry) => {
    const entries = Object.entries(record).map(([key, one]) => entry(key, one));
    return entries.length ? `{${entries.join(", ")}}` : null;
  };
  const known = model.alphabet?.symbols ?? before.labels ?? [];
  const { clamps, edits } = view;
  const entries = {
    step: view.step || null,
    unit: view.unit || null,
    layer: view.layer === model.start ? null : view.layer,
    text: view.text ? quoted(view.text) : null,
    edits: dict(edits, (t, { row, label }) => `${t}: ${known.includes(label) ? quoted(label) : `[${row.join(", ")}]`}`),
    clamps: dict(clamps, (gate, { value, unit }) => `"${gate}": ${unit === null ? value : `(${value}, ${unit})`}`),
    compare: view.compare === "after" ? null : quoted(view.compare),
    gradients: view.gradients ? "True" : null,
    form: view.form === "full" ? null : quoted(view.form),
    order: view.order === "number" ? null : quoted(view.order),
  };
  const given = Object.entries(entries).filter(([, value]) => value !== null);
  return `${[model.call, ...given.map(([key, value]) => `${key}=${value}`)].join(", ")})`;
}

// "This view in Python", folded away, with a button that copies it.
export function recipePanel({ scene, guard }) {
  const code = el("code");
  const copied = el("span", { role: "status", class: "lab-faint" });
  const say = (text) => () => {
    copied.textContent = text;
  };
  const copy = guard(() => {
    navigator.clipboard?.writeText(code.textContent).then(say("copied"), say("select the line and copy it"));
  });
  const line = el("div", { class: "lab-row gl-python" }, code, button("copy", "copy the line of Python", copy), copied);
  const node = el("details", { class: "lab-values" }, el("summary", {}, "This view in Python"), line);
  const show = () => {
    if (!node.open) return;
    const now = inPython(scene);
    if (now !== code.textContent) copied.textContent = "";
    code.textContent = now;
  };
  node.ontoggle = guard(show);
  return { node, show };
}

export function proofPanel({ scene }) {
  const node = el("p", { class: "gl-proof lab-faint" });
  return {
    node,
    fill() {
      const single = scene.shown.layer.precision === 32;
      const fine = scene.gap < (single ? 1e-4 : 1e-12);
      node.textContent =
        `${fine ? "✓" : "✗"} This page computed every number itself; the largest difference from the kernel's ` +
        `${single ? "(float32) " : ""}is ${gapInWords(scene.gap)}. Keys: ← → step, ↑ ↓ unit, Home, End, space plays.`;
    },
  };
}
