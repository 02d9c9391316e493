// @ts-check
// The Gradient Lab: a gradient of size 1 goes back from the last state, through one factor a step; what is left of it
// on a logarithmic axis, in a plain RNN and, where the lab has one, in an LSTM beside it.
//
// A panel is a function of the desk, the lab with what all panels ask of it; it returns its node and what it does when
// other sizes are found (paint), when another step is shown (show) and when the state came from Python (mirror).

import { asWidget, open, patch, stepKeys } from "../shared/lab.js";
import { el, valuesTable, write } from "../shared/nodes.js";
import { clamp, gapInWords, power } from "../shared/numbers.js";
import { transport } from "../shared/transport.js";
import { chartPanel } from "./chart.js";
import { controlsPanel } from "./controls.js";
import { legendPanel } from "./legend.js";
import { gradientGap, gradientSizes, unpackGradients } from "./model.js";
import { STATE } from "./state.js";
import { stepInWords } from "./words.js";

export function mount(root, given, onChange) {
  const view = { ...STATE, ...given };
  const label = "Gradient Lab: what is left of a gradient, step by step back in time";
  const lab = open(root, "gradient-lab", label, view, onChange);
  const desk = Object.assign(lab, { model: unpackGradients(view.payload), found: null, gap: null, width: 700 });
  const panels = [];
  const each = (what) => {
    for (const panel of panels) panel[what]?.();
  };
  steer(desk, each);
  panels.push(controlsPanel(desk), movesPanel(desk), sayPanel(desk), legendPanel(desk), chartPanel(desk));
  panels.push(tablePanel(desk), proofPanel(desk));
  const title = el("span", { class: "lab-title" }, "How much of a gradient is left, k steps back");
  lab.root.append(el("div", { class: "lab-row" }, title), ...panels.map(({ node }) => node));
  const [, moves] = panels;
  lab.later(moves.node.stop);
  lab.keys(stepKeys({ go: desk.go, step: () => view.step, end: () => view.length, play: () => moves.node.play() }));
  lab.onTheme(desk.paint);
  lab.onResize((pixels) => {
    desk.width = Math.max(420, pixels - 30);
    desk.paint();
  });
  lab.start();
  desk.compute();
  return {
    update: lab.guard((news) => {
      const changed = patch(view, news);
      view.step = Math.min(view.step, view.length);
      if (changed.includes("payload")) Object.assign(desk, { model: unpackGradients(view.payload), gap: null });
      each("mirror");
      if (changed.some((key) => key !== "step")) desk.compute();
      else if (changed.length) desk.show();
    }),
    destroy: lab.tidy,
  };
}

// What the panels ask of the lab; compute → paint → show, each redoing what follows from it.
function steer(desk, each) {
  const { view, guard, set } = desk;
  Object.assign(desk, {
    both: () => Boolean(desk.model.lstm),
    go: guard((step) => {
      set({ step: clamp(step, view.length + 1) });
      desk.show();
    }),
    // a reader who stands at the far end stays there when the sequence gets another length
    change: guard((news) => {
      const atTheEnd = view.step === view.length;
      set(news);
      set({ step: atTheEnd ? view.length : Math.min(view.step, view.length) });
      desk.compute();
    }),
    compute: guard(() => {
      desk.found = gradientSizes(desk.model, view);
      desk.gap ??= gradientGap(desk.model, desk.found);
      desk.paint();
    }),
    paint: guard(() => {
      if (!desk.found) return;
      each("paint");
      desk.show();
    }),
    show: guard(() => each("show")),
  });
}

function movesPanel({ view, go }) {
  const counted = (at, end) => `${at} of ${end} steps back`;
  const node = transport({ count: view.length + 1, go, step: () => view.step, speed: 8, counted });
  return {
    node,
    paint: () => node.setCount(view.length + 1),
    show: () => node.show(view.step),
  };
}

function sayPanel(desk) {
  const node = el("p", { class: "lab-say gd-say" });
  return {
    node,
    show() {
      const sentence = stepInWords(desk);
      write(node, sentence);
      desk.say(sentence);
    },
  };
}

function tablePanel(desk) {
  const columns = () => [
    ["RNN", "rnn"],
    ["bound r^k", "bound"],
    ...(desk.both()
      ? [
          ["LSTM", "lstm"],
          ["forget gates alone", "direct"],
        ]
      : []),
  ];
  const row = (k) => [String(k), ...columns().map(([, key]) => power(desk.found[key][k], 3))];
  const { node, fill, show } = valuesTable(
    {
      summary: "All numbers as a table",
      label: "table of sizes",
      names: () => ["steps back", ...columns().map(([name]) => name)],
      rows: () => desk.found.rnn.map((_, k) => row(k)),
    },
    desk.guard,
  );
  return { node, paint: fill, show: () => show(desk.view.step) };
}

function proofPanel(desk) {
  const node = el("p", { class: "lab-faint" });
  return {
    node,
    paint() {
      const agree = `the largest relative difference from the kernel’s gradients was ${gapInWords(desk.gap)}`;
      const said = `${desk.gap < 1e-9 ? "✓" : "✗"} Computed here, in your browser: when the lab was opened, ${agree}.`;
      write(node, `${said} Keys: ← → one step, Shift with them ten, Home, End, space plays.`);
    },
  };
}

export default asWidget(mount, STATE);
