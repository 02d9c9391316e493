// @ts-check
// The lane of the gradients below the maps, and its sentence.

import { sized } from "../shared/colours.js";
import { el } from "../shared/nodes.js";
import { paintReach, reach, reachInWords } from "./gradient.js";

// `ends(low, high)` tells the gutter the ends of the scale.
export function lanePanel({ scene, view }, ends) {
  const node = el("canvas", { class: "gl-reach", role: "img", hidden: "" });
  const note = el("p", { class: "gl-note", hidden: "" });
  const blockOf = () => scene.places.blocks.find(({ key }) => key === "d");
  let context;
  return {
    node,
    note,
    arrange() {
      const block = blockOf();
      node.hidden = !block;
      note.hidden = !view.gradients || view.form === "small";
      if (!block) {
        note.textContent = "Gradients are shown for LSTMs with tanh and sigmoid; this layer is another.";
        return;
      }
      node.style.top = `${block.top}px`;
      context = sized(node, scene.places.width, block.height);
    },
    show() {
      const block = blockOf();
      if (!block) return;
      const { shown, places, colours } = scene;
      const { step, unit } = view;
      const of = shown.loss && step === shown.T - 1 ? "loss" : "memory";
      const found = reach(shown, { step, unit, of });
      const size = { column: places.column, width: places.width, height: block.height };
      const { low, high } = paintReach(context, found, { ...size, colours });
      ends(low, high);
      note.textContent = reachInWords(found, { of, unit });
      node.setAttribute("aria-label", note.textContent);
    },
  };
}
