// @ts-check
// A whole model run in the browser: recurrent layers, what lies between them, and what is not known after a change.
//
// graph.py sends the steps of a model in order. Each reads numbers and gives numbers; the number of a value is its key.
// What was changed, and everything that reads it, is computed again. Where something lies between that only Keras can
// run, what comes after it is lost: it has a reason and no value.

import { runCell } from "../shared/cells.js";
import { LAYERS, value } from "../shared/layers.js";
import { oneHot, reversed } from "../shared/model.js";
import { decode, peak } from "../shared/numbers.js";

/**
 * @typedef {import("../shared/layers.js").Value} Value
 *
 * @typedef {object} State
 * @property {Map<number, Value>} values
 * @property {Map<number, string>} lost why a value is not known
 * @property {Set<number>} changed
 * @property {any[]} runs one a layer of the lab: { layer, stale, why, x, labels, mask, run, clamp, T }
 */

// The arrays within a step's options, which graph.py packs with their shapes.
export function unpackGraph(graph) {
  const values = new Map(Object.entries(graph.values).map(([number, one]) => [Number(number), unpackArray(one)]));
  const said = new Map(Object.entries(graph.said).map(([number, one]) => [Number(number), unpackArray(one)]));
  const steps = graph.steps.map((step) => {
    const options = Object.entries(step.options).map(([key, one]) => [key, one?.data ? unpackArray(one) : one]);
    return { ...step, options: Object.fromEntries(options) };
  });
  return { ...graph, steps, values, said };
}

const unpackArray = ({ shape, data }) => value(shape, decode(data));

/**
 * Run the steps of a model. `text` replaces the input, `edits` some of its rows, `clamps` force gates. What a change
 * does not reach is taken from `base`, the state without edits and forced gates.
 *
 * @param {any} model
 * @param {{ text: string, edits: Record<string, any>, clamps: Record<string, any> }} changes
 * @param {State | null} base
 * @returns {State}
 */
export function evaluate(model, changes, base = null) {
  const { graph } = model;
  /** @type {State} */
  const state = { values: new Map(), lost: new Map(), changed: new Set(), runs: [] };
  const start = graph.values.get(graph.input);
  for (const [number, one] of graph.values) state.values.set(number, one);
  if (changes.text !== "" && model.alphabet) {
    const letters = [...changes.text];
    state.values.set(
      graph.input,
      value([letters.length, model.alphabet.symbols.length], oneHot(letters, model.alphabet)),
    );
    if (!base) state.changed.add(graph.input);
  }
  if (start) edit(state, graph.input, changes.edits);
  for (const step of graph.steps) {
    if (step.does === "recurrent") recur(model, changes, state, base, step);
    else between(state, base, step);
    if (step.gives.some(([number]) => number === graph.input)) edit(state, graph.input, changes.edits);
  }
  return state;
}

// The rows of a value that the reader changed.
function edit(state, number, edits) {
  const before = state.values.get(number);
  if (!before || state.lost.has(number)) return;
  const [T, D] = before.shape;
  const here = Object.entries(edits).filter(([t, { row }]) => Number(t) < T && row.length === D);
  if (!here.length) return;
  const data = before.data.slice();
  for (const [t, { row }] of here) data.set(row, Number(t) * D);
  state.values.set(number, value(before.shape, data));
  state.changed.add(number);
}

// Give a step's numbers their values, or the reason why they are not known.
function give(state, step, values, why, changed) {
  for (const [number, port] of step.gives) {
    if (changed) state.changed.add(number);
    if (why) {
      state.values.delete(number);
      state.lost.set(number, why);
    } else if (values?.[port]) state.values.set(number, values[port]);
  }
}

// Why something that a step reads is not known; "" where all is.
function lostAmong(state, numbers) {
  for (const number of numbers) {
    if (state.lost.has(number)) return state.lost.get(number);
    if (!state.values.has(number)) return "what it reads could not be read from the model";
  }
  return "";
}

const lies = ({ name, kind, why }) => (kind ? `“${name}” (${kind}) lies between: ${why}` : why);

function between(state, base, step) {
  const changed = step.reads.some((number) => state.changed.has(number));
  if (!changed && base) return inherit(state, base, step);
  if (step.does === "opaque") return give(state, step, null, changed ? lies(step) : "", changed);
  const missing = lostAmong(state, step.reads);
  if (missing) return give(state, step, null, missing, changed);
  try {
    const found = LAYERS[step.does](step.options, ...step.reads.map((number) => state.values.get(number)));
    give(state, step, found.data ? { out: found } : found, "", changed);
  } catch (problem) {
    give(state, step, null, lies({ ...step, why: problem.message }), changed);
  }
}

// What a step gave in another state.
function inherit(state, base, step) {
  for (const [number] of step.gives) {
    if (base.lost.has(number)) {
      state.values.delete(number);
      state.lost.set(number, base.lost.get(number));
    } else if (base.values.has(number)) state.values.set(number, base.values.get(number));
  }
}

function recur(model, changes, state, base, step) {
  const { layer: n, mask: masked } = step.options;
  const layer = model.layers[n];
  const reads = [...step.reads, ...(masked === null ? [] : [masked])];
  const clamp = forcedIn(layer, n, changes.clamps);
  const moved = reads.some((number) => state.changed.has(number));
  const changed = moved || Object.keys(clamp).length > 0;
  if (!changed && base) {
    state.runs[n] = base.runs[n];
    return inherit(state, base, step);
  }
  const why = moved ? step.broken || lostAmong(state, reads) : "";
  const given = why ? unknown(layer) : readBy(model, changes, state, base, step);
  const starts = moved && !why ? firstStates(state, step) : {};
  const { x, mask } = given;
  const run = runCell(layer, x, { h0: layer.h0, c0: layer.c0, ...starts, mask, clamp });
  const T = x.length / layer.D;
  state.runs[n] = { layer, stale: why !== "", why, ...given, ...labelsOf(model, changes, layer, T), run, clamp, T };
  give(state, step, handedOn(step, run, mask), why, changed);
}

// What a layer reads when that is not known.
const unknown = (/** @type {any} */ { x, mask }) => ({ x: new Float64Array(x.length).fill(Number.NaN), mask });

// What a layer reads, in its own order: { x, mask }. Without a text, the rounding that Keras did below it is kept: to
// what it read in the kernel comes what the change makes of it.
function readBy(model, { text }, state, base, { reads, options }) {
  const layer = model.layers[options.layer];
  const ordered = (one, width) => (layer.backwards ? reversed(one.data, width) : one.data);
  const inOrder = (one) => (options.turned ? one.data : ordered(one, layer.D));
  const { mask: masked } = options;
  let { mask } = layer;
  if (masked !== null && state.changed.has(masked)) mask = ordered(state.values.get(masked), 1);
  else if (text !== "") mask = undefined;
  const source = state.values.get(reads[0]);
  if (text !== "") return { x: inOrder(source), mask };
  if (!base || !state.changed.has(reads[0])) return { x: layer.x, mask };
  const [after, before] = [inOrder(source), inOrder(base.values.get(reads[0]))];
  const x = layer.x.map((own, k) => {
    if (Object.is(after[k], before[k])) return own;
    return Number.isFinite(before[k]) ? own + (after[k] - before[k]) : after[k];
  });
  return { x, mask };
}

// The states that a layer was given to begin with, where it was given any.
function firstStates(state, { reads }) {
  const [, h, c] = reads.map((number) => state.values.get(number)?.data);
  return { ...(h && { h0: h }), ...(c && { c0: c }) };
}

// Labels of the steps, with the letters of a text or what the reader put there.
function labelsOf(model, { text, edits }, layer, T) {
  const turn = (list) => (layer.backwards ? list.reverse() : list);
  if (text !== "" && model.alphabet) return { labels: [...text].length === T ? turn([...text]) : null };
  const labels = layer.labels && [...layer.labels];
  for (const [t, { label }] of Object.entries(edits)) {
    const at = layer.backwards ? T - 1 - Number(t) : Number(t);
    if (labels && label !== null && layer.edited && at >= 0 && at < T) labels[at] = label;
  }
  return { labels };
}

// What a recurrent layer gives: all its states, or what it ends with. At a padded step Keras gives out zeros, or what
// came before: zeros as long as nothing did.
function handedOn({ gives, options }, run, mask) {
  const { T, H, h, c } = run;
  const end = (rows) => value([H], rows.slice(T * H, (T + 1) * H));
  const found = {};
  for (const [, port] of gives) {
    if (port === "h") found.h = end(h);
    if (port === "c") found.c = end(c);
  }
  if (!gives.some(([, port]) => port === "sequence" || port === "last")) return found;
  const rows = h.slice(H);
  for (let t = 0; mask && t < T; t++) {
    if (mask[t] || options.plain) continue;
    if (options.zero || t === 0) rows.fill(0, t * H, (t + 1) * H);
    else rows.copyWithin(t * H, (t - 1) * H, t * H);
  }
  return { ...found, sequence: value([T, H], rows), last: value([H], rows.slice((T - 1) * H)) };
}

// The gates of layer n that are forced: { gate: (H) }, NaN where a unit is free.
function forcedIn(layer, n, clamps) {
  const held = ({ value: to, unit }) =>
    Float64Array.from({ length: layer.H }, (_, u) => (unit === null || u === unit ? to : Number.NaN));
  const here = Object.entries(clamps).filter(([, one]) => one.layer === n);
  return Object.fromEntries(here.map(([gate, one]) => [gate, held(one)]));
}

/**
 * Mark what this page computes otherwise than the model did: a layer whose input is not what the steps below give, and
 * a readout. Nothing is carried over there.
 */
export function doubt(model, base) {
  const { graph } = model;
  const apart = (one, said) => {
    if (one.length !== said.length) return true;
    const bound = graph.close * Math.max(peak(said), 1e-3);
    return one.some((v, k) => Number.isFinite(said[k]) && !(Math.abs(v - said[k]) <= bound));
  };
  for (const step of graph.steps.filter(({ does }) => does === "recurrent")) {
    const layer = model.layers[step.options.layer];
    const below = base.values.get(step.reads[0]);
    if (!below) continue;
    const x = layer.backwards && !step.options.turned ? reversed(below.data, layer.D) : below.data;
    const { mask } = layer;
    const real = (rows) => (mask ? rows.filter((_, k) => mask[Math.floor(k / layer.D)]) : rows);
    if (apart(real(x), real(layer.x))) step.broken = OTHERWISE;
  }
  for (const readout of model.readouts) {
    const found = base.values.get(readout.number);
    const said = graph.said.get(readout.number);
    if (found && said && apart(found.data.slice(-said.data.length), said.data)) readout.broken = OTHERWISE;
  }
}

const OTHERWISE = "what this page computes between the layers is not what the model computed";
