// @ts-check
// What the Attention Lab computes, without a page: an LSTM reads the sentence, another writes its translation,
// greedily, and looks back at every step, as maths/translator.py does it.

import { addProduct, forward, GATES, softmax } from "../shared/lstm.js";
import { decode, widened } from "../shared/numbers.js";
import { numbersNamed, numberWords } from "./numerals.js";

/**
 * @typedef {import("../shared/lstm.js").Cell} Cell
 *
 * @typedef {object} Interpreter the payload with its bytes as numbers
 * @property {Cell} encoder
 * @property {Cell} decoder
 * @property {Float64Array} sourceTable (source words, encoder.D)
 * @property {Float64Array} targetTable (target words, decoder.D)
 * @property {any} attention null, or its kind, and if that is additive its A, W_q, W_k, b, v
 * @property {{ W: Float64Array, b: Float64Array }} readout
 * @property {string[]} source
 * @property {string[]} target the last is the end mark
 * @property {Map<string, number>} known
 * @property {string} language of the target, or ""
 * @property {Record<string, import("./numerals.js").Language>} numerals
 * @property {string} text
 * @property {Float64Array} kernel log chances of every step of the first text, as the kernel computed them
 * @property {string} title
 * @property {number} most blocks after which it is stopped
 *
 * @typedef {object} WrittenStep
 * @property {number} token
 * @property {string} block
 * @property {Float64Array} logP (target words)
 * @property {Float64Array | null} weights (words) at which it looked
 * @property {Float64Array | null} own (words) where it would have looked by itself
 * @property {boolean} forced
 * @property {Record<string, Float64Array>} inside i, f, g, o, c, h of (H)
 */

// The payload with its bytes as numbers.
/** @returns {Interpreter} */
export function unpackInterpreter(payload) {
  const wide = (record) => Object.fromEntries(Object.entries(record).map(([key, one]) => [key, opened(one)]));
  return {
    ...payload,
    encoder: wide(payload.encoder),
    decoder: wide(payload.decoder),
    sourceTable: widened(payload.source_table),
    targetTable: widened(payload.target_table),
    attention: payload.attention && wide(payload.attention),
    readout: wide(payload.readout),
    known: new Map(payload.source.map((word, n) => [word, n])),
    kernel: decode(payload.kernel),
  };
}

const opened = (one) => (one?.bytes === undefined ? one : widened(one));

const rowsFrom = (table, width, numbers) => {
  const rows = new Float64Array(numbers.length * width);
  numbers.forEach((n, t) => {
    rows.set(table.subarray(n * width, (n + 1) * width), t * width);
  });
  return rows;
};

/**
 * Read a sentence: its words, the encoder's run, and what additive attention needs of it at every step.
 *
 * @param {Interpreter} net
 * @param {string[]} words
 */
export function heard(net, words) {
  const { encoder, attention } = net;
  const numbers = words.map((word) => net.known.get(word) ?? 0);
  const run = forward(encoder, rowsFrom(net.sourceTable, encoder.D, numbers));
  const keys = run.h.subarray(encoder.H);
  return { words, run, keys, told: attention?.kind === "additive" ? told(attention, keys, encoder.H) : null };
}

// h_s W_k + b of every word, (words, A).
function told({ A, W_k, b }, keys, H) {
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
function looksAt({ attention, encoder }, sentence, h) {
  const { H } = encoder;
  const weights = new Float64Array(sentence.words.length);
  if (attention.kind === "dot") {
    for (let s = 0; s < weights.length; s++) for (let u = 0; u < H; u++) weights[s] += h[u] * sentence.keys[s * H + u];
  } else {
    const { A, W_q, v } = attention;
    const asked = new Float64Array(A);
    addProduct(asked, h, 0, H, W_q);
    for (let s = 0; s < weights.length; s++)
      for (let k = 0; k < A; k++) weights[s] += Math.tanh(asked[k] + sentence.told[s * A + k]) * v[k];
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
 * Write the translation, always the likeliest block: a list of steps, the last of which is the end mark if it came.
 *
 * @param {Interpreter} net
 * @param {ReturnType<typeof heard>} sentence
 * @param {Record<string, number>} [forced] step to the only word at which it may look, or ALIKE
 * @returns {WrittenStep[]}
 */
export function interpreted(net, sentence, forced = {}) {
  const { decoder, target, attention } = net;
  const { H } = decoder;
  const S = sentence.words.length;
  const end = target.length - 1;
  const steps = [];
  let [token, h, c] = [end, sentence.run.h.slice(S * H), sentence.run.c.slice(S * H)];
  while (steps.length <= net.most) {
    const run = forward(decoder, rowsFrom(net.targetTable, decoder.D, [token]), { h0: h, c0: c });
    [h, c] = [run.h.slice(H), run.c.slice(H)];
    const own = attention ? looksAt(net, sentence, h) : null;
    const place = own ? forced[steps.length] : undefined;
    const weights = place === undefined || place >= S ? own : onlyAt(place, S);
    const logP = logChances(net.readout, joinedWith(sentence.keys, h, weights));
    token = mostAt(logP);
    const inside = { ...Object.fromEntries(GATES.map((key) => [key, run[key]])), c, h };
    steps.push({ token, block: target[token], logP, weights, own, forced: weights !== own, inside });
    if (token === end) break;
  }
  return steps;
}

// The blocks of a translation without its end mark.
export const blocksOf = (steps, { target }) =>
  steps.map(({ block }) => block).filter((_, t) => steps[t].token < target.length - 1);

// The numbers of a sentence and the blocks that they should become: { numbers, blocks }, or null where nobody knows.
export function truthOf(words, { language, numerals }) {
  const numbers = language ? numbersNamed(words, numerals.English) : null;
  if (!numbers) return null;
  const blocks = numbers.flatMap((n, k) => [...(k ? [","] : []), ...numberWords(n, language, numerals[language])]);
  return { numbers, blocks };
}

// The likeliest blocks after a step, with their chances.
export function likeliestBlocks({ logP }, count) {
  return Array.from(logP, (z, n) => ({ n, chance: Math.exp(z) }))
    .sort((a, b) => b.chance - a.chance || a.n - b.n)
    .slice(0, count);
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

// The encoder's gates and states at a word, or the decoder's at a step, by their letter: (H).
export function encoderAt({ run }, s, key) {
  const from = (s + (key === "c" || key === "h" ? 1 : 0)) * run.H;
  return run[key].subarray(from, from + run.H);
}
