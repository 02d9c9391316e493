// @ts-check
// What lies between the recurrent layers of a model, in float64, by the names that keras_models/between.py gives it.
//
// A value is { shape, data } without a batch; a layer is a function of its options and of the values that it reads, and
// returns a value, or an object of values where it gives several. A shape that does not fit is an Error.

import { SQUASHES } from "./activations.js";
import { addProduct } from "./lstm.js";

/** @typedef {{ shape: number[], data: Float64Array }} Value */

const sizeOf = (shape) => shape.reduce((a, b) => a * b, 1);
/** @returns {Value} */
export const value = (shape, data = new Float64Array(sizeOf(shape))) => ({ shape, data });
const last = (shape) => shape[shape.length - 1];
const rowsOf = (x) => x.data.length / last(x.shape);
const mapped = (x, of) => value(x.shape, x.data.map(of));

// Every row along the last axis through an activation.
/** @returns {Value} */
function activated(options, x) {
  const { activation } = options;
  if (activation === "linear") return x;
  const y = value(x.shape, x.data.slice());
  if (activation === "bent") return mapped(x, bent(options));
  if (activation === "elu" && options.alpha !== undefined)
    return mapped(x, (z) => (z > 0 ? z : options.alpha * Math.expm1(z)));
  const width = last(x.shape);
  for (let r = 0; r < rowsOf(x); r++) SQUASHES[activation](y.data.subarray(r * width, (r + 1) * width));
  return y;
}

// Keras's ReLU with all it can be told: a slope below a threshold, a most.
const bent = ({ slope, most, threshold }) => {
  const cut = (z) => (most === null ? z : Math.min(Math.max(z, 0), most));
  return (z) => (z > threshold ? cut(z) : slope * (z - threshold));
};

function dense({ W, b, activation }, x) {
  const [D, H] = W.shape;
  if (last(x.shape) !== D) throw new Error(`it reads ${last(x.shape)} numbers where ${D} are expected`);
  const y = value([...x.shape.slice(0, -1), H]);
  for (let r = 0; r < rowsOf(x); r++) {
    const row = y.data.subarray(r * H, (r + 1) * H);
    if (b) row.set(b.data);
    addProduct(row, x.data, r * D, D, W.data);
  }
  return activated({ activation }, y);
}

// An array over the last axes of a value: number n of it belongs to number n % length.
const spread = (one) => (n) => one.data[n % one.data.length];

const scale = ({ scale: by, shift }, x) => {
  const [a, b] = [spread(by), spread(shift)];
  return mapped(x, (v, n) => v * a(n) + b(n));
};

function normalise({ centre, unit, epsilon, gamma, beta }, x) {
  const width = last(x.shape);
  const y = value(x.shape, x.data.slice());
  for (let r = 0; r < rowsOf(x); r++) {
    const row = y.data.subarray(r * width, (r + 1) * width);
    const mean = centre ? row.reduce((a, v) => a + v, 0) / width : 0;
    const squares = row.reduce((a, v) => a + (v - mean) ** 2, 0);
    const size = unit ? Math.sqrt(Math.max(squares, 1e-12)) : Math.sqrt(squares / width + epsilon);
    for (let k = 0; k < width; k++)
      row[k] = ((row[k] - mean) / size) * (gamma ? gamma.data[k] : 1) + (beta?.data[k] ?? 0);
  }
  return y;
}

// Steps all of whose numbers are the mask value are padding, and are handed on as zeros.
function masking({ value: masked }, x) {
  const width = last(x.shape);
  const mask = value(x.shape.slice(0, -1));
  for (let r = 0; r < rowsOf(x); r++) {
    mask.data[r] = Number(x.data.subarray(r * width, (r + 1) * width).some((v) => v !== masked));
  }
  return { out: mapped(x, (v, n) => (mask.data[Math.floor(n / width)] ? v : 0)), mask };
}

// Is any number of a row other than zero?
function any(_, x) {
  const width = last(x.shape);
  const y = value(x.shape.slice(0, -1));
  for (let r = 0; r < rowsOf(x); r++)
    y.data[r] = Number(x.data.subarray(r * width, (r + 1) * width).some((v) => v !== 0));
  return y;
}

function repeat({ count }, x) {
  const y = value([count, ...x.shape]);
  for (let n = 0; n < count; n++) y.data.set(x.data, n * x.data.length);
  return y;
}

function reshape({ shape }, x) {
  const known = shape.reduce((a, n) => (n < 0 ? a : a * n), 1);
  const full = shape.map((n) => (n < 0 ? x.data.length / known : n));
  if (sizeOf(full) !== x.data.length) throw new Error(`${x.data.length} numbers do not fill ${full.join(" × ")}`);
  return value(full, x.data);
}

// The numbers of a value in another order: from(index of the result) is the index in x.
function rearranged(shape, x, from) {
  const steps = strides(x.shape);
  const y = value(shape);
  const index = shape.map(() => 0);
  for (let n = 0; n < y.data.length; n++) {
    y.data[n] = x.data[from(index).reduce((a, i, k) => a + i * steps[k], 0)];
    for (let k = shape.length - 1; k >= 0 && ++index[k] === shape[k]; k--) index[k] = 0;
  }
  return y;
}

const strides = (shape) => shape.map((_, k) => sizeOf(shape.slice(k + 1)));

const permute = ({ axes }, x) =>
  rearranged(
    axes.map((a) => x.shape[a]),
    x,
    (index) => x.shape.map((_, a) => index[axes.indexOf(a)]),
  );

// Where a window of `size` begins on a row of T, and how many windows there are, as TensorFlow pads.
function windows(T, { size, stride, padding }) {
  if (padding === "valid") return { count: Math.max(0, Math.floor((T - size) / stride) + 1), before: 0 };
  if (padding === "causal") return { count: Math.ceil(T / stride), before: size - 1 };
  const count = Math.ceil(T / stride);
  return { count, before: Math.floor(Math.max((count - 1) * stride + size - T, 0) / 2) };
}

function pool(options, x) {
  const { kind } = options;
  const [T, D] = x.shape;
  const { count, before } = windows(T, options);
  const y = value([count, D]);
  for (let n = 0; n < count; n++) {
    const from = n * options.stride - before;
    const rows = steps(Math.max(0, from), Math.min(T, from + options.size));
    for (let d = 0; d < D; d++) y.data[n * D + d] = POOLS[kind](rows.map((t) => x.data[t * D + d]));
  }
  return y;
}

const steps = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);
const POOLS = {
  max: (values) => values.reduce((a, b) => Math.max(a, b), -Infinity),
  sum: (values) => values.reduce((a, b) => a + b, 0),
  average: (values) => values.reduce((a, b) => a + b, 0) / values.length,
};

function poolAll({ kind, keep }, x, mask) {
  const [T, D] = x.shape;
  const rows = steps(0, T).filter((t) => !mask || mask.data[t]);
  const y = value(keep ? [1, D] : [D]);
  for (let d = 0; d < D; d++) y.data[d] = POOLS[kind](rows.map((t) => x.data[t * D + d]));
  return y;
}

function convolve({ W, b, stride, dilation, padding, activation }, x) {
  const [T, D] = x.shape;
  const [taps, , F] = W.shape;
  const { count, before } = windows(T, { size: (taps - 1) * dilation + 1, stride, padding });
  const y = value([count, F]);
  for (let n = 0; n < count; n++) {
    const row = y.data.subarray(n * F, (n + 1) * F);
    if (b) row.set(b.data);
    for (let k = 0; k < taps; k++) {
      const t = n * stride - before + k * dilation;
      if (t >= 0 && t < T) addProduct(row, x.data, t * D, D, W.data.subarray(k * D * F, (k + 1) * D * F));
    }
  }
  return activated({ activation }, y);
}

const upsample = ({ count }, x) =>
  rearranged([x.shape[0] * count, ...x.shape.slice(1)], x, ([t, ...rest]) => [Math.floor(t / count), ...rest]);

function pad({ before, after }, x) {
  const [T, D] = x.shape;
  const y = value([T + before + after, D]);
  for (let t = 0; t < T; t++) {
    const to = t + before;
    if (to >= 0 && to < y.shape[0]) y.data.set(x.data.subarray(t * D, (t + 1) * D), to * D);
  }
  return y;
}

const PAIRS = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: (a, b) => Math.max(a, b),
  minimum: (a, b) => Math.min(a, b),
  "not equal": (a, b) => Number(a !== b),
};

// Two values number by number; an axis of one is as long as the other's, and missing axes come first, as in NumPy.
function pair(of, a, b) {
  if (a.shape.join() === b.shape.join()) return mapped(a, (v, n) => of(v, b.data[n]));
  const rank = Math.max(a.shape.length, b.shape.length);
  const [left, right] = [a, b].map((x) => value([...new Array(rank - x.shape.length).fill(1), ...x.shape], x.data));
  const shape = left.shape.map((n, k) => {
    if (n !== right.shape[k] && n !== 1 && right.shape[k] !== 1) throw new Error("two shapes do not fit each other");
    return Math.max(n, right.shape[k]);
  });
  const wide = (x) => rearranged(shape, x, (index) => index.map((i, k) => (x.shape[k] === 1 ? 0 : i)));
  const [wideLeft, wideRight] = [wide(left), wide(right)];
  return mapped(wideLeft, (v, n) => of(v, wideRight.data[n]));
}

function merge({ kind }, ...given) {
  const sum = given.reduce((a, b) => pair(PAIRS[kind === "average" ? "add" : kind], a, b));
  return kind === "average" ? mapped(sum, (v) => v / given.length) : sum;
}

function arithmetic({ kind, left, with: other }, x) {
  return mapped(x, (v) => (left ? PAIRS[kind](other, v) : PAIRS[kind](v, other)));
}

function concatenate({ axis }, ...given) {
  const { shape } = given[0];
  const at = axis < 0 ? axis + shape.length : axis;
  const widths = given.map((one) => one.shape[at] * sizeOf(one.shape.slice(at + 1)));
  const whole = shape.map((n, k) => (k === at ? given.reduce((a, one) => a + one.shape[at], 0) : n));
  const y = value(whole);
  let to = 0;
  for (let row = 0; row < sizeOf(shape.slice(0, at)); row++) {
    given.forEach((one, n) => {
      y.data.set(one.data.subarray(row * widths[n], (row + 1) * widths[n]), to);
      to += widths[n];
    });
  }
  return y;
}

// x[key] as Python takes it: whole numbers drop their axis, slices keep it, "rest" stands for all axes between.
function take({ key }, x) {
  const rest = key.indexOf("rest");
  const whole = { from: null, to: null, by: null };
  const missing = x.shape.length - (key.length - (rest < 0 ? 0 : 1));
  const filler = new Array(Math.max(0, missing)).fill(whole);
  const parts = rest < 0 ? [...key, ...filler] : [...key.slice(0, rest), ...filler, ...key.slice(rest + 1)];
  const places = parts.map((part, k) =>
    typeof part === "number" ? [placeIn(part, x.shape[k])] : sliced(part, x.shape[k]),
  );
  const full = rearranged(
    places.map((one) => one.length),
    x,
    (index) => index.map((i, k) => places[k][i]),
  );
  return value(
    full.shape.filter((_, k) => typeof parts[k] !== "number"),
    full.data,
  );
}

function placeIn(n, size) {
  const at = n < 0 ? n + size : n;
  if (at < 0 || at >= size) throw new Error(`there is no place ${n} among ${size}`);
  return at;
}

// Python's slice of a row of `size`.
function sliced({ from, to, by }, size) {
  const step = by ?? 1;
  const bound = (n, low, high) => Math.max(low, Math.min(high, n < 0 ? n + size : n));
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const start = from === null ? (step > 0 ? 0 : size - 1) : bound(from, low, high);
  const end = to === null ? (step > 0 ? size : -1) : bound(to, low, high);
  const found = [];
  for (let n = start; step > 0 ? n < end : n > end; n += step) found.push(n);
  return found;
}

const flip = (_, x) => rearranged(x.shape, x, ([t, ...rest]) => [x.shape[0] - 1 - t, ...rest]);

function stack(_, ...given) {
  const y = value([given.length, ...given[0].shape]);
  given.forEach((one, n) => {
    y.data.set(one.data, n * one.data.length);
  });
  return y;
}

const prelu = ({ slope }, x) => {
  const of = spread(slope);
  return mapped(x, (v, n) => (v > 0 ? v : of(n) * v));
};

/** @type {Record<string, (options: any, ...given: Value[]) => any>} */
export const LAYERS = {
  activation: activated,
  any,
  arithmetic,
  concatenate,
  convolve,
  dense,
  flip,
  masking,
  merge,
  normalise,
  pad,
  permute,
  pool,
  "pool all": poolAll,
  prelu,
  repeat,
  reshape,
  scale,
  stack,
  take,
  upsample,
};
