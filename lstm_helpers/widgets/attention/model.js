// @ts-check
// What the Attention Lab computes, without a page: an LSTM reads the sentence, another writes its translation,
// greedily, and looks back at every step, as maths/translator.py does it.

import { rowsFrom, told } from "../shared/decoder.js";
import { forward } from "../shared/lstm.js";
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

// The encoder's gates and states at a word, or the decoder's at a step, by their letter: (H).
export function encoderAt({ run }, s, key) {
  const from = (s + (key === "c" || key === "h" ? 1 : 0)) * run.H;
  return run[key].subarray(from, from + run.H);
}
