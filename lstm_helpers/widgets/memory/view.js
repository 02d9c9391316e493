// @ts-check
// The Memory Lab: draw f, i and g over time, with the pointer or with keys; the memory c = f · c + i · g follows.

import { asWidget, open, patch, stepKeys } from "../shared/lab.js";
import { scalarMemory } from "../shared/lstm.js";
import { button, choice, el, refill, slider, write } from "../shared/nodes.js";
import { clamp, fixed } from "../shared/numbers.js";
import { transport } from "../shared/transport.js";
import { LANES, LOW, lanesPanel, NAMES } from "./lanes.js";
import { STATE } from "./state.js";
import { isHit, stepInWords, verdictInWords } from "./words.js";

export function mount(root, given, onChange) {
  const view = { ...STATE, ...given };
  const lab = open(root, "memory-lab", "Memory Lab: draw the gates, see the memory", view, onChange);
  const desk = Object.assign(lab, { lane: "i", width: 700 }); // the lane that the keys draw in
  steer(desk);
  const moves = movesPanel(desk);
  const panels = [headPanel(desk), moves, valuesPanel(desk), sayPanel(desk), lanesPanel(desk)];
  lab.root.append(...panels.map(({ node }) => node), el("p", { class: "lab-faint" }, HINT));
  lab.later(moves.node.stop);
  desk.show = lab.guard(() => {
    const c = scalarMemory(view.f, view.i, view.g);
    for (const panel of panels) panel.show(c);
  });
  const raise = (by) => () => desk.draw(desk.lane, view.step, view[desk.lane][view.step] + by);
  const put = (value) => () => desk.draw(desk.lane, view.step, value);
  const choose = (lane) => () => {
    desk.lane = lane;
    desk.show();
  };
  lab.keys({
    ...stepKeys({ go: desk.go, step: () => view.step, end: () => desk.T - 1, play: () => moves.node.play() }),
    ArrowUp: raise(0.1),
    ArrowDown: raise(-0.1),
    0: put(0),
    1: put(1),
    ...Object.fromEntries(LANES.map((lane) => [lane, choose(lane)])),
  });
  lab.onResize((pixels) => {
    desk.width = Math.max(420, pixels - 30);
    desk.show();
  });
  lab.onTheme(desk.show);
  lab.start();
  desk.show();
  return {
    update: lab.guard((news) => patch(view, news).length && desk.show()),
    destroy: lab.tidy,
  };
}

// What the panels ask of the lab.
function steer(desk) {
  const { view, guard, set } = desk;
  const T = view.payload.steps;
  Object.assign(desk, {
    T,
    target: () => view.payload.targets[view.target],
    locked: (lane) => lane === "f" && view.cell === 1997,
    go: guard((step) => desk.change({ step: clamp(step, T) })),
    change: guard((news) => {
      set(news);
      desk.show();
    }),
    draw: guard((lane, t, value) => {
      if (desk.locked(lane)) return;
      const signal = [...view[lane]];
      signal[t] = Math.min(1, Math.max(LOW[lane], Math.round(value * 20) / 20));
      desk.change({ [lane]: signal });
    }),
    // f open, i shut, and the candidate that a target brings
    bring: guard((news = {}) => {
      set(news);
      desk.change({ f: Array(T).fill(1), i: Array(T).fill(0), g: [...desk.target().g] });
    }),
  });
}

function headPanel(desk) {
  const { view } = desk;
  const title = el("span", { class: "lab-title" }, "Draw the gates of a memory");
  const names = Object.entries(view.payload.targets).map(([key, { name }]) => [key, name]);
  const targets = choice("target", names, view.target, (target) => desk.bring({ target }));
  const kinds = [
    [2000, "of 2000, with a forget gate"],
    [1997, "of 1997, f stays at 1"],
  ];
  const cells = choice("cell", kinds, view.cell, (value) => {
    const cell = Number(value);
    desk.change(cell === 1997 ? { cell, f: Array(desk.T).fill(1) } : { cell });
  });
  const clear = button("start again", "start again: f open, i shut", () => desk.bring());
  const task = el("p", { class: "ml-task" });
  const marks = el("p", { class: "lab-row ml-marks lab-faint" });
  return {
    node: el("div", {}, el("div", { class: "lab-row" }, title, targets, cells, clear), task, marks),
    show() {
      targets.set(view.target);
      cells.set(view.cell);
      write(task, desk.target().task);
      refill(marks, view.target, () => legend(desk.target()));
    },
  };
}

// What the marks above the lanes mean, and the dots around the memory.
function legend({ want, marks, resets, mark, reset }) {
  const keys = el("span", { class: "lab-key" }, "◂ the lane that the keys draw in");
  if (!want) return [keys];
  const dots = el(
    "svg",
    { class: "lab-sample", viewBox: "0 0 34 10", "aria-hidden": "true" },
    el("path", { class: "ml-want", d: "M1 5H33" }),
    el("circle", { class: "ml-dot", cx: 17, cy: 5, r: 3 }),
  );
  return [
    ...(marks.length ? [el("span", { class: "lab-key" }, `● ${mark}`)] : []),
    ...(resets.length ? [el("span", { class: "lab-key" }, `○ ${reset}`)] : []),
    el("span", { class: "lab-key" }, dots, "what the memory should be"),
    keys,
  ];
}

function movesPanel({ T, view, go }) {
  const node = transport({ count: T, go, step: () => view.step });
  return { node, show: () => node.show(view.step) };
}

// The three signals at this step, as sliders.
function valuesPanel(desk) {
  const { view } = desk;
  const value = (lane) =>
    slider(NAMES[lane], { min: LOW[lane], max: 1, step: 0.05, value: 0, format: (v) => fixed(v, 2) }, (v) => {
      desk.lane = lane;
      desk.draw(lane, view.step, v);
    });
  const sliders = LANES.map(value);
  return {
    node: el("div", { class: "ml-values", role: "group", "aria-label": "the signals at this step" }, ...sliders),
    show() {
      LANES.forEach((lane, n) => {
        sliders[n].set(view[lane][view.step]);
        sliders[n].input.disabled = desk.locked(lane);
      });
    },
  };
}

// Is the target hit, what is the next one, and what happens at this step?
function sayPanel(desk) {
  const verdict = el("span", { class: "ml-verdict" });
  const words = el("span", {});
  const node = el("p", { class: "lab-say ml-say" }, verdict, " ", words);
  const next = button("next target", "go on to the next target", () => desk.bring({ target: nextTarget(desk) }));
  return {
    node: el("div", { class: "lab-row ml-told" }, node, next),
    show(c) {
      const hit = isHit(desk, c);
      const to = nextTarget(desk);
      node.classList.toggle("ml-hit", hit);
      next.hidden = !hit;
      write(next, to === "free" ? "all targets hit: play" : `next: ${desk.view.payload.targets[to].name}`);
      write(verdict, verdictInWords(desk, c));
      write(words, stepInWords(desk, c));
      desk.say(`${verdict.textContent} ${words.textContent}`);
    },
  };
}

// The target after this one, in the order of the menu; after the last of them play begins.
function nextTarget({ view }) {
  const names = Object.keys(view.payload.targets).filter((name) => name !== "free");
  return names[names.indexOf(view.target) + 1] ?? "free";
}

const HINT =
  "Drag in a lane to draw it. Keys: ← → step, ↑ ↓ raise and lower, f i g choose the lane, 0 and 1 set it, Home, End.";

export default asWidget(mount, STATE);
