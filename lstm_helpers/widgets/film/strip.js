// @ts-check
// The film as a strip: its frames side by side in the order in which they are read, over each where a word of the
// caption looked, and under each the chance of every motion once it was read.

import { mostAt } from "../shared/decoder.js";
import { el, refill, write } from "../shared/nodes.js";

export function stripPanel(desk) {
  const sheet = el("div", { class: "fm-sheet", "aria-hidden": "true" });
  const attributes = { tabindex: 0, role: "group", "aria-label": "the frames; the left and right arrow keys move" };
  const scroller = el("div", { class: "lab-scroller fm-page", ...attributes }, sheet);
  const key = el("p", { class: "lab-faint fm-key" });
  let columns = [];
  let chosen = -1;
  sheet.onpointerdown = desk.guard((event) => {
    const at = columns.findIndex(({ node }) => node.contains(event.target));
    if (at >= 0) desk.go(at);
  });
  return {
    node: el("div", {}, scroller, key),
    fill() {
      const { cinema, now, view } = desk;
      columns = now.order.map((frame, t) => column(desk, frame, t));
      sheet.replaceChildren(labels(cinema), ...columns.map(({ node }) => node));
      refill(key, [view.film, cinema.captioner !== null], () => [keyInWords(cinema)]);
    },
    show() {
      const weights = desk.now.words[desk.view.word]?.weights;
      columns.forEach(({ node, look }, t) => {
        node.classList.toggle("fm-here", t === desk.view.step);
        look.style.height = weights ? `${(100 * weights[t]).toFixed(1)}%` : "0";
      });
      // a word that is chosen brings where it looked most into sight
      const at = weights && desk.view.word !== chosen ? mostAt(weights) : desk.view.step;
      chosen = desk.view.word;
      columns[at]?.node.scrollIntoView({ block: "nearest", inline: "nearest" });
    },
  };
}

const keyInWords = ({ captioner }) =>
  `Under each frame: how likely each motion is once it was read; the fuller a square, the likelier.${
    captioner?.attention ? " Over it: where the chosen word of the caption looked." : ""
  }`;

// The names of the rows, beside the strip.
function labels({ motions }) {
  const names = motions.map((name) => el("span", { class: "fm-cell fm-name", title: name }, name));
  return el("div", { class: "fm-column fm-labels" }, ...names);
}

function column(desk, frame, t) {
  const { cinema, now } = desk;
  const look = el("span", { class: "fm-look" });
  const cells = Array.from(now.motion[t], (p) => {
    const fill = el("span", { class: "fm-fill" });
    fill.style.opacity = p.toFixed(3);
    return el("span", { class: "fm-cell" }, fill);
  });
  const number = el("small", { class: "fm-number" });
  write(number, String(frame + 1));
  const face = drawn(cinema, desk.view.film, frame);
  return {
    look,
    node: el("div", { class: "fm-column" }, el("span", { class: "fm-above" }, look), face, ...cells, number),
  };
}

// A frame as a canvas of its own pixels, which the style sheet enlarges.
export function drawn({ side, frames, pixels }, film, frame, canvas = el("canvas", { class: "fm-frame" })) {
  canvas.width = side;
  canvas.height = side;
  const image = new ImageData(side, side);
  const from = (film * frames + frame) * side * side;
  for (let n = 0; n < side * side; n++) {
    const grey = pixels[from + n];
    image.data.set([grey, grey, grey, 255], 4 * n);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}
