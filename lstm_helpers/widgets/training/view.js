// @ts-check
// The Training view: losses that grow while a kernel trains, how far it is, and a button that stops it. What is drawn
// comes in `live`, a few times a second, always complete; what goes back is one message, "stop".
//
// A panel is a function of the desk, the lab with what all panels ask of it; it returns its node and what it does when
// there is news (hear), as the clock ticks (show) and when something is to be drawn (paint).

import { asWidget, open, patch } from "../shared/lab.js";
import { choice, el, refill, sample, valuesTable, write } from "../shared/nodes.js";
import { paintChart } from "./chart.js";
import { lossInWords, plateauInWords, progressInWords, runs, short, summary, unpackLive } from "./live.js";
import { STATE } from "./state.js";
import { stopPanel } from "./stop.js";

const named = (names) => names.map((name) => [name, name]);

export function mount(root, given, onChange, send = (/** @type {object} */ _message) => {}) {
  const view = { ...STATE, ...given };
  const title = view.payload.title || "losses while a model trains";
  const lab = open(root, "training-view", `Training view: ${title}`, view, onChange);
  const desk = Object.assign(lab, { live: unpackLive(view.live), row: null, heard: performance.now() });
  const panels = [];
  const each = (what, ...news) => {
    for (const panel of panels) panel[what]?.(...news);
  };
  steer(desk, each);
  const stop = stopPanel(desk, send);
  const state = progressPanel(desk);
  const told = el("div", { class: "lab-row tv-state" }, state.where, stop.node);
  const nodes = ({ node }) => node;
  const [head, legend, field, sentence, table] = [headPanel, legendPanel, fieldPanel, sentencePanel, tablePanel].map(
    (panel) => panel(desk),
  );
  panels.push(head, state, stop, legend, field, sentence, table, announcer(desk));
  lab.root.append(...[head, state].map(nodes), told, stop.note, ...[legend, field, sentence, table].map(nodes));
  const clock = setInterval(() => runs(desk.live) && desk.show(), 1000);
  lab.later(() => clearInterval(clock));
  lab.keys(walkKeys(desk));
  lab.onTheme(desk.paint);
  lab.onResize(desk.paint);
  lab.start();
  desk.show();
  desk.paint();
  return {
    update: lab.guard((news) => {
      const changed = patch(view, news);
      if (changed.includes("live")) desk.hear();
      desk.show();
      desk.paint();
    }),
    destroy: lab.tidy,
  };
}

// What the panels ask of the lab.
function steer(desk, each) {
  const { view, guard, set } = desk;
  Object.assign(desk, {
    point: () => (desk.row === null ? null : desk.live.train[desk.row]),
    show: guard(() => each("show")),
    paint: guard(() => desk.root.dataset.theme && each("paint")), // else not in the page yet
    change: guard((news) => {
      set(news);
      desk.paint();
    }),
    // to a point of the curve, null being none
    walk: guard((to) => {
      const last = desk.live.train.length - 1;
      const row = to === null || last < 0 ? null : Math.max(0, Math.min(last, to));
      if (row === desk.row) return;
      desk.row = row;
      desk.paint();
    }),
    hear() {
      const before = desk.live;
      desk.live = unpackLive(view.live);
      desk.heard = performance.now();
      if (before.run !== desk.live.run) desk.row = null;
      each("hear", before);
    },
  });
}

function headPanel({ view, change }) {
  const title = el("span", { class: "lab-title" });
  const kinds = [["log", "logarithmic"], ...named(["linear"])];
  const scales = choice("scale", kinds, view.scale, (scale) => change({ scale }));
  const axes = choice("along", named(["batches", "epochs", "seconds"]), view.along, (along) => change({ along }));
  return {
    node: el("div", { class: "lab-row" }, el("div", { class: "tv-name" }, title), scales, axes),
    show() {
      write(title, view.payload.title || "Training");
      scales.set(view.scale);
      axes.set(view.along);
    },
  };
}

function progressPanel(desk) {
  const done = el("div", { class: "tv-done" });
  const range = { "aria-valuemin": 0, "aria-valuemax": 100 };
  const name = { role: "progressbar", "aria-label": "progress of the training" };
  const node = el("div", { class: "tv-bar", ...name, ...range }, done);
  const where = el("p", { class: "tv-where" });
  return {
    node,
    where,
    show() {
      const { live, heard } = desk;
      const share = live.state === "waiting" ? 0 : live.total ? live.done / live.total : 0;
      const words = progressInWords(live, (performance.now() - heard) / 1000);
      done.style.transform = `scaleX(${share})`;
      done.classList.toggle("tv-over", live.state === "done");
      node.setAttribute("aria-valuenow", Math.round(100 * share));
      node.setAttribute("aria-valuetext", words);
      write(where, words);
    },
  };
}

function legendPanel(desk) {
  const node = el("div", { class: "lab-row lab-legend tv-legend" });
  const key = ([name, kind, n = 0]) => el("span", { class: "lab-key" }, sample(kind, { "data-n": n % 3 }), name);
  return {
    node,
    paint() {
      const { train, validation } = desk.live;
      const spread = train.some(({ low, high }) => low < high);
      const curve = spread ? "training (mean; band: smallest to largest)" : "training";
      const entries = [
        ...(train.length ? [[curve, "tv-train"]] : []),
        ...(validation.length ? [["validation", "tv-validation"]] : []),
        ...desk.view.payload.lines.map(([name, value], n) => [`${name}: ${short(value)}`, "tv-line", n]),
      ];
      refill(node, entries, () => entries.map(key));
    },
  };
}

// The curves, and the pointer on them.
function fieldPanel(desk) {
  const canvas = el("canvas", { class: "tv-chart", role: "img" });
  const empty = el("p", { class: "tv-empty lab-faint" }, "The curve appears here when the training begins.");
  const label = { "aria-label": "loss curve; the left and right arrow keys walk on it" };
  const node = el("div", { class: "tv-field lab-walk", tabindex: 0, role: "group", ...label }, canvas, empty);
  let chart = null;
  canvas.onpointermove = desk.guard((event) => {
    const { train } = desk.live;
    if (!chart || !train.length) return;
    const at = event.clientX - canvas.getBoundingClientRect().left;
    const gaps = train.map((one) => Math.abs(chart.x(one) - at));
    desk.walk(gaps.indexOf(Math.min(...gaps)));
  });
  canvas.onpointerleave = () => desk.walk(null);
  return {
    node,
    paint() {
      const { live, view, root } = desk;
      const { lines, loss } = view.payload;
      const nothing = live.train.length + live.validation.length === 0;
      empty.hidden = !nothing;
      root.classList.toggle("tv-nothing", nothing);
      if (live.state !== "waiting" && nothing) write(empty, "The first batches are being trained.");
      const size = { width: Math.max(240, node.clientWidth), root, row: desk.point() };
      chart = paintChart(canvas, { live, lines, loss, axis: view.along, scale: view.scale, ...size });
      const words = `losses: ${summary(live, loss)} The numbers are in the table below.`;
      canvas.setAttribute("aria-label", nothing ? "no losses yet" : words);
    },
  };
}

function sentencePanel(desk) {
  const now = el("p", { class: "tv-now" });
  const plateau = el("p", { class: "tv-plateau" });
  return {
    node: el("div", { class: "lab-say tv-sentence" }, now, plateau),
    paint() {
      const { live, view } = desk;
      const { loss, baseline } = view.payload;
      const one = desk.point();
      write(now, one ? lossInWords(live, loss, one) : summary(live, loss));
      write(plateau, plateauInWords(live, baseline));
    },
  };
}

function tablePanel(desk) {
  const rows = () => {
    const { train, validation } = desk.live;
    const validated = new Map(validation.map((one) => [one.done, one.mean]));
    const all = train.concat(validation.filter(({ done }) => !train.some((one) => one.done === done)));
    const means = (one) => ("low" in one ? [one.mean, one.low, one.high].map(short) : ["", "", ""]);
    const last = (one) => (validated.has(one.done) ? short(validated.get(one.done)) : "");
    const texts = (one) => [String(one.done), one.seconds.toFixed(1), ...means(one), last(one)];
    return all.sort((a, b) => a.done - b.done).map(texts);
  };
  const names = () => ["after batch", "seconds", "training", "smallest", "largest", "validation"];
  const { node, fill } = valuesTable(
    { summary: "The losses as a table", label: "table of losses", names, rows },
    desk.guard,
  );
  return { node, paint: fill };
}

// Few words, at a quarter, half, three quarters and the end: also for somebody whose focus is elsewhere.
function announcer(desk) {
  let quarters = 0;
  return {
    hear(before) {
      const { live, view } = desk;
      const words = () => summary(live, view.payload.loss);
      if (before.run !== live.run) quarters = 0;
      if (live.state === "done" && before.state !== "done") return desk.announce(`${live.ended}. ${words()}`);
      if (live.state === "running" && before.run !== live.run) return desk.announce("The training has begun.");
      const now = live.total ? Math.floor((4 * live.done) / live.total) : 0;
      if (now <= quarters || live.state !== "running") return;
      quarters = now;
      desk.announce(`${["", "A quarter", "Half", "Three quarters", "All"][now]} done. ${words()}`);
    },
  };
}

// Keys walk on the curve: from its end to the left, from its beginning to the right.
function walkKeys(desk) {
  const count = () => desk.live.train.length;
  const go = (to) => {
    desk.walk(to);
    desk.say(desk.root.querySelector(".tv-now").textContent);
  };
  const back = (n) => () => go((desk.row ?? count()) - n);
  const on = (n) => () => go((desk.row ?? -1) + n);
  return {
    ArrowLeft: back(1),
    ArrowRight: on(1),
    "Shift+ArrowLeft": back(10),
    "Shift+ArrowRight": on(10),
    PageUp: back(10),
    PageDown: on(10),
    Home: () => go(0),
    End: () => go(count() - 1),
  };
}

export default asWidget(mount, STATE);
