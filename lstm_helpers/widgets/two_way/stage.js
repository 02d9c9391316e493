// @ts-check
// The Two-way reader's letters, and under each of them three bars: how likely each model finds a word's end.

import { palette, sized, stroke } from "../shared/colours.js";
import { el, write } from "../shared/nodes.js";
import { visible } from "../shared/numbers.js";
import { share, WAYS } from "./thoughts.js";

const LANE = { height: 58, bar: 36 };
const GUTTER = 118;

export function stagePanel(desk) {
  const strip = el("div", { class: "tw-letters", "aria-hidden": "true" });
  const bars = barsPanel(desk);
  const over = overlay(desk);
  const gutter = gutterPanel(desk);
  const sheet = el("div", { class: "tw-sheet" }, strip, bars.node, ...over.nodes);
  const scroller = scrollerOf(sheet);
  const at = (event) => Math.floor((event.clientX - sheet.getBoundingClientRect().left) / desk.column);
  sheet.onpointerdown = desk.guard((event) => {
    sheet.setPointerCapture(event.pointerId);
    desk.go(at(event));
  });
  sheet.onpointermove = desk.guard((event) => event.buttons && desk.go(at(event)));
  return {
    node: el("div", { class: "tw-stage" }, gutter.node, scroller.node),
    arrange() {
      const { letters, ends } = desk;
      const room = Math.max(200, desk.root.clientWidth - 28 - GUTTER);
      desk.column = Math.max(20, Math.min(38, room / Math.max(1, letters.length)));
      sheet.style.width = `${desk.column * letters.length}px`;
      scroller.arrange(Math.min(room, desk.column * letters.length));
      strip.replaceChildren(
        ...letters.map((letter, t) => {
          const box = el("span", ends?.[t] ? { class: "tw-end" } : {}, visible(letter));
          box.style.width = `${desk.column}px`;
          return box;
        }),
      );
    },
    paint: bars.paint,
    show() {
      desk.root.classList.toggle("tw-empty", desk.letters.length === 0);
      if (!desk.letters.length) return;
      scroller.follow(desk.view.step * desk.column, desk.column);
      over.show();
      gutter.show();
    },
  };
}

function scrollerOf(sheet) {
  let scrolled = 0;
  let seen = 0;
  const node = el(
    "div",
    {
      class: "lab-scroller tw-scroller",
      tabindex: 0,
      role: "group",
      "aria-label": "opinions under each letter; the left and right arrow keys move",
      onscroll() {
        scrolled = node.scrollLeft;
      },
    },
    sheet,
  );
  return {
    node,
    arrange(wide) {
      seen = wide;
      scrolled = node.scrollLeft;
    },
    follow(left, column) {
      if (left < scrolled || left + column > scrolled + seen) node.scrollLeft = left - seen / 2;
    },
  };
}

// The names of the lanes with their opinions on this letter.
function gutterPanel(desk) {
  const numbers = WAYS.map(() => el("b", {}));
  const name = ([way, arrow], n) =>
    el("div", { class: "tw-name", "data-n": n }, el("span", {}, `${arrow} ${way}`), numbers[n]);
  const key = el("div", { class: "tw-key" }, "reads");
  return {
    node: el("div", { class: "tw-gutter", "aria-hidden": "true" }, key, ...WAYS.map(name)),
    show() {
      numbers.forEach((node, n) => {
        write(node, share(desk.said[n][desk.view.step]));
      });
    },
  };
}

// A frame around the letter, and under each lane how far its model has read.
function overlay(desk) {
  const cursor = el("div", { class: "tw-cursor" });
  const spans = WAYS.map((_, n) => el("div", { class: "tw-span", "data-n": n }));
  return {
    nodes: [...spans, cursor],
    show() {
      const { column, letters, view } = desk;
      const [t, T] = [view.step, letters.length];
      cursor.style.transform = `translateX(${t * column}px)`;
      cursor.style.width = `${column}px`;
      const read = [
        [0, t + 1],
        [t, T],
        [0, T],
      ];
      read.forEach(([from, to], n) => {
        spans[n].style.transform = `translateX(${from * column}px)`;
        spans[n].style.width = `${(to - from) * column}px`;
      });
    },
  };
}

function barsPanel(desk) {
  const node = el("canvas", { class: "tw-bars", role: "img" });
  return {
    node,
    paint() {
      const { letters, column, said, view } = desk;
      const width = Math.max(1, column * letters.length);
      const context = sized(node, width, WAYS.length * LANE.height);
      const colours = palette(desk.root);
      said.forEach((row, n) => {
        const floor = (n + 1) * LANE.height - 8;
        row.forEach((p, t) => {
          paintBar(context, { colour: colours.series[n], end: desk.isEnd(p), x: t * column, column, floor }, p);
          if (desk.isEnd(p)) paintEnd(context, colours.text, (t + 1) * column, floor);
          if (desk.isWrong(n, t)) paintCross(context, colours.text, (t + 0.5) * column, floor - LANE.bar - 8);
        });
        const y = Math.round(floor - LANE.bar * view.threshold) + 0.5;
        context.globalAlpha = 0.6;
        stroke(
          context,
          colours.text,
          1,
          [3, 3],
          [
            [0, y],
            [width, y],
          ],
        );
        context.globalAlpha = 1;
      });
      const what = `how likely each model finds a word's end after each of ${letters.length} letters`;
      node.setAttribute("aria-label", `bars: ${what}; the numbers are in the table below`);
    },
  };
}

function paintBar(context, { colour, end, x, column, floor }, p) {
  const high = Math.max(1, LANE.bar * (Number.isFinite(p) ? p : 0));
  const style = { fillStyle: colour, strokeStyle: colour, lineWidth: 1.5, globalAlpha: end ? 1 : 0.3 };
  Object.assign(context, style);
  context.fillRect(x + 3, floor - high, column - 6, high);
  context.globalAlpha = 1;
  context.strokeRect(x + 3, floor - high, column - 6, high);
}

// A word's end: a stroke after the letter.
function paintEnd(context, colour, x, floor) {
  context.fillStyle = colour;
  context.fillRect(x - 1.25, floor - LANE.bar - 6, 2.5, LANE.bar + 6);
}

function paintCross(context, colour, x, y) {
  for (const side of [-1, 1]) {
    stroke(
      context,
      colour,
      1.8,
      [],
      [
        [x - 3.5 * side, y - 3.5],
        [x + 3.5 * side, y + 3.5],
      ],
    );
  }
}
