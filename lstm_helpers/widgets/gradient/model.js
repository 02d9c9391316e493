// @ts-check
// What the Gradient Lab shows, without a page: how much of a gradient is left after each step back.

import { backward, forward, largestDifference, rnnBackward, rnnForward } from "../shared/lstm.js";
import { unpackCell } from "../shared/model.js";
import { decoded } from "../shared/numbers.js";

/**
 * @typedef {object} GradientModel the payload with its bytes as numbers
 * @property {number} D
 * @property {number} H
 * @property {number} longest
 * @property {number} shortest
 * @property {Record<string, [number, number]>} ranges of the sliders
 * @property {Float64Array} x inputs (longest, D) of size 1
 * @property {Float64Array} start the gradient at the end (H), of size 1
 * @property {any} rnn
 * @property {any} lstm null where the lab shows the RNN alone
 * @property {Float64Array} kernel the sizes that the kernel found
 */

/** @returns {GradientModel} */
export function unpackGradients(payload) {
  const { D, H, rnn, lstm } = payload;
  const cell = (record) => ({ D, H, ...unpackCell(record) });
  return { ...decoded(payload, ["x", "start", "kernel"]), rnn: cell(rnn), lstm: lstm && cell(lstm) };
}

// The sizes 0, 1, … length steps back: { rnn, bound, lstm, direct }, and the LSTM's mean forget gate at each of them.
export function gradientSizes({ D, H, x, start, rnn, lstm }, view) {
  const T = view.length;
  const given = x.slice(0, T * D).map((v) => view.input_size * v);
  const last = new Float64Array(T * H);
  last.set(start, (T - 1) * H);
  const sizes = (rows) =>
    Array.from({ length: T + 1 }, (_, k) => Math.hypot(...rows.subarray((T - k) * H, (T - k + 1) * H)));
  const plain = { ...rnn, W_h: rnn.W_h.map((v) => view.radius * v) };
  const run = rnnForward(plain, given, { activation: view.activation });
  const found = {
    rnn: sizes(rnnBackward(plain, run, last).h),
    bound: Array.from({ length: T + 1 }, (_, k) => view.radius ** k),
  };
  if (!lstm) return found;
  const b = lstm.b.slice().fill(view.forget_bias, H, 2 * H);
  const cell = { ...lstm, W_h: lstm.W_h.map((v) => view.recurrent * v), b };
  const gated = forward(cell, given);
  return { ...found, lstm: sizes(backward(cell, gated, { dc: last }).c), ...alone(gated, start) };
}

// What the forget gates alone would leave of the gradient, and how far they stand open on average.
function alone({ T, H, f }, start) {
  const path = start.slice();
  const direct = [1];
  const open = [];
  for (let t = T - 1; t >= 0; t--) {
    const now = f.subarray(t * H, (t + 1) * H);
    for (let u = 0; u < H; u++) path[u] *= now[u];
    direct.push(Math.hypot(...path));
    open.push(now.reduce((a, b) => a + b) / H);
  }
  return { direct, open };
}

const logOf = (value) => Math.log(Math.max(value, 1e-300));

// The largest relative difference from the kernel's sizes.
export function gradientGap({ kernel, lstm }, { rnn, lstm: gated, direct }) {
  const own = [rnn, ...(lstm ? [gated, direct] : [])].flat();
  return largestDifference(Float64Array.from(own.map(logOf)), kernel.map(logOf));
}
