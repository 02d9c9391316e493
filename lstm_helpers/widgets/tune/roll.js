// @ts-check
// The piano roll: time goes to the right, pitch up. A click on a note goes there; faint notes show what was expected.

import { el, mark } from "../shared/nodes.js";
import { isBlack, pitchName } from "./names.js";

const TOP = 22; // for the numbers of the bars
const GUTTER = 34; // for the keyboard at the edge
const [ROWS, TALLEST, LOWEST] = [290, 12, 4]; // pixels: of all rows, of one
const FEWEST = 14; // rows
const [NARROWEST, WIDEST] = [24, 56]; // pixels of a quarter note
const MOST_BITS = 8; // a note that cost so much has the full colour
const GHOST = 0.02; // a chance that is smaller is not drawn

const LEGEND =
  "Red: the notes, the stronger the more bits they cost. Blue: what is expected here. Dashed: a phrase ends. " +
  "A click goes to a note, two clicks change its pitch.";

export function rollPanel(desk) {
  const edge = el("svg", { class: "tn-edge", "aria-hidden": "true" });
  const parts = Object.fromEntries(["ground", "ghosts", "notes", "marks"].map((name) => [name, el("g", {})]));
  const here = el("rect", { class: "tn-here", rx: 2 });
  const line = el("line", { class: "tn-line", visibility: "hidden" });
  const svg = el("svg", { class: "tn-roll", role: "img" }, parts.ground, parts.ghosts, parts.notes, parts.marks, here);
  svg.append(line);
  const label = "the piano roll; the left and right arrow keys move";
  const scroller = el("div", { class: "lab-scroller tn-paper", tabindex: 0, role: "group", "aria-label": label }, svg);
  const roll = { desk, edge, parts, here, line, svg, scroller, at: null, width: 0, left: 0, ghosts: [], rects: [] };
  listen(roll);
  scroller.onscroll = () => {
    roll.left = scroller.scrollLeft;
  };
  return {
    node: el(
      "div",
      {},
      el("div", { class: "tn-rolls" }, edge, scroller),
      el("p", { class: "lab-faint tn-legend" }, LEGEND),
    ),
    arrange: () => arrange(roll),
    show: () => show(roll),
    position: (quarters) => position(roll, quarters),
    resize: desk.guard(() => {
      roll.width = scroller.clientWidth;
      if (!desk.tune) return;
      arrange(roll);
      show(roll);
    }),
  };
}

// A pointer finds the note whose time it is in, behind the last one the place of the next; two clicks choose a pitch.
function listen({ desk, svg, ...roll }) {
  const placeAt = (event) => {
    const box = svg.getBoundingClientRect();
    const { quarters, pitch } = desk.places;
    const step = desk.tune.starts.findLastIndex((start) => start <= quarters(event.clientX - box.left));
    return { step: Math.max(0, step), pitch: pitch(event.clientY - box.top) };
  };
  svg.onclick = desk.guard((event) => {
    desk.go(placeAt(event).step);
    roll.scroller.focus({ preventScroll: true });
  });
  svg.ondblclick = desk.guard((event) => {
    const { step, pitch } = placeAt(event);
    if (step === desk.view.step) desk.choosePitch(pitch);
  });
}

// Where everything is, in pixels: the tune as wide as the window where it fits, else it scrolls.
function placesOf({ composer, tune }, width) {
  const known = [...composer.pitches, ...tune.notes.map(([pitch]) => pitch)];
  const spare = Math.max(1, Math.ceil((FEWEST - Math.max(...known) + Math.min(...known)) / 2));
  const low = Math.min(...known) - spare;
  const rows = Math.max(...known) + spare + 1 - low;
  const high = low + rows - 1;
  const row = Math.max(LOWEST, Math.min(TALLEST, Math.floor(ROWS / rows)));
  const length = Math.max(tune.end + 2, 2 * tune.bar);
  const quarter = Math.max(NARROWEST, Math.min(WIDEST, (width - 6) / length));
  return {
    low,
    high,
    row,
    length,
    quarter,
    width: Math.max(width, Math.ceil(length * quarter) + 4),
    height: TOP + rows * row + 4,
    x: (quarters) => 2 + quarters * quarter,
    y: (midi) => TOP + (high - midi) * row,
    quarters: (x) => (x - 2) / quarter,
    pitch: (y) => high - Math.floor((y - TOP) / row),
  };
}

function arrange(roll) {
  const { desk, svg, parts, edge } = roll;
  const at = placesOf(desk, roll.width || 600);
  roll.at = at;
  desk.places = at;
  for (const node of [svg, edge]) node.setAttribute("height", at.height);
  svg.setAttribute("width", at.width);
  edge.setAttribute("width", GUTTER);
  edge.replaceChildren(...edgeOf(at));
  parts.ground.replaceChildren(...groundOf(desk.tune, at));
  roll.rects = desk.tune.notes.map(([pitch], t) => noteAt(at, pitch, desk.tune.starts[t], desk.tune.starts[t + 1]));
  parts.notes.replaceChildren(...roll.rects);
  parts.marks.replaceChildren(...fermatas(desk.tune, at));
  roll.ghosts = desk.composer.pitches.map((pitch) => {
    const y = at.y(pitch);
    return el("rect", { class: "tn-ghost", x: 0, y: y + 0.5, height: at.row - 1, width: at.quarter, rx: 2 });
  });
  parts.ghosts.replaceChildren(...roll.ghosts);
  roll.rects.forEach((rect, t) => {
    rect.setAttribute("fill-opacity", strength(desk.costs[t].bits));
  });
}

// The more bits a note cost, the stronger; none is invisible.
const strength = (bits) => (0.25 + 0.75 * Math.min(1, bits / MOST_BITS)).toFixed(3);

function noteAt(at, pitch, from, to) {
  const width = Math.max(3, at.x(to) - at.x(from) - 1.5);
  return el("rect", { class: "tn-note", x: at.x(from), y: at.y(pitch) + 0.5, width, height: at.row - 1, rx: 2 });
}

// The keyboard at the left edge, as far as the rows go.
function edgeOf(at) {
  const keys = [];
  for (let midi = at.low; midi <= at.high; midi++) {
    const black = isBlack(midi);
    const box = { x: 0, y: at.y(midi), height: at.row };
    keys.push(el("rect", { class: "tn-white", ...box, width: GUTTER - 4 }));
    if (black) keys.push(el("rect", { class: "tn-black", ...box, width: 0.55 * GUTTER }));
    if (midi % 12 === 0 || midi === 67)
      keys.push(el("text", { class: "tn-name", x: GUTTER - 7, y: at.y(midi) + at.row / 2 + 3.5 }, pitchName(midi)));
  }
  return keys;
}

// Stripes of the black keys, beats, bar lines with their numbers, and where phrases end.
function groundOf(tune, at) {
  const stripes = [];
  for (let midi = at.low; midi <= at.high; midi++) {
    if (!isBlack(midi)) continue;
    stripes.push(el("rect", { class: "tn-stripe", x: 0, y: at.y(midi), width: at.width, height: at.row }));
  }
  const upright = (kind, quarters, from) =>
    el("line", { class: kind, x1: at.x(quarters), x2: at.x(quarters), y1: from, y2: at.height - 4 });
  const lines = [];
  for (let beat = tune.pickup % 1; beat <= at.length; beat++) lines.push(upright("tn-beat", beat, TOP));
  let number = 1;
  for (let bar = tune.pickup; bar <= at.length; bar += tune.bar, number++) {
    lines.push(upright("tn-bar", bar, 4), el("text", { class: "tn-number", x: at.x(bar) + 4, y: 14 }, String(number)));
  }
  const ends = tune.notes.flatMap(([, , ends], t) => (ends ? [upright("tn-end", tune.starts[t + 1], TOP)] : []));
  return [...stripes, ...lines, ...ends];
}

// A fermata over the last note of a phrase.
function fermatas(tune, at) {
  return tune.notes.flatMap(([pitch, , ends], t) => {
    if (!ends) return [];
    const x = (at.x(tune.starts[t]) + at.x(tune.starts[t + 1])) / 2;
    const y = Math.max(TOP + 2, at.y(pitch) - 3);
    return [
      el("path", { class: "tn-stroke", d: `M${x - 6} ${y}a6 6 0 0 1 12 0` }),
      el("circle", { class: "tn-full", cx: x, cy: y - 1.5, r: 1.4 }),
    ];
  });
}

// What a step moves: the frame, and the faint notes with their chances.
function show(roll) {
  const { desk, at, here, ghosts, parts, svg } = roll;
  if (!at) return;
  const { view, tune, expected } = desk;
  const start = tune.starts[view.step];
  const note = tune.notes[view.step];
  const length = note ? note[1] : desk.composer.lengths[desk.length][0];
  const box = { x: at.x(start) - 1, width: Math.max(5, length * at.quarter + 0.5) };
  const rows = note ? { y: at.y(note[0]) - 1, height: at.row + 2 } : { y: TOP, height: at.height - TOP - 4 };
  for (const [name, value] of Object.entries({ ...box, ...rows })) mark(here, name, value);
  here.classList.toggle("tn-next", !note);
  mark(parts.ghosts, "transform", `translate(${at.x(start)} 0)`);
  const width = Math.max(3, length * at.quarter - 1.5);
  ghosts.forEach((ghost, n) => {
    const chance = expected.pitch[n];
    const seen = chance >= GHOST;
    mark(ghost, "fill-opacity", seen ? (0.15 + 0.85 * chance).toFixed(3) : 0);
    if (seen) mark(ghost, "width", width);
  });
  reveal(roll, box.x, box.x + box.width);
  mark(svg, "aria-label", desk.inWords);
}

// A place beyond the edge turns the page. Where the window stands is remembered: to ask for it costs a layout, and so
// does every turn.
function reveal(roll, from, to) {
  const margin = 40;
  const { left, width } = roll;
  if (from - margin < left) roll.left = Math.max(0, Math.min(from - margin, to - 0.7 * width));
  else if (width && to + margin > left + width) roll.left = Math.max(to + margin - width, from - 0.3 * width);
  if (roll.left !== left) roll.scroller.scrollLeft = roll.left;
}

// The line that moves with the sound; null where nothing sounds.
function position({ at, line }, quarters) {
  line.setAttribute("visibility", quarters === null || !at ? "hidden" : "visible");
  if (quarters === null || !at) return;
  const x = at.x(quarters).toFixed(2);
  for (const [name, value] of Object.entries({ x1: x, x2: x, y1: 4, y2: at.height - 4 }))
    line.setAttribute(name, value);
}
