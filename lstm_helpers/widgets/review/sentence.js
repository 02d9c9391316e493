// @ts-check
// The sentence of the Review Lab: a column a word, with the verdict after it as a bar up (praise) or down (blame).

import { channels, palette } from "../shared/colours.js";
import { el, write } from "../shared/nodes.js";
import { percent } from "../shared/numbers.js";
import { isKnown } from "./model.js";
import { colourInWords } from "./words.js";

const FULL = 4; // a word that turned the logit so far has the full colour

export function sentencePanel(desk) {
  const sheet = el("div", { class: "rv-sheet", "aria-hidden": "true" });
  const key = el("p", { class: "lab-faint rv-key" });
  const scroller = el(
    "div",
    {
      class: "lab-scroller rv-page",
      tabindex: 0,
      role: "group",
      "aria-label": "the sentence, word by word; the left and right arrow keys move",
    },
    sheet,
  );
  let columns = [];
  sheet.onpointerdown = desk.guard((event) => {
    const at = columns.findIndex(({ node }) => node.contains(event.target));
    if (at >= 0) desk.go(at);
  });
  return {
    node: el("div", {}, scroller, key),
    arrange() {
      columns = desk.sentence.words.map((word, t) => column(desk, word, t));
      sheet.replaceChildren(...columns.map(({ node }) => node));
    },
    paint() {
      const colours = palette(desk.root);
      const values = desk.view.colour === "turn" ? desk.sentence.turn : desk.sentence.missed;
      columns.forEach((one, t) => {
        one.face.style.backgroundColor = ground(values[t], colours);
      });
      write(key, colourInWords(desk));
    },
    show() {
      columns.forEach(({ node }, t) => {
        node.classList.toggle("rv-here", t === desk.view.step);
        node.classList.toggle("rv-picked", t === desk.view.picked);
      });
      columns[desk.view.step]?.node.scrollIntoView({ block: "nearest", inline: "nearest" });
    },
  };
}

function column(desk, word, t) {
  const p = desk.sentence.p[t];
  const bar = el("span", { class: p >= 0.5 ? "rv-bar rv-praise" : "rv-bar rv-blame" });
  const height = `${(100 * Math.abs(p - 0.5)).toFixed(1)}%`;
  bar.style.height = height;
  bar.style[p >= 0.5 ? "bottom" : "top"] = "50%";
  const face = el("b", { class: isKnown(word, desk.judge) ? "" : "rv-unknown" }, word);
  const rail = el("span", { class: "rv-rail" }, bar);
  return { face, node: el("span", { class: "rv-word" }, rail, face, el("small", {}, percent(p))) };
}

// Behind the words at most so strong that they stay legible.
function ground(value, colours) {
  const share = 0.55 * Math.min(1, Math.abs(value) / FULL);
  const [r, g, b] = channels(colours.series[value < 0 ? 0 : 1]);
  return `rgba(${r}, ${g}, ${b}, ${share.toFixed(3)})`;
}
