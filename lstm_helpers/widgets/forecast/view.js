// @ts-check
// The Forecast Lab: drag the origin along a series; the fans of all models, what came, and how far off they were.

import { palette } from "../shared/colours.js";
import { asWidget, begin, changer, open, stepKeys } from "../shared/lab.js";
import { checkbox, choice, el, refill, valuesTable, write } from "../shared/nodes.js";
import { clamp, gapInWords } from "../shared/numbers.js";
import { transport } from "../shared/transport.js";
import { paintChart, placesOf, windowOf } from "./chart.js";
import { came, gapToKernel, nearestOrigin, unpackForecasts } from "./model.js";
import { STATE } from "./state.js";
import { modelsPanel } from "./table.js";
import { clockOf } from "./times.js";
import { amount, digitsOf, expectedInWords, manyOf, ofSeries, originInWords } from "./words.js";

const STAGES = ["read", "show"];
const FROM = { payload: "read" };

export function mount(root, given, onChange) {
  const view = { ...STATE, ...given };
  const lab = open(root, "forecast-lab", "Forecast Lab: what models expect of a series", view, onChange);
  const desk = Object.assign(lab, { series: null, clock: null, ticked: [], colours: null, gap: 0 });
  steer(desk);
  const moves = movesPanel(desk);
  const chart = chartPanel(desk);
  const panels = [headPanel(desk), moves, sayPanel(desk), chart, modelsPanel(desk), tablePanel(desk), footPanel(desk)];
  lab.root.append(...panels.map(({ node }) => node));
  lab.later(moves.node.stop);
  desk.redo = lab.guard((stage) => redo(desk, stage, panels));
  lab.keys({
    ...stepKeys({
      go: desk.go,
      step: () => view.origin,
      end: () => desk.series.origins.length - 1,
      play: moves.node.play,
    }),
    v: () => desk.change({ revealed: !view.revealed }),
  });
  lab.onTheme(() => {
    desk.colours = coloursOf(lab.root);
    if (desk.series) chart.show();
  });
  lab.onResize(chart.resize);
  return begin(desk, STAGES, FROM);
}

// What must be done again from a stage on.
function redo(desk, stage, panels) {
  const { view } = desk;
  if (stage === "read") {
    const series = unpackForecasts(view.payload);
    series.digits = digitsOf(series.y);
    series.models.forEach((model, place) => {
      model.place = place;
    });
    Object.assign(desk, { series, clock: clockOf(series, series.y.length), gap: gapToKernel(series) });
    for (const panel of panels) panel.arrange?.();
  }
  view.origin = clamp(view.origin, desk.series.origins.length);
  desk.ticked = desk.series.models.filter(({ name }) => !view.hidden.includes(name));
  for (const panel of panels) panel.show();
}

// What the panels ask of the lab.
function steer(desk) {
  const { view, guard } = desk;
  const change = changer(desk, STAGES, FROM);
  Object.assign(desk, {
    change,
    go: guard((origin) => change({ origin: clamp(origin, desk.series.origins.length) })),
    tick: (name, on) => change({ hidden: on ? view.hidden.filter((one) => one !== name) : [...view.hidden, name] }),
  });
}

// The colours of the theme, asked for once: a step must not look at the style sheet.
function coloursOf(root) {
  const colours = palette(root);
  const tile = new OffscreenCanvas(7, 7);
  const context = tile.getContext("2d");
  Object.assign(context, { strokeStyle: colours.text, lineWidth: 1, globalAlpha: 0.2 });
  context.beginPath();
  for (const from of [-7, 0, 7]) {
    context.moveTo(from - 1, 8);
    context.lineTo(from + 8, -1);
  }
  context.stroke();
  const soft = getComputedStyle(root.querySelector(".lab-faint")).color;
  return { ...colours, soft, veil: context.createPattern(tile, "repeat") };
}

function headPanel(desk) {
  const { view } = desk;
  const title = el("span", { class: "lab-title" });
  const pasts = choice("look back", [], "", (past) => desk.change({ past: Number(past) }));
  const lifted = checkbox("show what came", view.revealed, (revealed) => desk.change({ revealed }));
  const inWords = (n) => (n ? `the last ${manyOf(n, desk.clock.every)}` : "the whole series");
  return {
    node: el("div", { class: "lab-row" }, title, pasts, lifted),
    show() {
      const { series, clock } = desk;
      write(title, series.title || `Forecasts of ${series.name}`);
      const offered = [...new Set([...series.pasts, view.past, 0])].sort((a, b) => (a || Infinity) - (b || Infinity));
      refill(pasts.input, [clock.every, ...offered], () => offered.map((n) => el("option", { value: n }, inWords(n))));
      pasts.set(view.past);
      lifted.set(view.revealed);
    },
  };
}

function movesPanel(desk) {
  const { view } = desk;
  const node = transport({
    count: 1,
    go: desk.go,
    step: () => view.origin,
    counted: (at, end) => `origin ${at + 1} of ${end + 1}`,
  });
  return {
    node,
    show() {
      node.setCount(desk.series.origins.length);
      node.show(view.origin, desk.clock.label(desk.series.origins[view.origin] - 1));
    },
  };
}

function sayPanel(desk) {
  const node = el("p", { class: "lab-say fc-say" });
  return {
    node,
    arrange: () => node.classList.toggle("fc-many", desk.series.models.length > 4),
    show() {
      write(node, originInWords(desk));
      desk.say(node.textContent);
    },
  };
}

function chartPanel(desk) {
  const { guard } = desk;
  const canvas = el("canvas", { class: "fc-chart", role: "img" });
  const label = { "aria-label": "the series and the forecasts; the left and right arrow keys move the origin" };
  const node = el("div", { class: "fc-field", tabindex: 0, role: "group", ...label }, canvas);
  let at = null;
  let width = 0; // asked for at a resize alone: else every step would lay the page out twice
  let held = null; // the window stands still while the origin is dragged in it
  const show = () => {
    if (!desk.root.dataset.theme || !desk.colours) return; // not in the page yet
    width ||= node.clientWidth;
    at = placesOf(desk, Math.max(200, width), held);
    paintChart(canvas, desk, at);
    const from = desk.clock.label(Math.max(0, at.first));
    const to = desk.clock.label(Math.min(at.last, desk.series.y.length - 1));
    canvas.setAttribute("aria-label", `${ofSeries(desk.series)}, ${from} to ${to}. ${originInWords(desk)}`);
  };
  const follow = (event) => {
    const box = canvas.getBoundingClientRect();
    const place = at.time(event.clientX - box.left, event.clientY - box.top);
    desk.go(nearestOrigin(desk.series.origins, place));
  };
  canvas.onpointerdown = guard((event) => {
    if (!at) return;
    canvas.setPointerCapture(event.pointerId);
    const inStrip = at.strip !== null && event.clientY - canvas.getBoundingClientRect().top >= at.strip - 4;
    held = inStrip ? null : windowOf(desk, at.width);
    follow(event);
  });
  canvas.onpointermove = guard((event) => event.buttons && at && follow(event));
  canvas.onlostpointercapture = guard(() => {
    if (!held) return;
    held = null;
    show();
  });
  const resize = () => {
    width = node.clientWidth;
    show();
  };
  return { node, show, resize };
}

// All quantiles from this origin, and what came.
function tablePanel(desk) {
  const { view } = desk;
  const row = (lead) => {
    const { series, clock } = desk;
    const k = series.origins[view.origin];
    const inside = lead < came(series, view.origin);
    const value = view.revealed ? amount(series.y[k + lead] ?? 0, series.digits) : "under the veil";
    const models = series.models.map((model) => expectedInWords(series, model, view.origin, lead));
    return [`+${lead + 1}`, clock.label(k + lead), inside ? value : "not in the series", ...models];
  };
  const { node, fill } = valuesTable(
    {
      summary: "The forecasts from this origin as a table",
      label: "table of forecasts",
      names: () => ["ahead", "when", "what came", ...desk.series.models.map(({ name }) => name)],
      rows: () => Array.from({ length: desk.series.horizon }, (_, lead) => row(lead)),
      caption: () => `${ofSeries(desk.series)}: the median, and in brackets the band`,
      heads: 2,
    },
    desk.guard,
  );
  return { node, show: fill };
}

function footPanel(desk) {
  const node = el("p", { class: "lab-faint" });
  return {
    node,
    show() {
      const keys = "Drag the origin. Keys: ← → origins, Shift with them ten, Home, End, space plays, v lifts the veil.";
      write(node, `${keys} The errors are computed here; NumPy differs by at most ${gapInWords(desk.gap)}.`);
    },
  };
}

export default asWidget(mount, STATE);
