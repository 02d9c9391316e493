// @ts-check
// The memory of one unit in this step, as bars on one line of numbers: before, kept, written, now, shown.

import { el, write } from "../shared/nodes.js";
import { fixed } from "../shared/numbers.js";

const W = 380;
const LEFT = 122;
const RIGHT = 322;
const ROW = 25;
const HALF = (RIGHT - LEFT) / 2;
const MIDDLE = LEFT + HALF;
const ROWS = ["memory before", "keep  f · c₋₁", "write  + i · g", "memory now  c", "show  o · tanh(c)"];
const BASE = ROWS.length * ROW + 4;

export function memoryPanel({ scene }) {
  const lines = ROWS.map((text, n) => barLine(text, n * ROW + 4));
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
  return {
    node: el("figure", { class: "gl-figure" }, picture),
    show({ before, f, i, g, c, h, padded }) {
      const scale = scene.shown.scale.c;
      const kept = padded ? before : f * before;
      const written = padded ? 0 : i * g;
      const spans = [
        [0, before, before],
        [0, kept, kept],
        [kept, kept + written, written],
        [0, c, c],
        [0, h, h],
      ];
      spans.forEach(([from, to, value], n) => {
        span(lines[n].bar, from, to, scale);
        lines[n].bar.setAttribute("class", `gl-bar ${value < 0 ? "gl-below-zero" : "gl-above-zero"}`);
        write(lines[n].number, fixed(value, 2, true));
      });
      span(lines[1].ghost, 0, before, scale);
      for (const { side, text } of marks) write(text, fixed(side * scale, 1, true));
    },
  };
}

function barLine(words, y) {
  const ghost = el("rect", { y: y + 3, height: ROW - 8, class: "gl-ghost" });
  const bar = el("rect", { y: y + 3, height: ROW - 8, class: "gl-bar" });
  const number = el("text", { x: RIGHT + 12, y: y + ROW / 2 + 3 });
  const name = el("text", { x: 0, y: y + ROW / 2 + 3 }, words);
  return { ghost, bar, number, nodes: [name, ghost, bar, number] };
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
