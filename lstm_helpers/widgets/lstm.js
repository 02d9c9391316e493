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

// Run a cell over x (T, D). Options:
//   h0, c0   initial states (H), zeros by default
//   mask     (T), 0 where a step is padding: the states are carried over
//   clamp    { i, f, g, o: (H) }: a number forces that gate of that unit to it, NaN leaves it alone
export function forward(cell, x, { h0, c0, mask, clamp = {} } = {}) {
  const { D, H, W_x, W_h, b } = cell;
  const K = 4 * H;
  const T = x.length / D;
  const run = { T, H, z: new Float64Array(T * K), c: new Float64Array((T + 1) * H), h: new Float64Array((T + 1) * H) };
  for (const gate of GATES) run[gate] = new Float64Array(T * H);
  if (h0) run.h.set(h0);
  if (c0) run.c.set(c0);
  const { z, i, f, g, o, c, h } = run;
  for (let t = 0; t < T; t++) {
    const row = z.subarray(t * K, (t + 1) * K);
    row.set(b);
    addProduct(row, x, t * D, D, W_x);                                       // z = x_t W_x + h_{t-1} W_h + b
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
  return run;
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

// y += row @ matrix, the row being `size` entries of x from `start`. One-hot rows cost one line of the matrix.
function addProduct(y, x, start, size, matrix) {
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
