// @ts-check
// What the Review Lab says: the verdict after a word, at the end, and without the word.

import { percent } from "../shared/numbers.js";
import { isKnown } from "./model.js";

// A chance of praise as a verdict: "81 % praise", "78 % blame".
export const verdict = (p) => (p >= 0.5 ? `${percent(p)} praise` : `${percent(1 - p)} blame`);

export function wordInWords({ view, sentence, judge }) {
  const { words, p, start, without } = sentence;
  const t = view.step;
  const before = t ? p[t - 1] : start;
  const known = isKnown(words[t], judge) ? "" : ", a word it does not know,";
  const moved = `Word ${t + 1}, “${words[t]}”,${known} moves the verdict from ${verdict(before)} to ${verdict(p[t])}.`;
  const end = p[p.length - 1];
  return `${moved.replace("”,,", "”,")} The whole sentence: ${verdict(end)}; without this word ${verdict(without[t])}.`;
}

export function colourInWords({ view }) {
  const what =
    view.colour === "turn" ? "how far each word turned the verdict" : "what the whole sentence would miss without it";
  const bars = "Bars: the chance of praise after each word, up from one half praise, down blame.";
  return `${bars} Colour: ${what}; red towards praise, blue towards blame. Dotted: words it does not know.`;
}
