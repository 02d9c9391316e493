// @ts-check
// The memory of one unit in this step, as bars on one line of numbers: before, kept, written, now, shown.

import { el, write } from "../shared/nodes.js";
import { fixed, peak, roundUp } from "../shared/numbers.js";

const W = 380;
const LEFT = 122;
const RIGHT = 322;
const ROW = 25;
const HALF = (RIGHT - LEFT) / 2;
const MIDDLE = LEFT + HALF;
const BASE = 5 * ROW + 4;

/** @typedef {[words: string, of: (now: any) => [number, number, number], ghost?: string]} Row */

// Each row's words, and [from, to, number] of its bar; a row may have a ghost, the bar of the row above it.
/** @type {Row[]} */
const LSTM = [
  ["memory before", ({ before }) => [0, before, before]],
  ["keep  f · c₋₁", ({ kept }) => [0, kept, kept], "ghost"],
  ["write  + i · g", ({ kept, c }) => [kept, c, c - kept]],
  ["memory now  c", ({ c }) => [0, c, c]],
  ["show  o · act(c)", ({ h }) => [0, h, h]],
];
/** @type {Row[]} */
const GRU = [
  ["memory before", ({ before }) => [0, before, before]],
  ["candidate  g", ({ g }) => [0, g, g]],
  ["keep  z · h₋₁", ({ kept }) => [0, kept, kept]],
  ["write  + (1 − z) · g", ({ kept, h }) => [kept, h, h - kept]],
  ["memory now  h", ({ h }) => [0, h, h]],
];
/** @type {Row[]} */
const RNN = [
  ["from x", ({ parts: { h } }) => [0, h.x, h.x]],
  ["from h₋₁", ({ parts: { h } }) => [h.x, h.x + h.h, h.h]],
  ["bias", ({ parts: { h } }) => [h.x + h.h, h.x + h.h + h.b, h.b]],
  ["sum  z", ({ parts: { h } }) => [0, h.z, h.z]],
  ["state now  h", ({ h }) => [0, h, h]],
];
const ROWS = { lstm: LSTM, gru: GRU, "gru after": GRU, rnn: RNN };

export function memoryPanel({ scene }) {
  const lines = LSTM.map((_, n) => barLine(n * ROW + 4));
  const marks = [-1, 0, 1].map(scaleMark);
  const picture = el(
    "svg",
    {
      viewBox: `0 0 ${W} ${BASE + 16}`,
      class: "gl-memory",
      role: "img",
      "aria-label": "the memory of the unit in this step as bars; the sentence above says it in words",
    },
    ...lines.flatMap(({ nodes }) => nodes),
    ...marks.flatMap(({ nodes }) => nodes),
  );
  let rows = LSTM;
  let scale = 1;
  return {
    node: el("figure", { class: "gl-figure" }, picture),
    fill() {
      const { kind, activations } = scene.shown.layer;
      rows = ROWS[kind];
      rows.forEach(([words], n) => {
        write(lines[n].name, words.replace("act", activations[0]));
      });
    },
    paint() {
      scale = scaleOf(scene.shown);
      for (const { side, text } of marks) write(text, fixed(side * scale, 1, true));
    },
    show(numbers) {
      const now = { ...numbers, kept: keptOf(numbers) };
      rows.forEach(([, of, ghost], n) => {
        const [from, to, value] = of(now);
        span(lines[n].bar, from, to, scale);
        lines[n].bar.setAttribute("class", `gl-bar ${value < 0 ? "gl-below-zero" : "gl-above-zero"}`);
        write(lines[n].number, fixed(value, 2, true));
        span(lines[n].ghost, 0, ghost ? now.before : 0, scale);
        lines[n].ghost.setAttribute("visibility", ghost ? "visible" : "hidden");
      });
    },
  };
}

// What is kept of the memory: all of it where the step is padding.
function keptOf({ kind, padded, before, f, z }) {
  if (padded) return before;
  return (kind === "lstm" ? f : (z ?? 0)) * before;
}

// The end of the scale: of the memory; of a plain RNN of its sums, and of a GRU of its candidates too.
function scaleOf({ layer, run, scale }) {
  if (layer.kind === "lstm") return scale.c;
  return roundUp(peak(layer.kind === "rnn" ? [...run.pre, ...run.h] : [...run.g, ...run.h]));
}

function barLine(y) {
  const ghost = el("rect", { y: y + 3, height: ROW - 8, class: "gl-ghost" });
  const bar = el("rect", { y: y + 3, height: ROW - 8, class: "gl-bar" });
  const number = el("text", { x: RIGHT + 12, y: y + ROW / 2 + 3 });
  const name = el("text", { x: 0, y: y + ROW / 2 + 3 });
  return { name, ghost, bar, number, nodes: [name, ghost, bar, number] };
}

function scaleMark(side) {
  const x = MIDDLE + side * HALF;
  const text = el("text", { x, y: BASE + 14, "text-anchor": "middle", class: "gl-mark" });
  const rule = el("line", { x1: x, x2: x, y1: 2, y2: BASE, class: side ? "gl-rule" : "gl-rule gl-zero" });
  return { side, text, nodes: [rule, text] };
}

// A bar from one value to another; what lies beyond the scale ends at its end.
function span(rect, from, to, scale) {
  const [a, b] = [from, to].map((v) => MIDDLE + HALF * Math.max(-1, Math.min(1, v / scale || 0)));
  rect.setAttribute("x", Math.min(a, b));
  rect.setAttribute("width", Math.max(1.5, Math.abs(b - a)));
}
