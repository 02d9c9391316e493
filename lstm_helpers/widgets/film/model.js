// @ts-check
// What the Film Lab computes, without a page: the LSTM over the frames in any order, its two verdicts, the caption.

import { interpreted, told } from "../shared/decoder.js";
import { forward, read } from "../shared/lstm.js";
import { decode, widened } from "../shared/numbers.js";

/**
 * @typedef {object} Cinema the payload with its bytes as numbers
 * @property {string} title
 * @property {number} count of films
 * @property {number} frames of a film
 * @property {number} side of a frame, in pixels
 * @property {Float64Array} pixels (count, frames, side, side), 0 to 255
 * @property {Float64Array} features (count, frames, D)
 * @property {any} lstm
 * @property {any} motion
 * @property {any} digit
 * @property {string[]} motions
 * @property {string[]} digits
 * @property {string[]} truths
 * @property {any} captioner
 * @property {number} first
 * @property {Float64Array} kernel
 *
 * @typedef {object} Screening a film in an order, and what the network thinks after each place
 * @property {number[]} order
 * @property {Float64Array[]} motion chances after each place (M)
 * @property {Float64Array[]} digit (C)
 * @property {import("../shared/decoder.js").WrittenStep[]} words of the caption, with the end mark
 */

export const MOST_FRAMES = 60;

/** @returns {Cinema} */
export function unpackCinema(payload) {
  const opened = (one) => (one?.bytes === undefined ? one : widened(one));
  const wide = (record) => Object.fromEntries(Object.entries(record).map(([key, one]) => [key, opened(one)]));
  const { captioner } = payload;
  return {
    ...payload,
    pixels: widened(payload.pixels),
    features: widened(payload.features),
    lstm: wide(payload.lstm),
    motion: wide(payload.motion),
    digit: wide(payload.digit),
    captioner: captioner && {
      ...captioner,
      encoder: wide(captioner.encoder),
      decoder: wide(captioner.decoder),
      targetTable: widened(captioner.target_table),
      attention: captioner.attention && wide(captioner.attention),
      readout: wide(captioner.readout),
    },
    kernel: decode(payload.kernel),
  };
}

// The frames of a film as they were filmed.
export const asFilmed = ({ frames }) => Array.from({ length: frames }, (_, t) => t);

/**
 * Watch a film whose frames stand in this order.
 *
 * @param {Cinema} cinema
 * @param {number} film
 * @param {number[]} order
 * @returns {Screening}
 */
export function screened(cinema, film, order) {
  const { lstm, frames, features } = cinema;
  const x = new Float64Array(order.length * lstm.D);
  order.forEach((frame, t) => {
    const from = (film * frames + frame) * lstm.D;
    x.set(features.subarray(from, from + lstm.D), t * lstm.D);
  });
  const { h } = forward(lstm, x);
  const rows = (readout) => {
    const y = read(readout, h);
    return order.map((_, t) => y.subarray(t * readout.O, (t + 1) * readout.O));
  };
  return { order, motion: rows(cinema.motion), digit: rows(cinema.digit), words: captioned(cinema, order, x) };
}

// The caption, word by word, each with where it looked.
function captioned({ captioner }, order, x) {
  if (!captioner) return [];
  const { encoder, attention } = captioner;
  const run = forward(encoder, x);
  const keys = run.h.subarray(encoder.H);
  const heard = attention?.kind === "additive" ? told(attention, keys, encoder.H) : null;
  return interpreted(captioner, { words: order, run, keys, told: heard });
}

// The words of a caption without its end mark.
export const wordsOf = (words, captioner) =>
  words.filter(({ token }) => token < captioner.target.length - 1).map(({ block }) => block);

// The frames in another order: backwards, by chance, one of them left out or seen twice.
export const reversed = (order) => [...order].reverse();
export const without = (order, t) => order.filter((_, s) => s !== t);
export const twice = (order, t) => [...order.slice(0, t + 1), ...order.slice(t)];
export function shuffled(order, random = Math.random) {
  const found = [...order];
  for (let n = found.length - 1; n > 0; n--) {
    const m = Math.floor(random() * (n + 1));
    [found[n], found[m]] = [found[m], found[n]];
  }
  return found;
}

export const sameOrder = (a, b) => a.length === b.length && a.every((frame, t) => frame === b[t]);
