// @ts-check
// What the Tune Lab says: what a note cost, and what was expected in its place.

import { fixed, percent } from "../shared/numbers.js";
import { likeliest } from "./model.js";
import { lengthName, pitchName, placeName } from "./names.js";

export function noteInWords(desk) {
  const { view, tune, costs, composer, expected } = desk;
  const t = view.step;
  const note = tune.notes[t];
  const where = placeName(tune, tune.starts[t]);
  const pitches = likeliest(expected.pitch, 3).map(
    (n) => `${pitchName(composer.pitches[n])} ${percent(expected.pitch[n])}`,
  );
  const [n] = likeliest(expected.length, 1);
  const length = `${lengthName(...composer.lengths[n])} ${percent(expected.length[n])}`;
  const awaited = `${pitches.join(", ")}; ${length}`;
  if (!note) return `After ${t} ${t === 1 ? "note" : "notes"}, ${where}. Expected next: ${awaited}.`;
  const [pitch, quarters, ends] = note;
  const cost = costs[t];
  const parts = `pitch ${fixed(cost.pitch, 2)}, length ${fixed(cost.length, 2)}`;
  const what = `${pitchName(pitch)}, ${lengthName(quarters, ends)}`;
  const price = `It cost ${fixed(cost.bits, 2)} bits (${parts})`;
  return `Note ${t + 1} of ${tune.notes.length}, ${where}: ${what}. ${price}. Expected: ${awaited}.`;
}
