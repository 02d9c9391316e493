// @ts-check
// The axes of the Training view's chart: where a number stands, and which are written beside it.

import { steps } from "../shared/scales.js";

// Where a row stands on the axis the reader chose.
export function along(axis, live) {
  if (axis === "seconds") return (row) => row.seconds;
  if (axis === "epochs" && live.batches) return (row) => row.done / live.batches;
  return (row) => row.done;
}

// The axis from end to end: what was done when it is over; before, the first twentieth of what is planned, the first
// fifth, or all of it, so that a curve that has begun can be seen.
export function horizontal(axis, live) {
  const over = live.state === "done" || !live.total;
  const part = [0.05, 0.2, 1].find((one) => live.done <= one * live.total);
  const batches = over ? Math.max(live.done, 1) : part * live.total;
  const epochs = axis === "epochs" && live.batches ? live.batches : 1;
  const seconds = live.done ? (live.seconds * batches) / live.done : 1;
  const end = axis === "seconds" ? seconds : batches / epochs;
  return { at: (v) => v / end, ticks: steps(0, end, 6) };
}

// The scale of the losses: all means and lines, and of the bands what lies near.
export function vertical(live, lines, scale) {
  const log = scale === "log";
  const shown = (v) => Number.isFinite(v) && (!log || v > 0);
  const means = [...live.train, ...live.validation].map(({ mean }) => mean);
  const values = means.concat(lines.map(([, v]) => v)).filter(shown);
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

// Powers of ten between, every other one where there are many; with 2 and 5 where there are few.
function powers(low, high) {
  const from = Math.ceil(Math.log10(low) - 1e-9);
  const to = Math.floor(Math.log10(high) + 1e-9);
  const decades = Math.log10(high / low);
  if (decades < 0.5) return steps(low, high, 4).filter((v) => v > 0);
  const every = Math.max(1, Math.ceil(decades / 7));
  const ticks = [];
  for (let e = from - 1; e <= to; e++) {
    if (e % every) continue;
    for (const n of decades < 2.2 ? [1, 2, 5] : [1]) ticks.push(n * 10 ** e);
  }
  return ticks.filter((v) => v >= low && v <= high);
}
