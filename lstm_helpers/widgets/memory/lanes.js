// @ts-check
// The Memory Lab's picture: three lanes to draw in, and below them the memory with its target.

import { el } from "../shared/nodes.js";
import { clamp, fixed } from "../shared/numbers.js";
import { pictureInWords } from "./words.js";

export const LANES = ["f", "i", "g"];
export const NAMES = { f: "forget gate f", i: "input gate i", g: "candidate g", c: "memory c" };
export const LOW = { f: 0, i: 0, g: -1 };

const LEFT = 118;
const RIGHT = 14;
const TALL = 58;
const MEMORY = 140;
const GAP = 12;
const TOP = { f: 18, i: 18 + TALL + GAP, g: 18 + 2 * (TALL + GAP), c: 18 + 3 * (TALL + GAP) + 8 };
const HEIGHT = TOP.c + MEMORY + 26;

// Where a step stands on a picture of that width, and where a signal's value stands in its lane.
const across =
  ({ width, T }) =>
  (t) =>
    LEFT + ((width - LEFT - RIGHT) * t) / T;
const level = (lane, value) => TOP[lane] + TALL * (1 - (value - LOW[lane]) / (1 - LOW[lane]));
const faint = (x, y, text, anchor = "end") => el("text", { class: "ml-faint", x, y, "text-anchor": anchor }, text);
const rule = (kind, { width }, y) => el("line", { class: kind, x1: LEFT, x2: width - RIGHT, y1: y, y2: y });

export function lanesPanel(desk) {
  const picture = el("svg", { class: "ml-draw", role: "img" });
  listen(desk, picture);
  return {
    node: el("div", { class: "ml-lanes" }, picture),
    show(c) {
      const parts = [...steps(desk), ...LANES.flatMap((lane) => drawn(desk, lane)), ...memory(desk, c)];
      picture.setAttribute("viewBox", `0 0 ${desk.width} ${HEIGHT}`);
      picture.setAttribute("height", HEIGHT);
      picture.setAttribute("aria-label", pictureInWords(desk, c));
      picture.replaceChildren(...parts);
    },
  };
}

// The step that is looked at, the marks of the target, and the numbers of the steps.
function steps(desk) {
  const x = across(desk);
  const wide = x(1) - x(0);
  const { marks, resets } = desk.target();
  const parts = [el("rect", { class: "ml-now", x: x(desk.view.step), y: 0, width: wide, height: HEIGHT - 20 })];
  for (let t = 0; t < desk.T; t++) {
    const mark = resets.includes(t) ? "○" : marks.includes(t) ? "●" : "";
    const middle = x(t) + wide / 2;
    if (mark) parts.push(el("text", { x: middle, y: 12, "text-anchor": "middle" }, mark));
    if (wide > 22 || t % 2 === 1) parts.push(faint(middle, HEIGHT - 6, String(t + 1), "middle"));
  }
  return parts;
}

// One lane: its name and ends, and a bar a step.
function drawn(desk, lane) {
  const x = across(desk);
  const zero = level(lane, 0);
  const width = Math.max(1, x(1) - x(0) - 4);
  const bar = (value, t) => {
    const y = level(lane, value);
    const size = { width, y: Math.min(zero, y), height: Math.max(1.5, Math.abs(zero - y)) };
    return el("rect", { class: `ml-${lane}`, x: x(t) + 2, ...size });
  };
  return [
    el("text", { x: 0, y: TOP[lane] + TALL / 2 }, NAMES[lane] + (desk.lane === lane ? " ◂" : "")),
    faint(LEFT - 6, TOP[lane] + 9, "1"),
    faint(LEFT - 6, TOP[lane] + TALL, LOW[lane] ? "−1" : "0"),
    rule("ml-grid", desk, TOP[lane]),
    rule("ml-zero", desk, zero),
    ...desk.view[lane].map(bar),
  ];
}

// The memory and what it should be, on a scale that holds both.
function memory(desk, c) {
  const x = across(desk);
  const want = desk.target().want ?? [];
  const reach = Math.max(1, ...c.map(Math.abs), ...want.map(Math.abs));
  const low = Math.min(0, ...c, ...want) < 0 ? -reach : 0;
  const y = (value) => TOP.c + MEMORY * (1 - (value - low) / (reach - low));
  const stairs = (series) => series.map((value, t) => `${x(t)},${y(value)} ${x(t + 1)},${y(value)}`).join(" ");
  const dot = (value, t) => el("circle", { class: "ml-dot", cx: (x(t) + x(t + 1)) / 2, cy: y(value), r: 3 });
  return [
    el("text", { x: 0, y: TOP.c + MEMORY / 2 }, NAMES.c),
    faint(LEFT - 6, TOP.c + 9, fixed(reach, reach % 1 ? 1 : 0)),
    faint(LEFT - 6, y(low) + 3, fixed(low, low % 1 ? 1 : 0)),
    rule("ml-zero", desk, y(0)),
    ...(want.length ? [el("polyline", { class: "ml-want", points: stairs(want) })] : []),
    ...want.map(dot),
    el("polyline", { class: "ml-c", points: stairs(c) }),
  ];
}

// The pointer draws in the lane where it was pressed; elsewhere it chooses a step.
function listen(desk, picture) {
  let drawing = null;
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    const x = ((event.clientX - box.left) * desk.width) / box.width;
    const y = ((event.clientY - box.top) * desk.width) / box.width;
    const t = clamp(Math.floor(((x - LEFT) * desk.T) / (desk.width - LEFT - RIGHT)), desk.T);
    const lane = LANES.find((name) => y >= TOP[name] - GAP / 2 && y <= TOP[name] + TALL + GAP / 2);
    return { t, lane, y, inside: x >= LEFT - 4 };
  };
  const stroke = ({ t, y }) => {
    desk.go(t);
    desk.draw(drawing, t, LOW[drawing] + (1 - LOW[drawing]) * (1 - (y - TOP[drawing]) / TALL));
  };
  picture.onpointerdown = desk.guard((event) => {
    const place = at(event);
    if (!place.inside) return;
    if (!place.lane) return desk.go(place.t);
    drawing = desk.lane = place.lane;
    picture.setPointerCapture(event.pointerId);
    stroke(place);
  });
  picture.onpointermove = desk.guard((event) => drawing && stroke(at(event)));
  picture.onpointerup = picture.onpointercancel = () => {
    drawing = null;
  };
}
