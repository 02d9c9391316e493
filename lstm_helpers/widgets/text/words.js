// @ts-check
// What the Text Lab says: what a letter cost, and what is expected after it.

import { fixed, percent, visible } from "../shared/numbers.js";

const quoted = (letter) => `“${visible(letter)}”`;

export function letterInWords(desk) {
  const { view, text, costs, best, symbols } = desk;
  const t = view.step;
  const cost = Number.isNaN(costs[t]) ? "is the first" : `cost ${fixed(costs[t], 1)} bits (${percent(2 ** -costs[t])})`;
  const next = best.slice(0, 3).map(({ n, chance }) => `${quoted(symbols[n])} ${percent(chance)}`);
  return `Letter ${t + 1}, ${quoted(text.letters[t])}, ${cost}. Expected next: ${next.join(", ")}.`;
}

export function colourInWords({ view }) {
  if (view.colour === "unit") return `colour: the memory of unit ${view.unit + 1}, blue below zero, red above`;
  if (view.colour === "influence") return "colour: how strongly each letter moves the likeliest next one";
  return "colour: what each letter cost; the stronger, the more bits";
}
