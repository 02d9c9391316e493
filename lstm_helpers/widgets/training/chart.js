// @ts-check
// The Training view's curves on a canvas; no state.

import { dot, rule } from "../shared/canvas.js";
import { palette, sized, stroke } from "../shared/colours.js";
import { roundTick } from "../shared/scales.js";
import { along, horizontal, vertical } from "./scales.js";

export const HEIGHT = 270;
const MARGIN = { left: 66, right: 16, top: 14, bottom: 40 };
const DASHES = [
  [10, 3, 2, 3],
  [2, 3],
  [6, 2, 1, 2, 1, 2],
]; // of the lines to compare with

// Paint everything; returns where a row stands in pixels, for the pointer and the cursor.
export function paintChart(canvas, { live, lines, axis, scale, loss, width, root, row }) {
  const context = sized(canvas, width, HEIGHT);
  const colours = palette(root);
  const inner = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const across = horizontal(axis, live);
  const up = vertical(live, lines, scale);
  const of = along(axis, live);
  const x = (v) => MARGIN.left + inner.width * across.at(v);
  const y = (v) => MARGIN.top + inner.height * (1 - up.at(v));
  const right = width - MARGIN.right;
  const at = { context, colours, inner, across, up, x, y, right, place: (one) => x(of(one)) };
  context.font = "12px system-ui, sans-serif";
  context.lineJoin = "round";
  ticks(at);
  names(at, axis, `${loss}${scale === "log" ? ", log scale" : ""}`);
  context.save();
  context.beginPath();
  context.rect(MARGIN.left, 0, inner.width + MARGIN.right, MARGIN.top + inner.height + 1);
  context.clip();
  lines.forEach(([, value], n) => {
    if (!up.shown(value)) return;
    const ends = [MARGIN.left, right].map((end) => [end, y(value)]);
    stroke(context, colours.series[4], 1.8, DASHES[n % DASHES.length], ends);
  });
  if (live.train.some((one) => one.low < one.high)) band(at, live.train, scale);
  const points = (rows) => rows.filter(({ mean }) => up.shown(mean)).map((one) => [at.place(one), y(one.mean)]);
  curve(context, colours.series[0], [], points(live.train), live.train.length < 2);
  curve(context, colours.series[1], [7, 4], points(live.validation), live.validation.length < 30);
  if (row) cursor(at, row);
  context.restore();
  return { x: at.place, last: live.train.length ? points(live.train.slice(-1))[0] : null };
}

// The numbers at both axes, with their lines.
function ticks({ context, colours, inner, across, up, x, y, right }) {
  const floor = MARGIN.top + inner.height;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of up.ticks) {
    rule(context, colours, [MARGIN.left, y(tick), right, y(tick)]);
    context.fillStyle = colours.text;
    context.fillText(roundTick(tick), MARGIN.left - 7, y(tick));
  }
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const tick of across.ticks) {
    rule(context, colours, [x(tick), floor, x(tick), floor + 4], 0.8);
    context.fillText(roundTick(tick), x(tick), floor + 7);
  }
}

function names({ context, right }, axis, loss) {
  context.textAlign = "right";
  context.fillText(axis, right, HEIGHT - 15);
  context.save();
  context.translate(11, MARGIN.top);
  context.rotate(-Math.PI / 2);
  context.fillText(loss, 0, -5);
  context.restore();
}

// From the smallest to the largest loss of each point, as far as the scale reaches.
function band({ context, colours, up, y, place }, train, scale) {
  const rows = train.filter(({ low, high }) => Number.isFinite(low + high));
  const inside = (v) => Math.min(Math.max(scale === "log" ? Math.max(v, up.low) : v, up.low), up.high);
  context.globalAlpha = 0.2;
  context.fillStyle = colours.series[0];
  context.beginPath();
  for (const one of rows) context.lineTo(place(one), y(inside(one.high)));
  for (const one of rows.slice().reverse()) context.lineTo(place(one), y(inside(one.low)));
  context.fill();
  context.globalAlpha = 1;
}

function curve(context, colour, dashes, points, dots) {
  stroke(context, colour, 2.2, dashes, points);
  if (dots) for (const point of points) dot(context, colour, point, 3);
}

// The point that the reader is at.
function cursor({ context, colours, inner, up, y, place }, row) {
  const x = place(row);
  rule(context, colours, [x, MARGIN.top, x, MARGIN.top + inner.height], 1, 1.5);
  if (up.shown(row.mean)) dot(context, colours.text, [x, y(row.mean)], 4.5);
}
