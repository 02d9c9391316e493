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
 * @property {any} model the payload as numbers, a GateModel
 * @property {{ before: any, after: any }} runs the model's states, without the reader's changes and with them
 * @property {any} readout the answer that is looked at, null where there is none
 * @property {any} before the chosen layer's run without changes, with the rows of the answer where it has them
 * @property {any} shown the run that is on the screen, likewise
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
  scene.model = unpack(scene.view.payload);
  scene.cameAs = asItCame(scene.model);
  scene.gap = difference(scene.cameAs);
}

// Everything anew: another model, text or layer.
export function rerun(scene) {
  const { view, model } = scene;
  const before = view.text === "" ? scene.cameAs : compute(model, { text: view.text });
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
  const { text, edits, clamps, compare } = view;
  const changed = Object.keys(edits).length + Object.keys(clamps).length > 0;
  runs.after = changed ? compute(model, { text, edits, clamps }, runs.before) : runs.before;
  const after = dressed(runs.after, view);
  scene.shown = compare === "before" ? scene.before : after;
  scene.gaps = compare === "difference" ? gapsOf(after, scene.before) : null;
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
