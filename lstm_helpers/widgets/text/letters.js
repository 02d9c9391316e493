// @ts-check
// The text of the Text Lab: a box a letter, coloured; the letter that is looked at has a frame.

import { channels, palette } from "../shared/colours.js";
import { el, write } from "../shared/nodes.js";
import { visible } from "../shared/numbers.js";
import { colourInWords } from "./words.js";

const MOST_BITS = 8; // a letter that cost so much has the full colour

export function pagePanel(desk) {
  const sheet = el("div", { class: "tx-sheet", "aria-hidden": "true" });
  const key = el("p", { class: "lab-faint tx-key" });
  const scroller = el(
    "div",
    {
      class: "lab-scroller tx-page",
      tabindex: 0,
      role: "group",
      "aria-label": "the text, letter by letter; the left and right arrow keys move",
    },
    sheet,
  );
  let boxes = [];
  sheet.onpointerdown = desk.guard((event) => {
    const at = boxes.indexOf(event.target.closest("span"));
    if (at >= 0) desk.go(at);
  });
  return {
    node: el("div", {}, scroller, key),
    arrange() {
      boxes = desk.text.letters.map((letter) => el("span", {}, letter === "\n" ? "⏎" : visible(letter)));
      sheet.replaceChildren(...boxes.flatMap((box, t) => (desk.text.letters[t] === "\n" ? [box, el("br")] : [box])));
    },
    paint() {
      const colours = palette(desk.root);
      boxes.forEach((box, t) => {
        box.style.backgroundColor = ground(desk, t, colours);
      });
      write(key, colourInWords(desk));
    },
    show() {
      boxes.forEach((box, t) => {
        box.classList.toggle("tx-here", t === desk.view.step);
      });
      boxes[desk.view.step]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    },
  };
}

// Behind the words at most so strong that they stay legible.
function ground({ view, values }, t, colours) {
  const value = values[t];
  if (!Number.isFinite(value)) return "transparent";
  if (view.colour === "unit") {
    const share = Math.min(1, Math.abs(value)) * 0.55;
    return tinted(colours.series[value < 0 ? 0 : 1], share);
  }
  const share = view.colour === "surprise" ? Math.min(1, value / MOST_BITS) : value;
  return tinted(colours.series[1], 0.55 * share);
}

function tinted(colour, share) {
  const [r, g, b] = channels(colour);
  return `rgba(${r}, ${g}, ${b}, ${share.toFixed(3)})`;
}
