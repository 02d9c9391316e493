// @ts-check
// The picture of the Attention Lab: the words above, the translation below, lines between them as wide as the weights.

import { el, write } from "../shared/nodes.js";
import { percent } from "../shared/numbers.js";
import { mapPanel } from "./maps.js";
import { looksInWords } from "./words.js";

const TALL = 148; // pixels between the words and the blocks
const THINNEST = 0.01; // a weight below it has no line
const [HAIR, THICK] = [1, 13];
const TIGHTER = ["not", "tight", "tightest"]; // chips in turn, until both rows fit into the width

export function stagePanel(desk) {
  const above = rowPanel(desk, "at-source", (s) => desk.pick(s));
  const below = rowPanel(desk, "at-target", desk.go);
  const lines = linesPanel(desk, above, below);
  const encoder = mapPanel(desk, "encoder", above);
  const decoder = mapPanel(desk, "decoder", below);
  const sheet = el("div", { class: "at-sheet" }, encoder.node, above.node, lines.node, below.node, decoder.node);
  above.node.ondblclick = desk.guard((event) => {
    const s = above.at(event);
    if (s >= 0) desk.force(s);
  });
  const label = "the words and their translation; left and right arrow keys change the step, up and down the word";
  const node = el("div", { class: "lab-scroller at-stage", tabindex: 0, role: "group", "aria-label": label }, sheet);
  const scroll = followed(node);
  return {
    node,
    // other words or blocks
    arrange() {
      above.fill(desk.sentence.words);
      below.fill(desk.steps.map(({ block }) => block));
      this.place();
    },
    // another width: where the chips stand, only the page knows
    place() {
      for (const part of [lines, encoder, decoder]) part.narrow();
      for (const tight of TIGHTER) {
        node.dataset.tight = tight;
        above.measure();
        below.measure();
        if (Math.max(above.wide, below.wide) <= node.clientWidth) break;
      }
      lines.draw(Math.max(above.wide, below.wide));
      scroll.measure();
      this.paint();
    },
    paint() {
      encoder.paint();
      decoder.paint();
    },
    show() {
      showSource(desk, above);
      showTarget(desk, below);
      lines.show();
      encoder.show(desk.looked());
      decoder.show(desk.view.step);
      scroll.follow(below.chips[desk.view.step]);
    },
  };
}

// Keep the step in sight, and ask the page for no place while stepping.
function followed(node) {
  let [scrolled, seen] = [0, 0];
  node.onscroll = () => {
    scrolled = node.scrollLeft;
  };
  return {
    measure() {
      [scrolled, seen] = [node.scrollLeft, node.clientWidth];
    },
    follow({ left, width }) {
      if (!seen || (left >= scrolled && left + width <= scrolled + seen)) return;
      scrolled = Math.max(0, left + width / 2 - seen / 2);
      node.scrollLeft = scrolled;
    },
  };
}

// A row of chips, each with a word and a small number.
function rowPanel(desk, kind, choose) {
  const node = el("div", { class: `at-row ${kind}`, "aria-hidden": "true" });
  const row = {
    node,
    chips: [],
    wide: 0,
    at: (event) => row.chips.findIndex((chip) => chip.node.contains(event.target)),
    fill(words) {
      row.chips = words.map((word) => {
        const number = el("small", {});
        return {
          node: el("span", { class: "at-chip" }, el("b", {}, word), number),
          number,
          left: 0,
          width: 0,
          wide: 0,
        };
      });
      node.replaceChildren(...row.chips.map((chip) => chip.node));
    },
    measure() {
      row.wide = node.scrollWidth;
      for (const chip of row.chips) Object.assign(chip, { left: chip.node.offsetLeft, width: chip.node.offsetWidth });
    },
    // where the chip's column begins and ends: half-way to its neighbours
    column(n) {
      const middle = (k) => row.chips[k].left + row.chips[k].width / 2;
      const from = n ? (middle(n - 1) + middle(n)) / 2 : row.chips[0].left;
      const last = n === row.chips.length - 1;
      return [from, last ? row.chips[n].left + row.chips[n].width : (middle(n) + middle(n + 1)) / 2];
    },
  };
  node.onclick = desk.guard((event) => {
    const n = row.at(event);
    if (n >= 0) choose(n);
  });
  return row;
}

const middleOf = ({ left, width }) => left + width / 2;

// The classes of a node, written where they differ from what was last written.
function dress(one, ...classes) {
  const text = classes.filter(Boolean).join(" ");
  if (one.dressed === text) return;
  one.dressed = text;
  one.node.setAttribute("class", text);
}

function showSource({ view, steps }, above) {
  const { weights, forced } = steps[view.step];
  above.chips.forEach((chip, s) => {
    dress(chip, "at-chip", s === view.word && "at-chosen", forced && weights[s] === 1 && "at-only");
    write(chip.number, weights && weights[s] >= 0.005 ? percent(weights[s]) : "");
  });
}

function showTarget({ view, steps, alone }, below) {
  below.chips.forEach((chip, t) => {
    const one = steps[t];
    const when = t === view.step ? "at-here" : t > view.step && "at-later";
    dress(chip, "at-chip", when, one.forced && "at-forced", alone[t]?.token !== one.token && "at-other");
    write(chip.number, `${Math.floor(100 * Math.exp(one.logP[one.token]))} %`); // never quite sure
  });
}

// A curve from each word to each block that looked at it; the block's own are bright when it is its turn.
function linesPanel(desk, above, below) {
  const node = el("svg", { class: "at-lines", role: "img", height: TALL });
  let groups = [];
  return {
    node,
    // out of the way while the page says how wide the rows are
    narrow: () => node.setAttribute("width", 0),
    draw(width) {
      node.setAttribute("width", width);
      node.setAttribute("viewBox", `0 0 ${width} ${TALL}`);
      groups = desk.steps.map((one, t) => group(one, middleOf(below.chips[t]), above.chips));
      node.replaceChildren(...groups.map((one) => one.node), ...(desk.net.attention ? [] : [pipe(desk, above, below)]));
      node.setAttribute("aria-label", inWords(desk));
    },
    show() {
      const { step, word } = desk.view;
      groups.forEach((one, t) => {
        const state = t === step ? "at-now" : t < step ? "at-before" : "at-after";
        dress(one, "at-fan", state, desk.steps[t].forced && "at-forced");
        for (const line of one.lines) dress(line, line.s === word && "at-chosen");
      });
    },
  };
}

function group({ weights }, x, chips) {
  const seen = weights ? Array.from(weights.keys()).filter((s) => weights[s] >= THINNEST) : [];
  const lines = seen.map((s) => {
    const from = middleOf(chips[s]);
    const d = curve(from, x);
    return { s, node: el("path", { d, "stroke-width": (HAIR + THICK * weights[s]).toFixed(2) }) };
  });
  return { lines, node: el("g", {}, ...lines.map(({ node }) => node)) };
}

// From a word at `from` down to a block at `to`.
function curve(from, to) {
  const [a, b] = [from.toFixed(1), to.toFixed(1)];
  return `M${a} 0C${a} ${TALL * 0.55} ${b} ${TALL * 0.45} ${b} ${TALL}`;
}

// Without attention all goes through the encoder's last states.
function pipe({ net }, above, below) {
  const [from, to] = [middleOf(above.chips[above.chips.length - 1]), middleOf(below.chips[0])];
  const [x, y] = [(from + to) / 2, TALL / 2];
  const text = el("text", { x: x + 14, y: y + 24 }, `h and c: ${2 * net.encoder.H} numbers`);
  return el("g", { class: "at-pipe" }, el("path", { d: curve(from, to) }), text);
}

function inWords({ steps, sentence, net }) {
  if (!net.attention) return "no lines: this translator has no attention";
  const one = ({ block, weights }) => `${block} looks ${looksInWords(weights, sentence.words)}`;
  return `where each block looked: ${steps.map(one).join("; ")}`;
}
