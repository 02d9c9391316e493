// @ts-check
// What the Tune Lab computes, without a page: what is read before each note, what is expected, and how it goes on.

import { forward, read, softmax } from "../shared/lstm.js";
import { uniform } from "../shared/model.js";
import { decode, widened } from "../shared/numbers.js";

/**
 * @typedef {import("./state.js").Note} Note
 *
 * @typedef {object} Metre
 * @property {number} bar quarter notes in a bar
 * @property {number} pickup quarter notes before the first bar line
 *
 * @typedef {Metre & { notes: Note[], starts: number[], ages: number[], end: number }} Tune
 *   starts: when each note begins, and the next one; ages: how long its phrase is going on by then
 *
 * @typedef {object} Composer the payload with its bytes as numbers
 * @property {any} cell
 * @property {any} pitch readouts
 * @property {any} length
 * @property {number[]} pitches MIDI numbers
 * @property {[number, boolean][]} lengths quarter notes, and whether a phrase ends
 * @property {Metre & { notes: Note[] }} tune with which the lab opened
 * @property {Float64Array} kernel what NumPy expects before its notes and after the last: pitches, then lengths
 * @property {string} title
 */

export const MOST_NOTES = 300;
export const MOST_AT_ONCE = 64;
const BARS = [3, 4, 6];
const [PLACES, AGES] = [12, 24]; // eighths in the longest bar, and in a phrase that is long

// The payload with its bytes as numbers.
/** @returns {Composer} */
export function unpackComposer(payload) {
  const wide = (record, keys) => ({ ...record, ...Object.fromEntries(keys.map((key) => [key, widened(record[key])])) });
  const head = (record) => ({ ...wide(record, ["W", "b"]), activation: "linear" });
  return {
    ...payload,
    cell: wide(payload.cell, ["W_x", "W_h", "b"]),
    pitch: head(payload.pitch),
    length: head(payload.length),
    kernel: decode(payload.kernel),
  };
}

// Notes in their metre, with the clock that runs along.
/** @returns {Tune} */
export function tuneOf({ bar, pickup }, notes) {
  const [starts, ages] = [[0], [0]];
  notes.forEach(([, length, ends], t) => {
    starts.push(starts[t] + length);
    ages.push(ends ? 0 : ages[t] + length);
  });
  return { bar, pickup, notes, starts, ages, end: starts[notes.length] };
}

const classOf = (composer, length, ends) => composer.lengths.findIndex(([a, b]) => a === length && b === ends);

// What is read before note t: five ones, or four where no note is before it.
function writeRow(row, composer, tune, t) {
  const [P, L] = [composer.pitches.length, composer.lengths.length];
  const before = tune.notes[t - 1];
  row[before ? composer.pitches.indexOf(before[0]) : P] = 1;
  if (before) row[P + 1 + classOf(composer, before[1], before[2])] = 1;
  const place = (((tune.starts[t] - tune.pickup) % tune.bar) + tune.bar) % tune.bar;
  const metre = P + 1 + L;
  row[metre + Math.floor(2 * place)] = 1;
  row[metre + PLACES + BARS.indexOf(tune.bar)] = 1;
  row[metre + PLACES + BARS.length + Math.min(Math.floor(2 * tune.ages[t]), AGES - 1)] = 1;
}

// What is read before every note and after the last, (N + 1, D).
export function inputsOf(composer, tune) {
  const { D } = composer.cell;
  const x = new Float64Array((tune.notes.length + 1) * D);
  tune.starts.forEach((_, t) => {
    writeRow(x.subarray(t * D, (t + 1) * D), composer, tune, t);
  });
  return x;
}

// Read a whole tune: { pitch (N + 1, P), length (N + 1, L), h, c }, logits and the states at the end.
export function reading(composer, tune) {
  const { H } = composer.cell;
  const run = forward(composer.cell, inputsOf(composer, tune));
  const [h, c] = [run.h.slice(run.T * H), run.c.slice(run.T * H)];
  return { pitch: read(composer.pitch, run.h), length: read(composer.length, run.h), h, c };
}

// The chances before note t at a temperature: { pitch (P), length (L) }.
export function expected(composer, { pitch, length }, t, temperature = 1) {
  return {
    pitch: bent(pitch, t, composer.pitch.O, temperature),
    length: bent(length, t, composer.length.O, temperature),
  };
}

function bent(logits, t, K, temperature) {
  const row = logits.slice(t * K, (t + 1) * K).map((z) => z / temperature);
  softmax(row);
  return row;
}

// What each note cost in bits: { pitch, length, bits }.
export function costsOf(composer, tune, read) {
  return tune.notes.map(([pitch, length, ends], t) => {
    const chances = expected(composer, read, t);
    const cost = {
      pitch: -Math.log2(chances.pitch[composer.pitches.indexOf(pitch)]),
      length: -Math.log2(chances.length[classOf(composer, length, ends)]),
    };
    return { ...cost, bits: cost.pitch + cost.length };
  });
}

// How far what is computed here is from what NumPy sent, over all notes of the tune with which the lab opened.
export function gapToKernel(composer, largestDifference) {
  const tune = tuneOf(composer.tune, composer.tune.notes);
  const read = reading(composer, tune);
  const rows = tune.starts.map((_, t) => expected(composer, read, t));
  const here = [...rows.flatMap(({ pitch }) => [...pitch]), ...rows.flatMap(({ length }) => [...length])];
  return largestDifference(Float64Array.from(here), composer.kernel);
}

// A class drawn with its chances, by a number in [0, 1).
export function drawn(p, share) {
  let left = share * p.reduce((a, b) => a + b, 0);
  let last = 0;
  for (let n = 0; n < p.length; n++) {
    if (p[n] > 0) last = n;
    left -= p[n];
    if (left < 0) return n;
  }
  return last;
}

/**
 * The notes of a tune, and after them what is drawn: `count` notes, or as many as the phrase has left.
 *
 * @param {Composer} composer
 * @param {Tune} tune
 * @param {{ seed: number, temperature: number, count?: number | null }} how
 */
export function goneOn(composer, tune, { seed, temperature, count = null }) {
  const { D } = composer.cell;
  const notes = [...tune.notes];
  let now = reading(composer, tune);
  const most = Math.min(MOST_NOTES - notes.length, count ?? MOST_AT_ONCE);
  for (let n = 0, at = notes.length; n < most; n++, at = 0) {
    const chances = expected(composer, now, at, temperature);
    const place = 2 * notes.length;
    const [length, ends] = composer.lengths[drawn(chances.length, uniform(seed, place + 1))];
    notes.push([composer.pitches[drawn(chances.pitch, uniform(seed, place))], length, ends]);
    if (count === null && ends) break;
    const x = new Float64Array(D);
    writeRow(x, composer, tuneOf(tune, notes), notes.length);
    const { h, c } = forward(composer.cell, x, { h0: now.h, c0: now.c });
    const H = composer.cell.H;
    const [pitch, lengths] = [composer.pitch, composer.length].map((head) => read(head, h));
    now = { pitch, length: lengths, h: h.slice(H), c: c.slice(H) };
  }
  return notes;
}

// Another note at place t: what follows stays, or goes. At the end it is one more.
export function withNote(notes, t, note, keep) {
  return [...notes.slice(0, t), note, ...(keep ? notes.slice(t + 1) : [])];
}

// The places of the largest chances, largest first.
export function likeliest(p, count) {
  return [...p.keys()].sort((a, b) => p[b] - p[a]).slice(0, count);
}

// The tune as the player takes it: seconds, at so many quarter notes a minute.
export function tonesOf({ notes, starts }, tempo) {
  const seconds = 60 / tempo;
  return notes.map(([midi, length], t) => ({ midi, start: starts[t] * seconds, seconds: length * seconds }));
}
