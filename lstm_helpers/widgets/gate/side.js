// @ts-check
// What stands to the right of the maps: bars of the step, and numbers beside them.

import { sized } from "../shared/colours.js";
import { el, write } from "../shared/nodes.js";
import { fixed } from "../shared/numbers.js";
import { digitsOf, numbered, paintBars, source } from "./heat.js";

export function sidePanel({ scene, view }) {
  const bars = el("canvas", { class: "gl-bars", role: "img", "aria-label": "bars of the values at this step" });
  const now = el("div", { class: "gl-now", "aria-hidden": "true" });
  const when = el("span", { class: "gl-when" });
  let beside = [];
  let context;
  function turn() {
    beside = numbered(scene).map((one) => ({ ...one, node: el("span", { class: one.chosen ? "gl-chosen" : "" }) }));
    for (const { node, y } of beside) node.style.top = `${y}px`;
    when.style.top = `${scene.places.strip - 11}px`;
    now.replaceChildren(when, ...beside.map(({ node }) => node));
  }
  return {
    node: el("div", { class: "gl-side" }, bars, now),
    turn,
    arrange() {
      context = sized(bars, scene.places.now, scene.places.height);
      turn();
    },
    show() {
      paintBars(context, scene);
      write(when, `t = ${view.step + 1}`);
      let last = null;
      let from;
      for (const { node, block, line } of beside) {
        if (block !== last) [last, from] = [block, source(scene, block)];
        write(node, fixed(from.value(line, view.step), digitsOf(from.high), from.low < 0));
      }
    },
  };
}
