// @ts-check
// What is on the Gate Lab's screen now, from the payload and the state; no nodes.

import { clamp, peak, roundUp, visible } from "../shared/numbers.js";
import { PAGE, plan } from "./heat.js";
import { allMaps, asItCame, compute, difference, rowsOn, unpack } from "./model.js";

const LOUDEST = 3; // lines at first, where units are sorted by what they add

/** @typedef {import("./state.js").GateState} GateState */

/**
 * @typedef {object} Scene
 * @property {GateState} view
 * @property {{ model: any, cameAs: any }[]} sides the models that can be looked at: one or two
 * @property {any} model the one that is, a GateModel: the payload as numbers
 * @property {{ before: any, after: any }} runs the model's states, without the reader's changes and with them
 * @property {any} readout the answer that is looked at, null where there is none
 * @property {any} before the chosen layer's run without changes, with the rows of the answer where it has them
 * @property {any} shown the run that is on the screen, likewise
 * @property {any} was in a difference map, the run that is taken off
 * @property {any} apart the run of the model beside the one shown, where the map is their difference
 * @property {Record<string, number> | null} gaps in a difference map, the ends of the scales
 * @property {string} part the page of units
 * @property {number[]} units those on it
 * @property {"" | "change" | "guess"} panel the drawer that is open
 * @property {any} places where everything stands, see `plan`
 * @property {any} colours null until the lab is in its page
 * @property {number} gap the largest difference from the kernel
 */

/** @returns {Scene} */
export function openScene(view) {
  /** @type {any} */
  const scene = { view, part: "", units: [], panel: "", places: null, colours: null };
  readPayload(scene);
  return scene;
}

export function readPayload(scene) {
  const { payload } = scene.view;
  scene.sides = [payload, payload.beside].filter(Boolean).map((one) => {
    const model = unpack(one);
    return { model, cameAs: asItCame(model) };
  });
  scene.gap = Math.max(...scene.sides.map(({ cameAs }) => difference(cameAs)));
  lookAt(scene);
}

// The model that is shown; in a difference the first.
function lookAt(scene) {
  const { sides, view } = scene;
  if (sides.length < 2) view.which = "first";
  scene.model = sides[view.which === "second" ? 1 : 0].model;
}

// A model's state without edits and forced gates.
const baseOf = ({ model, cameAs }, { text }) => (text === "" ? cameAs : compute(model, { text }));

// The state of the model beside the one shown, with the same changes.
function besideIt({ sides, view }, changed) {
  const [first, second] = sides;
  const base = baseOf(second, view);
  if (!changed) return base;
  const { text, clamps } = view;
  const edits = translated(view.edits, first, second);
  return compute(second.model, { text, edits, clamps }, base);
}

// Edits for another model: a word is read as that model's own numbers where it has its own, as behind an embedding.
function translated(edits, ...sides) {
  const [from, to] = sides.map(({ model, cameAs }) => cameAs.state.values.get(model.graph.input));
  if (!from || !to) return edits;
  const D = from.shape[1];
  const own = (row) => {
    for (let t = 0; t < from.shape[0]; t++)
      if (row.every((v, d) => v === from.data[t * D + d])) return [...to.data.subarray(t * D, (t + 1) * D)];
    return row;
  };
  return Object.fromEntries(Object.entries(edits).map(([t, one]) => [t, { ...one, row: own(one.row) }]));
}

// Everything anew: another model, text or layer.
export function rerun(scene) {
  lookAt(scene);
  const { view, model, sides } = scene;
  const before = baseOf(sides[view.which === "second" ? 1 : 0], view);
  view.layer = clamp(view.layer, before.layers.length);
  view.output = clamp(view.output, model.readouts.length || 1);
  scene.readout = model.readouts[view.output] ?? null;
  scene.before = dressed(before, view);
  scene.runs = { before, after: before };
  runChanges(scene);
  view.step = clamp(view.step, scene.shown.T);
  view.unit = clamp(view.unit, scene.shown.layer.H);
}

// Edits and forced gates: the same places, other numbers.
export function runChanges(scene) {
  const { model, view, runs } = scene;
  const { text, clamps, compare, which } = view;
  const [first, second] = scene.sides;
  const edits = which === "second" ? translated(view.edits, first, second) : view.edits;
  const changed = Object.keys(edits).length + Object.keys(clamps).length > 0;
  runs.after = changed ? compute(model, { text, edits, clamps }, runs.before) : runs.before;
  const after = dressed(runs.after, view);
  scene.shown = onOneScale(compare === "before" ? scene.before : after, scene);
  scene.apart = which === "difference" ? dressed(besideIt(scene, changed && compare !== "before"), view) : null;
  scene.was = scene.apart ?? scene.before;
  scene.gaps = scene.apart || compare === "difference" ? gapsOf(scene.shown, scene.was) : null;
}

// Of two models both are painted on one scale, so that a colour means the same in either.
function onOneScale(shown, { sides, view }) {
  const scales = [shown, ...sides.map(({ cameAs }) => cameAs.layers[view.layer])].map(({ scale }) => scale);
  if (sides.length < 2) return shown;
  const widest = (key) => Math.max(...scales.map((scale) => scale[key]));
  return { ...shown, scale: Object.fromEntries(Object.keys(shown.scale).map((key) => [key, widest(key)])) };
}

// The chosen layer's run in a state, with the chosen answer: `y` where that has a row a step here.
function dressed({ layers, answers }, { layer, output }) {
  const answer = answers[output] ?? null;
  const onTop = answer?.readout.layers[0][0] === layer;
  return { ...layers[layer], answer, y: rowsOn(answer, layer), loss: onTop ? answer.loss : null };
}

// Does the answer that is looked at stand on the chosen layer?
export const answersHere = ({ view, readout }) => Boolean(readout?.layers.some(([n]) => n === view.layer));

// The units in the order of their lines: by number, or what adds most to the answer first.
export function ranked({ view, readout, shown }) {
  const units = Array.from({ length: shown.layer.H }, (_, u) => u);
  if (!ranks({ view, readout })) return units;
  const { adds } = readout;
  return units.sort((a, b) => adds[b] - adds[a]);
}

// Are the units of this layer sorted by what they add to the answer?
export const ranks = ({ view, readout }) => view.order === "answer" && canRank({ view, readout });

// Is it known what the units of this layer add?
export const canRank = ({ view, readout }) => Boolean(readout?.adds) && answersHere({ view, readout });

// The pages of lines to choose from.
/** @returns {[name: string, words: string, units: number[]][]} */
export function pagesOf(scene) {
  const all = ranked(scene);
  /** @type {[string, string, number[]][]} */
  const found = [];
  if (ranks(scene) && all.length > LOUDEST) {
    found.push(["loudest", `the ${LOUDEST} that add most`, all.slice(0, LOUDEST)]);
  }
  for (let from = 0; all.length > PAGE && from < all.length; from += PAGE) {
    const to = Math.min(all.length, from + PAGE);
    found.push([String(from / PAGE), `${from + 1}–${to}`, all.slice(from, to)]);
  }
  return [...found, ["all", "all", all]];
}

// The first page that has a unit.
export const pageWith = (scene, unit) => pagesOf(scene).find(([, , units]) => units.includes(unit))[0];

export function turnTo(scene, part) {
  const pages = pagesOf(scene);
  [scene.part, , scene.units] = pages.find(([name]) => name === part) ?? pages[0];
}

export function place(scene, width) {
  scene.places = plan(scene, width);
}

// Would the places be others than they are? The maps are as high as what they hold.
export const outgrown = (scene) => !scene.places || plan(scene, scene.places.given).height !== scene.places.height;

// What a step reads, as it is printed.
export const labelAt = ({ shown }, t) => (shown.labels ? visible(shown.labels[t]) : "");

// The end of each map's scale of differences; one where nothing differs.
function gapsOf(after, before) {
  const gap = (a, b) => roundUp(peak(a.map((v, n) => v - b[n])));
  const maps = allMaps(after.layer);
  const gaps = Object.fromEntries(maps.map(({ key }) => [key, gap(after.run[key], before.run[key])]));
  return { ...gaps, x: gap(after.x, before.x), y: after.y ? gap(after.y, before.y) : 1 };
}
