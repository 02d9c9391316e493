// @ts-check
// What the Gate Lab shows, without a page: the payload as numbers, every layer run over the sequence, with what the
// reader changed (typed, edited, forced) and without, and what the model answers.

import { squashed } from "../shared/activations.js";
import { partsOf } from "../shared/cells.js";
import { largestDifference, lossOf } from "../shared/lstm.js";
import { reversed, unpackCell, unpackReadout } from "../shared/model.js";
import { decoded, fixed, peak, percent, roundUp } from "../shared/numbers.js";
import { doubt, evaluate, unpackGraph } from "./graph.js";

/** @typedef {import("./state.js").GateModel} GateModel */

const QUANTITIES = {
  f: { name: "forget gate", what: "how much of the memory is kept", gate: true },
  i: { name: "input gate", what: "how much is written", gate: true },
  g: { name: "candidate", what: "what would be written" },
  o: { name: "output gate", what: "how much is shown", gate: true },
  z: { name: "update gate", what: "how much of the memory is kept", gate: true, tint: "f" },
  r: { name: "reset gate", what: "how much of the memory the candidate sees", gate: true, tint: "i" },
  c: { name: "cell state", what: "the memory", state: true },
  h: { name: "hidden state", what: "what the layer says", state: true },
};
const ORDER = { lstm: "figoch", gru: "zrgh", "gru after": "zrgh", rnn: "h" };
const SMALL = { lstm: "fc", gru: "zh", "gru after": "zh", rnn: "h" };

/** @typedef {{ key: string, name: string, what: string, gate?: boolean, state?: boolean, tint: string }} GateMap */

// The maps of a layer, in their order.
/** @returns {GateMap[]} */
export const allMaps = ({ kind }) => [...ORDER[kind]].map((key) => ({ key, tint: key, ...QUANTITIES[key] }));

// Those that a form of the lab shows.
export const mapsOf = ({ form }, layer) =>
  allMaps(layer).filter(({ key }) => form === "full" || SMALL[layer.kind].includes(key));

// What a layer remembers in: the cell state, or where there is none the hidden state.
export const memoryOf = ({ kind }) => (kind === "lstm" ? "c" : "h");

// The payload with its bytes as numbers.
/** @returns {GateModel} */
export function unpack(payload) {
  const layers = payload.layers.map((layer) => ({
    ...unpackCell(layer),
    kernel: decoded(layer.kernel, [...ORDER[layer.kind]]),
    edited: layer.T === payload.layers[0].T,
  }));
  const graph = unpackGraph(payload.graph);
  return { ...payload, layers, graph, readouts: payload.readouts.map(unpackReadout) };
}

/**
 * A state of the model: every layer run over the sequence, and what the model answers. `text` replaces the sequence,
 * `edits` some of its steps, `clamps` force gates; `base` is the state without edits and forced gates. What a change
 * reaches is computed again. Where it cannot be, it is stale: it has a reason and no numbers.
 *
 * @param {any} model
 * @param {any} [base]
 */
export function compute(model, { text = "", edits = {}, clamps = {} } = {}, base = null) {
  const state = evaluate(model, { text, edits, clamps }, base?.state);
  for (const one of state.runs) one.scale ??= scalesOf(one);
  const answers = model.readouts.map((readout) => answered(readout, state, text));
  return { state, layers: state.runs, answers };
}

// The model as it came, and what is wrong with the links between its layers.
export function asItCame(model) {
  const base = compute(model);
  doubt(model, base.state);
  return base;
}

// The ends of the scales of what has no ends of its own.
function scalesOf({ layer, run, x }) {
  const free = allMaps(layer).filter(({ key }) => !layer.ends[key]);
  return { x: roundUp(peak(x)), ...Object.fromEntries(free.map(({ key }) => [key, roundUp(peak(run[key]))])) };
}

// What one output says in a state: { readout, y, stale, why, loss }; y is (T, O) in the order of its own steps, or (O).
function answered(readout, state, text) {
  const [n] = readout.layers[0];
  const { run, stale, why: below } = state.runs[n];
  const moved = state.changed.has(readout.number);
  const found = state.values.get(readout.number);
  const why = state.lost.get(readout.number) || (moved && readout.broken) || (found ? "" : below || "it is not known");
  if (why) {
    const y = new Float64Array(readout.O * (readout.steps ? state.runs[n].T : 1)).fill(Number.NaN);
    return { readout, y, stale: true, why, loss: null };
  }
  const { targets } = readout;
  const loss = targets && text === "" && !stale ? lossOf(readout, run.h, targets) : null;
  return { readout, y: found.data, stale: false, why: "", loss };
}

// The rows of an answer in the order in which a layer read; null where it has none on that layer.
export function rowsOn(answer, n) {
  const here = answer?.readout.steps && answer.readout.layers.find(([layer]) => layer === n);
  if (!here) return null;
  return here[1] ? reversed(answer.y, answer.readout.O) : answer.y;
}

// The last that an answer says: its only one, or the one after the last step.
export const lastOf = ({ readout, y }) => y.subarray(y.length - readout.O);

// The largest difference between what the browser computed and what the kernel sent, over all layers.
export function difference({ layers }) {
  let most = 0;
  for (const { layer, run } of layers)
    for (const { key, state } of allMaps(layer))
      most = Math.max(most, largestDifference(state ? run[key].subarray(layer.H) : run[key], layer.kernel[key]));
  return most;
}

// A value of a map: states are asked for after the step.
export const valueAt = (run, map, t, unit) => run[map.key][(map.state ? t + 1 : t) * run.H + unit];

// All numbers of one unit at one step: the gates by their letters, h and where there is one c, what they were `before`.
export function numbersOf({ layer, x, run, mask, clamp: forced }, t, unit) {
  const memory = memoryOf(layer);
  const at = (key, step = t) => run[key][step * run.H + unit];
  const values = allMaps(layer).map(({ key, state }) => [key, at(key, state ? t + 1 : t)]);
  const row = run[memory].subarray((t + 1) * run.H, (t + 2) * run.H);
  return {
    t,
    unit,
    kind: layer.kind,
    parts: partsOf(layer, x, run, t, unit),
    padded: Boolean(mask && !mask[t]),
    forced: Object.keys(forced).filter((gate) => !Number.isNaN(forced[gate][unit])),
    before: at(memory, t),
    past: at("h", t),
    shown: layer.kind === "lstm" ? squashed(layer.activations[0], row)[unit] : row[unit],
    ...Object.fromEntries(values),
  };
}

// What a readout says in one row, in words: "inside, 99 %".
export function answerInWords(readout, row) {
  const { O, classes, activation } = readout;
  if (activation !== "sigmoid" && activation !== "softmax")
    return (
      [...row]
        .slice(0, 4)
        .map((v) => fixed(v))
        .join(", ") + (O > 4 ? ", …" : "")
    );
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
