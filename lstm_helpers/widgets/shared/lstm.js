// @ts-check
// The LSTM in float64, for every lab: pure functions, no imports, no page.
//
// Arrays are flat Float64Arrays in row-major order, as the kernel sends them. A cell is
//   { D, H, W_x: (D, 4H), W_h: (H, 4H), b: (4H) }   with pre-activations in the order i, f, g, o,
// and a run over T steps is
//   { T, H, z: (T, 4H), i, f, g, o: (T, H), c, h: (T+1, H) },   c and h with the initial state at index 0.

export const GATES = ["i", "f", "g", "o"];

// The kernel's own formula, so that both lose the same bits; tanh saturates where exp overflows.
export function sigmoid(z) {
  return 0.5 * (1 + Math.tanh(0.5 * z));
}

/**
 * @typedef {object} Cell
 * @property {number} D
 * @property {number} H
 * @property {Float64Array} W_x
 * @property {Float64Array} W_h
 * @property {Float64Array} b
 *
 * @typedef {object} Options
 * @property {Float64Array} [h0] initial states (H), zeros by default
 * @property {Float64Array} [c0]
 * @property {ArrayLike<number>} [mask] (T), 0 where a step is padding: the states are carried over
 * @property {Record<string, Float64Array>} [clamp] i, f, g, o of (H): a number forces that gate of that unit to it, NaN
 *   leaves it alone
 *
 * @typedef {object} Run
 * @property {number} T
 * @property {number} H
 * @property {Float64Array} z
 * @property {Float64Array} i
 * @property {Float64Array} f
 * @property {Float64Array} g
 * @property {Float64Array} o
 * @property {Float64Array} c
 * @property {Float64Array} h
 */

/**
 * Run a cell over x (T, D).
 *
 * @param {Cell} cell
 * @param {Float64Array} x
 * @param {Options} [options]
 * @returns {Run}
 */
export function forward(cell, x, { h0, c0, mask, clamp = {} } = {}) {
  const { D, H, W_x, W_h, b } = cell;
  const K = 4 * H;
  const T = x.length / D;
  const [i, f, g, o] = GATES.map(() => new Float64Array(T * H));
  const [c, h] = [new Float64Array((T + 1) * H), new Float64Array((T + 1) * H)];
  const z = new Float64Array(T * K);
  if (h0) h.set(h0);
  if (c0) c.set(c0);
  for (let t = 0; t < T; t++) {
    const row = z.subarray(t * K, (t + 1) * K);
    row.set(b);
    addProduct(row, x, t * D, D, W_x); // z = x_t W_x + h_{t-1} W_h + b
    addProduct(row, h, t * H, H, W_h);
    for (let u = 0; u < H; u++) {
      const n = t * H + u;
      i[n] = clamped(clamp.i, u, sigmoid(row[u]));
      f[n] = clamped(clamp.f, u, sigmoid(row[H + u]));
      g[n] = clamped(clamp.g, u, Math.tanh(row[2 * H + u]));
      o[n] = clamped(clamp.o, u, sigmoid(row[3 * H + u]));
      const real = !mask || mask[t];
      c[n + H] = real ? f[n] * c[n] + i[n] * g[n] : c[n];
      h[n + H] = real ? o[n] * Math.tanh(c[n + H]) : h[n];
    }
  }
  return { T, H, z, i, f, g, o, c, h };
}

// Where the pre-activations of one unit at one step come from: { i: { x, h, b, z }, f: …, g: …, o: … }.
export function contributions(cell, x, run, t, unit) {
  const { D, H, W_x, W_h, b } = cell;
  const parts = {};
  GATES.forEach((gate, k) => {
    const column = k * H + unit;
    let fromX = 0;
    let fromH = 0;
    for (let d = 0; d < D; d++) fromX += x[t * D + d] * W_x[d * 4 * H + column];
    for (let u = 0; u < H; u++) fromH += run.h[t * H + u] * W_h[u * 4 * H + column];
    parts[gate] = { x: fromX, h: fromH, b: b[column], z: run.z[t * 4 * H + column] };
  });
  return parts;
}

// A readout over every step of h (T+1, H): (T, O). readout is { H, O, W: (H, O), b: (O), activation }.
export function read(readout, h) {
  const { H, O, W, b, activation } = readout;
  const T = h.length / H - 1;
  const y = new Float64Array(T * O);
  for (let t = 0; t < T; t++) {
    const row = y.subarray(t * O, (t + 1) * O);
    row.set(b);
    addProduct(row, h, (t + 1) * H, H, W);
    if (activation === "sigmoid") for (let k = 0; k < O; k++) row[k] = sigmoid(row[k]);
    if (activation === "softmax") softmax(row);
  }
  return y;
}

export function softmax(row) {
  const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += row[k] = Math.exp(row[k] - top);
  for (let k = 0; k < row.length; k++) row[k] /= sum;
}

// The largest |a - b|; NaN against NaN is no difference, NaN against a number is an infinite one.
export function largestDifference(a, b) {
  let most = a.length === b.length ? 0 : Infinity;
  for (let n = 0; n < a.length; n++) {
    if (Object.is(a[n], b[n]) || a[n] === b[n]) continue;
    const gap = Math.abs(a[n] - b[n]);
    most = Math.max(most, Number.isNaN(gap) ? Infinity : gap);
  }
  return most;
}

/**
 * Back through a run. Its mask and clamp are those of the run; a forced gate passes no gradient.
 *
 * @param {Cell} cell
 * @param {Run} run
 * @param {{ dh?: Float64Array, dc?: Float64Array } & Options} given
 *   dh and dc (T, H): what L's own gradient puts into h and c after each step; absent means nothing
 * @returns dL/dz (T, 4H), dL/dh and dL/dc (T+1, H), each with everything that flows back from later steps
 */
export function backward(cell, run, { dh, dc, mask, clamp = {} } = {}) {
  const { W_h } = cell;
  const { T, H, i, f, g, o, c } = run;
  const K = 4 * H;
  const back = { z: new Float64Array(T * K), h: new Float64Array((T + 1) * H), c: new Float64Array((T + 1) * H) };
  if (dh) back.h.set(dh, H);
  if (dc) back.c.set(dc, H);
  const free = (gate, u) => !(clamp[gate] && !Number.isNaN(clamp[gate][u]));
  for (let t = T - 1; t >= 0; t--) {
    const dz = back.z.subarray(t * K, (t + 1) * K);
    for (let u = 0; u < H; u++) {
      const n = t * H + u;
      const after = n + H;
      if (mask && !mask[t]) {
        back.c[n] += back.c[after];
        back.h[n] += back.h[after];
        continue;
      }
      const shown = Math.tanh(c[after]);
      back.c[after] += back.h[after] * o[n] * (1 - shown * shown);
      const into = back.c[after];
      if (free("i", u)) dz[u] = into * g[n] * i[n] * (1 - i[n]);
      if (free("f", u)) dz[H + u] = into * c[n] * f[n] * (1 - f[n]);
      if (free("g", u)) dz[2 * H + u] = into * i[n] * (1 - g[n] * g[n]);
      if (free("o", u)) dz[3 * H + u] = back.h[after] * shown * o[n] * (1 - o[n]);
      back.c[n] += into * f[n];
    }
    addTransposed(back.h, t * H, H, dz, W_h);
  }
  return back;
}

// What a plain RNN squashes with, and the slope of that, from its value.
export const ACTIVATIONS = {
  tanh: { of: Math.tanh, slope: (h) => 1 - h * h },
  relu: { of: (z) => Math.max(z, 0), slope: (h) => (h > 0 ? 1 : 0) },
  linear: { of: (z) => z, slope: () => 1 },
};

/**
 * A plain RNN { D, H, W_x: (D, H), W_h: (H, H), b: (H) } over x (T, D): { T, H, h: (T+1, H), activation }.
 *
 * @param {Cell} cell
 * @param {Float64Array} x
 * @param {{ h0?: Float64Array, activation?: string }} [options]
 */
export function rnnForward(cell, x, { h0, activation = "tanh" } = {}) {
  const { D, H, W_x, W_h, b } = cell;
  const T = x.length / D;
  const h = new Float64Array((T + 1) * H);
  const squash = ACTIVATIONS[activation].of;
  if (h0) h.set(h0);
  for (let t = 0; t < T; t++) {
    const row = h.subarray((t + 1) * H, (t + 2) * H);
    row.set(b);
    addProduct(row, x, t * D, D, W_x);
    addProduct(row, h, t * H, H, W_h);
    for (let u = 0; u < H; u++) row[u] = squash(row[u]);
  }
  return { T, H, h, activation };
}

// dL/dh (T+1, H) and dL/dz (T, H) of a plain RNN, from what L puts into h after each step, dh (T, H).
export function rnnBackward(cell, { T, H, h, activation = "tanh" }, dh) {
  const back = { z: new Float64Array(T * H), h: new Float64Array((T + 1) * H) };
  const { slope } = ACTIVATIONS[activation];
  back.h.set(dh, H);
  for (let t = T - 1; t >= 0; t--) {
    const dz = back.z.subarray(t * H, (t + 1) * H);
    for (let u = 0; u < H; u++) {
      const n = (t + 1) * H + u;
      dz[u] = back.h[n] * slope(h[n]);
    }
    addTransposed(back.h, t * H, H, dz, cell.W_h);
  }
  return back;
}

// The plain RNN inside an LSTM: its candidate alone, h_t = tanh(x_t W_x + h_{t-1} W_h + b), no gate and no memory.
export function candidateRNN({ D, H, W_x, W_h, b }) {
  const columns = (matrix, rows) => {
    const part = new Float64Array(rows * H);
    for (let r = 0; r < rows; r++) part.set(matrix.subarray(r * 4 * H + 2 * H, r * 4 * H + 3 * H), r * H);
    return part;
  };
  return { D, H, W_x: columns(W_x, D), W_h: columns(W_h, H), b: b.slice(2 * H, 3 * H) };
}

// The loss of a readout over h (T+1, H) and what it puts into each h: { loss, dh: (T, H) }. targets (T, O) are values,
// or probabilities where the readout ends in a sigmoid or softmax; NaN where there is no target. The mean is over
// entries, and over steps where the answers of a step are one distribution (softmax).
export function lossOf(readout, h, targets) {
  const { H, O, W, activation } = readout;
  const T = h.length / H - 1;
  const logits = read({ ...readout, activation: "linear" }, h);
  const y = read(readout, h);
  const entries = targets.reduce((n, v) => n + !Number.isNaN(v), 0);
  const count = activation === "softmax" ? entries / O : entries;
  const dy = new Float64Array(T * O);
  let loss = 0;
  for (let t = 0; t < T; t++) {
    const row = logits.subarray(t * O, (t + 1) * O);
    const total = activation === "softmax" ? logSumExp(row) : 0;
    for (let k = 0; k < O; k++) {
      const n = t * O + k;
      const target = targets[n];
      if (Number.isNaN(target)) continue;
      if (activation === "linear") loss += (y[n] - target) ** 2;
      else if (activation === "softmax") loss += target * (total - row[k]);
      else loss += Math.max(row[k], 0) - row[k] * target + Math.log1p(Math.exp(-Math.abs(row[k])));
      dy[n] = ((activation === "linear" ? 2 : 1) * (y[n] - target)) / count;
    }
  }
  const dh = new Float64Array(T * H);
  for (let t = 0; t < T; t++) addTransposed(dh, t * H, H, dy.subarray(t * O, (t + 1) * O), W);
  return { loss: loss / count, dh };
}

function logSumExp(row) {
  const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
  return top + Math.log(row.reduce((sum, v) => sum + Math.exp(v - top), 0));
}

// y[start …] += row @ matrix.T, for a matrix of `size` rows.
function addTransposed(y, start, size, row, matrix) {
  const K = row.length;
  for (let d = 0; d < size; d++) {
    let sum = 0;
    for (let k = 0, line = d * K; k < K; k++) sum += row[k] * matrix[line + k];
    y[start + d] += sum;
  }
}

// y += row @ matrix, the row being `size` entries of x from `start`. One-hot rows cost one line of the matrix.
export function addProduct(y, x, start, size, matrix) {
  const K = y.length;
  for (let d = 0; d < size; d++) {
    const value = x[start + d];
    if (value === 0) continue;
    const line = d * K;
    for (let k = 0; k < K; k++) y[k] += value * matrix[line + k];
  }
}

function clamped(forced, unit, value) {
  return forced && !Number.isNaN(forced[unit]) ? forced[unit] : value;
}

// The memory of one number under three signals, from 0 on: c[t] = f[t] · c[t−1] + i[t] · g[t].
export function scalarMemory(f, i, g) {
  let c = 0;
  return f.map((keep, t) => (c = keep * c + i[t] * g[t]));
}
