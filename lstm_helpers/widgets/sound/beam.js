// @ts-check
// The prefixes that the beam keeps after the frame that is looked at, the likeliest first.

import { choice, el, hide, write } from "../shared/nodes.js";
import { chanceOf, ending, timeOf } from "./words.js";

const SHOWN = 8;
export const WIDTHS = [1, 2, 4, 8, 16, 32];

export function beamPanel(desk) {
  const rows = Array.from({ length: SHOWN }, rowOf);
  const head = el("p", { class: "sl-head" });
  const width = choice(
    "prefix beam keeps",
    WIDTHS.map((n) => [n, n === 1 ? "1 prefix" : `${n} prefixes`]),
    desk.view.width,
    (value) => desk.change({ width: Number(value) }),
  );
  const list = el("div", { class: "sl-list", role: "group", "aria-label": "the prefixes of the beam" });
  list.append(...rows.map(({ node }) => node));
  return {
    node: el("div", { class: "sl-beam" }, width, head, list),
    show() {
      const { view, beam, clip, classes } = desk;
      width.set(view.width);
      write(head, `After frame ${view.step + 1} (${timeOf(clip, view.step + 1)})`);
      const kept = beam[view.step];
      const said = clip.said.join();
      rows.forEach((row, n) => {
        hide(row.node, !kept[n]);
        if (kept[n]) row.show(ending(classes, kept[n].classes), kept[n].total, kept[n].classes.join() === said);
      });
    },
  };
}

function rowOf() {
  const label = el("b", {});
  const bar = el("span", { class: "lab-bar" });
  const number = el("span", { class: "lab-share" });
  return {
    node: el("div", { class: "sl-prefix" }, label, el("span", { class: "lab-rail" }, bar), number),
    show(text, log, right) {
      write(label, right ? `${text} ✓` : text);
      write(number, chanceOf(log));
      bar.style.width = `${(100 * Math.min(1, Math.exp(log))).toFixed(1)}%`;
    },
  };
}
