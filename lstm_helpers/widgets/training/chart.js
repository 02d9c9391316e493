// The Training view's curves on a canvas, and the numbers behind them; no nodes, no state.

import { decode, palette, sized } from "../shared/lab.js";

export const HEIGHT = 270;
const MARGIN = { left: 66, right: 16, top: 14, bottom: 40 };
const DASHES = [
  [10, 3, 2, 3],
  [2, 3],
  [6, 2, 1, 2, 1, 2],
]; // of the lines to compare with

// The bytes of a message as rows; done is counted in batches.
export function unpackLive(live) {
  const rows = (bytes, width) => {
    const flat = decode(bytes ?? "");
    return Array.from({ length: flat.length / width }, (_, n) => flat.subarray(n * width, (n + 1) * width));
  };
  return {
    ...live,
    total: live.epochs * live.batches,
    train: rows(live.train, 5).map(([done, mean, low, high, seconds]) => ({ done, mean, low, high, seconds })),
    validation: rows(live.validation, 3).map(([done, mean, seconds]) => ({ done, mean, seconds })),
  };
}

// A loss in three digits, as people write it; NaN and infinities are shown as such.
export function short(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+∞" : "−∞";
  const size = Math.abs(value);
  const text = size === 0 ? "0" : size >= 1e-3 && size < 999.5 ? size.toPrecision(3) : size.toExponential(2);
  return (value < 0 ? "−" : "") + text.replace("e-", "e−").replace("e+", "e");
}

// The same for a tick of an axis, which is a round number.
const round = (value) =>
  ((Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5) || value === 0
    ? String(Number(value.toPrecision(3)))
    : value.toExponential(Number.isInteger(Math.log10(value)) ? 0 : undefined)
  )
    .replace("-", "−")
    .replace("e+", "e");

// Where a row stands on the axis the reader chose.
export function along(axis, live) {
  if (axis === "seconds") return (row) => row.seconds;
  if (axis === "epochs" && live.batches) return (row) => row.done / live.batches;
  return (row) => row.done;
}

// The axis from end to end: what was done when it is over; before, the first twentieth of what is planned, the first
// fifth, or all of it, so that a curve that has begun can be seen.
function horizontal(axis, live) {
  const over = live.state === "done" || !live.total;
  const part = [0.05, 0.2, 1].find((one) => live.done <= one * live.total);
  const batches = over ? Math.max(live.done, 1) : part * live.total;
  const end =
    axis === "seconds"
      ? live.done
        ? (live.seconds * batches) / live.done
        : 1
      : batches / (axis === "epochs" && live.batches ? live.batches : 1);
  return { at: (v) => v / end, ticks: steps(0, end, 6) };
}

// The scale of the losses: all means and lines, and of the bands what lies near.
export function vertical(live, lines, scale) {
  const log = scale === "log";
  const shown = (v) => Number.isFinite(v) && (!log || v > 0);
  const values = [...live.train, ...live.validation]
    .map(({ mean }) => mean)
    .concat(lines.map(([, v]) => v))
    .filter(shown);
  if (!values.length) values.push(log ? 0.1 : 0, 1);
  let [low, high] = [Math.min(...values), Math.max(...values)];
  if (log) {
    low /= 1.3;
    high *= 1.3;
    const [from, to] = [Math.log10(low), Math.log10(high)];
    return { low, high, shown, at: (v) => (Math.log10(v) - from) / (to - from), ticks: powers(low, high) };
  }
  low = Math.min(0, low);
  high += 0.06 * (high - low) || 1;
  return { low, high, shown, at: (v) => (v - low) / (high - low), ticks: steps(low, high, 5) };
}

// 1, 2, 5 times powers of ten that lie between, about `count` of them.
function steps(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, n) => Number(((first + n) * step).toPrecision(12)));
}

// Powers of ten between, every other one where there are many; with 2 and 5 where there are few.
function powers(low, high) {
  const from = Math.ceil(Math.log10(low) - 1e-9);
  const to = Math.floor(Math.log10(high) + 1e-9);
  const decades = Math.log10(high / low);
  if (decades < 0.5) return steps(low, high, 4).filter((v) => v > 0);
  const every = Math.max(1, Math.ceil(decades / 7));
  const ticks = [];
  for (let e = from - 1; e <= to; e++)
    for (const n of decades < 2.2 ? [1, 2, 5] : [1])
      if (e % every === 0 && n * 10 ** e >= low && n * 10 ** e <= high) ticks.push(n * 10 ** e);
  return ticks;
}

// Paint everything; returns where a row stands in pixels, for the pointer and the cursor.
export function paintChart(canvas, { live, lines, axis, scale, loss, width, root, row }) {
  const context = sized(canvas, width, HEIGHT);
  const colours = palette(root);
  const inner = { width: width - MARGIN.left - MARGIN.right, height: HEIGHT - MARGIN.top - MARGIN.bottom };
  const across = horizontal(axis, live);
  const up = vertical(live, lines, scale);
  const place = along(axis, live);
  const x = (v) => MARGIN.left + inner.width * across.at(v);
  const y = (v) => MARGIN.top + inner.height * (1 - up.at(v));
  context.font = "12px system-ui, sans-serif";
  context.lineJoin = "round";

  context.textBaseline = "middle";
  for (const tick of up.ticks) {
    rule(context, colours, MARGIN.left, y(tick), width - MARGIN.right, y(tick));
    context.textAlign = "right";
    context.fillStyle = colours.text;
    context.fillText(round(tick), MARGIN.left - 7, y(tick));
  }
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const tick of across.ticks) {
    rule(context, colours, x(tick), MARGIN.top + inner.height, x(tick), MARGIN.top + inner.height + 4, 0.8);
    context.fillText(round(tick), x(tick), MARGIN.top + inner.height + 7);
  }
  context.textAlign = "right";
  context.fillText(axis, width - MARGIN.right, HEIGHT - 15);
  context.save();
  context.translate(11, MARGIN.top);
  context.rotate(-Math.PI / 2);
  context.fillText(`${loss}${scale === "log" ? ", log scale" : ""}`, 0, -5);
  context.restore();

  context.save();
  context.beginPath();
  context.rect(MARGIN.left, 0, inner.width + MARGIN.right, MARGIN.top + inner.height + 1);
  context.clip();
  lines.forEach(([name, value], n) => {
    if (!up.shown(value)) return;
    stroke(context, colours.series[4], 1.8, DASHES[n % DASHES.length], [
      [MARGIN.left, y(value)],
      [width - MARGIN.right, y(value)],
    ]);
  });
  if (live.train.some((one) => one.low < one.high)) {
    const band = live.train.filter(({ low, high }) => Number.isFinite(low + high));
    const inside = (v) => Math.min(Math.max(scale === "log" ? Math.max(v, up.low) : v, up.low), up.high);
    context.globalAlpha = 0.2;
    context.fillStyle = colours.series[0];
    context.beginPath();
    for (const one of band) context.lineTo(x(place(one)), y(inside(one.high)));
    for (const one of band.slice().reverse()) context.lineTo(x(place(one)), y(inside(one.low)));
    context.fill();
    context.globalAlpha = 1;
  }
  const points = (rows) => rows.filter(({ mean }) => up.shown(mean)).map((one) => [x(place(one)), y(one.mean)]);
  curve(context, colours.series[0], [], points(live.train), live.train.length < 2);
  curve(context, colours.series[1], [7, 4], points(live.validation), live.validation.length < 30);
  if (row) {
    rule(context, colours, x(place(row)), MARGIN.top, x(place(row)), MARGIN.top + inner.height, 1, 1.5);
    if (up.shown(row.mean)) dot(context, colours.text, [x(place(row)), y(row.mean)], 4.5);
  }
  context.restore();
  return { x: (one) => x(place(one)), last: live.train.length ? points(live.train.slice(-1))[0] : null };
}

function curve(context, colour, dashes, points, dots) {
  stroke(context, colour, 2.2, dashes, points);
  if (dots) for (const point of points) dot(context, colour, point, 3);
}

function stroke(context, colour, wide, dashes, points) {
  Object.assign(context, { strokeStyle: colour, lineWidth: wide });
  context.setLineDash(dashes);
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
  context.setLineDash([]);
}

function dot(context, colour, [x, y], radius) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function rule(context, colours, x0, y0, x1, y1, alpha = 0.16, wide = 1) {
  Object.assign(context, { strokeStyle: colours.text, lineWidth: wide, globalAlpha: alpha });
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
  context.globalAlpha = 1;
}
