// @ts-check
// The Gate Lab's "what if": change an input, force a gate, and compare before with after.

import { button, choice, el, refill } from "../shared/nodes.js";
import { fixed, peak, percent, visible } from "../shared/numbers.js";
import { answerInWords, mapsOf } from "./model.js";

const COMPARE = [
  ["after", "after the change"],
  ["before", "before it"],
  ["difference", "the difference"],
];
const FORCES = { free: "as computed", shut: "shut: 0", open: "open: 1", value: "a value" };
const SIGNED = { free: "as computed", shut: "nothing: 0", minus: "−1", open: "+1", value: "a value" };
const VALUES = { shut: 0, open: 1, minus: -1 };

export function changePanel(desk) {
  const { scene, view, change } = desk;
  const input = el("div", { class: "lab-row gl-edit" });
  const gates = el("div", { class: "gl-forces" });
  const outcome = el("p", { class: "gl-outcome", role: "status" });
  const compare = choice("show", COMPARE, view.compare, (value) => change({ compare: value }));
  const undo = button("undo all changes", "undo all changes", () =>
    change({ edits: {}, clamps: {}, compare: "after" }),
  );
  const node = el(
    "div",
    { class: "gl-panel", role: "group", "aria-label": "what if" },
    input,
    gates,
    el("div", { class: "lab-row" }, compare, undo),
    outcome,
  );
  const focusFirst = () => input.querySelector("select, input")?.focus();
  return {
    node,
    show() {
      compare.set(view.compare);
      outcome.textContent = outcomeInWords(scene);
      const { step, unit, layer, edits, clamps, text, form } = view;
      const focus = node.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
      const inInput = input.contains(document.activeElement);
      const made = [step, unit, layer, edits, clamps, text, form];
      refill(input, made, () => editor(desk));
      refill(gates, made, () =>
        mapsOf(view)
          .filter(({ state }) => !state)
          .map((map) => force(desk, map)),
      );
      if (inInput) return focusFirst();
      if (focus)
        [...node.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === focus)?.focus();
    },
    focus: focusFirst,
  };
}

// Controls for the input at the cursor: a letter, a word of the sequence, or numbers.
function editor({ scene, view, change }) {
  const { layer, T } = scene.shown;
  if (layer.reads) {
    const words = layer.reads.length
      ? "This layer reads what the layers below say: change the input there."
      : "What stands below this layer is not in the lab, so its input cannot be changed here.";
    return [el("span", {}, words)];
  }
  const t = layer.backwards ? T - 1 - view.step : view.step; // edits are counted in the order of the input
  const put = (row, label) => change({ edits: { ...view.edits, [t]: { row: [...row], label } } });
  const back = button("put it back", `put the input of step ${view.step + 1} back`, () => {
    const { [t]: _, ...rest } = view.edits;
    change({ edits: rest });
  });
  back.disabled = !(t in view.edits);
  const numeric = layer.D <= 8 && !layer.oneHot;
  return [...(numeric ? amounts(scene, put) : [letters(scene, put)]), back];
}

// The numbers of a step, each to be changed.
function amounts({ shown, view }, put) {
  const { layer, x, labels } = shown;
  const row = x.subarray(view.step * layer.D, (view.step + 1) * layer.D);
  const amount = (v, d) =>
    el("input", {
      type: "number",
      step: "any",
      value: Number(v.toPrecision(4)),
      class: "gl-amount",
      "aria-label": `input ${d + 1} of step ${view.step + 1}`,
      onchange(event) {
        const changed = [...row];
        changed[d] = Number(event.target.value) || 0;
        put(changed, labels ? changed.map((one) => fixed(one)).join(" ") : null);
      },
    });
  return [el("span", {}, `Step ${view.step + 1} reads`), ...[...row].map(amount)];
}

// What may stand at a step, to choose from.
function letters({ model, shown, view }, put) {
  const { layer, x, labels } = shown;
  const row = x.subarray(view.step * layer.D, (view.step + 1) * layer.D);
  const known = candidates(model, shown);
  const current = known.findIndex((one) => one.row.every((v, d) => v === row[d]));
  const options = [
    ...(current < 0 ? [[-1, visible(labels?.[view.step] ?? "as it is")]] : []),
    ...known.map((one, n) => [n, visible(one.label)]),
  ];
  return choice(`step ${view.step + 1} reads`, options, current, (n) => put(known[n].row, known[n].label));
}

// The letters of the alphabet; else what the sequence holds; and nothing at all.
function candidates(model, { layer, x, labels, T }) {
  const { D } = layer;
  const nothing = { label: "(nothing)", row: new Array(D).fill(0) };
  const hot = (n) => nothing.row.map((_, d) => (d === n ? 1 : 0));
  if (model.alphabet) return model.alphabet.symbols.map((label, n) => ({ label, row: hot(n) }));
  const seen = new Map();
  for (let t = 0; labels && t < T; t++) {
    if (!seen.has(labels[t])) seen.set(labels[t], [...x.subarray(t * D, (t + 1) * D)]);
  }
  const list = [...seen].map(([label, row]) => ({ label, row }));
  return [...list.sort((a, b) => a.label.localeCompare(b.label)), nothing];
}

// One gate: leave it, shut it, open it, or hold it at a value; for all units or the chosen one.
function force({ view, change }, { key, name, gate = false }) {
  const one = view.clamps[key]?.layer === view.layer ? view.clamps[key] : null;
  const low = gate ? 0 : -1;
  const kinds = gate ? FORCES : SIGNED;
  const held = () => Object.keys(kinds).find((k) => VALUES[k] === one.value && !one.held) ?? "value";
  const kind = one ? held() : "free";
  const put = (news) => {
    const fresh = { unit: null, value: gate ? 0.5 : 0, layer: view.layer };
    change({ clamps: { ...view.clamps, [key]: { ...fresh, ...one, ...news } } });
  };
  const pick = choice(`${key} ${name}`, Object.entries(kinds), kind, (value) => {
    const { [key]: _, ...rest } = view.clamps;
    if (value === "free") change({ clamps: rest });
    else put(value === "value" ? { held: true } : { value: VALUES[value], held: false });
  });
  pick.classList.add("gl-force");
  const amount = el("input", {
    type: "number",
    ...{ min: low, max: 1, step: 0.05, value: one?.value },
    class: "gl-amount",
    "aria-label": `value of ${name}`,
    onchange: (event) => put({ value: Math.max(low, Math.min(1, Number(event.target.value) || 0)), held: true }),
  });
  const units = one && forcedUnits(name, one.unit, view.unit, (unit) => put({ unit }));
  return el("div", { class: "lab-row gl-gate" }, pick, kind === "value" ? amount : null, units);
}

function forcedUnits(name, forced, chosen, put) {
  const one = forced ?? chosen;
  const options = [
    ["all", "all units"],
    [one, `unit ${one + 1} alone`],
  ];
  const take = (value) => put(value === "all" ? null : Number(value));
  const pick = choice(`units of ${name}`, options, forced === null ? "all" : one, take);
  pick.classList.add("gl-quiet");
  return pick;
}

// What came of it: the readout, the loss, and how far the change reaches.
function outcomeInWords({ model, view, runs }) {
  if (Object.keys(view.edits).length + Object.keys(view.clamps).length === 0) {
    return "Change an input or force a gate: the whole sequence is computed again at once.";
  }
  const { readout } = model;
  const answers = readout ? answersInWords(readout, runs.before[readout.layer], runs.after[readout.layer]) : [];
  const [was, is] = [runs.before[view.layer], runs.after[view.layer]];
  const memory = is.stale ? "What it does to this layer is not known." : memoryInWords(was.run, is.run);
  return [...answers, memory].join(" ");
}

function answersInWords(readout, was, is) {
  const last = is.T - 1;
  const before = answerInWords(readout, was.y, last);
  if (is.stale) return [`Readout at the last step before: ${before}; after: not known.`];
  const parts = [`Readout at the last step before: ${before}; after: ${answerInWords(readout, is.y, last)}.`];
  const apart = turned(readout, was, is);
  if (apart !== null) parts.push(`It changes its mind at ${apart} of ${is.T} steps (${percent(apart / is.T)}).`);
  if (is.loss) parts.push(`Loss before: ${fixed(was.loss.loss, 4)}; after: ${fixed(is.loss.loss, 4)}.`);
  return parts;
}

function memoryInWords(was, is) {
  const gap = is.c.map((v, n) => v - was.c[n]);
  const most = peak(gap);
  if (most === 0) return "The memory is the same at every step.";
  const at = Math.floor(gap.findIndex((v) => Math.abs(v) === most) / is.H);
  const reaches = Math.floor(gap.findLastIndex((v) => Math.abs(v) > 0.01 * most) / is.H);
  const far = `more than a hundredth of that is seen up to step ${reaches}`;
  return `The memory differs by ${fixed(most)} at most, at step ${at}; ${far}.`;
}

// At how many steps the answer is another one; null where answers are numbers.
function turned({ O, activation }, was, is) {
  if (activation === "linear") return null;
  const largest = (row) => row.indexOf(Math.max(...row));
  const decide = (y, t) => (O === 1 ? Number(y[t] >= 0.5) : largest(y.subarray(t * O, (t + 1) * O)));
  let count = 0;
  for (let t = 0; t < is.T; t++) count += Number(decide(was.y, t) !== decide(is.y, t));
  return count;
}
