// @ts-check
// What the Text Lab computes, without a page: what is expected after each letter, what moved it, and the draw.

import { backward, forward, read, softmax } from "../shared/lstm.js";
import { oneHot } from "../shared/model.js";
import { decode, widened } from "../shared/numbers.js";

/**
 * @typedef {object} Writer the payload with its bytes as numbers
 * @property {any} cell
 * @property {any} readout
 * @property {{ symbols: string[], fold: boolean }} alphabet
 * @property {Float64Array} kernel what the kernel expects after the text with which the lab opened
 * @property {string} text that text
 * @property {string} title
 */

export const MOST_LETTERS = 600;

// The payload with its bytes as numbers.
/** @returns {Writer} */
export function unpackWriter(payload) {
  const wide = (record, keys) => ({ ...record, ...Object.fromEntries(keys.map((key) => [key, widened(record[key])])) });
  return {
    ...payload,
    cell: wide(payload.cell, ["W_x", "W_h", "b"]),
    readout: { ...wide(payload.readout, ["W", "b"]), activation: "linear" },
    kernel: decode(payload.kernel),
  };
}

// A text as its letters; each is what the alphabet would call one.
export const lettersIn = (text) => [...text];

/**
 * Read letters, going on from a reading of their beginning where there is one: { letters, x, run, logits }.
 *
 * @param {Writer} writer
 * @param {string[]} letters
 * @param {any} [before]
 */
export function reading(writer, letters, before) {
  const { cell, readout, alphabet } = writer;
  const { D, H } = cell;
  let known = 0;
  if (before) while (known < letters.length && letters[known] === before.letters[known]) known++;
  const x = oneHot(letters, alphabet);
  const states = known ? { h0: at(before.run.h, known, H), c0: at(before.run.c, known, H) } : {};
  const rest = forward(cell, x.subarray(known * D), states);
  const run = known ? joined(before.run, rest, known) : rest;
  const logits = new Float64Array(letters.length * readout.O);
  if (known) logits.set(before.logits.subarray(0, known * readout.O));
  logits.set(read(readout, rest.h), known * readout.O);
  return { letters, x, run, logits };
}

const at = (states, t, H) => states.subarray(t * H, (t + 1) * H);

// The first steps of one run and all of another that goes on from there.
function joined(first, rest, known) {
  const T = known + rest.T;
  const one = (key, width, extra) => {
    const whole = new Float64Array((T + extra) * width);
    whole.set(first[key].subarray(0, (known + extra) * width));
    whole.set(extra ? rest[key].subarray(width) : rest[key], (known + extra) * width);
    return [key, whole];
  };
  const H = rest.H;
  const gates = ["i", "f", "g", "o"].map((key) => one(key, H, 0));
  return { T, H, ...Object.fromEntries([one("z", 4 * H, 0), ...gates, one("h", H, 1), one("c", H, 1)]) };
}

// What is expected after letter t, at a temperature.
export function expected({ logits }, t, K, temperature = 1) {
  const row = logits.slice(t * K, (t + 1) * K).map((z) => z / temperature);
  softmax(row);
  return row;
}

// What each letter cost in bits; the first one has nothing before it: NaN.
export function surprises(text, writer) {
  const { alphabet, readout } = writer;
  return text.letters.map((letter, t) => {
    if (!t) return NaN;
    const p = expected(text, t - 1, readout.O);
    return -Math.log2(p[numberOf(letter, alphabet)]);
  });
}

export function numberOf(letter, { symbols, fold }) {
  const n = symbols.indexOf(fold && [...letter.toLowerCase()].length === 1 ? letter.toLowerCase() : letter);
  return n < 0 ? symbols.length - 1 : n;
}

// The memory of one unit after each letter.
export const memoryOf = ({ run }, unit) =>
  Float64Array.from({ length: run.T }, (_, t) => run.c[(t + 1) * run.H + unit]);

// How strongly each letter up to t moves the logit of one class after t: the size of its gradient, the largest being 1.
export function influence(text, t, klass, { cell, readout }) {
  const { D, H } = cell;
  const dh = new Float64Array(text.run.T * H);
  for (let u = 0; u < H; u++) dh[t * H + u] = readout.W[u * readout.O + klass];
  const { z } = backward(cell, text.run, { dh });
  const size = new Float64Array(text.run.T);
  for (let s = 0; s <= t; s++) {
    let sum = 0;
    for (let d = 0; d < D; d++) {
      let dx = 0;
      for (let k = 0; k < 4 * H; k++) dx += z[s * 4 * H + k] * cell.W_x[d * 4 * H + k];
      sum += dx * dx;
    }
    size[s] = Math.sqrt(sum);
  }
  const most = Math.max(...size);
  return most > 0 ? size.map((v) => v / most) : size;
}

// The classes with the largest chances, and these; never the unknown letter, which nobody can write.
export function likeliest(p, count) {
  return Array.from(p.subarray(0, p.length - 1), (chance, n) => ({ n, chance }))
    .sort((a, b) => b.chance - a.chance)
    .slice(0, count);
}

// A class drawn with its chances; the unknown letter has none.
export function drawn(p, share) {
  const known = p.subarray(0, p.length - 1);
  const total = known.reduce((a, b) => a + b, 0);
  let left = share * total;
  for (let n = 0; n < known.length; n++) {
    left -= known[n];
    if (left < 0) return n;
  }
  return known.length - 1;
}
