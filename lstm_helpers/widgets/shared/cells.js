// @ts-check
// The recurrent cells of Keras and PyTorch in float64, with any of Keras's activations and with gates that are forced.
//
// A cell is { kind, activations: [of the candidate and the state, of the gates], D, H, W_x: (D, KH), W_h: (H, KH), b },
// with K pre-activations a unit in the order of `PRE`; "gru after" also has b_h. A run is { T, H, pre: (T, KH), the
// gates and the candidate: (T, H), h: (T+1, H) and c where there is one }. maths/any_cell.py has the same equations.

import { SQUASHES, squashed } from "./activations.js";
import { addProduct, forward } from "./lstm.js";

export const PRE = { lstm: ["i", "f", "g", "o"], gru: ["z", "r", "g"], "gru after": ["z", "r", "g"], rnn: ["h"] };

const USUAL = ["tanh", "sigmoid"];
const isUsual = ({ activations = USUAL }) => activations[0] === USUAL[0] && activations[1] === USUAL[1];

// Run a cell over x (T, D); the options are those of `forward` in lstm.js.
export function runCell(cell, x, options = {}) {
  if (cell.kind === "lstm" && isUsual(cell)) {
    const usual = forward(cell, x, options);
    return { ...usual, pre: usual.z };
  }
  const { h0, c0, mask, clamp = {} } = options;
  const { D, H, kind } = cell;
  const T = x.length / D;
  const pre = PRE[kind];
  /** @type {any} */
  const run = { T, H, pre: new Float64Array(T * pre.length * H), h: new Float64Array((T + 1) * H) };
  if (kind === "lstm") run.c = new Float64Array((T + 1) * H);
  for (const key of pre) run[key] ??= new Float64Array(T * H);
  if (h0) run.h.set(h0);
  if (c0 && run.c) run.c.set(c0);
  const step = STEPS[kind];
  for (let t = 0; t < T; t++) {
    step(cell, x, run, t, clamp);
    if (!mask || mask[t]) continue;
    for (const key of ["h", "c"]) run[key]?.copyWithin((t + 1) * H, t * H, (t + 1) * H);
  }
  return run;
}

// One step each: from row t of x, h and c to the gates of step t, and to row t + 1 of h and c.
const STEPS = {
  lstm(cell, x, run, t, clamp) {
    const { H } = cell;
    sums(cell, x, run, t);
    for (const key of PRE.lstm) gate(cell, run, t, key, clamp);
    const { i, f, g, o, c, h } = run;
    const from = t * H;
    for (let n = from; n < from + H; n++) c[n + H] = f[n] * c[n] + i[n] * g[n];
    const shown = squashed(cell.activations[0], c.subarray(from + H, from + 2 * H));
    for (let u = 0; u < H; u++) h[from + H + u] = o[from + u] * shown[u];
  },
  gru(cell, x, run, t, clamp) {
    const { D, H, W_x, W_h, b } = cell;
    const row = run.pre.subarray(t * 3 * H, (t + 1) * 3 * H);
    row.set(b);
    addProduct(row, x, t * D, D, W_x);
    const past = new Float64Array(3 * H);
    addProduct(past, run.h, t * H, H, W_h);
    for (let u = 0; u < 2 * H; u++) row[u] += past[u];
    for (const key of "zr") gate(cell, run, t, key, clamp);
    const seen = run.h.slice(t * H, (t + 1) * H);
    for (let u = 0; u < H; u++) seen[u] *= run.r[t * H + u];
    const candidate = new Float64Array(3 * H);
    addProduct(candidate, seen, 0, H, W_h);
    for (let u = 2 * H; u < 3 * H; u++) row[u] += candidate[u];
    gate(cell, run, t, "g", clamp);
    mix(run, t);
  },
  "gru after"(cell, x, run, t, clamp) {
    const { D, H, W_x, W_h, b, b_h } = cell;
    const row = run.pre.subarray(t * 3 * H, (t + 1) * 3 * H);
    row.set(b);
    addProduct(row, x, t * D, D, W_x);
    const past = b_h.slice();
    addProduct(past, run.h, t * H, H, W_h);
    for (let u = 0; u < 2 * H; u++) row[u] += past[u];
    for (const key of "zr") gate(cell, run, t, key, clamp);
    for (let u = 0; u < H; u++) row[2 * H + u] += run.r[t * H + u] * past[2 * H + u];
    gate(cell, run, t, "g", clamp);
    mix(run, t);
  },
  rnn(cell, x, run, t) {
    const { H } = cell;
    sums(cell, x, run, t);
    run.h.set(squashed(cell.activations[0], run.pre.subarray(t * H, (t + 1) * H)), (t + 1) * H);
  },
};

// z = x_t W_x + h_{t-1} W_h + b
function sums({ D, H, W_x, W_h, b }, x, run, t) {
  const row = run.pre.subarray(t * b.length, (t + 1) * b.length);
  row.set(b);
  addProduct(row, x, t * D, D, W_x);
  addProduct(row, run.h, t * H, H, W_h);
}

// A gate, or the candidate, of step t from its pre-activations, with what is forced.
function gate({ kind, H, activations }, run, t, key, clamp) {
  const K = PRE[kind].length * H;
  const from = t * K + PRE[kind].indexOf(key) * H;
  const values = run[key].subarray(t * H, (t + 1) * H);
  values.set(run.pre.subarray(from, from + H));
  SQUASHES[activations[key === "g" ? 0 : 1]](values);
  const forced = clamp[key];
  if (forced) for (let u = 0; u < H; u++) if (!Number.isNaN(forced[u])) values[u] = forced[u];
}

// h_t = z · h_{t-1} + (1 − z) · g
function mix({ H, z, g, h }, t) {
  for (let n = t * H; n < (t + 1) * H; n++) h[n + H] = z[n] * h[n] + (1 - z[n]) * g[n];
}

// Where the pre-activations of one unit at one step come from: { f: { x, h, b, z }, … }, z being their sum. What the
// candidate of a GRU takes from h goes through the reset gate; of "gru after" a bias of its own is part of that.
export function partsOf(cell, x, run, t, unit) {
  const { kind, D, H, W_x, W_h, b, b_h } = cell;
  const pre = PRE[kind];
  const K = pre.length * H;
  const past = run.h.subarray(t * H, (t + 1) * H);
  const parts = {};
  pre.forEach((key, k) => {
    const column = k * H + unit;
    const reset = key === "g" && kind === "gru" ? run.r : null;
    const after = key === "g" && kind === "gru after";
    let fromX = 0;
    let fromH = after ? b_h[column] : 0;
    for (let d = 0; d < D; d++) fromX += x[t * D + d] * W_x[d * K + column];
    for (let u = 0; u < H; u++) fromH += (reset ? reset[t * H + u] : 1) * past[u] * W_h[u * K + column];
    if (after) fromH *= run.r[t * H + unit];
    const bias = b[column] + (b_h && !after ? b_h[column] : 0);
    parts[key] = { x: fromX, h: fromH, b: bias, z: run.pre[t * K + column] };
  });
  return parts;
}
