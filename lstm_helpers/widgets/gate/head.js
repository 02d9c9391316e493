// @ts-check
// The Gate Lab's first rows: its name and size, which layer and units are looked at, and a text of the reader's own.

import { button, choice, el, refill } from "../shared/nodes.js";
import { fixed } from "../shared/numbers.js";
import { canRank, pagesOf, ranked, ranks } from "./scene.js";

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
      const pages = pagesOf(scene).map(([name, words]) => [name, words]);
      const names = model.layers.map((one) => one.name);
      const { layer, output, order, which } = view;
      refill(
        node,
        [scene.sides[0].model.title, size, layer, output, order, which, names, pages, canRank(scene)],
        () => {
          const units = pages.length > 1 ? pageChoice(desk, pages) : null;
          Object.assign(pick, { unit: unitChoice(desk), units });
          const choices = [modelChoice(desk), layerChoice(desk), pick.unit, pick.units, orderChoice(desk)];
          return [
            el(
              "div",
              { class: "gl-name" },
              el("span", { class: "lab-title" }, scene.sides[0].model.title || "Gate Lab"),
              el("span", { class: "lab-faint" }, size + (shown.layer.backwards ? ", read from the end" : "")),
            ),
            ...[...choices, outputChoice(desk)].filter(Boolean),
          ];
        },
      );
    },
  };
}

// Which of two models is looked at, or how they differ.
function modelChoice({ scene, view, change }) {
  if (scene.sides.length < 2) return null;
  const [first, second] = view.payload.names;
  const names = [
    ["first", first],
    ["second", second],
    ["difference", `${first} − ${second}`],
  ];
  return choice("model", names, view.which, (which) => change({ which }));
}

function layerChoice({ scene, view, change }) {
  const { layers } = scene.model;
  if (layers.length === 1) return null;
  const names = layers.map((one, n) => [n, one.name || `layer ${n + 1}`]);
  return choice("layer", names, view.layer, (value) => change({ layer: Number(value) }));
}

// Which of several answers is looked at; going to one goes to the layer that it stands on.
function outputChoice({ scene, view, change }) {
  const { readouts } = scene.model;
  if (readouts.length < 2) return null;
  const names = readouts.map((one, n) => [n, one.name]);
  return choice("answer", names, view.output, (value) => change({ output: Number(value) }));
}

function unitChoice({ scene, view, choose }) {
  const adds = ranks(scene) ? (u) => `: up to ${fixed(scene.readout.adds[u])}` : () => "";
  const names = ranked(scene).map((u) => [u, `unit ${u + 1}${adds(u)}`]);
  const pick = choice("unit", names, view.unit, (value) => choose(Number(value)));
  pick.classList.add("gl-unit");
  return pick;
}

function pageChoice({ scene, turn }, pages) {
  const pick = choice("units shown", pages, scene.part, turn);
  pick.classList.add("gl-units");
  return pick;
}

const ORDERS = [
  ["number", "by number"],
  ["answer", "by what they add to the answer"],
];

function orderChoice({ scene, view, change }) {
  if (!canRank(scene) || scene.shown.layer.H <= 3) return null;
  return choice("order", ORDERS, view.order, (order) => change({ order }));
}

// A text of the reader's own, where the model reads letters.
export function textPanel({ scene, view, change }) {
  const type = () => change({ text: input.value, edits: {}, step: Math.max(0, [...input.value].length - 1) });
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
    change({ text: "", edits: {}, step: 0 });
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

// What of the model is not shown, and why: layers that could not be opened, outputs that read none of them.
export function notesPanel({ scene }) {
  const node = el("div", { class: "gl-notes" });
  return {
    node,
    fill() {
      const { notes } = scene.model;
      node.hidden = notes.length === 0;
      refill(node, notes, () => notes.map((one) => el("p", { class: "lab-faint" }, one)));
    },
  };
}
