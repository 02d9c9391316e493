// @ts-check
// What the Review Lab computes, without a page: words, the verdict after each, and the verdict without each.

import { forward, read, sigmoid } from "../shared/lstm.js";
import { decode, widened } from "../shared/numbers.js";

/**
 * @typedef {object} Judge the payload with its bytes as numbers
 * @property {any} cell
 * @property {any} readout
 * @property {Float64Array} embedding
 * @property {Map<string, number>} numbers of the known words
 * @property {Float64Array} kernel the verdicts of the kernel on the text with which the lab opened
 * @property {string} text that text
 * @property {string} title
 */

export const MOST_WORDS = 60;
const WORD = /[a-z]+(?:'[a-z]+)?|[!?]/g;

// The payload with its bytes as numbers.
/** @returns {Judge} */
export function unpackJudge(payload) {
  const wide = (record, keys) => ({ ...record, ...Object.fromEntries(keys.map((key) => [key, widened(record[key])])) });
  return {
    ...payload,
    cell: wide(payload.cell, ["W_x", "W_h", "b"]),
    readout: { ...wide(payload.readout, ["W", "b"]), activation: "linear" },
    embedding: widened(payload.embedding),
    numbers: new Map(payload.words.map((word, n) => [word, n])),
    kernel: decode(payload.kernel),
  };
}

// The words of a sentence, as data/reviews.py finds them.
export const wordsIn = (text) => text.toLowerCase().replaceAll("’", "'").match(WORD) ?? [];

export const isKnown = (word, judge) => judge.numbers.has(word);

// The logit of praise after each word; without words, what is answered before anything is read.
function logits(words, { cell, readout, embedding, numbers }) {
  const { D, H } = cell;
  if (!words.length) return read(readout, new Float64Array(2 * H));
  const x = new Float64Array(words.length * D);
  words.forEach((word, t) => {
    const n = numbers.get(word) ?? numbers.size;
    x.set(embedding.subarray(n * D, (n + 1) * D), t * D);
  });
  return read(readout, forward(cell, x).h);
}

/**
 * Judge a sentence: the verdict after each word, how far each turned it, and where it would end without each.
 *
 * @param {string[]} words
 * @param {Judge} judge
 */
export function judged(words, judge) {
  const z = logits(words, judge);
  const before = logits([], judge)[0];
  const end = z[z.length - 1];
  const without = words.map((_, t) => {
    const rest = logits(leftOut(words, t), judge);
    return rest[rest.length - 1];
  });
  return {
    words,
    p: Array.from(z, chance),
    start: chance(before),
    turn: words.map((_, t) => z[t] - (t ? z[t - 1] : before)),
    without: without.map(chance),
    missed: without.map((value) => end - value),
  };
}

const chance = (logit) => sigmoid(logit);

// A sentence with two of its words exchanged, or one left out.
export const swapped = (words, a, b) => words.map((word, t) => (t === a ? words[b] : t === b ? words[a] : word));
export const leftOut = (words, t) => words.filter((_, s) => s !== t);
