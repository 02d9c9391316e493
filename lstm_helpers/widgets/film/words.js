// @ts-check
// What the Film Lab says: the verdict at a place, what another order has changed, the caption and where it looked.

import { mostAt } from "../shared/decoder.js";
import { percent } from "../shared/numbers.js";
import { reversed, sameOrder, wordsOf } from "./model.js";

const quoted = (text) => `“${text}”`;

// The likeliest of some names, with its chance: “grows” 93 %.
export const likeliest = (chances, names) => `${quoted(names[mostAt(chances)])} ${percent(chances[mostAt(chances)])}`;

export function placeInWords({ view, cinema, now, filmed }) {
  const t = view.step;
  const count = now.order.length;
  const moved = !sameOrder(now.order, filmed.order);
  const which = moved ? `, frame ${now.order[t] + 1} of the film` : "";
  const motion = likeliest(now.motion[t], cinema.motions);
  const digit = likeliest(now.digit[t], cinema.digits);
  const said = `Place ${t + 1} of ${count}${which}: having seen ${t ? "it and those before it" : "it alone"}, `;
  const before = t && mostAt(now.motion[t - 1]) !== mostAt(now.motion[t]);
  const turned = before ? ` One place before it said ${likeliest(now.motion[t - 1], cinema.motions)}.` : "";
  const changed = moved ? ` ${changeInWords(cinema, now, filmed)}` : "";
  return `${said}the network says ${motion}, digit ${digit}.${turned}${changed}`;
}

// What another order has made of the verdict at the end: “grows” 93 % has become “shrinks” 97 %.
export function changeInWords({ motions, digits }, now, filmed) {
  const [a, b] = [now, filmed].map(({ motion, digit, order }) => [motion[order.length - 1], digit[order.length - 1]]);
  const how = sameOrder(now.order, reversed(filmed.order)) ? "Backwards" : "In this order";
  const became = ([after, before], names) =>
    mostAt(after) === mostAt(before) ? [] : [`${likeliest(before, names)} has become ${likeliest(after, names)}`];
  const motion = became([a[0], b[0]], motions);
  const digit = became([a[1], b[1]], digits).map((text) => `digit ${text}`);
  const changes = [...motion, ...digit];
  if (changes.length) return `${how}, by the end ${changes.join(", and ")}.`;
  return `${how} the end is still ${likeliest(a[0], motions)}, digit ${likeliest(a[1], digits)}.`;
}

// The caption, and what it would be in the order of the film.
export function captionInWords({ cinema, now, filmed }) {
  const { captioner } = cinema;
  if (!captioner) return "";
  const [here, there] = [now, filmed].map(({ words }) => wordsOf(words, captioner).join(" "));
  const ended = now.words[now.words.length - 1].token === captioner.target.length - 1;
  const stopped = ended ? "" : ` It found no end in ${captioner.most} words.`;
  if (sameOrder(now.order, filmed.order)) return stopped.trim();
  return `As filmed: ${here === there ? "the same" : quoted(there)}.${stopped}`;
}

// Where a word of the caption looked: the places that had a tenth or more, the most first.
export function looksInWords({ view, now, cinema }) {
  const one = now.words[view.word];
  if (!cinema.captioner) return "";
  if (!cinema.captioner.attention) return "This captioner has no attention: it knows the encoder’s last states alone.";
  if (!one) return "Choose a word to see where it looked.";
  const { weights } = one;
  const order = Array.from(weights.keys()).sort((a, b) => weights[b] - weights[a] || a - b);
  const told = order.filter((t, n) => n === 0 || (n < 4 && weights[t] >= 0.1));
  return `${quoted(one.block)} looks ${told.map((t) => `${percent(weights[t])} at place ${t + 1}`).join(", ")}.`;
}
