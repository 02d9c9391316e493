// @ts-check
// The picture of the Sound Lab with what moves over it: the frame that is looked at, what is not read yet, the sound.

import { el, refill } from "../shared/nodes.js";
import { visible } from "../shared/numbers.js";
import { paintSound } from "./paint.js";
import { placesFor, under } from "./places.js";

const LEAST_LINE = 12; // pixels between two names

export function stagePanel(desk) {
  const canvas = el("canvas", { role: "img" });
  const [cursor, veil, line, cell] = ["sl-cursor", "sl-veil", "sl-line", "sl-cell"].map((kind) =>
    el("div", { class: kind }),
  );
  const sheet = el("div", { class: "sl-sheet" }, canvas, veil, cursor, cell, line);
  const label = "what is heard over time; the left and right arrow keys step through the frames";
  const field = el("div", { class: "sl-field lab-scroller", tabindex: 0, role: "group", "aria-label": label }, sheet);
  const names = el("div", { class: "sl-names", "aria-hidden": "true" });
  const stage = { canvas, cursor, veil, line, cell, field, names, at: null, room: 0 };
  pointers(desk, stage);
  line.hidden = true;
  return {
    node: el("div", { class: "sl-stage" }, names, field),
    // another clip, other chances, another width or theme
    fill() {
      if (!desk.root.dataset.theme || !desk.colours || !desk.clip) return; // not in the page yet
      stage.room ||= field.clientWidth;
      stage.at = placesFor({ T: desk.clip.T, K: desk.classes.length, room: Math.max(160, stage.room) });
      paintSound(canvas, desk, stage.at);
      canvas.setAttribute("aria-label", inWords(desk));
      name(desk, stage);
    },
    resize() {
      stage.room = field.clientWidth;
    },
    show: () => stage.at && overlay(desk, stage),
    // where the sound is, in seconds; null when nothing sounds
    sounds(seconds) {
      line.hidden = seconds === null;
      if (seconds === null || !stage.at) return;
      const x = (seconds / desk.clip.seconds) * stage.at.width;
      line.style.transform = `translateX(${x.toFixed(1)}px)`;
      follow(stage, x, 0.25);
    },
  };
}

const inWords = ({ clip, classes }) =>
  `${clip.name}, ${clip.seconds.toFixed(2)} seconds: its wave, its spectrogram of ${clip.features.bands} bands, the ` +
  `chances of ${classes.length - 1} classes and the blank in ${clip.T} frames, and what becomes of the likeliest ` +
  "path. All numbers are in the table.";

// The names of the rows, beside the part that scrolls.
function name({ classes }, { names, at }) {
  const rows = classes.slice(1).map((text, n) => ({
    text: visible(text),
    y: at.chances.y + n * at.chances.row,
    height: at.chances.row,
    k: n + 1,
  }));
  const every = Math.ceil(LEAST_LINE / at.chances.row);
  const said = [
    { text: "wave", ...at.wave },
    { text: "bands, high to low", ...at.spectrum },
    ...rows.filter((_, n) => n % every === 0),
    { text: "blank –", ...at.blank, k: 0 },
    ...["best path", "merged", "written"].map((text, n) => ({ text, ...at.strips[n] })),
    { text: "time", y: at.axis, height: 26 },
  ];
  names.style.height = `${at.height}px`;
  refill(names, said, () =>
    said.map(({ text, y, height, k }) => {
      const node = el("span", k === undefined ? {} : { "data-class": k }, text);
      Object.assign(node.style, { top: `${y}px`, height: `${height}px` });
      return node;
    }),
  );
}

function overlay({ view, clip }, stage) {
  const { cursor, veil, cell, names, at } = stage;
  const x = view.step * at.frame;
  const top = at.strips[0].y - 2;
  Object.assign(cursor.style, { transform: `translateX(${x}px)`, width: `${at.frame}px`, height: `${at.axis - 2}px` });
  Object.assign(veil.style, {
    ...{ top: `${top}px`, height: `${at.axis - 2 - top}px`, left: `${x + at.frame}px` },
    width: `${(clip.T - 1 - view.step) * at.frame}px`,
  });
  cell.hidden = view.picked < 0;
  if (view.picked >= 0) {
    const [y, height] = view.picked
      ? [at.chances.y + (view.picked - 1) * at.chances.row, at.chances.row]
      : [at.blank.y, at.blank.height];
    Object.assign(cell.style, {
      ...{ transform: `translate(${x - 3}px, ${y - 3}px)` },
      ...{ width: `${at.frame + 6}px`, height: `${height + 6}px` },
    });
  }
  for (const node of names.children) {
    node.classList.toggle("sl-picked", node.dataset.class === String(view.picked));
  }
  follow(stage, x + at.frame / 2, 0.1);
}

// Scroll so that a place is in view; `rim` is how much of the width it keeps from the edges.
function follow({ field, room, at }, x, rim) {
  if (at.width <= room + 1) return; // asking where it is would cost a look at the page
  const [low, high] = [field.scrollLeft + rim * room, field.scrollLeft + (1 - rim) * room];
  if (x < low) field.scrollLeft = x - rim * room;
  else if (x > high) field.scrollLeft = x - (1 - rim) * room;
}

// A click selects a frame and a class, a drag goes along, a double click forces the class on the frame.
function pointers(desk, stage) {
  const { canvas } = stage;
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const size = { T: desk.clip.T, K: desk.classes.length };
    return under(stage.at, event.clientX - box.left, event.clientY - box.top, size);
  };
  canvas.onpointerdown = desk.guard((event) => {
    if (!stage.at || event.button) return;
    canvas.setPointerCapture(event.pointerId);
    const { frame, k } = at(event);
    desk.change(k === null ? { step: frame } : { step: frame, picked: k });
  });
  canvas.onpointermove = desk.guard((event) => {
    if (event.buttons && stage.at && canvas.hasPointerCapture(event.pointerId)) desk.go(at(event).frame);
  });
  canvas.ondblclick = desk.guard((event) => {
    const { frame, k } = at(event);
    if (k !== null) desk.force(frame, k);
  });
}
