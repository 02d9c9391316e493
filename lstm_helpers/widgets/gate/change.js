// The Gate Lab's "what if": change an input, force a gate, and compare before with after.

import { MAPS, answer, peak, percent } from "./model.js";
import { button, choice, el, fixed, visible } from "../shared/lab.js";

const FORCES = { free: "as computed", shut: "shut: 0", open: "open: 1", value: "a value" };
const SIGNED = { free: "as computed", shut: "nothing: 0", minus: "−1", open: "+1", value: "a value" };
const VALUES = { shut: 0, open: 1, minus: -1 };

// `lab` answers: view, model, shown(), before(), set(changes). node is the panel; show() refreshes it.
export function changePanel(lab) {
  const input = el("div", { class: "lab-row gl-edit" });
  const gates = el("div", { class: "gl-forces" });
  const outcome = el("p", { class: "gl-outcome", role: "status" });
  const compare = choice(
    "show",
    [
      ["after", "after the change"],
      ["before", "before it"],
      ["difference", "the difference"],
    ],
    lab.view.compare,
    (value) => lab.set({ compare: value }),
  );
  const undo = button("undo all changes", "undo all changes", () =>
    lab.set({ edits: {}, clamps: {}, compare: "after" }),
  );
  const node = el(
    "div",
    { class: "gl-panel", role: "group", "aria-label": "what if" },
    input,
    gates,
    el("div", { class: "lab-row" }, compare, undo),
    outcome,
  );

  let drawn = "";
  function show() {
    const { view, model } = lab;
    compare.input.value = view.compare;
    outcome.textContent = inWords(lab);
    // built anew only when what it offers changes, so that the focus stays where it is
    const now = JSON.stringify([view.step, view.unit, view.layer, view.edits, view.clamps, view.text]);
    if (now === drawn) return;
    drawn = now;
    const focus = node.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
    input.replaceChildren(...editor(lab, model));
    gates.replaceChildren(...MAPS.filter(({ state }) => !state).map((map) => force(lab, map)));
    if (focus)
      [...node.querySelectorAll("[aria-label]")].find((one) => one.getAttribute("aria-label") === focus)?.focus();
  }
  return { node, show, focus: () => input.querySelector("select, input")?.focus() };
}

// Controls for the input at the cursor: a letter, a word of the sequence, or numbers.
function editor({ view, model, shown, set }) {
  const { layer, x, labels, T } = shown();
  const t = layer.backwards ? T - 1 - view.step : view.step; // edits are counted in the order of the input
  const put = (row, label) => set({ edits: { ...view.edits, [t]: { row: [...row], label } } });
  const back = button("put it back", `put the input of step ${view.step + 1} back`, () => {
    const { [t]: _, ...rest } = view.edits;
    set({ edits: rest });
  });
  back.disabled = !(t in view.edits);
  if (layer.reads)
    return [
      el(
        "span",
        {},
        layer.reads.length
          ? "This layer reads what the layers below say: change the input there."
          : "What stands below this layer is not in the lab, so its input cannot be changed here.",
      ),
    ];
  const row = x.subarray(view.step * layer.D, (view.step + 1) * layer.D);
  if (layer.D <= 8 && !layer.oneHot) {
    return [
      el("span", {}, `Step ${view.step + 1} reads`),
      ...[...row].map((v, d) =>
        el("input", {
          type: "number",
          step: "any",
          value: Number(v.toPrecision(4)),
          class: "gl-amount",
          "aria-label": `input ${d + 1} of step ${view.step + 1}`,
          onchange: (event) => {
            const changed = [...row];
            changed[d] = Number(event.target.value) || 0;
            put(changed, labels ? changed.map((one) => fixed(one)).join(" ") : null);
          },
        }),
      ),
      back,
    ];
  }
  const known = candidates(model, shown());
  const current = known.findIndex((one) => one.row.every((v, d) => v === row[d]));
  const options = [
    ...(current < 0 ? [[-1, visible(labels?.[view.step] ?? "as it is")]] : []),
    ...known.map((one, n) => [n, visible(one.label)]),
  ];
  return [choice(`step ${view.step + 1} reads`, options, current, (n) => put(known[n].row, known[n].label)), back];
}

// What may stand at a step: the letters of the alphabet; else what the sequence holds; and nothing at all.
function candidates(model, { layer, x, labels, T }) {
  const { D } = layer;
  const nothing = { label: "(nothing)", row: new Array(D).fill(0) };
  const hot = (n) => nothing.row.map((_, d) => (d === n ? 1 : 0));
  if (model.alphabet) return model.alphabet.symbols.map((label, n) => ({ label, row: hot(n) }));
  const seen = new Map();
  if (labels)
    for (let t = 0; t < T; t++) if (!seen.has(labels[t])) seen.set(labels[t], [...x.subarray(t * D, (t + 1) * D)]);
  const list = [...seen].map(([label, row]) => ({ label, row }));
  return [...list.sort((a, b) => a.label.localeCompare(b.label)), nothing];
}

// One gate: leave it, shut it, open it, or hold it at a value; for all units or the chosen one.
function force({ view, set }, { key, name, gate }) {
  const one = view.clamps[key]?.layer === view.layer ? view.clamps[key] : null;
  const kinds = gate ? FORCES : SIGNED;
  const kind = !one ? "free" : (Object.keys(kinds).find((k) => VALUES[k] === one.value && !one.held) ?? "value");
  const put = (change) =>
    set({
      clamps: { ...view.clamps, [key]: { unit: null, value: gate ? 0.5 : 0, layer: view.layer, ...one, ...change } },
    });
  const pick = choice(`${key} ${name}`, Object.entries(kinds), kind, (value) => {
    if (value === "free") {
      const { [key]: _, ...rest } = view.clamps;
      set({ clamps: rest });
    } else put(value === "value" ? { held: true } : { value: VALUES[value], held: false });
  });
  pick.classList.add("gl-force");
  const unit =
    one &&
    choice(
      `units of ${name}`,
      [
        ["all", "all units"],
        [one.unit ?? view.unit, `unit ${(one.unit ?? view.unit) + 1} alone`],
      ],
      one.unit === null ? "all" : one.unit,
      (value) => put({ unit: value === "all" ? null : Number(value) }),
    );
  unit?.classList.add("gl-quiet");
  const amount =
    kind === "value" &&
    el("input", {
      type: "number",
      min: gate ? 0 : -1,
      max: 1,
      step: 0.05,
      value: one.value,
      class: "gl-amount",
      "aria-label": `value of ${name}`,
      onchange: (event) =>
        put({ value: Math.max(gate ? 0 : -1, Math.min(1, Number(event.target.value) || 0)), held: true }),
    });
  return el("div", { class: "lab-row gl-gate" }, pick, amount || null, unit);
}

// What came of it: the readout, the loss, and how far the change reaches.
function inWords({ model, view, shown, before, runs }) {
  if (Object.keys(view.edits).length + Object.keys(view.clamps).length === 0)
    return "Change an input or force a gate: the whole sequence is computed again at once.";
  const parts = [];
  const { readout } = model;
  if (readout) {
    const [was, is] = [runs.before[readout.layer], runs.after[readout.layer]];
    const last = is.T - 1;
    const say = (one, t) => answer(readout, one.y, t);
    parts.push(`Readout at the last step before: ${say(was, last)}; after: ${say(is, last)}.`);
    const apart = turned(readout, was, is);
    if (apart !== null) parts.push(`It changes its mind at ${apart} of ${is.T} steps (${percent(apart / is.T)}).`);
    if (is.loss) parts.push(`Loss before: ${fixed(was.loss.loss, 4)}; after: ${fixed(is.loss.loss, 4)}.`);
  }
  const { H } = shown().layer;
  const gap = runs.after[view.layer].run.c.map((v, n) => v - before().run.c[n]);
  const most = peak(gap);
  const at = Math.floor(gap.findIndex((v) => Math.abs(v) === most) / H);
  let reaches = 0;
  gap.forEach((v, n) => {
    if (Math.abs(v) > 0.01 * most) reaches = Math.floor(n / H);
  });
  parts.push(
    most === 0
      ? "The memory is the same at every step."
      : `The memory differs by ${fixed(most)} at most, at step ${at}; more than a hundredth of that is seen up to step ${reaches}.`,
  );
  return parts.join(" ");
}

// At how many steps the answer is another one; null where answers are numbers.
function turned({ O, activation }, was, is) {
  if (activation === "linear") return null;
  const decide = (y, t) =>
    O === 1 ? Number(y[t] >= 0.5) : y.subarray(t * O, (t + 1) * O).indexOf(Math.max(...y.subarray(t * O, (t + 1) * O)));
  let count = 0;
  for (let t = 0; t < is.T; t++) count += decide(was.y, t) !== decide(is.y, t);
  return count;
}
