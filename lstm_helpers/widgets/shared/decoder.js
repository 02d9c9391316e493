// @ts-check
// A decoder that writes block by block, greedily, and looks back at every step of what an encoder has read, as
// maths/translator.py does it: without a page.

import { addProduct, forward, GATES, softmax } from "./lstm.js";

/**
 * @typedef {object} WrittenStep
 * @property {number} token
 * @property {string} block
 * @property {Float64Array} logP (target words)
 * @property {Float64Array | null} weights (words) at which it looked
 * @property {Float64Array | null} own (words) where it would have looked by itself
 * @property {boolean} forced
 * @property {Record<string, Float64Array>} inside i, f, g, o, c, h of (H)
 */

// The rows of a table that these numbers name, one after the other.
export const rowsFrom = (table, width, numbers) => {
  const rows = new Float64Array(numbers.length * width);
  numbers.forEach((n, t) => {
    rows.set(table.subarray(n * width, (n + 1) * width), t * width);
  });
  return rows;
};

// h_s W_k + b of every word, (words, A).
export function told({ A, W_k, b }, keys, H) {
  const S = keys.length / H;
  const all = new Float64Array(S * A);
  for (let s = 0; s < S; s++) {
    const row = all.subarray(s * A, (s + 1) * A);
    row.set(b);
    addProduct(row, keys, s * H, H, W_k);
  }
  return all;
}

// Where a state of the decoder looks by itself: softmax of its scores with every word.
function looksAt({ attention, encoder }, source, h) {
  const { H } = encoder;
  const weights = new Float64Array(source.words.length);
  if (attention.kind === "dot") {
    for (let s = 0; s < weights.length; s++) for (let u = 0; u < H; u++) weights[s] += h[u] * source.keys[s * H + u];
  } else {
    const { A, W_q, v } = attention;
    const asked = new Float64Array(A);
    addProduct(asked, h, 0, H, W_q);
    for (let s = 0; s < weights.length; s++)
      for (let k = 0; k < A; k++) weights[s] += Math.tanh(asked[k] + source.told[s * A + k]) * v[k];
  }
  softmax(weights);
  return weights;
}

// What is read out: h_t, and with attention the mean of the words' states, weighted.
function joinedWith(keys, h, weights) {
  if (!weights) return h;
  const H = h.length;
  const both = new Float64Array(2 * H);
  both.set(h);
  weights.forEach((weight, s) => {
    for (let u = 0; u < H; u++) both[H + u] += weight * keys[s * H + u];
  });
  return both;
}

function logChances({ W, b }, x) {
  const row = b.slice();
  addProduct(row, x, 0, x.length, W);
  const top = row.reduce((a, z) => Math.max(a, z), -Infinity);
  const total = Math.log(row.reduce((sum, z) => sum + Math.exp(z - top), 0));
  return row.map((z) => z - top - total);
}

export const ALIKE = -1; // forced to look at all words alike

const onlyAt = (place, S) =>
  Float64Array.from({ length: S }, (_, s) => (place === ALIKE ? 1 / S : Number(s === place)));

/**
 * Write, always the likeliest block: a list of steps, the last of which is the end mark if it came. `net` holds
 * decoder, targetTable, target (the last is the end mark), attention, readout and most; `source` what its encoder read.
 *
 * @param {any} net
 * @param {{ words: ArrayLike<any>, run: any, keys: Float64Array, told: Float64Array | null }} source
 * @param {Record<string, number>} [forced] step to the only word at which it may look, or ALIKE
 * @returns {WrittenStep[]}
 */
export function interpreted(net, source, forced = {}) {
  const { decoder, target, attention } = net;
  const { H } = decoder;
  const S = source.words.length;
  const end = target.length - 1;
  const steps = [];
  let [token, h, c] = [end, source.run.h.slice(S * H), source.run.c.slice(S * H)];
  while (steps.length <= net.most) {
    const run = forward(decoder, rowsFrom(net.targetTable, decoder.D, [token]), { h0: h, c0: c });
    [h, c] = [run.h.slice(H), run.c.slice(H)];
    const own = attention ? looksAt(net, source, h) : null;
    const place = own ? forced[steps.length] : undefined;
    const weights = place === undefined || place >= S ? own : onlyAt(place, S);
    const logP = logChances(net.readout, joinedWith(source.keys, h, weights));
    token = mostAt(logP);
    const inside = { ...Object.fromEntries(GATES.map((key) => [key, run[key]])), c, h };
    steps.push({ token, block: target[token], logP, weights, own, forced: weights !== own, inside });
    if (token === end) break;
  }
  return steps;
}

// The place of the largest number; as NumPy has it, the first of equals, and the first that is none.
export function mostAt(values) {
  let most = 0;
  for (let n = 0; n < values.length; n++) {
    if (Number.isNaN(values[n])) return n;
    if (values[n] > values[most]) most = n;
  }
  return most;
}
