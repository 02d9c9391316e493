// @ts-check
// What the Gate Lab shows, without a page: the payload as numbers, every layer run over the sequence, with what the
// reader changed (typed, edited, forced) and without.

import { contributions, forward, largestDifference, lossOf, read } from "../shared/lstm.js";
import { oneHot, reversed, unpackCell, unpackReadout } from "../shared/model.js";
import { decoded, fixed, peak, percent, roundUp } from "../shared/numbers.js";

/** @typedef {import("./state.js").GateModel} GateModel */

export const MAPS = [
  { key: "f", name: "forget gate", what: "how much of the memory is kept", gate: true },
  { key: "i", name: "input gate", what: "how much is written", gate: true },
  { key: "g", name: "candidate", what: "what would be written" },
  { key: "o", name: "output gate", what: "how much is shown", gate: true },
  { key: "c", name: "cell state", what: "the memory", state: true },
  { key: "h", name: "hidden state", what: "what the layer says", state: true },
];

// The maps that a form of the lab shows.
export const mapsOf = ({ form }) => MAPS.filter(({ key }) => form === "full" || key === "f" || key === "c");

// The payload with its bytes as numbers.
/** @returns {GateModel} */
export function unpack(payload) {
  const keys = MAPS.map((map) => map.key);
  const layers = payload.layers.map((layer) => ({ ...unpackCell(layer), kernel: decoded(layer.kernel, keys) }));
  return { ...payload, layers, readout: payload.readout && unpackReadout(payload.readout) };
}

/**
 * Every layer run over the sequence. `text` replaces the sequence, `edits` some of its steps, `clamps` force gates.
 * Without any of them a layer reads what it read in the kernel; with them an upper layer reads what the layers below
 * now say. Where it cannot be told which those are, what it says is not known: the run is stale, and holds no numbers.
 *
 * @param {GateModel} model
 */
export function compute(model, { text = "", edits = {}, clamps = {} } = {}) {
  const changed = text !== "" || Object.keys(edits).length + Object.keys(clamps).length > 0;
  /** @type {any[]} */
  const runs = [];
  model.layers.forEach((layer, n) => {
    const below = text !== "" || Object.keys(edits).length > 0 || Object.values(clamps).some((one) => one.layer < n);
    const stale = below && (layer.reads?.length === 0 || (layer.reads ?? []).some((source) => runs[source].stale));
    const given = stale ? unknown(layer) : edited(layer, readBy(layer, model, text, changed, runs), edits);
    const clamp = forcedIn(layer, n, clamps);
    const { x, mask } = given;
    const run = forward(layer, x, { h0: layer.h0, c0: layer.c0, mask, clamp });
    const scale = { c: roundUp(peak(run.c)), h: roundUp(peak(run.h)), x: roundUp(peak(x)) };
    runs.push({ layer, stale, ...given, run, clamp, T: x.length / layer.D, scale });
  });
  if (model.readout) {
    const last = runs[model.readout.layer];
    last.y = read(model.readout, last.run.h);
    const { targets } = model.readout;
    last.loss = targets && text === "" ? lossOf(model.readout, last.run.h, targets) : null;
  }
  return runs;
}

// What a layer reads when that is not known.
const unknown = (/** @type {any} */ { x, labels, mask }) => ({
  x: new Float64Array(x.length).fill(Number.NaN),
  labels,
  mask,
});

// What a layer reads before any edit: { x, labels, mask }.
function readBy(layer, model, text, changed, runs) {
  let { x, labels, mask } = layer;
  if (text !== "" && model.alphabet && layer.reads?.length !== 0) {
    labels = [...text];
    mask = undefined;
    if (layer.backwards) labels.reverse();
    if (!layer.reads) x = oneHot(labels, model.alphabet);
  }
  if (changed && layer.reads?.length) {
    const below = layer.reads.map((n) => runs[n]);
    x = joined(layer, below);
  }
  return { x, labels, mask };
}

// The same with what stands at some steps changed; steps are counted in the order of the input.
function edited(layer, given, edits) {
  const T = given.x.length / layer.D;
  const here = Object.entries(edits).filter(([t]) => Number(t) < T);
  if (!here.length) return given;
  const labels = given.labels && [...given.labels];
  const x = given.x.slice();
  for (const [t, { row, label }] of here) {
    const at = layer.backwards ? T - 1 - Number(t) : Number(t);
    if (!layer.reads) x.set(row, at * layer.D);
    if (labels && label !== null) labels[at] = label;
  }
  return { ...given, x, labels };
}

// The gates of layer n that are forced: { gate: (H) }, NaN where a unit is free.
function forcedIn(layer, n, clamps) {
  const held = ({ value, unit }) =>
    Float64Array.from({ length: layer.H }, (_, u) => (unit === null || u === unit ? value : Number.NaN));
  const here = Object.entries(clamps).filter(([, one]) => one.layer === n);
  return Object.fromEntries(here.map(([gate, one]) => [gate, held(one)]));
}

// The largest difference between what the browser computed and what the kernel sent, over all layers.
export function difference(runs) {
  let most = 0;
  for (const { layer, run } of runs)
    for (const { key, state } of MAPS)
      most = Math.max(most, largestDifference(state ? run[key].subarray(layer.H) : run[key], layer.kernel[key]));
  return most;
}

// A value of a map: states are asked for after the step.
export const valueAt = (run, map, t, unit) => run[map.key][(map.state ? t + 1 : t) * run.H + unit];

// All numbers of one unit at one step.
export function numbersOf({ layer, x, run, mask, clamp: forced }, t, unit) {
  const at = (key) => run[key][t * run.H + unit];
  return {
    t,
    unit,
    parts: contributions(layer, x, run, t, unit),
    padded: Boolean(mask && !mask[t]),
    forced: Object.keys(forced).filter((gate) => !Number.isNaN(forced[gate][unit])),
    f: at("f"),
    i: at("i"),
    g: at("g"),
    o: at("o"),
    before: run.c[t * run.H + unit],
    c: run.c[(t + 1) * run.H + unit],
    h: run.h[(t + 1) * run.H + unit],
  };
}

// What the readout says at a step, in words: "inside, 99 %".
export function answerInWords(readout, y, t) {
  const { O, classes, activation } = readout;
  const row = y.subarray(t * O, (t + 1) * O);
  if (activation === "linear")
    return [...row]
      .slice(0, 4)
      .map((v) => fixed(v))
      .join(", ");
  if (O === 1) {
    const no = classes?.length === 2 && row[0] < 0.5;
    return `${no ? classes[0] : answerName(readout, 0)}, ${percent(no ? 1 - row[0] : row[0])}`;
  }
  const best = row.indexOf(Math.max(...row));
  return `${answerName(readout, best)}, ${percent(row[best])}`;
}

export function answerName({ O, classes }, k) {
  if (classes) return classes[O === 1 ? classes.length - 1 : k];
  return O === 1 ? "readout" : `output ${k + 1}`;
}

// What an upper layer reads: the states of one layer below, or of both directions side by side.
function joined(layer, sources) {
  const inOrder = sources.map(({ run, layer: below }) => {
    const states = run.h.subarray(run.H);
    return { H: run.H, T: run.T, states: below.backwards ? reversed(states, run.H) : states };
  });
  const { T } = inOrder[0];
  const x = new Float64Array(T * layer.D);
  for (let t = 0; t < T; t++) {
    let at = t * layer.D;
    for (const { H, states } of inOrder) {
      x.set(states.subarray(t * H, (t + 1) * H), at);
      at += H;
    }
  }
  return layer.backwards ? reversed(x, layer.D) : x;
}
