// @ts-check
// The Forecast Lab's picture on a canvas; no state: the known series, the fans from the origin, the veil, what each
// model reads, and below them the whole series with the window on it.

import { dot, rule } from "../shared/canvas.js";
import { sized, stroke } from "../shared/colours.js";
import { steps } from "../shared/scales.js";
import { came, quantilesAt, whole, windowAt } from "./model.js";
import { manyOf, ofSeries } from "./words.js";

export const DASHES = [[], [7, 4], [9, 3, 2, 3], [2, 3], [10, 3, 2, 3, 2, 3], [15, 4]];
const LEFT = 62;
const RIGHT = 14;
const NAMED = 660; // from this width on, names stand at the ends of the fans
const TOP = 34;
const PLOT = 244;
const LANE = 13;
const STRIP = 36;
const FONT = "system-ui, sans-serif";

// The window at the present origin in a picture of that width.
export function windowOf({ series, view }, width) {
  const free = width < NAMED ? 0 : roomForNames(series) / (width - LEFT - RIGHT);
  return windowAt(series, view.origin, view.past, free);
}

// As many pixels as the longest name of a model takes, up to a limit.
function roomForNames({ models }) {
  const longest = Math.max(...models.map(({ name }) => name.length));
  return Math.min(170, 24 + 7.5 * longest);
}

// Where everything stands in a picture of that width; `held` is the window of a drag, which stays until it ends.
export function placesOf(desk, width, held) {
  const { series } = desk;
  const { first, last, all } = held ?? windowOf(desk, width);
  const ends = whole(series);
  const right = width - RIGHT;
  const lanes = series.models.filter(({ reads }) => reads !== null && reads !== undefined).length;
  const floor = TOP + PLOT;
  const under = floor + 6 + lanes * LANE;
  const strip = all ? null : under + 38;
  const across = (from, to) => (t) => LEFT + ((t - from + 0.5) / (to - from + 1)) * (right - LEFT);
  return {
    ...{ width, first, last, right, floor, under, strip },
    named: width >= NAMED,
    height: strip === null ? under + 32 : strip + STRIP + 6,
    x: across(first, last),
    along: across(ends[0], ends[1]),
    // the place on the time axis under a pointer
    time(px, py) {
      const [from, to] = strip !== null && py >= strip - 4 ? ends : [first, last];
      return from - 0.5 + ((px - LEFT) / (right - LEFT)) * (to - from + 1);
    },
  };
}

// Paint everything.
export function paintChart(canvas, desk, at) {
  const context = sized(canvas, at.width, at.height);
  const { series, view } = desk;
  const k = series.origins[view.origin];
  const shown = view.revealed ? k + Math.max(0, came(series, view.origin)) : k;
  const to = valueAxis(desk, at, k, shown);
  const scene = { ...at, desk, context, colours: desk.colours, k, shown, to, y: to.y };
  context.lineJoin = "round";
  valueTicks(scene);
  timeTicks(scene);
  veil(scene, at.x(shown - 0.5), at.right, TOP, PLOT);
  inside(scene, () => {
    for (const model of desk.ticked) band(scene, model);
    known(scene);
    for (const model of desk.ticked) median(scene, model);
    if (view.revealed) cameLine(scene);
  });
  ends(scene);
  lanes(scene);
  if (at.named) modelNames(scene);
  if (at.strip !== null) strip(scene);
  originLine(scene);
}

// From the lowest to the highest value that is seen, in round numbers, so that the axis stands still for a while.
function valueAxis({ series, view, ticked }, at, k, shown) {
  let [low, high] = [Infinity, -Infinity];
  const see = (value) => {
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (let t = Math.max(0, at.first); t < Math.min(shown, at.last + 1); t++) see(series.y[t]);
  for (const model of ticked) {
    const fan = model.values.subarray(...span(series, view.origin));
    for (let n = 0; n < fan.length; n++) see(fan[n]);
  }
  if (low > high) see(series.y[k - 1]);
  if (high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high))) {
    const room = 0.5 * Math.abs(high) || 1;
    low -= room;
    high += room;
  }
  const ticks = steps(low, high, 5);
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : high - low;
  const floor = Math.floor(low / step + 1e-9) * step;
  const top = Math.ceil(high / step - 1e-9) * step;
  return {
    step,
    ticks: steps(floor, top, Math.round((top - floor) / step)),
    y: (value) => TOP + PLOT * (1 - (value - floor) / (top - floor)),
  };
}

function span({ horizon, quantiles }, origin) {
  const wide = horizon * quantiles.length;
  return [origin * wide, (origin + 1) * wide];
}

// A number at the axis, with as many decimals as its steps need.
export function tickText(value, step) {
  const size = Math.abs(value);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  if (size < 1e6 && digits < 7) return (value < 0 ? "−" : "") + size.toFixed(digits);
  const more = size ? Math.max(0, Math.floor(Math.log10(size)) - Math.floor(Math.log10(step))) : 0;
  return value.toExponential(Math.min(more, 4)).replaceAll("-", "−").replace("e+", "e");
}

function valueTicks({ context, colours, desk, to, y, right }) {
  context.font = `12px ${FONT}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of to.ticks) {
    rule(context, colours, [LEFT, y(tick), right, y(tick)]);
    context.fillStyle = colours.soft;
    context.fillText(tickText(tick, to.step), LEFT - 8, y(tick));
  }
  context.save();
  context.translate(12, TOP + PLOT / 2);
  context.rotate(-Math.PI / 2);
  context.textAlign = "center";
  context.fillText(cut(context, ofSeries(desk.series), PLOT), 0, 0);
  context.restore();
}

function timeTicks({ context, colours, desk, first, last, right, floor, under, x }) {
  context.font = `12px ${FONT}`;
  context.textBaseline = "top";
  context.textAlign = "center";
  let free = -Infinity;
  for (const { t, text } of desk.clock.ticks(first, last, Math.max(2, Math.floor((right - LEFT) / 84)))) {
    const half = context.measureText(text).width / 2;
    rule(context, colours, [x(t), TOP, x(t), floor], 0.09);
    rule(context, colours, [x(t), under, x(t), under + 5], 0.7);
    if (x(t) - half < free || x(t) + half > right + 14) continue;
    context.fillStyle = colours.soft;
    context.fillText(text, x(t), under + 8);
    free = x(t) + half + 10;
  }
  rule(context, colours, [LEFT, floor, right, floor], 0.5);
}

// What is not known yet: a ground of its own, with thin lines across.
function veil({ context, colours }, from, to, top, height) {
  if (to <= from) return;
  context.fillStyle = colours.ground;
  context.fillRect(from, top, to - from, height);
  context.fillStyle = colours.veil;
  context.fillRect(from, top, to - from, height);
}

function inside({ context, right }, paint) {
  context.save();
  context.beginPath();
  context.rect(LEFT, TOP - 4, right - LEFT, PLOT + 8);
  context.clip();
  paint();
  context.restore();
}

// The outer quantiles of a model over its horizon, half a step wider, so that one step is seen as well.
function edgesOf({ desk, k, x, y }, model) {
  const { series, view } = desk;
  const last = series.quantiles.length - 1;
  const of = (q) => {
    const line = [];
    for (let lead = 0; lead < series.horizon; lead++) {
      line.push([x(k + lead), y(quantilesAt(series, model, view.origin, lead)[q])]);
    }
    return [[x(k - 0.5), line[0][1]], ...line, [x(k + series.horizon - 0.5), line[line.length - 1][1]]];
  };
  return [of(0), of(last)];
}

function band(scene, model) {
  const { context, colours, desk } = scene;
  if (desk.series.quantiles.length < 2) return;
  const [low, high] = edgesOf(scene, model);
  context.globalAlpha = 0.22 / Math.sqrt(desk.ticked.length);
  context.fillStyle = colours.series[model.place];
  context.beginPath();
  for (const [px, py] of low) context.lineTo(px, py);
  for (const [px, py] of high.reverse()) context.lineTo(px, py);
  context.fill();
  context.globalAlpha = 0.75;
  for (const edge of [low, high]) stroke(context, colours.series[model.place], 1, DASHES[model.place], edge);
  context.globalAlpha = 1;
}

// The series as far as it is known; where many values share a pixel, the lowest and the highest of them.
function known(scene) {
  const { context, colours, desk, k, first, x, y } = scene;
  stroke(context, colours.text, 1.5, [], pathOf(desk.series.y, Math.max(0, first - 1), k, x, y));
}

function pathOf(values, from, to, x, y) {
  const every = Math.ceil(0.5 / (x(1) - x(0)));
  const points = [];
  if (every < 2) {
    for (let t = from; t < to; t++) points.push([x(t), y(values[t])]);
    return points;
  }
  for (let t = from - (from % every); t < to; t += every) {
    let [low, high] = [Infinity, -Infinity];
    for (let s = Math.max(from, t); s < Math.min(t + every, to); s++) {
      low = Math.min(low, values[s]);
      high = Math.max(high, values[s]);
    }
    points.push([x(t), y(low)], [x(t), y(high)]);
  }
  return points;
}

function median(scene, model) {
  const { context, colours, desk, k, x, y } = scene;
  const { series, view } = desk;
  const colour = colours.series[model.place];
  const points = [];
  for (let lead = 0; lead < series.horizon; lead++) {
    points.push([x(k + lead), y(quantilesAt(series, model, view.origin, lead)[series.median])]);
  }
  context.globalAlpha = 0.5;
  stroke(context, colour, 1, [2, 2], [[x(k - 1), y(series.y[k - 1])], points[0]]);
  context.globalAlpha = 1;
  stroke(context, colour, 2.4, DASHES[model.place], points);
  if (x(1) - x(0) < 9 && series.horizon > 1) return;
  for (const point of points) dot(context, colour, point, 2.6);
}

function cameLine(scene) {
  const { context, colours, desk, k, shown, x, y } = scene;
  const points = [];
  for (let t = k - 1; t < shown; t++) points.push([x(t), y(desk.series.y[t])]);
  stroke(context, colours.text, 1.5, [], points);
  if (x(1) - x(0) < 5) return;
  for (const point of points.slice(1)) {
    dot(context, colours.ground, point, 3.4);
    ring(context, colours.text, point, 3.4);
  }
}

// Where the series ends, if the window reaches so far; and a word on the veil, if there is room.
function ends({ context, colours, desk, k, shown, last, x, right }) {
  const { series, view } = desk;
  const T = series.y.length;
  context.font = `12px ${FONT}`;
  context.textBaseline = "alphabetic";
  context.fillStyle = colours.soft;
  if (T <= last) {
    context.globalAlpha = 0.8;
    stroke(
      context,
      colours.text,
      1,
      [3, 3],
      [0, PLOT].map((down) => [x(T - 0.5), TOP + down]),
    );
    context.globalAlpha = 1;
    context.textAlign = "right";
    const room = x(T - 0.5) - x(k - 0.5) > 90 || k === T;
    if (room) context.fillText("the series ends", x(T - 0.5) - 6, TOP + PLOT - 8);
  }
  const from = x(Math.max(shown, view.revealed ? shown : k) - 0.5);
  if (right - from < 90 || shown >= T) return;
  context.textAlign = "right";
  context.fillText("not known yet", right - 7, TOP + 16);
}

// How much of the past each model reads, a lane each.
function lanes({ context, colours, desk, k, first, floor, x }) {
  const told = desk.series.models.filter(({ reads }) => reads !== null && reads !== undefined);
  if (!told.length) return;
  context.font = `11px ${FONT}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.fillStyle = colours.soft;
  context.fillText("reads", LEFT - 8, floor + 6 + (told.length * LANE) / 2);
  told.forEach((model, n) => {
    if (!desk.ticked.includes(model)) return;
    const y = floor + 8 + (n + 0.5) * LANE;
    const start = model.reads === "all" ? 0 : Math.max(0, k - model.reads);
    const further = start < first;
    const [from, to] = [further ? LEFT + 3 : x(start - 0.5) + 1, x(k - 0.5) - 1];
    const colour = colours.series[model.place];
    if (to > from)
      stroke(context, colour, 2.4, DASHES[model.place], [
        [from, y],
        [to, y],
      ]);
    const tip = further
      ? [
          [from + 6, y - 4],
          [from - 2, y],
          [from + 6, y + 4],
        ]
      : [
          [from, y - 4],
          [from, y + 4],
        ];
    stroke(context, colour, 2, [], tip);
    if (model.reads === "all" || !model.reads) return;
    const text = manyOf(model.reads, desk.clock.every);
    if (from - context.measureText(text).width - 8 < LEFT) return;
    context.fillStyle = colours.soft;
    context.textAlign = "right";
    context.fillText(text, from - 6, y);
  });
}

// The names of the models at the ends of their medians, moved apart where they would lie on each other.
function modelNames(scene) {
  const { context, colours, desk, k, x, y } = scene;
  const { series, view } = desk;
  const end = series.horizon - 1;
  const names = desk.ticked.map((model) => ({
    model,
    at: y(quantilesAt(series, model, view.origin, end)[series.median]),
  }));
  names.sort((a, b) => a.at - b.at);
  names.forEach((one, n) => {
    one.at = Math.max(one.at, TOP + 7, n ? names[n - 1].at + 15 : 0);
  });
  for (let n = names.length - 1; n >= 0; n--) {
    const most = n === names.length - 1 ? TOP + PLOT - 6 : names[n + 1].at - 15;
    names[n].at = Math.min(names[n].at, most);
  }
  context.font = `600 12px ${FONT}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.lineJoin = "round";
  for (const { model, at } of names) {
    const text = cut(context, model.name, roomForNames(series) - 12);
    Object.assign(context, { strokeStyle: colours.ground, lineWidth: 4, fillStyle: colours.series[model.place] });
    context.strokeText(text, x(k + end + 0.5) + 8, at);
    context.fillText(text, x(k + end + 0.5) + 8, at);
  }
}

// The whole series as far as it is known, and the window on it.
function strip(scene) {
  const { context, colours, desk, k, shown, first, last, along, right, strip: top } = scene;
  const { y } = desk.series;
  let [low, high] = [Infinity, -Infinity];
  for (let t = 0; t < shown; t++) {
    low = Math.min(low, y[t]);
    high = Math.max(high, y[t]);
  }
  const up = (v) => top + STRIP - 4 - ((STRIP - 8) * (v - low)) / (high - low || 1);
  veil(scene, along(shown - 0.5), right, top, STRIP);
  const [from, to] = [along(first - 0.5), Math.min(right, along(last + 0.5))];
  context.globalAlpha = 0.1;
  context.fillStyle = colours.text;
  context.fillRect(from, top, to - from, STRIP);
  context.globalAlpha = 0.8;
  stroke(context, colours.text, 1, [], pathOf(y, 0, shown, along, up));
  context.globalAlpha = 1;
  rule(context, colours, [LEFT, top, right, top], 0.3);
  rule(context, colours, [LEFT, top + STRIP, right, top + STRIP], 0.3);
  stroke(
    context,
    colours.text,
    1.2,
    [],
    [
      [from, top],
      [to, top],
      [to, top + STRIP],
      [from, top + STRIP],
      [from, top],
    ],
  );
  stroke(
    context,
    colours.text,
    2,
    [],
    [
      [along(k - 0.5), top],
      [along(k - 0.5), top + STRIP],
    ],
  );
  context.font = `11px ${FONT}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.fillStyle = colours.soft;
  context.fillText("whole", LEFT - 8, top + STRIP / 2);
}

// The origin, with its date and a handle.
function originLine({ context, colours, desk, k, x, right, under }) {
  const at = x(k - 0.5);
  if (at < LEFT - 1 || at > right + 1) return;
  stroke(
    context,
    colours.text,
    1.8,
    [],
    [
      [at, TOP - 6],
      [at, under],
    ],
  );
  context.fillStyle = colours.text;
  context.beginPath();
  for (const [px, py] of [
    [at - 7, TOP - 13],
    [at + 7, TOP - 13],
    [at, TOP - 4],
  ])
    context.lineTo(px, py);
  context.fill();
  context.font = `600 12px ${FONT}`;
  context.textBaseline = "alphabetic";
  context.textAlign = "center";
  const text = cut(context, desk.clock.label(k - 1), 240);
  const half = context.measureText(text).width / 2;
  context.fillText(text, Math.max(LEFT + half, Math.min(right - half, at)), TOP - 18);
}

// ---- pieces ------------------------------------------------------------------------------------------------------

// A text that is at most so wide.
function cut(context, text, wide) {
  if (context.measureText(text).width <= wide) return text;
  const letters = [...text];
  while (letters.length > 1 && context.measureText(`${letters.join("")}…`).width > wide) letters.pop();
  return `${letters.join("")}…`;
}

function ring(context, colour, [x, y], radius) {
  Object.assign(context, { strokeStyle: colour, lineWidth: 1.6 });
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}
