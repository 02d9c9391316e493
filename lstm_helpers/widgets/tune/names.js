// @ts-check
// How pitches, lengths and places in a bar are said, and how a length is drawn.

import { el } from "../shared/nodes.js";

const NAMES = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];
const LENGTHS = new Map([
  [0.25, "sixteenth"],
  [0.375, "dotted sixteenth"],
  [0.5, "eighth"],
  [0.75, "dotted eighth"],
  [1, "quarter"],
  [1.5, "dotted quarter"],
  [2, "half"],
  [3, "dotted half"],
  [4, "whole"],
  [6, "dotted whole"],
]);

export const isBlack = (midi) => NAMES[midi % 12].length > 1;

// 60 is C4, the middle C.
export const pitchName = (midi) => `${NAMES[midi % 12]}${Math.floor(midi / 12) - 1}`;

const short = (n) => String(Number(n.toFixed(3)));

export function lengthName(quarters, ends = false) {
  return `${LENGTHS.get(quarters) ?? `${short(quarters)} quarters`}${ends ? ", which ends a phrase" : ""}`;
}

// "at bar 2, beat 3"; before the first bar line is the upbeat.
export function placeName({ bar, pickup }, start) {
  const since = start - pickup;
  if (since < 0) return "in the upbeat";
  const n = Math.floor(since / bar + 1e-9);
  return `at bar ${n + 1}, beat ${short(since - n * bar + 1)}`;
}

// A length as it is written: head, stem, flags, dot; one that no single sign stands for is a number.
export function lengthSign(quarters) {
  if (!LENGTHS.has(quarters)) return el("b", {}, short(quarters));
  const dotted = [0.375, 0.75, 1.5, 3, 6].includes(quarters);
  const base = dotted ? (quarters * 2) / 3 : quarters;
  const head = { r: 3.2, transform: "translate(7 21) rotate(-20) scale(1.35 1)" };
  const flags = base <= 0.25 ? 2 : base < 1 ? 1 : 0;
  const flag = (n) => el("path", { class: "tn-stroke", d: `M11 ${3 + 5 * n}c1 4 6 4 4 9` });
  return el(
    "svg",
    { class: "tn-sign", viewBox: "0 0 22 26", "aria-hidden": "true" },
    el("circle", { class: base < 2 ? "tn-full" : "tn-stroke", ...head }),
    base < 4 ? el("path", { class: "tn-stroke", d: "M11 20V3" }) : null,
    ...Array.from({ length: flags }, (_, n) => flag(n)),
    dotted ? el("circle", { class: "tn-full", cx: 17, cy: 20, r: 1.6 }) : null,
  );
}
