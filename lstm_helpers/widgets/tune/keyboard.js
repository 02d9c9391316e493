// @ts-check
// The chances of a note: a keyboard with a bar over every key, and beside it the lengths. Each is a button.

import { el, mark, refill, write } from "../shared/nodes.js";
import { percent } from "../shared/numbers.js";
import { isBlack, lengthName, lengthSign, pitchName } from "./names.js";

const chanceName = (share) => (share < 0.005 ? "< 1 %" : percent(share)); // a chance that is small is not none
const BLACK = 0.62; // a black key's width beside a white one's
const MOST_NAMES = 22; // of white keys; on more of them only the C are named
const [KEY, WIDEST_KEY] = [17, 56]; // a white one's in pixels

export function keyboardPanel(desk) {
  const head = el("p", { class: "tn-head" });
  const keys = el("div", { class: "tn-keys" });
  const label = "the pitch: a key writes it; the bar over it is its chance";
  const scale = el("div", { class: "tn-scale", "aria-hidden": "true" }, ...[100, 50].map(scaleLine));
  const scroller = el("div", { class: "lab-scroller tn-keyboard", role: "group", "aria-label": label }, keys);
  let made = [];
  return {
    node: el("div", { class: "tn-pitches" }, head, scroller),
    arrange() {
      refill(keys, desk.composer.pitches, () => {
        made = madeKeys(desk, keys);
        return [scale, ...made.map(({ node }) => node)];
      });
    },
    show() {
      write(head, headOf(desk));
      for (const key of made) key.show();
    },
    focus: () => keys.querySelectorAll("button")[desk.best.pitch].focus(),
  };
}

const scaleLine = (n) => el("span", { style: `bottom: calc(var(--tn-key) + ${n} * var(--tn-rise) / 100)` }, `${n} %`);

function headOf({ view, tune }) {
  const note = tune.notes[view.step];
  if (!note) return "The next note: a length first, then a key writes it";
  const then = view.keep ? "and the rest stays" : "and the tune goes on from there";
  return `Note ${view.step + 1} is ${pitchName(note[0])}: choose another, ${then}`;
}

// Keys from the lowest to the highest, white ones side by side and black ones over their seams; a pitch that the
// composer does not know has a key that cannot be pressed.
function madeKeys(desk, box) {
  const { pitches } = desk.composer;
  const [lowest, last] = [pitches[0], pitches[pitches.length - 1]];
  const first = isBlack(lowest) ? lowest - 1 : lowest;
  const white = (midi) => {
    let count = 0;
    for (let m = first; m < midi; m++) count += isBlack(m) ? 0 : 1;
    return count;
  };
  const total = white(last) + (isBlack(last) ? 1 : 0) + 1;
  box.style.minWidth = `${Math.ceil(total * KEY)}px`;
  box.style.maxWidth = `${Math.ceil(total * WIDEST_KEY)}px`;
  const all = Array.from({ length: last - first + 1 + (isBlack(last) ? 1 : 0) }, (_, n) => first + n);
  return all.map((midi) => {
    const black = isBlack(midi);
    const [left, width] = black ? [white(midi) - BLACK / 2, BLACK] : [white(midi), 1];
    const style = `left: ${((100 * left) / total).toFixed(3)}%; width: ${((100 * width) / total).toFixed(3)}%`;
    const n = pitches.indexOf(midi);
    const named = total <= MOST_NAMES || midi % 12 === 0;
    return n < 0 ? absent({ style, black }) : keyOf(desk, n, { style, black, named });
  });
}

function absent({ style, black }) {
  const kind = `tn-key tn-absent${black ? " tn-dark" : ""}`;
  const parts = [el("span", { class: "tn-rail" }), el("span", { class: "tn-face" })];
  return { node: el("span", { class: kind, style, "aria-hidden": "true" }, ...parts), show() {} };
}

function keyOf(desk, n, { style, black, named }) {
  const midi = desk.composer.pitches[n];
  const bar = el("span", { class: "tn-bar-up" });
  const name = el("span", {}, named ? pitchName(midi) : "");
  const node = el(
    "button",
    {
      type: "button",
      class: black ? "tn-key tn-dark" : "tn-key",
      style,
      onclick: desk.guard(() => desk.choosePitch(midi)),
    },
    el("span", { class: "tn-rail" }, bar),
    el("span", { class: "tn-face" }, name),
  );
  return {
    node,
    show() {
      const share = desk.expected.pitch[n];
      mark(bar, "style", `height: ${(100 * share).toFixed(1)}%`);
      const here = desk.tune.notes[desk.view.step]?.[0] === midi;
      const says = `write ${pitchName(midi)}, ${chanceName(share)}${here ? ", which stands here" : ""}`;
      mark(node, "aria-label", says);
      mark(node, "title", says);
      node.classList.toggle("tn-stands", here);
    },
  };
}

// One row for each number of quarter notes: on the left the tune goes on in its phrase, on the right the phrase ends.
export function lengthsPanel(desk) {
  const grid = el("div", { class: "tn-grid" });
  const heads = ["Length", "phrase goes on", "phrase ends"];
  let made = [];
  return {
    node: el("div", { class: "tn-lengths", role: "group", "aria-label": "the length; the bar is its chance" }, grid),
    arrange() {
      const { lengths } = desk.composer;
      refill(grid, lengths, () => {
        made = [];
        const rows = [...new Set(lengths.map(([quarters]) => quarters))].sort((a, b) => a - b);
        return [
          ...heads.map((head) => el("span", { class: "lab-faint" }, head)),
          ...rows.flatMap((q) => rowOfLengths(desk, q, made)),
        ];
      });
    },
    show() {
      for (const { show } of made) show();
    },
  };
}

function rowOfLengths(desk, quarters, made) {
  const cells = [false, true].map((ends) => {
    const n = desk.composer.lengths.findIndex(([a, b]) => a === quarters && b === ends);
    if (n < 0) return el("span", {});
    const cell = cellOf(desk, n);
    made.push(cell);
    return cell.node;
  });
  return [el("span", { class: "tn-length", title: lengthName(quarters) }, lengthSign(quarters)), ...cells];
}

function cellOf(desk, n) {
  const bar = el("span", { class: "lab-bar" });
  const share = el("span", { class: "lab-share" });
  const press = desk.guard(() => desk.chooseLength(n));
  const rail = el("span", { class: "lab-rail" }, bar);
  const node = el("button", { type: "button", class: "tn-cell", onclick: press }, rail, share);
  return {
    node,
    show() {
      const chance = desk.expected.length[n];
      const says = `${lengthName(...desk.composer.lengths[n])}, ${chanceName(chance)}`;
      mark(bar, "style", `width: ${(100 * chance).toFixed(1)}%`);
      write(share, chanceName(chance));
      mark(node, "aria-pressed", String(desk.length === n));
      mark(node, "aria-label", says);
      mark(node, "title", says);
    },
  };
}
