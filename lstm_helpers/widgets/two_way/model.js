// @ts-check
// What the Two-way reader shows, without a page: three models asked at every letter whether a word ends there.

import { forward, largestDifference, read } from "../shared/lstm.js";
import { oneHot, reversed, unpackCell, unpackReadout } from "../shared/model.js";
import { decode } from "../shared/numbers.js";

/**
 * @typedef {object} Reader one of the three models
 * @property {any[]} cells one pass, or two
 * @property {"concat" | "sum" | "ave" | "mul"} merge how two are put together
 * @property {any} readout
 *
 * @typedef {object} ReaderModel the payload with its bytes as numbers
 * @property {string} title
 * @property {string} example
 * @property {Reader[]} models forward, backward, both
 * @property {{ symbols: string[], fold: boolean }} alphabet
 * @property {Float64Array} kernel the kernel's opinions on the example
 */

// The payload with its bytes as numbers.
/** @returns {ReaderModel} */
export function unpackReader(payload) {
  const models = payload.models.map((model) => ({
    ...model,
    cells: model.cells.map(unpackCell),
    readout: unpackReadout(model.readout),
  }));
  return { ...payload, models, kernel: decode(payload.kernel) };
}

// A typed text as its letters, and where its spaces say that words end: null where it has none.
export function lettersOf(text) {
  const words = text
    .split(/\s+/u)
    .filter(Boolean)
    .map((word) => [...word]);
  const letters = words.flat();
  const ends = words.flatMap((word) => word.map((_, n) => n === word.length - 1));
  return { letters, ends: words.length > 1 ? ends : null };
}

// Each model's opinions on all letters, one Float64Array a model.
export function opinions(models, letters, alphabet) {
  const x = oneHot(letters, alphabet);
  return models.map((model) => opinion(model, x));
}

// The states of a model's one or two passes, put together letter by letter, and its readout: how likely an end is.
function opinion({ cells, merge, readout }, x) {
  const passes = cells.map((cell) => {
    const { h, H } = forward(cell, cell.backwards ? reversed(x, cell.D) : x);
    return { H, states: cell.backwards ? reversed(h.subarray(H), H) : h.subarray(H) };
  });
  const T = x.length / cells[0].D;
  const joined = new Float64Array((T + 1) * readout.H); // `read` leaves out the initial state
  for (let t = 0; t < T; t++) joined.set(join(passes, t, merge), (t + 1) * readout.H);
  const y = read(readout, joined);
  return readout.O === 1 ? y : y.filter((_, n) => n % 2 === 1);
}

function join(passes, t, merge) {
  const [a, b] = passes.map(({ H, states }) => states.subarray(t * H, (t + 1) * H));
  if (!b) return a;
  if (merge === "concat") return [...a, ...b];
  return a.map((v, n) => (merge === "sum" ? v + b[n] : merge === "mul" ? v * b[n] : (v + b[n]) / 2));
}

// The largest difference between the browser's opinions on the first text and the kernel's.
export const readerGap = (own, kernel) => largestDifference(Float64Array.from(own.flatMap((row) => [...row])), kernel);

// How many spaces of the inside of a text a model finds, how many there are, and how many it invents.
export function tally(said, ends, threshold) {
  const inside = [...said].slice(0, -1).map((p, n) => [p >= threshold, ends[n]]);
  const count = (f) => inside.filter(f).length;
  return { found: count(([a, b]) => a && b), all: count(([, b]) => b), extra: count(([a, b]) => a && !b) };
}

// Who stands alone with a verdict, and why that may be, in a sentence.
export function disagreement(verdicts, letters, t) {
  const [ahead, back, both] = verdicts;
  const after = letters.slice(t + 1, t + 9).join("") + (letters.length > t + 9 ? "…" : "");
  const before = (t > 8 ? "…" : "") + letters.slice(Math.max(0, t - 8), t).join("");
  if (ahead === back && back === both) return "All three agree.";
  if (back === both)
    return after
      ? `The forward model stands alone: it has not seen what follows, “${after}”.`
      : "The forward model stands alone.";
  if (ahead === both)
    return before
      ? `The backward model stands alone: it has not seen what stands before, “${before}”.`
      : "The backward model stands alone.";
  return "The bidirectional model stands alone: it is the only one that has seen both sides.";
}
