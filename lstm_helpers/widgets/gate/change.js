// @ts-check
// The Gate Lab's "what if": change an input, force a gate, and compare before with after.

import { button, choice, el, refill } from "../shared/nodes.js";
import { fixed, peak, percent, visible } from "../shared/numbers.js";
import { answerInWords, lastOf, mapsOf, memoryOf } from "./model.js";

const COMPARE = [
  ["after", "after the change"],
  ["before", "before it"],
  ["difference", "the difference"],
];
const FORCES = { free: "as computed", shut: "shut: 0", open: "open: 1", value: "a value" };
const SIGNED = { free: "as computed", shut: "nothing: 0", minus: "−1", open: "+1", value: "a value" };
const FREE = { free: "as computed", shut: "0", open: "1", value: "a value" };
const within = (ends, value) => (ends ? Math.max(ends[0], Math.min(ends[1], value)) : value);
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
      refill(gates, made, () => forces(desk));
      if (inInput) return focusFirst();
      if (focus)
        [...node.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === focus)?.focus();
    },
    focus: focusFirst,
  };
}

const ELSEWHERE = {
  below: "This layer reads what the layers below say: change the input there.",
  other: "This layer reads another input of the model than the first layer: that one alone can be changed.",
};

// Controls for the input at the cursor: a letter, a word of the sequence, or numbers.
function editor({ scene, view, change }) {
  const { layer, T } = scene.shown;
  if (layer.input !== "here") return [el("span", {}, ELSEWHERE[layer.input])];
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

// A row of controls a gate.
function forces(desk) {
  const { view, scene } = desk;
  const gates = mapsOf(view, scene.shown.layer).filter(({ state }) => !state);
  if (gates.length) return gates.map((map) => force(desk, map));
  return [el("span", {}, "A plain RNN has no gates to force.")];
}

// One gate: leave it, shut it, open it, or hold it at a value; for all units or the chosen one.
function force({ scene, view, change }, { key, name }) {
  const one = view.clamps[key]?.layer === view.layer ? view.clamps[key] : null;
  const ends = scene.shown.layer.ends[key];
  const [low, high] = ends ?? [null, null];
  const kinds = low === 0 && high === 1 ? FORCES : low === -1 ? SIGNED : FREE;
  const held = () => Object.keys(kinds).find((k) => VALUES[k] === one.value && !one.held) ?? "value";
  const kind = one ? held() : "free";
  const put = (news) => {
    const fresh = { unit: null, value: low === 0 ? high / 2 : 0, layer: view.layer };
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
    ...{ min: low, max: high, step: ends ? 0.05 : "any", value: one?.value },
    class: "gl-amount",
    "aria-label": `value of ${name}`,
    onchange: (event) => put({ value: within(ends, Number(event.target.value) || 0), held: true }),
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
function outcomeInWords({ view, runs }) {
  if (Object.keys(view.edits).length + Object.keys(view.clamps).length === 0) {
    return "Change an input or force a gate: the whole sequence is computed again at once.";
  }
  const [was, is] = [runs.before.layers[view.layer], runs.after.layers[view.layer]];
  const answers = runs.before.answers.map((before, n) => {
    const name = runs.before.answers.length > 1 ? `“${before.readout.name}”` : "Readout";
    return n === view.output || runs.after.answers[n].stale ? answersInWords(name, before, runs.after.answers[n]) : "";
  });
  const reason = answers.length ? "" : `: ${is.why}`;
  const memory = is.stale ? `What it does to this layer is not known${reason}.` : memoryInWords(was, is);
  return [...answers, memory].filter(Boolean).join(" ");
}

function answersInWords(name, was, is) {
  const { readout } = is;
  const at = readout.steps ? " at the last step" : "";
  const before = answerInWords(readout, lastOf(was));
  if (is.stale) return `${name}${at} before: ${before}; after: not known, since ${is.why}.`;
  const parts = [`${name}${at} before: ${before}; after: ${answerInWords(readout, lastOf(is))}.`];
  const T = is.y.length / readout.O;
  const apart = readout.steps ? turned(readout, was.y, is.y) : null;
  if (apart !== null) parts.push(`It changes its mind at ${apart} of ${T} steps (${percent(apart / T)}).`);
  if (is.loss) parts.push(`Loss before: ${fixed(was.loss.loss, 4)}; after: ${fixed(is.loss.loss, 4)}.`);
  return parts.join(" ");
}

function memoryInWords({ layer, run: was }, { run: is }) {
  const key = memoryOf(layer);
  const gap = is[key].map((v, n) => v - was[key][n]);
  const most = peak(gap);
  if (most === 0) return "The memory is the same at every step.";
  const at = Math.floor(gap.findIndex((v) => Math.abs(v) === most) / is.H);
  const reaches = Math.floor(gap.findLastIndex((v) => Math.abs(v) > 0.01 * most) / is.H);
  const far = `more than a hundredth of that is seen up to step ${reaches}`;
  return `The memory differs by ${fixed(most)} at most, at step ${at}; ${far}.`;
}

// At how many steps the answer is another one; null where answers are numbers.
function turned({ O, activation }, was, is) {
  if (activation !== "sigmoid" && activation !== "softmax") return null;
  const largest = (row) => row.indexOf(Math.max(...row));
  const decide = (y, t) => (O === 1 ? Number(y[t] >= 0.5) : largest(y.subarray(t * O, (t + 1) * O)));
  let count = 0;
  for (let t = 0; t < is.length / O; t++) count += Number(decide(was, t) !== decide(is, t));
  return count;
}
