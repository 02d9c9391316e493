// @ts-check
// The Gate Lab's first rows: its name and size, which layer and units are looked at, and a text of the reader's own.

import { button, choice, el, refill } from "../shared/nodes.js";
import { PAGE } from "./heat.js";

const plural = (count, thing) => `${count} ${thing}${count > 1 ? "s" : ""}`;

export function headPanel(desk) {
  const { scene, view } = desk;
  const node = el("div", { class: "lab-row gl-head" });
  const pick = {};
  function turn() {
    pick.unit?.set(view.unit);
    pick.units?.set(scene.part);
  }
  return {
    node,
    turn,
    arrange: turn,
    // built anew only when it offers something else, so that the focus stays
    fill() {
      const { model, shown } = scene;
      const size = `${plural(shown.layer.H, "unit")}, ${plural(shown.T, "step")}`;
      refill(node, [model.title, size, view.layer, model.layers.map(({ name }) => name)], () => {
        Object.assign(pick, { unit: unitChoice(desk), units: unitsChoice(desk) });
        return [
          el(
            "div",
            { class: "gl-name" },
            el("span", { class: "lab-title" }, model.title || "Gate Lab"),
            el("span", { class: "lab-faint" }, size + (shown.layer.backwards ? ", read from the end" : "")),
          ),
          ...[layerChoice(desk), pick.unit, pick.units].filter(Boolean),
        ];
      });
    },
  };
}

function layerChoice({ scene, view, change }) {
  const { layers } = scene.model;
  if (layers.length === 1) return null;
  const names = layers.map((one, n) => [n, one.name || `layer ${n + 1}`]);
  return choice("layer", names, view.layer, (value) => {
    scene.part = 0;
    change({ layer: Number(value) });
  });
}

function unitChoice({ scene, view, choose }) {
  const names = Array.from({ length: scene.shown.layer.H }, (_, u) => [u, `unit ${u + 1}`]);
  const pick = choice("unit", names, view.unit, (value) => choose(Number(value)));
  pick.classList.add("gl-unit");
  return pick;
}

function unitsChoice({ scene, turn }) {
  const { H } = scene.shown.layer;
  if (H <= PAGE) return null;
  const pages = Array.from({ length: Math.ceil(H / PAGE) }, (_, n) => [
    n,
    `${n * PAGE + 1}–${Math.min(H, (n + 1) * PAGE)}`,
  ]);
  const all = [...pages, ["all", "all"]];
  const pick = choice("units shown", all, scene.part, (value) => turn(value === "all" ? "all" : Number(value)));
  pick.classList.add("gl-units");
  return pick;
}

// A text of the reader's own, where the model reads letters.
export function textPanel({ scene, view, change }) {
  const type = () => change({ step: Math.max(0, [...input.value].length - 1), text: input.value, edits: {} });
  const input = el("input", {
    type: "text",
    maxlength: 200,
    class: "gl-typed",
    spellcheck: "false",
    placeholder: "type a text of your own, and see it read",
    "aria-label": "a text of your own",
    oninput: type,
  });
  const back = button("back to the first text", "back to the first text", () => {
    input.value = "";
    change({ step: 0, text: "", edits: {} });
  });
  const node = el("div", { class: "lab-row gl-text" });
  return {
    node,
    fill() {
      refill(node, Boolean(scene.model.alphabet), () => (scene.model.alphabet ? [input, back] : []));
      if (input.value !== view.text) input.value = view.text;
    },
  };
}
