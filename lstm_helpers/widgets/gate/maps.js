// @ts-check
// The Gate Lab's stage: the letters, the heat maps with cursor and veil, and what lies over them.

import { palette, sized } from "../shared/colours.js";
import { el, hide } from "../shared/nodes.js";
import { gutterPanel, stripPanel } from "./edges.js";
import { paintMaps } from "./heat.js";
import { lanePanel } from "./lane.js";
import { followPointer } from "./pointer.js";
import { sidePanel } from "./side.js";

export function mapsPanel(desk) {
  const { scene } = desk;
  const strip = stripPanel(desk);
  const gutter = gutterPanel(desk);
  const side = sidePanel(desk);
  const lane = lanePanel(desk, gutter.ends);
  const heat = heatPanel(desk);
  const over = overlay(desk);
  const light = termLight(desk);
  const sheet = el("div", { class: "gl-sheet" }, strip.node, heat.node, lane.node, ...over.nodes, light.node);
  const scroller = scrollerOf(sheet);
  const pointer = followPointer(desk, sheet, over.veil);
  const node = el("div", { class: "gl-stage" }, gutter.node, scroller.node, side.node);
  const parts = [strip, gutter, side, heat, over, lane];
  return {
    node,
    tip: pointer.tip,
    note: lane.note,
    light: light.show,
    turn() {
      for (const part of parts) part.turn?.();
    },
    // other numbers and labels in the same places
    relabel() {
      strip.fill();
      gutter.fill();
    },
    arrange() {
      const { places } = scene;
      const columns = `${places.gutter}px minmax(0, ${places.width + 2}px) ${places.now}px`;
      node.style.gridTemplateColumns = columns;
      Object.assign(sheet.style, { width: `${places.width}px`, height: `${places.height}px` });
      scroller.arrange(places);
      for (const part of parts) part.arrange?.();
    },
    paint: heat.paint,
    show(numbers) {
      scroller.follow(scene);
      for (const part of parts) part.show?.(numbers);
    },
  };
}

// The sheet in a box that scrolls: it keeps the step in sight, and asks the browser for no place while stepping.
function scrollerOf(sheet) {
  let scrolled = 0;
  let seen = 0;
  const node = el(
    "div",
    {
      class: "lab-scroller gl-scroller",
      tabindex: 0,
      role: "group",
      "aria-label": "heat maps; arrow keys: left and right change the step, up and down the unit",
      onscroll() {
        scrolled = node.scrollLeft;
      },
    },
    sheet,
  );
  return {
    node,
    arrange(places) {
      seen = Math.min(places.width, node.clientWidth || places.width);
      scrolled = node.scrollLeft;
    },
    follow({ places, view }) {
      const left = view.step * places.column;
      if (left < scrolled || left + places.column > scrolled + seen) node.scrollLeft = left - seen / 2;
    },
  };
}

function heatPanel({ scene, root }) {
  const node = el("canvas", { class: "gl-heat", role: "img" });
  let context;
  return {
    node,
    arrange() {
      context = sized(node, scene.places.width, scene.places.height);
    },
    paint() {
      const { shown } = scene;
      scene.colours ??= palette(root);
      paintMaps(context, scene);
      const size = `${shown.layer.H} units over ${shown.T} steps`;
      node.setAttribute("aria-label", `heat maps of ${size}; the numbers are in the table below`);
    },
  };
}

// The veil over the future, a frame around the step, and one around the unit in every map.
function overlay({ scene, view }) {
  const veil = el("div", { class: "gl-veil" });
  const cursor = el("div", { class: "gl-cursor" });
  const rows = Array.from({ length: 6 }, () => el("div", { class: "gl-lane" })); // no cell has more maps
  function turn() {
    const { places, units } = scene;
    const maps = places.blocks.filter(({ map }) => map);
    rows.forEach((row, n) => {
      const block = maps[n];
      row.hidden = !block || !units.includes(view.unit) || units.length === 1;
      if (row.hidden) return;
      row.style.height = `${block.lineHeight}px`;
      row.style.transform = `translateY(${block.top + units.indexOf(view.unit) * block.lineHeight}px)`;
    });
  }
  return {
    nodes: [veil, ...rows, cursor],
    veil,
    turn,
    arrange() {
      const { places } = scene;
      for (const row of rows) row.style.width = `${places.width}px`;
      veil.style.top = `${places.inputs}px`; // what is read may be seen beforehand, what comes of it not
      cursor.style.width = `${places.column}px`;
      turn();
    },
    show() {
      const left = view.step * scene.places.column;
      cursor.style.transform = `translateX(${left}px)`;
      veil.style.transform = `translateX(${left + scene.places.column}px)`;
      hide(veil, !view.veil && scene.panel !== "guess");
    },
  };
}

// Where the numbers of a term of the equations stand: a block, and how many steps back.
const TERMS = { "c₋₁": ["c", 1], "h₋₁": ["h", 1, "all"], "own h₋₁": ["h", 1], x: ["x", 0, "all"] };

// A frame around the cells of a term; show(null) puts it out.
function termLight({ scene, view }) {
  const node = el("div", { class: "gl-light", hidden: "" });
  return {
    node,
    show(term) {
      node.hidden = true;
      if (!term) return;
      const { places, units } = scene;
      const [key, back = 0, all = false] = TERMS[term] ?? [term];
      const block = places.blocks.find((one) => one.key === key);
      const row = units.indexOf(view.unit);
      if (view.step - back < 0 || (block && !all && row < 0)) return;
      const top = block ? block.top + (all ? 0 : row * block.lineHeight) : 0;
      const height = block ? (all ? block.height : block.lineHeight) : places.strip;
      const at = `translate(${(view.step - back) * places.column}px, ${top}px)`;
      Object.assign(node.style, { width: `${places.column}px`, height: `${height}px`, transform: at });
      node.hidden = false;
    },
  };
}
