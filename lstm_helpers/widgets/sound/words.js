// @ts-check
// What the Sound Lab says: the frame, what was heard against what was said, and how likely it is.

import { percent, power, visible } from "../shared/numbers.js";
import { BLANK, collapse } from "./model.js";

export const quoted = (text) => `“${text}”`;

// What stands for a class in a row of letters; the blank has a sign that is no letter.
export const signOf = (classes, k) => (k === BLANK ? "–" : visible(classes[k]));

// A row of classes as it is written: letter to letter, longer names apart.
export function written(classes, label) {
  const wide = classes.some((name, k) => k !== BLANK && [...name].length > 1);
  return label.length ? label.map((k) => visible(classes[k])).join(wide ? " " : "") : "nothing";
}

const named = (classes, label) => (label.length ? quoted(written(classes, label)) : "nothing");

// The end of a long row of classes: that is where prefixes differ.
export function ending(classes, label, most = 13) {
  const letters = [...written(classes, label)];
  return letters.length > most ? `…${letters.slice(1 - most).join("")}` : letters.join("");
}

// A chance from its logarithm: 63 %, 0.2 %, 3.1e−7.
export function chanceOf(log) {
  const p = Math.exp(log);
  if (p === 0) return "no chance";
  if (p > 0.995 && p < 1) return "> 99 %";
  if (p >= 0.01) return percent(p);
  return p >= 5e-5 ? `${(100 * p).toFixed(p >= 0.0005 ? 1 : 2)} %` : power(p);
}

// When a frame begins, in seconds.
export const timeOf = ({ seconds, T }, t) => `${((seconds * t) / T).toFixed(2)} s`;

// What the classes are: digits, or any letters.
export const nounOf = (classes) => (classes.every((name, k) => k === BLANK || /^\d$/.test(name)) ? "digit" : "letter");
const counted = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

export function stepInWords(desk) {
  const { view, clip, result, own, classes } = desk;
  const { path, logP } = result;
  const [t, k] = [view.step, path[view.step]];
  const K = classes.length;
  const head = `Frame ${t + 1} of ${clip.T}, ${timeOf(clip, t)}: `;
  const sure = view.forced[t] === undefined ? `, ${chanceOf(logP[t * K + k])}` : "";
  const name = k === BLANK ? "the blank" : quoted(visible(classes[k]));
  const told = `${name}${sure}${forcedInWords(desk, t)}${doesInWords(classes, path, t)}`;
  const so = collapse(path.slice(0, t + 1));
  const upTo = t === clip.T - 1 ? `Heard: ${named(classes, result.heard)}.` : soFar(classes, so);
  const chosen =
    view.picked >= 0 && view.picked !== k
      ? ` Chosen: ${view.picked === BLANK ? "the blank" : quoted(visible(classes[view.picked]))}, ` +
        `${chanceOf(own.logP[t * K + view.picked])}.`
      : "";
  return `${head}${told} ${upTo}${chosen}`;
}

const soFar = (classes, so) => (so.length ? `So far: ${named(classes, so)}.` : "So far nothing.");

// What a frame would say by itself where another class is forced on it.
function forcedInWords({ view, own, classes }, t) {
  if (view.forced[t] === undefined) return "";
  const k = own.path[t];
  const name = k === BLANK ? "the blank" : quoted(visible(classes[k]));
  const log = own.logP[t * classes.length + k];
  return k === view.forced[t]
    ? `, which you hold it to (${chanceOf(log)} by itself)`
    : `, forced by you (by itself ${name}, ${chanceOf(log)})`;
}

// What becomes of a frame when the path is read.
function doesInWords(classes, path, t) {
  const k = path[t];
  const before = t ? path[t - 1] : null;
  const name = visible(classes[k]);
  if (k === BLANK && before === BLANK) return ", again, writes nothing.";
  if (k === BLANK) return t ? `, writes nothing and ends the ${visible(classes[before])}.` : ", writes nothing.";
  if (k === before) return `, again, is the same ${name}.`;
  const so = collapse(path.slice(0, t));
  if (so[so.length - 1] === k) return `, after a blank, is another ${name}: written.`;
  return before === null || before === BLANK
    ? ", is new: written."
    : `, after ${visible(classes[before])}, is new: written.`;
}

// What was heard beside what was said: { text, state }.
export function verdictOf({ classes, clip, result }, against = result.against) {
  const noun = nounOf(classes);
  if (!against.edits && !clip.said.length) return { text: `right: nothing was said`, state: "right" };
  if (!against.edits) return { text: `right, all ${counted(clip.said.length, noun)}`, state: "right" };
  const kinds = { changed: 0, missing: 0, "too many": 0 };
  for (const { said, heard } of against.pairs) {
    if (said === null) kinds["too many"] += 1;
    else if (heard === null) kinds.missing += 1;
    else if (said !== heard) kinds.changed += 1;
  }
  const told = Object.entries(kinds).filter(([, n]) => n);
  const errors = told.map(([kind, n]) => `${n} ${kind}`).join(", ");
  const rate = clip.said.length ? `, ${percent(against.edits / clip.said.length)} of what was said` : "";
  return { text: `edit distance ${against.edits} (${errors})${rate}`, state: "wrong" };
}

// The one path beside all that say the same.
export function sumsInWords({ classes, clip, result }) {
  const heard = named(classes, result.heard);
  const all = `all paths that say ${heard} together have ${chanceOf(result.ofHeard)}.`;
  const sums = `This one path has ${chanceOf(result.ofPath)}; ${all}`;
  if (result.heard.join() === clip.said.join()) return sums;
  return `${sums} All that say ${named(classes, clip.said)}, which was said: ${chanceOf(result.ofSaid)}.`;
}

// What it heard without what is forced.
export function aloneInWords({ classes, view, result, own }) {
  if (!Object.keys(view.forced).length) return "";
  if (result.heard.join() === own.heard.join()) return "By itself it hears the same.";
  return `By itself it hears ${named(classes, own.heard)}.`;
}

// What the beam makes of the whole clip.
export function beamInWords({ classes, view, result, beam }) {
  const best = beam[beam.length - 1][0];
  if (!best) return "The beam finds nothing that has a chance.";
  const same = best.classes.join() === result.heard.join();
  const keeps = view.width === 1 ? "A beam of one prefix" : `A beam of ${view.width} prefixes`;
  return same ? `${keeps} hears the same.` : `${keeps} hears ${named(classes, best.classes)}, ${chanceOf(best.total)}.`;
}
