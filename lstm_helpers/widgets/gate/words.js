// @ts-check
// What the Gate Lab says in words: the sentence of a step, the call in Python, and how far its numbers can be trusted.

import { button, el, write } from "../shared/nodes.js";
import { fixed, gapInWords, percent } from "../shared/numbers.js";
import { answerInWords, lastOf, memoryOf } from "./model.js";
import { labelAt } from "./scene.js";

// "Step 9 reads “(”. Unit 1 keeps 76 % of −0.10, writes −0.13, so c = −0.21. It shows …", a part that stands out in
// a list of its own.
function stepInWords(scene, numbers) {
  const { t, unit, padded, kind } = numbers;
  const { shown, view } = scene;
  const said = answerParts(scene, t);
  if (shown.stale) {
    const what = [`Step ${t + 1}. `, ["What you changed is not carried over to this layer"], `, since ${shown.why}. `];
    return [...what, "So what it does now is not known: undo the change, or look at a layer below.", ...said];
  }
  if (scene.apart) return differenceInWords(scene, numbers);
  const parts = [
    `Step ${t + 1}`,
    ...(shown.labels ? [" reads ", [`“${labelAt(scene, t)}”`]] : []),
    `. Unit ${unit + 1} `,
  ];
  const state = fixed(kind === "lstm" ? numbers.c : numbers.h);
  if (padded) parts.push("waits: this step is padding, so the state stays ", [state], ".");
  else parts.push(...DOES[kind](numbers, view, shown.layer));
  return [...parts, ...said];
}

// What two models hold and say at a step.
function differenceInWords(scene, { t, unit }) {
  const { shown, apart, view } = scene;
  const [first, second] = view.payload.names;
  const key = memoryOf(shown.layer);
  const [a, b] = [shown, apart].map(({ run }) => run[key][(t + 1) * run.H + unit]);
  const reads = shown.labels ? [" reads ", [`“${labelAt(scene, t)}”`]] : [];
  const unknown = apart.stale && [`. What “${second}” does now is not known, since ${apart.why}.`];
  const held = [
    `. Unit ${unit + 1} holds `,
    [`${key} = ${fixed(a)}`],
    ` in “${first}” and `,
    [fixed(b)],
    ` in “${second}”, a difference of `,
    [fixed(a - b, 2, true)],
    ".",
  ];
  const says = (one, name) => {
    const [who, ...rest] = answerParts({ shown: one, view }, t);
    if (!who) return [];
    const start = String(who).trim();
    return [` In “${name}”, ${start[0].toLowerCase()}${start.slice(1)} `, ...rest];
  };
  const after = ` The arithmetic below is that of “${first}”.`;
  return [`Step ${t + 1}`, ...reads, ...(unknown || held), ...says(shown, first), ...says(apart, second), after];
}

const keepsAndWrites = (kept, before, written) => [
  "keeps ",
  [percent(kept)],
  ` of ${fixed(before)}, writes `,
  [fixed(written)],
];
const keptByGru = ({ z, g, h, before }) => [...keepsAndWrites(z, before, (1 - z) * g), ", so ", [`h = ${fixed(h)}`]];
const DOES = {
  lstm({ f, i, g, o, c, h, before }, { form }, { activations }) {
    const shows =
      form === "small" ? "." : `. It shows ${percent(o)} of ${ofWhat(activations[0], "c")}, so h = ${fixed(h)}.`;
    return [...keepsAndWrites(f, before, i * g), ", so ", [`c = ${fixed(c)}`], shows];
  },
  gru(numbers, { form }) {
    const { r } = numbers;
    return [...keptByGru(numbers), form === "small" ? "." : `. The candidates see ${percent(r)} of what it was.`];
  },
  "gru after"(numbers, { form }) {
    const { r, g } = numbers;
    const sees = `. Its candidate, ${fixed(g)}, takes ${percent(r)} of what the states before say to it.`;
    return [...keptByGru(numbers), form === "small" ? "." : sees];
  },
  rnn({ h, parts: { h: from } }, _, { activations }) {
    const [x, past, bias] = [fixed(from.x), fixed(from.h), fixed(from.b)];
    return [
      `adds ${x} from the input, ${past} from the states before and a bias of ${bias}, so `,
      [`h = ${ofWhat(activations[0], fixed(from.z))} = ${fixed(h)}`],
      ".",
    ];
  },
};

const ofWhat = (activation, what) => (activation === "linear" ? what : `${activation}(${what})`);

// What the model answers at a step, where it does.
function answerParts({ shown, view }, t) {
  const { answer, y } = shown;
  if (!answer) return [];
  const { readout, stale, why } = answer;
  const here = readout.layers.some(([n]) => n === view.layer);
  const now = here && (y || t === shown.T - 1);
  if (!now) return [];
  const who = readout.steps ? " The readout says " : " The whole sequence read, the model says ";
  if (stale) return shown.stale ? [] : [" What the model answers now ", ["is not known"], `, since ${why}.`];
  const row = y ? y.subarray(t * readout.O, (t + 1) * readout.O) : lastOf(answer);
  return [who, [answerInWords(readout, row)], "."];
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
export function inPython({ view, model, before, sides }) {
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
    output: view.output || null,
    which: view.which === "first" ? null : quoted(view.which),
  };
  const given = Object.entries(entries).filter(([, value]) => value !== null);
  return `${[sides[0].model.call, ...given.map(([key, value]) => `${key}=${value}`)].join(", ")})`;
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
