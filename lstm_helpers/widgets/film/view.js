// @ts-check
// The Film Lab: a network watches a film; step through its verdicts, put the frames in another order, read its caption.

import { asWidget, begin, changer, open, stepKeys } from "../shared/lab.js";
import { largestDifference } from "../shared/lstm.js";
import { button, el, hide, refill, valuesTable, write } from "../shared/nodes.js";
import { clamp, fixed, gapInWords, percent } from "../shared/numbers.js";
import { transport } from "../shared/transport.js";
import {
  asFilmed,
  MOST_FRAMES,
  reversed,
  sameOrder,
  screened,
  shuffled,
  twice,
  unpackCinema,
  without,
} from "./model.js";
import { STATE } from "./state.js";
import { drawn, stripPanel } from "./strip.js";
import { captionInWords, looksInWords, placeInWords } from "./words.js";

const STAGES = ["read", "watch", "show"];
const FROM = { payload: "read", film: "watch", order: "watch", step: "show", word: "show" };
const DIGITS = 3; // so many of the likeliest are shown

export function mount(root, given, onChange) {
  const view = { ...STATE, ...given };
  const lab = open(root, "film-lab", "Film Lab: a network that watches", view, onChange);
  const desk = Object.assign(lab, { cinema: null, now: null, filmed: null, gap: 0 });
  steer(desk);
  const moves = movesPanel(desk);
  const panels = [headPanel(desk), moves, sayPanel(desk), screenPanel(desk), stripPanel(desk), orderPanel(desk)];
  panels.push(captionPanel(desk), tablePanel(desk), footPanel(desk));
  lab.root.append(...panels.map(({ node }) => node));
  lab.later(moves.node.stop);
  desk.redo = lab.guard((stage) => redo(desk, stage, panels));
  const end = () => desk.now.order.length - 1;
  lab.keys({
    ...stepKeys({ go: desk.go, step: () => view.step, end, play: moves.node.play }),
    ArrowUp: () => desk.choose(view.word - 1),
    ArrowDown: () => desk.choose(view.word + 1),
    b: desk.turn,
    s: desk.mix,
    o: desk.restore,
    Delete: desk.leaveOut,
    d: desk.double,
  });
  return begin(desk, STAGES, FROM);
}

// What must be done again from a stage on.
function redo(desk, stage, panels) {
  const { view } = desk;
  const from = STAGES.indexOf(stage);
  if (from === 0) {
    desk.cinema = unpackCinema(view.payload);
    desk.gap = gapOf(desk.cinema);
  }
  const { cinema } = desk;
  if (from <= 1) {
    desk.filmed = screened(cinema, view.film, asFilmed(cinema));
    desk.now = view.order.length ? screened(cinema, view.film, view.order) : desk.filmed;
  }
  view.step = clamp(view.step, desk.now.order.length);
  if (view.word >= desk.now.words.length) view.word = -1;
  if (from <= 1) for (const panel of panels) panel.fill?.();
  for (const panel of panels) panel.show();
}

// How far the browser is from NumPy over the film with which the lab opened.
function gapOf(cinema) {
  const { motion, digit } = screened(cinema, cinema.first, asFilmed(cinema));
  return largestDifference(
    motion.flatMap((row, t) => [...row, ...digit[t]]),
    cinema.kernel,
  );
}

// What the panels ask of the lab.
function steer(desk) {
  const { view, guard } = desk;
  const change = changer(desk, STAGES, FROM);
  // frames in another order; the film's own is said by none
  const arrange = (order, step = order.length - 1) => {
    if (!order.length || order.length > MOST_FRAMES) return;
    change({ order: sameOrder(order, desk.filmed.order) ? [] : order, step: clamp(step, order.length) });
  };
  Object.assign(desk, {
    change,
    go: guard((step) => change({ step: clamp(step, desk.now.order.length) })),
    choose: guard((word) => change({ word: Math.max(-1, Math.min(desk.now.words.length - 1, word)) })),
    turn: guard(() => arrange(reversed(desk.now.order))),
    mix: guard(() => arrange(shuffled(desk.now.order))),
    restore: guard(() => arrange(desk.filmed.order)),
    leaveOut: guard(() => arrange(without(desk.now.order, view.step), view.step)),
    double: guard(() => arrange(twice(desk.now.order, view.step), view.step + 1)),
  });
}

function headPanel(desk) {
  const { view } = desk;
  const title = el("span", { class: "lab-title" });
  const input = el("select", { "aria-label": "film" });
  input.onchange = desk.guard(() => desk.change({ film: Number(input.value), word: -1 }));
  const field = el("label", { class: "lab-field" }, el("span", {}, "film"), input);
  const truth = el("span", { class: "lab-faint fm-truth" });
  return {
    node: el("div", { class: "lab-row" }, title, field, truth),
    fill() {
      const { cinema } = desk;
      refill(input, cinema.count, () =>
        Array.from({ length: cinema.count }, (_, n) => el("option", { value: n }, `${n + 1} of ${cinema.count}`)),
      );
      input.value = view.film;
      const shows = cinema.truths[view.film];
      write(truth, shows ? `It shows: ${shows}.` : "");
    },
    show() {
      write(title, desk.cinema.title || "A network that watches");
    },
  };
}

// Frames a second at first: few for a reader who has asked for little motion.
const pace = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : 8);

function movesPanel(desk) {
  const { view } = desk;
  const counted = (at, end) => `place ${at + 1} of ${end + 1}`;
  const node = transport({ count: 1, go: desk.go, step: () => view.step, speed: pace(), counted });
  return {
    node,
    show() {
      node.setCount(desk.now.order.length);
      node.show(view.step, `frame ${desk.now.order[view.step] + 1}`);
    },
  };
}

function sayPanel(desk) {
  const node = el("p", { class: "lab-say fm-say" });
  return {
    node,
    show() {
      write(node, placeInWords(desk));
      desk.say(node.textContent);
    },
  };
}

// The frame that is looked at, large, and what the network thinks having read it.
function screenPanel(desk) {
  const { view } = desk;
  const canvas = el("canvas", { class: "fm-screen", role: "img" });
  const motions = chancesOf("motion");
  const digits = chancesOf("digit");
  return {
    node: el("div", { class: "fm-both" }, canvas, motions.node, digits.node),
    show() {
      const { cinema, now } = desk;
      drawn(cinema, view.film, now.order[view.step], canvas);
      canvas.setAttribute("aria-label", `frame ${now.order[view.step] + 1} of the film, enlarged`);
      motions.show(now.motion[view.step], cinema.motions);
      digits.show(now.digit[view.step], cinema.digits, DIGITS);
    },
  };
}

// Chances as bars: all in their own order, or so many of the likeliest.
function chancesOf(what) {
  const list = el("div", { role: "group", "aria-label": `the chances of each ${what}` });
  return {
    node: el("div", { class: "fm-chances" }, el("p", { class: "fm-head" }, what), list),
    show(chances, names, most = names.length) {
      const order = Array.from(chances.keys());
      if (most < names.length) order.sort((a, b) => chances[b] - chances[a] || a - b);
      refill(list, names.slice(0, most), () => Array.from({ length: most }, rowOf));
      Array.from(list.children).forEach((row, n) => {
        const [name, rail, share] = row.children;
        write(name, names[order[n]]);
        rail.firstChild.style.width = `${(100 * chances[order[n]]).toFixed(1)}%`;
        write(share, percent(chances[order[n]]));
      });
    },
  };
}

const rowOf = () =>
  el(
    "div",
    { class: "fm-row" },
    el("b", {}),
    el("span", { class: "lab-rail" }, el("span", { class: "lab-bar" })),
    el("span", { class: "lab-share" }),
  );

// The frames in another order.
function orderPanel(desk) {
  const back = button("backwards", "the last frame first (b)", desk.turn);
  const mix = button("shuffle", "the frames in a random order (s)", desk.mix);
  const out = button("leave this frame out", "leave this frame out (Delete)", desk.leaveOut);
  const more = button("show it twice", "show this frame twice (d)", desk.double);
  const again = button("as filmed", "the frames as they were filmed (o)", desk.restore);
  return {
    node: el("div", { class: "lab-row" }, back, mix, out, more, again),
    show() {
      const { order } = desk.now;
      out.disabled = order.length < 2;
      more.disabled = order.length >= MOST_FRAMES;
      again.disabled = sameOrder(order, desk.filmed.order);
    },
  };
}

// The caption, a button a word.
function captionPanel(desk) {
  const { view } = desk;
  const words = el("span", { class: "fm-caption", role: "group", "aria-label": "the caption, word by word" });
  const note = el("p", { class: "lab-faint" });
  const looks = el("p", {});
  return {
    node: el(
      "div",
      { class: "fm-written" },
      el("p", {}, el("span", { class: "fm-head" }, "caption "), words),
      note,
      looks,
    ),
    fill() {
      const { now, cinema } = desk;
      hide(this.node, !cinema.captioner);
      if (!cinema.captioner) return;
      const end = cinema.captioner.target.length - 1;
      refill(words, [view.film, now.words.map(({ block }) => block)], () =>
        now.words.map(({ block, token }, n) =>
          button(
            token === end ? "end" : block,
            token === end ? "where it looked as it ended" : `where ${block} looked`,
            () => desk.choose(view.word === n ? -1 : n),
          ),
        ),
      );
      write(note, captionInWords(desk));
    },
    show() {
      Array.from(words.children).forEach((node, n) => {
        node.setAttribute("aria-pressed", String(n === view.word));
      });
      write(looks, looksInWords(desk));
    },
  };
}

// Every chance as a number.
function tablePanel(desk) {
  const { node, fill, show } = valuesTable(
    {
      summary: "All numbers: the chance of each motion and digit after each place",
      label: "chances",
      names: () => ["place", "frame", ...desk.cinema.motions, ...desk.cinema.digits],
      rows: () =>
        desk.now.order.map((frame, t) => [
          String(t + 1),
          String(frame + 1),
          ...Array.from([...desk.now.motion[t], ...desk.now.digit[t]], (p) => fixed(p, 4)),
        ]),
      heads: 2,
    },
    desk.guard,
  );
  return { node, fill, show: () => show(desk.view.step) };
}

function footPanel(desk) {
  const node = el("p", { class: "lab-faint" });
  return {
    node,
    show() {
      const words = desk.cinema.captioner ? " ↑ ↓ words of the caption," : "";
      const keys = `Keys: ← → places,${words} b backwards, s shuffle, o as filmed, Delete and d this frame`;
      write(node, `${keys}, space plays. Computed here; NumPy differs by at most ${gapInWords(desk.gap)}.`);
    },
  };
}

export default asWidget(mount, STATE);
