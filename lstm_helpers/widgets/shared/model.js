// @ts-check
// What several labs compute with sequences, without a page: letters as inputs, rows turned round, a cell's record.

import { decoded } from "./numbers.js";

// One row of zeros with a one a letter; a letter the alphabet does not hold is its last symbol, "unknown".
export function oneHot(letters, { symbols, fold }) {
  const D = symbols.length;
  const x = new Float64Array(letters.length * D);
  letters.forEach((letter, t) => {
    const n = symbols.indexOf(fold && [...letter.toLowerCase()].length === 1 ? letter.toLowerCase() : letter);
    x[t * D + (n < 0 ? D - 1 : n)] = 1;
  });
  return x;
}

// The rows of a (T, width) array from the last to the first.
export function reversed(rows, width) {
  const back = new Float64Array(rows.length);
  const T = rows.length / width;
  for (let t = 0; t < T; t++) back.set(rows.subarray(t * width, (t + 1) * width), (T - 1 - t) * width);
  return back;
}

// A number in [0, 1) that depends on the seed and on how much was written, so that it can be written again.
export function uniform(seed, place) {
  let a = (seed * 0x9e3779b1 + place * 0x85ebca6b + 0x6d2b79f5) >>> 0;
  a = Math.imul(a ^ (a >>> 15), a | 1);
  a ^= a + Math.imul(a ^ (a >>> 7), a | 61);
  return ((a ^ (a >>> 14)) >>> 0) / 4294967296;
}

// What payload.py packs: `cell_record` and `readout_record`.
export const unpackCell = (record) => decoded(record, ["W_x", "W_h", "b", "b_h", "x", "h0", "c0", "mask"]);
export const unpackReadout = (record) => decoded(record, ["W", "b", "targets", "adds"]);
