// @ts-check
// What the Attention Lab says: the step, where it looked, what was forced, and whether the translation is right.

import { ALIKE, mostAt } from "../shared/decoder.js";
import { percent } from "../shared/numbers.js";
import { written } from "./numerals.js";

const quoted = (word) => `“${word}”`;

// A chance that is small is not none, and one that is large is not all.
export const share = (p) => (p < 0.005 ? "< 1 %" : p > 0.995 && p < 1 ? "> 99 %" : percent(p));

// Where it looks, the likeliest words first: “98 % at “four””, and what else has a tenth.
export function looksInWords(weights, words) {
  const order = Array.from(weights.keys()).sort((a, b) => weights[b] - weights[a] || a - b);
  const told = order.filter((s, n) => n === 0 || (n < 3 && weights[s] >= 0.1));
  return told.map((s) => `${share(weights[s])} at ${quoted(placed(words, s))}`).join(", ");
}

// A word that stands there more than once is named with its place.
export function placed(words, s) {
  const twice = words.indexOf(words[s]) !== words.lastIndexOf(words[s]);
  return twice ? `${words[s]} (word ${s + 1})` : words[s];
}

export function stepInWords({ view, sentence, steps, alone, net }) {
  const { words } = sentence;
  const one = steps[view.step];
  const end = one.token === net.target.length - 1;
  const does = end ? "ends the translation" : `writes ${quoted(one.block)}`;
  const sure = `${share(Math.exp(one.logP[one.token]))} sure`;
  const head = `Step ${view.step + 1} of ${steps.length}: ${does}, ${sure}`;
  if (!one.own) return `${head}. It has no attention: of the sentence it knows the encoder’s last states.`;
  const looks = `${looksInWords(one.own, words)}.${chosenInWords(view.word, one, words)}`;
  if (!one.forced) return `${head}; looks ${looks}`;
  const would = alone[view.step];
  const other = would && would.token !== one.token ? `, where it wrote ${quoted(would.block)} by itself` : "";
  const place = view.forced[view.step];
  const where = place === ALIKE ? "all words alike" : `${quoted(placed(words, place))} alone`;
  return `${head}${other}; you made it look at ${where}, not ${looks}`;
}

// The word that is chosen, where it is another than the one that the sentence names.
function chosenInWords(word, { weights }, words) {
  if (word < 0 || word === mostAt(weights)) return "";
  return ` Chosen: ${quoted(placed(words, word))}, ${share(weights[word])}.`;
}

const NO_NUMBER = "these words name no number: nobody knows what would be right";

// The whole translation as it is written, in the parts between which a line may end, and what is to be said of it:
// { parts, verdict, state }.
export function verdictOf({ blocks, truth, steps, net }) {
  const parts = blocks.length ? blocks.map((_, k) => grown(blocks, k, net.language)) : ["nothing"];
  const ended = steps[steps.length - 1].token === net.target.length - 1;
  if (!ended) return { parts, verdict: `stopped after ${net.most} blocks: it found no end`, state: "wrong" };
  if (!net.language) return { parts, verdict: "", state: "unknown" };
  if (!truth) return { parts, verdict: NO_NUMBER, state: "unknown" };
  const numbers = truth.numbers.map((n) => n.toLocaleString("en")).join(", ");
  if (truth.blocks.join(" ") === blocks.join(" ")) return { parts, verdict: `right: ${numbers}`, state: "right" };
  const right = written(truth.blocks, net.language);
  const forced = steps.some((one) => one.forced) ? ", with your change" : "";
  return { parts, verdict: `wrong${forced}: ${numbers} is ${right}`, state: "wrong" };
}

// What a block adds to what is written.
const grown = (blocks, k, name) =>
  written(blocks.slice(0, k + 1), name).slice(written(blocks.slice(0, k), name).length);

// Both in a sentence, for who hears it.
export function translationInWords(desk) {
  const { parts, verdict } = verdictOf(desk);
  return ` The translation: ${parts.join("")}${verdict ? `, ${verdict}` : ""}.`;
}

// What it wrote without what is forced.
export function aloneInWords({ steps, net, blocks, blocksAlone }) {
  if (!steps.some(({ forced }) => forced)) return "";
  if (blocks.join(" ") === blocksAlone.join(" ")) return "By itself it writes the same.";
  return `By itself it writes ${blocksAlone.length ? written(blocksAlone, net.language) : "nothing"}.`;
}

const WITH_LINES = "The wider a line, the more it looks there; dashed: made to by you.";
const HOW_TO =
  "Click a block or a word to choose it; a double click on a word, or Enter, makes the step look there alone.";
const WITHOUT_LINES =
  "This translator has no attention, so there are no lines: all that the decoder knows of the sentence comes " +
  "through the encoder’s last states.";

export function keyInWords({ net }) {
  return net.attention ? `${WITH_LINES} ${HOW_TO}` : WITHOUT_LINES;
}

export const INSIDES = [
  ["nothing", "nothing"],
  ["f", "forget gate f"],
  ["i", "input gate i"],
  ["g", "candidate g"],
  ["o", "output gate o"],
  ["c", "memory c"],
  ["h", "hidden state h"],
];
export const nameOf = (key) => INSIDES.find(([one]) => one === key)?.[1] ?? "";
