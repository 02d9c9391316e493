// @ts-check
// What stands above the maps and to their left: what is read at each step, and what each map is.

import { el, refill } from "../shared/nodes.js";
import { visible } from "../shared/numbers.js";
import { blockWords, FIT, source } from "./heat.js";

// The letters or numbers of the steps; a signature keeps the nodes while they say the same.
export function stripPanel({ scene, view }) {
  const node = el("div", { class: "gl-labels", "aria-hidden": "true" });
  let here = null;
  function fill() {
    const { places, shown } = scene;
    const { labels, layer, T } = shown;
    node.style.height = `${places.strip}px`;
    node.classList.toggle("gl-upright", places.upright);
    const texts = labels ? labels.map(visible) : Array.from({ length: T }, (_, t) => String(t + 1));
    const edited = Object.keys(view.edits).map((t) => (layer.backwards ? T - 1 - Number(t) : Number(t)));
    const made = [texts, edited, places.column, places.upright, Array.from(shown.mask ?? [])];
    refill(node, made, () => texts.map((text, t) => stepLabel(scene, text, t, edited.includes(t))));
  }
  return {
    node,
    fill,
    arrange: fill,
    show() {
      here?.classList.remove("gl-here");
      here = node.children[view.step];
      here?.classList.add("gl-here");
    },
  };
}

function stepLabel({ places, shown }, text, t, edited) {
  const { labels, mask } = shown;
  const title = [...(labels?.[t] ?? `step ${t + 1}`)].slice(0, 200).join("");
  const letters = [...text];
  const cut = places.upright && letters.length > FIT;
  const face = letters.slice(0, cut ? FIT - 1 : 60).join("") + (cut ? "…" : "");
  const node = el("span", { title: `${title} (double click or Enter: change it)` }, face);
  node.style.width = `${places.column}px`;
  if (mask && !mask[t]) node.classList.add("gl-padded");
  if (!labels && t % Math.ceil(26 / places.column)) node.classList.add("gl-skip");
  if (edited) node.classList.add("gl-edited");
  return node;
}

export function gutterPanel({ scene, view }) {
  const node = el("div", { class: "gl-gutter" });
  function fill() {
    const { places, shown } = scene;
    node.style.height = `${places.height}px`;
    const forced = Object.entries(view.clamps)
      .filter(([, one]) => one.layer === view.layer && view.compare !== "before")
      .map(([gate]) => gate);
    node.replaceChildren(
      el("span", { class: "gl-reads lab-faint" }, shown.labels ? "reads" : "step"),
      ...places.blocks.map((block) => mapName(scene, block, forced.includes(block.key))),
    );
  }
  return {
    node,
    fill,
    arrange: fill,
    // the ends of the scale of the gradients, which change with the step
    ends(low, high) {
      const exponent = (e) => (e === 0 ? "1" : `1e${e < 0 ? "−" : ""}${Math.abs(e)}`);
      const range = el("span", { class: "gl-range" }, `${exponent(low)} to ${exponent(high)}`);
      node.querySelector("[data-key=d] .gl-words").replaceChildren("gradient", el("br"), range);
    },
  };
}

function mapName(scene, block, forced) {
  const { range, lines } = block.key === "d" ? { range: "", lines: [block.name, ""] } : wordsOf(scene, block);
  const under = forced
    ? el("b", { class: "gl-range" }, "forced")
    : lines[1] && el("span", { class: "gl-range" }, lines[1]);
  const words =
    block.key === "y"
      ? lines.map((name) => el("span", { class: "gl-class" }, name))
      : [lines[0], ...(under ? [el("br"), under] : [])];
  const title = `${block.name}: ${block.what}${range ? `, ${range}` : ""}`;
  const { units } = scene;
  const numbered = block.map && units.length > 1 && block.lineHeight >= 12;
  const signed = block.key !== "d" && source(scene, block).low < 0;
  const node = el(
    "div",
    { class: "gl-map", title, "data-key": block.key, "data-signed": signed ? "" : null },
    el("span", { class: "gl-symbol" }, block.key === "d" ? "∂" : block.key),
    el("span", { class: "gl-words" }, ...words),
    numbered ? el("span", { class: "gl-units-of" }, ...units.map((u) => el("span", {}, String(u + 1)))) : null,
  );
  Object.assign(node.style, { top: `${block.top}px`, height: `${block.height}px` });
  return node;
}

const wordsOf = (scene, block) => blockWords(scene, block, source(scene, block));
